"""Settings in texts: ``name:key=value,key=value``, as strategies and protocols are named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import attrs

from negsim.errors import did_you_mean


def name_in(text: str) -> str:
    """Return the name that a text begins with.

    Examples
    --------
    >>> name_in("time-dependent:exponent=0.3"), name_in("boulware")
    ('time-dependent', 'boulware')
    """
    return text.partition(":")[0].strip()


def settings_in(text: str, *, known: Iterable[str], nested: Collection[str] = ()) -> dict[str, str]:
    """Return the settings behind the colon of a text; none where it is a name alone.

    Parameters
    ----------
    known:
        The settings that what is named has. A hyphen in a text stands for the underscore in a setting.
    nested:
        Those whose value is such a text itself. Where it has settings of its own, all that follows belongs to it.

    Raises
    ------
    ValueError
        For a setting that there is not, that is given twice, or that has no value.

    Examples
    --------
    >>> settings_in("time-dependent:exponent=0.3,at-once=0.1", known=["exponent", "at_once"])
    {'exponent': '0.3', 'at_once': '0.1'}
    >>> settings_in("zeuthen:model=bayesian:spread=1,concession=0.2", known=["model"], nested=["model"])
    {'model': 'bayesian:spread=1,concession=0.2'}
    """
    name, colon, given = text.partition(":")
    names = list(known)
    found: dict[str, str] = {}
    rest: str | None = given if colon else None
    while rest is not None:
        entry, comma, behind = rest.partition(",")
        key, equals, value = (part.strip() for part in entry.partition("="))
        if key in nested and ":" in value:
            value, comma = rest.partition("=")[2].strip(), ""
        rest = behind if comma else None
        if not (key and equals and value):
            raise ValueError(f"{text!r}: {entry!r} is no setting; expected name=value")
        key = key.replace("-", "_")
        if key not in names:
            raise ValueError(f"{text!r}: {name.strip()} has no setting {key!r}; {did_you_mean(key, known=names)}")
        if key in found:
            raise ValueError(f"{text!r}: {key} is given twice")
        found[key] = value
    return found


def with_settings(
    text: str, usual: Any, *, apart: Collection[str] = (), read: Mapping[str, Callable[[str], Any]] | None = None
) -> Any:
    """Return a frozen setting with what a text says, each value read by the converter of its field.

    Parameters
    ----------
    usual:
        The setting as it is where the text is a name alone: an instance of an attrs class.
    apart:
        Fields that no text can give.
    read:
        From the names of settings that are such texts themselves to what reads them.

    Raises
    ------
    ValueError
        As :func:`settings_in`, and for a value that the setting cannot have.

    Examples
    --------
    >>> from negsim.talks.strategies.conceding import TimeDependent
    >>> with_settings("time-dependent:exponent=0.3", TimeDependent()).exponent
    0.3
    """
    known = [entry.alias for entry in attrs.fields(type(usual)) if entry.alias not in apart]
    given = settings_in(text, known=known, nested=tuple(read or ()))
    if not given:
        return usual
    try:
        return attrs.evolve(usual, **{key: (read or {}).get(key, str)(value) for key, value in given.items()})
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from error
