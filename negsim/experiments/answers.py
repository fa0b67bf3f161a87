"""Answers: what is found of problems that differ in little, each worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs
from attrs import Factory, define, frozen

from negsim.deals.conflicts import Group, groups
from negsim.deals.odds import Odds, odds
from negsim.deals.zone import Zone, zone
from negsim.problem import BargainingProblem
from negsim.search.effort import Effort


@frozen(kw_only=True)
class Change:
    """By how much the odds that the zone is open differ; None where they are not known exactly.

    Attributes
    ----------
    open:
        Every demand firm or soft by itself.
    open_one_resolve:
        With one resolve for each party.
    open_one_principle:
        With the lines that rest on one principle firm or soft together.
    """

    open: Fraction | None
    open_one_resolve: Fraction | None
    open_one_principle: Fraction | None


def change(after: Odds, before: Odds) -> Change:
    """Return odds less others.

    Examples
    --------
    >>> import negsim
    >>> def odds_of(*stances):
    ...     said = [
    ...         negsim.Statement(party="A", issue="price", stance=stance, options=["low"], public=False)
    ...         for stance in stances]
    ...     scenario = negsim.Scenario(
    ...         "sale", issues=[negsim.Issue("price", ["low", "high"])], statements=said,
    ...         parties=[negsim.Party("A"), negsim.Party("B", lines=[negsim.RedLine(
    ...             "no", [negsim.Box({"price": ["high"]})], firmness="0.5")])])
    ...     return odds(negsim.compile_scenario(scenario, reading="negotiable").problem)
    >>> found = change(odds_of("rejects"), odds_of())
    >>> print(found.open, found.open_one_resolve)
    -3/10 -3/10
    """
    return Change(
        open=_less((after.open, after.open_at_most), (before.open, before.open_at_most)),
        open_one_resolve=_less(
            (after.open_one_resolve, after.open_one_resolve_at_most),
            (before.open_one_resolve, before.open_one_resolve_at_most),
        ),
        open_one_principle=_less(
            (after.open_one_principle, after.open_one_principle_at_most),
            (before.open_one_principle, before.open_one_principle_at_most),
        ),
    )


def _less(after: tuple[Fraction, Fraction], before: tuple[Fraction, Fraction]) -> Fraction | None:
    return after[0] - before[0] if after[0] == after[1] and before[0] == before[1] else None


@define(kw_only=True, eq=False)
class Answers:
    """Answers to questions about problems, kept by the problem's content.

    What demands collide does not depend on how firm they are: problems that differ in firmness alone, and have the same
    demands red, share their groups and their zone.

    Attributes
    ----------
    effort:
        What each question may take.
    """

    effort: Effort
    _groups: dict[BargainingProblem, tuple[Group, ...]] = Factory(dict)
    _zones: dict[BargainingProblem, Zone] = Factory(dict)
    _odds: dict[BargainingProblem, Odds] = Factory(dict)

    def groups(self, problem: BargainingProblem) -> tuple[Group, ...]:
        """Return the groups of demands.

        Raises
        ------
        TooLargeError
            As :func:`negsim.groups`.
        """
        key = without_firmness(problem)
        if key not in self._groups:
            self._groups[key] = groups(key, effort=self.effort)
        return self._groups[key]

    def zone(self, problem: BargainingProblem) -> Zone:
        """Return how large the zone is.

        Raises
        ------
        TooLargeError
            As :func:`negsim.zone`.
        """
        key = without_firmness(problem)
        if key not in self._zones:
            self._zones[key] = zone(key, effort=self.effort)
        return self._zones[key]

    def odds(self, problem: BargainingProblem) -> Odds:
        """Return the odds that the zone is open.

        Raises
        ------
        TooLargeError
            As :func:`negsim.groups`.
        """
        if problem not in self._odds:
            self._odds[problem] = odds(problem, found=self.groups(problem), effort=self.effort)
        return self._odds[problem]


def without_firmness(problem: BargainingProblem) -> BargainingProblem:
    """Return the problem with every demand soft; what is red stays red."""
    parties = [
        attrs.evolve(
            party,
            red_lines=[attrs.evolve(line, firmness=Fraction(0)) for line in party.red_lines],
            reservation=None if party.reservation is None else attrs.evolve(party.reservation, firmness=Fraction(0)),
        )
        for party in problem.parties
    ]
    return attrs.evolve(problem, parties=parties)


def firmness_of(problem: BargainingProblem) -> Mapping[str, Fraction]:
    """Return how firm each demand is, by its name."""
    return {demand.name: demand.firmness for demand in problem.demands}
