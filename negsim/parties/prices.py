"""What breaking a red line costs its party: stated, or what the party loses against its best way out of the line."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from negsim.parties.red_line import Box
from negsim.space.issue import Issue

MIN_PRICE = Fraction(1)
"""The least derived price of a box, in points of 100: a line is never free to break."""


def price_boxes(
    boxes: tuple[Box, ...],
    *,
    issues: Mapping[str, Issue],
    weights: Mapping[str, Fraction],
    values: Mapping[str, Mapping[str, Fraction]],
    on: tuple[str, ...] | None = None,
) -> tuple[Box, ...]:
    """Return the boxes of one line with a price each, in points of 100 of the party's own value.

    A stated price stands. Otherwise a box costs what the party loses on it against its best option outside the line;
    over several issues the smallest such loss, since changing one of them is enough to be out; and at least 1.

    Parameters
    ----------
    weights, values:
        The party's, by issue id, and by option id within an issue.
    on:
        The issues by which the party could leave the line; None for all. What statements yield is left on its own
        issue only: meeting or undoing the terms of an offer is for the others to do, and leads from the offer's line
        into the limit beyond it, or back, and not out.
    """
    return tuple(
        box
        if box.price is not None
        else Box(
            box.forbids,
            price=_price(losses_on(box, boxes, issues=issues, weights=weights, values=values, on=on)),
        )
        for box in boxes
    )


def losses_on(
    box: Box,
    boxes: tuple[Box, ...],
    *,
    issues: Mapping[str, Issue],
    weights: Mapping[str, Fraction],
    values: Mapping[str, Mapping[str, Fraction]],
    on: tuple[str, ...] | None = None,
) -> tuple[Fraction, ...]:
    """Return what a party loses in a box against its best way out of it, issue by issue, in points of 100.

    Issues by which there is no way out are left out. The least of them is what the box costs, or 1 where that is less.

    Parameters
    ----------
    boxes, on:
        All boxes of the line; the other parameters are those of :func:`price_boxes`.
    """
    losses = []
    for issue_id, inside in box.forbids.items():
        if on is not None and issue_id not in on:
            continue
        outside = issues[issue_id].others(_forbidden_with(box, boxes, issue_id))
        if outside:
            best = max(values[issue_id][option] for option in outside)
            kept = max(values[issue_id][option] for option in inside)
            losses.append(100 * weights[issue_id] * (best - kept))
    return tuple(losses)


def _price(losses: tuple[Fraction, ...]) -> Fraction:
    return max(MIN_PRICE, min(losses, default=MIN_PRICE))


def _forbidden_with(box: Box, boxes: tuple[Box, ...], issue_id: str) -> set[str]:
    """Return the options of one issue that the line forbids while all else in the box stays as it is."""
    rest = {key: set(options) for key, options in box.forbids.items() if key != issue_id}
    return {
        option
        for other in boxes
        if issue_id in other.forbids
        and all(
            rest.get(key, set()) and rest[key] <= set(options)
            for key, options in other.forbids.items()
            if key != issue_id
        )
        for option in other.forbids[issue_id]
    }
