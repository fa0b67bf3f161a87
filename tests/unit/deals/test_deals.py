"""What the answers look like, and what the properties do not reach: notes, limits, texts."""

import pytest

from negsim.deals import conflicts, odds, repairs
from negsim.deals.deal import Deal, valued
from negsim.deals.zone import membership, method_name, zone
from negsim.errors import TooLargeError, UnknownNameError
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty
from negsim.search.enumeration import Effort
from negsim.search.indexed import indexed
from negsim.search.parts import demand_parts
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space


def opposed(count, *, price=2, firmness="1/2"):
    """Return a problem in which two parties rule out everything on each of some issues."""
    issues = [Issue(f"i{number}", ["x", "y"], status_quo="x") for number in range(count)]
    parties = [
        ProblemParty(
            id=party,
            scale=10,
            factors=[Factor([issue.id], worth) for issue in issues],
            red_lines=[
                ProblemLine(
                    id=f"on-{issue.id}",
                    shared_by=[party],
                    firmness=firmness,
                    boxes=[Box({issue.id: [bad]}, price=price)],
                )
                for issue in issues
            ],
        )
        for party, bad, worth in [("A", "x", [0, 1]), ("B", "y", [1, 0])]
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


def test_a_deal_reads_as_one_line():
    deal = valued(opposed(1), Package({"i0": "x"}))
    assert str(deal) == "i0: x (breaches: A 2.0)"
    assert str(Deal(package=Package({"i0": "x"}), points={}, breaches={})) == "i0: x (breaks no red line)"
    (conflict,) = conflicts.conflicts(opposed(1))
    assert str(conflict) == "A:on-i0 + B:on-i0"


def test_a_line_whose_stated_price_is_0_is_broken_all_the_same():
    free = opposed(1, price=0)
    deal = valued(free, Package({"i0": "x"}))
    assert (deal.total, deal.broken) == (0, ("A:on-i0",))
    assert not membership(free, Package({"i0": "x"})).is_inside
    assert zone(free).is_empty


def test_membership_asks_for_a_package_of_this_space():
    with pytest.raises(UnknownNameError):
        membership(opposed(1), Package({"i0": "x", "i1": "x"}))
    with pytest.raises(UnknownNameError):
        membership(opposed(2), Package({"i0": "x"}))


def test_the_method_says_how_many_parts_there_were():
    parts = demand_parts(indexed(opposed(3)))
    assert method_name(parts) == "enumeration of 3 parts"
    assert method_name(parts, merged=True) == "enumeration of 3 parts, merged"
    assert method_name(parts[:1], merged=True) == "enumeration"


def test_progress_is_told_after_each_block():
    seen = []
    zone(opposed(3), effort=Effort(block=1, progress=seen.append))
    assert seen == [1] * 6


def test_too_many_repairs_to_order_are_counted_in_full_and_the_cheapest_shown(monkeypatch):
    monkeypatch.setattr(repairs, "MAX_REPAIRS", 20)
    found = repairs.repairs(opposed(6), max_repairs=5)
    assert (found.count, len(found.items), found.ordered, found.complete) == (64, 5, False, False)
    with_all = repairs.repairs(opposed(2), max_repairs=None)
    assert (with_all.count, with_all.ordered, with_all.complete) == (4, True, True)


def test_conflicts_that_are_cut_short_say_so(monkeypatch):
    monkeypatch.setattr(conflicts, "MAX_NODES", 1)
    assert [group.complete for group in conflicts.groups(opposed(1))] == [False]


def test_odds_that_would_not_finish_are_refused(monkeypatch):
    monkeypatch.setattr(odds, "MAX_STATES", 3)
    with pytest.raises(TooLargeError, match="one resolve"):
        odds.odds(opposed(2))
    monkeypatch.setattr(odds, "MAX_STATES", 0)
    with pytest.raises(TooLargeError, match="expanding the odds"):
        odds.odds(opposed(1))


def test_odds_of_no_demand_are_certain():
    free = BargainingProblem(
        scenario="s", reading="r", space=Space([Issue("a", ["x"])]), parties=[ProblemParty(id="A")]
    )
    found = odds.odds(free)
    assert (found.open, found.open_one_resolve, len(found.importance)) == (1, 1, 0)


def test_odds_that_are_0_name_no_multiple():
    found = odds.odds(opposed(1, firmness="1"))
    assert found.open == 0
    assert [entry.times for entry in found.importance.values()] == [None, None]
