"""The derived values of a scenario as text tables: what an expert checks number by number."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from negsim.cli.phrases import title
from negsim.compilation import Compilation
from negsim.explanation import box_text, points_text, price_text
from negsim.fields import decimal_text


def problem_tables(compilation: Compilation) -> str:
    """Return, for each issue, a table of parties by options in points of 100, then each party's demands with prices."""
    lines = [title(compilation), ""]
    lines += ["What each option is worth, in points of 100 of each party's own value", ""]
    for issue in compilation.scenario.issues:
        lines += [*_issue_table(compilation, issue.id), ""]
    for exclusion in compilation.problem.space.excluded:
        lines += [f"Excluded, since they contradict each other: {box_text(exclusion.forbids)}", ""]
    lines += ["Lines, with their firmness and what breaking them costs in points of 100", ""]
    for party in compilation.problem.parties:
        if party.reservation is not None:
            least = points_text(Fraction(100 * party.reservation.points, party.scale))
            firm = decimal_text(party.reservation.firmness)
            lines.append(
                f"{party.id}:reservation takes at least {least} of 100, firm {firm}, {_red(party.reservation.red)}"
            )
        for line in party.red_lines:
            shared = f" shared by {', '.join(line.shared_by)}," if len(line.shared_by) > 1 else ""
            lines.append(f"{party.id}:{line.id}{shared} firm {decimal_text(line.firmness)}, {_red(line.red)}")
            lines += [f"    {price_text(box)}" for box in line.boxes]
    return "\n".join(lines)


def _red(is_red: bool) -> str:
    return "red" if is_red else "not red"


def _issue_table(compilation: Compilation, issue_id: str) -> Iterator[str]:
    issue = compilation.scenario.issue(issue_id)
    rows = [["party", "weight", *(option + ("*" if option == issue.status_quo else "") for option in issue.option_ids)]]
    for evidence in compilation.evidence:
        weight = evidence.weights[issue_id].weight
        if weight or any(value.value for value in evidence.values[issue_id]):
            worth = [points_text(100 * weight * value.value) for value in evidence.values[issue_id]]
            rows.append([evidence.party.id, points_text(100 * weight), *worth])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    yield f"{issue_id}: {issue.label}" + (" (* status quo)" if issue.status_quo else "")
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(cell.rjust(size) for cell, size in zip(row[1:], widths[1:], strict=True))]
        yield "  " + "  ".join(cells)
