"""What the benchmark of many draws measures: the same draws each time, and a product that answers rightly."""

import numpy as np
import pytest

from benchmarks.uncertainty import Listed, as_text, counted, multiplied


@pytest.mark.parametrize("is_any", [False, True])
def test_the_product_counts_what_negsim_counts(is_any):
    listed = Listed(11)
    expected = counted(listed, is_compiled=False)
    assert as_text(multiplied(listed, kind=np.float32, is_any=is_any)) == as_text(expected)
    assert 0 < expected[0].mean() < 50_000


def test_draws_do_not_move():
    listed = Listed(3)
    assert listed.weights[0].tolist() == Listed(3).weights[0].tolist()
    assert (np.abs(listed.weights.sum(axis=2) - 1000) <= 3).all()
