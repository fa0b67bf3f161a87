"""How much work a question may take, and which method answers it; exact answers do not depend on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Literal, get_args

import attrs
from attrs import field, frozen

from negsim.errors import TimeLimitError, TooLargeError

Method = Literal["enumeration", "merging", "counting", "bounded-search", "integer-programming"]

METHODS: tuple[Method, ...] = get_args(Method)
"""Every method that some question knows."""


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
        what runs out of time midway is incomplete, and says so, or is given up. None for as long as it takes.
    max_bytes:
        How much memory a question may hold, about. None for each method's own limit.
    until:
        When time is up, on the machine's monotonic clock; set by :meth:`started`.

    Examples
    --------
    >>> Effort(method="merging", max_seconds=60).method
    'merging'
    """

    block: int = 2**16
    progress: Callable[[int], None] | None = None
    method: Method | None = field(default=None)
    max_seconds: float | None = None
    max_bytes: int | None = None
    until: float | None = None

    @method.validator
    def _is_known(self, attribute: object, method: object) -> None:  # noqa: ARG002 - an interface's arguments
        if method is not None and method not in METHODS:
            raise ValueError(f"method {method!r}; expected one of {', '.join(METHODS)}, or None")

    def by(self, method: Method | None) -> Effort:
        """Return the same with a method, where one is given."""
        return self if method is None else attrs.evolve(self, method=method)

    def started(self) -> Effort:
        """Return the same with the clock running; no change where it runs already."""
        if self.max_seconds is None or self.until is not None:
            return self
        return attrs.evolve(self, until=time.monotonic() + self.max_seconds)

    def share(self, parts: int) -> Effort:
        """Return the same with one of so many equal shares of the time that is left."""
        left = self.left
        return self if left is None else attrs.evolve(self, until=time.monotonic() + left / parts)

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
    others = [f"{other} (about {_told(cost)})" for other, cost in estimates.items() if other != name]
    advice = f"Allow it more, or use another method: {', '.join(others)}." if others else "Allow it more."
    raise TooLargeError(f"{what} by {name.replace('-', ' ')}", size, limit, unit, advice)


def _excess(cost: Estimate, effort: Effort) -> tuple[int, int, str] | None:
    """Return by what an estimate is over the user's limits: size, limit and unit; None where it is not."""
    if effort.left is not None and cost.seconds > effort.left:
        return round(1000 * cost.seconds), round(1000 * effort.left), "milliseconds"
    if effort.max_bytes is not None and cost.held > effort.max_bytes:
        return cost.held, effort.max_bytes, "bytes of memory"
    return None


def _told(cost: Estimate) -> str:
    return f"{cost.seconds:.1g} s, {max(1, cost.held // 10**6):,} MB"
