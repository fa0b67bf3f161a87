"""Limits: what a strategy that runs in a process of its own may use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from negsim.fields import check_count, texts
from negsim.seeding import Chance
from negsim.talks.isolation.host import IsolatedHost
from negsim.talks.strategies.strategy import Strategy

_UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
_SIZE = re.compile(r"\s*(\d+)\s*([A-Za-z]*)\s*")


def in_bytes(given: int | str | None) -> int | None:
    """Return a size in bytes, of text with a unit too; None, no limit, stays None.

    Raises
    ------
    ValueError
        For text that is no whole number with a unit behind it.

    Examples
    --------
    >>> in_bytes("2 GiB"), in_bytes("500 MB"), in_bytes(4096)
    (2147483648, 500000000, 4096)
    """
    if not isinstance(given, str):
        return given
    read = _SIZE.fullmatch(given)
    if read is None or read[2].upper() not in _UNITS:
        raise ValueError(
            f"{given!r} is no size; expected a whole number of bytes, or one with kB, MB, GB, KiB, MiB or GiB"
        )
    return int(read[1]) * _UNITS[read[2].upper()]


def _is_time(instance: object, attribute: Any, given: float) -> None:  # noqa: ARG001 - an interface's arguments
    if not 0 < given < float("inf"):
        raise ValueError(f"{attribute.name}={given}; expected a number of seconds above 0")


def _is_size(instance: object, attribute: Any, given: int | None) -> None:  # noqa: ARG001 - an interface's arguments
    check_count(attribute.name, given, least=1, or_none=True)


@frozen(kw_only=True)
class Limits:
    """What each strategy may use that runs in a process of its own. What goes past it is that party's fault.

    Given as ``Talk(isolation=Limits())``, each party's strategy runs in a process that is started for the talk and
    ended with it. Nothing of the engine or of the others is in its memory, processes are closed to each other as far
    as the system allows, and the transcript is the same as in process. Root's are not, and none of this is a prison:
    the page on isolation says what is covered.

    Attributes
    ----------
    seconds_per_move:
        How long one move may take, on the clock on the wall.
    seconds:
        How long all moves of one party may take together, with its beginning.
    begin_seconds:
        How long its beginning may take, with all that it imports: as long as a move, unless this says otherwise.
    start_seconds:
        How long its process may take to start, before anything of the strategy runs.
    memory:
        How many bytes its process may map beyond what Python and negsim take themselves: a number, text such as
        ``"2 GiB"``, or None for no limit.
    output:
        How many bytes of what it prints are kept; the rest is counted and thrown away.
    trusted:
        Parties whose strategies run in this process all the same, without limits: a person at the terminal.

    Raises
    ------
    ValueError
        For times that are not above 0, and sizes that are no whole numbers of at least 1.

    Examples
    --------
    >>> Limits(seconds_per_move=1, memory="512 MiB").memory
    536870912
    """

    seconds_per_move: float = field(default=10.0, converter=float, validator=_is_time)
    seconds: float = field(default=600.0, converter=float, validator=_is_time)
    begin_seconds: float = field(converter=float, validator=_is_time)
    start_seconds: float = field(default=60.0, converter=float, validator=_is_time)
    memory: int | None = field(default=2**31, converter=in_bytes, validator=_is_size)
    output: int = field(default=65_536)
    trusted: tuple[str, ...] = field(default=(), converter=texts)

    @begin_seconds.default
    def _as_a_move(self) -> float:
        return self.seconds_per_move

    @output.validator
    def _is_count(self, attribute: Any, given: Any) -> None:
        check_count(attribute.name, given)

    def host(self, strategies: Mapping[str, Strategy], *, chance: Mapping[str, Chance]) -> IsolatedHost:
        """Return a new host for a talk between some strategies: one process each, which are starting now.

        Raises
        ------
        UnknownNameError
            If a trusted party has no strategy here.
        UnanswerableError
            If a strategy cannot be sent to another process, or this system has no processes that can be held to
            limits; a kind of ValueError.
        """
        return IsolatedHost(strategies, chance=chance, limits=self)
