"""Loops over draws and packages at once: plain Python over arrays, and the same functions that numba compiles."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.signedinteger]
Loop = Callable[..., None]

NOTHING, MOST, PRODUCT, SUM, LEAST = range(5)
"""What is kept of the combinations that everybody takes."""
SLACK = 1e-9
"""How far scores in floats may be off, and more: in parts of themselves, or of 1 where that is more."""
TOGETHER = 4
"""How many parties' sums are compared in one pass."""
NO_GAINS = (
    np.zeros((0, 0), dtype=np.int64),
    np.zeros((0, 0)),
    np.zeros((0, 0), dtype=np.int64),
    np.zeros(0),
    np.zeros((0, 0), dtype=np.int64),
    np.zeros(0, dtype=np.int64),
)
"""What the loop is given about gains where nothing of them is kept."""


def count(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a compiled loop: a call in it would cost what it saves
    points: Integers,
    sizes: NDArray[np.int64],
    split: int,
    floors: Integers,
    base: Integers,
    broken: NDArray[np.uint64],
    firm: NDArray[np.uint64],
    in_zone: NDArray[np.int64],
    by_package: NDArray[np.int32],
    by_party: NDArray[np.int32],
    kind: int,
    references: NDArray[np.int64],
    units: NDArray[np.float64],
    most_gained: NDArray[np.int64],
    scores: NDArray[np.float64],
    kept: NDArray[np.int64],
    counts: NDArray[np.int64],
    start: int,
) -> None:
    """Add up, for each draw, how many combinations everybody takes, and for each combination, in how many draws.

    On the way it may keep, for each draw, the most that each party gains in them, or those with the highest scores.

    Parameters
    ----------
    points:
        Shape (parties, draws, columns): what each option adds, the options of the first issue first.
    sizes, split:
        How many options each issue has, and how many of the issues are the first part of a combination.
    floors:
        Shape (parties, draws), of the type of the points; no sum, and no floor less a sum, overflows it.
    base:
        Shape (parties, firsts, lasts): what each combination adds; of length 0 where nothing is added.
    broken, firm:
        Shapes (firsts * lasts, words) and (draws, words): a combination that has a bit in common with a draw does not
        count in it; no words where there are no such bits.
    in_zone, by_package:
        Shapes (draws,) and (firsts, lasts): added to.
    by_party:
        Shape (parties, firsts, lasts): in how many draws each party takes each combination, bits aside; added to. Of
        length 0 where that is not asked.
    kind:
        What is kept: :data:`NOTHING`, :data:`MOST`, or combinations by :data:`PRODUCT`, :data:`SUM` or :data:`LEAST`
        of gains.
    references, units:
        Shapes (parties, draws): what gains are counted from, and what a point of them is; a negative unit for parties
        that do not count.
    most_gained:
        Shape (parties, draws): raised.
    scores, kept, counts:
        Shapes (draws,), (draws, room) and (draws,): the highest score; the combinations within :data:`SLACK` of what
        was the highest when they were met; and how many there were, of which no more than the room are kept.
    start:
        The number of the first combination.
    """
    parties, draws, columns = points.shape
    firsts, lasts, words = by_package.shape[0], by_package.shape[1], firm.shape[1]
    high = np.zeros((parties, firsts), dtype=points.dtype)
    low = np.zeros((parties, lasts), dtype=points.dtype)
    rows = np.zeros((parties, lasts), dtype=points.dtype)
    least, most = np.zeros(parties, dtype=points.dtype), np.zeros(parties, dtype=points.dtype)
    needs = np.zeros(parties, dtype=points.dtype)
    active = np.zeros(parties + TOGETHER, dtype=np.int64)
    taken = np.zeros(lasts, dtype=np.int32)
    for draw in range(draws):
        for party in range(parties):
            column = columns
            filled = 1
            low[party, 0] = 0
            for issue in range(len(sizes) - 1, split - 1, -1):
                column -= sizes[issue]
                for option in range(sizes[issue] - 1, -1, -1):
                    own = points[party, draw, column + option]
                    for place in range(filled):
                        low[party, option * filled + place] = low[party, place] + own
                filled *= sizes[issue]
            least[party] = low[party].min()
            most[party] = low[party].max()
            filled = 1
            high[party, 0] = 0
            for issue in range(split - 1, -1, -1):
                column -= sizes[issue]
                for option in range(sizes[issue] - 1, -1, -1):
                    own = points[party, draw, column + option]
                    for place in range(filled):
                        high[party, option * filled + place] = high[party, place] + own
                filled *= sizes[issue]
        total = 0
        for first in range(firsts):
            count_active = 0
            is_dead = False
            for party in range(parties):
                need = floors[party, draw] - high[party, first]
                needs[party] = need
                if len(base) > 0:
                    active[count_active] = party
                    count_active += 1
                elif need > most[party]:
                    is_dead = True
                elif need > least[party]:
                    active[count_active] = party
                    count_active += 1
            if len(base) > 0:
                for party in range(parties):
                    for last in range(lasts):
                        rows[party, last] = low[party, last] + base[party, first, last]
            for party in range(len(by_party)):
                worth = rows[party] if len(base) > 0 else low[party]
                need = needs[party]
                for last in range(lasts):
                    by_party[party, first, last] += np.int32(worth[last] >= need)
            if is_dead:
                continue
            # Four at a time; where they are fewer, the first of them again, which changes nothing.
            while count_active % TOGETHER:
                active[count_active] = active[0]
                count_active += 1
            worths = rows if len(base) > 0 else low
            for last in range(lasts):
                taken[last] = 1
            for at in range(0, count_active, TOGETHER):
                worth0, need0 = worths[active[at]], needs[active[at]]
                worth1, need1 = worths[active[at + 1]], needs[active[at + 1]]
                worth2, need2 = worths[active[at + 2]], needs[active[at + 2]]
                worth3, need3 = worths[active[at + 3]], needs[active[at + 3]]
                for last in range(lasts):
                    taken[last] &= np.int32(
                        (worth0[last] >= need0)
                        & (worth1[last] >= need1)
                        & (worth2[last] >= need2)
                        & (worth3[last] >= need3)
                    )
            found = 0
            for last in range(lasts):
                found += taken[last]
            if found == 0:
                continue
            if words > 0:
                found = 0
                for last in range(lasts):
                    if taken[last] == 1:
                        for word in range(words):
                            if broken[first * lasts + last, word] & firm[draw, word]:
                                taken[last] = 0
                                break
                        found += taken[last]
            for last in range(lasts):
                by_package[first, last] += taken[last]
            total += found
            if kind == NOTHING:
                continue
            for last in range(lasts):
                if taken[last] == 0:
                    continue
                score = 1.0 if kind == PRODUCT else 0.0
                is_first = True
                for party in range(parties):
                    gain = high[party, first] + worths[party, last] - references[party, draw]
                    if kind == MOST:
                        most_gained[party, draw] = max(most_gained[party, draw], gain)
                        continue
                    share = gain * units[party, draw]
                    if kind == SUM:
                        score += share
                    elif kind == PRODUCT:
                        score = score * share if share >= 0 and score >= 0 else -1.0
                    elif units[party, draw] >= 0 and (is_first or share < score):
                        score = share
                        is_first = False
                slack = SLACK * max(1.0, abs(scores[draw])) if kind != PRODUCT else SLACK * scores[draw]
                if kind == MOST or score < scores[draw] - slack:
                    continue
                if score > scores[draw]:
                    if score > scores[draw] + 2 * slack:
                        counts[draw] = 0
                    scores[draw] = score
                if counts[draw] < kept.shape[1]:
                    kept[draw, counts[draw]] = start + first * lasts + last
                counts[draw] += 1
        in_zone[draw] += total
