"""Additive GENIUS profiles: a weight for each issue, and evaluations that are divided by their largest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from negsim.checks.scope import nearest, quoted
from negsim.fields import decimal_text
from negsim.formats.genius.document import Document
from negsim.formats.genius.evaluators import number_values
from negsim.formats.genius.issues import FileIssue, objectives
from negsim.formats.genius.vocabulary import slip, slip_inside
from negsim.formats.genius.xml_text import Element

LEAST = Fraction(1, 100_000)
"""An issue whose largest evaluation is below this contributes nothing, in GENIUS."""

MAX_NEAR = 300
"""Among how many options the nearest name is looked for."""

Row = list[Fraction]


def read_additive(
    document: Document, space: Element, own: Sequence[FileIssue], domain: Sequence[FileIssue], *, grid: int
) -> tuple[Row, list[Row]]:
    """Return the weight of each issue, and the value of each of its options, in the order of the domain.

    Parameters
    ----------
    own, domain:
        The issues of the profile and of the domain, which fit each other.
    grid:
        How many points a real issue is put on.
    """
    by_index = {issue.index: issue for issue in own}
    matched = [by_index[issue.index] for issue in domain]
    weights = _weights(document, space, matched)
    values = [
        _evaluations(document, issue, other) if issue.kind == "discrete" else _numbers(document, issue, other, grid)
        for issue, other in zip(matched, domain, strict=True)
    ]
    return weights, values


def _weights(document: Document, space: Element, matched: Sequence[FileIssue]) -> Row:
    stated: dict[int, Fraction] = {}
    for root in [*space.all("objective")][:1]:
        for level in objectives(root):
            here = {issue.index: issue for issue in matched if issue.level is level}
            stated.update(_weights_of(document, level, here))
    for issue in matched:
        if issue.index not in stated:
            message = f"{issue.label} has no <weight> of its index {issue.index} beside it"
            advice = slip_inside(issue.level, "weight") if document.is_listing else ""
            document.error("E807", message, issue.element, advice=advice)
    weights = [stated.get(issue.index, Fraction(0)) for issue in matched]
    if (total := sum(weights)) != 1:
        message = f"the weights sum to {_shortened(total)}, not to 1; they count as they are written"
        document.odd("W802", message, matched[0].level)
    return weights


def _weights_of(document: Document, level: Element, here: dict[int, FileIssue]) -> Iterator[tuple[int, Fraction]]:
    """Yield index and weight of the issues of one level, each issue once."""
    seen: dict[int, Fraction] = {}
    for element in level.all("weight"):
        index = document.whole(element, "index")
        if index is None and element.get("index") is not None:
            continue
        if index not in here:
            which = "that names no index" if index is None else f"of index {index}"
            document.odd("W811", f"a weight {which} stands for no issue beside it and is ignored", element)
            continue
        issue = here[index]
        if element.get("value") is None:
            message = f"the weight of {issue.label} has no value"
            document.error("E807", message, element, advice=slip(element, "value"))
        weight = document.number(element, "value") or Fraction(0)
        if index not in seen:
            seen[index] = weight
            yield index, weight
        elif weight == seen[index]:
            document.odd("W811", f"the weight of {issue.label} is stated twice, and counts once", element, kind="twice")
        else:
            given = f"{decimal_text(seen[index])} and {decimal_text(weight)}"
            message = f"{issue.label} has two weights, {given}, where one is expected"
            document.error("E807", message, element, advice="take the wrong one out")


def _shortened(total: Fraction | int) -> str:
    """Return a sum that can be read, and that is not 1 where the sum is not."""
    short = f"{float(total):.6g}"
    if Fraction(short) != 1:
        return short
    return f"1 {'+' if total > 1 else '-'} {float(abs(total - 1)):.2g}"


def _numbers(document: Document, issue: FileIssue, other: FileIssue, grid: int) -> Row:
    points = other.points(grid)
    return number_values(document, issue, points) or [Fraction(0)] * len(points)


def _evaluations(document: Document, issue: FileIssue, other: FileIssue) -> Row:
    """Return the values of the domain's options, each evaluation divided by the largest."""
    known = frozenset(other.options)
    stated: dict[str, Fraction | None] = {}
    for item in issue.element.all("item"):
        option = item.get("value") or ""
        if option not in known:
            message = f"option {quoted(option)} of {issue.label} is not in the domain"
            near = nearest(option, other.options[:MAX_NEAR]) if document.is_listing else ""
            document.error("E806", message, item, advice=near)
            continue
        evaluation = _evaluation(document, issue, item)
        if option in stated and stated[option] != evaluation:
            message = f"option {quoted(option)} of {issue.label} is evaluated twice; the last evaluation counts"
            document.odd("W803", message, item)
        stated[option] = evaluation
    for option in other.options:
        if option not in stated:
            message = f"option {quoted(option)} of {issue.label} has no evaluation"
            document.error("E807", message, issue.element)
    numbers = [stated.get(option) or Fraction(0) for option in other.options]
    largest = max(numbers)
    if largest < LEAST:
        message = f"{issue.label} is worth nothing: its largest evaluation is {decimal_text(largest)}"
        document.odd("W817", message, issue.element)
        return [Fraction(0)] * len(numbers)
    return [number / largest for number in numbers]


def _evaluation(document: Document, issue: FileIssue, item: Element) -> Fraction | None:
    text = item.get("evaluation")
    if text is None or text.strip() == "null":
        message = f"option {quoted(item.get('value'))} of {issue.label} has no evaluation"
        advice = slip(item, "evaluation") or "without it no package with this option has a value"
        document.error("E807", message, item, advice=advice)
        return None
    return document.number(item, "evaluation")
