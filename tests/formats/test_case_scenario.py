"""A case becomes a scenario in which every package is worth what it was, and comes back as it was."""

import itertools
from fractions import Fraction

import attrs
from hypothesis import given

import negsim
from negsim.formats.case_scenario import IMPORTED, case_of, made_ids, scenario_of
from negsim.formats.cases import Case, CaseIssue, Profile
from tests.formats.case_generators import cases


def worth(profile, package):
    """What a package, as places of options, is worth by the definition of a profile."""
    total = sum(
        (weight * row[at] for weight, row, at in zip(profile.weights, profile.values, package, strict=True) if row),
        Fraction(0),
    )
    for bonus in profile.bonuses:
        if all(package[issue] in options for issue, options in bonus.when.items()):
            total += bonus.value
    return total if profile.ceiling is None else min(total, profile.ceiling)


@given(cases(has_bonuses=True))
def test_every_package_is_worth_what_the_case_says(case):
    problem = negsim.compile_scenario(scenario_of(case)).problem
    for package in itertools.product(*(range(len(issue.options)) for issue in case.issues)):
        points = problem.points(problem.space.package(package))
        for profile, party in zip(case.profiles, problem.parties, strict=True):
            assert Fraction(points[party.id], party.scale) == worth(profile, package)
            if profile.reservation is not None:
                assert party.reservation is not None
                assert Fraction(party.reservation.points, party.scale) == profile.reservation


@given(cases(has_bonuses=True))
def test_a_case_comes_back_from_its_scenario_worth_the_same(case):
    back = case_of(negsim.compile_scenario(scenario_of(case)))
    assert [len(issue.options) for issue in back.issues] == [len(issue.options) for issue in case.issues]
    for package in itertools.product(*(range(len(issue.options)) for issue in case.issues)):
        for mine, other in zip(case.profiles, back.profiles, strict=True):
            assert worth(mine, package) == worth(other, package)
    assert scenario_of(back) == scenario_of(case_of(negsim.compile_scenario(scenario_of(back))))


@given(cases(has_bonuses=True))
def test_the_scenario_of_a_case_is_written_and_read_as_toml(case):
    scenario = scenario_of(case)
    assert negsim.loads_scenario(negsim.dumps_scenario(scenario)) == scenario


def test_names_that_can_be_no_ids_stay_as_titles():
    issue = CaseIssue(name="start: when?", options=["13:00", "x" * 150, " ", "Yes", "yes", "\u202eback"])
    profile = Profile(id="A:B", name="the A", weights=[1], values=[[0, 0, 0, 0, 0, 1]])
    scenario = scenario_of(Case(id="c", issues=[issue], profiles=[profile]))
    (made,) = scenario.issues
    assert (made.id, made.label) == ("start. when?", "start: when?")
    assert made.option_ids == ("13.00", "x" * 92, "(blank)", "Yes", "yes-2", "back")
    assert [option.label for option in made.options] == ["13:00", "x" * 150, "(blank)", "Yes", "yes", " back"]
    assert (scenario.parties[0].id, scenario.parties[0].label) == ("A.B", "the A")
    assert case_of(negsim.compile_scenario(scenario)).issues[0].options == (
        "13:00",
        "x" * 150,
        "",
        "Yes",
        "yes",
        " back",
    )


def test_ids_are_the_same_whenever_they_are_made_again():
    names = ["a", "A", "a-2", "reservation", "", " ", ":", "."]
    assert len({name.casefold() for name in made_ids(names)}) == len(names)
    assert made_ids(made_ids(names)) == made_ids(names)


def test_numbers_have_a_source_and_are_no_assumption_of_the_analyst():
    case = Case(id="c", issues=[CaseIssue(name="i", options=["x", "y"])], profiles=[
        Profile(id="A", weights=[1], values=[[0, 1]], reservation=Fraction(1, 2)),
        Profile(id="B", weights=[2], values=[[3, -1]], fallback=[1]),
    ])  # fmt: skip
    scenario = scenario_of(case)
    assert scenario.sources == (IMPORTED,)
    assert not scenario.party("A").preferences.as_written
    assert scenario.party("B").preferences.as_written
    told = " ".join(negsim.analyze(scenario).assumptions)
    assert "analyst" not in told.replace("is the analyst's coding", "")


def test_a_fallback_is_worth_what_its_package_is():
    issues = [CaseIssue(name="i", options=["x", "y"]), CaseIssue(name="j", options=["u", "v"])]
    profile = Profile(id="A", weights=[Fraction(1, 2), Fraction(1, 2)], values=[[0, 1], [1, 0]], fallback=[1, 1])
    compilation = negsim.compile_scenario(scenario_of(Case(id="c", issues=issues, profiles=[profile])))
    assert compilation.evidence[0].reservation == Fraction(1, 2)
    assert case_of(compilation).profiles == (attrs.evolve(profile),)
