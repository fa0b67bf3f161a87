"""Conventions: what other tools mean by Nash, Kalai and Kalai-Smorodinsky, often not what textbooks mean."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.deals.frontier import efficient_sums
from negsim.errors import UnknownNameError
from negsim.fields import entries, frozen_mapping
from negsim.kernels.numbering import integers_up_to
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import Effort
from negsim.search.enumeration import Block
from negsim.search.sums import Sums, sums

TEXTBOOK = "textbook"
"""The convention that is taken where none is named."""

CONVENTIONS = (TEXTBOOK, "genius", "negmas", "negolog", "anl")
"""The conventions, by name."""

Values = tuple[int, ...]
"""One number for each signing party, on one scale that all of them share."""


@frozen(kw_only=True, eq=False)
class Pick:
    """What one rule picks, before its packages are named.

    Attributes
    ----------
    rule:
        What the convention calls it.
    chosen:
        Indices among the totals of the sums.
    compares_parties, note:
        As for :class:`negsim.deals.solutions.Solution`.
    """

    rule: str
    sums: Sums
    chosen: tuple[int, ...] = field(converter=entries)
    compares_parties: bool
    note: str


def picks(problem: BargainingProblem, *, convention: str, effort: Effort) -> tuple[Pick, ...]:
    """Return what each rule of another tool picks.

    It is over the parties that sign every package: in these tools, all parties do. ``genius``, ``anl`` and ``negolog``
    pick from all packages that exist, ``negmas`` from those that are worth each signing party its reservation, red or
    not, and break no other red demand. These tools know no red lines; they are looked at for ``negmas`` only.

    Raises
    ------
    UnknownNameError
        If there is no such convention, or it is the textbook's.
    TooLargeError
        As :func:`negsim.deals.frontier.frontier`.
    """
    if convention not in _TOOLS:
        raise UnknownNameError("convention", convention, CONVENTIONS)
    return _TOOLS[convention](problem, effort)


@frozen(kw_only=True, eq=False)
class _Candidates:
    """What a rule picks from.

    Attributes
    ----------
    values:
        From the index of a total of the sums to what it is worth.
    unit:
        The scale that all values share.
    """

    problem: BargainingProblem
    sums: Sums
    values: Mapping[int, Values] = field(converter=frozen_mapping)
    unit: int

    @property
    def parties(self) -> tuple[ProblemParty, ...]:
        return self.problem.signers

    @property
    def reservations(self) -> Values:
        """Reservations; 0 for a party without one."""
        return self.shared([party.reservation.points if party.reservation else 0 for party in self.parties])

    def shared(self, points: Sequence[int]) -> Values:
        """Return points on each party's own scale on the one that values share."""
        return tuple(entry * self.unit // party.scale for entry, party in zip(points, self.parties, strict=True))

    def best(self, rule: str, key: Callable[[Values], Any], *, note: str, compares_parties: bool = False) -> Pick:
        """Pick all that have the greatest key."""
        keys = {index: key(values) for index, values in self.values.items()}
        most = max(keys.values(), default=None)
        chosen = [index for index, entry in keys.items() if entry == most]
        return Pick(rule=rule, sums=self.sums, chosen=chosen, compares_parties=compares_parties, note=note)


_MEANS: Mapping[str, Mapping[str, str]] = {
    "genius": {
        "nash": "greatest product of gains on the frontier of all packages, where two shortfalls multiply to a gain; "
        "the textbook leaves out packages below a reservation",
        "kalai-smorodinsky": "least difference between the parties' values on the frontier of all packages; "
        "the textbook makes the smallest share of a best gain as great as can be",
    },
    "negmas": {
        "nash": "greatest product of gains on the zone's frontier, as in the textbook",
        "kalai": "greatest smallest gain on the zone's frontier; the textbook's egalitarian rule, which breaks ties "
        "by the next smallest",
        "kalai-smorodinsky": "least spread, on the zone's frontier, of shares of the best gain in any package; "
        "the textbook takes the greatest smallest share of the best gain in the zone",
    },
    "negolog": {
        "nash": "greatest product of values of all packages; the textbook subtracts reservations",
        "kalai": "greatest sum of values of all packages: the textbook's utilitarian rule; Kalai's own is the "
        "egalitarian",
    },
    "anl": {
        "nash": "greatest product of values on the frontier of all packages; the textbook subtracts reservations",
        "kalai": "least difference between the parties' values on the frontier of all packages; "
        "the textbook's egalitarian rule makes the smallest gain as great as can be",
    },
}
"""What each tool means by its words, and how the textbook differs."""


def _genius(problem: BargainingProblem, effort: Effort) -> tuple[Pick, ...]:
    """Pick on the whole frontier, whoever falls below a reservation there."""
    found, means = _of_all_packages(problem, effort), _means(problem, "genius")
    least = found.reservations
    nash = found.best("nash", lambda values: math.prod(_above(values, least)), note=means["nash"])
    short = [
        party.id
        for at, party in enumerate(found.parties)
        if any(found.values[index][at] < least[at] for index in nash.chosen)
    ]
    nash = attrs.evolve(nash, note=nash.note + _listed("; here with a loss for", short))
    rule = "kalai-smorodinsky"
    return nash, found.best(rule, _likeness, compares_parties=True, note=means[rule])


def _anl(problem: BargainingProblem, effort: Effort) -> tuple[Pick, ...]:
    """Pick on the whole frontier, without reservations."""
    found, means = _of_all_packages(problem, effort), _means(problem, "anl")
    return (
        found.best("nash", math.prod, note=means["nash"]),
        found.best("kalai", _likeness, compares_parties=True, note=means["kalai"]),
    )


def _negolog(problem: BargainingProblem, effort: Effort) -> tuple[Pick, ...]:
    """Pick among all packages, without reservations."""
    found, means = _of_all_packages(problem, effort), _means(problem, "negolog")
    kalai = found.best("kalai", sum, compares_parties=True, note=means["kalai"])
    if any(_least_and_most(problem, party, effort=effort)[0] < 0 for party in found.parties):
        # Two values below 0 multiply to more, and packages off the frontier may have them.
        every = _candidates(problem, _all_sums(found.sums))
        return every.best("nash", math.prod, note=means["nash"]), kalai
    nash = found.best("nash", math.prod, note=means["nash"])
    if not any(math.prod(found.values[index]) for index in nash.chosen):
        # Of values of at least 0, a package off the frontier reaches the greatest product only where that is 0.
        told = "it is 0 for all packages: of these, which all tie, those on the frontier are meant"
        nash = attrs.evolve(nash, note=f"{nash.note}; {told}")
    return nash, kalai


def _negmas(problem: BargainingProblem, effort: Effort) -> tuple[Pick, ...]:
    """Pick on the zone's frontier; gains count from a party's least value where its reservation is lower."""
    found, means = _of_the_zone(problem, effort), _MEANS["negmas"]
    ends = [_least_and_most(problem, party, effort=effort) for party in found.parties]
    start = found.shared([_start(party, least) for party, (least, _) in zip(found.parties, ends, strict=True)])
    room = _above(found.shared([most for _, most in ends]), start)
    pairs = zip(found.parties, start, found.reservations, strict=True)
    moved = [party.id for party, own, held in pairs if own != held]
    told = _listed("; counted from the least that any package is worth to", moved)
    stuck = [party.id for party, most in zip(found.parties, room, strict=True) if most <= 0]

    def smallest(values: Values) -> int:
        return min(_above(values, start), default=0)

    def evenness(values: Values) -> Fraction:
        shares = [Fraction(gain, most) for gain, most in zip(_above(values, start), room, strict=True) if most > 0]
        return min(shares, default=Fraction(0)) - max(shares, default=Fraction(0))

    rule = "kalai-smorodinsky"
    left_out = _listed("; leaves out, as no package gains them anything,", stuck)
    return (
        found.best("nash", lambda values: math.prod(_above(values, start)), note=means["nash"] + told),
        found.best("kalai", smallest, compares_parties=True, note=means["kalai"] + told),
        found.best(rule, evenness, note=means[rule] + told + left_out),
    )


_TOOLS: Mapping[str, Callable[[BargainingProblem, Effort], tuple[Pick, ...]]] = {
    "genius": _genius,
    "negmas": _negmas,
    "negolog": _negolog,
    "anl": _anl,
}


def _means(problem: BargainingProblem, convention: str) -> dict[str, str]:
    """Return what the rules of a tool mean that knows no red lines."""
    is_ignoring = any(demand.red and demand.line is not None for demand in problem.demands)
    told = "; red lines are not looked at" if is_ignoring else ""
    return {rule: text + told for rule, text in _MEANS[convention].items()}


def _listed(text: str, names: Sequence[str]) -> str:
    return f"{text} {', '.join(names)}" if names else ""


def _likeness(values: Values) -> int:
    """Return how far values are apart, over all pairs of parties, negated: more alike is greater."""
    return -sum(abs(one - other) for one, other in itertools.combinations(values, 2))


def _above(values: Values, start: Values) -> Values:
    return tuple(value - least for value, least in zip(values, start, strict=True))


def _start(party: ProblemParty, least: int) -> int:
    """Return from where NegMAS counts a party's gains: its reservation, or what is least where that is more."""
    return least if party.reservation is None else max(party.reservation.points, least)


def _of_all_packages(problem: BargainingProblem, effort: Effort) -> _Candidates:
    """Return the frontier of all packages."""
    return _candidates(problem, efficient_sums(problem, of="space", effort=effort))


def _of_the_zone(problem: BargainingProblem, effort: Effort) -> _Candidates:
    """Return the frontier of the zone, every reservation of a signing party taken as red."""
    signers = {party.id for party in problem.signers}
    parties = [
        attrs.evolve(party, reservation=attrs.evolve(party.reservation, red=True))
        if party.id in signers and party.reservation is not None
        else party
        for party in problem.parties
    ]
    firm = attrs.evolve(problem, parties=parties)
    return _candidates(problem, efficient_sums(firm, of="zone", effort=effort))


def _candidates(problem: BargainingProblem, total: Sums) -> _Candidates:
    unit = math.lcm(*(party.scale for party in problem.signers))
    steps = [unit // party.scale for party in problem.signers]
    values = {
        index: tuple(-int(entry) * step for entry, step in zip(row, steps, strict=False))  # a row may have more columns
        for index, row in enumerate(total.totals.rows)
    }
    return _Candidates(problem=problem, sums=total, values=values, unit=unit)


def _all_sums(efficient: Sums) -> Sums:
    """Return every combination of values that packages have, beaten or not, where efficient ones are known.

    One more column holds the sum of the others, negated, so that what is better in some is worse in it.
    """
    prepared = efficient.indexed
    kind = integers_up_to(sum(prepared.most_points(party) for party in prepared.signers))

    def against(block: Block) -> NDArray[Any]:
        return np.asarray(np.sum([block.points(party).astype(kind) for party in prepared.signers], axis=0))

    columns = [*efficient.columns, against]
    return sums(prepared, efficient.parts, columns=columns, keep=efficient.keep, effort=efficient.effort)


def _least_and_most(problem: BargainingProblem, party: ProblemParty, *, effort: Effort) -> tuple[int, int]:
    """Return the least and the most points that a package is worth to a party, of all that exist."""
    bare = attrs.evolve(party, reservation=None, red_lines=())  # lines may be shared with parties left out here
    most = efficient_sums(attrs.evolve(problem, parties=[bare]), of="space", effort=effort)

    def worth(block: Block) -> NDArray[Any]:
        return block.points(0)

    least = sums(most.indexed, most.parts, columns=[worth], keep=most.keep, effort=effort)
    return int(least.totals.rows[0, 0]), -int(most.totals.rows[0, 0])
