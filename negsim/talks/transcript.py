"""Transcript: the record of a talk, from which it can be played again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from negsim.fields import entries, exact, frozen_mapping, numbers_by_name
from negsim.space.package import Package
from negsim.talks.history import History
from negsim.talks.protocols.table import Ending


def _share(instance: object, attribute: Any, given: Fraction) -> None:  # noqa: ARG001 - an interface's arguments
    if not 0 <= given <= 1:
        raise ValueError(f"{attribute.name}={given}; expected a share from 0 to 1")


@frozen(kw_only=True)
class Terms:
    """What a talk is held under, whatever its protocol.

    Attributes
    ----------
    rounds:
        How many there are at most.
    breakdown:
        The probability that the talk ends for good after a round without agreement.
    discounts:
        From party id to what share of its value an agreement keeps in the last round; in round r of n it keeps the
        share to the power of (r - 1) / (n - 1). Parties left out lose nothing.
    """

    rounds: int = field(default=100)
    breakdown: Fraction = field(default=Fraction(0), converter=exact, validator=_share)
    discounts: Mapping[str, Fraction] = field(factory=dict, converter=numbers_by_name)

    @rounds.validator
    def _is_some(self, attribute: Any, given: object) -> None:
        if not isinstance(given, int) or isinstance(given, bool) or given < 1:
            raise ValueError(f"{attribute.name}={given!r}; expected a whole number of at least 1")

    @discounts.validator
    def _are_shares(self, attribute: Any, given: Mapping[str, Fraction]) -> None:
        for party, share in given.items():
            if not 0 < share <= 1:
                raise ValueError(f"{attribute.name}[{party!r}]={share}; expected a share above 0 and at most 1")

    def elapsed(self, number: int) -> float:
        """Return what share of the time is over in a round: 0 in the first, 1 in the last and in an only one."""
        return 1.0 if self.rounds == 1 else (number - 1) / (self.rounds - 1)


@frozen(kw_only=True)
class Fault:
    """What a strategy did that it may not do.

    Attributes
    ----------
    party, round:
        Whose, and when; round 0 is before the first move.
    kind:
        *raised*: it ended in an error. *no-move*: it returned something that is no move. *protocol*: the move was not
        its to make. *unknown-package*: it offered what is no package of the space.
    message:
        What happened, for people.
    detail:
        Where it happened, line by line; empty where there is nothing more to say.
    """

    party: str
    round: int
    kind: str
    message: str
    detail: str = ""


@frozen(kw_only=True)
class Transcript:
    """The record of a talk.

    Attributes
    ----------
    scenario, reading:
        What was negotiated about.
    protocol:
        Its name.
    strategies:
        From party id to the name of its strategy, in the order of the table.
    terms, seed:
        What the talk was held under.
    history:
        Every move.
    faults:
        What strategies did that they may not do; the first ends the talk.
    ending:
        What ended it.
    rounds:
        How many rounds were begun.
    points:
        From party id to what the agreement is worth to it, in points on its own scale; empty without one.
    """

    scenario: str
    reading: str
    protocol: str
    strategies: Mapping[str, str] = field(converter=frozen_mapping)
    terms: Terms
    seed: int
    history: History
    faults: tuple[Fault, ...] = field(default=(), converter=entries)
    ending: Ending
    rounds: int
    points: Mapping[str, int] = field(converter=frozen_mapping)

    @property
    def agreement(self) -> Package | None:
        """What was agreed; None where nothing was."""
        return self.ending.package

    @property
    def discounted(self) -> dict[str, float]:
        """What the agreement is worth to each party in the round in which it was made, in points; empty without one."""
        elapsed = self.terms.elapsed(self.rounds) if self.points else 0.0
        shares = {party: float(self.terms.discounts.get(party, 1)) for party in self.points}
        return {party: points * shares[party] ** elapsed for party, points in self.points.items()}
