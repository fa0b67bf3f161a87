"""From a case to a scenario, and from a scenario to the case that other tools' formats can hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from negsim.checks.ids import MAX_ID
from negsim.checks.scope import folded
from negsim.compilation import Compilation
from negsim.evidence import PartyEvidence
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reservation import Reservation
from negsim.positions.source import Source
from negsim.scenario import Scenario
from negsim.space.issue import Issue, Option

IMPORTED = Source("imported", title="the files that this scenario was read from")
"""The source of every number of a case: the same one for each format, so that a case is the same in all of them."""

_BLANK = "(blank)"
_RESERVED = ("reservation", "weights")


def scenario_of(case: Case) -> Scenario:
    """Return the scenario of a case.

    Names become ids where they can be; where they cannot (a colon, spaces around them, over 100 characters, one that
    differs from another by case only), the id is made from the name, which stays as the title.

    Raises
    ------
    ScenarioError
        If the case is no scenario, such as one without issues.
    """
    ids, titles = _names([issue.name for issue in case.issues])
    issues = [
        Issue(name, _options(issue.options), title=title, ordered=issue.ordered)
        for name, title, issue in zip(ids, titles, case.issues, strict=True)
    ]
    parties, names = _names([profile.id for profile in case.profiles])
    return Scenario(
        made_ids([case.id])[0],
        title=_seen(case.title) if case.title != case.id else "",
        sources=[IMPORTED],
        issues=issues,
        parties=[
            Party(
                party,
                name=_seen(profile.name) if profile.name not in ("", profile.id) else name,
                preferences=_preferences(profile, issues),
                reservation=_reservation(profile, issues),
                capability=profile.capability,
            )
            for party, name, profile in zip(parties, names, case.profiles, strict=True)
        ],
    )


def made_ids(names: Iterable[str]) -> list[str]:
    """Return an id for each name: the name itself where it can be one and no earlier name has it.

    Examples
    --------
    >>> made_ids(["13:00", "Yes", "yes", " "])
    ['13.00', 'Yes', 'yes-2', '(blank)']
    """
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    made = []
    for name in names:
        wanted = "".join(char if char.isprintable() else " " for char in name.replace(":", ".")).strip()
        wanted = wanted[: MAX_ID - 8].strip() if len(wanted) > MAX_ID - 8 else wanted or _BLANK
        found, number = wanted, numbers.get(folded(wanted), 1)
        while folded(found) in taken or found in _RESERVED:
            number += 1
            found = f"{wanted}-{number}"
        numbers[folded(wanted)] = number
        taken.add(folded(found))
        made.append(found)
    return made


def _names(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return ids, and the titles that keep names which could not be ids."""
    ids = made_ids(names)
    titles = ["" if name == made or not name.strip() else _seen(name) for name, made in zip(names, ids, strict=True)]
    return ids, titles


def _seen(name: str) -> str:
    """Return a name with a space for whatever cannot be seen, or would reorder the text around it."""
    return "".join(char if char.isprintable() else " " for char in name)


def _options(names: Sequence[str]) -> list[Option]:
    return [Option(made, title=title) for made, title in zip(*_names(names), strict=True)]


def _preferences(profile: Profile, issues: Sequence[Issue]) -> Preferences:
    stated = [at for at, row in enumerate(profile.values) if row]
    weights = {issues[at].id: profile.weights[at] for at in stated}
    values = {issues[at].id: dict(zip(issues[at].option_ids, profile.values[at], strict=True)) for at in stated}
    numbers = [number for row in profile.values for number in row]
    is_plain = sum(weights.values()) == 1 and min(weights.values()) >= 0 and all(0 <= number <= 1 for number in numbers)
    return Preferences(
        weights=weights,
        values=values,
        interactions=[_interaction(bonus, issues) for bonus in profile.bonuses],
        as_written=bool(weights) and not is_plain,
        ceiling=profile.ceiling,
        discount=profile.discount,
        source=IMPORTED.id,
    )


def _interaction(bonus: Bonus, issues: Sequence[Issue]) -> Interaction:
    when = {issues[at].id: [issues[at].option_ids[option] for option in options] for at, options in bonus.when.items()}
    return Interaction(when, bonus.value * 100, note=_seen(bonus.note))


def _reservation(profile: Profile, issues: Sequence[Issue]) -> Reservation | None:
    if profile.fallback:
        chosen = {issue.id: issue.option_ids[at] for issue, at in zip(issues, profile.fallback, strict=True)}
        return Reservation(fallback=chosen, source=IMPORTED.id)
    if profile.reservation is None:
        return None
    return Reservation(value=profile.reservation, source=IMPORTED.id)


def case_of(compilation: Compilation) -> Case:
    """Return what a case can hold of a compiled scenario: issues, and what each party values and holds out for.

    Statements, lines, exclusions, consent, blocs and the status quo have no place in it.
    """
    scenario = compilation.scenario
    return Case(
        id=scenario.id,
        title=scenario.title,
        issues=[_case_issue(issue) for issue in scenario.issues],
        profiles=[_profile(compilation.of(party.id), scenario) for party in scenario.parties],
    )


def _case_issue(issue: Issue) -> CaseIssue:
    names = ["" if option.id == _BLANK else option.label for option in issue.options]
    return CaseIssue(name=issue.label, options=names, ordered=issue.ordered)


def _profile(evidence: PartyEvidence, scenario: Scenario) -> Profile:
    party, preferences = evidence.party, evidence.party.preferences
    weights = [evidence.weights[issue.id].weight for issue in scenario.issues]
    is_stated = [
        bool(weight) or issue.id in preferences.values for weight, issue in zip(weights, scenario.issues, strict=True)
    ]
    fallback = list(_fallback(party, scenario))
    has_fallback = len(fallback) == len(scenario.issues)
    return Profile(
        id=party.id,
        name=party.name,
        weights=weights,
        values=[
            [value.value for value in evidence.values[issue.id]] if stated else []
            for issue, stated in zip(scenario.issues, is_stated, strict=True)
        ],
        bonuses=[_bonus(interaction, scenario) for interaction in preferences.interactions],
        reservation=None if has_fallback else evidence.reservation,
        fallback=fallback if has_fallback else (),
        discount=preferences.discount,
        ceiling=preferences.ceiling,
        capability=party.capability,
    )


def _fallback(party: Party, scenario: Scenario) -> Iterator[int]:
    stated = party.reservation.fallback if party.reservation is not None else {}
    for issue in scenario.issues:
        if stated and (option := stated.get(issue.id, issue.status_quo)):
            yield issue.option_ids.index(option)


def _bonus(interaction: Interaction, scenario: Scenario) -> Bonus:
    ids = [issue.id for issue in scenario.issues]
    when = {
        ids.index(issue): tuple(scenario.issue(issue).option_ids.index(option) for option in options)
        for issue, options in interaction.when.items()
    }
    return Bonus(when=when, value=interaction.points / Fraction(100), note=interaction.note)
