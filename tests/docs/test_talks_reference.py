"""The page on talks names every protocol, strategy and model, their settings, and how close the models come."""

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from negsim.talks.opponents.registry import OPPONENT_MODELS
from negsim.talks.protocols.registry import PROTOCOLS
from negsim.talks.strategies.registry import STRATEGIES, strategy
from tests.unit.talks.model_trials import mean_correlations

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "talks.md").read_text(encoding="utf-8")


def rows(title):
    """Return the rows of the first table under a title, each as its cells."""
    _, found, rest = PAGE.partition(f"\n{title}\n")
    assert found, title
    table = re.search(r"(?:^\|.*\n)+", rest, flags=re.MULTILINE)
    assert table
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[0].splitlines()[2:]]


def names(cell):
    return re.findall(r"`([^`]+)`", cell)


def named(title):
    return [name for row in rows(title) for name in names(row[0])]


def test_every_registered_name_has_its_row():
    assert sorted(named("## Protocols")) == sorted(PROTOCOLS)
    assert sorted(named("## Opponent models")) == sorted(OPPONENT_MODELS)
    from_files = ["scripted:FILE", "file.py:Name", "module:Name"]
    assert sorted(named("## Strategies")) == sorted([*STRATEGIES, *from_files])


def test_settings_are_those_that_a_text_can_give_with_their_usual_values():
    for row in rows("## Strategies"):
        for name in names(row[0]):
            if name not in STRATEGIES or row[1] == "as above":
                continue
            own: Any = STRATEGIES[name]
            for setting in names(row[1]):
                key, _, value = setting.partition("=")
                given = getattr(own, key)
                assert str(getattr(given, "name", given)) == value, (name, setting)
                assert strategy(f"{name}:{setting}") == own
            known = {entry.alias for entry in attrs.fields(type(own))} - {"kind"}
            known -= {"random"} if name in {"tit-for-tat", "averaged-tit-for-tat"} else set()
            assert {setting.partition("=")[0] for setting in names(row[1])} == known, name


def test_settings_of_models_are_those_of_their_classes():
    for row in rows("## Opponent models"):
        (name,) = names(row[0])
        own: Any = OPPONENT_MODELS[name]
        usual = {f"{entry.alias}={getattr(own, entry.name)}" for entry in attrs.fields(type(own))}
        assert set(names(row[1])) == {setting for setting in usual if not setting.startswith("reading=")}


@pytest.mark.parametrize("row", rows("### How close they come"), ids=lambda row: row[0].strip("`"))
def test_correlations_are_what_is_measured(row):
    found = mean_correlations(row[0].strip("`"))
    assert [f"{found[name]:.2f}" for name in ("frequency", "bayesian", "stated", "none")] == row[1:]
