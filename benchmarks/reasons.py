"""Why there is no deal: all conflicts and repairs of many parties, lines and reservations."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import negsim
from benchmarks import rivals
from benchmarks.instances import Drawn
from benchmarks.measuring import Limit, Peer, Program, Row

Names = tuple[str, ...]

MAX_SECONDS = 30.0
"""How long the larger question may take; what is found by then must be the smallest sets."""
LEAST_SETS = 50


def reasons(negmas: str) -> Iterator[Row]:
    """Yield: all minimal conflicts, and all minimal repairs as sets of demands."""
    del negmas  # nothing of the kind
    wanted: list[tuple[Drawn, str, list[Limit]]] = [
        (Drawn(parties=4, issues=9, points=1000, level=101, lines=8, interests="random"), "", []),
        (
            Drawn(parties=8, issues=30, points=1000, level=101, lines=16, interests="random"),
            "under 1 s",
            [Limit(most=1)],
        ),
        (
            Drawn(parties=8, issues=30, points=1000, level=101, lines=52, interests="random"),
            f"under {MAX_SECONDS:.0f} s, or the {LEAST_SETS} smallest of each",
            [Limit(most=MAX_SECONDS * 1.1)],
        ),
    ]
    for drawn, target, limits in wanted:
        effort = negsim.Effort(max_seconds=MAX_SECONDS)
        programs: list[Program | Peer] = [
            Program(name="negsim", run=functools.partial(negsim.groups, drawn.problem, effort=effort), answer=sets_of)
        ]
        if drawn.options**drawn.issues <= 10**7:
            programs.append(
                Program(
                    name="negsim, enumeration",
                    run=functools.partial(negsim.groups, drawn.problem, method="enumeration"),
                    answer=sets_of,
                )
            )
        yield Row(
            question="all conflicts and repairs",
            size=drawn.size,
            target=target,
            limits=limits,
            programs=[*programs, _one_by_deletion(drawn)],
        )


FIRST = 5
"""How many nearest deals and repairs are worked out."""


def least_movements(negmas: str) -> Iterator[Row]:
    """Yield: the first nearest deals, and the deals of the first repairs, whose sets are known already."""
    del negmas  # nothing of the kind
    for drawn in (
        Drawn(parties=4, issues=9, points=1000, level=101, lines=8, interests="random"),
        Drawn(parties=8, issues=30, points=1000, level=101, lines=16, interests="random"),
    ):
        ways = ("enumeration", "integer-programming") if drawn.options**drawn.issues <= 10**7 else ()
        known = negsim.groups(drawn.problem)
        questions: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
            f"the first {FIRST} nearest deals": (
                functools.partial(negsim.nearest_deals, drawn.problem, max_deals=FIRST),
                lambda found: [moves_of(deal) for deal in found],
            ),
            f"the deals of the first {FIRST} repairs": (
                functools.partial(negsim.repairs, drawn.problem, found=known, max_repairs=FIRST),
                lambda found: [(repair.demands, moves_of(repair.deal)) for repair in found],
            ),
        }
        for question, (ask, answer) in questions.items():
            yield Row(
                question=question,
                size=drawn.size,
                programs=[
                    Program(name="negsim", run=ask, answer=answer),
                    *(
                        Program(
                            name=f"negsim, {way.replace('-', ' ')}",
                            run=functools.partial(ask, method=way),
                            answer=answer,
                        )
                        for way in ways
                    ),
                ],
            )


def moves_of(deal: negsim.Deal) -> list[tuple[str, Any]]:
    """Return what each side gives up in a deal."""
    return [(side, breach.total) for side, breach in deal.breaches.items()]


def conflict_names(groups: Sequence[Any]) -> list[list[Names]]:
    """Return the conflicts of all groups as sorted names."""
    return [sorted(tuple(sorted(conflict)) for conflict in group.conflicts) for group in groups]


def sets_of(groups: Sequence[Any]) -> dict[str, Any]:
    """Return conflicts and repairs of all groups, those that were all found, and whether conflicts are conflicts.

    Two programs are compared by what both have.
    """
    found: dict[str, Any] = {"one of them": True}
    if all(group.complete for group in groups):
        found["conflicts"] = sorted(names for own in conflict_names(groups) for names in own)
    if all(group.repairs_complete for group in groups):
        found["repairs"] = sorted(tuple(sorted(repair)) for group in groups for repair in group.repairs)
    return found


def _one_by_deletion(drawn: Drawn) -> Program:
    """Return what finds one conflict as is done elsewhere: leave out one demand after the other, and ask HiGHS."""
    return Program(
        name="HiGHS, one conflict by deletion",
        run=functools.partial(rivals.highs_conflict, drawn.tables, drawn.floors or (), drawn.banned),
        answer=_is_among(drawn),
    )


def _is_among(drawn: Drawn) -> Callable[[tuple[list[int], list[int]]], dict[str, Any]]:
    """Return what tells whether a conflict is one of negsim's, where all of them are known."""

    def answer(found: tuple[list[int], list[int]]) -> dict[str, Any]:
        parties, lines = found
        names = [f"p{party}:reservation" for party in parties]
        names += [f"p{drawn.banned[line][2]}:line{line}" for line in lines]
        known = sets_of(negsim.groups(drawn.problem, effort=negsim.Effort(max_seconds=MAX_SECONDS)))
        return {"one of them": "conflicts" not in known or tuple(sorted(names)) in known["conflicts"]}

    return answer
