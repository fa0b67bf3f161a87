"""Placing: where labels go beside their points, so that none covers another; the same on every run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from attrs import frozen


@frozen(kw_only=True)
class Area:
    """A rectangle, in points."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Area) -> bool:
        """Tell whether two rectangles share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Area) -> bool:
        """Tell whether another rectangle lies inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@frozen(kw_only=True)
class Wanted:
    """A label to place: the point it belongs to, and its size."""

    x: float
    y: float
    width: float
    height: float


def place(
    labels: Sequence[Wanted], *, bounds: Area, obstacles: Iterable[Area] = (), gap: float = 4.0
) -> list[Area | None]:
    """Return where each label goes; None where there is no room for it within the bounds.

    Labels are placed in the order given, each at the nearest of a ring of places around its point that is free of
    the obstacles and of the labels before it; rings grow until one has room.
    """
    taken = list(obstacles)
    found: list[Area | None] = []
    for label in labels:
        spot = _spot(label, bounds=bounds, taken=taken, gap=gap)
        found.append(spot)
        if spot is not None:
            taken.append(spot)
    return found


def _spot(label: Wanted, *, bounds: Area, taken: Sequence[Area], gap: float) -> Area | None:
    reach = math.hypot(bounds.right - bounds.left, bounds.bottom - bounds.top)
    distance = gap
    while distance < reach:
        for step in range(16):
            # From the upper right around; up and down count as much as the sides.
            angle = math.pi / 8 * (step * 3 % 16) - math.pi / 4
            spot = _beside(label, distance=distance, angle=angle)
            if bounds.holds(spot) and not any(spot.overlaps(other) for other in taken):
                return spot
        distance += gap
    return None


def _beside(label: Wanted, *, distance: float, angle: float) -> Area:
    middle = label.x + math.cos(angle) * (distance + label.width / 2)
    centre = label.y + math.sin(angle) * (distance + label.height / 2)
    return Area(
        left=middle - label.width / 2,
        top=centre - label.height / 2,
        right=middle + label.width / 2,
        bottom=centre + label.height / 2,
    )
