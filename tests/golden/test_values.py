"""The flagship's derived values are those that were looked at, and the page about them shows them."""

import json
import re
from fractions import Fraction

import pytest

from tools import write_golden

GOLDEN = json.loads(write_golden.VALUES.read_text(encoding="utf-8"))
FACE_VALUE = write_golden.compiled("face-value")
PAGE = write_golden.PAGE.read_text(encoding="utf-8")
STALE = "look at what has changed; if it is meant: python tools/write_golden.py"


@pytest.mark.parametrize("part", ["weights", "values", "lines", "demands"])
def test_the_values_are_the_golden_ones(part):
    assert write_golden.values()[part] == GOLDEN[part], STALE


def test_the_page_is_fresh():
    assert write_golden.page() == PAGE, STALE


def test_the_whole_is_written_as_it_stands(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["write_golden.py", "--check"])
    assert write_golden.main() == 0
    assert capsys.readouterr().out == ""


def test_weights_sum_to_one_and_points_are_weights_times_values():
    for party, weights in GOLDEN["weights"].items():
        assert sum(map(Fraction, weights.values())) == 1
        for issue, weight in weights.items():
            for cell in GOLDEN["values"][issue][party].values():
                assert Fraction(cell["points"]) == 100 * Fraction(weight) * Fraction(cell["value"])
                assert 0 <= Fraction(cell["value"]) <= 1


def test_the_problem_adds_up_to_the_golden_points():
    """The integers that everything is decided on are these points, on each party's scale."""
    for party in FACE_VALUE.problem.parties:
        for factor in party.factors:
            (issue,) = factor.issues
            cells = list(GOLDEN["values"][issue][party.id].values())
            assert [Fraction(100 * int(points), party.scale) for points in factor.values] == [
                Fraction(cell["points"]) for cell in cells
            ]


def test_the_page_shows_every_value_price_statement_and_source():
    for issue, parties in GOLDEN["values"].items():
        part = PAGE[PAGE.index(f"### {issue}: ") :].split("\n### ")[0]
        for party, cells in parties.items():
            (row,) = re.findall(rf"^\| {party} \|.*$", part, re.MULTILINE)
            shown = [cell.strip().split(" · ") for cell in row.split("|")[3:-1]]
            for (value, points), cell in zip(shown, cells.values(), strict=True):
                assert float(value) == pytest.approx(float(Fraction(cell["value"])), abs=0.005)
                assert float(points) == pytest.approx(float(Fraction(cell["points"])), abs=0.005)
    for name, boxes in GOLDEN["lines"].items():
        rows = re.findall(rf"^\| `{re.escape(name)}` \|.*$", PAGE, re.MULTILINE)
        assert len(rows) == len(boxes)
        for row, box in zip(rows, boxes, strict=True):
            found = re.search(r"(?:= )?([\d.]+)(?:, stated|, at least 1)?$", row.split("|")[3].strip())
            assert found is not None
            assert max(1, float(found.group(1))) == pytest.approx(float(Fraction(box["price"])), abs=0.005)
    scenario = FACE_VALUE.scenario
    for statement in scenario.statements:
        (row,) = re.findall(rf"^\| `{statement.id}` \|.*$", PAGE, re.MULTILINE)
        assert (statement.source or "*assumed*") in row
        assert ("*assumed*" in row) == bool(statement.assumption)


def test_at_face_value_every_demand_is_firm_and_red_and_the_negotiable_ones_are_softer():
    face_value, negotiable = GOLDEN["demands"]["face-value"], GOLDEN["demands"]["negotiable"]
    assert face_value.keys() == negotiable.keys()
    assert all(entry["firmness"] == "1" and entry["red"] for entry in face_value.values())
    assert all(Fraction(entry["firmness"]) < 1 for name, entry in negotiable.items() if name != "UA:own-defence")
    assert face_value["US:membership-not-bar"]["shared_by"] == ["US", "NATO"]


def test_a_stale_file_is_named_and_written_anew(monkeypatch, capsys, tmp_path):
    path = tmp_path / "sub" / "page.md"
    monkeypatch.setattr(write_golden, "ROOT", tmp_path)
    monkeypatch.setattr(write_golden, "written", lambda: {path: "new\n"})
    monkeypatch.setattr("sys.argv", ["write_golden.py", "--check"])
    assert write_golden.main() == 1
    assert "sub/page.md" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["write_golden.py"])
    assert write_golden.main() == 0
    assert path.read_text(encoding="utf-8") == "new\n"
