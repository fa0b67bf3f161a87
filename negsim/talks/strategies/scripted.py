"""Scripted moves: what a party does is written down before."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from negsim.fields import entries
from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.view import Brief, View


@frozen
class Scripted:
    """A party that makes given moves one after the other, and repeats the last one.

    It is for retelling a talk that took place, for teaching, and for testing what others do in answer. Whether a move
    can be made when its turn comes is not looked at: to accept where nothing is on the table is a fault, as for all.

    Attributes
    ----------
    moves:
        At least one.

    Raises
    ------
    ValueError
        Without moves.
    TypeError
        If one of them is no move.

    Examples
    --------
    >>> from negsim.space.package import Package
    >>> from negsim.talks.move import ACCEPT, offer
    >>> Scripted([offer(Package({"price": "low"})), ACCEPT]).name
    'scripted (2 moves)'
    """

    moves: tuple[Move, ...] = field(converter=entries)

    @moves.validator
    def _are_moves(self, attribute: Any, given: tuple[Any, ...]) -> None:
        if not given:
            raise ValueError(f"{attribute.name} is empty; expected at least one move")
        for entry in given:
            if not isinstance(entry, Move):
                raise TypeError(f"{attribute.name} has {entry!r}; expected moves alone")

    @property
    def name(self) -> str:
        """What it is called, with how many moves it has."""
        return f"scripted ({len(self.moves)} move{'s' if len(self.moves) > 1 else ''})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Remember that no move was made."""
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Make the next move of the script."""
        return self.moves[min(memory, len(self.moves) - 1)], memory + 1
