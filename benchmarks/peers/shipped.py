"""Numbers that other tools' own files hold beside their domains, held against negsim's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.peers import rectangles
from benchmarks.peers.ours import Ours, Point, rounded, same
from benchmarks.peers.reasons import UNEXPLAINED

Json = dict[str, Any]


def shipped_rows(mine: Ours, folder: Path) -> Iterator[list[str]]:
    """Yield rows about numbers in a tool's own files: which, what is told there and by negsim, whether it is equal."""
    for path in sorted(folder.glob("specials.json")):
        yield from anl_rows(mine, json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(folder.glob("specs.json")):
        yield from negolog_rows(mine, json.loads(path.read_text(encoding="utf-8")))
    for path in sorted(folder.glob("pareto.xml")):
        yield genius_row(mine, path.read_text(encoding="utf-8"))


def genius_row(mine: Ours, text: str) -> list[str]:
    """Return the row about a frontier that GENIUS left; what negsim refuses for its size is worked out otherwise."""
    points = {rounded(map(float, line.split(","))) for line in text.split("\n") if line.strip()}
    assert mine.compilation is not None, "a domain that was read has a problem"
    is_ours = mine.space_frontier is not None
    own = {rounded(point) for point in (mine.space_frontier or rectangles.frontier(mine.compilation))}
    told = f"{len(own)} points" + ("" if is_ours else ", by integer programming: too many packages for negsim")
    return [mine.name, "pareto.xml", f"{len(points)} points", told, yes(near(points, own))]


def sample_row(mine: Ours, samples: Iterable[Json]) -> list[str]:
    """Return a row about single outcomes with their values by the format's rule: how many negsim values the same."""
    assert mine.compilation is not None, "a domain that was read has a problem"
    told, equal = list(samples), 0
    problem = mine.compilation.problem
    ids = [issue.id for issue in problem.space.issues]
    for sample in told:
        package = dict(zip(ids, sample["outcome_idx"], strict=True))
        worth = rounded(Fraction(party.points(package), party.scale) for party in problem.parties)
        equal += same([worth], [rounded(sample["utils"])])
    return [
        mine.name,
        "sampled outcomes, by the format's rule",
        str(len(told)),
        f"{equal} of the same value",
        yes(equal == len(told)),
    ]


def near(first: Iterable[Point], second: Iterable[Point]) -> bool:
    """Tell whether two sets of points are the same to six digits, as files that round have them."""
    return {tuple(round(entry, 6) for entry in point) for point in first} == {
        tuple(round(entry, 6) for entry in point) for point in second
    }


def yes(is_so: bool) -> str:
    """Return a word for the table."""
    return "yes" if is_so else f"no: {UNEXPLAINED}"


def shown(points: Iterable[Point]) -> str:
    """Return points for the table."""
    return "; ".join("(" + ", ".join(f"{entry:.6g}" for entry in point) + ")" for point in sorted(points))


def anl_rows(mine: Ours, told: Json) -> Iterator[list[str]]:
    """Yield rows about the numbers of an ANL domain."""
    yield [mine.name, "size", f"{told['size']:,}", f"{mine.packages:,}", yes(told["size"] == mine.packages)]
    front = {rounded(entry["utility"]) for entry in told["pareto_front"]}
    own = {rounded(point) for point in mine.space_frontier or ()}
    yield [mine.name, "pareto_front", f"{len(front)} points", f"{len(own)} points", yes(same(front, own))]
    for rule in ("nash", "kalai"):
        found = mine.solutions["anl"][rule]
        yield [
            mine.name,
            rule,
            shown([rounded(told[rule]["utility"])]),
            shown(found),
            yes(is_among(told[rule]["utility"], found)),
        ]
    welfare = mine.solutions["textbook"]["utilitarian"]
    point = told["social_welfare"]["utility"]
    yield [mine.name, "social_welfare", shown([rounded(point)]), shown(welfare), yes(is_among(point, welfare))]


def negolog_rows(mine: Ours, told: Json) -> Iterator[list[str]]:
    """Yield rows about the numbers of a NegoLog domain."""
    yield [
        mine.name,
        "NumberOfBids",
        f"{told['NumberOfBids']:,}",
        f"{mine.packages:,}",
        yes(told["NumberOfBids"] == mine.packages),
    ]
    for rule in ("Nash", "Kalai"):
        point = (told[f"{rule}_A"], told[f"{rule}_B"])
        found = mine.solutions["negolog"][rule.lower()]
        yield [mine.name, f"{rule}_A, {rule}_B", shown([rounded(point)]), shown(found), yes(is_among(point, found))]


def is_among(point: Iterable[float], found: Iterable[Point]) -> bool:
    """Tell whether a tool's one answer is among all that tie."""
    return any(same([rounded(point)], [other]) for other in found)
