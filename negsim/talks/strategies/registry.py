"""Strategies by name: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from negsim.errors import UnknownNameError
from negsim.talks.opponents.registry import opponent_model
from negsim.talks.settings_text import name_in, with_settings
from negsim.talks.strategies.climbing import HillClimber
from negsim.talks.strategies.conceding import BOULWARE, CONCEDER, LINEAR, TimeDependent
from negsim.talks.strategies.from_file import from_text, is_reference
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.impatient import Impatient
from negsim.talks.strategies.micro import MiCRO
from negsim.talks.strategies.position_true import PositionTrue
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.scripted import Scripted, script
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
        "impatient": Impatient(),
    }
)
"""From the name to the strategy with its usual settings."""


def strategy(text: str) -> Strategy:
    """Return the strategy that a text names, with settings behind a colon where they are not the usual ones.

    Parameters
    ----------
    text:
        A name, or a name and settings: ``time-dependent:exponent=0.3,at_once=0.1``. A setting that names a strategy or
        an opponent model with settings of its own comes last: ``impatient:patience=5,playing=trade-off:step=0.1``.
        ``scripted:FILE`` for moves from a text file (:func:`negsim.talks.strategies.scripted.script`);
        ``path/to/file.py:Name`` or ``package.module:Name`` for a strategy of one's own, settings behind another colon
        (:mod:`negsim.talks.strategies.from_file`).

    Raises
    ------
    UnknownNameError
        If there is no strategy of that name; it names the nearest ones.
    ValueError
        For a setting that the strategy does not have, that is given twice or without a value, or whose value is not
        one that it can have; for a script with lines that are no moves.
    FileError
        For a file that is not there or cannot be read.

    Examples
    --------
    >>> strategy("boulware").name, strategy("time-dependent:exponent=0.3").name
    ('boulware', 'time-dependent:exponent=0.3')
    >>> strategy("impatient:patience=5,playing=trade-off:step=0.1,model=frequency").playing.name
    'trade-off:step=1/10,model=frequency'
    """
    name = name_in(text)
    if name == "scripted":
        file = text.partition(":")[2].strip()
        if not file:
            raise ValueError(f"{text!r}: which file? expected scripted:FILE, a text file with one move on each line")
        return script(file)
    if name not in STRATEGIES:
        if is_reference(text):
            return from_text(text)
        raise UnknownNameError("strategy", name, [*STRATEGIES, "scripted"])
    found: Strategy = with_settings(text, STRATEGIES[name], read=_READ)
    return found


_READ: dict[str, Callable[[str], Any]] = {"playing": strategy, "model": opponent_model}
_OWN = frozenset(type(entry) for entry in STRATEGIES.values()) | {Scripted}


def is_own(given: object) -> bool:
    """Tell whether a strategy is negsim's own, and not a guest's, and so is what it plays by."""
    return is_own(given.playing) if isinstance(given, Impatient) else type(given) in _OWN
