"""Probing: what is asked first, what it is told of, and what is refused."""

import itertools
import math
from fractions import Fraction

import attrs
import pytest

from negsim.deals import chances, probing
from negsim.deals.conflicts import Group, groups
from negsim.deals.odds import odds
from negsim.deals.probing import probes
from negsim.errors import TimeLimitError, TooLargeError, UnknownNameError
from negsim.search.effort import Effort
from tests.firm_sets import problem_of

LINES = {
    "A:x": ("a", "x", "1/2"),
    "A:y": ("a", "y", "3/4"),
    "B:y": ("a", "y", "1/2"),
    "A:p": ("b", "p", "1/4"),
    "B:p": ("b", "p", "1/4"),
}
PROBLEM = problem_of({"a": "xy", "b": "p"}, LINES)


def told(found):
    return [(probe.demands, probe.cost, probe.open, probe.ties) for probe in found]


def test_each_set_costs_more_and_raises_the_odds_more():
    found = probes(PROBLEM)
    assert found.open == odds(PROBLEM).open == Fraction(9, 16) * Fraction(9, 16)
    assert told(found) == [
        (("A:x",), 1, Fraction(9, 16), 1),
        (("A:x", "A:p"), 2, Fraction(3, 4), 2),
        (("A:x", "A:p", "B:p"), 3, Fraction(1), 1),
    ]
    assert len(found) == 3
    assert [probe.times for probe in found] == [probe.open / found.open for probe in found]
    assert [probe.all_soft for probe in found] == [Fraction(1, 2), Fraction(3, 8), Fraction(9, 32)]
    assert found.max_probes == 3
    assert dict(found.learning) == {name: entry.learning for name, entry in odds(PROBLEM).importance.items()}
    assert told(probes(PROBLEM, max_probes=1)) == told(found)[:1]
    assert told(probes(PROBLEM, max_probes=9)) == told(found)


def test_costs_decide():
    found = probes(PROBLEM, costs={"A:x": 5, "A:p": "1/2"})
    assert dict(found.costs) == {"A:x": 5, "A:y": 1, "B:y": 1, "A:p": Fraction(1, 2), "B:p": 1}
    assert told(found) == [
        (("A:p",), Fraction(1, 2), Fraction(9, 16) * Fraction(3, 4), 1),
        (("A:y", "A:p"), Fraction(3, 2), Fraction(9, 16), 2),
        (("A:y", "A:p", "B:y"), Fraction(5, 2), Fraction(3, 4), 2),
        (("A:x", "A:p", "B:p"), Fraction(13, 2), Fraction(1), 1),
    ]


def test_where_all_is_firm_whole_repairs_are_found():
    lines = {name: (issue, options, "1") for name, (issue, options, _) in LINES.items()}
    problem = problem_of({"a": "xy", "b": "p"}, {**lines, "C:y": ("a", "y", "0")})
    assert told(probes(problem)) == [(("A:x", "A:p", "B:p"), 3, Fraction(1), 1)]
    assert told(probes(problem, max_probes=2)) == told(probes(problem, max_probes=1)) == []
    assert probes(problem).items[0].times is None
    assert told(probes(problem, costs={"A:x": 2})) == [(("A:x", "A:p", "B:p"), 4, Fraction(1), 1)]
    assert told(probes(problem, costs={"A:x": 3}, max_probes=4)) == [(("A:y", "A:p", "B:y", "B:p"), 4, Fraction(1), 1)]


def test_ties_are_counted_and_the_first_is_told():
    lines = {f"{party}:{option}": ("a", option, "1/2") for party in "AB" for option in "xyz"}
    found = probes(problem_of({"a": "xyz"}, lines))
    assert [(probe.demands, probe.ties) for probe in found] == [(("A:x",), 6), (("A:x", "B:x"), 3)]
    firm = {name: (issue, option, "1") for name, (issue, option, _) in lines.items()}
    found = probes(problem_of({"a": "xyz"}, firm))
    assert [(probe.demands, probe.ties) for probe in found] == [(("A:x", "B:x"), 3)]


def test_where_nothing_raises_the_odds_there_is_nothing_to_ask():
    found = probes(problem_of({"a": "xy"}, {"A:no": ("a", "x", "1/2")}))
    assert (found.open, len(found)) == (Fraction(1), 0)
    assert not list(found)


def test_sixty_demands_of_one_group_are_exact():
    """Six lines on each of ten options: an option is free when all six are soft, the zone when any option is."""
    options = "abcdefghij"
    firmness = {
        f"P{at % 4}:{option}{at}": Fraction(1 + (7 * at + 13 * place) % 17, 18)
        for place, option in enumerate(options)
        for at in range(6)
    }
    problem = problem_of({"issue": options}, {name: ("issue", name[3], chance) for name, chance in firmness.items()})
    names = [demand.name for demand in problem.demands]
    free = {option: math.prod(1 - firmness[name] for name in names if name[3] == option) for option in options}
    broken = [[name for name in names if name[3] == option] for option in options]
    # Its conflicts, one line of each option, are sixty million: the group is as it would be found without them.
    group = Group(issues=["issue"], demands=names, conflicts=(), repairs=broken, broken=broken, complete=False)
    found = odds(problem, found=[group])
    assert len(names) == len(found.importance) == 60
    assert found.exact
    assert found.open == 1 - math.prod(1 - chance for chance in free.values())
    for name, entry in found.importance.items():
        others = math.prod(1 - chance for option, chance in free.items() if option != name[3])
        assert entry.if_firm == 1 - others
        assert entry.if_soft == 1 - others * (1 - free[name[3]] / (1 - firmness[name]))
    best = probes(problem, max_probes=3, found=[group])
    closed = {option: 1 - chance for option, chance in free.items()}
    expected = []
    for size in (1, 2, 3):
        left = {}
        for chosen in itertools.combinations(names, size):
            chances_of = dict(free)
            for name in chosen:
                chances_of[name[3]] /= 1 - firmness[name]
            touched = {name[3] for name in chosen}
            left[chosen] = math.prod((1 - chances_of[option]) / closed[option] for option in touched)
        least = min(left.values())
        tied = [chosen for chosen, share in left.items() if share == least]
        expected.append((tied[0], Fraction(size), 1 - (1 - found.open) * least, len(tied)))
    assert told(best) == expected


def test_what_is_asked_is_checked():
    for wrong in (0, -1, True, 1.5):
        with pytest.raises(ValueError, match=f"max_probes={wrong!r}; expected a whole number of at least 1"):
            probes(PROBLEM, max_probes=wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="unknown demand 'A:z'; did you mean 'A:"):
        probes(PROBLEM, costs={"A:z": 1})
    with pytest.raises(ValueError, match="A:x: a cost of 0; expected a number above 0"):
        probes(PROBLEM, costs={"A:x": 0})


def test_what_is_not_known_exactly_is_refused(monkeypatch):
    found = groups(PROBLEM)
    cut = [attrs.evolve(found[0], broken_complete=False), found[1]]
    with pytest.raises(TooLargeError, match="probe first of the 3 on a would take 3 sets of demands that packages"):
        probes(PROBLEM, found=cut)
    for module in (chances, probing):
        monkeypatch.setattr(module, "MAX_STATES", 1)
    with pytest.raises(TooLargeError, match=r"of the 3 on a would take 2 steps; the limit is 1. Its odds are told"):
        probes(PROBLEM, found=found)
    with pytest.raises(TimeLimitError, match="probe first of the 3 on a was given up after 0 s"):
        probes(PROBLEM, found=found, effort=Effort(max_seconds=0.0, until=0.0))
