"""Prices are linear between bends, and bend there."""

import itertools
import random
from fractions import Fraction

import pytest

from negsim.compilation import compile_scenario
from negsim.experiments.bends import bends
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.parameters import parameter, with_number
from negsim.parties.reading import Reading
from tests.properties.test_sensitivity import random_scenario

SPREAD = Spread(weights="0.9", values="1/2", reservation="1/4", firmness="1/2")


def prices_at(compilation, name, value):
    problem = with_number(compilation, name, value=value).problem
    return [box.price for demand in problem.demands if demand.line for box in demand.line.boxes]


def is_linear(compilation, name, low, high):
    one, middle, other = (prices_at(compilation, name, value) for value in (low, (low + high) / 2, high))
    return all(2 * between == first + last for first, between, last in zip(one, middle, other, strict=True))


@pytest.mark.parametrize("seed", [0, 2, 4, 6, 8])
def test_prices_are_linear_between_bends(seed):
    rnd = random.Random(seed)
    compilation = compile_scenario(random_scenario(rnd, reserved=0.3))
    for known in knowledge(compilation, spread=SPREAD).numbers:
        moved = parameter(compilation, known.name)
        if moved.kind in ("weight", "value") and compilation.of(moved.party).weights[moved.issue].weight < 1:
            low, high = known.interval.low, known.interval.high
            ends = [low, *bends(compilation, moved, low=low, high=high), high]
            for start, end in itertools.pairwise(ends):
                assert is_linear(compilation, known.name, start, end), known.name


def test_lines_become_red_inside_an_interval_or_at_its_end():
    compilation = compile_scenario(
        random_scenario(random.Random(0), reserved=0.3), reading=Reading("own", red_from="1/2")
    )
    name = f"firmness:{compilation.problem.demands[0].name}"
    moved, half = parameter(compilation, name), Fraction(1, 2)
    assert bends(compilation, moved, low=Fraction(0), high=Fraction(1)) == (half,)
    assert bends(compilation, moved, low=Fraction(0), high=half) == (half,)
    assert bends(compilation, moved, low=half, high=Fraction(1)) == ()
