"""Beside: a talk in which one party's strategy runs in a process of its own, and the others' in this one."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import define, frozen

from negsim.seeding import Chance
from negsim.talks.hosts import Asker, Closing, Host, InProcess
from negsim.talks.isolation.limits import Limits
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief


@frozen
class Beside:
    """Where strategies run: one in a process of its own, within limits; the others, which are trusted, in this one.

    Attributes
    ----------
    party:
        Whose strategy runs in a process of its own.
    limits:
        What it may use.
    """

    party: str
    limits: Limits

    def host(self, strategies: Mapping[str, Strategy], *, chance: Mapping[str, Chance]) -> Host:
        """Return a new host for a talk.

        Raises
        ------
        UnanswerableError
            As :meth:`negsim.talks.isolation.limits.Limits.host`.
        """
        apart = self.limits.host({self.party: strategies[self.party]}, chance={self.party: chance[self.party]})
        trusted = {party: strategy for party, strategy in strategies.items() if party != self.party}
        return _Both(self.party, apart, InProcess(trusted, chance))


@define(eq=False)
class _Both:
    """Two hosts, of which one has one party."""

    party: str
    apart: Host
    here: Host

    def begin(self, party: str, brief: Brief) -> Asker:
        """Let a strategy begin where it runs, and return what to call for its moves."""
        return (self.apart if party == self.party else self.here).begin(party, brief)

    def close(self) -> Closing:
        """End what runs elsewhere."""
        self.here.close()
        return self.apart.close()
