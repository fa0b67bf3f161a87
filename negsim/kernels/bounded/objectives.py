"""What is maximised: a product of gains, the least ratio, a weighted sum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import field, frozen


def _integers(given: Iterable[Any]) -> tuple[int, ...]:
    return tuple(int(entry) for entry in given)


def _groups(given: Iterable[Iterable[Any]]) -> tuple[tuple[int, ...], ...]:
    return tuple(map(_integers, given))


def _integers_or_none(given: Iterable[Any] | None) -> tuple[int, ...] | None:
    return None if given is None else _integers(given)


@frozen
class Product:
    """The product of the parties' gains (total minus base), over combinations where no gain is negative.

    The solution of Nash (1950) where the base is what each party has without an agreement. Values are integers.

    Attributes
    ----------
    base:
        For each party of the instance, what is subtracted from its total.
    parties:
        Whose gains are multiplied; None for everyone. The others' totals play no part.
    """

    base: tuple[int, ...] = field(converter=_integers)
    parties: tuple[int, ...] | None = field(default=None, kw_only=True, converter=_integers_or_none)


@frozen
class WeightedProduct:
    """The product of powers of the parties' gains, over combinations where no gain with a power is negative.

    The asymmetric solution of Kalai (1977), for bargaining powers in whole proportions. Values are integers.

    Attributes
    ----------
    base:
        For each party of the instance, what is subtracted from its total.
    exponents:
        For each party, its power: 0 (plays no part) or more.
    """

    base: tuple[int, ...] = field(converter=_integers)
    exponents: tuple[int, ...] = field(converter=_integers)

    def __attrs_post_init__(self) -> None:
        if any(exponent < 0 for exponent in self.exponents):
            raise ValueError(f"exponents {self.exponents}; expected none below 0")


@frozen
class LeastRatio:
    """The least of the ratios (total minus base) / scale; values are fractions.

    With scale one everywhere, the egalitarian solution; with the distance to each party's ideal, that of Kalai and
    Smorodinsky (1975).

    Attributes
    ----------
    base:
        For each party of the instance, what is subtracted from its total.
    scale:
        For each party, what its difference is divided by: more than 0.
    leximin:
        Whether ties at the least are decided by the second least, and so on (Sen 1970). Values are then tuples: all
        ratios, the least first.
    parties:
        Whose ratios count; None for everyone's. The others' totals play no part.
    """

    base: tuple[int, ...] = field(converter=_integers)
    scale: tuple[int, ...] = field(converter=_integers)
    leximin: bool = field(default=False, kw_only=True)
    parties: tuple[int, ...] | None = field(default=None, kw_only=True, converter=_integers_or_none)

    def __attrs_post_init__(self) -> None:
        if any(scale <= 0 for scale in self.scale):
            raise ValueError(f"scale {self.scale}; expected numbers above 0")


@frozen
class WeightedSum:
    """The sum of the parties' totals, each times its weight, which may be negative; values are integers."""

    weights: tuple[int, ...] = field(converter=_integers)


@frozen(kw_only=True)
class SumOfLeasts:
    """The sum over groups of columns of the group's least (total minus base), each times its weight; in integers.

    What is least lost by members of groups of which each counts once, as the member that loses most.

    Attributes
    ----------
    base:
        For each party of the instance, what is subtracted from its total.
    groups:
        Indices of parties, at least one; each party is in one group at most. The others' totals play no part.
    weights:
        Of each group: more than 0.
    """

    base: tuple[int, ...] = field(converter=_integers)
    groups: tuple[tuple[int, ...], ...] = field(converter=_groups)
    weights: tuple[int, ...] = field(converter=_integers)

    def __attrs_post_init__(self) -> None:
        if any(weight <= 0 for weight in self.weights):
            raise ValueError(f"weights {self.weights} of groups; expected numbers above 0")
        if len(set(self.parties)) < len(self.parties) or not all(self.groups) or len(self.groups) != len(self.weights):
            raise ValueError(
                f"groups {self.groups} with {len(self.weights)} weights; expected each party in one group at most, "
                "none empty, and a weight for each"
            )

    @property
    def parties(self) -> tuple[int, ...]:
        """The members of all groups."""
        return tuple(party for group in self.groups for party in group)


Objective = Product | WeightedProduct | LeastRatio | WeightedSum | SumOfLeasts
