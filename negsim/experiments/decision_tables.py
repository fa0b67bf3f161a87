"""Decision tables: alternatives by criteria, under weights of which little or nothing is known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.experiments.acceptability import Acceptability, Tally, known_alternatives, on_line
from negsim.experiments.share import Mean, Share, certain, share
from negsim.fields import exact
from negsim.kernels.positive_parts import chance_positive, mean_positive
from negsim.kernels.sampling import simplex_points

_BLOCK = 4096


def table_acceptability(
    table: Sequence[Sequence[Any]] | NDArray[np.float64],
    weights: NDArray[np.float64] | Sequence[Any] | None = None,
    *,
    alternatives: Sequence[str] = (),
    criteria: Sequence[str] = (),
    draws: int = 100_000,
    rng: np.random.Generator | None = None,
) -> Acceptability:
    """Return the acceptability of the rows of a decision table, larger numbers being better.

    Parameters
    ----------
    table:
        What each alternative is worth by each criterion: rows of numbers, read exactly; or an array of draws of such
        tables, shape (draws, alternatives, criteria).
    weights:
        None where nothing is known: every weight vector that sums to 1 is equally likely. One number for each
        criterion where they are known. Draws of them, shape (draws, criteria), where something is.
    alternatives, criteria:
        Their names; numbers from 1 without them.
    draws:
        How many, where neither ``table`` nor ``weights`` has them.
    rng:
        Needed where weights are drawn here.

    Returns
    -------
    Exact, without a draw, where the table is exact and weights are known; and where nothing is known of them and there
    are at most two criteria or at most two alternatives.

    Raises
    ------
    ValueError
        For a table or weights of another shape, and without ``rng`` where one is needed.
    TooLargeError
        For more than 200 alternatives.

    Notes
    -----
    Two criteria: every alternative is a straight line over
    the weight of the first (:mod:`negsim.kernels.weight_lines`). Two alternatives: divided differences
    (:mod:`negsim.kernels.positive_parts`). An alternative's *rank* is 1 and the number of those that are strictly
    better. The *confidence factor* takes the draws of the table with the alternative's central weights.

    References
    ----------
    R. Lahdelma, J. Hokkanen and P. Salminen, "SMAA: Stochastic multiobjective acceptability analysis", European
    Journal of Operational Research 106 (1998). R. Lahdelma and P. Salminen, "SMAA-2: Stochastic multicriteria
    acceptability analysis for group decision making", Operations Research 49 (2001). T. Tervonen and R. Lahdelma,
    "Implementing stochastic multicriteria acceptability analysis", European Journal of Operational Research 178 (2007).

    Examples
    --------
    >>> found = table_acceptability([[1, 0], [0, 1], ["0.6", "0.6"]], alternatives=["cheap", "soon", "both"])
    >>> [float(found.rank(name).value) for name in found.alternatives], found.method
    ([0.4, 0.4, 0.2], 'closed form (two criteria)')
    >>> found.central_weights("both")["1"].value
    Fraction(1, 2)
    """
    shape = np.shape(table)
    if len(shape) not in (2, 3) or not all(shape):
        raise ValueError(f"a table of shape {shape}; expected rows of numbers of one length, or draws of such tables")
    names = known_alternatives(tuple(alternatives) or tuple(str(at + 1) for at in range(shape[-2])))
    over = tuple(criteria) or tuple(str(at + 1) for at in range(shape[-1]))
    if (len(names), len(over)) != shape[-2:]:
        raise ValueError(f"{len(names)} alternatives and {len(over)} criteria named for a table of shape {shape}")
    if len(shape) == 2 and np.ndim(weights if weights is not None else 0) < 2:
        rows = [[exact(number) for number in row] for row in np.asarray(table, dtype=object).tolist()]
        found = _closed(rows, weights, alternatives=names, criteria=over)
        if found is not None:
            return found
    stack, drawn = _aligned(np.asarray(table, dtype=np.float64), weights, draws=draws, rng=rng)
    return _counted(stack, drawn, alternatives=names, criteria=over)


def _aligned(
    table: NDArray[np.float64],
    weights: NDArray[np.float64] | Sequence[Any] | None,
    *,
    draws: int,
    rng: np.random.Generator | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return tables and weights with as many draws each, or one table for all draws."""
    count = len(table) if table.ndim == 3 else draws
    if weights is None:
        if rng is None:
            raise ValueError("no rng; expected one to draw weights with, such as negsim.stream(1, 'weights')")
        drawn = simplex_points(table.shape[-1], count, rng=rng).T
    else:
        drawn = np.asarray(weights, dtype=np.float64)
        if drawn.ndim == 1:
            drawn = np.broadcast_to(drawn, (count, len(drawn)))
    tables = table if table.ndim == 3 else table[None]
    if drawn.ndim != 2 or drawn.shape[1] != table.shape[-1] or len(tables) not in (1, len(drawn)):
        raise ValueError(f"weights of shape {drawn.shape} for a table of shape {table.shape}")
    return tables, drawn


def _counted(
    tables: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    alternatives: tuple[str, ...],
    criteria: tuple[str, ...],
) -> Acceptability:
    tally = Tally(alternatives=len(alternatives), criteria=len(criteria))
    is_fixed = len(tables) == 1
    for start in range(0, len(weights), _BLOCK):
        own = weights[start : start + _BLOCK]
        tally.add(_weighed(tables if is_fixed else tables[start : start + _BLOCK], own), own)
    confidence: list[Share | None] = []
    for at, central in enumerate(tally.central()):
        if central is None:
            confidence.append(None)
        elif is_fixed:
            # Weights under which nothing is better are convex, and their mean is one of them.
            confidence.append(certain(1))
        else:
            worth = _weighed(tables, np.array([[float(weight) for weight in central]]))
            confidence.append(share(int((worth[:, [at]] >= worth).all(axis=1).sum()), len(worth)))
    method = "weights drawn" if is_fixed else "weights and values drawn"
    return tally.result(alternatives=alternatives, criteria=criteria, confidence=confidence, method=method)


def _weighed(tables: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted sums, criterion by criterion in order: equal rows stay equal."""
    total = weights[:, [0]] * tables[:, :, 0]
    for at in range(1, tables.shape[2]):
        total = total + weights[:, [at]] * tables[:, :, at]
    return np.asarray(total)


def _closed(
    rows: Sequence[Sequence[Fraction]],
    weights: Any,
    *,
    alternatives: tuple[str, ...],
    criteria: tuple[str, ...],
) -> Acceptability | None:
    """Return what needs no draw; None where it does."""
    if weights is not None:
        known = [exact(weight) for weight in np.asarray(weights, dtype=object).tolist()]
        if len(known) != len(criteria):
            raise ValueError(f"{len(known)} weights for {len(criteria)} criteria")
        worth = [sum((w * value for w, value in zip(known, row, strict=True)), Fraction(0)) for row in rows]
        return on_line(
            [(value, Fraction(0)) for value in worth],
            weights=[(weight, Fraction(0)) for weight in known],
            between=(Fraction(0), Fraction(0)),
            named=(alternatives, criteria),
            method="closed form (known weights)",
        )
    if len(criteria) <= 2:
        ends = [(row[-1], row[0] - row[-1]) for row in rows]
        turn = (
            [(Fraction(0), Fraction(1)), (Fraction(1), Fraction(-1))]
            if len(criteria) == 2
            else [(Fraction(1), Fraction(0))]
        )
        between = (Fraction(0), Fraction(len(criteria) - 1))
        method = "closed form (two criteria)" if len(criteria) == 2 else "closed form (known weights)"
        return on_line(ends, weights=turn, between=between, named=(alternatives, criteria), method=method)
    return of_two(rows, alternatives=alternatives, criteria=criteria) if len(rows) <= 2 else None


def of_two(
    rows: Sequence[Sequence[Fraction]], *, alternatives: tuple[str, ...], criteria: tuple[str, ...]
) -> Acceptability:
    """Return the acceptability of one or two alternatives under weights of which nothing is known, exactly."""
    one, other = rows[0], rows[-1]
    leads = [[a - b for a, b in zip(one, other, strict=True)], [b - a for a, b in zip(one, other, strict=True)]]
    wins = [chance_positive(lead) for lead in leads]
    tied = 1 - sum(wins)
    central: list[tuple[Mean, ...] | None] = []
    for lead, chance in zip(leads[: len(rows)], wins, strict=False):
        ties = Fraction(int(tied), len(criteria))  # all terms are 0, or ties have no weight
        sums = [mean_positive(lead, at) + ties for at in range(len(criteria))]
        central.append(tuple(Mean(value=total / (chance + tied)) for total in sums) if chance + tied else None)
    matrix = [(Fraction(0), wins[0]), (wins[1], Fraction(0))]
    return Acceptability(
        alternatives=alternatives,
        criteria=criteria,
        places=[(1 - wins[1 - at], wins[1 - at]) for at in range(2)] if len(rows) == 2 else [(Fraction(1),)],
        wins=matrix if len(rows) == 2 else [(Fraction(0),)],
        central=central,
        confidence=[None if entry is None else certain(1) for entry in central],
        draws=0,
        method="closed form (two alternatives)",
    )
