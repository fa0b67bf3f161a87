"""Hypothesis generators of cases: what files of other tools may hold."""

from fractions import Fraction

from hypothesis import strategies as st

from negsim.formats.cases import Bonus, Case, CaseIssue, Profile

SHARES = st.integers(0, 20).map(lambda twentieths: Fraction(twentieths, 20))
NAMES = st.sampled_from(["Price", "price", "13:00", " lead", "x" * 120, "", "yes", "Yes", "é", "a\nb", "1", "2", "-3"])


@st.composite
def cases(draw, *, has_bonuses=False, max_parties=3, names=NAMES):
    """Draw a case with a few issues and parties."""
    issues = [
        CaseIssue(name=draw(names), options=draw(st.lists(names, min_size=1, max_size=4, unique=True)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    count = draw(st.integers(1, max_parties))
    profiles = [draw(_profiles(f"party{number}", issues, has_bonuses=has_bonuses)) for number in range(count)]
    return Case(id="case", issues=issues, profiles=profiles)


@st.composite
def _profiles(draw, name, issues, *, has_bonuses):
    weights = draw(st.lists(SHARES, min_size=len(issues), max_size=len(issues)))
    values = [draw(st.lists(SHARES, min_size=len(issue.options), max_size=len(issue.options))) for issue in issues]
    ends = st.sampled_from([None, Fraction(1, 4), Fraction(-1, 2), Fraction(3)])
    return Profile(
        id=name,
        weights=weights,
        values=values,
        bonuses=[draw(_bonuses(issues)) for _ in range(draw(st.integers(0, 2)) if has_bonuses else 0)],
        reservation=draw(ends),
        discount=draw(st.sampled_from([Fraction(1), Fraction(9, 10)])),
        ceiling=draw(st.sampled_from([None, None, Fraction(1, 2)])),
        capability=draw(st.sampled_from([None, Fraction(30)])),
    )


@st.composite
def _bonuses(draw, issues):
    places = draw(st.lists(st.integers(0, len(issues) - 1), min_size=1, max_size=2, unique=True))
    when = {
        place: tuple(sorted(draw(st.sets(st.integers(0, len(issues[place].options) - 1), min_size=1, max_size=2))))
        for place in places
    }
    return Bonus(when=when, value=draw(SHARES) - Fraction(1, 2))
