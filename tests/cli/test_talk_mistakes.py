"""What a user may get wrong when a strategy is named, and what strategies do to what a command writes."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from negsim.cli.fault_advice import advice
from negsim.talks.transcript import Fault
from tests.cli.running import NEIGHBOURS, run_anew

MINE = """
import sys
from attrs import field, frozen
import negsim
print("loading")

@frozen
class HalfWay:
    share: float = field(default=0.5, converter=float)
    name = "half-way"

    def begin(self, brief, *, chance):
        print("beginning")
        return object()

    def move(self, view, memory, *, chance):
        print("moving")
        return view.brief.ladder.offer(view.brief.ladder.best), memory

class Needs(HalfWay):
    def __init__(self, what):
        pass

class Boom(HalfWay):
    def __init__(self):
        raise RuntimeError("no\\x00\\x1b[31m")

class Late(HalfWay):
    def begin(self, brief, *, chance):
        raise RuntimeError(f"too late {object()} \\x00")

class Never(HalfWay):
    def begin(self, brief, *, chance):
        while True:
            pass

class NoMove(HalfWay):
    def move(self, view, memory, *, chance):
        return object(), object()

class Given(HalfWay):
    def move(self, view, memory, *, chance):
        return negsim.offer({"toll": "full", "hours": "day", "upkeep": "north"}), memory
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    (tmp_path / "mine.py").write_text(MINE, encoding="utf-8")
    (tmp_path / "bad.py").write_text("x = 1\ny = (\n", encoding="utf-8")
    (tmp_path / "lost.py").write_text("import os\nimport nowhere_at_all\n", encoding="utf-8")
    (tmp_path / "moves.txt").write_text("offer toll: fre, hours: day, upkeep: north\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def talk(*words):
    return run_anew("talk", NEIGHBOURS, "--rounds", 3, *words)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mine.py:HalfWa", "mine.py has no 'HalfWa'; expected .*; did you mean 'HalfWay'?"),
        ("mine.py:HalfWay:shar=1", "HalfWay has no setting 'shar'; did you mean 'share'?"),
        ("mine.py:HalfWay:share=x", "ValueError: could not convert string to float: 'x'"),
        ("mine.py:Needs", "Needs needs the setting 'what'; give it behind a colon: mine.py:Needs:what="),
        ("mine.py:Boom", r"mine.py:\d+: RuntimeError: no\\x00\\x1b\[31m"),
        ("bad.py:X", r"bad.py:2: SyntaxError: '\(' was never closed"),
        ("lost.py:X", "lost.py:2: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ("nowhere_at_all:X", "there is no module 'nowhere_at_all' here, nor among what is installed"),
        ("impatient:playing=mine.py:HalfWa", "did you mean 'HalfWay'?"),
        ("impatient:playing=human", "a person plays a party alone"),
        ("scripted:moves.txt", "moves.txt:1: 'toll' has no option 'fre'; did you mean 'free'?"),
    ],
)
@pytest.mark.usefixtures("place")
def test_a_strategy_that_cannot_be_made_is_wrong_usage_before_the_talk(name, message):
    ran = talk("--strategy", f"North={name}", "--json")
    assert (ran.code, ran.out) == (2, "")
    told = ran.err[ran.err.index("Error: ") :]
    assert re.search(message, told), told
    assert told.startswith("Error: --strategy of North: ")
    assert "negsim/" not in told
    assert "Traceback" not in told


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize(("name", "words"), [("Late", ()), ("HalfWa", ("--isolated",)), ("Late", ("--isolated",))])
def test_a_talk_that_cannot_begin_is_a_failure(name, words):
    ran = talk("--strategy", f"North=mine.py:{name}", "--require-agreement", *words)
    assert ran.code == 1
    assert "negsim: the talk could not begin: the strategy of North failed (raised): " in ran.err
    assert ran.out.startswith("The talk could not begin: the strategy of North failed before its first move.")
    assert "\x00" not in ran.out + ran.err
    assert "from_file.py" not in ran.out + ran.err


@pytest.mark.usefixtures("place")
def test_what_hangs_at_its_beginning_has_the_time_of_a_move():
    started = time.monotonic()
    ran = talk("--strategy", "North=mine.py:Never", "--isolated", "--seconds-per-move", 1)
    assert (ran.code, "no answer within 1 s, the limit for its beginning" in " ".join(ran.out.split())) == (1, True)
    assert "--seconds-per-move" in ran.out
    assert time.monotonic() - started < 30


@pytest.mark.usefixtures("place")
def test_what_strategies_print_leaves_json_alone():
    ran = talk("--strategy", "mine.py:HalfWay", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["ending"]["reason"] == "deadline"
    assert ran.err.startswith("loading\nloading\nbeginning\n")
    assert "moving" in ran.err


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("name", ["mine.py:NoMove", "impatient:playing=mine.py:NoMove", "mine.py:Late"])
def test_the_same_seed_tells_the_same_of_what_is_no_move(name):
    first, second = (talk("--strategy", f"North={name}", "--json") for _ in range(2))
    assert first.out == second.out
    (fault,) = json.loads(first.out)["faults"]
    assert "<object object>" in fault["message"]
    assert not re.search("0x[0-9a-f]{6}|Made|Waited", fault["message"] + fault["detail"])


@pytest.mark.usefixtures("place")
def test_a_mapping_is_offered_as_a_package():
    found = json.loads(talk("--strategy", "North=mine.py:Given", "--json").out)
    assert found["moves"][0]["package"] == {"toll": "full", "hours": "day", "upkeep": "north"}


def test_advice_fits_the_fault(place):
    (place / "moves.txt").write_text("accept\n", encoding="utf-8")
    ran = talk("--strategy", "North=scripted:moves.txt")
    assert "FAULT of North in round 1 (protocol)" in ran.out
    assert "Change the script: that move cannot be made at this turn." in " ".join(ran.out.split())
    assert "view.allowed" not in ran.out


def test_parties_whose_ids_hold_the_signs_of_an_option(tmp_path):
    path = tmp_path / "odd.toml"
    text = NEIGHBOURS.read_text(encoding="utf-8")
    path.write_text(text.replace('"North"', '"N=A,B"').replace('"South"', '"N"'), encoding="utf-8")
    given = ["--strategy", "N=A,B=hard-liner", "--strategy", "N=linear", "--discount", "N=A,B=0.5"]
    found = run_anew("talk", path, *given, "--order", "N, N=A,B", "--json").json
    assert found["strategies"] == {"N": "linear", "N=A,B": "hard-liner"}
    assert (list(found["strategies"]), found["terms"]["discounts"]) == (["N", "N=A,B"], {"N=A,B": "0.5"})


def test_two_must_sign(tmp_path):
    path = tmp_path / "alone.toml"
    text = 'format = 1\nid = "alone"\n[[issues]]\nid = "a"\noptions = ["x", "y"]\nstatus_quo = "x"\n'
    path.write_text(text + '[[parties]]\nid = "A"\n', "utf-8")
    ran = run_anew("talk", path)
    assert ran.code == 2
    assert ran.err.endswith("\nError: only A signs; a talk needs two that sign\n")
    assert "Usage" not in ran.err
    asked = 'consent = ["B"]\n[[parties]]\nid = "A"\n[[parties]]\nid = "B"\nconsent = "by-issue"\n'
    path.write_text(text + asked, "utf-8")
    ran = run_anew("talk", path)
    assert ran.code == 2
    assert ran.err.endswith("only A signs; a talk needs two that sign (B only consents, on some issues)\n")


def test_a_folder_is_no_script(tmp_path):
    ran = talk("--strategy", f"North=scripted:{tmp_path}")
    assert (ran.code, "this is a folder" in ran.err) == (1, True)


FLEEING = """
import os, time
import negsim

class Fleeing:
    name = "fleeing"

    def begin(self, brief, *, chance):
        if os.fork() == 0:
            os.setsid()
            open("child", "w").write(str(os.getpid()))
            time.sleep(60)
            os._exit(0)
        return None

    def move(self, view, memory, *, chance):
        open("moving", "w").write("1")
        time.sleep(60)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere what has left its group is not found")
def test_told_to_end_it_ends_what_its_guests_have_started(tmp_path):
    (tmp_path / "fleeing.py").write_text(FLEEING, encoding="utf-8")
    words = ["talk", NEIGHBOURS, "--isolated", "--seconds-per-move", "50", "--strategy", "North=fleeing.py:Fleeing"]
    running = subprocess.Popen(
        [sys.executable, "-m", "negsim", *map(str, words)], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 50
    while not (tmp_path / "moving").exists() and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    _, err = running.communicate(timeout=30)
    assert (running.returncode, "ended by SIGTERM" in err) == (143, True)
    assert not _lives(int((tmp_path / "child").read_text(encoding="utf-8")))


def _lives(process):
    """Tell whether a process lives on, a few moments after it was killed."""
    for _ in range(40):
        try:
            os.kill(process, 0)
            if Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
                return False
        except (ProcessLookupError, FileNotFoundError):
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("kind", ["simultaneous-offers", "alternating-offers"])
def test_fractions_are_settings(kind):
    words = ("--protocol", kind, "--json", "--strategy")
    thirds, decimals = talk(*words, "time-dependent:exponent=1/4"), talk(*words, "time-dependent:exponent=0.25")
    assert thirds.json["moves"] == decimals.json["moves"]


@pytest.mark.parametrize(
    ("kind", "message", "played", "words"),
    [
        ("protocol", "it spoke out of turn: it answered more than once", "own", "leave the pipes of its process be"),
        ("no-move", "its answer is longer than 4 bytes", "own", "leave the pipes of its process be"),
        ("protocol", "accept is not among what can be done now: offer", "own", "in `view.allowed`"),
        ("protocol", "share: 1 is no egocentric concession from share: 2", "own", "must be a concession"),
        ("time", "it used more than 6 s, the limit for the whole talk", "own", "play fewer rounds"),
        ("time", "no answer within 6 s, the limit for its beginning", "own", "--seconds-per-move"),
        ("protocol", "accept is not among what can be done now", "scripted:moves.txt", "Change the script"),
        ("unheard of", "no", "own", ""),
    ],
)
def test_every_fault_has_its_own_advice(kind, message, played, words):
    given = Fault(party="North", round=1, kind=kind, message=message)
    assert words in advice(given, played=played)
    assert bool(words) == bool(advice(given, played=played))
