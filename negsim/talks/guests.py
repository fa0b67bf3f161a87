"""Guests: calling code that is not ours. The one place in negsim where whatever is raised is caught."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from negsim.talks.move import Move

_MOST_SHOWN, _MOST_DETAIL = 200, 20_000
"""How many letters of a guest's values, and of where it failed, are kept."""
_OURS = str(Path(__file__).parents[1])
_MAKING = str(Path(__file__).parent / "strategies" / "from_file.py")
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
"""Where an object is kept, as Python shows one that has no words of its own: it is elsewhere each time."""


class GuestError(Exception):
    """What a guest did that it may not do.

    Attributes
    ----------
    kind:
        As in :class:`negsim.talks.transcript.Fault`.
    message:
        What happened, for people.
    detail:
        Where it happened, line by line; empty where there is nothing more to say.
    """

    def __init__(self, kind: str, message: str, detail: str = "") -> None:
        self.kind = kind
        self.message = message
        self.detail = detail
        super().__init__(kind, message, detail)


def called(call: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Call a guest's code once.

    Raises
    ------
    GuestError
        Whatever it raised, even what would end the program.
    KeyboardInterrupt
        The user's own interruption, which passes through.
    """
    try:
        return call(*given, **named)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - nothing of a guest may stop the run
        raise failure(error) from None


def asker(act: Callable[..., Any], memory: Any, *, chance: Any) -> Callable[[Any], Move]:
    """Return what calls a guest for its moves, each time with what it remembers.

    What it returns raises as :func:`called`, and :class:`GuestError` of kind ``no-move`` for what is not a move and
    something to remember. It is one function with nothing in between, since a talk is as fast as this.
    """

    def ask(view: Any) -> Move:
        nonlocal memory
        try:
            given = act(view, memory, chance=chance)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - nothing of a guest may stop the run
            raise failure(error) from None
        if type(given) is not tuple or len(given) != 2 or type(given[0]) is not Move:
            raise GuestError("no-move", f"{shown(given)} was returned, where a move and what to remember are expected")
        move: Move
        move, memory = given
        return move

    return ask


def failure(error: BaseException) -> GuestError:
    """Return what a guest raised as its fault, in words, whatever its own words do."""
    try:
        way = _of_guest(error.__traceback__)
        detail = "" if _is_said(way) else "".join(traceback.format_exception(type(error), error, way))
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        detail = "".join(traceback.format_tb(error.__traceback__))
    return GuestError("raised", _described(error), printable(_same_each_time(detail)[-_MOST_DETAIL:]))


def _of_guest(trace: TracebackType | None) -> TracebackType | None:
    """Return the way to an error without negsim's own first steps; all of it where there are no others."""
    found = trace
    while found is not None and found.tb_frame.f_code.co_filename.startswith(_OURS):
        found = found.tb_next
    return found or trace


def _is_said(trace: TracebackType | None) -> bool:
    """Tell whether an error is negsim's own word on a strategy that cannot be made: where it says so helps nobody."""
    files = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(trace)]
    return bool(files) and files[-1] == _MAKING


def shown(given: object) -> str:
    """Return a guest's value for a message, the same each time, whatever its own words do.

    Examples
    --------
    >>> shown(object()), shown("half")
    ('<object object>', "'half'")
    """
    try:
        return printable(_same_each_time(str(repr(given)))[:_MOST_SHOWN])
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        return f"a {type(given).__name__}"


def printable(text: str) -> str:
    """Return a text with what no file can hold, halves of letters, shown as question marks."""
    return text.encode(errors="replace").decode()


def _described(error: BaseException) -> str:
    """Return an error in words, whatever its own words do."""
    try:
        words = str(error)
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        words = shown(error)
    return printable(_same_each_time(f"{type(error).__name__}: {words}")[:_MOST_SHOWN])


def _same_each_time(text: str) -> str:
    """Return a text without the places at which objects are kept."""
    return _ADDRESS.sub("", text)
