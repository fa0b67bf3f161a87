"""The reference of the format names every key, and its examples are read."""

import re
from pathlib import Path

import attrs
import pytest

from negsim.errors import ScenarioError
from negsim.formats.scenario_toml import dumps_scenario, loads_scenario
from negsim.parties.party import Consent, Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import BUILT_IN, Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Distribution, Uncertainty
from negsim.positions.source import Source
from negsim.positions.statement import Stance, Statement, Strength
from negsim.scenario import Scenario
from negsim.space.issue import Issue, Option
from negsim.space.space import Exclusion

PAGE = (Path(__file__).parents[2] / "docs/reference/scenario-format.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^##+ ([^\n]+)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE))
HELD = {
    "The scenario": Scenario,
    "Sources": Source,
    "Issues": Issue,
    "Options": Option,
    "Excluded combinations": Exclusion,
    "Parties": Party,
    "Preferences": Preferences,
    "Interactions": Interaction,
    "Red lines": RedLine,
    "Boxes": Box,
    "Reservation": Reservation,
    "Uncertainty": Uncertainty,
    "Statements": Statement,
    "Readings": Reading,
}
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("section", HELD)
def test_every_key_has_its_row_in_the_order_of_the_fields(section):
    rows = re.findall(r"^\| `(\w+)` \|[^|]+\|[^|]*\|", SECTIONS[section], re.MULTILINE)
    fields = [field.name for field in attrs.fields(HELD[section])]
    assert rows == (["format", *fields] if section == "The scenario" else fields)


@pytest.mark.parametrize("section", HELD)
def test_what_is_required_says_so_and_nothing_else(section):
    required = re.findall(r"^\| `(\w+)` \|[^|]+\| required \|", SECTIONS[section], re.MULTILINE)
    fields = [field.name for field in attrs.fields(HELD[section]) if field.default is attrs.NOTHING]
    assert required == (["format", *fields] if section == "The scenario" else fields)


@pytest.mark.parametrize("kind", [Stance, Strength, Consent, Distribution])
def test_every_word_is_named(kind):
    assert [word.value for word in kind if f'`"{word.value}"`' not in PAGE] == []


@pytest.mark.parametrize("reading", BUILT_IN, ids=lambda reading: reading.id)
def test_the_built_in_readings_are_named(reading):
    assert f"`{reading.id}`" in SECTIONS["Readings"]


def test_the_whole_example_is_a_scenario():
    scenario = loads_scenario(EXAMPLES[0])
    assert scenario.id == "well"
    assert loads_scenario(dumps_scenario(scenario)) == scenario


def test_the_defaults_of_a_reading_are_those_that_are_told():
    told = dict(re.findall(r"^\| `(\w+)` \| share \| ([\d.]+) \|", SECTIONS["Readings"], re.MULTILINE))
    reading = Reading("x")
    assert {name: f"{float(getattr(reading, name)):g}" for name in told} == told
    assert len(told) == 5


@pytest.mark.parametrize("example", EXAMPLES[1:], ids=range(1, len(EXAMPLES)))
def test_the_other_examples_have_no_unknown_key(example):
    # They are pieces: what they leave out is missing, but no key is unknown and no value of another kind.
    party = '[[parties]]\nid = "P"\n' if "parties." in example else ""
    with pytest.raises(ScenarioError) as caught:
        loads_scenario("format = 1\n" + party + example)
    assert {finding.code for finding in caught.value.findings} == {"E102"}, caught.value
