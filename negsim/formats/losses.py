"""What a scenario says that is not in what was written of it and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import attrs

from negsim.compilation import Compilation, compile_scenario
from negsim.formats.case_scenario import made_ids
from negsim.parties.party import Party
from negsim.scenario import Scenario
from negsim.space.issue import Issue

MAX_NAMED = 8
"""How many issues or parties a sentence names."""


def losses(before: Compilation, read: Scenario) -> Iterator[str]:
    """Yield what a compiled scenario states that is not in what was read back: one sentence for each kind of thing."""
    back = read
    yield from _whole(before.scenario, back)
    scenario = before.scenario
    if len(scenario.issues) != len(back.issues) or len(scenario.parties) != len(back.parties):
        mine = f"{len(scenario.issues)} issues and {len(scenario.parties)} parties"
        yield f"{mine}, which become {len(back.issues)} and {len(back.parties)}"
        return
    back = _in_order(scenario, back)
    if [party.id for party in back.parties] != [party.id for party in read.parties]:
        yield "the order of the parties: in a folder they come in the order of their files' names"
    issues = list(zip(scenario.issues, back.issues, strict=True))
    for words, is_lost in _OF_ISSUES:
        yield from _sentence(words, [mine.id for mine, other in issues if is_lost(mine, other)])
    parties = list(zip(scenario.parties, back.parties, strict=True))
    for words, differs in _OF_PARTIES:
        yield from _sentence(words, [mine.id for mine, other in parties if differs(mine, other)])
    after = compile_scenario(back)
    worth = [mine.id for index, (mine, _) in enumerate(parties) if not _is_worth_the_same(before, after, index)]
    yield from _sentence("exactly what packages are worth, or the least that is taken", worth)
    split = [mine.id for index, (mine, _) in enumerate(parties) if _is_split(before, after, index)]
    same = [name for name in split if name not in worth]
    yield from _sentence("which part of the worth is weight and which is value (packages are worth the same)", same)


def _in_order(scenario: Scenario, read: Scenario) -> Scenario:
    """Return what was read with its parties in the scenario's order, where they are the same ones."""
    ids = [party.id for party in scenario.parties]
    if sorted(ids) != sorted(party.id for party in read.parties):
        return read
    return attrs.evolve(read, parties=sorted(read.parties, key=lambda party: ids.index(party.id)))


def _is_split(before: Compilation, after: Compilation, index: int) -> bool:
    """Tell whether a party's weights differ, issue by issue, where it cares about the issue at all."""
    mine, other = (list(found.evidence[index].weights.values()) for found in (before, after))
    return any(one.weight != two.weight for one, two in zip(mine, other, strict=True))


def _sentence(words: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(names[:MAX_NAMED])
        yield f"{words}: {shown}" + (f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else "")


def _whole(before: Scenario, back: Scenario) -> Iterator[str]:
    if made_ids([before.id]) != [back.id]:
        yield f"the scenario's id, which becomes {back.id}: {before.id}"
    if before.title and before.title != back.label:
        yield f"the title: {before.title}"
    if before.about:
        yield "what the scenario is about (`about`)"
    if before.date is not None:
        yield "the date of the coding"
    own = [source for source in before.sources if source not in back.sources]
    for things, word in ((own, "source"), (before.statements, "statement"), (before.readings, "reading")):
        if things:
            yield f"{len(things)} {word}{'s' if len(things) > 1 else ''}"
    if before.excluded:
        yield f"which packages cannot be ({len(before.excluded)} excluded): they will exist"


def _labels(issue: Issue) -> list[str]:
    return [option.label for option in issue.options]


_OF_ISSUES: tuple[tuple[str, Callable[[Issue, Issue], Any]], ...] = (
    ("options, which change", lambda mine, other: _labels(mine) != _labels(other)),
    (
        "ids of options, whose titles are kept",
        lambda mine, other: _labels(mine) == _labels(other) and mine.option_ids != other.option_ids,
    ),
    ("ids of issues, whose titles are kept", lambda mine, other: mine.label == other.label and mine.id != other.id),
    ("titles of issues", lambda mine, other: mine.label != other.label),
    ("the order of options", lambda mine, other: mine.ordered and not other.ordered),
    ("the status quo", lambda mine, other: mine.status_quo and mine.status_quo != other.status_quo),
    ("whose affair an issue is", lambda mine, other: mine.consent and mine.consent != other.consent),
    ("notes on issues", lambda mine, other: mine.note and mine.note != other.note),
)
"""What can be lost of an issue, and how it is told."""


def _has_fallback(party: Party) -> bool:
    return party.reservation is not None and bool(party.reservation.fallback)


_OF_PARTIES: tuple[tuple[str, Callable[[Party, Party], Any]], ...] = (
    ("ids of parties", lambda mine, other: mine.id != other.id),
    ("names of parties", lambda mine, other: mine.name and mine.name != other.label),
    ("blocs", lambda mine, other: mine.bloc and mine.bloc != other.bloc),
    ("consent other than always: they will sign every package", lambda mine, other: mine.consent is not other.consent),
    ("stated red lines", lambda mine, other: mine.lines and mine.lines != other.lines),
    ("fallbacks, of which the value is kept", lambda mine, other: _has_fallback(mine) and not _has_fallback(other)),
    (
        "what is known of uncertain weights, values and demands",
        lambda mine, other: mine.uncertainty is not None and mine.uncertainty != other.uncertainty,
    ),
    ("discounts", lambda mine, other: mine.preferences.discount != other.preferences.discount),
    ("capabilities", lambda mine, other: mine.capability is not None and mine.capability != other.capability),
    ("notes on parties", lambda mine, other: mine.note and mine.note != other.note),
    (
        "notes on preferences",
        lambda mine, other: mine.preferences.note and mine.preferences.note != other.preferences.note,
    ),
)
"""What can be lost of a party, and how it is told."""


def _is_worth_the_same(before: Compilation, after: Compilation, index: int) -> bool:
    """Tell whether every package is worth the same to a party, and so is the least that it takes, from 0 to 1."""
    mine, other = before.problem.parties[index], after.problem.parties[index]
    floors = [before.evidence[index].reservation, after.evidence[index].reservation]
    if _floor(floors[0], mine.bounds[0]) != _floor(floors[1], other.bounds[0]):
        return False
    ceilings = [None if party.ceiling is None else Fraction(party.ceiling, party.scale) for party in (mine, other)]
    return ceilings[0] == ceilings[1] and _tables(before, index) == _tables(after, index)


def _floor(reservation: Fraction | None, least: int) -> Fraction | None:
    return None if reservation == 0 and least >= 0 else reservation


def _tables(compilation: Compilation, index: int) -> dict[tuple[int, ...], list[Fraction]]:
    """Return what each combination of options adds to a package's value, by the places of the issues."""
    party, ids = compilation.problem.parties[index], [issue.id for issue in compilation.scenario.issues]
    return {
        tuple(ids.index(issue) for issue in factor.issues): [
            Fraction(int(entry), party.scale) for entry in factor.values.flat
        ]
        for factor in party.factors
    }
