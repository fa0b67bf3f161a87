"""Knowledge: between what each number of a problem may lie, as the file states it or as the analyst assumes it."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.evidence import PartyEvidence
from negsim.experiments.contradictions import refuse_contradictions
from negsim.fields import entries, exact, frozen_mapping
from negsim.parties.interval import Interval
from negsim.parties.party import Consent
from negsim.parties.uncertainty import Distribution, Uncertainty
from negsim.problem import BargainingProblem

Origin = Literal["exact", "stated", "ranked", "assumed"]


def _share(given: Fraction | int | float | str) -> Fraction:
    share = exact(given)
    if not 0 <= share <= 1:
        raise ValueError(f"{given} is given, where a share from 0 to 1 is expected")
    return share


@frozen(kw_only=True)
class Spread:
    """How far numbers are taken to be uncertain where the file says nothing of it: a printed assumption.

    Attributes
    ----------
    weights:
        Each weight lies within this share of itself, either way.
    values:
        Each value lies within this of what is coded, either way; within less where 0 or 1 is nearer, so that in the
        mean it is as coded. What is worth 0 or 1 stays so.
    reservation:
        A reservation lies within this of itself, either way, on its party's 0 to 1 scale.
    firmness:
        How firm a demand is lies within this of what is coded, in the same way: the odds of the means are the odds as
        coded.
    """

    weights: Fraction = field(default=Fraction(1, 2), converter=_share)
    values: Fraction = field(default=Fraction(0), converter=_share)
    reservation: Fraction = field(default=Fraction(0), converter=_share)
    firmness: Fraction = field(default=Fraction(1, 5), converter=_share)


ASSUMED = Spread()
"""Weights within half of themselves, firmness within 0.2, values and reservations as they are."""


@frozen(kw_only=True)
class Known:
    """What is known of one number.

    Attributes
    ----------
    name:
        What number it is: ``US:weight:membership``, ``US:value:membership:bar``, ``US:reservation``, and for the
        firmness of a demand ``firmness:US:no-x``.
    point:
        What the problem has it at.
    interval:
        Between what it may lie; it need not hold ``point`` where the file states both.
    origin:
        *exact*: it is as it is. *stated*: the interval is in the file. *ranked*: the file has only a ranking.
        *assumed*: the analyst's spread.
    """

    name: str
    point: Fraction
    interval: Interval
    origin: Origin

    @property
    def is_uncertain(self) -> bool:
        """Whether it may be anything else than its point."""
        return self.interval.width > 0 or self.interval.low != self.point


@frozen(kw_only=True)
class PartyKnowledge:
    """What is known of one party's numbers.

    Attributes
    ----------
    party:
        Its id.
    weights:
        By issue id, in the order of the issues.
    sums_to_one:
        Whether its weights are shares of one whole; not where its numbers count as written.
    heavier:
        Chains of issues, each weighing at least as much as the next.
    values:
        By issue id and option id, in their order.
    better:
        By issue id, chains of options, each worth at least as much as the next.
    reservation:
        On its own 0 to 1 scale; None where it has none.
    fallback:
        Where the reservation is what a fallback is worth and the file states no interval: the option of each issue that
        counts in it, so that it moves with weights and values; otherwise None.
    distribution:
        How likely the numbers are within what is known.
    """

    party: str
    weights: Mapping[str, Known] = field(converter=frozen_mapping)
    sums_to_one: bool = True
    heavier: tuple[tuple[str, ...], ...] = ()
    values: Mapping[str, Mapping[str, Known]] = field(converter=frozen_mapping)
    better: Mapping[str, tuple[tuple[str, ...], ...]] = field(converter=frozen_mapping)
    reservation: Known | None = None
    fallback: Mapping[str, str] | None = None
    distribution: Distribution = Distribution.UNIFORM


@frozen(kw_only=True)
class Knowledge:
    """What is known of every number of a problem.

    Attributes
    ----------
    problem:
        Whose numbers they are.
    parties:
        In the problem's order.
    firmness:
        By demand name, in the problem's order.
    assumptions:
        What the analyst assumes where the file says nothing, one sentence each, for people.
    """

    problem: BargainingProblem
    parties: tuple[PartyKnowledge, ...] = field(converter=entries)
    firmness: Mapping[str, Known] = field(converter=frozen_mapping)
    assumptions: tuple[str, ...] = field(converter=entries)

    def of(self, party_id: str) -> PartyKnowledge:
        """Return what is known of one party."""
        return next(entry for entry in self.parties if entry.party == party_id)

    @property
    def numbers(self) -> tuple[Known, ...]:
        """Every number that may be something else: weights, values and reservations party by party, then firmness."""
        found: list[Known] = []
        for party in self.parties:
            found += party.weights.values()
            found += [known for options in party.values.values() for known in options.values()]
            found += [] if party.reservation is None else [party.reservation]
        return tuple(known for known in [*found, *self.firmness.values()] if known.is_uncertain)


def knowledge(compilation: Compilation, *, spread: Spread = ASSUMED) -> Knowledge:
    """Return between what each number of a compiled scenario may lie.

    Parameters
    ----------
    spread:
        What to assume of numbers of which the file says nothing.

    Raises
    ------
    UnanswerableError
        For a problem that was given in integers: there are no weights and values to be unsure of. Where what is known
        of a party's numbers cannot be true at once.
    UnknownNameError
        If the file is unsure of the firmness of a demand that there is not.

    Examples
    --------
    >>> import negsim
    >>> from negsim.compilation import compile_scenario
    >>> scenario = negsim.Scenario(
    ...     "sale",
    ...     issues=[negsim.Issue("price", ["low", "high"]), negsim.Issue("date", ["soon", "late"])],
    ...     parties=[negsim.Party("Buyer", preferences=negsim.Preferences(
    ...         weights={"price": 3, "date": 1},
    ...         values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}}))],
    ... )
    >>> known = knowledge(compile_scenario(scenario)).of("Buyer").weights["price"]
    >>> known.point, known.interval, known.origin
    (Fraction(3, 4), Interval(low=Fraction(3, 8), high=Fraction(1, 1)), 'assumed')
    """
    if not compilation.evidence:
        raise UnanswerableError(
            "uncertain weights and values",
            "the problem was given in integers, without the weights and values that they come from",
            "give it as a scenario",
        )
    problem = compilation.problem
    _refuse_unknown_lines(compilation)
    parties = [_party(entry, spread=spread, compilation=compilation) for entry in compilation.evidence]
    firmness = {
        demand.name: _firmness(compilation, demand.name, demand.firmness, spread=spread) for demand in problem.demands
    }
    for party in parties:
        _refuse_what_cannot_be(party)
    numbers = [known for party in parties for known in _all(party)] + [*firmness.values()]
    return Knowledge(problem=problem, parties=parties, firmness=firmness, assumptions=_told(numbers, spread))


def _refuse_unknown_lines(compilation: Compilation) -> None:
    """Refuse firmness of what is no demand; at a date, lines that come later are no mistake."""
    if compilation.as_of is not None:
        return
    for party in compilation.scenario.parties:
        names = [name.partition(":") for name in (demand.name for demand in compilation.problem.demands)]
        known = [line for owner, _, line in names if owner == party.id]
        for line in () if party.uncertainty is None else party.uncertainty.firmness:
            if line not in known and party.consent is not Consent.NEVER:
                raise UnknownNameError(f"demand of {party.id}", line, known)


def _refuse_what_cannot_be(party: PartyKnowledge) -> None:
    weights = {issue: known.interval for issue, known in party.weights.items()}
    total = Fraction(1) if party.sums_to_one and any(interval.high for interval in weights.values()) else None
    refuse_contradictions(f"the weights of {party.party}", weights, chains=party.heavier, total=total)
    for issue, options in party.values.items():
        values = {option: known.interval for option, known in options.items()}
        refuse_contradictions(f"the values of {party.party} on {issue}", values, chains=party.better.get(issue, ()))


def _party(entry: PartyEvidence, *, spread: Spread, compilation: Compilation) -> PartyKnowledge:
    stated = entry.party.uncertainty or Uncertainty()
    return PartyKnowledge(
        party=entry.party.id,
        weights={issue: _weight(entry, stated, issue, spread=spread) for issue in entry.weights},
        sums_to_one=not entry.party.preferences.as_written,
        heavier=(*stated.heavier, *_ranked(entry, stated)),
        values={issue: _values(entry, stated, issue, spread=spread) for issue in entry.values},
        better=stated.better,
        reservation=_reservation(entry, stated, spread=spread),
        fallback=_fallback(entry, stated, compilation=compilation),
        distribution=stated.distribution,
    )


def _weight(entry: PartyEvidence, stated: Uncertainty, issue: str, *, spread: Spread) -> Known:
    point, name = entry.weights[issue].weight, f"{entry.party.id}:weight:{issue}"
    if issue in stated.weights:
        return Known(name=name, point=point, interval=stated.weights[issue], origin="stated")
    if not point:
        return Known(name=name, point=point, interval=Interval(0, 0), origin="exact")
    # Where the file states what it knows of weights, or has but a ranking, nothing else is known of the others.
    if not entry.party.preferences.as_written:
        if stated.weights or stated.heavier:
            return Known(name=name, point=point, interval=Interval(0, 1), origin="stated")
        if entry.party.preferences.ranking:
            return Known(name=name, point=point, interval=Interval(0, 1), origin="ranked")
    reach = abs(point) * spread.weights
    high = point + reach if entry.party.preferences.as_written else min(Fraction(1), point + reach)
    return _assumed(name, point, Interval(point - reach, high))


def _ranked(entry: PartyEvidence, stated: Uncertainty) -> list[tuple[str, ...]]:
    """Return what a ranking says, where the file says nothing better: an issue outweighs those of the next tier."""
    tiers = entry.party.preferences.ranking
    if not tiers or stated.weights or stated.heavier:
        return []
    return [(heavy, light) for one, other in itertools.pairwise(tiers) for heavy in one for light in other]


def _values(entry: PartyEvidence, stated: Uncertainty, issue: str, *, spread: Spread) -> dict[str, Known]:
    found = {}
    ranked = {option for chain in stated.better.get(issue, ()) for option in chain}
    ends = [value.value for value in entry.values[issue]] if entry.party.preferences.as_written else [0, 1]
    for value in entry.values[issue]:
        name, point = f"{entry.party.id}:value:{issue}:{value.option}", value.value
        interval = stated.values.get(issue, {}).get(value.option)
        if interval is not None:
            found[value.option] = Known(name=name, point=point, interval=interval, origin="stated")
        elif value.option in ranked and min(ends) < point < max(ends):
            # As with weights: where the file has an order, nothing else is known of what stands in it.
            wide = Interval(min(ends), max(ends))
            found[value.option] = Known(name=name, point=point, interval=wide, origin="stated")
        elif 0 < point < 1:
            found[value.option] = _assumed(name, point, _within_one(point, spread.values))
        else:
            found[value.option] = Known(name=name, point=point, interval=Interval(point, point), origin="exact")
    return found


def _reservation(entry: PartyEvidence, stated: Uncertainty, *, spread: Spread) -> Known | None:
    if entry.reservation is None:
        return None
    name, point = f"{entry.party.id}:reservation", entry.reservation
    if stated.reservation is not None:
        return Known(name=name, point=point, interval=stated.reservation, origin="stated")
    return _assumed(name, point, Interval(point - spread.reservation, point + spread.reservation))


def _fallback(entry: PartyEvidence, stated: Uncertainty, *, compilation: Compilation) -> dict[str, str] | None:
    reservation = entry.party.reservation
    if entry.reservation is None or reservation is None or reservation.value is not None:
        return None
    if stated.reservation is not None:
        return None
    return compilation.fallback_of(entry.party.id)


def _firmness(compilation: Compilation, name: str, point: Fraction, *, spread: Spread) -> Known:
    party, _, line = name.partition(":")
    stated = compilation.scenario.party(party).uncertainty
    named = f"firmness:{name}"
    if stated is not None and line in stated.firmness:
        return Known(name=named, point=point, interval=stated.firmness[line], origin="stated")
    if point in {0, 1}:
        return Known(name=named, point=point, interval=Interval(point, point), origin="exact")
    return _assumed(named, point, _within_one(point, spread.firmness))


def _assumed(name: str, point: Fraction, interval: Interval) -> Known:
    return Known(name=name, point=point, interval=interval, origin="assumed" if interval.width else "exact")


def _within_one(point: Fraction, reach: Fraction) -> Interval:
    """Return what lies within some reach of a share, or within less where 0 or 1 is nearer: the mean is the share."""
    near = min(reach, point, 1 - point)
    return Interval(point - near, point + near)


def _all(party: PartyKnowledge) -> list[Known]:
    values = [known for options in party.values.values() for known in options.values()]
    return [*party.weights.values(), *values, *filter(None, [party.reservation])]


def _told(numbers: list[Known], spread: Spread) -> list[str]:
    """Return what is assumed of numbers of which the file says nothing, one sentence for each kind."""
    kinds = {
        "weight": ("weight", f"to lie within {float(100 * spread.weights):g} % of what is coded"),
        "value": ("value", f"to lie within {float(spread.values):g} of what is coded, or less near 0 and 1"),
        "reservation": ("reservation", f"to lie within {float(spread.reservation):g} of what is coded"),
        "firmness": (
            "demand",
            f"to be as firm as coded, give or take {float(spread.firmness):g}, or less near 0 and 1",
        ),
    }
    counts = dict.fromkeys(kinds, 0)
    for known in numbers:
        parts = known.name.split(":")
        if known.origin == "assumed":
            counts["firmness" if parts[0] == "firmness" else parts[1]] += 1
    return [
        f"{count} {noun}{' is' if count == 1 else 's are'} taken {how}: the analyst's assumption"
        for (noun, how), count in zip(kinds.values(), counts.values(), strict=True)
        if count
    ]
