"""A bargaining problem as JSON: everything that anyone needs to check an answer with their own program."""

from __future__ import annotations

from typing import Any

from negsim.compilation import Compilation
from negsim.fields import decimal_text
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine, ProblemParty

FORMAT = 1
"""The version of the JSON; it is extended, never renamed (docs/reference/json.md)."""

Json = dict[str, Any]


def problem_json(compilation: Compilation) -> Json:
    """Return a compiled scenario's bargaining problem as JSON values.

    Numbers that may not be whole are exact decimal text (``p/q`` where no decimal equals them). A package's value for
    a party is the sum of its factor entries over ``scale``.
    """
    problem = compilation.problem
    return {
        "format": FORMAT,
        "scenario": problem.scenario,
        "reading": problem.reading,
        "as_of": None if compilation.as_of is None else compilation.as_of.isoformat(),
        "issues": [
            {
                "id": issue.id,
                "title": issue.label,
                "options": list(issue.option_ids),
                "option_titles": [option.label for option in issue.options],
                "ordered": issue.ordered,
                "status_quo": issue.status_quo or None,
                "consent": list(issue.consent),
            }
            for issue in problem.space.issues
        ],
        "excluded": [{"forbids": _named(exclusion.forbids)} for exclusion in problem.space.excluded],
        "no_agreement": None if problem.no_agreement is None else dict(problem.no_agreement.choices),
        "parties": [_party(party) for party in problem.parties],
    }


def _party(party: ProblemParty) -> Json:
    reservation = party.reservation
    return {
        "id": party.id,
        "bloc": party.bloc or None,
        "consent": party.consent.value,
        "scale": party.scale,
        "reservation": None
        if reservation is None
        else {
            "points": reservation.points,
            "firmness": decimal_text(reservation.firmness),
            "red": reservation.red,
        },
        "factors": [{"issues": list(factor.issues), "values": factor.values.tolist()} for factor in party.factors],
        "red_lines": [_line(line) for line in party.red_lines],
    }


def _line(line: ProblemLine) -> Json:
    return {
        "id": line.id,
        "shared_by": list(line.shared_by),
        "firmness": decimal_text(line.firmness),
        "red": line.red,
        "boxes": [_box(box) for box in line.boxes],
    }


def _box(box: Box) -> Json:
    return {"forbids": _named(box.forbids), "price": None if box.price is None else decimal_text(box.price)}


def _named(forbids: Any) -> Json:
    return {issue: list(options) for issue, options in forbids.items()}
