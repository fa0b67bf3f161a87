"""Sending: a strategy as bytes, before any process is started, or a clear word on why it cannot be sent."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

from attrs import field, frozen

from negsim.errors import UnanswerableError
from negsim.talks.guests import GuestError, called
from negsim.talks.strategies.strategy import Strategy

WAY_OUT = (
    "put its class into a module that can be imported, or give it as text, 'path/to/file.py:Name', "
    "so that it is made in its own process"
)
"""What to do with a strategy that cannot be sent."""
_MAIN = b"__main__"


@frozen
class Parcel:
    """A strategy as it is sent to its process.

    Attributes
    ----------
    data:
        The strategy, pickled.
    main:
        How its process gets at what the user's own program defines: ``("module", name)`` or ``("path", file)``; None
        where nothing of it is needed.
    """

    data: bytes = field(repr=False)
    main: tuple[str, str] | None = None


def parcel(strategy: Strategy, *, party: str) -> Parcel:
    """Return a strategy as it can be sent to another process.

    Parameters
    ----------
    party:
        Whose it is, for the message.

    Raises
    ------
    UnanswerableError
        If it holds what cannot be sent (a function without a name, an open file, a class defined within a function) or
        its class is defined where no other process can read it, as in a notebook.

    Examples
    --------
    >>> from negsim.talks.strategies.micro import MiCRO
    >>> parcel(MiCRO(), party="US").main is None
    True
    """
    what = f"sending the strategy of {party} to a process of its own"
    try:
        data: bytes = called(pickle.dumps, strategy)
    except GuestError as error:
        raise UnanswerableError(what, error.message, WAY_OUT) from None
    if _MAIN not in data:
        return Parcel(data)
    main = _own_program()
    if main is None:
        why = "it is made of what was defined at a prompt or in a notebook, which is in no file"
        raise UnanswerableError(what, why, WAY_OUT)
    return Parcel(data, main)


def _own_program() -> tuple[str, str] | None:
    """Return how another process can load the program that runs; None where it is in no file."""
    program = sys.modules["__main__"]
    spec = getattr(program, "__spec__", None)
    if spec is not None:
        return "module", str(spec.name)
    file = getattr(program, "__file__", None)
    return None if file is None or not Path(file).is_file() else ("path", str(Path(file).resolve()))
