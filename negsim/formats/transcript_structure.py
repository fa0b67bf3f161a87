"""From plain tables and lists to a transcript: strictly, and with all that is wrong at once."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeVar

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import exact
from negsim.formats.json_text import until_enough
from negsim.formats.located import Access, NumberText
from negsim.space.package import Package
from negsim.talks.history import Entry, History
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.transcript import Crossing, Draft, Fault, Terms, Transcript

FORMAT = 1
"""The version of the JSON of transcripts that is written, and the newest that is read."""

BESIDE = ("as_of", "account", "written", "discounted")
"""Keys that may stand in a transcript and are not read: what a command adds, and what follows from the rest."""

Word = TypeVar("Word", bound=enum.Enum)

_MOST_DIGITS = 1_000
_WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
_KEYS = (
    *("format", "scenario", "reading", "protocol", "draft", "strategies", "terms", "seed", "waived", "moves"),
    *("drafts", "faults", "crossings", "void", "output", "clock", "ending", "rounds", "points"),
)
_TERMS = ("rounds", "seconds", "breakdown", "discounts", "crossings")
_MOVE = ("round", "party", "kind", "package")
_DRAFT = ("round", "package")
_FAULT = ("party", "round", "kind", "message", "detail")
_CROSSING = ("party", "round", "kind", "package", "demands")
_WITH_PACKAGE = {Reason.AGREEMENT, Reason.FAULT, Reason.BREAKDOWN}
_ENDING = ("reason", "package", "party")


def structured(access: Access) -> Transcript:
    """Return the transcript that located data describe.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    _check_kind(access)
    _check_keys(access, (), (*_KEYS, *BESIDE))
    moves = tuple(_moves(access, ("moves",)))
    transcript = Transcript(
        scenario=_text(access, ("scenario",)),
        reading=_text(access, ("reading",)),
        protocol=_text(access, ("protocol",)),
        draft=_package(access, ("draft",)),
        strategies=_by_party(access, ("strategies",)),
        terms=_terms(access, ("terms",)),
        seed=_whole(access, ("seed",)),
        waived=_texts(access, ("waived",)),
        history=History(moves),
        drafts=[_draft(access, path) for path in _tables(access, ("drafts",), _DRAFT)],
        faults=[_fault(access, path) for path in _tables(access, ("faults",), _FAULT)],
        crossings=[_crossing(access, path) for path in _tables(access, ("crossings",), _CROSSING)],
        void=_void(access, ("void",), moves=moves),
        output=_by_party(access, ("output",), required=False),
        clock=[_time(access, path) for path in _listed(access, ("clock",))],
        ending=_ending(access, ("ending",)),
        rounds=_whole(access, ("rounds",), least=0),
        points={party: _whole(access, ("points", party)) for party in until_enough(access, access.table(("points",)))},
    )
    access.found.refuse()
    return transcript


def _check_kind(access: Access) -> None:
    """Refuse at once what is no transcript, or one of a newer format; no more could be said of it."""
    table = access.table(())
    access.found.refuse()
    if not {"moves", "protocol", "strategies"} & set(table):
        message = "this is no transcript: it has no moves, no protocol and no strategies"
        access.error("E901", message, (), advice="`negsim talk FILE --json` writes a transcript")
        access.found.refuse()
    given = access.get(("format",))
    advice = f'write "format": {FORMAT}'
    if given is None:
        access.error("E106", "the key `format` is missing", ("format",), advice=advice)
    elif not isinstance(given, NumberText) or not _is_whole(given.text) or int(given.text) < 1:
        shown = quoted(given.text if isinstance(given, NumberText) else given)
        message = f"{shown} is given, where the version of the format is expected"
        access.error("E106", message, ("format",), advice=advice)
    elif int(given.text) > FORMAT:
        message = f"the transcript has format {given.text[:40]}, and this negsim reads format {FORMAT}"
        access.error("E107", message, ("format",), advice="run: python -m pip install --upgrade negsim")
        access.found.refuse()


def _check_keys(access: Access, path: Path, known: Sequence[str]) -> None:
    table = access.get(path)
    for key in until_enough(access, table if isinstance(table, Mapping) else ()):
        if key not in known:
            where = "a transcript" if not path else f"{path[0]} of a transcript"
            access.error("E101", f"{quoted(key)} is no key of {where}", (*path, key), advice=nearest(key, known))


def _terms(access: Access, path: Path) -> Terms:
    if not _is_table(access, path):
        return Terms()
    _check_keys(access, path, _TERMS)
    before = len(access.found.errors)
    rounds = None if access.get((*path, "rounds")) is None else _whole(access, (*path, "rounds"))
    seconds = None if access.get((*path, "seconds")) is None else _time(access, (*path, "seconds"))
    breakdown = _exact(access, (*path, "breakdown"))
    named = access.table((*path, "discounts"))
    discounts = {party: _exact(access, (*path, "discounts", party)) for party in until_enough(access, named)}
    crossings = _one_of(access, (*path, "crossings"), ("marked", "fault"), "way to take crossings")
    if len(access.found.errors) > before:
        return Terms()
    try:
        return Terms(rounds=rounds, seconds=seconds, breakdown=breakdown, discounts=discounts, crossings=crossings)
    except ValueError as error:
        access.error("E901", f"the terms cannot be: {error}", path)
        return Terms()


def _moves(access: Access, path: Path) -> Iterator[Entry]:
    latest = 1
    for at, _ in until_enough(access, enumerate(access.entries(path))):
        here = (*path, at)
        if not _is_table(access, here):
            continue
        _check_keys(access, here, _MOVE)
        number, party = _whole(access, (*here, "round"), least=1), _text(access, (*here, "party"))
        if number < latest:
            message = f"round {number} comes after round {latest}; rounds never go back"
            access.error("E901", message, (*here, "round"))
        latest = number
        move = _move(access, here)
        if move is not None:
            yield number, party, move


def _move(access: Access, path: Path) -> Move | None:
    kind = _member(access, (*path, "kind"), Kind, "kind of move")
    package = _package(access, (*path, "package"))
    is_given = access.get((*path, "package")) is not None
    if kind is None:
        return None
    if (kind is Kind.OFFER) != is_given:
        message = "an offer of nothing" if kind is Kind.OFFER else f"a package with a move of kind {kind.value}"
        access.error("E901", f"{message} is given; an offer has a package, and no other move", (*path, "package"))
        return None
    return Move(kind, package) if is_given == (package is not None) else None


def _draft(access: Access, path: Path) -> Draft:
    number = _whole(access, (*path, "round"), least=1)
    return Draft(number, _package(access, (*path, "package"), required=True) or Package({}))


def _fault(access: Access, path: Path) -> Fault:
    return Fault(
        party=_text(access, (*path, "party")),
        round=_whole(access, (*path, "round"), least=0),
        kind=_text(access, (*path, "kind")),
        message=_text(access, (*path, "message")),
        detail=_text(access, (*path, "detail"), required=False),
    )


def _crossing(access: Access, path: Path) -> Crossing:
    kind = _one_of(access, (*path, "kind"), (Kind.OFFER.value, Kind.ACCEPT.value), "kind of crossing")
    return Crossing(
        party=_text(access, (*path, "party")),
        round=_whole(access, (*path, "round"), least=0),
        kind=Kind(kind or Kind.OFFER),
        package=_package(access, (*path, "package"), required=True) or Package({}),
        demands=_texts(access, (*path, "demands")),
    )


def _void(access: Access, path: Path, *, moves: Sequence[Entry]) -> Iterator[int]:
    """Yield the places of offers that did not count."""
    given = access.get(("moves",))
    count, before = len(given) if isinstance(given, list) else 0, -1
    for here in _listed(access, path):
        known = len(access.found.errors)
        at = _whole(access, here, least=0)
        if len(access.found.errors) > known:
            continue
        if at >= count:
            access.error("E901", f"place {at} is given, and there are {count:,} moves, counted from 0", here)
        elif at <= before:
            access.error("E901", f"place {at} comes after place {before}; each stands once, in order", here)
        elif len(moves) == count and moves[at][2].package is None:
            access.error("E901", f"the move at place {at} is no offer; expected the places of offers", here)
        before = at
        yield at


def _ending(access: Access, path: Path) -> Ending:
    if not _is_table(access, path):
        return Ending(reason=Reason.DEADLINE)
    _check_keys(access, path, _ENDING)
    reason = _member(access, (*path, "reason"), Reason, "reason to end a talk")
    package = _package(access, (*path, "package"))
    is_given = access.get((*path, "package")) is not None
    party = _text(access, (*path, "party"), required=False)
    if reason is Reason.AGREEMENT and not is_given:
        access.error("E901", "an agreement on nothing is given; an agreement has a package", (*path, "package"))
    if is_given and reason is not None and reason not in _WITH_PACKAGE:
        message = f"a package with the reason {reason.value} is given; only an agreement has one, or what was in force"
        access.error("E901", f"{message} before a talk that a fault or chance broke off", (*path, "package"))
    return Ending(reason=reason or Reason.DEADLINE, package=package, party=party)


def _tables(access: Access, path: Path, known: Sequence[str]) -> Iterator[Path]:
    """Yield the path of each table of a list that may be missing."""
    for here in _listed(access, path):
        if _is_table(access, here):
            _check_keys(access, here, known)
            yield here


def _is_table(access: Access, path: Path) -> bool:
    access.table(path)  # which finds what is none
    return isinstance(access.get(path), Mapping)


def _package(access: Access, path: Path, *, required: bool = False) -> Package | None:
    table = access.table(path, required=required)
    if not table and isinstance(access.get(path), Mapping):
        access.error("E901", "a package without issues is given, where one option of each issue is expected", path)
    before = len(access.found.errors)
    package = Package({issue: _text(access, (*path, issue)) for issue in table})
    return package if table and len(access.found.errors) == before else None


def _text(access: Access, path: Path, *, required: bool = True) -> str:
    value = access.get(path)
    if isinstance(value, str):
        return value
    if value is not None or required:
        access.misfit(path, value, "text", "put it in quotes" if isinstance(value, NumberText) else "")
    return ""


def _texts(access: Access, path: Path) -> tuple[str, ...]:
    return tuple(_text(access, here) for here in _listed(access, path))


def _by_party(access: Access, path: Path, *, required: bool = True) -> dict[str, str]:
    named = until_enough(access, access.table(path, required=required))
    return {party: _text(access, (*path, party)) for party in named}


def _listed(access: Access, path: Path) -> Iterator[Path]:
    """Yield the path of each entry of a list that may be missing."""
    count = len(access.entries(path, required=False))
    return ((*path, at) for at in until_enough(access, range(count)))


def _one_of(access: Access, path: Path, known: Sequence[str], what: str) -> str:
    given = _text(access, path)
    if given not in known and isinstance(access.get(path), str):
        access.error("E105", f"{quoted(given)} is no {what}", path, advice=nearest(given, known))
    return given if given in known else ""


def _member(access: Access, path: Path, kind: type[Word], what: str) -> Word | None:
    given = _one_of(access, path, [str(word.value) for word in kind], what)
    return kind(given) if given else None


def _is_whole(text: str) -> bool:
    return _WHOLE.fullmatch(text) is not None and len(text) <= _MOST_DIGITS


def _whole(access: Access, path: Path, *, least: int | None = None) -> int:
    value = access.get(path)
    expected = "a whole number" if least is None else f"a whole number of at least {least}"
    if isinstance(value, NumberText) and _is_whole(value.text):
        if least is None or int(value.text) >= least:
            return int(value.text)
        access.misfit(path, value, expected)
    elif isinstance(value, NumberText) and len(value.text) > _MOST_DIGITS:
        access.error(
            "E809", f"a number of {len(value.text):,} digits is given; at most {_MOST_DIGITS:,} are read", path
        )
    else:
        access.misfit(path, value, expected, "write it without quotes" if isinstance(value, str) else "")
    return least or 0


def _exact(access: Access, path: Path) -> Fraction:
    """Return a number that is written as text, or as a number of JSON."""
    value: Any = access.get(path)
    if not isinstance(value, str | NumberText):
        access.misfit(path, value, "a number, as text")
        return Fraction(0)
    text = value if isinstance(value, str) else value.text
    try:
        return exact(text)
    except (ValueError, ZeroDivisionError) as error:
        access.error("E809", f"{quoted(text)} cannot be read as a number: {error}", path)
        return Fraction(0)


def _time(access: Access, path: Path) -> float:
    value = access.get(path)
    if not isinstance(value, NumberText):
        access.misfit(path, value, "a number", "write it without quotes" if isinstance(value, str) else "")
        return 0.0
    number = float(value.text)
    if not math.isfinite(number) or number < 0:
        access.error("E809", f"{value.text[:40]} is given, where a finite number of at least 0 is expected", path)
    return number
