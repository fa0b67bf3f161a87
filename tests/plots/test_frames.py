"""Scales and thinning: round numbers within, and nothing that stands out is lost."""

import itertools

import numpy as np
import pytest

from negsim.plots.frames import Frame, number_scale, ticks
from negsim.plots.look import look
from negsim.plots.sheet import Sheet
from negsim.plots.thinning import thinned


@pytest.mark.parametrize("span", [(0, 100), (-6, 104), (0.001, 0.009), (1, 10_000), (3, 4), (55.5, 55.6)])
@pytest.mark.parametrize("most", [2, 5, 9])
def test_ticks_are_round_few_and_within(span, most):
    found = ticks(*span, most=most)
    assert len(found) <= most
    assert all(span[0] - 1e-9 <= number <= span[1] + 1e-9 for number in found)
    assert len({round(later - earlier, 9) for earlier, later in itertools.pairwise(found)}) <= 1
    whole = ticks(*span, most=most, whole=True)
    assert all(number == int(number) for number in whole)


def test_numbers_leave_room_for_each_other():
    sheet = Sheet(look=look("half"))
    frame = Frame(left=10, right=110, upper=0, lower=40, across=(0, 10_600), up=(0, 100))
    assert ticks(1, 10_500, most=3, whole=True) == [10_000]  # which has no room beside the last
    number_scale(sheet, frame, ends=(1, 10_500))
    assert [label.text for label in sheet.labels] == ["1", "10,500"]
    assert frame.at((0, 100)) == (10, 0)


@pytest.mark.parametrize(("count", "columns", "stretches"), [(1000, 1, 10), (977, 3, 50), (41, 2, 10)])
def test_thinning_keeps_ends_and_extremes_of_every_stretch(count, columns, stretches):
    rows = np.random.default_rng(count).integers(0, 1000, size=(count, columns)).tolist()
    kept = thinned(rows, stretches=stretches)
    assert kept == sorted(set(kept))
    assert len(kept) <= stretches * (2 + 2 * columns)
    for number in range(stretches):
        first, last = count * number // stretches, count * (number + 1) // stretches
        own = [at for at in kept if first <= at < last]
        assert {first, last - 1} <= set(own)
        for column in range(columns):
            every = [row[column] for row in rows[first:last]]
            drawn = [rows[at][column] for at in own]
            assert (min(drawn), max(drawn)) == (min(every), max(every))


def test_few_rows_are_all_kept():
    assert thinned([[at] for at in range(40)], stretches=10) == list(range(40))
    assert thinned([], stretches=10) == []
