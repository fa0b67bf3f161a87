"""Strategies by name: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import attrs

from negsim.errors import UnknownNameError, did_you_mean
from negsim.talks.strategies.climbing import HillClimber
from negsim.talks.strategies.conceding import BOULWARE, CONCEDER, LINEAR, TimeDependent
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.micro import MiCRO
from negsim.talks.strategies.position_true import PositionTrue
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.strategies.tit_for_tat import TitForTat
from negsim.talks.strategies.trade_off import TradeOff
from negsim.talks.strategies.zeuthen import Zeuthen

STRATEGIES: MappingProxyType[str, Strategy] = MappingProxyType(
    {
        "boulware": BOULWARE,
        "linear": LINEAR,
        "conceder": CONCEDER,
        "time-dependent": TimeDependent(),
        "tit-for-tat": TitForTat(),
        "absolute-tit-for-tat": TitForTat(kind="absolute"),
        "averaged-tit-for-tat": TitForTat(kind="averaged"),
        "trade-off": TradeOff(),
        "zeuthen": Zeuthen(),
        "micro": MiCRO(),
        "hard-liner": HardLiner(),
        "random-walker": RandomWalker(),
        "position-true": PositionTrue(),
        "hill-climber": HillClimber(),
    }
)
"""From the name to the strategy with its usual settings."""


def strategy(text: str) -> Strategy:
    """Return the strategy that a text names, with settings behind a colon where they are not the usual ones.

    Parameters
    ----------
    text:
        A name, or a name and settings: ``time-dependent:exponent=0.3,at_once=0.1``.

    Raises
    ------
    UnknownNameError
        If there is no strategy of that name; it names the nearest ones.
    ValueError
        For a setting that the strategy does not have, that is given twice or without a value, or whose value is not
        one that it can have.

    Examples
    --------
    >>> strategy("boulware").name, strategy("time-dependent:exponent=0.3").name
    ('boulware', 'time-dependent:exponent=0.3')
    """
    name, colon, given = text.partition(":")
    if name not in STRATEGIES:
        raise UnknownNameError("strategy", name, STRATEGIES)
    usual: Any = STRATEGIES[name]
    if not colon:
        return STRATEGIES[name]
    known = [entry.alias for entry in attrs.fields(type(usual))]
    settings: dict[str, str] = {}
    for key, value in _pairs(text, given):
        if key not in known:
            raise ValueError(f"{text!r}: {name} has no setting {key!r}; {did_you_mean(key, known=known)}")
        if key in settings:
            raise ValueError(f"{text!r}: {key} is given twice")
        settings[key] = value
    return _with_settings(text, usual, settings=settings)


def _pairs(text: str, given: str) -> Iterator[tuple[str, str]]:
    for entry in given.split(","):
        key, equals, value = (part.strip() for part in entry.partition("="))
        if not (key and equals and value):
            raise ValueError(f"{text!r}: {entry!r} is no setting; expected name=value")
        yield key.replace("-", "_"), value


def _with_settings(text: str, usual: Any, *, settings: dict[str, str]) -> Strategy:
    """Return a strategy with other settings, each read by the converter of its field."""
    try:
        found: Strategy = attrs.evolve(usual, **settings)
    except ValueError as error:
        raise ValueError(f"{text!r}: {error}") from error
    return found
