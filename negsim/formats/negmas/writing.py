"""A case into NegMAS YAML: one file for the outcome space, and one for each party."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import yaml
from attrs import define, field

from negsim.checks.scope import folded, quoted
from negsim.errors import UnsupportedError
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.numbers import read_number, written_number

_TITLE = "NegMAS YAML"
_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"0|-?[1-9]\d*")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_NO_FILE_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_MAX_DIGITS = 15
_WIDTH = 10**6  # lines are not folded


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the files of a case, by their names.

    Parameters
    ----------
    lost:
        Takes one sentence for each party whose numbers are rounded.

    Raises
    ------
    UnsupportedError
        For combinations of options that add to a value, and for values that are cut at a ceiling.
    """
    reasons = [reason for profile in case.profiles for reason in _reasons(profile)]
    if reasons:
        raise UnsupportedError(_TITLE, reasons)
    names = _file_names([case.id, *(profile.id for profile in case.profiles)])
    space = _table(
        {
            "issues": _list([_issue(issue) for issue in case.issues]),
            "name": _text(case.title or case.id),
            "type": _text("DiscreteCartesianOutcomeSpace"),
        }
    )
    nodes = [space, *(_Writing(case, profile).run(lost) for profile in case.profiles)]
    return {f"{name}.yml": _serialized(node) for name, node in zip(names, nodes, strict=True)}


def _reasons(profile: Profile) -> Iterator[str]:
    label = profile.name or profile.id
    if profile.bonuses:
        yield f"{label}: combinations of options ({len(profile.bonuses)}) that add to a package's value"
    if profile.ceiling is not None and profile.bounds[1] > profile.ceiling:
        yield f"{label}: values that are cut at a ceiling"


@define
class _Writing:
    """The utility function of one party."""

    case: Case
    profile: Profile
    rounded: list[str] = field(factory=list)

    def run(self, lost: list[str]) -> yaml.Node:
        profile = self.profile
        label = profile.name or profile.id
        parts: dict[str, yaml.Node] = {"name": _text(label), "type": _text("LinearAdditiveUtilityFunction")}
        if (least := _least(profile)) is not None:
            parts["reserved_value"] = self.number(least, "the reservation")
        parts["values"] = _list([self.function(at, issue) for at, issue in enumerate(self.case.issues)])
        parts["weights"] = _list(
            [
                self.number(weight, f"the weight of {quoted(issue.name)}")
                for weight, issue in zip(profile.weights, self.case.issues, strict=True)
            ]
        )
        if self.rounded:
            lost.append(
                f"{label}: numbers that no short decimal equals are rounded to 15 digits, such as {self.rounded[0]}"
            )
        return _table(parts)

    def function(self, at: int, issue: CaseIssue) -> yaml.Node:
        row = self.profile.values[at]
        if not row:
            return _table({"bias": _number("0.0"), "type": _text("ConstFun")})
        is_number = _is_numeric(issue)
        mapping = [
            (
                _number(option) if is_number else _text(option),
                self.number(value, f"the value of {quoted(option)} on {quoted(issue.name)}"),
            )
            for option, value in zip(issue.options, row, strict=True)
        ]
        return _table({"mapping": yaml.MappingNode(_TAG + "map", mapping), "type": _text("TableFun")})

    def number(self, number: Fraction, what: str) -> yaml.ScalarNode:
        text, is_exact = written_number(number)
        if not is_exact:
            self.rounded.append(what)
        return _number(text if "." in text else f"{text}.0")


def _least(profile: Profile) -> Fraction | None:
    """Return the least value that a party takes: of a fallback, what it is worth."""
    if not profile.fallback:
        return profile.reservation
    parts = zip(profile.weights, profile.values, profile.fallback, strict=True)
    return sum((weight * row[option] for weight, row, option in parts if row), Fraction(0))


def _issue(issue: CaseIssue) -> yaml.Node:
    if not issue.ordered:
        kind, values = "CategoricalIssue", [_text(option) for option in issue.options]
    elif _is_contiguous(issue):
        kind, values = "ContiguousIssue", [_number(issue.options[0]), _number(issue.options[-1])]
    elif _is_numeric(issue):
        kind, values = "DiscreteCardinalIssue", [_number(option) for option in issue.options]
    else:
        kind, values = "DiscreteOrdinalIssue", [_text(option) for option in issue.options]
    return _table({"name": _text(issue.name), "type": _text(kind), "values": _list(values)})


def _is_contiguous(issue: CaseIssue) -> bool:
    if not all(_WHOLE.fullmatch(option) and len(option) <= _MAX_DIGITS for option in issue.options):
        return False
    numbers = [int(option) for option in issue.options]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_numeric(issue: CaseIssue) -> bool:
    """Tell whether the options are written as numbers: different ones, that binary floats tell apart too.

    NegMAS refuses whole numbers and others in one issue; such options are written as texts.
    """
    is_plain = all(_PLAIN_NUMBER.fullmatch(option) and len(option) <= _MAX_DIGITS for option in issue.options)
    if not issue.ordered or not is_plain:
        return False
    is_mixed = len({"." in option for option in issue.options}) > 1
    return not is_mixed and len({read_number(option)[0] for option in issue.options}) == len(issue.options)


def _file_names(ids: Iterable[str]) -> Iterator[str]:
    """Yield a file name for each id, all different even where capitals do not count."""
    taken: set[str] = set()
    for given in ids:
        wanted = _NO_FILE_NAME.sub("_", given).rstrip(". ") or "_"
        wanted = f"_{wanted[1:]}" if wanted.startswith(".") else wanted
        found, number = wanted, 1
        while folded(found) in taken:
            number += 1
            found = f"{wanted}-{number}"
        taken.add(folded(found))
        yield found


def _text(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_TAG + "str", text)


def _number(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode(_TAG + ("float" if "." in text else "int"), text)


def _list(nodes: Sequence[yaml.Node]) -> yaml.Node:
    return yaml.SequenceNode(_TAG + "seq", nodes, flow_style=False)


def _table(parts: dict[str, yaml.Node]) -> yaml.Node:
    return yaml.MappingNode(_TAG + "map", [(_text(key), node) for key, node in parts.items()], flow_style=False)


def _serialized(node: yaml.Node) -> str:
    text: str = yaml.serialize(node, Dumper=yaml.SafeDumper, allow_unicode=True, width=_WIDTH)
    return text
