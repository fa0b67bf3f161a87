"""Hold negsim's answers about real domains against those of other tools; print Markdown tables with every difference.

    for d in domains/*/; do negsim compile "$d" --json > problems/$(basename "$d").json; done
    <NegMAS's environment>/bin/python benchmarks/peers/negmas_numbers.py domains/*/ problems/*.json > negmas.json
    python benchmarks/peers/compare.py domains negmas.json [--answers answers.json]

``answers.json`` holds what the formats' own rules give, worked out elsewhere in exact numbers. A difference whose
reason the program can check is named; one that it cannot is ``unexplained``, and then the program returns 1.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.peers.ours import Ours, ours, rounded, same
from benchmarks.peers.reasons import (
    UNEXPLAINED,
    definition,
    frontier_reasons,
    reading_reasons,
    rule_reasons,
)
from benchmarks.peers.shipped import sample_row, shipped_rows

Json = dict[str, Any]

NAMES = {"nash": "nash", "kalai": "egalitarian", "kalai_smorodinsky": "kalai-smorodinsky"}
"""From NegMAS's rules to the textbook's."""

NEGMAS = {"nash": "nash", "kalai": "kalai", "kalai_smorodinsky": "kalai-smorodinsky"}
"""From the keys of negmas_numbers.py to the rules of negsim's convention ``negmas``."""


def reading_row(mine: Ours, theirs: Json, answer: Json | None, folder: Path) -> tuple[list[str], list[str]]:
    """Return one row about what the tools read and count, and the reasons of what differs."""
    error = theirs.get("error")
    exact = answer or {}
    counts = exact.get("rounded_1e9", {})
    points = None if mine.frontier is None else len(mine.frontier)
    row = [
        mine.name,
        side_by_side(mine.packages or None, theirs.get("outcomes"), exact.get("n_outcomes")),
        side_by_side(mine.zone, theirs.get("rational"), counts.get("rational_ge")),
        side_by_side(
            None if mine.frontier is None else sum(mine.frontier.values()), None, counts.get("pareto_rational_outcomes")
        ),
        side_by_side(points, theirs.get("pareto_points"), counts.get("pareto_rational_points")),
    ]
    reasons = (
        [f"negsim cannot: {mine.error}"] if mine.error else [f"negsim: {text}" for text in mine.refused.values()][:1]
    )
    reasons += [f"NegMAS cannot: {error}"] if error else []
    if not mine.error and not error:
        reasons += list(reading_reasons(mine, theirs, counts, folder))
    if answer and not mine.error:
        reasons += list(rule_reasons(mine, exact))
    return row, reasons


def side_by_side(*numbers: int | None) -> str:
    """Return numbers beside each other, a dash for one that there is not; one alone where all are the same."""
    return " / ".join("–" if number is None else f"{number:,}" for number in numbers)


def rules_row(mine: Ours, theirs: Json) -> tuple[list[str], list[str]]:
    """Return one row about what the tools compute from the same values, and the reasons of what differs."""
    picked, convention = mine.solutions["textbook"], mine.solutions["negmas"]
    row, reasons = [mine.name], list(frontier_reasons(mine, theirs))
    points = len(mine.frontier or ())
    row.append(str(points) if points == theirs["pareto_points"] else f"{points} / {theirs['pareto_points']}")
    for key, rule in NAMES.items():
        other = frozenset(rounded(point) for point in theirs[key]["points"])
        is_equal = same(picked[rule], other)
        row.append("equal" if is_equal else "other")
        if not is_equal:
            reasons.append(f"{rule}: {definition(mine, key, other)}")
    wrong = [
        key
        for key, rule in NEGMAS.items()
        if not same(convention[rule], frozenset(rounded(point) for point in theirs[key]["points"]))
    ]
    row.append("no: " + ", ".join(wrong) if wrong else "yes")
    reasons += [f'{UNEXPLAINED} (convention="negmas")'] if wrong else []
    return row, reasons


def table(header: str, rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    names = [name.strip() for name in header.split("|")]
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def case_of(answers: Mapping[str, Any], mine: Ours) -> Json | None:
    """Return the answers about all of a domain's parties, whichever rule they are by."""
    for case in answers.get("domains", {}).get(mine.name, {}).get("cases", []):
        if len(case["profiles"]) == len(mine.parties):
            found = case.get("genius") or case.get("native")
            return None if found is None else reordered(found, case["profiles"], mine)
    return None


def convention_rows(found: Sequence[Ours]) -> Iterator[list[str]]:
    """Yield how often each tool's rule, as negsim has it by name, picks other points than the textbook's."""
    answered = [mine for mine in found if mine.frontier is not None]
    rules = {(convention, rule) for mine in answered for convention, own in mine.solutions.items() for rule in own}
    for convention, rule in sorted(rules):
        if convention == "textbook":
            continue
        own = NAMES.get(rule, rule)
        other = [mine for mine in answered if mine.solutions[convention][rule] != mine.solutions["textbook"][own]]
        empty = sum(not mine.zone for mine in other)
        counted = f"{len(other)} of {len(answered)}" + (f", {empty} of them with an empty zone" if empty else "")
        yield [f"`{convention}`", rule, own, counted]


def samples_of(answers: Mapping[str, Any], mine: Ours) -> list[Json]:
    """Return single outcomes of a domain with their values by the format's rule, where all of them are too many."""
    cases = answers.get("domains", {}).get(mine.name, {}).get("cases", []) if mine.compilation is not None else []
    return [sample for case in cases for sample in case.get("sample", [])]


def reordered(found: Json, profiles: Sequence[str], mine: Ours) -> Json:
    """Return answers with their values in the order of negsim's parties, told by the names of the files."""
    stems = [Path(profile).stem.casefold() for profile in profiles]
    ids = [party.casefold() for party in mine.parties]
    order = [stems.index(party) for party in ids] if sorted(stems) == sorted(ids) else list(range(len(ids)))
    made = dict(found)
    for key in ("nash", "kalai_egalitarian", "ks_maxmin_ir"):
        if key in made:
            made[key] = {**made[key], "points": [[point[at] for at in order] for point in made[key]["points"]]}
    return made


def joined(reasons: Iterable[str]) -> str:
    """Return reasons for the table, each once and on one line."""
    return "; ".join(dict.fromkeys(re.sub(r"\s+", " ", reason) for reason in reasons)) or "–"


def main() -> int:
    """Print the tables; return 1 if a difference is unexplained."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("domains", type=Path)
    parser.add_argument("negmas", type=Path)
    parser.add_argument("--answers", type=Path)
    given = parser.parse_args()
    peer = json.loads(given.negmas.read_text(encoding="utf-8"))
    answers = json.loads(given.answers.read_text(encoding="utf-8")) if given.answers else {}
    folders = sorted(path for path in given.domains.iterdir() if path.is_dir())
    found = [(folder, ours(folder)) for folder in folders]
    tools = {"negsim": (version("negsim"), platform.python_version()), "NegMAS": tuple(peer["versions"].values())}
    parts = ["; ".join(f"{tool} {own} on Python {python}" for tool, (own, python) in tools.items()) + "."]
    rows = [reading_row(mine, peer["loaded"].get(mine.name, {}), case_of(answers, mine), at) for at, mine in found]
    header = "domain | packages | zone | frontier: packages | frontier: points | why they differ"
    parts.append(table(header, [[*row, joined(reasons)] for row, reasons in rows]))
    computed = [
        rules_row(mine, peer["given"][mine.name])
        for _, mine in found
        if mine.frontier is not None and "pareto" in peer["given"].get(mine.name, {})
    ]
    header = (
        'domain | frontier points | Nash | Kalai | Kalai-Smorodinsky | convention="negmas" agrees | why they differ'
    )
    parts.append(table(header, [[*row, joined(reasons)] for row, reasons in computed]))
    shipped = [row for folder, mine in found if not mine.error for row in shipped_rows(mine, folder)]
    shipped += [sample_row(mine, samples) for _, mine in found if (samples := samples_of(answers, mine))]
    parts.append(table("domain | number | in the tool's file | negsim | equal", shipped))
    parts.append(
        table("convention | rule | beside the textbook's | picks otherwise in", convention_rows([m for _, m in found]))
    )
    text = "\n\n".join(parts)
    print(text)
    return 1 if UNEXPLAINED in text else 0


if __name__ == "__main__":
    sys.exit(main())
