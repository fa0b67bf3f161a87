"""The nearest deals in words: who moves how far on which issue."""

from __future__ import annotations

from fractions import Fraction

from negsim.cli.text import at_least, hanging, listed, section
from negsim.deals.analysis import Analysis
from negsim.deals.deal import Deal, demand_cost
from negsim.explanation import points_text
from negsim.problem import BargainingProblem, Demand


def nearest_lines(analysis: Analysis, *, width: int) -> list[str]:
    """Return the first nearest deal issue by issue, and how the runner-up differs; nothing where the zone is open."""
    nearest = analysis.nearest_deals
    if nearest is None:
        return section("NEAREST DEALS not answered:", analysis.refused["nearest_deals"], width=width)
    if not nearest.items:
        return []
    first, *others = nearest.items
    known = "two" if others else "one"
    of = f"{at_least(nearest.counted)}{nearest.count:,}"
    shown = "the only one" if nearest.counted and nearest.count == 1 else f"the first {known} of {of}"
    head = f"{shown}; who gives up what, in points of 100 of its own value"
    lines = [*section("NEAREST DEALS:", head, width=width), f"1. {_moved(first)}"]
    moves = deal_moves(analysis, first)
    hang, gap = (max((len(row[column]) for row in moves), default=0) + 2 for column in (0, 1))
    for issue, prices, option in moves:
        lines += hanging(f"{issue.ljust(hang)}{prices.ljust(gap)}", option, width=width, indent=3)
    kept = [issue for issue in first.package if issue not in [move[0] for move in moves]]
    if kept:
        agreed = ", ".join(f"{issue} {first.package[issue]}" for issue in kept)
        lines += hanging("no line broken  ", agreed, width=width, indent=3)
    for other in others[:1]:
        lines += hanging("2. ", f"{_moved(other)}: as 1, but {_differences(analysis, other, first)}", width=width)
    return lines


def deal_moves(analysis: Analysis, deal: Deal) -> list[tuple[str, str, str]]:
    """Return, for each issue on which a deal breaks a line, its id, what that costs whom, and the option taken.

    Lines about no single issue come last, under their names.
    """
    rows: dict[str, list[str]] = {}
    for demand in analysis.problem.demands:
        if demand.name in deal.broken:
            rows.setdefault(_place(deal, demand), []).append(_price(analysis.problem, deal, demand))
    ordered = [*(issue for issue in deal.package if issue in rows), *(place for place in rows if ":" in place)]
    labels = {issue.id: issue.option(deal.package[issue.id]).label for issue in analysis.scenario.issues}
    return [(place, ", ".join(rows[place]), labels.get(place, "let go of")) for place in ordered]


def _moved(deal: Deal) -> str:
    return listed([f"{side} {points_text(breach.total)}" for side, breach in deal.breaches.items()])


def _differences(analysis: Analysis, deal: Deal, other: Deal) -> str:
    changed = deal.package.changes_from(other.package)
    named = [f"{issue}: {analysis.scenario.issue(issue).option(deal.package[issue]).label}" for issue in changed]
    return "; ".join(named) or "nothing else"


def _place(deal: Deal, demand: Demand) -> str:
    """Return the issue on which a deal breaks a demand, or the demand's name where that is no single issue."""
    if demand.line is None:
        return demand.name
    hit = [box for box in demand.line.boxes if box.covers(deal.package)]
    about = demand.line.is_on or tuple(
        dict.fromkeys(issue for box in hit for issue in box.forbids if len(box.forbids) == 1)
    )
    return next((issue for issue in about if any(issue in box.forbids for box in hit)), demand.name)


def _price(problem: BargainingProblem, deal: Deal, demand: Demand) -> str:
    """Return who pays what for one broken demand; in brackets where the bloc's breach is another member's."""
    price = points_text(demand_cost(problem, demand, deal.package))
    side = problem.party(demand.party).side
    counted = _largest_mover(problem, deal, side) in demand.shared_by
    return f"{side} {price}" if counted else f"({', '.join(demand.shared_by)} {price})"


def _largest_mover(problem: BargainingProblem, deal: Deal, side: str) -> str:
    """Return the member of a side that a deal costs most: its breach is the side's."""
    costs: dict[str, Fraction] = {party.id: Fraction(0) for party in problem.constrainers if party.side == side}
    for demand in problem.demands:
        for party in demand.shared_by:
            if demand.name in deal.broken and party in costs:
                costs[party] += demand_cost(problem, demand, deal.package)
    return max(costs, key=lambda party: costs[party])
