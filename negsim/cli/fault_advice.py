"""What to do about a fault of a strategy, in a sentence that fits what happened."""

from __future__ import annotations

from negsim.talks.transcript import Fault

_DO = {
    "raised": "The last lines of where it happened stand above; `--json` has all of them.",
    "no-move": "A strategy returns its move and what to remember: `return negsim.offer(package), memory`.",
    "protocol": "What a party may do at its turn is in `view.allowed`.",
    "unknown-package": "Offer what `brief.ladder` or `brief.space` gives.",
    "time": "Give it longer with --seconds-per-move, or make it faster.",
    "memory": "Give it more with --memory, or let it keep less.",
    "died": "Its process ended by itself; what it printed is in `--json` under `output`.",
    "changed": "What a strategy is given is for reading: let it keep what it needs in its memory.",
    "crossing": "With --crossings marked it may, and the account says so.",
}
_INSTEAD = {
    ("protocol", "spoke out of turn"): "Only negsim answers for a strategy: let it leave the pipes of its process be.",
    ("no-move", "answer is longer than"): "Let it leave the pipes of its process be, and offer a package of the space.",
    ("no-move", "was answered"): "Only negsim answers for a strategy: let it leave the pipes of its process be.",
    ("protocol", "concession from"): "Under this protocol an offer must be a concession, or none: `negsim.SILENT`.",
    ("time", "the whole talk"): "All its moves together may take so long: make it faster, or play fewer rounds.",
}
"""What fits better where a fault of a kind says something, in words of :mod:`negsim.talks`."""
_SCRIPTED = {
    "protocol": "Change the script: that move cannot be made at this turn.",
    "raised": "Change the script where it says.",
    "crossing": "Change the script, or play it with --crossings marked.",
}
"""What fits for moves that were written down before."""


def advice(fault: Fault, *, played: str) -> str:
    """Return what to do about a fault; nothing where that is not known.

    Parameters
    ----------
    played:
        The name of the strategy whose fault it is.

    Examples
    --------
    >>> advice(Fault(party="North", round=1, kind="protocol", message="no"), played="scripted:talk.txt")
    'Change the script: that move cannot be made at this turn.'
    """
    if played.startswith("scripted") and fault.kind in _SCRIPTED:
        return _SCRIPTED[fault.kind]
    if fault.kind == "raised" and not fault.detail:
        return ""
    fitting = (do for (kind, words), do in _INSTEAD.items() if kind == fault.kind and words in fault.message)
    return next(fitting, _DO.get(fault.kind, ""))
