"""How numbers are drawn that are known together: which way, and what they keep to."""

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from negsim.experiments.knowledge import Known
from negsim.experiments.unknowns import unknowns
from negsim.parties.interval import Interval
from negsim.parties.uncertainty import Distribution
from negsim.seeding import stream

ONE = Fraction(1)


def known(**ends):
    return {
        name: Known(name=name, point=Interval(*pair).low, interval=Interval(*pair), origin="stated")
        for name, pair in ends.items()
    }


CASES: dict[str, Any] = {
    "settled": (known(a=(1, 1), b=(0, 0)), (), ONE, "as they are", {"a": (1, 1), "b": (0, 0)}),
    "one-left": (known(a=("0.3", "0.3"), b=(0, 1)), (), ONE, "as they are", {"a": (0.3, 0.3), "b": (0.7, 0.7)}),
    "at-the-low-end": (known(a=("0.3", 1), b=("0.7", 1)), (), ONE, "as they are", {"a": (0.3, 0.3), "b": (0.7, 0.7)}),
    "at-the-high-end": (known(a=(0, "0.5"), b=(0, "0.5")), (), ONE, "as they are", {"a": (0.5, 0.5)}),
    "equal-by-chain": (known(a=("0.5", 1), b=(0, 1), c=(0, "0.5")), [["c", "a"]], None, "box", {"a": (0.5, 0.5)}),
    "free": (known(a=(0, 1), b=(0, 1), c=(0, 0)), (), ONE, "simplex", {"a": (0, 1), "c": (0, 0)}),
    "ranked": (known(a=(0, 1), b=(0, 1), c=(0, 1)), [["a", "b", "c"]], ONE, "simplex", {"a": (1 / 3, 1)}),
    "beside-a-settled": (known(a=(0, 1), b=("0.4", "0.4"), c=(0, 1)), (), ONE, "simplex", {"a": (0, 0.6)}),
    "through-a-settled": (known(a=(0, 1), b=("0.4", "0.4"), c=(0, 1)), [["a", "b", "c"]], None, "box", {"a": (0.4, 1)}),
    "written": (known(a=(-3, 5), b=(2, 2)), (), None, "box", {"a": (-3, 5), "b": (2, 2)}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_is_drawn_in_the_way_that_fits_and_keeps_to_what_is_known(name):
    given, chains, total, method, ends = CASES[name]
    how = unknowns(given, chains=chains, total=total)
    assert (how.method, how.names) == (method, tuple(given))
    drawn = dict(zip(how.names, how.drawn(2000, rng=stream(1, name)), strict=True))
    for entry, (low, high) in ends.items():
        assert low - 1e-12 <= drawn[entry].min() <= drawn[entry].max() <= high + 1e-12
        assert drawn[entry].max() - drawn[entry].min() >= 0.8 * (high - low)
    for chain in chains:
        for above, below in itertools.pairwise(chain):
            assert (drawn[above] >= drawn[below] - 1e-12).all()
    if total is not None:
        assert abs(sum(drawn.values()) - float(total)).max() < 1e-12


def test_long_narrow_chains_are_walked_along():
    names = [f"i{place}" for place in range(12)]
    highs = {name: Fraction(18 - place, 20) for place, name in enumerate(names)} | {"i0": Fraction(1, 2)}
    lows = {"i0": Fraction(1, 50), "i1": Fraction(1, 20)}
    given = known(**{name: (lows.get(name, 0), highs[name]) for name in names})
    how = unknowns(given, chains=[names[start : start + 2] for start in range(11)], total=ONE)
    assert how.method == "hit-and-run"
    drawn = how.drawn(20, rng=stream(2))
    assert (drawn[:-1] >= drawn[1:] - 1e-12).all()
    assert abs(drawn.sum(axis=0) - 1).max() < 1e-9


def test_triangular_draws_are_likeliest_at_the_point_or_the_end_next_to_it():
    given = {
        name: Known(name=name, point=Fraction(point), interval=Interval(0, 1), origin="stated")
        for name, point in {"inside": "1/4", "below": "-3", "above": "7"}.items()
    }
    drawn = unknowns(given, distribution=Distribution.TRIANGULAR).drawn(40_000, rng=stream(3))
    means = [(0 + 0.25 + 1) / 3, 1 / 3, 2 / 3]
    assert (abs(drawn.mean(axis=1) - means) < 4.5 * drawn.std(axis=1) / np.sqrt(40_000)).all()


def test_triangular_weights_sum_to_1_and_two_have_their_closed_form():
    # Two weights with the same peak and ends: a and 1 - a, density in a proportional to tri(a) tri(1 - a).
    given = {
        name: Known(name=name, point=Fraction(1, 2), interval=Interval(0, 1), origin="stated") for name in ("a", "b")
    }
    how = unknowns(given, total=ONE, distribution=Distribution.TRIANGULAR)
    drawn = how.drawn(40_000, rng=stream(4))
    assert how.method == "rejection"
    assert abs(drawn.sum(axis=0) - 1).max() < 1e-12
    # The density is 12 a^2 up to 1/2 and mirrored beyond: its variance is 1/40.
    squares = (drawn[0] - 0.5) ** 2
    assert abs(squares.mean() - 1 / 40) < 4.5 * squares.std() / np.sqrt(40_000)
