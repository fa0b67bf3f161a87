"""The inputs that fuzzing starts from, and those that it found: each is a scenario, or its mistakes are told."""

from pathlib import Path

import pytest

from fuzz.loaders import LOADERS, files_of, try_bytes
from negsim.formats.reading import known_formats

CORPUS = Path(__file__).parents[2] / "fuzz" / "corpus"
FILES = sorted(path for path in CORPUS.glob("*/*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_readers_make_of_it(path):
    # Those whose name says so are whole scenarios: a corpus that is refused at once tries little of the readers.
    assert try_bytes(path.parent.name, path.read_bytes()) is path.name.startswith("whole")


@pytest.mark.parametrize("loader", LOADERS)
def test_there_is_something_to_start_from(loader):
    names = [path.name for path in FILES if path.parent.name == loader]
    assert any(name.startswith("whole") for name in names)
    assert not all(name.startswith("whole") for name in names)
    assert (CORPUS.parent / "dictionaries" / f"{loader}.dict").is_file()


def test_every_format_is_fuzzed():
    assert tuple(LOADERS) == known_formats()


def test_one_input_stands_for_several_files():
    assert files_of("genius", b"<a/>\n=====\n<b/>") == [("file1.xml", b"<a/>"), ("file2.xml", b"<b/>")]
