"""What the concession space of two parties shows, before it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.deals.cloud import Cloud, cloud
from negsim.deals.deal import Deal
from negsim.errors import TooLargeError
from negsim.fields import entries
from negsim.parties.party import Consent
from negsim.plots.demands import side_label
from negsim.plots.words import Heading, clean, count, decimal, differences, listed, party_label, setting, verdict

MAX_POINTS = 5_000
"""Beyond so many pairs of values their density is drawn instead."""
MAX_NEAREST = 4
"""How many nearest deals are numbered and described."""

_SOLUTIONS = {
    "nash": ("Nash", "the greatest product of gains"),
    "kalai-smorodinsky": ("Kalai-Smorodinsky", "the same share, as nearly as can be, of the best each could gain"),
    "egalitarian": ("egalitarian", "the smallest gain as large as can be"),
    "utilitarian": ("utilitarian", "the greatest sum of gains"),
}

Pair = tuple[float, float]
"""Values of the two parties, in points of 100 of each."""


@frozen(kw_only=True)
class Spot:
    """A package in the picture.

    Attributes
    ----------
    kind:
        ``status quo``, ``nearest``, ``more`` (nearest deals that are not numbered), or the rule of a solution.
    label:
        What stands beside it.
    at:
        The values.
    """

    kind: str
    label: str
    at: Pair


@frozen(kw_only=True)
class ConcessionSpace:
    """What the concession space of two parties shows; every value in points of 100 of the party's own.

    Attributes
    ----------
    heading:
        Title, subtitle and caption.
    parties, names:
        The two, by id and for people: across, then up.
    packages, zone:
        The distinct pairs of values of all packages and of those that pass all red lines, each with how many packages
        have it.
    frontier, zone_frontier:
        The pairs that no other beats for these two, from the second party's best to the first's; of all packages, and
        of the zone.
    efficient:
        Pairs of packages that are on the frontier of all signing parties.
    reservations:
        The least each of the two takes; None without a reservation.
    grain:
        The step, for each party, of which all differences between values are multiples.
    spots:
        Status quo, solutions and nearest deals, in the order in which they are labelled.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    parties: tuple[str, str] = field(converter=entries)
    names: tuple[str, str] = field(converter=entries)
    packages: tuple[tuple[float, float, int], ...] = field(default=(), converter=entries)
    zone: tuple[tuple[float, float, int], ...] = field(default=(), converter=entries)
    frontier: tuple[Pair, ...] = field(default=(), converter=entries)
    zone_frontier: tuple[Pair, ...] = field(default=(), converter=entries)
    efficient: tuple[Pair, ...] = field(default=(), converter=entries)
    reservations: tuple[float | None, float | None] = (None, None)
    grain: Pair = (1.0, 1.0)
    spots: tuple[Spot, ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        named = [spot for spot in self.spots if spot.label]
        spots = "; ".join(f"{_called(spot)} at {spot.at[0]:.1f} and {spot.at[1]:.1f}" for spot in named)
        return (
            f"{self.heading.title}. {self.heading.subtitle}. Value to {self.names[0]} across and to {self.names[1]} "
            f"up, in points of 100 of each: {count(len(self.packages), 'pair')} of values, "
            f"{len(self.zone):,} of them of packages in the zone. {spots}."
        )


def _called(spot: Spot) -> str:
    return f"nearest deal {spot.label}" if spot.kind == "nearest" else spot.label


def concession_space_data(analysis: Analysis, parties: Sequence[str] | None = None) -> ConcessionSpace:
    """Return what the concession space of two parties shows.

    Parameters
    ----------
    parties:
        Two ids; the first two signing parties of different sides where it is None.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    ValueError
        If these are not two different parties.
    """
    if parties is None and len(analysis.problem.parties) < 2:
        only = [analysis.problem.parties[0].id] * 2
        return _nothing(analysis, only, "the scenario has one party, and the picture is about two")
    chosen = tuple(parties) if parties is not None else _first_two(analysis)
    try:
        space = cloud(analysis.problem, chosen, of="space")
        zone = cloud(analysis.problem, chosen, of="zone")
    except TooLargeError as error:
        return _nothing(analysis, chosen, str(error))
    if not len(space):
        return _nothing(analysis, chosen, "no package exists: the exclusions leave none")
    spots = tuple(_spots(analysis, chosen))
    return ConcessionSpace(
        heading=_heading(analysis, chosen, space=space, zone=zone),
        parties=(chosen[0], chosen[1]),
        names=_names(analysis, chosen),
        packages=_weighted(analysis, space),
        zone=_weighted(analysis, zone),
        frontier=[_pair(analysis, chosen, pair) for pair in space.frontier],
        zone_frontier=[_pair(analysis, chosen, pair) for pair in zone.frontier],
        efficient=_efficient(analysis, chosen),
        reservations=_reservations(analysis, chosen),
        grain=_grain(analysis, space),
        spots=spots,
    )


def _first_two(analysis: Analysis) -> tuple[str, ...]:
    parties = [party for party in analysis.problem.parties if party.consent is Consent.ALWAYS]
    parties += [party for party in analysis.problem.parties if party not in parties]
    other = next((party for party in parties if party.side != parties[0].side), parties[1])
    return parties[0].id, other.id


def _names(analysis: Analysis, chosen: Sequence[str]) -> tuple[str, str]:
    return party_label(analysis, chosen[0]), party_label(analysis, chosen[1])


def _nothing(analysis: Analysis, chosen: Sequence[str], reason: str) -> ConcessionSpace:
    heading = Heading(title=verdict(analysis), subtitle=setting(analysis, "concession space"), caption=[])
    return ConcessionSpace(
        heading=heading, parties=(chosen[0], chosen[1]), names=_names(analysis, chosen), reason=reason
    )


def _in_points(analysis: Analysis, party: str, points: int) -> float:
    return float(Fraction(100 * points, analysis.problem.party(party).scale))


def _pair(analysis: Analysis, chosen: Sequence[str], points: Sequence[int]) -> Pair:
    return _in_points(analysis, chosen[0], points[0]), _in_points(analysis, chosen[1], points[1])


def _weighted(analysis: Analysis, found: Cloud) -> list[tuple[float, float, int]]:
    scales = [analysis.problem.party(party).scale for party in found.parties]
    return [
        (float(Fraction(100 * int(first), scales[0])), float(Fraction(100 * int(second), scales[1])), int(number))
        for (first, second), number in zip(found.points.tolist(), found.counts.tolist(), strict=True)
    ]


def _deal_at(analysis: Analysis, chosen: Sequence[str], deal: Deal) -> Pair:
    return _pair(analysis, chosen, [deal.points[party] for party in chosen])


def _spots(analysis: Analysis, chosen: Sequence[str]) -> Iterator[Spot]:
    nearest = analysis.nearest_deals.items if analysis.nearest_deals else ()
    for number, deal in enumerate(nearest, start=1):
        is_named = number <= MAX_NEAREST
        label = str(number) if is_named else ""
        yield Spot(kind="nearest" if is_named else "more", label=label, at=_deal_at(analysis, chosen, deal))
    for rule, solution in analysis.solutions.items():
        for place in dict.fromkeys(_deal_at(analysis, chosen, deal) for deal in solution.deals):
            yield Spot(kind=rule, label=_SOLUTIONS[rule][0], at=place)
    if analysis.status_quo is not None:
        label = "status quo" if analysis.problem.space.status_quo == analysis.status_quo.package else "no agreement"
        yield Spot(kind="status quo", label=label, at=_deal_at(analysis, chosen, analysis.status_quo))


def _efficient(analysis: Analysis, chosen: Sequence[str]) -> list[Pair]:
    """Return the pairs on the frontier of all signers, where both chosen ones sign and others do as well."""
    signers = [party.id for party in analysis.problem.signers]
    if analysis.frontier is None or len(signers) == 2 or not set(chosen) <= set(signers):
        return []
    pairs = [_pair(analysis, chosen, [point.points[party] for party in chosen]) for point in analysis.frontier.items]
    return sorted(set(pairs))


def _reservations(analysis: Analysis, chosen: Sequence[str]) -> tuple[float | None, float | None]:
    found = []
    for party in chosen:
        reservation = analysis.problem.party(party).reservation
        found.append(None if reservation is None else _in_points(analysis, party, reservation.points))
    return found[0], found[1]


def _heading(analysis: Analysis, chosen: Sequence[str], *, space: Cloud, zone: Cloud) -> Heading:
    names = _names(analysis, chosen)
    caption = [
        _shown(analysis, names, space=space, zone=zone),
        *_nearest(analysis),
        *_chosen(analysis),
        _not_to_conclude(names),
    ]
    return Heading(title=verdict(analysis), subtitle=setting(analysis, f"{names[0]} and {names[1]}"), caption=caption)


def _not_to_conclude(names: tuple[str, str]) -> str:
    return (
        f"Each party's value is in points of 100 of its own. Points of {names[0]} and of {names[1]} are not "
        "comparable: equal distances on the two axes mean nothing, and no point is fairer for lying nearer to the "
        "diagonal. Values are the analyst's coding of what was said."
    )


def _grain(analysis: Analysis, found: Cloud) -> Pair:
    """Return the largest step, for each party, of which all differences between values are multiples."""
    steps = [math.gcd(*(int(entry) - int(column.min()) for entry in column)) for column in found.points.T]
    return _in_points(analysis, found.parties[0], steps[0] or 1), _in_points(analysis, found.parties[1], steps[1] or 1)


def _shown(analysis: Analysis, names: tuple[str, str], *, space: Cloud, zone: Cloud) -> str:
    every = f"are all {space.packages:,} packages" if space.packages > 1 else "is the only package"
    parts = [f"Shown {every}, at {count(len(space), 'pair')} of values"]
    if len(space) > MAX_POINTS:
        parts[0] += " (the darker, the more packages: a count, not a probability)"
    if len(zone):
        parts.append("dark, those that pass all red lines")
    parts.append("steps, the frontier, where neither of the two can gain unless the other loses")
    others = [party.id for party in analysis.problem.signers if party.id not in space.parties]
    text = "; ".join(parts) + "; only outer corners of the steps are packages."
    if others:
        labels = listed(party_label(analysis, party) for party in others)
        text += f" The steps take no account of {labels}, whose signature is needed too."
    if not space.exact:
        off = listed(f"{decimal(entry)} for {name}" for entry, name in zip(space.rounding, names, strict=True))
        text += f" Values are rounded to a grid and may be off by up to {off}."
    return text


def _nearest(analysis: Analysis) -> Iterator[str]:
    found = analysis.nearest_deals
    if found is None or not found.items:
        return
    first = found.items[0]
    described = [f"1 {clean(str(first.package))} ({_moves(analysis, first)})"]
    for number, deal in enumerate(found.items[1:MAX_NEAREST], start=2):
        described.append(f"{number} as 1 but {differences(deal.package, first.package)} ({_moves(analysis, deal)})")
    more = found.count - min(found.count, MAX_NEAREST)
    rest = f" {count(more, 'more is', 'more are')} not numbered." if more else ""
    yield (
        "Nearest deals, with how far past its red lines each side would go, in points of 100 of its own: "
        + "; ".join(described)
        + f".{rest}"
    )


def _moves(analysis: Analysis, deal: Deal) -> str:
    return ", ".join(f"{side_label(analysis, side)} {decimal(breach.total)}" for side, breach in deal.breaches.items())


def _chosen(analysis: Analysis) -> Iterator[str]:
    if not any(solution.count for solution in analysis.solutions.values()):
        return
    parts = []
    for rule, solution in analysis.solutions.items():
        name, meaning = _SOLUTIONS[rule]
        tied = f"; {solution.count:,} packages tie" if solution.count > 1 else ""
        assumes = "; assumes comparable points" if solution.compares_parties else ""
        note = f"; {solution.note}" if solution.note else ""
        parts.append(f"{name} ({meaning}{assumes}{tied}{note})")
    yield "Of the packages that pass, rules of fair division pick: " + ", ".join(parts) + "."
