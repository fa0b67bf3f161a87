"""Transcript: the record of a talk, from which it can be played again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import field, frozen
from attrs.validators import in_

from negsim.fields import entries, exact, frozen_mapping, numbers_by_name, texts
from negsim.space.package import Package
from negsim.talks.history import History
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Ending


def _number_or_none(given: float | None) -> float | None:
    return None if given is None else float(given)


def _share(instance: object, attribute: Any, given: Fraction) -> None:  # noqa: ARG001 - an interface's arguments
    if not 0 <= given <= 1:
        raise ValueError(f"{attribute.name}={given}; expected a share from 0 to 1")


@frozen(kw_only=True)
class Terms:
    """What a talk is held under, whatever its protocol.

    Attributes
    ----------
    rounds:
        How many there are at most; None for as many as fit into ``seconds``.
    seconds:
        How much time there is, by the clock; None for as much as the rounds take. A talk that is held by the clock goes
        otherwise each time, so its transcript records what the clock said.
    breakdown:
        The probability that the talk ends for good after a round without agreement.
    discounts:
        From party id to what share of its value an agreement keeps in the last round; in round r of n it keeps the
        share to the power of (r - 1) / (n - 1), or of the share of the time that is over where there is a clock and
        that is more. In an only round without a clock it keeps all: nothing was waited for. Parties left out lose
        nothing.
    crossings:
        What happens when a party offers or takes what breaks a red demand of its own: ``marked``, it may, and the
        transcript says so; ``fault``, it may not.
    """

    rounds: int | None = field(default=100)
    seconds: float | None = field(default=None, converter=_number_or_none)
    breakdown: Fraction = field(default=Fraction(0), converter=exact, validator=_share)
    discounts: Mapping[str, Fraction] = field(factory=dict, converter=numbers_by_name)
    crossings: str = field(default="marked", validator=in_(("marked", "fault")))

    @rounds.validator
    def _is_some(self, attribute: Any, given: object) -> None:
        if given is None:
            if self.seconds is None:
                raise ValueError(f"{attribute.name}=None and seconds=None; expected at least one of them")
        elif not isinstance(given, int) or isinstance(given, bool) or given < 1:
            raise ValueError(f"{attribute.name}={given!r}; expected a whole number of at least 1")

    @seconds.validator
    def _is_time(self, attribute: Any, given: float | None) -> None:
        if given is not None and not 0 < given < float("inf"):
            raise ValueError(f"{attribute.name}={given}; expected a number above 0")

    @discounts.validator
    def _are_shares(self, attribute: Any, given: Mapping[str, Fraction]) -> None:
        for party, share in given.items():
            if not 0 < share <= 1:
                raise ValueError(f"{attribute.name}[{party!r}]={share}; expected a share above 0 and at most 1")

    def elapsed(self, number: int) -> float:
        """Return what share of the rounds is over in a round: 0 in the first, 1 in the last and in an only one.

        0 where the rounds have no end.
        """
        if self.rounds is None:
            return 0.0
        return 1.0 if self.rounds == 1 else (number - 1) / (self.rounds - 1)

    def waited(self, number: int) -> float:
        """Return what share of the rounds was waited for up to a round: as ``elapsed``, but 0 in an only round.

        To a strategy an only round is the last; an agreement in it came as early as it could.
        """
        return 0.0 if self.rounds == 1 else self.elapsed(number)


@frozen(kw_only=True)
class Fault:
    """What a strategy did that it may not do.

    Attributes
    ----------
    party, round:
        Whose, and when; round 0 is before the first move.
    kind:
        *raised*: it ended in an error. *no-move*: it returned something that is no move. *protocol*: the move was not
        its to make. *unknown-package*: it offered what is no package of the space. *crossing*: it went past a red
        demand of its own, where the terms forbid that. *changed*: it changed what it was given. And of an isolated
        process: *time*, *memory*: it used more than it may. *died*: it ended by itself.
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


@frozen
class Draft:
    """What was put to the parties in a round that none of them had offered: a mediator's draft."""

    round: int
    package: Package


@frozen(kw_only=True)
class Crossing:
    """A party went past a red demand of its own.

    Attributes
    ----------
    party, round:
        Whose, and when.
    kind:
        Whether it offered or accepted the package.
    package:
        What it offered or accepted.
    demands:
        The names of the red demands of its own that the package breaks.
    """

    party: str
    round: int
    kind: Kind = field(converter=Kind)
    package: Package
    demands: tuple[str, ...] = field(converter=texts)


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
    draft:
        The text that the protocol began with, or its first draft; None for a protocol without one.
    drafts:
        What was put to a vote that no party had offered.
    void:
        The places in ``history.log``, counted from 0, of offers that did not count, since they were no concession.
    waived:
        The red demands that parties were allowed to breach in this talk.
    crossings:
        Where a party went past a red demand of its own, waived ones not counted.
    clock:
        For a talk held by the clock: what share of the time was over at each move; else empty.
    output:
        From party id to what its strategy printed, where that was caught.
    seconds:
        From party id to the time that its strategy used, where that was measured. It is not compared.
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
    draft: Package | None = None
    drafts: tuple[Draft, ...] = field(default=(), converter=entries)
    void: tuple[int, ...] = field(default=(), converter=entries)
    waived: tuple[str, ...] = field(default=(), converter=texts)
    crossings: tuple[Crossing, ...] = field(default=(), converter=entries)
    clock: tuple[float, ...] = field(default=(), converter=entries)
    output: Mapping[str, str] = field(factory=dict, converter=frozen_mapping)
    seconds: Mapping[str, float] = field(factory=dict, converter=frozen_mapping, eq=False)

    def offers(self) -> Iterator[tuple[int, int, str, Package]]:
        """Yield the offers that counted: the place in ``history.log``, the round, the party and the package of each."""
        void = set(self.void)
        for at, (number, party, move) in enumerate(self.history.log):
            if move.package is not None and at not in void:
                yield at, number, party, move.package

    @property
    def elapsed(self) -> float:
        """What share of the time was over when the last move was made; 0 in an only round without a clock."""
        return self.clock[-1] if self.clock else self.terms.waited(max(1, self.rounds))

    @property
    def agreement(self) -> Package | None:
        """What was agreed; None where nothing was."""
        return self.ending.package

    @property
    def discounted(self) -> dict[str, float]:
        """What the agreement is worth to each party in the round in which it was made, in points; empty without one."""
        shares = {party: float(self.terms.discounts.get(party, 1)) for party in self.points}
        return {party: points * shares[party] ** self.elapsed for party, points in self.points.items()}
