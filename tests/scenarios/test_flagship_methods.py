"""The real case is answered without listing the packages of issues that hang together, whatever is asked."""

import functools
import json
from pathlib import Path

import pytest

import negsim
from negsim.compilation import compile_scenario
from negsim.formats.analysis_json import analysis_json
from negsim.search import enumeration
from negsim.search.indexed import indexed
from negsim.search.parts import demand_parts, value_parts

PATH = Path(__file__).parents[2] / "scenarios" / "european_security_2022.toml"
READINGS = ["face-value", "negotiable", "dialogue"]


@functools.cache
def scenario():
    return negsim.read_scenario(PATH)


def methods(found):
    """Yield every method that a JSON value names."""
    if isinstance(found, dict):
        if isinstance(found.get("method"), str):
            yield found["method"]
        found = list(found.values())
    if isinstance(found, list):
        for entry in found:
            yield from methods(entry)


@pytest.mark.parametrize("reading", READINGS)
def test_the_json_of_an_analysis_names_no_enumeration(reading):
    text = analysis_json(negsim.analyze(scenario(), reading=reading))
    named = list(methods(json.loads(json.dumps(text))))
    assert len(named) > 6
    assert not [method for method in named if "enumeration" in method]
    assert named.count("merging of its issues") == 6
    assert named.count("merging of 7 parts, issue by issue") == 2


@pytest.mark.parametrize("reading", READINGS)
def test_no_block_of_more_than_some_dozen_packages_is_looked_at(reading, monkeypatch):
    """The largest group has 8,748 packages; what is listed are parts of one or two issues of the frontier."""
    seen, blocks = [], enumeration.blocks

    def watched(prepared, part, **settings):
        seen.append(part.size)
        return blocks(prepared, part, **settings)

    for module in ("patterns", "sources", "demands", "tallies", "options"):
        monkeypatch.setattr(f"negsim.search.{module}.blocks", watched, raising=False)
    prepared = indexed(compile_scenario(scenario(), reading=reading).problem)
    assert max(part.size for part in demand_parts(prepared)) == 8748
    assert negsim.analyze(scenario(), reading=reading).nearest_deals is not None
    assert max(seen) <= 36
    negsim.groups(prepared.problem, method="enumeration")
    assert max(seen) == 8748


@pytest.mark.parametrize("reading", READINGS)
def test_merging_and_listing_agree(reading):
    problem = compile_scenario(scenario(), reading=reading).problem
    assert len(value_parts(indexed(problem))) == 7
    merged, listed = (
        (
            [(one.issues, one.conflicts, one.repairs, one.broken) for one in negsim.groups(problem, method=method)],
            negsim.nearest_deals(problem, max_deals=None, method=method).items,
            negsim.repairs(problem, max_repairs=60, method=method).items,
        )
        for method in ("merging", "enumeration")
    )
    assert merged == listed
