"""Blocs and red lines: which lines are one demand, and which the zone counts."""

from fractions import Fraction

from negsim.compilation import compile_scenario
from negsim.deals.odds import odds
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


def test_equal_lines_of_one_party_are_one_demand_and_not_shared_with_itself():
    lines = [RedLine("one", [Box({"a": ["z"]}, price=2)]), RedLine("two", [Box({"a": ["z"]}, price=3)])]
    for bloc in ("west", ""):
        assert demands([Party("A", bloc=bloc, lines=lines)]) == {"A:one": (("A",), "1/2", False)}
    problem = compile_scenario(scenario([Party("A", lines=lines)])).problem
    assert problem.parties[0].red_lines[0].boxes[0].price == 3


def test_a_stated_line_takes_the_place_of_a_derived_one_that_forbids_the_same():
    party = Party("A", lines=[RedLine("mine", [Box({"a": ["z"]}, price=20)], strength="interest")])
    problem = compile_scenario(scenario([party], ("A", "a", "z", "principle")), reading="mild").problem
    (line,) = problem.parties[0].red_lines
    assert (line.id, str(line.boxes[0].price), str(line.firmness)) == ("mine", "20", "9/10")


def test_lines_are_equal_however_their_boxes_are_written():
    stated = Party("B", bloc="west", lines=[RedLine("mine", [Box({"a": ["y", "z"], "c": ["m", "n"]}, price=7)])])
    found = demands([Party("A", bloc="west"), stated], ("A", "a", "y z", "explicit"))
    assert found == {"A:a-only-x": (("A", "B"), "1/2", False)}
    problem = compile_scenario(scenario([Party("A", bloc="west"), stated], ("A", "a", "y z", "explicit"))).problem
    (line,) = problem.parties[0].red_lines
    assert [(dict(box.forbids), str(box.price)) for box in line.boxes] == [
        ({"a": ("y",)}, "100"),
        ({"a": ("z",)}, "100"),
    ]


def test_lines_of_very_many_combinations_are_compared_as_they_are_written():
    wide = [Issue(name, [f"{name}{at}" for at in range(12)], status_quo=f"{name}0") for name in "abcd"]
    box = {issue.id: issue.option_ids[1:] for issue in wide}
    parties = [Party(name, bloc="west", lines=[RedLine(f"of-{name}", [Box(box, price=5)])]) for name in "AB"]
    problem = compile_scenario(Scenario("wide", issues=wide, parties=parties)).problem
    assert [demand.shared_by for demand in problem.demands] == [("A", "B")]


def test_what_binds_nowhere_makes_no_line_red():
    def red(issue):
        lines = [("U", "a", "x", "principle"), ("R", "a", "z", "interest")]
        said = [
            Statement(party=party, issue=name, stance="rejects", options=[option], strength=strength)
            for party, name, option, strength in lines
        ]
        parties = [Party("U", consent="by-issue"), Party("R")]
        asked = Scenario("asked", issues=[issue, *ISSUES[1:]], parties=parties, statements=said, readings=[MILD])
        problem = compile_scenario(asked, reading="mild").problem
        return {demand.name: demand.red for demand in problem.demands}["R:a-not-z"]

    options = ["x", "y", "z"]
    assert not red(Issue("a", options, status_quo="x"))
    assert not red(Issue("a", options, status_quo="x", consent=["U"]))
    assert red(Issue("a", options, status_quo="y", consent=["U"]))


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


def test_a_shared_line_rests_on_the_first_principle_that_one_of_its_parties_names():
    def shared(*principles):
        parties = [
            Party(name, bloc="west", lines=[RedLine(f"line-{name}", [Box({"a": ["z"]}, price=1)], principle=principle)])
            for name, principle in zip("ABC", principles, strict=True)
        ]
        (line,) = compile_scenario(Scenario("worked", issues=ISSUES, parties=parties)).problem.parties[0].red_lines
        return line.principle

    assert shared("", "", "") == ""
    assert shared("", "open door", "parity") == "open door"
    assert shared("parity", "open door", "") == "parity"


def test_a_stated_line_keeps_its_own_principle_or_takes_that_of_what_it_replaces():
    said = Statement(party="A", issue="a", stance="rejects", options=["z"], principle="open door")
    for own, expected in [("", "open door"), ("parity", "parity")]:
        party = Party("A", lines=[RedLine("mine", [Box({"a": ["z"]}, price=20)], principle=own)])
        problem = compile_scenario(Scenario("worked", issues=ISSUES, parties=[party], statements=[said])).problem
        (line,) = problem.parties[0].red_lines
        assert (line.id, line.principle) == ("mine", expected)


def test_shared_lines_that_forbid_everything_stay_on_their_issues():
    everything = Box({"a": ["x", "y", "z"], "c": ["m", "n"]}, price=2)
    lines = {"A": [everything], "B": [Box({"a": ["z"], "c": ["m"]}, price=7), everything]}
    parties = [
        Party(
            name, bloc="west", lines=[RedLine("all", boxes, firmness="0.5")], preferences=Preferences(weights={"a": 1})
        )
        for name, boxes in lines.items()
    ]
    problem = compile_scenario(Scenario("worked", issues=ISSUES, parties=parties)).problem
    (line,) = problem.parties[0].red_lines
    assert line.issues == ("a", "c")
    assert line.boxes[0].price == 7
    assert odds(problem).open == Fraction(1, 2)
