"""Guests: calling code that is not ours. The one place in negsim where whatever is raised is caught."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

_MOST_SHOWN, _MOST_DETAIL = 200, 20_000
"""How many letters of a guest's values, and of where it failed, are kept."""


class GuestError(Exception):
    """What a guest's code raised, in words.

    Attributes
    ----------
    message:
        The kind of error, and its words.
    detail:
        Where it happened, line by line.
    """

    def __init__(self, message: str, detail: str) -> None:
        self.message = message
        self.detail = detail
        super().__init__(message, detail)


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
        detail = "".join(traceback.format_exception(error))
        raise GuestError(_described(error), detail[-_MOST_DETAIL:]) from None


def shown(given: object) -> str:
    """Return a guest's value for a message, whatever its own words do."""
    try:
        return repr(given)[:_MOST_SHOWN]
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        return f"a {type(given).__name__}"


def _described(error: BaseException) -> str:
    """Return an error in words, whatever its own words do."""
    try:
        return f"{type(error).__name__}: {error}"[:_MOST_SHOWN]
    except BaseException:  # noqa: BLE001 - the guest's own code runs here as well
        return type(error).__name__
