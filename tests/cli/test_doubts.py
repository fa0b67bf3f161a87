"""What would change the answers, as text."""

import negsim
from negsim.cli.doubts import sensitivity_text
from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sensitivity import sensitivity
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
    assert "NASH: none of 0 numbers moves it by itself" in text_of(sale(), answers=["nash"])
    ceiling = negsim.Preferences(weights={"land": 3, "sea": 2}, ceiling="1/2")
    parties = [negsim.Party("N", preferences=ceiling), border().parties[1]]
    scenario = negsim.Scenario("border", issues=border().issues, parties=parties, statements=border().statements)
    assert "Left out: N:weight:land (nearest-deal): " in text_of(scenario, answers=["nearest-deal"])
