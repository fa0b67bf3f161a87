"""A case into NegMAS YAML: one file for the outcome space, and one for each party."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

import yaml
from attrs import define, field

from negsim.checks.scope import quoted
from negsim.errors import UnsupportedError
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.file_names import file_names
from negsim.formats.numbers import Writing, read_number

_TITLE = "NegMAS YAML"
_TAG = "tag:yaml.org,2002:"
_WHOLE = re.compile(r"0|-?[1-9]\d*")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
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
    reasons = [reason for profile in case.profiles for reason in profile.beyond_sums()]
    if reasons:
        raise UnsupportedError(_TITLE, reasons)
    names = file_names([case.id, *(profile.id for profile in case.profiles)], ending="yml")
    space = _table(
        {
            "issues": _list([_issue(issue) for issue in case.issues]),
            "name": _text(case.title or case.id),
            "type": _text("DiscreteCartesianOutcomeSpace"),
        }
    )
    nodes = [space, *(_Writing(case, profile).run(lost) for profile in case.profiles)]
    return {name: _serialized(node) for name, node in zip(names, nodes, strict=True)}


@define
class _Writing:
    """The utility function of one party."""

    case: Case
    profile: Profile
    numbers: Writing = field(factory=Writing)

    def run(self, lost: list[str]) -> yaml.Node:
        profile = self.profile
        label = profile.name or profile.id
        parts: dict[str, yaml.Node] = {"name": _text(label), "type": _text("LinearAdditiveUtilityFunction")}
        if (least := profile.least) is not None:
            parts["reserved_value"] = self.number(least, "the reservation")
        parts["values"] = _list([self.function(at, issue) for at, issue in enumerate(self.case.issues)])
        parts["weights"] = _list(
            [
                self.number(weight, f"the weight of {quoted(issue.name)}")
                for weight, issue in zip(profile.weights, self.case.issues, strict=True)
            ]
        )
        lost.extend(self.numbers.losses(label))
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
        text = self.numbers.text(number, what)
        return _number(text if "." in text else f"{text}.0")


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
