"""Certificates of efficiency: weights under which no allowed package is worth more than a given one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from negsim.kernels.supporting import supporting_weights
from negsim.search.effort import Effort
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import Part, value_parts
from negsim.search.sources import Source
from negsim.search.values import keeps_red, value_source
from negsim.space.package import Package


def supporting(prepared: IndexedProblem, package: Package, sources: Sequence[Source]) -> dict[str, Fraction] | None:
    """Return a weight above 0 for each signing party under which no row of any part is worth more than the package.

    Parameters
    ----------
    sources:
        Of each part, what its packages take from the signing parties.

    Returns
    -------
    Weights of the parties' values, which sum to 1; equal ones where these do. None where there are none.

    Notes
    -----
    Since points add up over parts, a package has the greatest weighted sum exactly where it has it in each part.
    """
    problem = prepared.problem
    indices = problem.space.indices(package)
    unit = math.lcm(*(party.scale for party in problem.signers))
    scales = np.array([unit // party.scale for party in problem.signers], dtype=object)
    gains = [
        -source.table.rows.astype(object) - np.array(part_points(prepared, source.part, indices), dtype=object)
        for source in sources
    ]
    found = supporting_weights(_shortened(np.concatenate(gains) * scales))
    if found is None:
        return None
    return {party.id: Fraction(weight, sum(found)) for party, weight in zip(problem.signers, found, strict=True)}


def line_sources(prepared: IndexedProblem, *, effort: Effort) -> list[Source]:
    """Return what each part that only lines, exclusions and interactions tie takes from the signing parties."""
    floors = prepared.red_floors
    red = [at for at, demand in enumerate(prepared.demands) if demand.demand.red and at not in floors]
    parts = value_parts(prepared, demands=red)
    return [value_source(prepared, part, keep=keeps_red, effort=effort) for part in parts]


def _shortened(gains: NDArray[Any]) -> NDArray[Any]:
    """Return whole numbers as int64 where they fit, without rows of zeros."""
    gains = gains[(gains != 0).any(axis=1)]
    return gains.astype(np.int64) if not len(gains) or np.abs(gains).max() < 2**62 else gains


def part_points(prepared: IndexedProblem, part: Part, indices: Sequence[int]) -> list[int]:
    """Return what the options on a part's issues add to each signing party's points.

    Parameters
    ----------
    indices:
        The option of every issue.
    """
    found = []
    for party in prepared.signers:
        own = [entry for entry in prepared.factors[party] if set(entry[0]) <= set(part.issues)]
        total = sum(int(table[tuple(indices[issue] for issue in issues)]) for issues, table in own)
        ceiling = prepared.problem.parties[party].ceiling
        # A ceiling holds all issues that its party values in one part.
        if ceiling is not None and prepared.joined_issues(party)[0][0] in part.issues:
            total = min(total, ceiling)
        found.append(total)
    return found
