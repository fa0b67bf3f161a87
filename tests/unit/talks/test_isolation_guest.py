"""What runs in a child: the guest's side of isolation, called here in the process of the tests."""

import ctypes
import fcntl
import json
import os
import pickle
import resource
import secrets
import sys
import threading

import pytest

from negsim.seeding import Chance
from negsim.talks.isolation import guest, process, replies
from negsim.talks.isolation.guest import Guest, adopt_program, close_to_others, confine, end_with_engine, run, serve
from negsim.talks.move import Kind, offer
from negsim.talks.seats import seats
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.strategies.hard_liner import HardLiner
from tests.faults.isolated_guests import hostile
from tests.unit.talks.playing import pie, share

CHANCE = Chance(1, ())
BRIEF = seats(pie())["One"].brief


def beginning(strategy, *, main=None):
    return pickle.dumps((main, pickle.dumps(strategy), "One", BRIEF, CHANCE))


def asking(number=1, *, new=(), standing=None):
    return pickle.dumps((number, 0.0, standing, None, frozenset(Kind), tuple(new)))


def test_a_guest_begins_and_moves():
    found = Guest()
    assert found.answer(beginning(LINEAR)) == {"begun": True}
    assert found.answer(asking()) == {"move": "offer", "package": {"share": "10"}}
    taken = (1, "Two", offer(share(10)))
    assert found.answer(asking(2, new=[taken], standing=share(10))) == {"move": "accept"}
    assert found._log == [taken]


@pytest.mark.parametrize(
    ("way", "kind", "words"),
    [
        ("first", "raised", "ValueError: at the first move"),
        ("interrupts", "raised", "KeyboardInterrupt: "),
        ("memory", "memory", "MemoryError: "),
        ("none", "no-move", "(None, None) was returned"),
        ("no kind", "no-move", "a move of kind 'shout'"),
        ("sly", "unknown-package", "is no package of the space"),
    ],
)
def test_what_a_guest_does_wrong_is_answered(way, kind, words):
    found = Guest()
    found.answer(beginning(hostile(way)))
    reply = found.answer(asking())
    assert reply["error"] == kind
    assert words in reply["message"]


def test_a_guest_that_is_not_found_and_one_that_cannot_be_read():
    lost = pickle.dumps(LINEAR).replace(b"TimeDependent", b"Timeindefinit")
    reply = Guest().answer(pickle.dumps((None, lost, "One", BRIEF, CHANCE)))
    assert reply["error"] == replies.LOST
    assert "Timeindefinit" in reply["message"]
    reply = Guest().answer(pickle.dumps((None, b"", "One", BRIEF, CHANCE)))
    assert (reply["error"], reply["message"].split(":")[0]) == ("raised", "EOFError")


def test_the_users_program_is_loaded_under_another_name(monkeypatch, tmp_path):
    for name in ("__main__", "__mp_main__"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name, sys))
    (tmp_path / "own_program.py").write_text("import sys\nNAME = __name__\n", encoding="utf-8")
    adopt_program("path", str(tmp_path / "own_program.py"))
    assert vars(sys.modules["__main__"])["NAME"] == "__mp_main__"
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "__main__", sys)
    reply = Guest().answer(beginning(HardLiner(), main=("module", "own_program")))
    assert reply == {"begun": True}
    assert vars(sys.modules["__main__"])["NAME"] == "__mp_main__"


def served(requests):
    """Return the lines that a guest in a thread answers."""
    asks, requests_end = os.pipe()
    answers, replies_end = os.pipe()
    with os.fdopen(requests_end, "wb") as sending, os.fdopen(answers, "rb") as receiving:
        with os.fdopen(asks, "rb") as reading:
            thread = threading.Thread(target=serve, args=(reading, replies_end))
            thread.start()
            found = []
            for request in requests:
                secret = secrets.token_hex(process.SECRET // 2).encode()
                sending.write(len(request).to_bytes(process.HEAD, "big") + secret + request)
                sending.flush()
                answer = receiving.readline()
                assert answer.startswith(secret)
                found.append(json.loads(answer[process.SECRET :]))
            sending.close()
            thread.join()
        os.close(replies_end)
    return found


def test_requests_are_served_until_there_are_no_more():
    assert served([beginning(HardLiner()), asking()]) == [
        {"begun": True},
        {"move": "offer", "package": {"share": "10"}},
    ]


def test_where_no_memory_is_left_even_for_words(monkeypatch):
    def exhausted(self, request):
        raise MemoryError

    monkeypatch.setattr(Guest, "answer", exhausted)
    assert [reply["error"] for reply in served([b""])] == ["memory"]


@pytest.fixture
def limits_set(monkeypatch):
    """Return what limits a process would have set for itself."""
    found: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "setrlimit", found.__setitem__)
    return found


def test_a_guest_is_confined_to_what_it_needs_and_may_use(limits_set, monkeypatch, tmp_path):
    monkeypatch.setattr(resource, "getrlimit", lambda what: (0, resource.RLIM_INFINITY))
    confine(None)
    assert limits_set == {resource.RLIMIT_CORE: (0, 0)}
    confine(2**40)
    assert limits_set[resource.RLIMIT_AS][0] > 2**40
    monkeypatch.setattr(guest, "_STATUS", tmp_path / "none")
    confine(2**40)
    assert limits_set[resource.RLIMIT_AS] == (2**40, 2**40)
    monkeypatch.setattr(resource, "getrlimit", lambda what: (2**30, 2**30))
    confine(2**40)
    assert limits_set[resource.RLIMIT_AS] == (2**30, 2**30)


def test_a_guest_asks_to_be_ended_with_the_engine(monkeypatch):
    asked = []

    def note(pipe, what, given=0):
        asked.append(what)
        return 0

    monkeypatch.setattr(fcntl, "fcntl", note)
    end_with_engine(5)
    assert fcntl.F_SETOWN in asked
    monkeypatch.delattr(fcntl, "F_SETSIG")
    asked.clear()
    end_with_engine(5)
    assert asked == []


def test_a_guest_is_closed_to_others_or_does_not_start(monkeypatch):
    asked = []

    class Library:
        def __init__(self, name):
            pass

        def prctl(self, *given):
            asked.append(given)
            return len(asked) - 1

    monkeypatch.setattr(ctypes, "CDLL", Library)
    monkeypatch.setattr(sys, "platform", "linux")
    close_to_others()
    assert asked == [(4, 0, 0, 0, 0)]
    with pytest.raises(OSError, match="closed to others"):
        close_to_others()
    monkeypatch.setattr(sys, "platform", "darwin")
    close_to_others()
    assert len(asked) == 2


def test_a_guests_process_from_its_start_to_its_end(monkeypatch, limits_set):
    ended: list[int | str] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(guest, "end_with_engine", ended.append)
    monkeypatch.setattr(guest, "close_to_others", lambda: ended.append("closed"))
    pipes = [os.pipe() for _ in range(3)]
    (asks, requests), (answers, said), (lifeline, other) = pipes
    os.close(requests)
    run({"requests": asks, "replies": said, "lifeline": lifeline, "memory": None, "secret": "hush"})
    assert os.read(answers, 1000) == b'hush{"started": true}\n'
    assert ended == ["closed", lifeline, 0]
    for pipe in (answers, said, lifeline, other):
        os.close(pipe)
