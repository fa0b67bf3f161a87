"""C: numbers and repeatability, in the library itself: exact decimals, and blocks of any size."""

import pytest

from negsim.compilation import compile_scenario
from negsim.deals.analysis import analyze
from negsim.deals.zone import zone
from negsim.formats.analysis_json import analysis_json
from negsim.formats.reading import read_scenario
from negsim.formats.scenario_toml import loads_scenario
from negsim.search.effort import Effort

SALE = """
format = 1
id = "sale"
issues = [{id = "a", options = ["x", "y"]}, {id = "b", options = ["x", "y"]}, {id = "c", options = ["x", "y"]}]

[[parties]]
id = "Buyer"
reservation = {value = 0.9}
[parties.preferences]
weights = {a = 0.6, b = 0.3, c = 0.1}
values = {a = {x = 1, y = 0}, b = {x = 1, y = 0}, c = {x = 1, y = 0}}
"""


def test_c43_weights_of_6_and_3_tenths_meet_a_reservation_of_9():
    problem = compile_scenario(loads_scenario(SALE)).problem
    assert 0.6 + 0.3 < 0.9, "with floats they would not"
    assert zone(problem).size == 2


@pytest.mark.parametrize("name", ["two_neighbours", "water_basin"])
@pytest.mark.parametrize("block", [1, 7, 1000, 10**9])
def test_c44_blocks_of_any_size_give_the_same_answers(name, block):
    scenario = read_scenario(f"scenarios/{name}.toml")
    for reading in ("face-value", "negotiable"):
        usual = analysis_json(analyze(scenario, reading=reading))
        assert analysis_json(analyze(scenario, reading=reading, effort=Effort(block=block))) == usual
