"""What intervals, chains and sums leave of each other, against grids of numbers."""

import itertools
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from negsim.parties.interval import Interval
from negsim.parties.tightening import circle_of, longest_chain, tightened, within

NAMES = ("a", "b", "c")
GRID = [Fraction(k, 4) for k in range(5)]
ends = st.tuples(st.sampled_from(GRID), st.sampled_from(GRID)).map(lambda pair: Interval(min(pair), max(pair)))
chains = st.lists(st.lists(st.sampled_from(NAMES), unique=True, min_size=2), max_size=2)


def agreeing(intervals, order):
    """Yield every point of the grid that agrees with all of it."""
    for point in itertools.product(GRID, repeat=len(NAMES)):
        at = dict(zip(NAMES, point, strict=True))
        pairs = [pair for chain in order for pair in itertools.pairwise(chain)]
        if all(at[name] in intervals[name] for name in NAMES) and all(at[one] >= at[other] for one, other in pairs):
            yield at


@given(st.tuples(ends, ends, ends), chains)
def test_what_is_left_is_what_points_of_a_grid_show(given_ends, order):
    intervals = dict(zip(NAMES, given_ends, strict=True))
    if circle_of(order):
        return
    left, points = tightened(intervals, order), list(agreeing(intervals, order))
    assert all(interval.width >= 0 for interval in left.values()) == bool(points)
    for name in NAMES if points else ():
        assert left[name] == Interval(min(at[name] for at in points), max(at[name] for at in points))


@given(st.tuples(ends, ends, ends), chains, st.sampled_from([None, *[Fraction(k, 4) for k in range(13)]]))
def test_a_point_within_agrees_with_all_and_is_found_where_there_is_one(given_ends, order, total):
    intervals = dict(zip(NAMES, given_ends, strict=True))
    if circle_of(order):
        return
    found = within(tightened(intervals, order), total=total)
    points = [at for at in agreeing(intervals, order) if total is None or sum(at.values()) == total]
    assert (found is not None) == bool(points)
    if found is not None:
        assert all(found[name] in intervals[name] for name in NAMES)
        assert all(found[one] >= found[other] for chain in order for one, other in itertools.pairwise(chain))
        assert total is None or sum(found.values()) == total


def test_circles_are_told_by_their_names():
    assert circle_of([["a", "b", "c"], ["c", "a"]])
    assert set(circle_of([["a", "b"], ["x", "b"], ["b", "x"]])) == {"b", "x"}
    assert circle_of([["a", "b", "c"], ["a", "c"]]) == ()
    assert circle_of([]) == ()


def test_a_longest_chain_goes_through_several():
    assert longest_chain([]) == ()
    assert longest_chain([["a", "b"], ["a", "c", "d"], ["b", "d"]]) in {("a", "b", "d"), ("a", "c", "d")}
    assert longest_chain([["a", "b"], ["a", "c"], ["c", "d"], ["d", "b"]]) == ("a", "c", "d", "b")
