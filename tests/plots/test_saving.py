"""Files: the same bytes each time, whole or not at all."""

import hashlib
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest

import negsim
from negsim.plots import PLOTS
from negsim.plots.saving import FORMATS, save
from tests.plots.conftest import FLAGSHIP, ROOT, bytes_of

PROGRAM = """
import hashlib, sys
import negsim
from negsim.plots import PLOTS
from negsim.plots.saving import rendered
analysis = negsim.analyze(negsim.read_scenario(sys.argv[1]))
assert "matplotlib.pyplot" not in sys.modules
for name, kind in zip(PLOTS, ["png", "svg", "pdf", "svg"]):
    print(name, kind, hashlib.sha256(rendered(PLOTS[name][0](analysis, width="half"), kind=kind)).hexdigest())
assert "matplotlib.pyplot" not in sys.modules
"""


def test_another_process_and_hash_seed_give_the_same_bytes(flagship):
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    environment.pop("DISPLAY", None)
    analysis = flagship["face-value"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(FLAGSHIP)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    theirs = done.stdout.splitlines()
    ours = [
        f"{name} {kind} {hashlib.sha256(bytes_of(PLOTS[name][0](analysis, width='half'), kind)).hexdigest()}"
        for name, kind in zip(PLOTS, ["png", "svg", "pdf", "svg"], strict=True)
    ]
    assert theirs == ours


def test_settings_of_the_user_change_nothing(small):
    plain = bytes_of(PLOTS["space"][0](small["open"]), "svg")
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "lines.linewidth": 9, "svg.fonttype": "none"}):
        assert bytes_of(PLOTS["space"][0](small["open"]), "svg") == plain


@pytest.mark.parametrize("kind", FORMATS)
def test_files_are_written_and_not_replaced_unasked(small, tmp_path, kind):
    figure, path = PLOTS["prices"][0](small["clash"]), tmp_path / f"picture.{kind}"
    assert save(figure, path) == path
    body = path.read_bytes()
    with pytest.raises(negsim.NegsimError, match="there already"):
        save(figure, path)
    save(figure, path, force=True)
    assert path.read_bytes() == body
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_svg_is_sound_and_has_no_date_and_the_words(small, tmp_path):
    path = save(PLOTS["stances"][0](small["odd names"]), tmp_path / "picture.svg")
    text = path.read_text(encoding="utf-8")
    ET.fromstring(text)
    assert "<dc:date>" not in text
    assert "&lt;b&gt;" in text


@pytest.mark.parametrize("name", ["picture.gif", "picture"])
def test_other_formats_are_refused_by_name(small, tmp_path, name):
    with pytest.raises(negsim.NegsimError, match="picture format"):
        save(PLOTS["prices"][0](small["clash"]), tmp_path / name)


@pytest.mark.parametrize("place", ["nowhere/picture.svg", "file/picture.svg"])
def test_a_place_that_cannot_be_written_is_named(small, tmp_path, place):
    (tmp_path / "file").write_text("")
    with pytest.raises(negsim.NegsimError, match="cannot be written"):
        save(PLOTS["prices"][0](small["clash"]), tmp_path / place)
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_without_matplotlib_the_command_is_named():
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import negsim, negsim.plots\n"
        "s = negsim.Scenario('s', issues=[negsim.Issue('a', ['x', 'y'])], parties=[negsim.Party('A')])\n"
        "try: negsim.plots.PLOTS['prices'][0](negsim.analyze(s))\n"
        "except negsim.MissingPackageError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "pip install matplotlib" in done.stdout, done.stderr


def test_records_load_no_matplotlib():
    program = "import sys, negsim.plots; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr
