"""Outer sums and unions against going through all combinations one by one."""

import itertools

import numpy as np
import pytest

from negsim.kernels.outer import digit_counts, outer_any, outer_sum


def drawn(rng):
    radices = [int(radix) for radix in rng.integers(1, 4, rng.integers(0, 5))]
    digits = [tuple(rng.permutation(len(radices))[: rng.integers(0, len(radices) + 1)].tolist()) for _ in range(4)]
    return radices, digits[: rng.integers(0, 5)]


@pytest.mark.parametrize("wide", [False, True])
def test_outer_sums_are_sums_over_all_combinations(wide):
    rng = np.random.default_rng(wide)
    for _ in range(500):
        radices, over = drawn(rng)
        tables = [(own, rng.integers(-9, 9, [radices[digit] for digit in own])) for own in over]
        if wide:
            tables = [(own, np.array(table.astype(object) * 2**70, dtype=object)) for own, table in tables]
        kind = object if wide else np.int64
        expected = [
            sum(int(table[tuple(choice[digit] for digit in own)]) for own, table in tables)
            for choice in itertools.product(*map(range, radices))
        ]
        assert outer_sum(radices, tables, dtype=kind).tolist() == expected
        out = np.full(len(expected), -1, dtype=kind)
        assert outer_sum(radices, tables, dtype=kind, out=out) is out
        assert out.tolist() == expected


def test_boxes_cover_what_takes_one_of_the_values_on_each_digit():
    rng = np.random.default_rng(1)
    for _ in range(500):
        radices, over = drawn(rng)
        boxes = [
            {digit: rng.permutation(radices[digit])[: rng.integers(0, radices[digit] + 1)].tolist() for digit in own}
            for own in over
        ]
        expected = [
            any(all(choice[digit] in values for digit, values in box.items()) for box in boxes)
            for choice in itertools.product(*map(range, radices))
        ]
        covered = outer_any(radices, boxes)
        assert covered.dtype == bool
        assert covered.tolist() == expected


def test_digit_counts_count_each_value():
    rng = np.random.default_rng(2)
    for _ in range(200):
        radices, _ = drawn(rng)
        choices = list(itertools.product(*map(range, radices)))
        mask = rng.random(len(choices)) < 0.5
        chosen = [choice for choice, inside in zip(choices, mask, strict=True) if inside]
        expected = [
            [sum(choice[digit] == value for choice in chosen) for value in range(radix)]
            for digit, radix in enumerate(radices)
        ]
        assert [own.tolist() for own in digit_counts(mask, radices)] == expected


def test_more_digits_than_numpy_has_axes():
    radices = [1] * 70 + [2, 2]
    tables = [((70, 3), np.array([[1], [5]])), ((71,), np.array([0, 10])), ((69,), np.array([100]))]
    assert outer_sum(radices, tables, dtype=np.int64).tolist() == [101, 111, 105, 115]
