"""Party: someone with positions, weights, lines and a fallback."""

from __future__ import annotations

import enum
from fractions import Fraction

from attrs import field, frozen

from negsim.fields import entries, exact_or_none
from negsim.parties.preferences import Preferences
from negsim.parties.red_line import RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty


class Consent(enum.Enum):
    """When a package needs a party's consent."""

    ALWAYS = "always"
    BY_ISSUE = "by-issue"
    NEVER = "never"


@frozen
class Party:
    """Someone at the table, or whose affair it is.

    Attributes
    ----------
    id:
        Short and stable, without a colon; unique within the scenario.
    name:
        For people; the id where it is empty.
    bloc:
        The side it speaks for with others; empty where it speaks for itself.
    consent:
        *always*: it signs every package. *by-issue*: it constrains only packages that depart from the status quo on
        an issue that names it. *never*: an observer, reported and not counted.
    preferences, lines, reservation:
        What the file states about it, beside its statements.
    uncertainty:
        What is known of its numbers where they are not known exactly; None where the file says nothing of it.
    capability:
        What it can bring to bear, on the scale of whoever measured it; None where nobody did. It is kept; no answer
        uses it.
    """

    id: str
    name: str = field(default="", kw_only=True)
    bloc: str = field(default="", kw_only=True)
    consent: Consent = field(default=Consent.ALWAYS, converter=Consent, kw_only=True)
    preferences: Preferences = field(factory=Preferences, kw_only=True)
    lines: tuple[RedLine, ...] = field(default=(), converter=entries, kw_only=True)
    reservation: Reservation | None = field(default=None, kw_only=True)
    uncertainty: Uncertainty | None = field(default=None, kw_only=True)
    capability: Fraction | None = field(default=None, converter=exact_or_none, kw_only=True)
    note: str = field(default="", kw_only=True)

    @property
    def label(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id

    @property
    def side(self) -> str:
        """The bloc, or the party itself where it has none."""
        return self.bloc or self.id
