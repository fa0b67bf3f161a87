"""Stopping: strategies that end in errors, and strategies that end the process they run in."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

from attrs import field, frozen
from attrs.validators import in_

from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved

ERRORS = (
    "error",
    "bare",
    "system-exit",
    "keyboard-interrupt",
    "recursion",
    "memory",
    "unpicklable",
    "speechless",
)
"""What a :class:`Raiser` can raise."""


class _UnpicklableError(Exception):
    """An error that cannot be sent to another process."""

    def __init__(self) -> None:
        super().__init__("an error that holds a function")
        self.held = lambda: None


class _SpeechlessError(Exception):
    """An error that cannot be put into words."""

    def __str__(self) -> NoReturn:
        raise RuntimeError("no words")

    __repr__ = __str__


def _raise(kind: str) -> NoReturn:
    """Raise an error of a kind."""
    if kind == "recursion":
        _raise_deeper(0)
    errors: dict[str, BaseException] = {
        "error": ValueError("this strategy always fails"),
        "bare": BaseException("not even an Exception"),
        "system-exit": SystemExit(3),
        "keyboard-interrupt": KeyboardInterrupt(),
        "memory": MemoryError(),
        "unpicklable": _UnpicklableError(),
        "speechless": _SpeechlessError(),
    }
    raise errors[kind]


def _raise_deeper(depth: int) -> NoReturn:
    _raise_deeper(depth + 1)


@frozen(kw_only=True)
class Raiser:
    """A strategy that ends in an error.

    It must get the fault *raised*, in the round in which it was called, and once; what the error says and where it was
    raised stand in the transcript. In process, a KeyboardInterrupt is taken for the user's own, and the talk is broken
    off: the two cannot be told apart there.

    Attributes
    ----------
    error:
        *error*: a ValueError. *bare*: a BaseException. *system-exit*, *keyboard-interrupt*, *recursion*, *memory*: the
        error of that name. *unpicklable*: one that cannot be sent to another process. *speechless*: one whose own words
        raise an error.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Raiser(error="memory").name
    'raiser (memory)'
    """

    error: str = field(default="error", validator=in_(ERRORS))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with what it raises."""
        return f"raiser ({self.error})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Raise, or remember that no move was made."""
        if self.at == 0:
            _raise(self.error)
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Raise in the turn that is set; behave in all others."""
        if memory + 1 == self.at:
            _raise(self.error)
        return well_behaved(view), memory + 1


@frozen
class Unbuildable:
    """A strategy that cannot even be built.

    Where a strategy is built from its name within the talk, it must get the fault *raised* in round 0.

    Examples
    --------
    >>> Unbuildable()
    Traceback (most recent call last):
    ...
    RuntimeError: this strategy cannot be built
    """

    name: str = "unbuildable"

    def __attrs_post_init__(self) -> None:
        raise RuntimeError("this strategy cannot be built")

    def begin(self, brief: Brief, *, chance: Chance) -> None:
        """Remember nothing."""

    def move(self, view: View, memory: None, *, chance: Chance) -> tuple[Move, None]:  # noqa: ARG002
        """Behave."""
        return well_behaved(view), None


@frozen(kw_only=True)
class Quitter:
    """A strategy that ends the process it runs in, without an error that could be caught.

    In a process of its own it must get the fault *died*, with the exit code or the signal. In process it ends the whole
    run: nothing can be done about it there.

    Attributes
    ----------
    how:
        *exit*: it leaves with code 0, as if all were well. *kill*: it sends itself the signal that cannot be caught.
        *crash*: it ends as programs do that touch memory which is not theirs. *system-exit*: the polite way, which is
        an error like any other.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Quitter().name
    'quitter (exit)'
    """

    how: str = field(default="exit", validator=in_(("exit", "kill", "crash", "system-exit")))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with how it quits."""
        return f"quitter ({self.how})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Quit, or remember that no move was made."""
        if self.at == 0:
            self._quit()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Quit in the turn that is set; behave in all others."""
        if memory + 1 == self.at:
            self._quit()
        return well_behaved(view), memory + 1

    def _quit(self) -> None:
        if self.how == "exit":
            os._exit(0)
        if self.how == "system-exit":
            sys.exit(0)
        os.kill(os.getpid(), signal.SIGSEGV if self.how == "crash" else signal.SIGKILL)
