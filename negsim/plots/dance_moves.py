"""The moves of a talk as they are drawn: what each offer is worth to each party, and what came of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.zone import membership
from negsim.experiments.measures import Measures, Yardstick
from negsim.experiments.movement import votes as polls
from negsim.fields import entries
from negsim.plots.thinning import thinned
from negsim.space.package import Package
from negsim.talks.move import Kind
from negsim.talks.transcript import Transcript

STRETCHES = 100
"""Of so many stretches of a long talk the first and last offers and the extremes are drawn."""
FIRST = "first"
"""The kind of an offer that has none of its party before it."""

FAULTS = {
    "raised": "an error",
    "no-move": "no move",
    "protocol": "against the protocol",
    "unknown-package": "no such package",
    "time": "timed out",
    "memory": "out of memory",
    "died": "its process died",
    "changed": "changed what it was given",
    "crossing": "crossed its own line",
}
"""Kinds of faults, as short as they stand in the picture."""

Values = tuple[float, ...]
"""What a package is worth to each party shown, in points of 100 of its own."""


@frozen(kw_only=True)
class Offer:
    """A package that a party put on the table.

    Attributes
    ----------
    round:
        Counted from 1.
    kind:
        What it does against the party's offer before: a kind of :class:`negsim.experiments.measures.StepKind`, or
        ``first``.
    values:
        What it is worth to each party shown.
    broken:
        How many red lines of each party shown it breaks.
    discounted:
        What it is worth to its own party if it is agreed in this round; None where nothing is lost by waiting.
    crosses:
        Whether its party so breaks red demands of its own.
    """

    round: int
    kind: str
    values: Values = field(converter=entries)
    broken: tuple[int, ...] = field(default=(), converter=entries)
    discounted: float | None = None
    crosses: bool = False


@frozen(kw_only=True)
class Trace:
    """The offers of one party that are drawn, in the order of the talk; ``made`` is how many it made."""

    party: str
    offers: tuple[Offer, ...] = field(converter=entries)
    made: int


@frozen(kw_only=True)
class Sign:
    """Something other than an offer that happened.

    Attributes
    ----------
    kind:
        ``accepts``, ``refuses`` (a party with consent by issue), ``walks away``, ``fault`` or ``agreed``.
    party:
        Whose; empty for what all did.
    values:
        What the package that it is about is worth to each party shown; None where the record does not tell.
    text:
        What stands beside it.
    kept:
        For what was agreed, what is left of the values after discounting; None where nothing is lost by waiting.
    """

    round: int
    kind: str
    party: str
    values: Values | None = None
    text: str = ""
    kept: Values | None = None


@frozen(kw_only=True)
class Run:
    """Rounds, one after the other, in which the same went on with a party: both ends included."""

    party: str
    first: int
    last: int


@frozen(kw_only=True)
class Vote(Run):
    """Rounds in which a party took what was put to it, or did not."""

    takes: bool


@frozen(kw_only=True)
class TextStep:
    """From a round on, what the text that holds is worth to each party shown."""

    round: int
    values: Values


@frozen(kw_only=True, eq=False)
class Book:
    """A talk with what was possible in it, and what its packages are worth to the parties shown.

    Attributes
    ----------
    measures:
        How the talk went.
    shown:
        The ids of the parties shown.
    """

    transcript: Transcript
    yardstick: Yardstick
    measures: Measures
    shown: tuple[str, ...]
    _values: dict[Package, Values] = field(factory=dict, init=False, repr=False)
    _broken: dict[Package, tuple[str, ...]] = field(factory=dict, init=False, repr=False)
    _void: frozenset[int] = field(init=False, repr=False)

    @_void.default
    def _not_counted(self) -> frozenset[int]:
        return frozenset(self.transcript.void)

    @property
    def protocol(self) -> str:
        """The name of the protocol without its settings."""
        return self.transcript.protocol.split(":")[0].split("(")[0]

    def values(self, package: Package) -> Values:
        """Return what a package is worth to each party shown, in points of 100 of its own."""
        if package not in self._values:
            self._values[package] = tuple(self.value(party, package) for party in self.shown)
        return self._values[package]

    def value(self, party: str, package: Package) -> float:
        """Return what a package is worth to a party, in points of 100 of its own."""
        problem = self.yardstick.problem
        return in_points(problem.points(package)[party], problem.party(party).scale)

    def broken_demands(self, package: Package) -> tuple[str, ...]:
        """Return the names of the red demands that a package breaks, also of those that parties were allowed to."""
        if package not in self._broken:
            self._broken[package] = membership(self.yardstick.problem, package).broken
        return self._broken[package]

    def broken(self, package: Package, party: str) -> int:
        """Return how many red lines of a party a package breaks, without those it was allowed to; no reservation."""
        lines = self.yardstick.problem.party(party).red_lines
        own = {f"{party}:{line.id}" for line in lines} - set(self.transcript.waived)
        return sum(name in own for name in self.broken_demands(package))

    def offers(self, party: str) -> list[tuple[int, int, Package]]:
        """Return the offers of a party: which turn, which round, and what it offered.

        Where all offer at the same time, a party that says nothing offers what it offered before, and so does one whose
        offer does not count.
        """
        stands = self.protocol == "simultaneous-offers"
        found: list[tuple[int, int, Package]] = []
        for at, turn in enumerate(self.transcript.history):
            if turn.party != party:
                continue
            if turn.move.package is not None and at not in self._void:
                found.append((at, turn.round, turn.move.package))
            elif stands and found and turn.move.kind in {Kind.OFFER, Kind.SILENT}:
                found.append((at, turn.round, found[-1][2]))
        return found

    def is_new(self, at: int) -> bool:
        """Tell whether an offer was made at a turn, and counted."""
        return self.transcript.history.log[at][2].package is not None and at not in self._void

    def elapsed(self, at: int, number: int) -> float:
        """Return what share of the time was over at a turn, by the rounds and, where there is one, by the clock."""
        terms, clock = self.transcript.terms, self.transcript.clock
        if not clock:
            return terms.waited(number)
        share = terms.elapsed(number)
        signers = self.transcript.strategies
        alone = self.protocol == "alternating-offers"
        step = sum(party in signers for _, party, _ in self.transcript.history.log[:at]) if alone else number - 1
        return max(share, min(1.0, clock[min(2 * step, len(clock) - 1)]))  # before and after each step


def in_points(points: int, scale: int) -> float:
    """Return points on a party's own scale in points of 100."""
    return float(Fraction(100 * points, scale))


def trace(book: Book, party: str) -> Trace:
    """Return the offers of a party: all of them, or of each stretch the ends and the extremes."""
    made = list(_offers(book, party))
    kept = thinned([offer.values for offer in made], stretches=STRETCHES)
    return Trace(party=party, offers=[made[at] for at in kept], made=len(made))


def _offers(book: Book, party: str) -> Iterator[Offer]:
    kinds = {step.round: step.kind.value for step in book.measures.steps if step.party == party}
    crossings = [entry for entry in book.transcript.crossings if entry.party == party]
    crossed = {entry.round for entry in crossings if entry.kind is Kind.OFFER}
    share = book.transcript.terms.discounts.get(party, Fraction(1))
    for at, number, package in book.offers(party):
        kind = kinds.get(number, FIRST) if book.is_new(at) else "silent"
        own = book.value(party, package)
        yield Offer(
            round=number,
            kind=kind,
            values=book.values(package),
            broken=[book.broken(package, other) for other in book.shown],
            discounted=None if share == 1 else own * float(share) ** book.elapsed(at, number),
            crosses=number in crossed and book.is_new(at),
        )


def signs(book: Book, names: Mapping[str, str]) -> tuple[Sign, ...]:
    """Return what happened besides offers, in the order of the talk, and its end last."""
    said = _apart(list(_said(book, names)), rounds=book.transcript.rounds)
    return (*said, *_faults(book), *_agreed(book))


def _said(book: Book, names: Mapping[str, str]) -> Iterator[Sign]:
    standing: Package | None = None
    signers = set(book.transcript.strategies)
    is_text = book.protocol == "single-text"
    for at, turn in enumerate(book.transcript.history):
        kind = turn.move.kind
        worth = None if standing is None else book.values(standing)
        if kind is Kind.OFFER:
            standing = turn.move.package if book.is_new(at) else standing
        elif kind is Kind.WALK_AWAY:
            own = _latest(book, turn.party)
            yield Sign(round=turn.round, kind="walks away", party=turn.party, values=own, text="walks away")
        elif turn.party not in signers:
            takes = kind is Kind.ACCEPT
            text = f"{names[turn.party]} {'consents' if takes else 'refuses'}"
            about = book.transcript.agreement if takes else None
            seen = worth if about is None else book.values(about)
            yield Sign(
                round=turn.round, kind="accepts" if takes else "refuses", party=turn.party, values=seen, text=text
            )
        elif kind is Kind.ACCEPT and not is_text:
            yield Sign(round=turn.round, kind="accepts", party=turn.party, values=worth, text="accepts")


def _latest(book: Book, party: str) -> Values | None:
    made = [package for _, _, maker, package in book.transcript.offers() if maker == party]
    return book.values(made[-1]) if made else None


def _faults(book: Book) -> Iterator[Sign]:
    for fault in book.transcript.faults:
        text = FAULTS.get(fault.kind, fault.kind)
        number = max(1, fault.round)
        yield Sign(round=number, kind="fault", party=fault.party, values=_latest(book, fault.party), text=text)


def _agreed(book: Book) -> Iterator[Sign]:
    transcript, problem = book.transcript, book.yardstick.problem
    if transcript.agreement is not None:
        left = transcript.discounted
        kept = [100 * left[party] / problem.party(party).scale for party in book.shown]
        yield Sign(
            round=max(1, transcript.rounds),
            kind="agreed",
            party="",
            values=book.values(transcript.agreement),
            text="agreed",
            kept=tuple(kept) if transcript.terms.discounts else None,
        )


def stalls(book: Book) -> tuple[Run, ...]:
    """Return where a party's offers changed nothing for anyone, from the offer that was repeated on."""
    found = []
    for party in book.shown:
        rounds = [number for _, number, _ in book.offers(party)]
        for stall in book.measures.stalls:
            if stall.party == party:
                before = max((number for number in rounds if number < stall.first), default=stall.first)
                found.append(Run(party=party, first=before, last=stall.last))
    return tuple(found)


def breaks(book: Book) -> tuple[Run, ...]:
    """Return, for each party shown, the rounds in which another party shown offered what breaks a red line of it."""
    found = []
    for party in book.shown:
        rounds = {
            number
            for other in book.shown
            if other != party
            for _, number, package in book.offers(other)
            if book.broken(package, party)
        }
        for _, run in itertools.groupby(enumerate(sorted(rounds)), key=lambda entry: entry[1] - entry[0]):
            numbers = [number for _, number in run]
            found.append(Run(party=party, first=numbers[0], last=numbers[-1]))
    return tuple(found)


def votes(book: Book) -> tuple[Vote, ...]:
    """Return, of a talk about one text, in which rounds each party took the draft and in which it did not."""
    if book.protocol != "single-text":
        return ()
    found: list[Vote] = []
    for party in book.shown:
        cast = [
            (turn.round, turn.move.kind is Kind.ACCEPT)
            for turn in book.transcript.history
            if turn.party == party and turn.move.kind is not Kind.WALK_AWAY
        ]
        for takes, run in itertools.groupby(cast, key=lambda entry: entry[1]):
            rounds = [number for number, _ in run]
            found.append(Vote(party=party, first=rounds[0], last=rounds[-1], takes=takes))
    return tuple(found)


def text_steps(book: Book) -> tuple[TextStep, ...]:
    """Return what the text that holds was worth, from each round on in which it changed; empty without such a text."""
    if book.protocol == "post-settlement":
        return tuple(_settlements(book))
    if book.protocol == "single-text":
        return tuple(_taken(book))
    return ()


def _settlements(book: Book) -> Iterator[TextStep]:
    """Yield the settlement, then each proposal that all the others took."""
    transcript = book.transcript
    if transcript.draft is not None:
        yield TextStep(round=1, values=book.values(transcript.draft))
    yield from _taken(book)


def _taken(book: Book) -> Iterator[TextStep]:
    """Yield what all took that was put to them, in the rounds in which they did."""
    for put in polls(book.transcript):
        if put.is_agreed and not put.refused_by:
            yield TextStep(round=put.round, values=book.values(put.package))


def _apart(found: Sequence[Sign], *, rounds: int) -> list[Sign]:
    """Return, of the signs of one party and kind in a stretch of the talk, the last."""
    kept: dict[tuple[str, str, int], Sign] = {}
    for sign in found:
        kept[sign.party, sign.kind, sign.round * STRETCHES // max(rounds, STRETCHES)] = sign
    return list(kept.values())
