"""Whether what is known of uncertain numbers names what there is, and can be true at once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from negsim.checks.numbers import check_share, number
from negsim.checks.preferences import spoken_of
from negsim.checks.references import check_issue, check_option, check_repeats, check_source, listed
from negsim.checks.scope import Scope, nearest, quoted
from negsim.errors import Finding, Path
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.tightening import circle_of, tightened
from negsim.parties.uncertainty import Uncertainty
from negsim.parties.weights import rank_order_centroid

_ANY = Interval(-(10**39), 10**39)


def check_uncertainty(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with what the file says of numbers that it does not know exactly."""
    for index, party in enumerate(scope.draft.parties):
        if party.uncertainty is not None:
            path: Path = ("parties", index, "uncertainty")
            yield from _check_weights(scope, party, party.uncertainty, path=path)
            yield from _check_values(scope, party, party.uncertainty, path=path)
            yield from _check_demands(scope, party, party.uncertainty, path=path)
            yield from check_source(scope, party.uncertainty.source, (*path, "source"))


def _check_weights(scope: Scope, party: Party, stated: Uncertainty, *, path: Path) -> Iterator[Finding]:
    found: list[Finding] = []
    for issue_id, interval in stated.weights.items():
        here = (*path, "weights", issue_id)
        found += check_issue(scope, issue_id, here)
        found += _check_interval(scope, interval, here, is_share=not party.preferences.as_written)
    for place, chain in enumerate(stated.heavier):
        here = (*path, "heavier", place)
        found += _check_chain(scope, chain, here)
        found += [finding for at, name in listed(chain, here).items() for finding in check_issue(scope, name, at)]
    yield from found
    if not found:
        left, chains = _possible_weights(scope, party, stated), stated.heavier
        together = list(_check_together(scope, left, chains, (*path, "heavier")))
        yield from together
        if not together and not party.preferences.as_written:
            yield from _check_sum(scope, tightened(left, chains), (*path, "weights"))


def _possible_weights(scope: Scope, party: Party, stated: Uncertainty) -> dict[str, Interval]:
    """Return between what each weight may lie: 0 on what it is silent about, but for intervals."""
    weights, ranked = party.preferences.weights, {issue for tier in party.preferences.ranking for issue in tier}
    cares = (
        {issue for issue, weight in weights.items() if weight} if weights else ranked or set(spoken_of(scope, party))
    )
    wide, none = (_ANY if party.preferences.as_written else Interval(0, 1)), Interval(0, 0)
    return {issue: stated.weights.get(issue, wide if issue in cares else none) for issue in scope.issues}


def _check_sum(scope: Scope, left: Mapping[str, Interval], path: Path) -> Iterator[Finding]:
    low = sum((interval.low for interval in left.values()), Fraction(0))
    high = sum((interval.high for interval in left.values()), Fraction(0))
    if low > 1 or (high < 1 and any(interval.high for interval in left.values())):
        end, told = ("least", low) if low > 1 else ("most", high)
        message = f"weights within these intervals sum to {number(told)} at {end}, where shares of 1 are expected"
        advice = "a weight here is its share of the party's whole weight; widen an interval"
        yield scope.finding("E535", path, message, advice=advice)


def _check_values(scope: Scope, party: Party, stated: Uncertainty, *, path: Path) -> Iterator[Finding]:
    is_share = not party.preferences.as_written
    for issue_id in dict.fromkeys([*stated.values, *stated.better]):
        intervals, chains = stated.values.get(issue_id, {}), stated.better.get(issue_id, ())
        here = (*path, "values" if issue_id in stated.values else "better", issue_id)
        found = list(check_issue(scope, issue_id, here))
        for option_id, interval in intervals.items():
            found += check_option(scope, issue_id, option_id, (*here, option_id))
            found += _check_interval(scope, interval, (*here, option_id), is_share=is_share)
        for place, chain in enumerate(chains):
            there = (*path, "better", issue_id, place)
            found += _check_chain(scope, chain, there)
            for at, name in listed(chain, there).items():
                found += check_option(scope, issue_id, name, at)
        yield from found
        if not found:
            wide = dict.fromkeys(itertools.chain(*chains), Interval(0, 1) if is_share else _ANY)
            yield from _check_together(scope, {**wide, **intervals}, chains, (*path, "better", issue_id))


def _check_demands(scope: Scope, party: Party, stated: Uncertainty, *, path: Path) -> Iterator[Finding]:
    if stated.reservation is not None:
        yield from _check_interval(scope, stated.reservation, (*path, "reservation"), is_share=False)
    for line_id, interval in stated.firmness.items():
        yield from _check_interval(scope, interval, (*path, "firmness", line_id), is_share=True)
    asked = {"reservation": stated.reservation is not None, "firmness": "reservation" in stated.firmness}
    for key, is_asked in asked.items():
        if is_asked and party.reservation is None:
            message = f"{quoted(party.id)} has no reservation to be unsure of"
            here = (*path, key) if key == "reservation" else (*path, key, "reservation")
            yield scope.finding(
                "E536", here, message, advice="state one under [parties.reservation], or leave this out"
            )
    # Which lines statements yield is known only under a reading; what can never be one is told here.
    known = ["reservation", *(line.id for line in party.lines)]
    spoken = tuple(f"{issue_id}-" for issue_id in scope.issues if scope.said.get((party.id, issue_id)))
    for line_id in stated.firmness:
        if line_id not in known and not line_id.startswith(spoken):
            message = f"{quoted(party.id)} has no line {quoted(line_id)}"
            yield scope.finding("E537", (*path, "firmness", line_id), message, advice=nearest(line_id, known))


def warn_of_points_outside(scope: Scope, party: Party, path: Path) -> Iterator[Finding]:
    """Find numbers that the file states outside the interval that it states for them."""
    stated = party.uncertainty or Uncertainty()
    here: Path = (*path, "uncertainty")
    pairs: list[tuple[Path, Interval, Fraction | None]] = []
    weights = _stated_weights(party)
    for issue_id, interval in stated.weights.items():
        pairs.append(((*here, "weights", issue_id), interval, weights.get(issue_id)))
    for issue_id, options in stated.values.items():
        values = party.preferences.values.get(issue_id, {})
        for option_id, interval in options.items():
            pairs.append(((*here, "values", issue_id, option_id), interval, values.get(option_id)))
    firmness = {line.id: line.firmness for line in party.lines}
    if party.reservation is not None:
        firmness["reservation"] = party.reservation.firmness
        if stated.reservation is not None:
            pairs.append(((*here, "reservation"), stated.reservation, party.reservation.value))
    for line_id, interval in stated.firmness.items():
        pairs.append(((*here, "firmness", line_id), interval, firmness.get(line_id)))
    for where, interval, point in pairs:
        if point is not None and point not in interval:
            ends = f"{number(interval.low)} to {number(interval.high)}"
            message = f"the file has this number at {number(point)}, outside {ends}"
            advice = "exact answers are for the number, answers under uncertainty for the interval"
            yield scope.finding("W719", where, message, advice=advice, severity="warning")


def _stated_weights(party: Party) -> dict[str, Fraction]:
    """Return the weights that the file states or that its ranking yields, as shares where they are."""
    weights, ranking = party.preferences.weights, party.preferences.ranking
    if weights:
        total = Fraction(1) if party.preferences.as_written else sum(weights.values(), Fraction(0))
        return {issue_id: weight / total for issue_id, weight in weights.items()}
    ranked = rank_order_centroid([len(tier) for tier in ranking])
    return {issue_id: weight for tier, weight in zip(ranking, ranked, strict=True) for issue_id in tier}


def _check_interval(scope: Scope, interval: Interval, path: Path, *, is_share: bool) -> Iterator[Finding]:
    if interval.width < 0:
        message = f"from {number(interval.low)} to {number(interval.high)} there is nothing"
        yield scope.finding("E531", path, message, advice="write the lower end first")
    elif is_share:
        yield from check_share(scope, interval.low, (*path, 0))
        yield from check_share(scope, interval.high, (*path, 1))


def _check_chain(scope: Scope, chain: Sequence[str], path: Path) -> Iterator[Finding]:
    if len(chain) < 2:
        message = f"a chain of {len(chain)}, where at least two names are expected, the one that is worth more first"
        yield scope.finding("E532", path, message, advice="name two or more, or leave the chain out")
    yield from check_repeats(scope, listed(chain, path))


def _check_together(
    scope: Scope, intervals: Mapping[str, Interval], chains: Sequence[Sequence[str]], path: Path
) -> Iterator[Finding]:
    circle = circle_of(chains)
    if circle:
        message = f"the chains put {' above '.join(map(quoted, [*circle, circle[0]]))}"
        yield scope.finding("E533", path, message, advice="leave out one of the chains")
        return
    for name, interval in tightened(intervals, chains).items():
        if interval.width < 0:
            message = (
                f"by intervals and chains together, {quoted(name)} is at least {number(interval.low)} and at most "
                f"{number(interval.high)}"
            )
            yield scope.finding("E534", path, message, advice="widen an interval, or leave out a chain")
            return
