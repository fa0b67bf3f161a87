"""What a transcript holds, in words: for whoever is told that it does not come out again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from negsim.talks.history import Entry
from negsim.talks.protocols.table import Ending
from negsim.talks.transcript import Crossing, Draft, Fault

_MOST_SHOWN = 300


def move_words(entry: Entry) -> str:
    """Return a move on record in words.

    Examples
    --------
    >>> from negsim.talks.move import ACCEPT
    >>> move_words((3, "North", ACCEPT))
    'in round 3 North accepts'
    """
    number, party, move = entry
    return f"in round {number} {party} {move}"


def words(given: object) -> str:
    """Return a part of a transcript in words, a long one cut.

    Examples
    --------
    >>> from negsim.talks.protocols.table import Reason
    >>> words(None), words(()), words(Ending(reason=Reason.WALKED_AWAY, party="North"))
    ('nothing', 'none', 'walked-away by North')
    >>> words((Fault(party="North", round=2, kind="raised", message="ValueError: no"),))
    'North in round 2 (raised): ValueError: no'
    """
    text = _words(given)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "…"


def _words(given: object) -> str:
    if isinstance(given, Mapping):
        return ", ".join(f"{name} {_words(value)}" for name, value in given.items()) or "none"
    if isinstance(given, tuple | list):
        return "; ".join(map(_words, given)) or "none"
    say = _SAID.get(type(given), str)
    return say(given)


def _ending(given: Ending) -> str:
    on = "" if given.package is None else f" on {given.package}"
    return f"{given.reason.value}{on}{f' by {given.party}' if given.party else ''}"


_SAID: dict[type, Callable[[Any], str]] = {
    type(None): lambda _: "nothing",
    Ending: _ending,
    Fault: lambda fault: f"{fault.party} in round {fault.round} ({fault.kind}): {fault.message}",
    Crossing: lambda past: f"{past.party} in round {past.round} by {past.package}, past {', '.join(past.demands)}",
    Draft: lambda draft: f"{draft.package} in round {draft.round}",
}
