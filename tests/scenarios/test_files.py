"""Every file in ``scenarios/``: it reads, nothing is odd about it, and it is written as it was read."""

from pathlib import Path

import pytest

import negsim
from negsim.formats.reading import read_with_warnings

PATHS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
files = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


@files
def test_it_reads_without_warnings(path):
    scenario, warnings = read_with_warnings(path)
    assert warnings == ()
    assert scenario.id == path.stem


@files
def test_it_is_written_and_read_back_equal(path):
    scenario = negsim.read_scenario(path)
    assert negsim.loads_scenario(negsim.dumps_scenario(scenario)) == scenario


@files
def test_every_statement_has_a_source_a_place_and_a_day_or_an_assumption(path):
    scenario = negsim.read_scenario(path)
    for statement in scenario.statements:
        assert scenario.said_on(statement) is not None
        if statement.source:
            assert scenario.source(statement.source).date
            assert statement.text
        else:
            assert statement.assumption


@files
@pytest.mark.parametrize("reading", ["face-value", "negotiable"])
def test_it_is_analysed_in_full(path, reading):
    analysis = negsim.analyze(negsim.read_scenario(path), reading=reading)
    assert not analysis.refused
    assert analysis.zone is not None
    assert analysis.zone.exact
    assert analysis.status_quo is not None
    # There is a zone, or there is a way to one.
    assert (
        analysis.zone.is_empty
        == bool(analysis.conflicts)
        == bool(analysis.nearest_deals and len(analysis.nearest_deals))
    )
