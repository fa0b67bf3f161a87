"""Guest: what runs in a child of the engine's process, between the engine's requests and the strategy."""

from __future__ import annotations

import ctypes
import fcntl
import io
import os
import pickle
import resource
import runpy
import signal
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from attrs import define, field

from negsim.talks.guests import GuestError, called, failure
from negsim.talks.history import Entry
from negsim.talks.hosts import Asker, InProcess
from negsim.talks.isolation.process import HEAD, SECRET
from negsim.talks.isolation.replies import LOST, fault_reply, line, move_reply
from negsim.talks.view import Brief, View

_OUT_OF_MEMORY = line(fault_reply("memory", "MemoryError: more was asked for than the limit allows"))
_STATUS = Path("/proc/self/statm")
_SET_DUMPABLE = 4
"""What Linux calls the wish to be readable by other processes of the same user, or not."""
_MAIN = "__mp_main__"
"""The name that the user's program has in children of Python's multiprocessing too: not that of a program that runs."""


class _LostError(Exception):
    """A class or function that a strategy is made of is not found here."""


class _Unpickler(pickle.Unpickler):
    """Reading a strategy, where a name that is not found is told from whatever the strategy itself raises."""

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        try:
            return super().find_class(module_name, global_name)
        except (ImportError, AttributeError) as error:
            raise _LostError(f"{type(error).__name__}: {error}") from error


@define(eq=False)
class Guest:
    """A strategy and what it has been told: requests in, replies out."""

    _brief: Brief | None = field(init=False, default=None)
    _ask: Asker | None = field(init=False, default=None)
    _log: list[Entry] = field(init=False, factory=list)

    def answer(self, request: bytes) -> dict[str, Any]:
        """Return the answer to a request: to begin first, and to move ever after."""
        return _attempted(self._begin if self._ask is None else self._move, pickle.loads(request))

    def _begin(self, main: tuple[str, str] | None, data: bytes, *given: Any) -> dict[str, Any]:
        party, self._brief, chance = given
        if main is not None:
            called(adopt_program, *main)
        strategy = called(_Unpickler(io.BytesIO(data)).load)
        self._ask = InProcess({party: strategy}, {party: chance}).begin(party, self._brief)
        return {"begun": True}

    def _move(self, *given: Any) -> dict[str, Any]:
        number, elapsed, standing, text, allowed, new = given
        assert self._ask is not None, "a strategy begins before it moves"
        assert self._brief is not None, "a strategy begins before it moves"
        self._log += new
        view = View(self._brief, number, elapsed, standing, self._log, len(self._log), text, allowed)
        return move_reply(self._ask(view))


def _attempted(call: Callable[..., dict[str, Any]], given: tuple[Any, ...]) -> dict[str, Any]:
    """Return what a call replies, or what went wrong with it, whatever that is."""
    try:
        return call(*given)
    except GuestError as error:
        found, kind = error, error.kind
        if isinstance(error.__context__, _LostError):
            kind = LOST
        elif isinstance(error.__context__, MemoryError):
            kind = "memory"
    except KeyboardInterrupt as error:  # here it is no user's
        found = failure(error)
        kind = found.kind
    return fault_reply(kind, found.message, detail=found.detail)


def adopt_program(kind: str, where: str) -> None:
    """Load the user's program under another name, so that what it defines is found as it is in the program itself.

    Parameters
    ----------
    kind, where:
        ``"module"`` and its name, or ``"path"`` and its file.
    """
    module = types.ModuleType(_MAIN)
    if kind == "module":
        defined = runpy.run_module(where, run_name=_MAIN, alter_sys=True)
    else:
        defined = runpy.run_path(where, run_name=_MAIN)
    module.__dict__.update(defined)
    sys.modules["__main__"] = sys.modules[_MAIN] = module


def serve(requests: BinaryIO, replies: int) -> None:
    """Answer requests until there are no more, each behind the secret that came with it."""
    guest = Guest()
    while len(head := requests.read(HEAD + SECRET)) == HEAD + SECRET:
        size, secret = int.from_bytes(head[:HEAD], "big"), head[HEAD:]
        try:
            reply = secret + line(guest.answer(requests.read(size)))
        except MemoryError:  # so little is left that not even this can be told in other words
            _write(replies, secret)
            reply = _OUT_OF_MEMORY
        _write(replies, reply)


def _write(channel: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(channel, left) :]


def close_to_others() -> None:
    """Let no other process of the same user read this one's memory, environment or channels, or take it over.

    Raises
    ------
    OSError
        If the system refuses that.

    Notes
    -----
    Only on Linux, and root may all the same. It holds for what this process forks, and not for other programs that it
    starts.
    """
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError("this system does not let a process be closed to others (prctl, PR_SET_DUMPABLE)")


def confine(memory: int | None) -> None:
    """Hold this process to so many bytes beyond those that it has mapped already, and let it leave no memory image.

    Notes
    -----
    Where the system does not tell what is mapped, the limit is on all that the process maps.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is None:
        return
    limit = _mapped() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _mapped() -> int:
    return int(_STATUS.read_text().split()[0]) * resource.getpagesize() if _STATUS.exists() else 0


def end_with_engine(lifeline: int) -> None:
    """Let the system kill this process and its group when the engine's process ends, however that happens.

    Notes
    -----
    Nothing is ever written into it; when its other end is gone, the system sends a signal to whoever asked for
    one, even where this process is busy. Only Linux lets that be the signal that cannot be held off; elsewhere a guest
    ends when it next looks for a request.
    """
    if not hasattr(fcntl, "F_SETSIG"):
        return
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def run(setup: dict[str, Any]) -> None:
    """Be a guest's process, from its start to its end.

    Parameters
    ----------
    setup:
        The channels for requests and replies, the lifeline, the limit on memory, and the secret to begin with.
    """
    close_to_others()
    for channel in ("requests", "replies", "lifeline"):
        os.set_inheritable(setup[channel], False)
    end_with_engine(setup["lifeline"])
    confine(setup["memory"])
    with os.fdopen(setup["requests"], "rb") as requests:
        _write(setup["replies"], setup["secret"].encode() + line({"started": True}))
        serve(requests, setup["replies"])
    os._exit(0)  # without waiting for threads that the guest has left behind
