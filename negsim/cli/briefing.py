"""The briefing: an analysis in under sixty lines, for a diplomat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from negsim.cli.collisions import colliding_issues, collision_lines, tying_demand
from negsim.cli.moves import nearest_lines
from negsim.cli.phrases import Footnotes, day, footnotes, source_list, statements_of
from negsim.cli.text import chances, hanging, listed, percent, plural, section
from negsim.compilation import Compilation, compile_scenario
from negsim.deals.analysis import Analysis
from negsim.deals.assumptions import assumed_kinds, statements_counted
from negsim.deals.conventions import TEXTBOOK
from negsim.deals.deal import Deal
from negsim.deals.issue_odds import issue_odds
from negsim.deals.odds import Odds, odds
from negsim.errors import TooLargeError
from negsim.explanation import points_text
from negsim.parties.party import Consent
from negsim.parties.reading import NEGOTIABLE
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem, Demand

Answer = TypeVar("Answer")

_ROLES = (
    (Consent.ALWAYS, "Signing"),
    (Consent.BY_ISSUE, "Asked about their own issues"),
    (Consent.NEVER, "Observing"),
)


def briefing(analysis: Analysis, *, width: int) -> str:
    """Return what an analysis says, for people: the verdict, the nearest deals, what collides, and how sure it is.

    Parameters
    ----------
    width:
        How many characters a line may have.
    """
    shown = [demand for demands in colliding_issues(analysis).values() for demand in demands]
    tying = tying_demand(analysis)
    numbers = footnotes(analysis.compilation, shown if tying is None else [*shown, tying])
    by_strength = _by_strength(analysis)
    sections = [
        [*_head(analysis, width=width), "", *_verdict(analysis, width=width)],
        nearest_lines(analysis, width=width),
        _solutions(analysis, width=width),
        _collisions(analysis, by_strength, numbers, width=width),
        _odds(analysis, by_strength, width=width),
        [
            *_without_agreement(analysis, width=width),
            *_assumed(analysis, width=width),
            *_sources(analysis, numbers, width=width),
        ],
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in section) for section in sections if section)


def _head(analysis: Analysis, *, width: int) -> list[str]:
    scenario, as_of, reading = analysis.scenario, analysis.compilation.as_of, analysis.compilation.reading
    roles = []
    for consent, words in _ROLES:
        members = [party for party in scenario.parties if party.consent is consent]
        if members:
            roles.append(f"{words}: {listed([_named(party.label, party.id, party.bloc) for party in members])}.")
    title = f"{scenario.label}, as of {day(as_of)}" if as_of else scenario.label
    note = f": {reading.note}" if reading.note else ""
    return [
        *hanging("", f"{title}. Reading {reading.id}{note}.", width=width),
        *hanging("", " ".join(roles), width=width),
    ]


def _named(label: str, party_id: str, bloc: str) -> str:
    known = [word for word in (party_id, bloc) if word and word != label]
    return f"{label} ({', '.join(known)})" if known else label


def _verdict(analysis: Analysis, *, width: int) -> list[str]:
    zone, issues = analysis.zone, analysis.problem.space.issues
    if zone is None:
        return hanging("", f"NOT ANSWERED: {analysis.refused['zone']}", width=width)
    if zone.is_empty:
        blocked = [issue for issue in issues if not _is_open(analysis, issue.id)]
        text = f"NO PACKAGE OF {zone.packages:,} MEETS EVERY LINE THAT COUNTS: "
        if not blocked:
            return hanging("", f"{text}each issue by itself is open, and no package is enough for all.", width=width)
        verb = "is" if len(blocked) == 1 else "are"
        return hanging("", f"{text}{len(blocked)} of {len(issues)} issues {verb} blocked.", width=width)
    if not zone.exact:
        text = f"BETWEEN {zone.size:,} AND {zone.at_most:,} OF {zone.packages:,} PACKAGES MEET EVERY LINE THAT COUNTS: "
        return hanging("", f"{text}time ran out before all were counted.", width=width)
    meets = "MEETS" if zone.size == 1 else "MEET"
    text = f"{zone.size:,} OF {zone.packages:,} PACKAGES {meets} EVERY LINE THAT COUNTS"
    if zone.agreements == 0:
        return hanging("", f"{text}: only the status quo, which is no agreement.", width=width)
    return hanging("", f"{text}{', the status quo among them' if zone.has_status_quo else ''}.", width=width)


def _is_open(analysis: Analysis, issue_id: str) -> bool:
    alone = next((entry.is_open for entry in analysis.issue_odds if entry.issue == issue_id), True)
    return alone and issue_id not in colliding_issues(analysis)


def _solutions(analysis: Analysis, *, width: int) -> list[str]:
    if reason := analysis.refused.get("solutions") or analysis.refused.get("frontier"):
        return section("SOLUTIONS not answered:", reason, width=width)
    if not analysis.solutions or analysis.frontier is None:
        return []
    if analysis.convention != TEXTBOOK:
        return _other_solutions(analysis, width=width)
    picked: dict[str, list[str]] = {}
    found = {rule: solution for rule, solution in analysis.solutions.items() if solution.deals}
    for rule, solution in found.items():
        ties = [f"one of {solution.count}"] if solution.count > 1 else []
        notes = [*ties, *([solution.note] if solution.note else [])]
        picked.setdefault(str(solution.deals[0].package), []).append(rule + (f" ({'; '.join(notes)})" if notes else ""))
    lines = section("WHAT THE RULES PICK", "among these, in points of 100 of each party's own value", width=width)
    for package, rules in picked.items():
        deal = next(entry.deals[0] for entry in found.values() if str(entry.deals[0].package) == package)
        lines += hanging("", f"{listed(rules)}: {_worth(analysis, deal)}", width=width, indent=2)
        lines += hanging("", package, width=width, indent=4)
    efficient, points = analysis.frontier.packages, len(analysis.frontier)
    text = f"{plural(efficient, 'package')} {'is' if efficient == 1 else 'are'} efficient, "
    text += f"{plural(points, 'combination')} of values. "
    text += "Egalitarian and utilitarian compare parties' points, as if they meant as much."
    return [*lines, *hanging("", text, width=width, indent=2)]


def _other_solutions(analysis: Analysis, *, width: int) -> list[str]:
    """Return what another tool's rules pick, each with what it means by the word and what it breaks."""
    head = f"WHAT THE RULES PICK, AS {analysis.convention.upper()} MEANS THEM"
    lines = section(head, "in points of 100 of each party's own value", width=width)
    for rule, solution in analysis.solutions.items():
        if not solution.deals:
            lines += hanging("", f"{rule}: none. {solution.note}", width=width, indent=2)
            continue
        deal = solution.deals[0]
        tied = f" (one of {solution.count:,})" if solution.count > 1 else ""
        lines += hanging("", f"{rule}{tied}: {_worth(analysis, deal)}", width=width, indent=2)
        lines += hanging("", str(deal.package), width=width, indent=4)
        broken = [name for breach in deal.breaches.values() for name in breach.demands]
        lines += hanging("", f"breaks {listed(broken)}", width=width, indent=4) if broken else []
        lines += hanging("", solution.note, width=width, indent=4) if solution.note else []
    return lines


def _worth(analysis: Analysis, deal: Deal) -> str:
    signers = analysis.problem.signers
    return ", ".join(
        f"{party.id} {points_text(Fraction(100 * deal.points[party.id], party.scale))}" for party in signers
    )


def _collisions(analysis: Analysis, compilation: Compilation, numbers: Footnotes, *, width: int) -> list[str]:
    if not analysis.conflicts:
        return []
    lines = section("WHERE LINES COLLIDE", "(*: assumed by the analyst)", width=width)
    lines += collision_lines(analysis, numbers, width=width)
    return lines + _hardest(analysis, compilation, numbers, width=width)


def _hardest(analysis: Analysis, compilation: Compilation, numbers: Footnotes, *, width: int) -> list[str]:
    """Return what each side last said on the colliding issue with the worst odds, of those where most sides spoke."""
    voices = {issue: _last_words(analysis, demands) for issue, demands in colliding_issues(analysis).items()}
    chances = {entry.issue: entry.open for entry in _unless_too_large(issue_odds, compilation.problem) or ()}
    hardest = min(voices, key=lambda issue: (-len(voices[issue]), chances.get(issue, Fraction(1))), default=None)
    if hardest is None or not voices[hardest]:
        return []
    lines = hanging("Hardest: ", f"{analysis.scenario.issue(hardest).label}.", width=width, indent=2)
    for entry in voices[hardest].values():
        said_on = analysis.scenario.said_on(entry)
        when = f", {day(said_on)}" if said_on else ""
        mark = numbers.cite([entry.source], assumed=False)
        lines += hanging("", f"{entry.party}{mark}{when}: {entry.text}", width=width, indent=4)
    return lines


def _last_words(analysis: Analysis, demands: Sequence[Demand]) -> dict[str, Statement]:
    """Return, for each side, the latest sourced statement with a text behind its demands."""
    sides: dict[str, Statement] = {}
    for demand in demands:
        said = [entry for entry in statements_of(analysis.compilation, demand) if entry.is_sourced and entry.text]
        if said:
            sides.setdefault(analysis.problem.party(demand.party).side, said[-1])
    return sides


def _by_strength(analysis: Analysis) -> Compilation:
    """Return the analysis' own compilation; that under ``negotiable`` where every line is firm and odds say nothing."""
    if any(demand.firmness != 1 for demand in analysis.problem.demands):
        return analysis.compilation
    return compile_scenario(analysis.scenario, reading=NEGOTIABLE, as_of=analysis.compilation.as_of)


def _odds(analysis: Analysis, compilation: Compilation, *, width: int) -> list[str]:
    if not any(party.red_lines for party in compilation.problem.parties):
        return []  # there are reservations at most, and each issue by itself is open
    same = compilation is analysis.compilation
    found = analysis.odds if same else _unless_too_large(odds, compilation.problem)
    issues = analysis.issue_odds if same else _unless_too_large(issue_odds, compilation.problem) or ()
    overall = "All together: not answered, since it would take too long."
    lines = hanging("", overall, width=width, indent=2) if found is None else _overall(found, width=width)
    ranked: dict[str, list[str]] = {}
    for entry in sorted(issues, key=lambda entry: -entry.open):
        ranked.setdefault(percent(entry.open), []).append(entry.issue)
    each = "; ".join(f"{chance} {', '.join(issues)}" for chance, issues in ranked.items())
    head = "WHAT CAN BE AGREED, WHAT CANNOT:"
    about = f"the odds of each issue by itself (reading {compilation.reading.id})"
    return [
        *section(head, about, width=width),
        *(hanging("", f"{each}.", width=width, indent=2) if each else []),
        *lines,
    ]


def _unless_too_large(question: Callable[[BargainingProblem], Answer], problem: BargainingProblem) -> Answer | None:
    try:
        return question(problem)
    except TooLargeError:
        return None


def _overall(found: Odds, *, width: int) -> list[str]:
    text = f"All together: {chances(found.open, found.open_at_most)} with every line firm or soft by itself, "
    text += f"{chances(found.open_one_resolve, found.open_one_resolve_at_most)} with one resolve for each party."
    helps = [
        (entry.times, name) for name, entry in found.importance.items() if entry.times is not None and entry.times > 1
    ]
    helps.sort(key=lambda pair: (-pair[0], pair[1]))
    if helps:
        best = ", ".join(f"{name} (times {points_text(times)})" for times, name in helps[:3])
        text += f" Rising most if soft: {best}."
    return hanging("", text, width=width, indent=2)


def _without_agreement(analysis: Analysis, *, width: int) -> list[str]:
    head = "WITHOUT AGREEMENT:"
    if analysis.status_quo is None:
        has_some = any(issue.status_quo for issue in analysis.scenario.issues)
        why = "since an issue has no status quo" if has_some else "since no status quo is stated"
        return section(head, f"not known what it is worth, {why}.", width=width)
    text = f"the status quo is worth {_worth(analysis, analysis.status_quo)} of 100 to them."
    return section(head, text, width=width)


def _assumed(analysis: Analysis, *, width: int) -> list[str]:
    statements = statements_counted(analysis.compilation)
    unsourced = [entry for entry in statements if not entry.is_sourced]
    counts = {party.id: sum(entry.party == party.id for entry in unsourced) for party in analysis.scenario.parties}
    parts = ["how strongly each thing was said (so weights, prices, firmness)"] if statements else []
    if unsourced:
        by_party = ", ".join(f"{party} {count}" for party, count in counts.items() if count)
        parts.append(f"{len(unsourced)} of {len(statements)} statements ({by_party})")
    for entry in analysis.compilation.evidence:
        kinds = assumed_kinds(entry)
        parts += [f"{entry.party.id}'s {listed(list(kinds))}"] if kinds else []
    text = "; ".join(parts) or "nothing: every weight, value and reservation is a source's"
    return section("ASSUMED, NOT STATED:", f"{text}. Behind any number: `negsim explain`.", width=width)


def _sources(analysis: Analysis, numbers: Footnotes, *, width: int) -> list[str]:
    cited = source_list(analysis.compilation, numbers)
    return section("SOURCES", cited, width=width) if cited else []
