"""Position: all of one party's statements on one issue, and which of them are in force."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen

from negsim.fields import entries
from negsim.positions.statement import Stance, Statement


@frozen
class Position:
    """All of one party's statements on one issue, latest first.

    Every statement has an id and, where anything is known, a date: :meth:`negsim.Scenario.position` fills both in
    from the file order and the sources.

    Attributes
    ----------
    statements:
        Latest first; of the same day, last in the file first. Undated ones count as the earliest.
    """

    party: str
    issue: str
    statements: tuple[Statement, ...] = field(default=(), converter=entries)

    @property
    def chronological(self) -> tuple[Statement, ...]:
        """The statements, earliest first."""
        return self.statements[::-1]

    @property
    def is_silent(self) -> bool:
        """Whether the party has taken no stance on any option; a warning alone is none."""
        return not any(statement.stance is not Stance.WARNS for statement in self.statements)

    def as_of(self, date: dt.date) -> Position:
        """Return the position as it stood at the end of that day; undated statements are kept."""
        said = (entry for entry in self.statements if entry.date is None or entry.date <= date)
        return Position(self.party, self.issue, tuple(said))

    def decisive(self) -> dict[str, Statement]:
        """Return, for each option that was named, the latest statement that names it."""
        latest: dict[str, Statement] = {}
        for statement in self.statements:
            if statement.stance is not Stance.WARNS:
                for option in statement.options:
                    latest.setdefault(option, statement)
        return latest
