"""Numbers in other tools' files: read exactly, without the noise of binary floats, and written exactly if possible."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Context, Decimal, InvalidOperation
from fractions import Fraction

from attrs import Factory, define

from negsim.fields import decimal_text, exact_decimal

CERTAIN_DIGITS = 15
"""How many significant digits a binary float of 64 bits always keeps."""

_SHORT = 13
"""A number that 15 digits bring down to fewer digits than this was short before a float made it long."""

_ROUND = Context(prec=CERTAIN_DIGITS)


def read_number(text: str) -> tuple[Fraction, bool]:
    """Return a number exactly, and whether the noise of a binary float was taken off it.

    A literal of 16 digits or more that 15 digits bring down to at most 12 was computed in floats from a short one:
    ``0.35000000000000003`` is 0.35. Other long literals are read as they stand.

    Raises
    ------
    ValueError
        For what is no number, is not finite, or has more than 40 digits or an exponent beyond 40.

    Examples
    --------
    >>> read_number("0.35000000000000003")
    (Fraction(7, 20), True)
    >>> read_number("0.3333333333333333")[1]
    False
    """
    plain = text.strip()
    if not plain or "_" in plain or not plain.isascii():
        raise ValueError(f"{text!r} is not a number")
    try:
        given = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not a number") from error
    number = exact_decimal(given)
    if len(given.normalize(Context(prec=100)).as_tuple().digits) > CERTAIN_DIGITS:
        rounded = given.normalize(_ROUND)
        if len(rounded.as_tuple().digits) < _SHORT:
            return Fraction(rounded), True
    return number, False


@define
class Writing:
    """Numbers as they are written, and what had to be rounded.

    Attributes
    ----------
    rounded:
        What each number is that was rounded.
    """

    rounded: list[str] = Factory(list)

    def text(self, number: Fraction, what: str) -> str:
        """Return a number as :func:`written_number` does."""
        text, is_exact = written_number(number)
        if not is_exact:
            self.rounded.append(what)
        return text

    def losses(self, label: str, *, kind: str = "numbers") -> Iterator[str]:
        """Yield a sentence on what was rounded, if anything was."""
        if self.rounded:
            what = f"{kind} that no short decimal equals are rounded to {CERTAIN_DIGITS} digits"
            yield f"{label}: {what}, such as {self.rounded[0]}"


def written_number(number: Fraction) -> tuple[str, bool]:
    """Return a number as decimal text, and whether that is exact; otherwise it is rounded to 15 significant digits.

    Examples
    --------
    >>> written_number(Fraction(1, 8)), written_number(Fraction(1, 3))
    (('0.125', True), ('0.333333333333333', False))
    """
    text = decimal_text(number)
    if "/" not in text and len(text) <= 2 * CERTAIN_DIGITS:
        return text, True
    rounded = _ROUND.divide(Decimal(number.numerator), Decimal(number.denominator))
    return decimal_text(Fraction(rounded)), False
