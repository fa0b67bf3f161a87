"""Questions whose peak memory is measured, each in a process of its own, against the limit that it was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import frozen

import negsim
from benchmarks.instances import Drawn


@frozen(kw_only=True)
class Held:
    """A question with a limit on memory.

    Attributes
    ----------
    megabytes:
        The limit, in 10^6 bytes.
    ask:
        Takes the problem, and the effort that holds the limit.
    size_of:
        What is printed of the answer.
    """

    question: str
    drawn: Drawn
    megabytes: int
    ask: Callable[..., Any]
    size_of: Callable[[Any], Any] = len

    def answer(self) -> Any:
        """Return what is printed of the answer, worked out within the limit."""
        effort = negsim.Effort(max_bytes=10**6 * self.megabytes)
        return self.size_of(self.ask(self.drawn.problem, effort=effort))


def _space_frontier(problem: negsim.BargainingProblem, *, effort: negsim.Effort) -> negsim.Frontier:
    return negsim.frontier(problem, of="space", effort=effort)


HELD = (
    Held(
        question="list the zone, and what its packages are worth",
        drawn=Drawn(parties=2, issues=7, options=10, level=80),
        megabytes=64,
        ask=negsim.package_table,
        size_of=lambda table: table.points.shape,
    ),
    Held(
        question="count the zone",
        drawn=Drawn(parties=4, issues=43, points=100, level=90),
        megabytes=512,
        ask=negsim.zone,
        size_of=lambda zone: zone.size,
    ),
    Held(
        question="frontier of the space",
        drawn=Drawn(parties=3, issues=30, points=1000),
        megabytes=512,
        ask=_space_frontier,
    ),
    Held(
        question="frontier of the space",
        drawn=Drawn(parties=3, issues=30, points=1000, interests="random"),
        megabytes=512,
        ask=_space_frontier,
    ),
    Held(
        question="frontier of the zone",
        drawn=Drawn(parties=5, issues=20, level=95),
        megabytes=512,
        ask=negsim.frontier,
    ),
    Held(
        question="all conflicts and repairs",
        drawn=Drawn(parties=8, issues=30, points=1000, level=101, lines=16, interests="random"),
        megabytes=128,
        ask=negsim.groups,
    ),
    Held(
        question="nearest deals",
        drawn=Drawn(parties=8, issues=30, points=1000, level=101, lines=16, interests="random"),
        megabytes=128,
        ask=negsim.nearest_deals,
    ),
)
"""One row of the table each."""
