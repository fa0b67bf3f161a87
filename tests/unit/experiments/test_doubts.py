import attrs
import pytest

import negsim
from negsim.errors import UnanswerableError
from negsim.experiments.doubts import doubts
from negsim.experiments.doubts_json import doubts_json
from negsim.search.effort import Effort


@pytest.fixture(scope="module")
def compilation():
    return negsim.compile_scenario(negsim.read_scenario("scenarios/water_basin.toml"), reading="negotiable")


def test_each_answer_is_the_one_that_asking_alone_gives(compilation):
    found = doubts(compilation, draws=60, seed=5)
    problem = compilation.problem
    assert found.refused == {}
    assert found.odds == negsim.odds(problem)
    assert found.probes == negsim.probes(problem)
    assert found.knowledge == negsim.knowledge(compilation)
    assert found.sensitivity == negsim.sensitivity(compilation, known=found.knowledge)
    alone = negsim.sweep(compilation, draws=60, seed=5)
    assert found.sweep is not None
    assert (found.sweep.open, found.sweep.rules) == (alone.open, alone.rules)
    told = doubts_json(found, max_items=1)
    assert [len(answer["items"]) for answer in told["sensitivity"]["answers"].values()] == [1] * 5
    assert [probe["open"] for probe in told["probes"]["items"]] == ["0.892", "1"]


def test_what_would_not_finish_is_named_and_the_rest_answered(compilation):
    found = doubts(compilation, draws=5, effort=Effort(max_seconds=0))
    assert found.sweep is None
    assert "sweep" in found.refused
    told = doubts_json(found)
    assert told["sweep"] is None
    assert told["refused"] == dict(found.refused)


def test_a_problem_in_integers_has_nothing_to_be_unsure_of(compilation):
    bare = attrs.evolve(compilation, evidence=())
    with pytest.raises(UnanswerableError, match="given in integers"):
        doubts(bare)
