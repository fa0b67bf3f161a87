"""The JSON Schema of scenario files: fresh, valid, and never stricter than the reader."""

import datetime as dt
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from negsim.errors import ScenarioError
from negsim.formats.scenario_toml import dumps_scenario, loads_scenario
from negsim.formats.schema import scenario_schema, schema_text
from negsim.formats.structure import FORMAT
from negsim.testing.generators import scenarios
from tests.formats import generators
from tests.formats.test_reference import EXAMPLES, HELD, SECTIONS

ROOT = Path(__file__).parents[2]
SCHEMA = scenario_schema()
VALIDATOR = Draft4Validator(SCHEMA)
FILES = [*sorted((ROOT / "scenarios").glob("*.toml")), ROOT / "negsim" / "formats" / "template.toml"]


def as_json(text):
    """Return a TOML text as the tools show it to a schema: dates are text."""

    def plain(given):
        if isinstance(given, dict):
            return {key: plain(entry) for key, entry in given.items()}
        if isinstance(given, list):
            return [plain(entry) for entry in given]
        return given.isoformat() if isinstance(given, dt.date | dt.time) else given

    return plain(tomllib.loads(text))


def wrong(text):
    return sorted(error.json_path for error in VALIDATOR.iter_errors(as_json(text)))


def test_the_shipped_file_is_fresh():
    done = subprocess.run(
        [sys.executable, "tools/write_schema.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "fresh\n"), "run: python tools/write_schema.py"
    assert json.loads((ROOT / "negsim/formats/scenario.schema.json").read_text("utf-8")) == SCHEMA
    assert json.loads(schema_text()) == SCHEMA


def test_it_is_a_schema_of_draft_4():
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-04/schema#"
    Draft4Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["format"]["enum"] == [FORMAT]


@pytest.mark.parametrize(("section", "kind"), HELD.items(), ids=HELD)
def test_every_table_has_the_keys_of_its_class_and_no_others(section, kind):
    table = SCHEMA if section == "The scenario" else SCHEMA["definitions"][kind.__name__]
    fields = attrs.fields(kind)
    assert [key for key in table["properties"] if key != "format"] == [field.name for field in fields]
    needed = [field.name for field in fields if field.default is attrs.NOTHING]
    assert [key for key in table.get("required", ()) if key != "format"] == needed
    assert table["additionalProperties"] is False
    assert table["description"].endswith(".")


def test_nothing_else_is_defined():
    ratios = {"ratio", "ratio-from-0", "ratio-above-0"}
    assert set(SCHEMA["definitions"]) == {kind.__name__ for kind in HELD.values()} - {"Scenario"} | ratios


def test_keys_are_described_from_the_docstrings():
    party = SCHEMA["definitions"]["Party"]["properties"]
    assert party["capability"]["description"].startswith("What it can bring to bear")
    assert party["preferences"]["description"] == party["reservation"]["description"]
    line = SCHEMA["definitions"]["RedLine"]["properties"]
    assert line["text"]["description"] == SCHEMA["definitions"]["Statement"]["properties"]["text"]["description"]
    lacking = [
        f"{name}.{key}"
        for name, table in SCHEMA["definitions"].items()
        for key, value in table["properties"].items()
        if "description" not in value and key not in ("note", "ratio", "title", "author")
    ]
    assert lacking == []


def test_defaults_are_those_that_the_reference_tells():
    for section, kind in HELD.items():
        table = SCHEMA if section == "The scenario" else SCHEMA["definitions"][kind.__name__]
        for key, value in table["properties"].items():
            if "default" in value:
                (row,) = [line for line in SECTIONS[section].splitlines() if line.startswith(f"| `{key}` |")]
                assert json.dumps(value["default"]) == row.split(" | ")[2].strip("`"), key


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_that_are_there_pass(path):
    assert wrong(path.read_text(encoding="utf-8")) == []


def test_the_whole_example_of_the_reference_passes():
    assert wrong(EXAMPLES[0]) == []


@settings(max_examples=60)
@given(scenarios())
def test_what_is_written_passes(scenario):
    assert wrong(dumps_scenario(scenario)) == []


@settings(max_examples=60)
@given(generators.scenarios())
def test_what_uses_every_part_of_the_format_passes(scenario):
    assert wrong(dumps_scenario(scenario)) == []


PARTY, ISSUE = '[[parties]]\nid = "P"\n', '[[issues]]\nid = "a"\noptions = ["x", "y"]\nstatus_quo = "x"\n'
OTHER = '[[issues]]\nid = "b"\noptions = ["p", "q"]\nstatus_quo = "p"\n'
GOOD = f'format = 1\nid = "s"\n{ISSUE}{OTHER}{PARTY}'
SAID = GOOD + '[[statements]]\nparty = "P"\nissue = "a"\nstance = "offers"\noptions = ["x"]\n'
OF_VALUES = GOOD + "preferences.values = {{a = {{x = {}, y = 0}}}}\n"
IN_BOX = GOOD + '[[parties.lines]]\nid = "l"\nboxes = [{{forbids = {{{}}}{}}}]\n'
UNSURE = GOOD + "preferences.ranking = ['a', 'b']\n[parties.uncertainty]\n"
READ = GOOD + '[[readings]]\nid = "r"\n'

RIGHT = {
    "small": GOOD,
    "said": SAID,
    "option-table": GOOD.replace('"x", "y"', '{id = "x", title = "X"}, "y"'),
    "option-of-100": GOOD.replace('"y"', '"' + "y" * 100 + '"'),
    "option-of-any-script": GOOD.replace('"y"', '"語 – é"'),
    "ranking": GOOD + 'preferences.ranking = ["a", "b"]\n',
    "ranking-ties": GOOD + 'preferences.ranking = [["a", "b"]]\n',
    "ranking-and-no-weights": GOOD + 'preferences = {ranking = ["a"], weights = {}}\n',
    "share": OF_VALUES.format("1.0"),
    "share-ratio": OF_VALUES.format("{ratio = [1, 3]}"),
    "weights": GOOD + "preferences.weights = {a = 3, b = {ratio = [7, 3]}}\n",
    "as-written": GOOD + "preferences = {as_written = true, weights = {a = -3}, values = {a = {x = -40, y = 7.5}}}\n",
    "as-written-ratio": GOOD + "preferences = {as_written = true, weights = {a = {ratio = [-1, 3]}}}\n",
    "discount": GOOD + "preferences.discount = 0.001\n",
    "ceiling": GOOD + "preferences.ceiling = -3\n",
    "capability": GOOD + "capability = 12.5\n",
    "public-true": SAID + "public = true\n",
    "public-date": SAID + "public = 2022-02-17\n",
    "date": SAID + "date = 2022-02-17\n",
    "empty-id": SAID + 'id = ""\n',
    "given": SAID.replace("offers", "conditional") + 'given = {b = ["q"]}\n',
    "given-nothing": SAID + "given = {}\n",
    "warns": SAID.replace("offers", "warns") + 'given = {b = ["q"]}\n',
    "bloc": GOOD + 'bloc = "east"\n',
    "no-bloc": GOOD + 'bloc = ""\n',
    "box": IN_BOX.format('a = ["y"]', ", price = 0"),
    "linkage": GOOD + '[[parties.lines]]\nid = "l"\nlinkage = ["a", "b"]\n',
    "linkage-and-box": IN_BOX.format('a = ["y"]', "") + 'linkage = ["a", "b"]\n',
    "linkage-of-nothing": IN_BOX.format('a = ["y"]', "") + "linkage = []\n",
    "reservation": GOOD + "reservation.value = -2\n",
    "reservation-and-no-fallback": GOOD + "reservation = {value = 0.5, fallback = {}}\n",
    "fallback": GOOD + 'reservation.fallback = {a = "y"}\n',
    "reading": READ + "firmness = {interest = 0, explicit = 0.5, principle = 1}\n",
    "uncertain-weights": UNSURE + "weights = {a = [0.25, {ratio = [2, 3]}]}\n",
    "uncertain-orders": UNSURE + 'heavier = [["a", "b"]]\nbetter = {a = [["x", "y"]], b = []}\n',
    "uncertain-values": UNSURE + 'values = {a = {x = [0.5, 1]}}\ndistribution = "triangular"\nnote = "n"\n',
    "uncertain-demands": GOOD
    + "reservation.value = 0.5\nuncertainty = {reservation = [0, 1], firmness = {reservation = [0, 1]}}\n",
    "uncertain-nothing": GOOD + "uncertainty = {}\n",
    "principle": SAID + 'principle = "neutrality"\n',
    "nothing-stated": GOOD + "preferences = {}\n",
}

WRONG = {
    "format-missing": (GOOD.replace("format = 1\n", ""), "E106"),
    "format-newer": (GOOD.replace("format = 1", "format = 2"), "E107"),
    "format-text": (GOOD.replace("format = 1", 'format = "1"'), "E106"),
    "id-missing": (GOOD.replace('id = "s"\n', ""), "E102"),
    "unknown-key": (GOOD.replace("format", 'titel = "t"\nformat'), "E101"),
    "unknown-key-of-party": (GOOD + "weight = 3\n", "E101"),
    "unknown-key-of-reading": (READ + "open = 0.5\n", "E101"),
    "unknown-key-of-ratio": (OF_VALUES.format("{ratio = [1, 3], of = 4}"), "E103"),
    "no-issues": (f'format = 1\nid = "s"\nissues = []\n{PARTY}', "E301"),
    "no-parties": (f'format = 1\nid = "s"\nparties = []\n{ISSUE}', "E501"),
    "issues-one-table": (GOOD.replace("[[issues]]", "[issues]", 1).replace(OTHER, ""), "E103"),
    "no-options": (GOOD.replace('["x", "y"]\nstatus_quo = "x"', "[]"), "E302"),
    "options-text": (GOOD.replace('["x", "y"]', '"x"'), "E103"),
    "option-number": (GOOD.replace('"y"]', "2]"), "E103"),
    "option-without-id": (GOOD.replace('"y"]', '{title = "Y"}]'), "E102"),
    "id-colon": (GOOD.replace('id = "a"', 'id = "a:b"'), "E202"),
    "id-spaces": (GOOD.replace('id = "a"', 'id = "a "'), "E202"),
    "id-empty": (GOOD.replace('id = "a"', 'id = ""'), "E202"),
    "id-long": (GOOD.replace('id = "a"', f'id = "{"a" * 101}"'), "E202"),
    "id-unseen": (GOOD.replace('id = "a"', 'id = "a\\u0007b"'), "E203"),
    "option-colon": (GOOD.replace('"y"]', '"y:z"]'), "E202"),
    "bloc-colon": (GOOD + 'bloc = "a:b"\n', "E202"),
    "statement-id": (SAID + 'id = "a:b"\n', "E202"),
    "title-number": (GOOD.replace("format", "title = 3\nformat"), "E103"),
    "flag-text": (GOOD.replace("status_quo", 'ordered = "yes"\nstatus_quo', 1), "E103"),
    "flag-number": (GOOD + "preferences.as_written = 1\n", "E103"),
    "date-and-time": (SAID + "date = 2022-02-17T12:00:00\n", "E103"),
    "date-of-words": (SAID + 'date = "yesterday"\n', "E103"),
    "public-number": (SAID + "public = 1\n", "E103"),
    "number-text": (GOOD + 'preferences.weights = {a = "3"}\n', "E103"),
    "number-flag": (GOOD + "preferences.ceiling = true\n", "E103"),
    "ratio-of-three": (OF_VALUES.format("{ratio = [1, 3, 4]}"), "E104"),
    "ratio-over-0": (OF_VALUES.format("{ratio = [1, 0]}"), "E104"),
    "ratio-of-decimals": (OF_VALUES.format("{ratio = [1.5, 3]}"), "E104"),
    "ratio-negative": (OF_VALUES.format("{ratio = [-1, 3]}"), "E506"),
    "consent-word": (GOOD + 'consent = "sometimes"\n', "E105"),
    "consent-flag": (GOOD + "consent = true\n", "E103"),
    "strength-word": (SAID + 'strength = "strong"\n', "E105"),
    "stance-word": (SAID.replace("offers", "wishes"), "E105"),
    "share-above": (OF_VALUES.format("1.01"), "E506"),
    "share-below": (OF_VALUES.format("-0.01"), "E506"),
    "share-not-as-written": (OF_VALUES.format("40") + "preferences.as_written = false\n", "E506"),
    "weight-below": (GOOD + "preferences.weights = {a = -1}\n", "E507"),
    "weights-list": (GOOD + 'preferences.weights = ["a"]\n', "E103"),
    "weights-and-ranking": (GOOD + 'preferences = {weights = {a = 1}, ranking = ["a"]}\n', "E513"),
    "ranking-numbers": (GOOD + "preferences.ranking = [1]\n", "E103"),
    "ranking-of-nothing": (GOOD + 'preferences.ranking = ["a", []]\n', "E216"),
    "ranking-deep": (GOOD + 'preferences.ranking = [[["a"]]]\n', "E103"),
    "discount-nothing": (GOOD + "preferences.discount = 0\n", "E516"),
    "discount-more": (GOOD + "preferences.discount = 1.5\n", "E516"),
    "discount-ratio": (GOOD + "preferences.discount = {ratio = [0, 3]}\n", "E516"),
    "capability-below": (GOOD + "capability = -1\n", "E507"),
    "interaction-of-nothing": (GOOD + "preferences.interactions = [{when = {}, points = 3}]\n", "E515"),
    "interaction-points": (GOOD + 'preferences.interactions = [{when = {a = ["x"]}}]\n', "E102"),
    "excluded-one-issue": (GOOD + '[[excluded]]\nforbids = {a = ["x"]}\n', "E304"),
    "forbids-text": (IN_BOX.format('a = "y"', ""), "E103"),
    "forbids-no-option": (IN_BOX.format("a = []", ""), "E216"),
    "forbids-option-twice": (IN_BOX.format('a = ["y", "y"]', ""), "E205"),
    "forbids-nothing": (IN_BOX.format("", ""), "E522"),
    "price-below": (IN_BOX.format('a = ["y"]', ", price = -1"), "E507"),
    "line-of-nothing": (GOOD + '[[parties.lines]]\nid = "l"\n', "E521"),
    "linkage-one": (IN_BOX.format('a = ["y"]', "") + 'linkage = ["a"]\n', "E523"),
    "linkage-twice": (GOOD + '[[parties.lines]]\nid = "l"\nlinkage = ["a", "a"]\n', "E205"),
    "firmness-above": (IN_BOX.format('a = ["y"]', "") + "firmness = 2\n", "E506"),
    "reservation-none": (GOOD + "reservation = {}\n", "E504"),
    "reservation-both": (GOOD + 'reservation = {value = 0.5, fallback = {a = "y"}}\n', "E504"),
    "fallback-list": (GOOD + 'reservation.fallback = {a = ["y"]}\n', "E103"),
    "interval-of-one": (UNSURE + "weights = {a = [0.5]}\n", "E103"),
    "interval-of-three": (UNSURE + "weights = {a = [0, 0.5, 1]}\n", "E103"),
    "interval-number": (UNSURE + "weights = {a = 0.5}\n", "E103"),
    "interval-of-text": (UNSURE + 'weights = {a = ["0", 1]}\n', "E103"),
    "interval-of-firmness": (UNSURE + "firmness = {a-limit = [0.5, 2]}\n", "E506"),
    "chain-of-one": (UNSURE + 'heavier = [["a"]]\n', "E532"),
    "chain-twice": (UNSURE + 'heavier = [["a", "a"]]\n', "E205"),
    "chain-flat": (UNSURE + 'heavier = ["a", "b"]\n', "E103"),
    "better-of-one": (UNSURE + 'better = {a = [["x"]]}\n', "E532"),
    "distribution-word": (UNSURE + 'distribution = "normal"\n', "E105"),
    "uncertainty-key": (UNSURE + "weight = {a = [0, 1]}\n", "E101"),
    "said-no-option": (SAID.replace('["x"]', "[]"), "E216"),
    "said-option-twice": (SAID.replace('["x"]', '["x", "x"]'), "E205"),
    "given-lacking": (SAID.replace("offers", "conditional"), "E401"),
    "given-empty": (SAID.replace("offers", "warns") + "given = {}\n", "E401"),
    "given-forbidden": (SAID + 'given = {b = ["q"]}\n', "E402"),
    "warns-two": (SAID.replace("offers", "warns").replace('["x"]', '["x", "y"]') + 'given = {b = ["q"]}\n', "E404"),
    "reading-share": (READ + "red_from = 90\n", "E506"),
    "reading-strength": (READ + "firmness = {interest = 0, explicit = 0.5, principal = 1}\n", "E601"),
    "reading-firmness-lacks": (READ + "firmness = {interest = 0, explicit = 0.5}\n", "E602"),
}  # fmt: skip


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_right_documents_are_taken_by_both(text):
    assert wrong(text) == []
    assert loads_scenario(text).id == "s"


@pytest.mark.parametrize(("text", "code"), WRONG.values(), ids=WRONG)
def test_wrong_documents_are_refused_by_both(text, code):
    assert wrong(text) != []
    with pytest.raises(ScenarioError) as caught:
        loads_scenario(text)
    assert code in [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize(
    "text",
    [
        SAID.replace('"P"\nissue', '"Q"\nissue'),
        SAID + 'source = "letter"\n',
        SAID + 'date = "2022-02-17"\n',
        OF_VALUES.format("{ratio = [4, 3]}"),
    ],
    ids=["party", "source", "date-in-quotes", "ratio-above-1"],
)
def test_what_only_the_reader_can_tell_the_schema_lets_pass(text):
    assert wrong(text) == []
    with pytest.raises(ScenarioError):
        loads_scenario(text)
