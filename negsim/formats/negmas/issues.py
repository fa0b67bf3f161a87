"""Issues of a NegMAS outcome space: what each type of issue lists or spans."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import decimal_text
from negsim.formats.cases import CaseIssue
from negsim.formats.located import Access, NumberText
from negsim.formats.negmas.quantities import read_quantity
from negsim.formats.numbers import written_number

MAX_OPTIONS = 200_000
"""How many options the issues of an outcome space may have together: a range of many is told in few words."""

_LISTS = {"CategoricalIssue": False, "DiscreteOrdinalIssue": True, "DiscreteCardinalIssue": True}
"""Types whose values are listed, and whether these are ordered."""

_RANGES = ("ContiguousIssue", "ContinuousIssue")


def read_issues(access: Access, *, grid: int) -> tuple[CaseIssue, ...]:
    """Return the issues of an outcome space; what is wrong with them is found.

    Parameters
    ----------
    grid:
        How many points a real-valued issue is put on.
    """
    listed = access.entries(("issues",))
    if not listed and access.get(("issues",)) == []:
        access.error("E814", "the outcome space has no issues, where at least one is expected", ("issues",))
    issues: list[CaseIssue] = []
    count = 0
    for at in range(len(listed)):
        issues.append(_issue(access, ("issues", at), grid))
        count += len(issues[-1].options)
        if count > MAX_OPTIONS:
            message = f"not supported: issues of {count:,} options together, where at most {MAX_OPTIONS:,} are read"
            access.error("E803", message, ("issues", at))
            break
    real = [at for at in range(len(issues)) if kind_at(access, ("issues", at)) == "ContinuousIssue"]
    if real:
        names = ", ".join(quoted(issues[at].name) for at in real[:5]) + ("…" if len(real) > 5 else "")
        message = f"real-valued ({names}), put on a grid of {grid} points; packages between them are not considered"
        access.warn("W808", message, ("issues", real[0]))
    return tuple(issues)


def kind_at(access: Access, path: Path) -> str:
    """Return the name of the class that a table states, without the modules before it."""
    given = access.get((*path, "type"))
    return given.rpartition(".")[2] if isinstance(given, str) else ""


def _issue(access: Access, path: Path, grid: int) -> CaseIssue:
    if not access.table(path):
        return CaseIssue(name="", options=())
    name = access.text((*path, "name"))
    if access.get((*path, "name")) == "":
        access.warn("W804", "the name of an issue is blank", (*path, "name"))
    kind = kind_at(access, path)
    values = (*path, "values")
    if access.get((*path, "type")) is None:
        kind = "ContiguousIssue" if isinstance(access.get(values), NumberText) else "CategoricalIssue"
    if kind in _LISTS:
        return CaseIssue(name=name, options=list(_names(access, values)), ordered=_LISTS[kind])
    if kind in _RANGES:
        options = _span(access, values) if kind == "ContiguousIssue" else _grid(access, values, grid)
        return CaseIssue(name=name, options=[_shown(option) for option in options], ordered=True)
    advice = nearest(kind, (*_LISTS, *_RANGES))
    access.error("E803", f"not supported: issues of type {quoted(kind)}", (*path, "type"), advice=advice)
    return CaseIssue(name=name, options=())


def _names(access: Access, path: Path) -> Iterator[str]:
    """Yield the names of listed options, each once."""
    seen: set[str] = set()
    twice: list[Path] = []
    listed = access.entries(path)
    if not listed and access.get(path) == []:
        access.error("E814", "an issue without options, where at least one is expected", path)
    for at, value in enumerate(listed):
        name = _name(access, (*path, at), value)
        if name in seen:
            twice.append((*path, at))
        elif name is not None:
            seen.add(name)
            yield name
    if twice:
        message = f"the option {quoted(access.text(twice[0]))} is named twice; it is one option"
        access.warn("W803", message, twice[0])


def _name(access: Access, path: Path, value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if value == "":
        access.warn("W804", "the name of an option is blank", path)
        return ""
    return access.text(path) or None


def _span(access: Access, path: Path) -> list[Fraction]:
    """Return the whole numbers from the first to the last, both included; of one number, so many from 0."""
    if isinstance(access.get(path), NumberText):
        count = read_quantity(access, path)
        ends = None if count is None else [Fraction(0), count - 1]
    else:
        ends = _numbers(access, path)
    if ends is None:
        return []
    if len(ends) not in (2, 3) or any(end.denominator != 1 for end in ends):
        access.error("E808", "two whole numbers are expected, the first value and the last", path)
        return []
    first, last, step = (*ends, Fraction(1))[:3]
    if step < 1:
        access.error("E816", f"a step of {decimal_text(step)}, where at least 1 is expected", path)
        return []
    if last < first:
        message = f"the last value, {decimal_text(last)}, lies below the first, {decimal_text(first)}"
        access.error("E808", message, path)
        return []
    points = int((last - first) // step) + 1
    if points > MAX_OPTIONS:
        message = f"not supported: an issue of {points:,} options, where at most {MAX_OPTIONS:,} are read"
        access.error("E803", message, path)
        return []
    return [first + step * at for at in range(points)]


def _grid(access: Access, path: Path, grid: int) -> list[Fraction]:
    ends = _numbers(access, path)
    if ends is None:
        return []
    if len(ends) != 2 or ends[1] < ends[0]:
        access.error("E808", "two numbers are expected, the least value and the greatest", path)
        return []
    low, high = ends
    return [low + (high - low) * at / (grid - 1) for at in range(grid)] if high > low else [low]


def _numbers(access: Access, path: Path) -> list[Fraction] | None:
    """Return listed numbers, or None where one of them, or the list, is none."""
    if not isinstance(access.get(path), list):
        access.entries(path)
        return None
    numbers = [read_quantity(access, (*path, at)) for at in range(len(access.entries(path)))]
    return None if None in numbers else [number for number in numbers if number is not None]


def _shown(number: Fraction) -> str:
    return written_number(number)[0]
