"""Score tables: wide, long and JSON tables, and the text files of LLM-Deliberation."""

from fractions import Fraction
from pathlib import Path

import pytest

from negsim.errors import ScenarioError
from negsim.formats import delimited
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.recognition import recognised
from negsim.formats.scores import sheet, tables
from negsim.formats.scores.reading import read

WIDE = """\
issue,option,Mill,River trust
Weir,keep,60,0
Weir,lower,20,35
Weir,remove,0,60.5
Water,all,40,0
Water,half,25,39.5
threshold,,45,50
"""
LONG = """\
Points;party;option;issue
60;Mill;keep;Weir
20;Mill;lower;Weir
0;Mill;remove;Weir
40;Mill;all;Water
25;Mill;half;Water
45;Mill;;threshold
0;River trust;keep;Weir
35;River trust;lower;Weir
60,5;River trust;remove;Weir
0;River trust;all;Water
39,5;River trust;half;Water
50;River trust;;Threshold
"""
JSON = """\
{"parties": {
  "Mill": {"threshold": 45,
    "scores": {"Weir": {"keep": 60, "lower": 20, "remove": 0}, "Water": {"all": 40, "half": 25}}},
  "River trust": {"threshold": 50,
    "scores": {"Weir": {"keep": 0, "lower": 35, "remove": 60.5}, "Water": {"all": 0, "half": 39.50}}}
}}
"""
SCENARIOS = Path(__file__).parents[3] / "scenarios"


def _table(text, *, found=None, path="town/mill.csv"):
    file = InputFile(path=path, text=text, format="scores", role="table")
    return read([file], found=found or Findings(), grid=21)


def _errors(text, path="town/mill.csv"):
    with pytest.raises(ScenarioError) as caught:
        _table(text, path=path)
    return caught.value.findings


def _edited(old, new, text=WIDE):
    assert old in text
    return text.replace(old, new, 1)


def test_a_wide_table():
    found = Findings()
    case = _table(WIDE, found=found)
    assert (case.id, case.title) == ("mill", "")
    assert [(issue.name, issue.options, issue.ordered) for issue in case.issues] == [
        ("Weir", ("keep", "lower", "remove"), False),
        ("Water", ("all", "half"), False),
    ]
    mill, trust = case.profiles
    assert (mill.id, mill.name, mill.reservation) == ("Mill", "", Fraction(45, 100))
    assert trust.values == ((0, 35, Fraction(121, 2)), (0, Fraction(79, 2)))
    assert mill.weights == trust.weights == (Fraction(1, 100),) * 2
    assert mill.bounds == (Fraction(1, 4), 1)
    assert found.warnings == []


@pytest.mark.parametrize("text", [LONG, JSON, WIDE.replace(",", ";"), WIDE.replace(",", "\t"), f"# note\n{WIDE},,,\n"])
def test_the_same_table_in_other_forms(text):
    assert recognised(text) == ("scores", "table")
    assert _table(text) == _table(WIDE)


def test_a_threshold_can_stand_in_each_row_or_be_empty():
    rows = [line.split(";") for line in LONG.strip().split("\n") if "hreshold" not in line]
    least = {"Mill": "45", "River trust": "50", "party": "threshold"}
    text = "".join(";".join([*row, least[row[1]]]) + "\n" for row in rows)
    assert _table(text) == _table(WIDE)
    once = _edited(";45", ";", text)
    assert _table(once) == _table(WIDE)
    assert _table(text.replace(";45", ";")).profiles[0].reservation is None
    with_row = f"{text}45;Mill;;threshold;\n".replace(";45", ";")
    assert _table(with_row) == _table(WIDE)


def test_empty_thresholds():
    for text in (
        _edited("threshold,,45", "threshold,,"),
        _edited("45", "null", JSON),
        _edited("45;Mill", ";Mill", LONG),
    ):
        assert _table(text).profiles[0].reservation is None


def test_titles_and_ids():
    title = "Weir,keep,60,0\ntitle,Mill and river,,\n"
    assert _table(_edited("Weir,keep,60,0\n", title)).title == "Mill and river"
    case = _table(_edited("{", '{"id": "mill-2", "title": "Mill and river", ', JSON))
    assert (case.id, case.title) == ("mill-2", "Mill and river")
    assert _table(_edited("{", '{"title": "mill", ', JSON)).title == ""


def test_odd_names():
    found = Findings()
    case = _table(WIDE.replace("Weir", '" "').replace("lower", "'=1"), found=found)
    assert case.issues[0].name == " "
    assert case.issues[0].options[1] == "=1"
    assert [(finding.code, finding.message) for finding in found.warnings] == [
        ("W804", "the name of an issue is blank")
    ]
    _table(_edited("keep", ""), found=found)
    assert found.warnings[1].message == "the name of an option of issue 'Weir' is blank"


MERGED = [
    (_edited("Weir,lower", ",lower"), 1, "repeat 'Weir' in every row"),
    (WIDE.replace("Weir,lower", ",lower").replace("Weir,remove", ",remove").replace(",", ";"), 2, "repeat 'Weir'"),
    (_edited("Weir,keep", ",keep"), 1, "name it in every row"),
    (_edited("Mill;half;Water", "Mill;half;", LONG), 1, "repeat 'Water' in every row"),
]


@pytest.mark.parametrize(("text", "count", "advice"), MERGED)
def test_issues_that_a_spreadsheet_merged_are_not_invented(text, count, advice):
    errors = _errors(text)
    assert [finding.message for finding in errors] == ["the issue is missing in this row"] * count
    assert {finding.code for finding in errors} == {"E813"}
    assert errors[0].advice.startswith(advice)


def test_a_thousand_is_never_read_as_one():
    wide = WIDE.replace(",", ";").replace(".", ",").replace("remove;0", "remove;1.000")
    for text in (wide, LONG.replace("\n0;Mill", "\n1.000;Mill")):
        (finding,) = _errors(text)
        assert (finding.code, finding.advice, finding.place.line) == ("E813", "write 1000 or 1,000", 4)


MISNAMED = [
    # the row of the thresholds, what the message names
    ("treshold,,45,50", "'treshold'"),
    ("Thresholds,,45,50", "'Thresholds'"),
    ("minimum,,45,50", "'minimum'"),
    ("thresold,all,45,50", "'thresold'"),
]


@pytest.mark.parametrize(("row", "name"), MISNAMED)
def test_a_row_that_looks_like_the_thresholds_is_named(row, name):
    (finding,) = _errors(_edited("threshold,,45,50", row))
    assert finding.message == f"the thresholds are missing, and the row of issue {name} looks like theirs"
    assert (finding.code, finding.place.line) == ("E813", 7)
    assert "'threshold'" in finding.advice


def test_a_json_table_has_no_cells():
    assert _errors(_edited('"threshold": 45,', "", JSON))[0].advice == "write null if it takes anything"
    assert "cell" in _errors(_edited("threshold,,45,50\n", ""))[0].advice


def test_keys_that_json_tables_do_not_have():
    found = Findings()
    text = JSON.replace('"scores"', '"weights": [1], "scale": 1, "scores"').replace("{", '{"unit": "points", ', 1)
    assert _table(text, found=found).profiles == _table(WIDE).profiles
    (warning,) = found.warnings
    assert warning.code == "W816"
    assert "'unit', 'weights', 'scale' and others" in warning.message
    (finding,) = _errors(JSON.replace("threshold", "treshold", 1))
    assert (finding.code, finding.advice) == ("E814", "did you mean 'threshold'?")
    (finding,) = _errors(JSON.replace("scores", "score", 1))
    assert (finding.code, finding.advice) == ("E814", "did you mean 'score'?")


def test_noise_is_said_once():
    for text in (WIDE.replace("60.5", "60.50000000000001"), JSON.replace("60.5", "60.50000000000001")):
        found = Findings()
        assert _table(text, found=found) == _table(WIDE)
        assert [finding.code for finding in found.warnings] == ["W810"]


WRONG = [
    # text, part of the message, line, column
    (_edited("lower,20,35", "lower,20"), "3 cells in this row, where the header has 4", 3, 1),
    (_edited("lower,20,35", "lower,20,35,1"), "5 cells in this row", 3, 18),
    (_edited("lower,20,35", "lower,,35"), "the points of 'Mill' for 'lower' of 'Weir' are missing", 3, 12),
    (_edited("Water,half", "Water,all"), "'Mill' has two rows for option 'all' of issue 'Water'", 6, 11),
    (_edited("threshold,,45,50\n", ""), "the threshold of 'Mill' is missing", 1, 14),
    (f"{WIDE}Threshold,,1,2\n", "the threshold of 'Mill' is told twice", 8, 12),
    (_edited("River trust", ""), "this column has no name", 1, 19),
    (_edited("River trust", "Mill"), "two columns are for 'Mill'", 1, 19),
    (_edited("option", "options"), "no column 'option'", 1, 1),
    (f"{WIDE}title,a,,\ntitle,b,,\n", "the title is told twice", 9, 7),
    ("issue,option\nWeir,keep\n", "the table scores no party", None, None),
    ("issue,option,Mill\nthreshold,,1\n", "the table scores no option", None, None),
    ("", "no row, where a header is expected", 1, 1),
    ('issue,option,Mill\nWeir,"keep,1\n', "the quotes that open here do not end", 2, 6),
    (_edited("20;Mill;lower", "20;Mill;lowre", LONG), "issue 'Weir' has no option 'lower' for 'Mill'", 9, 1),
    (_edited("20;Mill;lower;Weir\n", "", LONG), "issue 'Weir' has no option 'lower' for 'Mill'", 8, 1),
    (_edited("35;River trust;lower;Weir\n", "", LONG), "'River trust' has no points for 'lower' of issue 'Weir'", 8, 1),
    (_edited("20;Mill;", "20;;", LONG), "this row names no party", 3, 4),
    (_edited("20;Mill;", ";Mill;", LONG), "the points of 'Mill' for 'lower' of 'Weir' are missing", 3, 1),
    (_edited("45;Mill;;threshold\n", "", LONG), "the threshold of 'Mill' is missing", 2, 1),
    (_edited("60", "null", JSON), "the points are missing", 3, 33),
    (_edited('"threshold": 45,', "", JSON), "the threshold of 'Mill' is missing", 2, 11),
]


@pytest.mark.parametrize(("text", "part", "line", "column"), WRONG)
def test_tables_that_are_wrong(text, part, line, column):
    finding = _errors(text)[0]
    assert finding.code == "E813"
    assert part in finding.message
    assert (finding.place and (finding.place.line, finding.place.column)) == (line and (line, column))


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        (_edited("20", "2O"), "E809", "'2O' cannot be read"),
        (_edited("45", "none"), "E809", "'none'"),
        (_edited("20", '"20"', JSON), "E814", "the text '20'"),
        (_edited("45", '"45"', JSON), "E814", "the text '45'"),
        ('{"parties": {"Mill": {"threshold": 1}}}', "E814", "'scores' is missing"),
        ('{"parties": {"Mill": {"threshold": 1, "scores": {"Weir": 3}}}}', "E814", "the number 3"),
        ('{"parties": [}', "E810", "JSON"),
    ],
)
def test_numbers_and_kinds_that_are_wrong(text, code, part):
    finding = _errors(text)[0]
    assert finding.code == code
    assert part in finding.message


def test_two_thresholds_of_a_column():
    text = "party,issue,option,points,threshold\nA,I,x,1,1\nA,I,y,1,2\n"
    (finding,) = _errors(text)
    assert (finding.code, finding.message) == ("E813", "'A' has two different thresholds")
    assert (finding.also.line, finding.place.line) == (2, 3)


def test_many_options_that_are_missing_are_named_in_one_line():
    options = "".join(f"A,I,o{at},1\n" for at in range(8))
    finding = _errors(f"party,issue,option,points\n{options}B,I,o0,1\nA,threshold,,1\nB,threshold,,1\n")[0]
    assert "'B' has no points for 'o1', 'o2', 'o3', 'o4', 'o5' and 2 more of issue 'I'" in finding.message


def test_no_more_is_told_than_a_reader_can_take(monkeypatch):
    for module in (delimited, tables, sheet):
        monkeypatch.setattr(module, "MAX_FINDINGS", 2)
    assert len(_errors(WIDE.replace("60", "x").replace("0", "y"))) == 2
    assert len(_errors("issue,option,A,A,A,A,A\nI,o,1,1,1,1,1\n")) == 2
    assert len(_errors("issue,option,A,B,C,D,E\nI,o,,,1,,\n")) == 2
    assert len(_errors("party,issue,option,points\nA,I,o,1\nA,J,p,1\nB,K,q,1\nC,L,r,1\n")) >= 2


def test_several_tables():
    files = [InputFile(path=f"{name}.csv", text=WIDE, format="scores", role="table") for name in "ab"]
    with pytest.raises(ScenarioError, match="several score tables are given"):
        read(files, found=Findings(), grid=21)


CONFIG = "The mill,mill,p1,greedy,model-1\nTrust,TRUST,player,cooperative,model-1\n"
MILL = "60, 20,0\n\n40,25\n45 \n"
TRUST = "0,35,60.5,\n0,39.5\n50\n"


def _game(config=CONFIG, mill=MILL, trust=TRUST, *, found=None, notes="", home="game"):
    parts = {
        "config.txt": (config, "config"),
        "scores_files/mill.txt": (mill, "scores"),
        "scores_files/trust.txt": (trust, "scores"),
        "initial_deal.txt": (notes, "notes"),
    }
    files = [
        InputFile(path=f"{home}/{name}", text=text, format="scores", role=role)
        for name, (text, role) in parts.items()
        if text
    ]
    return read(files, found=found or Findings(), grid=21)


def test_a_game():
    found = Findings()
    case = _game(found=found, notes="A1,B1\n")
    assert [profile.id for profile in case.profiles] == ["The mill", "Trust"]
    assert [(issue.name, issue.options) for issue in case.issues] == [("A", ("A1", "A2", "A3")), ("B", ("B1", "B2"))]
    assert case.id == "game"
    assert [profile.values for profile in case.profiles] == [profile.values for profile in _table(WIDE).profiles]
    assert [profile.reservation for profile in case.profiles] == [Fraction(9, 20), Fraction(1, 2)]
    assert [finding.code for finding in found.warnings] == ["W813"]
    assert "'initial_deal.txt'" in found.warnings[0].message


def test_a_game_without_configuration():
    case = _game(config="")
    assert ([profile.id for profile in case.profiles], case.id) == (["mill", "trust"], "game")
    lines = "1,0\n" * 28 + "1\n"
    file = InputFile(path="/x.txt", text=lines, format="scores", role="scores")
    case = read([file], found=Findings(), grid=21)
    assert ([case.issues[at].name for at in (0, 25, 26, 27)], case.id) == (["A", "Z", "AA", "AB"], "x")


def test_scores_that_the_configuration_leaves_out():
    found = Findings()
    assert len(_game(config="The mill,mill.txt,p1\n", found=found).profiles) == 1
    assert [(finding.code, finding.place.file) for finding in found.warnings if finding.place] == [
        ("W813", "game/scores_files/trust.txt")
    ]


def test_noise_in_a_game():
    found = Findings()
    assert _game(trust=TRUST.replace("39.5", "39.50000000000001"), found=found) == _game()
    assert [finding.code for finding in found.warnings] == ["W810"]


WRONG_GAMES = [
    ({"trust": "0,35\n0,39\n50\n"}, "E813", "the number of options of issue A is 2, where 'The mill' scores 3"),
    ({"trust": "0,35,60\n50\n"}, "E813", "the number of issues is 1, where 'The mill' scores 2"),
    ({"trust": "0,35,60\n0,39\n"}, "E813", "the threshold of 'Trust' is missing: the last line has 2 numbers"),
    ({"trust": "0,35,x\n0,39\n50\n"}, "E809", "'x'"),
    ({"trust": "50\n"}, "E813", "the number of issues is 0"),
    ({"trust": " \n"}, "E813", "no scores"),
    ({"config": "The mill,mill\nTrust,trusty\n"}, "E802", "there is no file 'trusty'"),
    ({"config": "The mill\n"}, "E813", "begins with a party and the name of its file"),
    ({"config": "Mill,mill\nMill,trust\n"}, "E813", "two lines are about 'Mill'"),
    ({"config": '"Mill,mill\n'}, "E813", "quotes"),
    ({"mill": "", "trust": ""}, "E802", "there is no file with scores"),
]


@pytest.mark.parametrize(("parts", "code", "part"), WRONG_GAMES)
def test_games_that_are_wrong(parts, code, part):
    with pytest.raises(ScenarioError) as caught:
        _game(**parts)
    found = [finding for finding in caught.value.findings if part in finding.message]
    assert [finding.code for finding in found][:1] == [code], caught.value
    assert found[0].place is not None


def test_files_of_two_games():
    files = [InputFile(path=f"{home}/config.txt", text=CONFIG, format="scores", role="config") for home in "ab"]
    files += [InputFile(path=f"{home}/mill.txt", text=MILL, format="scores", role="scores") for home in "ab"]
    with pytest.raises(ScenarioError) as caught:
        read(files, found=Findings(), grid=21)
    assert [finding.code for finding in caught.value.findings] == ["E802", "E802", "E802"]


def test_the_example():
    file = InputFile(
        path="harbour_scores.csv", text=(SCENARIOS / "harbour_scores.csv").read_text(), format="scores", role="table"
    )
    found = Findings()
    case = read([file], found=found, grid=21)
    assert (len(case.issues), len(case.profiles), found.warnings) == (4, 4, [])
    assert {profile.bounds[1] for profile in case.profiles} == {1}
    assert len(list(_acceptable(case, range(4)))) == 5
    assert len(list(_acceptable(case, (0, 1, 3)))) == 20


def _acceptable(case, parties, package=()):
    """Yield the packages that some parties accept."""
    if len(package) < len(case.issues):
        for option in range(len(case.issues[len(package)].options)):
            yield from _acceptable(case, parties, (*package, option))
        return
    profiles = [case.profiles[at] for at in parties]
    worth = [sum(row[option] for row, option in zip(profile.values, package, strict=True)) for profile in profiles]
    if all(value >= 100 * profile.reservation for value, profile in zip(worth, profiles, strict=True)):
        yield package
