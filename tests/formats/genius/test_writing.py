"""Cases written for GENIUS: what comes back, what is lost and said, and what is refused."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negsim.errors import UnsupportedError
from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.genius.decimals import near_text, whole_texts
from negsim.formats.genius.lines import line_through
from negsim.formats.genius.writing import write
from negsim.formats.inputs import Findings
from tests.formats.genius.examples import (
    BOX_DOMAIN,
    BOX_PROFILE,
    DOMAIN,
    PROFILE,
    REAL_DOMAIN,
    REAL_PROFILE,
    read_again,
    read_texts,
    there_and_back,
)

COLOUR = CaseIssue(name="Colour", options=("red", "blue"))
YEARS = CaseIssue(name="Years", options=("0", "1", "2"), ordered=True)


def fractions(*texts):
    return tuple(Fraction(text) for text in texts)


def case_of(*profiles, issues=(COLOUR,)):
    return Case(id="sale", issues=issues, profiles=profiles)


def party(weights=("1",), values=(("1", "0"),), **rest):
    return Profile(id="shop", weights=fractions(*weights), values=[fractions(*row) for row in values], **rest)


def worths(profile):
    """What each option adds, whatever is weight and what is value."""
    return [[weight * value for value in row] for weight, row in zip(profile.weights, profile.values, strict=True)]


@pytest.mark.parametrize(
    ("domain", "profile"),
    [
        (DOMAIN, PROFILE),
        (DOMAIN, PROFILE.replace('discount_factor value="1.0"', 'discount_factor value="0.75"')),
        (DOMAIN, PROFILE.replace('description=""', 'description="The shop"')),
        (DOMAIN, PROFILE.replace('"20"', '"0"').replace('"5"', '"0"')),
        (DOMAIN, PROFILE.replace('"0.75"', '"0.8"')),
        (DOMAIN, PROFILE.replace('"0.75"', '"-0.75"')),
        (DOMAIN, PROFILE.replace('"-0.5"', '"0.1"')),
        (DOMAIN, PROFILE.replace('"-0.5"', '"-3"')),
        (DOMAIN, PROFILE.replace('slope="0.5" offset="-0.5"', 'slope="-5" offset="7"')),
        (REAL_DOMAIN, REAL_PROFILE),
        (REAL_DOMAIN, REAL_PROFILE.replace('"-0.5"', '"7"').replace('"1.5"', '"-13.3"')),
        (REAL_DOMAIN, REAL_PROFILE.replace('"linear" parameter0="1.5"', '"constant" parameter0="-3"')),
        (REAL_DOMAIN.replace('"3"', '"1.5"').replace('"1"', '"1.5"'), REAL_PROFILE),
        (BOX_DOMAIN, BOX_PROFILE),
        (BOX_DOMAIN, BOX_PROFILE.replace('utility="10"', 'utility="0.3333333333333333"')),
    ],
)
def test_what_was_read_is_written_and_read_again(domain, profile):
    case = read_texts(profile, profile, domain=domain)
    back, lost = there_and_back(case)
    assert (back, lost) == (case, [])
    assert write(back, lost=[]) == write(case, lost=[])


def test_the_files_hold_nothing_that_genius_stumbles_over():
    texts = write(read_texts(PROFILE), lost=[])
    assert list(texts) == ["bicycle.xml", "party1.xml"]
    for text in texts.values():
        assert "<!" not in text
        assert "<?" not in text
        assert text.count('"/>') == 0
        assert text.isascii()
    assert '<item index="2" value="blue" evaluation="1" />' in texts["party1.xml"]
    assert '<evaluator ftype="linear" slope="0.5" offset="-0.5" />' in texts["party1.xml"]


@pytest.mark.parametrize(
    ("values", "weight"),
    [
        (("0.5", "0.25"), "3/8"),
        (("1.3", "-1"), "39/40"),
        (("-1", "-2"), "-3/2"),
        (("-1", "0"), "-3/4"),
        (("1/3", "1/7"), "1/4"),
    ],
)
def test_the_largest_value_moves_into_the_weight(values, weight):
    case = case_of(party(weights=["0.75"], values=[values]))
    back, lost = there_and_back(case)
    assert lost == []
    assert worths(back.profiles[0]) == worths(case.profiles[0])
    assert back.profiles[0].weights == (Fraction(weight),)


def test_points_on_a_range_move_into_the_weight_as_well():
    case = case_of(party(weights=["0.01"], values=[["0", "50", "100"]]), issues=[YEARS])
    back, lost = there_and_back(case)
    assert lost == []
    assert back.issues == case.issues
    assert worths(back.profiles[0]) == worths(case.profiles[0])


@pytest.mark.parametrize(
    "values", [("0", "0", "1"), ("1", "0", "0"), ("0", "0.3", "1"), ("1", "0.3", "0"), ("1", "1", "1")]
)
@pytest.mark.parametrize("options", [("4", "5", "6"), ("-1", "0", "1")])
def test_lines_that_are_cut_are_found(values, options):
    case = case_of(party(values=[values]), issues=[attrs.evolve(YEARS, options=options)])
    assert there_and_back(case) == (case, [])


@pytest.mark.parametrize(
    ("options", "values"),
    [
        (("0", "1", "2"), ("1", "0", "1")),
        (("0", "1", "2"), ("0", "1/3", "1")),
        (("0", "1", "2"), ("-1", "0", "1")),
        (("0", "2", "4"), ("0", "0.5", "1")),
        (("2", "1", "0"), ("0", "0.5", "1")),
        (("low", "mid", "high"), ("0", "0.5", "1")),
        (("1.0", "2", "3"), ("0", "0.5", "1")),
        (("0.5", "1.5", "2.5"), ("0", "0.5", "1")),
    ],
)
def test_options_that_are_no_range_are_written_one_by_one(options, values):
    case = case_of(party(values=[values]), issues=[CaseIssue(name="Years", options=options, ordered=True)])
    back, lost = there_and_back(case)
    assert lost == []  # that the order is lost shows where what was written is compared
    assert back.issues[0] == CaseIssue(name="Years", options=options)
    assert worths(back.profiles[0]) == worths(case.profiles[0])


def test_what_is_rounded_is_said_and_near():
    odd = ("1", f"1/{10**15 + 37}", f"1/{10**15 + 39}")
    issues = [attrs.evolve(COLOUR, options=["a", "b", "c"])]
    case = case_of(
        party(weights=["1/3"], values=[odd], reservation=Fraction(1, 3), discount=Fraction(2, 3)), issues=issues
    )
    back, lost = there_and_back(case)
    assert lost == [
        "party 'shop', issue 'Colour': the values of its options are rounded",
        "party 'shop', issue 'Colour': the weight 1/3 is rounded to 0.333333333333",
        "party 'shop': the reservation 1/3 is rounded to 0.333333333333",
        "party 'shop': the discount 2/3 is rounded to 0.666666666667",
    ]
    assert float(back.profiles[0].weights[0]) == pytest.approx(1 / 3)
    tiny = case_of(
        party(weights=["1", "1"], values=[["1", "0"], []], reservation=Fraction(1, 10**50)), issues=[COLOUR] * 2
    )
    assert there_and_back(tiny)[0].profiles[0].reservation == 0


def test_a_fallback_is_written_as_its_value():
    boxes = [Bonus(when={0: (0,)}, value="0.25"), Bonus(when={0: (1, 2)}, value="0.5")]
    nonlinear = party(weights=["0"], values=[[]], bonuses=boxes, fallback=(0,))
    assert there_and_back(case_of(nonlinear, issues=[YEARS]))[0].profiles[0].reservation == Fraction(1, 4)
    additive = party(weights=["3"], values=[["1", "0.1"]], fallback=(0,), ceiling=1)
    assert there_and_back(case_of(additive))[0].profiles[0].reservation == 1


def test_a_party_that_holds_out_for_nothing_takes_negative_packages():
    case = case_of(party(weights=["0.5"], values=[["1", "-3"]]))
    assert there_and_back(case)[0].profiles[0].reservation == -2


def test_what_the_format_has_no_place_for_is_said():
    note = Bonus(when={0: (0,)}, value="0.5", note="both")
    case = case_of(party(weights=["0"], values=[[]], bonuses=[note], capability=Fraction(2)), issues=[YEARS])
    _, lost = there_and_back(case)
    assert lost == ["party 'shop': the notes on what combinations are worth"]


def test_names_that_genius_cannot_read_are_changed_and_said():
    issue = CaseIssue(name="Pay & perks", options=("<50", "under 50", "> 60", 'a "b"', "x\ny", "\x01"))
    case = case_of(party(values=[["1", "0", "0", "0", "0", "0"]], name="R&D"), issues=[issue])
    back, lost = there_and_back(attrs.evolve(case, title='"Sale"'))
    assert back.issues[0].name == "Pay and perks"
    assert back.issues[0].options == ("under 50", "under 50 (2)", "over 60", "a ''b''", "x y", "")
    assert (back.title, back.profiles[0].name) == ("''Sale''", "RandD")
    assert len(lost) == 9
    assert lost[0] == "the name 'Pay & perks' is written as 'Pay and perks', as GENIUS cannot read all its characters"


def test_files_are_never_written_over_each_other():
    case = case_of(attrs.evolve(party(), id="Sale"), attrs.evolve(party(), id="a/b?"), attrs.evolve(party(), id=" ."))
    assert list(write(case, lost=[])) == ["sale.xml", "Sale-2.xml", "a_b_.xml", "_.xml"]


BOX = Bonus(when={0: (0,)}, value="0.5")


@pytest.mark.parametrize(
    ("issues", "profile", "reason"),
    [
        ([COLOUR], party(weights=["0.4"], bonuses=[BOX]), "beside what single options are (party 'shop')"),
        ([COLOUR], party(weights=["0"], values=[[]], bonuses=[BOX]), "beside issue 'Colour', which is no range"),
        (
            [YEARS],
            party(weights=["0"], values=[[]], bonuses=[Bonus(when={0: (0, 2)}, value=1)]),
            "no neighbours (party 'shop')",
        ),
        ([COLOUR], party(weights=["1.5"]), "values above 1 (party 'shop': up to 1.5)"),
        ([COLOUR], party(weights=["1.5"], ceiling=2), "values above 1 (party 'shop': up to 1.5)"),
        ([COLOUR], party(ceiling="0.5"), "that values are cut at 0.5 (party 'shop')"),
    ],
)
def test_what_genius_cannot_hold_is_refused(issues, profile, reason):
    with pytest.raises(UnsupportedError) as caught:
        write(case_of(profile, issues=issues), lost=[])
    assert str(caught.value).startswith("not supported: Genius XML cannot hold ")
    (only,) = caught.value.reasons
    assert reason in only


def test_all_reasons_are_told_together():
    profile = party(weights=["0", "0"], values=[[], []], bonuses=[Bonus(when={0: (0, 2)}, value=2)])
    with pytest.raises(UnsupportedError) as caught:
        write(case_of(profile, issues=[YEARS, COLOUR]), lost=[])
    assert len(caught.value.reasons) == 3


def test_a_party_to_whom_nothing_is_worth_anything():
    nothing = party(weights=["0"], values=[[]])
    assert there_and_back(case_of(nothing, issues=[YEARS])) == (case_of(nothing, issues=[YEARS]), [])
    back, lost = there_and_back(case_of(nothing, party()))
    assert (worths(back.profiles[0]), lost) == ([[0, 0]], [])


def test_a_ceiling_that_does_not_bind_is_nothing_to_lose():
    case = case_of(party(ceiling=5))
    back, lost = there_and_back(case)
    assert (back.profiles[0].ceiling, lost) == (None, [])


def test_boxes_of_odd_sizes_are_rounded_and_said():
    boxes = [Bonus(when={0: (0,)}, value=Fraction(1, 10**17 + 3)), Bonus(when={0: (1,)}, value=Fraction(1, 10**18 + 9))]
    case = case_of(party(weights=["0"], values=[[]], bonuses=boxes), issues=[YEARS])
    _, lost = there_and_back(case)
    assert lost == ["party 'shop': what combinations are worth is rounded"]


def test_numbers_that_would_be_read_as_noise_count_as_rounded():
    noisy = Fraction(10**17 + 1)
    texts = whole_texts([noisy, Fraction(1)])
    assert texts is None
    assert near_text(Fraction("0.35000000000000003")) == ("0.35", False)


def test_very_flat_lines_are_found():
    points = [Fraction(0), Fraction(3 * 10**22)]
    line = line_through(points, [Fraction(0), Fraction(1)])
    assert line is not None
    assert line.values(points) == [0, 1]


decimals = st.integers(-40, 40).map(lambda number: Fraction(number, 20))
shares = st.integers(0, 12).map(lambda number: Fraction(number, 12))


@st.composite
def cases(draw):
    """Draw a case such as reading GENIUS files yields: additive, with largest values of 1."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    ranges = [draw(st.booleans()) for _ in sizes]
    issues = [
        CaseIssue(name=f"i{at}", options=[str(n - 1) for n in range(size)], ordered=ordered)
        for at, (size, ordered) in enumerate(zip(sizes, ranges, strict=True))
    ]
    return Case(id="drawn", issues=issues, profiles=[draw(profiles(at, sizes, ranges)) for at in range(2)])


@st.composite
def profiles(draw, number, sizes, ranges):
    values = []
    for size, is_range in zip(sizes, ranges, strict=True):
        if is_range:
            slope, offset = draw(decimals), draw(decimals)
            values.append([min(max(slope * at + offset, Fraction(0)), Fraction(1)) for at in range(size)])
        else:
            row = draw(st.lists(shares, min_size=size, max_size=size))
            values.append([value / (max(row) or 1) for value in row])
    profile = Profile(
        id=f"p{number}",
        name=draw(st.sampled_from(["", "Shop"])),
        weights=[draw(decimals) for _ in sizes],
        values=values,
        reservation=draw(decimals),
        discount=draw(st.sampled_from([Fraction(1), Fraction(3, 4)])),
    )
    return attrs.evolve(profile, ceiling=1 if profile.bounds[1] > 1 else None)


@given(cases())
def test_any_case_of_its_own_comes_back_as_it_was(case):
    lost: list[str] = []
    texts = write(case, lost=lost)
    found = Findings()
    assert read_again(texts, found=found) == case
    assert lost == []


@st.composite
def boxed_cases(draw):
    sizes = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    issues = [
        CaseIssue(name=f"i{at}", options=[str(n) for n in range(size)], ordered=True) for at, size in enumerate(sizes)
    ]
    bonuses = []
    for _ in range(draw(st.integers(0, 4))):
        when = {}
        for at in draw(st.sets(st.integers(0, len(sizes) - 1), min_size=1)):
            first = draw(st.integers(0, sizes[at] - 1))
            when[at] = tuple(range(first, draw(st.integers(first, sizes[at] - 1)) + 1))
        bonuses.append(Bonus(when=when, value=draw(st.fractions(-1, 1, max_denominator=50))))
    profile = Profile(
        id="p", weights=[0] * len(sizes), values=[[]] * len(sizes), bonuses=bonuses, reservation=Fraction(0)
    )
    return case_of(attrs.evolve(profile, ceiling=1 if profile.bounds[1] > 1 else None), issues=issues)


@given(boxed_cases())
def test_any_boxes_come_back_as_they_were(case):
    assert there_and_back(case) == (case, [])
