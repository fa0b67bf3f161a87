"""Watch: has a guest changed what it was given? For strategies that are not negsim's own, in its own process."""

from __future__ import annotations

import pickle
from typing import Any

from attrs import define, field

from negsim.space.package import Package
from negsim.talks.guests import GuestError, shown
from negsim.talks.move import Kind, Move
from negsim.talks.view import Brief, View

_LATEST = 64
"""How many of the latest moves are compared after each call: all of them would cost more the longer a talk takes."""


@define(eq=False)
class Watch:
    """What one guest knows, as it was before it was called."""

    brief: Brief
    _known: bytes = field(init=False)

    @_known.default
    def _as_given(self) -> bytes:
        return _brief_of(self.brief)

    def before(self, view: View) -> bytes:
        """Return what a view holds, in bytes."""
        return _view_of(view)

    def after(self, view: View, before: bytes) -> None:
        """Refuse a guest that has changed something.

        Raises
        ------
        GuestError
            Of kind ``changed``.
        """
        if _view_of(view) != before:
            raise GuestError("changed", "it changed the moves or the package on the table; all of them are for reading")
        if _brief_of(self.brief) != self._known:
            raise GuestError("changed", "it changed what it knew before the talk, such as preferences or the space")


def plain(move: Move) -> Move:
    """Return a guest's move, made anew from plain text, so that nothing of the guest's own is kept.

    Raises
    ------
    GuestError
        If the move is none, or the package is none or not one of text.
    """
    package: Any = move.package
    if not any(move.kind is kind for kind in Kind) or (move.kind is Kind.OFFER) != (package is not None):
        raise GuestError(
            "no-move", f"{shown(move)} is no move; expected one of the four kinds, an offer with a package"
        )
    if package is None:
        return Move(move.kind)
    if type(package) is not Package:
        raise GuestError("unknown-package", f"a {type(package).__name__} was offered; expected a Package")
    try:
        choices = {_text(issue): _text(option) for issue, option in dict(package.choices).items()}
    except TypeError:
        raise GuestError("unknown-package", f"{shown(package)} is no package: issues and options are text") from None
    return Move(move.kind, Package(choices))


def _text(given: Any) -> str:
    return str.encode(given, errors="surrogatepass").decode(errors="surrogatepass")  # plain, whatever class it is of


def _view_of(view: View) -> bytes:
    latest = view.log[max(0, view.count - _LATEST) : view.count]
    said = [(number, party, move.kind, _choices(move.package)) for number, party, move in latest]
    return pickle.dumps((view.round, view.elapsed, _choices(view.standing), _choices(view.text), view.count, said))


def _choices(package: Package | None) -> dict[str, str] | None:
    return None if package is None else dict(package.choices)


def _brief_of(brief: Brief) -> bytes:
    rungs = brief.ladder.rungs
    ends = (len(rungs), brief.ladder.worst, brief.ladder.best, rungs.flags.writeable, rungs[:1].tolist())
    return pickle.dumps((brief.own, brief.space, brief.statements, brief.parties, brief.floor, ends))
