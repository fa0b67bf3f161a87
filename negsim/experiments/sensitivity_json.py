"""What would change the answers, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from negsim.experiments.responses import NEAREST, Outcome
from negsim.experiments.sensitivity import Bar, Flip, Sensitivity
from negsim.fields import decimal_text
from negsim.formats.problem_json import FORMAT, Json
from negsim.space.package import Package


def sensitivity_json(sensitivity: Sensitivity, *, max_bars: int | None = None) -> Json:
    """Return the bars of each answer as JSON values; numbers are exact text, decimal or a fraction.

    Parameters
    ----------
    max_bars:
        How many bars of each answer to show; None for all.
    """
    answers = {}
    for answer in sensitivity.answers:
        bars = sensitivity.of(answer)
        left_out = [entry for entry in sensitivity.left_out if entry.answer == answer]
        answers[answer] = {
            "count": len(bars),
            "complete": not left_out and all(bar.complete for bar in bars) and len(bars[:max_bars]) == len(bars),
            "items": [_bar(bar) for bar in bars[:max_bars]],
            "left_out": [{"number": entry.number, "why": entry.why} for entry in left_out],
        }
    return {
        "format": FORMAT,
        "scenario": sensitivity.problem.scenario,
        "reading": sensitivity.problem.reading,
        "answers": answers,
        "assumptions": list(sensitivity.assumptions),
        "method": sensitivity.method,
    }


def _bar(bar: Bar) -> Json:
    return {
        "number": bar.number.name,
        "origin": bar.number.origin,
        "at": {
            "low": decimal_text(bar.number.interval.low),
            "point": decimal_text(bar.number.point),
            "high": decimal_text(bar.number.interval.high),
        },
        "low": _outcome(bar.low, bar.answer),
        "point": _outcome(bar.point, bar.answer),
        "high": _outcome(bar.high, bar.answer),
        "least": None if bar.least is None else decimal_text(bar.least),
        "most": None if bar.most is None else decimal_text(bar.most),
        "complete": bar.complete,
        "flips": [_flip(flip) for flip in bar.flips],
        "pieces": [
            {
                "low": decimal_text(piece.low),
                "high": decimal_text(piece.high),
                "package": _package(piece.package),
                "start": _measures(piece.start, bar.answer),
                "end": _measures(piece.end, bar.answer),
            }
            for piece in bar.pieces
        ],
    }


def _flip(flip: Flip) -> Json:
    return {
        "at": decimal_text(flip.at),
        "before": _package(flip.before),
        "after": _package(flip.after),
        "why": flip.why,
    }


def _outcome(outcome: Outcome, answer: str) -> Json:
    return {"package": _package(outcome.package), "measure": _measures(outcome.measures, answer)}


def _measures(measures: Sequence[Fraction], answer: str) -> Any:
    """Return the largest breach and the total of a nearest deal, or the one measure of another answer."""
    if not measures:
        return None
    if answer == NEAREST:
        return {"largest": decimal_text(measures[0]), "total": decimal_text(measures[1])}
    return decimal_text(measures[0])


def _package(package: Package | None) -> dict[str, str] | None:
    return None if package is None else dict(package.choices)
