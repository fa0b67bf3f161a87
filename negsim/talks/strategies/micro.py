"""MiCRO: one package down for every new package that the others have come up with."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from negsim.fields import FrozenMapping, frozen_mapping
from negsim.seeding import Chance, uniforms
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, Kind, Move
from negsim.talks.strategies.answering import can_offer, is_taken, last_points, leave, must_concede, put
from negsim.talks.view import Brief, View


@frozen
class Seen:
    """Different packages, to which one more is added at little cost, however many there are.

    Attributes
    ----------
    groups:
        The packages, each in one of a few groups, of which each is larger than the next.
    count:
        How many packages there are.

    Notes
    -----
    To add a package joins the last groups as long as one is no larger than what comes after it: n additions cost
    O(n log n) together, and nobody's earlier value is changed.
    """

    groups: tuple[frozenset[Package], ...] = ()
    count: int = 0

    def __len__(self) -> int:
        return self.count

    def __contains__(self, package: Package) -> bool:
        return any(package in group for group in self.groups)

    def and_(self, package: Package) -> Seen:
        """Return these and another package."""
        if package in self:
            return self
        kept, last = list(self.groups), frozenset({package})
        while kept and len(kept[-1]) <= len(last):
            last |= kept.pop()
        return Seen((*kept, last), self.count + 1)


@frozen(kw_only=True)
class Come:
    """What MiCRO remembers.

    Attributes
    ----------
    made:
        How many different packages the party has offered: its best ones.
    count:
        How many moves it has seen.
    seen:
        From each of the others to the different packages that it has offered or accepted.
    latest:
        The latest offer of anybody, which is what an acceptance accepts.
    """

    made: int = 0
    count: int = 0
    seen: Mapping[str, Seen] = field(factory=dict, converter=frozen_mapping)
    latest: Package | None = None


@frozen
class MiCRO:
    """A party that makes minimal concessions, each in answer to a concession.

    It orders the packages that keep its red lines and its floor from best to worst. As long as it has offered no more
    different packages than the other side has, it offers the next one; otherwise it repeats one of its earlier offers,
    each equally likely. It accepts what is worth as much as the least that it is ready to offer now. It needs neither a
    deadline nor a guess of what others want, and two of them meet at about the same rank in both orders.

    Notes
    -----
    With several others, the one that has come up with the fewest different packages counts: nobody is paid for what
    another concedes. A package accepted counts as one offered, since with several parties accepting takes the place of
    an offer. Packages of equal worth are each a step, in their order in the space; where offers must be concessions,
    they are none, and its step is the first package of the next worth down. In votes and beside a text it keeps to the
    rules of :mod:`negsim.talks.strategies.answering`. Packages that it could never take, since they break red lines of
    its own, count among the others' offers like any other: the published rule knows no such lines.

    References
    ----------
    D. de Jonge, "An analysis of the linear bilateral ANAC domains using the MiCRO benchmark strategy", IJCAI (2022),
    for two parties: new offers, repeated ones, and accepting what is worth at least the lowest that it is willing to
    offer now and its reservation. D. Aguilera-Luzon, D. de Jonge and J. Larrosa, "MiCRO for multilateral negotiations",
    arXiv:2510.17401 (2025), for several: the fewest of anybody's offers, with acceptances counted among them.

    Examples
    --------
    >>> MiCRO().name
    'micro'
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "micro"

    def begin(self, brief: Brief, *, chance: Chance) -> Come:  # noqa: ARG002 - an interface's arguments
        """Remember that nothing was offered yet."""
        return Come(seen=dict.fromkeys(brief.others, Seen()))

    def move(self, view: View, memory: Come, *, chance: Chance) -> tuple[Move, Come]:
        """Accept what is worth as much as the least that it would offer, or offer; walk away where nothing can be."""
        brief = view.brief
        ladder = brief.ladder
        if not can_offer(brief):
            return leave(view), memory
        memory = _caught_up(memory, view)
        following = _following(view, memory)
        if following is not None:
            if is_taken(view, ladder.points(following), ladder=ladder, answers=True):
                return ACCEPT, memory
            move = put(view, following)
            return move, memory if move.package is None else _made(memory, 1)
        least = ladder.from_best(memory.made - 1)
        assert least is not None, "a party that can offer has offered its best package"
        if is_taken(view, ladder.points(least), ladder=ladder, answers=True):
            return ACCEPT, memory
        if must_concede(view):
            return SILENT, memory
        place = int(uniforms((1,), rng=chance.rng)[0] * memory.made)
        again = ladder.from_best(place)
        assert again is not None, "it was offered before"
        return put(view, again), memory


def _following(view: View, memory: Come) -> Package | None:
    """Return what it is ready to offer next; None where it is not its turn to concede, or nothing is left."""
    brief = view.brief
    if memory.made > min((len(packages) for packages in memory.seen.values()), default=0):
        return None
    last = last_points(view) if must_concede(view) else None
    if last is None:
        following = brief.ladder.from_best(memory.made)
        return following if following is not None and brief.ladder.points(following) >= brief.floor else None
    down = brief.ladder.below(last)
    return None if down is None or down < brief.floor else brief.ladder.first(down)


def _made(memory: Come, more: int) -> Come:
    return Come(made=memory.made + more, count=memory.count, seen=memory.seen, latest=memory.latest)


def _caught_up(memory: Come, view: View) -> Come:
    """Return the memory with the moves that are new in a view."""
    seen, latest = memory.seen, memory.latest
    for _, party, move in view.log[memory.count : view.count]:
        if move.package is not None:
            latest = move.package
        elif move.kind is not Kind.ACCEPT:
            continue
        if latest is not None and party in seen:
            more = seen[party].and_(latest)
            if more is not seen[party]:
                seen = FrozenMapping({**seen, party: more})
    return Come(made=memory.made, count=view.count, seen=seen, latest=latest)
