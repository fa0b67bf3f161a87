"""Random bargaining problems of up to five signing parties, small enough to look at every package."""

import itertools

import numpy as np

from negsim.parties.party import Consent
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue
from negsim.space.space import Exclusion, Space


def some_problem(rng, *, max_parties=5, max_issues=4):
    """Return a problem with ties, negative points, interactions, lines, exclusions and reservations, red or soft."""
    sizes = rng.integers(1, 4, int(rng.integers(1, max_issues + 1))).tolist()
    ids = [f"i{number}" for number in range(len(sizes))]
    excluded = [Exclusion(some_box(rng, ids, sizes, least=2))] if len(ids) > 1 and rng.random() < 0.2 else []
    issues = [
        Issue(issue, [f"o{option}" for option in range(size)], status_quo="o0", consent=["p0"])
        for issue, size in zip(ids, sizes, strict=True)
    ]
    space = Space(issues, excluded)
    if not any(space.exists(space.package(choice)) for choice in itertools.product(*map(range, sizes))):
        space = Space(issues)
    parties = [some_party(rng, f"p{at}", ids, sizes) for at in range(int(rng.integers(1, max_parties + 1)))]
    consents = [Consent.BY_ISSUE, Consent.NEVER] if rng.random() < 0.2 else []
    aside = [some_party(rng, f"x{at}", ids, sizes, consent=consent) for at, consent in enumerate(consents)]
    return BargainingProblem(scenario="s", reading="r", space=space, parties=[*parties, *aside])


def some_party(rng, name, ids, sizes, *, consent=Consent.ALWAYS):
    largest = int(rng.choice([1, 2, 9]))
    factors = [
        Factor([issue], rng.integers(-largest, largest + 1, size))
        for issue, size in zip(ids, sizes, strict=True)
        if rng.random() < 0.9
    ]
    if len(ids) > 1 and rng.random() < 0.3:
        pair = sorted(rng.permutation(len(ids))[:2].tolist())
        table = rng.integers(-largest, largest + 1, [sizes[at] for at in pair])
        factors.append(Factor([ids[at] for at in pair], table))
    reservation = None
    if rng.random() < 0.5:
        reservation = ProblemReservation(points=int(rng.integers(-largest, largest + 1)), red=rng.random() < 0.6)
    lines = []
    if rng.random() < 0.3:
        lines = [ProblemLine(id="line", shared_by=[name], boxes=[Box(some_box(rng, ids, sizes), price=1)])]
    return ProblemParty(
        id=name,
        consent=consent,
        scale=int(rng.choice([1, 3, 10])),
        factors=factors,
        reservation=reservation,
        ceiling=int(rng.integers(0, largest + 2)) if rng.random() < 0.1 else None,
        red_lines=lines,
    )


def some_box(rng, ids, sizes, *, least=1):
    count = int(rng.integers(least, min(len(ids), 2) + 1))
    named = rng.permutation(len(ids))[:count].tolist()
    return {
        ids[at]: [f"o{option}" for option in rng.permutation(sizes[at])[: int(rng.integers(1, sizes[at] + 1))]]
        for at in named
    }


def large_problem(parties, issues, *, seed, options=5, points=1_000, level=0):
    """Return a problem of opposed interests, far too large to look at every package."""
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(issues), size=parties).T
    worth = rng.dirichlet(np.ones(parties), size=(issues, options))
    worth = (worth - worth.min(axis=1, keepdims=True)) / np.ptp(worth, axis=1, keepdims=True)
    tables = np.rint(worth * weights[:, None, :] * points).astype(np.int64)
    return of_tables(tables, points=points, reservation=ProblemReservation(points=level) if level else None)


def of_tables(tables, *, points, reservation=None):
    """Return a problem of points, shape (issues, options, parties)."""
    ids = [f"i{number}" for number in range(tables.shape[0])]
    return BargainingProblem(
        scenario="s",
        reading="r",
        space=Space([Issue(issue, [f"o{option}" for option in range(tables.shape[1])]) for issue in ids]),
        parties=[
            ProblemParty(
                id=f"p{party}",
                scale=points,
                reservation=reservation,
                factors=[Factor([issue], table[:, party]) for issue, table in zip(ids, tables, strict=True)],
            )
            for party in range(tables.shape[2])
        ],
    )
