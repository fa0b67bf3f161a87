"""What a party holds out for becomes a bid after which the same packages are acceptable, or is refused."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given

from negsim.errors import UnsupportedError
from negsim.fields import decimal_text
from negsim.formats.cases import Bonus, CaseIssue, Profile
from negsim.formats.geniusweb import bids
from tests.formats.geniusweb.written import (
    HALF,
    ISSUES,
    PLAIN,
    SHARES,
    additive,
    anything,
    boat,
    cases,
    packages,
    read_back,
    table_of,
    worth,
    written,
)


@pytest.mark.parametrize(
    ("reservation", "bid", "worth_of_bid"),
    [
        (None, None, None),
        (Fraction(0), None, None),
        (Fraction(-1), None, None),
        (Fraction(3, 4), {"colour": "red", "crew": 4}, None),
        (Fraction(1), {"colour": "red", "crew": 6}, None),
        (Fraction(6, 10), {"colour": "red", "crew": 4}, "0.75"),
        (Fraction(1, 10), {"colour": "blue", "crew": 4}, "0.25"),
    ],
)
def test_a_reservation_becomes_the_cheapest_bid_that_reaches_it(reservation, bid, worth_of_bid):
    case = boat(attrs.evolve(PLAIN, reservation=reservation))
    texts, lost = written(case)
    _, table = table_of(texts, "owner.json")
    assert table.get("reservationBid") == (bid and {"issuevalues": bid})
    told = f"party 'owner': its reservation of {reservation and decimal_text(reservation)} becomes a bid worth"
    assert [sentence.startswith(f"{told} {worth_of_bid}, the cheapest") for sentence in lost] == [True] * bool(
        worth_of_bid
    )


@pytest.mark.parametrize("changes", [{}, {"bonuses": [Bonus(when={0: (0,), 1: (2,)}, value=Fraction(-1, 2))]}])
def test_a_reservation_above_the_best_package_is_refused(changes):
    case = boat(attrs.evolve(PLAIN, reservation=Fraction(2), **changes), attrs.evolve(PLAIN, id="b", weights=[1, 1]))
    with pytest.raises(UnsupportedError) as caught:
        written(case)
    best = "0.75" if changes else "1"
    assert caught.value.reasons == (
        "party 'b', because a package can be worth 2, more than 1",
        f"party 'owner', because its reservation of 2 is above its best package, worth {best}: no bid stands for it",
    )


def test_a_reservation_is_never_left_out(monkeypatch):
    monkeypatch.setattr(bids, "MAX_SUMS", 1)
    with pytest.raises(UnsupportedError, match=r"no bid that stands for its reservation of 0\.6 was found"):
        written(boat(attrs.evolve(PLAIN, reservation=Fraction(6, 10))))


@pytest.mark.parametrize("kind", ["LinearAdditiveUtilitySpace", "SumOfGroupsUtilitySpace"])
@pytest.mark.parametrize(("number", "is_exact"), [(Fraction(1, 4), True), (Fraction(1, 3), False)])
def test_that_the_same_packages_are_accepted_is_said_where_it_is_so(kind, number, is_exact):
    profile = Profile(id="a", weights=[1, 0], values=[[number, 1], [0, 0, 0]], reservation=Fraction(1, 5))
    if kind.startswith("Sum"):
        bonuses = [Bonus(when={0: (0,)}, value=number), Bonus(when={0: (1,)}, value=1)]
        profile = attrs.evolve(profile, weights=[0, 0], values=[[], []], bonuses=bonuses)
    texts, lost = written(boat(profile))
    assert table_of(texts, "a.json")[0] == kind
    assert [sentence.endswith("the same packages are accepted") for sentence in lost if "becomes" in sentence] == [
        is_exact
    ]


def acceptable(profile, case):
    """Return the packages that a profile takes: at least as good as its reservation or fallback."""
    floor = worth(profile, profile.fallback) if profile.fallback else profile.reservation
    return [each for each in packages(case) if floor is None or worth(profile, each) >= floor]


def partly_worth(table, bid):
    """Return what a bid on some issues is worth by the file that was written."""
    if "issueWeights" in table:
        return sum(
            Fraction(table["issueWeights"][issue])
            * Fraction(table["issueUtilities"][issue]["DiscreteValueSetUtilities"]["valueUtilities"][option])
            for issue, option in bid.items()
        )
    groups = [part["partsutils"] for part in table["partUtilities"].values()]
    return sum(
        Fraction(entry["util"])
        for group in groups
        for entry in group["utilslist"]
        if all(bid.get(issue) == value for issue, value in zip(group["issues"], entry["values"], strict=True))
    )


@pytest.mark.parametrize("profile", [additive, anything])
def test_the_same_packages_are_acceptable_whatever_the_reservation(profile):
    @given(cases(profile=profile), SHARES)
    def check(case, share):
        # Of issues without numbers, so that what is written can be added up here by its words.
        issues = [attrs.evolve(issue, ordered=False) for issue in case.issues]
        first = attrs.evolve(case.profiles[0], reservation=share, fallback=())
        case = attrs.evolve(case, issues=issues, profiles=[first])
        try:
            texts, lost = written(case)
        except UnsupportedError as error:
            is_refused = any("can be worth" in each for each in error.reasons)
        else:
            is_refused = False
        everything = [worth(first, each) for each in packages(case)]
        assert is_refused == (min(everything) < 0 or max(everything) > 1)
        if is_refused or max(everything) < share:
            return
        if any("cannot be written exactly" in sentence for sentence in lost):
            return
        again = read_back(texts, warned={"W804", "W816"})
        assert acceptable(again.profiles[0], case) == acceptable(first, case)
        _, table = table_of(texts, "A.json")
        bid = table.get("reservationBid", {}).get("issuevalues")
        told = any("becomes a bid worth" in sentence for sentence in lost)
        assert told == (bid is not None and partly_worth(table, bid) != share)
        complete = {worth(first, each) for each in packages(case)}
        assert bid is None or share not in complete or len(bid) == len(issues)

    check()


def test_partial_bids_come_back_as_they_were():
    values = [[1, HALF], [Fraction(1, 4), Fraction(5, 8), 1]]
    case = boat(attrs.evolve(PLAIN, values=values, reservation=Fraction(1, 4)))  # half of blue, and nothing for crew
    texts, lost = written(case)
    _, table = table_of(texts, "owner.json")
    assert (table["reservationBid"], lost) == ({"issuevalues": {"colour": "blue"}}, [])
    assert read_back(texts, warned={"W816"}) == case
    assert written(read_back(texts, warned={"W816"})) == (texts, [])


def test_partial_bids_leave_out_whole_parts():
    bonuses = [Bonus(when={0: (at,), 1: (0, 1, 2)}, value=Fraction(1 + at, 10), note="p") for at in (0, 1)]
    bonuses += [Bonus(when={2: (0,)}, value=Fraction(3, 10), note="sail")]
    issues = [*ISSUES, CaseIssue(name="sail", options=["x"])]
    empty: list[list[int]] = [[]] * 3
    case = boat(
        Profile(id="a", weights=[0] * 3, values=empty, bonuses=bonuses, reservation=Fraction(2, 10)), issues=issues
    )
    texts, lost = written(case)
    _, table = table_of(texts, "a.json")
    assert (table["reservationBid"], lost) == ({"issuevalues": {"colour": "blue", "crew": 2}}, [])
    assert read_back(texts, warned={"W816"}).profiles[0].reservation == Fraction(2, 10)


def test_a_changed_weight_does_not_change_which_bid_is_meant():
    profile = attrs.evolve(PLAIN, weights=[HALF, HALF - Fraction(1, 10**9)], reservation=1 - Fraction(1, 10**9))
    over = attrs.evolve(PLAIN, weights=[HALF, HALF + Fraction(1, 10**9)], reservation=1 + Fraction(1, 10**9), id="b")
    texts, lost = written(boat(profile, over))
    assert table_of(texts, "b.json")[1]["reservationBid"] == {"issuevalues": {"colour": "red", "crew": 6}}
    assert table_of(texts, "owner.json")[1]["reservationBid"] == {"issuevalues": {"colour": "red", "crew": 6}}
    assert all("becomes" not in sentence for sentence in lost)
