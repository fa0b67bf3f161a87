"""Transcripts as JSON: what is written is read back, and what is wrong is told with its place, all of it."""

import json
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import FileError, ScenarioError, TranscriptError
from negsim.formats.transcript_json import (
    dumps_transcript,
    loads_transcript,
    read_transcript,
    transcript_json,
    write_transcript,
)
from negsim.space.package import Package
from negsim.talks.history import History
from negsim.talks.move import ACCEPT, Kind, offer
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.replay import replay
from negsim.talks.transcript import Crossing, Draft, Fault, Terms, Transcript
from tests.unit.talks.random_talks import played, random_talks

LOW, HIGH = Package({"price": "low", "term": "long"}), Package({"price": "high", "term": "short"})
TRANSCRIPT = Transcript(
    scenario="sale",
    reading="face-value",
    protocol="alternating-offers",
    strategies={"Buyer": "boulware", "Seller": "guest"},
    terms=Terms(rounds=9, seconds=0.1, breakdown="1/3", discounts={"Buyer": "0.9"}),
    seed=2**70,
    history=History([(1, "Buyer", offer(LOW)), (1, "Seller", offer(HIGH)), (2, "Buyer", ACCEPT)]),
    faults=[Fault(party="Seller", round=0, kind="raised", message="“no”", detail="line\r\nline\u2028\0")],
    ending=Ending(reason=Reason.AGREEMENT, package=HIGH),
    rounds=2,
    points={"Buyer": 1, "Seller": 10**30},
    draft=LOW,
    drafts=[Draft(1, LOW)],
    waived=["Buyer:cheap"],
    crossings=[Crossing(party="Buyer", round=2, kind=Kind.ACCEPT, package=HIGH, demands=["Buyer:cheap"])],
    void=[1],
    clock=[0.0, 0.1, 1 / 3],
    output={"Seller": "\ufeff\U0001f600\n"},
    seconds={"Seller": 0.5},
)


def wrong(change):
    """Return what is found in a transcript that was changed."""
    found = json.loads(dumps_transcript(TRANSCRIPT))
    change(found)
    return findings(json.dumps(found, indent=1))


def findings(text):
    with pytest.raises(TranscriptError) as caught:
        loads_transcript(text, name="t.json")
    assert isinstance(caught.value, ScenarioError)
    return caught.value.findings


def read_or_told(text):
    """Return the transcript in a text; None where the text is refused, which must say why."""
    try:
        return loads_transcript(text)
    except TranscriptError as error:
        if not error.findings:
            raise
        return None


@given(random_talks() | random_talks(timed=True))
@settings(max_examples=25)
def test_what_is_written_is_read_back(talk):
    transcript = played(talk)
    found = loads_transcript(dumps_transcript(transcript))
    assert found == transcript
    assert list(found.strategies) == list(transcript.strategies)
    assert dumps_transcript(found) == dumps_transcript(transcript)
    again = replay(found, talk.problem)
    assert (again.history, again.ending) == (transcript.history, transcript.ending)


def test_every_field_is_written_and_read():
    assert loads_transcript(dumps_transcript(TRANSCRIPT)) == TRANSCRIPT
    assert loads_transcript(json.dumps(transcript_json(TRANSCRIPT))) == TRANSCRIPT
    fields = {entry.name for entry in attrs.fields(Transcript)} - {"history", "seconds"}
    assert fields | {"format", "moves", "discounted"} == set(transcript_json(TRANSCRIPT))


def test_each_move_stands_in_a_line():
    text = dumps_transcript(TRANSCRIPT)
    assert '\n    {"round": 2, "party": "Buyer", "kind": "accept", "package": null}\n  ]' in text
    assert text.endswith("}\n")


def test_half_a_character_is_replaced(tmp_path):
    faults = [Fault(party="Seller", round=1, kind="raised", message="a\ud800b", detail="\ude00 \U0001f600")]
    transcript = attrs.evolve(TRANSCRIPT, faults=faults, output={"Seller\udc00": "x\udc00"})
    write_transcript(transcript, tmp_path / "t.json")
    found = read_transcript(tmp_path / "t.json")
    assert (found.faults[0].message, found.faults[0].detail) == ("a\ufffdb", "\ufffd \U0001f600")
    assert dict(found.output) == {"Seller\ufffd": "x\ufffd"}


def test_files(tmp_path):
    path = tmp_path / "t.json"
    write_transcript(TRANSCRIPT, path)
    assert read_transcript(path) == TRANSCRIPT
    with pytest.raises(FileError, match="there already"):
        write_transcript(TRANSCRIPT, path)
    write_transcript(attrs.evolve(TRANSCRIPT, seed=1), path, force=True)
    assert read_transcript(path).seed == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["t.json"]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_transcript(path).seed == 1
    with pytest.raises(FileError, match="at most 100 are read"):
        read_transcript(path, max_bytes=100)
    with pytest.raises(FileError, match="no such file"):
        read_transcript(tmp_path / "other.json")
    path.write_bytes("{“”".encode("cp1252"))
    with pytest.raises(TranscriptError, match=r"1 problem in the transcript\n(.|\n)*is not UTF-8"):
        read_transcript(path)


@pytest.mark.parametrize("key", ["moves", "strategies", "terms", "seed", "ending", "points", "scenario"])
def test_null_is_told_as_null(key):
    found = findings(json.dumps(json.loads(dumps_transcript(TRANSCRIPT)) | {key: None}))[0]
    assert (found.message.partition(",")[0], found.advice) == ("null is given", "")


def test_what_a_command_adds_is_passed_over():
    found = json.loads(dumps_transcript(TRANSCRIPT))
    added: dict[str, Any] = {"as_of": None, "account": {"x": []}, "written": [], "discounted": "?"}
    assert loads_transcript(json.dumps(found | added)) == TRANSCRIPT


def test_what_may_be_left_out():
    found = json.loads(dumps_transcript(TRANSCRIPT))
    for key in ("draft", "drafts", "waived", "faults", "crossings", "void", "output", "clock", "discounted"):
        del found[key]
    del found["ending"]["party"], found["moves"][2]["package"], found["terms"]["seconds"]
    bare = loads_transcript(json.dumps(found))
    assert (bare.draft, bare.faults, bare.clock, bare.history) == (None, (), (), TRANSCRIPT.history)


@pytest.mark.parametrize(
    ("change", "label", "message", "advice"),
    [
        (
            lambda found: found["moves"][1]["package"].update(price=3),
            "moves[1].package.price",
            "the number 3 is given, where text is expected",
            "put it in quotes",
        ),
        (lambda found: found["moves"].append(3), "moves[3]", "the number 3 is given, where a table", ""),
        (lambda found: found["moves"].append({}), "moves[3].round", "'round' is missing, where a whole number", ""),
        (lambda found: found["moves"][0].update(round=2.5), "moves[0].round", "the number 2.5 is given, where a", ""),
        (
            lambda found: found["moves"][0].update(round="1"),
            "moves[0].round",
            "the text '1' is given",
            "without quotes",
        ),
        (lambda found: found["moves"][0].update(round=0), "moves[0].round", "a whole number of at least 1 is exp", ""),
        (lambda found: found["moves"][0].update(round=9), "moves[1].round", "round 1 comes after round 9", ""),
        (lambda found: found["moves"][0].update(kind="ofer"), "moves[0].kind", "'ofer' is no kind of move", "'offer'"),
        (lambda found: found["moves"][0].update(kind=None), "moves[0].kind", "null is given, where text", ""),
        (lambda found: found["moves"][0].update(package=None), "moves[0].package", "an offer of nothing is given", ""),
        (lambda found: found["moves"][0].update(package={}), "moves[0].package", "a package without issues", ""),
        (
            lambda found: found["moves"][2].update(package={"price": "low"}),
            "moves[2].package",
            "a package with a move of kind accept is given",
            "",
        ),
        (
            lambda found: found["moves"][0].update(packge=1),
            "moves[0].packge",
            "'packge' is no key of moves",
            "'package'",
        ),
        (lambda found: found.update(wavied=[]), "wavied", "'wavied' is no key of a transcript", "'waived'"),
        (lambda found: found.update(format=2), "format", "the transcript has format 2, and this negsim reads", "pip"),
        (lambda found: found.update(format="1"), "format", "'1' is given, where the version", '"format": 1'),
        (lambda found: found.update(format=0), "format", "'0' is given, where the version", '"format": 1'),
        (lambda found: found.pop("format"), "format", "the key `format` is missing", '"format": 1'),
        (lambda found: found.pop("seed"), "seed", "'seed' is missing, where a whole number is expected", ""),
        (lambda found: found.update(seed=True), "seed", "the truth value true is given, where a whole number", ""),
        (lambda found: found.update(strategies=[]), "strategies", "a list is given, where a table of names", ""),
        (lambda found: found["strategies"].update(Buyer=1), "strategies.Buyer", "the number 1 is given", "quotes"),
        (lambda found: found.update(terms=3), "terms", "the number 3 is given, where a table", ""),
        (lambda found: found["terms"].update(breakdown="2"), "terms", "the terms cannot be: breakdown=2; expec", ""),
        (lambda found: found["terms"].update(breakdown=[]), "terms.breakdown", "a list is given, where a number", ""),
        (lambda found: found["terms"].update(breakdown="1/0\n"), "terms.breakdown", "cannot be read as a number", ""),
        (
            lambda found: found["terms"]["discounts"].update(Buyer="high"),
            "terms.discounts.Buyer",
            "'high' cannot be read as a number",
            "",
        ),
        (lambda found: found["terms"].update(rounds=0), "terms", "the terms cannot be: rounds=0; expected", ""),
        (lambda found: found["terms"].update(rounds=None, seconds=None), "terms", "expected at least one of them", ""),
        (lambda found: found["terms"].update(crossings="maked"), "terms.crossings", "is no way to take", "'marked'"),
        (lambda found: found["terms"].update(round=3), "terms.round", "'round' is no key of terms", "'rounds'"),
        (lambda found: found.update(ending=None), "ending", "null is given, where a table", ""),
        (lambda found: found["ending"].update(reason="bored"), "ending.reason", "'bored' is no reason to end", "known"),
        (lambda found: found["ending"].update(reason="stalled"), "ending.package", "a package with the reason sta", ""),
        (lambda found: found["ending"].update(package=None), "ending.package", "an agreement on nothing is given", ""),
        (lambda found: found["clock"].append("x"), "clock[3]", "the text 'x' is given, where a number", "quotes"),
        (lambda found: found["clock"].append(-1), "clock[3]", "-1 is given, where a finite number of at least 0", ""),
        (lambda found: found["waived"].append(3), "waived[1]", "the number 3 is given, where text", "quotes"),
        (lambda found: found["faults"][0].pop("kind"), "faults[0].kind", "'kind' is missing", ""),
        (lambda found: found["faults"][0].update(why=""), "faults[0].why", "'why' is no key of faults", ""),
        (lambda found: found["crossings"][0].update(kind="silent"), "crossings[0].kind", "is no kind of crossing", ""),
        (lambda found: found["crossings"][0].pop("package"), "crossings[0].package", "'package' is missing", ""),
        (lambda found: found.update(void=3), "void", "the number 3 is given, where a list", ""),
        (lambda found: found["void"].append("2"), "void[1]", "the text '2' is given, where a whole", "without quotes"),
        (lambda found: found["void"].append(-1), "void[1]", "a whole number of at least 0 is expected", ""),
        (lambda found: found["void"].append(3), "void[1]", "place 3 is given, and there are 3 moves, counted", ""),
        (lambda found: found["void"].append(1), "void[1]", "place 1 comes after place 1; each stands once", ""),
        (lambda found: found["void"].append(2), "void[1]", "the move at place 2 is no offer", ""),
        (lambda found: found["drafts"][0].update(round=-1), "drafts[0].round", "of at least 1 is expected", ""),
        (lambda found: found["points"].update(Buyer="3"), "points.Buyer", "the text '3' is given", "without quotes"),
    ],
)
def test_one_thing_that_is_wrong(change, label, message, advice):
    found = wrong(change)
    first = next(entry for entry in found if entry.label == label)
    assert message in first.message
    assert advice in first.advice
    assert first.place is not None
    assert first.place.file == "t.json"
    assert len(found) == 1 or label == "moves[3].round"


def test_all_that_is_wrong_is_told_in_its_lines():
    text = dumps_transcript(TRANSCRIPT).replace('"accept", "package": null', '"acept", "package": 7')
    text = text.replace('"seed": 1180591620717411303424', '"seed": 1e3').replace('"reading"', '"raeding"')
    found = {entry.label: entry.place.line for entry in findings(text)}
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if '"acept"' in line]
    assert found["moves[2].kind"] == found["moves[2].package"] == lines[0]
    assert set(found) == {"moves[2].kind", "moves[2].package", "seed", "raeding", "reading"}


def test_no_more_than_a_hundred_mistakes_or_so_are_told():
    assert 100 <= len(wrong(lambda found: found.update(moves=[3] * 10_000))) < 130
    assert 100 <= len(wrong(lambda found: found.update(clock=["x"] * 10_000))) < 130


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("[]", "a list is given, where a table"),
        ("3", "the number 3 is given, where a table"),
        ('{"scenario": "sale", "zone": {}}', "this is no transcript: it has no moves, no protocol and no strategies"),
        ("{" + '"a": [' * 200_000, "brackets more than 64 deep"),
        ('{"moves": [}', "this is not valid JSON"),
        ('{"moves": [], "moves": []}', "'moves' is given in line 1, and was given in line 1 already"),
        ('{"moves": [NaN]}', "NaN is given, where a finite number"),
        ('{"moves": ["\\ud800"]}', "half of a character"),
    ],
)
def test_what_is_no_transcript_at_all(text, message):
    assert message in findings(text)[0].message


def test_a_file_that_was_cut_short_is_told():
    text = dumps_transcript(TRANSCRIPT)
    for end in range(0, len(text) - 3, 7):
        assert findings(text[:end])[0].code == "E810"


def test_huge_numbers_are_refused():
    huge = dumps_transcript(TRANSCRIPT).replace("1180591620717411303424", "9" * 20_000)
    assert findings(huge)[0].message == "a number of 20,000 digits is given; at most 1,000 are read"
    endless = dumps_transcript(TRANSCRIPT).replace('"clock": [0.0', '"clock": [1e999999')
    assert "1e999999 is given, where a finite number" in findings(endless)[0].message
    exponent = dumps_transcript(TRANSCRIPT).replace('"breakdown": "1/3"', '"breakdown": 1e-999999')
    assert "cannot be read as a number" in findings(exponent)[0].message


@given(st.data())
@settings(max_examples=60)
def test_whatever_stands_in_the_place_of_a_value_is_read_or_told(data):
    found = json.loads(dumps_transcript(TRANSCRIPT))
    here = found
    while True:
        key = data.draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        if not isinstance(here[key], dict | list) or not here[key] or data.draw(st.booleans()):
            break
        here = here[key]
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    here[key] = data.draw(leaves | st.lists(leaves) | st.dictionaries(st.text(), leaves))
    read = read_or_told(json.dumps(found))
    assert read is None or loads_transcript(dumps_transcript(read)) == read
