"""The bargaining problem: what it answers about itself."""

import pickle
from fractions import Fraction

import attrs
import numpy as np
import pytest

from negsim.errors import UnknownNameError
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation, least_scale
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Space

SPACE = Space([
    Issue("a", ["x", "y", "z"], status_quo="x", consent=["U"]),
    Issue("b", ["p", "q"], consent=["U"]),
    Issue("c", ["only"], status_quo="only", consent=["U"]),
])  # fmt: skip


def line(*boxes, line_id="line", party="U"):
    return ProblemLine(id=line_id, shared_by=[party], boxes=boxes)


def problem_of(*parties):
    return BargainingProblem(scenario="s", reading="r", space=SPACE, parties=parties)


def test_a_factor_is_read_only_compares_by_content_and_survives_pickling():
    factor = Factor(["a", "b"], [[1, 2], [3, 4], [5, 6]])
    assert factor == pickle.loads(pickle.dumps(factor))
    assert factor != Factor(["a", "b"], [[1, 2], [3, 4], [5, 7]])
    with pytest.raises(ValueError, match="read-only"):
        factor.values[0, 0] = 9
    assert Factor(["a"], [1, 2, 2**70]).values.dtype == object
    assert Factor(["a"], np.array([1, 2, 3])).values.dtype == np.int64


def test_a_line_is_on_the_issues_that_every_box_names():
    assert line(Box({"a": ["x"], "b": ["p"]}), Box({"a": ["y"]})).is_on == ("a",)
    linkage = line(Box({"a": ["x"], "b": ["p"]}), Box({"b": ["q"], "c": ["only"]}), Box({"a": ["y"], "c": ["only"]}))
    assert (linkage.issues, linkage.is_on) == (("a", "b", "c"), ())


def test_demands_are_lines_then_the_reservation_of_all_but_observers():
    own = line(Box({"a": ["x"]}, price=1))
    parties = [
        ProblemParty(id="A", bloc="east", red_lines=[own], reservation=ProblemReservation(points=3, firmness="0.5")),
        ProblemParty(id="U", consent="by-issue", red_lines=[own]),
        ProblemParty(id="O", consent="never", red_lines=[own], reservation=ProblemReservation(points=3)),
    ]
    problem = problem_of(*parties)
    assert [demand.name for demand in problem.demands] == ["A:line", "A:reservation", "U:line"]
    assert problem.demands[1].firmness == Fraction(1, 2)
    assert problem.demands[1].line is None
    assert [party.id for party in problem.signers] == ["A"]
    assert [party.id for party in problem.constrainers] == ["A", "U"]
    assert problem.sides == ("east", "U")
    assert problem.party("O").consent is Consent.NEVER
    with pytest.raises(UnknownNameError, match="unknown party 'B'"):
        problem.party("B")


def test_points_add_up_over_factors_in_any_order_of_issues():
    party = ProblemParty(id="A", factors=[Factor(["a"], [0, 1, 2]), Factor(["b", "a"], [[10, 20, 30], [40, 50, 60]])])
    assert problem_of(party).points(Package({"a": "z", "b": "q", "c": "only"})) == {"A": 62}


def test_points_are_at_most_the_ceiling():
    party = ProblemParty(id="A", factors=[Factor(["a"], [0, 1, 2]), Factor(["b"], [-5, 4])], ceiling=3)
    problem = problem_of(party)
    worth = [problem.points(Package({"a": a, "b": b, "c": "only"}))["A"] for a in "xyz" for b in "pq"]
    assert worth == [-5, 3, -4, 3, -3, 3]
    assert party.bounds == (-5, 3)
    assert attrs.evolve(party, ceiling=None).bounds == (-5, 6)
    assert attrs.evolve(party, ceiling=-9).bounds == (-9, -9)
    assert ProblemParty(id="A", ceiling=-9).bounds == (-9, -9)


@pytest.mark.parametrize(
    ("box", "bound"),
    [
        ({"a": ["x", "y"]}, [{"a": ("y",)}]),
        ({"a": ["x"]}, []),
        ({"b": ["p"]}, [{"b": ("p",)}]),
        ({"c": ["only"]}, []),
        ({"a": ["x"], "b": ["p", "q"]}, [{"a": ("x",), "b": ("p", "q")}]),
        ({"a": ["x", "z"], "b": ["p"]}, [{"a": ("z",), "b": ("p",)}, {"a": ("x", "z"), "b": ("p",)}]),
    ],
)
def test_a_line_with_consent_by_issue_binds_off_the_status_quo_of_its_own_issues(box, bound):
    own = line(Box(box, price=3))
    party = ProblemParty(id="U", consent="by-issue", red_lines=[own])
    cut = problem_of(party).binding_boxes(party, own)
    assert [dict(entry.forbids) for entry in cut] == bound
    assert all(entry.price == 3 for entry in cut)
    always = attrs.evolve(party, consent="always")
    assert problem_of(always).binding_boxes(always, own) == own.boxes


def test_of_several_boxes_one_binds_where_another_departs():
    own = line(Box({"a": ["z"]}, price=1), Box({"b": ["p"]}, price=2))
    party = ProblemParty(id="U", consent="by-issue", red_lines=[own])
    cut = [(dict(box.forbids), box.price) for box in problem_of(party).binding_boxes(party, own)]
    assert cut == [
        ({"a": ("z",)}, 1),
        ({"a": ("z",), "b": ("p", "q")}, 1),
        ({"b": ("p",), "a": ("y", "z")}, 2),
        ({"b": ("p",)}, 2),
    ]


def test_the_least_scale_makes_every_number_whole():
    assert least_scale([]) == 1
    assert least_scale([Fraction(1, 6), Fraction(3, 4)]) == 12


def test_demands_are_those_of_this_problem_also_when_another_was_made_from_it():
    party = ProblemParty(id="U", red_lines=[line(Box({"a": ["x"]}, price=1))])
    problem = problem_of(party)
    assert [demand.name for demand in problem.demands] == ["U:line"]
    assert problem.demands is problem.demands
    again = pickle.loads(pickle.dumps(problem))
    assert (again, again.demands) == (problem, problem.demands)
    other = attrs.evolve(problem, parties=[attrs.evolve(party, red_lines=[])])
    assert other.demands == ()
