"""Importance: what blame and learning amount to, at the extremes and where odds are known between bounds."""

from fractions import Fraction

import attrs

from negsim.deals import chances
from negsim.deals.conflicts import groups
from negsim.deals.odds import odds
from tests.firm_sets import exactly, problem_of

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def test_of_two_lines_that_rule_out_everything_both_are_to_blame():
    """Either of them opens the zone: where it is closed both are firm, and softening one is enough."""
    found = odds(problem_of({"a": "xy"}, {"A:no": ("a", "x", "1/2"), "B:no": ("a", "y", "1/2")})).importance
    for entry in found.values():
        assert (entry.birnbaum, entry.criticality) == exactly("1/2", 1)
        assert (entry.if_soft, entry.if_firm) == exactly(1, "1/2")
        # A quarter of the variance of the line, times the square of what it does, of 3/4 times 1/4.
        assert entry.learning == QUARTER * QUARTER / Fraction(3, 16)


def test_a_line_that_decides_alone_is_all_there_is_to_learn():
    (entry,) = odds(problem_of({"a": "x"}, {"A:no": ("a", "x", "1/4")})).importance.values()
    assert (entry.birnbaum, entry.criticality, entry.learning) == exactly(1, 1, 1)
    assert (entry.if_soft, entry.if_firm, entry.times) == exactly(1, 0, "4/3")


def test_a_line_that_decides_and_is_hardly_ever_firm_is_hardly_to_blame():
    found = odds(problem_of({"a": "x"}, {"A:no": ("a", "x", "1/100"), "B:no": ("a", "x", "1/2")})).importance
    weak, strong = found["A:no"], found["B:no"]
    assert weak.birnbaum == HALF
    assert strong.birnbaum == Fraction(99, 100)
    # Closed with probability 1 - 99/200; to blame where it is firm and the other is not.
    assert weak.criticality == Fraction(1, 100) * HALF / Fraction(101, 200)
    assert strong.criticality == HALF * Fraction(99, 100) / Fraction(101, 200)


def test_where_the_zone_is_surely_open_nothing_is_to_blame_and_nothing_to_learn():
    lines = {"A:no": ("a", "x", "1/2"), "B:no": ("a", "x", "1/4")}
    for entry in odds(problem_of({"a": "xy"}, lines)).importance.values():
        assert (entry.birnbaum, entry.times, entry.criticality, entry.learning) == exactly(0, 1, None, 0)
        assert entry.if_soft == entry.if_firm == 1


def test_where_the_zone_is_surely_closed_there_is_nothing_to_learn():
    lines = {"A:no": ("a", "x", "1"), "B:no": ("a", "y", "1"), "C:no": ("b", "p", "1/2"), "D:no": ("b", "q", "1/2")}
    found = odds(problem_of({"a": "xy", "b": "pq"}, lines))
    assert found.open == 0
    # Softening one opens the one issue; on the other nothing of it is seen while the first stays closed.
    for name in ("A:no", "B:no"):
        entry = found.importance[name]
        assert entry.birnbaum == entry.if_soft == Fraction(3, 4)
        assert (entry.times, entry.if_firm, entry.criticality) == (None, *exactly(0, "3/4"))
        assert entry.learning == 0
    for name in ("C:no", "D:no"):
        entry = found.importance[name]
        assert (entry.birnbaum, entry.criticality, entry.learning) == exactly(0, 0, 0)
        assert (entry.times, entry.if_soft, entry.if_firm) == exactly("4/3", 0, 0)


def test_demands_that_are_all_sure_are_tried_one_by_one():
    lines = {"A:no": ("a", "x", "1"), "B:no": ("a", "y", "1"), "C:no": ("a", "z", "0"), "D:no": ("a", "z", "1")}
    found = odds(problem_of({"a": "xyz"}, lines)).importance
    assert {name: (entry.if_soft, entry.if_firm) for name, entry in found.items()} == {
        "A:no": exactly(1, 0),
        "B:no": exactly(1, 0),
        "C:no": exactly(0, 0),
        "D:no": exactly(1, 0),
    }


def test_sure_demands_of_which_not_all_is_known_are_told_between_bounds():
    problem = problem_of({"a": "xy"}, {"A:no": ("a", "x", "1"), "B:no": ("a", "y", "1")})
    (group,) = groups(problem)
    cut = attrs.evolve(group, broken=group.broken[:1], broken_complete=False)
    found = odds(problem, found=[cut])
    assert (found.open, found.open_at_most, dict(found.importance)) == (Fraction(0), Fraction(1), {})
    known = odds(problem, found=[attrs.evolve(cut, blocked=[["A:no", "B:no"]])])
    # What closes the group is known, and that softening the one opens it; of the other it is not.
    assert known.exact
    assert list(known.importance) == ["A:no"]


def ring(firmness):
    """Return a problem of one issue with three options, two lines on each, and another with nothing to decide."""
    lines = {f"{party}:{option}": ("a", option, firmness) for option in "xyz" for party in ("A", "B")}
    return problem_of({"a": "xyz", "b": "p"}, lines)


def test_importance_is_the_same_by_diagram_and_by_expansion(monkeypatch):
    by_diagram = odds(ring("1/3"))
    monkeypatch.setattr(chances, "diagram", lambda families, **limits: None)
    assert odds(ring("1/3")) == by_diagram


def test_a_demand_that_binds_nowhere_moves_nothing(monkeypatch):
    lines = {
        "A:x": ("a", "xy", "1/2"),
        "A:y": ("a", "yz", "1/2"),
        "B:z": ("a", "zx", "1/2"),
        "C:idle": ("a", "x", "0.3"),
    }
    problem = problem_of({"a": "xyz"}, lines)
    *others, idle = problem.parties
    idle = attrs.evolve(idle, red_lines=[attrs.evolve(idle.red_lines[0], boxes=())])
    problem = attrs.evolve(problem, parties=[*others, idle])
    entry = odds(problem).importance["C:idle"]
    assert (entry.birnbaum, entry.times, entry.criticality, entry.learning) == exactly(0, 1, 0, 0)
    assert entry.if_soft == entry.if_firm == odds(problem).open == HALF
    monkeypatch.setattr(chances, "MAX_STATES", -1)
    found = odds(problem)
    assert found.open < found.open_at_most
    assert list(found.importance) == ["C:idle"]
    entry = found.importance["C:idle"]
    assert (entry.birnbaum, entry.times, entry.learning) == exactly(0, 1, 0)
    assert entry.if_soft is entry.if_firm is entry.criticality is None


def test_what_is_surely_open_blames_no_idle_demand_either():
    problem = problem_of({"a": "xy"}, {"A:x": ("a", "x", "1/2"), "C:idle": ("a", "x", "0.3")})
    own, idle = problem.parties
    idle = attrs.evolve(idle, red_lines=[attrs.evolve(idle.red_lines[0], boxes=())])
    assert odds(attrs.evolve(problem, parties=[own, idle])).importance["C:idle"].criticality is None
