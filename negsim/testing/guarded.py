"""Guarded: strategies around a strategy, which look at what it does with what it is given, and pass its moves on."""

from __future__ import annotations

import pickle
import sys
from types import FrameType
from typing import Any

from attrs import field, frozen

from negsim.seeding import Chance
from negsim.talks.guests import GuestError, called
from negsim.talks.move import Move
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief, View
from negsim.testing.fingerprint import fingerprint


@frozen
class AskedTwice:
    """A strategy that is asked twice for each move, with the same memory and the same chance.

    Attributes
    ----------
    found:
        What was different the second time.
    """

    inner: Strategy
    found: list[str] = field(factory=list, eq=False)

    @property
    def name(self) -> str:
        """What the strategy is called."""
        return self.inner.name

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what the strategy remembers at first."""
        return self.inner.begin(brief, chance=Chance(chance.seed, (*chance.names, "begin")))

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return the strategy's first answer."""
        names = (*chance.names, str(view.count))
        answer = self.inner.move(view, memory, chance=Chance(chance.seed, names))
        before = fingerprint(answer)
        again = self.inner.move(view, memory, chance=Chance(chance.seed, names))
        if fingerprint(again) != before:
            self.found.append(
                f"round {view.round}: asked again, with the same memory and chance, it answered otherwise"
            )
        return answer


@frozen
class SentMidway:
    """A strategy that is pickled before each move, with what it remembers, as if the talk went on somewhere else.

    Attributes
    ----------
    found:
        What could not be pickled.
    """

    inner: Strategy
    found: list[str] = field(factory=list, eq=False)

    @property
    def name(self) -> str:
        """What the strategy is called."""
        return self.inner.name

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what the strategy remembers at first."""
        return self.inner.begin(brief, chance=chance)

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return the move of the copy."""
        try:
            strategy, kept = called(lambda: pickle.loads(pickle.dumps((self.inner, memory))))
        except GuestError as error:
            self.found.append(f"round {view.round}: {error.message}")
            strategy, kept = self.inner, memory
        answer: tuple[Move, Any] = strategy.move(view, kept, chance=chance)
        return answer


@frozen
class LookedOver:
    """A strategy that is given what it is given, all of which is compared before and after each call.

    Attributes
    ----------
    found:
        What was different afterwards.
    """

    inner: Strategy
    found: list[str] = field(factory=list, eq=False)

    @property
    def name(self) -> str:
        """What the strategy is called."""
        return self.inner.name

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what the strategy remembers at first."""
        before = fingerprint(brief)
        memory = self.inner.begin(brief, chance=chance)
        self._compared("before the first move", brief, before)
        return memory

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return the strategy's move."""
        before = fingerprint(view)
        try:
            return self.inner.move(view, memory, chance=chance)
        finally:
            self._compared(f"round {view.round}", view, before)

    def _compared(self, when: str, given: Any, before: str) -> None:
        if fingerprint(given) != before:
            self.found.append(f"{when}: it changed what it was given")


@frozen
class Counted:
    """A strategy whose calls are counted, and that is stopped where one answer takes too many.

    Attributes
    ----------
    limit:
        How many calls of functions one answer may take.
    """

    inner: Strategy
    limit: int = field(kw_only=True)

    @property
    def name(self) -> str:
        """What the strategy is called."""
        return self.inner.name

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what the strategy remembers at first."""
        return _counted(lambda: self.inner.begin(brief, chance=chance), limit=self.limit)

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return the strategy's move."""
        answer: tuple[Move, Any] = _counted(lambda: self.inner.move(view, memory, chance=chance), limit=self.limit)
        return answer


class TooManyCallsError(BaseException):
    """An answer took more calls than it may; no Exception, so that few strategies catch it by mistake."""


def _counted(call: Any, *, limit: int) -> Any:
    """Return what a call returns, if it does within so many calls of functions; no profiler may be on."""
    calls = 0

    def count(frame: FrameType, event: str, given: Any) -> None:  # noqa: ARG001 - Python's own interface
        nonlocal calls
        calls += event in {"call", "c_call"}
        if calls > limit:
            raise TooManyCallsError(f"one answer took more than {limit:,} calls of functions")

    sys.setprofile(count)
    try:
        return call()
    finally:
        sys.setprofile(None)
