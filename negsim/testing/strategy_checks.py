"""What is checked of a strategy: each check with its name, which says what should hold, and what to do about it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any

from negsim.talks.history import Entry
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.table import Ending
from negsim.talks.strategies.registry import STRATEGIES
from negsim.talks.transcript import Transcript
from negsim.testing.check import Check, changing, nameless
from negsim.testing.fingerprint import fingerprint
from negsim.testing.guarded import AskedTwice, Counted, LookedOver, SentMidway, TooManyCallsError
from negsim.testing.report import CannotCheckError
from negsim.testing.surroundings import counted_output, left_behind, surroundings
from negsim.testing.tour import ROUNDS, Tour
from negsim.testing.trials import played, wide

MOST_PRINTED = 65_536
"""How many letters a strategy may print in one talk."""
MOST_CALLS = 300_000
"""How many calls of functions one move may take where packages cannot be listed."""
_SEED = "the talk's"


def _uncallable(tour: Tour) -> Iterator[str]:
    given: Any = None
    for name, count in (("begin", 1), ("move", 2)):
        call = getattr(tour.subject, name, None)
        if not callable(call):
            yield f"it has no function {name}"
            continue
        try:
            inspect.signature(call).bind(*[given] * count, chance=given)
        except TypeError as error:
            yield f"{name} cannot be called as it is: {error}"


def _no_value(tour: Tour) -> Iterator[str]:
    yield from changing(tour.subject, talk=lambda: tour.usual[0].played(tour.subject, seed=tour.seed))


def _of_kind(kind: str) -> Callable[[Tour], Iterator[str]]:
    return lambda tour: tour.faults(kind)


def _changing(tour: Tour) -> Iterator[str]:
    yield from tour.faults("changed")
    for stop in tour.usual:
        guarded = LookedOver(tour.subject)
        anew = stop.made_anew()
        before = fingerprint(anew.problem)
        anew.played_as_it_is(guarded, seed=tour.seed)
        yield from (f"{stop}, {found}" for found in guarded.found)
        if fingerprint(anew.problem) != before:
            yield f"{stop}: what the others want, or what can be agreed, was another after the talk than before"


def _crossing(tour: Tour) -> Iterator[str]:
    yield from tour.crossings()


def _unrepeatable(tour: Tour) -> Iterator[str]:
    for stop, before in tour.transcripts[:4]:
        if gist(stop.played(tour.subject, seed=tour.seed)) != gist(before):
            yield f"{stop}: played again, the talk went otherwise"


def _order_bound(tour: Tour) -> Iterator[str]:
    one, other = tour.usual
    first, second = (gist(stop.played(tour.subject, seed=tour.seed)) for stop in (one, other))
    swapped_second, swapped_first = (gist(stop.played(tour.subject, seed=tour.seed)) for stop in (other, one))
    if first != swapped_first:
        yield f"{one}: it went otherwise after another talk than before it"
    if second != swapped_second:
        yield f"{other}: it went otherwise before another talk than after it"


def _remembering_elsewhere(tour: Tour) -> Iterator[str]:
    for stop in tour.usual:
        guarded = AskedTwice(tour.subject)
        stop.played(guarded, seed=tour.seed)
        yield from (f"{stop}, {found}" for found in guarded.found)


def _unsendable(tour: Tour) -> Iterator[str]:
    usual = dict(tour.transcripts)
    for stop in tour.usual:
        guarded = SentMidway(tour.subject)
        after = stop.played(guarded, seed=tour.seed)
        yield from (f"{stop}, {found}" for found in guarded.found)
        if not guarded.found and gist(after) != gist(usual[stop]):
            yield f"{stop}: pickled and brought back within the talk, with its memory, it moved otherwise"


def _peeking(tour: Tour) -> Iterator[str]:
    yield from (f"it read {found}" for found in tour.touches if not found.startswith(_SEED))


def _seed_reading(tour: Tour) -> Iterator[str]:
    yield from (f"it read {found}" for found in tour.touches if found.startswith(_SEED))


def _meddling(tour: Tour) -> Iterator[str]:
    before = surroundings()
    try:
        tour.usual[0].played(tour.subject, seed=tour.seed)
        yield from before.changes()
    finally:
        before.restore()


def _littering(tour: Tour) -> Iterator[str]:
    with left_behind() as found:
        tour.usual[0].played(tour.subject, seed=tour.seed)
    yield from (f"it left running: {entry}" for entry in found)


def _flooding(tour: Tour) -> Iterator[str]:
    with counted_output() as counter:
        tour.usual[0].played(tour.subject, seed=tour.seed)
    if counter.letters > MOST_PRINTED:
        yield f"it printed {counter.letters:,} letters in a talk of {ROUNDS} rounds; at most {MOST_PRINTED:,} are kept"


def _listing(tour: Tour) -> Iterator[str]:
    if sys.getprofile() is not None:
        raise CannotCheckError("a profiler is on, and calls can be counted once at a time")
    strategies = {"A": Counted(tour.subject, limit=MOST_CALLS), "B": STRATEGIES["conceder"]}
    transcript = played(wide(), AlternatingOffers(), strategies, rounds=4, seed=tour.seed)
    for fault in transcript.faults:
        if fault.kind not in tour.kinds or fault.message.startswith(TooManyCallsError.__name__):
            yield f"5^30 packages, round {fault.round}: {fault.message}"


def gist(transcript: Transcript) -> tuple[tuple[Entry, ...], Ending, tuple[tuple[Any, ...], ...]]:
    """Return what two talks that went the same way have in common: moves, end, and faults but for their words."""
    faults = tuple((fault.party, fault.round, fault.kind) for fault in transcript.faults)
    return transcript.history.log, transcript.ending, faults


STRATEGY_CHECKS: tuple[Check, ...] = (
    Check(
        name="has-a-name",
        find=lambda tour: nameless(tour.subject),
        advice="give it an attribute or a property, name: one text, the same whenever it is asked for",
        is_gate=True,
    ),
    Check(
        name="has-begin-and-move",
        find=_uncallable,
        advice="write begin(self, brief, *, chance) and move(self, view, memory, *, chance)",
        is_gate=True,
    ),
    Check(
        name="leaves-nothing-running",
        find=_littering,
        advice="end each thread and process within the move that starts it",
        is_gate=True,
    ),
    Check(
        name="prints-little",
        find=_flooding,
        advice="print for yourself while you look for an error, and not in what others run",
        is_gate=True,
    ),
    Check(
        name="is-a-value",
        find=_no_value,
        advice="make it a frozen attrs class in a module, of settings alone; return what it remembers with each move",
    ),
    Check(
        name="raises-no-error",
        find=_of_kind("raised"),
        advice="an error ends the talk without agreement; the transcript says where it was raised (Fault.detail)",
    ),
    Check(
        name="returns-moves",
        find=_of_kind("no-move"),
        advice="return a tuple of a move and what to remember: ACCEPT, WALK_AWAY, SILENT or offer(package)",
    ),
    Check(
        name="offers-packages-that-exist",
        find=_of_kind("unknown-package"),
        advice="offer what view.brief.ladder gives, or ask its is_package first",
    ),
    Check(
        name="does-what-is-allowed",
        find=_of_kind("protocol"),
        advice="look at view.allowed before each move; to accept, something must stand on the table (view.standing)",
    ),
    Check(
        name="leaves-what-it-is-given",
        find=_changing,
        advice="the view, its history and the brief are for reading; work on copies",
    ),
    Check(
        name="keeps-its-own-demands",
        find=_crossing,
        advice="unless it is meant so: ladder.rung(package) is None where a red line is broken; keep to brief.floor",
        is_warning=True,
    ),
    Check(
        name="repeats-itself",
        find=_unrepeatable,
        advice="draw from chance.rng alone, and go by no clock and by no order of a set",
    ),
    Check(
        name="forgets-other-talks",
        find=_order_bound,
        advice="keep nothing in modules, classes or the strategy: return it from begin and with each move",
    ),
    Check(
        name="remembers-in-its-memory-alone",
        find=_remembering_elsewhere,
        advice="return a new memory with each move, such as a tuple or a frozen class, and leave the old one as it is",
    ),
    Check(
        name="can-be-moved-midway",
        find=_unsendable,
        advice="let it remember what can be pickled: no functions, open files or generators",
    ),
    Check(
        name="reads-its-own-side-alone",
        find=_peeking,
        advice="what the others want is not in the view; estimate it (negsim/talks/opponents/), and do not look for it",
    ),
    Check(
        name="leaves-the-seed-alone",
        find=_seed_reading,
        advice="draw from chance.rng; a strategy that knows the engine's seed knows what the others will draw",
    ),
    Check(
        name="changes-nothing-around-it",
        find=_meddling,
        advice="change no module or class, and draw from chance.rng instead of random or numpy.random",
    ),
    Check(
        name="lists-no-packages",
        find=_listing,
        advice="ask view.brief.ladder for what is worth so much, instead of going through all packages",
    ),
)
"""All checks in the process itself, in the order in which they are run."""
