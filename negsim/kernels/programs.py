"""Integer programs: a linear sum made least within linear bounds, some variables whole; solved by HiGHS in floats.

What comes back is a proposal with a bound, both in floats. Whoever asks rounds it to a choice (:func:`chosen`), checks
and values that in integers, and may take the bound for a proof where magnitudes leave room (:attr:`Answer.is_proven`).

The shape that most questions have, "one row of each part is chosen", is built like this: the least sum of the first
column with a second column of at least 3.

>>> draft = Draft()
>>> parts = draft.choices([2, 3])
>>> draft.row(spread(parts, [[2, 0], [1, 3, 0]]), lower=3)
>>> answer = minimise(draft.program(spread(parts, [[5, 1], [4, 7, 0]])))
>>> answer.status, answer.objective, chosen(answer, parts), answer.is_proven
('optimal', 8.0, (1, 1), True)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

MAX_PROVEN = 10**9
"""How large the objective and each row, added up without signs, may be where HiGHS's bound is taken for a proof."""


def _read_only(given: Any, *, kind: Any) -> NDArray[Any]:
    entries = np.array(given, dtype=kind)
    entries.flags.writeable = False
    return entries


def _floats(given: Any) -> NDArray[np.float64]:
    return _read_only(given, kind=np.float64)


def _places(given: Any) -> NDArray[np.int64]:
    return _read_only(given, kind=np.int64)


def _truths(given: Any) -> NDArray[np.bool_]:
    return _read_only(given, kind=np.bool_)


@frozen(kw_only=True, eq=False)
class Program:
    """A linear sum of n variables to be made least, within m rows of linear bounds.

    Attributes
    ----------
    costs, lower, upper:
        Shape (n,): what one of each variable costs, and its bounds, which may be infinite where nothing pulls a
        variable there.
    is_whole:
        Shape (n,): which variables take integers only.
    starts, columns, coefficients:
        The rows, one after the other: row *i* has the entries from ``starts[i]`` to ``starts[i + 1]``.
    row_lower, row_upper:
        Shape (m,).

    Raises
    ------
    ValueError
        If a variable may make the sum as little as it likes.
    """

    costs: NDArray[np.float64] = field(converter=_floats)
    lower: NDArray[np.float64] = field(converter=_floats)
    upper: NDArray[np.float64] = field(converter=_floats)
    is_whole: NDArray[np.bool_] = field(converter=_truths)
    starts: NDArray[np.int64] = field(converter=_places)
    columns: NDArray[np.int64] = field(converter=_places)
    coefficients: NDArray[np.float64] = field(converter=_floats)
    row_lower: NDArray[np.float64] = field(converter=_floats)
    row_upper: NDArray[np.float64] = field(converter=_floats)

    def __attrs_post_init__(self) -> None:
        pulled = np.where(self.costs > 0, self.lower, np.where(self.costs < 0, self.upper, 0.0))
        if not np.isfinite(pulled).all():
            at = int(np.flatnonzero(~np.isfinite(pulled))[0])
            raise ValueError(f"variable {at} has a cost and no bound where that pulls it; expected a finite one")

    @property
    def is_tame(self) -> bool:
        """Whether floats decide on it reliably: every number is whole, and no sum is beyond 10^9.

        All costs, coefficients and bounds that are finite are integers and all variables are whole; and the objective
        and each row, every entry at its largest and without its sign, stay within :data:`MAX_PROVEN`, so that sums of
        floats of 53 bits are exact to about 10^-7, a tenth of HiGHS's tolerance on rows, and costs to far less than
        half a unit.
        """
        numbers = [self.costs, self.coefficients, self.row_lower, self.row_upper, self.lower, self.upper]
        if not self.is_whole.all() or not all(_are_whole(entries) for entries in numbers):
            return False
        most = np.maximum(np.abs(self.lower), np.abs(self.upper))
        entries = np.abs(self.coefficients) * most[self.columns]
        sums = np.bincount(self._owners, weights=entries, minlength=len(self.row_lower))
        return bool(max(float((np.abs(self.costs) * most).sum()), float(sums.max(initial=0.0))) <= MAX_PROVEN)

    @property
    def _owners(self) -> NDArray[np.int64]:
        """Return the row of each entry."""
        return np.repeat(np.arange(len(self.row_lower)), np.diff(self.starts))


@define
class Draft:
    """A program in the making: variables and rows are added one by one.

    Attributes
    ----------
    variables:
        Of each variable: its bounds, and whether it is whole.
    rows:
        Of each row: its entries by variable, and its bounds.
    """

    variables: list[tuple[float, float, bool]] = field(factory=list)
    rows: list[tuple[Mapping[int, float], float, float]] = field(factory=list)

    def variable(self, *, lower: float = 0, upper: float = 1, is_whole: bool = True) -> int:
        """Add a variable; return its place."""
        self.variables.append((lower, upper, is_whole))
        return len(self.variables) - 1

    def row(self, entries: Mapping[int, float], *, lower: float = -math.inf, upper: float = math.inf) -> None:
        """Add a row: a linear sum of variables, by place, that stays between bounds."""
        self.rows.append(({place: entry for place, entry in entries.items() if entry}, lower, upper))

    def choices(self, sizes: Iterable[int]) -> list[range]:
        """Add, for each size, so many variables of which one is 1 and the others 0; return their places."""
        found = []
        for size in sizes:
            places = range(len(self.variables), len(self.variables) + size)
            self.variables += [(0, 1, True)] * size
            self.row(dict.fromkeys(places, 1), lower=1, upper=1)
            found.append(places)
        return found

    def program(self, costs: Mapping[int, float]) -> Program:
        """Return the program that makes a linear sum of the variables, by place, least."""
        lower, upper, is_whole = zip(*self.variables, strict=True) if self.variables else ((), (), ())
        entries = [item for row, _, _ in self.rows for item in row.items()]
        return Program(
            costs=[costs.get(place, 0) for place in range(len(self.variables))],
            lower=lower,
            upper=upper,
            is_whole=is_whole,
            starts=np.cumsum([0, *(len(row) for row, _, _ in self.rows)]),
            columns=[place for place, _ in entries],
            coefficients=[entry for _, entry in entries],
            row_lower=[least for _, least, _ in self.rows],
            row_upper=[most for _, _, most in self.rows],
        )


@frozen(kw_only=True, eq=False)
class Answer:
    """What HiGHS found.

    Attributes
    ----------
    status:
        ``optimal``; ``infeasible``, where nothing is within the rows; or ``limit``, where it gave up, for time, nodes
        or trouble with numbers.
    values:
        Shape (n,): the best found, whole variables rounded; None where nothing was found.
    objective:
        What it costs; infinite where nothing was found.
    bound:
        Nothing costs less, as far as floats can tell; minus infinity where nothing is known, infinite where nothing is
        within the rows.
    is_proven:
        Whether the status may be taken for a proof: the program is tame (:attr:`Program.is_tame`) and HiGHS finished.
        An objective that is optimal is then the least whole number, and what is infeasible has no solution.
    """

    status: Literal["optimal", "infeasible", "limit"]
    values: NDArray[np.float64] | None
    objective: float
    bound: float
    is_proven: bool


def minimise(program: Program, *, seconds: float | None = None, max_nodes: int | None = None) -> Answer:
    """Solve an integer program.

    Quiet, in one thread, from a fixed seed: the same answer each time, unless time runs out.

    Parameters
    ----------
    seconds:
        How long it may take; None for as long as it does.
    max_nodes:
        How many nodes of the search tree it may look at.

    Notes
    -----
    HiGHS: branch and cut (Huangfu and Hall 2018). It holds rows to 10^-6 and whole variables to 10^-6, and stops when
    the bound is within 10^-6 of the best found, with no relative slack. What it allows beyond a row makes its
    solutions more, so that a bound only gets weaker by it; the best found may be a little outside, which whoever rounds
    it must check.

    References
    ----------
    Q. Huangfu and J. A. J. Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation
    10 (2018).
    """
    import highspy  # slow to import, and needed only here

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    options: dict[str, Any] = {"random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6, "parallel": "off"}
    if seconds is not None:
        options["time_limit"] = max(0.0, seconds)
    if max_nodes is not None:
        options["mip_max_nodes"] = max_nodes
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_model(program, highspy))
    solver.run()
    return _answer(program, solver, highspy)


def spread(parts: Sequence[range], entries: Sequence[Sequence[float]]) -> dict[int, float]:
    """Return the linear sum of :meth:`Draft.choices` that takes an entry of each part: that of what is chosen there.

    Examples
    --------
    >>> spread([range(0, 2), range(2, 4)], [[5, 1], [0, 7]])
    {0: 5, 1: 1, 2: 0, 3: 7}
    """
    return {
        place: entry
        for places, own in zip(parts, entries, strict=True)
        for place, entry in zip(places, own, strict=True)
    }


def chosen(answer: Answer, parts: Sequence[range]) -> tuple[int, ...]:
    """Return which variable of each of :meth:`Draft.choices` is chosen, counted from its first.

    Raises
    ------
    ValueError
        If nothing was found.
    """
    if answer.values is None:
        raise ValueError("an answer without values has no choice")
    return tuple(int(answer.values[places.start : places.stop].argmax()) for places in parts)


def _model(program: Program, highspy: Any) -> Any:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.costs), len(program.row_lower)
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.lower, program.upper
    model.row_lower_, model.row_upper_ = program.row_lower, program.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_col_, model.a_matrix_.num_row_ = model.num_col_, model.num_row_
    model.a_matrix_.start_ = program.starts.astype(np.int32)
    model.a_matrix_.index_ = program.columns.astype(np.int32)
    model.a_matrix_.value_ = program.coefficients
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    model.integrality_ = [kinds[int(entry)] for entry in program.is_whole]
    return model


def _answer(program: Program, solver: Any, highspy: Any) -> Answer:
    statuses = highspy.HighsModelStatus
    model_status, info = solver.getModelStatus(), solver.getInfo()
    # Nothing is unbounded here: a program is refused where a cost pulls a variable without end.
    if model_status in {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}:
        return Answer(status="infeasible", values=None, objective=math.inf, bound=math.inf, is_proven=program.is_tame)
    is_optimal = model_status in {statuses.kOptimal, statuses.kModelEmpty}
    values, objective = None, math.inf
    if is_optimal or info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        found = np.array(solver.getSolution().col_value, dtype=np.float64)
        values = np.where(program.is_whole, np.rint(found), found)
        objective = float(program.costs @ values)
    bound = objective if is_optimal and not program.is_whole.any() else float(info.mip_dual_bound)
    return Answer(
        status="optimal" if is_optimal else "limit",
        values=values,
        objective=objective,
        bound=bound if is_optimal or bound > -highspy.kHighsInf else -math.inf,
        is_proven=is_optimal and program.is_tame,
    )


def _are_whole(entries: NDArray[np.float64]) -> bool:
    finite = entries[np.isfinite(entries)]
    return bool((finite == np.rint(finite)).all())
