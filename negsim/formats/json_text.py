"""From JSON text to plain data with the place of every value, and from plain data to JSON text."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, TypeVar

from attrs import define, field

from negsim.checks.scope import path_label, quoted
from negsim.errors import Finding, Path, ScenarioError
from negsim.fields import decimal_text
from negsim.formats.inputs import InputFile
from negsim.formats.located import Access, Located, NumberText
from negsim.formats.numbers import read_number, written_number

MAX_DEPTH = 64
"""How many brackets may stand inside each other, unless the reader says so."""

MAX_PLACES = 500_000
"""How many values have a place of their own; those after them have that of what is around them."""

MAX_FINDINGS = 20
"""How many mistakes of one file are told."""

MAX_ERRORS = 100
"""After how many findings in what files hold no more are looked for."""

T = TypeVar("T")
_WIDTH = 100
_TOKEN = re.compile(r'"(?:[^"\\\n]++|\\.)*+"|[][{},]|[^\s"\]\[{}:,]++')  # colons are passed over
_CONSTANTS = frozenset({"NaN", "Infinity", "-Infinity"})
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ENDS_HERE = "the text ends here; a closing bracket or quote may be missing"
_TOLD = {
    "Expecting value": ("a value is expected", ""),
    "Expecting property name": ("a name in double quotes is expected", ""),
    "Expecting ':'": ("a colon is expected", "a name is followed by : and a value"),
    "Expecting ','": ("a comma or a closing bracket is expected", "values are separated by commas"),
    "Extra data": ("nothing more is expected", "one value in one pair of brackets is the whole file"),
    "Unterminated string": ("the quote that closes this text is missing", ""),
    "Invalid control": (
        "a control character stands in a text",
        r"close the quotes, or write \n for a line, \t for a tab",
    ),
    "Invalid \\": ("this escape is not one of JSON's", "write a backslash twice"),
}


def parse_json(file: InputFile, *, max_depth: int = MAX_DEPTH) -> Located:
    """Return what a JSON file holds, with the place of every value; numbers stay as they are written.

    Parameters
    ----------
    max_depth:
        How many brackets may stand inside each other; memory grows with the square of it.

    Raises
    ------
    ScenarioError
        If it is not valid JSON or is nested deeper, with the first mistake; if a key is there twice or a number is
        not finite, with all of them up to 20.

    Examples
    --------
    >>> found = parse_json(InputFile(path="f.json", text='{"a": [1.50]}'))
    >>> found.value, found.offsets["a", 0]
    ({'a': [NumberText(text='1.50')]}, 7)
    """
    scan = _Scan(file, max_depth)
    scan.run()
    if not file.text.strip():
        message = "the file is empty, where JSON is expected"
        raise ScenarioError([Finding(code="E810", message=message, place=file.place(0))])
    number = functools.cache(NumberText)  # the same few numbers stand in a file many times
    try:
        value = json.loads(file.text, parse_float=number, parse_int=number, parse_constant=number)
    except json.JSONDecodeError as error:
        raise ScenarioError([_mistake(file, error)]) from error
    except RecursionError as error:  # where the caller allows more than Python does
        raise ScenarioError([_too_deep(file, 0, max_depth)]) from error
    if scan.findings:
        raise ScenarioError(scan.findings)
    return Located(file, value, scan.offsets)


@define
class _Level:
    """A list or a table that is being passed.

    Attributes
    ----------
    keys:
        Where the names of a table stand; None for a list.
    here:
        The name or the index of the value that comes next.
    """

    path: Path
    keys: dict[str, int] | None
    here: str | int = 0
    is_key_next: bool = True


@define
class _Scan:
    """One pass over the tokens of a text, without recursion; of a text that is no JSON, what it finds is not used."""

    file: InputFile
    max_depth: int
    offsets: dict[Path, int] = field(factory=dict)
    findings: list[Finding] = field(factory=list)
    levels: list[_Level] = field(factory=list)

    def run(self) -> None:
        for token in _TOKEN.finditer(self.file.text):
            sign = token[0]
            level = self.levels[-1] if self.levels else None
            if sign in {"{", "["}:
                self.open(sign, token.start())
            elif sign in {"}", "]"}:
                if level is not None:
                    self.levels.pop()
            elif sign == ",":
                self.pass_comma(level)
            elif sign[0] == '"' and level is not None and level.keys is not None and level.is_key_next:
                self.pass_key(level, level.keys, sign, token.start())
            else:
                self.pass_scalar(sign, token.start())

    def path(self) -> Path:
        return (*self.levels[-1].path, self.levels[-1].here) if self.levels else ()

    def place(self, offset: int) -> None:
        if len(self.offsets) < MAX_PLACES:
            self.offsets[self.path()] = offset

    def open(self, sign: str, offset: int) -> None:
        self.place(offset)
        self.levels.append(_Level(self.path(), {} if sign == "{" else None))
        if len(self.levels) > self.max_depth:
            raise ScenarioError([_too_deep(self.file, offset, self.max_depth)])

    def pass_comma(self, level: _Level | None) -> None:
        if level is not None and level.keys is None and isinstance(level.here, int):
            level.here += 1
        elif level is not None:
            level.is_key_next = True

    def pass_key(self, level: _Level, keys: dict[str, int], token: str, offset: int) -> None:
        name = self.decoded(token, offset)
        level.here, level.is_key_next = name, False
        first = keys.setdefault(name, offset)
        if first != offset and len(self.findings) < MAX_FINDINGS:
            place, also = self.file.place(offset), self.file.place(first)
            message = f"{quoted(name)} is given in line {place.line}, and was given in line {also.line} already"
            label = path_label(None, self.path())
            advice = "keep one of them; only one of the two could count"
            self.findings.append(
                Finding(code="E002", message=message, label=label, advice=advice, place=place, also=also)
            )

    def pass_scalar(self, token: str, offset: int) -> None:
        self.place(offset)
        if token[0] == '"':
            self.decoded(token, offset)
        elif token in _CONSTANTS:
            self.add("E809", f"{token} is given, where a finite number is expected", offset)

    def decoded(self, token: str, offset: int) -> str:
        if "\\" not in token:
            return token[1:-1]
        try:
            text = str(json.loads(token))
        except json.JSONDecodeError:  # the parser will say it
            return token
        if _SURROGATE.search(token) and any("\ud800" <= char <= "\udfff" for char in text):
            message = "this is not valid JSON: half of a character stands in a text"
            advice = r"the escapes from \ud800 to \udfff stand in pairs"
            self.add("E810", message, offset, advice=advice)
        return text

    def add(self, code: str, message: str, offset: int, *, advice: str = "") -> None:
        if len(self.findings) < MAX_FINDINGS:  # a place is looked up in a line that may be the whole file
            place = self.file.place(offset)
            self.findings.append(Finding(code=code, message=message, advice=advice, place=place))


def _too_deep(file: InputFile, offset: int, max_depth: int) -> Finding:
    message = f"brackets more than {max_depth} deep, where at most {max_depth} are read"
    advice = "a scenario needs no more than ten"
    return Finding(code="E810", message=message, advice=advice, place=file.place(offset))


def _mistake(file: InputFile, error: json.JSONDecodeError) -> Finding:
    offset, text = error.pos, file.text
    before = text[:offset].rstrip()
    if text[offset : offset + 1] in {"]", "}"} and before.endswith(","):
        offset = len(before) - 1
    told = error.msg[:1].lower() + error.msg[1:]
    expected, advice = next((entry for start, entry in _TOLD.items() if error.msg.startswith(start)), (told, ""))
    if offset == len(before) - 1 or error.msg.startswith("Illegal trailing comma"):  # newer versions of Python tell it
        expected, advice = "a comma stands before a closing bracket", "remove the comma"
    elif offset >= len(text.rstrip()):
        advice = _ENDS_HERE
    else:
        advice = _advice_on(text[offset : offset + 9]) or advice
    message = f"this is not valid JSON: {expected}"
    return Finding(code="E810", message=message, advice=advice, place=file.place(offset))


def _advice_on(given: str) -> str:
    if given.startswith(("//", "/*", "#")):
        return "JSON has no comments: remove it"
    if given.startswith(("'", "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}")):
        return 'text stands in "straight double quotes"'
    if given.lower().startswith(("true", "false", "null", "none")):
        return "the words are true, false and null, in small letters"
    return ""


def until_enough(access: Access, items: Iterable[T]) -> Iterator[T]:
    """Yield items until 100 findings say that something is wrong: a large file of nothing else is soon refused."""
    for item in items:
        if len(access.found.errors) >= MAX_ERRORS:
            return
        yield item


def json_text(value: Any) -> str:
    r"""Return tables, lists, texts and :class:`NumberText` as JSON; what fits in one line stands in one.

    Examples
    --------
    >>> json_text({"a": [NumberText("0.10"), "b"]})
    '{"a": [0.10, "b"]}\n'
    """
    return _written(value, "") + "\n"


def number_text(number: Fraction) -> tuple[NumberText, Fraction]:
    """Return a number as it is written in JSON, and the number that is read from that: the same where it can be.

    Examples
    --------
    >>> number_text(Fraction(1, 3))[1] == Fraction("0.333333333333333")
    True
    """
    text, _ = written_number(number)
    try:
        read, is_noisy = read_number(text)
    except ValueError:  # an exponent that is not read, or too many digits
        text, read, is_noisy = ("0", Fraction(0), False) if abs(number) < 1 else (text, Fraction(text), False)
    return NumberText(decimal_text(read) if is_noisy else text), read


def _written(value: Any, indent: str) -> str:
    if isinstance(value, NumberText):
        return value.text
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    deeper = indent + "  "
    if isinstance(value, dict):
        brackets = "{}"
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_written(part, deeper)}" for key, part in value.items()]
    else:
        brackets, parts = "[]", [_written(part, deeper) for part in value]
    line = f"{brackets[0]}{', '.join(parts)}{brackets[1]}"
    if "\n" not in line and len(line) + len(indent) <= _WIDTH:
        return line
    return f"{brackets[0]}\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}{brackets[1]}"
