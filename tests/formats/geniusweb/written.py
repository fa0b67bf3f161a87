"""Cases that are written in GeniusWeb's format, some drawn at random, and what their packages are worth."""

import itertools
import json
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from negsim.formats.cases import Bonus, Case, CaseIssue, Profile
from negsim.formats.geniusweb.reading import read
from negsim.formats.geniusweb.writing import write
from negsim.formats.inputs import Findings, InputFile

SHARES = st.integers(0, 20).map(lambda number: Fraction(number, 20))
NAMES = st.sampled_from(["a", "b c", "", "1", "1.0", "é", '"', "\u2028", "part1"])
ISSUES = (
    CaseIssue(name="colour", options=["red", "blue"]),
    CaseIssue(name="crew", options=["2", "4", "6"], ordered=True),
)
HALF = Fraction(1, 2)
PLAIN = Profile(id="owner", weights=[HALF, HALF], values=[[1, 0], [0, HALF, 1]])


def worth(profile, package):
    rows = zip(profile.weights, profile.values, package, strict=True)
    total = sum((weight * row[option] for weight, row, option in rows if row), Fraction(0))
    taken = (bonus for bonus in profile.bonuses if all(package[at] in options for at, options in bonus.when.items()))
    return total + sum(bonus.value for bonus in taken)


def packages(case):
    return itertools.product(*(range(len(issue.options)) for issue in case.issues))


def read_back(texts, *, warned=frozenset({"W804"})):
    roles = {name: "domain" if "issuesValues" in json.loads(text) else "profile" for name, text in texts.items()}
    files = [InputFile(path=name, text=text, role=roles[name]) for name, text in texts.items()]
    found = Findings()
    case = read(files, found=found, grid=21)
    assert {warning.code for warning in found.warnings} <= warned
    return case


def boat(*profiles, issues=ISSUES, **names):
    return Case(**({"id": "boat"} | names), issues=issues, profiles=profiles)


def written(case):
    lost: list[str] = []
    return write(case, lost=lost), lost


def table_of(texts, name):
    ((kind, table),) = json.loads(texts[name], parse_float=Decimal).items()
    return kind, table


@st.composite
def cases(draw, *, profile):
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    issues = []
    for name in names:
        if draw(st.booleans()):
            low, step, count = draw(st.integers(-3, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
            numbers = [Decimal(low) + Decimal(step * at) / 4 for at in range(count)]
            options = [format((number + 0).normalize(), "f") for number in numbers]
            issues.append(CaseIssue(name=name, options=options, ordered=True))
        else:
            issues.append(CaseIssue(name=name, options=draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))))
    profiles = [draw(profile(issues, identity)) for identity in draw(st.sampled_from([["A"], ["A", "b 1"]]))]
    return Case(id="the case", title=draw(st.sampled_from(["", "Title"])), issues=issues, profiles=profiles)


@st.composite
def additive(draw, issues, identity):
    """Draw a profile that GeniusWeb's plain class holds: numbers are on a line between the ends of a range."""
    cuts = sorted(draw(st.lists(SHARES, min_size=len(issues) - 1, max_size=len(issues) - 1)))
    weights = [high - low for low, high in itertools.pairwise([Fraction(0), *cuts, Fraction(1)])]
    rows = []
    for issue in issues:
        count = len(issue.options)
        row = draw(st.lists(SHARES, min_size=count, max_size=count))
        if issue.ordered:
            row = [row[0] + (row[-1] - row[0]) * Fraction(at, max(count - 1, 1)) for at in range(count)]
        rows.append(row)
    fallback = [draw(st.integers(0, len(issue.options) - 1)) for issue in issues] if draw(st.booleans()) else []
    return Profile(id=identity, weights=weights, values=rows, fallback=fallback)


@st.composite
def anything(draw, issues, identity):
    """Draw a profile with bonuses, negative ones among them."""
    places = range(len(issues))
    weights = [draw(SHARES) for _ in places]
    values = [
        draw(st.lists(SHARES, min_size=count, max_size=count)) if draw(st.booleans()) else ()
        for count in (len(issue.options) for issue in issues)
    ]
    bonuses = []
    for _ in range(draw(st.integers(0, 3))):
        when = {
            at: draw(st.lists(st.integers(0, len(issues[at].options) - 1), min_size=1, unique=True).map(tuple))
            for at in draw(st.lists(st.sampled_from(places), unique=True))
        }
        value, note = draw(st.integers(-8, 8)), draw(st.sampled_from(["", "n", "part1", "b c"]))
        bonuses.append(Bonus(when=when, value=Fraction(value, 16), note=note))
    return Profile(id=identity, weights=weights, values=values, bonuses=bonuses)
