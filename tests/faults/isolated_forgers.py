"""A program that plays a talk with a guest that forges the other's moves; for a process of its own.

With the word ``unprivileged`` it first lays down what root may do beyond other users.
"""

import ctypes
import os
import sys
import threading
import time
from pathlib import Path

from attrs import frozen

from negsim.talks.move import ACCEPT
from tests.faults.isolated_guests import best
from tests.faults.isolated_trials import GENEROUS, played

FORGED = b'{"move": "accept"}\n'
SYSTEM = ctypes.CDLL(None, use_errno=True)
TAKE_CHANNEL, DROP_FROM_BOUNDS = 438, 24  # pidfd_getfd on all kinds of processor; PR_CAPBSET_DROP


def siblings():
    """Return the other processes of this one's parent."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                parent = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
            except OSError:
                continue
            if int(parent) == os.getppid():
                yield int(folder.name)


def forge(process, number):
    """Write a move into a channel of another process, opened anew and taken over; tell what was written."""
    done = ["opened"] if speak(f"/proc/{process}/fd/{number}") else []
    channel = SYSTEM.syscall(TAKE_CHANNEL, os.pidfd_open(process), number, 0)
    try:
        os.write(channel, FORGED)
    except OSError:
        return done
    return [*done, "taken"]


def attack():
    time.sleep(0.2)
    for process in siblings():
        can = [what for what in ("environ", "mem", "maps") if is_readable(Path(f"/proc/{process}/{what}"))]
        sys.stdout.write(" ".join([*can, "read\n"]))  # at once, since what comes next may be the end of the talk
        done = {word for number in range(3, 12) for word in forge(process, number)}
        sys.stdout.write(" ".join([*sorted(done), "forged\n"]))
    for channel in Path(f"/proc/{os.getppid()}/fd").iterdir():
        if int(channel.name) > 2 and str(channel.readlink()).startswith(("pipe:", "socket:")) and speak(channel):
            sys.stdout.write(f"{channel.readlink()} of the engine\n")


def speak(channel):
    """Write a move into a channel that is opened anew; tell whether that was possible."""
    try:
        os.write(os.open(channel, os.O_WRONLY | os.O_NONBLOCK), FORGED)
    except OSError:
        return False
    return True


def is_readable(path):
    try:
        path.open("rb").close()
    except OSError:
        return False
    return True


@frozen
class Forger:
    """It has the other party accept what it offers, if it can."""

    name: str = "forger"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        if view.round > 1:
            return ACCEPT, None
        threading.Thread(target=attack, daemon=True).start()
        return best(view), None


@frozen
class Thinking:
    """It thinks long, and offers what is best for it."""

    name: str = "thinking"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        time.sleep(1)
        return best(view), None


def be_nobody_special():
    """Give up all that root may do beyond other users, for this process and all that it starts."""
    for number in range(64):
        SYSTEM.prctl(DROP_FROM_BOUNDS, number, 0, 0, 0)
    head, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if SYSTEM.capset(head, nothing) != 0:
        raise OSError("no rights can be given up")


if __name__ == "__main__":
    if "unprivileged" in sys.argv:
        be_nobody_special()
    found = played(Forger(), Thinking(), isolation=GENEROUS)
    told = [(fault.party, fault.kind) for fault in found.faults]
    moves = [f"{party} {move.kind.value}" for party, move in ((turn.party, turn.move) for turn in found.history)]
    sys.stdout.write(f"{moves}\n{told}\n{found.output['One'].split()}\n")
