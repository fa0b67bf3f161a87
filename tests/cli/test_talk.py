"""``negsim talk``: what it plays, what it tells, as text and as JSON, and what it refuses."""

import io
import json
import re

import pytest

import negsim
from negsim.cli.talk_options import USUAL
from negsim.talks.protocols.registry import PROTOCOLS
from negsim.talks.strategies.registry import STRATEGIES
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, SCENARIOS, WATER, run, run_anew
from tests.cli.test_json import keys
from tools import write_golden

PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")

OWN = """
import negsim


class Stubborn:
    name = "stubborn"

    def begin(self, brief, *, chance):
        return None

    def move(self, view, memory, *, chance):
        {body}
"""


def words_of(*args):
    ran = run("talk", *args)
    assert (ran.code, ran.err) == (0, "")
    return " ".join(ran.out.split())


def own(tmp_path, *body):
    path = tmp_path / "own.py"
    path.write_text(OWN.format(body="\n        ".join(body)), encoding="utf-8")
    return f"{path}:Stubborn"


@pytest.mark.parametrize("path", write_golden.TALKS, ids=lambda path: path.stem)
def test_the_flagships_talks_are_the_golden_ones(path):
    """If one is meant to differ: look at the difference, then ``python tools/write_golden.py``."""
    name, is_waived = write_golden.TALKS[path]
    more = ["--waive-nearest", "1"] if is_waived else []
    assert run("talk", FLAGSHIP, "--strategy", name, *more).out == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("protocol", sorted(PROTOCOLS))
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_scenario_is_played_under_every_protocol_and_every_key_is_explained(path, protocol):
    draft = ["--draft", first_package(path)] if protocol in ("post-settlement", "single-text") else []
    ran = run("talk", path, "--json", "--protocol", protocol, "--rounds", "6", *draft)
    assert (ran.code, ran.err) == (0, "")
    assert set(ran.json["strategies"].values()) == {USUAL[protocol]}
    start = PAGE.index("## `negsim talk")
    part = PAGE[: PAGE.index("## `negsim analyze")] + PAGE[start : PAGE.index("\n## ", start + 3)]
    by_id = {*ran.json["account"]["scale"], *ran.json["ending"]["reason"], *first_choices(path)}
    named = {*ran.json["account"]["behind"], *ran.json["account"]["refused"], *(breached(ran.json) or ())}
    for key in set(keys(ran.json)) - by_id - named:
        assert f"`{key}`" in part, key
    text = run("talk", path, "--protocol", protocol, "--rounds", "6", *draft).out
    assert max(map(len, text.splitlines())) <= 100
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def breached(told):
    return told["account"]["breaches"]


def first_choices(path):
    space = negsim.read_scenario(path).space
    return dict(space.package([0] * len(space.issues)))


def first_package(path):
    return json.dumps(first_choices(path))


def test_it_tells_an_agreement_and_how_good_it_was():
    text = words_of(NEIGHBOURS)
    assert text.startswith(
        "Agreement in round 93 of 100: North 66, South 52. Without going further past any line, nobody could gain more "
        "without a loss to another."
    )
    assert (
        "alternating-offers, 100 rounds, seed 0. At the table, in this order, North and South, who all play boulware"
        in text
    )
    assert "AGREED: hours: long, upkeep: south; the rest stays as it is." in text
    assert "It is efficient: nothing that goes no further past any line is better for one and worse for none." in text
    assert "Two who know everything would have agreed on toll: full, hours: always, upkeep: south" in text
    assert "North: 92 offers, 100 at first and 70 at last; 1 acceptance, worth 66; 77 % of its room given up." in text
    assert "round 70, South, its largest single concession: toll free → half (North 36, South 88)." in text
    assert "It is Kalai and Smorodinsky's package and 18.4 points from Nash's package, with a value of 1" in text
    assert "round 85, South, the first offer that breaks nobody's red demands: now toll: half, upkeep: south" in text


def test_it_tells_what_stood_in_the_way_and_what_was_possible():
    text = words_of(NEIGHBOURS, "--strategy", "hard-liner", "--rounds", "3")
    assert text.startswith("No agreement: the rounds were over (3 rounds). The last offers break red demands on toll")
    assert "South, round 3: breaks North's on toll and reservation." in text
    assert "North:toll-not-free (broken by the last offer of South): north-no-free: North rejects free" in text
    assert "[minutes, item 2, 2024-04-20, public since 2024-04-22]" in text
    assert "7 packages would have kept all red demands. Nash's among them is toll: full" in text
    assert "none of its room given up" in text


def test_who_plays_what_in_which_order():
    text = words_of(NEIGHBOURS, "--strategy", "South=linear", "--strategy", "conceder", "--order", "South")
    assert "At the table, in this order, South: linear, North: conceder." in text
    told = run("talk", NEIGHBOURS, "--json", "--strategy", "time-dependent:exponent=0.3").json
    assert told["strategies"] == dict.fromkeys(("North", "South"), "time-dependent:exponent=0.3")


def test_terms():
    text = words_of(NEIGHBOURS, "--strategy", "conceder", "--discount", "North=0.5", "--breakdown", "0.0001")
    assert "100 rounds, breakdown 0.0001 a round, North keeps 0.5 to the end, seed 0." in text
    assert re.search(r"Made so late, with \d+ % of the rounds over, it is worth less: North 59\.4\.", text)
    assert "Two who know everything" not in text  # whose play is not worked out where values shrink
    text = words_of(NEIGHBOURS, "--seconds", "30", "--strategy", "conceder", "--rounds", "40")
    assert "alternating-offers, 40 rounds, 30 s by the clock, seed 0." in text
    assert run("talk", NEIGHBOURS, "--seconds", "30", "--strategy", "South=walk.py:X").code != 0
    broken = words_of(NEIGHBOURS, "--breakdown", "1")
    assert broken.startswith("No agreement: chance broke it off after round 1 of 100.")


def test_without_rounds_the_clock_alone_ends_it():
    ran = run("talk", NEIGHBOURS, "--seconds", "0.02", "--strategy", "hard-liner", "--json")
    assert ran.json["terms"]["rounds"] is None
    assert ran.json["ending"]["reason"] == "deadline"


def test_talks_about_one_text():
    text = words_of(NEIGHBOURS, "--protocol", "post-settlement", "--draft", "hours:long", "--strategy", "hill-climber")
    assert text.startswith("What the talk began with stood in round 4 of 100: North 46, South 72.")
    text = words_of(NEIGHBOURS, "--protocol", "post-settlement", "--draft", "toll:half")
    assert text.startswith("Agreement in round 89 of 100: North 56, South 68.")
    assert "Against what the talk began with: North +0, South +20." in text
    text = words_of(NEIGHBOURS, "--protocol", "single-text:changes=2")
    assert "No offer. It took" in text


def test_simultaneous_offers_that_stall():
    text = words_of(NEIGHBOURS, "--protocol", "simultaneous-offers", "--strategy", "hard-liner")
    assert text.startswith("No agreement: nobody moved in round 2 of 100.")


def test_offers_that_did_not_count_are_told(tmp_path):
    script = tmp_path / "north.txt"
    script.write_text("offer toll: half, hours: day, upkeep: south\noffer toll: full\nsay nothing\n")
    strategies = ("--strategy", f"North=scripted:{script}", "--strategy", "South=hard-liner")
    given = (NEIGHBOURS, "--protocol", "simultaneous-offers", *strategies, "--rounds", "3")
    assert run("talk", *given, "--json").json["void"] == [2]
    text = words_of(*given, "--moves", "all")
    assert "1 of its offers did not count, since it was no concession." in text
    assert "2. North offers now toll: full (North 100, South 0), which did not count" in text


def test_what_is_waived_is_told_with_its_price():
    text = words_of(WATER, "--waive-nearest", "1", "--strategy", "trade-off")
    waived = run("talk", WATER, "--waive-nearest", "1", "--strategy", "trade-off", "--json").json["waived"]
    problem = negsim.compile_scenario(negsim.read_scenario(WATER)).problem
    assert waived == list(negsim.nearest_deals(problem, max_deals=1)[0].broken)
    assert f"{len(waived)} red demand" in text
    one = run("talk", WATER, "--waive", "Up:dam-not-none", "--json").json
    assert one["waived"] == ["Up:dam-not-none"]
    assert "Up:dam-not-none" not in {name for entry in one["account"]["obstacles"] for name in entry["red"]}
    assert "1 red demand may be breached in this talk: Up:dam-not-none." in words_of(
        WATER, "--waive", "Up:dam-not-none"
    )


def test_a_strategy_that_fails_is_told_with_what_to_do(tmp_path):
    name = own(tmp_path, "raise ValueError('no idea')")
    text = words_of(NEIGHBOURS, "--strategy", f"South={name}")
    assert text.startswith("No agreement: the strategy of South failed in round 1 of 100.")
    assert "FAULT of South in round 1 (raised): ValueError: no idea" in text
    assert "`--json` has all of them." in text


def test_a_party_past_its_own_lines_is_told_or_ends_the_talk(tmp_path):
    name = own(
        tmp_path, "return negsim.offer(negsim.Package({'toll': 'free', 'hours': 'day', 'upkeep': 'north'})), None"
    )
    text = words_of(NEIGHBOURS, "--strategy", f"North={name}", "--strategy", "hard-liner", "--rounds", "2")
    assert "CROSSED: North went past red demands of its own 2 times, first in round 1, where it offered" in text
    assert "It broke North:toll-not-free and North:reservation." in text
    assert "past red demands of its own" in text[text.index("OFFERS THAT STAND OUT") :]
    assert "North, round 2: breaks its own North:toll-not-free and North:reservation" in text
    text = words_of(NEIGHBOURS, "--strategy", f"North={name}", "--crossings", "fault")
    assert "FAULT of North in round 1 (crossing)" in text
    assert "With --crossings marked it may" in text


def test_who_takes_what_breaks_its_own_lines(tmp_path):
    name = own(tmp_path, "return (negsim.ACCEPT if view.standing else negsim.SILENT), None")
    text = words_of(NEIGHBOURS, "--strategy", f"South={name}")
    assert re.search("It breaks (a red demand|red demands) of parties that took it: South:", text)
    assert "CROSSED: South went past red demands of its own once in round 1, where it took" in text


def test_who_walks_away_is_told(tmp_path):
    name = own(tmp_path, "return negsim.WALK_AWAY, None")
    text = words_of(NEIGHBOURS, "--strategy", f"South={name}")
    assert text.startswith("No agreement: South walked away in round 1 of 100.")
    assert "South: No offer." in text


def test_isolated_talks_are_the_same():
    given = [NEIGHBOURS, "--strategy", "conceder", "--json"]
    alone = run("talk", *given, "--isolated", "--seconds-per-move", "20", "--memory", "4000").json
    assert alone["moves"] == run("talk", *given).json["moves"]


def test_moves_are_listed():
    text = run("talk", NEIGHBOURS, "--moves", "all", "--strategy", "conceder").out
    assert "MOVES, all, and what offers are worth of 100:" in text
    assert "1. North offers toll: full, upkeep: south (North 100, South 0)" in text
    assert "North accepts" in text
    text = run("talk", NEIGHBOURS, "--moves", "2", "--strategy", "conceder").out
    assert "MOVES, the last 2 of" in text
    assert "OFFERS THAT STAND OUT" not in text


def test_a_transcript_is_saved_and_replayed_and_so_is_what_json_prints(tmp_path):
    given = [NEIGHBOURS, "--strategy", "random-walker", "--seed", "4"]
    path = tmp_path / "talk.json"
    first = run_anew("talk", *given, "--save", path)
    assert first.out.splitlines()[-1] == str(path)
    again = run_anew("talk", NEIGHBOURS, "--replay", path)
    assert (again.code, again.err) == (0, "")
    assert first.out.startswith(again.out.rstrip("\n"))
    printed = tmp_path / "printed.json"
    printed.write_text(run_anew("talk", *given, "--json").out, encoding="utf-8")
    assert run_anew("talk", NEIGHBOURS, "--replay", printed).out == again.out
    refused = run_anew("talk", *given, "--save", path)
    assert (refused.code, "the file is there already" in refused.err) == (1, True)
    assert run_anew("talk", *given, "--save", path, "--force").code == 0


def test_a_transcript_brings_its_reading_along(tmp_path):
    path = tmp_path / "talk.json"
    run_anew("talk", FLAGSHIP, "--reading", "dialogue", "--as-of", "2022-01-28", "--save", path, "--rounds", "2")
    ran = run_anew("talk", FLAGSHIP, "--replay", path, "--as-of", "2022-01-28", "--json")
    assert (ran.json["reading"], ran.json["as_of"]) == ("dialogue", "2022-01-28")
    other = run_anew("talk", FLAGSHIP, "--replay", path, "--as-of", "2022-01-28", "--reading", "negotiable")
    assert (other.code, "the reading" in other.err) == (1, True)


def test_a_transcript_that_was_changed_is_refused(tmp_path):
    path = tmp_path / "talk.json"
    run_anew("talk", NEIGHBOURS, "--strategy", "conceder", "--save", path)
    found = json.loads(path.read_text(encoding="utf-8"))
    found["rounds"] += 1
    path.write_text(json.dumps(found), encoding="utf-8")
    ran = run_anew("talk", NEIGHBOURS, "--replay", path)
    assert (ran.code, "rounds: " in ran.err) == (1, True)


def test_the_picture_is_drawn(tmp_path):
    out = tmp_path / "pictures"
    ran = run_anew("talk", NEIGHBOURS, "--out", out, "--format", "svg", "--width", "half", "--json")
    pictures = [out / "two_neighbours-talk-half.svg", out / "two_neighbours-concessions-half.svg"]
    assert ran.json["written"] == list(map(str, pictures))
    assert all(path.read_text(encoding="utf-8").startswith("<?xml") for path in pictures)
    assert run_anew("talk", NEIGHBOURS, "--out", out, "--width", "half").code == 1


def test_what_cannot_be_measured_is_named_and_not_drawn(tmp_path):
    ran = run_anew("talk", FLAGSHIP, "--max-memory", "1", "--rounds", "2", "--out", tmp_path)
    assert ran.code == 1
    assert "the picture was not drawn" in ran.err
    assert "Not answered, measures:" in ran.out
    assert not list(tmp_path.iterdir())


def test_agreement_can_be_required():
    assert run("talk", NEIGHBOURS, "--require-agreement").code == 0
    assert run("talk", NEIGHBOURS, "--require-agreement", "--strategy", "hard-liner", "--rounds", "2").code == 4


def test_the_names_are_listed_without_a_file():
    ran = run("talk", "--list")
    assert ran.code == 0
    for name in (*STRATEGIES, *PROTOCOLS, "human"):
        assert name in ran.out
    assert "Usually conceder." in ran.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--strategy", "North=linaer"], "unknown strategy 'linaer'; did you mean 'linear'"),
        (["--strategy", "Nort=linear"], "unknown party 'Nort'; did you mean 'North'?"),
        (["--strategy", "linear", "--strategy", "boulware"], "gives all parties without one of their own both"),
        (["--strategy", "North=linear", "--strategy", "North=boulware"], "gives North both 'linear' and 'boulware'"),
        (
            ["--strategy", "time-dependent:exponent=-1"],
            "--strategy of North: 'time-dependent:exponent=-1': exponent=-1",
        ),
        (["--protocol", "singel-text"], "unknown protocol 'singel-text'; did you mean 'single-text'?"),
        (["--protocol", "single-text:changes=0"], "--protocol: 'single-text:changes=0': changes=0"),
        (["--protocol", "post-settlement"], "begins with what was settled before; give it with --draft"),
        (["--draft", "toll:free"], "--protocol: alternating-offers begins with nothing"),
        (["--protocol", "single-text", "--draft", "tol:free"], "unknown issue 'tol'"),
        (["--order", "North,North"], "--order names North twice"),
        (["--order", "Nort"], "unknown party 'Nort'"),
        (["--discount", "North"], "--discount 'North'; expected PARTY=SHARE"),
        (["--discount", "North=x"], "--discount of North:"),
        (["--discount", "North=0"], "--discount of North: 0 is not above 0 and at most 1"),
        (["--discount", "North=0.5", "--discount", "North=0.6"], "--discount names North twice"),
        (["--discount", "Nort=0.5"], "unknown party 'Nort'"),
        (["--waive", "North:toll"], "unknown demand 'North:toll'; did you mean 'North:toll-not-free'"),
        (["--waive-nearest", "1"], "--waive-nearest 1: the zone is open, so that no deal breaches anything"),
        (["--memory", "100"], "none are started without --isolated"),
        (["--moves", "many"], "'many' is neither a whole number nor 'all'"),
        (["--format", "png"], "none is without --out FOLDER"),
        (["--replay", "talk.json", "--seed", "3"], "--replay plays what is on record, and --seed says otherwise"),
        (["--replay", "talk.json", "--waive-nearest", "3"], "and --waive-nearest says otherwise"),
    ],
)
def test_wrong_usage_is_refused_with_what_to_do(words, message):
    ran = run("talk", NEIGHBOURS, *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in " ".join(ran.err.split())


def test_parties_that_do_not_sign_play_nothing():
    for words in (["--strategy", "UA=linear"], ["--order", "UA"]):
        ran = run("talk", FLAGSHIP, *words)
        assert (ran.code, "UA plays no strategy: it is asked by rule" in ran.err) == (2, True)


def test_there_is_no_nearest_deal_of_so_high_a_number():
    count = negsim.nearest_deals(negsim.compile_scenario(negsim.read_scenario(FLAGSHIP)).problem, max_deals=1).count
    ran = run("talk", FLAGSHIP, "--waive-nearest", count + 1)
    assert (ran.code, f"there are {count} nearest deals" in ran.err) == (2, True)


def test_observers_play_nothing(tmp_path):
    path = tmp_path / "watched.toml"
    text = NEIGHBOURS.read_text(encoding="utf-8")
    path.write_text(text + '\n[[parties]]\nid = "EU"\nconsent = "never"\n', encoding="utf-8")
    ran = run("talk", path, "--strategy", "EU=linear")
    assert (ran.code, "EU plays no strategy: it is an observer" in ran.err) == (2, True)


def test_one_party_alone_has_nobody_to_talk_to(tmp_path):
    path = tmp_path / "alone.toml"
    path.write_text(
        'format = 1\nid = "alone"\n[[issues]]\nid = "a"\noptions = ["x", "y"]\n[[parties]]\nid = "A"\n', "utf-8"
    )
    ran = run("talk", path)
    assert (ran.code, "only A signs; a talk needs two that sign" in ran.err) == (2, True)


def test_you_can_play_yourself(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("offer toll:full, hours:long, upkeep:north\nwalk\n"))
    ran = run_anew("talk", NEIGHBOURS, "--strategy", "North=human", "--strategy", "hard-liner")
    assert ran.code == 0
    assert ran.out.startswith("No agreement: North walked away in round 2 of 100.")
    assert "North: human" in ran.out
    assert ran.err  # what the person is told does not go where the answer goes


def test_a_person_stays_at_the_terminal_where_others_run_apart(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("walk\n"))
    ran = run_anew("talk", NEIGHBOURS, "--strategy", "North=human", "--isolated", "--rounds", "4")
    assert ran.code == 0
    assert ran.out.startswith("No agreement: North walked away in round 1 of 4.")
    assert "round 1 of 4" in ran.err.lower()


def test_where_there_is_no_status_quo_packages_are_told_whole(tmp_path):
    path = tmp_path / "sale.toml"
    statements = "".join(
        f'[[statements]]\nparty = "{party}"\nissue = "price"\nstance = "demands"\noptions = ["{option}"]\n'
        for party, option in (("B", "low"), ("S", "high"))
    )
    head = 'format = 1\nid = "sale"\n[[issues]]\nid = "price"\noptions = ["low", "high"]\n'
    path.write_text(head + '[[parties]]\nid = "B"\n[[parties]]\nid = "S"\n' + statements, encoding="utf-8")
    text = " ".join(run_anew("talk", path, "--rounds", "2", "--moves", "3").out.split())
    assert "1. S offers price: high (B 0, S 100)" in text
    both = "B:price-not-high and S:price-not-low"
    assert f"No package keeps all red demands: {both} cannot be met together." in text
    agreed = " ".join(run_anew("talk", path, "--rounds", "2", "--waive-nearest", "1").out.split())
    assert "AGREED: price: " in agreed


def test_all_that_was_said_is_told_when_asked_for():
    text = words_of(FLAGSHIP, "--strategy", "position-true", "--all")
    assert "--all shows what was said" not in text
    for name in ("RU:form-only-treaty", "NATO:crimea-only-withdrawn", "UA:own-defence"):
        assert f"{name} (broken by the last offer" in text
