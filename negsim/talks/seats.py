"""Seats: what each party at a talk knows, worked out once for all talks about one problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs
from attrs import field, frozen

from negsim.fields import FrozenMapping, entries
from negsim.parties.party import Consent
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem, Demand, ProblemParty
from negsim.scenario import Scenario
from negsim.space.package import Package
from negsim.talks.ladder import ladder
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
        brief = self.brief
        worth = brief.ladder.rung(package)
        if worth is not None and worth >= brief.floor:
            return ()
        return tuple(demand.name for demand in self.red if self._breaks(demand, package))

    def _breaks(self, demand: Demand, package: Package) -> bool:
        if demand.line is None:
            return self.brief.ladder.points(package) < self.brief.floor
        return any(
            all(package[issue] in options for issue, options in box.forbids.items()) for box in demand.line.boxes
        )

    def is_asked(self, package: Package) -> bool:
        """Tell whether a package needs the party's consent."""
        if self.departures is None:
            return True
        return any(package[issue] in options for issue, options in self.departures.items())

    def consents(self, package: Package) -> bool:
        """Tell whether a package that needs the party's consent keeps all its red demands."""
        brief = self.brief
        return brief.ladder.keeps(package) and brief.ladder.points(package) >= brief.floor


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


def _seat(problem: BargainingProblem, party: str, *, statements: Sequence[Statement], waived: Collection[str]) -> Seat:
    alone = own_side(problem, party, without=waived)
    (own,) = alone.parties
    found = ladder(alone, party, keeping=[f"{party}:{line.id}" for line in own.red_lines if line.red])
    floor = found.worst if len(found) else own.bounds[0]
    if own.reservation is not None and own.reservation.red:
        floor = max(floor, own.reservation.points)
    brief = Brief(
        party=party,
        space=problem.space,
        own=own,
        ladder=found,
        floor=floor,
        status_quo=problem.no_agreement,
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


def _where_bound(problem: BargainingProblem, demand: Demand, party: ProblemParty) -> Demand:
    """Return a demand whose line forbids only where it binds its party."""
    if demand.line is None:
        return demand
    boxes = problem.binding_boxes(party, demand.line)
    return attrs.evolve(demand, line=attrs.evolve(demand.line, boxes=boxes))
