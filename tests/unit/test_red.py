"""Blocs and red lines: which lines are one demand, and which the zone counts."""

from fractions import Fraction

from negsim.compilation import compile_scenario
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue

ISSUES = [
    Issue("a", ["x", "y", "z"], status_quo="x"),
    Issue("b", ["p", "q", "r"], status_quo="p"),
    Issue("c", ["m", "n"], status_quo="m"),
]
MILD = Reading("mild", firmness={"interest": "0.2", "explicit": "0.5", "principle": "0.9"}, red_from="0.9")


def scenario(parties, *words):
    said = [
        Statement(party=party, issue=issue, stance="rejects", options=options.split(), strength=strength)
        for party, issue, options, strength in words
    ]
    return Scenario("worked", issues=ISSUES, parties=parties, statements=said, readings=[MILD])


def demands(parties, *words, reading="mild"):
    problem = compile_scenario(scenario(parties, *words), reading=reading).problem
    return {demand.name: (demand.shared_by, str(demand.firmness), demand.red) for demand in problem.demands}


def test_equal_lines_of_one_bloc_are_one_demand_as_firm_as_the_firmest():
    found = demands(
        [Party("A", bloc="west"), Party("B", bloc="west"), Party("C")],
        ("A", "a", "z", "interest"),
        ("B", "a", "z", "explicit"),
        ("C", "a", "z", "interest"),
    )
    assert found == {"A:a-not-z": (("A", "B"), "1/2", False), "C:a-not-z": (("C",), "1/5", False)}


def test_a_shared_box_costs_what_it_costs_the_dearest():
    heavy, light = Preferences(weights={"a": 9, "b": 1}), Preferences(weights={"a": 1, "b": 9})
    for first, second in [(heavy, light), (light, heavy)]:
        problem = compile_scenario(
            scenario(
                [Party("A", bloc="west", preferences=first), Party("B", bloc="west", preferences=second)],
                ("A", "a", "z", "explicit"),
                ("B", "a", "z", "explicit"),
            )
        ).problem
        (line,) = problem.parties[0].red_lines
        assert line.boxes[0].price == 90
        assert problem.parties[1].red_lines == ()


def test_only_parties_that_always_sign_share():
    found = demands(
        [
            Party("A", bloc="west"),
            Party("B", bloc="west", consent="by-issue"),
            Party("D", bloc="west", consent="never"),
        ],
        ("A", "a", "z", "explicit"),
        ("B", "a", "z", "explicit"),
        ("D", "a", "z", "explicit"),
    )
    assert found == {"A:a-not-z": (("A",), "1/2", False), "B:a-not-z": (("B",), "1/2", False)}


def test_equal_lines_of_one_party_are_not_shared_with_itself():
    box = Box({"a": ["z"]}, price=2)
    party = Party("A", bloc="west", lines=[RedLine("one", [box]), RedLine("two", [box])])
    assert demands([party]) == {"A:one": (("A",), "1/2", False), "A:two": (("A",), "1/2", False)}


def test_red_are_the_firm_and_whatever_meets_a_red_line_of_another_side_on_the_same_issue():
    found = demands(
        [Party("A"), Party("B"), Party("C")],
        ("A", "a", "z", "principle"),
        ("A", "b", "q", "explicit"),
        ("B", "a", "y", "interest"),
        ("C", "b", "r", "explicit"),
    )
    assert {name: red for name, (_, _, red) in found.items()} == {
        "A:a-not-z": True, "A:b-not-q": False, "B:a-not-y": True, "C:b-not-r": False,
    }  # fmt: skip


def test_ones_own_side_makes_no_line_red():
    found = demands(
        [Party("A", bloc="west"), Party("B", bloc="west")],
        ("A", "a", "z", "principle"),
        ("B", "a", "y", "explicit"),
    )
    assert [red for _, _, red in found.values()] == [True, False]


def test_red_spreads_through_lines_over_several_issues():
    tied = RedLine("tied", [Box({"a": ["z"], "b": ["q"]}, price=1)], strength="interest")
    found = demands(
        [Party("A"), Party("B", lines=[tied]), Party("C")],
        ("A", "a", "z", "principle"),
        ("C", "b", "r", "interest"),
    )
    assert all(red for _, _, red in found.values())


def test_an_observers_line_makes_none_red():
    found = demands(
        [Party("A"), Party("O", consent="never")],
        ("O", "a", "z", "principle"),
        ("A", "a", "y", "explicit"),
    )
    assert found == {"A:a-not-y": (("A",), "1/2", False)}
    problem = compile_scenario(
        scenario([Party("A"), Party("O", consent="never")], ("O", "a", "z", "principle")), reading=MILD
    ).problem
    assert [line.red for line in problem.party("O").red_lines] == [True]


def test_at_face_value_everything_is_red():
    found = demands([Party("A"), Party("B")], ("A", "a", "z", "interest"), reading="face-value")
    assert found == {"A:a-not-z": (("A",), "1", True)}
    assert Fraction(1) == Fraction(found["A:a-not-z"][1])
