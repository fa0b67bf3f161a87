"""Slow, obvious answers to a bargaining problem: every package looked at, in fractions, straight from the definitions.

Nothing here is shared with the searches: only the problem's fields are read. Use them on problems of at most a few
hundred packages and about ten demands, to hold faster methods against.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Demand, ProblemParty
from negsim.space.package import Package

Names = frozenset[str]
Vector = tuple[Fraction, ...]


def packages(problem: BargainingProblem) -> list[Package]:
    """Return every package that exists, in package order."""
    issues = problem.space.issues
    every = (
        Package(dict(zip([issue.id for issue in issues], choice, strict=True)))
        for choice in itertools.product(*(issue.option_ids for issue in issues))
    )
    return [
        package
        for package in every
        if not any(
            all(package[issue] in options for issue, options in exclusion.forbids.items())
            for exclusion in problem.space.excluded
        )
    ]


def points(problem: BargainingProblem, party: ProblemParty, package: Package) -> int:
    """Return what a package is worth to a party, on its own scale."""
    total = 0
    for factor in party.factors:
        entry = factor.values
        for issue_id in factor.issues:
            entry = entry[_options(problem, issue_id).index(package[issue_id])]
        total += int(entry)
    return total if party.ceiling is None else min(total, party.ceiling)


def is_broken(problem: BargainingProblem, demand: Demand, package: Package) -> bool:
    """Tell whether a package goes past a demand."""
    party = _party(problem, demand.party)
    if not _binds(problem, party, demand, package):
        return False
    if demand.line is None:
        assert party.reservation is not None
        return points(problem, party, package) < party.reservation.points
    return any(_covers(box, package) for box in demand.line.boxes)


def cost(problem: BargainingProblem, demand: Demand, package: Package) -> Fraction:
    """Return how far a package goes past a demand, in points of 100 of its party's value."""
    if not is_broken(problem, demand, package):
        return Fraction(0)
    party = _party(problem, demand.party)
    if demand.line is None:
        assert party.reservation is not None
        return Fraction(100 * (party.reservation.points - points(problem, party, package)), party.scale)
    return max(box.price or Fraction(0) for box in demand.line.boxes if _covers(box, package))


def _binds(problem: BargainingProblem, party: ProblemParty, demand: Demand, package: Package) -> bool:
    """Tell whether a demand counts for a package.

    With consent by issue, only off the status quo on an issue that names the party: one in the line, or any for its
    reservation.
    """
    if party.consent is not Consent.BY_ISSUE:
        return True
    own = [issue for issue in problem.space.issues if party.id in issue.consent]
    if demand.line is not None:
        named = {issue_id for box in demand.line.boxes for issue_id in box.forbids}
        own = [issue for issue in own if issue.id in named]
    return any(package[issue.id] != issue.status_quo for issue in own)


def _covers(box: Box, package: Package) -> bool:
    return all(package[issue] in options for issue, options in box.forbids.items())


def _options(problem: BargainingProblem, issue_id: str) -> list[str]:
    return [option.id for issue in problem.space.issues if issue.id == issue_id for option in issue.options]


def _party(problem: BargainingProblem, party_id: str) -> ProblemParty:
    return next(party for party in problem.parties if party.id == party_id)


def _signers(problem: BargainingProblem) -> list[ProblemParty]:
    return [party for party in problem.parties if party.consent is Consent.ALWAYS]


def broken(problem: BargainingProblem, package: Package, *, only_red: bool = True) -> Names:
    """Return the names of the demands that a package breaks."""
    return frozenset(
        demand.name
        for demand in problem.demands
        if (demand.red or not only_red) and is_broken(problem, demand, package)
    )


def zone(problem: BargainingProblem) -> list[Package]:
    """Return the packages that break no red demand."""
    return [package for package in packages(problem) if not broken(problem, package)]


def margins(problem: BargainingProblem, package: Package) -> dict[str, Fraction | None]:
    """Return each party's value above its reservation, in points of 100; None without a reservation."""
    return {
        party.id: None
        if party.reservation is None
        else Fraction(100 * (points(problem, party, package) - party.reservation.points), party.scale)
        for party in problem.parties
    }


def frontier(problem: BargainingProblem, *, of: str = "zone") -> dict[tuple[int, ...], list[Package]]:
    """Return the efficient points over the signing parties, each with all its packages."""
    worth: dict[tuple[int, ...], list[Package]] = {}
    for package in zone(problem) if of == "zone" else packages(problem):
        key = tuple(points(problem, party, package) for party in _signers(problem))
        worth.setdefault(key, []).append(package)
    return {key: found for key, found in worth.items() if not any(_beats(other, key) for other in worth)}


def solutions(problem: BargainingProblem) -> dict[str, list[Package]]:
    """Return what each rule picks in the zone: of the packages that no other beats, all that tie."""
    gains = {entry: _gains(problem, entry) for found in frontier(problem).values() for entry in found}
    best = [max(column) for column in zip(*gains.values(), strict=True)]
    keys: dict[str, Callable[[Vector], Any]] = {
        "nash": lambda gain: nash_key(gain, best),
        "kalai-smorodinsky": lambda gain: sorted(a / b for a, b in zip(gain, best, strict=True) if b > 0),
        "egalitarian": sorted,
        "utilitarian": sum,
    }
    every = packages(problem)
    return {rule: sorted(_attaining(gains, key), key=every.index) for rule, key in keys.items()}


def nash_key(gains: Sequence[Fraction], best: Sequence[Fraction] | None = None) -> tuple[Any, ...]:
    """Return what the Nash rule compares: the product; where it is 0, how many gain, and the product of those gains.

    Whatever leaves a party a negative gain comes after whatever leaves none.
    """
    scales = best or [Fraction(1)] * len(gains)
    relative = [gain / scale for gain, scale in zip(gains, scales, strict=True) if gain > 0]
    if min(gains, default=Fraction(0)) < 0:
        return 0, Fraction(0), len(relative), math.prod(relative)
    return 1, math.prod(gains), len(relative), math.prod(relative)


def _gains(problem: BargainingProblem, package: Package, *, waived: Iterable[str] = ()) -> Vector:
    return tuple(
        Fraction(points(problem, party, package) - (party.reservation.points if party.reservation else 0), party.scale)
        for party in _signers(problem)
        if party.id not in waived
    )


def _attaining(values: Mapping[Package, Any], key: Callable[[Any], Any]) -> list[Package]:
    """Return the packages whose value has the greatest key."""
    keys = {package: key(value) for package, value in values.items()}
    best = max(keys.values(), default=None)
    return [package for package, entry in keys.items() if entry == best]


def _beats(one: Sequence[Any], other: Sequence[Any]) -> bool:
    return one != other and all(mine >= theirs for mine, theirs in zip(one, other, strict=True))


def breaches(problem: BargainingProblem, package: Package) -> dict[str, Fraction]:
    """Return each side's breach of its red demands, 0 included: that of its largest member."""
    found: dict[str, Fraction] = {}
    for party in problem.parties:
        if party.consent is not Consent.NEVER:
            side = party.bloc or party.id
            found[side] = max(found.get(side, Fraction(0)), _breach(problem, party, package))
    return found


def nearest_deals(problem: BargainingProblem) -> dict[Vector, list[Package]]:
    """Return the least vectors of breach by side, each with all packages that a nearest deal may be.

    That is: no party's breach can shrink without another's growing either; of these, the least firmness-weighted
    breach of the demands that are not red; of these, the greatest product of values. Nothing where the zone is open.
    """
    if zone(problem):
        return {}
    by_vector: dict[Vector, list[Package]] = {}
    for package in packages(problem):
        by_vector.setdefault(tuple(breaches(problem, package).values()), []).append(package)
    least = [vector for vector in by_vector if not any(_beats(vector, other) for other in by_vector)]
    found = {}
    for vector in least:
        by_party = {package: _breaches_by_party(problem, package) for package in by_vector[vector]}
        lean = [one for one in by_party if not any(_beats(by_party[one], other) for other in by_party.values())]
        soft = {package: -_soft_breach(problem, package) for package in lean}
        softest = _attaining(soft, lambda entry: entry)
        found[vector] = _attaining({package: _values(problem, package) for package in softest}, nash_key)
    return found


def _breach(problem: BargainingProblem, party: ProblemParty, package: Package) -> Fraction:
    own = [demand for demand in problem.demands if demand.red and party.id in demand.shared_by]
    return sum((cost(problem, demand, package) for demand in own), Fraction(0))


def _breaches_by_party(problem: BargainingProblem, package: Package) -> Vector:
    return tuple(_breach(problem, party, package) for party in problem.parties if party.consent is not Consent.NEVER)


def _soft_breach(problem: BargainingProblem, package: Package) -> Fraction:
    soft = [demand for demand in problem.demands if not demand.red]
    return sum((demand.firmness * cost(problem, demand, package) for demand in soft), Fraction(0))


def _values(problem: BargainingProblem, package: Package) -> Vector:
    return tuple(Fraction(points(problem, party, package), party.scale) for party in _signers(problem))


def conflicts(problem: BargainingProblem) -> set[Names]:
    """Return the minimal sets of red demands that no package meets together, by trying all sets."""
    patterns = [broken(problem, package) for package in packages(problem)]
    return _minimal(chosen for chosen in _subsets(_red(problem)) if all(chosen & pattern for pattern in patterns))


def repairs(problem: BargainingProblem) -> set[Names]:
    """Return the minimal sets of red demands whose softening opens the zone, by trying all; none where it is open."""
    patterns = [broken(problem, package) for package in packages(problem)]
    opening = _minimal(chosen for chosen in _subsets(_red(problem)) if any(pattern <= chosen for pattern in patterns))
    return opening - {frozenset()}


def repair_deals(problem: BargainingProblem, repair: Names) -> list[Package]:
    """Return all packages that a repair's deal may be.

    They break exactly its demands with the least total breach, and then have the greatest Nash product over the
    parties whose reservation stands.
    """
    exact = [package for package in packages(problem) if broken(problem, package) == repair]
    cheapest = _attaining(
        {package: breaches(problem, package) for package in exact}, lambda entry: -sum(entry.values(), Fraction(0))
    )
    waived = [demand.party for demand in problem.demands if demand.line is None and demand.name in repair]
    return _attaining({package: _gains(problem, package, waived=waived) for package in cheapest}, nash_key)


def groups(problem: BargainingProblem) -> set[tuple[Names, Names]]:
    """Return the groups as issues and demands: no line, reservation or exclusion crosses from one to another."""
    tied = [set(exclusion.forbids) for exclusion in problem.space.excluded]
    touched = {demand.name: _touched(problem, demand) for demand in problem.demands}
    parts = [{issue.id} for issue in problem.space.issues]
    for issues in [*tied, *touched.values()]:
        meeting = [part for part in parts if part & issues]
        parts = [part for part in parts if not part & issues] + ([set().union(*meeting)] if meeting else [])
    found = ((part, {name for name, issues in touched.items() if issues & part}) for part in parts)
    return {(frozenset(part), frozenset(names)) for part, names in found if names}


def _touched(problem: BargainingProblem, demand: Demand) -> set[str]:
    """Return the issues that a demand turns on: those where it binds, or those that its reservation adds up."""
    party = _party(problem, demand.party)
    own = {issue.id for issue in problem.space.issues if party.id in issue.consent}
    if demand.line is None:
        valued = {issue for factor in party.factors for issue in factor.issues}
        by_issue = own if party.consent is Consent.BY_ISSUE else set()
        return valued | by_issue or {problem.space.issues[0].id}
    if party.consent is not Consent.BY_ISSUE:
        return {issue for box in demand.line.boxes for issue in box.forbids}
    return {issue for box in problem.binding_boxes(party, demand.line) for issue in box.forbids}


def _red(problem: BargainingProblem) -> list[str]:
    return [demand.name for demand in problem.demands if demand.red]


def _subsets(names: Sequence[str]) -> Iterable[Names]:
    return (frozenset(chosen) for size in range(len(names) + 1) for chosen in itertools.combinations(names, size))


def _minimal(sets: Iterable[Names]) -> set[Names]:
    family = set(sets)
    return {entry for entry in family if not any(other < entry for other in family)}


def odds(problem: BargainingProblem, *, firmness: Mapping[str, Fraction] | None = None) -> Fraction:
    """Return the probability that some package breaks no firm demand, by summing over all states of all demands.

    Parameters
    ----------
    firmness:
        By demand name, where it is to differ from the problem's own.
    """
    chances = {demand.name: demand.firmness for demand in problem.demands} | dict(firmness or {})
    patterns = _minimal(broken(problem, package, only_red=False) for package in packages(problem))
    total = Fraction(0)
    for firm in _subsets(list(chances)):
        if any(not pattern & firm for pattern in patterns):
            total += math.prod(
                (chance if name in firm else 1 - chance for name, chance in chances.items()), start=Fraction(1)
            )
    return total


def importance(problem: BargainingProblem, name: str) -> tuple[Fraction, Fraction | None]:
    """Return a demand's Birnbaum importance, and how many times better the odds are with it soft."""
    soft = odds(problem, firmness={name: Fraction(0)})
    firm = odds(problem, firmness={name: Fraction(1)})
    now = odds(problem)
    return soft - firm, soft / now if now else None


def odds_with_one_resolve(problem: BargainingProblem) -> Fraction:
    """Return the odds when each party draws once, by summing over the intervals that the draws can fall into."""
    owners = list(dict.fromkeys(demand.party for demand in problem.demands))
    intervals = []
    for owner in owners:
        edges = {demand.firmness for demand in problem.demands if demand.party == owner} | {Fraction(0), Fraction(1)}
        intervals.append(list(itertools.pairwise(sorted(edges))))
    patterns = [broken(problem, package, only_red=False) for package in packages(problem)]
    total = Fraction(0)
    for state in itertools.product(*intervals):
        draws = {owner: (low + high) / 2 for owner, (low, high) in zip(owners, state, strict=True)}
        firm = {demand.name for demand in problem.demands if demand.firmness > draws[demand.party]}
        if any(not pattern & firm for pattern in patterns):
            total += math.prod((high - low for low, high in state), start=Fraction(1))
    return total


def issue_odds(problem: BargainingProblem, issue_id: str) -> tuple[Fraction, bool, Names]:
    """Return the odds that one issue by itself can be settled, whether it is open now, and the lines it meets there."""
    problem = attrs.evolve(problem, parties=[_on_one_issue(party, issue_id) for party in problem.parties])
    alone = problem.demands
    issue = problem.space.issue(issue_id)
    kept = {
        option: {demand.name for demand in alone if is_broken(problem, demand, Package({issue_id: option}))}
        for option in issue.option_ids
    }
    chance = Fraction(0)
    for firm in _subsets([demand.name for demand in alone]):
        if any(not names & firm for names in kept.values()):
            chance += math.prod(
                (demand.firmness if demand.name in firm else 1 - demand.firmness for demand in alone),
                start=Fraction(1),
            )
    red = {demand.name for demand in alone if demand.red}
    is_open = any(not names & red for names in kept.values())
    return chance, is_open, frozenset(demand.name for demand in alone)


def _on_one_issue(party: ProblemParty, issue_id: str) -> ProblemParty:
    lines = []
    for line in party.red_lines:
        boxes = [box for box in line.boxes if list(box.forbids) == [issue_id]]
        if boxes:
            lines.append(attrs.evolve(line, boxes=boxes))
    return attrs.evolve(party, red_lines=lines, reservation=None)


def trades(problem: BargainingProblem, package: Package) -> dict[Package, dict[str, Fraction]]:
    """Return the packages two issues away that all signers prefer and that go no further past any red demand."""
    found = {}
    for after in packages(problem):
        gains = {
            party.id: Fraction(100 * (points(problem, party, after) - points(problem, party, package)), party.scale)
            for party in _signers(problem)
        }
        changed = sum(after[issue] != package[issue] for issue in package)
        is_further = any(
            cost(problem, entry, after) > cost(problem, entry, package) for entry in problem.demands if entry.red
        )
        is_kept = broken(problem, after) <= broken(problem, package) and not is_further
        if changed == 2 and min(gains.values()) > 0 and is_kept:
            found[after] = gains
    return found
