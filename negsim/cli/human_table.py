"""What a person at the terminal is shown of a talk: packages in the scenario's words, and what they are worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from negsim.cli.text import hanging, percent, plural
from negsim.explanation import points_text
from negsim.problem import ProblemLine
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.talks.history import Turn
from negsim.talks.move import Kind
from negsim.talks.view import Brief, View

_MOST_NEWS = 8
"""How many moves of the others are told at a turn; between two turns of one's own there are rarely more."""
_FORBIDDEN = "red line"


def intro_lines(brief: Brief, *, width: int) -> Iterator[str]:
    """Yield who the person is, and how to go on."""
    issues = plural(len(brief.space.issues), "issue")
    yield from hanging(
        "", f"You are {brief.party}, at the table with {', '.join(brief.others)}: {issues}.", width=width
    )
    least = f"; you take nothing below {in_points(brief, brief.floor)}" if has_red_floor(brief) else ""
    if len(brief.ladder):
        best = in_points(brief, brief.ladder.best)
        yield from hanging("", f"Your best package is worth {best} of 100 to you{least}.", width=width)
    else:
        yield from hanging(
            "", "No package keeps all your red lines: whatever you offer or take breaks one.", width=width
        )
    yield from hanging("", "Write `issues` for what you can ask for, `help` for all that you can write.", width=width)


def news_lines(view: View, since: int, *, width: int) -> Iterator[str]:
    """Yield what the others have done since a move, the latest last."""
    turns = [turn for turn in view.since(since) if turn.party != view.brief.party]
    if len(turns) > _MOST_NEWS:
        yield f"... and {plural(len(turns) - _MOST_NEWS, 'move')} before that"
    for turn in turns[-_MOST_NEWS:]:
        yield from hanging(f"{turn.round}. ", _told(view, turn), width=width)


def _told(view: View, turn: Turn) -> str:
    package = turn.move.package
    if package is None:
        return f"{turn.party} {turn.move}"
    earlier = [made for made in view.history.offers(turn.party) if made is not package]
    does = "repeats its offer" if earlier and earlier[-1] == package else "makes an offer"
    count = len(broken_demands(view.brief, package))
    past = f", past {plural(count, 'red demand')} of yours" if count else ""
    return f"{turn.party} {does}, worth {in_points(view.brief, view.brief.ladder.points(package))} of 100 to you{past}"


def table_lines(view: View, own: Package | None, *, rounds: int | None, width: int) -> Iterator[str]:
    """Yield where the talk stands: the round, what is on the table, the text that holds, and one's own last offer."""
    of = f" of {rounds}" if rounds is not None else ""
    over = f", {percent(Fraction(view.elapsed))} of the time is over" if rounds is None or view.elapsed else ""
    yield f"Round {view.round}{of}{over}."
    if view.text is not None:
        yield from hanging("", f"What holds so far: {worth_text(view.brief, view.text)}.", width=width)
        if view.standing is None:
            yield from package_lines(view.brief, view.text, beside=own, name="yours", width=width)
    if view.standing is not None:
        yield from hanging("", f"On the table: {worth_text(view.brief, view.standing)}.", width=width)
        beside, name = (own, "yours") if view.text is None else (view.text, "now")
        yield from package_lines(view.brief, view.standing, beside=beside, name=name, width=width)
    elif view.text is None:
        yield "Nothing is on the table."
    if own is not None:
        yield from hanging("", f"Your last offer: {worth_text(view.brief, own)}.", width=width)
    can = [word for kind, word in _WORDS.items() if kind in view.allowed]
    yield f"You can: {', '.join(can)}."


_WORDS = {
    Kind.OFFER: "offer issue:option, ...",
    Kind.ACCEPT: "accept",
    Kind.SILENT: "say nothing",
    Kind.WALK_AWAY: "walk",
}


def package_lines(
    brief: Brief, package: Package, *, beside: Package | None = None, name: str = "yours", width: int
) -> Iterator[str]:
    """Yield a package issue by issue, those marked that a red line broken by it is about, and what another one has.

    Parameters
    ----------
    beside, name:
        The other package, and what it is called.
    """
    wide = max(len(issue.id) for issue in brief.space.issues) + 2
    past = {issue for line in _broken(brief, package) for issue in line.is_on or line.issues}
    for issue in brief.space.issues:
        taken = package[issue.id]
        other = "" if beside is None or beside[issue.id] == taken else f"   [{name}: {beside[issue.id]}]"
        mark = "! " if issue.id in past else "  "
        yield from hanging(f"{mark}{issue.id}: ", f"{_option(issue, taken)}{other}", width=width, hang=wide + 2)


def issue_lines(brief: Brief, *, width: int) -> Iterator[str]:
    """Yield every option of every issue with what it adds to the person's points of 100."""
    for issue in brief.space.issues:
        title = f": {issue.title}" if issue.title else ""
        joint = any(issue.id in factor.issues and len(factor.issues) > 1 for factor in brief.own.factors)
        more = " (you value it together with other issues; only the rest is shown)" if joint else ""
        yield from hanging("", f"{issue.id}{title}{more}", width=width)
        points = _points(brief, issue)
        wide = max(len(option) for option in issue.option_ids) + 2
        for option, own in zip(issue.options, points, strict=True):
            worth = points_text(Fraction(100 * own, brief.own.scale)).rjust(6)
            title = f"  {option.title}" if option.title else ""
            line = f"  [{_FORBIDDEN}]" if _is_forbidden(brief, issue.id, option.id) else ""
            yield from hanging(option.id, f"{worth}{title}{line}", width=width, indent=2, hang=wide)


def worth_text(brief: Brief, package: Package) -> str:
    """Return what a package is worth to a party, and which of its red demands it breaks."""
    broken = broken_demands(brief, package)
    past = f"; it breaks your red demand{'s' if len(broken) > 1 else ''} {', '.join(broken)}" if broken else ""
    return f"worth {in_points(brief, brief.ladder.points(package))} of 100 to you{past}"


def broken_demands(brief: Brief, package: Package) -> tuple[str, ...]:
    """Return the names of a party's own red demands that a package breaks, each with the issues that it is about."""
    found = [f"{line.id} ({', '.join(line.is_on or line.issues)})" for line in _broken(brief, package)]
    if has_red_floor(brief) and brief.ladder.points(package) < brief.floor:
        found.append(f"reservation (at least {in_points(brief, brief.floor)})")
    return tuple(found)


def has_red_floor(brief: Brief) -> bool:
    """Tell whether a party has a reservation that it keeps."""
    return brief.own.reservation is not None and brief.own.reservation.red


def in_points(brief: Brief, points: int) -> str:
    """Return points on a party's own scale as points of 100."""
    return points_text(Fraction(100 * points, brief.own.scale))


def _broken(brief: Brief, package: Package) -> list[ProblemLine]:
    """Return the red lines of a party's own that a package breaks."""
    return [line for line in brief.own.red_lines if line.red and any(box.covers(package) for box in line.boxes)]


def _is_forbidden(brief: Brief, issue: str, option: str) -> bool:
    """Tell whether a red line forbids an option whatever else is agreed."""
    boxes = (box.forbids for line in brief.own.red_lines if line.red for box in line.boxes)
    return any(option in forbids.get(issue, ()) and len(forbids) == 1 for forbids in boxes)


def _points(brief: Brief, issue: Issue) -> Sequence[int]:
    """Return what the options of an issue add by themselves."""
    alone = [factor.values for factor in brief.own.factors if factor.issues == (issue.id,)]
    return [sum(int(values[at]) for values in alone) for at in range(len(issue.options))]


def _option(issue: Issue, option: str) -> str:
    title = issue.option(option).title
    return f"{option} ({title})" if title else option
