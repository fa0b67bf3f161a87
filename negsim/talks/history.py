"""History: the moves of a talk so far, for reading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from negsim.fields import entries
from negsim.space.package import Package
from negsim.talks.move import Kind, Move

Entry = tuple[int, str, Move]
"""A round, a party and its move."""


@frozen
class Turn:
    """One move of one party.

    Attributes
    ----------
    round:
        Counted from 1.
    party:
        Who moved.
    move:
        What it did.
    """

    round: int
    party: str
    move: Move

    def __str__(self) -> str:
        return f"{self.round}. {self.party} {self.move}"


@frozen
class History:
    """The moves of a talk so far, earliest first.

    Attributes
    ----------
    log:
        Rounds, parties and moves in the order in which they were made; moves made at the same time in the order of the
        parties.

    Examples
    --------
    >>> from negsim.talks.move import ACCEPT, offer
    >>> said = History([(1, "US", offer(Package({"price": "low"}))), (1, "RU", ACCEPT)])
    >>> len(said), [str(turn) for turn in said], str(said.latest_offer("US"))
    (2, ['1. US offers price: low', '1. RU accepts'], 'price: low')
    """

    log: tuple[Entry, ...] = field(default=(), converter=entries)

    @cached_property
    def turns(self) -> tuple[Turn, ...]:
        """The moves, each with its round and its party by name."""
        return tuple(Turn(*entry) for entry in self.log)

    def __len__(self) -> int:
        return len(self.log)

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

    def __getitem__(self, index: int) -> Turn:
        return self.turns[index]

    def offers(self, party: str) -> tuple[Package, ...]:
        """Return what a party has offered, earliest first."""
        made = (move.package for _, mover, move in self.log if mover == party)
        return tuple(package for package in made if package is not None)

    def latest_offer(self, party: str) -> Package | None:
        """Return the latest offer of a party; None where it made none."""
        for _, mover, move in reversed(self.log):
            if mover == party and move.kind is Kind.OFFER:
                return move.package
        return None
