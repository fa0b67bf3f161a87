"""Obstacles: which demands stood between the last offers of a talk and an agreement, and who refused what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from negsim.experiments.movement import Offered, votes
from negsim.fields import entries, frozen_mapping, texts
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, Demand
from negsim.space.package import Package
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Reason
from negsim.talks.transcript import Transcript


@frozen(kw_only=True)
class Obstacle:
    """What stood in the way of one party's last offer.

    Attributes
    ----------
    offered:
        The offer.
    own, red, soft:
        Names of the demands that it breaks: red ones of the party itself; red ones of others; demands of others that
        are not red, which a party may stand by all the same.
    short:
        From each other party at the table that kept asking for more to how many points more its own last offer is worth
        to it.
    """

    offered: Offered
    own: tuple[str, ...] = field(default=(), converter=texts)
    red: tuple[str, ...] = field(default=(), converter=texts)
    soft: tuple[str, ...] = field(default=(), converter=texts)
    short: Mapping[str, int] = field(factory=dict, converter=frozen_mapping)


@frozen(kw_only=True)
class Refusal:
    """A party with consent by issue refused what the others had agreed on.

    Attributes
    ----------
    party, round:
        Who, and when.
    package:
        What it refused; None where the transcript does not tell.
    demands:
        Names of the red demands of its own that the package breaks.
    """

    party: str
    round: int
    package: Package | None
    demands: tuple[str, ...] = field(default=(), converter=texts)


@frozen(kw_only=True)
class Demands:
    """The demands of a problem, prepared to be held against many packages.

    Attributes
    ----------
    problem:
        Whose they are.
    """

    problem: BargainingProblem
    _boxes: tuple[tuple[Demand, tuple[dict[str, frozenset[str]], ...]], ...] = field(init=False, converter=entries)

    @_boxes.default
    def _bound(self) -> list[tuple[Demand, tuple[dict[str, frozenset[str]], ...]]]:
        problem = self.problem
        return [
            (
                demand,
                tuple(
                    {issue: frozenset(options) for issue, options in box.forbids.items()}
                    for box in problem.binding_boxes(problem.party(demand.party), demand.line)
                )
                if demand.line is not None
                else (),
            )
            for demand in problem.demands
        ]

    def broken(self, package: Package, *, red: bool | None = None) -> tuple[Demand, ...]:
        """Return the demands that a package breaks, in order.

        Parameters
        ----------
        red:
            Only those that are red, or only those that are not; None for both.
        """
        return tuple(
            demand
            for demand, boxes in self._boxes
            if red in (None, demand.red) and self._is_broken(demand, boxes, package)
        )

    def are_kept(self, package: Package) -> bool:
        """Tell whether a package breaks no red demand."""
        return not any(demand.red and self._is_broken(demand, boxes, package) for demand, boxes in self._boxes)

    def _is_broken(self, demand: Demand, boxes: tuple[dict[str, frozenset[str]], ...], package: Package) -> bool:
        if demand.line is None:
            return self._falls_short(demand, package)
        return any(all(package[issue] in options for issue, options in box.items()) for box in boxes)

    def _falls_short(self, demand: Demand, package: Package) -> bool:
        party = self.problem.party(demand.party)
        if party.consent is Consent.BY_ISSUE:
            asked = self.problem.consent_issues(party)
            if all(package[issue] == self.problem.space.issue(issue).status_quo for issue in asked):
                return False
        assert party.reservation is not None, "a demand without a line is a reservation"
        return self.problem.points(package)[party.id] < party.reservation.points


def obstacles(demands: Demands, transcript: Transcript, *, last: Mapping[str, Offered]) -> tuple[Obstacle, ...]:
    """Return what stood in the way of each party's last offer; none where the talk ended in agreement.

    Parameters
    ----------
    last:
        From party to its last offer; parties without one are left out.
    """
    if transcript.ending.reason is Reason.AGREEMENT:
        return ()
    return tuple(_obstacle(demands, offered, last=last) for offered in last.values())


def _obstacle(demands: Demands, offered: Offered, *, last: Mapping[str, Offered]) -> Obstacle:
    broken = demands.broken(offered.package)
    others = [demand for demand in broken if offered.party not in demand.shared_by]
    asked = {party: own.points[party] for party, own in last.items() if party != offered.party}
    return Obstacle(
        offered=offered,
        own=[demand.name for demand in broken if demand.red and offered.party in demand.shared_by],
        red=[demand.name for demand in others if demand.red],
        soft=[demand.name for demand in others if not demand.red],
        short={
            party: points - offered.points[party] for party, points in asked.items() if points > offered.points[party]
        },
    )


def refusals(demands: Demands, transcript: Transcript) -> tuple[Refusal, ...]:
    """Return where parties with consent by issue refused what the others had agreed on, in the order of the talk.

    Notes
    -----
    They are asked once the others have agreed, and their answers stand behind the moves of these; beside a text they
    vote with the others, and a vote against what others did not take either is left out. There the package is what was
    put to the vote. Else, where the last of the others accepted, it is the latest
    offer; where all offer at the same time, it is the one of their latest offers that breaks demands of the party that
    refused, and where several do, the transcript does not tell. An offer that did not count is no latest one.
    """
    if transcript.draft is None:
        return tuple(_refusals(demands, transcript))
    log = transcript.history.log
    return tuple(
        _refusal(demands, party, log[at][0], packages=[put.package])
        for put in votes(transcript)
        if put.is_agreed
        for party, at in put.refused_by.items()
    )


def _refusals(demands: Demands, transcript: Transcript) -> Iterator[Refusal]:
    latest: dict[str, Package] = {}  # the latest last
    before, void = Kind.SILENT, set(transcript.void)
    for at, (number, party, move) in enumerate(transcript.history.log):
        if party in transcript.strategies:
            before = move.kind
            if move.package is not None and at not in void:
                latest.pop(party, None)
                latest[party] = move.package
        elif move.kind is Kind.SILENT:
            offered = list(dict.fromkeys(latest.values()))
            if before is Kind.ACCEPT:
                offered = offered[-1:]
            yield _refusal(demands, party, number, packages=offered)


def _refusal(demands: Demands, party: str, number: int, *, packages: list[Package]) -> Refusal:
    named = {
        package: [demand.name for demand in demands.broken(package, red=True) if demand.party == party]
        for package in packages
    }
    meant = [package for package, broken in named.items() if broken]
    if len(meant) != 1:
        return Refusal(party=party, round=number, package=None)
    return Refusal(party=party, round=number, package=meant[0], demands=named[meant[0]])
