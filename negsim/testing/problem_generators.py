"""Generators of bargaining problems, small enough to look at every package (Hypothesis calls generators strategies)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import attrs
import numpy as np

from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.testing.drawing import st

MAX_DEMANDS = 8
"""How many demands a generated problem has at most: oracles try all sets of them."""

FIRMNESS = tuple(map(Fraction, ("0", "0.3", "0.5", "0.9", "1")))
PRICES = tuple(map(Fraction, ("0", "1", "2.5", "7", "10/3", "20")))
OPTIONS = ("low", "middle", "high")


@st.composite
def issues(draw: st.DrawFn, issue_id: str = "issue", *, by_issue: Sequence[str] = ()) -> Issue:
    """Generate an issue of one to three options, ordered or not, with or without a status quo.

    Parameters
    ----------
    by_issue:
        The parties with consent by issue that it may name.
    """
    options = OPTIONS[: draw(st.integers(1, len(OPTIONS)))]
    return Issue(
        issue_id,
        options,
        ordered=draw(st.booleans()),
        status_quo=draw(st.sampled_from(("", *options))),
        consent=[party for party in by_issue if draw(st.booleans())],
    )


@st.composite
def spaces(
    draw: st.DrawFn, *, max_issues: int = 3, by_issue: Sequence[str] = (), with_status_quo: bool = False
) -> Space:
    """Generate a space of one to a few issues, sometimes with excluded combinations; at least one package exists.

    Parameters
    ----------
    with_status_quo:
        Give every issue a status quo, so that the space has one.
    """
    count = draw(st.integers(1, max_issues))
    drawn = [draw(issues(f"i{number}", by_issue=by_issue)) for number in range(count)]
    if with_status_quo:
        drawn = [
            issue if issue.status_quo else attrs.evolve(issue, status_quo=draw(st.sampled_from(issue.option_ids)))
            for issue in drawn
        ]
    space = Space(drawn)
    if count > 1 and draw(st.integers(0, 3)) == 0:
        kept = draw(package_of(space))
        excluded = draw(st.lists(combinations(space, min_issues=2), min_size=1, max_size=2))
        return Space(drawn, [Exclusion(entry) for entry in excluded if not Exclusion(entry).covers(kept)])
    return space


@st.composite
def package_of(draw: st.DrawFn, space: Space) -> Package:
    """Generate a combination of options, excluded ones too."""
    return Package({issue.id: draw(st.sampled_from(issue.option_ids)) for issue in space.issues})


@st.composite
def combinations(
    draw: st.DrawFn, space: Space, *, min_issues: int = 1, max_issues: int = 2
) -> dict[str, tuple[str, ...]]:
    """Generate options on some issues of a space: what a box forbids, an exclusion or a condition names."""
    most = min(max_issues, len(space.issues))
    ids = [issue.id for issue in space.issues]
    chosen = draw(st.lists(st.sampled_from(ids), min_size=min(min_issues, most), max_size=most, unique=True))
    return {
        issue_id: tuple(
            sorted(
                draw(st.sets(st.sampled_from(space.issue(issue_id).option_ids), min_size=1, max_size=2)),
                key=OPTIONS.index,
            )
        )
        for issue_id in chosen
    }


@st.composite
def factors(draw: st.DrawFn, space: Space, *, max_issues: int = 2) -> Factor:
    """Generate a table of a party's points over one issue or several: negative entries and ties are common."""
    ids = [issue.id for issue in space.issues]
    chosen = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=min(max_issues, len(ids)), unique=True))
    shape = [len(space.issue(issue_id).options) for issue_id in chosen]
    entries = draw(st.lists(st.integers(-2, 5), min_size=math.prod(shape), max_size=math.prod(shape)))
    return Factor(chosen, np.array(entries).reshape(shape))


@st.composite
def boxes(draw: st.DrawFn, space: Space) -> Box:
    """Generate a priced box over one to three issues."""
    return Box(draw(combinations(space, max_issues=3)), price=draw(st.sampled_from(PRICES)))


@st.composite
def lines(draw: st.DrawFn, line_id: str, *, space: Space, shared_by: Sequence[str]) -> ProblemLine:
    """Generate a line of one or two boxes, red or not."""
    return ProblemLine(
        id=line_id,
        shared_by=shared_by,
        firmness=draw(st.sampled_from(FIRMNESS)),
        red=draw(st.integers(0, 3)) > 0,
        boxes=draw(st.lists(boxes(space), min_size=1, max_size=2)),
    )


@st.composite
def problem_parties(
    draw: st.DrawFn, party_id: str, *, space: Space, consent: Consent, bloc: str, shared_by: Sequence[str]
) -> ProblemParty:
    """Generate a party with up to three tables of points, two lines and a reservation; of some a ceiling cuts points.

    Parameters
    ----------
    shared_by:
        The parties that share its first line with it, itself first.
    """
    drawn = draw(st.lists(factors(space), max_size=3))
    reservation = None
    if draw(st.integers(0, 3)) == 0:
        reservation = ProblemReservation(
            points=draw(st.integers(-2, 8)), firmness=draw(st.sampled_from(FIRMNESS)), red=draw(st.integers(0, 3)) > 0
        )
    count = draw(st.integers(0, 2))
    own = [
        draw(lines(f"line-{number}", space=space, shared_by=(party_id,) if number else shared_by))
        for number in range(count)
    ]
    return ProblemParty(
        id=party_id,
        bloc=bloc,
        consent=consent,
        scale=draw(st.sampled_from((1, 3, 10, 12))),
        reservation=reservation,
        factors=drawn,
        ceiling=draw(st.one_of(st.none(), st.none(), st.integers(-3, 6))),
        red_lines=own,
    )


@st.composite
def problems(draw: st.DrawFn, *, max_issues: int = 3, with_status_quo: bool = False) -> BargainingProblem:
    """Generate a bargaining problem of one to four parties with every kind of consent, blocs and shared lines.

    The first party always signs. At least one package exists; the zone may be open or empty.
    """
    consents = [Consent.ALWAYS, *draw(st.lists(st.sampled_from(Consent), max_size=3))]
    ids = [f"p{number}" for number in range(len(consents))]
    blocs = [draw(st.sampled_from(("", "east"))) for _ in ids]
    by_issue = [ids[index] for index, consent in enumerate(consents) if consent is Consent.BY_ISSUE]
    space = draw(spaces(max_issues=max_issues, by_issue=by_issue, with_status_quo=with_status_quo))
    signing = [ids[at] for at, consent in enumerate(consents) if consent is Consent.ALWAYS and blocs[at]]
    is_shared = draw(st.booleans())
    parties = []
    for index, party_id in enumerate(ids):
        together = signing if is_shared and signing[:1] == [party_id] else [party_id]
        parties.append(
            draw(problem_parties(party_id, space=space, consent=consents[index], bloc=blocs[index], shared_by=together))
        )
    return with_demands_cut(_problem(space, parties))


@st.composite
def open_problems(draw: st.DrawFn, *, max_issues: int = 3, with_status_quo: bool = False) -> BargainingProblem:
    """Generate a problem whose zone is open: what one of its packages breaks is not red."""
    problem = draw(problems(max_issues=max_issues, with_status_quo=with_status_quo))
    space = problem.space
    kept = draw(package_of(space).filter(space.exists))
    parties = []
    for party in problem.parties:
        own = [
            attrs.evolve(line, red=line.red and not any(box.covers(kept) for box in line.boxes))
            for line in party.red_lines
        ]
        worth = party.points({issue.id: issue.option_ids.index(kept[issue.id]) for issue in space.issues})
        reservation = party.reservation
        if reservation is not None:
            reservation = attrs.evolve(reservation, points=min(reservation.points, worth))
        parties.append(attrs.evolve(party, red_lines=own, reservation=reservation))
    return attrs.evolve(problem, parties=parties)


@st.composite
def closed_problems(draw: st.DrawFn, *, max_issues: int = 3, with_status_quo: bool = False) -> BargainingProblem:
    """Generate a problem whose zone is empty: two signing parties more rule out all of one issue between them."""
    problem = draw(problems(max_issues=max_issues, with_status_quo=with_status_quo))
    issue = draw(st.sampled_from(problem.space.issues))
    cut = draw(st.integers(0, len(issue.options)))
    parties = list(problem.parties)
    for party_id, ruled_out in [("left", issue.option_ids[:cut]), ("right", issue.option_ids[cut:])]:
        own = ProblemLine(
            id="wall",
            shared_by=[party_id],
            firmness=draw(st.sampled_from(FIRMNESS)),
            boxes=[Box({issue.id: (option,)}, price=draw(st.sampled_from(PRICES))) for option in ruled_out],
        )
        drawn = draw(st.lists(factors(problem.space), max_size=2))
        parties.append(ProblemParty(id=party_id, scale=5, factors=drawn, red_lines=[own]))
    return with_demands_cut(attrs.evolve(problem, parties=parties), max_demands=MAX_DEMANDS + 1)


def with_demands_cut(problem: BargainingProblem, *, max_demands: int = MAX_DEMANDS) -> BargainingProblem:
    """Return the problem with so few lines that oracles can try all sets of demands; the last party's stay."""
    parties = list(problem.parties)
    for index, party in enumerate(parties):
        excess = len(problem.demands) - max_demands
        if excess <= 0:
            break
        parties[index] = attrs.evolve(party, red_lines=party.red_lines[: max(0, len(party.red_lines) - excess)])
        problem = attrs.evolve(problem, parties=parties)
    return problem


def _problem(space: Space, parties: Sequence[ProblemParty]) -> BargainingProblem:
    return BargainingProblem(
        scenario="generated", reading="generated", space=space, parties=parties, no_agreement=space.status_quo
    )
