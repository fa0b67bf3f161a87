"""Whether any package is left by the exclusions, told without listing packages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

from negsim.space.issue import Issue
from negsim.space.space import Exclusion

MAX_STEPS = 20_000
"""How many choices are tried before the question is left open: it is as hard as satisfiability."""

_Box = dict[str, frozenset[str]]


class _TooManyStepsError(Exception):
    """The search was given up."""


def leaves_no_package(issues: Sequence[Issue], excluded: Iterable[Exclusion]) -> bool:
    """Tell whether the exclusions are known to cover every package.

    False also where that could not be settled within :data:`MAX_STEPS` steps: whoever then looks for a package finds
    out.

    Notes
    -----
    Exclusions that share no issue are looked at apart. Where they cover less than everything even if no two of them
    overlap, something is left; otherwise options are tried one issue at a time, and what only one option keeps from
    being excluded is ruled out ahead.
    """
    options = {issue.id: frozenset(issue.option_ids) for issue in issues}
    boxes = [{issue: frozenset(named) for issue, named in entry.forbids.items()} for entry in excluded]
    return any(_covers_all(group, options) for group in _groups(boxes))


def _groups(boxes: Iterable[_Box]) -> list[list[_Box]]:
    groups: list[tuple[set[str], list[_Box]]] = []
    for box in boxes:
        touching = [group for group in groups if not group[0].isdisjoint(box)]
        merged = (set(box).union(*(names for names, _ in touching)), [box])
        for _, members in touching:
            merged[1].extend(members)
        groups = [group for group in groups if group not in touching] + [merged]
    return [members for _, members in groups]


def _covers_all(boxes: list[_Box], options: dict[str, frozenset[str]]) -> bool:
    share = sum(
        math.prod((Fraction(len(named), len(options[issue])) for issue, named in box.items()), start=Fraction(1))
        for box in boxes
    )
    if share < 1:
        return False
    names = dict.fromkeys(issue for box in boxes for issue in box)
    steps = iter(range(MAX_STEPS))
    try:
        return not _has_package(boxes, {issue: options[issue] for issue in names}, steps)
    except _TooManyStepsError:
        return False


def _has_package(boxes: list[_Box], domains: dict[str, frozenset[str]], steps: Iterable[int]) -> bool:
    pruned = _pruned(boxes, domains)
    if pruned is None:
        return False
    boxes, domains = pruned
    if not boxes:
        return True
    issue = min(boxes[0], key=lambda name: (len(domains[name]), name))
    for option in sorted(domains[issue]):
        if next(iter(steps), None) is None:
            raise _TooManyStepsError
        if _has_package(boxes, {**domains, issue: frozenset([option])}, steps):
            return True
    return False


def _pruned(
    boxes: list[_Box], domains: dict[str, frozenset[str]]
) -> tuple[list[_Box], dict[str, frozenset[str]]] | None:
    """Return the boxes that still matter and the options that are left; None where an issue has none left."""
    while True:
        left: list[_Box] = []
        cut: dict[str, frozenset[str]] = {}
        for box in boxes:
            if any(domains[issue].isdisjoint(named) for issue, named in box.items()):
                continue
            undecided = [issue for issue, named in box.items() if not domains[issue] <= named]
            if len(undecided) > 1:
                left.append({issue: box[issue] for issue in undecided})
            elif undecided:
                cut[undecided[0]] = cut.get(undecided[0], frozenset()) | box[undecided[0]]
            else:
                return None
        if not cut:
            return left, domains
        domains = {issue: named - cut.get(issue, frozenset()) for issue, named in domains.items()}
        if not all(domains.values()):
            return None
        boxes = left
