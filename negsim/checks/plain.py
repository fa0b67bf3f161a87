"""Whether every value is of the kind that its field holds, and whether texts can be shown safely."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from negsim.checks.scope import Draft, path_label, quoted
from negsim.errors import Finding, Path
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Distribution, Uncertainty
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.space.issue import Issue, Option
from negsim.space.space import Exclusion

_HELD: dict[str, type] = {
    "sources": Source,
    "issues": Issue,
    "excluded": Exclusion,
    "parties": Party,
    "statements": Statement,
    "readings": Reading,
    "preferences": Preferences,
    "interactions": Interaction,
    "lines": RedLine,
    "boxes": Box,
    "reservation": Reservation,
    "uncertainty": Uncertainty,
}
_NAMES = frozenset({"title", "name", "bloc", "author", "principle"})
_TEXTS = _NAMES | {
    "id", "about", "note", "address", "party", "issue", "source", "place", "text", "assumption", "status_quo"
}  # fmt: skip
_DATES = frozenset({"date", "published"})
_FLAGS = frozenset({"ordered", "believe_warnings", "as_written"})
_LISTS = frozenset({"options", "consent", "linkage"})
_CHAINS = frozenset({"heavier", "better"})
# Tab, line feed and carriage return are ordinary in texts; lone surrogates cannot be written to any file.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def check_plain(draft: Draft) -> Iterator[Finding]:
    """Find values of the wrong kind (E103) and characters that have no place in a text (E203)."""
    for path, code, message, advice in _walk(draft, ()):
        yield Finding(code=code, path=path, label=path_label(draft, path), message=message, advice=advice)


_Problem = tuple[Path, str, str, str]


def _walk(holder: Any, path: Path) -> Iterator[_Problem]:
    for field in attrs.fields(type(holder)):
        name, value = field.name, getattr(holder, field.name)
        here = (*path, name)
        if name in _TEXTS:
            yield from _text_problems(name, value, here)
        elif isinstance(holder, Uncertainty):
            yield from _uncertain_problems(name, value, here)
        elif name in _HELD:
            yield from _held_problems(_HELD[name], value, here)
        elif name == "options" and isinstance(holder, Issue):
            yield from _held_problems(Option, value, here)
        else:
            yield from _plain_problems(name, value, here)


def _held_problems(kind: type, value: Any, path: Path) -> Iterator[_Problem]:
    entries = enumerate(value) if isinstance(value, tuple) else () if value is None else ((None, value),)
    for index, entry in entries:
        here = path if index is None else (*path, index)
        if isinstance(entry, kind):
            yield from _walk(entry, here)
        else:
            yield here, "E103", f"{quoted(entry)} is given, where a {kind.__name__} is expected", ""


def _text_problems(name: str, value: Any, path: Path) -> Iterator[_Problem]:
    if not isinstance(value, str):
        yield path, "E103", f"{quoted(value)} is given, where text is expected", "put it in quotes"
    elif name != "id" and (_CONTROL.search(value) or (name in _NAMES and _REORDERING.search(value))):
        message = f"{quoted(value)} holds characters that cannot be seen or that reorder the text around them"
        yield path, "E203", message, "type it anew"


def _uncertain_problems(name: str, value: Any, path: Path) -> Iterator[_Problem]:
    """Find what stands for an interval or a name in a chain and is none."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _uncertain_problems(name, entry, (*path, key))
    elif name in _CHAINS:
        for place, chain in enumerate(value):
            for index, entry in enumerate(chain):
                yield from _text_problems("id", entry, (*path, place, index))
    elif not (value is None or isinstance(value, Interval | Distribution)):
        message = f"{quoted(value)} is given, where an Interval is expected"
        yield path, "E103", message, "write Interval(0.2, 0.5), or [0.2, 0.5] in a file"


def _plain_problems(name: str, value: Any, path: Path) -> Iterator[_Problem]:
    is_date = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    if name in _DATES and value is not None and not is_date:
        yield path, "E103", f"{quoted(value)} is given, where a date is expected", "write it as 2022-02-17"
    elif name == "public" and not (value is None or isinstance(value, bool) or is_date):
        yield path, "E103", f"{quoted(value)} is given, where true, false or a date is expected", ""
    elif name in _LISTS and isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _text_problems("id", entry, (*path, index))
    elif name in _FLAGS and not isinstance(value, bool):
        yield path, "E103", f"{quoted(value)} is given, where true or false is expected", "write it without quotes"
