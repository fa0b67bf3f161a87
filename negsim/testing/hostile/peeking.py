"""Peeking: strategies that look for what the others want, or for the engine's chance, where they were not told."""

from __future__ import annotations

import gc
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

from attrs import field, frozen
from attrs.validators import in_

from negsim.problem import ProblemParty
from negsim.seeding import Chance
from negsim.talks.move import WALK_AWAY, Move
from negsim.talks.session import Talk
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved

_MOST_FOLLOWED = 20_000
"""After how many objects a peeker that follows references gives up."""


@frozen(kw_only=True)
class Peeker:
    """A strategy that looks for the others' preferences, or for the engine's seed, where it was not told of them.

    It walks away where it finds nothing, and behaves where it does. So in a process of its own it must walk away; in
    process memory is one, and only a check that watches what is read can tell.

    Attributes
    ----------
    where:
        *attributes*: in all that can be reached from what it was given. *memory*: among all objects of the process.
        *frames*: in the variables of whoever called it. *referrers*: in what refers to what it was given. *seed*: it
        looks for the talk itself, and reads its seed.
    at:
        In which of its turns.

    Examples
    --------
    >>> Peeker(where="frames").name
    'peeker (frames)'
    """

    where: str = field(default="memory", validator=in_(("attributes", "memory", "frames", "referrers", "seed")))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with where it looks."""
        return f"peeker ({self.where})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Remember that no move was made."""
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:
        """Look for what it may not know, and walk away where there is nothing to be found."""
        if memory + 1 == self.at and not self._found(view, chance):
            return WALK_AWAY, memory + 1
        return well_behaved(view), memory + 1

    def _found(self, view: View, chance: Chance) -> list[Any]:
        if self.where == "seed":
            return [entry.seed for entry in gc.get_objects() if isinstance(entry, Talk)]
        places: dict[str, Callable[[], Iterable[Any]]] = {
            "attributes": lambda: reached((view, chance)),
            "memory": gc.get_objects,
            "frames": lambda: reached(_variables()),
            "referrers": lambda: reached(_referrers(view.brief)),
        }
        parties = [entry for entry in places[self.where]() if isinstance(entry, ProblemParty)]
        return [entry.factors for entry in parties if entry.id in view.brief.others]


def _referrers(given: Any, *, steps: int = 3) -> list[Any]:
    """Return what refers to something, and what refers to that, the farthest first, but for modules and classes."""
    found: list[list[Any]] = [[given]]
    for _ in range(steps):
        nearer = [found, *found, *(entry for level in found for entry in level)]
        known = {id(entry) for entry in nearer}
        every = gc.get_referrers(*found[-1])
        found.append([entry for entry in every if id(entry) not in known and not _is_world(entry)])
    return [entry for level in reversed(found) for entry in level]


def _variables() -> Iterator[Any]:
    """Yield the variables of all that was called and has not answered yet, but for the program's own."""
    frame = sys._getframe()  # noqa: SLF001 - this is what it does wrong
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_globals.get("__name__", "").startswith("negsim."):
            yield from frame.f_locals.values()


def reached(given: Iterable[Any]) -> Iterator[Any]:
    """Yield all objects that can be reached from some, the nearest first; not through modules, classes and globals.

    Examples
    --------
    >>> sorted(entry for entry in reached([[1, (2, 3)]]) if isinstance(entry, int))
    [1, 2, 3]
    """
    left = deque(given)
    seen: dict[int, Any] = {}
    while left and len(seen) < _MOST_FOLLOWED:
        entry = left.popleft()
        if id(entry) in seen or _is_world(entry):
            continue
        seen[id(entry)] = entry
        yield entry
        left += gc.get_referents(entry)


def _is_world(entry: Any) -> bool:
    """Tell whether something belongs to the program, and not to the talk."""
    return isinstance(entry, ModuleType | type) or (type(entry) is dict and "__builtins__" in entry)
