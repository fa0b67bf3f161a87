"""How fields of negsim's values are converted and kept: exact numbers, tuples, read-only mappings and arrays."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, ValuesView
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeVar

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

Number = int | float | str | Decimal | Fraction
MAX_DIGITS = 40
"""How many digits, and how large an exponent, a number may have (design: exactness)."""

K = TypeVar("K")
V = TypeVar("V")


def exact(given: Number) -> Fraction:
    """Return a number exactly.

    A float is read as it is written: ``0.6`` is six tenths, not the nearest binary fraction.

    Raises
    ------
    ValueError
        For a boolean, for text that is no number, for infinities and not-a-number, and beyond 40 digits or an
        exponent of 40.

    Examples
    --------
    >>> exact(0.6) + exact("0.3") == exact("9/10")
    True
    """
    if isinstance(given, bool):
        raise ValueError(f"{given} is a truth value, where a number is expected")
    if isinstance(given, Fraction):
        return given
    if isinstance(given, str) and "/" in given:
        if not given.rpartition("/")[2].strip("0 _"):
            raise ValueError(f"{given!r} divides by zero")
        return Fraction(given)
    if isinstance(given, int) and abs(given) >= 10**MAX_DIGITS:
        raise ValueError(f"a whole number of more than {MAX_DIGITS} digits")
    try:
        number = Decimal(repr(given)) if isinstance(given, float) else Decimal(given)
    except InvalidOperation as error:
        raise ValueError(f"{given!r} is not a number") from error
    return exact_decimal(number)


def check_count(name: str, given: Any, *, least: int = 0, or_none: bool = False) -> None:
    """Refuse what is no number of things: not whole, or below the least.

    Parameters
    ----------
    name:
        Of the argument, for the message.
    or_none:
        Whether None is allowed, for all.

    Raises
    ------
    ValueError
        If it is refused.

    Examples
    --------
    >>> check_count("limit", -1, or_none=True)
    Traceback (most recent call last):
    ...
    ValueError: limit=-1; expected a whole number of at least 0, or None for all
    """
    if given is None and or_none:
        return
    is_whole = isinstance(given, int | np.integer) and not isinstance(given, bool)
    if not is_whole or given < least:
        end = ", or None for all" if or_none else ""
        raise ValueError(f"{name}={given!r}; expected a whole number of at least {least}{end}")


def exact_decimal(number: Decimal) -> Fraction:
    """Return a decimal as a fraction, refusing what is not finite or is longer than 40 digits.

    Raises
    ------
    ValueError
        See :func:`exact`.
    """
    if not number.is_finite():
        raise ValueError(f"{number} is not a finite number")
    _, digits, exponent = number.as_tuple()
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits; at most {MAX_DIGITS} are read")
    if (
        not isinstance(exponent, int)
        or not -MAX_DIGITS <= exponent + len(digits) - 1 <= MAX_DIGITS
        or exponent < -2 * MAX_DIGITS
    ):
        raise ValueError(f"{number} has an exponent beyond {MAX_DIGITS}")
    return Fraction(number)


def exact_or_none(given: Number | None) -> Fraction | None:
    """Return a number exactly, or None where there is none."""
    return None if given is None else exact(given)


def decimal_text(number: Fraction) -> str:
    """Return a fraction as exact decimal text, or as ``p/q`` where no finite decimal equals it.

    Examples
    --------
    >>> decimal_text(exact("12.50")), decimal_text(exact("1/3")), decimal_text(exact(7))
    ('12.5', '1/3', '7')
    """
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")


@frozen(init=False, eq=False, repr=False)
class FrozenMapping(Mapping[K, V]):
    """A read-only mapping that keeps its order, can be hashed and survives pickling.

    It is :class:`collections.abc.Mapping` over a private dictionary: the standard library has no hashable mapping.
    Two are equal when they hold the same pairs, in any order, like dictionaries.
    """

    _items: dict[K, V]

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def values(self) -> ValuesView[V]:
        """Return the values, in order."""
        return self._items.values()  # faster than what Mapping makes of __getitem__

    def items(self) -> ItemsView[K, V]:
        """Return the pairs, in order."""
        return self._items.items()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMapping):
            return bool(self._items == other._items)
        return isinstance(other, Mapping) and self._items == dict(other)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[type[FrozenMapping[K, V]], tuple[dict[K, V]]]:
        return type(self), (dict(self._items),)


def entries(given: Iterable[Any]) -> tuple[Any, ...]:
    """Return what was given as a tuple; the field that it becomes says of what."""
    return tuple(given)


def frozen_mapping(given: Mapping[Any, Any]) -> FrozenMapping[Any, Any]:
    """Return what was given as a read-only mapping; the field that it becomes says of what."""
    return given if type(given) is FrozenMapping else FrozenMapping(given)


def texts(given: Iterable[str]) -> tuple[str, ...]:
    """Return several names as a tuple; one bare string is refused, since it would become its letters.

    Raises
    ------
    TypeError
        If ``given`` is a string.
    """
    if isinstance(given, str):
        raise TypeError(f"{given!r} is one name, where a list of names is expected: write [{given!r}]")
    return tuple(given)


def texts_by_name(given: Mapping[str, Iterable[str]]) -> FrozenMapping[str, tuple[str, ...]]:
    """Return a read-only mapping from a name to several names."""
    return FrozenMapping({key: texts(value) for key, value in given.items()})


def numbers_by_name(given: Mapping[str, Number]) -> FrozenMapping[str, Fraction]:
    """Return a read-only mapping from a name to an exact number."""
    return FrozenMapping({key: exact(value) for key, value in given.items()})


def frozen_array(given: Any) -> NDArray[Any]:
    """Return a copy of integers as a read-only array: int64 where all fit below 2^62, Python integers otherwise."""
    if isinstance(given, np.ndarray) and given.dtype == np.int64 and np.abs(given).max(initial=0) < 2**62:
        array = given.copy()
        array.flags.writeable = False
        return array
    wide = np.array(given, dtype=object)
    largest = max((abs(int(entry)) for entry in wide.flat), default=0)
    array = wide.astype(np.int64) if largest < 2**62 else wide
    array.flags.writeable = False
    return array


def same_array(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Tell whether two arrays hold the same integers in the same shape."""
    return left.shape == right.shape and bool((left == right).all())
