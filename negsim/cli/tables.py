"""The derived values of a scenario as text tables: what an expert checks number by number."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.compilation import Compilation
from negsim.explanation import points_text, price_text
from negsim.fields import decimal_text


def problem_tables(compilation: Compilation) -> str:
    """Return, for each issue, a table of parties by options in points of 100, then each party's lines with prices."""
    lines = [f"{compilation.scenario.label} (reading: {compilation.reading.id})", ""]
    lines += ["What each option is worth, in points of 100 of each party's own value", ""]
    for issue in compilation.scenario.issues:
        lines += [*_issue_table(compilation, issue.id), ""]
    lines += ["Lines, with their firmness and what breaking them costs", ""]
    for party in compilation.problem.parties:
        for line in party.red_lines:
            shared = f" shared by {', '.join(line.shared_by)}," if len(line.shared_by) > 1 else ""
            red = "red" if line.red else "not red"
            lines.append(f"{party.id}:{line.id}{shared} firm {decimal_text(line.firmness)}, {red}")
            lines += [f"    {price_text(box)}" for box in line.boxes]
    return "\n".join(lines)


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
