"""Where keys and values stand: every path that tomllib yields has a place, and the text there is that value."""

import math
import tomllib

import pytest
from hypothesis import given

from negsim.formats.places import place_at
from negsim.formats.toml_positions import find_positions
from tests.formats.generators import toml_texts


def paths(value, path=()):
    yield path, value
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from paths(entry, (*path, key))


def same(left, right):
    if isinstance(left, float) and math.isnan(left):
        return math.isnan(right)
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def key_at(text, offset):
    """Return the name of the key that starts at an offset: what follows it is cut where it is no key any more."""
    for end in range(offset + 1, len(text) + 1):
        try:
            ((name, _),) = tomllib.loads(text[offset:end] + " = 0").items()
        except tomllib.TOMLDecodeError:
            continue
        if end == len(text) or text[end] in " \t=.]" or text[offset] in "\"'":
            return name
    raise AssertionError(text[offset:])


@given(toml_texts())
def test_every_path_has_a_place_and_the_value_stands_there(text):
    lines = text.replace("\r\n", "\n")
    positions = find_positions(lines)
    tables = tomllib.loads(text)
    for path, value in paths(tables):
        spot = positions.spots[path]
        written = lines[spot.value : spot.end]
        if path and isinstance(path[-1], str):
            assert key_at(lines, spot.key) == path[-1]
        has_value = not isinstance(value, dict | list) or "=" in lines[spot.key : spot.value]
        if has_value:
            assert same(tomllib.loads("v = " + written)["v"], value)
    assert positions.spots.keys() == {path for path, _ in paths(tables)}


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        ("[[a]]\nx = 1\n[[a]]\nx = 2\n", ("a", 1, "x"), (4, 1), (4, 5)),
        ("[[a]]\n[[a.b]]\n[[a.b]]\ny = 1\n", ("a", 0, "b", 1, "y"), (4, 1), (4, 5)),
        ("[a.b]\n[a]\nc = 1\n", ("a",), (2, 2), (2, 1)),
        ("a . 'b' = 1\n", ("a", "b"), (1, 5), (1, 11)),
        ("a = [\n  1, # one\n  {b = 2},\n]\n", ("a", 1, "b"), (3, 4), (3, 8)),
        ('a = """x\n"""\nb\t=\t1\n', ("b",), (3, 1), (3, 5)),
        ("d = 1979-05-27 07:32:00 # then\ne = 1", ("e",), (2, 1), (2, 5)),
    ],
)
def test_places(text, path, key, value):
    spot = find_positions(text).spots[path]
    found = [place_at(text, offset, name="f") for offset in (spot.key, spot.value)]
    assert [(place.line, place.column) for place in found] == [key, value]


@pytest.mark.parametrize(
    "text", ["a = ", "a", "[a", "a = [1 2]", "a = {b = 1", '"\\x" = 1', "a = 'x", "a = 1 2", "= 1"]
)
def test_what_stands_before_a_mistake_has_a_place(text):
    assert find_positions("first = 1\n" + text).spots[("first",)].value == 8


def test_what_has_no_place_has_that_of_what_is_around_it():
    assert find_positions("[a]\nb = 1").nearest(("a", "c", 0))[0] == ("a",)


def test_a_place_shows_its_line_safely():
    text = "first\n\ta = '\u202ex'" + "y" * 1000 + "\r"
    place = place_at(text, text.index("a"), name="f")
    assert (place.line, place.column) == (2, 2)
    assert place.text.startswith(" a = '\N{REPLACEMENT CHARACTER}x'yyy")
    assert place.text.endswith("y…")
    end = place_at(text, len(text), name="f")
    assert end.text == "…" + "y" * 79
    assert end.column - end.start == len(end.text) + 2  # behind the last character, and the carriage return
