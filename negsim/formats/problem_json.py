"""A bargaining problem as JSON: everything that anyone needs to check an answer with their own program."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from negsim.compilation import MAX_AXES, Compilation
from negsim.fields import decimal_text
from negsim.parties.red_line import Box
from negsim.problem import Factor, ProblemLine, ProblemParty

FORMAT = 1
"""The version of the JSON; it is extended, never renamed (docs/reference/json.md)."""

MAX_CUT = 10**6
"""How many combinations the factor may have that says what a ceiling takes off."""

Json = dict[str, Any]


def problem_json(compilation: Compilation) -> Json:
    """Return a compiled scenario's bargaining problem as JSON values.

    Numbers that may not be whole are exact decimal text (``p/q`` where no decimal equals them). A package's value for
    a party is the sum of its factor entries over ``scale``; where it has a ``ceiling``, at most that, and a last factor
    sees to it unless that would have over 1,000,000 entries.
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
    factors = [*party.factors, *_cut(party)]
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
        **({} if party.ceiling is None else {"ceiling": party.ceiling}),
        "factors": [{"issues": list(factor.issues), "values": factor.values.tolist()} for factor in factors],
        "red_lines": [_line(line) for line in party.red_lines],
    }


def _cut(party: ProblemParty) -> Iterator[Factor]:
    """Yield the factor that takes off what goes beyond a party's ceiling, so that a value is still a sum of factors.

    It is a table over all issues that the party cares about; where that would be too large, only ``ceiling`` tells.
    """
    issues = tuple(dict.fromkeys(issue for factor in party.factors for issue in factor.issues))
    lengths = {
        issue: size for factor in party.factors for issue, size in zip(factor.issues, factor.values.shape, strict=True)
    }
    if party.ceiling is None or math.prod(lengths.values()) > MAX_CUT or len(issues) > MAX_AXES:
        return
    total = np.zeros([lengths[issue] for issue in issues], dtype=object)
    for factor in party.factors:
        axes = [issues.index(issue) for issue in factor.issues]
        spread = np.transpose(factor.values, np.argsort(axes))
        total += spread.reshape([lengths[issue] if at in axes else 1 for at, issue in enumerate(issues)])
    yield Factor(issues, np.minimum(party.ceiling - total, 0))


def _line(line: ProblemLine) -> Json:
    return {
        "id": line.id,
        "shared_by": list(line.shared_by),
        "firmness": decimal_text(line.firmness),
        "red": line.red,
        "principle": line.principle or None,
        "boxes": [_box(box) for box in line.boxes],
    }


def _box(box: Box) -> Json:
    return {"forbids": _named(box.forbids), "price": None if box.price is None else decimal_text(box.price)}


def _named(forbids: Any) -> Json:
    return {issue: list(options) for issue, options in forbids.items()}
