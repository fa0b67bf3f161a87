"""Where stated lines collide, in words: by issue, then what ties issues together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from negsim.cli.phrases import (
    Footnotes,
    citation,
    demand_phrase,
    footnotes,
    holders,
    source_list,
    title,
)
from negsim.cli.text import at_least, chances, hanging, listed, plural, section
from negsim.deals.analysis import Analysis
from negsim.deals.conflicts import Conflict, Group
from negsim.explanation import points_text
from negsim.problem import Demand


def colliding_issues(analysis: Analysis) -> dict[str, list[Demand]]:
    """Return, for each issue on which lines about it alone collide, these lines, the earliest party first."""
    by_name = {demand.name: demand for demand in analysis.problem.demands}
    found: dict[str, list[Demand]] = {}
    for issue in analysis.problem.space.issues:
        names = [
            name for conflict in analysis.conflicts if _is_about(analysis, conflict, issue.id) for name in conflict
        ]
        if names:
            found[issue.id] = [by_name[name] for name in by_name if name in names]
    return found


def tied_conflicts(analysis: Analysis) -> list[Conflict]:
    """Return the conflicts that no single issue is the place of."""
    issues = [issue.id for issue in analysis.problem.space.issues]
    return [
        conflict for conflict in analysis.conflicts if not any(_is_about(analysis, conflict, issue) for issue in issues)
    ]


def collision_lines(analysis: Analysis, numbers: Footnotes, *, width: int) -> list[str]:
    """Return who insists on what, one entry for each issue that collides, then what ties issues together."""
    found = colliding_issues(analysis)
    hang = max((len(issue) for issue in found), default=0) + 2
    lines: list[str] = []
    for issue, demands in found.items():
        lines += hanging(issue, _sentence(analysis, issue, demands, numbers), width=width, indent=2, hang=hang)
    return lines + _tied(analysis, numbers, width=width)


def conflict_report(analysis: Analysis, *, width: int, most: int | None, most_repairs: int | None) -> str:
    """Return every group with its conflicts, each demand with what was said, and what would mend it."""
    numbers = footnotes(analysis.compilation, analysis.problem.demands)
    lines = [*hanging("", title(analysis.compilation), width=width), ""]
    closed = [group for group in analysis.groups if not (group.is_open and group.complete)]
    if not closed and "conflicts" not in analysis.refused:
        lines += [*hanging("", "No lines that count collide: the zone is open.", width=width), ""]
    for group in closed:
        lines += [*_group(analysis, group, numbers, width=width, most=most), ""]
    if "conflicts" in analysis.refused and analysis.conflicts:
        lines += hanging("", "Of the lines alone, whatever the reservations that tie them, these collide:", width=width)
        for conflict in analysis.conflicts[:most]:
            lines += hanging("- ", conflict.name, width=width, indent=2)
        lines.append("")
    if analysis.repairs is not None and analysis.repairs.count:
        lines += [*_repairs(analysis, width=width, most=most_repairs), ""]
    cited = source_list(analysis.compilation, numbers)
    if cited and closed:
        lines += hanging("Sources  ", f"{cited}. (*: assumed by the analyst)", width=width)
    for reason in dict.fromkeys(analysis.refused.values()):
        lines += section("NOT ANSWERED:", reason, width=width)
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")


def _is_about(analysis: Analysis, conflict: Conflict, issue_id: str) -> bool:
    by_name = {demand.name: demand for demand in analysis.problem.demands}
    lines = [by_name[name].line for name in conflict]
    return all(line is not None and line.issues == (issue_id,) for line in lines) or (
        _overlap(analysis, conflict, issue_id) == {issue_id}
    )


def _overlap(analysis: Analysis, conflict: Conflict, issue_id: str) -> set[str]:
    """Return the issues that all lines of a conflict are on, where only stated lines reach beyond the issue asked."""
    by_name = {demand.name: demand for demand in analysis.problem.demands}
    lines = [by_name[name].line for name in conflict]
    if not all(line is not None and issue_id in line.issues for line in lines):
        return set()
    single = [line for line in lines if line is not None and line.issues == (issue_id,)]
    boxes = [box for line in lines if line is not None for box in line.boxes if set(box.forbids) == {issue_id}]
    options = {option for box in boxes for option in box.forbids[issue_id]}
    covers = options == set(analysis.scenario.issue(issue_id).option_ids)
    return {issue_id} if single and covers else set()


def _sentence(analysis: Analysis, issue: str, demands: Sequence[Demand], numbers: Footnotes) -> str:
    """Join the parties that say the same of the same issue."""
    compilation = analysis.compilation
    said: dict[str, list[str]] = {}
    for demand in demands:
        who = f"{holders(demand)}{citation(compilation, demand, numbers)}"
        said.setdefault(demand_phrase(compilation, demand, on=issue), []).append(who)
    return "; ".join(f"{', '.join(who)}: {phrase}" for phrase, who in said.items())


def _tied(analysis: Analysis, numbers: Footnotes, *, width: int) -> list[str]:
    hub, tied = tying_demand(analysis), tied_conflicts(analysis)
    if hub is None:
        return []
    count = sum(hub.name in conflict.demands for conflict in tied)
    through = "" if count == len(tied) else f"{count} of them "
    more = "more " if len(tied) < len(analysis.conflicts) else ""
    text = (
        f"{len(tied)} {more}{'conflict ties' if len(tied) == 1 else 'conflicts tie'} issues together, "
        f"{through}through {hub.name} "
        f"({holders(hub)}{citation(analysis.compilation, hub, numbers)}: {demand_phrase(analysis.compilation, hub)})"
    )
    return hanging("", text, width=width, indent=2)


def tying_demand(analysis: Analysis) -> Demand | None:
    """Return what ties issues together the most: a linkage if one does, else the demand in most of these conflicts."""
    by_name = {demand.name: demand for demand in analysis.problem.demands}
    counts = Counter(name for conflict in tied_conflicts(analysis) for name in conflict)
    if not counts:
        return None
    return by_name[max(counts, key=lambda name: (_is_linkage(by_name[name]), counts[name]))]


def _is_linkage(demand: Demand) -> bool:
    return demand.line is not None and len(demand.line.issues) > 1


def _group(analysis: Analysis, group: Group, numbers: Footnotes, *, width: int, most: int | None) -> list[str]:
    chance = (
        None if analysis.odds is None else next(entry for entry in analysis.odds.groups if entry.issues == group.issues)
    )
    odds = f", odds {chances(chance.open, chance.at_most)}" if chance is not None else ""
    conflicts = f"{at_least(group.complete)}{plural(len(group.conflicts), 'conflict')}"
    count = f"{conflicts}, {at_least(group.repairs_complete)}{plural(len(group.repairs), 'repair')}"
    lines = hanging("", f"{listed(list(group.issues))}: {count}{odds}", width=width)
    by_name = {demand.name: demand for demand in analysis.problem.demands}
    through_lines = [conflict for conflict in group.conflicts if not conflict.has_reservation]
    through_reservations = [conflict for conflict in group.conflicts if conflict.has_reservation]
    listed_conflicts = [*through_lines, *through_reservations[:1]]
    for conflict in listed_conflicts[:most]:
        lines += hanging("- ", conflict.name, width=width, indent=2)
    if len(listed_conflicts[:most]) < len(listed_conflicts):
        lines.append(f"  and {plural(len(listed_conflicts[most:]), 'more', 'more')} (--all shows them)")
    if len(through_reservations) > 1:
        lines.append(f"  and {len(through_reservations) - 1} more through a reservation")
    lines += hanging("", "in which", width=width, indent=2) if group.conflicts else []
    for name in dict.fromkeys(name for conflict in group.conflicts for name in conflict):
        demand = by_name[name]
        who = f"{holders(demand)}{citation(analysis.compilation, demand, numbers)}"
        lines += hanging(f"{name}  ", f"{who}: {demand_phrase(analysis.compilation, demand)}", width=width, indent=4)
    if not group.complete:
        why = "The smallest conflicts only: there are too many to list, or time ran out."
        lines += hanging("", why, width=width, indent=2)
    return lines


def _repairs(analysis: Analysis, *, width: int, most: int | None) -> list[str]:
    repairs = analysis.repairs
    assert repairs is not None, "asked for only where there are repairs"
    count = (
        "1 set of lines, softened whole, opens"
        if repairs.count == 1
        else f"{repairs.count:,} sets of lines, softened whole, open"
    )
    count = count if repairs.counted else f"At least {count}"
    lines = hanging("", f"{count} the zone. The least movement:", width=width)
    for number, repair in enumerate(repairs.items[:most], start=1):
        moves = ", ".join(f"{side} {points_text(breach.total)}" for side, breach in repair.deal.breaches.items())
        lines += hanging(f"{number}. ", f"soften {', '.join(repair.demands)} (breach: {moves})", width=width, indent=2)
    left = repairs.count - len(repairs.items[:most])
    if left:
        more = "more" if repairs.counted else "more known"
        lines.append(f"  and {left:,} {more} (--limit and --all show them)")
    return lines
