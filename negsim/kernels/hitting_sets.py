"""Sets of elements as bits of Python integers: minimal members of a family, and its minimal hitting sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen


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
    for members in sorted(set(family), key=_by_size):
        if not any(other & members == other for other in kept):
            kept.append(members)
    return tuple(kept)


@frozen
class HittingSets:
    """Minimal hitting sets, smallest first; ``complete`` says whether these are all."""

    sets: tuple[int, ...]
    complete: bool


def minimal_hitting_sets(family: Sequence[int], *, max_sets: int, max_nodes: int) -> HittingSets:
    """Return the minimal sets that share an element with every member of a family, smallest first.

    An empty family is hit by the empty set; a family with an empty member by none.

    Parameters
    ----------
    max_sets:
        How many to find before stopping.
    max_nodes:
        How many partial sets to look at before stopping.

    Notes
    -----
    The search of Murakami and Uno (2014), breadth first so that the smallest come first: a partial set is extended
    only while each of its elements is the only one to hit some member, and each minimal set is reached once.

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
    everything = 0
    for member in members:
        everything |= member
    found: list[int] = []
    level, nodes = [(0, everything)], 0
    while level:
        following: list[tuple[int, int]] = []
        for chosen, candidates in level:
            nodes += 1
            if len(found) >= max_sets or nodes > max_nodes:
                return HittingSets(_ordered(found), complete=False)
            unhit = [member for member in members if not member & chosen]
            if not unhit:
                found.append(chosen)
            else:
                following += _extensions(chosen, candidates, unhit, members)
        level = following
    return HittingSets(_ordered(found), complete=True)


def _extensions(
    chosen: int, candidates: int, unhit: Sequence[int], members: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yield the partial sets with one more element, drawn from the unhit member with the fewest candidates."""
    branch = min((member & candidates for member in unhit), key=int.bit_count)
    rest = candidates & ~branch
    for element in bits(branch):
        larger = chosen | 1 << element
        if all(_is_needed(own, larger, members) for own in bits(chosen)):
            yield larger, rest
        rest |= 1 << element


def _is_needed(element: int, chosen: int, members: Sequence[int]) -> bool:
    """Tell whether some member is hit by this element of the set only."""
    alone = 1 << element
    return any(member & chosen == alone for member in members)


def _by_size(members: int) -> tuple[int, list[int]]:
    return members.bit_count(), list(bits(members))


def _ordered(found: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(found, key=_by_size))
