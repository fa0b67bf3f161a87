"""A: scenario files. Every mistake is named with its place, all of them at once, and none is a traceback."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from negsim.errors import FileError, NegsimError, ScenarioError
from negsim.formats.reading import read_scenario, read_with_warnings
from negsim.formats.scenario_toml import dumps_scenario, loads_scenario

ROOT = Path(__file__).parents[2]

GOOD = """\
format = 1
id = "talks"
title = "Talks"
date = 2022-02-17
[[sources]]
id = "note"
date = 2021-12-17
address = "https://example.org/note"
[[issues]]
id = "range"
options = ["short", "middle", "long"]
ordered = true
status_quo = "middle"
[[issues]]
id = "posture"
options = ["leave", "stay"]
status_quo = "stay"
[[parties]]
id = "RU"
preferences.weights = {range = 0.6, posture = 0.4}
[[parties]]
id = "US"
[[parties.lines]]
id = "no-short"
boxes = [{forbids = {range = ["short"], posture = ["leave"]}, price = 12.5}]
source = "note"
[[statements]]
party = "RU"
issue = "range"
stance = "demands"
options = ["short"]
source = "note"
[[statements]]
party = "RU"
issue = "posture"
stance = "proposes"
options = ["leave"]
source = "note"
[[statements]]
party = "US"
issue = "range"
stance = "rejects"
options = ["short"]
source = "note"
"""


def changed(*changes):
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def added(text):
    return GOOD + text


END = GOOD.count("\n")
WEIGHTS = "weights = {range = 0.6, posture = 0.4}"
BOX = 'range = ["short"], posture = ["leave"]'
DEMANDED = 'options = ["short"]\nsource = "note"'
REJECTS = 'issue = "range"\nstance = "rejects"'
OVERRIDE = '"U\\u202eS"'


def public(value):
    return changed(('stance = "demands"', f'stance = "demands"\npublic = {value}'))


TWICE = (
    '[[statements]]\nparty = "US"\nissue = "range"\nstance = "rejects"\noptions = ["middle", "long"]\nsource = "note"\n'
)

# fault, text, then the one finding that is expected: code, line, column, words in it
ONE = [
    ("A1", changed(("date = 2022-02-17", "date = today")), "E001", 4, 8, "invalid value"),
    ("A1-string", changed(('id = "note"', 'id = "note')), "E001", 6, 11, "quote is missing"),
    ("A1-array", GOOD + "x = [1,\n", "E001", END + 2, 1, "a closing bracket or quote may be missing"),
    ("A1-two-on-a-line", changed(("format = 1", "format = 1 x = 2")), "E001", 1, 12, "one key = value"),
    ("A1-date", changed(("2022-02-17", "2022-02-31")), "E001", 4, 8, "write a date as 2022-02-17"),
    ("A2", changed(('title = "Talks"', 'id = "again"')), "E002", 3, 1, "line 3, and was defined in line 2"),
    ("A2-table", added("[issues.x]\n[issues.x]\n"), "E002", END + 2, 9, f"line {END + 1} already"),
    ("A2-list", added('[parties]\nid = "X"\n'), "E002", END + 1, 2, "[[double brackets]]"),
    ("A2-inline", changed(("range = 0.6", "range = 0.6, range = 1")), "E002", 20, 37, "was defined in line 20"),
    ("A3", changed(('title = "Talks"', 'titel = "Talks"')), "E101", 3, 1, "did you mean 'title'?"),
    ("A3-nested", changed(("price = 12.5", "prise = 12.5")), "E101", 25, 63, "did you mean 'price'?"),
    ("A4", changed(('issue = "posture"\n', "")), "E102", 33, 1, "the key `issue` is missing"),
    ("A4-top", changed(('id = "talks"\n', "")), "E102", 1, 1, "the key `id` is missing"),
    ("A5", changed(("ordered = true", "ordered = 1")), "E103", 12, 11, "the number 1 is given, where true or false"),
    ("A5-quotes", changed(("12.5", '"12.5"')), "E103", 25, 71, "the text '12.5' is given, where a number"),
    ("A5-bool", changed(("0.6", "true")), "E103", 20, 32, "true is given, where a number is expected"),
    ("A5-text", changed(('"Talks"', "5")), "E103", 3, 9, "the number 5 is given, where text is expected"),
    ("A5-date", changed(("2021-12-17", '"2021"')), "E103", 7, 8, "where a date is expected"),
    ("A5-time", changed(("2021-12-17", "2021-12-17T10:00:00Z")), "E103", 7, 8, "a date with a time of day"),
    ("A5-time-only", changed(("2021-12-17", "10:00:00")), "E103", 7, 8, "a time of day is given"),
    ("A5-public", public('"yes"'), "E103", 31, 10, "true, false or a date"),
    ("A5-public-time", public("2021-12-17T10:00:00"), "E103", 31, 10, "time"),
    ("A5-list", changed(('"Talks"', "['T']")), "E103", 3, 9, "a list is given, where text"),
    ("A5-table", changed((WEIGHTS, "weights = 0.6")), "E103", 20, 23, "where a table is expected"),
    ("A5-single", changed(("[[sources]]", "[sources]")), "E103", 5, 1, "[[double brackets]]"),
    ("A5-double", added("[[parties.reservation]]\nvalue = 1\n"), "E103", END + 1, 1, "[single brackets]"),
    ("A5-option", changed(('["leave", "stay"]', '["leave", 2]')), "E103", 16, 21, "where an option"),
    ("A5-enum", changed(('stance = "demands"', "stance = 3")), "E103", 30, 10, "one of the words demands, rejects"),
    ("A5-word", changed(('stance = "demands"', 'stance = "demand"')), "E105", 30, 10, "did you mean 'demands'?"),
    ("A5-ranking", changed((WEIGHTS, 'ranking = "range"')), "E103", 20, 23, "a list is expected"),
    ("A6", changed(('options = ["short"]', 'options = "short"')), "E103", 31, 11, 'write ["short"]'),
    ("A7-option", changed(('options = ["short"]\n', 'options = ["shrt"]\n')), "E212", 31, 12, "did you mean 'short'?"),
    ("A7-issue", changed((REJECTS, REJECTS.replace("range", "rnge"))), "E211", 41, 9, "did you mean 'range'?"),
    ("A7-party", changed(('party = "US"', 'party = "USA"')), "E213", 40, 9, "did you mean 'US'?"),
    ("A7-source", changed((DEMANDED, DEMANDED.replace("note", "memo"))), "E214", 32, 10, "known: 'note'"),
    ("A7-status-quo", changed(('status_quo = "stay"', 'status_quo = "Stay"')), "E212", 17, 14, "differs from it"),
    ("A8", added('[[sources]]\nid = "note"\n'), "E201", END + 2, 6, "two sources have the id 'note'"),
    ("A9-unknown", changed(("{range = 0.6,", "{rang = 0.6, ")), "E211", 20, 24, "did you mean 'range'?"),
    ("A9-missing", changed(("range = 0.6, ", "")), "E512", 20, 23, "add range = 0"),
    ("A10", changed(("0.6", "-0.6")), "E507", 20, 32, "-0.6 is given, where 0 or more"),
    ("A10-zero", changed(("0.6", "0"), ("0.4", "0.0")), "E511", 20, 23, "all weights of 'RU' are 0"),
    ("A12-nan", changed(("0.6", "nan")), "E104", 20, 32, "not a finite number"),
    ("A12-inf", changed(("0.6", "-inf")), "E104", 20, 32, "not a finite number"),
    ("A12-huge", changed(("0.6", "1e999")), "E104", 20, 32, "exponent"),
    ("A12-unreadable", changed(("0.6", "1e" + "9" * 30)), "E104", 20, 32, "cannot be read exactly"),
    ("A12-digits", changed(("0.6", "0." + "6" * 41)), "E104", 20, 32, "digits"),
    ("A12-whole", changed(("0.6", "6" * 41)), "E104", 20, 32, "digits"),
    ("A12-ratio", changed(("0.6", "{ratio = [1, 0]}")), "E104", 20, 32, "two whole numbers"),
    ("A13", added(TWICE), "E406", END + 1, 1, "'US' cannot accept anything on issue 'range'"),
    ("A13-line", changed((BOX, 'posture = ["leave", "stay"]')), "E406", 25, 10, "by line 'no-short'"),
    ("A16", added('[[issues]]\nid = "empty"\noptions = []\n'), "E302", END + 3, 11, "'empty' has no option"),
    ("A20-nul", changed(("Talks", "Ta\0lks")), "E004", 3, 12, "NUL"),
    ("A22", "", "E005", 1, 1, "negsim new"),
    ("A22-comment", "# nothing yet\n\n", "E005", 1, 1, "only space and comments"),
    ("A23", "x = " + "[" * 100_000, "E006", 1, 69, "brackets 65 deep, where at most 64"),
    ("A23-integer", changed(("format = 1", "format = " + "1" * 5000)), "E007", 1, 10, "5,000 characters"),
    ("A24", "a" + ".a" * 20_000 + " = 1", "E006", 1, 128, "a key of more than 64 parts"),
    ("A25", changed(('"US"', OVERRIDE), ('party = "US"', f"party = {OVERRIDE}")), "E203", 22, 6, "'U\\u202eS'"),
    ("A25-title", changed(('"Talks"', '"\u202eTalks"')), "E203", 3, 9, "'\\u202eTalks'"),
    ("A25-control", changed(('"Talks"', '"\\u001b[31m"')), "E203", 3, 9, "'\\x1b[31m'"),
    ("A30", changed(("format = 1", "format = 2")), "E107", 1, 10, "needs negsim >="),
    ("A30-missing", changed(("format = 1\n", "")), "E106", 1, 1, "`format` is missing"),
    ("A30-type", changed(("format = 1", 'format = "1"')), "E106", 1, 10, "the version of the format is expected"),
    ("A30-old", changed(("format = 1", "format = 0")), "E106", 1, 10, "write format = 1"),
]  # fmt: skip


def refused(text, name="talks.toml"):
    with pytest.raises(ScenarioError) as caught:
        loads_scenario(text, name=name)
    assert pickle.loads(pickle.dumps(caught.value)).findings == caught.value.findings
    return caught.value.findings


def test_the_scenario_that_is_changed_is_good():
    assert loads_scenario(GOOD).id == "talks"


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "words"), [pytest.param(*row[1:], id=row[0]) for row in ONE]
)
def test_one_mistake(text, code, line, column, words):
    (finding,) = refused(text)
    told = str(finding)
    assert (finding.code, finding.place.file) == (code, "talks.toml")
    assert (finding.place.line, finding.place.column) == (line, column), told
    assert words in told


@pytest.mark.parametrize("ends", ["\r\n", "mixed"], ids=["A21-crlf", "A21-mixed"])
@pytest.mark.parametrize("row", [row for row in ONE if "\n" in row[1]], ids=lambda row: row[0])
def test_places_hold_with_other_line_ends(row, ends):
    lines = row[1].split("\n")
    ended = [line + ("\r\n" if ends == "\r\n" or number % 2 else "\n") for number, line in enumerate(lines[:-1])]
    (finding,) = refused("".join(ended) + lines[-1])
    assert (finding.code, finding.place.line, finding.place.column) == (row[2], row[3], row[4])
    assert "\r" not in finding.place.text


def test_a21_tabs_count_one_column_and_the_caret_stands_under_the_place():
    (finding,) = refused(changed(("ordered = true", "\tordered\t=\t1")))
    assert (finding.place.line, finding.place.column) == (12, 12)
    told = str(finding).split("\n")
    assert told[2].index("1") == told[3].index("^")


def test_all_mistakes_are_told_at_once():
    text = changed(
        ("format = 1", "format = true"),
        ('title = "Talks"', "titel = 5"),
        ("ordered = true", "ordered = 1"),
        ("0.6", "nan"),
        ('stance = "demands"', 'stance = "demand"'),
        ('party = "US"\n', ""),
    )
    assert [(finding.code, finding.place.line) for finding in refused(text)] == [
        ("E106", 1),
        ("E101", 3),
        ("E103", 12),
        ("E104", 20),
        ("E105", 30),
        ("E102", 39),
    ]


def test_all_mistakes_in_meaning_are_told_at_once():
    text = changed(
        ('status_quo = "middle"', 'status_quo = "medium"'),
        ("{range = 0.6", "{rnge = 0.6"),
        ('id = "no-short"', 'id = "a:b"'),
        ("12.5", "-1"),
        ('party = "US"', 'party = "UK"'),
    )
    assert [(finding.code, finding.place.line) for finding in refused(text)] == [
        ("E212", 13),
        ("E211", 20),
        ("E202", 24),
        ("E507", 25),
        ("E213", 40),
    ]


def test_a2_names_both_lines_and_labels_are_paths_by_ids():
    (finding,) = refused(added('[[sources]]\nid = "note"\n'))
    assert (finding.also.line, finding.label) == (6, "sources[note].id")
    (finding,) = refused(changed(('issue = "posture"\n', "")))
    assert finding.label == "statements[1].issue"
    (finding,) = refused(changed(("price = 12.5", "price = -1")))
    assert finding.label == "parties[US].lines[no-short].boxes[0].price"


def test_a7_names_the_line_where_the_options_are_listed():
    (finding,) = refused(changed(('options = ["short"]\n', 'options = ["shrt"]\n')))
    assert finding.also.text == 'options = ["short", "middle", "long"]'


@pytest.mark.parametrize(
    ("first", "second"),
    [("US", "us"), ("\u00e9", "e\u0301"), ("\ufb01n", "FIN"), ("Stra\u00dfe", "STRASSE")],
    ids=["A8-case", "A8-unicode-form", "A8-ligature", "A8-sharp-s"],
)
def test_a8_ids_that_look_alike(first, second):
    (finding,) = refused(looks_alike(first, second))
    assert finding.code == "E201"
    assert "differ only by case or Unicode form" in finding.message
    assert ascii(second) in finding.message


def looks_alike(first, second):
    issues = "".join(f'[[issues]]\nid = "{name}"\noptions = ["x"]\n' for name in (first, second))
    return f'format = 1\nid = "x"\n{issues}[[parties]]\nid = "P"\n'


def test_a8_a_weight_under_another_unicode_form_is_told_from_its_issue():
    text = 'format = 1\nid = "x"\n[[issues]]\nid = "\u00e9"\noptions = ["x"]\n[[parties]]\nid = "P"\n'
    (finding,) = refused(text + 'preferences.weights = {"\u00e9" = 1, "e\u0301" = 1}\n')
    assert finding.code == "E211"
    assert "did you mean '\\xe9'? 'e\\u0301' differs" in finding.advice


def test_a26_names_with_markup_are_data():
    names = ["<script>", "]]>", '\\"', "=1+1", "$x^2$", "costs $5 and \\\\frac$", "a\\nb", "-1", "@x"]
    options = ", ".join(f'{{id = "o{number}", title = "{name}"}}' for number, name in enumerate(names))
    scenario = loads_scenario(changed(('["leave", "stay"]', f'["leave", "stay", {options}]'), ('"Talks"', '"<b>\\n"')))
    titles = [option.title for option in scenario.issue("posture").options[2:]]
    assert titles == ["<script>", "]]>", '"', "=1+1", "$x^2$", "costs $5 and \\frac$", "a\nb", "-1", "@x"]
    assert loads_scenario(dumps_scenario(scenario)) == scenario


# fault, text, then the warnings that are expected: code and line
SECOND = '[[parties]]\nid = "US"\n'
PROPOSED = 'options = ["leave"]\nsource = "note"'
LAST = 'stance = "rejects"\noptions = ["short"]'
TO_LONG = LAST.replace("short", "long")
WARNED = [
    ("A11", changed(("0.6", "6")), [("W701", 20)]),
    ("A16", changed(('["leave", "stay"]\nstatus_quo = "stay"', '["leave"]\nstatus_quo = "leave"')), [("W703", 16)]),
    ("A17", changed((SECOND, ""), ('party = "US"', 'party = "RU"'), (LAST, TO_LONG)), [("W712", 18)]),
    ("A18-source", changed((PROPOSED, 'options = ["leave"]')), [("W704", 33), ("W705", 33)]),
    ("A18-date", changed(("date = 2021-12-17\n", "")), [("W705", 26), ("W705", 32), ("W705", 38)]),
    ("A19-address", changed(("https://example.org/note", "in the archive")), [("W706", 8)]),
    ("A19-future", changed(("2021-12-17", "2201-12-17")), [("W707", 7)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*row[1:], id=row[0]) for row in WARNED])
def test_odd_and_accepted(text, expected, tmp_path):
    path = tmp_path / "talks.toml"
    path.write_text(text, encoding="utf-8")
    _, found = read_with_warnings(path)
    assert [(finding.code, finding.place and finding.place.line) for finding in found] == expected


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("0.95", "W717", "RU takes at least 95 of 100, and no package is worth more than 90 to it"),
        ("0.9", None, ""),
        ("0.05", "W718", "RU takes at least 5 of 100, and every package is worth at least 10 to it"),
    ],
    ids=["A15 out of reach", "A15 just within reach", "A15 rules out nothing"],
)
def test_a15_reservations_out_of_reach_are_told_with_the_numbers(value, code, words, tmp_path):
    values = (
        "preferences.values = {range = {short = 1, middle = 0.5, long = 0.1}, posture = {leave = 0.75, stay = 0.1}}"
    )
    reserved = f"preferences.weights = {{range = 0.6, posture = 0.4}}\n{values}\nreservation.value = {value}"
    path = tmp_path / "talks.toml"
    path.write_text(GOOD.replace("preferences.weights = {range = 0.6, posture = 0.4}", reserved), encoding="utf-8")
    _, found = read_with_warnings(path)
    told = [entry for entry in found if entry.code in ("W717", "W718")]
    assert [entry.code for entry in told] == ([code] if code else [])
    if code:
        assert words in told[0].message
        assert told[0].label == "parties[RU].reservation"
        assert told[0].place is not None


def test_a14_lines_that_collide_are_no_fault():
    line = '[[parties.lines]]\nid = "{}"\nboxes = [{{forbids = {{range = ["{}"], posture = ["leave", "stay"]}}}}]\n'
    lines = "".join(line.format(f"no-{option}-at-all", option) for option in ("short", "middle", "long"))
    assert len(loads_scenario(changed(("[[statements]]", lines + "[[statements]]"))).party("US").lines) == 4


@pytest.mark.parametrize(
    ("text", "code"),
    [("issues = []\nparties = [{id = 'P'}]", "E301"), ("issues = [{id = 'a', options = ['x']}]\nparties = []", "E501")],
    ids=["A17-no-issues", "A17-no-parties"],
)
def test_a17_nothing_to_agree_on(text, code):
    (finding,) = refused(f'format = 1\nid = "x"\n{text}\n')
    assert (finding.code, finding.place.line) == (code, 3 if code == "E301" else 4)


@pytest.mark.parametrize(
    ("data", "seen", "line", "column"),
    [
        (GOOD.encode("utf-16"), "UTF-16", 1, 1),
        (GOOD.encode("utf-16-le"), "UTF-16", 1, 1),
        (GOOD.encode("utf-16-be"), "UTF-16", 1, 1),
        (GOOD.encode("utf-32"), "UTF-32", 1, 1),
        (GOOD.replace("Talks", "Traités").encode("latin-1"), "Latin-1", 3, 15),
        (GOOD.replace("Talks", "“Talks”").encode("windows-1252"), "windows-1252", 3, 10),
    ],
    ids=["A20-utf-16", "A20-utf-16-le", "A20-utf-16-be", "A20-utf-32", "A20-latin-1", "A20-windows-1252"],
)
def test_a20_other_encodings_are_named(tmp_path, data, seen, line, column):
    path = tmp_path / "talks.toml"
    path.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    (finding,) = caught.value.findings
    assert f"talks.toml:{line}:{column}\nerror E003: " in str(finding)
    assert seen in finding.message


def test_a20_a_byte_order_mark_before_utf_8_is_accepted(tmp_path):
    path = tmp_path / "talks.toml"
    path.write_bytes(GOOD.encode("utf-8-sig"))
    assert read_scenario(path).id == "talks"
    path.write_bytes(changed(("ordered = true", "ordered = 1"), ("format", "format")).encode("utf-8-sig"))
    with pytest.raises(ScenarioError, match=r"talks\.toml:12:11"):
        read_scenario(path)


def test_a23_a_raised_limit_still_ends_in_an_error():
    with pytest.raises(ScenarioError, match="E006"):
        loads_scenario("x = " + "[" * 100_000, max_depth=10**6)
    with pytest.raises(ScenarioError, match="E101"):
        loads_scenario("x = " + "[" * 70 + "]" * 70, max_depth=100)


def test_a24_a_file_over_the_limit_is_refused_and_the_limit_can_be_raised(tmp_path):
    path = tmp_path / "talks.toml"
    path.write_text(GOOD + "#" * 2000, encoding="utf-8")
    with pytest.raises(FileError, match=r"talks\.toml: the file has 2,8\d\d bytes; at most 1,000 are read") as caught:
        read_scenario(path, max_bytes=1000)
    assert caught.value.code == "E011"
    assert read_scenario(path, max_bytes=5000).id == "talks"


MEMORY = """
import re, sys
from pathlib import Path
from negsim.errors import NegsimError
from negsim.formats.reading import read_scenario

def peak():
    # Of this process alone: the peak that getrusage tells begins at that of whoever started it.
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
for path in sys.argv[1:]:
    try:
        read_scenario(path)
    except NegsimError as error:
        print(str(error)[:200])
    else:
        raise SystemExit("read")
grown = peak() - before
assert grown < 50_000, f"{grown} KB"
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is told in other units elsewhere")
def test_a24_large_files_are_refused_in_little_memory(tmp_path):
    dotted, large, nested = (tmp_path / name for name in ("dotted.toml", "large.toml", "nested.toml"))
    dotted.write_text("a" + ".a" * 20_000 + " = 1\n", encoding="utf-8")
    nested.write_text("x = " + "[" * 100_000, encoding="utf-8")
    with large.open("wb") as file:
        file.truncate(200_000_000)
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, dotted, large, nested],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "200,000,000 bytes" in done.stdout


def unreadable(tmp_path, kind):
    path = tmp_path / "talks.toml"
    if kind == "directory":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        return Path("/dev/zero")
    elif kind == "near":
        (tmp_path / "talk.toml").touch()
    elif kind == "no-folder":
        return tmp_path / "no" / "talks.toml"
    elif kind == "nul":
        return f"{tmp_path}/a\0b.toml"
    elif kind == "name":
        return tmp_path / ("x" * 1000)
    return path


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices have other names there")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("directory", "there is no file in this folder"),
        ("pipe", "a pipe or a device"),
        ("device", "a pipe or a device"),
        ("missing", "there is no such file"),
        ("near", "Did you mean 'talk.toml'?"),
        ("no-folder", "There is no folder"),
        ("nul", "cannot be read (embedded null byte)"),
        ("name", "cannot be read (file name too long)"),
    ],
    ids=lambda value: f"A28-{value}" if " " not in value else "",
)
def test_a28_what_is_no_file(tmp_path, kind, words):
    with pytest.raises(FileError) as caught:
        read_scenario(unreadable(tmp_path, kind))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, NegsimError | OSError)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.code, again.filename) == (str(caught.value), "E010", caught.value.path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="may read everything")
def test_a28_unreadable(tmp_path):
    path = tmp_path / "talks.toml"
    path.touch(mode=0)
    with pytest.raises(FileError, match="permission denied"):
        read_scenario(path)


def test_a28_a_file_that_grows_while_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "talks.toml"
    path.write_text(GOOD, encoding="utf-8")
    real = os.fstat

    def before_it_grew(handle):
        told = list(real(handle))
        told[6] = 0
        return os.stat_result(told)

    monkeypatch.setattr(os, "fstat", before_it_grew)
    with pytest.raises(FileError, match="more than 100 bytes"):
        read_scenario(path, max_bytes=100)
