"""Guests: calling code that is not ours. The one place in negsim where whatever is raised is caught."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

from negsim.talks.move import Move

_MOST_SHOWN, _MOST_DETAIL = 200, 20_000
"""How many letters of a guest's values, and of where it failed, are kept."""


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
        detail = "".join(traceback.format_exception(error))
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        detail = "".join(traceback.format_tb(error.__traceback__))
    return GuestError("raised", _described(error), printable(detail[-_MOST_DETAIL:]))


def shown(given: object) -> str:
    """Return a guest's value for a message, whatever its own words do."""
    try:
        return printable(str(repr(given))[:_MOST_SHOWN])
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
    return printable(f"{type(error).__name__}: {words}"[:_MOST_SHOWN])
