"""Move: what a party does when it is its turn."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from attrs import field, frozen
from attrs.validators import instance_of, optional

from negsim.space.package import Package


class Kind(enum.Enum):
    """What a move is."""

    OFFER = "offer"
    ACCEPT = "accept"
    WALK_AWAY = "walk-away"
    SILENT = "silent"

    __hash__ = object.__hash__  # each is one object; Python's own hash of an enumeration is as slow as half a move


@frozen
class Move:
    """What a party does when it is its turn.

    Attributes
    ----------
    kind:
        *offer*: it puts a package on the table. *accept*: it takes the one that is there. *walk-away*: it ends the
        talk. *silent*: nothing; where something is on the table, it is not accepted.
    package:
        What an offer is of; None for every other move.

    Raises
    ------
    ValueError
        For an offer of nothing, or a package with another move.

    Examples
    --------
    >>> str(offer(Package({"price": "low"}))), str(ACCEPT)
    ('offers price: low', 'accepts')
    """

    kind: Kind = field(validator=instance_of(Kind))
    package: Package | None = field(default=None, validator=optional(instance_of(Package)))

    def __attrs_post_init__(self) -> None:
        if (self.kind is Kind.OFFER) != (self.package is not None):
            raise ValueError(
                f"a move of kind {self.kind.value} with package {self.package}; only an offer has a package"
            )

    def __str__(self) -> str:
        return f"offers {self.package}" if self.kind is Kind.OFFER else _WORDS[self.kind]


_WORDS = {Kind.ACCEPT: "accepts", Kind.WALK_AWAY: "walks away", Kind.SILENT: "says nothing"}

ACCEPT = Move(Kind.ACCEPT)
"""To take what is on the table."""
WALK_AWAY = Move(Kind.WALK_AWAY)
"""To end the talk."""
SILENT = Move(Kind.SILENT)
"""To say nothing."""


def offer(package: Package | Mapping[str, str]) -> Move:
    """Return the offer of a package.

    Parameters
    ----------
    package:
        A package, or a mapping from the id of each issue to that of an option.

    Raises
    ------
    TypeError
        For anything else.

    Examples
    --------
    >>> str(offer({"price": "low"}))
    'offers price: low'
    """
    if isinstance(package, Package):
        return Move(Kind.OFFER, package)
    if isinstance(package, Mapping):
        return Move(Kind.OFFER, Package(package))
    raise TypeError(
        f"a {type(package).__name__} is offered; expected a package, such as negsim.Package({{'price': 'low'}})"
    )
