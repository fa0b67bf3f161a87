"""Scenario: what can be agreed, what was said, and who wants what; frozen and checked against itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

import attrs
from attrs import field, frozen

from negsim.checks import find_errors
from negsim.errors import ScenarioError, UnknownNameError
from negsim.fields import entries
from negsim.parties.party import Party
from negsim.parties.reading import BUILT_IN, Reading
from negsim.positions.position import Position
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Named = TypeVar("_Named", bound=_HasId)


def _numbered(given: Iterable[Statement]) -> tuple[Statement, ...]:
    statements = tuple(given)
    return tuple(
        entry if entry.id else attrs.evolve(entry, id=f"s{number}") for number, entry in enumerate(statements, start=1)
    )


@frozen
class Scenario:
    """All that is known of a negotiation, before any reading of it.

    Attributes
    ----------
    id:
        Short and stable.
    issues, parties:
        At least one of each; at least one party signs always.
    statements:
        In file order; without an id of their own they are ``s1``, ``s2``...
    sources, excluded, readings:
        As they are named; ``readings`` come beside the built-in ones.
    title, date, about:
        For people; ``date`` is when the coding was made.

    Raises
    ------
    ScenarioError
        With everything that is wrong: names that nothing defines, duplicate ids, contradictions within one source,
        weights that cannot be weights, a party that cannot accept anything.

    Examples
    --------
    >>> from negsim.parties.preferences import Preferences
    >>> scenario = Scenario(
    ...     "sale",
    ...     issues=[Issue("price", ["low", "middle", "high"], ordered=True)],
    ...     parties=[Party("Buyer"), Party("Seller")],
    ...     statements=[
    ...         Statement(party="Buyer", issue="price", stance="proposes", options=["low"]),
    ...         Statement(party="Seller", issue="price", stance="rejects", options=["low"]),
    ...     ],
    ... )
    >>> scenario.position("Seller", "price").statements[0].id
    's2'
    """

    id: str
    title: str = field(default="", kw_only=True)
    date: dt.date | None = field(default=None, kw_only=True)
    about: str = field(default="", kw_only=True)
    sources: tuple[Source, ...] = field(default=(), converter=entries, kw_only=True)
    issues: tuple[Issue, ...] = field(converter=entries, kw_only=True)
    excluded: tuple[Exclusion, ...] = field(default=(), converter=entries, kw_only=True)
    parties: tuple[Party, ...] = field(converter=entries, kw_only=True)
    statements: tuple[Statement, ...] = field(default=(), converter=_numbered, kw_only=True)
    readings: tuple[Reading, ...] = field(default=(), converter=entries, kw_only=True)

    def __attrs_post_init__(self) -> None:
        found = find_errors(self)
        if found:
            raise ScenarioError(found)

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id

    @property
    def space(self) -> Space:
        """All packages."""
        return Space(self.issues, self.excluded)

    def party(self, party_id: str) -> Party:
        """Return the party of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return _named("party", party_id, self.parties)

    def issue(self, issue_id: str) -> Issue:
        """Return the issue of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return _named("issue", issue_id, self.issues)

    def source(self, source_id: str) -> Source:
        """Return the source of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return _named("source", source_id, self.sources)

    def statement(self, statement_id: str) -> Statement:
        """Return the statement of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return _named("statement", statement_id, self.statements)

    def reading(self, reading_id: str) -> Reading:
        """Return the reading of that id: one of the scenario's own, or a built-in one.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return _named("reading", reading_id, (*self.readings, *BUILT_IN))

    def said_on(self, statement: Statement) -> dt.date | None:
        """Return when it was said: its own date, or else its source's."""
        return statement.date or (self.source(statement.source).date if statement.source else None)

    def public_since(self, entry: Any) -> dt.date | None:
        """Return since when a statement or a stated line is public; None while it is not.

        An entry that says it is public without saying since when, and has no date either, has always been.
        """
        source = self.source(entry.source) if entry.source else None
        if isinstance(entry.public, dt.date):
            return entry.public
        if entry.public is True:
            return entry.date or (source.date if source else None) or dt.date.min
        if entry.public is False:
            return None
        return source.published if source else None

    def position(self, party_id: str, issue_id: str) -> Position:
        """Return all that a party said on an issue, latest first; of the same day, last in the file first."""
        said = [
            attrs.evolve(entry, date=self.said_on(entry))
            for entry in self.statements
            if entry.party == party_id and entry.issue == issue_id
        ]
        said.sort(key=lambda entry: entry.date or dt.date.min)
        return Position(party_id, issue_id, tuple(reversed(said)))


def _named(kind: str, given: str, known: Iterable[_Named]) -> _Named:
    for entry in known:
        if entry.id == given:
            return entry
    raise UnknownNameError(kind, given, [entry.id for entry in known])
