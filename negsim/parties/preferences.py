"""Preferences: what a file states about a party's weights and values, beside what its statements yield."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import FrozenMapping, Number, entries, exact, exact_or_none, numbers_by_name, texts, texts_by_name


def _ranking(given: Iterable[str | Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    if isinstance(given, str):
        texts(given)
    return tuple((entry,) if isinstance(entry, str) else texts(entry) for entry in given)


def _values(given: Mapping[str, Mapping[str, Number]]) -> FrozenMapping[str, Mapping[str, Fraction]]:
    return FrozenMapping({issue: numbers_by_name(options) for issue, options in given.items()})


@frozen
class Interaction:
    """What a combination of options is worth beyond its parts.

    Attributes
    ----------
    when:
        From issue id to option ids: the combination is there when a package takes one of them on each issue.
    points:
        What it adds, in points of 100 of the party's own value; negative where it subtracts.
    """

    when: Mapping[str, tuple[str, ...]] = field(converter=texts_by_name)
    points: Fraction = field(converter=exact)
    note: str = field(default="", kw_only=True)


@frozen(kw_only=True)
class Preferences:
    """What a file states about weights and values; it overrides what statements yield.

    Attributes
    ----------
    weights:
        From issue id to a number of at least 0; normalised to a sum of 1, unless they count as written.
    ranking:
        Issues from most to least important, ties together; gives rank-order centroid weights (Barron and Barrett
        1996). Issues that are not in it weigh nothing. Not together with ``weights``.
    values:
        From issue id to option id to a value from 0 to 1; any number where they count as written.
    interactions:
        Worth of combinations, beyond the sum of their parts.
    as_written:
        Whether a package is worth the sum of weights times values just as they stand: weights are not divided by
        their sum, and both may be any numbers. Score tables and other tools' files are read so.
    ceiling:
        The most that a package can be worth, where the sum would be more; None for no such limit.
    discount:
        What share of its value an agreement keeps at the deadline, above 0 and at most 1. It is kept for talks; what
        could be agreed does not depend on it.
    source, place, note:
        Where the numbers come from. Without a source they are the analyst's assumption and shown as such.
    """

    weights: Mapping[str, Fraction] = field(factory=dict, converter=numbers_by_name)
    ranking: tuple[tuple[str, ...], ...] = field(default=(), converter=_ranking)
    values: Mapping[str, Mapping[str, Fraction]] = field(factory=dict, converter=_values)
    interactions: tuple[Interaction, ...] = field(default=(), converter=entries)
    as_written: bool = False
    ceiling: Fraction | None = field(default=None, converter=exact_or_none)
    discount: Fraction = field(default=Fraction(1), converter=exact)
    source: str = ""
    place: str = ""
    note: str = ""
