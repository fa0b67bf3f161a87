"""Many draws over every combination: in how many draws each is taken by all, and how many are in each draw."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.kernels.compiling import compiled
from negsim.kernels.fused_draws import MAX_BYTES, Tail, drawn_of, masks, read_only, step_of, tails
from negsim.kernels.fused_draws import NO_FLOOR as NO_FLOOR  # noqa: PLC0414 - the name is asked for here
from negsim.kernels.fused_loops import NO_GAINS, NOTHING, Loop, count


@frozen(kw_only=True, eq=False)
class Accepted:
    """How often combinations are taken.

    Attributes
    ----------
    in_zone:
        For each draw, how many combinations all parties take: int64, shape (draws,).
    by_package:
        For each combination, in how many draws all parties take it: int64, shape (packages,), the last issue changing
        fastest.
    by_party:
        For each party and combination, in how many draws its sum reaches that party's floor, bits aside: int64, shape
        (parties, packages). None where that was not asked.
    """

    in_zone: NDArray[np.int64] = field(converter=read_only)
    by_package: NDArray[np.int64] = field(converter=read_only)
    by_party: NDArray[np.int64] | None = field(default=None, converter=attrs.converters.optional(read_only))


def accepted(  # noqa: PLR0913 - the draws, one argument for each of their arrays, and how to go about it
    points: Sequence[NDArray[np.int64]],
    *,
    sizes: Sequence[int],
    floors: NDArray[np.int64],
    broken: NDArray[np.uint64] | None = None,
    firm: NDArray[np.uint64] | None = None,
    base: Sequence[NDArray[np.int64]] | None = None,
    by_party: bool = False,
    max_bytes: int = MAX_BYTES,
    is_compiled: bool = True,
) -> Accepted:
    """Return how many combinations all parties take in each draw, and in how many draws they all take each.

    A party takes a combination in a draw when what it adds up to for that party reaches the party's floor; all take it
    when they all do and it has no bit in common with the draw.

    Parameters
    ----------
    points:
        For each party, what each option adds: shape (draws, columns), the options of the first issue first.
    sizes:
        How many options each issue has.
    floors:
        Shape (parties, draws): the least that a party takes; :data:`NO_FLOOR` where it takes anything.
    broken, firm:
        Shapes (packages, words) and (draws, words): which lines a combination breaks, as bits, and which are firm.
    base:
        For each party, what combinations add in every draw: shape (packages,).
    by_party:
        Count what each party takes alone as well, which takes about three times as long.
    max_bytes:
        How much may be held at once, beyond what is given and returned. A single draw over the combinations of the last
        issues is held in any case.
    is_compiled:
        Whether to go by the compiled loop, where numba is installed; the answer is the same.

    Raises
    ------
    ValueError
        If shapes do not agree.
    TooLargeError
        If a sum may exceed 2^60.

    Notes
    -----
    A combination's sum is that of its first issues plus that of its last ones, so that draws times packages are only
    ever compared, never computed or kept: for each draw, the last issues' sums stay in the first cache and are compared
    with what each row still needs. In integers of 32 bits where sums fit. With numba one pass does it all and leaves
    rows that nobody can reach; without, whole-array operations on blocks of bytes. Where there are very many packages,
    choices on the first issues are gone through one by one.

    Examples
    --------
    Two issues, two parties, two draws; in the second draw the second party takes less:

    >>> one = np.array([[0, 5, 0, 3], [0, 5, 0, 3]])
    >>> other = np.array([[4, 0, 2, 0], [4, 0, 2, 0]])
    >>> found = accepted([one, other], sizes=[2, 2], floors=np.array([[3, 3], [2, 0]]))
    >>> found.in_zone.tolist(), found.by_package.tolist()
    ([2, 3], [0, 2, 2, 1])
    """
    drawn = drawn_of(points, sizes=sizes, floors=floors, broken=broken, firm=firm, base=base)
    parties, draws, _ = drawn.points.shape
    in_zone, by_package = np.zeros(draws, dtype=np.int64), np.zeros(drawn.packages, dtype=np.int64)
    alone = np.zeros((parties if by_party else 0, drawn.packages), dtype=np.int64)
    loop: Loop | None = compiled(count) if is_compiled else None
    step = step_of(drawn, max_bytes=max_bytes, is_compiled=loop is not None)
    for start in range(0, draws, step):
        part = slice(start, start + step)
        for tail in tails(drawn.some(part)):
            shape = tail.shape
            own, theirs = np.zeros(shape, dtype=np.int32), np.zeros((len(alone), *shape), dtype=np.int32)
            if loop is None:
                _count_in_blocks(tail, in_zone[part], own, theirs)
            else:
                loop(*tail.given, in_zone[part], own, theirs, NOTHING, *NO_GAINS, 0)
            block = slice(tail.start, tail.start + own.size)
            by_package[block] += own.reshape(-1)
            alone[:, block] += theirs.reshape(len(alone), own.size)
    return Accepted(in_zone=in_zone, by_package=by_package, by_party=alone if by_party else None)


def _count_in_blocks(
    tail: Tail, in_zone: NDArray[np.int64], by_package: NDArray[np.int32], by_party: NDArray[np.int32]
) -> None:
    """Add up by whole-array operations what the loop adds up; of at most 255 draws, which bytes can count."""
    counts = np.zeros(by_package.shape, dtype=np.uint8)
    alone = np.zeros(by_party.shape, dtype=np.uint8)
    for part, inside, each in masks(tail, each=len(by_party) > 0):
        packed = np.packbits(inside.reshape(len(inside), -1), axis=1)
        in_zone[part] += np.bitwise_count(packed).sum(axis=1, dtype=np.int64)
        counts += inside.view(np.uint8).sum(axis=0, dtype=np.uint8)
        for total, own in zip(alone, each, strict=False):
            total += own.view(np.uint8).sum(axis=0, dtype=np.uint8)
    by_package += counts
    by_party += alone
