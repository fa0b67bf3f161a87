"""Acceptability: how well each of a few alternatives stands over everything that weights and values may be."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError, UnknownNameError
from negsim.experiments.share import Mean, Share, certain, mean
from negsim.fields import entries, texts
from negsim.kernels.places import place_counts, places
from negsim.kernels.weight_lines import heights

MAX_ALTERNATIVES = 200
"""How many alternatives may be told apart: every pair of them is compared in every draw."""
UNIT = 2**20
"""Weights are added up in so many parts of 1, as whole numbers, so that sums do not depend on the machine."""


@frozen(kw_only=True)
class Acceptability:
    """What stochastic multicriteria acceptability analysis tells of several alternatives.

    Attributes
    ----------
    alternatives, criteria:
        Their names. For a party, packages and issues.
    places:
        For each alternative, the share of draws in which so many others are strictly better: none, one, ... Equals
        share the better place, so that places add up to 1 for each alternative, and not for each place.
    wins:
        For each alternative and each other, the share of draws in which it is strictly better.
    central:
        For each alternative the mean weights of the draws in which nothing is better, criterion by criterion; None
        where there is no such draw.
    confidence:
        For each alternative how likely nothing is better under its central weights, values being uncertain; None
        without central weights.
    draws:
        How many there were; 0 where everything is exact.
    method:
        How weights were drawn, or ``closed form`` and which.
    """

    alternatives: tuple[str, ...] = field(converter=texts)
    criteria: tuple[str, ...] = field(converter=texts)
    places: tuple[tuple[Fraction, ...], ...] = field(converter=entries)
    wins: tuple[tuple[Fraction, ...], ...] = field(converter=entries)
    central: tuple[tuple[Mean, ...] | None, ...] = field(converter=entries)
    confidence: tuple[Share | None, ...] = field(converter=entries)
    draws: int
    method: str

    def rank(self, alternative: str, place: int = 1) -> Share:
        """Return the rank acceptability: in what share of draws an alternative has a place, 1 being the first.

        Raises
        ------
        UnknownNameError
            If there is no such alternative.
        ValueError
            If there are not so many places.
        """
        if not 1 <= place <= len(self.alternatives):
            raise ValueError(f"place {place}; expected 1 to {len(self.alternatives)}")
        return Share(value=self.places[self._at(alternative)][place - 1], draws=self.draws)

    def winning(self, alternative: str, other: str) -> Share:
        """Return the pairwise winning index: in what share of draws an alternative is better than another.

        Raises
        ------
        UnknownNameError
            If there is no such alternative.
        """
        return Share(value=self.wins[self._at(alternative)][self._at(other)], draws=self.draws)

    def central_weights(self, alternative: str) -> dict[str, Mean] | None:
        """Return the mean weights under which nothing is better, by criterion; None where something always is.

        Raises
        ------
        UnknownNameError
            If there is no such alternative.
        """
        found = self.central[self._at(alternative)]
        return None if found is None else dict(zip(self.criteria, found, strict=True))

    def confidence_factor(self, alternative: str) -> Share | None:
        """Return how likely nothing is better under the alternative's central weights; None without these.

        Raises
        ------
        UnknownNameError
            If there is no such alternative.
        """
        return self.confidence[self._at(alternative)]

    def _at(self, alternative: str) -> int:
        if alternative not in self.alternatives:
            raise UnknownNameError("alternative", alternative, self.alternatives)
        return self.alternatives.index(alternative)


@define(kw_only=True, eq=False)
class Tally:
    """What is counted of draws, block by block; nothing of a single draw is kept.

    Attributes
    ----------
    alternatives, criteria:
        How many there are.
    """

    alternatives: int
    criteria: int
    draws: int = 0
    _counts: NDArray[np.int64] = field(init=False)
    _wins: NDArray[np.int64] = field(init=False)
    _sums: NDArray[np.int64] = field(init=False)
    _squares: NDArray[np.object_] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._counts = np.zeros((self.alternatives, self.alternatives), dtype=np.int64)
        self._wins = np.zeros_like(self._counts)
        self._sums = np.zeros((self.alternatives, self.criteria), dtype=np.int64)
        self._squares = np.zeros(self._sums.shape, dtype=object)

    def add(self, values: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.int64]:
        """Count draws, and return in each the first of the alternatives that nothing is better than.

        Parameters
        ----------
        values:
            What each alternative is worth: shape (draws, alternatives).
        weights:
            Shape (draws, criteria).
        """
        found, wins = places(values)
        self.draws += len(values)
        self._counts += place_counts(found)
        self._wins += wins
        first, units = (found == 0).astype(np.int64), np.rint(weights * UNIT).astype(np.int64)
        self._sums += first.T @ units
        self._squares += _sums_of_squares(first, units)
        return np.asarray(first.argmax(axis=1))

    def central(self) -> list[tuple[Mean, ...] | None]:
        """Return the central weights of each alternative."""
        hits = self._counts[:, 0].tolist()
        sums, squares = self._sums.tolist(), self._squares.tolist()
        return [
            tuple(mean(total, square, count, unit=UNIT) for total, square in zip(*row, strict=True)) if count else None
            for count, *row in zip(hits, sums, squares, strict=True)
        ]

    def result(
        self, *, alternatives: Sequence[str], criteria: Sequence[str], confidence: Sequence[Share | None], method: str
    ) -> Acceptability:
        """Return what was counted, with confidence factors."""
        return Acceptability(
            alternatives=alternatives,
            criteria=criteria,
            places=_shares(self._counts, self.draws),
            wins=_shares(self._wins, self.draws),
            central=self.central(),
            confidence=confidence,
            draws=self.draws,
            method=method,
        )


def _sums_of_squares(first: NDArray[np.int64], units: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return sums of squares over draws as Python integers: numbers below 2^40 in two halves, so none overflows."""
    high, low = np.divmod(units, UNIT)
    parts = (high * high, 2 * high * low, low * low)
    total = np.zeros((first.shape[1], units.shape[1]), dtype=object)
    for part, unit in zip(parts, (UNIT**2, UNIT, 1), strict=True):
        total += (first.T @ part).astype(object) * unit
    return total


def _shares(counts: NDArray[np.int64], draws: int) -> list[tuple[Fraction, ...]]:
    return [tuple(Fraction(count, draws) for count in row) for row in counts.tolist()]


def known_alternatives(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of alternatives.

    Raises
    ------
    TooLargeError
        For more than 200.
    ValueError
        For none, or for one twice.
    """
    if len(names) > MAX_ALTERNATIVES:
        advice = "Name fewer, such as those of the frontier."
        raise TooLargeError("acceptability", len(names), MAX_ALTERNATIVES, "alternatives", advice)
    again = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if not names or again:
        raise ValueError(f"the alternative {again[0]!r} twice; expected it once" if again else "no alternative")
    return tuple(names)


def on_line(
    lines: Sequence[tuple[Fraction, Fraction]],
    *,
    weights: Sequence[tuple[Fraction, Fraction]],
    between: tuple[Fraction, Fraction],
    named: tuple[Sequence[str], Sequence[str]],
    method: str,
) -> Acceptability:
    """Return the acceptability where weights and values follow one number that is uniform between two, exactly.

    Parameters
    ----------
    lines, weights:
        Of each alternative what it is worth, and of each criterion what it weighs, where that number is 0, and what
        these gain from 0 to 1.
    named:
        The names of alternatives and of criteria.
    """
    found = heights(lines, low=between[0], high=between[1])
    central = [
        None if centre is None else tuple(Mean(value=start + centre * slope) for start, slope in weights)
        for centre in found.centres
    ]
    return Acceptability(
        alternatives=named[0],
        criteria=named[1],
        places=found.places,
        wins=found.wins,
        central=central,
        confidence=[None if entry is None else certain(1) for entry in central],
        draws=0,
        method=method,
    )
