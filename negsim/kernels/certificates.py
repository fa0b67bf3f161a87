"""Many draws over spaces that cannot be listed: whether some combination reaches all floors, exactly in each."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels import certificates_blocks, certificates_loops
from negsim.kernels.bounded.instance import MAX_TOTAL, Instance
from negsim.kernels.bounded.search import find_any
from negsim.kernels.bounded.walk import BlockWalk
from negsim.kernels.certificates_blocks import block_of
from negsim.kernels.compiling import compiled
from negsim.kernels.fused_draws import largest_sum, read_only
from negsim.kernels.programs import Draft, chosen, minimise, spread

MAX_NODES = 20_000_000
"""How many options a search tries for one draw before integer programming is asked."""
MAX_PROGRAM_NODES = 100_000
"""How many nodes of its tree integer programming looks at for one draw before that is left undecided."""
ROUNDS = 24
"""How many multipliers are tried for each draw."""
_ROWS = 8
"""How many of them bound the search of a draw that they do not decide."""
_AT_ONCE = 256
"""Draws taken together: their values stay in the cache."""
_UNIT, _MOST = 2**30, 2**60


@frozen(kw_only=True, eq=False)
class Decided:
    """Whether some combination reaches all floors, draw by draw.

    Attributes
    ----------
    verdict:
        1 where one does, 0 where none does, -1 where that is not known: int8, shape (draws,).
    choice:
        A combination that does, as the option of each issue; -1 where there is none: int16, shape (draws, issues).
    by_certificate, by_search, by_program:
        How many draws were decided by a combination found or by multipliers that none reaches; by going through
        combinations within bounds; and by integer programming.
    """

    verdict: NDArray[np.int8] = field(converter=read_only)
    choice: NDArray[np.int16] = field(converter=read_only)
    by_certificate: int
    by_search: int
    by_program: int

    @property
    def undecided(self) -> int:
        """How many draws no method decided within its limits."""
        return int((self.verdict < 0).sum())


def zone_open(
    points: Sequence[NDArray[np.int64]],
    *,
    sizes: Sequence[int],
    floors: NDArray[np.int64],
    allowed: NDArray[np.bool_] | None = None,
    max_nodes: int = MAX_NODES,
    max_program_nodes: int = MAX_PROGRAM_NODES,
    is_compiled: bool = True,
) -> Decided:
    """Return for each draw whether some combination of options reaches every party's floor.

    Parameters
    ----------
    points:
        For each party, what each option adds: shape (draws, columns), the options of the first issue first.
    sizes:
        How many options each issue has.
    floors:
        Shape (parties, draws): the least that a party takes; as low as one likes where it takes anything.
    allowed:
        Shape (draws, columns): which options may be taken. None for all.
    max_nodes:
        How many options to try for one draw where multipliers decide nothing.
    max_program_nodes:
        How many nodes integer programming may look at for one draw that is undecided still; 0 for not to ask it.
    is_compiled:
        Whether to go by compiled loops, where numba is installed. Verdicts are the same; which of several combinations
        stands for an open draw, and what a draw is left undecided for, may differ.

    Raises
    ------
    ValueError
        If shapes do not agree.
    TooLargeError
        If a sum may exceed 2^52.

    Notes
    -----
    What counts is decided in integers. First multipliers, by exponentiated subgradient on the Lagrangian dual: under
    each, every issue has a best option; if these together stay short of the floors, weighed alike, so does every
    combination (the multipliers are rounded to integers first, and the bound is theirs). If what they choose, or what
    changing one issue at a time makes of it, reaches all floors, that is the answer. Few draws are left, those near the
    border; they are gone through depth first, leaving branches that lose more under some multipliers than the floors
    allow. What takes too long is given to HiGHS, whose word is taken where all numbers are small enough for it, and
    otherwise left undecided.

    References
    ----------
    M. L. Fisher, "The Lagrangian relaxation method for solving integer programming problems", Management Science 27
    (1981). J. Kivinen and M. K. Warmuth, "Exponentiated gradient versus gradient descent for linear predictors",
    Information and Computation 132 (1997).

    Examples
    --------
    Two parties share out two things; each wants 3 points in the first draw and 4 in the second:

    >>> one = np.array([[3, 0, 2, 0], [3, 0, 2, 0]])
    >>> other = np.array([[0, 2, 0, 3], [0, 2, 0, 3]])
    >>> found = zone_open([one, other], sizes=[2, 2], floors=np.array([[3, 4], [3, 4]]))
    >>> found.verdict.tolist(), found.choice.tolist()
    ([1, 0], [[0, 1], [-1, -1]])
    """
    floors = np.asarray(floors, dtype=np.int64)
    if floors.ndim != 2:
        raise ValueError(f"floors of shape {floors.shape}; expected (parties, draws)")
    columns = sum(sizes)
    if not len(floors):  # nobody asks for anything: as if one party took whatever is allowed
        points, floors = [np.zeros((floors.shape[1], columns), dtype=np.int64)], np.full((1, floors.shape[1]), -(2**62))
    parties, draws = floors.shape
    may = np.ones((draws, columns), dtype=bool) if allowed is None else np.asarray(allowed, dtype=bool)
    shapes = [np.shape(own) for own in points]
    if shapes != [(draws, columns)] * parties or may.shape != (draws, columns):
        raise ValueError(
            f"points of shapes {shapes} and options allowed of shape {may.shape} for {parties} parties; "
            f"expected {(draws, columns)} for each"
        )
    decided = _Deciding(
        sizes=tuple(sizes),
        max_nodes=max_nodes,
        max_program_nodes=max_program_nodes,
        is_compiled=is_compiled,
        verdict=np.full(draws, -1, dtype=np.int8),
        choice=np.full((draws, len(sizes)), -1, dtype=np.int16),
    )
    room = np.empty((min(draws, _AT_ONCE), parties, columns), dtype=np.int64)
    for start in range(0, draws, _AT_ONCE):
        part = slice(start, min(draws, start + _AT_ONCE))
        values = room[: part.stop - start]
        for party, own in enumerate(points):
            values[:, party] = own[part]
        decided.decide(part, values, may[part], floors[:, part].T)
    return decided.found()


def _reach(values: NDArray[np.int64], sizes: Sequence[int]) -> int:
    """Return what no total of values, shape (draws, parties, columns), exceeds, either way.

    Raises
    ------
    TooLargeError
        If that is more than 2^52.
    """
    reach = len(sizes) * max(int(values.max(initial=0)), -int(values.min(initial=0)))
    if reach > MAX_TOTAL:
        reach = max(largest_sum(own, sizes) for own in values.transpose(1, 0, 2))
    if reach > MAX_TOTAL:
        advice = "Round weights and values to fewer digits."
        raise TooLargeError("deciding many draws", reach, MAX_TOTAL, "as the largest total", advice)
    return reach


@frozen(kw_only=True, eq=False)
class _Deciding:
    """How draws are decided, and what is known of them so far."""

    sizes: tuple[int, ...]
    max_nodes: int
    max_program_nodes: int
    is_compiled: bool
    verdict: NDArray[np.int8]
    choice: NDArray[np.int16]
    counts: dict[str, int] = field(factory=lambda: dict.fromkeys(("certificate", "search", "program"), 0))

    def found(self) -> Decided:
        """Return what is known."""
        return Decided(
            verdict=self.verdict,
            choice=self.choice,
            by_certificate=self.counts["certificate"],
            by_search=self.counts["search"],
            by_program=self.counts["program"],
        )

    def decide(
        self, part: slice, values: NDArray[np.int64], allowed: NDArray[np.bool_], floors: NDArray[np.int64]
    ) -> None:
        """Decide some draws: by certificates, then by search, then by integer programming."""
        verdict, choice = self.verdict[part], self.choice[part]
        reach = _reach(values, self.sizes)
        floors = np.clip(floors, -reach - 1, reach + 1)
        unit = max(1, min(_UNIT, _MOST // (max(1, values.shape[1]) * (2 * reach + 1))))
        certify = compiled(certificates_loops.certify) if self.is_compiled else None
        search = compiled(certificates_loops.search) if self.is_compiled else None
        where = np.array(self.sizes, dtype=np.int64)
        rows = np.zeros((len(verdict), _ROWS, values.shape[1]), dtype=np.int64)
        if certify is None:
            block = block_of(values, allowed, floors, sizes=self.sizes)
            certificates_blocks.certify(block, unit=unit, rounds=ROUNDS, verdict=verdict, choice=choice)
        else:
            certify(values, allowed, where, floors, unit, ROUNDS, verdict, choice, rows)
        left = self._left(verdict, "certificate", len(verdict))
        if search is None:
            for draw in left:
                self._walk(values[draw], allowed[draw], floors[draw], verdict[draw : draw + 1], choice[draw])
        elif len(left):
            own, taken = np.full(len(left), -1, dtype=np.int8), choice[left]
            search(values[left], allowed[left], where, floors[left], rows[left], self.max_nodes, own, taken)
            verdict[left], choice[left] = own, taken
        left = self._left(verdict, "search", len(left))
        for draw in left if self.max_program_nodes else ():
            self._program(values[draw], allowed[draw], floors[draw], verdict[draw : draw + 1], choice[draw])
        self._left(verdict, "program", len(left))

    def _left(self, verdict: NDArray[np.int8], stage: str, before: int) -> NDArray[np.int64]:
        """Return which draws are undecided, after counting those that a stage decided."""
        left = np.flatnonzero(verdict < 0)
        self.counts[stage] += before - len(left)
        return left

    def _walk(
        self,
        values: NDArray[np.int64],
        allowed: NDArray[np.bool_],
        floors: NDArray[np.int64],
        verdict: NDArray[np.int8],
        choice: NDArray[np.int16],
    ) -> None:
        block = block_of(values[None], allowed[None], floors[None], sizes=self.sizes)
        banned = [
            {issue: np.flatnonzero(~block.allowed[0, issue, :size]).tolist()} for issue, size in enumerate(self.sizes)
        ]
        instance = Instance(
            values=block.values[0].transpose(1, 2, 0),
            sizes=self.sizes,
            floors=tuple(floors.tolist()),
            forbidden=[box for box in banned if any(box.values())],
        )
        found = find_any(instance, max_nodes=self.max_nodes, walker=BlockWalk)
        if found.combination is not None:
            choice[:] = found.combination
        verdict[0] = {"found": 1, "none": 0, "undecided": -1}[found.status]

    def _program(
        self,
        values: NDArray[np.int64],
        allowed: NDArray[np.bool_],
        floors: NDArray[np.int64],
        verdict: NDArray[np.int8],
        choice: NDArray[np.int16],
    ) -> None:
        starts = np.cumsum([0, *self.sizes])
        columns = [start + np.flatnonzero(allowed[start:end]) for start, end in itertools.pairwise(starts.tolist())]
        draft = Draft()
        parts = draft.choices([len(own) for own in columns])
        for own, floor in zip(values, floors.tolist(), strict=True):
            draft.row(spread(parts, [own[some].tolist() for some in columns]), lower=floor)
        answer = minimise(draft.program({}), max_nodes=self.max_program_nodes)
        if answer.values is not None:
            taken = np.array(
                [some[at] for some, at in zip(columns, chosen(answer, parts), strict=True)], dtype=np.int64
            )
            if (values[:, taken].sum(axis=1) >= floors).all():
                verdict[0], choice[:] = 1, taken - starts[:-1]
        elif answer.status == "infeasible" and answer.is_proven:
            verdict[0] = 0
