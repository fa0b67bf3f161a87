"""Writing GeniusWeb's files: a domain, and a profile for each party that holds it whole."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import define, field

from negsim.checks.scope import quoted
from negsim.errors import UnsupportedError
from negsim.fields import decimal_text
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.file_names import file_names
from negsim.formats.geniusweb.additive import Additive, additive_form, is_linear, nearest_form, rounded_weights
from negsim.formats.geniusweb.bids import worth_of
from negsim.formats.geniusweb.domains import MAX_OPTIONS, NumberRange
from negsim.formats.geniusweb.parts import Groups, group_form, shown_number
from negsim.formats.geniusweb.reading import simple_name
from negsim.formats.json_text import json_text, number_text
from negsim.formats.located import NumberText
from negsim.formats.numbers import read_number

TITLE = "GeniusWeb JSON"
KINDS = {Additive: "LinearAdditiveUtilitySpace", Groups: "SumOfGroupsUtilitySpace"}
Form = Additive | Groups


def write(case: Case, *, lost: list[str]) -> dict[str, str]:
    """Return the text of each file by its name.

    A profile becomes a ``LinearAdditiveUtilitySpace`` where weights that sum to 1 can say it, otherwise a
    ``SumOfGroupsUtilitySpace``.

    Parameters
    ----------
    lost:
        Where what cannot be written exactly is told, a sentence each.

    Raises
    ------
    UnsupportedError
        If a package is worth less than 0 or more than 1, values are cut at a ceiling, no bid stands for a
        reservation, or names are not different.
    """
    found = [(profile, _form(profile, case.issues)) for profile in case.profiles]
    reasons = list(_repeated(issue.name for issue in case.issues))
    reasons += [f"party {quoted(profile.id)}, because {form}" for profile, form in found if isinstance(form, str)]
    forms = [(profile, form) for profile, form in found if not isinstance(form, str)]
    bids = [_bid(profile, form, case.issues, lost) for profile, form in forms]
    reasons += [
        f"party {quoted(profile.id)}, because {bid}"
        for (profile, _), bid in zip(forms, bids, strict=True)
        if isinstance(bid, str)
    ]
    if reasons:
        raise UnsupportedError(TITLE, reasons)
    ranges = [_range_written(issue, at, [form for _, form in forms]) for at, issue in enumerate(case.issues)]
    writer = _Writer(case, ranges, lost)
    domain_file, *files = file_names([case.id, *(profile.id for profile in case.profiles)], ending="json")
    domain = writer.domain()
    texts = {domain_file: json_text(domain)}
    for number, (name, (profile, form), bid) in enumerate(zip(files, forms, bids, strict=True), start=1):
        table = writer.profile(profile, form, domain, number)
        if isinstance(bid, Mapping):
            table["reservationBid"] = writer.bid(bid)
        texts[name] = json_text({KINDS[type(form)]: table})
    return texts


def _form(profile: Profile, issues: Sequence[CaseIssue]) -> Form | str:
    """Return how a profile is written, or why it cannot be."""
    form: Form | str = additive_form(profile, issues) or group_form(profile, issues)
    if isinstance(form, str):
        form = nearest_form(profile, issues) or form
    if not isinstance(form, str) and profile.ceiling is not None and form.bounds[1] > profile.ceiling:
        return f"its values are cut at {decimal_text(profile.ceiling)}"
    return form


def _bid(profile: Profile, form: Form, issues: Sequence[CaseIssue], lost: list[str]) -> Mapping[int, int] | str | None:
    """Return the bid that stands for what a party holds out for, since the format has no number, or why none does."""
    if profile.fallback:
        return dict(enumerate(profile.fallback))
    wanted = profile.reservation
    if wanted is None or wanted <= 0:  # any package is worth it, as where nothing is said
        return None
    worth, shown = worth_of(profile, form, issues), f"its reservation of {shown_number(wanted)}"
    if wanted > worth.most:
        return f"{shown} is above its best package, worth {shown_number(worth.most)}: no bid stands for it"
    bid = worth.cheapest(wanted)
    if bid is None:
        return f"no bid that stands for {shown} was found: its values make too many different sums"
    if bid.worth != wanted:
        told = f"{shown} becomes a bid worth {shown_number(bid.worth)}, the cheapest that reaches it"
        # Packages that are worth the same need not be so any more where numbers are rounded.
        same = ", so that the same packages are accepted" if form.is_exact else ""
        lost.append(f"party {quoted(profile.id)}: {told}{same}")
    return bid.options


def _repeated(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"two issues that are called {quoted(name)}"
        seen.add(name)


def _range_written(issue: CaseIssue, at: int, forms: Iterable[Form]) -> NumberRange | None:
    """Return the range that options are, where each party's utilities follow from those of its ends."""
    is_straight = all(isinstance(form, Groups) or is_linear(form.rows[at]) for form in forms)
    return number_range(issue) if is_straight else None


def number_range(issue: CaseIssue) -> NumberRange | None:
    """Return the range whose options an ordered issue has, or None where they are not evenly spaced decimals."""
    if not issue.ordered or len(issue.options) > MAX_OPTIONS:
        return None
    numbers = []
    for name in issue.options:
        try:
            number, _ = read_number(name)
        except ValueError:
            return None
        if decimal_text(number) != name:
            return None
        numbers.append(number)
    step = numbers[1] - numbers[0] if len(numbers) > 1 else Fraction(1)
    is_even = all(second - first == step for first, second in itertools.pairwise(numbers))
    return NumberRange(numbers[0], numbers[-1], step) if step > 0 and is_even else None


@define
class _Numbers:
    """Numbers of one party as they are written, with those that had to be rounded."""

    rounded: list[Fraction] = field(factory=list)

    def nearest(self, number: Fraction) -> NumberText:
        return self.changed(number, number_text(number)[1])

    def below(self, number: Fraction) -> NumberText:
        """Return a number that is not rounded up, so that a sum cannot exceed 1."""
        written = number_text(number)[1]
        return self.changed(number, written if written <= number else written - Fraction(1, 10**15))

    def changed(self, number: Fraction, written: Fraction) -> NumberText:
        if number != written:
            self.rounded.append(number)
        return NumberText(decimal_text(written))


@define
class _Writer:
    """One case on its way into files."""

    case: Case
    ranges: Sequence[NumberRange | None]
    lost: list[str]

    def name(self, title: str, given: str, identity: str, otherwise: str) -> str:
        """Return a name of letters and digits; where an id is in a file's name already, nothing of it is lost."""
        name = simple_name(given or identity) or otherwise
        if name != given and (given or not simple_name(identity)):
            shown = quoted(given or identity)
            self.lost.append(f"{title} {shown} is called {quoted(name)}: names of GeniusWeb are of letters and digits")
        return name

    def domain(self) -> dict[str, Any]:
        case = self.case
        issues = {
            issue.name: {"range": _range_table(each)} if each else {"values": list(issue.options)}
            for issue, each in zip(case.issues, self.ranges, strict=True)
        }
        return {"name": self.name("case", case.title, case.id, "domain"), "issuesValues": issues}

    def profile(self, profile: Profile, form: Form, domain: dict[str, Any], number: int) -> dict[str, Any]:
        who = f"party {quoted(profile.id)}"
        numbers = _Numbers()
        table: dict[str, Any] = {
            "name": self.name("party", profile.name, profile.id, f"party{number}"),
            "domain": domain,
        }
        if isinstance(form, Additive):
            table |= self.additive(form, numbers)
            if form.stated != 1:
                total = decimal_text(form.stated)
                self.lost.append(f"{who}: its weights sum to {total}; the last is changed so that they sum to 1")
        else:
            table |= self.groups(form, numbers)
            if any(part.notes and part.notes != (part.name,) for part in form.parts):
                self.lost.append(f"{who}: notes on combinations are not written, since several are about one group")
        if numbers.rounded:
            count, first = len(numbers.rounded), decimal_text(numbers.rounded[0])
            self.lost.append(f"{who}: {count} number{'s' * (count > 1)} such as {first} cannot be written exactly")
        return table

    def additive(self, form: Additive, numbers: _Numbers) -> dict[str, Any]:
        names = [issue.name for issue in self.case.issues]
        weights = rounded_weights(form.weights)
        utilities = {
            issue.name: self.utilities(at, form.rows[at], numbers) for at, issue in enumerate(self.case.issues)
        }
        written = map(numbers.changed, form.weights, weights)
        return {"issueUtilities": utilities, "issueWeights": dict(zip(names, written, strict=True))}

    def utilities(self, at: int, row: Sequence[Fraction], numbers: _Numbers) -> dict[str, Any]:
        each, options = self.ranges[at], self.case.issues[at].options
        if each is None:
            values = {option: numbers.nearest(value) for option, value in zip(options, row, strict=True)}
            return {"DiscreteValueSetUtilities": {"valueUtilities": values}}
        ends = {
            "lowValue": NumberText(decimal_text(each.low)),
            "lowUtility": numbers.nearest(row[0]),
            "highValue": NumberText(decimal_text(each.high)),
            "highUtility": numbers.nearest(row[-1]),
        }
        return {"NumberValueSetUtilities": ends}

    def groups(self, form: Groups, numbers: _Numbers) -> dict[str, Any]:
        parts = {}
        for part in form.parts:
            listed = [
                {
                    "values": [self.value(at, option) for at, option in zip(part.issues, choice, strict=True)],
                    "util": numbers.below(worth),
                }
                for choice, worth in part.worth.items()
            ]
            names = [self.case.issues[at].name for at in part.issues]
            parts[part.name] = {"partsutils": {"issues": names, "utilslist": listed}}
        return {"partUtilities": parts}

    def value(self, at: int, option: int) -> str | NumberText:
        name = self.case.issues[at].options[option]
        return name if self.ranges[at] is None else NumberText(name)

    def bid(self, options: Mapping[int, int]) -> dict[str, Any]:
        issues = self.case.issues
        return {"issuevalues": {issues[at].name: self.value(at, option) for at, option in options.items()}}


def _range_table(each: NumberRange) -> dict[str, NumberText]:
    ends = {"low": each.low, "high": each.high, "step": each.step}
    return {key: NumberText(decimal_text(number)) for key, number in ends.items()}
