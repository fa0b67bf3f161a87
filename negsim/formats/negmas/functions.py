"""Value functions of NegMAS: what one function says of each option of one issue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.formats.cases import CaseIssue
from negsim.formats.located import Access
from negsim.formats.negmas.issues import kind_at
from negsim.formats.negmas.quantities import read_quantity
from negsim.formats.numbers import read_number

Row = tuple[Fraction, ...]

AFFINE: dict[str, tuple[str, ...]] = {
    "AffineFun": ("slope", "bias"),
    "LinearFun": ("slope", "bias"),
    "IdentityFun": (),
    "ConstFun": ("bias",),
}
"""Functions of the option's number, and the keys that they have; slope 1 and bias 0 where they have none."""

_MAX_SHOWN = 5


def read_row(access: Access, path: Path, issue: CaseIssue) -> Row:
    """Return what the function at a path says of each option of an issue; none where something is wrong with it."""
    given = access.get(path)
    kind = kind_at(access, path)
    if isinstance(given, list):
        return _in_order(access, path, issue)
    if kind == "TableFun" or (not kind and isinstance(given, Mapping)):
        return read_mapping(access, (*path, "mapping") if kind or "mapping" in given else path, issue)
    if kind in AFFINE:
        return _affine(access, path, issue, AFFINE[kind])
    if kind:
        message = f"not supported: value functions of type {quoted(kind)}"
        access.error("E803", message, path, advice=nearest(kind, ("TableFun", *AFFINE)))
    else:
        access.table(path)
    return ()


def read_mapping(access: Access, path: Path, issue: CaseIssue) -> Row:
    """Return the values that a mapping gives to the options of an issue, by their names or by equal numbers."""
    table = access.table(path)
    if table is not access.get(path):  # there is no table here
        return ()
    by_number = {number: key for key in reversed(list(table)) if (number := _number(key)) is not None}
    keys: list[str | None] = []
    for option in issue.options:
        number = _number(option)
        keys.append(option if option in table else None if number is None else by_number.get(number))
    missing = [option for option, key in zip(issue.options, keys, strict=True) if key is None]
    if missing:
        message = f"no value for {_listed(missing)} of issue {quoted(issue.name)}"
        access.error("E807", message, path, advice="every option needs a value")
    used = set(keys)
    for key in [key for key in table if key not in used][:_MAX_SHOWN]:
        message = f"issue {quoted(issue.name)} has no option {quoted(key)}"
        access.error("E806", message, (*path, key), advice=nearest(key, issue.options))
    numbers = [read_quantity(access, (*path, key)) for key in keys if key is not None]
    return () if missing or None in numbers else tuple(number for number in numbers if number is not None)


def numbers_of(access: Access, path: Path, issue: CaseIssue) -> Row:
    """Return the options of an issue as numbers; none, and a finding at the path, where one is no number."""
    numbers = [_number(option) for option in issue.options]
    wrong = [option for option, number in zip(issue.options, numbers, strict=True) if number is None]
    if wrong:
        message = f"the function counts with numbers, and {_listed(wrong)} of issue {quoted(issue.name)} is no number"
        access.error("E809", message, path)
        return ()
    return tuple(number for number in numbers if number is not None)


def _affine(access: Access, path: Path, issue: CaseIssue, keys: Sequence[str]) -> Row:
    slope, bias = Fraction(1), Fraction(0)
    if "slope" in keys:
        slope = read_quantity(access, (*path, "slope")) or Fraction(0)
    if "bias" in keys:
        bias = read_quantity(access, (*path, "bias"), required="slope" not in keys) or Fraction(0)
    if keys == ("bias",):
        return (bias,) * len(issue.options)
    return tuple(slope * number + bias for number in numbers_of(access, path, issue))


def _in_order(access: Access, path: Path, issue: CaseIssue) -> Row:
    """Return the values of a list, which gives them in the order of the options."""
    count = len(access.entries(path))
    if count != len(issue.options):
        options = f"that of the options of issue {quoted(issue.name)} is {len(issue.options)}"
        message = f"the number of values is {count}, and {options}"
        access.error("E807", message, path)
        return ()
    numbers = [read_quantity(access, (*path, at)) for at in range(count)]
    return tuple(number for number in numbers if number is not None)


def _number(text: str) -> Fraction | None:
    try:
        return read_number(text)[0]
    except ValueError:
        return None


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_SHOWN} more" if len(names) > _MAX_SHOWN else ""
    return ", ".join(quoted(name) for name in names[:_MAX_SHOWN]) + more
