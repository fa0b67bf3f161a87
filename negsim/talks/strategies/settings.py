"""What settings of strategies must be."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from negsim.fields import exact


def is_share(instance: object, attribute: Any, given: Any) -> None:  # noqa: ARG001 - an interface's arguments
    """Refuse what is no share from 0 to 1.

    Raises
    ------
    ValueError
        With the setting's name.
    """
    if not 0 <= given <= 1:
        raise ValueError(f"{attribute.name}={given}; expected a share from 0 to 1")


def whole(given: float | str) -> int:
    """Return a whole number, of text too; what is not whole is refused.

    Raises
    ------
    ValueError
        With what was given.

    Examples
    --------
    >>> whole("3")
    3
    """
    try:
        number = exact(given)
    except ValueError:
        raise ValueError(f"{given}; expected a whole number") from None
    if number.denominator != 1:
        raise ValueError(f"{given}; expected a whole number")
    return int(number)


def decimal(given: float | str) -> float:
    """Return a number as a float, of text with a decimal or a fraction too.

    Raises
    ------
    ValueError
        With what was given.

    Examples
    --------
    >>> decimal("0.5"), decimal("1/4"), decimal(2)
    (0.5, 0.25, 2.0)
    """
    try:
        return float(Fraction(given) if isinstance(given, str) and "/" in given else given)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{given!r}; expected a number, such as 0.5 or 1/2") from None
