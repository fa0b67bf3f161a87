"""Strays: processes that a guest has started and that live on outside its process group."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection, Iterator
from pathlib import Path

from attrs import frozen

MARK = "NEGSIM_GUEST"
"""The variable of the environment that every process of a guest has, and all that these start; also the first part of
the last word of a guest's command line, which what it forks has too."""
_PROCESSES = Path("/proc")
_ROUNDS = 50


@frozen
class Seen:
    """A process that runs.

    Attributes
    ----------
    id, parent:
        Its number, and that of the process that started it.
    marked:
        Whether its environment has the mark.
    """

    id: int
    parent: int
    marked: bool


def seen(mark: str, *, root: Path = _PROCESSES) -> tuple[Seen, ...]:
    """Return the processes that run; none where the system does not list them.

    Parameters
    ----------
    mark:
        The value of the variable :data:`MARK` to look for.
    root:
        Where the system lists its processes.

    Notes
    -----
    The command line is looked at where the environment cannot be read: a guest closes itself to its user's other
    processes, this one among them.
    """
    return tuple(_seen(mark, root)) if root.is_dir() else ()


def _seen(mark: str, root: Path) -> Iterator[Seen]:
    wanted = f"{MARK}={mark}".encode()
    for folder in root.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            status = (folder / "stat").read_text(errors="replace")
            words = _words(folder)
        except OSError:  # it has ended
            continue
        state, parent = status.rpartition(")")[2].split()[:2]  # a name may hold blanks and brackets
        if state not in {"Z", "X"}:
            yield Seen(int(folder.name), int(parent), wanted in words)


def _words(folder: Path) -> list[bytes]:
    """Return the environment of a process; its command line where that cannot be read."""
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except PermissionError:
        return (folder / "cmdline").read_bytes().split(b"\0")


def descendants(processes: Collection[Seen], ancestors: Collection[int]) -> frozenset[int]:
    """Return the processes that others have started, and what these started, and so on.

    Examples
    --------
    >>> sorted(descendants([Seen(3, 2, False), Seen(2, 1, False), Seen(9, 8, True)], [1]))
    [2, 3]
    """
    found: set[int] = set()
    known = set(ancestors)
    while known:
        known = {process.id for process in processes if process.parent in known} - found
        found |= known
    return frozenset(found)


def end_strays(mark: str, *, also: Collection[int] = ()) -> None:
    """Kill the processes that bear a mark, and those that they have started meanwhile.

    Parameters
    ----------
    also:
        More processes to kill.

    Notes
    -----
    A process can start another while it is being killed, so this looks again until nothing is found, fifty times at
    most. A process that has cleared its environment and whose parent has ended is not found.
    """
    for process in also:
        _kill(process)
    for _ in range(_ROUNDS):
        found = [process.id for process in seen(mark) if process.marked]
        if not found:
            return
        for process in found:
            _kill(process)


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # it has ended meanwhile, or the system has given it to somebody else
