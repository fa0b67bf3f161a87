"""check_strategy: each strategy that does what none may fails by the name of the check that is about it."""

import itertools
import os
import pickle
import random
import sys
import time
from types import SimpleNamespace

import attrs
import pytest

import negsim
from negsim.errors import NegsimError, UnanswerableError, UnknownNameError
from negsim.talks.isolation.limits import Limits
from negsim.talks.move import ACCEPT, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.strategies.answering import leave
from negsim.talks.strategies.conceding import BOULWARE
from negsim.talks.strategies.strategy import Strategy
from negsim.testing import CheckFailedError, check_strategy
from negsim.testing.canary import touches
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
)
from negsim.testing.hostile.conduct import well_behaved
from negsim.testing.trials import a_package, first_view, mixed, pie

QUICK, SMALL = Limits(seconds_per_move=0.4, begin_seconds=60), Limits(memory="256 MiB")
TICKS = itertools.count()


@attrs.frozen
class Plain:
    """Behaves."""

    name: str = "plain"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        return well_behaved(view), memory


@attrs.frozen
class Clocked(Plain):
    """Goes by a clock, which here ticks with each look at it."""

    def move(self, view, memory, *, chance):
        ladder = view.brief.ladder
        return offer(ladder.from_best(next(TICKS) % 3) or ladder.first(ladder.best)), memory


@attrs.frozen
class Counting(Plain):
    """Counts its moves in a list that it changes."""

    def begin(self, brief, *, chance):
        return []

    def move(self, view, memory, *, chance):
        memory.append(view.round)
        return well_behaved(view), memory


@attrs.frozen
class Holding(Plain):
    """Remembers a function."""

    def begin(self, brief, *, chance):
        return lambda: brief.party


@attrs.frozen
class Refound(Plain):
    """Goes by which object its memory is."""

    def begin(self, brief, *, chance):
        return [brief.ladder.best]

    def move(self, view, memory, *, chance):
        here = memory if isinstance(memory, tuple) else (id(memory), memory)
        same = here[0] == id(here[1])
        return (well_behaved(view) if same else leave(view)), here


class Changeable:
    """Changes itself, and is no value."""

    name = "changeable"

    def __init__(self):
        self.talks = 0

    def begin(self, brief, *, chance):
        self.talks += 1

    def move(self, view, memory, *, chance):
        return well_behaved(view), memory


@attrs.frozen
class Lister(Plain):
    """Looks at every package before it moves."""

    def move(self, view, memory, *, chance):
        ladder, place = view.brief.ladder, 0
        if len(view.brief.space.issues) > 20:
            while ladder.rungs[0] < ladder.best:
                place += len("x")
        return well_behaved(view), memory


@attrs.frozen
class Careless(Plain):
    """Takes everything."""

    def move(self, view, memory, *, chance):
        return (ACCEPT if Kind.ACCEPT in view.allowed else well_behaved(view)), memory


@attrs.frozen
class Elsewhere(Plain):
    """Leaves in any process but one."""

    home: int = attrs.field(factory=os.getpid)

    def move(self, view, memory, *, chance):
        return (well_behaved(view) if os.getpid() == self.home else leave(view)), memory


FAILING = [
    (Raiser(at=0), "raises-no-error"),
    (Liar(how="nothing"), "returns-moves"),
    (Liar(how="unknown-option"), "offers-packages-that-exist"),
    (Flooder(how="offers", size=1000), "offers-packages-that-exist"),
    (Liar(how="accepts-nothing"), "does-what-is-allowed"),
    (Mutator(what="log"), "leaves-what-it-is-given"),
    (Mutator(what="space", at=2), "leaves-what-it-is-given"),
    (Forgetter(), "forgets-other-talks"),
    (Peeker(where="memory"), "reads-its-own-side-alone"),
    (Peeker(where="seed"), "leaves-the-seed-alone"),
    (Patcher(what="negsim"), "changes-nothing-around-it"),
    (Patcher(what="time"), "changes-nothing-around-it"),
    (Patcher(what="chance"), "changes-nothing-around-it"),
    (Flooder(size=100_000), "prints-little"),
    (Forker(how="thread", seconds=0.2), "leaves-nothing-running"),
    (Forker(how="child", seconds=0.2), "leaves-nothing-running"),
    (Clocked(), "repeats-itself"),
    (Counting(), "remembers-in-its-memory-alone"),
    (Holding(), "can-be-moved-midway"),
    (Refound(), "can-be-moved-midway"),
    (Changeable(), "is-a-value"),
    (Lister(), "lists-no-packages"),
]


@pytest.mark.parametrize(("strategy", "check"), FAILING, ids=lambda given: getattr(given, "name", given))
def test_what_none_may_do_fails_by_name(strategy, check):
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(strategy, isolated=False)
    verdict = next(found for found in raised.value.report.failed if found.check == check)
    assert verdict.happened
    assert f"fails    {check}\n         {verdict.happened[0]}" in str(raised.value)
    assert verdict.advice in str(raised.value)


@pytest.mark.parametrize(
    ("strategy", "check", "limits"),
    [
        (Hanger(how="sleep"), "answers-in-time", QUICK),
        (Swallower(), "answers-in-time", QUICK),
        (Quitter(how="exit"), "stays-alive", SMALL),
        (Hoarder(), "stays-within-memory", SMALL),
        (Raiser(error="keyboard-interrupt"), "lets-be-interrupted", SMALL),
    ],
    ids=lambda given: getattr(given, "name", given),
)
def test_what_would_stop_this_process_is_found_in_another(strategy, check, limits):
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(strategy, limits=limits)
    assert raised.value.failed == (check,)
    assert "not run  raises-no-error: it is not let into this process" in str(raised.value)


def test_a_good_strategy_passes_in_both_processes_and_its_report_says_so():
    report = check_strategy(BOULWARE, isolated=True)
    assert len(report.held) == len(report.verdicts)
    assert str(report).splitlines()[0] == "boulware"
    assert "holds    is-the-same-in-its-own-process" in str(report)


def test_what_goes_otherwise_in_its_own_process_is_told():
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(Elsewhere(), isolated=True)
    assert raised.value.failed == ("is-the-same-in-its-own-process",)


def test_what_cannot_be_sent_is_seen_in_this_process_and_that_is_said_unless_it_is_insisted_on():
    @attrs.frozen
    class Local(Plain):
        pass

    local = Local()
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(local)
    assert raised.value.failed[0] == "is-a-value"
    assert "not run  answers-in-time: it cannot run in a process of its own" in str(raised.value)
    with pytest.raises(UnanswerableError, match="process of its own"):
        check_strategy(local, isolated=True)


def test_where_a_process_cannot_be_ended_none_is_started(monkeypatch):
    monkeypatch.setattr("negsim.testing.checking_strategies.os", SimpleNamespace(name="nt"))
    report = check_strategy(Plain())
    (why,) = {verdict.not_run for verdict in report.verdicts if verdict.not_run}
    assert why == "this system cannot end a process with all that it started"


@pytest.mark.parametrize("where", ["memory", "frames", "referrers", "seed", "attributes"])
def test_what_is_read_of_others_is_told(where):
    strategies: dict[str, Strategy] = {"A": Peeker(where=where), "B": BOULWARE}
    found = touches(mixed(), AlternatingOffers(), strategies, subject="A", rounds=2)
    told = {"seed": ("the talk's seed",), "attributes": ()}.get(where, ("B's id", "B's factors"))
    assert found == told


def test_going_past_ones_own_demands_is_a_warning_unless_it_is_strict():
    report = check_strategy(Careless(), isolated=False)
    (warning,) = report.warnings
    assert warning.check == "keeps-its-own-demands"
    assert not report.failed
    assert "warning  keeps-its-own-demands" in str(report)
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(Careless(), isolated=False, strict=True)
    assert raised.value.failed == ("keeps-its-own-demands",)


@pytest.mark.parametrize(
    ("fields", "happened"),
    [
        ({"name": ""}, "its name is ''; expected some text"),
        ({"name": 3}, "its name is 3; expected some text"),
        ({"name": property(lambda self: f"{random.getrandbits(60)}")}, "and then"),
        ({"name": property(lambda self: 1 / 0)}, "ZeroDivisionError: division by zero"),
        ({"move": None}, "it has no function move"),
        ({"begin": lambda self, brief: None}, "begin cannot be called as it is: got an unexpected keyword argument"),
        ({"move": lambda self, view, *, chance: None}, "move cannot be called as it is: too many positional"),
    ],
)
def test_what_has_not_even_the_form_of_a_strategy_is_not_played(fields, happened):
    given = {"name": "formless", "begin": Plain.begin, "move": Plain.move} | fields
    formless = type("Formless", (), given)()
    with pytest.raises(CheckFailedError, match="not run  raises-no-error: has-") as raised:
        check_strategy(formless)
    assert happened in str(raised.value)


def test_what_it_does_around_it_is_put_back():
    clock, state = time.monotonic, random.getstate()
    for what in ("time", "chance"):
        with pytest.raises(CheckFailedError):
            check_strategy(Patcher(what=what), isolated=False)
    assert time.monotonic is clock
    assert random.getstate() == state


def test_what_it_prints_is_not_shown(capsys):
    with pytest.raises(CheckFailedError):
        check_strategy(Flooder(size=70_000), isolated=False)
    assert capsys.readouterr().out == ""


def test_ones_own_problem_and_protocols():
    settled = PostSettlement(a_package(pie()))
    report = check_strategy(BOULWARE, problem=pie(), protocols=[settled, AlternatingOffers(), "single-text:changes=2"])
    assert not report.failed
    with pytest.raises(ValueError, match=r"the protocol .* is for none of the problems 'mixed'"):
        check_strategy(BOULWARE, protocols=[PostSettlement(negsim.Package({"no": "such"}))])
    with pytest.raises(UnknownNameError, match="unknown protocol 'alternating'"):
        check_strategy(BOULWARE, protocols=["alternating"])
    assert not check_strategy(
        BOULWARE, problem=pie(steps=12), protocols=[PostSettlement(negsim.Package({"share": "12"}))]
    ).failed


def test_with_a_profiler_on_calls_are_not_counted_and_that_is_said():
    sys.setprofile(lambda *given: None)
    try:
        report = check_strategy(Plain(), isolated=False)
    finally:
        sys.setprofile(None)
    (verdict,) = [verdict for verdict in report.verdicts if verdict.check == "lists-no-packages"]
    assert verdict.not_run == "a profiler is on, and calls can be counted once at a time"


def test_the_error_is_an_assertion_and_survives_pickling():
    with pytest.raises(AssertionError) as raised:
        check_strategy(Liar(), isolated=False)
    error = raised.value
    assert isinstance(error, NegsimError)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_well_behaved_strategies_say_what_they_can():
    view = first_view(mixed())
    assert well_behaved(view).kind is Kind.OFFER
    vote = attrs.evolve(view, allowed=frozenset({Kind.ACCEPT, Kind.SILENT}))
    assert well_behaved(vote).kind is Kind.SILENT
    floors = first_view(pie(floors={"A": 99}))
    assert well_behaved(floors).kind is Kind.WALK_AWAY
