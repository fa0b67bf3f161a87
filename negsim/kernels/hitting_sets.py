"""Sets of elements as bits of Python integers: minimal members of a family, and its minimal hitting sets."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

_LOOKED_AT = 16
"""How many unhit members, the smallest, are compared to find one with few candidates."""


def bits(members: int) -> Iterator[int]:
    """Yield the elements of a set, in order.

    Examples
    --------
    >>> list(bits(0b1101))
    [0, 2, 3]
    """
    while members:
        low = members & -members
        yield low.bit_length() - 1
        members ^= low


def minimal_sets(family: Iterable[int]) -> tuple[int, ...]:
    """Return the members of a family that contain no other member, by size, then by elements.

    Examples
    --------
    >>> minimal_sets([0b111, 0b011, 0b100, 0b110])
    (4, 3)
    """
    kept: list[int] = []
    for members in sorted(set(family), key=by_size):
        if not any(other & members == other for other in kept):
            kept.append(members)
    return tuple(kept)


@frozen
class HittingSets:
    """Minimal hitting sets, smallest first.

    Attributes
    ----------
    complete:
        Whether these are all.
    is_stopped:
        Whether the search stopped before it was through with the sizes asked for.
    """

    sets: tuple[int, ...]
    complete: bool
    is_stopped: bool = False


def minimal_hitting_sets(
    family: Sequence[int], *, max_sets: int, max_nodes: int, max_size: int | None = None
) -> HittingSets:
    """Return the minimal sets that share an element with every member of a family, smallest first.

    An empty family is hit by the empty set; a family with an empty member by none.

    Parameters
    ----------
    max_sets:
        How many to find before stopping.
    max_nodes:
        How many partial sets to look at before stopping.
    max_size:
        How many elements a set may have; None for any number.

    Notes
    -----
    The search of Murakami and Uno (2014), breadth first so that the smallest come first: a partial set is extended
    only while each of its elements is the only one to hit some member, and each minimal set is reached once. Which
    members are hit, and which by one element only, is kept as bits, one for each member.

    References
    ----------
    K. Murakami and T. Uno, "Efficient algorithms for dualizing large-scale hypergraphs", Discrete Applied Mathematics
    170 (2014).

    Examples
    --------
    >>> [list(bits(members)) for members in minimal_hitting_sets([0b011, 0b110], max_sets=9, max_nodes=99).sets]
    [[1], [0, 2]]
    """
    members = minimal_sets(family)
    if 0 in members:
        return HittingSets((), complete=True)
    hits, everything = _hits(members)
    found: list[int] = []
    level, nodes, size, is_cut = [_Partial(0, everything, (1 << len(members)) - 1, ())], 0, 0, False
    while level:
        following: list[_Partial] = []
        for partial in level:
            nodes += 1
            if len(found) >= max_sets or nodes > max_nodes:
                return HittingSets(_ordered(found), complete=False, is_stopped=True)
            if not partial.unhit:
                found.append(partial.chosen)
                continue
            extensions = list(_extensions(partial, hits, members))
            if max_size is not None and size + 1 >= max_size:
                # What does not hit the rest with its last element need not be kept.
                kept = [extension for extension in extensions if not extension.unhit and size < max_size]
                is_cut |= len(kept) < len(extensions)
                extensions = kept
            following += extensions
        level, size = following, size + 1
    return HittingSets(_ordered(found), complete=not is_cut)


@frozen
class _Partial:
    """A set that may become a minimal hitting set.

    Attributes
    ----------
    chosen, candidates:
        Its elements, and those that it may get, as bits.
    unhit:
        The members that it does not hit, as bits.
    alone:
        Each of its elements, with the members that are hit by it only.
    """

    chosen: int
    candidates: int
    unhit: int
    alone: tuple[int, ...]


def _hits(members: Sequence[int]) -> tuple[dict[int, int], int]:
    """Return, for each element, the members that it hits, as bits; and all elements."""
    hits: dict[int, int] = {}
    for at, member in enumerate(members):
        for element in bits(member):
            hits[element] = hits.get(element, 0) | 1 << at
    return hits, sum(1 << element for element in hits)


def _extensions(partial: _Partial, hits: Mapping[int, int], members: Sequence[int]) -> Iterator[_Partial]:
    """Yield the partial sets with one more element, drawn from an unhit member with few candidates."""
    some = itertools.islice(bits(partial.unhit), _LOOKED_AT)
    branch = min((members[at] & partial.candidates for at in some), key=int.bit_count)
    rest = partial.candidates & ~branch
    for element in bits(branch):
        hit = hits[element]
        alone = tuple(own & ~hit for own in partial.alone)
        if all(alone):
            yield _Partial(partial.chosen | 1 << element, rest, partial.unhit & ~hit, (*alone, partial.unhit & hit))
        rest |= 1 << element


def by_size(members: int) -> tuple[int, list[int]]:
    """Return what to order sets by: their size, then their elements."""
    return members.bit_count(), list(bits(members))


def _ordered(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(found, key=by_size))
