"""What would change the answer, on problems small enough to work out by hand."""

import time
from fractions import Fraction

import attrs
import pytest

from negsim.compilation import compile_scenario
from negsim.deals.odds import odds
from negsim.deals.solutions import solutions
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.letters import Letters
from negsim.experiments.responses import Asked
from negsim.experiments.sensitivity import sensitivity
from negsim.experiments.sensitivity_json import sensitivity_json
from negsim.fields import Number
from negsim.parties.interval import Interval
from negsim.parties.party import Consent, Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.search.effort import STEADY, Effort
from negsim.space.issue import Issue
from negsim.space.package import Package

ISSUES = [Issue("land", ["north", "south"]), Issue("sea", ["open", "closed"])]
OWN = Reading("own", firmness={"interest": "0.3", "explicit": "0.6", "principle": "0.9"}, red_from="0.8")


def demand(party, issue, option, *, strength="explicit"):
    return Statement(
        party=party, issue=issue, stance="demands", options=[option], strength=strength, assumption="taken so"
    )


def border(*, north=(3, 2), south=(1, 1), north_fields=None):
    """Each of two sides wants all of two issues."""
    parties = [
        Party("N", preferences=Preferences(weights={"land": north[0], "sea": north[1]}), **(north_fields or {})),
        Party("S", preferences=Preferences(weights={"land": south[0], "sea": south[1]})),
    ]
    said = [demand("N", "land", "north"), demand("N", "sea", "open")]
    said += [demand("S", "land", "south"), demand("S", "sea", "closed")]
    return Scenario("border", issues=ISSUES, parties=parties, statements=said)


def sale(**fields):
    """A buyer and a seller who would take every price, of three."""
    issue = Issue("price", ["low", "middle", "high"])
    values: dict[str, Number] = {"low": 1, "middle": "0.6", "high": 0}
    buyer = Party("B", preferences=Preferences(weights={"price": 1}, values={"price": values}), **fields)
    mirrored: dict[str, Number] = {"low": 0, "middle": "0.5", "high": 1}
    seller = Party("S", preferences=Preferences(weights={"price": 1}, values={"price": mirrored}))
    return Scenario("sale", issues=[issue], parties=[buyer, seller])


def found_of(scenario, *, reading="face-value", spread=None, **asked):
    compilation = compile_scenario(scenario, reading=reading)
    known = knowledge(compilation, spread=spread or Spread())
    return sensitivity(compilation, known=known, **asked)


def bar_of(found, name, answer="nearest-deal"):
    return next(bar for bar in found.of(answer) if bar.number.name == name)


def test_a_weight_changes_the_nearest_deal_where_it_is_worth_half():
    found = found_of(border())
    assert (found.answers, found.complete) == (("nearest-deal", "odds"), True)
    bar = bar_of(found, "N:weight:land")
    # S loses 50 by either issue; N loses its weight of 3/5 by the land, and the rest by the sea.
    assert bar.point.package == Package({"land": "north", "sea": "closed"})
    assert [(flip.at, flip.why) for flip in bar.flips] == [(Fraction(1, 2), "overtaken")]
    assert (bar.least, bar.most, bar.length) == (50, 50, 0)
    assert [(piece.low, piece.high, piece.start, piece.end) for piece in bar.pieces] == [
        (Fraction(3, 10), Fraction(1, 2), (50, 80), (50, 100)),
        (Fraction(1, 2), Fraction(9, 10), (50, 100), (50, 60)),
    ]


def test_the_same_flip_seen_from_the_other_weight():
    bar = bar_of(found_of(border()), "N:weight:sea")
    assert [flip.at for flip in bar.flips] == [Fraction(1, 2)]


def test_bars_are_in_order_of_how_far_they_move_the_answer():
    found = found_of(border(south=(3, 1)), answers=["nearest-deal"])
    lengths = [bar.length for bar in found.bars]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 0


def test_odds_are_linear_in_a_firmness():
    found = found_of(border(), reading=OWN, answers=["odds"])
    bar = bar_of(found, "firmness:N:land-not-south", "odds")
    # Each issue is open unless both lines on it are firm.
    other = 1 - Fraction(9, 25)
    assert bar.pieces[0].start == (other * (1 - Fraction(3, 5) * Fraction(2, 5)),)
    assert (bar.least, bar.most) == (other * (1 - Fraction(3, 5) * Fraction(4, 5)), bar.pieces[0].start[0])
    assert bar.flips == ()
    assert not [bar for bar in found.bars if bar.moved.kind != "firmness"]


def test_a_line_that_becomes_red_closes_the_zone():
    found = found_of(border(), reading=OWN, answers=["nash", "nearest-deal"])
    bar = bar_of(found, "firmness:N:land-not-south", "nash")
    assert [(flip.at, flip.after, flip.why) for flip in bar.flips] == [(Fraction(4, 5), None, "red")]
    assert bar.point.package is not None
    assert bar.high.package is None
    assert bar.has_gap
    nearest = bar_of(found, "firmness:N:land-not-south")
    assert nearest.point.package is None
    assert nearest.high.measures == (50, 50)


def test_a_reservation_opens_and_closes_the_zone():
    found = found_of(
        sale(reservation=Reservation(value="0.7")),
        spread=Spread(reservation="0.4"),
        answers=["egalitarian", "nearest-deal"],
    )
    bar = bar_of(found, "B:reservation", "egalitarian")
    middle, low = Package({"price": "middle"}), Package({"price": "low"})
    assert [(flip.at, flip.before, flip.after) for flip in bar.flips] == [
        (Fraction(3, 5), middle, low),
        (Fraction(1), low, None),
    ]
    # The gain of the buyer falls under the seller's one half at 0.1, below the interval, so it counts throughout.
    assert (bar.pieces[0].start, bar.pieces[0].end) == ((Fraction(3, 10),), (Fraction(0),))
    nearest = bar_of(found, "B:reservation")
    assert [(flip.at, flip.before, flip.after, flip.why) for flip in nearest.flips] == [
        (Fraction(1), None, low, "zone")
    ]
    assert nearest.pieces[-1].end == (10, 10)  # what the lowest price is short of 1.1, in points of 100


def test_shares_of_best_gains_that_move_too():
    found = found_of(
        sale(reservation=Reservation(value="0.2")), spread=Spread(reservation="0.2"), answers=["kalai-smorodinsky"]
    )
    bar = bar_of(found, "B:reservation", "kalai-smorodinsky")
    for piece in bar.pieces:
        for end, share in [(piece.low, piece.start), (piece.high, piece.end)]:
            assert share == ((Fraction(3, 5) - end) / (1 - end),)
    assert {piece.package["price"] for piece in bar.pieces} == {"middle"}


def test_odds_that_move_with_a_reservation_are_known_at_the_ends():
    found = found_of(
        sale(reservation=Reservation(value="0.9", firmness="1/2")), spread=Spread(reservation="0.3"), answers=["odds"]
    )
    bar = bar_of(found, "B:reservation", "odds")
    assert (bar.pieces, bar.complete, found.complete) == ((), False, False)
    assert (bar.low.measures, bar.high.measures) == ((1,), (Fraction(1, 2),))


def test_a_ceiling_and_a_reservation_by_issue_are_left_out():
    ceiling = Preferences(weights={"land": 3, "sea": 2}, ceiling="1/2")
    scenario = border()
    parties = [Party("N", preferences=ceiling, reservation=Reservation(value="0.2")), scenario.parties[1]]
    found = found_of(Scenario("border", issues=ISSUES, parties=parties, statements=scenario.statements))
    assert {entry.number for entry in found.left_out} >= {"N:weight:land", "N:weight:sea"}
    assert "ceiling" in found.left_out[0].why
    issues = [Issue("land", ["north", "south"], status_quo="north", consent=["N"]), ISSUES[1]]
    parties = [
        Party(
            "N",
            consent=Consent.BY_ISSUE,
            preferences=Preferences(weights={"land": 3, "sea": 2}),
            reservation=Reservation(value="0.5"),
        ),
        scenario.parties[1],
    ]
    found = found_of(Scenario("border", issues=issues, parties=parties, statements=scenario.statements))
    assert {entry.number for entry in found.left_out} == {"N:weight:land", "N:weight:sea"}
    assert not found.complete


def test_the_only_weight_is_passed_over():
    assert found_of(sale(), answers=["nash"]).bars == ()


def test_an_interval_that_is_a_point_beside_the_point_is_looked_at_there():
    stated = Uncertainty(weights={"land": Interval("0.2", "0.2")})
    bar = bar_of(found_of(border(north_fields={"uncertainty": stated})), "N:weight:land")
    assert bar.pieces == ()
    assert bar.low.package == bar.high.package == Package({"land": "south", "sea": "open"})
    assert bar.point.package == Package({"land": "north", "sea": "closed"})


def test_what_time_did_not_allow_is_left_out():
    compilation = compile_scenario(border())
    known = knowledge(compilation)
    effort = Effort(max_seconds=60, until=time.monotonic() + 60)
    done = sensitivity(compilation, known=known, answers=["nearest-deal"], effort=effort)
    over = Effort(max_seconds=1, until=time.monotonic() - 1)
    found = sensitivity(compilation, known=known, answers=["nearest-deal"], effort=over)
    assert (done.left_out, len(done.bars)) == ((), 4)
    assert (found.bars, len(found.left_out)) == ((), 4)


def test_answers_that_are_unknown_or_not_asked_for_are_refused():
    with pytest.raises(UnknownNameError, match="answer"):
        found_of(border(), answers=["nearest"])
    with pytest.raises(UnknownNameError, match="answer"):
        found_of(border(), answers=["odds"]).of("nash")


def test_answers_that_are_not_proved_are_refused(monkeypatch):
    compilation = compile_scenario(sale())

    def unproved(problem, **more):
        return {name: attrs.evolve(entry, exact=False) for name, entry in solutions(problem, **more).items()}

    def between(problem, **more):
        return attrs.evolve(odds(problem, **more), open=Fraction(0), open_at_most=Fraction(1))

    monkeypatch.setattr("negsim.experiments.responses.solutions", unproved)
    with pytest.raises(UnanswerableError, match="gave up"):
        Asked(compilation=compilation, effort=STEADY).outcome("nash")
    monkeypatch.setattr("negsim.experiments.responses.odds", between)
    with pytest.raises(UnanswerableError, match="between bounds"):
        Asked(compilation=compilation, effort=STEADY).outcome("odds")


def test_json_has_every_bar_exactly():
    found = found_of(border())
    printed = sensitivity_json(found)
    nearest = printed["answers"]["nearest-deal"]
    assert (nearest["count"], nearest["complete"]) == (4, True)
    item = next(item for item in nearest["items"] if item["number"] == "N:weight:land")
    assert item["at"] == {"low": "0.3", "point": "0.6", "high": "0.9"}
    assert item["flips"] == [
        {
            "at": "0.5",
            "before": {"land": "south", "sea": "open"},
            "after": {"land": "north", "sea": "closed"},
            "why": "overtaken",
        }
    ]
    assert item["point"]["measure"] == {"largest": "50", "total": "90"}
    odds = sensitivity_json(found_of(border(), reading=OWN, answers=["odds", "nearest-deal"]))["answers"]
    item = next(item for item in odds["odds"]["items"] if item["number"] == "firmness:N:land-not-south")
    assert (item["low"], item["high"]["package"]) == ({"package": None, "measure": "0.4864"}, None)
    assert odds["nearest-deal"]["items"][0]["low"] == {"package": None, "measure": None}
    short = sensitivity_json(found, max_bars=1)["answers"]["nearest-deal"]
    assert (short["count"], short["complete"], len(short["items"])) == (4, False, 1)


def test_letters_name_packages_in_order():
    packages = [Package({"price": f"{number}"}) for number in range(28)]
    letters = Letters(None)
    assert [letters.of(package) for package in packages][-3:] == ["Z", "A1", "B1"]
    assert letters.told()[0] == "A: price: 0"
    assert Letters(packages[0]).told() == []
