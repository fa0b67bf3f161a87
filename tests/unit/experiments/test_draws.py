"""Draws: whole numbers that are what a problem has, block by block, whatever else is drawn."""

import datetime as dt
import itertools
from fractions import Fraction

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.compilation import compile_scenario
from negsim.deals.zone import zone
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.experiments.draws import BLOCK, NO_FLOOR, POINTS, sampler
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.versions import versions
from negsim.parties.interval import Interval
from negsim.parties.preferences import Interaction
from negsim.parties.red_line import RedLine
from negsim.parties.uncertainty import Uncertainty
from negsim.testing.generators import scenarios
from tests.unit.experiments import uncertain


def drawn(scenario, *, seed=7, reading="face-value", **spread):
    return sampler(knowledge(compile_scenario(scenario, reading=reading), spread=Spread(**spread)), seed=seed)


def indices(space):
    return itertools.product(*(range(radix) for radix in space.radices))


def value_of(block, party, package, *, problem):
    """Return what a package is worth in each draw, from the arrays alone."""
    mine, known = next(entry for entry in block.parties if entry.party == party), problem.party(party)
    starts = np.cumsum([0, *problem.space.radices])[:-1]
    total = mine.points[:, [int(start + at) for start, at in zip(starts, package, strict=True)]].sum(axis=1)
    at = dict(zip([issue.id for issue in problem.space.issues], package, strict=True))
    for factor in known.factors:
        if len(factor.issues) > 1:
            entry = int(factor.values[tuple(at[issue] for issue in factor.issues)])
            total = total + entry * mine.scale // known.scale
    return total if known.ceiling is None else np.minimum(total, known.ceiling * mine.scale // known.scale)


@settings(max_examples=60, deadline=None)
@given(scenarios(), st.sampled_from(["face-value", "negotiable"]))
def test_a_draw_is_a_problem_whose_zone_is_what_its_arrays_say(scenario, reading):
    draws = drawn(scenario, reading=reading, values="0.1", reservation="0.2")
    problem, block = draws.knowledge.problem, draws.block(0, size=3)
    for at in range(len(block)):
        asked = draws.problem(block, at)
        assert [demand.red for demand in asked.demands] == block.firm[at].tolist()
        assert [demand.name for demand in asked.demands] == [demand.name for demand in problem.demands]
        for package in indices(problem.space):
            chosen = problem.space.package(package)
            if not problem.space.exists(chosen):
                continue
            points = asked.points(chosen)
            for party in block.parties:
                value = value_of(block, party.party, package, problem=problem)[at]
                assert points[party.party] == value
                reservation = asked.party(party.party).reservation
                if reservation is not None:
                    meets = not reservation.red or points[party.party] >= reservation.points
                    assert meets == (value >= party.floors[at])


@settings(max_examples=40, deadline=None)
@given(scenarios())
def test_where_nothing_is_uncertain_a_draw_is_the_problem(scenario):
    plain = attrs.evolve(scenario, parties=[attrs.evolve(party, uncertainty=None) for party in scenario.parties])
    draws = drawn(plain, weights=0, firmness=0)
    problem, exact = draws.knowledge.problem, [party for party in draws.methods if not is_ranked(plain, party)]
    assert all(draws.methods[party] == "as they are" for party in exact)
    asked = draws.problem(draws.block(0, size=2), 1)
    for package in map(problem.space.package, indices(problem.space)):
        before, after = (given.points(package) for given in (problem, asked))
        assert {party: before[party] for party in exact} == {party: after[party] for party in exact}
    assert all(asked.party(party).scale == problem.party(party).scale for party in exact)


def is_ranked(scenario, party):
    return bool(scenario.party(party).preferences.ranking)


def test_blocks_of_any_size_are_the_same_draws():
    draws = drawn(uncertain.scenario(3), values="0.1", reservation="0.1")
    whole = draws.block(1)
    for size in (1, 7, 1024):
        part = draws.block(1, size=size)
        assert (part.first, len(part)) == (BLOCK, size)
        assert part.firm.tolist() == whole.firm[:size].tolist()
        for mine, all_of_it in zip(part.parties, whole.parties, strict=True):
            for name in ("points", "floors", "weights"):
                assert getattr(mine, name).tolist() == getattr(all_of_it, name)[:size].tolist()


def test_the_first_draws_of_a_longer_run_are_the_same():
    draws = drawn(uncertain.scenario(4))
    few, many = list(draws.blocks(10)), list(draws.blocks(BLOCK + 1))
    assert [len(block) for block in few + many] == [10, BLOCK, 1]
    assert few[0].parties[0].points.tolist() == many[0].parties[0].points[:10].tolist()
    assert many[0].parties[0].points[0].tolist() != many[1].parties[0].points[0].tolist()


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (0, 0), (0, BLOCK + 1)])
def test_blocks_that_there_are_not(index, size):
    with pytest.raises(ValueError, match=f"{size} draws of block {index} are asked for, where 1 to 4096 of block 0 on"):
        drawn(uncertain.sale()).block(index, size=size)


def test_what_is_drawn_cannot_be_changed():
    block = drawn(uncertain.sale()).block(0, size=2)
    for array in (block.firm, block.parties[0].points, block.parties[0].floors, block.parties[0].weights):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    own = np.zeros(2, dtype=np.bool_)
    kept = attrs.evolve(block, firm=own).firm
    own[0] = True
    assert not kept[0]


def test_points_are_weights_times_values_rounded_to_a_millionth():
    draws = drawn(uncertain.sale())
    (buyer, seller) = draws.block(0, size=50).parties
    assert (draws.methods, buyer.scale) == ({"Buyer": "rejection", "Seller": "simplex"}, POINTS)
    expected = np.rint(buyer.weights * POINTS).astype(np.int64)
    assert buyer.points[:, [0, 2]].tolist() == expected.tolist()
    assert not buyer.points[:, [1, 3]].any()
    assert (buyer.weights[:, 0] >= 0.625).all()
    assert seller.floors.tolist() == [NO_FLOOR] * 50


def test_a_reservation_lies_within_its_interval_and_is_none_where_it_is_soft():
    reservation = negsim.Reservation(value="0.4", firmness="0.5")
    draws = drawn(uncertain.sale(reservation=reservation), reservation="0.1", firmness=0)
    block = draws.block(0)
    floors, firm = block.parties[0].floors, block.firm[:, 0]
    assert draws.knowledge.problem.demands[0].name == "Buyer:reservation"
    assert abs(firm.mean() - 0.5) < 4.5 * 0.5 / np.sqrt(BLOCK)
    assert (floors[~firm] == NO_FLOOR).all()
    assert ((floors[firm] >= 300_000) & (floors[firm] <= 500_000)).all()
    assert abs(floors[firm].mean() - 400_000) < 4.5 * 200_000 / np.sqrt(12 * firm.sum())


def test_a_stated_interval_takes_the_place_of_a_fallback():
    reservation = negsim.Reservation(fallback={"price": "low"}, firmness=1)
    stated = Uncertainty(reservation=Interval("0.1", "0.1"))
    moving = drawn(uncertain.sale(reservation=reservation)).block(0, size=20).parties[0]
    fixed = drawn(uncertain.sale(reservation=reservation, uncertainty=stated)).block(0, size=20).parties[0]
    assert moving.floors.tolist() == moving.points[:, 0].tolist()  # and the date stays late, which is worth nothing
    assert fixed.floors.tolist() == [100_000] * 20


def test_a_reservation_on_a_coarse_scale_is_met_from_the_next_point_on():
    # Nothing of weights and values is uncertain: the scale stays, and 0.4 of 4 points is met by 2.
    draws = drawn(uncertain.sale(reservation=negsim.Reservation(value="0.4")), weights=0)
    buyer = draws.block(0, size=3).parties[0]
    assert (buyer.scale, draws.knowledge.problem.party("Buyer").reservation) == (20, draws.problem(
        draws.block(0, size=1), 0).party("Buyer").reservation)  # fmt: skip
    spread = drawn(uncertain.sale(reservation=negsim.Reservation(value="0.4")), weights=0, reservation="0.001")
    assert set(spread.block(0, size=200).parties[0].floors.tolist()) == {8, 9}


def test_lines_of_one_principle_are_firm_together():
    lines = [
        RedLine(name, boxes=[negsim.Box({"price": ["low"]})], price=5, firmness=firmness, principle=principle)
        for name, firmness, principle in [("x", "0.3", "law"), ("y", "0.6", "law"), ("z", "0.3", "")]
    ]
    boxes = [{"price": ["low"]}, {"date": ["late"]}, {"price": ["high"], "date": ["late"]}]
    lines = [attrs.evolve(line, boxes=[negsim.Box(box)]) for line, box in zip(lines, boxes, strict=True)]
    draws = drawn(uncertain.sale(lines=lines), firmness=0)
    firm = dict(zip([demand.name for demand in draws.knowledge.problem.demands], draws.block(0).firm.T, strict=True))
    assert (firm["Seller:y"] | ~firm["Seller:x"]).all()
    assert abs((firm["Seller:x"] & firm["Seller:z"]).mean() - 0.09) < 4.5 * np.sqrt(0.09 * 0.91 / BLOCK)


def test_firmness_between_two_numbers_is_drawn_and_then_told():
    stated = Uncertainty(firmness={"reservation": Interval("0.2", "0.6")})
    scenario = uncertain.sale(reservation=negsim.Reservation(value="0.4", firmness="0.5"), uncertainty=stated)
    draws = drawn(scenario)
    firm = np.concatenate([block.firm[:, 0] for block in draws.blocks(4 * BLOCK)])
    assert abs(firm.mean() - 0.4) < 4.5 * np.sqrt(0.24 / (4 * BLOCK))


def test_interactions_and_ceilings_stay_exact_on_the_scale_of_draws():
    scenario = uncertain.sale()
    buyer = scenario.party("Buyer")
    joint = Interaction({"price": ["low"], "date": ["soon"]}, points=Fraction(100, 7))
    alone = Interaction({"price": ["high"]}, points="0.00001")
    preferences = attrs.evolve(buyer.preferences, interactions=[joint, alone], ceiling=Fraction(10, 9))
    changed = attrs.evolve(scenario, parties=[attrs.evolve(buyer, preferences=preferences), scenario.parties[1]])
    draws = drawn(changed)
    block = draws.block(0, size=4)
    mine = block.parties[0]
    assert mine.scale % (7 * 9 * POINTS) == 0
    assert (mine.points[:, 1] * 10**7 == mine.scale).all()
    asked = draws.problem(block, 0).party("Buyer")
    assert asked.ceiling == mine.scale * 10 // 9
    (table,) = [factor for factor in asked.factors if len(factor.issues) == 2]
    assert int(table.values[0, 0]) * 7 == mine.scale


@pytest.mark.parametrize("weights", [{"price": 10**10, "date": 1}, {}])
def test_numbers_that_are_too_large_to_draw_are_refused(weights):
    scenario = uncertain.sale()
    preferences = attrs.evolve(
        scenario.party("Buyer").preferences,
        as_written=True,
        weights=weights or {"price": 1, "date": 1},
        interactions=[] if weights else [Interaction({"price": ["low"]}, points=Fraction(1, 10**12 + 39))],
    )
    changed = attrs.evolve(
        scenario, parties=[attrs.evolve(scenario.party("Buyer"), preferences=preferences), scenario.parties[1]]
    )
    with pytest.raises(UnanswerableError, match="fewer than 2251799813685248"):
        drawn(changed)


def test_an_exact_party_with_large_numbers_is_refused_only_beyond_62_bits():
    scenario = uncertain.sale()
    for digits, is_refused in ((15, False), (20, True)):
        preferences = negsim.Preferences(
            weights={"price": 1, "date": 0},
            as_written=True,
            values={"price": {"low": Fraction(1, 10**digits), "high": 1}, "date": {"soon": 0, "late": 0}},
        )
        parties = [attrs.evolve(scenario.party("Buyer"), preferences=preferences), scenario.parties[1]]
        changed = attrs.evolve(scenario, parties=parties)
        if is_refused:
            with pytest.raises(UnanswerableError, match="fewer than 4611686018427387904"):
                drawn(changed, weights=0)
        else:
            assert drawn(changed, weights=0).block(0, size=1).parties[0].points[0].tolist()[:2] == [1, 10**15]


def test_what_cannot_be_true_at_once_is_refused_when_it_is_known_to():
    # The buyer's value of a high price is 0 by the file, and of a low one 1.
    stated = Uncertainty(better={"price": [["high", "low"]]})
    with pytest.raises(UnanswerableError, match="the values of Buyer on price: low would be at least 1 and at most 0"):
        drawn(uncertain.sale(uncertainty=stated))


def test_an_unknown_demand_is_named_with_those_that_there_are():
    said = {"party": "Buyer", "issue": "price", "stance": "rejects", "options": ["high"]}
    stated = Uncertainty(firmness={"price-no-hgih": Interval(0, 1)})
    with pytest.raises(
        UnknownNameError, match="unknown demand of Buyer 'price-no-hgih'; did you mean 'price-not-high'"
    ):
        drawn(uncertain.sale(uncertainty=stated, statements=[said]))


def test_at_a_date_what_comes_later_is_no_mistake():
    day = dt.date(2022, 2, 2)
    said = {"party": "Buyer", "issue": "price", "stance": "rejects", "options": ["high"], "date": day}
    stated = Uncertainty(firmness={"price-not-high": Interval(0, 1)})
    scenario = uncertain.sale(uncertainty=stated, statements=[said])
    early = compile_scenario(scenario, as_of=dt.date(2022, 1, 1))
    assert "Buyer:price-not-high" in knowledge(compile_scenario(scenario)).firmness
    assert list(knowledge(early).firmness) == ["Seller:not-low"]


def test_shares_of_draws_are_what_exact_odds_are():
    draws = drawn(uncertain.sale(), firmness=0, weights=0)
    block = draws.block(0)
    is_open = np.array([bool(zone(draws.problem(block, at)).size) for at in range(200)])
    assert is_open.all()  # the seller's line leaves a high price
    assert abs(block.firm[:, 0].mean() - 0.5) < 4.5 * 0.5 / np.sqrt(BLOCK)


def test_versions_are_told():
    assert versions()["numpy"] == np.__version__
    assert versions()["negsim"] == negsim.__version__
