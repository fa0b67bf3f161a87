"""Talks in processes of their own: the same as in one process, from a user's own program too, and none is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from negsim.talks.isolation.strays import seen
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.transcript import Terms
from tests.faults.isolated_trials import GENEROUS, played
from tests.unit.talks.playing import pie, worth

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("names", [tuple(STRATEGIES)[at : at + 2] for at in range(0, len(STRATEGIES) - 1, 2)], ids=str)
def test_the_transcript_is_the_one_in_process(names):
    one, two = (STRATEGIES[name] for name in names)
    given = {"problem": pie(steps=30), "terms": Terms(rounds=12), "seed": 3}
    assert played(one, two, **given) == played(one, two, isolation=None, **given)


@pytest.mark.parametrize("names", [tuple(STRATEGIES)[at::5] for at in (0, 3)], ids=str)
def test_the_transcript_of_three_is_the_one_in_process(names):
    problem = worth([0, 2, 5, 9, 12], [12, 9, 5, 2, 0], [0, 5, 12, 6, 1])
    strategies = dict(zip(("P1", "P2", "P3"), (STRATEGIES[name] for name in names), strict=True))
    isolated, beside = (
        Session(
            Talk(
                problem=problem,
                protocol=AlternatingOffers(),
                strategies=strategies,
                terms=Terms(rounds=8),
                seed=9,
                isolation=isolation,
            )
        ).play()
        for isolation in (GENEROUS, None)
    )
    assert isolated == beside


def test_nothing_of_a_file_runs_in_this_process(tmp_path):
    lines = [
        "import os",
        "print(os.getpid())",
        "from negsim.talks.strategies.registry import strategy",
        "made = strategy('linear')",
    ]
    (tmp_path / "mine.py").write_text("\n".join(lines), encoding="utf-8")
    found = played(strategy(f"{tmp_path / 'mine.py'}:made"))
    assert found.output["One"].strip().isdigit()
    assert int(found.output["One"]) != os.getpid()
    beside = played(strategy("linear"), isolation=None)
    assert (found.history, found.ending) == (beside.history, beside.ending)


PROGRAM = """
import sys
from attrs import frozen
import negsim
from negsim.talks.isolation.limits import Limits
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from tests.unit.talks.playing import pie

@frozen
class Own:
    hangs: bool
    name: str = "own"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        while self.hangs and view.round > 2:
            pass
        return view.brief.ladder.offer(view.brief.ladder.best), None

talk = Talk(
    problem=pie(),
    protocol=AlternatingOffers(),
    strategies={"One": Own("hang" in sys.argv), "Two": Own(False)},
    terms=negsim.Terms(rounds=3),
    isolation=Limits(),
)
"""
GUARDED = """
if __name__ == "__main__":
    session = Session(talk)
    print(session._asking.host._mark, flush=True)
    print(session.play().ending.reason.value)
"""


def program(tmp_path, end, *arguments):
    """Return a user's own program, running."""
    file = tmp_path / "own.py"
    file.write_text(PROGRAM + end, encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, file, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_a_class_of_the_users_own_program_is_found(tmp_path):
    with program(tmp_path, GUARDED) as running:
        said, errors = running.communicate(timeout=60)
    assert said.split()[1:] == ["deadline"], errors


def test_a_program_without_a_guard_does_not_start_itself_for_ever(tmp_path):
    with program(tmp_path, "print(Session(talk).play().faults[0].message)") as running:
        said, errors = running.communicate(timeout=60)
    assert "may not start others; put what your program does under: if __name__" in said, errors


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_no_process_is_left_when_the_program_is_interrupted_or_killed(tmp_path, how):
    with program(tmp_path, GUARDED, "hang") as running:
        mark = running.stdout.readline().strip()
        assert len([process for process in seen(mark) if process.marked]) == 2
        running.send_signal(how)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == -how
    assert ("KeyboardInterrupt" in errors) == (how == signal.SIGINT)
    for _ in range(100):
        if not any(process.marked for process in seen(mark)):
            return
        time.sleep(0.05)
    pytest.fail("processes are left")
