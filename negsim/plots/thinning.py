"""Thinning: which of many points of a line are drawn, so that the line looks as it would with all of them."""

from __future__ import annotations

from collections.abc import Sequence


def thinned(rows: Sequence[Sequence[float]], *, stretches: int) -> list[int]:
    """Return which rows to draw, in order.

    Of each of so many stretches of equal length the first row, the last, and for each column one with the least and one
    with the greatest entry are kept. So no column's extreme is lost, and a turn is off by a stretch at most.

    Parameters
    ----------
    rows:
        What is drawn, in order; all with the same number of columns.
    stretches:
        How many there are. Nothing is left out where each has four rows or fewer.

    Notes
    -----
    One pass over all entries.

    References
    ----------
    U. Jugel, Z. Jerzak, G. Hackenbroich and V. Markl, "M4: a visualization-oriented time series data aggregation",
    PVLDB 7 (2014), whose line is the same to the pixel where a stretch is a column of pixels.

    Examples
    --------
    >>> thinned([[0], [1], [5], [2], [0], [3], [9], [4], [7], [6], [6], [6]], stretches=2)
    [0, 2, 5, 6, 7, 11]
    """
    columns = len(rows[0]) if rows else 0
    if len(rows) <= stretches * 4:
        return list(range(len(rows)))
    kept: set[int] = set()
    for number in range(stretches):
        first, last = len(rows) * number // stretches, len(rows) * (number + 1) // stretches - 1
        within = range(first, last + 1)
        kept |= {first, last}
        for column in range(columns):
            kept.add(min(within, key=lambda at: rows[at][column]))
            kept.add(max(within, key=lambda at: rows[at][column]))
    return sorted(kept)
