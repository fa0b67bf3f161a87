"""Forms of a profile as a sum over parts: groups of issues, with a utility for each combination of their options."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

import attrs
from attrs import field, frozen

from negsim.fields import decimal_text, entries, frozen_mapping
from negsim.formats.cases import CaseIssue, Profile
from negsim.formats.geniusweb.additive import is_written_exactly

MAX_COMBINATIONS = 200_000
"""How many combinations of options are worked out for a profile."""

Combination = tuple[int, ...]


@frozen(kw_only=True)
class Part:
    """Issues whose options are worth something together.

    Attributes
    ----------
    name:
        Empty until it is given one.
    issues:
        Their places, from the first on.
    size:
        How many combinations there are.
    worth:
        From a combination, one option for each of the issues, to what it adds; those left out add nothing.
    """

    name: str = ""
    notes: tuple[str, ...] = field(default=(), converter=entries)
    issues: tuple[int, ...] = field(converter=entries)
    size: int
    worth: Mapping[Combination, Fraction] = field(converter=frozen_mapping)

    @functools.cached_property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """The least and the most that the part can add."""
        numbers = list(self.worth.values()) + [Fraction(0)] * (len(self.worth) < self.size or not self.worth)
        return min(numbers), max(numbers)


@frozen
class Groups:
    """A ``SumOfGroupsUtilitySpace``: every issue is in one part."""

    parts: tuple[Part, ...] = field(converter=entries)

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """What the worst and the best packages are worth."""
        ends = [part.bounds for part in self.parts]
        return sum((least for least, _ in ends), Fraction(0)), sum((most for _, most in ends), Fraction(0))

    @property
    def is_exact(self) -> bool:
        """Whether every number can be written exactly."""
        return all(is_written_exactly(worth) for part in self.parts for worth in part.worth.values())


def group_form(profile: Profile, issues: Sequence[CaseIssue]) -> Groups | str:
    """Return the form in which every package is worth exactly the same, or the reason why there is none."""
    groups = _groups(profile, len(issues))
    count = sum(_work(profile, issues, group, bonuses) for group, bonuses in groups)
    if count > MAX_COMBINATIONS:
        return _too_many(count)
    parts = [_part(profile, issues, group, bonuses) for group, bonuses in groups]
    least, most = Groups(parts).bounds
    if least < 0:
        return f"a package can be worth {shown_number(least)}, less than 0"
    if most > 1:
        return f"a package can be worth {shown_number(most)}, more than 1"
    size = sum(part.size for part in parts if part.bounds[0] < 0)
    if size > MAX_COMBINATIONS:
        return _too_many(size)
    return Groups(_named(_shifted(parts, issues), issues))


def _too_many(count: int) -> str:
    return f"it takes {count:,} combinations of options, where at most {MAX_COMBINATIONS:,} are written"


def shown_number(number: Fraction) -> str:
    """Return a number for a message: exactly where that is short."""
    text = decimal_text(number)
    return text if len(text) <= 20 else f"{float(number):.6g}"


def _groups(profile: Profile, count: int) -> list[tuple[tuple[int, ...], list[int]]]:
    """Return issues in groups that no bonus joins, and the bonuses of each; first those of bonuses in their order."""
    group_of = {at: frozenset({at}) for at in range(count)}
    # What is there whatever a package takes is added on the first issue, all of whose options have it.
    places = [tuple(bonus.when) or (0,) for bonus in profile.bonuses]
    for issues in places:
        joined = frozenset[int]().union(*(group_of[at] for at in issues))
        if len(joined) > len(group_of[issues[0]]):
            group_of.update(dict.fromkeys(joined, joined))
    found: dict[tuple[int, ...], list[int]] = {}
    for at, issues in enumerate(places):
        found.setdefault(tuple(sorted(group_of[issues[0]])), []).append(at)
    for at in range(count):
        found.setdefault(tuple(sorted(group_of[at])), [])
    return list(found.items())


def _work(profile: Profile, issues: Sequence[CaseIssue], group: Sequence[int], bonuses: Sequence[int]) -> int:
    return sum(
        math.prod(len(options) for options in choice) for choice, _ in _additions(profile, issues, group, bonuses)
    )


def _additions(
    profile: Profile, issues: Sequence[CaseIssue], group: Sequence[int], bonuses: Sequence[int]
) -> Iterator[tuple[list[Sequence[int]], Fraction]]:
    """Yield what adds to the worth of a group's combinations: options of each issue, and how much they add."""
    everything: list[Sequence[int]] = [range(len(issues[at].options)) for at in group]
    for at in bonuses:
        bonus = profile.bonuses[at]
        yield [bonus.when.get(issue, every) for issue, every in zip(group, everything, strict=True)], bonus.value
    for place, issue in enumerate(group):
        for option, value in enumerate(profile.values[issue]):
            worth = profile.weights[issue] * value
            if worth:
                yield [*everything[:place], (option,), *everything[place + 1 :]], worth


def _part(profile: Profile, issues: Sequence[CaseIssue], group: Sequence[int], bonuses: Sequence[int]) -> Part:
    worth: dict[Combination, Fraction] = {}
    for choice, added in _additions(profile, issues, group, bonuses):
        for combination in itertools.product(*choice):
            worth[combination] = worth.get(combination, Fraction(0)) + added
    return Part(
        issues=group,
        notes=dict.fromkeys(profile.bonuses[at].note for at in bonuses if profile.bonuses[at].note),
        size=math.prod(len(issues[at].options) for at in group),
        worth={combination: worth[combination] for combination in sorted(worth) if worth[combination]},
    )


def _shifted(parts: Sequence[Part], issues: Sequence[CaseIssue]) -> Iterable[Part]:
    """Return parts of at least 0 each: what one lacks is taken from others that always add something."""
    found = list(parts)
    lacking = -sum((min(part.bounds[0], Fraction(0)) for part in parts), Fraction(0))
    for at, part in enumerate(parts):
        least = part.bounds[0]
        change = -least if least < 0 else -min(least, lacking)
        lacking += min(change, Fraction(0))
        if change:
            every = itertools.product(*(range(len(issues[issue].options)) for issue in part.issues))
            worth = {choice: part.worth.get(choice, Fraction(0)) + change for choice in every}
            found[at] = attrs.evolve(part, worth={choice: number for choice, number in worth.items() if number})
    return found


def _named(parts: Iterable[Part], issues: Sequence[CaseIssue]) -> Iterator[Part]:
    """Return parts with names: their only note, the issue that is alone, or a number; no two the same."""
    parts = list(parts)
    wanted = [part.notes[0] if len(part.notes) == 1 else "" for part in parts]
    names = [name if name not in wanted[:at] else "" for at, name in enumerate(wanted)]
    taken = {name for name in names if name}
    for part, name in zip(parts, names, strict=True):
        alone = issues[part.issues[0]].name if len(part.issues) == 1 and not part.notes else ""
        number = 1
        while not name:
            name, alone = alone or f"part{number}", ""
            number += 1
            name = "" if name in taken else name
        taken.add(name)
        yield attrs.evolve(part, name=name)
