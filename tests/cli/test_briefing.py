"""What a diplomat reads: the flagship's briefing, and what it must hold whatever its words are."""

import re
from fractions import Fraction
from typing import Any

import attrs
import pytest

import negsim
from negsim.cli.briefing import briefing
from negsim.cli.collisions import conflict_report
from negsim.deals.odds import Odds
from negsim.errors import TooLargeError
from tests.cli.running import FLAGSHIP, NEIGHBOURS, WATER, run
from tools import write_golden

TEXT = run("analyze", FLAGSHIP).out


def test_it_is_the_golden_one():
    """If it is meant to differ: look at the difference, then ``python tools/write_golden.py``."""
    assert write_golden.BRIEFING.read_text(encoding="utf-8") == TEXT


def test_it_is_short_enough_to_be_read():
    assert len(TEXT.splitlines()) < 60
    assert max(len(line) for line in TEXT.splitlines()) <= 100


def test_it_gives_the_verdict_first():
    head = TEXT.split("\n\n")[1]
    assert head == "NO PACKAGE OF 45,349,632 MEETS EVERY LINE THAT COUNTS: 10 of 17 issues are blocked."


def part(title):
    (found,) = [text for text in TEXT.split("\n\n") if text.startswith(title)]
    return re.sub(r"\s+", " ", found)


def test_it_names_the_conflict_over_membership_with_what_both_sides_said():
    text = part("WHERE LINES COLLIDE")
    assert re.search(r"membership US, NATO \[[\d,]+\], UA\*, GE\*: not “bar”; RU \[[\d,]+\]: only “bar”", text)
    hardest = text[text.index("Hardest: NATO membership of Ukraine and Georgia.") :]
    assert re.search(r"NATO \[\d+\], 26 Jan 2022: Refuses to shut Ukraine out of the alliance\.", hardest)
    assert re.search(r"RU \[\d+\], 17 Feb 2022: An end to enlargement", hardest)


def test_every_footnote_is_a_source_and_every_source_is_cited():
    listed = {int(number) for number in re.findall(r"\[(\d+)\]", TEXT[TEXT.index("SOURCES") :])}
    cited = {
        int(number)
        for marks in re.findall(r"\[([\d,]+)\]", TEXT[: TEXT.index("SOURCES")])
        for number in marks.split(",")
    }
    assert listed == cited == set(range(1, len(listed) + 1))


def test_it_ranks_every_issue_by_its_odds():
    text = part("WHAT CAN BE AGREED")
    ranked = re.findall(r"(\d+) % ((?:[a-z]+, )*[a-z]+)[;.]", text.split("All together")[0])
    chances = [int(chance) for chance, _ in ranked]
    assert chances == sorted(chances, reverse=True)
    named = [issue for _, issues in ranked for issue in issues.split(", ")]
    assert sorted(named) == sorted(issue.id for issue in negsim.read_scenario(FLAGSHIP).issues)
    assert named[-2:] == ["membership", "forces"]


def test_its_first_deal_says_who_moves_how_far_and_adds_up():
    text = TEXT[TEXT.index("\n1. ") : TEXT.index("\n2. ")]
    totals = dict(re.findall(r"(West|RU) ([\d.]+)", text.splitlines()[1]))
    for side, total in totals.items():
        moves = [float(points) for points in re.findall(rf"{side} ([\d.]+)", "\n".join(text.splitlines()[2:]))]
        assert sum(moves) == pytest.approx(float(total), abs=0.05 * len(moves))
    assert part("NEAREST DEALS").count("2. West") == 1


def test_it_marks_what_is_assumed():
    text = part("WITHOUT AGREEMENT")
    assert "ASSUMED, NOT STATED: how strongly each thing was said" in text
    for words in ("UA 3", "GE 3", "MD 2", "RU's price of package", "UA's weights, values, line own-defence"):
        assert words in text


def test_an_open_zone_gets_what_the_rules_pick_and_no_deals_to_come():
    text = run("analyze", NEIGHBOURS).out
    assert "7 OF 18 PACKAGES MEET EVERY LINE THAT COUNTS, the status quo among them." in text
    assert "nash: North 80, South 40\n    toll: full, hours: always, upkeep: south" in text
    assert "NEAREST DEALS" not in text
    assert "WHERE LINES COLLIDE" not in text
    assert "as if they meant as much" in text


def test_what_ties_issues_together_is_told_by_its_linkage():
    text = re.sub(r"\s+", " ", run("analyze", WATER).out)
    assert "1 of 3 issues is blocked" in text
    assert "1 more conflict ties issues together, through Mid:together (Mid [1]: A dam and shared data" in text


def analysis(path, **changes):
    return attrs.evolve(negsim.analyze(negsim.read_scenario(path)), **changes)


def test_what_was_refused_is_said_where_it_would_stand():
    refused = analysis(NEIGHBOURS, frontier=None, solutions={}, refused={"frontier": "too many points"})
    assert "SOLUTIONS not answered: too many points" in briefing(refused, width=100)
    refused = analysis(WATER, nearest_deals=None, repairs=None, refused={"nearest_deals": "too many deals"})
    assert "NEAREST DEALS not answered: too many deals" in briefing(refused, width=100)
    assert "NOT ANSWERED: too many deals" in conflict_report(refused, width=100, most=20, most_repairs=2)


def test_rules_that_pick_the_same_are_named_together_and_ties_are_counted():
    found = analysis(NEIGHBOURS)
    nash = found.solutions["nash"]
    tied = attrs.evolve(nash, count=3, note="all gain nothing")
    text = briefing(attrs.evolve(found, solutions={"nash": tied, "utilitarian": nash}), width=100)
    assert "nash (one of 3; all gain nothing) and utilitarian: North 80, South 40" in text
    assert "WHAT THE RULES PICK" not in briefing(attrs.evolve(found, solutions={}), width=100)


def test_odds_that_would_take_too_long_leave_the_rest_of_the_briefing(monkeypatch):
    def refused(*args, **kwargs):
        raise TooLargeError("working out the odds", 10**30, 10**5, "states", "Leave out lines.")

    monkeypatch.setattr("negsim.cli.briefing.odds", refused)
    monkeypatch.setattr("negsim.cli.briefing.issue_odds", refused)
    text = briefing(analysis(WATER), width=100)
    assert "All together: not answered, since it would take too long." in text
    assert "Hardest: Flow in the dry season." in text


def test_groups_with_too_many_conflicts_or_conflicts_through_a_reservation(tmp_path):
    path = tmp_path / "both.toml"
    path.write_text(
        NEIGHBOURS.read_text(encoding="utf-8")
        .replace("value = 0.5", "value = 0.8")
        .replace("value = 0.25", "value = 0.8"),
        encoding="utf-8",
    )
    ran = run("conflicts", path)
    assert "North:reservation + South:reservation" in ran.out
    assert "North:reservation  North [1]: at least 80 of 100" in ran.out
    briefed = run("analyze", path).out
    assert "  1 conflict ties issues together, through North:reservation (North [1]: at least 80 of 100)" in briefed
    found = negsim.analyze(negsim.read_scenario(path))
    (group,) = [entry for entry in found.groups if not entry.is_open]
    many = attrs.evolve(group, complete=False, conflicts=[*group.conflicts, *group.conflicts])
    text = conflict_report(attrs.evolve(found, groups=[many], odds=None), width=100, most=20, most_repairs=2)
    assert "and 1 more through a reservation" in text
    assert "toll, hours and upkeep: at least 2 conflicts, 2 repairs" in text
    assert "The smallest conflicts only: there are too many to list, or time ran out." in text
    assert ", odds" not in text
    assert isinstance(found.odds, Odds)


def test_a_group_that_was_not_settled_is_not_called_open():
    found = negsim.analyze(negsim.read_scenario(WATER))
    (group,) = [entry for entry in found.groups if not entry.is_open][:1]
    unknown = attrs.evolve(group, complete=False, repairs_complete=False, conflicts=[], repairs=[])
    text = conflict_report(attrs.evolve(found, groups=[unknown]), width=100, most=20, most_repairs=2)
    assert ": at least 0 conflicts, at least 0 repairs" in text
    assert "the zone is open" not in text
    assert "in which" not in text


def test_what_is_known_between_bounds_is_told_so():
    found: Any = negsim.analyze(negsim.read_scenario(FLAGSHIP), reading="negotiable")
    known = {"open": Fraction(1, 4), "open_at_most": Fraction(1, 2), "open_one_resolve_at_most": Fraction(1)}
    groups = [attrs.evolve(entry, open=Fraction(1, 4), at_most=Fraction(3, 4)) for entry in found.odds.groups]
    cut = attrs.evolve(
        found,
        odds=attrs.evolve(found.odds, groups=groups, **known),
        repairs=attrs.evolve(found.repairs, counted=False),
        nearest_deals=attrs.evolve(found.nearest_deals, counted=False),
    )
    text = " ".join(briefing(cut, width=100).split())
    assert "All together: 25 % to 50 % with every line firm or soft by itself" in text
    assert f"the first two of at least {found.nearest_deals.count};" in text
    report = " ".join(conflict_report(cut, width=100, most=20, most_repairs=1).split())
    assert "odds 25 % to 75 %" in report
    assert f"At least {found.repairs.count:,} sets of lines" in report
    assert f"and {found.repairs.count - 1:,} more known (--limit and --all show them)" in report
    told = negsim.analysis_json(cut)
    assert (told["odds"]["open_at_most"], told["groups"][0]["open_at_most"]) == ("0.5", "0.75")
    assert (told["nearest_deals"]["complete"], told["repairs"]["complete"]) == (False, False)
