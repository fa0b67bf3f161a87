"""The teaching cases: what the tutorials work out by hand is what the library answers."""

import functools
import re
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import negsim
from negsim.deals.deal import demand_cost
from tests.cli.running import run

ROOT = Path(__file__).parents[2]
TWO = (ROOT / "docs" / "tutorials" / "two-party.md").read_text(encoding="utf-8")
MULTI = (ROOT / "docs" / "tutorials" / "multi-party.md").read_text(encoding="utf-8")


@functools.cache
def analysis(name, reading="face-value"):
    return negsim.analyze(negsim.read_scenario(ROOT / "scenarios" / f"{name}.toml"), reading=reading, max_items=None)


def tables(page, title):
    """Yield the rows of each table under a heading, as cells without marks."""
    part = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert part is not None, title
    for block in re.findall(r"(?:^\|.*\n)+", part.group(1), re.MULTILINE):
        head, _, *rows = [[cell.strip(" *`") for cell in line.strip("|").split("|")] for line in block.splitlines()]
        yield head, rows


def number(cell):
    """Return the number that a cell ends with: 0 where it is empty."""
    found = re.findall(r"[\d.]+", cell.split("=")[-1].replace("½", "0.5"))
    return Fraction(found[-1].rstrip(".")) if found else Fraction(0)


def choices(cells, issues):
    return dict(zip(issues, cells, strict=True))


def points(name, choice):
    problem = analysis(name).problem
    values = problem.points(negsim.Package(choice))
    return {party.id: Fraction(100 * values[party.id], party.scale) for party in problem.parties}


# --------------------------------------------------------------------------------------------------- two neighbours

TOWNS = "two_neighbours"
ISSUES = ("toll", "hours", "upkeep")


def test_two_the_table_of_options():
    _, (head, rows) = tables(TWO, "The case")
    evidence = {entry.party.id: entry for entry in analysis(TOWNS).compilation.evidence}
    options = [(issue.id, option) for issue in analysis(TOWNS).scenario.issues for option in issue.option_ids]
    assert head[1:] == [option for _, option in options]
    for row in rows:
        party = row[0].split(",")[0]
        for (issue, option), cell in zip(options, row[1:], strict=True):
            assert number(cell) == 100 * evidence[party].weights[issue].weight * evidence[party].value(issue, option)


def test_two_the_zone():
    ((_, rows),) = tables(TWO, "The zone")
    assert len(rows) == 12
    problem = analysis(TOWNS).problem
    for row in rows:
        choice = choices(row[:3], ISSUES)
        assert points(TOWNS, choice) == {"North": number(row[3]), "South": number(row[4])}
        membership = negsim.membership(problem, negsim.Package(choice))
        assert membership.is_inside == row[5].startswith("yes"), row
    zone = analysis(TOWNS).zone
    assert zone is not None
    assert (zone.size, zone.agreements, zone.packages) == (7, 6, 18)
    assert not analysis(TOWNS).conflicts
    assert analysis(TOWNS).odds.importance["North:toll-not-free"].birnbaum == 0


def test_two_the_frontier():
    ((_, rows),) = tables(TWO, "The frontier")
    worked_out = [choices(row[2].split(", "), ISSUES) for row in rows if row[3] == "on the frontier"]
    found = [dict(package.choices) for point in analysis(TOWNS).frontier.items for package in point.packages]
    assert len(rows) == 7
    assert sorted(found, key=str) == sorted(worked_out, key=str)
    for row in rows:
        assert points(TOWNS, choices(row[2].split(", "), ISSUES)) == {"North": number(row[0]), "South": number(row[1])}


def test_two_the_rules():
    ((_, rows),) = tables(TWO, "Four rules, four answers")
    for row in rows:
        gains = points(TOWNS, choices(row[0].split(", "), ISSUES))
        north, south = gains["North"] - 50, gains["South"] - 25
        assert [number(cell) for cell in row[1:]] == [north, south, north * south, min(north, south), north + south]
    picked = {rule: tuple(deals.deals[0].package.choices.values()) for rule, deals in analysis(TOWNS).solutions.items()}
    part = TWO[TWO.index("- **Nash**") : TWO.index("Egalitarian and utilitarian compare")]
    worked_out = {
        name.lower(): tuple(re.findall(r"`([a-z]+)`", text)[:3])
        for name, text in re.findall(r"^- \*\*([\w-]+)\*\*(.*?)(?=^- |\Z)", part, re.MULTILINE | re.DOTALL)
    }
    assert picked == worked_out
    assert all(solution.count == 1 for solution in analysis(TOWNS).solutions.values())


def test_two_the_trades():
    ((_, rows),) = tables(TWO, "Trades")
    problem = analysis(TOWNS).problem
    today = problem.no_agreement
    assert today is not None
    found = negsim.trades(problem, today)
    shown = [{entry: trade.package[entry] for entry in trade.package.changes_from(today)} for trade in found]
    assert shown == [dict(re.findall(r"(\w+): (\w+)", row[0])) for row in rows]
    for row in rows:
        choice = {**today.choices, **dict(re.findall(r"(\w+): (\w+)", row[0]))}
        north, south = (Fraction(cell) for cell in row[1].split(", "))
        assert points(TOWNS, choice) == {"North": north, "South": south}
        assert (north - 56, south - 48) == (number(row[2]), number(row[3]))
    for point in analysis(TOWNS).frontier.items:
        assert not list(negsim.trades(problem, point.packages[0]))


def test_two_the_scales():
    assert {party.id: party.scale for party in analysis(TOWNS).problem.parties} == {"North": 50, "South": 100}
    assert "50 for North" in TWO
    assert "100 for South" in TWO


# ------------------------------------------------------------------------------------------------------ water basin

RIVER = "water_basin"


def test_multi_weights_and_values():
    evidence = {entry.party.id: entry for entry in analysis(RIVER).compilation.evidence}
    weights = {
        party: {issue: float(100 * entry.weight) for issue, entry in own.weights.items() if entry.weight}
        for party, own in evidence.items()
    }
    assert weights == {
        "Up": {"dam": 50, "data": 25, "flow": 25},
        "Mid": {"dam": 50, "data": 50},
        "Down": {"dam": 75, "flow": 25},
        "Delta": {"data": 50, "flow": 50},
    }
    assert "2, 1, 1 gives 50, 25, 25 points of 100" in MULTI
    (head, rows), _ = tables(MULTI, "From words to numbers")
    options = [(issue.id, option) for issue in analysis(RIVER).scenario.issues for option in issue.option_ids]
    assert head[1:] == [option for _, option in options]
    for row in rows:
        for (issue, option), cell in zip(options, row[1:], strict=True):
            if cell:
                value = Fraction(cell.split()[0].replace("½", "0.5"))
                assert evidence[row[0]].value(issue, option) == value, (row[0], option)
            else:
                assert not evidence[row[0]].weights[issue].weight


def test_multi_lines_and_prices():
    _, (_, rows) = tables(MULTI, "From words to numbers")
    worked_out: dict[str, list[Fraction]] = {}
    name = ""
    for row in rows:
        name = row[0] or name
        worked_out.setdefault(name, []).append(number(row[2].replace(", stated", "")))
    found = {
        demand.name: [box.price for box in demand.line.boxes]
        for demand in analysis(RIVER).problem.demands
        if demand.line is not None
    }
    # Of the linkage, both boxes cost the stated price, which the page gives once.
    assert set(found.pop("Mid:together")) == set(worked_out.pop("Mid:together")) == {15}
    assert found == worked_out


def test_multi_who_breaks_what():
    problem = analysis(RIVER).problem
    neutral = {"dam": "none", "data": "closed", "flow": "as-now"}
    (dam_head, dam_rows), (flow_head, flow_rows) = tables(MULTI, "Who breaks what")

    def broken(choice, party, issues):
        deal = negsim.valued(problem, negsim.Package(choice))
        names = [name for name in deal.broken if name.startswith(f"{party}:")]
        lines = {demand.name: demand for demand in problem.demands}
        kept = [name for name in names if set(lines[name].line.issues) <= set(issues)]
        return sum((demand_cost(problem, lines[name], deal.package) for name in kept), Fraction(0))

    for row in dam_rows:
        choice = {**neutral, **choices(row[0].split(", "), ("dam", "data"))}
        for party, cell in zip(dam_head[1:], row[1:], strict=True):
            assert broken(choice, party, ("dam", "data")) == number(cell), (row[0], party)
    for row in flow_rows:
        for party, cell in zip(flow_head[1:], row[1:], strict=True):
            assert broken({**neutral, "flow": row[0]}, party, ("flow",)) == number(cell), (row[0], party)


def test_multi_conflicts():
    part = MULTI[MULTI.index("## Conflicts") : MULTI.index("## Repairs")]
    worked_out = [
        set(re.findall(r"`(\w+:[\w-]+)`", text)) for text in re.findall(r"^\d\. (.*?)\. ", part, re.MULTILINE)
    ]
    assert len(worked_out) == 2
    assert sorted(map(sorted, analysis(RIVER).conflicts)) == sorted(map(sorted, worked_out))


def test_multi_repairs():
    ((_, rows),) = tables(MULTI, "Repairs")
    repairs = analysis(RIVER).repairs
    assert repairs is not None
    assert repairs.count == len(rows) == 6
    for row, repair in zip(rows, repairs, strict=True):
        assert set(repair.demands) == {name.strip(" `") for name in row[0].split(",")}
        assert list(repair.deal.package.choices.values()) == row[1].split(", ")
        assert {side: breach.total for side, breach in repair.deal.breaches.items()} == {
            entry.split()[0]: Fraction(entry.split()[1]) for entry in row[2].split(", ")
        }
        assert repair.cost == number(row[3])


def test_multi_nearest_deals():
    ((head, rows),) = tables(MULTI, "Nearest deals")
    nearest = analysis(RIVER).nearest_deals
    assert nearest is not None
    assert nearest.count == len(rows) == 4
    for row, deal in zip(rows, nearest, strict=True):
        assert list(deal.package.choices.values()) == row[0].split(", ")
        for side, cell in zip(head[1:5], row[1:5], strict=True):
            assert (deal.breaches[side].total if side in deal.breaches else 0) == number(cell)
        assert [number(cell) for cell in row[5:]] == [
            max(breach.total for breach in deal.breaches.values()),
            sum(breach.total for breach in deal.breaches.values()),
        ]


def test_multi_without_the_deltas_consent():
    scenario = analysis(RIVER).scenario
    parties = [attrs.evolve(party, consent="never") if party.id == "Delta" else party for party in scenario.parties]
    issues = [attrs.evolve(issue, consent=()) for issue in scenario.issues]
    found = negsim.analyze(attrs.evolve(scenario, parties=parties, issues=issues))
    assert found.zone is not None
    assert found.zone.is_empty
    assert found.nearest_deals is not None
    assert len(found.conflicts) == 1
    moves = [{side: breach.total for side, breach in deal.breaches.items()} for deal in found.nearest_deals]
    assert moves == [{"Mid": 15}, {"Up": 25}]
    assert {deal.package["flow"] for deal in found.nearest_deals} == {"reduced"}


def test_multi_odds():
    found = analysis(RIVER, "negotiable")
    by_group = {entry.issues: entry.open for entry in found.odds.groups}
    assert by_group == {("dam", "data"): Fraction("0.892"), ("flow",): Fraction("0.82")}
    assert found.odds.open == Fraction("0.73144")
    assert found.odds.open_one_resolve == Fraction("0.748")
    for text in ("Open: 0.82.", "Open: 0.892.", "0.82 × 0.892 = 0.73144", "0.252. Open:\n0.748."):
        assert text in MULTI


@pytest.mark.parametrize("page", [TWO, MULTI], ids=["two", "multi"])
def test_every_command_of_the_tutorials_runs(page):
    commands = re.findall(r"^negsim (.+)$", page, re.MULTILINE)
    assert commands
    for line in commands:
        command, path, *rest = line.split()
        assert run(command, ROOT / path, *rest).code == 0, line
