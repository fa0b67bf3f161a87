"""Why another tool's numbers differ from negsim's: each reason is tried out, and named only where it yields them."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.peers.ours import Ours, Point, rounded, same

Json = dict[str, Any]

UNEXPLAINED = "unexplained"
RAW = "evaluations not divided by their maximum"
NUMBERS = "number issues neither shifted to their lower end nor cut to 0..1"
TWICE = "an option named twice counts once"
STRAY = "a weight that is of no issue counts"
STRICT = "rational means above the reservation"
ONE_EACH = "one outcome for each point"
FLOATS = "float dominance"
EDGE = "a float just below the reservation"
TIES = "ties not broken by the next smallest gain"
BELOW = "reservation below the minimum"
SPREAD = "KS is least spread"
WHOLE_BEST = "KS divides by the best of all packages"

NOISE = 2e-9
"""How far apart floats may be that stand for the same value, after rounding to nine digits."""


def reading_reasons(mine: Ours, theirs: Json, counts: Json, folder: Path) -> Iterator[str]:
    """Yield why NegMAS counts otherwise, from what it reads on."""
    if theirs["outcomes"] != mine.packages:
        issues = [] if mine.compilation is None else mine.compilation.scenario.issues
        distinct = math.prod(len({option.label for option in issue.options}) for issue in issues)
        yield f"NegMAS: {TWICE}" if theirs["outcomes"] == distinct else f"NegMAS: {UNEXPLAINED} (number of outcomes)"
    if "maximum" not in theirs:
        return
    scale = [rounded(theirs[key]) for key in ("minimum", "maximum")]
    if scale != [rounded(mine.least), rounded(mine.most)]:
        yield f"NegMAS: {scale_reason(scale, folder)}"
        return
    if theirs["rational"] != mine.zone:
        yield f"NegMAS: {STRICT if theirs['rational'] == counts.get('rational_gt') else UNEXPLAINED + ' (rational)'}"
    yield from frontier_reasons(mine, theirs)


def scale_reason(scale: Sequence[Point], folder: Path) -> str:
    """Return why values lie on another scale, by working out what values without the format's rule would be."""
    texts = {path: path.read_text("utf-8", "replace") for path in sorted(folder.glob("*.xml"))}
    profiles = [
        path for path, text in texts.items() if "<utility_space" in text and "<negotiation_template" not in text
    ]
    raw = [raw_range(path) for path in profiles]
    kinds = "; ".join(dict.fromkeys(kind for *_, found in raw for kind in found))
    for with_strays, reason in ((False, kinds), (True, f"{kinds}; {STRAY}")):
        strays = [stray if with_strays else 0.0 for _, _, stray, _ in raw]
        low = rounded(least + stray for (least, _, _, _), stray in zip(raw, strays, strict=True))
        high = rounded(most + stray for (_, most, _, _), stray in zip(raw, strays, strict=True))
        if raw and same(scale, [low, high]):
            return reason
    return f"{UNEXPLAINED} (scale of values)"


def raw_range(path: Path) -> tuple[float, float, float, set[str]]:
    """Return what weights times evaluations as they stand in a Genius profile amount to.

    The least; the most; the weights that are of no issue; which rules of the format are left out.
    """
    root = ET.parse(path).getroot()
    weights = {item.get("index"): float(item.get("value", 0)) for item in root.iter("weight")}
    low = high = 0.0
    kinds = set()
    for issue in root.iter("issue"):
        evaluator = issue.find("evaluator")
        if issue.get("type") == "integer" and evaluator is not None:
            kinds.add(NUMBERS)
            slope, offset = (float(evaluator.get(key, 0)) for key in ("slope", "offset"))
            worth = [slope * float(issue.get(end, 0)) + offset for end in ("lowerbound", "upperbound")]
        else:
            kinds.add(RAW)
            worth = [float(item.get("evaluation", 0)) for item in issue.findall("item")]
        weight = weights.pop(issue.get("index"), 0.0)
        products = [weight * value for value in worth] or [0.0]
        low, high = low + min(products), high + max(products)
    return low, high, sum(weights.values()), kinds


def frontier_reasons(mine: Ours, theirs: Json) -> Iterator[str]:
    """Yield why NegMAS's frontier, of the same values, has another number of outcomes."""
    if mine.frontier is None or theirs["pareto_outcomes"] == sum(mine.frontier.values()):
        return
    own = {rounded(point) for point in mine.frontier}
    other = {rounded(point) for point in theirs["pareto"]}
    if len(own) < sum(mine.frontier.values()):
        yield f"NegMAS: {ONE_EACH}"
    if other - own:
        is_noise = all(is_tied_with_better(point, own) for point in other - own)
        yield f"NegMAS: {FLOATS if is_noise else UNEXPLAINED + ' (more points)'}"
    if own - other:
        is_noise = all(is_on_edge(point, mine) for point in own - other)
        yield f"NegMAS: {EDGE if is_noise else UNEXPLAINED + ' (fewer points)'}"


def is_tied_with_better(point: Point, frontier: Iterable[Point]) -> bool:
    """Tell whether a point is dominated by one that is worth exactly as much to a party, where floats may differ."""
    return any(
        all(a >= b - NOISE for a, b in zip(better, point, strict=True))
        and any(abs(a - b) <= NOISE for a, b in zip(better, point, strict=True))
        for better in frontier
    )


def is_on_edge(point: Point, mine: Ours) -> bool:
    """Tell whether a point is worth exactly its reservation to a party, where a float may be below it."""
    return any(held is not None and abs(a - held) <= NOISE for a, held in zip(point, mine.reservations, strict=True))


def rule_reasons(mine: Ours, exact: Json) -> Iterator[str]:
    """Yield why negsim's answers are not what the format's own rule gives."""
    counts = exact["rounded_1e9"]
    if exact["n_outcomes"] != mine.packages:
        yield f"format's rule: {UNEXPLAINED} (number of packages)"
        return
    front = mine.frontier or {}
    found = [mine.zone, sum(front.values()), len(front)]
    if found != [counts["rational_ge"], counts["pareto_rational_outcomes"], counts["pareto_rational_points"]]:
        yield f"format's rule: {UNEXPLAINED} (counts)"
    scale = points_of_one(exact, mine)
    for key, rule in (("nash", "nash"), ("kalai_egalitarian", "egalitarian"), ("ks_maxmin_ir", "kalai-smorodinsky")):
        told = exact.get(key, {"points": []})["points"]
        expected = [rounded(Fraction(entry) / scale for entry in point) for point in told]
        own = mine.solutions["textbook"].get(rule, frozenset())
        is_among = all(any(same([point], [other]) for other in expected) for point in own)
        if not is_among or bool(own) != bool(expected):
            yield f"format's rule: {UNEXPLAINED} ({rule})"


def points_of_one(exact: Json, mine: Ours) -> int:
    """Return what 1 of negsim's is in the answers: 100 where these are in points, else 1."""
    return 100 if same([rounded(high * 100 for high in mine.most)], [rounded(exact["max"])]) else 1


def definition(mine: Ours, key: str, other: frozenset[Point]) -> str:
    """Return which of NegMAS's own definitions yields its answer, trying one at a time."""
    stated = [held or Fraction(0) for held in mine.reservations]
    floor = [low if held is None else max(held, low) for held, low in zip(mine.reservations, mine.least, strict=True)]
    front = list(mine.frontier or ())
    best = [max(column) for column in zip(*front, strict=True)] if front else []
    tried = {
        TIES: pick(key, front, stated, best),
        BELOW: pick(key, front, floor, best),
        SPREAD: spread(front, stated, best),
        WHOLE_BEST: pick(key, front, stated, mine.most),
        f"{BELOW}; {SPREAD}": spread(front, floor, best),
        f"{SPREAD}; {WHOLE_BEST}": spread(front, stated, mine.most),
        f"{BELOW}; {SPREAD}; {WHOLE_BEST}": spread(front, floor, mine.most),
    }
    kinds = list(tried.items()) if key == "kalai_smorodinsky" else list(tried.items())[:2]
    return next((reason for reason, points in kinds if same(points, other)), UNEXPLAINED)


def pick(
    key: str, front: Sequence[Sequence[Fraction]], floor: Sequence[Fraction], best: Sequence[Fraction]
) -> set[Point]:
    """Return the points that the textbook's rule picks with other floors or bests."""
    worth: dict[Point, Any] = {}
    for point in front:
        gains = [value - low for value, low in zip(point, floor, strict=True)]
        if key == "nash":
            product = Fraction(1)
            for gain in gains:
                product *= gain
            worth[rounded(point)] = product
        elif key == "kalai":
            worth[rounded(point)] = min(gains)
        else:
            spans = [high - low for high, low in zip(best, floor, strict=True)]
            worth[rounded(point)] = min((g / span for g, span in zip(gains, spans, strict=True) if span), default=0)
    most = max(worth.values(), default=None)
    return {point for point, value in worth.items() if value == most}


def spread(front: Sequence[Sequence[Fraction]], floor: Sequence[Fraction], best: Sequence[Fraction]) -> set[Point]:
    """Return the points where what the parties gain, over what they could gain, is least far apart."""
    apart: dict[Point, Fraction] = {}
    for point in front:
        shares = [(value - low) / (high - low or 1) for value, low, high in zip(point, floor, best, strict=True)]
        apart[rounded(point)] = max(shares) - min(shares)
    least = min(apart.values(), default=None)
    return {point for point, value in apart.items() if value == least}
