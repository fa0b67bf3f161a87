"""Meddling: strategies that change what they were given, or the program around them, or remember across talks."""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
from attrs import field, frozen
from attrs.validators import in_

from negsim.seeding import Chance
from negsim.talks.ladder import Ladder
from negsim.talks.move import Move
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved


@frozen(kw_only=True)
class Mutator:
    """A strategy that changes what it was given, past all that is read-only.

    In process it must get the fault *changed*, or nobody else may ever see the change. In a process of its own it
    changes a copy: the talk goes on as if nothing had happened.

    Attributes
    ----------
    what:
        *history*: what another party has offered before. *log*: that anything was said. *offer*:
        the package on the table. *preferences*: what its own preferences are scaled by, and its floor. *arrays*: the
        numbers in its ladder. *space*: what can be agreed.
    at:
        From which of its turns on it changes what there is to change.

    Examples
    --------
    >>> Mutator(what="arrays").name
    'mutator (arrays)'
    """

    what: str = field(default="offer", validator=in_(("history", "log", "offer", "preferences", "arrays", "space")))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with what it changes."""
        return f"mutator ({self.what})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Remember that no move was made."""
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Choose a move as others do, and change something before it is made."""
        move = well_behaved(view)
        if memory + 1 >= self.at:
            _CHANGES[self.what](view)
        return move, memory + 1


def _changed_history(view: View) -> None:
    own = view.brief.ladder.first(view.brief.ladder.best)
    for turn in view.history:
        if turn.party != view.brief.party and turn.move.package is not None:
            object.__setattr__(turn.move, "package", own)


def _changed_log(view: View) -> None:
    log: Any = view.log
    if isinstance(log, list):
        log.clear()
    object.__setattr__(view, "log", ())
    object.__setattr__(view, "count", 0)


def _changed_offer(view: View) -> None:
    if view.standing is not None:
        object.__setattr__(view.standing, "choices", view.brief.ladder.first(view.brief.ladder.best).choices)


def _changed_preferences(view: View) -> None:
    object.__setattr__(view.brief.own, "scale", view.brief.own.scale * 2)
    object.__setattr__(view.brief, "floor", view.brief.floor - 1)


def _changed_arrays(view: View) -> None:
    for array in (view.brief.ladder.rungs, *(factor.values for factor in view.brief.own.factors)):
        array.setflags(write=True)
        array += 1


def _changed_space(view: View) -> None:
    issue = view.brief.space.issues[0]
    object.__setattr__(issue, "options", issue.options[::-1])


_CHANGES = {
    "history": _changed_history,
    "log": _changed_log,
    "offer": _changed_offer,
    "preferences": _changed_preferences,
    "arrays": _changed_arrays,
    "space": _changed_space,
}


@frozen(kw_only=True)
class Patcher:
    """A strategy that changes the program around it.

    In a process of its own it changes that process alone: the talk goes on as if nothing had happened. In process what
    it changed stays changed for everyone, until somebody puts it back.

    Attributes
    ----------
    what:
        *negsim*: that a ladder asks whether a package keeps red lines. *numpy*: how generators are made. *time*: what
        clocks show. *chance*: where the global generators of Python and numpy stand.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Patcher(what="time").name
    'patcher (time)'
    """

    what: str = field(default="negsim", validator=in_(("negsim", "numpy", "time", "chance")))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with what it changes."""
        return f"patcher ({self.what})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Change the program, or remember that no move was made."""
        if self.at == 0:
            self._patch()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Change the program in the turn that is set; behave in all."""
        if memory + 1 == self.at:
            self._patch()
        return well_behaved(view), memory + 1

    def _patch(self) -> None:
        if self.what == "chance":
            random.random()
            np.random.random()  # noqa: NPY002 - this is what it does wrong
            return
        owner, attribute, instead = _PATCHES[self.what]
        setattr(owner, attribute, instead)


_PATCHES: dict[str, tuple[Any, str, Any]] = {
    "negsim": (Ladder, "keeps", lambda ladder, package: True),  # noqa: ARG005 - what it stands for takes both
    "numpy": (np.random, "default_rng", lambda seed=None: None),  # noqa: ARG005 - as above
    "time": (time, "monotonic", lambda: 0.0),
}
"""Where something is changed, its name, and what it is changed into."""

_BEGUN: list[str] = []
"""The talks that forgetters have begun in this process: what no strategy may have."""


@frozen(kw_only=True)
class Forgetter:
    """A strategy that keeps something outside its memory and counts on: what it does goes by how many talks there were.

    In a process of its own there is one talk alone. In process no fault is seen; that the same talk goes differently
    after another one is what tells.

    Examples
    --------
    >>> Forgetter().name
    'forgetter'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "forgetter"

    def begin(self, brief: Brief, *, chance: Chance) -> None:  # noqa: ARG002 - an interface's arguments
        """Count the talk, outside the memory."""
        _BEGUN.append(brief.party)

    def move(self, view: View, memory: None, *, chance: Chance) -> tuple[Move, None]:  # noqa: ARG002
        """Offer the best package in every other talk, and what is worth just its floor in those between."""
        ladder = view.brief.ladder
        if len(_BEGUN) % 2 and len(ladder) and ladder.best >= view.brief.floor:
            return ladder.offer(ladder.at_least(view.brief.floor)), None
        return well_behaved(view), None
