"""C: repeatability of sweeps, each row of the fault table with its number."""

import random

import numpy as np

import negsim
from negsim.experiments.sweep import sweep
from negsim.experiments.sweep_json import sweep_json
from tests.unit.experiments.uncertain import package, sale, scenario


def told(seed=3):
    return sweep_json(sweep(negsim.compile_scenario(scenario(1), reading="negotiable"), draws=50, seed=seed))


def test_c48_a_result_names_the_versions_it_was_computed_with():
    assert told()["versions"] == {"negsim": negsim.__version__, "numpy": np.__version__}


def test_c49_nobodys_seed_has_an_effect_on_ours_nor_ours_on_theirs():
    np.random.seed(1)  # noqa: NPY002 - what users may do
    random.seed(1)
    expected = np.random.random(), random.random()  # noqa: NPY002 - as above
    first = told()
    np.random.seed(1)  # noqa: NPY002 - as above
    random.seed(1)
    assert told() == first
    assert (np.random.random(), random.random()) == expected  # noqa: NPY002 - as above


def test_c50_one_party_more_leaves_the_draws_of_others_as_they_were():
    alone = sale()
    more = negsim.Scenario(
        "sale",
        issues=alone.issues,
        parties=[negsim.Party("First", preferences=alone.parties[0].preferences), *alone.parties],
    )
    found = [
        sweep(negsim.compile_scenario(made), draws=300, seed=5, packages=[package("low", "soon")], max_packages=1)
        for made in (alone, more)
    ]
    traces = [dict(zip(entry.trace.names, entry.trace.values.T, strict=True)) for entry in found]
    assert set(traces[0]) < set(traces[1])
    assert all(np.array_equal(column, traces[1][name]) for name, column in traces[0].items())
