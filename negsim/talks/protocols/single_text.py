"""A single negotiating text: a mediator puts changes of one text to all, and keeps those that all take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from attrs import field, frozen

from negsim.seeding import uniforms
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.move import Kind, Move
from negsim.talks.protocols.table import Ending, Reason, Referee, Table

_VOTE = frozenset({Kind.ACCEPT, Kind.SILENT, Kind.WALK_AWAY})
_TRIES = 1_000


@frozen(kw_only=True)
class SingleText:
    """A single negotiating text: a mediator puts one draft after the other to all parties, who take or leave it.

    The first draft is the status quo, or a given package. Each round all say at the same time whether they take the
    draft rather than the text that holds; where all do, it holds. The next draft changes some issues of the text, drawn
    at random. What holds when the rounds are over is agreed; where all refused the first draft, drafts change that one
    until one is taken.

    Attributes
    ----------
    changes:
        How many issues a draft changes.
    first:
        The first draft; the status quo where None.

    References
    ----------
    R. Fisher and W. Ury, "Getting to Yes" (1981), chapter 7, on the one-text procedure. M. Klein, P. Faratin,
    H. Sayama and Y. Bar-Yam, "Negotiating complex contracts", Group Decision and Negotiation 12 (2003).
    """

    changes: int = field(default=1)
    first: Package | None = None

    @changes.validator
    def _is_some(self, attribute: Any, given: object) -> None:
        if not isinstance(given, int) or given < 1:
            raise ValueError(f"{attribute.name}={given!r}; expected a whole number of at least 1")

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        return "single-text" if self.changes == 1 else f"single-text:changes={self.changes}"

    def opening(self, parties: tuple[str, ...], *, referee: Referee, space: Space) -> Table:  # noqa: ARG002
        """Return the table with the first draft.

        Raises
        ------
        ValueError
            For fewer than two parties, or where there is neither a status quo nor a first draft; for a first draft that
            is no package of the space.
        """
        if len(parties) < 2:
            raise ValueError(f"a single text between {len(parties)} parties; expected at least 2")
        first = space.status_quo if self.first is None else self.first
        if first is None:
            raise ValueError("no status quo to begin with; give the first draft, first=Package(...)")
        space.indices(first)
        if not space.exists(first):
            raise ValueError(f"the first draft, {first}, does not exist: its options exclude each other")
        return Table(1, parties, _VOTE, first, _Drafts(space, first))

    def after(self, table: Table, moves: Mapping[str, Move], *, referee: Referee) -> Table:
        """Return the table with the next draft."""
        leaving = [party for party, move in moves.items() if move.kind is Kind.WALK_AWAY]
        if leaving:
            return attrs.evolve(table, ending=Ending(reason=Reason.WALKED_AWAY, party=leaving[0]))
        drafts: _Drafts = table.memory
        text = table.standing if all(move.kind is Kind.ACCEPT for move in moves.values()) else table.text
        base = drafts.base if text is None else text
        draft = _changed(base, drafts.space, changes=self.changes, referee=referee)
        return Table(table.round + 1, table.movers, _VOTE, draft, _Drafts(drafts.space, base), text)

    def refused(self, table: Table, *, referee: Referee) -> Table:  # noqa: ARG002 - an interface's arguments
        """Return the table without a text: it was refused."""
        return attrs.evolve(table, text=None, ending=None)

    def closing(self, table: Table) -> Ending:
        """Return the agreement on the text that holds, or the end without one."""
        if table.text is None:
            return Ending(reason=Reason.DEADLINE)
        return Ending(reason=Reason.AGREEMENT, package=table.text)


@frozen
class _Drafts:
    """What drafts are made from."""

    space: Space
    base: Package


def _changed(package: Package, space: Space, *, changes: int, referee: Referee) -> Package:
    """Return a package with other options on some issues, drawn at random among those that exist.

    Where a thousand draws find none that exists, it stays as it is.
    """
    open_issues = [issue for issue in space.issues if len(issue.options) > 1]
    count = min(changes, len(open_issues))
    for _ in range(_TRIES):
        drawn = uniforms((len(open_issues) + count,), rng=referee.chance.rng)
        order = sorted(range(len(open_issues)), key=lambda at: drawn[at])[:count]
        choices = {}
        for at, chance in zip(order, drawn[len(open_issues) :], strict=True):
            issue = open_issues[at]
            others = issue.others([package[issue.id]])
            choices[issue.id] = others[int(chance * len(others))]
        found = package.replaced(choices)
        if space.exists(found):
            return found
    return package
