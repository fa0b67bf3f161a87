"""Isolation: its limits, what is sent and answered, what runs in a child, and when no child can be started."""

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from negsim.errors import UnanswerableError, UnknownNameError
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.guests import GuestError
from negsim.talks.isolation import host, process, replies, strays
from negsim.talks.isolation.limits import Limits, in_bytes
from negsim.talks.isolation.output import Output
from negsim.talks.isolation.sending import Parcel, parcel
from negsim.talks.isolation.strays import Seen, descendants, end_strays, seen
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer
from negsim.talks.seats import seats
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.view import View
from tests.faults.isolated_guests import Holding, hostile
from tests.unit.talks.playing import pie, share

CHANCE = Chance(1, ())
BRIEF = seats(pie())["One"].brief


def view(number=1, *, log=(), standing=None):
    return View(BRIEF, number, 0.0, standing, tuple(log), len(log))


# Limits


@pytest.mark.parametrize(("given", "size"), [("1", 1), (" 3 kB ", 3000), ("2GiB", 2**31), ("5 b", 5), (None, None)])
def test_sizes(given, size):
    assert in_bytes(given) == size


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"memory": "2 floppies"}, "'2 floppies' is no size; expected a whole number of bytes"),
        ({"memory": "1.5 GB"}, "'1.5 GB' is no size"),
        ({"memory": 0}, "memory=0; expected a whole number of at least 1, or None for all"),
        ({"output": -1}, "output=-1; expected a whole number of at least 0"),
        ({"seconds": 0}, r"seconds=0.0; expected a number of seconds above 0"),
        ({"seconds_per_move": float("inf")}, "seconds_per_move=inf"),
        ({"start_seconds": float("nan")}, "start_seconds=nan"),
        ({"begin_seconds": 0}, "begin_seconds=0"),
    ],
)
def test_limits_that_are_none(given, words):
    with pytest.raises(ValueError, match=words):
        Limits(**given)


# What is sent


def test_a_strategy_of_the_users_program_is_sent_with_the_way_to_the_program(monkeypatch, tmp_path):
    main = sys.modules["__main__"]
    holding = Holding("something of __main__")
    monkeypatch.setattr(main, "__spec__", type("Spec", (), {"name": "package.program"}))
    assert parcel(holding, party="US").main == ("module", "package.program")
    monkeypatch.setattr(main, "__spec__", None)
    file = tmp_path / "program.py"
    file.write_text("", encoding="utf-8")
    monkeypatch.setattr(main, "__file__", str(file), raising=False)
    assert parcel(holding, party="US").main == ("path", str(file.resolve()))
    monkeypatch.setattr(main, "__file__", "<stdin>")
    with pytest.raises(UnanswerableError, match="in no file"):
        parcel(holding, party="US")
    assert parcel(LINEAR, party="US") == Parcel(pickle.dumps(LINEAR))


# Replies


@pytest.mark.parametrize("move", [ACCEPT, SILENT, WALK_AWAY, offer(Package({"b": "x", "a": "ü\ud800"}))])
def test_a_move_comes_back_as_it_went(move):
    found = replies.read_move(replies.line(replies.move_reply(move)))
    assert found == move
    assert list(found.package or ()) == list(move.package or ())


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\xff", b"null", b"[]", b"{}", b"[" * 100_000, b'{"move": "shout"}', b'{"move": ["accept"]}',
        b'{"move": "accept", "package": {}}', b'{"move": "offer"}', b'{"move": "offer", "package": {"a": 1}}',
        b'{"error": "raised"}', b'{"error": "time", "message": "", "detail": ""}', b"1" * 5_000,
        b'{"error": "raised", "message": 1, "detail": ""}',
    ],
)  # fmt: skip
def test_what_is_no_reply(said):
    with pytest.raises(GuestError, match="which is no move") as caught:
        replies.read_move(said)
    assert caught.value.kind == "no-move"
    assert len(caught.value.message) < 300


def test_a_fault_is_read_and_cut():
    said = replies.line(replies.fault_reply("raised", "\ud800" + "m" * 10**5, detail="d" * 10**5 + "e"))
    with pytest.raises(GuestError) as caught:
        replies.read(said)
    assert (caught.value.kind, len(caught.value.message), len(caught.value.detail)) == ("raised", 500, 20_000)
    assert caught.value.message.startswith("?m")
    assert caught.value.detail.endswith("de")


# Output


def test_output_within_its_limit_and_beyond():
    printed = Output(limit=4)
    for chunk in (b"a\n", b"", b"\xffb"):
        printed.add(chunk)
    assert printed.text == "a\n\ufffdb"
    printed.add(b"cd")
    assert printed.text == "a\n\ufffdb\n(2 bytes more were printed, which are left out)\n"
    nothing = Output(limit=0)
    nothing.add(b"x")
    assert nothing.text == "(1 bytes more were printed, which are left out)\n"


# Processes that a guest leaves behind


def test_processes_are_found_by_their_mark(tmp_path, monkeypatch):
    def closed(path, read=Path.read_bytes):
        if path.name == "environ" and not read(path):
            raise PermissionError
        return read(path)

    def listed(number, *, status, environment=b"", line=b""):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "environ").write_bytes(environment)
        (folder / "cmdline").write_bytes(line)
        (folder / "stat").write_text(status, encoding="utf-8")

    listed(1, status="1 (a ) b) S 0 1 1", environment=b"A=1\0NEGSIM_GUEST=me\0B=2\0")
    listed(2, status="2 (c) R 1 1 1", environment=b"NEGSIM_GUEST=meant\0")
    listed(3, status="3 (d) Z 1 1 1", environment=b"NEGSIM_GUEST=me\0")
    (tmp_path / "4").mkdir()
    (tmp_path / "self").mkdir()
    listed(5, status="5 (e) S 1 1 1", line=b"python\0-c\0pass\0NEGSIM_GUEST=me\0")
    listed(6, status="6 (f) S 5 1 1", line=b"python\0")
    monkeypatch.setattr(Path, "read_bytes", closed)
    found = [Seen(1, 0, True), Seen(2, 1, False), Seen(5, 1, True), Seen(6, 5, False)]
    assert sorted(seen("me", root=tmp_path), key=lambda process: process.id) == found
    assert seen("me", root=tmp_path / "none") == ()


def test_descendants_of_descendants():
    family = [Seen(2, 1, False), Seen(3, 2, False), Seen(4, 3, False), Seen(6, 5, False), Seen(1, 4, False)]
    assert descendants(family, [1]) == {1, 2, 3, 4}
    assert descendants(family, [6]) == frozenset()


def test_strays_that_do_not_end_are_given_up(monkeypatch):
    killed = []
    monkeypatch.setattr(strays, "seen", lambda mark: (Seen(7, 1, True), Seen(8, 1, False)))
    monkeypatch.setattr(os, "kill", lambda number, how: killed.append((number, how)))
    end_strays("me", also=[9])
    assert set(killed) == {(7, signal.SIGKILL), (9, signal.SIGKILL)}


def test_a_stray_that_has_ended_is_no_error(monkeypatch):
    def gone(number, how):
        raise ProcessLookupError

    monkeypatch.setattr(os, "kill", gone)
    monkeypatch.setattr(strays, "seen", lambda mark: ())
    end_strays("me", also=[9])


# The host


def hosting(strategy=LINEAR, *, limits=None):
    return (limits or Limits()).host({"One": strategy}, chance={"One": CHANCE})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda patch: patch.setattr(host, "os", type("Other", (), {"name": "nt"})), "no process groups"),
        (lambda patch: patch.setenv(strays.MARK, "x"), "the process of a guest.*if __name__ == '__main__'"),
        (lambda patch: patch.setattr(sys, "executable", ""), "does not know where its Python is"),
    ],
)
def test_where_no_process_can_be_started(monkeypatch, change, words):
    monkeypatch.setattr(subprocess, "Popen", None)
    change(monkeypatch)
    with pytest.raises(UnanswerableError, match=words):
        hosting()


def test_a_process_that_does_not_start(monkeypatch):
    monkeypatch.setattr(process, "PROGRAM", "raise SystemExit('no such module')")
    isolated = hosting()
    with pytest.raises(UnanswerableError, match=r"process for One: died \(exit code 1\); it printed: 'no such module"):
        isolated.begin("One", BRIEF)


SPEAKING = """
import json, os, sys
setup = json.loads(sys.stdin.buffer.readline())
os.write(setup["replies"], setup["secret"].encode() + b'{"started": true}\\n')
sys.stdin.buffer.read(30)
os.write(setup["replies"], b'%s{"move": "accept"}\\n')
sys.stdin.buffer.read()
"""


@pytest.mark.parametrize("secret", ["", "0" * process.SECRET])
def test_an_answer_without_the_secret_of_its_request_is_none(monkeypatch, secret):
    monkeypatch.setattr(process, "PROGRAM", SPEAKING % secret)
    isolated = hosting()
    with pytest.raises(GuestError, match="or somebody else spoke in its name") as caught:
        isolated.begin("One", BRIEF)
    assert caught.value.kind == "protocol"
    assert isolated._processes["One"].child.returncode == -signal.SIGKILL


def test_nothing_of_how_a_process_is_set_up_is_in_its_command_line():
    isolated = hosting()
    try:
        isolated.begin("One", BRIEF)
        child = Path(f"/proc/{isolated._processes['One'].child.pid}")
        assert child.joinpath("cmdline").read_text().split("\0")[-2] == f"{strays.MARK}={isolated._mark}"
        assert not any(str(own.readlink()).startswith("pipe:") for own in (child / "fd").iterdir())
    finally:
        isolated.close()


def test_no_strategy_is_sent_before_all_processes_are_closed_to_each_other(monkeypatch):
    done: list[str] = []

    def told(word, inner):
        def call(*given, **named):
            done.append(word)
            return inner(*given, **named)

        return call

    monkeypatch.setattr(process.Process, "first_line", told("start", process.Process.first_line))
    monkeypatch.setattr(process.Process, "asked", told("ask", process.Process.asked))
    isolated = Limits().host({"One": LINEAR, "Two": LINEAR}, chance={"One": CHANCE, "Two": CHANCE})
    try:
        for party in ("One", "Two"):
            isolated.begin(party, BRIEF)
    finally:
        isolated.close()
    assert done == ["start", "start", "ask", "ask"]


def test_a_python_that_is_not_there_leaves_no_pipe(monkeypatch):
    before = len(list(Path("/proc/self/fd").iterdir()))
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(FileNotFoundError):
        hosting()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_large_strategy_goes_through_a_small_pipe():
    isolated = hosting(Holding(b"x" * 10**6))
    ask = isolated.begin("One", BRIEF)
    assert ask(view()) == BRIEF.ladder.offer(10)
    assert isolated.close() == isolated.close()


def test_an_interruption_by_the_user_passes_through_and_ends_the_process(monkeypatch):
    isolated = hosting(hostile("best"))
    ask = isolated.begin("One", BRIEF)
    child = isolated._processes["One"]

    def interrupted(wait):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(child._selector, "select", interrupted)
        with pytest.raises(KeyboardInterrupt):
            ask(view())
    assert child.child.returncode == -signal.SIGKILL
    with pytest.raises(GuestError, match="has ended already"):
        ask(view())
    assert isolated.close().output == {}


def test_what_another_process_has_inherited_is_left_alone():
    isolated = hosting()
    try:
        host._end_all(isolated._processes, mark=isolated._mark, owner=-1)
        assert isolated._processes["One"].child.poll() is None
    finally:
        isolated.close()
    assert isolated._processes["One"].child.returncode == -signal.SIGKILL


def test_a_move_changed_behind_its_back_is_none():
    move = Move(Kind.OFFER, share(3))
    object.__setattr__(move, "package", None)
    with pytest.raises(GuestError, match="None is no package of the space"):
        replies.move_reply(move)


def test_choices_that_cannot_be_read_are_a_fault():
    package = share(3)
    object.__setattr__(package, "choices", 5)
    with pytest.raises(GuestError, match="TypeError"):
        replies.move_reply(offer(package))


def test_a_trusted_party_is_played_in_this_process():
    person = Holding(lambda: "which cannot be sent")
    limits = Limits(trusted=["Two"])
    isolated = limits.host({"One": LINEAR, "Two": person}, chance=dict.fromkeys(("One", "Two"), CHANCE))
    try:
        assert list(isolated._processes) == ["One"]
        assert isolated.begin("Two", BRIEF)(view()) == BRIEF.ladder.offer(10)
    finally:
        isolated.close()
    with pytest.raises(UnknownNameError, match="unknown party 'Two'; known: 'One'"):
        hosting(limits=limits)
