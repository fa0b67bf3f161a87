"""Scenario files in TOML: read, written, and read back the same."""

import datetime as dt
import stat
import tomllib
from fractions import Fraction

import pytest
from hypothesis import given

import negsim
from negsim.errors import FileError, ScenarioError
from negsim.formats.reading import read_scenario, read_with_warnings
from negsim.formats.scenario_toml import dumps_scenario, loads_scenario, write_scenario
from tests.formats.generators import scenarios

SMALL = """
format = 1
id = "sale"
[[issues]]
id = "price"
options = ["low", {id = "high", title = "As high as it gets"}]
[[parties]]
id = "Buyer"
preferences.ranking = ["price"]
[[parties]]
id = "Seller"
preferences.values.price = {low = { ratio = [1, 3] }, high = 1}
[[statements]]
party = "Buyer"
issue = "price"
stance = "demands"
options = ["low"]
"""


@given(scenarios())
def test_a_scenario_that_is_written_and_read_is_the_same(scenario):
    text = dumps_scenario(scenario)
    again = loads_scenario(text)
    assert again == scenario
    assert dumps_scenario(again) == text


def test_reading():
    scenario = loads_scenario(SMALL)
    assert scenario.issue("price").option("high").label == "As high as it gets"
    assert scenario.party("Buyer").preferences.ranking == (("price",),)
    assert scenario.party("Seller").preferences.values["price"]["low"] == Fraction(1, 3)
    assert scenario.statements[0].id == "s1"


def test_a_byte_order_mark_is_passed_over():
    assert loads_scenario("\ufeff" + SMALL) == loads_scenario(SMALL)


def test_numbers_are_exact():
    scenario = loads_scenario(SMALL.replace("{ ratio = [1, 3] }", "0.1"))
    assert scenario.party("Seller").preferences.values["price"]["low"] == Fraction(1, 10)


def test_what_is_written_is_readable():
    text = dumps_scenario(loads_scenario(SMALL))
    assert text == (
        'format = 1\nid = "sale"\n\n'
        '[[issues]]\nid = "price"\noptions = [\n    "low",\n    { id = "high", title = "As high as it gets" },\n]\n\n'
        '[[parties]]\nid = "Buyer"\n\n[parties.preferences]\nranking = ["price"]\n\n'
        '[[parties]]\nid = "Seller"\n\n'
        "[parties.preferences]\nvalues = { price = { low = { ratio = [1, 3] }, high = 1 } }\n\n"
        '[[statements]]\nparty = "Buyer"\nissue = "price"\nstance = "demands"\noptions = ["low"]\n'
    )


def scenario_saying(text, **options):
    return negsim.Scenario(
        "x",
        about=text,
        issues=[negsim.Issue("a", options.get("options", ["p", "q"]))],
        parties=[negsim.Party("P", preferences=negsim.Preferences(weights=options.get("weights", {})))],
    )


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ('one\n"two"', '"""\none\n"two""""'[:-4] + '\\""""'),
        ('a\n"""b', '"""\na\n\\"""b"""'),
        ("c:\\d", '"c:\\\\d"'),
        ("a\tb", '"a\\tb"'),
        ("\u202eabc", '"\\u202eabc"'),
        ("Київ 語", '"Київ 語"'),
    ],
)
def test_text_is_kept_and_shown_safely(given, written):
    scenario = scenario_saying(given)
    text = dumps_scenario(scenario)
    assert f"about = {written}\n" in text
    assert tomllib.loads(text)["about"] == given


def test_wide_tables_and_lists_are_broken_up():
    wide = [f"an option with a long name {number}" for number in range(6)]
    issues = [negsim.Issue(f"an issue with a long name {number}", wide) for number in range(6)]
    weights = {issue.id: Fraction(1, 6) for issue in issues}
    party = negsim.Party("P", preferences=negsim.Preferences(weights=weights))
    scenario = negsim.Scenario("x", issues=issues, parties=[party])
    text = dumps_scenario(scenario)
    assert "[parties.preferences.weights]\n" in text
    assert 'options = [\n    "an option with a long name 0",\n' in text
    assert loads_scenario(text) == scenario


def test_a_number_that_could_not_be_read_back_is_not_written():
    with pytest.raises(ScenarioError, match="E104"):
        dumps_scenario(scenario_saying("", weights={"a": Fraction(10**1000)}))


def test_writing(tmp_path):
    path, scenario = tmp_path / "x.toml", loads_scenario(SMALL)
    write_scenario(scenario, path)
    assert read_scenario(path) == scenario == read_scenario(str(path))
    assert [path.name for path in tmp_path.iterdir()] == ["x.toml"]


def test_a_file_that_is_there_is_kept_unless_asked(tmp_path):
    path, scenario = tmp_path / "x.toml", loads_scenario(SMALL)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="there already") as caught:
        write_scenario(scenario, path)
    assert caught.value.code == "E012"
    assert path.read_text(encoding="utf-8") == "mine"
    write_scenario(scenario, path, force=True)
    assert read_scenario(path) == scenario


def test_a_link_is_written_through(tmp_path):
    (tmp_path / "real.toml").write_text("old", encoding="utf-8")
    (tmp_path / "link.toml").symlink_to(tmp_path / "real.toml")
    write_scenario(loads_scenario(SMALL), tmp_path / "link.toml", force=True)
    assert (tmp_path / "link.toml").is_symlink()
    assert read_scenario(tmp_path / "real.toml").id == "sale"


def test_permissions_are_as_for_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    write_scenario(loads_scenario(SMALL), tmp_path / "x.toml")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("plain", "x.toml")}
    assert len(modes) == 1


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(FileError) as caught:
        write_scenario(loads_scenario(SMALL), tmp_path / "no" / "x.toml")
    assert caught.value.code == "E013"
    with pytest.raises(FileError):
        write_scenario(loads_scenario(SMALL), tmp_path, force=True)
    assert list(tmp_path.iterdir()) == []


def test_warnings_have_places(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(SMALL.replace("format", "date = 2030-01-01\nformat"), encoding="utf-8")
    scenario, found = read_with_warnings(path, today=dt.date(2022, 1, 1))
    assert scenario.date == dt.date(2030, 1, 1)
    assert [(finding.code, finding.place and finding.place.line) for finding in found] == [
        ("W702", 5),
        ("W704", 14),
        ("W705", 14),
    ]
    assert {finding.severity for finding in found} == {"warning"}


def test_without_warnings_there_is_nothing_to_place(tmp_path):
    path = tmp_path / "x.toml"
    quo = SMALL.replace('id = "price"', 'id = "price"\nstatus_quo = "low"')
    path.write_text(quo + 'assumption = "so it is"\ndate = 2020-01-01\n', encoding="utf-8")
    assert read_with_warnings(path)[1] == ()
