"""A timeline's odds are those of each day, and being public never makes a deal likelier."""

from fractions import Fraction

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.compilation import compile_scenario
from negsim.experiments.announcements import announcements, dates_of, with_publicity
from negsim.parties.reading import NEGOTIABLE
from negsim.testing import oracles
from negsim.testing.generators import readings, scenarios
from tests.unit.experiments.following import follow, priced

any_reading = st.one_of(st.just(NEGOTIABLE), readings())


@settings(max_examples=25)
@given(scenarios(max_issues=2, max_statements=5), any_reading)
def test_moments_are_what_brute_force_finds_of_each_day(scenario, reading):
    found = follow(scenario, reading=reading, max_deals=1)
    dates = dates_of(announcements(scenario))
    assert [moment.date for moment in found.moments] == list(dates or (None,))
    before = None
    for moment in found.moments:
        problem = compile_scenario(scenario, reading=reading, as_of=moment.date).problem
        names = {entry.name for entry in moment.published}
        secret = with_publicity(scenario, names, is_public=False)
        unpublished = oracles.odds(compile_scenario(secret, reading=reading, as_of=moment.date).problem)
        assert moment.odds.open == oracles.odds(problem)
        assert moment.odds.open_one_resolve == oracles.odds_with_one_resolve(problem)
        assert moment.by_publicity.open == moment.odds.open - unpublished
        assert (moment.by_saying is None) == (before is None)
        if before is not None:
            assert moment.by_saying.open + moment.by_publicity.open == moment.odds.open - before
        assert moment.zone.size == len(oracles.zone(problem))
        assert moment.conflicts == len(oracles.conflicts(problem))
        assert moment.nearest_deals.count == len(oracles.nearest_deals(problem))
        before = moment.odds.open
    assert found.moments[-1].odds.open == oracles.odds(compile_scenario(scenario, reading=reading).problem)


@settings(max_examples=25)
@given(scenarios(max_issues=2, max_statements=5), any_reading)
def test_everything_said_or_made_public_is_in_one_moment(scenario, reading):
    moments = follow(scenario, reading=reading, max_deals=0).moments
    known = announcements(scenario)
    assert sorted(entry.name for moment in moments for entry in moment.said) == sorted(entry.name for entry in known)
    public = [entry.name for entry in known if entry.public is not None]
    assert sorted(entry.name for moment in moments for entry in moment.published) == sorted(public)


@settings(max_examples=25)
@given(scenarios(max_issues=2, max_statements=5), any_reading)
def test_prices_are_differences_of_brute_force_and_never_below_0(scenario, reading):
    found = priced(scenario, reading=reading)
    now = oracles.odds(compile_scenario(scenario, reading=reading).problem)
    assert found.odds.open == now
    for price in (*found.statements, *found.sources):
        names = {entry.name for entry in price.announcements}
        other = with_publicity(scenario, names, is_public=not price.is_public)
        assert price.change == oracles.odds(compile_scenario(other, reading=reading).problem) - now
        assert price.effect.price.open >= 0
        assert price.effect.price.open_one_resolve >= 0
        assert price.effect.price.open_one_principle >= 0


@settings(max_examples=10)
@given(scenarios(max_issues=2, max_statements=5))
def test_where_being_public_adds_nothing_it_changes_nothing(scenario):
    moments = follow(scenario, reading=attrs.evolve(NEGOTIABLE, public_firmness=Fraction(0)), max_deals=0).moments
    assert all(moment.by_publicity.open == moment.by_disclosure.open == 0 for moment in moments)
