"""Opponent models: what each learns on worked numbers, and how close it comes to the truth on random problems."""

import datetime as dt

import attrs
import numpy as np
import pytest
from hypothesis import given, settings

from negsim.errors import TooLargeError
from negsim.positions.statement import Statement
from negsim.problem import Factor, ProblemParty
from negsim.seeding import stream, uniforms
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.opponents import estimate as module
from negsim.talks.opponents.bayesian import Bayesian, prior
from negsim.talks.opponents.estimate import Estimate, correlation, ignorance, truth
from negsim.talks.opponents.frequency import Frequency, Offered
from negsim.talks.opponents.model import before, listen
from negsim.talks.opponents.stated import Stated, said_on
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.view import View
from negsim.testing import oracles
from negsim.testing.problem_generators import problems
from tests.unit.talks.model_trials import mean_correlations
from tests.unit.talks.strategy_trials import Seen, pie, problem_of, share

LEVELS = ["0", "1", "2"]
SPACE = Space([Issue("x", LEVELS, ordered=True), Issue("y", LEVELS, ordered=True)])


def package(x, y):
    return Package({"x": str(x), "y": str(y)})


def learnt(model, offers, *, space=SPACE, by=1.0):
    memory = {"frequency": Offered(space), "bayesian": prior(space)}[model.name.partition(":")[0]]
    for at, made in enumerate(offers):
        memory = model.heard(memory, made, elapsed=by * at / max(1, len(offers) - 1))
    return model.estimate(memory)


def test_frequency_counts_options_and_weighs_issues_by_the_most_frequent_one():
    thought = learnt(Frequency(), [package(2, 0), package(2, 1), package(2, 1), package(1, 2)])
    assert dict(thought.values["x"]) == {"0": 0, "1": 1 / 3, "2": 1}
    assert dict(thought.values["y"]) == {"0": 1 / 2, "1": 1, "2": 1 / 2}
    assert dict(thought.weights) == {"x": 3 / 5, "y": 2 / 5}
    assert Frequency().estimate(Offered(SPACE)) == ignorance(SPACE)


def test_bayesian_learns_which_issue_weighs_more_from_where_a_party_gives_way():
    # Thought to give up a fifth of its value only, a party that gives way all along y can hold little by it.
    thought = learnt(
        Bayesian(concession=0.2), [package(2, 2), package(2, 2), package(2, 1), package(2, 1), package(2, 0)]
    )
    assert thought.weights["x"] > thought.weights["y"]
    assert max(thought.values["x"], key=thought.values["x"].get) == "2"
    assert sum(thought.weights.values()) == pytest.approx(1)


def test_bayes_rule_by_hand():
    # One issue, two options: hypotheses (1, 0) and (0, 1). The other offers the first at once, which is worth 1 under
    # the one and 0 under the other: with a spread of 1 the odds are 1 to exp(-1/2).
    space = Space([Issue("x", ["a", "b"])])
    thought = learnt(Bayesian(spread=1), [Package({"x": "a"})], space=space)
    assert thought.values["x"]["a"] == pytest.approx(1 / (1 + np.exp(-0.5)))
    assert thought.weights["x"] == 1


def test_bayes_rule_over_weights_by_hand():
    # What y gets is worth 1 whatever happens, x's option is expected to be worth 1/2; each is expected to weigh 0.55.
    # If x weighs w, the offer is worth (0.55 + w/2) / (0.55 + w), and 1 is asked for.
    space = Space([Issue("x", ["a", "b"]), Issue("y", ["c"])])
    model = Bayesian()
    found = model.heard(prior(space), Package({"x": "a", "y": "c"}), elapsed=0).weights[0]
    levels = np.arange(1, 11) / 10
    odds = np.exp(-((((0.55 + levels / 2) / (0.55 + levels) - 1) / 0.25) ** 2) / 2)
    assert found == pytest.approx(odds / odds.sum(), rel=0.01)


def test_an_offer_that_nothing_explains_is_no_news():
    space = Space([Issue("x", ["a"]), Issue("y", ["b"])])
    found = learnt(Bayesian(concession=1, spread=0.01), [Package({"x": "a", "y": "b"})] * 2, space=space)
    assert dict(found.weights) == {"x": 0.5, "y": 0.5}


def test_settings_of_bayesian_that_cannot_be():
    assert Bayesian(concession=0.2).name == "bayesian:concession=0.2,spread=0.25"
    with pytest.raises(ValueError, match=r"concession=2.0; expected a share"):
        Bayesian(concession=2)
    with pytest.raises(ValueError, match=r"spread=0.0; expected a number from 0.01 to 10"):
        Bayesian(spread=0)


def test_bayesian_shapes_rise_to_each_option_and_fall_evenly_on_ordered_issues():
    space = Space([Issue("x", ["0", "1", "2", "3"], ordered=True), Issue("y", LEVELS)])
    assert prior(space).shapes == (
        ((1, 1 - 1 / 3, 1 - 2 / 3, 0), (0.5, 1, 0.5, 0), (0, 0.5, 1, 0.5), (0, 1 - 2 / 3, 1 - 1 / 3, 1)),
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    )


def test_stated_has_values_and_weights_from_public_statements_alone():
    said = (
        Statement(party="B", issue="x", stance="demands", options=["0"], strength="principle"),
        Statement(party="A", issue="y", stance="demands", options=["2"]),
    )
    brief = Seen(
        problem_of(SPACE.issues, {"A": [[0] * 3] * 2, "B": [[0] * 3] * 2}), "A", HardLiner(), statements=said
    ).brief
    thought = Stated().estimate(Stated().begin(brief, "B"))
    assert dict(thought.weights) == {"x": 1, "y": 0}
    assert dict(thought.values["x"]) == {"0": 1, "1": 0.5, "2": 0}
    assert dict(thought.values["y"]) == {"0": 0.5, "1": 0.5, "2": 0.5}
    silent = Stated().begin(attrs.evolve(brief, statements=()), "B")
    assert silent == ignorance(SPACE)
    assert Stated().heard(silent, package(0, 0), elapsed=1) == silent


def test_a_later_statement_stands_for_an_earlier_one():
    said = tuple(
        Statement(party="B", issue="x", stance="proposes", options=[option], date=dt.date.fromisoformat(date))
        for option, date in [("2", "2022-02-01"), ("0", "2022-01-01")]
    )
    brief = Seen(
        problem_of(SPACE.issues, {"A": [[0] * 3] * 2, "B": [[0] * 3] * 2}), "A", HardLiner(), statements=said
    ).brief
    assert [entry.options for entry in said_on(brief, "B", issue="x").statements] == [("2",), ("0",)]


def test_listening_hears_the_offers_of_others_once_each():
    seen = Seen(pie(10, parties=("A", "B", "C")), "A", HardLiner())
    heard = before(seen.brief, Frequency())
    seen.hears(share(3), party="B")
    seen.moves()
    seen.hears_acceptance(party="B")
    seen.hears(share(4), party="C")
    for _ in range(2):
        view = View(seen.brief, 2, 0.1, share(4), seen.log, len(seen.log))
        heard = listen(heard, view, model=Frequency())
    assert dict(heard.offers) == {"B": share(3), "C": share(4)}
    assert (heard.latest, heard.speaker, heard.count) == (share(4), "C", 4)
    assert {party: sum(known.counts.values()) for party, known in heard.learnt.items()} == {"B": 1, "C": 1}


@settings(max_examples=30)
@given(problems())
def test_correlation_is_pearsons_over_all_packages_that_exist(problem):
    rng = stream(3, "estimate")
    space, party = problem.space, problem.parties[0]
    drawn = {issue.id: uniforms((len(issue.options),), rng=rng).tolist() for issue in space.issues}
    thought = Estimate(
        {issue.id: 1 / len(space.issues) for issue in space.issues},
        {issue.id: dict(zip(issue.option_ids, drawn[issue.id], strict=True)) for issue in space.issues},
    )
    every = list(oracles.packages(problem))
    pairs = np.array([(thought.value(own), oracles.points(problem, party, own)) for own in every], dtype=float).T
    expected = np.corrcoef(pairs)[0, 1] if len(every) > 1 and pairs.std(axis=1).min() > 1e-9 else 0
    assert correlation(thought, party, space=space) == pytest.approx(expected)


def test_the_truth_correlates_with_itself():
    problem = problem_of(SPACE.issues, {"A": [[0, 3, 9], [4, 2, 1]]})
    thought = truth(problem.parties[0], space=SPACE)
    assert correlation(thought, problem.parties[0], space=SPACE) == pytest.approx(1)
    assert thought.weights["x"] == 9 / 12
    cut = Space(SPACE.issues, [Exclusion({"x": ("2",), "y": ("0",)})])
    assert correlation(thought, problem.parties[0], space=cut) == pytest.approx(1)


def test_what_is_no_sum_over_issues_has_no_such_truth():
    joint = ProblemParty(id="J", factors=[Factor(["x", "y"], [[0, 1, 2]] * 3)])
    with pytest.raises(ValueError, match="what J wants is no sum over issues"):
        truth(joint, space=SPACE)


def test_spaces_too_large_to_compare_on_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_COMPARED", 8)
    with pytest.raises(TooLargeError, match="comparing an estimate would take 9 packages"):
        correlation(ignorance(SPACE), ProblemParty(id="P"), space=SPACE)


@pytest.mark.parametrize(
    ("name", "against", "bound"),
    [
        ("frequency", "linear", 0.5),
        ("frequency", "micro", 0.6),
        ("bayesian", "linear", 0.8),
        ("bayesian", "micro", 0.65),
        ("stated", "linear", 0.9),
        ("none", "linear", -0.01),
    ],
)
def test_what_is_learnt_comes_close_to_the_truth(name, against, bound):
    assert mean_correlations(against)[name] >= bound
