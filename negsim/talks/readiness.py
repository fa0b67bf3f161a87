"""Readiness: what is wrong with a strategy that a user named, found out before a talk, in the words of the user's file.

Within a talk whatever a strategy does is its party's fault, and the talk is over. A name that is misspelt is no such
thing: whoever typed it is told, and nothing is played.
"""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path

import attrs

from negsim.space.space import Space
from negsim.talks.guests import GuestError, called
from negsim.talks.strategies.from_file import FromFile
from negsim.talks.strategies.impatient import Impatient
from negsim.talks.strategies.scripted import Scripted
from negsim.talks.strategies.strategy import Strategy

_OURS = Path(__file__).resolve().parents[1]


def prepared(strategy: Strategy, *, space: Space, makes: bool) -> Strategy:
    """Return a strategy as it can begin: one that is told by its place is made already.

    Parameters
    ----------
    space:
        What is negotiated about: all offers of a script must be packages of it.
    makes:
        Whether strategies that are told by their place are made here. Where they run in processes of their own they
        are not: nothing of them may run in this one.

    Raises
    ------
    ValueError
        For a script with offers that there are not, and for what cannot be made; it names the user's file and line.

    Examples
    --------
    >>> from negsim.space.issue import Issue
    >>> from negsim.talks.strategies.registry import strategy
    >>> prepared(strategy("boulware"), space=Space([Issue("price", ["low", "high"])]), makes=True).name
    'boulware'
    """
    if isinstance(strategy, Impatient):
        return attrs.evolve(strategy, playing=prepared(strategy.playing, space=space, makes=makes))
    if isinstance(strategy, Scripted):
        strategy.check(space)
    return _made(strategy) if makes and isinstance(strategy, FromFile) else strategy


def _made(strategy: FromFile) -> FromFile:
    """Return a strategy once it is made; refuse one that cannot be, in words."""
    try:
        made: FromFile = called(strategy.made)
    except GuestError as error:
        cause = error.__context__
        assert cause is not None, "what was raised is what it came of"
        raise ValueError(f"{strategy.name}: {_where(strategy, cause)}{_words(strategy, error)}") from None
    return made


def _where(strategy: FromFile, error: BaseException) -> str:
    """Return the file and the line of the user's own that an error came from; nothing where it came from none."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_shown(strategy, error.filename)}:{error.lineno}: "
    frames = [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    own = [(file, line) for file, line in frames if _is_users(file)]
    return f"{_shown(strategy, own[-1][0])}:{own[-1][1]}: " if own else ""


def _words(strategy: FromFile, error: GuestError) -> str:
    """Return what went wrong."""
    cause = error.__context__
    if isinstance(cause, SyntaxError):
        return f"SyntaxError: {cause.msg}"
    if isinstance(cause, ModuleNotFoundError) and cause.name == strategy.place.partition(".")[0]:
        return f"there is no module {cause.name!r} here, nor among what is installed"
    is_plain = isinstance(cause, AttributeError | TypeError) and not _where(strategy, cause)
    return error.message.partition(": ")[2] if is_plain else error.message


def _is_users(file: str) -> bool:
    """Tell whether a file is neither negsim's, nor Python's, nor of a package that is installed."""
    if file.startswith("<"):
        return False
    path = Path(file).resolve()
    theirs = (Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib"))
    return not any(path.is_relative_to(folder) for folder in (_OURS, *theirs))


def _shown(strategy: FromFile, file: str) -> str:
    """Return a file as the user gave it, where it is that one."""
    return strategy.place if Path(file).resolve() == Path(strategy.place).resolve() else file
