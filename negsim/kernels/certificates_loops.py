"""Loops that decide draws one by one: plain Python over arrays, and the same functions that numba compiles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray


def certify(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 - a compiled loop: a call in it would cost what it saves
    values: NDArray[np.int64],
    allowed: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    floors: NDArray[np.int64],
    unit: int,
    rounds: int,
    verdict: NDArray[np.int8],
    choice: NDArray[np.int16],
    rows: NDArray[np.int64],
) -> None:
    """Decide draws by a choice that reaches all floors or by multipliers that no choice reaches.

    Parameters
    ----------
    values:
        Shape (draws, parties, columns): what each option adds, the options of the first issue first.
    allowed:
        Shape (draws, columns): which options may be taken.
    sizes:
        How many options each issue has.
    floors:
        Shape (draws, parties): the least that each total may be.
    unit:
        The largest multiplier: such that no sum of totals and floors, times it, overflows.
    rounds:
        How many multipliers to try.
    verdict, choice:
        Shapes (draws,) and (draws, issues): set where a draw is decided, 1 with a choice or 0.
    rows:
        Shape (draws, k, parties): set, where a draw is not decided, to the multipliers with the least bounds and others
        from the better half.
    """
    draws, parties, columns = values.shape
    issues, kept = len(sizes), rows.shape[1]
    worth = np.empty((parties, columns))
    score, tilt, weights = np.empty(columns), np.empty(parties), np.empty(parties)
    need, total, wide = np.empty(parties), np.empty(parties), np.empty(parties)
    taken, whole = np.empty(issues, dtype=np.int64), np.empty(parties, dtype=np.int64)
    active = np.empty(parties, dtype=np.int64)
    tried, bounds = np.empty((rounds, parties)), np.empty(rounds)
    for draw in range(draws):
        count = 0
        is_empty = False
        is_free = allowed[draw].all()
        for party in range(parties):
            column = 0
            most = 0
            least = 0
            for issue in range(issues):
                high = -(2**62)
                low = 2**62
                for place in range(column, column + sizes[issue]):
                    if is_free or allowed[draw, place]:
                        own = values[draw, party, place]
                        high = max(high, own)
                        low = min(low, own)
                if high < low:
                    is_empty = True
                    break
                most += high
                least += low
                column += sizes[issue]
            if is_empty or most < floors[draw, party]:
                is_empty = True
                break
            if least < floors[draw, party]:
                wide[count] = most - least
                active[count] = party
                count += 1
        if is_empty:
            verdict[draw] = 0
            continue
        for at in range(count):
            party = active[at]
            scale = 1.0 / wide[at]
            need[at] = floors[draw, party] * scale
            tilt[at] = 0.0
            for column in range(columns):
                worth[at, column] = values[draw, party, column] * scale
        for turn in range(rounds):
            top = -math.inf
            for at in range(count):
                top = max(top, tilt[at])
            mass = 0.0
            for at in range(count):
                weights[at] = math.exp(tilt[at] - top)
                mass += weights[at]
            bound = 0.0
            for column in range(columns):
                score[column] = 0.0
            for at in range(count):
                weights[at] /= mass
                bound -= weights[at] * need[at]
                total[at] = -need[at]
                for column in range(columns):
                    score[column] += weights[at] * worth[at, column]
            column = 0
            for issue in range(issues):
                best = -math.inf
                for place in range(column, column + sizes[issue]):
                    if score[place] > best and (is_free or allowed[draw, place]):
                        best = score[place]
                        taken[issue] = place
                column += sizes[issue]
                bound += best
                for at in range(count):
                    total[at] += worth[at, taken[issue]]
            bounds[turn] = bound
            step = 8.0 / math.sqrt(turn + 1.0)
            is_short = False
            for at in range(count):
                tried[turn, at] = weights[at]
                tilt[at] -= step * total[at]
                if total[at] < 0:
                    is_short = True
            if is_short and turn % 8 == 3:
                # Change one issue at a time while that lessens what is missing.
                while True:
                    missing = 0.0
                    for at in range(count):
                        missing += min(total[at], 0.0)
                    if missing >= 0:
                        is_short = False
                        break
                    best = missing + 1e-12
                    where = -1
                    to = -1
                    column = 0
                    for issue in range(issues):
                        for place in range(column, column + sizes[issue]):
                            if not allowed[draw, place]:
                                continue
                            left = 0.0
                            for at in range(count):
                                left += min(total[at] + worth[at, place] - worth[at, taken[issue]], 0.0)
                            if left > best:
                                best = left
                                where = issue
                                to = place
                        column += sizes[issue]
                    if where < 0:
                        break
                    for at in range(count):
                        total[at] += worth[at, to] - worth[at, taken[where]]
                    taken[where] = to
            if not is_short:
                # Floats found it; integers decide.
                is_met = True
                for at in range(count):
                    sum_taken = 0
                    for issue in range(issues):
                        sum_taken += values[draw, active[at], taken[issue]]
                    if sum_taken < floors[draw, active[at]]:
                        is_met = False
                if is_met:
                    column = 0
                    for issue in range(issues):
                        choice[draw, issue] = taken[issue] - column
                        column += sizes[issue]
                    verdict[draw] = 1
                    break
            if bound < 0:
                top = 0.0
                for at in range(count):
                    top = max(top, weights[at] / wide[at])
                most = 0
                for at in range(count):
                    whole[at] = int(weights[at] / wide[at] / top * unit)
                    most -= whole[at] * floors[draw, active[at]]
                column = 0
                for issue in range(issues):
                    high = -(2**62)
                    for place in range(column, column + sizes[issue]):
                        if allowed[draw, place]:
                            own = 0
                            for at in range(count):
                                own += whole[at] * values[draw, active[at], place]
                            high = max(high, own)
                    most += high
                    column += sizes[issue]
                if most < 0:
                    verdict[draw] = 0
                    break
        if verdict[draw] < 0:
            ranked = np.argsort(bounds)
            for row in range(kept):
                place = ranked[row * rounds // (2 * kept)]
                top = 0.0
                for at in range(count):
                    top = max(top, tried[place, at] / wide[at])
                for at in range(count):
                    rows[draw, row, active[at]] = int(tried[place, at] / wide[at] / top * unit)


def search(  # noqa: C901, PLR0912, PLR0915, PLR0917 - as above
    values: NDArray[np.int64],
    allowed: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    floors: NDArray[np.int64],
    rows: NDArray[np.int64],
    max_nodes: int,
    verdict: NDArray[np.int8],
    choice: NDArray[np.int16],
) -> None:
    """Decide draws by walking over choices, issue by issue, leaving those that lose more than some row allows.

    Parameters
    ----------
    values, allowed, sizes, floors, verdict, choice:
        As above.
    rows:
        Shape (draws, k, parties): multipliers; what a choice may lose against the best under each is bounded.
    max_nodes:
        How many options to try before a draw is left undecided.
    """
    draws, parties = values.shape[0], values.shape[1]
    issues, widest = len(sizes), sizes.max()
    kinds = rows.shape[1] + parties
    losses = np.empty((issues, widest, kinds), dtype=np.int64)
    sorted_losses = np.empty((issues, widest, kinds), dtype=np.int64)
    budgets, weights = np.empty(kinds, dtype=np.int64), np.empty(parties, dtype=np.int64)
    is_alive, counts = np.empty((issues, widest), dtype=np.bool_), np.empty(issues, dtype=np.int64)
    branches, options = np.empty(issues), np.empty((issues, widest), dtype=np.int64)
    spent = np.zeros((issues + 1, kinds), dtype=np.int64)
    cursor = np.zeros(issues, dtype=np.int64)
    for draw in range(draws):
        is_empty = False
        for kind in range(kinds):
            budget = 0
            for party in range(parties):
                if kind < parties:
                    weights[party] = 1 if party == kind else 0
                else:
                    weights[party] = rows[draw, kind - parties, party]
                # Without a multiplier, how low the floor is does not matter, and it may be very low.
                budget -= weights[party] * floors[draw, party] if weights[party] else 0
            column = 0
            for issue in range(issues):
                most = -(2**62)
                for option in range(sizes[issue]):
                    own = 0
                    for party in range(parties):
                        own += weights[party] * values[draw, party, column + option]
                    losses[issue, option, kind] = own
                    if allowed[draw, column + option]:
                        most = max(most, own)
                for option in range(sizes[issue]):
                    losses[issue, option, kind] = most - losses[issue, option, kind]
                    is_alive[issue, option] = allowed[draw, column + option]
                budget += most
                column += sizes[issue]
            budgets[kind] = budget
            if budget < 0:
                is_empty = True
                break
        is_changed = not is_empty
        while is_changed:
            # What loses more than all may is not part of anything; then what its issue loses at least may be more.
            is_changed = False
            for issue in range(issues):
                for kind in range(kinds):
                    least = 2**62
                    for option in range(sizes[issue]):
                        if is_alive[issue, option]:
                            least = min(least, losses[issue, option, kind])
                    if least == 2**62:
                        is_empty = True
                        break
                    if least > 0:
                        budgets[kind] -= least
                        if budgets[kind] < 0:
                            is_empty = True
                        for option in range(sizes[issue]):
                            losses[issue, option, kind] -= least
                if is_empty:
                    break
            if is_empty:
                break
            for issue in range(issues):
                for option in range(sizes[issue]):
                    if is_alive[issue, option]:
                        for kind in range(kinds):
                            if losses[issue, option, kind] > budgets[kind]:
                                is_alive[issue, option] = False
                                is_changed = True
                                break
        if is_empty:
            verdict[draw] = 0
            continue
        for issue in range(issues):
            branches[issue] = 0.0
            counts[issue] = 0
            for option in range(sizes[issue]):
                if is_alive[issue, option]:
                    strain = 0.0
                    for kind in range(kinds):
                        strain = max(strain, losses[issue, option, kind] / max(budgets[kind], 1))
                    branches[issue] += math.exp(-4.0 * strain)
                    # By what they lose in the first of the rows.
                    place = counts[issue]
                    while place > 0 and (
                        losses[issue, options[issue, place - 1], parties] > losses[issue, option, parties]
                    ):
                        options[issue, place] = options[issue, place - 1]
                        place -= 1
                    options[issue, place] = option
                    counts[issue] += 1
            if counts[issue] == 1:
                branches[issue] = -1.0
        order = np.argsort(branches)
        for depth in range(issues):
            for place in range(counts[order[depth]]):
                for kind in range(kinds):
                    # The first of the rows goes first: it leaves most branches.
                    sorted_losses[depth, place, kind] = losses[
                        order[depth], options[order[depth], place], (kind + parties) % kinds
                    ]
            cursor[depth] = 0
        depth = 0
        nodes = 0
        while 0 <= depth < issues and nodes < max_nodes:
            place = cursor[depth]
            if place == counts[order[depth]]:
                cursor[depth] = 0
                depth -= 1
                continue
            cursor[depth] = place + 1
            nodes += 1
            fits = True
            for kind in range(kinds):
                lost = spent[depth, kind] + sorted_losses[depth, place, kind]
                if lost > budgets[(kind + parties) % kinds]:
                    fits = False
                    if kind == 0:
                        cursor[depth] = counts[order[depth]]
                    break
                spent[depth + 1, kind] = lost
            if fits:
                depth += 1
        if depth < 0:
            verdict[draw] = 0
        elif depth == issues:
            verdict[draw] = 1
            for deep in range(issues):
                choice[draw, order[deep]] = options[order[deep], cursor[deep] - 1]
