"""What the picture of who blocks what shows, before it is drawn: minimal conflicts between red lines, by group."""

from __future__ import annotations

from collections import Counter

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.deals.conflicts import Group
from negsim.fields import entries, texts
from negsim.plots.demands import meaning, side_label, side_of
from negsim.plots.words import Heading, clean, count, listed, setting

MAX_LINKS = 24
"""How many conflicts of one group are drawn."""
MAX_GROUPS = 24
"""How many groups are drawn."""

_HOW_TO_READ = (
    "Each link is a minimal conflict: no package meets all the demands that it joins, and giving way on any one of "
    "them resolves that conflict, not the others. Every conflict must be resolved for a deal. Where lines cross "
    "without a mark there is no conflict."
)
_NOT_TO_CONCLUDE = (
    "That a demand is in many conflicts does not make its side the one to blame: the same conflict stands in the way "
    "of every demand in it. Demands are the analyst's reading of what was said."
)


@frozen(kw_only=True)
class Blocker:
    """A demand that is in some conflict.

    Attributes
    ----------
    name, meaning:
        As negsim names it, and in words.
    side:
        The index of its side in :attr:`ConflictMap.sides`.
    """

    name: str
    meaning: str
    side: int


@frozen(kw_only=True)
class Link:
    """A minimal conflict: its place among all conflicts, from 1, and the names of its demands."""

    number: int
    demands: tuple[str, ...] = field(converter=texts)


@frozen(kw_only=True)
class ConflictGroup:
    """Issues that hang together, the demands that collide there, and the conflicts.

    Attributes
    ----------
    issues:
        Their titles.
    blockers:
        By side, in the problem's order.
    links:
        The conflicts that are drawn.
    more:
        How many are left out; None where not all were found.
    """

    issues: tuple[str, ...] = field(converter=texts)
    blockers: tuple[Blocker, ...] = field(converter=entries)
    links: tuple[Link, ...] = field(converter=entries)
    more: int | None


@frozen(kw_only=True)
class ConflictMap:
    """What the picture of who blocks what shows.

    Attributes
    ----------
    sides:
        Names of the sides with a demand in some conflict.
    groups:
        Those with a conflict, in the order of their first issues.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    sides: tuple[str, ...] = field(default=(), converter=texts)
    groups: tuple[ConflictGroup, ...] = field(default=(), converter=entries)
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        groups = [
            f"{listed(group.issues)}: " + "; ".join(" against ".join(link.demands) for link in group.links)
            for group in self.groups
        ]
        return f"{self.heading.title}. {self.heading.subtitle}. {'. '.join(groups)}."


def conflicts_data(analysis: Analysis) -> ConflictMap:
    """Return what the picture of who blocks what shows."""
    closed = [group for group in analysis.groups if group.conflicts]
    heading = Heading(title=_title(analysis, closed), subtitle=setting(analysis), caption=_caption(analysis, closed))
    if not closed:
        why = analysis.refused.get("conflicts", "no red lines collide, so the zone is open")
        return ConflictMap(heading=heading, reason=why)
    shown = closed[:MAX_GROUPS]
    involved = {name for group in shown for link in group.conflicts[:MAX_LINKS] for name in link.demands}
    sides = [side_of(analysis, demand) for demand in analysis.problem.demands if demand.name in involved]
    order = [side for side in analysis.problem.sides if side in sides]
    return ConflictMap(
        heading=heading,
        sides=[side_label(analysis, side) for side in order],
        groups=[_group(analysis, group, order) for group in shown],
    )


def _group(analysis: Analysis, group: Group, sides: list[str]) -> ConflictGroup:
    numbers = {conflict.demands: number for number, conflict in enumerate(analysis.conflicts, start=1)}
    drawn = group.conflicts[:MAX_LINKS]
    involved = {name for conflict in drawn for name in conflict.demands}
    blockers = [
        Blocker(name=clean(demand.name), meaning=meaning(analysis, demand), side=sides.index(side_of(analysis, demand)))
        for demand in analysis.problem.demands
        if demand.name in involved
    ]
    links = [Link(number=numbers[entry.demands], demands=[clean(name) for name in entry.demands]) for entry in drawn]
    return ConflictGroup(
        issues=[clean(analysis.scenario.issue(issue).label) for issue in group.issues],
        blockers=sorted(blockers, key=lambda blocker: blocker.side),
        links=sorted(links, key=lambda link: link.number),
        more=len(group.conflicts) - len(drawn) if group.complete else None,
    )


def _title(analysis: Analysis, closed: list[Group]) -> str:
    if not closed:
        return "No red lines collide" if "conflicts" not in analysis.refused else "Conflicts were not worked out"
    number = sum(len(group.conflicts) for group in closed)
    where = f"in {count(len(closed), 'group')} of issues"
    found = f"{count(number, 'conflict')} {where} {'closes' if number == 1 else 'close'} the zone"
    if number == 1:
        return found
    often = Counter(name for group in closed for conflict in group.conflicts for name in conflict.demands)
    name, times = max(often.items(), key=lambda entry: entry[1])
    return f"{found}; {clean(name)} is in {times} of them" if times > 1 else found


def _caption(analysis: Analysis, closed: list[Group]) -> list[str]:
    if not closed:
        return []
    caption = [_HOW_TO_READ, _NOT_TO_CONCLUDE]
    if len(closed) > MAX_GROUPS:
        caption.insert(0, f"{count(len(closed) - MAX_GROUPS, 'group is', 'groups are')} not shown.")
    is_open = [issue for group in analysis.groups if group.is_open for issue in group.issues]
    if is_open:
        caption.insert(1, f"No red lines collide on {listed(clean(issue) for issue in is_open)}.")
    return caption
