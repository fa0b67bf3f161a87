"""Principles: which demands stand or fall together, because their party rests them on one principle."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from negsim.errors import UnknownNameError
from negsim.fields import texts
from negsim.kernels.connected import connected_sets
from negsim.problem import BargainingProblem


@frozen(kw_only=True)
class Principle:
    """Demands of one party, or shared within one bloc, that rest on one principle.

    Attributes
    ----------
    name:
        As the statements behind them name it; empty where the demands were taken together for another reason.
    demands:
        Their names, in the problem's order; at least two.
    """

    name: str
    demands: tuple[str, ...] = field(converter=texts)


def principles(problem: BargainingProblem) -> tuple[Principle, ...]:
    """Return the demands that rest on one principle, in the order of their first.

    Lines of one party that name one principle belong together, and so do lines of several parties of a bloc that share
    a line which names it. Two parties that merely use the same words do not share a principle. A principle on which a
    single line rests ties nothing, and is left out.

    Examples
    --------
    >>> import negsim
    >>> from negsim.problem import BargainingProblem, ProblemLine, ProblemParty
    >>> def line(name, issue):
    ...     box = negsim.Box({issue: ["yes"]}, price=5)
    ...     return ProblemLine(id=name, shared_by=["A"], boxes=[box], principle="neutrality")
    >>> problem = BargainingProblem(
    ...     scenario="s", reading="given",
    ...     space=negsim.Space([negsim.Issue("bases", ["yes", "no"]), negsim.Issue("pact", ["yes", "no"])]),
    ...     parties=[ProblemParty(id="A", red_lines=[line("no-bases", "bases"), line("no-pact", "pact")])])
    >>> principles(problem)
    (Principle(name='neutrality', demands=('A:no-bases', 'A:no-pact')),)
    """
    resting = [demand for demand in problem.demands if demand.line is not None and demand.line.principle]
    named = [demand.line.principle if demand.line is not None else "" for demand in resting]
    holders: dict[tuple[str, str], list[int]] = {}
    for at, (demand, name) in enumerate(zip(resting, named, strict=True)):
        for party in demand.shared_by:
            holders.setdefault((party, name), []).append(at)
    sets = connected_sets(len(resting), holders.values())
    return tuple(
        Principle(name=named[part[0]], demands=[resting[at].name for at in part]) for part in sets if len(part) > 1
    )


def taken_together(problem: BargainingProblem, given: Iterable[Iterable[str]]) -> tuple[Principle, ...]:
    """Return sets of demands that a user takes to be firm together, in the problem's order.

    Raises
    ------
    UnknownNameError
        If the problem has no demand of a name.
    ValueError
        If a demand is named twice.
    """
    place = {demand.name: at for at, demand in enumerate(problem.demands)}
    found: list[list[str]] = []
    seen: set[str] = set()
    for part in given:
        names = list(part)
        for name in names:
            if name not in place:
                raise UnknownNameError("demand", name, place)
            if name in seen:
                raise ValueError(f"{name} is named twice; expected each demand to be in one set at most, once")
            seen.add(name)
        found.append(sorted(names, key=place.__getitem__))
    together = sorted((names for names in found if len(names) > 1), key=lambda names: place[names[0]])
    return tuple(Principle(name="", demands=names) for names in together)
