"""How much work a question may take, and which method answers it; exact answers do not depend on it."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any, Literal, get_args

import attrs
from attrs import field, frozen

from negsim.errors import TimeLimitError, TooLargeError

Method = Literal["enumeration", "merging", "counting", "bounded-search", "integer-programming"]

METHODS: tuple[Method, ...] = get_args(Method)
"""Every method that some question knows."""


_PREFERRED: ContextVar[Method | None] = ContextVar("preferred", default=None)


@contextlib.contextmanager
def preferring(method: Method | None) -> Iterator[None]:
    """Answer by one method, within this context, whatever knows it and is not asked for another.

    For tests, which hold one suite to each method in turn. It is as if every question's effort named the method.
    """
    token = _PREFERRED.set(method)
    try:
        yield
    finally:
        _PREFERRED.reset(token)


@frozen(kw_only=True)
class Effort:
    """How a search goes about its work, and how much it may take.

    Attributes
    ----------
    block:
        How many packages an enumeration looks at together; memory is in proportion to it.
    progress:
        Called after each block with the number of packages looked at since the last call.
    method:
        How to answer questions that know this method; None leaves the choice, by size and structure, to negsim.
    max_seconds:
        How long a question may take, from its start. What is estimated to take longer is refused before it starts;
        what runs out of time midway is incomplete, and says so, or is given up. The clock is looked at between steps,
        so that an answer may come about a second late. None for as long as it takes.
    max_bytes:
        How much memory a question may hold, about. None for each method's own limit.
    until:
        When time is up, on the machine's monotonic clock; set by :meth:`started`.

    Examples
    --------
    >>> Effort(method="merging", max_seconds=60).method
    'merging'
    """

    block: int = field(default=2**16)
    progress: Callable[[int], None] | None = None
    method: Method | None = field(default=None)
    max_seconds: float | None = field(default=None)
    max_bytes: int | None = field(default=None)
    until: float | None = None

    @method.validator
    def _is_known(self, attribute: object, method: object) -> None:  # noqa: ARG002 - an interface's arguments
        if method is not None and method not in METHODS:
            raise ValueError(f"method {method!r}; expected one of {', '.join(METHODS)}, or None")

    @block.validator
    def _is_some(self, attribute: object, block: object) -> None:  # noqa: ARG002 - an interface's arguments
        if not isinstance(block, int) or block < 1:
            raise ValueError(f"a block of {block!r} packages; expected a whole number of at least 1")

    @max_seconds.validator
    @max_bytes.validator
    def _is_limit(self, attribute: Any, limit: object) -> None:
        if limit is not None and (not isinstance(limit, int | float) or not limit >= 0):
            raise ValueError(f"{attribute.name}={limit!r}; expected a number of at least 0, or None")

    def by(self, method: Method | None) -> Effort:
        """Return the same with a method, where one is given; where none is, with the one that tests prefer."""
        chosen = method or self.method or _PREFERRED.get()
        return self if chosen == self.method else attrs.evolve(self, method=chosen)

    def started(self) -> Effort:
        """Return the same with the clock running; no change where it runs already."""
        if self.max_seconds is None or self.until is not None:
            return self
        return attrs.evolve(self, until=time.monotonic() + self.max_seconds)

    def share(self, parts: int) -> Effort:
        """Return the same with one of so many equal shares of the time that is left."""
        left = self.left
        return self if left is None else attrs.evolve(self, until=time.monotonic() + left / parts)

    def within(self, seconds: float) -> Effort:
        """Return the same with so many seconds from now at most."""
        until = time.monotonic() + seconds
        return attrs.evolve(self, until=until if self.until is None else min(until, self.until))

    @property
    def left(self) -> float | None:
        """The seconds left; None where there is no limit. Before :meth:`started`, all of them."""
        if self.until is None:
            return self.max_seconds
        return max(0.0, self.until - time.monotonic())

    @property
    def is_over(self) -> bool:
        """Whether time is up."""
        return self.until is not None and time.monotonic() >= self.until

    def check(self, what: str) -> None:
        """Give a question up when its time is up.

        Raises
        ------
        TimeLimitError
            If it is.
        """
        if self.is_over:
            raise TimeLimitError(what, self.max_seconds or 0.0)


STEADY = Effort()
"""Blocks of 65,536 packages, without a report of progress or a limit of one's own."""


@frozen
class Estimate:
    """What a method is expected to take, from measured cost models.

    Attributes
    ----------
    seconds:
        About how long, on the machine that the models were measured on.
    held:
        About how many bytes are held at once.
    """

    seconds: float
    held: int = 0


_OF_TIME = "milliseconds"


def choose(what: str, estimates: Mapping[Method, Estimate], *, effort: Effort) -> Method:
    """Return the method to answer a question by: the one asked for, or the fastest that keeps within the limits.

    Parameters
    ----------
    what:
        The question, as in "counting the zone".
    estimates:
        Of each method that the question knows and that could answer it here; at least one. Of equal ones the first is
        taken.

    Raises
    ------
    TooLargeError
        Where none, or not the one asked for, keeps within the limits that the user set: with its estimate, and those
        of the alternatives.

    Examples
    --------
    >>> choose("counting", {"enumeration": Estimate(90.0), "counting": Estimate(0.1)}, effort=STEADY)
    'counting'
    """
    asked = {name: cost for name, cost in estimates.items() if name == effort.method} or estimates
    fitting = {name: cost for name, cost in asked.items() if _excess(cost, effort) is None}
    if fitting:
        return min(fitting, key=lambda name: fitting[name].seconds)
    name = min(asked, key=lambda name: asked[name].seconds)
    size, limit, unit = _excess(asked[name], effort) or (0, 0, "")
    others = [f"{other} ({_told(cost)})" for other, cost in estimates.items() if _excess(cost, effort) is None]
    advice = f"Allow it more, or use another method: {', '.join(others)}." if others else "Allow it more."
    if unit == _OF_TIME and effort.until is not None:
        whole = "the time" if effort.max_seconds is None else f"the {effort.max_seconds:g} s"
        advice = f"That is what is left of {whole} for all that was asked. {advice}"
    raise TooLargeError(f"{what} by {name.replace('-', ' ')}", size, limit, unit, advice)


def _excess(cost: Estimate, effort: Effort) -> tuple[int, int, str] | None:
    """Return by what an estimate is over the user's limits: size, limit and unit; None where it is not."""
    if effort.left is not None and cost.seconds > effort.left:
        limit = int(1000 * effort.left)
        return max(limit + 1, math.ceil(1000 * cost.seconds)), limit, _OF_TIME
    if effort.max_bytes is not None and cost.held > effort.max_bytes:
        return cost.held, effort.max_bytes, "bytes of memory"
    return None


def _told(cost: Estimate) -> str:
    return f"about {cost.seconds:.1g} s and {max(1, cost.held // 10**6):,} MB"
