"""The answers to a bargaining problem by looking at every package: slow, obvious, and without a line of negsim.

It reads what ``negsim compile FILE --json`` prints (docs/reference; "The numeric centre" of the design) and works out,
from that alone, what ``negsim analyze FILE --json`` should print. Run it: ``python brute_force.py problem.json``.

Everything is exact: integers in numpy (Python's own where 62 bits are too few) and fractions. To keep memory bounded
the space is walked in blocks. A block fixes the options of the first issues and leaves the last ones free; whatever is
computed over it is an array with one axis for each *free* issue, of length 1 where that issue makes no difference, so
that numpy's broadcasting puts a line on two issues and a value on a third together. The order of packages is that of
the combinations, the last issue changing fastest.
"""

from __future__ import annotations

import itertools
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Json = dict[str, Any]
Array = np.ndarray[Any, Any]
Names = frozenset[str]
Package = dict[str, str]

BLOCK = 2**17
"""The most packages looked at together."""


# --- the problem ------------------------------------------------------------------------------------------------------


def options(problem: Json) -> dict[str, list[str]]:
    """Return the options of each issue."""
    return {issue["id"]: issue["options"] for issue in problem["issues"]}


def status_quo(problem: Json) -> Package | None:
    """Return the package in which nothing changes; None where an issue has no status quo."""
    if not all(issue["status_quo"] for issue in problem["issues"]):
        return None
    return {issue["id"]: issue["status_quo"] for issue in problem["issues"]}


def no_agreement(problem: Json) -> Package | None:
    """Return what holds without an agreement: the status quo, unless the reading believes warnings."""
    return problem.get("no_agreement", status_quo(problem))


def departures(problem: Json, issue_id: str) -> list[str]:
    """Return the options that depart from the status quo; without one, all do."""
    issue = next(issue for issue in problem["issues"] if issue["id"] == issue_id)
    return [option for option in issue["options"] if option != issue["status_quo"]]


def named_by(problem: Json, party: Json) -> list[str]:
    """Return the issues that name a party in their ``consent``."""
    return [issue["id"] for issue in problem["issues"] if party["id"] in issue["consent"]]


def signers(problem: Json) -> list[Json]:
    """Return the parties that sign every package."""
    return [party for party in problem["parties"] if party["consent"] == "always"]


def side(party: Json) -> str:
    """Return what the breaches of a party are counted under: its bloc, or itself."""
    return str(party["bloc"] or party["id"])


@dataclass(frozen=True)
class Demand:
    """A line, or a reservation (then ``line`` is None), of a party whose consent may be needed."""

    name: str
    party: Json
    line: Json | None
    firmness: Fraction
    red: bool

    @property
    def counts_to(self) -> list[str]:
        """The parties in whose breach it is."""
        return list(self.line["shared_by"]) if self.line else [self.party["id"]]


def demands(problem: Json) -> list[Demand]:
    """Return everything that a party with a say insists on."""
    found = []
    for party in problem["parties"]:
        if party["consent"] == "never":
            continue
        for line in party["red_lines"]:
            name = f"{party['id']}:{line['id']}"
            found.append(Demand(name, party, line, Fraction(line["firmness"]), line["red"]))
        if party["reservation"] is not None:
            terms = party["reservation"]
            name = f"{party['id']}:reservation"
            found.append(Demand(name, party, None, Fraction(terms["firmness"]), terms["red"]))
    return found


def line_issues(line: Json) -> list[str]:
    """Return the issues that any box of a line names."""
    return list(dict.fromkeys(issue for box in line["boxes"] for issue in box["forbids"]))


def condition(problem: Json, demand: Demand) -> list[str] | None:
    """Return the issues of which one must depart from the status quo for a demand to bind; None if it always binds."""
    if demand.party["consent"] == "always":
        return None
    named = named_by(problem, demand.party)
    return [issue for issue in named if issue in line_issues(demand.line)] if demand.line else named


# --- one package at a time: the definitions, as plainly as they can be put --------------------------------------------


def package_exists(problem: Json, package: Package) -> bool:
    """Tell whether no excluded combination is in the package."""
    return not any(_covers(entry["forbids"], package) for entry in problem["excluded"])


def package_points(problem: Json, party: Json, package: Package) -> int:
    """Return what a package is worth to a party, in points on its scale."""
    named, total = options(problem), 0
    for factor in party["factors"]:
        entry = factor["values"]
        for issue in factor["issues"]:
            entry = entry[named[issue].index(package[issue])]
        total += entry
    return total if party.get("ceiling") is None else min(total, party["ceiling"])


def breaks(problem: Json, demand: Demand, package: Package) -> bool:
    """Tell whether a package goes past a demand."""
    issues = condition(problem, demand)
    if issues is not None and not any(package[issue] in departures(problem, issue) for issue in issues):
        return False
    if demand.line:
        return any(_covers(box["forbids"], package) for box in demand.line["boxes"])
    return package_points(problem, demand.party, package) < int(demand.party["reservation"]["points"])


def in_zone(problem: Json, package: Package) -> bool:
    """Tell whether a package exists and breaks no red demand."""
    is_broken = any(breaks(problem, demand, package) for demand in demands(problem) if demand.red)
    return package_exists(problem, package) and not is_broken


def demand_cost(problem: Json, demand: Demand, package: Package) -> Fraction:
    """Return how far a package goes past a demand, in points of 100 of its party; 0 where it meets it."""
    if not breaks(problem, demand, package):
        return Fraction(0)
    if demand.line:
        hit = [Fraction(box["price"]) for box in demand.line["boxes"] if _covers(box["forbids"], package)]
        return max(hit)
    short = demand.party["reservation"]["points"] - package_points(problem, demand.party, package)
    return Fraction(100 * short, demand.party["scale"])


def package_breaches(problem: Json, package: Package) -> dict[str, Fraction]:
    """Return the breach of every side: that of its largest member, which is the sum over its red demands."""
    costs = [(demand, demand_cost(problem, demand, package)) for demand in demands(problem) if demand.red]
    found: dict[str, Fraction] = {}
    for party in problem["parties"]:
        if party["consent"] == "never":
            continue
        own = sum((cost for demand, cost in costs if party["id"] in demand.counts_to), Fraction(0))
        found[side(party)] = max(found.get(side(party), Fraction(0)), own)
    return found


def _covers(forbids: dict[str, list[str]], package: Package) -> bool:
    return all(package[issue] in named for issue, named in forbids.items())


# --- many packages at a time ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Block:
    """Packages over some issues: the first ones fixed, the others free, all combinations of these."""

    options: dict[str, list[str]]
    fixed: dict[str, int]
    start: int

    @property
    def free(self) -> list[str]:
        """The issues with an axis, in order."""
        return [issue for issue in self.options if issue not in self.fixed]

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return tuple(len(self.options[issue]) for issue in self.free)

    def where(self, issue: str, named: Iterable[str]) -> Array:
        """Tell for each package whether it takes one of the named options on an issue."""
        wanted = set(named)
        return self.spread([issue], np.array([option in wanted for option in self.options[issue]]))

    def covered(self, forbids: dict[str, list[str]]) -> Array:
        """Tell for each package whether it takes one of the named options on each issue."""
        result = np.array(True)
        for issue, named in forbids.items():
            result = result & self.where(issue, named)
        return result

    def spread(self, issues: Sequence[str], table: Array) -> Array:
        """Turn a table over some issues into an array over the block."""
        in_order = sorted(issues, key=list(self.options).index)
        table = np.transpose(table, [list(issues).index(issue) for issue in in_order])
        table = table[tuple(self.fixed.get(issue, slice(None)) for issue in in_order)]
        lengths = [len(self.options[issue]) if issue in issues else 1 for issue in self.free]
        return np.asarray(table).reshape(lengths)

    def flat(self, array: Array) -> Array:
        """Return an array over the block as one entry for each package, in package order."""
        return np.broadcast_to(array, self.shape).reshape(-1)


def blocks(issues: dict[str, list[str]], *, size: int = BLOCK) -> Iterator[Block]:
    """Walk all combinations of the options of these issues."""
    names, free, length = list(issues), 0, 1
    while free < len(names) and length * len(issues[names[-1 - free]]) <= size:
        free += 1
        length *= len(issues[names[-free]])
    leading = names[: len(names) - free]
    ranges = [range(len(issues[name])) for name in leading]
    for number, choice in enumerate(itertools.product(*ranges)):
        yield Block(issues, dict(zip(leading, choice, strict=True)), number * length)


def package_at(issues: dict[str, list[str]], number: int) -> Package:
    """Return the package of that number."""
    chosen = {}
    for issue, named in reversed(issues.items()):
        number, index = divmod(number, len(named))
        chosen[issue] = named[index]
    return dict(reversed(chosen.items()))


def exists(problem: Json, block: Block) -> Array:
    """Tell which packages exist: those that no excluded combination within the block's issues covers."""
    result = np.array(True)
    for entry in problem["excluded"]:
        if set(entry["forbids"]) <= set(block.options):
            result = result & ~block.covered(entry["forbids"])
    return result


def points(party: Json, block: Block) -> Array:
    """Return what the packages are worth to a party, in points on its scale."""
    bound = sum(
        max(abs(int(entry)) for entry in np.array(factor["values"], object).flat) for factor in party["factors"]
    )
    ceiling = party.get("ceiling")
    total = np.array(0, integers_up_to(max(bound, abs(ceiling or 0))))
    for factor in party["factors"]:
        total = total + block.spread(factor["issues"], np.array(factor["values"], total.dtype))
    return total if ceiling is None else np.asarray(np.minimum(total, ceiling), total.dtype)


def integers_up_to(bound: int) -> Any:
    """Return numpy's type for integers up to a bound: of 64 bits where they do, Python's own otherwise."""
    return np.int64 if bound < 2**62 else object


def binds(problem: Json, demand: Demand, block: Block) -> Array:
    """Tell for which packages a demand counts at all."""
    issues = condition(problem, demand)
    if issues is None:
        return np.array(True)
    result = np.array(False)
    for issue in issues:
        result = result | block.where(issue, departures(problem, issue))
    return result


def broken(problem: Json, demand: Demand, block: Block) -> Array:
    """Tell which packages break a demand."""
    if demand.line is None:
        result = points(demand.party, block) < demand.party["reservation"]["points"]
    else:
        result = np.array(False)
        for box in demand.line["boxes"]:
            result = result | block.covered(box["forbids"])
    return np.asarray(result & binds(problem, demand, block))


def cost(problem: Json, demand: Demand, block: Block, *, unit: int) -> Array:
    """Return how far packages go past a demand, in ``unit``-ths of a point of 100."""
    binding = binds(problem, demand, block)
    if demand.line is None:
        terms, scale = demand.party["reservation"], demand.party["scale"]
        short = terms["points"] - points(demand.party, block)
        if int(abs(short).max()) * 100 * unit >= 2**62:
            short = short.astype(object)
        return np.where(binding, np.maximum(short, 0) * (100 * unit // scale), 0)
    prices = [int(Fraction(box["price"]) * unit) for box in demand.line["boxes"]]
    result = np.array(0, integers_up_to(max(prices, default=0)))
    for box, price in zip(demand.line["boxes"], prices, strict=True):
        result = np.maximum(result, np.where(block.covered(box["forbids"]), np.array(price, result.dtype), 0))
    return np.where(binding, result, 0)


def cost_unit(problem: Json) -> int:
    """Return a number of parts of a point in which every price and every shortfall is whole."""
    known = demands(problem)
    prices = [Fraction(box["price"]).denominator for entry in known if entry.line for box in entry.line["boxes"]]
    scales = [entry.party["scale"] for entry in known if entry.line is None]
    return math.lcm(*prices, *scales)


def breaches(problem: Json, block: Block, *, unit: int) -> dict[str, Array]:
    """Return the breach of each side: that of its largest member, which is the sum over its red demands."""
    found: dict[str, Array] = {}
    costs = {demand.name: cost(problem, demand, block, unit=unit) for demand in demands(problem) if demand.red}
    for party in problem["parties"]:
        if party["consent"] == "never":
            continue
        own = np.array(0)
        for demand in demands(problem):
            if demand.red and party["id"] in demand.counts_to:
                own = own + costs[demand.name]
        found[side(party)] = np.maximum(found[side(party)], own) if side(party) in found else own
    return found


def zone(problem: Json, block: Block) -> Array:
    """Tell which packages exist and break no red demand."""
    result = exists(problem, block)
    for demand in demands(problem):
        if demand.red:
            result = result & ~broken(problem, demand, block)
    return np.asarray(result)


# --- what is least in every respect -----------------------------------------------------------------------------------


class Minima:
    """The vectors of integers that no other is below (nowhere larger and somewhere smaller), with their packages."""

    def __init__(self) -> None:
        self.packages: dict[tuple[int, ...], list[int]] = {}

    def add(self, vectors: Array, numbers: Array) -> None:
        """Take vectors in: ``vectors[:, j]`` is that of the package ``numbers[j]``."""
        known_too = [np.array(list(self.packages), vectors.dtype).T] if self.packages else []
        kept = ~clearly_above(vectors, np.concatenate([*known_too, vectors], axis=1))
        vectors, numbers = vectors[:, kept], numbers[kept]
        for known in sorted(self.packages, key=sum):
            vectors, numbers = _without_those_above(np.array(known, vectors.dtype), vectors, numbers)
        # In dictionary order, the first is below the rest or beside it, never above: it stays, what it is below goes.
        order = np.lexsort(vectors[::-1])
        vectors, numbers, fresh = vectors[:, order], numbers[order], []
        while numbers.size:
            first, same = vectors[:, 0], (vectors == vectors[:, :1]).all(axis=0)
            fresh.append(first)
            self.packages.setdefault(tuple(first.tolist()), []).extend(numbers[same].tolist())
            vectors, numbers = _without_those_above(first, vectors[:, ~same], numbers[~same])
        left = np.array(list(self.packages), vectors.dtype).T
        for first in fresh:
            left, _ = _without_those_above(first, left, left[0])
        self.packages = {vector: self.packages[vector] for vector in map(tuple, left.T.tolist())}


def clearly_above(vectors: Array, others: Array) -> Array:
    """Tell which vectors lie above one of the others by more than a step of a coarse grid: never wrong, seldom all.

    A comparison of all with all is out of reach; this leaves few to compare. The entries but the last fall into steps,
    growing with the entry. If some other vector is on a lower step in each of them and not larger in the last entry, it
    is below; so each cell of the grid keeps the least last entry of the cells that are lower in each direction.
    """
    *leading, last = vectors
    if not leading:
        return np.asarray(last > others[-1].min())
    cells = min(2**16, 16 * others.shape[1])
    steps = int(cells ** (1 / len(leading))) - 1
    if steps < 2:
        return np.zeros(last.size, bool)
    low, high = [float(entry.min()) for entry in others[:-1]], [float(entry.max()) for entry in others[:-1]]

    def cell_of(entries: Array) -> tuple[Array, ...]:
        return tuple(
            ((entry.astype(float) - least) / (most - least + 1.0) * (steps - 1)).astype(int)
            for entry, least, most in zip(entries, low, high, strict=True)
        )

    nothing = max(others[-1].max(), vectors[-1].max()) + 1
    least_last = np.full([steps + 1] * len(leading), nothing, others.dtype)
    np.minimum.at(least_last, tuple(index + 1 for index in cell_of(others[:-1])), others[-1])
    for axis in range(len(leading)):
        least_last = np.minimum.accumulate(least_last, axis=axis)
    return np.asarray(least_last[cell_of(np.stack(leading))] <= last)


def _without_those_above(vector: Array, vectors: Array, numbers: Array) -> tuple[Array, Array]:
    """Return the vectors that are smaller somewhere than the one, or equal to it."""
    one = vector[:, None]
    kept = (vectors < one).any(axis=0) | (vectors == one).all(axis=0)
    return vectors[:, kept], numbers[kept]


def minimal_sets(sets: Iterable[Names]) -> list[Names]:
    """Return the sets that contain no other of them, in a fixed order."""
    kept: list[Names] = []
    for entry in sorted(set(sets), key=lambda names: (len(names), sorted(names))):
        if not any(smaller <= entry for smaller in kept):
            kept.append(entry)
    return kept


def hitting_sets(sets: Sequence[Names]) -> list[Names]:
    """Return the minimal sets that share something with each of these, one set after the other (Berge 1989)."""
    found: list[Names] = [frozenset()]
    for entry in sets:
        found = minimal_sets(
            extended
            for hitting in found
            for extended in ([hitting] if hitting & entry else [hitting | {name} for name in entry])
        )
    return found


# --- groups of demands, and which sets of them can be broken together -------------------------------------------------


@dataclass(frozen=True)
class Group:
    """Demands that share issues, and these issues; ``broken`` are the minimal sets of them that some package breaks."""

    issues: dict[str, list[str]]
    demands: list[Demand]
    broken: list[Names]


def groups(problem: Json, *, only_red: bool) -> list[Group]:
    """Split demands into groups that share no issue, reservation or excluded combination."""
    known = [demand for demand in demands(problem) if (demand.red or not only_red) and can_bind(problem, demand)]
    touched = {demand.name: _issues_touched(problem, demand) for demand in known}
    tied = [*touched.values(), *([*entry["forbids"]] for entry in problem["excluded"])]
    parts: list[set[str]] = [{issue} for issue in options(problem)]
    for together in tied:
        meeting = [part for part in parts if part & set(together)]
        if meeting:
            parts = [part for part in parts if part not in meeting] + [set().union(*meeting)]
    found = []
    for part in parts:
        issues = {issue: named for issue, named in options(problem).items() if issue in part}
        members = [demand for demand in known if set(touched[demand.name]) & part]
        if members:
            found.append(Group(issues, members, broken_together(problem, members, issues)))
    order = list(options(problem))
    return sorted(found, key=lambda group: order.index(next(iter(group.issues))))


def can_bind(problem: Json, demand: Demand) -> bool:
    """Tell whether a demand counts anywhere: consent by issue may leave nothing of it."""
    if demand.line is None:
        issues = condition(problem, demand)
        return issues is None or any(departures(problem, issue) for issue in issues)
    over = {issue: named for issue, named in options(problem).items() if issue in line_issues(demand.line)}
    return any(bool(broken(problem, demand, block).any()) for block in blocks(over))


def _issues_touched(problem: Json, demand: Demand) -> list[str]:
    if demand.line:
        return line_issues(demand.line)
    valued = [issue for factor in demand.party["factors"] for issue in factor["issues"]]
    # A reservation without any factor still has to stand somewhere.
    return [*valued, *(condition(problem, demand) or [])] or list(options(problem))[:1]


def broken_together(problem: Json, members: list[Demand], issues: dict[str, list[str]]) -> list[Names]:
    """Return the minimal sets of these demands such that a package over these issues breaks them and no others."""
    found: list[Names] = []
    for block in blocks(issues):
        there = np.flatnonzero(block.flat(exists(problem, block)))
        if not there.size:
            continue
        bits = [block.flat(broken(problem, demand, block))[there] for demand in members]
        distinct = np.unique(np.packbits(np.stack(bits), axis=0), axis=1)
        patterns = np.unpackbits(distinct, axis=0, count=len(members)).T
        # Those with what is already known inside them are no news: that leaves few to compare one by one.
        for known in found:
            inside = [index for index, demand in enumerate(members) if demand.name in known]
            patterns = patterns[~patterns[:, inside].all(axis=1)]
        sets = [frozenset(members[index].name for index in np.flatnonzero(row)) for row in patterns]
        found = minimal_sets([*found, *sets])
    return found


def conflicts(problem: Json) -> list[Names]:
    """Return the minimal sets of red demands that no package meets together."""
    return [names for group in groups(problem, only_red=True) for names in hitting_sets(group.broken)]


def repair_count(problem: Json) -> int:
    """Return how many minimal sets of red demands open the zone when they are softened; 1, the empty one, if open."""
    return math.prod(len(group.broken) for group in groups(problem, only_red=True))


def repairs(problem: Json) -> list[Names]:
    """Return these sets: one choice for each group, all choices."""
    chosen = itertools.product(*(group.broken for group in groups(problem, only_red=True)))
    return [frozenset().union(*parts) for parts in chosen]


# --- odds -------------------------------------------------------------------------------------------------------------


def odds_of(sets: Sequence[Names], firmness: dict[str, Fraction]) -> Fraction:
    """Return the probability that all of one of the sets is soft, each demand being firm with its own probability."""

    @cache
    def open_with(left: frozenset[Names]) -> Fraction:
        if frozenset() in left:
            return Fraction(1)
        if not left:
            return Fraction(0)
        name = min(set().union(*left), key=lambda name: (-sum(name in entry for entry in left), name))
        if_firm = frozenset(entry for entry in left if name not in entry)
        if_soft = frozenset(minimal_sets(entry - {name} for entry in left))
        chance = firmness[name]
        firm = chance * open_with(if_firm) if chance > 0 else Fraction(0)
        return firm + ((1 - chance) * open_with(if_soft) if chance < 1 else Fraction(0))

    return open_with(frozenset(sets))


def odds(problem: Json) -> Json:
    """Return the odds of every group and of all, and what each demand does to them."""
    known = groups(problem, only_red=False)
    firmness = {demand.name: demand.firmness for demand in demands(problem)}
    by_group = [odds_of(group.broken, firmness) for group in known]
    importance = {name: {"birnbaum": Fraction(0)} for name in firmness}
    for group in known:
        others = math.prod(
            (part for other, part in zip(known, by_group, strict=True) if other is not group), start=Fraction(1)
        )
        for demand in group.demands:
            soft = others * odds_of(group.broken, {**firmness, demand.name: Fraction(0)})
            firm = others * odds_of(group.broken, {**firmness, demand.name: Fraction(1)})
            importance[demand.name] = {"birnbaum": soft - firm}
    return {
        "groups": [{"issues": list(group.issues), "open": part} for group, part in zip(known, by_group, strict=True)],
        "open": math.prod(by_group, start=Fraction(1)),
        "open_one_resolve": odds_with_one_resolve(problem, known),
        "importance": importance,
    }


def odds_with_one_resolve(problem: Json, known: list[Group]) -> Fraction:
    """Return the odds when each party draws once: all its demands whose firmness exceeds the draw are firm."""
    owners: dict[str, list[Demand]] = {}
    for demand in demands(problem):
        owners.setdefault(demand.party["id"], []).append(demand)
    draws = []
    for own in owners.values():
        levels = sorted({Fraction(0), Fraction(1), *(demand.firmness for demand in own)})
        # A draw between two neighbouring levels leaves firm whatever has at least the upper one.
        draws.append(
            [
                (upper - lower, frozenset(demand.name for demand in own if demand.firmness >= upper))
                for lower, upper in itertools.pairwise(levels)
            ]
        )
    total = Fraction(0)
    for states in itertools.product(*draws):
        firm = frozenset().union(*(names for _, names in states))
        if all(any(not entry & firm for entry in group.broken) for group in known):
            total += math.prod((chance for chance, _ in states), start=Fraction(1))
    return total


# --- solutions --------------------------------------------------------------------------------------------------------

RULES = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")


def solution_keys(rule: str, gains: list[Array], best: list[int], scales: list[int]) -> list[Array]:
    """Return what a rule looks at, one array of integers after the other: the greatest in dictionary order wins.

    ``gains[i]`` are those of the signing party i in points on its scale, ``best[i]`` is its greatest in the zone.
    """
    if rule == "nash":
        # With a positive product: that product. Without: the most positive gains, then the product of gains over best
        # gains. One key is both: over the positive gains, gain/best; where all are positive, best is a constant.
        none_negative = np.logical_and.reduce([gain >= 0 for gain in gains])
        positive = sum((gain > 0).astype(int) for gain in gains)
        product = np.array(1)
        for gain, most in zip(gains, best, strict=True):
            product = product * np.where(gain > 0, gain, max(most, 1))
        return [none_negative.astype(int), np.asarray(positive), product]
    if rule == "kalai-smorodinsky":
        counted = [(gain, most) for gain, most in zip(gains, best, strict=True) if most > 0]
        unit = math.lcm(*(most for _, most in counted))
        shares = [gain * (unit // most) for gain, most in counted]
        return list(np.sort(np.stack(shares), axis=0)) if shares else []
    unit = math.lcm(*scales)
    comparable = np.stack([gain * (unit // scale) for gain, scale in zip(gains, scales, strict=True)])
    return list(np.sort(comparable, axis=0)) if rule == "egalitarian" else [comparable.sum(axis=0)]


def gain_bits(rule: str, best: list[int], least: list[int], scales: list[int]) -> int:
    """Return a bound on the integers that a rule's keys reach."""
    largest = [max(most, -lowest, 1) for most, lowest in zip(best, least, strict=True)]
    if rule == "nash":
        return math.prod(largest)
    unit = math.lcm(*(max(most, 1) for most in best)) if rule == "kalai-smorodinsky" else math.lcm(*scales)
    return unit * sum(largest)


class Winners:
    """The packages with the greatest keys so far."""

    def __init__(self) -> None:
        self.best: tuple[int, ...] | None = None
        self.gains: list[Array] = []
        self.numbers: list[Array] = []

    def add(self, keys: list[Array], gains: list[Array], numbers: Array) -> None:
        """Take packages in, with their keys and their gains."""
        kept = np.arange(numbers.size)
        for key in keys:
            kept = kept[key[kept] == key[kept].max()]
        top = tuple(int(key[kept[0]]) for key in keys)
        if self.best is None or top > self.best:
            self.best, self.gains, self.numbers = top, [], []
        if top == self.best:
            self.gains.append(np.stack(gains)[:, kept])
            self.numbers.append(numbers[kept])

    @property
    def packages(self) -> list[int]:
        """Their numbers, without those that another of them betters for one party at no loss to the rest.

        Such ties are between packages that differ for a party which the rule leaves out, or in a negative gain.
        """
        efficient = Minima()
        for gains, numbers in zip(self.gains, self.numbers, strict=True):
            efficient.add(-gains, numbers)
        return sorted(number for numbers in efficient.packages.values() for number in numbers)


def solutions(problem: Json) -> dict[str, list[Package]]:
    """Return what each rule picks in the zone: all tied packages, in package order; nothing where it is empty."""
    parties = signers(problem)
    scales = [party["scale"] for party in parties]
    best, least = _range_of_gains(problem)
    found = {rule: Winners() for rule in RULES}
    for block in blocks(options(problem)):
        inside = np.flatnonzero(block.flat(zone(problem, block)))
        if not inside.size:
            continue
        gains = [block.flat(_gain(party, block))[inside] for party in parties]
        for rule, winners in found.items():
            kind = integers_up_to(gain_bits(rule, best, least, scales))
            keys = solution_keys(rule, [gain.astype(kind) for gain in gains], best, scales)
            winners.add(keys, gains, inside + block.start)
    return {rule: [package_at(options(problem), number) for number in won.packages] for rule, won in found.items()}


def _gain(party: Json, block: Block) -> Array:
    return np.asarray(points(party, block) - (party["reservation"]["points"] if party["reservation"] else 0))


def _range_of_gains(problem: Json) -> tuple[list[int], list[int]]:
    """Return the greatest and the least gain of each signing party in the zone."""
    parties = signers(problem)
    greatest: list[list[int]] = [[] for _ in parties]
    least: list[list[int]] = [[] for _ in parties]
    for block in blocks(options(problem)):
        inside = np.flatnonzero(block.flat(zone(problem, block)))
        if inside.size:
            for index, party in enumerate(parties):
                gains = block.flat(_gain(party, block))[inside]
                greatest[index].append(int(gains.max()))
                least[index].append(int(gains.min()))
    return [max(entry, default=0) for entry in greatest], [min(entry, default=0) for entry in least]


# --- the whole walk ---------------------------------------------------------------------------------------------------


def counts(problem: Json) -> Json:
    """Return how many packages exist, how many are in the zone, and how many of these are not the status quo."""
    packages = size = 0
    for block in blocks(options(problem)):
        packages += int(np.count_nonzero(block.flat(exists(problem, block))))
        size += int(np.count_nonzero(block.flat(zone(problem, block))))
    standing = status_quo(problem)
    has_standing = standing is not None and in_zone(problem, standing)
    return {"packages": packages, "zone": {"empty": size == 0, "size": size, "agreements": size - has_standing}}


def frontier(problem: Json, *, of: str) -> Minima:
    """Return the frontier over the signing parties, ``of`` the zone or the space; its vectors are points, negated."""
    found = Minima()
    for block in blocks(options(problem)):
        within = zone(problem, block) if of == "zone" else exists(problem, block)
        inside = np.flatnonzero(block.flat(within))
        if inside.size:
            values = [block.flat(points(party, block))[inside] for party in signers(problem)]
            found.add(-np.stack(values), inside + block.start)
    return found


def nearest(problem: Json) -> list[tuple[dict[str, Fraction], list[int]]]:
    """Return the least vectors of breach of red demands, by side, with all packages that have them."""
    unit, found, sides = cost_unit(problem), Minima(), [""]
    for block in blocks(options(problem)):
        inside = np.flatnonzero(block.flat(exists(problem, block)))
        if inside.size:
            by_side = breaches(problem, block, unit=unit)
            sides = list(by_side)
            found.add(np.stack([block.flat(entry)[inside] for entry in by_side.values()]), inside + block.start)
    as_points = [
        ({name: Fraction(part, unit) for name, part in zip(sides, vector, strict=True)}, packages)
        for vector, packages in found.packages.items()
    ]
    return sorted(as_points, key=lambda entry: (max(entry[0].values()), sum(entry[0].values())))


def answers(problem: Json, *, with_frontier: bool = True, with_odds: bool = True) -> Json:
    """Return everything; where the zone is empty the frontier is that of the space and there are no solutions."""
    result = counts(problem)
    is_empty = result["zone"]["empty"]
    fallback = no_agreement(problem)
    if fallback is None:
        result["status_quo"] = None
    else:
        worth = {party["id"]: package_points(problem, party, fallback) for party in problem["parties"]}
        result["status_quo"] = {"values": worth}
    result["conflicts"] = conflicts(problem)
    result["repairs"] = repair_count(problem) if is_empty else 0
    result["nearest_deals"] = nearest(problem) if is_empty else []
    result["solutions"] = {rule: [] for rule in RULES} if is_empty else solutions(problem)
    if with_frontier:
        of = "space" if is_empty else "zone"
        found = frontier(problem, of=of)
        packages = sum(len(numbers) for numbers in found.packages.values())
        vectors = sorted([[-part for part in vector] for vector in found.packages], reverse=True)
        result["frontier"] = {"of": of, "packages": packages, "points": len(vectors), "values": vectors}
    if with_odds:
        result["odds"] = odds(problem)
    return result


def plain(found: Any) -> Any:
    """Return an answer as JSON can hold it: sets sorted, fractions as text."""
    if isinstance(found, dict):
        return {name: plain(entry) for name, entry in found.items()}
    if isinstance(found, frozenset):
        return sorted(found)
    if isinstance(found, (list, tuple)):
        return [plain(entry) for entry in found]
    return str(found) if isinstance(found, Fraction) else found


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    json.dump(plain(answers(given)), sys.stdout, indent=1)
