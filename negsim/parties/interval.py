"""Interval: between what an uncertain number lies."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from negsim.fields import exact


@frozen
class Interval:
    """Between what an uncertain number lies, both ends included.

    Examples
    --------
    >>> Interval("0.2", "0.5").width
    Fraction(3, 10)
    """

    low: Fraction = field(converter=exact)
    high: Fraction = field(converter=exact)

    @property
    def width(self) -> Fraction:
        """How far its ends are apart."""
        return self.high - self.low

    def __contains__(self, number: Fraction) -> bool:
        return self.low <= number <= self.high
