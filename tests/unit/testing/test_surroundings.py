"""What a guest changes around it or leaves behind is seen, and put back."""

import copy
import enum
import functools
import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from negsim.problem import Factor
from negsim.talks.move import Kind, Move
from negsim.testing.canary import Lookout, watched
from negsim.testing.fingerprint import fingerprint
from negsim.testing.report import Report, Verdict, passed
from negsim.testing.surroundings import counted_output, left_behind, surroundings


def test_environment_folder_and_names_are_seen_and_put_back(tmp_path, monkeypatch):
    monkeypatch.setenv("KEPT", "1")
    before, folder = surroundings(), Path.cwd()
    os.environ["NEW"] = "1"
    os.chdir(tmp_path)
    np.random.seed(3)  # noqa: NPY002 - what no guest should do
    offered = Move.__str__
    Move.__str__ = lambda self: "changed"  # type: ignore[method-assign]
    assert list(before.changes()) == [
        "negsim.talks.move.Move.__str__ was changed",
        "the global generator of numpy was drawn from or seeded",
        "the environment's variables were changed",
        f"the working folder was changed to {tmp_path}",
    ]
    before.restore()
    assert list(before.changes()) == []
    assert (Move.__str__, Path.cwd(), "NEW" in os.environ) == (offered, folder, False)


def test_threads_and_processes_that_go_on_are_told():
    end = threading.Event()
    thread = threading.Thread(target=end.wait, name="left")
    with left_behind() as found:
        thread.start()
        process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    end.set()
    thread.join()
    process.communicate(b"\n")
    assert found[0] == "a thread, 'left'"
    assert found[1:] == ([f"a process, number {process.pid}"] if Path("/proc").is_dir() else [])
    with left_behind() as nothing:
        subprocess.run([sys.executable, "-S", "-c", ""], check=True)
    assert nothing == []


def test_output_is_counted_and_not_shown(capsys):
    with counted_output() as counter:
        sys.stdout.write("12345\n")
        sys.stderr.write("678\n")
    assert counter.letters == 10
    assert capsys.readouterr() == ("", "")


class Slotted:
    __slots__ = ("kept", "unset")

    def __init__(self, kept):
        self.kept = kept

    def __repr__(self):
        return f"Slotted({self.kept})"


class OneSlot:
    __slots__ = "kept"  # noqa: PLC0205 - Python takes it so


class Colour(enum.Enum):
    RED = 1


def holding_itself():
    own: list[object] = []
    own.append(own)
    return own


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (1, True),
        ("a", b"a"),
        ([1, 2], (1, 2)),
        ({"a": 1}, {"a": 2}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1, 2}, {1, 3}),
        (np.arange(3), np.arange(3.0)),
        (np.array([1, "a"], dtype=object), np.array([1, "b"], dtype=object)),
        (Factor(["a"], [1, 2]), Factor(["a"], [1, 3])),
        (date(2026, 1, 1), date(2026, 1, 2)),
        (Slotted(1), Slotted(2)),
        (SimpleNamespace(a=1), SimpleNamespace(a=2)),
        (functools.partial(int, "3"), functools.partial(int, "4")),
        (np.random.Generator(np.random.Philox(1)), np.random.Generator(np.random.Philox(2))),
        (Kind.OFFER, Kind.ACCEPT),
        (Colour, Kind),
        (len, print),
        ([[]], holding_itself()),
    ],
    ids=str,
)
def test_values_that_differ_anywhere_have_different_fingerprints(one, other):
    assert fingerprint(one) == fingerprint(one)
    assert fingerprint(one) != fingerprint(other)


def test_equal_values_have_the_same_fingerprint():
    assert fingerprint({3, 1, 2}) == fingerprint({2, 3, 1})
    assert fingerprint((holding_itself(), OneSlot())) == fingerprint((holding_itself(), OneSlot()))
    writable, frozen = np.arange(3), np.arange(3)
    frozen.flags.writeable = False
    assert fingerprint(writable) != fingerprint(frozen)
    assert fingerprint(iter([1])) != fingerprint(iter([2]))
    assert "generator" in fingerprint(entry for entry in "ab")


def test_what_is_watched_is_as_it_was_and_sent_elsewhere_is_not_watched():
    lookout = Lookout()
    factor = watched(Factor(["a"], [1, 2]), owner="B", lookout=lookout)
    changed = attrs.evolve(factor, issues=["b"])
    lookout.called = "B"
    assert factor.issues == ("a",)
    assert lookout.touches == []
    lookout.called = "A"
    assert changed.issues == ("b",)
    assert lookout.touches == ["B's issues"]
    assert type(copy.copy(factor)) is Factor


def test_a_report_tells_the_first_of_many():
    verdict = Verdict(check="holds-water", happened=[str(at) for at in range(5)], advice="mend it")
    assert str(verdict).splitlines() == [
        "fails    holds-water", "         0", "         1", "         2", "         ... and 2 more", "         mend it",
    ]  # fmt: skip
    assert passed("mine", [Verdict(check="a"), Verdict(check="b", not_run="why")]) == Report(
        "mine", [Verdict(check="a"), Verdict(check="b", not_run="why")]
    )
    assert str(Report("mine", [Verdict(check="b", not_run="no time")])) == "mine\nnot run  b: no time"
