"""Hostile strategies do what they say, in the turn that is set, and behave in all others."""

import contextlib
import itertools
import os
import pickle
import signal
import threading
import time

import attrs
import pytest

from negsim.errors import NegsimError
from negsim.seeding import Chance
from negsim.space.space import Exclusion
from negsim.talks.ladder import Ladder
from negsim.talks.move import Kind
from negsim.testing import hostile
from negsim.testing.hostile import (
    Flooder,
    Forgetter,
    Forker,
    Hanger,
    Hoarder,
    Liar,
    Mutator,
    Patcher,
    Peeker,
    Quitter,
    Raiser,
    Swallower,
    Unbuildable,
    hanging,
    stopping,
)
from negsim.testing.hostile.lying import LIES
from negsim.testing.trials import first_view, mixed, pie

LATER = [
    *(Raiser(error=error, at=9) for error in stopping.ERRORS),
    *(Quitter(how=how, at=9) for how in ("exit", "kill", "crash", "system-exit")),
    *(Hanger(how=how, at=9) for how in ("loop", "native", "sleep", "deadlock")),
    Swallower(at=9),
    Hoarder(at=9),
    Flooder(at=9),
    Forker(at=9),
    *(Liar(how=how, at=9) for how in LIES),
    Mutator(at=9),
    Patcher(at=9),
    Peeker(at=9),
    Forgetter(),
]
CHANCE = Chance(1, ("hostile",))


class StoppedError(Exception):
    """What stops a strategy that would go on."""


def first_move(strategy, view=None):
    """Return the first move of a strategy, and what it remembers."""
    view = first_view() if view is None else view
    return strategy.move(view, strategy.begin(view.brief, chance=CHANCE), chance=CHANCE)


@contextlib.contextmanager
def stopped_soon():
    """Stop whatever goes on in this thread, after a moment."""

    def stop(number, frame):
        raise StoppedError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(StoppedError):
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("strategy", LATER, ids=lambda strategy: strategy.name)
def test_each_behaves_in_other_turns_and_is_a_value(strategy):
    move, _ = first_move(strategy)
    assert move.kind is Kind.OFFER
    assert pickle.loads(pickle.dumps(strategy)) == strategy
    assert hash(strategy) == hash(pickle.loads(pickle.dumps(strategy)))
    assert strategy.name.split(" ")[0] == type(strategy).__name__.lower()


def test_all_of_them_are_listed():
    listed = {type(strategy).__name__ for strategy in LATER} | {"Broken", "Unbuildable"}
    assert set(hostile.__all__) == listed


def test_one_that_cannot_be_built_is_a_strategy_but_for_that():
    with pytest.raises(RuntimeError, match="cannot be built"):
        Unbuildable()
    built = object.__new__(Unbuildable)
    object.__setattr__(built, "name", "built")
    assert first_move(built)[0].kind is Kind.OFFER


@pytest.mark.parametrize("at", [-1, 1.5, True, "1"])
def test_turns_that_cannot_be(at):
    with pytest.raises(ValueError, match=r"at=.*; expected a whole number of at least 0"):
        Raiser(at=at)


@pytest.mark.parametrize("at", [0, 1])
@pytest.mark.parametrize("how", ["loop", "sleep"])
def test_hangers_go_on_until_they_are_stopped(how, at):
    with stopped_soon():
        first_move(Hanger(how=how, at=at))


def test_other_hangers_hang_where_nothing_stops_them(monkeypatch):
    class Lock:
        taken = 0

        def acquire(self):
            if self.taken:
                raise StoppedError
            self.taken += 1

    monkeypatch.setattr(threading, "Lock", Lock)
    with pytest.raises(StoppedError):
        first_move(Hanger(how="deadlock"))
    monkeypatch.setattr(itertools, "repeat", lambda entry: (1 / 0 for _ in [entry]))
    with pytest.raises(ZeroDivisionError):
        first_move(Hanger(how="native"))


@pytest.mark.parametrize("at", [0, 1])
def test_swallowers_catch_whatever_stops_them(monkeypatch, at):
    caught: list[object] = []

    class Suppress(contextlib.suppress):
        def __enter__(self):
            if len(caught) == 3:
                raise StoppedError

        def __exit__(self, kind, error, trace):
            caught.append(kind)
            return super().__exit__(kind, error, trace)

    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(contextlib, "suppress", Suppress)
    monkeypatch.setattr(time, "sleep", interrupted)
    with pytest.raises(StoppedError):
        first_move(Swallower(at=at))
    assert caught == [KeyboardInterrupt] * 3


@pytest.mark.parametrize("at", [0, 1])
def test_hoarders_take_what_they_are_set_to(monkeypatch, at):
    taken = []

    def noted(given):
        taken.append(given)
        return bytearray()

    monkeypatch.setattr(hanging, "bytearray", noted, raising=False)
    assert first_move(Hoarder(gigabytes=0.05, at=at))[0].kind is Kind.OFFER
    assert len(taken) == 3, "pieces of 16 MiB"


@pytest.mark.parametrize("at", [0, 1])
def test_quitters_end_the_process(monkeypatch, at):
    ended: list[object] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(os, "kill", lambda process, number: ended.append((process, number)))
    for how in ("exit", "kill", "crash"):
        first_move(Quitter(how=how, at=at))
    own = os.getpid()
    assert [entry for entry in ended if entry != (own, signal.SIGKILL)] == [0, (own, signal.SIGSEGV)]
    assert (own, signal.SIGKILL) in ended
    with pytest.raises(SystemExit):
        first_move(Quitter(how="system-exit", at=at))


@pytest.mark.parametrize("at", [0, 1])
def test_flooders_write_as_much_as_they_are_set_to(capsys, at):
    first_move(Flooder(size=100_000, at=at))
    first_move(Flooder(how="complains", size=7, at=at))
    assert [len(text) for text in capsys.readouterr()] == [100_000, 7]
    move, _ = first_move(Flooder(how="offers", size=7, at=at))
    assert (move.package["share"] == "x" * 7) is (at == 1)


def test_forkers_leave_something_running():
    first_move(Forker(how="thread", seconds=0.05, at=0))
    assert "left by a forker" in [thread.name for thread in threading.enumerate()]


def test_patchers_change_the_program(monkeypatch):
    monkeypatch.setattr(Ladder, "keeps", Ladder.keeps)
    monkeypatch.setattr(time, "monotonic", time.monotonic)
    for what in ("negsim", "time"):
        first_move(Patcher(what=what, at=0))
    broken = mixed().space.package([0, 0, 0, 0])
    assert first_view(mixed()).brief.ladder.keeps(broken)
    assert time.monotonic() == 0


def test_mutators_empty_the_record_where_they_can():
    view = first_view()
    log = [(1, "B", first_move(Forgetter())[0])]
    first_move(Mutator(what="log"), attrs.evolve(view, log=log, count=1))
    assert log == []


def test_liars_offer_what_is_excluded_where_something_is():
    problem = mixed()
    move, _ = first_move(Liar(how="excluded"), first_view(problem))
    assert not problem.space.exists(move.package)
    free = first_view()
    assert first_move(Liar(how="excluded"), free)[0].package["share"] == "no such option"
    assert Exclusion({"place": ["east"], "review": ["no"]}) in problem.space.excluded


def test_an_equal_to_all_says_that_it_is():
    move, _ = first_move(Liar(how="equal-to-all"))
    assert move.package == "anything"
    assert not (move.package != 3)  # noqa: SIM202 - the other operator is its own function
    assert hash(move.package) == 0
    looks = first_move(Liar(how="shifting"))[0].package
    assert [looks["share"] for _ in range(3)] == ["10", "another", "another"]


def test_forgetters_go_by_how_many_talks_there_were():
    firsts = {first_move(Forgetter(), first_view(pie(floors={"A": 4})))[0] for _ in range(2)}
    assert len(firsts) == 2


def test_errors_of_raisers():
    for error in stopping.ERRORS:
        with pytest.raises(BaseException) as raised:  # noqa: PT011 - each is another
            first_move(Raiser(error=error, at=0))
        assert not isinstance(raised.value, NegsimError)
