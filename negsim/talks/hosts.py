"""Hosts: where strategies run, and what is kept for them from move to move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol as Interface

from attrs import field, frozen

from negsim.fields import frozen_mapping
from negsim.seeding import Chance
from negsim.talks.guests import asker, called
from negsim.talks.move import Move
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief, View


@frozen
class Closing:
    """What a host can tell once a talk is over.

    Attributes
    ----------
    output:
        From party id to what its strategy printed, where it printed something and that was caught.
    seconds:
        From party id to the time that its strategy used, where that was measured.
    """

    output: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    seconds: Mapping[str, float] = field(factory=dict, converter=frozen_mapping)


Asker = Callable[[View], Move]
"""What returns the move of one party: surely a :class:`~negsim.talks.move.Move`, and not looked at otherwise. It raises
:class:`~negsim.talks.guests.GuestError` for whatever goes wrong with the strategy."""


class Host(Interface):
    """Where the strategies of one talk run. It keeps what each of them remembers."""

    def begin(self, party: str, brief: Brief) -> Asker:
        """Let a strategy begin, and return what to call for its moves.

        Raises
        ------
        GuestError
            For whatever goes wrong with it.
        """
        ...

    def close(self) -> Closing:
        """End all that runs for the talk; a host that is closed already does nothing."""
        ...


class Hosting(Interface):
    """A setting that says where strategies run: :attr:`negsim.talks.session.Talk.isolation`."""

    def host(self, strategies: Mapping[str, Strategy], *, chance: Mapping[str, Chance]) -> Host:
        """Return a new host for a talk between some strategies, each with its own stream of chance.

        Raises
        ------
        ValueError
            If a strategy cannot run there; it says which, and what to do.
        """
        ...


@frozen(eq=False)
class InProcess:
    """The host that calls strategies where it is called itself: as fast as can be, and without protection.

    A guest is called once for each move and what it raises is its fault, but nothing limits its time, its memory, what
    it prints, or what it reads of the process that it runs in.
    """

    strategies: Mapping[str, Strategy]
    chance: Mapping[str, Chance]

    def begin(self, party: str, brief: Brief) -> Asker:
        """Let a strategy begin, and return what calls it and keeps what it remembers."""
        strategy, chance = self.strategies[party], self.chance[party]
        memory = called(strategy.begin, brief, chance=chance)
        act = called(getattr, strategy, "move")

        return asker(act, memory, chance=chance)

    def close(self) -> Closing:
        """Return nothing: nothing was caught or measured, and nothing is left running by negsim."""
        return Closing()
