"""Stated: what the others want, from what they have said in public, and from that alone."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen
from attrs.validators import instance_of

from negsim.parties.preferences import Preferences
from negsim.parties.reading import FACE_VALUE, Reading
from negsim.parties.values import derive_values
from negsim.parties.weights import derive_weights
from negsim.positions.position import Position
from negsim.space.package import Package
from negsim.talks.opponents.estimate import Estimate, weighted
from negsim.talks.view import Brief


@frozen(kw_only=True)
class Stated:
    """What a party has said in public is what it wants; its offers teach nothing.

    Values and weights are derived from its public statements as a scenario's are (:mod:`negsim.parties.values`,
    :mod:`negsim.parties.weights`): an issue weighs in proportion to the greatest strength with which it spoke of it. On
    an issue on which it is silent all options are alike; where it has said nothing at all, all issues weigh the same.

    Attributes
    ----------
    reading:
        How literally statements are taken.

    Notes
    -----
    Statements without a date count as the earliest, as everywhere; those of one day in the order in which they are
    given. The model has nothing but this assumption to rest on: what a party says in public need not be what it wants.
    """

    reading: Reading = field(default=FACE_VALUE, validator=instance_of(Reading))

    @property
    def name(self) -> str:
        """What it is called, with its reading where that is not face value."""
        return "stated" if self.reading == FACE_VALUE else f"stated:reading={self.reading.id}"

    def begin(self, brief: Brief, party: str) -> Estimate:
        """Return what the party's public statements say that it wants."""
        issues = {issue.id: issue for issue in brief.space.issues}
        positions = {issue: said_on(brief, party, issue=issue) for issue in issues}
        weights = derive_weights(Preferences(), positions, issues=issues)
        values = {}
        for issue, position in positions.items():
            found = derive_values(issues[issue], position, reading=self.reading, stated={})
            values[issue] = {entry.option: 0.5 if position.is_silent else float(entry.value) for entry in found}
        return weighted({entry.issue: float(entry.weight) for entry in weights}, values)

    def heard(self, memory: Estimate, package: Package, *, elapsed: float) -> Estimate:  # noqa: ARG002
        """Return what is known already."""
        return memory

    def estimate(self, memory: Estimate) -> Estimate:
        """Return what is known."""
        return memory


def said_on(brief: Brief, party: str, *, issue: str) -> Position:
    """Return all that a party has said in public on an issue, latest first."""
    said = [entry for entry in brief.statements if entry.party == party and entry.issue == issue]
    said.sort(key=lambda entry: entry.date or dt.date.min)
    return Position(party, issue, tuple(reversed(said)))
