"""NegMAS YAML: what is written, and that it is read back as it was."""

from fractions import Fraction

import attrs
import pytest
import yaml
from hypothesis import given, settings

from negsim.errors import UnsupportedError
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.negmas.reading import read
from negsim.formats.negmas.writing import write
from tests.formats.case_generators import cases

CASE = Case(
    id="market",
    title="Fish market",
    issues=[
        CaseIssue(name="Crates", options=["2", "3"], ordered=True),
        CaseIssue(name="Price", options=["10.0", "12.50"], ordered=True),
        CaseIssue(name="Ice", options=["no", "1"]),
        CaseIssue(name="Size", options=["small", "3"], ordered=True),
    ],
    profiles=[
        Profile(
            id="buyer",
            name="Mara",
            weights=[Fraction(1, 2), Fraction(1, 2), 0, Fraction(1, 8)],
            values=[[1, 0], [Fraction(1, 3), 1], [], [0, 1]],
            reservation=Fraction(1, 4),
        ),
        Profile(id="seller", weights=[1, 0, 0, 0], values=[[0, 1], [0, 0], [0, 0], [0, 0]]),
    ],
)
TEXT = """\
issues:
- name: Crates
  type: ContiguousIssue
  values:
  - 2
  - 3
- name: Price
  type: DiscreteCardinalIssue
  values:
  - 10.0
  - 12.50
- name: Ice
  type: CategoricalIssue
  values:
  - 'no'
  - '1'
- name: Size
  type: DiscreteOrdinalIssue
  values:
  - small
  - '3'
name: Fish market
type: DiscreteCartesianOutcomeSpace
"""


def _back(files):
    names = iter(files)
    inputs = [InputFile(path=next(names), text="", format="negmas", role="domain")]
    inputs += [InputFile(path=name, text="", format="negmas", role="profile") for name in names]
    return read([attrs.evolve(file, text=files[file.path]) for file in inputs], found=Findings(), grid=21)


def test_a_whole_case():
    lost: list[str] = []
    files = write(CASE, lost=lost)
    assert list(files) == ["market.yml", "buyer.yml", "seller.yml"]
    assert files["market.yml"] == TEXT
    third = "numbers that no short decimal equals are rounded to 15 digits, such as the value of '10.0' on 'Price'"
    assert lost == [f"Mara: {third}"]
    plain = yaml.safe_load(files["buyer.yml"])
    assert (plain["name"], plain["reserved_value"], plain["weights"]) == ("Mara", 0.25, [0.5, 0.5, 0.0, 0.125])
    assert plain["values"][0] == {"type": "TableFun", "mapping": {2: 1.0, 3: 0.0}}
    assert plain["values"][2] == {"type": "ConstFun", "bias": 0.0}
    assert plain["values"][3]["mapping"] == {"small": 0.0, "3": 1.0}


def test_what_was_read_once_is_read_again():
    once = _back(write(CASE, lost=[]))
    lost: list[str] = []
    assert _back(write(once, lost=lost)) == once
    assert lost == []
    assert once.profiles[1] == CASE.profiles[1]


@pytest.mark.parametrize("options", [["1.0", "1.00"], ["1", "2.5"], ["1", "a"], ["01", "02"]])
def test_ordered_options_that_negmas_would_not_tell_apart_as_numbers_are_texts(options):
    issue = CaseIssue(name="A", options=options, ordered=True)
    case = Case(id="c", issues=[issue], profiles=[Profile(id="p", weights=[1], values=[[0, 1]])])
    files = write(case, lost=[])
    assert yaml.safe_load(files["c.yml"])["issues"][0]["values"] == options
    assert _back(files) == case


def test_a_fallback_becomes_its_value():
    profile = attrs.evolve(CASE.profiles[0], reservation=None, fallback=(0, 1, 1, 0))
    lost: list[str] = []
    files = write(attrs.evolve(CASE, profiles=[profile]), lost=lost)
    assert yaml.safe_load(files["buyer.yml"])["reserved_value"] == 1
    assert len(lost) == 1  # the third, as above


def test_what_a_comparison_of_scenarios_tells_is_not_told_twice():
    profile = attrs.evolve(CASE.profiles[1], discount=Fraction(1, 2), capability=3, ceiling=1)
    lost: list[str] = []
    write(attrs.evolve(CASE, profiles=[profile]), lost=lost)
    assert lost == []


def test_what_is_not_supported_is_said_together():
    first = attrs.evolve(CASE.profiles[0], bonuses=[Bonus(when={0: (1,)}, value=1)])
    second = attrs.evolve(CASE.profiles[1], ceiling=Fraction(1, 2))
    with pytest.raises(UnsupportedError) as caught:
        write(attrs.evolve(CASE, profiles=[first, second]), lost=[])
    assert caught.value.format_name == "NegMAS YAML"
    assert [reason.split(":")[0] for reason in caught.value.reasons] == ["Mara", "seller"]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["a", "A", "a"], ["a", "A-2", "a-3"]),
        (["x/y", ".z", "q."], ["x_y", "z", "q"]),
        (["a", "", " "], ["a", "_", "_-2"]),
    ],
)
def test_file_names_are_different(ids, names):
    profiles = [attrs.evolve(CASE.profiles[1], id=given) for given in ids[1:]]
    assert list(write(attrs.evolve(CASE, id=ids[0], profiles=profiles), lost=[])) == [f"{name}.yml" for name in names]


@settings(max_examples=40)
@given(cases())
def test_any_case_is_read_back(case):
    plain = [attrs.evolve(profile, discount=Fraction(1), capability=None, ceiling=None) for profile in case.profiles]
    expected = attrs.evolve(case, profiles=plain)
    files = write(expected, lost=[])
    assert _back(files) == expected
    for text in files.values():
        assert yaml.safe_load(text)
