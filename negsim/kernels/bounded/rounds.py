"""Rounds of multipliers on what is lost, in floats: they propose choices within rooms, and weights that refute.

Nothing is decided here: a choice proposed is checked, and weights are put to the proof, in whole numbers.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Choice = NDArray[np.intp]

_STEP = 16.0
_SLACK = 1e-9
_MOST_KEPT = 64
_MAX_MOVES = 50


@define(eq=False)
class Rounds:
    """What one row of each issue loses of each column, against how much each column may lose.

    Parameters
    ----------
    losses:
        Shape (issues, rows, columns), as shares of the most that a column can lose.
    rooms:
        Shape (columns,): how much may be lost.
    alive:
        Shape (issues, rows): the rows there are, at least one of each issue.

    Attributes
    ----------
    weights:
        The multipliers of the last round; they add up to 1.
    excess:
        By how much what all choices lose under them is over what may be lost, at least: above 0 they refute.
    history:
        The weights, the excess and the choice of each round.

    Notes
    -----
    Exponentiated subgradient on the Lagrangian dual (Kivinen and Warmuth 1997; Fisher 1981): each round takes of each
    issue the row that loses least under the weights, then weighs up those columns that came out over their rooms.
    """

    losses: Floats
    rooms: Floats
    alive: NDArray[np.bool_]
    tilt: Floats = field(init=False)
    weights: Floats = field(init=False)
    excess: float = field(default=-np.inf, init=False)
    history: list[tuple[Floats, float, Choice, float]] = field(factory=list, init=False)
    _flat: Floats = field(init=False)
    _starts: Choice = field(init=False)
    _padding: Floats = field(init=False)

    def __attrs_post_init__(self) -> None:
        issues, rows, columns = self.losses.shape
        self.tilt = np.zeros(columns)
        self._flat = np.ascontiguousarray(self.losses).reshape(issues * rows, columns)
        self._starts = np.arange(issues) * rows
        self._padding = np.where(self.alive, 0.0, np.inf).reshape(-1)

    def next(self) -> Choice | None:
        """Go one round; return its choice where that is within all rooms."""
        issues, rows, _ = self.losses.shape
        weights = np.exp(self.tilt - self.tilt.max())
        self.weights = weights / weights.sum()
        lost = self._flat @ self.weights + self._padding
        choice: Choice = lost.reshape(issues, rows).argmin(axis=1)
        over = self._flat[self._starts + choice].sum(axis=0) - self.rooms
        self.excess = float(over @ self.weights)
        worst = float(over.max())
        self.history.append((self.weights, self.excess, choice, worst))
        if worst <= _SLACK:
            return choice
        self.tilt = self.tilt + _STEP / np.sqrt(len(self.history)) * over
        return None

    def bounds(self, count: int) -> Floats:
        """Return weights of some rounds, shape (count, columns): the strongest, and others from the better half."""
        ranked = np.argsort([-excess for _, excess, _, _ in self.history], kind="stable")
        kept = [int(ranked[place * len(ranked) // (2 * count)]) for place in range(count)]
        return np.stack([self.history[at][0] for at in kept])

    def climbed(self, starts: int) -> Choice | None:
        """Return a choice within all rooms, from the best choices of the rounds by changes of one row, or None."""
        tried: set[bytes] = set()
        for _, _, choice, _ in sorted(self.history, key=lambda entry: entry[3]):
            if choice.tobytes() in tried:
                continue
            tried.add(choice.tobytes())
            found = self._climb(choice.copy())
            if found is not None or len(tried) == starts:
                return found
        return None

    def _climb(self, choice: Choice) -> Choice | None:
        issues, rows, columns = self.losses.shape
        lost = self._flat[self._starts + choice].sum(axis=0)
        best = float(np.maximum(lost - self.rooms, 0).sum())
        for _ in range(_MAX_MOVES):
            own = self._flat[self._starts + choice]
            after = (self.losses - own[:, None, :]).reshape(issues * rows, columns) + (lost - self.rooms)
            short = np.maximum(after, 0).sum(axis=1) + self._padding
            place = int(short.argmin())
            if short[place] >= best - 1e-12:
                return None
            best = float(short[place])
            issue, row = divmod(place, rows)
            lost = lost - own[issue] + self.losses[issue, row]
            choice[issue] = row
            if best <= _SLACK:
                return choice
        return None
