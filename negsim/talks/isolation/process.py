"""Process: one child of this process, in which one guest runs, and the channels to it."""

from __future__ import annotations

import json
import os
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import Any

from attrs import define, field

from negsim.talks.guests import GuestError
from negsim.talks.isolation.output import Output
from negsim.talks.isolation.replies import LONGEST
from negsim.talks.isolation.strays import MARK

HEAD = 8
"""How many bytes before a request say how long it is."""
SECRET = 32
"""How many letters the secret has that comes after that, and that the answer starts with."""
PROGRAM = """
import json, os, sys
sys.argv.pop()
setup = json.loads(sys.stdin.buffer.readline())
setup["requests"], nothing = os.dup(0), os.open(os.devnull, os.O_RDONLY)
os.dup2(nothing, 0)
os.close(nothing)
sys.path[:] = setup["path"]
from negsim.talks.isolation.guest import run
run(setup)
"""
"""What a child does first: read how it is set up from where its requests come later, which are not its input from then
on, and find negsim where its parent did. Its command line, which everybody can read, tells nothing but its mark."""
_CHUNK = 65_536
_LOOK_AGAIN = 0.2
"""After how many seconds of silence a child is looked at: one that has ended may have left its channels to another."""
_FAREWELL = 1.0
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@define(eq=False)
class Process:
    """A child of this process that answers one request at a time, with one line.

    With each request goes a secret that its answer must start with: what somebody writes who has not read the request
    is no answer.

    Attributes
    ----------
    child:
        The process. It leads a session and a process group of its own.
    output:
        What it printed.
    seconds:
        How long answers were waited for.
    """

    child: subprocess.Popen[bytes]
    output: Output
    _requests: int
    _replies: int
    _printed: int
    _lifeline: int
    _setup: dict[str, Any]
    seconds: float = field(init=False, default=0.0)
    _said: bytearray = field(init=False, factory=bytearray)
    _secret: bytes = field(init=False, factory=lambda: secrets.token_hex(SECRET // 2).encode())
    _unsent: memoryview = field(init=False)
    _selector: selectors.BaseSelector = field(init=False, factory=selectors.DefaultSelector)
    _ended: bool = field(init=False, default=False)

    def __attrs_post_init__(self) -> None:
        for reading in (self._replies, self._printed):
            os.set_blocking(reading, False)
            self._selector.register(reading, selectors.EVENT_READ)
        os.set_blocking(self._requests, False)
        setup = {**self._setup, "secret": self._secret.decode()}
        self._unsent = self._written(memoryview(json.dumps(setup).encode() + b"\n"))

    def asked(self, request: bytes, *, seconds: float) -> bytes:
        """Send a request, and return the line that answers it. Whatever goes wrong ends the process.

        Raises
        ------
        GuestError
            *time*: there was no answer in time. *died*: the process ended. *protocol*: it spoke before it was asked,
            or more than once, or its answer does not start with the secret. *no-move*: its answer has no end.
        """
        if self._ended:
            raise GuestError("died", "its process has ended already")
        start, answer = time.monotonic(), None
        try:
            self._refuse_what_was_not_asked()
            self._secret = secrets.token_hex(SECRET // 2).encode()
            whole = memoryview(len(request).to_bytes(HEAD, "big") + self._secret + request)
            answer = self._exchange(whole, deadline=start + seconds)
            return answer
        finally:
            self.seconds += time.monotonic() - start
            if answer is None:  # after the user's interruption too: what comes later would be taken for the next answer
                self.end()

    def first_line(self, *, seconds: float) -> bytes:
        """Return the line that it says of its own accord, once it has started.

        Raises
        ------
        GuestError
            As :meth:`asked`.
        """
        line = None
        try:
            line = self._exchange(self._unsent, deadline=time.monotonic() + seconds)
            return line
        finally:
            if line is None:
                self.end()

    def end(self) -> None:
        """Kill the process and its group, wait for it, and keep what it had printed; once is enough."""
        if self._ended:
            return
        _kill_group(self.child.pid)
        self.child.wait()
        self._drain()
        self._ended = True
        self._selector.close()
        for channel in (self._requests, self._replies, self._printed, self._lifeline):
            os.close(channel)

    def _refuse_what_was_not_asked(self) -> None:
        self._hear()
        if self._said:
            raise GuestError("protocol", "it spoke out of turn: it answered before it was asked")

    def _exchange(self, left: memoryview, *, deadline: float) -> bytes:
        """Write what is left of a request, read until a line has come, and return it without the secret."""
        left = self._written(left)
        while b"\n" not in self._said:
            wait = deadline - time.monotonic()
            if wait <= 0:
                raise GuestError("time", "no answer in time")
            events = self._selector.select(min(wait, _LOOK_AGAIN))
            ready = {key.fd for key, _ in events}
            if self._printed in ready:
                self._listen()
            if self._requests in ready:
                left = self._written(left)
            has_ended = self._replies in ready and not self._hear()
            if has_ended or (not events and self.child.poll() is not None and not self._said):
                raise GuestError("died", self._farewell(), self.output.text[-2_000:])
            if len(self._said) > LONGEST:
                raise GuestError("no-move", f"its answer is longer than {LONGEST:,} bytes")
        line, _, rest = bytes(self._said).partition(b"\n")
        self._said.clear()
        if rest:
            raise GuestError("protocol", "it spoke out of turn: it answered more than once")
        if not line.startswith(self._secret):
            raise GuestError("protocol", "it spoke out of turn, or somebody else spoke in its name")
        return line[SECRET:]

    def _written(self, left: memoryview) -> memoryview:
        """Write as much as the channel takes, and return the rest."""
        try:
            while left:
                left = left[os.write(self._requests, left) :]
        except BlockingIOError:
            if self._requests not in self._selector.get_map():
                self._selector.register(self._requests, selectors.EVENT_WRITE)
            return left
        except ConnectionError:
            left = left[len(left) :]  # nobody reads; that it has ended is told by the other channel
        if self._requests in self._selector.get_map():
            self._selector.unregister(self._requests)
        return left

    def _hear(self) -> bool:
        """Read what was answered; tell whether more can come."""
        try:
            chunk = os.read(self._replies, _CHUNK)
        except BlockingIOError:
            return True
        self._said += chunk
        return bool(chunk)

    def _listen(self) -> bool:
        """Read some of what was printed; tell whether there may be more of it now."""
        try:
            chunk = os.read(self._printed, _CHUNK)
        except BlockingIOError:
            return False
        if not chunk and self._printed in self._selector.get_map():
            self._selector.unregister(self._printed)
        self.output.add(chunk)
        return bool(chunk)

    def _drain(self) -> None:
        """Read what is left of what was printed; a process that lives on elsewhere may print for ever, so not more."""
        for _ in range(_CHUNK):
            if not self._listen():
                return

    def _farewell(self) -> str:
        """Return how the process ended, in words."""
        try:
            code = self.child.wait(_FAREWELL)
        except subprocess.TimeoutExpired:
            return "it closed the channel that its answers come through"
        self._drain()
        return f"died (signal {-code})" if code < 0 else f"died (exit code {code})"


def started(mark: str, *, memory: int | None, output: int) -> Process:
    """Return a child that is starting: it says one line once it has, and then answers.

    It has been told no more than where to find negsim. What would help others is sent once it is closed to them.

    Parameters
    ----------
    mark:
        What its environment and its command line are marked with: those of what it starts can be read where one of the
        two cannot.
    memory, output:
        As :class:`negsim.talks.isolation.limits.Limits` has them.
    """
    environment = {"PYTHONHASHSEED": "0", **os.environ, **_ONE_THREAD, MARK: mark}
    with ExitStack() as here, ExitStack() as failed:
        channels = []
        for unused in (socket.SHUT_RD, socket.SHUT_WR, socket.SHUT_WR, socket.SHUT_RD):
            ours, theirs = _channel(unused)
            failed.callback(os.close, ours)
            here.callback(os.close, theirs)
            channels.append((ours, theirs))
        (requests, asks), (replies, answers), (printed, prints), (lifeline, lives) = channels
        setup = {"path": sys.path, "replies": answers, "lifeline": lives, "memory": memory}
        child = subprocess.Popen(
            [sys.executable, "-u", "-X", "faulthandler", "-c", PROGRAM, f"{MARK}={mark}"],
            stdin=asks,
            stdout=prints,
            stderr=prints,
            pass_fds=(answers, lives),
            start_new_session=True,
            env=environment,
        )
        failed.pop_all()
        return Process(child, Output(output), requests, replies, printed, lifeline, setup)


def _channel(unused: int) -> tuple[int, int]:
    """Return the two ends of what goes one way between two processes, this one's first.

    They are sockets, since a pipe can be opened anew by all who may look at the list of what a process has open, for
    reading and for writing; a socket cannot.
    """
    ours, theirs = socket.socketpair()
    ours.shutdown(unused)
    return ours.detach(), theirs.detach()


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # all of it has ended; where the leader is still waited for, some systems say that it is not permitted
