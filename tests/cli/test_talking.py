"""What ``negsim talk`` tells: that it is true as it is worded, of talks made for the purpose and of the scenarios."""

import re

import attrs
import pytest

import negsim
from negsim.cli.talking import finding, talk_report
from negsim.experiments.account import account
from negsim.experiments.account_json import account_json
from negsim.problem import ProblemReservation
from negsim.talks.move import ACCEPT, WALK_AWAY
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from tests.cli.running import FLAGSHIP, NEIGHBOURS, ROOT, WATER, run, run_anew
from tests.unit.talks.playing import Says, deal, offers, pie, share, worth

COMPILATION = negsim.compile_scenario(negsim.read_scenario(NEIGHBOURS))


def words_of(*args):
    ran = run("talk", *args)
    assert (ran.code, ran.err) == (0, "")
    return " ".join(ran.out.split())


def told(problem, *moves):
    """Return the account of a talk about a problem that nobody said anything about."""
    strategies = {party.id: Says(own) for party, own in zip(problem.signers, moves, strict=True)}
    transcript = Session(Talk(problem=problem, protocol=AlternatingOffers(), strategies=strategies)).play()
    return account(transcript, attrs.evolve(COMPILATION, problem=problem, evidence=()))


def text_of(found):
    return " ".join(talk_report(found, shown=3, width=100).split())


@pytest.mark.parametrize(
    ("rows", "end"),
    [
        (
            ([0, 50, 60], [0, 50, 60]),
            "Without going further past any line, all could gain more without a loss to anyone.",
        ),
        (
            ([0, 50, 50], [0, 50, 60]),
            "Without going further past any line, P2 could gain more without a loss to anyone.",
        ),
        (([0, 50, 40], [0, 50, 60]), "Without going further past any line, nobody could gain more without a loss"),
    ],
)
def test_the_first_sentence_says_who_could_gain_and_on_what_condition(rows, end):
    assert end in finding(told(worth(*rows), offers(deal("b")), (ACCEPT,)))


def test_what_was_waived_is_no_part_of_the_condition():
    text = words_of(FLAGSHIP, "--strategy", "trade-off", "--waive-nearest", "1")
    assert "Without going further past any line but those waived, nobody could gain more" in text
    assert "the first offer that breaks nobody's red demands beyond those waived:" in text


def test_an_agreement_that_breaks_a_reservation_says_so_and_so_does_what_it_is_bettered_by():
    text = words_of(NEIGHBOURS, "--protocol", "post-settlement", "--draft", "toll:full")
    assert "North 80, South 20. It breaks a red demand: South:reservation." in text
    assert "South:reservation: it gets 20 and takes no less than 25." in text
    assert "That would still break South:reservation, for which it would be refused." in text
    given = run("talk", NEIGHBOURS, "--protocol", "post-settlement", "--draft", "toll:full", "--json").json
    assert [item["broken"] for item in given["account"]["left"]["items"]] == [["South:reservation"]]


def test_acceptances_are_told_beside_offers():
    text = words_of(FLAGSHIP, "--strategy", "trade-off", "--waive-nearest", "1")
    assert re.search(
        r"NATO: 7 offers, 97\.2 at first and 91\.7 at last; 26 acceptances, worth .* and 73\.8 at last;", text
    )
    text = words_of(WATER, "--strategy", "linear", "--order", "Down")
    assert "Down: 99 offers, 90; 1 acceptance, worth 52.5; all of its room given up." in text
    assert "round 100, Down, last acceptance: Mid's offer, as before (Up 50, Mid 100, Down 52.5)." in text
    text = text_of(told(pie(), (*offers(share(5)), WALK_AWAY), (WALK_AWAY,)))
    assert "acceptance" not in text


def test_who_made_no_offer_is_told_with_what_it_took():
    assert "Two: No offer; 1 acceptance, worth 40; 60 % of its room given up." in text_of(
        told(pie(), offers(share(6)), (ACCEPT,))
    )


def test_a_party_past_what_it_takes_is_not_told_a_share():
    problem = pie(reservation=ProblemReservation(points=6))
    text = text_of(told(problem, (*offers(share(9), share(2)), WALK_AWAY), offers(share(0), share(0))))
    assert "One: 2 offers, 90 at first and 20 at last, below all that it takes." in text


def test_a_concession_is_told_from_the_offer_just_before_it():
    steps = offers(share(10), share(9), share(4), share(3))
    text = text_of(told(pie(), (*steps, WALK_AWAY), offers(*[share(0)] * 4)))
    assert "round 3, One, its largest single concession: share 9 → 4 (One 40, Two 60)." in text
    assert "round 4, One, last offer: moved as told above (One 30, Two 70)." in text


def test_where_every_product_is_nought_nash_s_package_is_told_with_that():
    text = text_of(told(worth([100, 0], [0, 100]), offers(deal("a")), (ACCEPT,)))
    assert "It is Nash's package and" in text
    assert "Of Nash's rule: the product of gains is 0 everywhere" in text
    assert "Of Nash's rule" not in text_of(told(pie(), offers(share(5)), (ACCEPT,)))


def test_discounts_that_a_file_states_are_said_to_be_unused(tmp_path):
    path = tmp_path / "late.toml"
    given = NEIGHBOURS.read_text(encoding="utf-8")
    path.write_text(given.replace('place = "annex 1"', 'place = "annex 1"\ndiscount = 0.9'), encoding="utf-8")
    said = "Discounts that the file states are not used: North 0.9. With --discount North=0.9 they are."
    assert said in " ".join(run_anew("talk", path).out.split())
    used = " ".join(run_anew("talk", path, "--discount", "North=0.9").out.split())
    assert "are not used" not in used
    assert "% of the rounds over, it is worth less: North" in used
    assert "are not used" not in words_of(NEIGHBOURS)


def test_demands_of_parties_that_are_not_at_the_table_are_named_and_told_when_asked_for():
    assert "Also UA:membership-not-bar and GE:membership-not-bar: --all shows what was said." in words_of(FLAGSHIP)
    text = words_of(FLAGSHIP, "--all")
    assert "UA:membership-not-bar (broken by the last offer of RU): ua-no-bar:" in text
    assert "--all shows" not in text
    assert "Delta:flow-not-reduced (broken by" in words_of(WATER, "--strategy", "linear")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--format", "svg"], "--format says how the picture is written"),
        (["--width", "half"], "--width says how wide the picture is, and none is without --out FOLDER."),
        (["--force"], "--force writes over files, and none is written without --out FOLDER or --save FILE."),
    ],
)
def test_options_about_files_that_nobody_asked_for_are_refused(words, message):
    ran = run("talk", NEIGHBOURS, *words)
    assert (ran.code, message in " ".join(ran.err.split())) == (2, True)


@pytest.mark.parametrize("name", ["movements"])
def test_each_key_of_an_entry_stands_in_the_table_of_that_entry(name):
    page = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
    table = page.partition(f"Each of `{name}`:")[2].partition("\n## ")[0]
    told_keys = {
        key for row in table.splitlines() for key in re.findall(r"`(\w+)`", row.partition("|")[2].split("|")[0])
    }
    found = account_json(told(pie(), offers(share(5)), (ACCEPT,)))
    assert {key for entry in found[name] for key in entry} <= told_keys
