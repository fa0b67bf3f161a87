"""Small random bargaining problems, in the JSON of ``negsim compile``: whatever the format can say turns up in them."""

from __future__ import annotations

import random
from typing import Any

Json = dict[str, Any]

PARTIES = [
    ("A", "AB", "always"),
    ("B", "AB", "always"),
    ("D", None, "always"),
    ("C", None, "by-issue"),
    ("E", None, "never"),
]
"""Each party's id, bloc and consent: two of one bloc, one alone, one by issue, an observer."""


def random_problem(seed: int) -> Json:
    """Return the problem of that seed: two to four issues of one to three options."""
    draw = random.Random(seed)
    issues = [_issue(draw, number) for number in range(draw.randint(2, 4))]
    return {
        "format": 1,
        "scenario": f"random {seed}",
        "reading": "none",
        "issues": issues,
        "excluded": [{"forbids": _forbids(draw, issues, issue_count=2)} for _ in range(draw.randint(0, 1))],
        "parties": [_party(draw, issues, party, bloc=bloc, consent=consent) for party, bloc, consent in PARTIES],
    }


def _issue(draw: random.Random, number: int) -> Json:
    options = [f"o{index}" for index in range(draw.randint(1, 3))]
    return {
        "id": f"i{number}",
        "options": options,
        "ordered": True,
        "status_quo": draw.choice([*options, *options, None]),
        "consent": ["C"] if draw.random() < 0.5 else [],
    }


def _party(draw: random.Random, issues: list[Json], party: str, *, bloc: str | None, consent: str) -> Json:
    reservation = {"points": draw.randint(0, 12), "firmness": "0.5", "red": draw.random() < 0.7}
    return {
        "id": party,
        "bloc": bloc,
        "consent": consent,
        "scale": draw.choice([7, 12, 20]),
        "reservation": reservation if draw.random() < 0.4 else None,
        "ceiling": draw.choice([None, None, 3, 8, -1]),
        "factors": _factors(draw, issues),
        "red_lines": [_line(draw, issues, party, number) for number in range(draw.randint(0, 3))],
    }


def _factors(draw: random.Random, issues: list[Json]) -> list[Json]:
    alone = [
        {"issues": [issue["id"]], "values": [draw.randint(0, 6) for _ in issue["options"]]}
        for issue in issues
        if draw.random() < 0.8
    ]
    first, second = draw.sample(issues, 2)  # in either order: a table need not follow that of the issues
    table = [[draw.randint(-2, 2) for _ in second["options"]] for _ in first["options"]]
    return [*alone, {"issues": [first["id"], second["id"]], "values": table}]


def _line(draw: random.Random, issues: list[Json], party: str, number: int) -> Json:
    boxes = [
        {"forbids": _forbids(draw, issues, issue_count=draw.randint(1, 2)), "price": draw.choice(["1", "2.5", "10/3"])}
        for _ in range(draw.randint(1, 2))
    ]
    return {
        "id": f"l{number}",
        "shared_by": ["A", "B"] if party == "A" and draw.random() < 0.5 else [party],
        "firmness": draw.choice(["0", "0.3", "1/3", "1"]),
        "red": draw.random() < 0.7,
        "boxes": boxes,
    }


def _forbids(draw: random.Random, issues: list[Json], *, issue_count: int) -> dict[str, list[str]]:
    chosen = draw.sample(issues, issue_count)
    return {issue["id"]: draw.sample(issue["options"], draw.randint(1, len(issue["options"]))) for issue in chosen}
