"""Numbers as GENIUS files hold them: decimals that are read as exactly the same number again, where there are any."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from negsim.formats.numbers import read_number, written_number

_SMALLEST = Fraction(1, 10**30)


def exact_text(number: Fraction) -> str | None:
    """Return a number as decimal text that is read as exactly this number again, or None where there is none.

    Examples
    --------
    >>> exact_text(Fraction(1, 4)), exact_text(Fraction(1, 3))
    ('0.25', None)
    """
    text, is_exact = written_number(number)
    # What looks like the noise of a float would be read without it.
    return text if is_exact and read_number(text)[0] == number else None


def near_text(number: Fraction) -> tuple[str, bool]:
    """Return a number as decimal text, and whether that is exact; otherwise it is rounded."""
    text = exact_text(number)
    if text is not None:
        return text, True
    # 12 digits are never taken for the noise of a float; what is smaller than this cannot be read again.
    return f"{float(number):.12g}" if abs(number) > _SMALLEST else "0", False


def whole_texts(numbers: Sequence[Fraction]) -> tuple[str, ...] | None:
    """Return whole numbers in the same proportions, or None where they would be too long to be read exactly.

    Examples
    --------
    >>> whole_texts([Fraction(1, 3), Fraction(1, 2)])
    ('2', '3')
    """
    common = math.lcm(*(number.denominator for number in numbers))
    texts = [text for number in numbers if (text := exact_text(number * common)) is not None]
    return tuple(texts) if len(texts) == len(numbers) else None
