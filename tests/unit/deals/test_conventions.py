"""What other tools mean by the same words: small cases worked out by hand, notes, red lines, names."""

import math

import attrs
import pytest

from negsim.deals.conventions import CONVENTIONS, picks
from negsim.deals.solutions import solutions
from negsim.errors import TooLargeError, UnknownNameError
from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.search.effort import STEADY
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space


def offers(*worth, reservations=(), lines=()):
    """Return a problem of one issue: for each party, what each offer (a, b, c...) is worth to it, in points of 100."""
    names = "abcdefgh"[: len(worth[0])]
    parties = []
    for at, values in enumerate(worth):
        held = reservations[at] if reservations else None
        parties.append(
            ProblemParty(
                id="NSE"[at],
                scale=100,
                factors=[Factor(["offer"], list(values))],
                reservation=None if held is None else ProblemReservation(points=held),
            )
        )
    for at, forbidden in lines:
        line = ProblemLine(id="line", shared_by=[parties[at].id], boxes=[Box({"offer": [*forbidden]}, price=1)])
        parties[at] = attrs.evolve(parties[at], red_lines=[line])
    return BargainingProblem(scenario="s", reading="r", space=Space([Issue("offer", [*names])]), parties=parties)


def picked(problem, convention, rule):
    return "".join(deal.package["offer"] for deal in solutions(problem, convention=convention)[rule])


WORKED = [
    # two of three parties below their reservations: -40 * -40 * 50 is more than 10 * 10 * 10
    ("genius", "nash", offers([60, 10], [60, 10], [60, 100], reservations=[50, 50, 50]), "b", ("nash", "a")),
    # a reservation that is 0 is one that is not there
    ("genius", "nash", offers([60, 80], [90, 60], reservations=[0, 0]), "a", ("nash", "a")),
    ("genius", "nash", offers([60, 80], [90, 60], reservations=[50, 0]), "b", ("nash", "b")),
    # alike, however much more the first party has to lose without an agreement
    (
        "genius",
        "kalai-smorodinsky",
        offers([90, 60], [50, 60], reservations=[50, 0]),
        "b",
        ("kalai-smorodinsky", "a"),
    ),
    # |3 - 6| + |3 - 6| + 0 = 6 and 1 + 3 + 2 = 6 tie; 9 does not
    ("genius", "kalai-smorodinsky", offers([3, 4, 9], [6, 5, 0], [6, 7, 0]), "ab", ("kalai-smorodinsky", "b")),
    ("anl", "nash", offers([60, 80], [90, 60], reservations=[50, 0]), "a", ("nash", "b")),
    ("anl", "kalai", offers([90, 60], [50, 60], reservations=[50, 0]), "b", ("egalitarian", "a")),
    ("negolog", "nash", offers([60, 80], [90, 60], reservations=[50, 0]), "a", ("nash", "b")),
    ("negolog", "kalai", offers([100, 60], [30, 60]), "a", ("egalitarian", "b")),
    ("negolog", "kalai", offers([100, 60], [30, 60], reservations=[0, 50]), "a", ("utilitarian", "b")),
    # gains over 20: 70 * 30 against 40 * 50; over 50, the least of both: 40 * 0 against 10 * 20
    ("negmas", "nash", offers([90, 60, 50], [50, 70, 80], reservations=[20, 20]), "b", ("nash", "a")),
    # gains begin at the least: 30 and 0, 5 and 2, 0 and 30; at the reservations: 90 and 10, 65 and 12, 60 and 40
    ("negmas", "kalai", offers([90, 65, 60], [50, 52, 80], reservations=[0, 40]), "b", ("egalitarian", "c")),
    # ties of the smallest gain are not broken by the next
    ("negmas", "kalai", offers([5, 5, 0], [5, 6, 0], [9, 8, 0]), "ab", ("egalitarian", "b")),
    # shares 1 and 0.55 of the best, against 0.54 and 0.56
    ("negmas", "kalai-smorodinsky", offers([100, 54, 0, 0], [55, 56, 100, 0]), "b", ("kalai-smorodinsky", "a")),
    # with these two alone, the least of each party is where its gains begin: both go from nothing to everything
    ("negmas", "kalai-smorodinsky", offers([100, 54], [55, 56]), "ab", ("kalai-smorodinsky", "a")),
    ("negmas", "kalai-smorodinsky", offers([100, 54], [55, 56], reservations=[0, 0]), "ab", ("nash", "a")),
]


@pytest.mark.parametrize(("convention", "rule", "problem", "expected", "textbook"), WORKED)
def test_worked_by_hand(convention, rule, problem, expected, textbook):
    assert picked(problem, convention, rule) == expected
    word, other = textbook
    assert picked(problem, "textbook", word) == other


WORDS = {
    "textbook": {"nash": False, "kalai-smorodinsky": False, "egalitarian": True, "utilitarian": True},
    "genius": {"nash": False, "kalai-smorodinsky": True},
    "negmas": {"nash": False, "kalai": True, "kalai-smorodinsky": False},
    "negolog": {"nash": False, "kalai": True},
    "anl": {"nash": False, "kalai": True},
}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_words_are_the_tools_own(convention):
    found = solutions(offers([2, 1], [1, 2]), convention=convention)
    assert {rule: entry.compares_parties for rule, entry in found.items()} == WORDS[convention]
    assert [entry.rule for entry in found.values()] == list(found)


def test_a_convention_that_is_not_known():
    with pytest.raises(UnknownNameError, match="unknown convention 'Genius'; did you mean 'genius'"):
        solutions(offers([1], [1]), convention="Genius")
    with pytest.raises(UnknownNameError, match="known: 'textbook', 'genius', 'negmas', 'negolog', 'anl'"):
        solutions(offers([1], [1]), convention="x")
    with pytest.raises(UnknownNameError):
        picks(offers([1], [1]), convention="textbook", effort=STEADY)


def test_an_empty_zone_has_no_solution_but_for_tools_that_do_not_look():
    closed = offers([50, 90, 30], [50, 20, 55], reservations=[60, 60])
    for convention in ("textbook", "negmas"):
        assert all(entry.count == len(entry) == 0 for entry in solutions(closed, convention=convention).values())
    assert picked(closed, "genius", "nash") == "c"
    assert "; here with a loss for N, S" in solutions(closed, convention="genius")["nash"].note
    assert picked(closed, "genius", "kalai-smorodinsky") == "a"


@pytest.mark.parametrize(
    ("convention", "rule", "expected"),
    [
        ("genius", "nash", "a"),
        ("anl", "nash", "a"),
        ("negolog", "nash", "a"),
        ("negolog", "kalai", "a"),
        ("negmas", "nash", "b"),
        ("negmas", "kalai", "b"),
        ("negmas", "kalai-smorodinsky", "b"),
    ],
)
def test_red_lines_are_looked_at_for_negmas_only(convention, rule, expected):
    problem = offers([9, 5, 0], [9, 6, 0], lines=[(0, "a")])
    assert picked(problem, convention, rule) == expected
    found = solutions(problem, convention=convention)[rule]
    assert ("red lines are not looked at" in found.note) is (convention != "negmas")
    assert found[0].broken == (() if convention == "negmas" else ("N:line",))


def test_a_line_that_is_not_red_is_not_spoken_of():
    problem = offers([9, 5], [9, 6], lines=[(0, "a")])
    north = problem.parties[0]
    soft = attrs.evolve(north, red_lines=[attrs.evolve(north.red_lines[0], red=False)])
    problem = attrs.evolve(problem, parties=[soft, problem.parties[1]])
    assert "red lines" not in solutions(problem, convention="genius")["nash"].note
    assert picked(problem, "negmas", "nash") == "a"


def test_negmas_holds_to_a_reservation_that_the_reading_does_not_count_as_red():
    problem = offers([30, 60], [90, 40], reservations=[50, 0])
    north = attrs.evolve(problem.parties[0], reservation=ProblemReservation(points=50, red=False))
    problem = attrs.evolve(problem, parties=[north, problem.parties[1]])
    assert picked(problem, "textbook", "utilitarian") == "a"
    assert picked(problem, "negmas", "nash") == "b"


def test_only_parties_that_sign_are_asked():
    problem = offers([9, 5], [5, 8], [0, 100])
    observer = attrs.evolve(problem.parties[2], consent=Consent.NEVER)
    watched = attrs.evolve(problem, parties=[*problem.parties[:2], observer])
    for convention in CONVENTIONS:
        found = solutions(watched, convention=convention)
        alone = solutions(attrs.evolve(watched, parties=watched.parties[:2]), convention=convention)
        assert [(entry.count, entry.note) for entry in found.values()] == [
            (entry.count, entry.note) for entry in alone.values()
        ]
        assert [[deal.package for deal in entry] for entry in found.values()] == [
            [deal.package for deal in entry] for entry in alone.values()
        ]


def test_the_least_and_the_most_are_of_packages_that_exist():
    """The worst of both parties is excluded: gains count from the worst that is left."""
    issues = [Issue("x", ["low", "high"]), Issue("y", ["low", "high"])]
    factors = [Factor(["x"], [0, 10]), Factor(["y"], [0, 30])]
    parties = [ProblemParty(id=name, scale=40, factors=factors) for name in "NS"]
    space = Space(issues, [Exclusion({"x": ["low"], "y": ["low"]})])
    problem = BargainingProblem(scenario="s", reading="r", space=space, parties=parties)
    found = solutions(problem, convention="negmas")
    assert "counted from the least that any package is worth to N, S" in found["nash"].note
    assert found["kalai-smorodinsky"][0].points == {"N": 40, "S": 40}


def test_notes_of_negmas_say_where_gains_begin_and_who_is_left_out():
    problem = offers([70, 70], [20, 40], reservations=[50, 30])
    found = solutions(problem, convention="negmas")
    assert found["nash"].note.endswith("as in the textbook; counted from the least that any package is worth to N")
    assert found["kalai-smorodinsky"].note.endswith("; leaves out, as no package gains them anything, N")
    plain = solutions(offers([70, 50], [20, 40], reservations=[50, 20]), convention="negmas")
    assert all("counted from" not in entry.note and "leaves out" not in entry.note for entry in plain.values())


def test_a_party_that_can_gain_nothing_is_left_out_of_shares():
    problem = offers([70, 70, 70, 70], [100, 54, 0, 0], [55, 56, 100, 0])
    assert picked(problem, "negmas", "kalai-smorodinsky") == "b"
    assert picked(problem, "negmas", "nash") == "abc"  # the product is 0 everywhere, and ties are not broken


def test_negolog_where_every_product_is_0():
    found = solutions(offers([0, 0, 5], [0, 7, 0]), convention="negolog")["nash"]
    assert "".join(deal.package["offer"] for deal in found) == "bc"
    assert found.note.endswith("it is 0 for all packages: of these, which all tie, those on the frontier are meant")


def test_negolog_multiplies_values_below_0_off_the_frontier_too():
    problem = offers([-9, 5, 1], [-9, 7, 8])
    assert picked(problem, "negolog", "nash") == "a"
    assert picked(problem, "negolog", "kalai") == "b"
    assert picked(problem, "anl", "nash") == "b"
    assert picked(offers([-1, 0, -2], [5, -3, 6]), "negolog", "nash") == "b"


def test_values_wider_than_64_bits_stay_exact():
    wide = 2**70
    parties = [
        ProblemParty(id="N", scale=wide, factors=[Factor(["offer"], [wide, wide - 1, -3])]),
        ProblemParty(id="S", scale=3, factors=[Factor(["offer"], [2, 2, -1])]),
    ]
    problem = BargainingProblem(
        scenario="s", reading="r", space=Space([Issue("offer", ["a", "b", "c"])]), parties=parties
    )
    for convention in ("genius", "anl", "negolog", "negmas"):
        assert picked(problem, convention, "nash") == "a"


@pytest.mark.own_method  # by enumeration it would be refused
def test_a_space_too_large_to_list_is_no_matter_where_issues_stand_alone():
    issues = [Issue(f"i{at}", [f"o{option}" for option in range(10)]) for at in range(9)]
    rising = [Factor([issue.id], range(10)) for issue in issues]
    falling = [Factor([issue.id], range(9, -1, -1)) for issue in issues]
    parties = [
        ProblemParty(id=name, scale=90, factors=factors, reservation=ProblemReservation(points=30))
        for name, factors in [("N", rising), ("S", falling)]
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    found = solutions(problem, convention="genius", max_packages=1)
    assert found["nash"][0].points in ({"N": 40, "S": 41}, {"N": 41, "S": 40})
    assert solutions(problem, convention="negolog", max_packages=0)["kalai"].count == 10**9


def test_negolog_refuses_what_it_cannot_list():
    """Values below 0 and issues that hang together: all combinations of values would be needed."""
    issues = [Issue(f"i{at}", [f"o{option}" for option in range(10)]) for at in range(9)]
    parties = [
        ProblemParty(id=name, ceiling=1, factors=[Factor([issue.id], range(-5, 5)) for issue in issues])
        for name in "NS"
    ]
    problem = BargainingProblem(scenario="s", reading="r", space=Space(issues), parties=parties)
    assert math.prod(problem.space.radices) > 10**8
    with pytest.raises(TooLargeError):
        solutions(problem, convention="negolog")


def test_how_many_packages_to_name():
    problem = offers([5, 5, 5], [5, 5, 5])
    found = solutions(problem, convention="genius", max_packages=2)["nash"]
    assert (found.count, len(found)) == (3, 2)
