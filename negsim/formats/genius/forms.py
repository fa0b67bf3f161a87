"""How the issues of a case are written for GENIUS: as ranges where every party's values allow it, else as options."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import field, frozen

from negsim.fields import decimal_text, entries, texts
from negsim.formats.cases import CaseIssue
from negsim.formats.genius.decimals import exact_text, near_text, whole_texts
from negsim.formats.genius.issues import GENIUS_GRID, MAX_RANGE
from negsim.formats.genius.lines import line_through
from negsim.formats.numbers import read_number

ONE = Fraction(1)


@frozen(kw_only=True)
class Column:
    """How one party values one issue, as it is written.

    Attributes
    ----------
    factor:
        What the weight is multiplied by.
    texts:
        The evaluation of each option, or the attributes of the evaluator with their values in turn.
    is_exact:
        Whether nothing is rounded.
    """

    factor: Fraction = ONE
    texts: tuple[str, ...] = field(converter=texts)
    is_exact: bool = True


@frozen(kw_only=True)
class Form:
    """How an issue is written.

    Attributes
    ----------
    kind:
        ``discrete``, ``integer`` or ``real``.
    points:
        The numbers that the options of an integer or real issue stand for.
    columns:
        One for each row of values.
    """

    kind: str
    points: tuple[Fraction, ...] = field(default=(), converter=entries)
    columns: tuple[Column, ...] = field(converter=entries)


def form_of(issue: CaseIssue, rows: Sequence[Sequence[Fraction]]) -> Form:
    """Return how an issue is written.

    Parameters
    ----------
    rows:
        The values of its options to each additive party; no numbers where it is worth nothing to one.
    """
    points = _points(issue)
    for kind in _kinds(points):
        columns = [_line_column(kind, points, row) for row in rows]
        if None not in columns:
            return Form(kind=kind, points=points, columns=[column for column in columns if column is not None])
    return Form(kind="discrete", columns=[_option_column(issue, row) for row in rows])


def _points(issue: CaseIssue) -> tuple[Fraction, ...]:
    """Return the numbers that the options of an ordered issue are, evenly spaced; none where they are not."""
    if not issue.ordered or len(issue.options) > MAX_RANGE:
        return ()
    points = []
    for option in issue.options:
        try:
            point, _ = read_number(option)
        except ValueError:
            return ()
        if decimal_text(point) != option:
            return ()
        points.append(point)
    steps = {after - before for before, after in pairwise(points)}
    return tuple(points) if len(steps) < 2 and all(step > 0 for step in steps) else ()


def _kinds(points: Sequence[Fraction]) -> list[str]:
    """Return as which ranges numbers can be written, so that the same numbers are read again."""
    kinds = []
    if points and points[-1] - points[0] == len(points) - 1 and points[0].denominator == 1:
        kinds.append("integer")
    if len(points) in {1, GENIUS_GRID}:
        kinds.append("real")
    return kinds


def _line_column(kind: str, points: Sequence[Fraction], row: Sequence[Fraction]) -> Column | None:
    """Return a row of values as an evaluator, if they lie on a line that is cut at 0 and 1."""
    values = row or [Fraction(0)] * len(points)
    if kind == "real" and len(set(values)) == 1:
        constant = exact_text(values[0])
        return Column(texts=["ftype", "constant", "parameter0", constant]) if constant else None
    names = ("slope", "offset") if kind == "integer" else ("parameter1", "parameter0")
    # GENIUS counts from the lower end of a range of integers, and from 0 on real numbers.
    start = points[0] if kind == "integer" else 0
    for factor in dict.fromkeys((ONE, max(values))):
        scaled = [value / factor for value in values] if factor else values
        line = line_through([point - start for point in points], scaled)
        numbers = (line.slope, line.offset) if line else ()
        written = [exact_text(number) for number in numbers]
        if line and None not in written:
            pairs = [part for name, text in zip(names, written, strict=True) for part in (name, text or "")]
            return Column(factor=factor or ONE, texts=["ftype", "linear", *pairs])
    return None


def _option_column(issue: CaseIssue, row: Sequence[Fraction]) -> Column:
    """Return a row of values as evaluations, which GENIUS divides by their largest: it moves into the weight."""
    if not any(row):
        return Column(texts=["0"] * len(issue.options))
    # Where nothing is worth more than 0, the weight takes the sign.
    factor = max(row) if max(row) > 0 else min(row)
    shares = [value / factor for value in row]
    whole = whole_texts(shares)
    if whole is not None:
        return Column(factor=factor, texts=whole)
    return Column(factor=factor, texts=[near_text(share)[0] for share in shares], is_exact=False)
