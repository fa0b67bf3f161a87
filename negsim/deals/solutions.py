"""Solutions: the packages that a named rule picks."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import field, frozen

from negsim.deals.conventions import TEXTBOOK, Pick, picks
from negsim.deals.deal import Deal, valued
from negsim.deals.frontier import efficient_sums
from negsim.deals.rules import RULES as RULES  # noqa: PLC0414 - the name is asked for here
from negsim.deals.rules import Gains, Rule, note_on, rough_gains, rule_of, shortlist
from negsim.deals.rules import gains_of as gains_of  # noqa: PLC0414
from negsim.deals.rules import product_key as product_key  # noqa: PLC0414
from negsim.errors import TooLargeError
from negsim.fields import check_count, entries
from negsim.kernels.numbering import digits
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Estimate, Method, choose
from negsim.search.sums import Sums

if TYPE_CHECKING:
    from negsim.deals.optima import Optimum
    from negsim.deals.solver import Way

KNOWN: tuple[Method, ...] = ("enumeration", "merging", "bounded-search", "integer-programming")
"""The methods that tell what a rule picks."""

READ_OFF: Mapping[Method, str] = {
    "merging": "read off the frontier",
    "enumeration": "read off the frontier of all packages",
}
"""What is said of a solution that was not searched."""

_NAMED_AT_LEAST = 10_000
_SECONDS_A_PACKAGE, _SECONDS_A_SUM = 1e-7, 1e-6
_BRIEF_SECONDS = 1.0
"""How long the first search for what a rule picks may take."""
_SECONDS_OF_SEARCH: Mapping[Method, float] = {"bounded-search": 0.025, "integer-programming": 0.1}  # for each rule


@frozen(kw_only=True)
class Solution:
    """The package or packages that one rule picks.

    Attributes
    ----------
    rule:
        One of :data:`RULES`, or what another convention calls it.
    count:
        How many packages it picks: all that tie. At least so many where ``complete`` is false.
    deals:
        The first of them, in package order, at most as many as were asked for. Of more than 10,000 with the same
        values, those found first, in order.
    compares_parties:
        Whether the rule adds or compares values of different parties, and so assumes that their scales mean as much.
    note:
        How ties and degenerate cases were settled, for people; empty where there was none. Under another convention
        than the textbook's: what the rule is, and how it differs. Where nothing is proved: what is.
    method:
        How it was found.
    exact:
        Whether these packages are proved to be what the rule picks. Otherwise a search gave up, for time or the number
        of its steps, and they are the best that it found.
    complete:
        Whether ``count`` is all that tie.
    value:
        What the rule makes as great as can be, at the packages named; None where there is none, and under another
        convention than the textbook's. Nash: the product of gains, each to the party's power where weights were given
        (these in whole numbers without a common factor), 0 where someone loses. Kalai-Smorodinsky: the shares of each
        party's best gain, over its weight, the smallest first, without parties that can gain nothing. Egalitarian: the
        gains, over weights, the smallest first. Utilitarian: their sum, times weights. Of a function of one's own:
        what it returns.
    bound:
        No package of the zone has a greater value, proved; where ``exact``, the value. None where nothing is known.
    """

    rule: str
    count: int
    deals: tuple[Deal, ...] = field(converter=entries)
    compares_parties: bool
    note: str = ""
    method: str = READ_OFF["merging"]
    exact: bool = True
    complete: bool = True
    value: Any = None
    bound: Any = None

    def __len__(self) -> int:
        return len(self.deals)

    def __iter__(self) -> Iterator[Deal]:
        return iter(self.deals)

    def __getitem__(self, index: int) -> Deal:
        return self.deals[index]


def solutions(
    problem: BargainingProblem,
    *,
    convention: str = TEXTBOOK,
    max_packages: int = 20,
    method: Method | None = None,
    effort: Effort = STEADY,
) -> dict[str, Solution]:
    """Return what each rule picks, by rule; no package where the zone is empty.

    Gains are values minus the reservation, or minus 0 without one, of the parties that sign every package.

    Parameters
    ----------
    convention:
        ``textbook``, or the tool whose rules are wanted, under the words that it uses: ``genius``, ``negmas``,
        ``negolog``, or ``anl`` (the template of the Automated Negotiating Agents Competition's league of 2023).
        ``genius``, ``anl`` and ``negolog`` pick from all packages that exist, also where the zone is empty: they know
        no red lines. ``negmas`` picks from the zone, and holds to reservations that are not red as well.
    max_packages:
        How many of the packages that tie to name for each rule.
    method:
        ``merging`` or ``enumeration``: the zone's frontier by that method, and what the rules pick read off it;
        ``bounded-search`` or ``integer-programming``: without the frontier. None for the fastest by what is estimated:
        the frontier where it is small, else a bounded search, and integer programming where that gives up. Another
        tool's rules are read off frontiers or packages, whatever is asked for.

    Raises
    ------
    UnknownNameError
        If there is no such convention.
    ValueError
        If this question does not know the method.
    TooLargeError
        As :func:`negsim.deals.frontier.frontier`, where it is read off the frontier; where parts are too large, or what
        is estimated is over the user's limits. A search that gives up says so in its result (`Solution.exact`).

    Notes
    -----
    Each rule of the textbook picks efficient packages, so it can be read off the zone's frontier. By search: depth
    first over the packages of the issues that nothing ties together, under Lagrangian bounds in whole numbers
    (:mod:`negsim.kernels.bounded`), or the same with HiGHS naming what is left within these bounds. Both prove what
    they pick, with all ties.

    *Nash* maximises the product of gains; where that is 0 everywhere, the number of positive gains, then the product
    of these over each party's best gain. A package with a negative gain (below a reservation that this reading does
    not count as red) comes after those without. *Kalai-Smorodinsky* maximises the smallest gain over best gain, then
    the next smallest, and so on, leaving out parties whose best gain is 0. *Egalitarian* does so with gains as they
    are. *Utilitarian* maximises their sum.

    ``genius``: *nash* maximises the product of gains on the frontier of the space, negative gains among them;
    *kalai-smorodinsky* minimises the sum of the differences between values of two parties there. ``anl``: *nash*
    maximises the product of values there; *kalai* is GENIUS's kalai-smorodinsky. ``negolog``: *nash* maximises the
    product of values over all packages, *kalai* their sum. ``negmas``, on the zone's frontier, counts gains from the
    least that any package is worth where that is more than the reservation or there is none: *nash* maximises their
    product, *kalai* the smallest, and *kalai-smorodinsky* minimises how far apart they are when each is divided by
    what it is at the party's best package.

    References
    ----------
    J. F. Nash, "The bargaining problem", Econometrica 18 (1950). E. Kalai and M. Smorodinsky, "Other solutions to
    Nash's bargaining problem", Econometrica 43 (1975). H. Imai, "Individual monotonicity and lexicographic maxmin
    solution", Econometrica 51 (1983). E. Kalai, "Proportional solutions to bargaining situations", Econometrica 45
    (1977).

    Examples
    --------
    One party could get all it wants while the other gets 55 of 100, or both about as much:

    >>> from negsim.problem import Factor, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> north = ProblemParty(id="N", scale=100, factors=[Factor(["offer"], [100, 54, 0, 0])])
    >>> south = ProblemParty(id="S", scale=100, factors=[Factor(["offer"], [55, 56, 100, 0])])
    >>> space = Space([Issue("offer", ["a", "b", "c", "none"])])
    >>> problem = BargainingProblem(scenario="two", reading="given", space=space, parties=[north, south])
    >>> str(solutions(problem)["kalai-smorodinsky"][0].package)
    'offer: a'
    >>> str(solutions(problem, convention="negmas")["kalai-smorodinsky"][0].package)
    'offer: b'
    """
    check_count("max_packages", max_packages)
    effort = effort.by(known(method)).started()
    if convention != TEXTBOOK:
        found = picks(problem, convention=convention, effort=effort)
        return {pick.rule: named(problem, pick, max_packages=max_packages) for pick in found}
    rules = [rule_of(problem, name) for name in RULES]
    return picked_by(problem, rules, max_packages=max_packages, effort=effort)


def known(method: Method | None) -> Method | None:
    """Return a method that was asked for.

    Raises
    ------
    ValueError
        If it does not tell what a rule picks.
    """
    if method is not None and method not in KNOWN:
        raise ValueError(f"method {method!r} for what a rule picks; expected one of {', '.join(KNOWN)}")
    return method


def picked_by(
    problem: BargainingProblem, rules: Sequence[Rule], *, max_packages: int, effort: Effort
) -> dict[str, Solution]:
    """Return what rules pick, by name, found as the effort says or in the fastest way."""
    way = choose("finding what the rules pick", estimates(problem, rules=len(rules)), effort=effort)
    is_told = effort.method in KNOWN
    if way in READ_OFF:
        try:
            # What is told by search is not told any more when all the time is gone.
            sums = efficient_sums(problem, of="zone", effort=(effort if is_told else effort.share(3)).by(way))
            return _read_off(problem, sums, rules, max_packages=max_packages, method=READ_OFF[way])
        except TooLargeError:
            if is_told:
                raise
    if not is_told and way not in READ_OFF:
        # A search that takes long mostly has very many ties, and then the frontier is small.
        brief = effort.within(_BRIEF_SECONDS * len(rules))
        with contextlib.suppress(TooLargeError):
            searched = _searched(problem, rules, max_packages=max_packages, effort=brief, way="bounded-search")
            if all(entry.exact and entry.complete for entry in searched.values()):
                return searched
        with contextlib.suppress(TooLargeError):
            sums = efficient_sums(problem, of="zone", effort=effort.share(2).by("merging"))
            return _read_off(problem, sums, rules, max_packages=max_packages, method=READ_OFF["merging"])
    return _searched(problem, rules, max_packages=max_packages, effort=effort)


def estimates(problem: BargainingProblem, *, rules: int = 1) -> dict[Method, Estimate]:
    """Return what each method is expected to take.

    Frontiers of m issues and n parties were seen to have about m^(n + 0.4) points, where interests are opposed and
    points fine, and never have more than all parties but one can have different points; a search, which says what it
    has proved when it is told to stop, is not expected to take long.
    """
    sizes, parties = problem.space.combinations, len(problem.signers)
    points = min(sizes, int(len(problem.space.issues) ** (parties + 0.4)) + 1, _most_points(problem))
    widest = max(problem.space.radices)
    found: dict[Method, Estimate] = {
        "merging": Estimate(seconds=points * widest * _SECONDS_A_SUM, held=16 * points * widest * parties),
        "enumeration": Estimate(seconds=0.001 + sizes * parties * _SECONDS_A_PACKAGE, held=16 * points * parties),
    }
    return found | {way: Estimate(seconds=rules * seconds) for way, seconds in _SECONDS_OF_SEARCH.items()}


def _most_points(problem: BargainingProblem) -> int:
    """Return how many points a frontier of the zone can have, by what each signing party can get."""
    ranges = []
    for party in problem.signers:
        least, most = party.bounds
        floor = party.reservation.points if party.reservation is not None and party.reservation.red else least
        ranges.append(max(1, most - max(least, floor) + 1))
    return math.prod(sorted(ranges)[:-1])


def _searched(
    problem: BargainingProblem, rules: Sequence[Rule], *, max_packages: int, effort: Effort, way: Way | None = None
) -> dict[str, Solution]:
    # Slow to import, and needed only here.
    from negsim.deals.optima import optimum_of
    from negsim.deals.solver import solver_of, told_way

    solver = solver_of(problem, max_packages=max_packages, effort=effort, way=way or told_way(effort))
    found: dict[str, Solution] = {}
    for place, rule in enumerate(rules):
        solver.effort = solver.effort_of_all.share(len(rules) - place)
        optimum = optimum_of(solver, rule)
        best = solver.best_gains() if rule.name == "kalai-smorodinsky" and optimum.count else None
        found[rule.name] = _from_search(problem, rule, optimum, best=best)
    return found


def _from_search(problem: BargainingProblem, rule: Rule, optimum: Optimum, *, best: Gains | None) -> Solution:
    """Name and value what a search found.

    Parameters
    ----------
    best:
        Each party's best gain, where the rule looks at it and it is proved.
    """
    deals = [deal_at(problem, number) for number in optimum.numbers]
    ids = [party.id for party in problem.signers]
    gains = gains_of(problem, deals[0].points) if deals else None
    value = None
    if gains is not None and (best is not None or rule.name != "kalai-smorodinsky"):
        value = rule.value(gains, best or gains)
    note = note_on(rule, gains=gains, best=best or (), ids=ids if best else ())
    if not optimum.is_exact:
        said = unproved(value, optimum.bound) if deals else "not proved: no package was found, nor that there is none"
        note = "; ".join(part for part in (note, said) if part)
    return Solution(
        rule=rule.name,
        count=optimum.count,
        deals=deals,
        compares_parties=rule.compares_parties,
        note=note,
        method=" and ".join(optimum.methods),
        exact=optimum.is_exact,
        complete=optimum.is_complete,
        value=value,
        bound=value if optimum.is_exact else optimum.bound,
    )


def unproved(value: Any, bound: Any) -> str:
    """Say in words how far a value is proved."""
    if value is None:
        return "not proved, nor is the most that each party could gain"
    least, most = (entry[:1] if isinstance(entry, tuple) else (entry,) for entry in (value, bound))
    reached = "the smallest is" if isinstance(value, tuple) else "this reaches"
    told = f"not proved: {reached} {float(least[0]):.6g}" if least else "not proved"
    if not least or not most or most[0] is None:
        return told
    return f"{told}, and no package has more than {float(most[0] - least[0]):.2g} above that"


def deal_at(problem: BargainingProblem, number: int) -> Deal:
    """Return the package of the zone that has a number, valued: it breaks no red demand."""
    indices = digits(int(number), problem.space.radices)
    at = dict(zip((issue.id for issue in problem.space.issues), indices, strict=True))
    points = {party.id: party.points(at) for party in problem.parties}
    return Deal(package=problem.space.package(indices), points=points, breaches={})


def solutions_from(problem: BargainingProblem, total: Sums, *, max_packages: int) -> dict[str, Solution]:
    """Return what each rule of the textbook picks among the zone's efficient sums."""
    rules = [rule_of(problem, name) for name in RULES]
    return _read_off(problem, total, rules, max_packages=max_packages, method=READ_OFF["merging"])


def _read_off(
    problem: BargainingProblem, total: Sums, rules: Iterable[Rule], *, max_packages: int, method: str
) -> dict[str, Solution]:
    ids = [party.id for party in problem.signers]
    rows = total.totals.rows
    rough = rough_gains(problem, rows)
    ends = [int(column.min()) for column in rows.T] if len(rows) else [0] * len(ids)
    best = gains_of(problem, {party: -end for party, end in zip(ids, ends, strict=True)})
    found = {}
    for rule in rules:
        likely = shortlist(rule, rough)
        points = [dict(zip(ids, (-int(entry) for entry in rows[index]), strict=True)) for index in likely]
        gains = [gains_of(problem, entry) for entry in points]
        chosen = _picked([rule.key(entry, best) for entry in gains])
        first = gains[chosen[0]] if chosen else None
        pick = Pick(
            rule=rule.name,
            sums=total,
            chosen=[int(likely[index]) for index in chosen],
            compares_parties=rule.compares_parties,
            note=note_on(rule, gains=first, best=best, ids=ids),
        )
        value = None if first is None else rule.value(first, best)
        picked = named(problem, pick, max_packages=max_packages)
        found[rule.name] = attrs.evolve(picked, method=method, value=value, bound=value)
    return found


def named(problem: BargainingProblem, pick: Pick, *, max_packages: int) -> Solution:
    """Name the packages that a rule picks."""
    total = pick.sums
    rows = [tuple(int(entry) for entry in total.totals.rows[index]) for index in pick.chosen]
    numbers = itertools.chain.from_iterable(total.numbers(rows, limit=max(max_packages, _NAMED_AT_LEAST)))
    packages = [total.indexed.package(number) for number in sorted(numbers)[:max_packages]]
    return Solution(
        rule=pick.rule,
        count=sum(int(total.totals.counts[index]) for index in pick.chosen),
        deals=[valued(problem, package) for package in packages],
        compares_parties=pick.compares_parties,
        note=pick.note,
    )


def _picked(keys: Sequence[Any]) -> list[int]:
    best = max(keys, default=None)
    return [index for index, entry in enumerate(keys) if entry == best]
