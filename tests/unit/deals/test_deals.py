"""What the answers look like, and what the properties do not reach: notes, limits, texts."""

from fractions import Fraction

import attrs
import pytest

from negsim.compilation import compile_scenario
from negsim.deals import chances, conflicts, odds, repairs
from negsim.deals.analysis import analyze
from negsim.deals.assumptions import assumed_kinds, assumptions
from negsim.deals.deal import Deal, valued
from negsim.deals.nearest import nearest_deals
from negsim.deals.solutions import solutions
from negsim.deals.trades import trades
from negsim.deals.zone import Zone, membership, method_name, zone
from negsim.errors import UnknownNameError
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty
from negsim.scenario import Scenario
from negsim.search import collisions
from negsim.search.effort import Effort
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
    assert deal.total == 0
    assert deal.broken == ("A:on-i0",)
    assert not membership(free, Package({"i0": "x"})).is_inside
    assert zone(free).is_empty


def test_membership_asks_for_a_package_of_this_space():
    with pytest.raises(UnknownNameError):
        membership(opposed(1), Package({"i0": "x", "i1": "x"}))
    with pytest.raises(UnknownNameError):
        membership(opposed(2), Package({"i0": "x"}))


def test_the_method_says_how_many_parts_there_were():
    parts = demand_parts(indexed(opposed(3)))
    assert method_name(parts) == "merging of 3 parts"
    assert method_name(parts[:1]) == "enumeration"
    assert zone(opposed(3), method="enumeration").method == "product of 3 parts"
    assert zone(opposed(1), method="enumeration").method == "enumeration"


def test_progress_is_told_after_each_block():
    seen: list[int] = []
    problem = opposed(3)
    problem = attrs.evolve(problem, parties=problem.parties[:1])
    zone(problem, method="enumeration", effort=Effort(block=1, progress=seen.append))
    assert seen == [2] * 3  # an issue of more options than a block is not cut


def test_too_many_repairs_to_order_are_counted_in_full_and_the_cheapest_shown(monkeypatch):
    monkeypatch.setattr(repairs, "MAX_REPAIRS", 20)
    found = repairs.repairs(opposed(6), max_repairs=5)
    assert (found.count, len(found.items), found.ordered, found.complete) == (64, 5, False, False)
    with_all = repairs.repairs(opposed(2), max_repairs=None)
    assert (with_all.count, with_all.ordered, with_all.complete) == (4, True, True)


def test_conflicts_that_are_cut_short_say_so(monkeypatch):
    monkeypatch.setattr(collisions, "MAX_NODES", 1)
    (group,) = conflicts.groups(opposed(1), method="enumeration")
    assert (group.complete, group.repairs_complete, group.conflicts_up_to) == (False, True, 0)


def triangle():
    """Return a problem of three options, each ruled out by two of three parties."""
    parties = [
        ProblemParty(
            id=name,
            red_lines=[
                ProblemLine(id="line", shared_by=[name], firmness="1/2", boxes=[Box({"a": list(options)}, price=1)])
            ],
        )
        for name, options in zip("ABC", ("xy", "yz", "zx"), strict=True)
    ]
    return BargainingProblem(scenario="s", reading="r", space=Space([Issue("a", ["x", "y", "z"])]), parties=parties)


def test_odds_that_would_not_finish_are_enclosed(monkeypatch):
    exact = odds.odds(triangle())
    assert exact.exact
    assert exact.open == exact.open_one_resolve == Fraction(1, 2)
    monkeypatch.setattr(chances, "MAX_STATES", -1)
    found = odds.odds(triangle())
    assert (found.exact, found.importance) == (False, {})
    assert found.open == found.open_one_resolve == Fraction(1, 4)
    assert found.open_at_most == found.open_one_resolve_at_most == 1 - Fraction(3, 4) ** 3
    assert [(group.exact, group.at_most) for group in found.groups] == [(False, found.open_at_most)]


def test_odds_of_no_demand_are_certain():
    free = BargainingProblem(
        scenario="s", reading="r", space=Space([Issue("a", ["x"])]), parties=[ProblemParty(id="A")]
    )
    found = odds.odds(free)
    assert found.open == found.open_one_resolve == 1
    assert not found.importance


def test_odds_that_are_0_name_no_multiple():
    found = odds.odds(opposed(1, firmness="1"))
    assert found.open == 0
    assert [entry.times for entry in found.importance.values()] == [None, None]


def test_everything_that_is_assumed_is_said_in_one_sentence_each():
    plain = Statement(party="A", issue="a", stance="rejects", options=["y"])
    also = Statement(party="A", issue="a", stance="proposes", options=["x"])
    stated = Preferences(
        weights={"a": 1}, values={"a": {"x": 1, "y": 0}}, interactions=[Interaction({"a": ["x"]}, 5)], note="a guess"
    )
    line = RedLine("own", [Box({"a": ["y"]})], price=3, firmness="0.5")
    sourced = RedLine("sourced", [Box({"a": ["y"]}, price=2)], source="note")
    least = Reservation(value="0.2", text="a hunch")
    scenario = Scenario(
        "s",
        sources=[Source("note")],
        issues=[Issue("a", ["x", "y"], status_quo="x")],
        parties=[
            Party("A", preferences=stated, lines=[line, sourced], reservation=least),
            Party(
                "B",
                preferences=Preferences(ranking=["a"], source="note"),
                reservation=Reservation(value=0, source="note"),
            ),
            Party("C", preferences=Preferences(ranking=["a"], values={"a": {"x": 0, "y": 1}}, source="note")),
            Party("D"),
            Party("E"),
            Party("F", preferences=Preferences(ranking=["a"])),
        ],
        statements=[plain, also, attrs.evolve(plain, party="D")],
    )
    compilation = compile_scenario(scenario)
    found = assumptions(compilation)
    assert found[1:] == (
        "How strongly each thing was said is the analyst's coding, 1 to 3.",
        "A: the weights of its issues is the analyst's (a guess).",
        "A: values on a are the analyst's (a guess).",
        "A: what combinations are worth beyond their parts is the analyst's.",
        "A: the line own is the analyst's.",
        "A: the price of own is the analyst's.",
        "A: the firmness of own (0.5) is the analyst's.",
        "A: the price of sourced is the analyst's.",
        "A: the least it takes is the analyst's (a hunch).",
        "D: issues weigh as strongly as it spoke on them.",
        "F: the ranking of its issues is the analyst's.",
        "A: 2 statements are the analyst's, not a source's (s1, s2).",
        "D: 1 statement is the analyst's, not a source's (s3).",
    )
    assert found[0].startswith("Reading face-value: every line ")
    assert assumed_kinds(compilation.of("A")) == (
        "weights", "values", "line own", "price of own", "price of sourced", "firmness of own", "reservation",
    )  # fmt: skip
    assert assumed_kinds(compilation.of("B")) == ()


def test_deals_and_repairs_can_be_walked_through():
    near, mended = nearest_deals(opposed(1)), repairs.repairs(opposed(1))
    assert list(near) == list(near.items)
    assert near[0] == near.items[0]
    assert list(mended) == list(mended.items)
    assert mended[0] == mended.items[0]


def test_where_equal_totals_differ_in_the_largest_breach_the_better_deal_decides():
    """Two packages break both lines for a total of 5: one side by 4 and the other by 1, or by 2 and 3."""
    issue = Issue("a", ["x", "y"])

    def party(name, prices, worth):
        boxes = [Box({"a": [option]}, price=price) for option, price in zip("xy", prices, strict=True)]
        line = ProblemLine(id="line", shared_by=[name], boxes=boxes)
        return ProblemParty(id=name, factors=[Factor(["a"], worth)], red_lines=[line])

    for worth, option in [([2, 1], "x"), ([1, 2], "y")]:
        problem = BargainingProblem(
            scenario="s",
            reading="r",
            space=Space([issue]),
            parties=[party("A", [4, 2], worth), party("B", [1, 3], worth)],
        )
        (repair,) = repairs.repairs(problem).items
        assert repair.deal.package["a"] == option
        assert repair.cost == 5


def test_a_conflict_of_an_analysis_names_the_statements_behind_it():
    scenario = Scenario(
        "s",
        issues=[Issue("a", ["x", "y"])],
        parties=[Party("A"), Party("B")],
        statements=[
            Statement(party="A", issue="a", stance="rejects", options=["x"], text="never x"),
            Statement(party="B", issue="a", stance="rejects", options=["y"], text="never y"),
        ],
    )
    (conflict,) = analyze(scenario).conflicts
    assert conflict.demands == ("A:a-not-x", "B:a-not-y")
    assert "never x" in str(conflict)


def test_an_empty_zone_is_false_and_one_of_more_packages_than_len_can_say_is_true():
    def sized(size):
        return Zone(packages=2**70, size=size, has_status_quo=None, method="enumeration")

    assert sized(2**70)
    assert not sized(0)
    assert len(sized(3)) == 3


def test_a_solution_holds_the_deals_that_were_asked_for():
    issue = Issue("a", ["x", "y"])
    liked = ProblemParty(id="A", scale=2, factors=[Factor(["a"], [1, 2])])
    problem = BargainingProblem(scenario="s", reading="r", space=Space([issue]), parties=[liked])
    nash = solutions(problem)["nash"]
    assert list(nash) == [nash[0]] == list(nash.deals)
    assert len(solutions(problem, max_packages=0)["nash"]) == 0


def test_trades_go_no_further_past_a_line_that_is_broken_already():
    issues = [Issue("a", ["x", "y"]), Issue("b", ["p", "q"])]
    boxes = [Box({"a": ["x"]}, price=1), Box({"a": ["y"]}, price=50)]
    line = ProblemLine(id="line", shared_by=["A"], boxes=boxes)
    factors = [Factor(["a"], [0, 1]), Factor(["b"], [0, 1])]
    parties = [ProblemParty(id="A", factors=factors, red_lines=[line]), ProblemParty(id="B", factors=factors)]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    assert trades(problem, Package({"a": "x", "b": "p"})) == ()
    softer = attrs.evolve(problem, parties=[attrs.evolve(parties[0], red_lines=[]), parties[1]])
    assert len(trades(softer, Package({"a": "x", "b": "p"}))) == 1


@pytest.mark.own_method  # a search holds no totals beyond 2^52, and is refused where it is asked for
def test_a_reservation_of_nothing_beside_prices_of_many_digits_does_not_overflow():
    precise = Preferences(weights={"a": "0.12345678901234567891", "b": "0.3"})
    said = [Statement(party="A", issue="a", stance="demands", options=["y"])]
    parties = [Party("A", preferences=precise), Party("B", reservation=Reservation(value=0))]
    issues = [Issue("a", ["x", "y", "z"], ordered=True, status_quo="x"), Issue("b", ["p", "q"], status_quo="p")]
    found = analyze(Scenario("precise", issues=issues, parties=parties, statements=said))
    assert not found.refused
    assert found.zone is not None
    assert found.zone.size == 2


def test_a_soft_line_of_no_price_and_many_digits_of_firmness_does_not_overflow():
    soft = ProblemLine(
        id="s", shared_by=["A"], firmness="0.12345678901234567890123", red=False, boxes=[Box({"a": ["x"]}, price=0)]
    )
    red = [
        ProblemLine(id=f"r{at}", shared_by=["A"], boxes=[Box({"a": [option]}, price=1)])
        for at, option in enumerate("xy")
    ]
    party = ProblemParty(id="A", factors=[Factor(["a"], [0, 1])], red_lines=[soft, *red])
    problem = BargainingProblem(scenario="s", reading="r", space=Space([Issue("a", ["x", "y"])]), parties=[party])
    assert nearest_deals(problem)[0].package["a"] == "y"
