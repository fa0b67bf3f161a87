"""Acceptability of packages to one party: closed forms, draws that agree with them, and what is not known."""

from fractions import Fraction

import numpy as np
import pytest

import negsim
from negsim.errors import UnknownNameError
from negsim.experiments.acceptability import Tally
from negsim.experiments.draws import sampler
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.party_acceptability import (
    acceptability,
    closed_acceptability,
    counted,
    worths,
)
from negsim.experiments.weight_shapes import weight_corners, weight_line
from negsim.parties.interval import Interval
from negsim.parties.preferences import Interaction
from negsim.parties.uncertainty import Uncertainty
from tests.unit.experiments.uncertain import package, sale, scenario

PACKAGES = {"cheap": package("low", "late"), "soon": package("high", "soon"), "neither": package("high", "late")}


def compiled(**more):
    return negsim.compile_scenario(sale(**more))


def drawn_of(compilation, party, packages, *, draws=20_000, spread=None):
    """Return what is counted of draws, whether there is a closed form or not."""
    how = sampler(knowledge(compilation, spread=spread or Spread()), seed=3)
    tally = Tally(alternatives=len(packages), criteria=len(compilation.problem.space.issues))
    for block in how.blocks(draws):
        worth = worths(how.problem(block, 0), party, tuple(packages.values()))
        own = next(entry for entry in block.parties if entry.party == party)
        tally.add(worth.points(own), own.weights)
    return counted(tally, how=how, party=party, packages=packages)


@pytest.mark.parametrize(
    ("uncertainty", "share", "centre"),
    [
        # The weights are 3/4 and 1/4, each within half of itself: price from 5/8 (since date is at most 3/8) to 7/8.
        (None, Fraction(1), Fraction(3, 4)),
        (Uncertainty(weights={"price": Interval(0, 1), "date": Interval(0, 1)}), Fraction(1, 2), Fraction(3, 4)),
        (Uncertainty(weights={"price": Interval("0.2", "0.6")}), Fraction(1, 4), Fraction(11, 20)),
        (Uncertainty(heavier=[["date", "price"]]), Fraction(0), None),
        (Uncertainty(heavier=[["price", "date"]]), Fraction(1), Fraction(3, 4)),
    ],
)
def test_two_issues_have_a_closed_form(uncertainty, share, centre):
    """Price beats date where it weighs more than half."""
    compilation = compiled(uncertainty=uncertainty)
    found = acceptability(compilation, "Buyer", PACKAGES)
    assert found.method == "closed form (one uncertain share)"
    assert found.rank("cheap").value == found.winning("cheap", "soon").value == share
    assert found.rank("neither", 3).value == 1
    weights = found.central_weights("cheap")
    assert (weights and weights["price"].value) == centre
    assert found.confidence_factor("neither") is None
    met = drawn_of(compilation, "Buyer", PACKAGES)
    for name in PACKAGES:
        for place in (1, 2, 3):
            error = met.rank(name, place).standard_error
            assert abs(float(met.rank(name, place)) - float(found.rank(name, place))) <= 3 * error + 1e-9
    if centre is not None:
        met_centre = met.central_weights("cheap")["price"]
        assert abs(float(met_centre) - float(centre)) <= 3 * met_centre.standard_error + 1e-6


def test_known_weights_need_no_draw():
    found = acceptability(compiled(), "Buyer", PACKAGES, spread=Spread(weights=0))
    assert (found.method, found.draws) == ("closed form (known weights)", 0)
    assert [found.rank(name).value for name in PACKAGES] == [1, 0, 0]


def test_what_combinations_add_counts_in_a_closed_form():
    preferences = negsim.Preferences(
        weights={"price": 1, "date": 1},
        values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}},
        interactions=[Interaction({"price": ["high"], "date": ["soon"]}, points=20)],
    )
    buyer = negsim.Party("B", preferences=preferences)
    compilation = negsim.compile_scenario(negsim.Scenario("s", issues=sale().issues, parties=[buyer]))
    # cheap: w; soon: 1 - w + 0.2; w from 1/4 to 3/4: cheap is better above 0.6.
    assert acceptability(compilation, "B", PACKAGES).rank("cheap").value == Fraction(3, 10)


@pytest.mark.parametrize(
    "uncertainty",
    [
        Uncertainty(distribution="triangular"),
        Uncertainty(values={"date": {"late": Interval(0, "0.5")}}),
    ],
)
def test_other_knowledge_is_drawn(uncertainty):
    compilation = compiled(uncertainty=uncertainty)
    assert closed_acceptability(knowledge(compilation), "Buyer", PACKAGES) is None
    found = acceptability(compilation, "Buyer", PACKAGES, draws=500, seed=2)
    assert (found.draws, found.method.endswith(", drawn")) == (500, True)
    assert found.places == acceptability(compilation, "Buyer", list(PACKAGES.values()), draws=500, seed=2).places
    assert sum(found.places[0]) == 1


def test_confidence_is_how_likely_a_package_is_best_under_its_central_weights():
    """Late is worth from 0 to 0.9 to the buyer, and soon 0.6: with one issue, the central weight is 1."""
    party = negsim.Party(
        "B",
        preferences=negsim.Preferences(
            weights={"date": 1}, values={"date": {"soon": 1, "middle": "0.6", "late": "0.4"}}
        ),
        uncertainty=Uncertainty(values={"date": {"late": Interval(0, "0.9")}}),
    )
    issues = [negsim.Issue("date", ["soon", "middle", "late"])]
    compilation = negsim.compile_scenario(negsim.Scenario("s", issues=issues, parties=[party]))
    two = {name: negsim.Package({"date": name}) for name in ("middle", "late")}
    found = acceptability(compilation, "B", two, draws=20_000)
    for name, share in (("middle", 2 / 3), ("late", 1 / 3)):
        confidence = found.confidence_factor(name)
        assert confidence is not None
        assert abs(float(confidence) - share) <= 3 * confidence.standard_error
        assert abs(float(found.rank(name)) - share) <= 3 * found.rank(name).standard_error
        assert confidence.draws == 10_000


@pytest.mark.parametrize("seed", range(4))
def test_points_are_those_of_the_drawn_problem(seed):
    compilation = negsim.compile_scenario(scenario(seed))
    space = compilation.problem.space
    packages = [space.package(choice) for choice in np.ndindex(*space.radices)]
    how = sampler(knowledge(compilation, spread=Spread(values="0.2")), seed=seed)
    block = how.block(0, size=3)
    for drawn in block.parties:
        points = worths(how.problem(block, 0), drawn.party, packages).points(drawn)
        for at in range(3):
            problem = how.problem(block, at)
            assert points[at].tolist() == [problem.points(entry)[drawn.party] for entry in packages]


def test_weights_that_do_not_sum_to_one_follow_one_number_alone():
    preferences = negsim.Preferences(
        weights={"price": 3, "date": 1},
        values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}},
        as_written=True,
    )
    party = negsim.Party("B", preferences=preferences, uncertainty=Uncertainty(weights={"price": Interval(0, 4)}))
    compilation = negsim.compile_scenario(negsim.Scenario("s", issues=sale().issues, parties=[party]))
    known = knowledge(compilation, spread=Spread(weights=0)).of("B")
    line = weight_line(known)
    assert line is not None
    assert [list(line.starts), list(line.slopes), list(line.between)] == [[0, 1], [1, 0], [0, 4]]
    found = acceptability(compilation, "B", PACKAGES, spread=Spread(weights=0))
    assert found.rank("cheap").value == Fraction(3, 4)
    assert weight_line(knowledge(compilation).of("B")) is None  # both are uncertain then


def three(**more):
    """One party, three issues that all count, one that does not, and a bonus for a combination."""
    issues = [negsim.Issue(name, ["x", "y"]) for name in "abcd"]
    preferences = negsim.Preferences(
        values={"a": {"x": 1, "y": 0}, "b": {"x": "0.2", "y": 1}, "c": {"x": "0.5", "y": "0.7"}, "d": {"x": 0, "y": 0}},
        interactions=[Interaction({"a": ["x"], "b": ["x"]}, points=5)],
        **more.pop("preferences", {"weights": {"a": 1, "b": 1, "c": 1, "d": 0}}),
    )
    party = negsim.Party("P", preferences=preferences, **more)
    return negsim.compile_scenario(negsim.Scenario("s", issues=issues, parties=[party]))


ALL = Interval(0, 1)
TWO = {
    "left": negsim.Package({"a": "x", "b": "x", "c": "x", "d": "x"}),
    "right": negsim.Package({"a": "y", "b": "y", "c": "y", "d": "y"}),
}


@pytest.mark.parametrize(
    "more",
    [
        {"uncertainty": Uncertainty(weights={"a": ALL, "b": ALL, "c": ALL, "d": Interval(0, 0)})},
        {"preferences": {"ranking": [["b"], ["a"], ["c"], ["d"]]}},
        {"uncertainty": Uncertainty(weights=dict.fromkeys("abcd", ALL), heavier=[["c", "b"], ["b", "a", "d"]])},
    ],
)
def test_two_packages_have_a_closed_form(more):
    compilation = three(**more)
    found = acceptability(compilation, "P", TWO)
    assert (found.draws, found.method) == (0, "closed form (two packages)")
    met = drawn_of(compilation, "P", TWO)
    for name in TWO:
        share = met.rank(name)
        assert abs(float(share) - float(found.rank(name))) <= 3 * share.standard_error + 1e-9
        exact, drawn = found.central_weights(name), met.central_weights(name)
        assert exact is not None
        assert drawn is not None
        assert sum(weight.value for weight in exact.values()) == 1
        for issue, weight in exact.items():
            assert abs(float(weight) - float(drawn[issue])) <= 4 * drawn[issue].standard_error + 1e-6


def test_an_order_of_all_weights_has_the_rank_order_centroid_in_its_middle():
    corners = weight_corners(knowledge(three(preferences={"ranking": [["a"], ["b"], ["c"], ["d"]]})).of("P"))
    assert corners is not None
    middle = [sum(column) / 4 for column in zip(*corners, strict=True)]
    assert middle == [Fraction(25, 48), Fraction(13, 48), Fraction(7, 48), Fraction(3, 48)]


@pytest.mark.parametrize(
    "uncertainty",
    [
        None,
        Uncertainty(weights={"a": ALL, "b": Interval("0.1", 1), "c": ALL}),
        Uncertainty(weights=dict.fromkeys("abcd", ALL), heavier=[["a", "b"]]),
        Uncertainty(weights=dict.fromkeys("abcd", ALL), heavier=[["a", "b", "c", "d"], ["a", "c"]]),
        Uncertainty(weights=dict.fromkeys("abcd", ALL), distribution="triangular"),
    ],
)
def test_other_shapes_have_no_such_corners(uncertainty):
    compilation = three(uncertainty=uncertainty)
    assert weight_corners(knowledge(compilation).of("P")) is None
    assert acceptability(compilation, "P", TWO, draws=50).draws == 50


def test_what_is_known_of_others_leaves_two_weights_their_line():
    weights = {"a": Interval("0.3", "0.3"), "b": ALL, "c": Interval("0.1", "0.1"), "d": ALL}
    known = Uncertainty(weights=weights, heavier=[["a", "c"], ["b", "c"]])
    line = weight_line(knowledge(three(uncertainty=known)).of("P"))
    assert line is not None
    assert line.between == (Fraction(1, 10), Fraction(6, 10))
    assert line.slopes == (0, 1, 0, -1)


def test_unknown_parties_and_packages_twice():
    with pytest.raises(UnknownNameError, match="party that signs every package"):
        acceptability(compiled(), "Nobody", PACKAGES)
    with pytest.raises(ValueError, match="some of them twice"):
        acceptability(compiled(), "Buyer", [package("low", "late")] * 2)
    with pytest.raises(ValueError, match="no alternative"):
        acceptability(compiled(), "Buyer", {})
