"""Utility functions of NegMAS: what one file says that a party wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import decimal_text
from negsim.formats.cases import CaseIssue, Profile
from negsim.formats.known_keys import find_unknown_keys
from negsim.formats.located import Access, NumberText
from negsim.formats.negmas.functions import Row, numbers_of, read_mapping, read_row
from negsim.formats.negmas.issues import kind_at
from negsim.formats.negmas.keys import profile_keys
from negsim.formats.negmas.quantities import read_quantity

_ADDITIVE = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction", "AdditiveUtilityFunction")
_LINEAR = ("LinearUtilityFunction", "AffineUtilityFunction")
_MAPPING = ("MappingUtilityFunction",)
_NONE = frozenset({"-inf", "-.inf"})
"""What NegMAS states where a party has no reservation, up to case."""

_NO_NUMBER = frozenset({"nan", ".nan"})

Found = TypeVar("Found")


def read_profile(access: Access, issues: Sequence[CaseIssue]) -> Profile | None:
    """Return what a utility function says of the issues, or None, with findings, where that cannot be told."""
    before = len(access.found.errors)
    if access.table(()) is not access.get(()):
        return None
    name = access.text(("name",), required=False)
    kind = kind_at(access, ()) or ("MappingUtilityFunction" if access.get(("mapping",)) else _ADDITIVE[0])
    if kind in _ADDITIVE:
        parts, (weights, rows) = "values", _additive(access, issues)
    elif kind in _LINEAR:
        parts, (weights, rows) = "", _linear(access, issues)
    elif kind in _MAPPING and len(issues) == 1:
        parts, weights, rows = "mapping", [Fraction(1)], [read_mapping(access, ("mapping",), issues[0])]
    else:
        _refuse(access, kind)
        return None
    find_unknown_keys(access, profile_keys(access, parts), title="NegMAS")
    reservation = _reservation(access)
    if access.get(("reserved_outcome",)) is not None:
        message = "not supported: a reservation that is an outcome; state what it is worth as reserved_value"
        access.error("E803", message, ("reserved_outcome",))
    if len(access.found.errors) > before:
        return None
    if kind not in _LINEAR and sum(weights) != 1:
        _warn_of_sum(access, weights)
    weights, rows = _with_bias(access, issues, weights, rows)
    stem = access.data.file.stem
    profile = Profile(id=stem, name="" if name == stem else name, weights=weights, values=rows, reservation=reservation)
    _warn_of_scale(access, profile)
    return profile


def _refuse(access: Access, kind: str) -> None:
    path: Path = ("type",)
    if kind in _MAPPING:
        access.error("E803", f"not supported: {quoted(kind)}, which lists whole outcomes, of several issues", path)
    elif access.get(("ufun",)) is not None:
        advice = "name a file with the function inside it, without the discount"
        access.error("E803", f"not supported: {quoted(kind)}, a function around another one", path, advice=advice)
    else:
        advice = nearest(kind, (*_ADDITIVE, *_LINEAR))
        access.error("E803", f"not supported: utility functions of type {quoted(kind)}", path, advice=advice)


def _additive(access: Access, issues: Sequence[CaseIssue]) -> tuple[list[Fraction], list[Row]]:
    weights = _weights(access, issues, Fraction(1))  # as NegMAS has it: each issue counts in full
    rows = _per_issue(access, ("values",), issues, lambda path, issue: read_row(access, path, issue))
    for at, weight in enumerate(weights[: len(rows)]):
        is_nothing = weight == 0 and kind_at(access, ("values", at)) == "ConstFun" and not any(rows[at])
        rows[at] = () if is_nothing else rows[at]  # so does the writer state an issue that a party has no values for
    return weights, rows


def _linear(access: Access, issues: Sequence[CaseIssue]) -> tuple[list[Fraction], list[Row]]:
    weights = _weights(access, issues, Fraction(1, max(len(issues), 1)))  # as NegMAS has it: their mean
    return weights, [numbers_of(access, ("weights",), issue) for issue in issues]


def _weights(access: Access, issues: Sequence[CaseIssue], default: Fraction) -> list[Fraction]:
    if access.get(("weights",)) is None:
        return [default] * len(issues)
    found = _per_issue(access, ("weights",), issues, lambda path, _: read_quantity(access, path))
    return [weight for weight in found if weight is not None]


def _per_issue(
    access: Access, path: Path, issues: Sequence[CaseIssue], read: Callable[[Path, CaseIssue], Found]
) -> list[Found]:
    """Return what is read of each issue's entry in a list, or in a table by the names of the issues."""
    given = access.get(path)
    if isinstance(given, Mapping):
        names = {issue.name: None for issue in issues}
        for key in [key for key in given if key not in names][:5]:
            message = f"{quoted(key)} is no issue of the outcome space"
            access.error("E806", message, (*path, key), advice=nearest(key, names))
        for name in [name for name in names if name not in given][:5]:
            access.error("E807", f"{path[0]} leaves out issue {quoted(name)}", path)
        return [read((*path, issue.name), issue) for issue in issues if issue.name in given]
    count = len(access.entries(path))
    if given is not None and count != len(issues):
        message = f"the number of {path[0]} is {count}, and that of the issues of the outcome space is {len(issues)}"
        access.error("E815", message, path)
    return [read((*path, at), issue) for at, issue in enumerate(issues[:count])]


def _reservation(access: Access) -> Fraction | None:
    given = access.get(("reserved_value",))
    text = given.text if isinstance(given, NumberText) else given
    if isinstance(text, str) and text.strip().casefold() in _NONE:
        return None
    if isinstance(text, str) and text.strip().casefold() in _NO_NUMBER:
        message = f"reserved_value is {quoted(text)}, which is no number; read as no reservation: any deal is better"
        access.warn("W816", message, ("reserved_value",))
        return None
    return read_quantity(access, ("reserved_value",), required=False)


def _with_bias(
    access: Access, issues: Sequence[CaseIssue], weights: list[Fraction], rows: list[Row]
) -> tuple[list[Fraction], list[Row]]:
    """Put what a function adds to every outcome into the values of the first issue."""
    bias = read_quantity(access, ("bias",), required=False)
    if not bias:
        return weights, rows
    first = rows[0] or (Fraction(0),) * len(issues[0].options)
    return [Fraction(1), *weights[1:]], [tuple(weights[0] * value + bias for value in first), *rows[1:]]


def _warn_of_sum(access: Access, weights: Sequence[Fraction]) -> None:
    total = decimal_text(sum(weights, Fraction(0)))
    if access.get(("weights",)) is None:
        message = f"no weights are given; each counts 1, and they sum to {total}"
        access.warn("W802", message, ())
    else:
        access.warn("W802", f"the weights sum to {total}, not to 1; they count as they are written", ("weights",))


def _warn_of_scale(access: Access, profile: Profile) -> None:
    least, most = profile.bounds
    if profile.reservation is not None and profile.reservation > max(most, Fraction(1)):
        message = (
            f"the reservation is {decimal_text(profile.reservation)}, and packages are worth from "
            f"{decimal_text(least)} to {decimal_text(most)}"
        )
        access.warn("W805", message, ("reserved_value",), advice="perhaps it is on another scale")
