"""Seats: what each party at a talk knows, worked out once for all talks about one problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs
from attrs import field, frozen

from negsim.fields import FrozenMapping, entries
from negsim.parties.party import Consent
from negsim.positions.statement import Stance, Statement
from negsim.problem import BargainingProblem, Demand, ProblemParty
from negsim.scenario import Scenario
from negsim.space.package import Package
from negsim.talks.ladder import Ladder, ladder
from negsim.talks.own import own_side
from negsim.talks.view import Brief


@frozen(kw_only=True, eq=False)
class Seat:
    """One party at a talk, as the engine has it.

    Attributes
    ----------
    brief:
        What it knows.
    red:
        The red demands that it keeps, under the names that the problem has for them.
    departures:
        For a party with consent by issue: the options of each issue that names it which depart from the status quo;
        None for a party that signs every package.
    """

    brief: Brief
    red: tuple[Demand, ...] = field(default=(), converter=entries)
    departures: Mapping[str, frozenset[str]] | None = field(default=None)

    def crossed(self, package: Package) -> tuple[str, ...]:
        """Return the names of its red demands that a package breaks."""
        if self.keeps(package):
            return ()
        return tuple(demand.name for demand in self.red if self._breaks(demand, package))

    def _breaks(self, demand: Demand, package: Package) -> bool:
        if demand.line is None:
            return self.brief.ladder.points(package) < self.brief.floor
        return any(box.covers(package) for box in demand.line.boxes)

    def is_asked(self, package: Package) -> bool:
        """Tell whether a package needs the party's consent."""
        if self.departures is None:
            return True
        return any(package[issue] in options for issue, options in self.departures.items())

    def keeps(self, package: Package) -> bool:
        """Tell whether a package keeps all red demands of the party; one with consent by issue then gives it."""
        worth = self.brief.ladder.rung(package)
        return worth is not None and worth >= self.brief.floor


def public_statements(scenario: Scenario, *, as_of: dt.date | None = None) -> tuple[Statement, ...]:
    """Return what has been said in public, in file order: what every party at the table may know.

    Parameters
    ----------
    as_of:
        Only what was public by the end of that day; None for all that ever was.

    Examples
    --------
    >>> import negsim
    >>> scenario = negsim.read_scenario("scenarios/european_security_2022.toml")
    >>> len(scenario.statements), len(public_statements(scenario)) < len(scenario.statements)
    (102, True)
    """
    since = [(entry, scenario.public_since(entry)) for entry in scenario.statements]
    return tuple(entry for entry, day in since if day is not None and (as_of is None or day <= as_of))


def seats(
    problem: BargainingProblem, *, statements: Sequence[Statement] = (), waived: Iterable[str] = ()
) -> FrozenMapping[str, Seat]:
    """Return the seat of each party whose consent may be needed.

    Parameters
    ----------
    statements:
        What has been said in public; every party is told.
    waived:
        The names of red demands that their parties may breach in this talk.

    Raises
    ------
    UnknownNameError
        For a waived demand that there is not.
    TooLargeError
        As :func:`negsim.talks.ladder.ladder`.
    """
    names = tuple(waived)
    held = problem.waiving(names)
    return FrozenMapping(
        {party.id: _seat(held, party.id, statements=statements, waived=names) for party in held.constrainers}
    )


def floor_of(problem: BargainingProblem, party: str) -> int:
    """Return the least that a party takes, in points: its red reservation, or else the worst package for it.

    Only packages that keep its red lines count for the worst; where that is worth more than its reservation, or it has
    no red one, that is its floor.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    TooLargeError
        As :func:`negsim.talks.ladder.ladder`.

    Examples
    --------
    >>> import negsim
    >>> problem = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml")).problem
    >>> [floor_of(problem, party.id) for party in problem.signers] == [
    ...     seat.brief.floor for seat in seats(problem).values()]
    True
    """
    alone = own_side(problem, party)
    return _floor(alone.parties[0], _own_ladder(alone))


def _own_ladder(alone: BargainingProblem) -> Ladder:
    (own,) = alone.parties
    return ladder(alone, own.id, keeping=[f"{own.id}:{line.id}" for line in own.red_lines if line.red])


def _floor(own: ProblemParty, found: Ladder) -> int:
    worst = found.worst if len(found) else own.bounds[0]
    return worst if own.reservation is None or not own.reservation.red else max(worst, own.reservation.points)


def _seat(problem: BargainingProblem, party: str, *, statements: Sequence[Statement], waived: Collection[str]) -> Seat:
    alone = own_side(problem, party, without=waived)
    (own,) = alone.parties
    found = _own_ladder(alone)
    brief = Brief(
        party=party,
        space=problem.space,
        own=own,
        ladder=found,
        floor=_floor(own, found),
        status_quo=_known_status_quo(problem, statements),
        parties=[signer.id for signer in problem.signers],
        statements=statements,
    )
    red = [_where_bound(problem, demand, own) for demand in problem.demands if demand.red and party in demand.shared_by]
    if own.consent is not Consent.BY_ISSUE:
        return Seat(brief=brief, red=red)
    named = problem.consent_issues(own)
    return Seat(
        brief=brief, red=red, departures={issue: frozenset(problem.space.issue(issue).departures()) for issue in named}
    )


def _known_status_quo(problem: BargainingProblem, statements: Sequence[Statement]) -> Package | None:
    """Return what holds without an agreement as far as all may know: warnings change it only if they were public."""
    held, kept = problem.no_agreement, {issue.id: issue.status_quo for issue in problem.space.issues}
    if held is None:
        return None
    warned = {(said.issue, option) for said in statements if said.stance is Stance.WARNS for option in said.options}
    kept |= {issue: option for issue, option in dict(held).items() if (issue, option) in warned}
    return Package(kept) if all(kept.values()) else None


def _where_bound(problem: BargainingProblem, demand: Demand, party: ProblemParty) -> Demand:
    """Return a demand whose line forbids only where it binds its party."""
    if demand.line is None:
        return demand
    boxes = problem.binding_boxes(party, demand.line)
    return attrs.evolve(demand, line=attrs.evolve(demand.line, boxes=boxes))
