"""Names of files: what every file system takes, and each its own."""

import pytest

from negsim.formats.file_names import file_names, plain_stem


@pytest.mark.parametrize(
    ("stem", "name"), [("a/b", "a_b"), (".x", "x"), ("x. ", "x"), ("", "_"), ("..", "_"), ("a\0b", "a_b"), ("語", "語")]
)
def test_an_id_becomes_a_name_that_is_neither_hidden_nor_a_path(stem, name):
    assert plain_stem(stem) == name


def test_names_differ_also_where_capitals_do_not_count():
    assert file_names(["Car", "a/b", "car", "CAR"], ending="xml") == ["Car.xml", "a_b.xml", "car-2.xml", "CAR-3.xml"]
