"""Asking which sets of conditions can be met: by what is known, multipliers, climbing, a walk, integer programs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field

from negsim.kernels.bounded.conditions import Conditions, Prepared, prepared
from negsim.kernels.bounded.deciding import Decider, unlimited
from negsim.kernels.bounded.known import Known
from negsim.kernels.bounded.proofs import Proofs
from negsim.kernels.bounded.rounds import Rounds
from negsim.kernels.bounded.walk import Walker
from negsim.kernels.hitting_sets import bits
from negsim.kernels.verdicts import Verdict

_ROUNDS = 20
"""Rounds of multipliers before climbing, and before a walk where that finds nothing."""
_STARTS = 3
"""How many of the choices that rounds came by are climbed from."""


@define(eq=False)
class Asker:
    """Answers whether sets of conditions can be met together, and keeps what it learns.

    Parameters
    ----------
    conditions:
        What is asked about.
    walker, max_nodes, left:
        As of :class:`negsim.kernels.bounded.deciding.Decider`. What can be met is the same however it is walked; which
        choice meets it may differ where integer programming is asked.

    Notes
    -----
    In this order: choices met and sets refuted before; proofs made before (:mod:`.proofs`); rounds of multipliers, each
    of which may prove that there is none or come by a choice; climbing; a depth-first walk under the same weights;
    integer programming (HiGHS), whose choice is checked and whose refusal counts where numbers are small enough to be
    certain. Exponential at worst.

    Examples
    --------
    >>> asker = Asker(Conditions(values=[[[3], [0]], [[1], [2]]], marks=[[1, 0], [0, 2]], floors=[3], behind=[2]))
    >>> asker.ask(0b101), asker.ask(0b110)
    (Verdict(choice=None, members=5), Verdict(choice=(0, 0), members=1))
    """

    conditions: Conditions
    walker: Walker | None = None
    max_nodes: int | None = None
    left: Callable[[], float | None] = unlimited
    _prepared: Prepared = field(init=False)
    _known: Known = field(init=False)
    _proofs: Proofs = field(init=False)
    _decider: Decider = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._prepared = prepared(self.conditions)
        self._known = Known(self._prepared.words.shape[2])
        self._proofs = Proofs(self._prepared)
        self._decider = Decider(self._prepared, walker=self.walker, max_nodes=self.max_nodes, left=self.left)

    def ask(self, wanted: int) -> Verdict:
        """Return a choice that meets a set of conditions, or some of them that no choice meets.

        Raises
        ------
        TooLargeError
            If neither a walk nor integer programming came to an end.
        """
        verdict = self._known.verdict(wanted)
        if verdict is None:
            verdict = self._decided(wanted)
            self._known.add(verdict)
        return verdict

    def _decided(self, wanted: int) -> Verdict:
        alive = self._prepared.alive(wanted)
        dead = np.flatnonzero(~alive.any(axis=1))
        if len(dead):
            return Verdict(None, self._blocking(int(dead[0]), wanted))
        columns = self._prepared.columns(wanted)
        if not columns:
            return self.conditions.verdict(alive.argmax(axis=1))
        core = self._proofs.core(wanted, alive)
        if core is not None:
            return Verdict(None, core)
        rounds = Rounds(self._prepared.parts[:, :, columns], self._prepared.rooms[columns], alive)
        verdict = self._proposed(rounds, wanted, columns)
        return self._decider.verdict(wanted, columns, rounds) if verdict is None else verdict

    def _proposed(self, rounds: Rounds, wanted: int, columns: list[int]) -> Verdict | None:
        """Return what rounds and climbing decide: choices and weights are floats' ideas, checked in whole numbers."""
        for _ in range(_ROUNDS):
            found = rounds.next()
            if found is not None and not (verdict := self.conditions.verdict(found)).members & wanted:
                return verdict
            if rounds.excess > 0:
                core = self._proofs.add(rounds.weights, columns, wanted, rounds.alive)
                if core is not None:
                    return Verdict(None, core)
        found = rounds.climbed(_STARTS)
        if found is not None and not (verdict := self.conditions.verdict(found)).members & wanted:
            return verdict
        return None

    def _blocking(self, issue: int, wanted: int) -> int:
        """Return few conditions wanted whose marks leave an issue without a row."""
        marks, core = self._prepared.kinds[issue][0], wanted
        for condition in bits(wanted):
            fewer = core & ~(1 << condition)
            if all(mark & fewer for mark in marks):
                core = fewer
        return core
