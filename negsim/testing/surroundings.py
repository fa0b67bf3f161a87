"""Surroundings: what a strategy could change or leave behind in the process that it runs in."""

from __future__ import annotations

import contextlib
import io
import os
import random
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from attrs import frozen

_OTHERS = ("builtins", "math", "numpy", "numpy.random", "os", "random", "sys", "time")
"""Modules whose names are looked at, beside all of negsim."""
_TOLD_ANEW = frozenset({"__warningregistry__", "last_exc", "last_traceback", "last_type", "last_value"})
"""Names that Python sets by itself."""


@frozen(kw_only=True, eq=False)
class Surroundings:
    """What a process had at some time: the names of modules and classes, the global generators, its environment.

    Attributes
    ----------
    names:
        From each module or class to what its names stood for.
    generators:
        Where the global generators of Python and of numpy stood.
    environment, folder:
        The environment's variables, and the working folder.
    """

    names: tuple[tuple[Any, Mapping[str, Any]], ...]
    generators: tuple[Any, Any]
    environment: Mapping[str, str]
    folder: str

    def changes(self) -> Iterator[str]:
        """Yield what is different now: names that stand for something else or are gone, draws, the environment."""
        for owner, before in self.names:
            for name, given in before.items():
                if vars(owner).get(name) is not given:
                    yield f"{_title(owner)}.{name} was changed"
        first, second = self.generators
        if random.getstate() != first:
            yield "the global generator of random was drawn from or seeded"
        if not _same_state(np.random.get_state(), second):  # noqa: NPY002 - it is what is looked after
            yield "the global generator of numpy was drawn from or seeded"
        if dict(os.environ) != self.environment:
            yield "the environment's variables were changed"
        if str(Path.cwd()) != self.folder:
            yield f"the working folder was changed to {Path.cwd()}"

    def restore(self) -> None:
        """Put everything back."""
        for owner, before in self.names:
            for name, given in before.items():
                if vars(owner).get(name) is not given:
                    setattr(owner, name, given)
        first, second = self.generators
        random.setstate(first)
        np.random.set_state(second)  # noqa: NPY002 - as above
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.folder)


def surroundings() -> Surroundings:
    """Return what the process has now.

    Examples
    --------
    >>> before = surroundings()
    >>> _ = random.random()
    >>> list(before.changes())
    ['the global generator of random was drawn from or seeded']
    >>> before.restore()
    >>> list(before.changes())
    []
    """
    return Surroundings(
        names=tuple((owner, _names(owner)) for owner in _owners()),
        generators=(random.getstate(), np.random.get_state()),  # noqa: NPY002 - as above
        environment=dict(os.environ),
        folder=str(Path.cwd()),
    )


def _owners() -> Iterator[Any]:
    """Yield the modules that are looked at, and the classes that negsim's modules define."""
    for name, module in sorted(sys.modules.items()):
        if name in _OTHERS:
            yield module
        elif name.partition(".")[0] == "negsim" and isinstance(module, ModuleType):
            yield module
            yield from (given for given in vars(module).values() if _is_class_of(given, name))


def _is_class_of(given: object, module: str) -> bool:
    return isinstance(given, type) and given.__module__ == module


def _names(owner: Any) -> Mapping[str, Any]:
    return {name: given for name, given in vars(owner).items() if name not in _TOLD_ANEW}


def _title(owner: Any) -> str:
    return owner.__name__ if isinstance(owner, ModuleType) else f"{owner.__module__}.{owner.__qualname__}"


def _same_state(left: Any, right: Any) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(left, right, strict=True))


@contextlib.contextmanager
def left_behind() -> Iterator[list[str]]:
    """Run what stands below it; what it left running is then in the list that was given.

    Notes
    -----
    Threads are told everywhere; processes where ``/proc`` lists them, as on Linux.
    """
    found: list[str] = []
    threads, processes = set(threading.enumerate()), set(_children())
    yield found
    found += [f"a thread, {thread.name!r}" for thread in threading.enumerate() if thread not in threads]
    found += [f"a process, number {number}" for number in _children() if number not in processes]


def _children() -> Iterator[int]:
    """Yield the numbers of the processes that this one has started and that have not ended."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            number, _, rest = status.read_text(encoding="utf-8", errors="replace").partition(" (")
            state, parent = rest.rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                yield int(number)


class Counter(io.TextIOBase):
    """Where text goes that is counted and not kept.

    Attributes
    ----------
    letters:
        How many were written.
    """

    def __init__(self) -> None:
        super().__init__()
        self.letters = 0

    def write(self, text: str) -> int:
        """Count a text."""
        self.letters += len(text)
        return len(text)


@contextlib.contextmanager
def counted_output() -> Iterator[Counter]:
    """Run what stands below it, and count what it prints, to both outputs, instead of showing it.

    Examples
    --------
    >>> with counted_output() as counter:
    ...     print("four")
    >>> counter.letters
    5
    """
    counter = Counter()
    with contextlib.redirect_stdout(counter), contextlib.redirect_stderr(counter):
        yield counter
