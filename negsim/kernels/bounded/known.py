"""Known: choices that were met before and sets that were refuted before, looked up as rows of words."""

from __future__ import annotations

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.kernels.bounded.conditions import words_of
from negsim.kernels.verdicts import Verdict


@define(eq=False)
class Known:
    """Verdicts that decide sets of conditions other than those they were found for.

    Parameters
    ----------
    words:
        How many words of 64 bits a set takes.
    """

    words: int
    _met: NDArray[np.uint64] = field(init=False)
    _choices: list[tuple[int, ...]] = field(factory=list, init=False)
    _refuted: NDArray[np.uint64] = field(init=False)
    _cores: list[int] = field(factory=list, init=False)

    def __attrs_post_init__(self) -> None:
        self._met = np.zeros((64, self.words), dtype=np.uint64)
        self._refuted = np.zeros((64, self.words), dtype=np.uint64)

    def verdict(self, wanted: int) -> Verdict | None:
        """Return what is known of a set: a choice breaks none of it, or a set refuted is within it."""
        own = words_of(wanted, self.words)
        clear = ~(self._met[: len(self._choices)] & own).any(axis=1)
        if clear.any():
            at = int(clear.argmax())
            return Verdict(self._choices[at], _number(self._met[at]))
        refuted = self._refuted[: len(self._cores)]
        within = (refuted & own == refuted).all(axis=1)
        return Verdict(None, self._cores[int(within.argmax())]) if within.any() else None

    def add(self, verdict: Verdict) -> None:
        """Keep a verdict."""
        own = words_of(verdict.members, self.words)
        if verdict.choice is None:
            self._refuted = _with(self._refuted, len(self._cores), own)
            self._cores.append(verdict.members)
        else:
            self._met = _with(self._met, len(self._choices), own)
            self._choices.append(verdict.choice)


def _with(rows: NDArray[np.uint64], count: int, row: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return rows with one more, in twice the room where there is none left."""
    if count == len(rows):
        rows = np.concatenate([rows, np.zeros_like(rows)])
    rows[count] = row
    return rows


def _number(words: NDArray[np.uint64]) -> int:
    return sum(int(word) << (64 * at) for at, word in enumerate(words.tolist()))
