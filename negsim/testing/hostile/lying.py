"""Lying: strategies that return what is no move, or offer what is no package."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen
from attrs.validators import in_

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, Kind, Move, offer
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved

LIES: Mapping[str, str] = MappingProxyType(
    {
        "nothing": "no-move",
        "text": "no-move",
        "move-alone": "no-move",
        "list": "no-move",
        "triple": "no-move",
        "look-alike": "no-move",
        "heir": "no-move",
        "forged": "no-move",
        "forged-kind": "no-move",
        "forged-offer": "no-move",
        "text-offered": "unknown-package",
        "unknown-option": "unknown-package",
        "unhashable-option": "unknown-package",
        "missing-issue": "unknown-package",
        "extra-issue": "unknown-package",
        "excluded": "unknown-package",
        "equal-to-all": "unknown-package",
        "shifting": "",
        "accepts-nothing": "protocol",
        "silent": "protocol",
    }
)
"""What a :class:`Liar` can return, and the fault that it must get; empty where it must come to nothing."""


@frozen(kw_only=True)
class Liar:
    """A strategy that returns what is no move, or not one that it can make.

    It must get the fault that :data:`LIES` names, once. Of an offer that changes with each look everyone must see the
    same package, as it was at the first look.

    Attributes
    ----------
    how:
        *nothing*: None. *text*: a word. *move-alone*, *list*, *triple*: a move without what to remember, in a list,
        with a third thing. *look-alike*: an object with a move's attributes. *heir*: of a class made from Move.
        *forged*, *forged-kind*, *forged-offer*: a move whose kind is a word, or no kind that there is, or an offer of
        nothing. *text-offered*: a move whose package is a word. *unknown-option*,
        *unhashable-option*, *missing-issue*, *extra-issue*: an offer with that. *excluded*: of options that exclude
        each other; where nothing is excluded, as *unknown-option*. *equal-to-all*: of a class made from Package, which
        says that it equals every other. *shifting*: whose option is another at each look. *accepts-nothing*: to accept
        where nothing is on the table. *silent*: to say nothing where something must be said.
    at:
        In which of its turns; the first is 1.

    Examples
    --------
    >>> Liar(how="look-alike").name, Liar(how="look-alike").fault
    ('liar (look-alike)', 'no-move')
    """

    how: str = field(default="nothing", validator=in_(tuple(LIES)))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with how it lies."""
        return f"liar ({self.how})"

    @property
    def fault(self) -> str:
        """The kind of fault that it must get; empty for none."""
        return LIES[self.how]

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Remember that no move was made."""
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> Any:  # noqa: ARG002 - an interface's arguments
        """Lie in the turn that is set; behave in all others."""
        if memory + 1 != self.at:
            return well_behaved(view), memory + 1
        honest = well_behaved(view)
        if self.how in _ANSWERS:
            return _ANSWERS[self.how](honest, memory)
        return _MOVES[self.how](view), memory + 1


class _LookAlike:
    """What has the attributes of a move."""

    def __init__(self, move: Move) -> None:
        self.kind, self.package = move.kind, move.package


class _Heir(Move):
    """A move of a class of its own, which could do anything when it is looked at."""


class _EqualToAll(Package):
    """A package that says that it equals every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    def __hash__(self) -> int:
        return 0


class _Shifting(dict[str, str]):
    """Choices that are other ones at each look: first what was meant to be seen, then no option of the issue."""

    looks = 0

    def __getitem__(self, key: str) -> str:
        self.looks += 1
        return super().__getitem__(key) if self.looks <= len(self) else "another"


def _forged(**fields: Any) -> Move:
    """Return a move with other fields than it could be built with."""
    move = Move(Kind.SILENT)
    for name, given in fields.items():
        object.__setattr__(move, name, given)
    return move


_ANSWERS: Mapping[str, Any] = MappingProxyType(
    {
        "nothing": lambda honest, memory: None,  # noqa: ARG005 - all answers take the same
        "text": lambda honest, memory: "offer",  # noqa: ARG005 - as above
        "move-alone": lambda honest, memory: honest,  # noqa: ARG005 - as above
        "list": lambda honest, memory: [honest, memory + 1],
        "triple": lambda honest, memory: (honest, memory + 1, None),
        "look-alike": lambda honest, memory: (_LookAlike(honest), memory + 1),
        "heir": lambda honest, memory: (_Heir(honest.kind, honest.package), memory + 1),
        "forged": lambda honest, memory: (_forged(kind="accept"), memory + 1),  # noqa: ARG005 - as above
        "forged-kind": lambda honest, memory: (_forged(kind=object.__new__(Kind)), memory + 1),  # noqa: ARG005 - as above
        "forged-offer": lambda honest, memory: (_forged(kind=Kind.OFFER), memory + 1),  # noqa: ARG005 - as above
        "text-offered": lambda honest, memory: (_forged(kind=Kind.OFFER, package="all"), memory + 1),  # noqa: ARG005
    }
)
"""What is returned instead of a move and what to remember."""


def _best(view: View) -> Package:
    return view.brief.ladder.first(view.brief.ladder.best)


def _with_option(view: View, option: Any) -> Move:
    issue = view.brief.space.issues[0].id
    return offer(_best(view).replaced({issue: option}))


def _excluded(view: View) -> Move:
    """Return the offer of a package whose options exclude each other."""
    space = view.brief.space
    if not space.excluded:
        return _with_option(view, "no such option")
    forbidden = {issue: options[0] for issue, options in space.excluded[0].forbids.items()}
    return offer(_best(view).replaced(forbidden))


def _shifting(view: View) -> Move:
    package = Package(dict(_best(view)))
    object.__setattr__(package, "choices", _Shifting(dict(_best(view))))
    return offer(package)


_MOVES: Mapping[str, Any] = MappingProxyType(
    {
        "unknown-option": lambda view: _with_option(view, "no such option"),
        "unhashable-option": lambda view: _with_option(view, []),
        "missing-issue": lambda view: offer(Package(dict(list(dict(_best(view)).items())[1:]))),
        "extra-issue": lambda view: offer(Package({**dict(_best(view)), "no such issue": "yes"})),
        "excluded": _excluded,
        "equal-to-all": lambda view: offer(_EqualToAll(dict(_best(view)))),
        "shifting": _shifting,
        "accepts-nothing": lambda view: ACCEPT,  # noqa: ARG005 - all moves take the same
        "silent": lambda view: SILENT,  # noqa: ARG005 - as above
    }
)
"""What is moved instead of a move that can be made."""
