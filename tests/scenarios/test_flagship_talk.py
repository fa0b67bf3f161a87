"""The flagship played out: no deal as things stood; with the nearest deal's breaches allowed, a package."""

import itertools

import pytest

import negsim
from negsim.deals.deal import breaches
from negsim.experiments.account import account
from negsim.talks.protocols.table import Reason
from negsim.talks.strategies.registry import STRATEGIES
from tests.cli.running import FLAGSHIP, run

COMPILATION = negsim.compile_scenario(negsim.read_scenario(FLAGSHIP))
PROBLEM = COMPILATION.problem
NEAREST = negsim.nearest_deals(PROBLEM, max_deals=1)[0]
PUBLIC = negsim.public_statements(COMPILATION.scenario)
SEATS = {waived: negsim.seats(PROBLEM, statements=PUBLIC, waived=waived) for waived in ((), NEAREST.broken)}
ORDERS = list(itertools.permutations(("US", "NATO", "RU")))


def played(name, *, waived=(), order=("US", "NATO", "RU"), rounds=100):
    talk = negsim.Talk(
        problem=PROBLEM,
        protocol=negsim.AlternatingOffers(),
        strategies=dict.fromkeys(order, negsim.strategy(name)),
        terms=negsim.Terms(rounds=rounds),
        seats=SEATS[waived],
        waived=waived,
    )
    return negsim.Session(talk).play()


def told(transcript):
    return account(transcript, COMPILATION, held=SEATS[transcript.waived])


def test_at_face_value_it_ends_as_it_did_and_membership_is_among_the_reasons():
    found = told(played("position-true"))
    assert found.transcript.ending.reason is Reason.DEADLINE
    assert found.zone is not None
    assert found.zone.is_empty
    assert found.issues[0] == "membership"
    assert found.blocking["US:membership-not-bar"] == ("RU",)
    assert found.blocking["RU:membership-only-bar"] == ("US", "NATO")
    assert found.conflicts[0].demands == ("US:membership-not-bar", "RU:membership-only-bar")


def test_the_reasons_come_with_the_statements_their_place_and_their_date():
    found = told(played("position-true"))
    behind = found.behind["RU:membership-only-bar"]
    assert behind.startswith("ru-bar-reply: Russia demands bar")
    assert "[RU-1702, general characteristics, 2022-02-17, public]" in behind
    for name in found.blocking:
        statements = [entry for entry in COMPILATION.of(name.partition(":")[0]).lines if entry.line.id in name]
        assert statements, name
        assert len(found.behind[name]) > 60, name


@pytest.mark.parametrize("name", sorted({*STRATEGIES} - {"random-walker"}))
def test_no_strategy_that_keeps_its_lines_finds_what_is_not_there(name):
    transcript = played(name, rounds=12)
    assert transcript.agreement is None
    assert transcript.crossings == ()


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_with_the_nearest_deal_s_breaches_allowed_those_who_look_at_the_others_offers_find_it(order):
    found = told(played("trade-off", waived=NEAREST.broken, order=order))
    assert found.deal is not None
    assert set(found.deal.package.changes_from(NEAREST.package)) <= {"moldova"}
    assert set(found.deal.broken) <= set(NEAREST.broken)
    assert found.left is not None
    assert found.left.is_efficient
    assert found.transcript.crossings == ()


def test_in_the_usual_order_it_is_the_nearest_deal_itself():
    transcript = played("trade-off", waived=NEAREST.broken)
    assert (transcript.agreement, transcript.rounds) == (NEAREST.package, 33)
    assert breaches(PROBLEM, NEAREST.package) == dict(told(transcript).deal.breaches)


def test_those_who_stand_by_their_word_find_another_and_leave_ten_points_each():
    found = told(played("position-true", waived=NEAREST.broken))
    assert found.transcript.rounds == 95
    assert found.deal is not None
    assert set(found.deal.broken) <= set(NEAREST.broken)
    assert found.left is not None
    assert [round(float(gain), 1) for gain in found.left.items[0].gains.values()] == [9.1, 10.3, 13.0]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_they_miss_it_where_russia_answers_american_offers_before_nato_does(order):
    transcript = played("position-true", waived=NEAREST.broken, order=order)
    after_us = order[(order.index("US") + 1) % 3]
    assert (transcript.agreement is None) == (after_us == "RU")
    if after_us == "RU":
        late = {move for number, party, move in transcript.history.log if party == "RU" and number >= 95}
        assert late == {negsim.ACCEPT}
        assert set(told(transcript).obstacles[order.index("US")].red) == {
            "NATO:georgia-not-as-now",
            "NATO:moldova-not-as-now",
        }


@pytest.mark.parametrize("name", ["boulware", "linear", "conceder"])
def test_those_who_know_only_what_they_want_miss_the_zone(name):
    found = told(played(name, waived=NEAREST.broken))
    assert found.deal is None
    assert found.zone is not None
    assert found.zone.size == 512
    assert all(obstacle.red for obstacle in found.obstacles)


def test_on_the_command_line():
    ran = run("talk", FLAGSHIP, "--strategy", "position-true")
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert text.startswith(
        "No agreement: the rounds were over (100 rounds). The last offers break red demands on membership,"
    )
    assert "ru-bar-reply: Russia demands bar (Binding bar on further enlargement) (principle)" in text
    ran = run("talk", FLAGSHIP, "--strategy", "trade-off", "--waive-nearest", "1", "--json")
    assert ran.json["ending"]["package"] == dict(NEAREST.package.choices)
    assert ran.json["waived"] == list(NEAREST.broken)
