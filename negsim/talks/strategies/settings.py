"""What settings of strategies must be."""

from __future__ import annotations

from typing import Any


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
    if isinstance(given, float) and not given.is_integer():
        raise ValueError(f"{given}; expected a whole number")
    return int(given)
