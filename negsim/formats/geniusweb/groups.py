"""What a profile says that combinations of options are worth, part by part; and bids on some or all issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from negsim.checks.scope import nearest, quoted
from negsim.errors import Path
from negsim.fields import decimal_text
from negsim.formats.cases import Bonus
from negsim.formats.geniusweb.domains import Domain, DomainIssue
from negsim.formats.geniusweb.utilities import Utilities, read_utility
from negsim.formats.json_text import until_enough
from negsim.formats.located import Access, NumberText


def read_groups(access: Access, path: Path, domain: Domain) -> Utilities:
    """Return what a ``SumOfGroupsUtilitySpace`` says; what is wrong with it is left out."""
    path = (*path, "partUtilities")
    part_of: dict[str, str] = {}
    bonuses: list[Bonus] = []
    most = Fraction(0)
    for part in until_enough(access, access.table(path)):
        issues = list(_part_issues(access, (*path, part, "partsutils", "issues"), domain, part_of))
        for name in issues:
            part_of[name] = part
        found = _combinations(access, (*path, part, "partsutils", "utilslist"), issues, domain, part)
        bonuses += found
        most += max((bonus.value for bonus in found), default=Fraction(0))
    if most > 1:
        message = f"packages can be worth up to {decimal_text(most)}, where GeniusWeb refuses more than 1"
        access.warn("W816", f"{message}; it counts as written", path)
    for issue in until_enough(access, domain.issues):
        if issue.name not in part_of and isinstance(access.get(path), Mapping):
            access.error("E807", f"issue {quoted(issue.name)} is in no part", path)
    return Utilities([Fraction(0)] * len(domain.issues), [()] * len(domain.issues), bonuses)


def _part_issues(access: Access, path: Path, domain: Domain, part_of: Mapping[str, str]) -> Iterator[str]:
    seen: set[str] = set()
    given = access.entries(path)
    if not given and isinstance(access.get(path), list):
        access.error("E814", "the part has no issue, where at least one is expected", path)
    for at in until_enough(access, range(len(given))):
        name = access.text((*path, at))
        if name in part_of or name in seen:
            others = quoted(part_of[name]) if name in part_of else "this part"
            message = f"issue {quoted(name)} is in {others} already, where each is in one part once"
            access.error("E814", message, (*path, at))
        elif name not in domain.places and isinstance(access.get((*path, at)), str | NumberText):
            message = f"{quoted(name)} is not an issue of the domain"
            access.error("E806", message, (*path, at), advice=nearest(name, domain.places))
        seen.add(name)
        yield name


def _combinations(access: Access, path: Path, names: list[str], domain: Domain, part: str) -> list[Bonus]:
    """Return the bonuses of a part in the order of packages, without those of 0."""
    given = range(len(access.entries(path)))
    if not names or any(name not in domain.places for name in names):
        return []
    found: dict[tuple[tuple[int, int], ...], Fraction] = {}
    for at in until_enough(access, given):
        values = (*path, at, "values")
        count = len(access.entries(values))
        if count != len(names):
            if isinstance(access.get(values), list):
                message = f"{count} values are given, where one for each of the part's {len(names)} issues is expected"
                access.error("E814", message, values)
            continue
        places = [
            _option_at(access, (*values, place), domain.issues[domain.places[name]]) for place, name in enumerate(names)
        ]
        combination = tuple(
            sorted((domain.places[name], place or 0) for name, place in zip(names, places, strict=True))
        )
        worth = read_utility(access, (*path, at, "util"))
        if None not in places and combination in found:
            access.error("E814", "the same values are listed twice in this part", (*path, at))
        elif None not in places:
            found[combination] = worth
    return [
        Bonus(when={issue: (option,) for issue, option in combination}, value=found[combination], note=part)
        for combination in sorted(found)
        if found[combination]
    ]


def _option_at(access: Access, path: Path, issue: DomainIssue) -> int | None:
    name = access.text(path)
    place = issue.place(name)
    if place is None:
        message = f"{quoted(name)} is not an option of issue {quoted(issue.name)}"
        access.error("E806", message, path, advice=nearest(name, issue.options))
    return place


def read_bid(access: Access, path: Path, domain: Domain) -> dict[int, int] | None:
    """Return the options that a bid takes, from place of issue to place of option; None where there is no bid."""
    if access.get(path) is None:
        return None
    path = (*path, "issuevalues")
    found: dict[int, int] = {}
    for name in until_enough(access, access.table(path)):
        if name not in domain.places:
            message = f"{quoted(name)} is not an issue of the domain"
            access.error("E806", message, (*path, name), advice=nearest(name, domain.places))
            continue
        place = domain.places[name]
        option = _option_at(access, (*path, name), domain.issues[place])
        if option is not None:
            found[place] = option
    return found
