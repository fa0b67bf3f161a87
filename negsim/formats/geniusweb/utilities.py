"""What a profile says that options are worth, issue by issue."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import decimal_text, entries
from negsim.formats.cases import Bonus
from negsim.formats.geniusweb.domains import Domain, DomainIssue
from negsim.formats.json_text import until_enough
from negsim.formats.located import Access

Row = tuple[Fraction, ...]


@frozen
class Utilities:
    """Weights, values and bonuses as :class:`negsim.formats.cases.Profile` has them."""

    weights: Row = field(converter=entries)
    values: tuple[Row, ...] = field(converter=entries)
    bonuses: tuple[Bonus, ...] = field(default=(), converter=entries)

    def of_part(self, bid: Mapping[int, int]) -> Fraction:
        """Return what a bid on some of the issues is worth: what is missing adds nothing."""
        worth = sum(
            (self.weights[at] * self.values[at][option] for at, option in bid.items() if self.values[at]), Fraction(0)
        )
        taken = (bonus for bonus in self.bonuses if all(bid.get(at) in options for at, options in bonus.when.items()))
        return worth + sum((bonus.value for bonus in taken), Fraction(0))


def read_additive(access: Access, path: Path, domain: Domain) -> Utilities:
    """Return what a ``LinearAdditiveUtilitySpace`` says; zeros stand for what is wrong with it."""
    utilities, weights = (*path, "issueUtilities"), (*path, "issueWeights")
    known = _issues_at(access, utilities, domain, "utilities")
    weighed = _issues_at(access, weights, domain, "weight")
    of_issues = dict.fromkeys(domain.places, Fraction(0))
    for name in until_enough(access, (name for name in domain.places if name in weighed)):
        of_issues[name] = access.number((*weights, name)) or Fraction(0)
    total = sum(of_issues.values(), Fraction(0))
    if total != 1 and len(weighed) == len(domain.issues):
        message = f"the weights sum to {decimal_text(total)}, not 1; they count as they are written"
        access.warn("W802", f"{message}, where GeniusWeb refuses them", weights)
    rows = {issue.name: _nothing(issue) for issue in domain.issues}
    for issue in until_enough(access, (issue for issue in domain.issues if issue.name in known)):
        rows[issue.name] = _row(access, (*utilities, issue.name), issue)
    return Utilities(of_issues.values(), rows.values())


def _issues_at(access: Access, path: Path, domain: Domain, what: str) -> frozenset[str]:
    """Return the domain's issues that a table has; others, and those that it lacks, are found."""
    given = access.table(path)
    for name in until_enough(access, given):
        if name not in domain.places:
            message = f"{quoted(name)} is not an issue of the domain"
            access.error("E806", message, (*path, name), advice=nearest(name, domain.places))
    for name in until_enough(access, domain.places):
        if name not in given and isinstance(access.get(path), Mapping):
            access.error(
                "E807", f"the {what} of issue {quoted(name)} {'are' if what[-1] == 's' else 'is'} missing", path
            )
    return frozenset(given) & frozenset(domain.places)


def _nothing(issue: DomainIssue) -> Row:
    return (Fraction(0),) * len(issue.options)


def _row(access: Access, path: Path, issue: DomainIssue) -> Row:
    table = access.table(path)
    kind = next(iter(table), "")
    if len(table) == 1 and kind in {"DiscreteValueSetUtilities", "discreteutils"}:
        return _listed(access, (*path, kind, "valueUtilities"), issue)
    if len(table) == 1 and kind in {"NumberValueSetUtilities", "numberutils"}:
        return _interpolated(access, (*path, kind), issue)
    if table:
        message = f"not supported: utilities of the kind {' and '.join(quoted(key) for key in list(table)[:3])}"
        advice = "one of DiscreteValueSetUtilities and NumberValueSetUtilities is expected"
        access.error("E803", message, path, advice=advice)
    elif isinstance(access.get(path), Mapping):
        access.error("E807", f"the utilities of issue {quoted(issue.name)} are missing", path)
    return _nothing(issue)


def read_utility(access: Access, path: Path) -> Fraction:
    """Return a utility; 0, and a finding, for what is none from 0 to 1."""
    number = access.number(path)
    if number is not None and not 0 <= number <= 1:
        message = f"a utility of {decimal_text(number)} is given, where one from 0 to 1 is expected"
        access.error("E814", message, path)
    return number or Fraction(0)


def _listed(access: Access, path: Path, issue: DomainIssue) -> Row:
    table = access.table(path)
    found: dict[int, Fraction] = {}
    # Names before numbers that are equal to them: "1.0" is itself where there is such an option.
    for name in until_enough(access, sorted(table, key=lambda name: name not in issue.places)):
        place = issue.place(name)
        if place is None or place in found:
            message = f"{quoted(name)} is not an option of issue {quoted(issue.name)}"
            access.error("E806", message, (*path, name), advice=nearest(name, issue.options))
        else:
            found[place] = read_utility(access, (*path, name))
    missing = [option for at, option in enumerate(issue.options) if at not in found]
    if missing and isinstance(access.get(path), Mapping):
        names = ", ".join(quoted(option) for option in missing[:5]) + (" and others" if len(missing) > 5 else "")
        access.error("E807", f"the utility of {names} on issue {quoted(issue.name)} is missing", path)
    return tuple(found.get(at, Fraction(0)) for at in range(len(issue.options)))


def _interpolated(access: Access, path: Path, issue: DomainIssue) -> Row:
    if not access.table(path):
        return _nothing(issue)
    low, high = access.number((*path, "lowValue")), access.number((*path, "highValue"))
    first, last = read_utility(access, (*path, "lowUtility")), read_utility(access, (*path, "highUtility"))
    if issue.range is None:
        message = f"utilities of a range of numbers are given for issue {quoted(issue.name)}, which is a list of values"
        access.error("E815", message, path)
        return _nothing(issue)
    if low is None or high is None:
        return _nothing(issue)
    if low > high or (low == high and first != last):
        message = f"utilities from {decimal_text(low)} to {decimal_text(high)} are given, where a range is expected"
        access.error("E808", message, path, advice="the higher value comes second")
        return _nothing(issue)
    if (low, high) != (issue.range.low, issue.range.high):
        message = (
            f"the utilities are of {decimal_text(low)} to {decimal_text(high)}, the domain's numbers are {issue.range}"
        )
        access.warn("W816", f"{message}; numbers outside are worth 0, where GeniusWeb refuses them", path)
    slope = (last - first) / (high - low) if high > low else Fraction(0)
    return tuple(first + slope * (at - low) if low <= at <= high else Fraction(0) for at in issue.range.numbers)
