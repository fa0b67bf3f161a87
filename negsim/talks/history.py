"""History: the moves of a talk so far, for reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from negsim.space.package import Package
from negsim.talks.move import Kind, Move


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
    turns:
        In the order in which they were made; moves made at the same time in the order of the parties.

    Examples
    --------
    >>> from negsim.talks.move import ACCEPT, offer
    >>> said = History((Turn(1, "US", offer(Package({"price": "low"}))), Turn(1, "RU", ACCEPT)))
    >>> len(said), [str(turn) for turn in said], str(said.latest_offer("US"))
    (2, ['1. US offers price: low', '1. RU accepts'], 'price: low')
    """

    turns: tuple[Turn, ...] = ()

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

    def __getitem__(self, index: int) -> Turn:
        return self.turns[index]

    def offers(self, party: str) -> tuple[Package, ...]:
        """Return what a party has offered, earliest first."""
        made = (turn.move.package for turn in self.turns if turn.party == party)
        return tuple(package for package in made if package is not None)

    def latest_offer(self, party: str) -> Package | None:
        """Return the latest offer of a party; None where it made none."""
        for turn in reversed(self.turns):
            if turn.party == party and turn.move.kind is Kind.OFFER:
                return turn.move.package
        return None


def history(log: Sequence[tuple[int, str, Move]]) -> History:
    """Return the history that some rounds, parties and moves make."""
    return History(tuple(Turn(*entry) for entry in log))
