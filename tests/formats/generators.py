"""Hypothesis generators of TOML texts and of scenarios that use every part of the format."""

import datetime as dt
import tomllib
from fractions import Fraction

from hypothesis import assume
from hypothesis import strategies as st

from negsim.errors import ScenarioError
from negsim.parties.interval import Interval
from negsim.parties.party import Party
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue, Option
from negsim.space.space import Exclusion

KEYS = st.sampled_from(["a", "b", "c-1", "1", '"q.\\u0041"', "'lit#x'", '"a b"', '""', "é".join('""')])
SPACE = st.sampled_from(["", " ", "\t ", "  "])
GAP = st.sampled_from(["", " ", "\n", " # note ] } \n", "\n\t\n", "\r\n"])
SCALARS = st.sampled_from(
    [
        *["1", "-2.5", "+0", "1_000", "0xFf", "0b01", "1e3", "-inf", "nan", "true", "false"],
        *["1979-05-27", "1979-05-27 07:32:00", "1979-05-27T07:32:00.5Z", "07:32:00"],
        *['""', "''", '""""""', "''''''", '"a # ] b"', "'a \\ # b'", '"\\"\\\\"', '"é\\u0041"'],
        *['"""a\n"b" ""c"""', '"""x"""""', '"""\n\\"""" # """', "'''a\n''b'''", "'''x'''''", '"""a\\\n  b"""'],
    ]
)


def _arrays(inner):
    entry = st.tuples(GAP, inner, GAP).map("".join)
    return st.tuples(st.lists(entry, max_size=3).map(",".join), st.sampled_from(["", ","]), GAP).map(
        lambda parts: f"[{parts[0]}{parts[1] if parts[0] else ''}{parts[2]}]"
    )


def _inline_tables(inner):
    pair = st.tuples(SPACE, DOTTED, SPACE, st.just("="), SPACE, inner, SPACE).map("".join)
    return st.lists(pair, max_size=3).map(lambda pairs: "{" + ",".join(pairs) + "}")


DOTTED = st.lists(st.tuples(SPACE, KEYS, SPACE).map("".join), min_size=1, max_size=3).map(".".join)
VALUES = st.recursive(SCALARS, lambda inner: _arrays(inner) | _inline_tables(inner), max_leaves=6)
LINES = st.one_of(
    st.tuples(SPACE, DOTTED, st.just("="), SPACE, VALUES, SPACE).map("".join),
    DOTTED.map(lambda key: f" [{key}]"),
    DOTTED.map(lambda key: f"[[{key}]] # note"),
    st.sampled_from(["", "# note = [", "\t"]),
)


@st.composite
def toml_texts(draw):
    """Draw a text that tomllib reads: lines are added as long as it does."""
    text = ""
    for line in draw(st.lists(LINES, max_size=8)):
        longer = text + line + draw(st.sampled_from(["\n", "\r\n"]))
        try:
            tomllib.loads(longer)
        except tomllib.TOMLDecodeError:
            continue
        text = longer
    return text


TEXTS = st.text(
    st.sampled_from(list("ab \"'\\=[]#$<>&\n\t\r-.é語\N{ARABIC LETTER ALEF}\U0001f600\u00a0\u2028")), max_size=8
)
NAMES = st.sampled_from(["", "sovereignty", 'no bases "near us"', "語"])
IDS = st.sampled_from(["a", "b c", "x.y", "ñ", "語", "<script>", "k=v", "]]>", "$x^2$", '"q"', "true", "-", "'", "#"])
SHARES = st.one_of(
    st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 3)]), st.fractions(0, 1, max_denominator=10**9)
)
NUMBERS = st.fractions(-(10**6), 10**6, max_denominator=10**9)
PRICES = st.one_of(st.integers(0, 10**30).map(Fraction), st.fractions(0, 10**6), st.just(Fraction(1, 2**200)))
DATES = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
PUBLIC = DATES | st.booleans()
STRENGTHS = st.sampled_from(["interest", "explicit", "principle"])


def ids(min_size, max_size):
    return st.lists(IDS, unique=True, min_size=min_size, max_size=max_size)


@st.composite
def choices(draw, issues, min_size=1):
    """Draw a table from some issues to some of their options."""
    chosen = draw(st.lists(st.sampled_from(issues), unique_by=lambda issue: issue.id, min_size=min_size, max_size=3))
    return {
        issue.id: draw(st.lists(st.sampled_from(issue.option_ids), unique=True, min_size=1, max_size=2))
        for issue in chosen
    }


@st.composite
def issue_values(draw, issue_id, party_ids):
    options = [Option(option, title=draw(TEXTS)) for option in draw(ids(1, 4))]
    return Issue(
        issue_id,
        options,
        title=draw(TEXTS),
        ordered=draw(st.booleans()),
        status_quo=draw(st.sampled_from(["", *[option.id for option in options]])),
        consent=draw(st.lists(st.sampled_from(party_ids), unique=True)) if party_ids else (),
        note=draw(TEXTS),
    )


@st.composite
def preference_values(draw, issues):
    as_written = draw(st.booleans())
    numbers = NUMBERS if as_written else SHARES
    weights = {issue.id: draw(numbers) if as_written else draw(SHARES) + Fraction(1, 7) for issue in issues}
    kind = draw(st.sampled_from(["weights", "ranking", ""]))
    ranking = [[issue.id for issue in issues[:2]], *[issue.id for issue in issues[2:]]]
    return Preferences(
        weights=weights if kind == "weights" else {},
        ranking=ranking if kind == "ranking" else (),
        values={issue.id: {option: draw(numbers) for option in issue.option_ids} for issue in issues[:1]},
        interactions=draw(
            st.lists(st.builds(Interaction, choices(issues), st.fractions(-9, 9), note=TEXTS), max_size=2)
        ),
        as_written=as_written,
        ceiling=draw(st.none() | NUMBERS),
        discount=draw(SHARES.filter(bool)),
        place=draw(TEXTS),
        note=draw(TEXTS),
    )


@st.composite
def line_values(draw, line_id, issues, source_ids):
    boxes = draw(st.lists(st.builds(Box, choices(issues, 2), price=st.none() | PRICES), min_size=1, max_size=2))
    with_quo = [issue.id for issue in issues if issue.status_quo]
    return RedLine(
        line_id,
        boxes,
        linkage=with_quo if len(with_quo) > 1 and draw(st.booleans()) else (),
        price=draw(st.none() | PRICES),
        strength=draw(STRENGTHS),
        firmness=draw(st.none() | SHARES),
        source=draw(st.sampled_from(["", *source_ids])),
        place=draw(TEXTS),
        date=draw(DATES),
        public=draw(PUBLIC),
        text=draw(TEXTS),
        assumption=draw(TEXTS),
        principle=draw(NAMES),
    )


INTERVALS = st.builds(
    Interval, st.just(Fraction(1, 30)) | st.just(Fraction(0)), SHARES.map(lambda share: (2 + share) / 3)
)


@st.composite
def uncertainty_values(draw, issues, lines, *, kind):
    firm = [*(line.id for line in lines), *(["reservation"] if kind else [])]
    return Uncertainty(
        weights={issue.id: Interval(draw(st.sampled_from([0, "1/70"])), 1) for issue in issues},
        heavier=[[issue.id for issue in issues]] if len(issues) > 1 and draw(st.booleans()) else [],
        values={issue.id: {option: draw(INTERVALS) for option in issue.option_ids} for issue in issues[:1]},
        better={issue.id: [issue.option_ids] for issue in issues[:1] if len(issue.option_ids) > 1},
        reservation=draw(st.none() | INTERVALS) if kind else None,
        firmness={name: draw(INTERVALS) for name in firm if draw(st.booleans())},
        distribution=draw(st.sampled_from(["uniform", "triangular"])),
        place=draw(TEXTS),
        note=draw(TEXTS),
    )


@st.composite
def party_values(draw, party_id, *, issues, source_ids, consent):
    with_quo = all(issue.status_quo for issue in issues)
    fallback = {issue.id: issue.option_ids[-1] for issue in (issues[:1] if with_quo else issues)}
    kind = draw(st.sampled_from(["value", "fallback", ""]))
    stated = {"value": draw(SHARES)} if kind == "value" else {"fallback": fallback}
    reservation = Reservation(**stated, strength=draw(STRENGTHS), firmness=draw(st.none() | SHARES), text=draw(TEXTS))
    lines = [
        draw(line_values(f"line {number}", issues, source_ids))
        for number in range(draw(st.integers(0, 2)) if len(issues) > 1 else 0)
    ]
    return Party(
        party_id,
        name=draw(TEXTS),
        consent=consent,
        preferences=draw(preference_values(issues)),
        lines=lines,
        reservation=reservation if kind else None,
        uncertainty=draw(st.none() | uncertainty_values(issues, lines, kind=kind)),
        capability=draw(st.none() | PRICES),
        note=draw(TEXTS),
    )


@st.composite
def statement_values(draw, party, issue, others):
    stance = draw(st.sampled_from(["demands", "proposes", "open-to", "affirms", "conditional", "warns"]))
    needs_given = stance in {"conditional", "warns"}
    assume(others or not needs_given)
    return Statement(
        party=party,
        issue=issue.id,
        stance=stance,
        options=issue.option_ids[:1],
        strength=draw(STRENGTHS),
        place=draw(TEXTS),
        date=draw(DATES),
        public=draw(PUBLIC),
        given=draw(choices(others)) if needs_given else {},
        text=draw(TEXTS),
        assumption=draw(TEXTS),
        principle=draw(NAMES),
        id=draw(st.sampled_from(["", f"{party} on {issue.id}"])),
    )


@st.composite
def scenarios(draw):
    """Draw a scenario that uses every part of the format now and then."""
    source_ids, by_issue = draw(ids(0, 2)), draw(ids(0, 2))
    always = [f"signs {number}" for number in range(draw(st.integers(1, 2)))]
    issues = [draw(issue_values(issue_id, by_issue)) for issue_id in draw(ids(1, 3))]
    sources = [
        Source(
            entry, title=draw(TEXTS), author=draw(TEXTS), date=draw(DATES), published=draw(DATES), address=draw(TEXTS)
        )
        for entry in source_ids
    ]
    consents = [*[(party, "always") for party in always], *[(party, "by-issue") for party in by_issue]]
    parties = [
        draw(party_values(party, issues=issues, source_ids=source_ids, consent=consent)) for party, consent in consents
    ]
    spoken = draw(st.lists(st.tuples(st.sampled_from(parties), st.sampled_from(issues)), unique=True, max_size=3))
    statements = [
        draw(statement_values(party.id, issue, [other for other in issues if other is not issue]))
        for party, issue in spoken
    ]
    firmness = dict.fromkeys(("interest", "explicit", "principle"), draw(SHARES))
    readings = [Reading("own", firmness=firmness, open_value=draw(SHARES), believe_warnings=draw(st.booleans()))]
    try:
        return Scenario(
            draw(IDS),
            title=draw(TEXTS),
            date=draw(DATES),
            about=draw(TEXTS),
            sources=sources,
            issues=issues,
            excluded=[Exclusion(draw(choices(issues, 2)), note=draw(TEXTS))] if len(issues) > 1 else (),
            parties=parties,
            statements=statements,
            readings=readings[: draw(st.integers(0, 1))],
        )
    except ScenarioError:
        assume(False)
        raise
