"""Unknowing: of what the others want nothing is known, and nothing is learnt."""

from __future__ import annotations

from attrs import frozen

from negsim.space.package import Package
from negsim.talks.opponents.estimate import Estimate, ignorance
from negsim.talks.view import Brief


@frozen
class Unknowing:
    """Nothing is known of the others: all issues weigh the same, all options are alike.

    Examples
    --------
    >>> Unknowing().name
    'none'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "none"

    def begin(self, brief: Brief, party: str) -> Estimate:  # noqa: ARG002 - an interface's arguments
        """Return that nothing is known."""
        return ignorance(brief.space)

    def heard(self, memory: Estimate, package: Package, *, elapsed: float) -> Estimate:  # noqa: ARG002
        """Return that nothing is known."""
        return memory

    def estimate(self, memory: Estimate) -> Estimate:
        """Return that nothing is known."""
        return memory
