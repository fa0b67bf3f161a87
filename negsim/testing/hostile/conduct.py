"""Conduct: what hostile strategies do while they behave, and how they count when to stop behaving."""

from __future__ import annotations

from typing import Any

from negsim.fields import check_count
from negsim.talks.move import SILENT, WALK_AWAY, Kind, Move
from negsim.talks.strategies.answering import can_offer
from negsim.talks.view import View


def well_behaved(view: View) -> Move:
    """Return the offer of the party's best package, silence where nothing can be offered, or else walking away.

    Examples
    --------
    >>> from negsim.testing.trials import first_view
    >>> str(well_behaved(first_view()))
    'offers share: 10'
    """
    if Kind.OFFER in view.allowed and can_offer(view.brief):
        return view.brief.ladder.offer(view.brief.ladder.best)
    return SILENT if Kind.SILENT in view.allowed else WALK_AWAY


def is_turn(instance: object, attribute: Any, given: object) -> None:  # noqa: ARG001 - an interface's arguments
    """Refuse what is no number of a turn: 0 is before the first move, 1 the first move.

    Raises
    ------
    ValueError
        With the setting's name.
    """
    check_count(attribute.name, given)
