"""YAML texts as plain data with the place of every value; nothing in a file makes a Python object.

The events of PyYAML's safe loader are put together here, one after the other: nothing recurses, so nesting is bounded
by a number and not by Python's stack, and what an alias stands for is shared and never copied, so memory stays small.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import attrs
import yaml
from attrs import define

from negsim.checks.scope import quoted
from negsim.errors import Finding, Path, ScenarioError
from negsim.formats.inputs import InputFile
from negsim.formats.located import Located, NumberText

MAX_DEPTH = 64
"""How many lists and tables may stand inside each other."""

MAX_CHARACTERS = 10_000_000
"""How long a text may be: PyYAML needs seconds for a million characters, and no scenario comes near."""

MAX_NODES = 400_000
"""How many values and keys a text may have, those that aliases repeat included."""

_MAX_FINDINGS = 100
_TAG = "tag:yaml.org,2002:"
_TRUTH = {"true": True, "false": False}
_OCTAL = re.compile(r"[-+]?0\d+")  # YAML 1.1 takes 017 for fifteen, most people for seventeen or a name
_EXPONENT = re.compile(
    r"[-+]?\d+(\.\d*)?[eE][-+]?\d+"
)  # no number in YAML 1.1 without a point and a sign, and meant as one
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_yaml(file: InputFile, *, max_depth: int = MAX_DEPTH) -> Located:
    r"""Return what a YAML text holds.

    Keys are texts, numbers as they are written; a number is a :class:`~negsim.formats.located.NumberText`, a date is
    text, and ``true`` and ``false`` are truth values.

    Raises
    ------
    ScenarioError
        For what is no YAML or more than a data file needs (E811), for keys that stand twice (E002) and for the words
        that YAML 1.1 takes for truth values (E812), each with its place.

    Examples
    --------
    >>> parse_yaml(InputFile(path="a.yml", text="issues:\n- name: Price\n  values: [1, 2.50]\n")).value
    {'issues': [{'name': 'Price', 'values': [NumberText(text='1'), NumberText(text='2.50')]}]}
    """
    building = _Building(file, max_depth)
    if len(file.text) > MAX_CHARACTERS:
        building.refuse(0, f"the file has {len(file.text):,} characters, where at most {MAX_CHARACTERS:,} are read")
    try:
        loader = yaml.SafeLoader(file.text)
        building.run(loader)
    except yaml.MarkedYAMLError as error:
        building.refuse(*_mistake(error, file.text))
    except yaml.reader.ReaderError as error:
        building.refuse(error.position, "the text has a character that YAML does not allow")
    if building.findings:
        raise ScenarioError(building.findings)
    return Located(file, building.root, building.offsets)


def _mistake(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str, str]:
    """Return where PyYAML stopped, what it says of it, and advice."""
    mark = error.problem_mark or error.context_mark
    at = mark.index if mark is not None else 0
    said = ", ".join(part for part in (error.context, error.problem) if part)
    line = text[text.rfind("\n", 0, at) + 1 : at + 1]
    advice = "indent with blanks: YAML does not take tabs for that" if "\t" in line and not line.strip() else ""
    return at, f"not valid YAML: {said}", advice


def _next_event(loader: yaml.SafeLoader) -> yaml.Event | None:
    event: yaml.Event | None = loader.get_event() if loader.check_event() else None  # type: ignore[no-untyped-call]
    return event


def _kind(event: yaml.ScalarEvent, loader: yaml.SafeLoader) -> str:
    """Return the tag of a scalar, or what YAML 1.1 takes it for where it has none: such as ``int``."""
    tag: str | None = event.tag
    if event.implicit[0]:
        tag = loader.resolve(yaml.ScalarNode, event.value, (True, False))  # type: ignore[no-untyped-call]
    return (tag or "str").removeprefix(_TAG)


def _offset(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark is not None else 0


@define
class _Open:
    """A list or table that has not ended yet."""

    value: Any
    path: Path
    offset: int
    anchor: str | None
    nodes: int
    key: str | None = None
    keys: dict[str, int] = attrs.Factory(dict)

    @property
    def is_waiting_for_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


@define
class _Building:
    """The data so far."""

    file: InputFile
    max_depth: int
    root: Any = None
    offsets: dict[Path, int] = attrs.Factory(dict)
    findings: list[Finding] = attrs.Factory(list)
    nodes: int = 0
    _open: list[_Open] = attrs.Factory(list)
    _anchors: dict[str, tuple[Any, int]] = attrs.Factory(dict)
    _documents: int = 0

    def refuse(self, offset: int, message: str, advice: str = "") -> NoReturn:
        """Refuse the file, with what was found before."""
        self._add("E811", offset, message, advice=advice)
        raise ScenarioError(self.findings)

    def run(self, loader: yaml.SafeLoader) -> None:
        """Take the events of a text, one after the other."""
        while True:
            try:
                event = _next_event(loader)
            except (ValueError, OverflowError):  # PyYAML makes a character of whatever number an escape states
                self.refuse(loader.index, "not valid YAML: a number is too large here")
            if event is None:
                return
            self._take(event, loader)

    def _take(self, event: yaml.Event, loader: yaml.SafeLoader) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                at = _offset(event)
                self.refuse(at, "a second document begins here, where one is expected", "keep one document in a file")
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, loader)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()

    def _scalar(self, event: yaml.ScalarEvent, loader: yaml.SafeLoader) -> None:
        at = _offset(event)
        self._count(at, 1)
        if _SURROGATE.search(event.value):
            self.refuse(at, "not valid YAML: half of a surrogate pair, which is no character")
        kind = _kind(event, loader)
        is_key = bool(self._open) and self._open[-1].is_waiting_for_key
        value = self._plain(event, kind, at)
        if not is_key:
            self._place(value, at, event.anchor, 1)
        elif kind == "merge":
            self.refuse(at, "the merge key << is not supported", "write out what it merges")
        else:
            self._key(str(value).lower() if isinstance(value, bool) else event.value, at)

    def _plain(self, event: yaml.ScalarEvent, kind: str, at: int) -> Any:
        """Return what a scalar stands for."""
        text: str = event.value
        if kind in ("int", "float"):
            return text if _OCTAL.fullmatch(text) else NumberText(text)
        if kind == "bool":
            if text.casefold() not in _TRUTH:
                message = f"{quoted(text)} is a truth value in YAML 1.1, where a name or a number is expected"
                self._add("E812", at, message, advice=f'put it in quotes if it is a name: "{text[:10]}"')
            return _TRUTH.get(text.casefold(), text)
        if kind == "null":
            return None
        if kind not in ("str", "!") and not event.implicit[0]:
            self._unknown_tag(kind, at)
        return NumberText(text) if event.implicit[0] and _EXPONENT.fullmatch(text) else text

    def _unknown_tag(self, tag: str, at: int) -> NoReturn:
        advice = "a data file needs no tags; remove it"
        self.refuse(at, f"the tag {quoted(tag)} is not supported: nothing but plain data is read", advice)

    def _alias(self, event: yaml.AliasEvent) -> None:
        at = _offset(event)
        name = str(event.anchor)
        if name not in self._anchors:
            self.refuse(at, f"the alias *{name[:40]} stands for nothing that ended before it")
        value, nodes = self._anchors[name]
        if self._open and self._open[-1].is_waiting_for_key:
            self.refuse(at, "an alias stands where a key is expected", "write out the key")
        self._count(at, nodes)
        self._place(value, at, None, nodes)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        at = _offset(event)
        is_table = isinstance(event, yaml.MappingStartEvent)
        self._count(at, 1)
        if event.tag and event.tag not in ("!", _TAG + ("map" if is_table else "seq")):
            self._unknown_tag(event.tag.removeprefix(_TAG), at)
        if len(self._open) >= self.max_depth:
            self.refuse(at, f"lists and tables are nested more than {self.max_depth} deep")
        if self._open and self._open[-1].is_waiting_for_key:
            self.refuse(at, f"a {'table' if is_table else 'list'} stands where a key is expected; keys are texts")
        self._open.append(_Open({} if is_table else [], self._next_path(), at, event.anchor, self.nodes - 1))

    def _end(self) -> None:
        ended = self._open.pop()
        self._place(ended.value, ended.offset, ended.anchor, self.nodes - ended.nodes)

    def _key(self, text: str, at: int) -> None:
        table = self._open[-1]
        if text in table.keys:
            first = self.file.place(table.keys[text])
            message = f"the key {quoted(text)} stands twice, first in line {first.line}"
            self._add("E002", at, message, also=table.keys[text], advice="remove one of them")
        table.keys[text], table.key = at, text

    def _next_path(self) -> Path:
        if not self._open:
            return ()
        around = self._open[-1]
        return (*around.path, around.key if around.key is not None else len(around.value))

    def _place(self, value: Any, at: int, anchor: str | None, nodes: int) -> None:
        """Put a whole value where it belongs."""
        self.offsets[self._next_path()] = at
        if anchor is not None:
            self._anchors[anchor] = (value, nodes)
        if not self._open:
            self.root = value
        elif (around := self._open[-1]).key is not None:
            around.value[around.key], around.key = value, None
        else:
            around.value.append(value)

    def _count(self, at: int, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            advice = "write out what aliases repeat, or split the file"
            self.refuse(at, f"the file has more than {MAX_NODES:,} values, those that aliases repeat included", advice)

    def _add(self, code: str, at: int, message: str, *, also: int | None = None, advice: str = "") -> None:
        second = None if also is None else self.file.place(also)
        made = Finding(code=code, message=message, place=self.file.place(at), also=second, advice=advice)
        if len(self.findings) < _MAX_FINDINGS or code == "E811":
            self.findings.append(made)
