"""``negsim check --schema``: the JSON Schema of scenario files, for editors, and without a file."""

import json
from importlib.resources import files

from tests.cli.running import ROOT, run

SHIPPED = files("negsim.formats") / "scenario.schema.json"


def test_it_prints_the_file_that_is_shipped():
    ran = run("check", "--schema")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == SHIPPED.read_text(encoding="utf-8")
    assert run("check", "--schema", "--json").out == ran.out


def test_it_is_json_of_its_own_kind():
    schema = run("check", "--schema").json
    assert schema["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == schema


def test_the_page_tells_how_to_name_it_in_a_scenario_and_negsim_takes_that_line_for_a_comment(tmp_path):
    line = "#:schema ./scenario.schema.json"
    page = (ROOT / "docs" / "how-to" / "edit-with-completion.md").read_text(encoding="utf-8")
    assert f"{line}\n" in page
    path = tmp_path / "small.toml"
    template = run("new").out
    path.write_text(f"{line}\n\n{template}", encoding="utf-8")
    assert run("check", path).code == 0
