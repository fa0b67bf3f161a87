"""From TOML text to plain tables and lists: limits before parsing, and mistakes with their places."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from attrs import frozen

from negsim.checks.scope import path_label, quoted
from negsim.errors import Finding, Place, ScenarioError
from negsim.formats.files import without_nul
from negsim.formats.places import place_at
from negsim.formats.toml_positions import find_positions

MAX_DEPTH = 64
"""How many brackets may stand inside each other, and how many parts a key may have, unless the reader says so."""

MAX_NUMBER = 1000
"""How many characters a number may have before it is parsed: Python refuses to convert very long ones."""

# Strings and comments first, so that what is inside them is passed over; then words, and the signs that are counted.
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+"""'
    r"|'''(?:[^']++|'(?!''))*+'''"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+"
    r"|[A-Za-z0-9_+-]++"
    r"|[][{}.=,\n]",
    re.DOTALL,
)
_WHERE = re.compile(r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
_DATE = re.compile(r"[^=#]*=\s*\d{4}-\d")
_TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Duplicate inline", "Cannot redefine")
_ADVICE = {
    "Invalid value": "text stands in quotes; numbers, dates, true and false do not",
    "Expected '='": "a key is followed by = and a value",
    "Invalid statement": "a line is key = value, [table] or [[list of tables]]",
    "Unclosed": "a closing bracket is missing",
    "Expected newline": "one key = value stands on a line, and text stands in quotes",
    "Expected '\"": "a closing quote is missing",
    "Expected \"'": "a closing quote is missing",
    "Unterminated": "a closing quote is missing",
    "Illegal character '\\n'": "a closing quote is missing",
    "Illegal character '\\r'": "end lines with a line feed",
    "Unescaped": "write a backslash twice, or put the text in 'single quotes'",
    "Invalid date": "write a date as 2022-02-17",
}


@frozen
class UnreadableNumber:
    """A number of a form that not even exact decimals can hold, such as one with an exponent of 30 digits."""

    text: str


def parse_toml(text: str, *, name: str, max_depth: int = MAX_DEPTH) -> dict[str, Any]:
    r"""Return the tables of a TOML text whose lines end with ``\n``; numbers with a point are exact decimals.

    Parameters
    ----------
    name:
        What the text is called in messages.
    max_depth:
        How many brackets may stand inside each other, and how many parts a dotted key may have: tomllib needs memory
        that grows with the square of these.

    Raises
    ------
    ScenarioError
        With the first mistake; what follows one cannot be told.
    """
    without_nul(text, name=name)
    for finding in _beyond_limits(text, name=name, max_depth=max_depth):
        raise ScenarioError([finding])
    try:
        return tomllib.loads(text, parse_float=_number)
    except RecursionError as error:
        place = Place(name, 1, 1, "")
        message = "brackets are nested too deeply to be read"
        raise ScenarioError([Finding(code="E006", message=message, place=place)]) from error
    except ValueError as error:  # tomllib's own error, and what Python says of a number that is too long
        raise ScenarioError([_mistake(text, str(error), name=name)]) from error


def _number(text: str) -> Decimal | UnreadableNumber:
    try:
        return Decimal(text)
    except InvalidOperation:
        return UnreadableNumber(text)


def _beyond_limits(text: str, *, name: str, max_depth: int) -> Iterator[Finding]:
    depth = dots = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == ".":
            dots += 1
        elif sign in {"[", "{"}:
            depth, dots = depth + 1, 0
        elif sign in {"]", "}"}:
            depth, dots = max(depth - 1, 0), 0
        elif sign in {"=", ",", "\n"}:
            dots = 0
        elif len(sign) > MAX_NUMBER and sign[0] in "+-0123456789":
            place = place_at(text, token.start(), name=name)
            message = f"a number of {len(sign):,} characters, where at most {MAX_NUMBER:,} can be read"
            yield Finding(code="E007", message=message, place=place)
        if max(depth, dots + 1) > max_depth:
            what = f"brackets {depth} deep" if depth > max_depth else f"a key of more than {max_depth} parts"
            place = place_at(text, token.start(), name=name)
            advice = "a scenario needs no more than ten; max_depth raises the limit"
            yield Finding(
                code="E006", message=f"{what}, where at most {max_depth} are read", advice=advice, place=place
            )


def _mistake(text: str, told: str, *, name: str) -> Finding:
    found = _WHERE.fullmatch(told)
    message = found["message"] if found else told
    offset = len(text)
    if found and found["line"]:
        lines = text.split("\n", int(found["line"]) - 1)
        offset = min(len(text), len(text) - len(lines[-1]) + int(found["column"]) - 1)
    if message.startswith(_TWICE):
        return _defined_twice(text, offset, name=name)
    place = place_at(text, offset, name=name)
    advice = next((advice for start, advice in _ADVICE.items() if message.startswith(start)), "")
    if offset == len(text):
        advice = "the text ends here; a closing bracket or quote may be missing"
    elif _DATE.match(place.text):
        advice = _ADVICE["Invalid date"]
    return Finding(code="E001", message=f"this is not valid TOML: {_lower(message)}", advice=advice, place=place)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _defined_twice(text: str, offset: int, *, name: str) -> Finding:
    """Return the finding on a key or table that was defined before; the parser stopped at or after its second place."""
    positions = find_positions(text)
    path, second = next(entry for entry in reversed(positions.written) if entry[1] <= offset)
    outward = (path[:length] for length in range(len(path), 0, -1))
    first = next((positions.spots[key].key for key in outward if positions.spots[key].key < second), second)
    place, also = place_at(text, second, name=name), place_at(text, first, name=name)
    label = path_label(None, path)
    return Finding(
        code="E002",
        message=f"{quoted(label)} is defined in line {place.line}, and was defined in line {also.line} already",
        advice="keep one of them; a further entry of a list of tables starts with [[double brackets]]",
        place=place,
        also=also,
    )
