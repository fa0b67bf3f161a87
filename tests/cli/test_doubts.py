"""What would change the answers, as text."""

import attrs

import negsim
from negsim.cli.doubts import sensitivity_text
from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sensitivity import LeftOut, sensitivity
from negsim.parties.interval import Interval
from negsim.parties.uncertainty import Uncertainty
from tests.unit.experiments.test_sensitivity import OWN, border, sale


def text_of(scenario, *, reading="face-value", spread=None, answers=None, width=80, max_bars=10):
    compilation = compile_scenario(scenario, reading=reading)
    known = knowledge(compilation, spread=spread or Spread())
    return sensitivity_text(sensitivity(compilation, known=known, answers=answers), width=width, max_bars=max_bars)


def test_flips_and_what_changes():
    text = text_of(border())
    assert "NEAREST DEAL: 4 numbers of 4 change the package, each by itself" in text
    assert (
        "  weight of land with N, 0.3 to 0.9, taken as 0.6: largest breach 50\n    at 0.5: package B becomes A" in text
    )
    assert "  B: as A, but land: south, sea: open" in text
    assert "One number moves at a time" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_flip_is_given_exactly_where_it_is_no_short_decimal():
    assert "at 0.333 (1/3): package B becomes A" in text_of(
        border(north=(1, 1), south=(3, 6)), answers=["nearest-deal"]
    )


def test_what_is_not_shown_is_counted():
    assert "  and 3 numbers more" in text_of(border(), max_bars=1, answers=["nearest-deal"])


def test_zones_that_open_and_close():
    text = text_of(border(), reading=OWN, answers=["nash", "nearest-deal"])
    assert "NASH" in text
    assert "at 0.8: the zone closes" in text
    reserved = sale(reservation=negsim.Reservation(value="1.05"))
    text = text_of(reserved, spread=Spread(reservation="0.1"), answers=["nash", "nearest-deal"])
    assert text.count("at 1: the zone closes") == 2


def test_odds_and_what_was_left_out():
    text = text_of(border(), reading=OWN, answers=["odds"])
    assert "ODDS OF A DEAL: 4 numbers of 4 move them, each by itself" in text
    reserved = sale(reservation=negsim.Reservation(value="0.9", firmness="1/2"))
    assert "odds 50 % to 100 % at the ends" in text_of(reserved, spread=Spread(reservation="0.3"), answers=["odds"])
    assert "NASH: no number that is uncertain bears on it" in text_of(sale(), answers=["nash"])
    ceiling = negsim.Preferences(weights={"land": 3, "sea": 2}, ceiling="1/2")
    parties = [negsim.Party("N", preferences=ceiling), border().parties[1]]
    scenario = negsim.Scenario("border", issues=border().issues, parties=parties, statements=border().statements)
    text = " ".join(text_of(scenario, answers=["nearest-deal"]).split())
    assert "Left out: N:weight:land and N:weight:sea (nearest-deal): " in text
    assert "NEAREST DEAL: 2 numbers of 2 change the package, each by itself; 2 more left out, as told below" in text


def test_numbers_left_out_for_one_reason_are_told_once():
    compilation = compile_scenario(border())
    found = sensitivity(compilation, known=knowledge(compilation), answers=["nash", "egalitarian"])
    missing = [
        LeftOut(number=f"N:weight:i{at}", answer=answer, why="too many packages")
        for at in range(90)
        for answer in found.answers
    ]
    text = " ".join(sensitivity_text(attrs.evolve(found, bars=(), left_out=missing), width=80).split())
    assert text.count("Left out: ") == 1
    names = "N:weight:i0, N:weight:i1, N:weight:i2 and 87 other numbers (nash, egalitarian): too many packages"
    assert f"Left out: {names}" in text
    assert "NASH: not answered: 90 numbers left out, as told below" in text


def stated(value, low, high):
    """A sale whose buyer holds out for a value, coded outside of what the file says it may be."""
    return sale(reservation=negsim.Reservation(value=value), uncertainty=Uncertainty(reservation=Interval(low, high)))


def test_a_number_coded_outside_of_its_interval_is_compared_with_its_point():
    text = text_of(stated("0.4", "1.2", "1.5"), answers=["odds", "nash", "nearest-deal"], width=100)
    assert "ODDS OF A DEAL: 1 number of 1 moves them, by itself" in text
    assert "reservation of B, 1.2 to 1.5, coded as 0.4: odds 0 % at the ends" in text
    assert "as coded, outside of that interval: odds 100 %" in text
    assert "NASH: 1 number of 1 changes the package, by itself" in text
    assert "coded as 0.4: no package" in text
    assert "within it no package" in text
    assert "as coded, outside of that interval: the zone is open; within it package A" in text
    nearest = text_of(stated("1.2", "0.2", "0.4"), answers=["nearest-deal"], width=100)
    assert "coded as 1.2: the zone is open" in nearest
    assert "outside of that interval: largest breach 20; within it the zone is open" in nearest


def test_a_package_that_gives_nobody_a_gain_has_no_measure():
    """Kalai-Smorodinsky where every package of the zone leaves each party at its reservation."""
    found = text_of(border(), reading=OWN, answers=["kalai-smorodinsky", "nash"])
    assert "KALAI-SMORODINSKY" in found
    compilation = compile_scenario(border(), reading=OWN)
    one = sensitivity(compilation, known=knowledge(compilation), answers=["kalai-smorodinsky"])
    bare = [
        attrs.evolve(
            bar,
            low=attrs.evolve(bar.low, measures=()),
            point=attrs.evolve(bar.point, measures=()),
            high=attrs.evolve(bar.high, measures=()),
            pieces=[attrs.evolve(piece, start=(), end=()) for piece in bar.pieces],
        )
        for bar in one.bars
    ]
    assert any(bar.flips for bar in bare)
    assert ": no party can gain" in sensitivity_text(attrs.evolve(one, bars=bare), width=100)
