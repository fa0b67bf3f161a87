"""Which files make a scenario: one, several, a folder; what is passed over, and what is refused."""

from pathlib import Path

import pytest

import negsim
from negsim.formats.files import MAX_BYTES
from negsim.formats.reading import MAX_FILES, read_import, read_scenario, read_texts, read_with_warnings

ROOT = Path(__file__).parents[2]
FERRY = ROOT / "scenarios" / "ferry_line"
TOML = b'format = 1\nid = "x"\nissues = [{id = "a", options = ["b", "c"]}]\nparties = [{id = "P"}, {id = "Q"}]\n'


def ferry(name):
    return (FERRY / name).read_bytes()


def codes(findings):
    return [finding.code for finding in findings]


def refused(files, **settings):
    with pytest.raises(negsim.ScenarioError) as caught:
        read_texts(files, **settings)
    return caught.value


def test_a_folder_and_its_files_are_the_same_scenario():
    files = [FERRY / name for name in ("ferry_line.xml", "island.xml", "operator.xml")]
    assert read_scenario(FERRY) == read_scenario(files) == read_scenario(str(FERRY))
    assert [party.id for party in read_scenario([files[2], files[0], files[1]]).parties] == ["operator", "island"]


def test_what_was_read_is_told():
    found = read_import(FERRY)
    assert found.format == "genius"
    assert [Path(path).name for path in found.files] == ["ferry_line.xml", "island.xml", "operator.xml"]
    assert codes(found.findings) == ["W806", "W806"]
    assert read_with_warnings(FERRY) == (found.scenario, found.findings)


def test_files_are_taken_in_the_order_of_people(tmp_path):
    (tmp_path / "domain.xml").write_bytes(ferry("ferry_line.xml"))
    for name in ("util10", "util2", "util"):
        (tmp_path / f"{name}.xml").write_bytes(ferry("island.xml"))
    assert [party.id for party in read_scenario(tmp_path).parties] == ["util", "util2", "util10"]


def test_the_name_of_a_file_does_not_matter():
    found = read_texts(
        [("a.txt", ferry("ferry_line.xml")), ("b.json", ferry("island.xml")), ("c", ferry("operator.xml"))]
    )
    assert found.format == "genius"
    assert read_texts([("a.xml", TOML)]).format == "toml"


def test_a_folder_passes_over_what_is_none_of_it(tmp_path):
    for path in FERRY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tmp_path / "notes.txt").write_text("Once upon a time.", encoding="utf-8")
    (tmp_path / ".hidden").write_text("format = 2", encoding="utf-8")
    (tmp_path / "more").mkdir()
    scenario, findings = read_with_warnings(tmp_path)
    assert scenario == read_scenario(FERRY)
    assert "'notes.txt', 'picture.png' are not part of the scenario" in findings[0].message
    assert findings[0].code == "W813"


def test_the_scores_of_a_game_may_lie_in_a_folder_of_their_own(tmp_path):
    (tmp_path / "config.txt").write_text("Mayor,mayor,p1,greedy,m\nFirm,firm,p2,greedy,m\n", encoding="utf-8")
    (tmp_path / "scores_files").mkdir()
    for name, points in (("mayor", "10, 0\n5, 0\n4"), ("firm", "0, 10\n0, 9\n4")):
        (tmp_path / "scores_files" / f"{name}.txt").write_text(points, encoding="utf-8")
    scenario = read_scenario(tmp_path)
    assert [party.id for party in scenario.parties] == ["Mayor", "Firm"]
    assert negsim.zone(negsim.compile_scenario(scenario).problem).size == 2


@pytest.mark.parametrize(
    ("files", "code", "words"),
    [
        ([("a.toml", TOML), ("b.toml", TOML)], "E802", "2 scenarios are given, where one is expected"),
        ([("a.toml", TOML), ("d.xml", ferry("ferry_line.xml"))], "E802", "of several formats"),
        ([("a.txt", b"Once upon a time"), ("b.toml", TOML)], "E801", "a.txt is of no format that negsim reads"),
        ([("a.html", b"<html/>")], "E801", "a.html is of no format"),
        ([("a.json", b"{}")], "E801", "a.json is of no format"),
        ([("pareto.xml", b"0.1, 0.2\n")], "E802", "there is no scenario in pareto.xml"),
        ([("a.toml", "é".encode("latin-1"))], "E003", "Latin-1"),
        ([("a.xml", "<a/>".encode("utf-16"))], "E003", "UTF-16"),
        ([("a.xml", b"<utility_space>\0</utility_space>")], "E004", "NUL"),
        ([("a.xml", b"<\xe9>\0</utility_space>")], "E003", "UTF-8"),
        ([("a.toml", b"")], "E005", "the file is empty"),
        ([("a.toml", b"Once upon a time")], "E001", "not valid TOML"),
    ],
)
def test_what_makes_no_scenario_is_refused(files, code, words):
    error = refused(files)
    assert code in codes(error.findings)
    assert words in str(error)


def test_a_folder_without_a_scenario_is_refused(tmp_path):
    with pytest.raises(negsim.FileError, match="there is no file in this folder"):
        read_scenario(tmp_path)
    (tmp_path / "notes.txt").write_text("Once upon a time", encoding="utf-8")
    with pytest.raises(negsim.ScenarioError, match=r"there is no scenario in .*notes\.txt"):
        read_scenario(tmp_path)
    for number in range(MAX_FILES):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(negsim.FileError, match="the folder has 1,001 files"):
        read_scenario(tmp_path)


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path, monkeypatch):
    def denied(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", denied)
    with pytest.raises(negsim.FileError, match="the folder cannot be read"):
        read_scenario(tmp_path)


def test_a_file_in_another_encoding_is_read_and_said():
    domain = ferry("ferry_line.xml").replace(b"A ferry", "Ä ferry".encode("cp1252"))
    profiles = [(name, ferry(name)) for name in ("island.xml", "operator.xml")]
    found = read_texts([("domain.xml", domain), *profiles])
    assert found.findings[0].code == "W809"
    assert "Windows-1252" in found.findings[0].message
    odd = ferry("ferry_line.xml").replace(b"A ferry", b"\x81 ferry")
    assert "Latin-1" in read_texts([("domain.xml", odd), *profiles]).findings[0].message


def test_a_grid_needs_two_points_and_a_reader_a_file():
    with pytest.raises(ValueError, match="at least 2"):
        read_texts([("a.toml", TOML)], grid=1)
    with pytest.raises(ValueError, match="no file was named"):
        read_scenario([])


def test_a_large_file_is_refused(tmp_path):
    path = tmp_path / "large.xml"
    path.write_bytes(b"<utility_space>" + b" " * MAX_BYTES)
    with pytest.raises(negsim.FileError, match="at most 10,000,000 are read"):
        read_scenario(path)


def test_a_scenario_too_large_for_tables_is_read_all_the_same():
    issues = ", ".join(
        f'{{id = "i{number}", options = {[str(at) for at in range(30)]}}}'.replace("'", '"') for number in range(6)
    )
    when = ", ".join(f'i{number} = ["0"]' for number in range(6))
    text = f"""format = 1
id = "wide"
issues = [{issues}]
parties = [{{id = "P", preferences = {{interactions = [{{when = {{{when}}}, points = 1}}]}}}}, {{id = "Q"}}]
"""
    scenario, _ = read_texts([("wide.toml", text.encode())]).scenario, None
    with pytest.raises(negsim.TooLargeError, match="a table of what"):
        negsim.compile_scenario(scenario)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "third.xml lies beside files of a scenario and is empty"),
        (ferry("island.xml")[:40], "third.xml lies beside files of a scenario and is of no format"),
        (ferry("island.xml").replace(b"utility_space", b"utility"), "is of no format"),
        (ferry("island.xml") + b"\0", "NUL"),
        (ferry("island.xml").decode().encode("utf-16"), "UTF-16"),
    ],
)
def test_a_damaged_file_beside_others_is_no_party_that_vanishes(tmp_path, data, words):
    for path in FERRY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "third.xml").write_bytes(data)
    with pytest.raises(negsim.ScenarioError) as caught:
        read_scenario(tmp_path)
    assert words in str(caught.value)


def test_a_file_that_is_named_twice_is_refused():
    with pytest.raises(negsim.ScenarioError, match=r"island\.xml is named twice"):
        read_scenario([FERRY / "ferry_line.xml", FERRY / "island.xml", FERRY / "." / "island.xml"])
    assert len(read_scenario([FERRY / "island.xml", FERRY]).parties) == 2


def test_a_large_file_of_another_kind_does_not_stand_in_the_way(tmp_path):
    for path in FERRY.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / "space.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    _, findings = read_with_warnings(tmp_path)
    assert "'space.png' is not part of the scenario" in findings[0].message
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(negsim.FileError, match=r"large\.xml"):
        read_scenario(tmp_path)


def test_a_link_that_leads_nowhere(tmp_path):
    (tmp_path / "ferry.xml").symlink_to(tmp_path / "gone.xml")
    with pytest.raises(negsim.FileError, match="this link leads nowhere"):
        read_scenario(tmp_path / "ferry.xml")


def test_a_long_line_is_shown_around_the_place():
    options = ", ".join(f'"option-{number}"' for number in range(200))
    text = f'format = 1\nid = "x"\nissues = [{{id = "a", options = [{options}, 5]}}]\nparties = [{{id = "P"}}]\n'
    (finding,) = refused([("long.toml", text.encode())]).findings
    assert finding.place is not None
    assert finding.place.column > 2000
    lines = str(finding).splitlines()
    shown, caret = next((line, lines[at + 1]) for at, line in enumerate(lines) if "option-199" in line)
    assert shown[caret.index("^")] == "5"
    assert len(shown) < 200
