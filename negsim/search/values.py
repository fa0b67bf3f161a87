"""What packages are worth to the parties that sign, part by part, and which of them count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from negsim.search.effort import STEADY, Effort, Estimate
from negsim.search.enumeration import Block
from negsim.search.indexed import IndexedProblem
from negsim.search.parts import MAX_PACKAGES, Part, refuse_large
from negsim.search.sources import Column, Enumerated, Keep, Source, enumerated

if TYPE_CHECKING:
    from negsim.search.elimination_cases import Question

_SMALL = 2**16
"""Up to how many packages a part is enumerated, whatever elimination would take."""
_LOOK = 30e-9
"""Seconds to look at a package, for each column; measured."""


@frozen
class Loss:
    """The column of a party's points, negated: smaller is better."""

    party: int

    def __call__(self, block: Block) -> NDArray[np.int64]:
        """Return what each package of a block takes."""
        return -block.points(self.party)


def losses(party: int) -> Loss:
    """Return the column of a party's points, negated: smaller is better."""
    return Loss(party)


def keeps_red(block: Block) -> NDArray[np.bool_]:
    """Tell which packages of a block break no red demand."""
    mask = np.ones(len(block), dtype=bool)
    for index in block.part.demands:
        demand = block.indexed.demands[index]
        if demand.demand.red:
            mask &= ~block.broken(demand)
    return mask


def keeps_all(block: Block) -> NDArray[np.bool_]:
    """Keep every package of a block."""
    return np.ones(len(block), dtype=bool)


def known_region(of: str) -> None:
    """Refuse a region that is none.

    Raises
    ------
    ValueError
        Unless it is ``zone`` or ``space``.
    """
    if of not in {"zone", "space"}:
        raise ValueError(f"of={of!r}; expected 'zone' or 'space'")


def value_source(
    indexed: IndexedProblem,
    part: Part,
    *,
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    effort: Effort = STEADY,
) -> Source:
    """Return what the packages of a part take from each signing party, as losses.

    Parameters
    ----------
    keep, budget:
        As for :func:`source`.

    Raises
    ------
    TooLargeError
        As :func:`source`.
    """
    columns = [losses(party) for party in indexed.signers]
    return source(indexed, part, columns=columns, keep=keep, budget=budget, effort=effort)


def source(
    indexed: IndexedProblem,
    part: Part,
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None = None,
    effort: Effort = STEADY,
) -> Source:
    """Return what the packages of a part amount to: by looking at each, or by eliminating its issues one by one.

    Issues can be eliminated where all columns are losses of parties, and either every package counts or those do that
    break no red demand. That is done where parts are too large to enumerate, or it is expected to be quicker; never
    where the effort names enumeration.

    Parameters
    ----------
    keep:
        :func:`keeps_red` or :func:`keeps_all`; any other is enumerated.
    budget:
        The most of each column that is of use: rows beyond may be left out. None for no limits.

    Raises
    ------
    TooLargeError
        Before starting, when the part has too many packages to enumerate, and its issues are too entangled to be
        eliminated or something else is asked; on the way, when there are too many rows to hold.
    """
    question = _question(indexed, part, columns=columns, keep=keep, budget=budget)
    if question is not None and _is_eliminated(question, effort=effort):
        from negsim.search.elimination import by_elimination

        return by_elimination(question, effort=effort)
    refuse_large((part,), what="looking at every package")
    return enumerated(indexed, part, columns=columns, keep=keep, effort=effort)


def refuse_parts(
    indexed: IndexedProblem,
    parts: Sequence[Part],
    *,
    columns: Sequence[Column],
    keep: Keep,
    what: str,
    effort: Effort = STEADY,
) -> None:
    """Refuse a question before starting on any part, where :func:`source` would refuse one of them.

    Raises
    ------
    TooLargeError
        With the size of the largest part, or with how many issues must be looked at together.
    """
    enumerable = []
    for part in parts:
        question = _question(indexed, part, columns=columns, keep=keep, budget=None)
        if question is not None and _is_eliminated(question, effort=effort):
            from negsim.search.elimination import refuse_wide

            refuse_wide(question, effort=effort)
        else:
            enumerable.append(part)
    refuse_large(tuple(enumerable), what=what)


def source_takes(
    indexed: IndexedProblem, part: Part, *, columns: Sequence[Column], keep: Keep, effort: Effort = STEADY
) -> Estimate:
    """Return about what :func:`source` takes for a part."""
    if effort.method == "enumeration":
        return _looking_takes(part, len(columns), effort=effort)
    question = _question(indexed, part, columns=columns, keep=keep, budget=None)
    if question is not None and _is_eliminated(question, effort=effort):
        from negsim.search.elimination import elimination_takes

        return elimination_takes(question)
    return _looking_takes(part, len(columns), effort=effort)


def part_budgets(
    indexed: IndexedProblem, parts: Sequence[Part], budget: Sequence[int | None]
) -> list[tuple[int | None, ...]]:
    """Return, for each part, the most that it may take from each signing party for all parts together to keep a budget.

    That is the budget less the least that the other parts take: bounded by the sums of their tables' least entries.
    """
    least = [
        [_least_loss(indexed, party, part) if most is not None else 0 for part in parts]
        for party, most in zip(indexed.signers, budget, strict=True)
    ]
    return [
        tuple(None if most is None else most - sum(own) + own[at] for most, own in zip(budget, least, strict=True))
        for at in range(len(parts))
    ]


def _least_loss(indexed: IndexedProblem, party: int, part: Part) -> int:
    tables = (table for issues, table in indexed.factors[party] if set(issues) <= set(part.issues))
    return -sum(int(table.max()) for table in tables)


def found_by(sources: Sequence[Source]) -> str:
    """Return how an answer is found that adds up what parts amount to.

    Examples
    --------
    >>> import negsim
    >>> issues = [negsim.Issue("price", ["low", "high"]), negsim.Issue("when", ["now", "later"])]
    >>> seller = negsim.ProblemParty(id="seller", factors=[negsim.Factor(["price"], [0, 9])])
    >>> problem = negsim.BargainingProblem(
    ...     scenario="sale", reading="given", space=negsim.Space(issues), parties=[seller]
    ... )
    >>> negsim.frontier(problem).method
    'merging of 2 parts'
    """
    eliminated = sum(not isinstance(own, Enumerated) for own in sources)
    if len(sources) == 1:
        return "elimination" if eliminated else "enumeration"
    merged = f"merging of {len(sources)} parts"
    return f"{merged}, {eliminated} of them by elimination" if eliminated else merged


def _question(
    indexed: IndexedProblem,
    part: Part,
    *,
    columns: Sequence[Column],
    keep: Keep,
    budget: Sequence[int | None] | None,
) -> Question | None:
    """Return a question as one that elimination can answer; None where it cannot, or the part is small."""
    if part.size <= _SMALL:
        return None
    parties = [column.party for column in columns if isinstance(column, Loss)]
    if len(parties) < len(columns) or len(set(parties)) < len(parties) or keep not in {keeps_red, keeps_all}:
        return None
    # Slow to import, and needed for large parts only.
    from negsim.search.elimination_cases import Question

    red = [index for index in part.demands if indexed.demands[index].demand.red]
    return Question(
        indexed=indexed,
        part=part,
        demands=red if keep is keeps_red else [],
        parties=parties,
        is_efficient=True,
        budget=budget,
    )


def _is_eliminated(question: Question, *, effort: Effort) -> bool:
    """Tell whether a question is answered by elimination."""
    part = question.part
    if effort.method == "enumeration":
        return False
    if part.size > MAX_PACKAGES:
        return True
    from negsim.search.elimination import elimination_takes

    looking = _looking_takes(part, len(question.parties), effort=effort)
    return 4 * elimination_takes(question).seconds < looking.seconds


def _looking_takes(part: Part, columns: int, *, effort: Effort) -> Estimate:
    return Estimate(part.size * (1 + columns) * _LOOK, 8 * (2 + columns) * min(part.size, effort.block) * 4)
