"""YAML texts: plain data with places, and what is refused."""

import pickle

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import ScenarioError
from negsim.formats import yaml_text
from negsim.formats.inputs import InputFile
from negsim.formats.located import NumberText
from negsim.formats.yaml_text import parse_yaml


def _file(text):
    return InputFile(path="a.yml", text=text)


def _findings(text, **options):
    with pytest.raises(ScenarioError) as caught:
        parse_yaml(_file(text), **options)
    return caught.value.findings


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join([f'*{chr(97 + at)}'] * 10)}]\n" for at in range(9)
)
REFUSED = [
    # row, text, code, part of the message, line, column
    ("A27 bomb", BOMB, "E811", "more than 400,000 values, those that aliases repeat included", 6, 16),
    ("A27 python", "a: !!python/object:os.system {}\n", "E811", "the tag 'python/object:os.system'", 1, 4),
    ("A27 python scalar", "a: !!python/name:os.system x\n", "E811", "nothing but plain data", 1, 4),
    ("A27 no", "values: [no, 1]\n", "E812", "'no' is a truth value in YAML 1.1", 1, 10),
    ("A27 on as a key", "mapping:\n  On: 1\n", "E812", "'On' is a truth value", 2, 3),
    ("A27 duplicate", "a: 1\nb: 2\na: 3\n", "E002", "the key 'a' stands twice, first in line 1", 3, 1),
    ("A27 tab", "a:\n\tb: 1\n", "E811", "cannot start any token", 2, 1),
    ("tag", "a: !own 1\n", "E811", "the tag '!own'", 1, 4),
    ("tuple", "a: !!python/tuple [1]\n", "E811", "'python/tuple'", 1, 4),
    ("set", "a: !!set {x}\n", "E811", "the tag 'set'", 1, 4),
    ("two documents", "--- 1\n--- 2\n", "E811", "a second document", 2, 1),
    ("deep", "[" * 1000, "E811", "more than 64 deep", 1, 65),
    ("merge", "a: &a {x: 1}\nb:\n  <<: *a\n", "E811", "merge key", 3, 3),
    ("list as key", "? [a]\n: 1\n", "E811", "a list stands where a key", 1, 3),
    ("table as key", "? {a: 1}\n: 1\n", "E811", "a table stands where a key", 1, 3),
    ("alias as key", "- &a x\n- ? *a\n  : 1\n", "E811", "an alias stands where a key", 2, 5),
    ("unknown alias", "a: *b\n", "E811", "the alias *b stands for nothing", 1, 4),
    ("alias of what is around it", "a: &a [*a]\n", "E811", "the alias *a stands for nothing", 1, 8),
    ("syntax", "a: b: c\n", "E811", "mapping values are not allowed here", 1, 5),
    ("unfinished", "a: [1\n", "E811", "not valid YAML", 2, 1),
    ("character", "a: \x07\n", "E811", "a character that YAML does not allow", 1, 4),
    ("escape", 'a: "\\UFFFFFFFF"\n', "E811", "a number is too large", 1, 7),
    ("half a pair", 'a: "\\ud800"\n', "E811", "surrogate", 1, 4),
    ("version", "%YAML 1." + "9" * 5000 + "\n--- 1\n", "E811", "a number is too large", 1, 9),
    ("version 2", "%YAML 2.0\n--- 1\n", "E811", "found incompatible YAML document", 1, 1),
]


@pytest.mark.parametrize(("row", "text", "code", "part", "line", "column"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(row, text, code, part, line, column):
    finding = _findings(text)[-1]
    assert (finding.code, finding.place.line, finding.place.column) == (code, line, column)
    assert part in finding.message


def test_a27_a_tab_and_a_truth_value_come_with_advice():
    assert "blanks" in _findings("a:\n\tb: 1\n")[0].advice
    assert '"no"' in _findings("no")[0].advice
    assert _findings("a: b: c\n")[0].advice == ""


def test_a27_a_duplicate_names_both_lines():
    (finding,) = _findings("a: 1\nb: 2\na: 3\n")
    assert (finding.also.line, finding.place.line) == (1, 3)


def test_everything_is_found_up_to_a_limit():
    assert [finding.code for finding in _findings("a: yes\nb: off\nb: 1\n")] == ["E812", "E812", "E002"]
    assert len(_findings("[" + "no, " * 500 + "]")) == 100
    assert [finding.code for finding in _findings("- yes\n- *a\n")] == ["E812", "E811"]


def test_what_is_too_long_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(yaml_text, "MAX_CHARACTERS", 1_000)
    assert "1,001 characters" in _findings("#" * 1_001)[0].message
    monkeypatch.setattr(yaml_text, "MAX_NODES", 10)
    assert "more than 10 values" in _findings("- x\n" * 20)[0].message


def test_depth_is_counted_and_can_be_raised():
    assert parse_yaml(_file("[" * 64 + "]" * 64)).value
    assert parse_yaml(_file("[" * 200 + "]" * 200), max_depth=200).value
    assert "more than 2 deep" in _findings("- - - 1\n", max_depth=2)[0].message


SCALARS = [
    ("1", NumberText("1")),
    ("-2.50", NumberText("-2.50")),
    ("1e-5", NumberText("1e-5")),
    ("-.inf", NumberText("-.inf")),
    (".NaN", NumberText(".NaN")),
    ("12:30", NumberText("12:30")),
    ("0x1F", NumberText("0x1F")),
    ("017", "017"),  # fifteen in YAML 1.1; nobody means that
    ("'1'", "1"),
    ("!!str 1", "1"),
    ("!!int '1'", NumberText("1")),
    ("true", True),
    ("False", False),
    ("'no'", "no"),
    ("~", None),
    ("null", None),
    ("", None),
    ("2024-05-01", "2024-05-01"),
    ("=", "="),
    ("plain text", "plain text"),
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_scalars(text, value):
    assert parse_yaml(_file(f"a: {text}\n")).value == {"a": value}


def test_keys_are_texts_as_they_are_written():
    text = "1: a\n2.50: b\n'no': c\nTrue: d\n~: e\n2024-05-01: f\n"
    assert list(parse_yaml(_file(text)).value) == ["1", "2.50", "no", "true", "~", "2024-05-01"]


def test_an_empty_text_holds_nothing():
    assert parse_yaml(_file("# nothing\n")).value is None


def test_offsets_and_aliases():
    found = parse_yaml(_file("a: &x\n- p\n- {q: 1}\nb: *x\nc: [*x, !!seq [], !!map {}]\n"))
    assert found.value["b"] == ["p", {"q": NumberText("1")}] == found.value["a"]
    assert found.value["c"][1:] == [[], {}]
    assert found.place(("a", 1, "q")).line == 3
    assert (found.place(("b", 0)).line, found.place(("b", 0)).column) == (4, 4)
    assert found.place(("c", 0)).column == 5
    assert pickle.loads(pickle.dumps(found)) == found


def test_an_alias_can_be_the_whole_of_a_scalar():
    assert parse_yaml(_file("- &a 0.5\n- *a\n")).value == [NumberText("0.5")] * 2


PLAIN = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab: #-é\n'\"", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_what_pyyaml_writes_is_read_back(value):
    assert parse_yaml(_file(yaml.safe_dump(value, allow_unicode=True))).value == value


@given(st.text(st.sampled_from(list("ab: -?[]{},&*!|>'\"%@`#\n\t<=~01.\\xuU\ufeff\x85")), max_size=40))
def test_any_text_is_read_or_refused(text):
    codes: set[str] = set()
    try:
        parse_yaml(_file(text))
    except ScenarioError as error:
        codes = {finding.code for finding in error.findings}
    assert codes <= {"E811", "E812", "E002"}
