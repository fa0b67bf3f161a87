"""Guests that misbehave in processes of their own: a function for each way, and strategies that act by one of them."""

import builtins
import ctypes
import gc
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
from attrs import frozen

from negsim.problem import ProblemParty
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer
from negsim.talks.view import View

CALLS = {"count": 0}


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def best(view):
    return view.brief.ladder.offer(view.brief.ladder.best)


def raise_(error):
    raise error


class SpeechlessError(Exception):
    def __init__(self):
        super().__init__(lambda: None)  # which cannot be pickled either

    def __str__(self):
        raise RuntimeError("no words")


def recurse():
    return recurse()


def swallow():
    while True:
        try:
            while True:
                time.sleep(0)
        except BaseException:  # noqa: BLE001 - that is what it does wrong
            continue


def sleep(view):
    time.sleep(600)


def lock_itself_up():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def hold_the_interpreter():
    re.match("(a+)+$", "a" * 60 + "b")  # within C, where no other thread runs


def loop():
    while True:
        pass


def loop_when_interrupted():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    loop()


def hoard():
    kept = []
    while True:
        kept.append(bytearray(10**6))


def flood(stream, count):
    block = b"x" * 2**20
    for _ in range(count):
        stream.buffer.write(block)


def print_ids():
    """Start a process of the same group, one of a session of its own, one whose parent has ended, one unmarked."""
    program = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
    ids = [subprocess.Popen(program).pid, subprocess.Popen(program, start_new_session=True).pid]
    ids.append(subprocess.Popen(program, start_new_session=True, env={}).pid)
    lost = f"import subprocess; print(subprocess.Popen({program!r}, start_new_session=True, stdout=-3, stderr=-3).pid)"
    ids.append(int(subprocess.run([sys.executable, "-S", "-c", lost], capture_output=True, check=True).stdout))
    say("started", *ids)


def print_ids_of_forked():
    child = os.fork()
    if child == 0:
        time.sleep(600)
    threading.Thread(target=time.sleep, args=(600,)).start()
    say("started", child)


def exit_after(seconds):
    time.sleep(seconds)
    os._exit(7)


def answer_unasked(reply, *, rest=0.0):
    time.sleep(rest)
    for pipe in list(Path("/proc/self/fd").iterdir()):
        if int(pipe.name) > 2:
            try:
                os.write(int(pipe.name), reply)
            except OSError:
                continue


class Sly(Package):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


def meddle(view):
    view.log.clear()
    object.__setattr__(view, "round", 99)
    object.__setattr__(view.brief, "floor", -99)
    if view.standing is not None:
        object.__setattr__(view.standing, "choices", {})
    view.brief.ladder.rungs.setflags(write=False)


def peek(view):
    own = [thing for thing in gc.get_objects() if type(thing) is ProblemParty]
    streams = [thing for thing in gc.get_objects() if type(thing) is Chance]
    views = [thing for thing in gc.get_objects() if type(thing) is View]
    say("parties", sorted({party.id for party in own}), "seeds", sorted({chance.seed for chance in streams}))
    say("views", sorted({other.brief.party for other in views}), "said", " ".join(sys.argv))


def patch_everything():
    for owner, name, patch in (
        (builtins, "len", lambda given: 0),
        (time, "monotonic", lambda: 0.0),
        (np, "asarray", None),
        (Package, "__eq__", lambda self, other: True),
    ):
        setattr(owner, name, patch)


def count_calls():
    CALLS["count"] += 1
    say("call", CALLS["count"])


def move_of_no_kind():
    move = Move(Kind.SILENT)
    object.__setattr__(move, "kind", "shout")
    return move


def acting(act, *, before=None, then=None):
    """Return a way to move: to do something, and to make a move."""

    def way(view):
        if before is not None and view.count < before:
            return best(view)
        found = act(view) if act.__code__.co_argcount else act()
        return found if then is None else then(view)

    return way


def raising(error):
    return acting(lambda: (count_calls(), raise_(error)))


WAYS = {
    "first": raising(ValueError("at the first move")),
    "last": acting(lambda: raise_(ValueError("at the last move")), before=4),
    "interrupts": raising(KeyboardInterrupt()),
    "exits": raising(SystemExit(3)),
    "base": raising(BaseException("all of them")),
    "recursion": acting(recurse),
    "memory": raising(MemoryError()),
    "speechless": raising(SpeechlessError()),
    "loop": acting(loop),
    "loop when interrupted": acting(loop_when_interrupted),
    "C loop": acting(hold_the_interpreter),
    "sleep": acting(lambda: time.sleep(10**9)),
    "deadlock": acting(lock_itself_up),
    "swallow": acting(swallow),
    "slow": acting(lambda: time.sleep(0.3), then=best),
    "slower": acting(lambda: time.sleep(1.5), then=best),
    "allocate": acting(lambda: bytearray(50 * 10**9)),
    "allocate array": acting(lambda: np.ones(50 * 10**9 // 8)),
    "hoard": acting(hoard),
    "start processes": acting(print_ids, then=best),
    "fork": acting(print_ids_of_forked, then=best),
    "fork and quit": acting(lambda: (print_ids_of_forked(), os._exit(0))),
    "talk": acting(lambda: (say("to people"), sys.stderr.write("to others\n")), then=best),
    "flood": acting(lambda: flood(sys.stdout, 1024), then=best),
    "flood errors": acting(lambda: flood(sys.stderr, 128), then=best),
    "quit": acting(lambda: os._exit(0)),
    "crash": acting(lambda: ctypes.string_at(0)),
    "kill itself": acting(lambda: os.kill(os.getpid(), signal.SIGKILL)),
    "hang up": acting(lambda: os.closerange(3, 1000), then=sleep),
    "none": acting(lambda: None),
    "wrong type": acting(lambda: "low"),
    "no pair": acting(lambda: None),
    "no kind": acting(move_of_no_kind),
    "unknown option": acting(lambda: offer(Package({"share": "a lot"}))),
    "no text": acting(lambda: offer(Package({"share": 3}))),
    "missing issue": acting(lambda: offer(Package({}))),
    "sly": acting(lambda: offer(Sly({"share": "3"}))),
    "enormous": acting(lambda: offer(Package({"share": "x" * 2**23}))),
    "accept": acting(lambda: ACCEPT),
    "silent": acting(lambda: SILENT),
    "leave": acting(lambda: WALK_AWAY),
    "speak before": acting(
        lambda: threading.Thread(target=lambda: answer_unasked(b'{"move": "accept"}\n', rest=0.2)).start(),
        then=best,
    ),
    "die later": acting(lambda: threading.Thread(target=lambda: exit_after(0.2)).start(), then=best),
    "speak twice": acting(lambda: answer_unasked(b'{"move": "silent"}\n{"move": "silent"}\n'), then=best),
    "answer in pickle": acting(lambda: answer_unasked(pickle.dumps(["accept"]) + b"\n"), then=sleep),
    "answer without end": acting(lambda: answer_unasked(b"x" * (4 * 2**20 + 1)), then=sleep),
    "meddle": acting(meddle, then=best),
    "peek": acting(peek, then=best),
    "patch": acting(patch_everything, then=lambda view: ACCEPT),
    "count": acting(count_calls, then=best),
    "best": acting(best),
    "offer 10": acting(lambda: offer(Package({"share": "10"}))),
}


@frozen
class Hostile:
    """A strategy that moves in one of the ways; in one after the other, round by round, where several are given."""

    ways: tuple[str, ...]

    @property
    def name(self):
        return f"hostile ({', '.join(self.ways)})"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        way = self.ways[(view.round - 1) % len(self.ways)]
        found = WAYS[way](view)
        return found if way == "no pair" else (found, None)


def hostile(*ways):
    """Return the strategy that moves in these ways."""
    return Hostile(ways)


@frozen
class Holding:
    """A strategy that holds something; it has a best package and keeps to it."""

    thing: object = None
    name: str = "holding"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        return best(view), None
