"""D: guests in processes of their own. What each does is in ``isolated_guests.py``."""

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import negsim
from negsim.errors import UnanswerableError
from negsim.experiments.measures import yardstick
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine
from negsim.talks.isolation.limits import Limits
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Reason
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.strategies.from_file import FromFile
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.transcript import Terms
from tests.faults.isolated_guests import Holding, hostile
from tests.faults.isolated_trials import GENEROUS, Tried, is_running, played
from tests.unit.talks.playing import pie

HANGING = ("loop", "loop when interrupted", "C loop", "sleep", "deadlock", "swallow")
BROKEN_FILE = "raise OSError('no such model')\n"


@pytest.fixture(scope="module")
def tried():
    """Return what guests get that do not use up their time."""
    survived = [
        "interrupts", "exits", "base", "recursion", "memory", "speechless", "slow", "allocate", "allocate array",
        "hoard", "none", "wrong type", "no pair", "no kind", "unknown option", "no text", "missing issue", "sly",
    ]  # fmt: skip
    alone = [
        "start processes", "fork", "fork and quit", "talk", "quit", "crash", "kill itself", "hang up", "enormous",
        "speak twice", "answer in pickle", "answer without end", "flood", "flood errors",
    ]  # fmt: skip
    return Tried([survived, *([way] for way in alone)], limits=GENEROUS)


@pytest.fixture(scope="module")
def hanging():
    return Tried([[way] for way in HANGING], limits=Limits(seconds_per_move=0.3, begin_seconds=60))


@pytest.fixture(scope="module")
def tried_twice():
    """Return what guests get that do something between their moves."""
    return Tried([["speak before", "best"], ["die later", "silent"]], limits=GENEROUS, rest=0.5)


def test_d53_what_raises_is_called_once_and_its_traceback_is_in_the_transcript():
    found = played(hostile("best"), hostile("first"))
    (fault,) = found.faults
    assert (fault.party, fault.round, fault.kind, fault.message) == (
        "Two",
        1,
        "raised",
        "ValueError: at the first move",
    )
    assert found.output == {"Two": "call 1\n"}
    found = played(hostile("last"))
    (fault,) = found.faults
    assert (fault.party, fault.round, fault.kind, fault.message) == ("One", 3, "raised", "ValueError: at the last move")
    assert "isolated_guests.py" in fault.detail
    assert len(found.history) == 4


def test_d53_what_raises_while_it_is_made_fails_before_the_first_move(tmp_path):
    (tmp_path / "broken.py").write_text(BROKEN_FILE, encoding="utf-8")
    found = played(FromFile(tmp_path / "broken.py", "Model"))
    (fault,) = found.faults
    assert (fault.party, fault.round, fault.kind, fault.message) == ("One", 0, "raised", "OSError: no such model")
    assert "broken.py" in fault.detail


@pytest.mark.parametrize(
    ("way", "kind", "words"),
    [
        ("interrupts", "raised", "KeyboardInterrupt: "),
        ("exits", "raised", "SystemExit: 3"),
        ("base", "raised", "BaseException: all of them"),
        ("recursion", "raised", "RecursionError: maximum recursion depth exceeded"),
        ("memory", "memory", "MemoryError: "),
    ],
)
def test_d54_no_kind_of_error_interrupts_the_run(tried, way, kind, words):
    found, message = tried.fault(way)
    assert found == kind
    assert message.startswith(words)


def test_d55_an_error_that_cannot_be_sent_or_printed(tried):
    kind, message = tried.fault("speechless")
    assert (kind, message.partition("(")[0]) == ("raised", "SpeechlessError: SpeechlessError")


@pytest.mark.parametrize("way", HANGING[:2])
def test_d56_an_endless_loop_is_ended(hanging, way):
    assert hanging.fault(way) == ("time", "no answer within 0.3 s, the limit for a move")


@pytest.mark.parametrize("way", HANGING[2:5])
def test_d57_an_endless_loop_in_c_a_sleep_and_a_deadlock_are_ended(hanging, way):
    assert hanging.fault(way) == ("time", "no answer within 0.3 s, the limit for a move")


def test_d58_catching_every_exception_does_not_help(hanging):
    assert hanging.fault("swallow") == ("time", "no answer within 0.3 s, the limit for a move")


def test_d59_slow_is_legal_up_to_the_limits_of_a_move_and_of_the_talk(tried):
    assert tried.given["slow"].kind is Kind.OFFER
    assert tried.seconds["sly"] >= 0.3
    found = played(hostile("slower"), isolation=Limits(seconds_per_move=60, seconds=4))
    (fault,) = found.faults
    assert (fault.party, fault.kind) == ("One", "time")
    assert fault.message == "it used more than 4 s, the limit for the whole talk"
    assert 1 <= fault.round <= 3
    assert found.seconds["One"] >= 4


@pytest.mark.parametrize("way", ["allocate", "allocate array", "hoard"])
def test_d60_memory_beyond_the_limit(tried, way):
    kind, message = tried.fault(way)
    assert kind == "memory"
    assert "MemoryError" in message


def test_d61_what_a_guest_starts_ends_with_it(tried):
    assert tried.given["start processes"].kind is Kind.OFFER
    assert tried.fault("fork and quit") == ("died", "died (exit code 0)")
    started = [process for way in ("start processes", "fork", "fork and quit") for process in tried.started(way)]
    assert len(started) == 6
    assert not any(is_running(process) for process in started)
    assert tried.left == []


def test_d62_what_a_guest_prints_is_kept_up_to_a_limit(tried):
    assert tried.output["talk"] == "to people\nto others\n"
    for way, printed in (("flood", 2**30), ("flood errors", 2**27)):
        assert tried.given[way].kind is Kind.OFFER
        kept, _, rest = tried.output[way].partition("\n")
        assert kept == "x" * 65_536
        assert rest == f"({printed - 65_536:,} bytes more were printed, which are left out)\n"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("quit", "died (exit code 0)"),
        ("crash", "died (signal 11)"),
        ("kill itself", "died (signal 9)"),
        ("hang up", "it closed the channel that its answers come through"),
    ],
)
def test_d63_a_process_that_ends_or_is_silent_for_ever(tried, way, words):
    assert tried.fault(way) == ("died", words)


def test_d63_a_process_that_ends_between_its_moves(tried_twice):
    assert tried_twice.fault("silent") == ("died", "died (exit code 7)")


def test_d63_where_a_crash_happened_is_told(tried):
    assert "isolated_guests.py" in tried.given["crash"].detail


@pytest.mark.parametrize(
    ("way", "kind", "words"),
    [
        ("none", "no-move", "(None, None) was returned, where a move and what to remember are expected"),
        ("wrong type", "no-move", "('low', None) was returned, where a move and what to remember are expected"),
        ("no pair", "no-move", "None was returned, where a move and what to remember are expected"),
        ("no kind", "no-move", "a move of kind 'shout'"),
        ("no text", "unknown-package", "is no package of the space"),
        ("sly", "unknown-package", "is no package of the space"),
        ("enormous", "no-move", "its answer is longer than 4,194,304 bytes"),
        ("answer without end", "no-move", "its answer is longer than 4,194,304 bytes"),
        ("answer in pickle", "protocol", "it spoke out of turn, or somebody else spoke in its name"),
    ],
)
def test_d64_what_is_no_move(tried, way, kind, words):
    found, message = tried.fault(way)
    assert found == kind
    assert words in message


def test_d64_offers_are_made_anew_from_plain_text_and_looked_up(tried):
    package = tried.given["unknown option"].package
    assert (type(package), dict(package)) == (negsim.Package, {"share": "a lot"})
    assert dict(tried.given["missing issue"].package) == {}
    (fault,) = played(hostile("unknown option")).faults
    assert fault.kind == "unknown-package"


def test_d65_out_of_turn(tried, tried_twice):
    (fault,) = played(hostile("accept")).faults
    assert (fault.party, fault.kind) == ("One", "protocol")
    assert tried.fault("speak twice") == ("protocol", "it spoke out of turn: it answered more than once")
    assert tried_twice.fault("best") == ("protocol", "it spoke out of turn: it answered before it was asked")


def test_d65_nobody_is_asked_after_leaving():
    found = played(hostile("leave"))
    assert (found.ending.reason, found.ending.party, len(found.history), found.faults) == (
        Reason.WALKED_AWAY, "One", 1, (),
    )  # fmt: skip


@pytest.mark.parametrize("crossings", ["marked", "fault"])
def test_d66_a_package_past_a_red_line_of_its_own(crossings):
    line = ProblemLine(id="not-10", boxes=[Box({"share": ["10"]}, price=5)], firmness=1, red=True, shared_by=["One"])
    found = played(
        hostile("offer 10"), HardLiner(), problem=pie(red_lines=[line]), terms=Terms(rounds=2, crossings=crossings)
    )
    if crossings == "fault":
        assert [(fault.party, fault.kind) for fault in found.faults] == [("One", "crossing")]
    else:
        assert found.crossings[0].demands == ("One:not-10",)


def test_d67_the_same_offer_for_ever_ends_at_the_limit_and_is_told():
    found = played(hostile("best"), HardLiner(), terms=Terms(rounds=5))
    assert (found.ending.reason, found.rounds, found.faults) == (Reason.DEADLINE, 5, ())
    assert len(yardstick(pie()).measure(found).stalls) > 0


def test_d68_what_a_guest_changes_is_its_own_copy():
    meddling = played(hostile("meddle"), terms=Terms(rounds=40))
    assert meddling.faults == ()
    assert meddling.history == played(hostile("best"), terms=Terms(rounds=40), isolation=None).history


def test_d69_and_d70_nothing_of_the_others_or_of_the_engine_is_there():
    found = played(hostile("peek"), terms=Terms(rounds=2), seed=987_654_321)
    assert found.faults == ()
    assert "parties ['One']" in found.output["One"]
    assert "views ['One']" in found.output["One"]
    assert "987654321" not in found.output["One"]


def test_d71_patches_stay_in_the_process_of_the_guest():
    before = len, time.monotonic, negsim.Package.__eq__
    found = played(LINEAR, hostile("patch"), problem=pie())
    assert found.ending.reason in {Reason.AGREEMENT, Reason.FAULT}
    assert (len, time.monotonic, negsim.Package.__eq__) == before
    assert found.faults == () or found.faults[0].party == "Two"


def test_d72_a_talk_finds_nothing_of_the_one_before():
    outputs = [Tried([["first", "count"]], limits=GENEROUS).output for _ in range(2)]
    assert outputs == [{"count": "call 1\ncall 2\n"}] * 2


def local_class():
    class Local:
        name = "local"

    return Local()


def at_a_prompt():
    made = type("Prompted", (Holding,), {"__module__": "__main__"})
    vars(sys.modules["__main__"])["Prompted"] = made
    return made()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: Holding(lambda: None), "lambda"),
        (local_class, "Local"),
        (lambda: Holding(sys.__stdout__), "TextIOWrapper"),
        (at_a_prompt, "at a prompt or in a notebook"),
    ],
)
def test_d73_what_cannot_be_sent_is_refused_before_anything_starts(made, words, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)  # nothing is started
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    monkeypatch.setattr(sys.modules["__main__"], "__file__", None, raising=False)
    guest = made()
    with pytest.raises(UnanswerableError, match=rf"(?s)strategy of One .*{words}.*path/to/file.py:Name"):
        played(guest)
    vars(sys.modules["__main__"]).pop("Prompted", None)


def test_d73_a_class_that_another_process_cannot_find_is_refused_too(monkeypatch):
    module = type(sys)("only_here")
    module.Lost = type("Lost", (Holding,), {"__module__": "only_here"})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "only_here", module)
    with pytest.raises(UnanswerableError, match=r"strategy of One .*No module named 'only_here'.*file.py:Name"):
        played(module.Lost())


def test_d74_a_fault_pays_nobody():
    found = played(LINEAR, hostile("first"))
    assert (found.ending.reason, found.ending.party, found.agreement) == (Reason.FAULT, "Two", None)
    assert (dict(found.points), [fault.party for fault in found.faults]) == ({}, ["Two"])


def test_no_process_and_no_pipe_is_left(tried, hanging):
    assert (tried.left, hanging.left) == ([], [])
    assert (tried.unreaped, hanging.unreaped) == ([], [])
    assert max(tried.pipes_left, hanging.pipes_left) <= 0


def forged(*words):
    """Return what a guest gained that forges: the moves, the faults, and what it could do."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.isolated_forgers", *words],
        capture_output=True, text=True, timeout=60, cwd=Path(__file__).parents[2], check=True,
    )  # fmt: skip
    return [ast.literal_eval(line) for line in done.stdout.splitlines()]


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are closed to each other otherwise")


@LINUX
def test_a_guest_without_the_rights_of_root_can_neither_read_nor_speak_for_another():
    moves, faults, gained = forged("unprivileged")
    assert (moves, faults) == (["One offer", "Two offer", "One accept"], [])
    assert gained == ["read", "forged"]  # nothing stands before either


@LINUX
@pytest.mark.skipif(os.getuid() != 0, reason="for root")
def test_a_guest_with_the_rights_of_root_can_read_another_but_what_it_says_is_no_move():
    moves, faults, gained = forged()
    assert (moves, faults) == (["One offer"], [("Two", "protocol")])
    assert gained[:4] == ["environ", "mem", "maps", "read"]
    assert "opened" not in gained
