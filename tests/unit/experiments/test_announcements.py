"""What was said, when it was said, and since when it is public."""

import datetime as dt

import negsim
from negsim.experiments.announcements import ALWAYS, announcements, dates_of, with_publicity
from tests.unit.experiments.following import FRIDAY, LETTER, MONDAY, TUESDAY, leaked, said, sale


def by_name(scenario):
    return {entry.name: entry for entry in announcements(scenario)}


def test_days_come_from_the_statement_or_its_source():
    found = by_name(leaked())
    assert list(found) == ["insists", "refuses", "date", "undated"]
    assert (found["insists"].said, found["insists"].public) == (TUESDAY, TUESDAY)
    assert (found["refuses"].said, found["refuses"].public) == (MONDAY, FRIDAY)
    assert (found["undated"].said, found["undated"].public) == (None, None)
    assert [entry.was_private for entry in found.values()] == [False, True, True, False]
    assert dates_of(found.values()) == (MONDAY, TUESDAY, FRIDAY)


def test_nothing_is_public_before_it_is_said():
    early = said("B", "demands", date=FRIDAY, public=MONDAY)
    always = said("S", "rejects", public=True)
    found = by_name(sale(early, always))
    assert found["s1"].public == FRIDAY
    assert not found["s1"].was_private
    assert found["s2"].public == ALWAYS
    assert dates_of(found.values()) == (FRIDAY,)
    assert found["s2"].is_public_by(MONDAY)
    assert found["s2"].is_said_by(MONDAY)
    assert not found["s1"].is_said_by(TUESDAY)
    assert not found["s1"].is_public_by(TUESDAY)
    assert found["s1"].is_public_by(None)
    assert found["s1"].is_said_by(None)


def test_stated_lines_and_reservations_are_announcements():
    line = negsim.RedLine("both", linkage=["price", "date"], source="letter", price=5)
    seller = negsim.Party("S", lines=[line], reservation=negsim.Reservation(value="0.2", source="letter"))
    issues = [
        negsim.Issue("price", ["low", "high"], status_quo="low"),
        negsim.Issue("date", ["soon", "late"], status_quo="late"),
    ]
    scenario = negsim.Scenario("sale", issues=issues, parties=[seller, negsim.Party("B")], sources=[LETTER])
    one, other = announcements(scenario)
    assert (one.name, one.kind, one.said, one.public) == ("S:both", "line", MONDAY, FRIDAY)
    assert (other.name, other.kind, other.said, other.public) == ("S:reservation", "reservation", MONDAY, None)


def test_publicity_is_changed_for_the_named_only():
    scenario = leaked()
    secret = by_name(with_publicity(scenario, {"refuses"}, is_public=False))
    assert secret["refuses"].public is None
    assert secret["date"].public == FRIDAY
    public = by_name(with_publicity(scenario, {"refuses", "undated"}, is_public=True))
    assert public["refuses"].public == MONDAY
    assert public["undated"].public == ALWAYS
    assert scenario == leaked()


def test_publicity_of_a_stated_line_is_changed_by_its_name():
    line = negsim.RedLine("no", [negsim.Box({"price": ["low"]})], public=dt.date(2024, 3, 6))
    scenario = sale(seller=negsim.Party("S", lines=[line]))
    assert by_name(scenario)["S:no"].public == dt.date(2024, 3, 6)
    assert by_name(with_publicity(scenario, {"S:no"}, is_public=False))["S:no"].public is None
    assert by_name(with_publicity(scenario, {"no"}, is_public=False))["S:no"].public == dt.date(2024, 3, 6)
