"""Cases: what other tools' files hold, whatever their format; readers make one, and writers write one.

A case knows issues, options and parties by their place and keeps their names as the files have them;
:mod:`negsim.formats.case_scenario` turns it into a scenario and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs
from attrs import field, frozen

from negsim.fields import entries, exact, exact_or_none, frozen_mapping, texts


@frozen(kw_only=True)
class CaseIssue:
    """An issue by its name.

    Attributes
    ----------
    options:
        The names of its options. Two may have the same one: GENIUS counts an option that is named twice as two.
    ordered:
        Whether the options are numbers from one end to the other.
    """

    name: str
    options: tuple[str, ...] = field(converter=texts)
    ordered: bool = False


@frozen(kw_only=True)
class Bonus:
    """What a combination of options adds to the worth of a package.

    Attributes
    ----------
    when:
        From the place of an issue to the places of its options: it is there when a package takes one of these on each.
    value:
        On the party's own scale, where 1 is 100 points; negative where it subtracts.
    """

    when: Mapping[int, tuple[int, ...]] = field(converter=frozen_mapping)
    value: Fraction = field(converter=exact)
    note: str = ""


def _rows(given: object) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(row) for row in given)  # type: ignore[attr-defined]


@frozen(kw_only=True)
class Profile:
    """What one party wants: a package is worth the sum of weights times values, and of its bonuses.

    Attributes
    ----------
    id:
        What it is known by, such as the name of its file without the ending.
    name:
        What the file calls it; empty where that is nothing else.
    weights:
        One for each issue, used as they are; 0 for an issue without values.
    values:
        One for each option of each issue, used as they are; none for an issue that only bonuses are about.
    reservation:
        The least value that it takes, or None.
    fallback:
        For each issue the place of the option that holds without an agreement, in place of ``reservation``.
    discount, ceiling:
        As for :class:`negsim.Preferences`.
    capability:
        As for :class:`negsim.Party`.
    """

    id: str
    name: str = ""
    weights: tuple[Fraction, ...] = field(converter=entries)
    values: tuple[tuple[Fraction, ...], ...] = field(converter=_rows)
    bonuses: tuple[Bonus, ...] = field(default=(), converter=entries)
    reservation: Fraction | None = field(default=None, converter=exact_or_none)
    fallback: tuple[int, ...] = field(default=(), converter=entries)
    discount: Fraction = field(default=Fraction(1), converter=exact)
    ceiling: Fraction | None = field(default=None, converter=exact_or_none)
    capability: Fraction | None = field(default=None, converter=exact_or_none)

    @property
    def label(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id

    @property
    def least(self) -> Fraction | None:
        """The least value that it takes: of a fallback, what it is worth."""
        if not self.fallback:
            return self.reservation
        parts = zip(self.weights, self.values, self.fallback, strict=True)
        return sum((weight * row[option] for weight, row, option in parts if row), Fraction(0))

    def beyond_sums(self) -> Iterator[str]:
        """Yield what it has that no sum over single issues holds: worth of combinations, and a ceiling that cuts."""
        if self.bonuses:
            yield f"{self.label}: combinations of options ({len(self.bonuses)}) that add to a package's value"
        if self.ceiling is not None and self.bounds[1] > self.ceiling:
            yield f"{self.label}: values that are cut at a ceiling"

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Sums of the least and of the most that each issue and bonus can add: no package is worth less or more."""
        least = most = Fraction(0)
        for weight, row in zip(self.weights, self.values, strict=True):
            worth = [weight * value for value in row] or [Fraction(0)]
            least, most = least + min(worth), most + max(worth)
        for bonus in self.bonuses:
            least, most = least + min(bonus.value, Fraction(0)), most + max(bonus.value, Fraction(0))
        return least, most


@frozen(kw_only=True)
class Case:
    """Issues and parties of one negotiation, as files of another tool hold them.

    Attributes
    ----------
    id:
        What it is known by, such as the name of the domain's file without the ending.
    title:
        What the file calls it; empty where that is nothing else.
    """

    id: str
    title: str = ""
    issues: tuple[CaseIssue, ...] = field(converter=entries)
    profiles: tuple[Profile, ...] = field(converter=entries)


def with_distinct_names(case: Case) -> Case:
    """Return a case whose issues, and the options of each, all have names of their own.

    Examples
    --------
    >>> sale = Case(id="sale", issues=[CaseIssue(name="day", options=["May", "May"])], profiles=[])
    >>> with_distinct_names(sale).issues[0].options
    ('May', 'May (2)')
    """
    names = _distinct([issue.name for issue in case.issues])
    issues = [
        attrs.evolve(issue, name=name, options=_distinct(issue.options))
        for issue, name in zip(case.issues, names, strict=True)
    ]
    return attrs.evolve(case, issues=issues)


def _distinct(names: Sequence[str]) -> list[str]:
    taken, seen = set(names), set[str]()
    numbers: dict[str, int] = {}
    made = []
    for name in names:
        wanted, number = name, numbers.get(name, 1)
        while wanted in seen or (number > 1 and wanted in taken):
            number += 1
            wanted = f"{name} ({number})"
        numbers[name] = number
        seen.add(wanted)
        made.append(wanted)
    return made
