"""Breaking: protocols that break what every protocol promises, each in one way: to hold checks against."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs
from attrs import field, frozen
from attrs.validators import in_

from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.table import Ending, IllegalMoveError, Reason, Referee, Table

BREAKS: Mapping[str, str] = MappingProxyType(
    {
        "agrees-alone": "agrees-with-all",
        "goes-back": "never-goes-back",
        "never-ends": "comes-to-an-end",
        "asks-strangers": "asks-who-is-at-the-table",
        "asks-nobody": "asks-who-is-at-the-table",
        "asks-twice": "asks-who-is-at-the-table",
        "allows-nothing": "lets-something-be-done",
        "lets-accept-nothing": "lets-something-be-done",
        "invents": "ends-for-a-reason",
        "blames-fate": "ends-for-a-reason",
        "blames-another": "ends-for-a-reason",
        "ends-in-a-word": "ends-for-a-reason",
        "spoils": "leaves-tables-alone",
        "counts": "repeats-itself",
        "raises": "raises-no-error",
        "returns-nothing": "returns-tables",
        "begins-late": "returns-tables",
        "opens-nothing": "returns-tables",
        "refuses-all": "refuses-by-name",
        "refuses-a-stranger": "refuses-by-name",
        "refuses-acceptance": "is-played-by-all",
        "keeps-a-function": "can-be-moved-midway",
        "draws-elsewhere": "changes-nothing-around-it",
        "insists": "goes-on-when-refused",
        "loses-the-table": "goes-on-when-refused",
        "closes-with-a-deal": "closes-at-any-time",
        "changes": "is-a-value",
    }
)
"""How a :class:`Broken` protocol can be broken, and the check that must name it."""

_TALKS = itertools.count()
"""How many tables were made in this process: what no protocol may keep."""


@frozen(kw_only=True)
class Broken:
    """Alternating offers, but for one thing that no protocol may do.

    The check that :data:`BREAKS` names must fail.

    Attributes
    ----------
    how:
        *agrees-alone*: the first offer is agreed. *goes-back*: round 2 is followed by round 1. *never-ends*: its rounds
        are never over. *asks-strangers*, *asks-nobody*, *asks-twice*: whoever is to move. *allows-nothing*: no kind of
        move is allowed. *lets-accept-nothing*: to accept is, where nothing stands. *invents*: what is agreed is no
        package. *blames-fate*: it ends with a fault. *blames-another*: it names the wrong party as having left.
        *ends-in-a-word*: the end is a word. *spoils*: it changes the table that it is given. *counts*: it goes by how
        many tables there were. *raises*: an error of no use. *returns-nothing*, *opens-nothing*: no table.
        *begins-late*: in round 2. *refuses-all*: every move. *refuses-a-stranger*: a move of nobody at the table.
        *refuses-acceptance*: what it allows. *keeps-a-function*: which cannot be pickled. *draws-elsewhere*: from the
        global generator. *insists*: on what was refused. *loses-the-table*: when something is refused.
        *closes-with-a-deal*: that nobody made. *changes*: itself.
    talks:
        How many talks it was in: what no setting may count.

    Examples
    --------
    >>> Broken(how="spoils").name, Broken(how="spoils").check
    ('broken (spoils)', 'leaves-tables-alone')
    """

    how: str = field(validator=in_(tuple(BREAKS)))
    talks: int = 0

    @property
    def name(self) -> str:
        """What it is called, with how it is broken."""
        return f"broken ({self.how})"

    @property
    def check(self) -> str:
        """The check that must fail."""
        return BREAKS[self.how]

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Any:
        """Return the table before the first move, unless it is this that is broken."""
        if self.how == "changes":
            object.__setattr__(self, "talks", self.talks + 1)
        table = AlternatingOffers().opening(parties, referee=referee, space=space)
        return _OPENINGS[self.how](table) if self.how in _OPENINGS else table

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Any:
        """Return the table after a move, unless it is this that is broken."""
        if self.how in _BEFORE:
            _BEFORE[self.how](table, moves)
        made = AlternatingOffers().after(table, moves, referee=referee)
        return _AFTER[self.how](table, made) if self.how in _AFTER else made

    def refused(self, table: Table, *, referee: Referee) -> Any:
        """Return the table after a refusal, unless it is this that is broken."""
        if self.how == "insists":
            return table
        if self.how == "loses-the-table":
            return None
        return AlternatingOffers().refused(table, referee=referee)

    def closing(self, table: Table) -> Ending:
        """Return the end without agreement, unless it is this that is broken."""
        if self.how == "closes-with-a-deal" and table.standing is not None:
            return Ending(reason=Reason.AGREEMENT, package=table.standing)
        return AlternatingOffers().closing(table)


class _Kept:
    """What a table keeps, with a function that cannot be pickled."""

    def __init__(self, memory: tuple[Any, ...]) -> None:
        self.memory = memory
        self.kept = lambda: memory

    def __iter__(self) -> Iterator[Any]:
        return iter(self.memory)


def _spoil(table: Table, moves: Mapping[str, Move]) -> None:
    if table.standing is not None and all(move.package is not None for move in moves.values()):
        object.__setattr__(table, "standing", next(iter(moves.values())).package)


def _raise(table: Table, moves: Mapping[str, Move]) -> None:  # noqa: ARG001 - all of them take the same
    raise RuntimeError("this protocol always fails")


def _refuse(table: Table, moves: Mapping[str, Move]) -> None:  # noqa: ARG001 - as above
    raise IllegalMoveError(next(iter(moves)), "not this")


def _refuse_a_stranger(table: Table, moves: Mapping[str, Move]) -> None:  # noqa: ARG001 - as above
    raise IllegalMoveError("nobody", "not you")


def _refuse_acceptance(table: Table, moves: Mapping[str, Move]) -> None:  # noqa: ARG001 - as above
    for party, move in moves.items():
        if move.kind is Kind.ACCEPT:
            raise IllegalMoveError(party, "not so soon")


def _draw(table: Table, moves: Mapping[str, Move]) -> None:  # noqa: ARG001 - as above
    random.random()


def _agreed_alone(table: Table, made: Table) -> Table:  # noqa: ARG001 - as above
    return attrs.evolve(made, ending=Ending(reason=Reason.AGREEMENT, package=made.standing))


def _counted(table: Table, made: Table) -> Table:  # noqa: ARG001 - as above
    return attrs.evolve(made, round=made.round + int(next(_TALKS) % 7 == 0))


def _ended(**fields: Any) -> Callable[[Table, Table], Table]:
    """Return what ends a talk in another way where it would end with an agreement or with somebody leaving."""
    return lambda table, made: made if made.ending is None else attrs.evolve(made, ending=Ending(**fields))  # noqa: ARG005


def _in_a_word(table: Table, made: Table) -> Table:  # noqa: ARG001 - as above
    word: Any = "done"
    return made if made.ending is None else attrs.evolve(made, ending=word)


def _evolved(**fields: Any) -> Callable[..., Table]:
    """Return what gives a talk that goes on a table with other fields."""
    return lambda *tables: tables[-1] if tables[-1].ending is not None else attrs.evolve(tables[-1], **fields)


def _back(table: Table, made: Table) -> Table:
    return attrs.evolve(made, round=1) if table.round == 2 else made


def _asked_twice(table: Table, made: Table) -> Table:  # noqa: ARG001 - as above
    return attrs.evolve(made, movers=made.movers * 2)


_OPENINGS: Mapping[str, Callable[[Table], Any]] = MappingProxyType(
    {
        "asks-nobody": _evolved(movers=()),
        "begins-late": _evolved(round=2),
        "opens-nothing": lambda table: None,  # noqa: ARG005 - as above
        "keeps-a-function": lambda table: attrs.evolve(table, memory=_Kept(table.memory)),
        "lets-accept-nothing": _evolved(allowed=frozenset(Kind)),
    }
)
_BEFORE: Mapping[str, Callable[[Table, Mapping[str, Move]], None]] = MappingProxyType(
    {
        "spoils": _spoil,
        "raises": _raise,
        "refuses-all": _refuse,
        "refuses-a-stranger": _refuse_a_stranger,
        "refuses-acceptance": _refuse_acceptance,
        "draws-elsewhere": _draw,
    }
)
_AFTER: Mapping[str, Callable[[Table, Table], Any]] = MappingProxyType(
    {
        "agrees-alone": _agreed_alone,
        "goes-back": _back,
        "never-ends": _evolved(round=1),
        "asks-strangers": _evolved(movers=("a stranger",)),
        "asks-twice": _asked_twice,
        "allows-nothing": _evolved(allowed=frozenset()),
        "invents": _ended(reason=Reason.AGREEMENT, package=Package({"no such issue": "yes"})),
        "blames-fate": _ended(reason=Reason.FAULT),
        "blames-another": _ended(reason=Reason.WALKED_AWAY, party="nobody"),
        "ends-in-a-word": _in_a_word,
        "counts": _counted,
        "returns-nothing": lambda table, made: None,  # noqa: ARG005 - as above
    }
)
