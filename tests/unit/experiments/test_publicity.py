"""The price of publicity, by hand."""

from fractions import Fraction

import pytest

import negsim
from negsim.experiments.publicity import made_public_on, publicity
from tests.unit.experiments.following import FRIDAY, LETTER, MONDAY, TUESDAY, leaked, priced, said, sale

SOFT, FIRM = Fraction("0.6"), Fraction("0.68")


def by_name(prices):
    return {price.name: price for price in prices}


def test_the_price_of_each_statement_and_source():
    found = priced(leaked())
    assert found.odds.open == 1 - FIRM**2
    prices = by_name(found.statements)
    assert set(prices) == {"insists", "refuses", "date", "undated"}
    for name in ("insists", "refuses"):
        assert prices[name].is_public
        assert prices[name].effect.price.open == prices[name].change == FIRM * (FIRM - SOFT)
        assert prices[name].effect.times == (1 - FIRM * SOFT) / (1 - FIRM**2)
    assert dict(prices["refuses"].effect.firmness) == {"S:price-not-low": (SOFT, FIRM)}
    (letter,) = found.sources
    assert letter.name == "letter"
    assert [entry.name for entry in letter.announcements] == ["refuses", "date"]
    assert letter.effect.price == prices["refuses"].effect.price


def test_what_is_not_public_costs_what_publishing_it_would():
    price = by_name(priced(leaked(), as_of=TUESDAY).statements)["refuses"]
    assert not price.is_public
    assert price.effect.secret.open == 1 - FIRM * SOFT
    assert price.effect.public.open == 1 - FIRM**2
    assert price.change == -price.effect.price.open == -FIRM * (FIRM - SOFT)


def test_a_statement_with_a_firmer_one_behind_the_same_line_has_no_price():
    twice = sale(
        said("B", "demands", public=True, id="first"),
        said("B", "demands", public=True, id="again"),
        said("S", "rejects", public=True),
    )
    prices = by_name(priced(twice).statements)
    assert prices["first"].effect.price.open == prices["again"].effect.price.open == 0
    assert prices["first"].effect.times == 1
    assert not prices["first"].effect.firmness
    assert prices["s3"].effect.price.open > 0


def test_what_was_not_said_yet_has_no_price():
    found = priced(leaked(), as_of=MONDAY)
    assert set(by_name(found.statements)) == {"refuses", "date", "undated"}
    assert found.as_of == MONDAY
    assert found.odds.open == 1


def test_stated_lines_have_a_price_and_reservations_none():
    line = negsim.RedLine("no", [negsim.Box({"price": ["low"]})], source="letter")
    seller = negsim.Party("S", lines=[line], reservation=negsim.Reservation(value=0))
    scenario = sale(said("B", "demands", public=True), seller=seller, sources=[LETTER])
    prices = by_name(priced(scenario).statements)
    assert set(prices) == {"s1", "S:no"}
    assert prices["S:no"].effect.price.open == FIRM * (FIRM - SOFT)
    assert dict(prices["S:no"].effect.firmness) == {"S:no": (SOFT, FIRM)}


def test_at_face_value_publicity_is_free():
    assert all(price.change == 0 for price in priced(leaked(), reading="face-value").statements)
    assert all(price.effect.times is None for price in priced(leaked(), reading="face-value").statements)


def test_a_leak_on_the_day_and_at_the_end():
    later = said("S", "demands", "high", date=FRIDAY.replace(day=11), public=True, id="repeats")
    scenario = sale(*leaked().statements, later, sources=[LETTER])
    found = made_public_on(scenario, FRIDAY)
    assert [entry.name for entry in found.announcements] == ["refuses", "date"]
    assert found.sources == ("letter",)
    assert found.on_the_day.secret.open == 1 - FIRM * SOFT
    assert found.on_the_day.public.open == 1 - FIRM**2
    # The later demand says the same in public: by then the leak no longer matters.
    assert found.at_the_end.price.open == 0
    assert made_public_on(scenario, FRIDAY, until=FRIDAY).at_the_end == found.on_the_day


def test_a_day_without_disclosures_did_nothing():
    found = made_public_on(leaked(), TUESDAY)
    assert found.announcements == ()
    assert found.sources == ()
    assert found.on_the_day.price.open == found.at_the_end.price.open == 0
    with pytest.raises(TypeError, match="date='2022-02-02'; expected a date"):
        made_public_on(leaked(), "2022-02-02")  # type: ignore[arg-type] # what is refused
    with pytest.raises(TypeError, match="until='2022-02-02'; expected a date"):
        made_public_on(leaked(), FRIDAY, until="2022-02-02")  # type: ignore[arg-type] # what is refused
    with pytest.raises(TypeError, match="as_of='2022-02-02'; expected a date"):
        publicity(leaked(), as_of="2022-02-02")  # type: ignore[arg-type] # what is refused
    with pytest.raises(ValueError, match="expected a day on or after it"):
        made_public_on(leaked(), FRIDAY, until=MONDAY)


def test_a_source_that_is_public_in_part_is_priced_as_a_whole():
    issues = [negsim.Issue("x", ["a", "b"]), negsim.Issue("y", ["c", "d"])]
    firm = negsim.RedLine("k", [negsim.Box({"x": ["b"]}), negsim.Box({"y": ["d"]})], firmness=1)
    said_by_a = [
        negsim.Statement(party="A", issue=issue, stance="rejects", options=[option], source="doc", public=is_public)
        for issue, option, is_public in (("x", "a", True), ("y", "c", False))
    ]
    scenario = negsim.Scenario(
        "part",
        issues=issues,
        parties=[negsim.Party("A"), negsim.Party("B", lines=[firm])],
        sources=[negsim.Source("doc")],
        statements=said_by_a,
    )
    found = negsim.publicity(scenario)
    (doc,) = found.sources
    soft, public = 1 - SOFT, 1 - FIRM  # the zone is open where both of A's lines are soft
    assert found.odds.open == soft * public
    assert (doc.effect.secret.open, doc.effect.public.open) == (soft**2, public**2)
    assert doc.is_public
    assert doc.change == soft**2 - public**2
