"""Told: what the others want, as the user tells it; for talks with complete information."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from negsim.errors import UnknownNameError
from negsim.fields import frozen_mapping
from negsim.space.package import Package
from negsim.talks.opponents.estimate import Estimate
from negsim.talks.view import Brief


@frozen
class Told:
    """What the others want was told from outside the talk, and nothing that they offer changes it.

    Attributes
    ----------
    estimates:
        From party id to what it wants, such as :func:`negsim.talks.opponents.estimate.truth`.
    """

    estimates: Mapping[str, Estimate] = field(converter=frozen_mapping)

    @property
    def name(self) -> str:
        """What it is called."""
        return "told"

    def begin(self, brief: Brief, party: str) -> Estimate:  # noqa: ARG002 - an interface's arguments
        """Return what was told of a party.

        Raises
        ------
        UnknownNameError
            If nothing was.
        """
        if party not in self.estimates:
            raise UnknownNameError("party", party, self.estimates)
        return self.estimates[party]

    def heard(self, memory: Estimate, package: Package, *, elapsed: float) -> Estimate:  # noqa: ARG002
        """Return what is known already."""
        return memory

    def estimate(self, memory: Estimate) -> Estimate:
        """Return what is known."""
        return memory
