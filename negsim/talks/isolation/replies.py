"""Replies: what a guest's process says, as one line of JSON, and what is made of it where nothing of it is trusted."""

from __future__ import annotations

import json
from typing import Any

from negsim.space.package import Package
from negsim.talks.guests import GuestError, called, shown
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer

LONGEST = 4 * 2**20
"""How many bytes a reply has at most."""
LOST = "lost"
"""The kind of a reply that says that a strategy was not found where it was sent: nobody's fault in the game."""
_KINDS = frozenset({"raised", "no-move", "unknown-package", "memory", LOST})
_PLAIN = {"accept": ACCEPT, "walk-away": WALK_AWAY, "silent": SILENT}
_MOST_SAID, _MOST_DETAIL = 500, 20_000


def move_reply(move: Move) -> dict[str, Any]:
    """Return a move as plain data.

    Raises
    ------
    GuestError
        If it is made of something else than issues and options.

    Examples
    --------
    >>> move_reply(offer(Package({"price": "low"})))
    {'move': 'offer', 'package': {'price': 'low'}}
    """
    if type(move.kind) is not Kind:
        raise GuestError("no-move", f"a move of kind {shown(move.kind)}")
    if move.kind is not Kind.OFFER:
        return {"move": move.kind.value}
    package: Any = move.package
    choices = called(dict, package.choices) if type(package) is Package else {None: None}
    if any(type(part) is not str for pair in choices.items() for part in pair):
        raise GuestError("unknown-package", f"{shown(package)} is no package of the space")
    return {"move": "offer", "package": choices}


def fault_reply(kind: str, message: str, *, detail: str = "") -> dict[str, Any]:
    """Return as plain data what went wrong."""
    return {"error": kind, "message": message, "detail": detail}


def line(reply: dict[str, Any]) -> bytes:
    r"""Return a reply as a line: JSON in ASCII, and its end.

    Examples
    --------
    >>> line({"move": "accept"})
    b'{"move": "accept"}\n'
    """
    return json.dumps(reply).encode("ascii") + b"\n"


def read(said: bytes) -> dict[str, Any]:
    """Return a reply that is no fault.

    Raises
    ------
    GuestError
        With what it says went wrong; of kind *no-move* where it is not JSON, or no reply.
    """
    try:
        reply = json.loads(said)
    except (ValueError, RecursionError):
        raise _no_move(said) from None
    if not isinstance(reply, dict):
        raise _no_move(said)
    if "error" not in reply:
        return reply
    words = [reply.get(key) for key in ("error", "message", "detail")]
    if not all(isinstance(word, str) for word in words) or words[0] not in _KINDS:
        raise _no_move(said)
    kind, message, detail = (str(word).encode(errors="replace").decode() for word in words)
    raise GuestError(kind, message[:_MOST_SAID], detail[-_MOST_DETAIL:])


def read_move(said: bytes) -> Move:
    """Return the move that a reply is, made anew from issues and options.

    Raises
    ------
    GuestError
        As :func:`read`, and of kind *no-move* for what is no move.

    Examples
    --------
    >>> str(read_move(b'{"move": "offer", "package": {"price": "low"}}'))
    'offers price: low'
    """
    reply = read(said)
    kind, choices = reply.get("move"), reply.get("package")
    if kind == "offer":
        if isinstance(choices, dict) and all(isinstance(option, str) for option in choices.values()):
            return offer(Package(choices))
    elif isinstance(kind, str) and kind in _PLAIN and choices is None:
        return _PLAIN[kind]
    raise _no_move(said)


def _no_move(said: bytes) -> GuestError:
    return GuestError("no-move", f"{shown(said)} was answered, which is no move")
