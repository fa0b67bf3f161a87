"""BargainingProblem: what a scenario and a reading make, in exact integers. Every answer is a search over it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import UnknownNameError
from negsim.fields import entries, exact, frozen_array, same_array, texts
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.space.package import Package
from negsim.space.space import Space


@frozen
class Factor:
    """A table of integers over a few issues: what each combination of their options adds to a party's points.

    Attributes
    ----------
    issues:
        Issue ids, one for each axis of the table.
    values:
        Read-only integers; the shape is the number of options of each issue. Wider than 62 bits they are Python
        integers in an object array.
    """

    issues: tuple[str, ...] = field(converter=texts)
    values: NDArray[Any] = field(converter=frozen_array, eq=attrs.cmp_using(eq=same_array), hash=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Factor, (self.issues, self.values)


@frozen(kw_only=True)
class ProblemLine:
    """A red line with a price on every box.

    Attributes
    ----------
    shared_by:
        The parties whose line it is: its own, or several of one bloc.
    firmness:
        The probability that it is truly firm.
    red:
        Whether the zone counts it.
    boxes:
        What it forbids; every price is stated, in points of 100 of its party's own value (of the parties that share
        it, the largest).
    about:
        The issues that it is about; None where its boxes tell.
    principle:
        The principle of its party that it rests on; empty where it stands by itself.
    """

    id: str
    shared_by: tuple[str, ...] = field(converter=texts)
    firmness: Fraction = field(default=Fraction(1), converter=exact)
    red: bool = True
    boxes: tuple[Box, ...] = field(converter=entries)
    about: tuple[str, ...] | None = None
    principle: str = ""

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that any of its boxes names, in the order they are named."""
        return tuple(dict.fromkeys(issue for box in self.boxes for issue in box.forbids))

    @property
    def is_on(self) -> tuple[str, ...]:
        """The issues that the line is about: where not told, those that each of its boxes names."""
        if self.about is not None:
            return self.about
        return tuple(issue for issue in self.issues if all(issue in box.forbids for box in self.boxes))


@frozen(kw_only=True)
class ProblemReservation:
    """The least value a party takes, in points on its own scale.

    Attributes
    ----------
    points:
        A package worth fewer points falls short.
    firmness, red:
        As for a line.
    """

    points: int
    firmness: Fraction = field(default=Fraction(1), converter=exact)
    red: bool = True


@frozen(kw_only=True)
class ProblemParty:
    """One party in integers.

    Attributes
    ----------
    scale:
        The points that a value of 1 is; a package's value is the sum of its factor entries over ``scale``.
    factors:
        What the party's points are the sum of.
    ceiling:
        The most points that a package can be worth, where the sum is more; None where no sum is.
    """

    id: str
    bloc: str = ""
    consent: Consent = field(default=Consent.ALWAYS, converter=Consent)
    scale: int = 1
    reservation: ProblemReservation | None = None
    factors: tuple[Factor, ...] = field(default=(), converter=entries)
    ceiling: int | None = None
    red_lines: tuple[ProblemLine, ...] = field(default=(), converter=entries)

    @property
    def side(self) -> str:
        """The bloc, or the party itself where it has none: what breaches are keyed by."""
        return self.bloc or self.id

    def points(self, package: Mapping[str, int]) -> int:
        """Return what a package is worth; ``package`` maps issue id to option index."""
        total = sum(int(factor.values[tuple(package[issue] for issue in factor.issues)]) for factor in self.factors)
        return total if self.ceiling is None else min(total, self.ceiling)

    @property
    def bounds(self) -> tuple[int, int]:
        """Sums of each factor's smallest and largest entry, within the ceiling: no package is worth less or more."""
        least, most = (sum(int(end(factor.values)) for factor in self.factors) for end in (np.min, np.max))
        return (least, most) if self.ceiling is None else (min(least, self.ceiling), min(most, self.ceiling))


@frozen(kw_only=True)
class Demand:
    """A red line or a reservation of a party whose consent may be needed.

    Attributes
    ----------
    name:
        ``party:line id`` or ``party:reservation``.
    party:
        The party it is listed under.
    shared_by:
        The parties whose demand it is.
    line:
        The line; None for a reservation.
    """

    name: str
    party: str
    shared_by: tuple[str, ...]
    firmness: Fraction
    red: bool
    line: ProblemLine | None


@frozen(kw_only=True)
class BargainingProblem:
    """A bargaining problem in exact integers: the space, and each party's factors, reservation and red lines.

    Attributes
    ----------
    scenario, reading:
        Their names.
    space:
        What can be agreed; some package exists (a scenario is refused otherwise).
    parties:
        In order; observers are among them.
    no_agreement:
        The package that holds without an agreement: the status quo, changed by what was warned of where the reading
        believes warnings; None where an issue has no status quo.
    """

    scenario: str
    reading: str
    space: Space
    parties: tuple[ProblemParty, ...] = field(converter=entries)
    no_agreement: Package | None = None

    @property
    def signers(self) -> tuple[ProblemParty, ...]:
        """The parties that sign every package; zone, frontier and solutions are over them."""
        return self._signers

    @cached_property
    def _signers(self) -> tuple[ProblemParty, ...]:
        return tuple(party for party in self.parties if party.consent is Consent.ALWAYS)

    @property
    def constrainers(self) -> tuple[ProblemParty, ...]:
        """The parties whose demands count: all but observers."""
        return self._constrainers

    @cached_property
    def _constrainers(self) -> tuple[ProblemParty, ...]:
        return tuple(party for party in self.parties if party.consent is not Consent.NEVER)

    @property
    def demands(self) -> tuple[Demand, ...]:
        """Everything that a party insists on, in order of parties: lines, then the reservation."""
        return self._demands

    @cached_property
    def _demands(self) -> tuple[Demand, ...]:
        found = []
        for party in self.constrainers:
            for line in party.red_lines:
                found.append(_line_demand(party, line))
            if party.reservation is not None:
                found.append(_reservation_demand(party, party.reservation))
        return tuple(found)

    @property
    def sides(self) -> tuple[str, ...]:
        """The blocs, and parties without one, whose breaches are told apart; observers have none."""
        return tuple(dict.fromkeys(party.side for party in self.constrainers))

    def party(self, party_id: str) -> ProblemParty:
        """Return the party of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        for party in self.parties:
            if party.id == party_id:
                return party
        raise UnknownNameError("party", party_id, [party.id for party in self.parties])

    def waiving(self, names: Iterable[str]) -> BargainingProblem:
        """Return the problem in which some demands are not red: they may be breached, and the zone does not count them.

        Parameters
        ----------
        names:
            Of demands, as ``party:line`` or ``party:reservation``; those of observers cannot be waived.

        Raises
        ------
        UnknownNameError
            If there is no such demand.
        """
        waived = tuple(names)
        known = [demand.name for demand in self.demands]
        for name in waived:
            if name not in known:
                raise UnknownNameError("demand", name, known)
        return attrs.evolve(self, parties=[_waiving(party, frozenset(waived)) for party in self.parties])

    def points(self, package: Package) -> dict[str, int]:
        """Return what a package is worth to each party, in points on its own scale."""
        indices = dict(zip((issue.id for issue in self.space.issues), self.space.indices(package), strict=True))
        return {party.id: party.points(indices) for party in self.parties}

    def consent_issues(self, party: ProblemParty) -> frozenset[str]:
        """Return the issues that name a party in their ``consent``."""
        return frozenset(issue.id for issue in self.space.issues if party.id in issue.consent)

    def binding_boxes(self, party: ProblemParty, line: ProblemLine) -> tuple[Box, ...]:
        """Return where a line binds: everywhere, or for consent by issue only off the status quo.

        A line of a party with consent by issue binds only where one of the issues in the line that name the party
        departs from the status quo; each of its boxes is cut down to these packages.
        """
        if party.consent is not Consent.BY_ISSUE:
            return line.boxes
        named = self.consent_issues(party)
        departing = [self.space.issue(issue) for issue in line.issues if issue in named]
        cut = []
        for box in line.boxes:
            for issue in departing:
                inside = box.forbids.get(issue.id, issue.option_ids)
                options = tuple(option for option in inside if option in issue.departures())
                if options:
                    cut.append(Box({**box.forbids, issue.id: options}, price=box.price))
        return tuple(cut)


def _waiving(party: ProblemParty, names: frozenset[str]) -> ProblemParty:
    lines = [attrs.evolve(line, red=line.red and f"{party.id}:{line.id}" not in names) for line in party.red_lines]
    kept = party.reservation
    if kept is not None and f"{party.id}:reservation" in names:
        kept = attrs.evolve(kept, red=False)
    return attrs.evolve(party, red_lines=lines, reservation=kept)


def _line_demand(party: ProblemParty, line: ProblemLine) -> Demand:
    return Demand(
        name=f"{party.id}:{line.id}",
        party=party.id,
        shared_by=line.shared_by,
        firmness=line.firmness,
        red=line.red,
        line=line,
    )


def _reservation_demand(party: ProblemParty, reservation: ProblemReservation) -> Demand:
    return Demand(
        name=f"{party.id}:reservation",
        party=party.id,
        shared_by=(party.id,),
        firmness=reservation.firmness,
        red=reservation.red,
        line=None,
    )


def least_scale(numbers: Iterable[Fraction]) -> int:
    """Return the least scale on which all these numbers are whole.

    Examples
    --------
    >>> least_scale([Fraction(1, 4), Fraction(5, 6)])
    12
    """
    return math.lcm(*(number.denominator for number in numbers))
