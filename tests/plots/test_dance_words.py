"""The words around the dance of a talk: what it came to, and under which terms."""

import attrs
import pytest

from negsim.plots.dance_data import dance_data
from negsim.plots.dance_words import possessive
from negsim.talks.protocols.table import Reason
from tests.plots.conftest import said, sale
from tests.plots.talks import (
    CASES,
    DEADLINE,
    HAGGLE,
    TAKE,
    agreed,
    bid,
    ended,
    package,
    scenario_of,
    sold,
    written,
)


@pytest.fixture(scope="module")
def talks():
    return {name: make() for name, make in CASES.items()}


def record_of(talks, name):
    transcript, possible = talks[name]
    return dance_data(transcript, possible, scenario=scenario_of(name))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (
            "deadline",
            "No agreement in 4 rounds: Seller's last offer is worth 25 of 100 to Buyer, which takes no less than 40",
        ),
        ("walked away", "Buyer walks away in round 5: Seller's last offer is worth 25 of 100 to Buyer, which"),
        ("left at once", "Buyer walks away in round 1"),
        ("fault", "Buyer fails in round 5 (timed out), which ends the talk: Seller's last offer is worth 25"),
        ("fault at once", "Seller fails before the first move (an error), which ends the talk"),
        ("no moves", "Chance breaks the talk off after 0 rounds"),
        ("simultaneous", "Nobody moves any more after 3 rounds: Seller's last offer is worth 25 of 100 to Buyer"),
        (
            "no reservation",
            "No agreement in 4 rounds: Buyer's last offer is worth 0 of 100 to Seller and breaks 1 red line",
        ),
        (
            "agreed",
            "Agreement in round 5 of 20: worth 25 to Buyer and 75 to Seller, of 100 each; it breaks 1 red demand",
        ),
        (
            "consent",
            "Agreement in round 3 of 20: worth 75 to Buyer and 25 to Seller, of 100 each; without going further past",
        ),
        ("timed", "Agreement in round 5: worth 25"),
        ("three parties", "Agreement in round 3 of 20: worth 0 to Party 0, 50 to Party 1 and 0 to Party 2"),
    ],
)
def test_titles_state_what_the_talk_came_to(talks, name, title):
    assert record_of(talks, name).heading.title.startswith(title)


def test_titles_say_what_speaks_against_an_agreement(talks):
    transcript, possible = talks["agreed"]
    assert dance_data(transcript, possible).heading.title.endswith("; it breaks 1 red demand: B:reservation")
    allowed = dance_data(attrs.evolve(transcript, waived=["B:reservation"]), possible)
    assert allowed.heading.title.startswith("Agreement in round 5 of 20, with 1 red demand allowed to be broken: worth")
    assert allowed.heading.title.endswith("; it breaks 1 red demand, as parties were allowed to")
    late = package("middle", "soon")
    other = attrs.evolve(transcript, ending=agreed("middle", "soon"), points=possible.problem.points(late))
    title = dance_data(other, possible).heading.title
    assert title.endswith("; without going further past any line, nothing is better for one and worse for none")
    scenario = sale(said("B", "date", "proposes", "soon"), said("S", "date", "proposes", "soon"))
    wasted = dance_data(*written(scenario, [(1, "B", bid("low")), (1, "S", TAKE)], agreed("low")))
    end = "; without going further past any line, something else would be better for some and worse for none"
    assert wasted.heading.title.endswith(end)


def test_a_title_without_lines_or_reservations_compares_last_offers():
    scenario = sold(reservation=None)
    transcript, possible = written(scenario, HAGGLE, ended(Reason.WALKED_AWAY, "B"))
    bare = [attrs.evolve(party, red_lines=()) for party in possible.problem.parties]
    possible = attrs.evolve(possible, problem=attrs.evolve(possible.problem, parties=bare))
    assert dance_data(transcript, possible, scenario=scenario).heading.title == (
        "Buyer walks away in round 4: its last offer is worth 0 of 100 to Seller, whose own is worth 75 to it"
    )


def test_parties_that_have_no_panel_are_named(talks):
    transcript, possible = talks["nine parties"]
    everybody = dance_data(attrs.evolve(transcript, ending=DEADLINE), possible)
    assert everybody.heading.title.startswith("No agreement in 3 rounds: P0's last offer is worth 50 of 100 to P2")
    assert "1 party is not shown: P8." in everybody.heading.caption[0]
    assert possessive("United States") == "United States'"


def test_many_parties_are_named_by_their_least_and_most(talks):
    transcript, possible = talks["nine parties"]
    last = transcript.history[-1].move.package
    over = attrs.evolve(
        transcript,
        ending=attrs.evolve(ended(Reason.AGREEMENT), package=last),
        points=possible.problem.points(last),
    )
    assert "worth from 0 of 100 to P8 up to 100 to P7" in dance_data(over, possible).heading.title


def test_the_subtitle_has_the_terms(talks):
    subtitle = record_of(talks, "discounted").heading.subtitle
    assert subtitle == (
        "sale · reading: face-value · alternating-offers · all: scripted · at most 9 rounds · breaks down after a "
        "round with probability 0.1 · of value kept to the last round: Buyer 0.5 · seed 3"
    )
    assert "at most 2 seconds" in record_of(talks, "timed").heading.subtitle
    assert "allowed to be broken: S:price-not-low" in record_of(talks, "crossed").heading.subtitle
    assert (
        "allowed to be broken: 4 red demands"
        in dance_data(
            attrs.evolve(talks["agreed"][0], waived=["B:a", "B:b", "B:c", "B:d"]), talks["agreed"][1]
        ).heading.subtitle
    )
    transcript, possible = talks["agreed"]
    mixed = attrs.evolve(
        transcript,
        strategies={"B": "linear", "S": "boulware"},
        terms=attrs.evolve(transcript.terms, rounds=None, seconds=1.0),
    )
    assert "B: linear, S: boulware · at most 1 second · " in dance_data(mixed, possible).heading.subtitle
