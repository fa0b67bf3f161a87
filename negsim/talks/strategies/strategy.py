"""Strategy: what a party does with what it can see. The interface that everyone's own strategy has."""

from __future__ import annotations

from typing import Any
from typing import Protocol as Interface

from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.view import Brief, View


class Strategy(Interface):
    """What a party does with what it can see.

    A strategy is a setting: frozen, and the same for every talk. What it remembers from move to move is returned with
    each move and given back with the next view, so that a talk can be stopped, copied and resumed.
    """

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        ...

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what to remember before the first move."""
        ...

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return a move, and what to remember.

        Parameters
        ----------
        view:
            What the party sees. Whether a package stands on the table that it could accept is ``view.standing``.
        memory:
            What :meth:`begin`, or the move before, returned.
        chance:
            The party's own stream of chance, ``chance.rng``.
        """
        ...
