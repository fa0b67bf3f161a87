"""Numbers from the literature, each with where it stands."""

from fractions import Fraction

import pytest

from negsim.deals.conflicts import conflicts
from negsim.deals.odds import odds
from negsim.deals.repairs import repairs
from negsim.deals.solutions import solutions
from negsim.parties.red_line import Box
from negsim.parties.weights import rank_order_centroid
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Space

# Nash 1950, p. 161: what each good is worth to Bill and to Jack.
BILLS_GOODS = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
JACKS_GOODS = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}


def problem_of(issues, parties):
    return BargainingProblem(scenario="published", reading="given", space=Space(issues), parties=parties)


def test_nash_1950_bill_and_jack():
    """J. F. Nash, "The bargaining problem", Econometrica 18 (1950), 155-162: the example of bargaining without money.

    Bill gives Jack the book, the whip, the ball and the bat; Jack gives Bill the pen, the toy and the knife. Their
    gains over keeping their own goods are 12 and 5.
    """
    goods = BILLS_GOODS | JACKS_GOODS
    issues = [Issue(good, ["Bill", "Jack"], status_quo="Bill" if good in BILLS_GOODS else "Jack") for good in goods]
    bill = ProblemParty(
        id="Bill",
        factors=[Factor([good], [to_bill, 0]) for good, (to_bill, _) in goods.items()],
        reservation=ProblemReservation(points=sum(to_bill for to_bill, _ in BILLS_GOODS.values())),
    )
    jack = ProblemParty(
        id="Jack",
        factors=[Factor([good], [0, to_jack]) for good, (_, to_jack) in goods.items()],
        reservation=ProblemReservation(points=sum(to_jack for _, to_jack in JACKS_GOODS.values())),
    )
    found = solutions(problem_of(issues, [bill, jack]))["nash"]
    assert found.count == 1
    (deal,) = found.deals
    moved = {good for good, owner in deal.package.choices.items() if (owner == "Bill") is not (good in BILLS_GOODS)}
    assert moved == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
    assert dict(deal.points) == {"Bill": 12 + 12, "Jack": 6 + 5}


def chosen(points):
    """Return, by rule, the values of the picks among a few points."""
    scale = 36 * 13 * 10
    parties = [
        ProblemParty(id=name, scale=scale, factors=[Factor(["point"], [int(point[at] * scale) for point in points])])
        for at, name in enumerate(["first", "second"])
    ]
    found = solutions(problem_of([Issue("point", [f"o{at}" for at in range(len(points))])], parties))
    return {
        rule: [tuple(Fraction(deal.points[party.id], scale) for party in parties) for deal in entry.deals]
        for rule, entry in found.items()
    }


def test_kalai_smorodinsky_1975_monotonicity():
    """E. Kalai and M. Smorodinsky, Econometrica 43 (1975), 513-518: the example against Nash's axiom of independence.

    From the hull of (0, 1), (3/4, 3/4), (1, 0) to that of (0, 1), (1, 0.7), for every demand of the first player the
    second could get more; yet Nash's solution gives it less, 0.7 after 3/4. Theirs gives it 10/13 after 3/4. The
    boundary of each is taken at points that its solutions are among.
    """
    narrow = [(Fraction(k, 12), 1 - Fraction(k, 36)) for k in range(10)] + [(Fraction(1), Fraction(0))]
    wide = [(Fraction(k, 13), 1 - Fraction(3, 10) * Fraction(k, 13)) for k in range(14)]
    before, after = chosen(narrow), chosen(wide)
    assert before["nash"] == before["kalai-smorodinsky"] == [(Fraction(3, 4), Fraction(3, 4))]
    assert after["nash"] == [(Fraction(1), Fraction(7, 10))]
    assert after["kalai-smorodinsky"] == [(Fraction(10, 13), Fraction(10, 13))]


@pytest.mark.parametrize(
    "weights",
    [
        ["0.7500", "0.2500"],
        ["0.6111", "0.2778", "0.1111"],
        ["0.5208", "0.2708", "0.1458", "0.0625"],
        ["0.4567", "0.2567", "0.1567", "0.0900", "0.0400"],
    ],
)
def test_barron_and_barrett_1996_rank_order_centroids(weights):
    """F. H. Barron and B. E. Barrett, Management Science 42 (1996), 1515-1523: the weights for 2 to 5 attributes."""
    assert [f"{float(weight):.4f}" for weight in rank_order_centroid([1] * len(weights))] == weights


def lines_over(options, firmness):
    """Return a problem of one issue whose lines forbid these options, each of a party of its own."""
    issue = Issue("issue", sorted({option for forbidden in options for option in forbidden}))
    parties = [
        ProblemParty(
            id=f"p{at}",
            red_lines=[
                ProblemLine(
                    id="line", shared_by=[f"p{at}"], firmness=chance, boxes=[Box({"issue": list(forbidden)}, price=1)]
                )
            ],
        )
        for at, (forbidden, chance) in enumerate(zip(options, firmness, strict=True))
    ]
    return problem_of([issue], parties)


def birnbaum(problem):
    return [str(entry.birnbaum) for entry in odds(problem).importance.values()]


def test_birnbaum_1969_series_parallel_and_two_of_three():
    """Z. W. Birnbaum (1969): in series a component matters as the others work, in parallel as the others fail.

    A demand that turns out soft is a component that works.
    """
    series = lines_over(["x", "x", "x"], ["0.1", "0.2", "0.3"])
    assert str(odds(series).open) == "63/125"
    assert birnbaum(series) == ["14/25", "63/100", "18/25"]
    parallel = lines_over(["x", "y", "z"], ["0.1", "0.2", "0.3"])
    assert str(odds(parallel).open) == "497/500"
    assert birnbaum(parallel) == ["3/50", "3/100", "1/50"]
    # Two of three: p2 + p3 - 2 p2 p3 for the first.
    voting = lines_over(["xy", "xz", "yz"], ["0.1", "0.2", "0.3"])
    assert birnbaum(voting) == ["19/50", "17/50", "13/50"]


BRIDGE = ((0, 3), (1, 4), (0, 2, 4), (1, 2, 3))
"""The minimal paths of the bridge network of five components; the third is the bridge."""


def bridge(working):
    """Return the bridge as a problem: an option for each path, a demand for each component that rules them out."""
    names = [f"path{at}" for at in range(len(BRIDGE))]
    through = [[name for name, path in zip(names, BRIDGE, strict=True) if at in path] for at in range(5)]
    return lines_over(through, [1 - Fraction(working)] * 5)


def test_bridge_network_importance():
    """Package dist.structure 0.5.0 for R (CRAN), vignette "Importance measures": the bridge, as it prints them.

    Structural importance is Birnbaum's where every component works half the time.
    """
    assert birnbaum(bridge("0.5")) == ["3/8", "3/8", "1/8", "3/8", "3/8"]
    found = odds(bridge("0.9"))
    assert [f"{float(entry.birnbaum):.4f}" for entry in found.importance.values()] == [
        "0.1062",
        "0.1062",
        "0.0162",
        "0.1062",
        "0.1062",
    ]
    # As it defines criticality: that the component has failed and is critical, given that the system has.
    for entry in found.importance.values():
        assert entry.criticality == entry.birnbaum * Fraction("0.1") / (1 - found.open)


def test_criticality_in_series_and_in_parallel():
    """Wolfram Language documentation, CriticalityFailureImportance: what is true of failed systems.

    In parallel every component contributes to the failure; a component in parallel with a series does for sure, and of
    three of which two must work all contribute alike.
    """
    parallel = odds(lines_over(["x", "y", "z"], ["0.1", "0.2", "0.3"]))
    assert [entry.criticality for entry in parallel.importance.values()] == [1, 1, 1]
    beside = odds(lines_over(["x", "y", "y"], ["0.1", "0.2", "0.3"])).importance
    assert [name for name, entry in beside.items() if entry.criticality == 1] == ["p0:line"]
    voting = odds(lines_over(["xy", "xz", "yz"], ["0.1", "0.1", "0.1"])).importance
    assert len({entry.criticality for entry in voting.values()}) == 1
    # In series each is to blame where it alone has failed: of two, q1 p2 of q1 + q2 - q1 q2.
    series = odds(lines_over(["x", "x"], ["0.1", "0.2"])).importance
    assert [str(entry.criticality) for entry in series.values()] == ["2/7", "9/14"]


def test_sobol_1993_first_order_indices_of_a_product():
    """I. M. Sobol, Mathematical Modeling and Computational Experiment 1 (1993): shares of the variance of a product.

    Of two independent factors of means m and squares' means s, the first has (s1 - m1^2) m2^2 of s1 s2 - m1^2 m2^2.
    A line that is soft is a factor of 1, one that is firm a factor of 0: m = s = 1 - firmness.
    """
    found = odds(lines_over(["x", "x"], ["0.1", "0.2"])).importance
    first, second = Fraction("0.9"), Fraction("0.8")
    variance = first * second - first**2 * second**2
    assert [entry.learning for entry in found.values()] == [
        (first - first**2) * second**2 / variance,
        (second - second**2) * first**2 / variance,
    ]


def test_liffiton_and_sakallah_2008_duality():
    """M. H. Liffiton and K. A. Sakallah, J. Automated Reasoning 40 (2008): the formula (a)(not a)(not a or b)(not b).

    Its minimal unsatisfiable subsets are {C1, C2} and {C1, C3, C4}, its minimal correction sets {C1}, {C2, C3} and
    {C2, C4}.
    """
    clauses = {
        "C1": {"a": ["false"]}, "C2": {"a": ["true"]}, "C3": {"a": ["true"], "b": ["false"]}, "C4": {"b": ["true"]},
    }  # fmt: skip
    parties = [
        ProblemParty(id=name, red_lines=[ProblemLine(id="line", shared_by=[name], boxes=[Box(forbids, price=1)])])
        for name, forbids in clauses.items()
    ]
    problem = problem_of([Issue("a", ["false", "true"]), Issue("b", ["false", "true"])], parties)
    assert {tuple(name[:2] for name in conflict) for conflict in conflicts(problem)} == {
        ("C1", "C2"),
        ("C1", "C3", "C4"),
    }
    assert {tuple(name[:2] for name in repair.demands) for repair in repairs(problem).items} == {
        ("C1",),
        ("C2", "C3"),
        ("C2", "C4"),
    }
