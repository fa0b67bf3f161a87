"""JSON: what is valid is read with places, what is not is refused where it stands, and what is written is read back."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import ScenarioError
from negsim.formats import json_text as module
from negsim.formats.inputs import InputFile
from negsim.formats.json_text import json_text, number_text, parse_json
from negsim.formats.located import NumberText

KEYS = st.text(st.sampled_from(list('ab é"\\/\n語\U0001f600')), max_size=4)
NUMBERS = st.sampled_from(["0", "-1", "1.50", "1e5", "9" * 5000, "0.1000"]).map(NumberText)
VALUES = st.recursive(
    st.one_of(NUMBERS, KEYS, st.booleans(), st.none()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
SPACES = st.sampled_from(["", " ", "\n", "\t \n"])


def parsed(text, **options):
    return parse_json(InputFile(path="f.json", text=text), **options)


def findings(text, **options):
    with pytest.raises(ScenarioError) as caught:
        parsed(text, **options)
    return caught.value.findings


def spaced(value, space):
    """Write a value with space wherever space may be, escapes and all."""
    if isinstance(value, NumberText):
        return value.text
    if isinstance(value, list):
        return f"[{space}" + f"{space},{space}".join(spaced(entry, space) for entry in value) + f"{space}]"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)}{space}:{space}{spaced(entry, space)}" for key, entry in value.items())
        return f"{{{space}" + f"{space},{space}".join(pairs) + f"{space}}}"
    return json.dumps(value)


def paths(value, path=()):
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from paths(entry, (*path, key))


@given(VALUES, SPACES)
def test_every_value_is_read_and_stands_at_its_place(value, space):
    text = space + spaced(value, space) + space
    found = parsed(text)
    assert found.value == value
    assert dict(found.offsets).keys() == {path for path, _ in paths(value)}
    for path, entry in paths(value):
        assert text[found.offsets[path] :].startswith(spaced(entry, space))


@given(st.recursive(NUMBERS | KEYS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=20))
def test_what_is_written_is_read_back(value):
    text = json_text(value)
    assert parsed(text).value == value
    assert text.endswith("\n")


def test_what_fits_in_a_line_stands_in_one():
    long = [NumberText("1" * 60), {"a": "b" * 60}]
    assert json_text({"long": long}).count("\n") == 7 - 1
    assert json_text({"short": {"a": []}}) == '{"short": {"a": []}}\n'


@pytest.mark.parametrize(
    ("number", "text", "read"),
    [
        (Fraction(1, 8), "0.125", Fraction(1, 8)),
        (Fraction(1, 3), "0.333333333333333", Fraction("0.333333333333333")),
        (Fraction("0.35000000000000003"), "0.35", Fraction(35, 100)),
        (Fraction(1, 3 * 10**60), "0", Fraction(0)),
        (Fraction(10**60, 3), "3333333333333330" + "0" * 44, Fraction(333333333333333 * 10**45)),
    ],
)
def test_numbers_are_written_with_what_is_read_from_them(number, text, read):
    assert number_text(number) == (NumberText(text), read)


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "advice"),
    [
        ("", 1, 1, "the file is empty", ""),
        (" \n", 1, 1, "the file is empty", ""),
        ('{"a": 1,\n}', 1, 8, "a comma stands before a closing bracket", "remove the comma"),
        ("[1, ]", 1, 3, "a comma stands before a closing bracket", "remove the comma"),
        ('{"a": 1 // one\n}', 1, 9, "a comma or a closing bracket is expected", "JSON has no comments"),
        ("/* one */ {}", 1, 1, "a value is expected", "JSON has no comments"),
        ("{} # one", 1, 4, "nothing more is expected", "JSON has no comments"),
        ("{'a': 1}", 1, 2, "a name in double quotes is expected", '"straight double quotes"'),
        ('{"a" 1}', 1, 6, "a colon is expected", "followed by :"),
        ('{"a": 1\n "b": 2}', 2, 2, "a comma or a closing bracket is expected", "separated by commas"),
        ('{"a": True}', 1, 7, "a value is expected", "in small letters"),
        ("{} {}", 1, 4, "nothing more is expected", "the whole file"),
        ("]", 1, 1, "a value is expected", ""),
        ("[1]]", 1, 4, "nothing more is expected", ""),
        ("[1, 2", 1, 6, "a comma or a closing bracket is expected", "the text ends here"),
        ('["a', 1, 2, "the quote that closes this text is missing", ""),
        ('["a\nb"]', 1, 4, "a control character stands in a text", r"write \n"),
        ('["a\x01"]', 1, 4, "a control character stands in a text", ""),
        ("\x00", 1, 1, "a value is expected", ""),
        ('["\\x"]', 1, 3, "this escape is not one of JSON's", "backslash twice"),
        ('["\\ud83d"]', 1, 2, "half of a character", "stand in pairs"),
        ('{"\\q": 1}', 1, 3, "this escape is not one of JSON's", "backslash twice"),
        ("\ufeff{}", 1, 1, "BOM", ""),
        ("[01]", 1, 3, "a comma or a closing bracket is expected", ""),
        ("{,}", 1, 2, "a name in double quotes is expected", ""),
        (",", 1, 1, "a value is expected", ""),
    ],
)
def test_a27_what_is_no_json_is_refused_where_it_stands(text, line, column, message, advice):
    (found,) = findings(text)
    assert found.code == "E810"
    assert message in found.message
    assert advice in found.advice
    assert (found.place.line, found.place.column) == (line, column)


def test_a_pair_of_halves_is_a_character():
    assert parsed('["\\ud83d\\ude00"]').value == ["\U0001f600"]


def test_a2_a_key_that_is_there_twice_names_both_lines():
    (found,) = findings('{"b": {"a": 1,\n"x": [{"a": 1}],\n"\\u0061": 2}}')
    assert found.code == "E002"
    assert found.message == "'a' is given in line 3, and was given in line 1 already"
    assert (found.place.line, found.also.line, found.label) == (3, 1, "b.a")


def test_a12_numbers_are_finite_and_all_that_are_not_are_told():
    found = findings('{"a": NaN, "b": [-Infinity, Infinity], "NaN": "Infinity"}')
    assert [(each.code, each.place.column) for each in found] == [("E809", 7), ("E809", 18), ("E809", 29)]
    assert len(findings("[" + "NaN," * 1000 + '{"a": 1, "a": 1}]')) == module.MAX_FINDINGS


@pytest.mark.parametrize("text", ["[" * 65, "[" * 100_000, '{"a":' * 65, '["' + '", ["' * 64, "[" * 70 + "]" * 70])
def test_a23_what_is_nested_too_deeply_is_refused_before_it_is_parsed(text):
    (found,) = findings(text)
    assert (found.code, found.place.line) == ("E810", 1)
    assert "at most 64" in found.message


def test_a23_no_depth_that_is_allowed_is_a_traceback(monkeypatch):
    assert parsed("[" * 64 + "]" * 64).value

    def refuse(*_, **__):
        raise RecursionError

    monkeypatch.setattr(json, "loads", refuse)  # how deep Python goes differs between its versions
    (found,) = findings("[" * 64 + "]" * 64, max_depth=64)
    assert found.code == "E810"


def test_brackets_in_texts_do_not_count():
    assert parsed('["' + "[" * 100 + '\\"{"]').value == ["[" * 100 + '"{']


def test_values_beyond_those_that_have_places_have_that_of_what_is_around_them(monkeypatch):
    monkeypatch.setattr(module, "MAX_PLACES", 3)
    found = parsed('{"a": [1,\n2, 3]}')
    assert found.place(("a", 0)).column == 8
    assert found.place(("a", 2)).column == 7
