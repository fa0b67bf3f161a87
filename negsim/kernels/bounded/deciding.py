"""Deciding a set of conditions by a walk, and by integer programming where the walk does not come to its end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from negsim.errors import TooLargeError
from negsim.kernels.bounded.aims import Least
from negsim.kernels.bounded.bounds import bounds_of
from negsim.kernels.bounded.conditions import Choice, Prepared
from negsim.kernels.bounded.plan import Plan, plan_of
from negsim.kernels.bounded.rounds import Rounds
from negsim.kernels.bounded.seeking import SHORT
from negsim.kernels.bounded.table import Table
from negsim.kernels.bounded.walk import BlockWalk, Walker, default_walker
from negsim.kernels.programs import Draft, chosen, minimise, spread
from negsim.kernels.verdicts import Verdict

MAX_COMPILED_NODES = 50_000_000
"""How many options a compiled walk tries before integer programming is asked."""
MAX_PLAIN_NODES = 2_000_000
"""How many a walk in blocks tries."""
_ROWS = 8
"""How many weighted sums a walk has."""


def unlimited() -> float | None:
    """Return None: there is no limit on time."""
    return None


@define(eq=False)
class Decider:
    """What has the last word on a set of conditions.

    Parameters
    ----------
    walker:
        How to walk; None for the fastest way that is installed, after a short walk in blocks, so that small questions
        need not wait for numba to load.
    max_nodes:
        How many options a walk tries; None for the limits of this module.
    left:
        Returns the seconds that are left, None for as many as it takes.
    """

    prepared: Prepared
    walker: Walker | None = None
    max_nodes: int | None = None
    left: Callable[[], float | None] = unlimited
    _is_far: bool = field(default=False, init=False)

    def verdict(self, wanted: int, columns: list[int], rounds: Rounds) -> Verdict:
        """Return a choice that meets a set of conditions, or those of them that no choice meets.

        Parameters
        ----------
        columns:
            The columns whose floors are among them, at least one.
        rounds:
            The rows that their marks leave, and weights that make bounds.

        Raises
        ------
        TooLargeError
            If neither a walk nor integer programming came to an end.
        """
        rows = np.argsort(~rounds.alive, axis=1, kind="stable")[:, : int(rounds.alive.sum(axis=1).max(initial=0))]
        floors = tuple(self.prepared.conditions.floors[column] for column in columns)
        aim = Least(floors, (1,) * len(columns), tuple(range(len(columns))), 1)
        goal = rounds.bounds(_ROWS) / self.prepared.ranges[columns]
        table = _table(self.prepared, rounds.alive, rows, columns)
        bounds = bounds_of(table, floors, goal=goal, hard=np.zeros_like(goal))
        budgets = bounds.budgets(aim, 0)
        plan = None if budgets is None else plan_of(bounds, budgets, is_sorted=True)
        if plan is None or budgets is None:
            return Verdict(None, self._without(wanted, columns))
        is_over, leaf = self._leaf(plan, budgets - plan.offsets)
        if leaf is not None:
            return self.prepared.conditions.verdict(rows[np.arange(len(rows)), leaf])
        if is_over:
            return Verdict(None, self._without(wanted, columns))
        return self._programmed(wanted, columns, rounds.alive)

    def _without(self, wanted: int, columns: list[int]) -> int:
        """Return the conditions wanted without marks that no row has."""
        floors = sum(1 << self.prepared.conditions.behind[column] for column in columns)
        return wanted & (floors | sum(1 << at for at, issues in enumerate(self.prepared.where) if issues))

    def _leaf(self, plan: Plan, budgets: NDArray[np.int64]) -> tuple[bool, Choice | None]:
        """Return whether a walk came to its end, and the first leaf it met."""
        if not self._is_far:
            is_over, leaf = self._walk(self.walker or BlockWalk, plan, budgets, SHORT)
            if is_over or leaf is not None:
                return is_over, leaf
            self._is_far = True
        walker = self.walker or default_walker()
        return self._walk(walker, plan, budgets, MAX_PLAIN_NODES if walker is BlockWalk else MAX_COMPILED_NODES)

    def _walk(self, walker: Walker, plan: Plan, budgets: NDArray[np.int64], limit: int) -> tuple[bool, Choice | None]:
        walk = walker(plan)
        most = limit if self.max_nodes is None else min(limit, self.max_nodes)
        leaves, _ = walk.advance(budgets, max_leaves=1, max_nodes=most)
        return walk.is_over, plan.choices(leaves)[0] if len(leaves) else None

    def _programmed(self, wanted: int, columns: list[int], alive: NDArray[np.bool_]) -> Verdict:
        """Decide by integer programming: what it finds is checked, and what it cannot find counts if it is proved."""
        conditions = self.prepared.conditions
        draft = Draft()
        rows = [np.flatnonzero(own) for own in alive]
        parts = draft.choices([len(own) for own in rows])
        for column in columns:
            entries = [conditions.values[issue, own, column].tolist() for issue, own in enumerate(rows)]
            draft.row(spread(parts, entries), lower=conditions.floors[column])
        answer = minimise(draft.program({}), seconds=self.left())
        if answer.values is not None:
            taken = [own[at] for own, at in zip(rows, chosen(answer, parts), strict=True)]
            verdict = conditions.verdict(np.array(taken, dtype=np.intp))
            if not verdict.members & wanted:
                return verdict
        if answer.status == "infeasible" and answer.is_proven:
            return Verdict(None, self._without(wanted, columns))
        raise TooLargeError(
            "telling whether all can be met together",
            MAX_COMPILED_NODES + 1,
            MAX_COMPILED_NODES,
            "steps of a search, and integer programming did not decide either",
            "Round weights and values to fewer digits, or ask about fewer demands.",
        )


def _table(prepared: Prepared, alive: NDArray[np.bool_], rows: NDArray[np.intp], columns: list[int]) -> Table:
    """Return what the rows that are alive lose of some columns; beyond each issue's own they are never read."""
    issues = len(rows)
    return Table(
        losses=np.ascontiguousarray(prepared.losses[np.arange(issues)[:, None], rows][:, :, columns]),
        sizes=alive.sum(axis=1),
        ideals=tuple(prepared.ideals[column] for column in columns),
        members=(),
        hits=np.ones((0, issues, rows.shape[1]), dtype=bool),
        has_all_forbidden=False,
    )
