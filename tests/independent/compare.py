"""Where two programs' answers differ: what ``negsim analyze --json --all`` prints, against the brute force."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tests.independent import brute_force as brute

Json = dict[str, Any]


def differences(problem: Json, printed: Json, *, expected: Json | None = None) -> list[str]:
    """Return one line for each thing that is printed and is not so; an empty list if all is.

    ``problem`` is what ``compile --json`` prints and ``printed`` what ``analyze --json`` does. Lists may be cut short
    by ``--limit``: their counts are compared, and each item that is there.
    """
    expected = brute.answers(problem) if expected is None else expected
    found = _numbers(printed, expected)
    found += _packages(problem, printed)
    found += _sets(problem, printed, expected)
    found += _nearest_deals(problem, printed, expected)
    found += _solutions(printed, expected)
    if "frontier" in expected:
        found += _frontier(problem, printed, expected)
    if "odds" in expected:
        found += _odds(printed, expected)
    return found


def _differ(what: str, printed: Any, expected: Any) -> list[str]:
    return [] if printed == expected else [f"{what}: printed {printed}, by brute force {expected}"]


def _numbers(printed: Json, expected: Json) -> list[str]:
    found = _differ("packages", printed["packages"], expected["packages"])
    for key in ("empty", "size", "agreements"):
        found += _differ(f"zone.{key}", printed["zone"][key], expected["zone"][key])
    return found + _differ(
        "status_quo", (printed["status_quo"] or {}).get("values"), (expected["status_quo"] or {}).get("values")
    )


def _packages(problem: Json, printed: Json) -> list[str]:
    """Check what is printed beside each package: that it exists, its values, and its breaches where they are given."""
    entries = [*printed["frontier"]["list"]["items"], *printed["nearest_deals"]["items"], *printed["repairs"]["items"]]
    for rule in brute.RULES:
        entries += printed["solutions"][rule]["items"]
    found = []
    for entry in entries:
        package = entry["package"]
        found += _differ(f"exists {package}", True, brute.package_exists(problem, package))
        worth = {party["id"]: brute.package_points(problem, party, package) for party in problem["parties"]}
        found += _differ(f"values of {package}", entry["values"], worth)
        if "breaches" in entry:
            given = {side: Fraction(breach["total"]) for side, breach in entry["breaches"].items()}
            actual = brute.package_breaches(problem, package)
            found += _differ(f"breaches of {package}", _positive(given), _positive(actual))
    return found


def _positive(breaches: dict[str, Fraction]) -> dict[str, Fraction]:
    return {side: total for side, total in breaches.items() if total}


def _sets(problem: Json, printed: Json, expected: Json) -> list[str]:
    conflicts = {frozenset(names) for names in printed["conflicts"]["items"]}
    found = _differ("number of conflicts", printed["conflicts"]["count"], len(expected["conflicts"]))
    found += [f"no conflict: {sorted(names)}" for names in conflicts - set(expected["conflicts"])]
    found += _differ("number of repairs", printed["repairs"]["count"], expected["repairs"])
    groups = brute.groups(problem, only_red=True)
    for repair in printed["repairs"]["items"]:
        names = frozenset(repair["demands"])
        # A repair is one minimal set of broken demands from each group, and nothing else.
        parts = [names & frozenset(demand.name for demand in group.demands) for group in groups]
        if frozenset().union(*parts) != names or any(
            part not in g.broken for part, g in zip(parts, groups, strict=True)
        ):
            found.append(f"no repair: {sorted(names)}")
        red = [demand for demand in brute.demands(problem) if demand.red]
        broken = frozenset(demand.name for demand in red if brute.breaks(problem, demand, repair["package"]))
        found += _differ(f"broken by the deal of {sorted(names)}", sorted(broken), sorted(names))
        total = sum(brute.package_breaches(problem, repair["package"]).values())
        found += _differ(f"cost of {sorted(names)}", Fraction(repair["cost"]), total)
    return found


def _nearest_deals(problem: Json, printed: Json, expected: Json) -> list[str]:
    least = {frozenset(_positive(breaches).items()): numbers for breaches, numbers in expected["nearest_deals"]}
    found = _differ("number of nearest deals", printed["nearest_deals"]["count"], len(least))
    named = brute.options(problem)
    for deal in printed["nearest_deals"]["items"]:
        vector = frozenset(_positive({side: Fraction(b["total"]) for side, b in deal["breaches"].items()}).items())
        numbers = least.get(vector, [])
        if deal["package"] not in [brute.package_at(named, number) for number in numbers]:
            found.append(f"no nearest deal: {deal['package']}")
    order = [
        sorted((Fraction(b["total"]) for b in d["breaches"].values()), reverse=True)
        for d in printed["nearest_deals"]["items"]
    ]
    keys = [(max(totals, default=0), sum(totals)) for totals in order]
    return found + _differ("order of nearest deals", keys, sorted(keys))


def _solutions(printed: Json, expected: Json) -> list[str]:
    found = []
    for rule in brute.RULES:
        given, wanted = printed["solutions"][rule], expected["solutions"][rule]
        packages = [entry["package"] for entry in given["items"]]
        found += _differ(f"number of {rule}", given["count"], len(wanted))
        found += _differ(rule, packages, wanted[: len(packages)])
    return found


def _frontier(problem: Json, printed: Json, expected: Json) -> list[str]:
    given, wanted = printed["frontier"], expected["frontier"]
    found = []
    for key in ("of", "packages", "points"):
        found += _differ(f"frontier.{key}", given[key], wanted[key])
    parties = [party["id"] for party in brute.signers(problem)]
    for entry in given["list"]["items"]:
        if [entry["values"][party] for party in parties] not in wanted["values"]:
            found.append(f"not on the frontier: {entry['package']}")
    return found


def _odds(printed: Json, expected: Json) -> list[str]:
    given, wanted = printed["odds"], expected["odds"]
    found = []
    for key in ("open", "open_one_resolve"):
        found += _differ(f"odds.{key}", _as_printed(given[key]), _near(wanted[key], given[key]))
    # Groups can be drawn finer where a demand with consent by issue binds nowhere; together they say the same.
    groups = {frozenset(group["issues"]): group["open"] for group in wanted["groups"]}
    for group in printed["groups"]:
        actual = groups.get(frozenset(group["issues"]))
        if actual is not None:
            found += _differ(f"odds of {group['issues']}", _as_printed(group["open"]), _near(actual, group["open"]))
    together = math.prod(Fraction(str(group["open"])) for group in printed["groups"])
    found += _differ("odds of all groups", float(together), _near(wanted["open"], together))
    for name, entry in given["importance"].items():
        actual = wanted["importance"][name]["birnbaum"]
        found += _differ(f"importance of {name}", _as_printed(entry["birnbaum"]), _near(actual, entry["birnbaum"]))
    return found


def _as_printed(text: str | float) -> float:
    return float(Fraction(str(text)))


def _near(actual: Fraction, text: str | float | Fraction) -> float:
    """Return the actual number as far as it was printed: the printed one, where rounding explains the difference."""
    printed = Fraction(str(text))
    return float(printed) if abs(printed - actual) <= abs(actual) / 10**9 else float(actual)
