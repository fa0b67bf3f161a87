"""Write what the flagship gives, for people and tests to check; with ``--check`` only compare.

Six files: the briefing, its beginning in the README, the derived values as JSON, a page on which each of these values
can be checked, and what is told of two talks. Look at what has changed in them before they are committed.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import negsim
from negsim.cli.briefing import briefing
from negsim.cli.talking import ISSUES_SHOWN, talk_report
from negsim.compilation import Compilation
from negsim.evidence import LineEvidence, PartyEvidence
from negsim.experiments.account import account
from negsim.fields import decimal_text

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "european_security_2022.toml"
BRIEFING = ROOT / "tests" / "cli" / "golden" / "european_security_2022.txt"
TALKS = {
    ROOT / "tests" / "cli" / "golden" / "european_security_2022-talk.txt": ("position-true", False),
    ROOT / "tests" / "cli" / "golden" / "european_security_2022-talk-nearest.txt": ("trade-off", True),
}
"""What all play, and whether what the first nearest deal breaches is waived."""
VALUES = ROOT / "tests" / "golden" / "european_security_2022_values.json"
PAGE = ROOT / "docs" / "reference" / "european-security-2022-values.md"
README = ROOT / "README.md"
MARKS = ("<!-- the beginning of the briefing -->", "<!-- the end of it -->")
READINGS = ("face-value", "negotiable")
WIDTH = 100

HEAD = """# European security 2021/22: every derived value

Every number that `scenarios/european_security_2022.toml` turns into, with the rule and the statements that it comes
from, so that each can be checked by hand. How the statements were coded is told in
[how the flagship case was coded](../explanation/european-security-2022.md). This page is written by
`python tools/write_golden.py`; a test compares it with what the library computes.

A cell such as `0.5 · 4.5` is an option's value on its issue, from 0 to 1, then weight times value times 100: points of
100 of that party's own value. Points of different parties are not comparable. `*` marks what holds today. Text behind
*assumed* is the analyst's and stands in no source; so are all strengths (interest 1, explicit 2, principle 3).
"""

LINES = """
## Lines

The price of breaking a line is what its party loses against its best option outside the line: 100 × weight × (value
there − value here), over several issues the smallest such loss, and at least 1; or it is stated. Firmness is the
probability that the line is truly firm under `negotiable`; at face value it is 1. A line that the United States and
NATO share is one demand, as firm as the firmer and as dear as the dearer of the two.
"""


@functools.cache
def compiled(reading: str) -> Compilation:
    """Return the flagship under a reading."""
    return negsim.compile_scenario(negsim.read_scenario(SCENARIO), reading=reading)


def briefing_text() -> str:
    """Return the flagship's briefing at face value, as ``negsim analyze`` prints it where there is no terminal."""
    return briefing(negsim.analyze_compiled(compiled("face-value")), width=WIDTH) + "\n"


def talk_text(name: str, *, is_waived: bool) -> str:
    """Return what is told of a talk about the flagship at face value, as ``negsim talk`` prints it."""
    compilation = compiled("face-value")
    problem = compilation.problem
    waived = negsim.nearest_deals(problem, max_deals=1)[0].broken if is_waived else ()
    seats = negsim.seats(problem, statements=negsim.public_statements(compilation.scenario), waived=waived)
    talk = negsim.Talk(
        problem=problem,
        protocol=negsim.AlternatingOffers(),
        strategies={party.id: negsim.strategy(name) for party in problem.signers},
        seats=seats,
        waived=waived,
    )
    told = account(negsim.Session(talk).play(), compilation, held=seats)
    return talk_report(told, shown=ISSUES_SHOWN, width=WIDTH) + "\n"


def values() -> dict[str, Any]:
    """Return weights, values, points and priced lines by party, and each demand's firmness under both readings."""
    face_value = compiled("face-value")
    return {
        "scenario": face_value.scenario.id,
        "weights": {
            evidence.party.id: {issue: str(entry.weight) for issue, entry in evidence.weights.items() if entry.weight}
            for evidence in face_value.evidence
        },
        "values": {
            issue.id: {
                evidence.party.id: {
                    entry.option: {
                        "value": str(entry.value),
                        "points": str(100 * evidence.weights[issue.id].weight * entry.value),
                    }
                    for entry in evidence.values[issue.id]
                }
                for evidence in spoken(face_value, issue.id)
            }
            for issue in face_value.scenario.issues
        },
        "lines": {
            f"{evidence.party.id}:{entry.line.id}": [
                {"forbids": {issue: list(names) for issue, names in box.forbids.items()}, "price": str(box.price)}
                for box in entry.line.boxes
            ]
            for evidence in face_value.evidence
            for entry in evidence.lines
        },
        "demands": {reading: demands(compiled(reading)) for reading in READINGS},
    }


def demands(compilation: Compilation) -> dict[str, Any]:
    """Return who shares each demand, how firm it is, and whether it is red."""
    return {
        demand.name: {"shared_by": list(demand.shared_by), "firmness": str(demand.firmness), "red": demand.red}
        for demand in compilation.problem.demands
    }


def spoken(compilation: Compilation, issue_id: str) -> list[PartyEvidence]:
    """Return the parties to which an issue is worth something."""
    return [evidence for evidence in compilation.evidence if evidence.weights[issue_id].weight]


def page() -> str:
    """Return the page."""
    compilation = compiled("face-value")
    parts = [HEAD, "\n## Values, issue by issue\n"]
    for issue in compilation.scenario.issues:
        parts += issue_part(compilation, issue)
    parts.append("\n## Weights\n\nOf 100, by issue. A party's weights sum to 100; issues not named weigh nothing.\n")
    parts += [weights_part(evidence) for evidence in compilation.evidence]
    parts.append(LINES)
    for evidence in compilation.evidence:
        parts.append(f"\n### Lines of {evidence.party.label}\n\n")
        parts.append("| line | forbids | price | firmness | from |\n|---|---|---|---|---|\n")
        parts += [row for entry in evidence.lines for row in line_rows(compilation, evidence, entry)]
    return "".join(parts)


def issue_part(compilation: Compilation, issue: negsim.Issue) -> Iterator[str]:
    """Yield the options of one issue, the table of parties by options, and the rule behind each number."""
    yield f"\n### {issue.id}: {issue.label}\n\n"
    for option in issue.options:
        yield f"- `{option.id}`{'*' if option.id == issue.status_quo else ''}: {option.label}\n"
    names = [f"`{option}`" + ("*" if option == issue.status_quo else "") for option in issue.option_ids]
    yield f"\n{row(['party', 'weight', *names])}|{'---|' * (len(names) + 2)}\n"
    parties = spoken(compilation, issue.id)
    for evidence in parties:
        weight = evidence.weights[issue.id].weight
        cells = [
            f"{decimal(entry.value)} · {decimal(100 * weight * entry.value)}" for entry in evidence.values[issue.id]
        ]
        yield row([evidence.party.id, decimal(100 * weight), *cells])
    yield "\n"
    for evidence in parties:
        rules = "; ".join(
            f"`{entry.option}` {decimal_text(entry.value)}: {entry.rule}{cited(entry.statements)}"
            for entry in evidence.values[issue.id]
        )
        yield f"- {evidence.party.id}: {rules}\n"
    yield "\n| statement | says | strength | where |\n|---|---|---|---|\n"
    for entry in compilation.scenario.statements:
        if entry.issue == issue.id:
            yield statement_row(compilation.scenario, entry)


def statement_row(scenario: negsim.Scenario, entry: negsim.Statement) -> str:
    """Return one statement: what it says, how strongly, and in which source or on which assumption."""
    given = "".join(f", given {issue} {' or '.join(options)}" for issue, options in entry.given.items())
    said = f"{entry.party} {entry.stance.value} {', '.join(entry.options)}{given}"
    date = scenario.said_on(entry)
    where = [f"{entry.source}, {entry.place}" if entry.place else entry.source, date.isoformat() if date else ""]
    where.append(f"*assumed*: {entry.assumption}" if entry.assumption else "")
    return row([f"`{entry.id}`", said, entry.strength.value, "; ".join(part for part in where if part)])


def weights_part(evidence: PartyEvidence) -> str:
    """Return the weights of one party in a sentence, as numerators over their common sum."""
    preferences = evidence.party.preferences
    named = {issue: entry for issue, entry in evidence.weights.items() if entry.weight}
    if preferences.weights:
        given = ", ".join(f"`{issue}` {decimal(100 * entry.weight)}" for issue, entry in named.items())
        origin = preferences.source or f"*assumed*: {preferences.note}"
        return f"\n**{evidence.party.label}** (stated; {origin}): {given}.\n"
    least = min(entry.weight for entry in named.values())
    rank = next(int(entry.rule.split()[2].rstrip(",")) for entry in named.values() if entry.weight == least)
    total = rank / least
    terms = ", ".join(
        f"`{issue}` {entry.weight * total}/{total} = {decimal(100 * entry.weight)}{cited(entry.statements)}"
        for issue, entry in named.items()
    )
    return f"\n**{evidence.party.label}** (its greatest strength on each issue over their sum, {total}): {terms}.\n"


def line_rows(compilation: Compilation, evidence: PartyEvidence, entry: LineEvidence) -> Iterator[str]:
    """Yield one row for each box of a line: what it forbids, the price worked out, the firmness, the statements."""
    soft = next(
        other.firmness for other in compiled("negotiable").of(evidence.party.id).lines if other.line.id == entry.line.id
    )
    name = f"`{evidence.party.id}:{entry.line.id}`"
    for box in entry.line.boxes:
        forbids = " with ".join(f"{issue} {' or '.join(options)}" for issue, options in box.forbids.items())
        yield row([name, forbids, price(compilation, evidence, entry, box), decimal_text(soft), behind(entry)])


def behind(entry: LineEvidence) -> str:
    """Return where a line comes from."""
    stated = entry.stated
    if stated is None:
        return f"{entry.line.kind}{cited(entry.line.statements)}"
    source = f"{stated.source}, {stated.place}" if stated.source else ""
    parts = ["stated", source, f"*assumed*: {stated.assumption}" if stated.assumption else ""]
    return "; ".join(part for part in parts if part)


def price(compilation: Compilation, evidence: PartyEvidence, entry: LineEvidence, box: negsim.Box) -> str:
    """Return the price of a box and how it is worked out, by a calculation of its own."""
    if entry.stated is not None and (entry.stated.price is not None or box in entry.stated.boxes):
        return f"{decimal(box.price or Fraction(0))}, stated"
    losses = []
    for issue_id in [issue for issue in box.forbids if entry.line.kind != "limit" or issue in entry.line.about]:
        rest = other_issues(box, issue_id)
        inside = {
            option
            for other in entry.line.boxes
            if issue_id in other.forbids and other_issues(other, issue_id) == rest
            for option in other.forbids[issue_id]
        }
        outside = [option for option in compilation.scenario.issue(issue_id).option_ids if option not in inside]
        if outside:
            weight = evidence.weights[issue_id].weight
            there = max(evidence.value(issue_id, option) for option in outside)
            here = max(evidence.value(issue_id, option) for option in box.forbids[issue_id])
            sum_text = f"100 × {weight} × ({decimal_text(there)} − {decimal_text(here)})"
            losses.append((100 * weight * (there - here), f"{sum_text} = {decimal(100 * weight * (there - here))}"))
    loss, text = min(losses, default=(Fraction(1), "1"))
    if max(loss, Fraction(1)) != box.price:
        raise ValueError(f"{evidence.party.id}:{entry.line.id}: {box.price} by the library, {loss} by hand")
    return text if loss >= 1 else f"{text}, at least 1"


def other_issues(box: negsim.Box, issue_id: str) -> dict[str, frozenset[str]]:
    """Return what a box forbids on its other issues."""
    return {issue: frozenset(options) for issue, options in box.forbids.items() if issue != issue_id}


def cited(ids: Iterable[str]) -> str:
    """Return statement ids in brackets."""
    named = ", ".join(f"`{known}`" for known in ids)
    return f" ({named})" if named else ""


def decimal(number: Fraction) -> str:
    """Return a number with at most two decimals."""
    return f"{float(number):.2f}".rstrip("0").rstrip(".")


def row(cells: Iterable[str]) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def readme() -> str:
    """Return the README with the briefing's beginning, through the nearest deals, between its two marks."""
    before, rest = README.read_text(encoding="utf-8").split(MARKS[0])
    _, after = rest.split(MARKS[1])
    head, _, _ = briefing_text().partition("\n\nWHERE LINES COLLIDE")
    return f"{before}{MARKS[0]}\n```text\n{head}\n...\n```\n{MARKS[1]}{after}"


def written() -> dict[Path, str]:
    """Return each file and its text."""
    return {
        README: readme(),
        BRIEFING: briefing_text(),
        VALUES: json.dumps(values(), indent=1, ensure_ascii=False) + "\n",
        PAGE: page(),
        **{path: talk_text(name, is_waived=is_waived) for path, (name, is_waived) in TALKS.items()},
    }


def main() -> int:
    """Write the files, or with ``--check`` tell which are not what would be written."""
    stale = []
    for path, text in written().items():
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT)))
    if stale:
        print(f"not what would be written: {', '.join(stale)}; look at the change, then: python tools/write_golden.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
