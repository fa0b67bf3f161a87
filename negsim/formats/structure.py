"""From plain tables and lists to the classes of a scenario: strictly, and with all that is wrong at once."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, get_args, get_origin

import attrs
import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from negsim.checks.scope import MAX_SHOWN, nearest, path_label, quoted
from negsim.errors import Finding, Path, ScenarioError
from negsim.fields import MAX_DIGITS, exact
from negsim.formats.toml_text import UnreadableNumber
from negsim.parties.interval import Interval
from negsim.parties.preferences import Preferences
from negsim.scenario import Scenario
from negsim.space.issue import Option

FORMAT = 1
"""The version of the file format that is written, and the newest that is read."""

Hook = Callable[[Any, Any], Any]


class _StructureError(ValueError):
    """One value that cannot be what its key holds."""

    def __init__(self, code: str, message: str, advice: str = "") -> None:
        self.code = code
        self.message = message
        self.advice = advice
        super().__init__(code, message, advice)


def scenario_from_tables(tables: Mapping[str, Any]) -> Scenario:
    """Return the scenario that plain tables and lists describe, as TOML or JSON yield them.

    Raises
    ------
    ScenarioError
        With everything that is wrong in its structure; where that is sound, with everything that is wrong in its
        meaning. The findings have paths and labels, and no places yet.
    """
    wrong = list(_check_format(tables))
    if any(finding.code == "E107" for finding in wrong):
        raise ScenarioError(wrong)
    rest = {key: value for key, value in tables.items() if key != "format"}
    try:
        scenario: Scenario = _converter().structure(rest, Scenario)
    except BaseValidationError as error:
        raise ScenarioError([*wrong, *_findings(error, (), tables)]) from None
    if wrong:
        raise ScenarioError(wrong)
    return scenario


def _check_format(tables: Mapping[str, Any]) -> Iterator[Finding]:
    given = tables.get("format")
    advice = f"write format = {FORMAT} at the top"
    path = ("format",)
    if given is None:
        yield Finding(code="E106", path=path, label="format", message="the key `format` is missing", advice=advice)
    elif isinstance(given, bool) or not isinstance(given, int) or given < 1:
        message = f"{_described(given)} is given, where the version of the format is expected"
        yield Finding(code="E106", path=path, label="format", message=message, advice=advice)
    elif given > FORMAT:
        number = _described(given).removeprefix("the number ")
        message = (
            f"the file has format {number}; it needs negsim >= the release that brought this format, and this one "
        )
        message += f"reads format {FORMAT}"
        advice = "run: python -m pip install --upgrade negsim"
        yield Finding(code="E107", path=path, label="format", message=message, advice=advice)


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=True, forbid_extra_keys=True)
    for kind, hook in _LEAVES.items():
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(lambda kind: kind == (bool | dt.date | None), _public)
    converter.register_structure_hook_factory(_is_enum, _enum_hook)
    converter.register_structure_hook_factory(_is_list, _list_hook)
    converter.register_structure_hook_factory(_is_mapping, _mapping_hook)
    converter.register_structure_hook_factory(attrs.has, _class_hook)
    return converter


def _class_hook(kind: Any, converter: Any) -> Hook:
    attrs.resolve_types(kind)
    special: dict[str, Any] = {"ranking": override(struct_hook=_ranking)} if kind is Preferences else {}
    build: Hook = make_dict_structure_fn(kind, converter, **special)

    def structure(given: Any, _: Any) -> Any:
        if kind is Option and isinstance(given, str):
            return Option(given)
        if not isinstance(given, dict):
            advice = "a single table is written with [single brackets]" if isinstance(given, list) else ""
            expected = "an option, as its id or as a table," if kind is Option else "a table"
            raise _misfit(given, expected, advice)
        return build(given, kind)

    return structure


def _list_hook(kind: Any, converter: Any) -> Hook:
    (inner, _) = get_args(kind)
    hook = converter.get_structure_hook(inner)
    expected = "a list of tables" if attrs.has(inner) and inner is not Option else "a list"

    def structure(given: Any, _: Any) -> Any:
        if not isinstance(given, list):
            advice = f'write ["{given}"]' if isinstance(given, str) and len(given) <= MAX_SHOWN else ""
            if isinstance(given, dict):
                advice = "each table of a list is written with [[double brackets]]"
            raise _misfit(given, expected, advice)
        return tuple(_each(enumerate(given), hook, inner).values())

    return structure


def _mapping_hook(kind: Any, converter: Any) -> Hook:
    (_, inner) = get_args(kind)
    hook = converter.get_structure_hook(inner)

    def structure(given: Any, _: Any) -> Any:
        if not isinstance(given, dict):
            raise _misfit(given, "a table", "write {name = ...}")
        return _each(given.items(), hook, inner)

    return structure


def _each(entries: Iterable[tuple[Any, Any]], hook: Hook, kind: Any) -> dict[Any, Any]:
    """Return each entry structured, by its index or key; all that cannot be are told together."""
    done: dict[Any, Any] = {}
    wrong: list[Exception] = []
    for key, given in entries:
        try:
            done[key] = hook(given, kind)
        except (BaseValidationError, _StructureError) as error:
            error.add_note(IterableValidationNote(f"at {key!r}", key, kind))
            wrong.append(error)
    if wrong:
        raise IterableValidationError("entries", wrong, kind)
    return done


def _ranking(given: Any, _: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(given, list):
        raise _misfit(given, "a list")
    return tuple(_each(enumerate(given), _tied, str).values())


def _tied(given: Any, kind: Any) -> tuple[str, ...]:
    if isinstance(given, list):
        return tuple(_each(enumerate(given), _text, kind).values())
    return (_text(given, kind),)


def _is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, enum.Enum)


def _enum_hook(kind: type[enum.Enum]) -> Hook:
    known = [str(member.value) for member in kind]

    def structure(given: Any, _: Any) -> enum.Enum:
        if not isinstance(given, str):
            raise _misfit(given, "one of the words " + ", ".join(known), "put it in quotes")
        if given not in known:
            name = kind.__name__.lower()
            raise _StructureError("E105", f"{quoted(given)} is no {name}", nearest(given, known))
        return kind(given)

    return structure


def _text(given: Any, _: Any) -> str:
    if isinstance(given, str):
        return given
    raise _misfit(given, "text", "" if isinstance(given, dict | list) else "put it in quotes")


def _flag(given: Any, _: Any) -> bool:
    if isinstance(given, bool):
        return given
    raise _misfit(given, "true or false", "write it without quotes" if isinstance(given, str) else "")


def _date(given: Any, _: Any) -> dt.date:
    if isinstance(given, dt.date) and not isinstance(given, dt.datetime):
        return given
    raise _misfit(given, "a date", "write it as 2022-02-17, without quotes and without a time of day")


def _public(given: Any, _: Any) -> bool | dt.date:
    if isinstance(given, bool):
        return given
    if isinstance(given, dt.date):
        return _date(given, dt.date)
    raise _misfit(given, "true, false or a date", "a date is written as 2022-02-17, without quotes")


def _fraction(given: Any, _: Any) -> Fraction:
    if isinstance(given, dict) and set(given) == {"ratio"}:
        return _ratio(given["ratio"])
    if isinstance(given, UnreadableNumber):
        raise _StructureError("E104", f"{given.text[:MAX_SHOWN]} cannot be read exactly", _EXACT)
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise _misfit(given, "a number", "write it without quotes" if isinstance(given, str) else "")
    try:
        return exact(given)
    except ValueError as error:
        raise _StructureError(
            "E104", f"{error}, where a number that can be read exactly is expected", _EXACT
        ) from error


def _ratio(given: Any) -> Fraction:
    if isinstance(given, list) and len(given) == 2 and all(type(part) is int for part in given) and given[1] > 0:
        return Fraction(given[0], given[1])
    raise _StructureError("E104", "a ratio is two whole numbers, the second above 0", "write { ratio = [1, 3] }")


def _interval(given: Any, _: Any) -> Interval:
    if isinstance(given, list) and len(given) == 2:
        return Interval(*_each(enumerate(given), _fraction, Fraction).values())
    advice = "write both ends, the lower one first: [0.2, 0.5]"
    raise _misfit(given, "a list of two numbers", advice)


_EXACT = "numbers are finite, of at most 40 digits and an exponent of at most 40"
_LEAVES: dict[Any, Hook] = {str: _text, bool: _flag, dt.date: _date, Fraction: _fraction, Interval: _interval}


def _misfit(given: Any, expected: str, advice: str = "") -> _StructureError:
    return _StructureError("E103", f"{_described(given)} is given, where {expected} is expected", advice)


def _described(given: Any) -> str:
    """Return a plain value in words, in a bounded length."""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, str):
        return f"the text {quoted(given)}"
    if isinstance(given, int):
        return f"the number {given}" if abs(given) < 10**MAX_DIGITS else f"a number of over {MAX_DIGITS} digits"
    if isinstance(given, float | Decimal):
        return f"the number {str(given)[:MAX_SHOWN]}"
    kinds = ((dict, "a table"), (list, "a list"), (dt.datetime, "a date with a time of day"), (dt.date, "a date"))
    return next((words for kind, words in kinds if isinstance(given, kind)), "a time of day")


def _findings(error: Exception, path: Path, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Return what a tree of errors tells, each with its path."""
    here = (*path, *_step(error))
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _findings(inner, here, tables)
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            there = (*here, key)
            message = f"there is no key {quoted(key)} here"
            advice = nearest(key, [*known, "format"] if not here else known)
            yield Finding(code="E101", path=there, label=path_label(tables, there), message=message, advice=advice)
    elif isinstance(error, KeyError):
        message = f"the key `{here[-1]}` is missing"
        yield Finding(code="E102", path=here, label=path_label(tables, here), message=message, advice="add it")
    elif isinstance(error, _StructureError):
        label = path_label(tables, here)
        yield Finding(code=error.code, path=here, label=label, message=error.message, advice=error.advice)
    elif isinstance(error, ScenarioError):
        yield from error.findings
    else:
        raise error


def _step(error: Exception) -> Path:
    """Return the key or index that cattrs noted on an error, if any."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (note.index,)
    return ()
