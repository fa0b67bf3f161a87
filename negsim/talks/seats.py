"""Seats: what each party at a talk knows, worked out once for all talks about one problem."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import field, frozen

from negsim.fields import FrozenMapping
from negsim.parties.party import Consent
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem
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
    departures:
        For a party with consent by issue: the options of each issue that names it which depart from the status quo;
        None for a party that signs every package.
    """

    brief: Brief
    departures: Mapping[str, frozenset[str]] | None = field(default=None)

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


def seats(problem: BargainingProblem, *, statements: Sequence[Statement] = ()) -> FrozenMapping[str, Seat]:
    """Return the seat of each party whose consent may be needed.

    Parameters
    ----------
    statements:
        What has been said in public; every party is told.

    Raises
    ------
    TooLargeError
        As :func:`negsim.talks.ladder.ladder`.
    """
    parties = tuple(party.id for party in problem.signers)
    return FrozenMapping(
        {party.id: _seat(problem, party.id, parties=parties, statements=statements) for party in problem.constrainers}
    )


def _seat(problem: BargainingProblem, party: str, *, parties: tuple[str, ...], statements: Sequence[Statement]) -> Seat:
    alone = own_side(problem, party)
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
        parties=parties,
        statements=statements,
    )
    if own.consent is not Consent.BY_ISSUE:
        return Seat(brief=brief)
    named = problem.consent_issues(own)
    return Seat(brief=brief, departures={issue: frozenset(problem.space.issue(issue).departures()) for issue in named})
