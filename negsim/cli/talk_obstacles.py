"""What stood in the way of a talk, as text: the demands that last offers break, and what was said behind each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from negsim.cli.talk_moves import of_100
from negsim.cli.text import hanging, listed, section
from negsim.experiments.account import Account
from negsim.experiments.obstacles import Obstacle
from negsim.problem import Demand


def in_the_way(account: Account, *, width: int) -> Iterator[str]:
    """Yield what stood in the way of each last offer."""
    if not account.obstacles:
        return
    head = "what each last offer breaks of others' red demands, or is short of what they asked for last:"
    yield from section("WHAT STOOD IN THE WAY,", head, width=width)
    for obstacle in account.obstacles:
        when = f"{obstacle.offered.party}, round {obstacle.offered.round:,}: "
        yield from hanging(when, _stood(account, obstacle), width=width, indent=2)


def _stood(account: Account, obstacle: Obstacle) -> str:
    parts = []
    if obstacle.red:
        parts.append(f"breaks {'; '.join(_whose(account, obstacle.red))}")
    if obstacle.own:
        parts.append(f"breaks its own {listed(list(obstacle.own))}")
    if not obstacle.red and obstacle.soft:
        parts.append(f"breaks {listed(list(obstacle.soft))}, which {'are' if len(obstacle.soft) > 1 else 'is'} not red")
    if not obstacle.red and obstacle.short:
        short = [f"{party} {of_100(account, party, points)}" for party, points in obstacle.short.items()]
        parts.append(f"keeps their red demands, and is short of what they asked for last by {listed(short)} of 100")
    return f"{'; '.join(parts) or 'nothing; the others held out, or were not asked'}."


def _whose(account: Account, names: Sequence[str]) -> list[str]:
    """Return for each party what some demands of its own are about."""
    demands = {demand.name: demand for demand in account.problem.demands}
    lines: dict[str, list[str]] = {}
    for name in names:
        for holder in demands[name].shared_by:
            lines.setdefault(holder, [])
            if demands[name].line is not None:
                lines[holder].append(_about(demands[name]))
    below = [demands[name].party for name in names if demands[name].line is None]
    told = []
    for holder, about in lines.items():
        parts = [f"on {listed(list(dict.fromkeys(about)))}"] if about else []
        parts += ["reservation"] if holder in below else []
        told.append(f"{holder}'s {' and '.join(parts)}")
    return told


def _about(demand: Demand) -> str:
    if demand.line is None:
        return "reservations"
    return demand.line.is_on[0] if len(demand.line.is_on) == 1 else demand.name


def statements(account: Account, *, shown: int | None, width: int) -> Iterator[str]:
    """Yield the red demands that last offers break, by issue, each with the statement behind it."""
    by_issue = _by_issue(account)
    if not by_issue:
        return
    yield from section("WHAT WAS SAID", "on these, the latest statement behind each demand:", width=width)
    names = list(by_issue)
    for issue in names[:shown]:
        yield from hanging("", issue, width=width, indent=2)
        told = by_issue[issue] if shown is None else _of_the_table(account, by_issue[issue])
        for name in told:
            broken = _broken_by(account.blocking[name])
            behind = account.behind.get(name, "nothing that was said is known").rstrip(".")
            yield from hanging("", f"{name} ({broken}): {behind}.", width=width, indent=4)
        also = [name for name in by_issue[issue] if name not in told]
        if also:
            yield from hanging("", f"Also {listed(also)}: --all shows what was said.", width=width, indent=4)
    if shown is not None and len(names) > shown:
        rest = f"And on {listed(names[shown:])}: --all shows what was said."
        yield from hanging("", rest, width=width, indent=2)


def _of_the_table(account: Account, names: Sequence[str]) -> list[str]:
    """Return the demands of parties at the table; all where none of them is."""
    demands = {demand.name: demand for demand in account.problem.demands}
    return [name for name in names if demands[name].party in account.transcript.strategies] or list(names)


def _broken_by(parties: Sequence[str]) -> str:
    return f"broken by the last offer{'s' if len(parties) > 1 else ''} of {listed(list(parties))}"


def _by_issue(account: Account) -> dict[str, list[str]]:
    """Return the names of the demands that last offers break by what they are about, in the order of the space."""
    demands = {demand.name: demand for demand in account.problem.demands}
    found: dict[str, list[str]] = {issue: [] for issue in account.issues}
    for name in account.blocking:
        line = demands[name].line
        about = [issue for issue in account.issues if line is not None and issue in line.is_on]
        found.setdefault(about[0] if about else _about(demands[name]), []).append(name)
    return {about: names for about, names in found.items() if names}
