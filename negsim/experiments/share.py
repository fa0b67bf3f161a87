"""Share: how often something held in draws, or its exact chance; and means over draws; each with its error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import exact

_NORMAL = 1.959963984540054
"""What 95 % of a normal distribution lies within, in standard deviations."""


@frozen(kw_only=True)
class Share:
    """A probability: exact, or the share of draws in which something held.

    Attributes
    ----------
    value:
        The probability itself where it is exact, otherwise hits over draws.
    draws:
        Out of how many draws; 0 where it is exact.

    Examples
    --------
    >>> found = share(25, 100)
    >>> float(found.value), round(found.standard_error, 4), round(found.low, 3), round(found.high, 3)
    (0.25, 0.0433, 0.175, 0.343)
    >>> certain("1/3").standard_error
    0.0
    """

    value: Fraction = field(converter=exact)
    draws: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing was drawn."""
        return self.draws == 0

    @property
    def hits(self) -> int:
        """In how many draws it held; 0 where it is exact."""
        return int(self.value * self.draws)

    @property
    def standard_error(self) -> float:
        """The standard deviation of the share over repeated sweeps, by what was seen: 0 where it is exact.

        It is 0 as well where it held in no draw or in all; :attr:`low` and :attr:`high` say what that leaves open.
        """
        if not self.draws:
            return 0.0
        return math.sqrt(float(self.value * (1 - self.value)) / self.draws)

    @property
    def low(self) -> float:
        """The lower end of Wilson's interval, which covers the probability in about 95 of 100 sweeps."""
        return self._wilson(-1)

    @property
    def high(self) -> float:
        """The upper end of that interval."""
        return self._wilson(1)

    def _wilson(self, sign: int) -> float:
        """Return an end of the score interval (E. B. Wilson, J. Amer. Statist. Assoc. 22, 1927)."""
        if not self.draws or self.value == (0 if sign < 0 else 1):
            return float(self.value)
        share, square = float(self.value), _NORMAL**2 / self.draws
        middle = share + square / 2
        reach = _NORMAL * math.sqrt(share * (1 - share) / self.draws + square / (4 * self.draws))
        return min(1.0, max(0.0, (middle + sign * reach) / (1 + square)))

    def __float__(self) -> float:
        return float(self.value)


def share(hits: int, draws: int) -> Share:
    """Return what held in some of the draws.

    Raises
    ------
    ValueError
        Without a draw, or with more hits than draws.
    """
    if not 0 <= hits <= draws or not draws:
        raise ValueError(f"{hits} hits in {draws} draws; expected at least one draw, and as many hits at most")
    return Share(value=Fraction(int(hits), int(draws)), draws=int(draws))


def certain(chance: Fraction | int | str) -> Share:
    """Return a probability that is known exactly."""
    return Share(value=exact(chance))


@frozen(kw_only=True)
class Mean:
    """A mean over draws, or an exact one.

    Attributes
    ----------
    value:
        The mean of the draws; exact where ``draws`` is 0.
    standard_error:
        The standard deviation of that mean over repeated sweeps, by what was seen; 0 for a single draw.
    draws:
        Over how many draws; 0 where it is exact.
    """

    value: Fraction = field(converter=exact)
    standard_error: float = 0.0
    draws: int = 0

    @property
    def exact(self) -> bool:
        """Whether nothing was drawn."""
        return self.draws == 0

    def __float__(self) -> float:
        return float(self.value)


def mean(total: int, squares: int, draws: int, *, unit: int = 1) -> Mean:
    """Return a mean from whole sums.

    Parameters
    ----------
    total, squares:
        The sum of the numbers, and of their squares, each number counted in ``unit`` parts of 1.

    Examples
    --------
    >>> found = mean(10, 30, 4)
    >>> float(found.value), round(found.standard_error, 3)
    (2.5, 0.645)
    """
    if draws < 1:
        raise ValueError(f"a mean over {draws} draws; expected at least one")
    spread = Fraction(squares * draws - total * total, draws * draws * unit * unit)
    error = math.sqrt(float(spread) / (draws - 1)) if draws > 1 else 0.0
    return Mean(value=Fraction(total, draws * unit), standard_error=error, draws=draws)


def highest(shares: Sequence[Share]) -> int:
    """Return where the greatest share stands; the first of equals."""
    return max(range(len(shares)), key=lambda at: (shares[at].value, -at))
