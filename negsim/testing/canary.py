"""Canary: values that record who reads them while a strategy is being called, and are as they were otherwise.

Nothing in a process can keep a strategy from reading what others want: memory is one. So what they want is made of
objects that tell when they are looked at by someone whose they are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import define, field

from negsim.fields import FrozenMapping
from negsim.problem import BargainingProblem
from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.protocols.table import Protocol
from negsim.talks.seats import Seat, seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Terms
from negsim.talks.view import Brief, View

ENGINE = ""
"""Whose the talk itself is: no party has that id."""


@define(eq=False)
class Lookout:
    """Who is being called, and what was read meanwhile that is not theirs.

    Attributes
    ----------
    called:
        The party whose strategy is being called; None while none is.
    touches:
        What was read: "B's factors", "the talk's seed".
    """

    called: str | None = None
    touches: list[str] = field(factory=list)

    def looked(self, owner: str, name: str) -> None:
        """Note that something of an owner was read, if somebody else is being called."""
        if self.called is not None and self.called != owner and not name.startswith("__"):
            self.touches.append(f"{owner}'s {name}" if owner else f"the talk's {name}")


def watched(given: Any, *, owner: str, lookout: Lookout, **changes: Any) -> Any:
    """Return a value that is as another one, and tells a lookout of each attribute that is read of it.

    Parameters
    ----------
    given:
        A value of an attrs class.
    changes:
        Fields that it has instead.

    Examples
    --------
    >>> from negsim.problem import Factor
    >>> lookout = Lookout()
    >>> factor = watched(Factor(["price"], [0, 1]), owner="B", lookout=lookout)
    >>> lookout.called = "A"
    >>> factor.issues, isinstance(factor, Factor), lookout.touches
    (('price',), True, ["B's issues"])
    """
    kind = _watched_class(type(given), owner, lookout)
    fields = [entry for entry in attrs.fields(type(given)) if entry.init]
    return kind(**{str(entry.alias): getattr(given, entry.name) for entry in fields} | changes)


def _watched_class(kind: type, owner: str, lookout: Lookout) -> type:
    """Return a class whose objects are as those of another, but for what they tell a lookout."""

    def __getattribute__(self: object, name: str) -> Any:  # noqa: N807 - it becomes one
        lookout.looked(owner, name)
        return object.__getattribute__(self, name)

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807 - it becomes one
        plain = [entry for entry in attrs.fields(kind) if entry.init]
        return _remade, (kind, {str(entry.alias): object.__getattribute__(self, entry.name) for entry in plain})

    own = {"__slots__": (), "__getattribute__": __getattribute__, "__reduce__": __reduce__}
    return type(kind.__name__, (kind,), own | {"__module__": kind.__module__})


def _remade(kind: type, fields: Mapping[str, Any]) -> Any:
    """Return a value of a plain class: sent elsewhere, what is watched here is not watched."""
    return kind(**fields)


def watched_problem(problem: BargainingProblem, *, lookout: Lookout) -> BargainingProblem:
    """Return a problem that tells when what a party wants is read while another party is being called."""
    parties = [
        watched(
            party,
            owner=party.id,
            lookout=lookout,
            factors=[watched(factor, owner=party.id, lookout=lookout) for factor in party.factors],
        )
        for party in problem.parties
    ]
    return attrs.evolve(problem, parties=parties)


def watched_seats(problem: BargainingProblem, *, lookout: Lookout) -> FrozenMapping[str, Seat]:
    """Return the seats of a problem, where briefs and ladders are watched too."""
    found = {}
    for party, seat in seats(problem).items():
        ladder = watched(seat.brief.ladder, owner=party, lookout=lookout)
        brief = watched(seat.brief, owner=party, lookout=lookout, ladder=ladder)
        found[party] = watched(seat, owner=party, lookout=lookout, brief=brief)
    return FrozenMapping(found)


@attrs.frozen
class Announced:
    """A strategy that tells a lookout when it is being called, and whose it is."""

    inner: Strategy
    lookout: Lookout = field(eq=False, repr=False)

    @property
    def name(self) -> str:
        """What the strategy is called."""
        return self.inner.name

    def begin(self, brief: Brief, *, chance: Chance) -> Any:
        """Return what the strategy remembers at first."""
        self.lookout.called = brief.party
        try:
            return self.inner.begin(brief, chance=chance)
        finally:
            self.lookout.called = None

    def move(self, view: View, memory: Any, *, chance: Chance) -> tuple[Move, Any]:
        """Return the strategy's move."""
        self.lookout.called = view.brief.party
        try:
            return self.inner.move(view, memory, chance=chance)
        finally:
            self.lookout.called = None


def touches(
    problem: BargainingProblem,
    protocol: Protocol,
    strategies: Mapping[str, Strategy],
    *,
    subject: str,
    rounds: int = 12,
    seed: int = 0,
) -> tuple[str, ...]:
    """Play a talk, and return what a party's strategy read that is not its own, each once.

    Parameters
    ----------
    subject:
        The party whose strategy is watched.

    Notes
    -----
    What tells is an attribute of a party, a factor, a seat, a brief, a ladder or the talk. Numbers that are found in
    memory without them are not noticed: against that only a process of its own helps.
    """
    lookout = Lookout()
    guarded = watched_problem(problem, lookout=lookout)
    chosen = {
        party: Announced(strategy, lookout) if party == subject else strategy for party, strategy in strategies.items()
    }
    talk: Talk = watched(
        Talk(problem=guarded, protocol=protocol, strategies=chosen, terms=Terms(rounds=rounds), seed=seed),
        owner=ENGINE,
        lookout=lookout,
        seats=watched_seats(guarded, lookout=lookout),
    )
    with Session(talk) as session:
        session.play()
    return tuple(dict.fromkeys(lookout.touches))
