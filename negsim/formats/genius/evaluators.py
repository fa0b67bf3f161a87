"""What number issues are worth by GENIUS's evaluators: straight lines cut at 0 and 1, constants and triangles."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from negsim.checks.scope import quoted
from negsim.formats.genius.document import Document
from negsim.formats.genius.issues import FileIssue
from negsim.formats.genius.vocabulary import slip, slip_inside
from negsim.formats.genius.xml_text import Element


def clamped(value: Fraction) -> Fraction:
    """Return a value cut at 0 and 1."""
    return min(max(value, Fraction(0)), Fraction(1))


def number_values(document: Document, issue: FileIssue, points: Sequence[Fraction]) -> list[Fraction] | None:
    """Return the value of each point of a number issue, before its weight; None, and findings, where there is none.

    Parameters
    ----------
    issue:
        As the profile has it: a line over integers begins at the lower end that stands there.
    points:
        The numbers that the domain's options stand for.
    """
    evaluator = issue.element.first("evaluator")
    if evaluator is None:
        message = f"{issue.label} has no <evaluator>, so that its options have no value"
        document.error("E807", message, issue.element, advice=slip_inside(issue.element, "evaluator"))
        return None
    kind = (evaluator.get("ftype") or "linear").lower()
    if issue.kind == "integer":
        return _integer(document, evaluator, issue, points, kind=kind)
    if kind == "linear":
        line = _parameters(document, evaluator, issue, ("parameter1", "parameter0"))
        return line and [clamped(line[0] * point + line[1]) for point in points]
    if kind == "constant":
        constant = _parameters(document, evaluator, issue, ("parameter0",))
        return constant and constant * len(points)
    if kind == "triangular":
        return _triangular(document, evaluator, issue, points)
    message = f"not supported: evaluator of ftype {quoted(evaluator.get('ftype'))} of {issue.label}"
    document.error("E803", message, evaluator, advice="linear, constant and triangular are read")
    return None


def _integer(
    document: Document, evaluator: Element, issue: FileIssue, points: Sequence[Fraction], *, kind: str
) -> list[Fraction] | None:
    """Return the values of whole numbers: GENIUS takes every evaluator of theirs for a line, whatever its ftype."""
    others = [name for name in ("parameter0", "parameter1", "parameter2") if evaluator.get(name) is not None]
    stated = [name for name in ("slope", "offset") if evaluator.get(name) is not None]
    if others and not stated:
        message = f"not supported: the integer {issue.label} with {' and '.join(others)}; slope and offset are expected"
        advice = "slope is what each step from the lower end adds, and offset what the lower end is worth"
        document.error("E803", message, evaluator, advice=advice)
        return None
    if others:
        message = f"{' and '.join(others)} of the integer {issue.label} do not count: slope and offset do"
        document.odd("W816", message, evaluator, kind="parameters")
    if kind != "linear":
        message = f"the ftype {quoted(evaluator.get('ftype'))} of the integer {issue.label} does not count"
        document.odd("W816", f"{message}: slope and offset are those of a line", evaluator, kind="ftype")
    line = _parameters(document, evaluator, issue, ("slope", "offset"))
    return line and [clamped(line[0] * (point - issue.low) + line[1]) for point in points]


def _triangular(
    document: Document, evaluator: Element, issue: FileIssue, points: Sequence[Fraction]
) -> list[Fraction] | None:
    corners = _parameters(document, evaluator, issue, ("parameter0", "parameter1", "parameter2"))
    if corners is None:
        return None
    low, high, top = corners
    if not low <= top <= high:
        message = f"not supported: triangular evaluator of {issue.label} whose top lies beyond its ends"
        document.error(
            "E803", message, evaluator, advice="parameter0 is its low end, parameter1 its high, parameter2 its top"
        )
        return None
    return [_height(point, low, high, top) for point in points]


def _height(point: Fraction, low: Fraction, high: Fraction, top: Fraction) -> Fraction:
    if not low <= point < high:
        return Fraction(0)
    return (point - low) / (top - low) if point < top else 1 - (point - top) / (high - top)


def _parameters(
    document: Document, evaluator: Element, issue: FileIssue, names: Sequence[str]
) -> list[Fraction] | None:
    numbers = [document.number(evaluator, name) for name in names]
    missing = [name for name in names if evaluator.get(name) is None]
    if missing:
        message = f"the evaluator of {issue.label} has no {' and no '.join(missing)}, so that its options have no value"
        document.error("E807", message, evaluator, advice=slip(evaluator, missing[0]))
    known = [number for number in numbers if number is not None]
    return known if len(known) == len(names) else None
