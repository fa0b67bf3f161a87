"""What was derived for each party of a scenario, and where each number comes from."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from negsim.parties.lines import Line
from negsim.parties.party import Party
from negsim.parties.reading import Reading
from negsim.parties.red_line import RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.values import OptionValue
from negsim.parties.weights import IssueWeight
from negsim.positions.position import Position
from negsim.positions.statement import Strength


@frozen(kw_only=True)
class LineEvidence:
    """A line of one party, its firmness, and where it comes from.

    Attributes
    ----------
    line:
        With a price on every box.
    strength, is_public:
        Of the firmest statement behind it: how strongly it was said, and whether it was public at the date asked about.
    firmness:
        The probability that it is truly firm: that statement's, what the file states, or what it was set to.
    stated:
        The line as the file states it; None for one that statements yield.
    """

    line: Line
    strength: Strength
    is_public: bool
    firmness: Fraction
    stated: RedLine | None = None


@frozen(kw_only=True)
class PartyEvidence:
    """Everything that was derived for one party, in the order of the scenario's issues.

    Attributes
    ----------
    reservation:
        The least value that it takes, on its 0 to 1 scale; None without one.
    reservation_firmness:
        The probability that this is truly firm.
    """

    party: Party
    weights: Mapping[str, IssueWeight]
    values: Mapping[str, tuple[OptionValue, ...]]
    positions: Mapping[str, Position]
    lines: tuple[LineEvidence, ...]
    reservation: Fraction | None
    reservation_firmness: Fraction | None = None

    def value(self, issue_id: str, option_id: str) -> Fraction:
        """Return what an option is worth on its issue alone, from 0 to 1."""
        return next(entry.value for entry in self.values[issue_id] if entry.option == option_id)


def stated_firmness(reservation: Reservation, reading: Reading) -> Fraction:
    """Return how firm a reservation is: what the file states, or what a reading takes its strength for."""
    firmness = reservation.firmness
    return reading.firmness[reservation.strength.value] if firmness is None else firmness


def package_value(entry: PartyEvidence, choices: Mapping[str, str]) -> Fraction:
    """Return what a choice of options is worth to a party, as an exact fraction; issues left out are worth nothing."""
    value = sum(
        (entry.weights[issue].weight * entry.value(issue, option) for issue, option in choices.items()), Fraction(0)
    )
    for interaction in entry.party.preferences.interactions:
        if all(choices.get(issue) in options for issue, options in interaction.when.items()):
            value += interaction.points / 100
    ceiling = entry.party.preferences.ceiling
    return value if ceiling is None else min(value, ceiling)
