"""Nearest deals and repairs at sizes that cannot be listed: methods, limits on time and memory, what is left open."""

import math
import time
from fractions import Fraction

import attrs
import numpy as np
import pytest

import negsim
from negsim.deals import enumerated_repairs, nearest, repairs
from negsim.errors import TimeLimitError, TooLargeError
from negsim.kernels import bucket_rows
from negsim.kernels.least_vectors import Found
from negsim.kernels.leasts import Least, Programming, UnsettledError
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search import least_movement, movements
from negsim.space.issue import Issue
from negsim.space.space import Space

pytestmark = pytest.mark.own_method


def drawn(issues, *, parties=4, options=3, share=0.8, lines=6, walls=1, blocs=("", "", "", ""), seed=0):
    """Return a closed problem: reservations at a share of each ideal, lines at random, issues with nothing left."""
    rng = np.random.default_rng(seed)
    space = Space([Issue(f"i{at}", [f"o{option}" for option in range(options)]) for at in range(issues)])
    points = rng.integers(0, 30, (parties, issues, options))
    held = {(int(rng.integers(issues)), int(rng.integers(options)), int(rng.integers(parties))) for _ in range(lines)}
    held |= {(at, option, (at + option) % parties) for at in range(walls) for option in range(options)}
    found = []
    for party in range(parties):
        own = [
            ProblemLine(
                id=f"line{at}-{option}",
                shared_by=[f"p{party}"],
                red=bool(at % 4 != 3 or at < walls),
                firmness=Fraction(1, 2),
                boxes=[Box({f"i{at}": [f"o{option}"]}, price=int(rng.integers(1, 9)))],
            )
            for at, option, holder in sorted(held)
            if holder == party
        ]
        floor = int(share * points[party].max(axis=1).sum())
        found.append(
            ProblemParty(
                id=f"p{party}",
                bloc=blocs[party % len(blocs)],
                scale=100,
                factors=[Factor([f"i{at}"], points[party, at]) for at in range(issues)],
                reservation=ProblemReservation(points=floor, red=party % 3 != 2, firmness=Fraction(1, 3)),
                red_lines=own,
            )
        )
    return BargainingProblem(scenario="drawn", reading="given", space=space, parties=found)


@pytest.mark.parametrize("blocs", [("",), ("east", "east", "", "west")])
@pytest.mark.parametrize("seed", range(2))
def test_middling_problems_are_answered_alike(blocs, seed):
    problem = drawn(7, blocs=blocs, seed=seed)
    listed = negsim.nearest_deals(problem, max_deals=15, method="enumeration")
    searched = negsim.nearest_deals(problem, max_deals=15, method="bounded-search")
    assert searched.items == listed.items
    assert listed.count > 3 or any(blocs)
    assert searched.counted == (listed.count <= 15)
    found = negsim.groups(problem)
    mended = [negsim.repairs(problem, found=found, method=way) for way in ("enumeration", "bounded-search")]
    assert mended[0].items == mended[1].items
    assert (mended[0].count, mended[1].ordered) == (mended[1].count, True)


def test_what_is_far_too_large_to_list_has_nearest_deals_and_repairs():
    problem = drawn(25, options=4, share=0.75, lines=10, walls=2)
    near = negsim.nearest_deals(problem, max_deals=3)
    assert (near.method, len(near), near.counted, near.complete) == ("bounded search", 3, False, False)
    breaches = [[deal.breaches[side].total if side in deal.breaches else 0 for side in problem.sides] for deal in near]
    assert breaches == sorted(breaches, key=lambda entry: (max(entry), sum(entry), entry))
    mended = negsim.repairs(problem, max_repairs=3)
    assert mended.method == "bounded search"
    for repair in mended:
        assert set(repair.deal.broken) == set(repair.demands)
    # What a repair asks for, no nearest deal may undercut for every side.
    cheapest = min(repair.deal.largest for repair in mended)
    assert near[0].largest <= cheapest


def test_a_reservation_by_issue_and_a_ceiling_are_searched():
    issues = [Issue(f"i{at}", ["x", "y"], status_quo="x", consent=["B"] if at < 2 else []) for at in range(4)]
    factors = {name: [Factor([issue.id], row) for issue in issues] for name, row in (("A", [0, 3]), ("B", [4, 1]))}
    wall = ProblemLine(id="wall", shared_by=["A"], boxes=[Box({"i0": ["x", "y"]}, price=2)])
    parties = [
        ProblemParty(
            id="A",
            factors=factors["A"],
            ceiling=8,
            reservation=ProblemReservation(points=9),
            red_lines=[wall],
            scale=20,
        ),
        ProblemParty(
            id="B", factors=factors["B"], consent=Consent.BY_ISSUE, reservation=ProblemReservation(points=16), scale=20
        ),
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    listed, searched = (
        negsim.nearest_deals(problem, max_deals=None, method=way) for way in ("enumeration", "bounded-search")
    )
    assert searched.items == listed.items
    assert searched.items


@pytest.mark.parametrize("question", [negsim.nearest_deals, negsim.repairs])
def test_methods_that_do_not_answer_this_are_refused(question):
    with pytest.raises(ValueError, match="method 'counting' does not answer this; expected one of enumeration"):
        question(drawn(3), method="counting")
    in_passing = question(drawn(3), effort=negsim.Effort(method="counting"))
    assert in_passing.items == question(drawn(3)).items


def test_limits_are_kept_before_anything_starts():
    problem = drawn(14, share=0.7)
    with pytest.raises(TooLargeError, match="finding the nearest deals by bounded search would take"):
        negsim.nearest_deals(problem, effort=negsim.Effort(max_seconds=1e-6))
    with pytest.raises(TooLargeError, match=r"finding repairs by .* memory"):
        negsim.repairs(problem, found=negsim.groups(problem), effort=negsim.Effort(max_bytes=10))
    with pytest.raises(TooLargeError, match="finding the nearest deals would take 31,381,059,609 packages"):
        negsim.nearest_deals(drawn(22), method="enumeration")


def tied():
    """Return a problem whose issues a line ties together, too many to look at."""
    issues = [Issue(f"i{at}", ["x", "y", "z"]) for at in range(20)]
    line = ProblemLine(id="all", shared_by=["A"], boxes=[Box({issue.id: ["x"] for issue in issues}, price=1)])
    parties = [ProblemParty(id="A", red_lines=[line])]
    return BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)


def test_issues_that_a_line_ties_are_refused():
    with pytest.raises(TooLargeError, match="packages of issues that hang together"):
        negsim.nearest_deals(tied())


def refusing(*args, **settings):
    raise TooLargeError("merging", 2, 1, "sums", "")


def out_of_time(*args, **settings):
    raise TimeLimitError("merging", 1)


def test_sums_too_many_to_merge_are_searched(monkeypatch):
    problem = drawn(6)
    listed = negsim.nearest_deals(problem)
    monkeypatch.setattr(nearest, "merged", refusing)
    assert negsim.nearest_deals(problem).items == listed.items
    assert negsim.nearest_deals(problem).method == "bounded search"
    with pytest.raises(TooLargeError, match="merging"):
        negsim.nearest_deals(problem, method="enumeration")
    monkeypatch.setattr(nearest, "is_searchable", lambda prepared: False)
    with pytest.raises(TooLargeError, match="merging"):
        negsim.nearest_deals(problem)
    monkeypatch.setattr(nearest, "merged", out_of_time)
    with pytest.raises(TimeLimitError):
        negsim.nearest_deals(problem)


def unsettled(*args, **settings):
    raise UnsettledError


def test_what_is_found_before_a_search_gives_up_is_kept(monkeypatch):
    problem = drawn(6)
    whole = negsim.nearest_deals(problem, method="bounded-search")
    pick, turns = movements.Picker.nearest, iter([True, True, False])
    monkeypatch.setattr(
        movements.Picker, "nearest", lambda self, *args: pick(self, *args) if next(turns) else unsettled()
    )
    first = negsim.nearest_deals(problem, method="bounded-search")
    assert first.items == whole.items[:2]
    assert (first.count, first.complete) == (whole.count, False)
    monkeypatch.setattr(movements.Picker, "nearest", unsettled)
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.nearest_deals(problem, method="bounded-search")
    monkeypatch.setattr("negsim.kernels.least_vectors.least_vectors", lambda *_, **__: Found((), "limit"))
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.nearest_deals(problem, max_deals=0, method="bounded-search")


def test_an_open_zone_that_is_not_told_in_time_is_not_guessed(monkeypatch):
    wall = ProblemLine(id="free", shared_by=["A"], boxes=[Box({"i": ["x", "y"]}, price=0)])
    space = Space([Issue("i", ["x", "y"])])
    problem = BargainingProblem(
        scenario="s", reading="r", space=space, parties=[ProblemParty(id="A", red_lines=[wall])]
    )
    assert negsim.nearest_deals(problem, method="bounded-search").count == 1
    free = attrs.evolve(problem, parties=[ProblemParty(id="A")])
    assert negsim.nearest_deals(free, method="bounded-search").count == 0
    undecided = attrs.make_class("Undecided", {"status": attrs.field(default="undecided")})
    monkeypatch.setattr("negsim.kernels.bounded.search.find_any", lambda *_, **__: undecided())
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.nearest_deals(free, method="bounded-search")


def test_time_that_is_up_is_said(monkeypatch):
    monkeypatch.setattr(nearest, "way_for", lambda *_, **__: "bounded-search")
    monkeypatch.setattr(repairs, "way_for", lambda *_, **__: "bounded-search")
    problem = drawn(6)
    found = negsim.groups(problem)
    monkeypatch.setattr(negsim.Effort, "share", lambda effort, parts: effort)
    over = negsim.Effort(max_seconds=1.0, until=time.monotonic() - 1)
    with pytest.raises(TimeLimitError):
        negsim.nearest_deals(problem, effort=over)
    with pytest.raises(TimeLimitError):
        negsim.repairs(problem, found=found, effort=over)


def test_repairs_that_no_search_prices_are_left_out(monkeypatch):
    problem = drawn(6, blocs=("",), seed=3)
    found = negsim.groups(problem)
    whole = negsim.repairs(problem, found=found, max_repairs=None, method="bounded-search")
    assert len(whole) > 3
    pick, turns = movements.Picker.cheapest, iter([True, False, *[True] * len(whole)])
    monkeypatch.setattr(movements.Picker, "cheapest", lambda self: pick(self) if next(turns) else unsettled())
    most = negsim.repairs(problem, found=found, max_repairs=None, method="bounded-search")
    assert (most.count, len(most), most.ordered, most.complete) == (whole.count, len(whole) - 1, False, False)
    assert set(most.items) < set(whole.items)
    monkeypatch.setattr(movements.Picker, "cheapest", unsettled)
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.repairs(problem, found=found, method="bounded-search")


def test_time_that_runs_out_leaves_the_repairs_priced_by_then(monkeypatch):
    problem = drawn(6, blocs=("",), seed=3)
    found = negsim.groups(problem)
    pick, priced = movements.Picker.cheapest, []

    def cheapest(self):
        priced.append(self)
        return pick(self) if len(priced) < 3 else unsettled()

    monkeypatch.setattr(movements.Picker, "cheapest", cheapest)
    monkeypatch.setattr(negsim.Effort, "is_over", property(lambda effort: len(priced) > 2))
    some = negsim.repairs(problem, found=found, method="bounded-search")
    assert (len(some), some.ordered, len(priced)) == (2, False, 3)


def test_too_many_repairs_to_price_are_counted_and_the_smallest_shown(monkeypatch):
    problem = drawn(6, blocs=("",), seed=3)
    found = negsim.groups(problem)
    whole = negsim.repairs(problem, found=found, max_repairs=None, method="bounded-search")
    monkeypatch.setattr(repairs, "MAX_SEARCHED", 2)
    few = negsim.repairs(problem, found=found, method="bounded-search")
    assert (few.count, len(few), few.ordered) == (whole.count, 2, False)
    assert set(few.items) <= set(whole.items)


def test_repairs_of_which_more_may_exist_are_not_complete():
    problem = drawn(6, blocs=("",), seed=3)
    found = [attrs.evolve(group, repairs_complete=False) for group in negsim.groups(problem)]
    some = negsim.repairs(problem, found=found, max_repairs=None)
    assert (some.counted, some.complete) == (False, False)
    assert len(some) == some.count


@pytest.mark.parametrize("at_once", [1, 7])
def test_repairs_come_in_the_same_order_however_many_are_looked_at_at_once(at_once, monkeypatch):
    for seed in range(3):
        problem = drawn(5, lines=9, walls=3, share=0.5, seed=seed)
        expected = negsim.repairs(problem, max_repairs=None, method="enumeration")
        assert len(expected) > 1
        with monkeypatch.context() as patched:
            patched.setattr(enumerated_repairs, "_AT_ONCE", at_once)
            found = negsim.repairs(problem, max_repairs=None, method="enumeration")
        assert found == expected
        order = [(repair.deal.largest, repair.deal.total) for repair in found]
        assert order == sorted(order)


def test_entries_are_kept_from_the_front():
    assert enumerated_repairs.thinned([[1, 2, 3], [4]], most=2) == ([[1, 2], [4]], False)
    assert enumerated_repairs.thinned([[1, 2, 3], [4]], most=3) == ([[1, 2, 3], [4]], True)


def test_too_many_vectors_by_party_are_given_up(monkeypatch):
    problem = drawn(6, blocs=("east", "east", "", "west"))
    monkeypatch.setattr(movements, "MAX_VECTORS", 0)
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.nearest_deals(problem, method="bounded-search")


def test_an_engine_that_gives_up_gives_no_deal(monkeypatch):
    monkeypatch.setattr(Programming, "together", lambda *_: Least("limit"))
    with pytest.raises(TooLargeError, match="steps of one search"):
        negsim.repairs(drawn(5), method="integer-programming")


def test_too_many_rows_of_a_part_are_refused(monkeypatch):
    monkeypatch.setattr(movements, "MAX_ROWS", 1)
    with pytest.raises(TooLargeError, match="efficient rows of one part"):
        negsim.nearest_deals(drawn(4), method="bounded-search")


def times(party, factor):
    """Return a party with its points and their scale so many times as large."""
    return attrs.evolve(
        party,
        scale=party.scale * factor,
        factors=[
            attrs.evolve(own, values=np.array([int(entry) * factor for entry in own.values], dtype=object))
            for own in party.factors
        ],
        reservation=attrs.evolve(party.reservation, points=party.reservation.points * factor),
    )


def test_totals_too_wide_for_a_search_are_enumerated_or_refused():
    problem = drawn(4)
    wide = attrs.evolve(problem, parties=[times(party, 2**70) for party in problem.parties])
    found = negsim.nearest_deals(wide, method="bounded-search")
    assert (found.method, len(found)) == ("enumeration", len(negsim.nearest_deals(problem)))
    assert [deal.package for deal in found] == [deal.package for deal in negsim.nearest_deals(problem)]
    large = drawn(22)
    large = attrs.evolve(large, parties=[times(party, 2**70) for party in large.parties])
    with pytest.raises(TooLargeError, match="as the largest total"):
        negsim.nearest_deals(large)


def test_the_fastest_way_is_chosen():
    assert negsim.nearest_deals(drawn(3)).method == "enumeration"
    assert "enumeration" not in negsim.nearest_deals(drawn(15), max_deals=1).method
    assert least_movement.KNOWN[0] == "enumeration"


def test_of_the_members_of_a_bloc_the_one_moves_that_breaks_less_of_what_is_soft():
    def line(name, option, **settings):
        return ProblemLine(id=f"{name}-{option}", shared_by=[name], boxes=[Box({"a": [option]}, price=3)], **settings)

    parties = [
        ProblemParty(id="p0", bloc="east", red_lines=[line("p0", "x")]),
        ProblemParty(id="p1", bloc="east", red_lines=[line("p1", "y")]),
    ]
    space = Space([Issue("a", ["x", "y"])])
    for soft, chosen in (("x", "y"), ("y", "x")):
        third = ProblemParty(id="p2", red_lines=[line("p2", soft, red=False)])
        problem = BargainingProblem(scenario="s", reading="r", space=space, parties=[*parties, third])
        for way in least_movement.KNOWN:
            (deal,) = negsim.nearest_deals(problem, method=way)
            assert deal.package["a"] == chosen


def chained(issues):
    """Return a closed problem without reservations whose lines tie neighbouring issues, two at a time."""
    rng = np.random.default_rng(6)
    walls = {"A": ["x", "y"], "B": ["y", "z"]}
    parties = []
    for name, wall in walls.items():
        boxes = [
            Box({f"i{at}": [str(rng.choice(["x", "y", "z"]))], f"i{at + 1}": wall}, price=int(rng.integers(1, 9)))
            for at in range(issues - 1)
        ]
        lines = [ProblemLine(id=f"line{at}", shared_by=[name], boxes=[box]) for at, box in enumerate(boxes)]
        lines.append(ProblemLine(id="wall", shared_by=[name], boxes=[Box({"i0": wall}, price=2)]))
        values = [Factor([f"i{at}"], rng.integers(0, 9, 3)) for at in range(issues)]
        parties.append(ProblemParty(id=name, scale=100, factors=values, red_lines=lines))
    space = Space([Issue(f"i{at}", ["x", "y", "z"]) for at in range(issues)])
    return BargainingProblem(scenario="s", reading="r", space=space, parties=parties)


def test_issues_that_few_lines_tie_may_be_far_more_than_can_be_listed():
    """The same two least vectors as with fewer issues: the first issue decides, and the others leave room."""
    small, large = chained(5), chained(30)
    assert math.prod(large.space.radices) == 3**30
    for question in (negsim.nearest_deals, negsim.repairs):
        few, many = question(small, method="enumeration"), question(large)
        assert many.method == "merging of issues"
        assert [deal_of(item).total for item in many] == [deal_of(item).total for item in few]
    assert [str(conflict) for conflict in negsim.conflicts(large)][:1] == ["A:wall + B:wall"]
    assert negsim.zone(large).is_empty
    with pytest.raises(TooLargeError, match="packages of issues that hang together"):
        negsim.groups(large, method="enumeration")


def deal_of(item):
    return getattr(item, "deal", item)


@pytest.mark.parametrize("question", [negsim.nearest_deals, negsim.repairs])
def test_issues_that_few_lines_tie_are_merged_and_listed_where_rows_are_too_many(monkeypatch, question):
    problem = chained(8)
    expected = question(problem, method="enumeration")
    assert expected.items
    assert expected.method == "enumeration"
    assert question(problem).method == "merging of issues"
    assert question(problem).items == expected.items

    def too_many(self, size):
        raise TooLargeError("merging rows", size, 1, "rows at once", "")

    monkeypatch.setattr(bucket_rows.SmallestRows, "_refuse", too_many)
    assert question(problem) == expected
    with pytest.raises(TooLargeError, match="merging rows"):
        question(problem, method="merging")

    def late(self, size):
        raise TimeLimitError("merging", 1)

    monkeypatch.setattr(bucket_rows.SmallestRows, "_refuse", late)
    with pytest.raises(TimeLimitError):
        question(problem)
