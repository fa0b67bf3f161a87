"""A timeline, followed by hand."""

import datetime as dt
from fractions import Fraction

import pytest

import negsim
from negsim.deals import conflicts
from negsim.experiments import answers, timeline_json
from negsim.experiments.timeline import reading_with
from negsim.parties.reading import FACE_VALUE, NEGOTIABLE
from tests.unit.experiments.following import FRIDAY, MONDAY, TUESDAY, follow, leaked, said, sale


def test_a_leak_followed_by_hand():
    # Both explicit: 0.6 firm, and 1 - 0.4 x 0.8 = 0.68 once public; the price is open unless both are firm.
    monday, tuesday, friday = follow(leaked()).moments
    assert [moment.date for moment in (monday, tuesday, friday)] == [MONDAY, TUESDAY, FRIDAY]
    assert monday.odds.open == 1
    assert tuesday.odds.open == 1 - Fraction("0.68") * Fraction("0.6")
    assert friday.odds.open == 1 - Fraction("0.68") ** 2
    assert tuesday.by_saying.open == -Fraction("0.36")
    assert tuesday.by_publicity.open == -Fraction("0.08") * Fraction("0.6")
    assert friday.by_saying.open == 0
    assert friday.by_publicity.open == friday.by_disclosure.open == -Fraction("0.68") * Fraction("0.08")
    assert tuesday.by_disclosure.open == 0
    assert tuesday.by_saying.open_one_resolve == tuesday.by_saying.open_one_principle == -Fraction("0.36")
    assert monday.before is None
    assert monday.by_saying is None
    assert monday.by_publicity.open == 0


def test_what_happened_on_each_day():
    found = follow(leaked())
    said_then = [[entry.name for entry in moment.said] for moment in found.moments]
    assert said_then == [["refuses", "date", "undated"], ["insists"], []]
    published = [[entry.name for entry in moment.published] for moment in found.moments]
    assert published == [[], ["insists"], ["refuses", "date"]]
    assert [[entry.name for entry in moment.disclosed] for moment in found.moments] == [[], [], ["refuses", "date"]]
    assert [moment.is_start for moment in found.moments] == [True, False, False]
    assert found.undated == ("undated",)
    assert found.has_dates
    assert len(found) == 3


def test_zone_conflicts_and_nearest_deals_are_those_of_the_day():
    monday, tuesday, _ = follow(leaked(), reading="face-value").moments
    assert monday.zone.size == 1
    assert monday.nearest_deals.count == monday.conflicts == 0
    assert tuesday.zone.is_empty
    assert (tuesday.conflicts, tuesday.conflicts_complete) == (1, True)
    assert tuesday.nearest_deals.count == 2
    assert tuesday.by_publicity.open == 0


def test_a_window_counts_what_was_before_it():
    scenario, whole = leaked(), follow(leaked())
    (last,) = follow(scenario, since=FRIDAY).moments
    assert last == whole.moments[2]
    (first,) = follow(scenario, until=MONDAY).moments
    assert first == whole.moments[0]
    nothing = follow(scenario, since=FRIDAY.replace(day=20))
    assert nothing.moments == ()
    assert nothing.has_dates
    for name in ("since", "until"):
        for given in ("2022-02-02", dt.datetime(2022, 2, 2, 12, tzinfo=dt.UTC)):
            with pytest.raises(TypeError, match=f"{name}=.*; expected a date"):
                follow(leaked(), **{name: given})
    with pytest.raises(ValueError, match="expected a day that is not after the other"):
        follow(scenario, since=FRIDAY, until=MONDAY)


def test_without_dates_there_is_one_moment():
    scenario = sale(said("B", "demands", public=True), said("S", "rejects", public=False))
    found = follow(scenario)
    (moment,) = found.moments
    assert not found.has_dates
    assert (moment.date, moment.is_start) == (None, True)
    assert [entry.name for entry in moment.said] == ["s1", "s2"]
    assert [entry.name for entry in moment.published] == ["s1"]
    assert moment.odds.open == 1 - Fraction("0.68") * Fraction("0.6")
    assert moment.by_publicity.open == -Fraction("0.08") * Fraction("0.6")
    assert found.undated == ("s1", "s2")


def test_what_being_public_adds_can_be_set_and_is_named():
    scenario = leaked()
    found = follow(scenario, public_firmness="0.5")
    assert found.reading.id == "negotiable, public_firmness 0.5"
    assert found.reading.note.endswith("being public adds 0.5 to firmness")
    assert found.moments[2].odds.open == 1 - Fraction("0.8") ** 2
    assert follow(scenario, public_firmness=0).moments[2].by_publicity.open == 0
    assert reading_with(scenario, "negotiable", "0.2") is NEGOTIABLE
    assert reading_with(scenario, FACE_VALUE, None) is FACE_VALUE
    assert reading_with(scenario, negsim.Reading("bare"), "0.1").note.startswith("as set; ")
    with pytest.raises(ValueError, match="a public_firmness of 2; expected a share from 0 to 1"):
        follow(scenario, public_firmness=2)
    with pytest.raises(negsim.UnknownNameError):
        follow(scenario, reading="dialog")


def test_a_public_line_may_turn_red_and_close_the_zone():
    # Explicit lines are red from 0.9 on, which 1 - 0.4 x 0.2 = 0.92 passes once public; the other side's with them.
    _, tuesday, friday = follow(leaked(), public_firmness="0.8").moments
    assert tuesday.zone.is_empty
    assert friday.zone.is_empty
    assert not follow(leaked()).moments[2].zone.is_empty


def test_what_is_refused_is_named_and_the_rest_is_answered(monkeypatch):
    def refuse(problem, *, effort):
        raise negsim.TooLargeError("finding conflicts", 10, 5, "demands", "Ask for less")

    monkeypatch.setattr(answers, "groups", refuse)
    monkeypatch.setattr(answers, "zone", refuse)
    first, *_ = follow(leaked()).moments
    assert set(first.refused) == {"odds", "conflicts", "zone"}
    assert [first.odds, first.by_publicity, first.by_disclosure, first.conflicts, first.zone] == [None] * 5
    assert not first.conflicts_complete
    assert first.nearest_deals is not None
    (last,) = follow(leaked(), since=FRIDAY).moments
    assert last.before is None
    printed = timeline_json.timeline_json(follow(leaked()))
    assert printed["moments"][0]["odds"] is printed["moments"][0]["zone"] is None
    assert printed["publicity"] is None


def test_groups_and_zones_are_worked_out_once_for_what_differs_in_firmness(monkeypatch):
    asked = []

    def counting(problem, *, effort):
        asked.append(problem)
        return conflicts.groups(problem, effort=effort)

    monkeypatch.setattr(answers, "groups", counting)
    follow(leaked())
    assert len(asked) == 2  # before the buyer spoke, and after


def test_changes_of_odds_that_are_not_exact_are_not_known():
    (moment,) = follow(sale(said("B", "demands"))).moments
    exact = moment.odds
    vague = negsim.Odds(
        groups=exact.groups,
        open=Fraction(1, 4),
        open_at_most=Fraction(1, 2),
        open_one_resolve=exact.open_one_resolve,
        open_one_resolve_at_most=exact.open_one_resolve,
        open_one_principle=Fraction(0),
        open_one_principle_at_most=Fraction(1),
        principles=(),
        importance={},
    )
    found = answers.change(vague, exact)
    assert found.open is None
    assert found.open_one_resolve == 0
    assert found.open_one_principle is None
