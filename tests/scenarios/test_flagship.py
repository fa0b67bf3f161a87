"""The real case: who is in it, where each thing in it comes from, and what an expert would ask of its answers."""

import datetime as dt
import functools
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import negsim
from negsim import Consent, Stance

PATH = Path(__file__).parents[2] / "scenarios" / "european_security_2022.toml"
SCENARIO = negsim.read_scenario(PATH)
HOSTS = ("UA", "GE", "MD")
CONTESTED = ("membership", "posture", "forces", "nuclear", "buildup", "form")


@functools.cache
def analysis(reading="face-value"):
    return negsim.analyze(SCENARIO, reading=reading)


def without_consent(*hosts):
    """Return the scenario with some states as observers, asked about nothing."""
    issues = [
        attrs.evolve(issue, consent=[party for party in issue.consent if party not in hosts])
        for issue in SCENARIO.issues
    ]
    parties = [attrs.evolve(party, consent=Consent.NEVER) if party.id in hosts else party for party in SCENARIO.parties]
    return attrs.evolve(SCENARIO, issues=issues, parties=parties)


def test_who_signs_and_who_is_asked_about_what():
    assert len(SCENARIO.issues) >= 12
    consent = {party.id: party.consent for party in SCENARIO.parties}
    assert [party for party, kind in consent.items() if kind is Consent.ALWAYS] == ["US", "NATO", "RU"]
    assert {party for party, kind in consent.items() if kind is Consent.BY_ISSUE} == set(HOSTS)
    asked = {issue.id: issue.consent for issue in SCENARIO.issues if issue.consent}
    assert asked == {
        "membership": ("UA", "GE"),
        "forces": ("UA", "GE", "MD"),
        "crimea": ("UA",),
        "georgia": ("GE",),
        "moldova": ("MD",),
        "arms": ("UA",),
    }
    assert {party.bloc for party in SCENARIO.parties if party.id in ("US", "NATO")} == {"West"}


def test_every_line_of_the_hosts_is_an_assumption():
    compilation = negsim.compile_scenario(SCENARIO)
    for host in HOSTS:
        lines = compilation.of(host).lines
        assert lines
        for entry in lines:
            if entry.stated is not None:
                assert entry.stated.assumption
                assert not entry.stated.source
            for known in entry.line.statements:
                statement = SCENARIO.statement(known)
                assert statement.assumption
                assert not statement.source


def test_nobody_has_a_reservation_that_no_source_states():
    for party in SCENARIO.parties:
        assert party.reservation is None or party.reservation.source


def test_every_statement_is_sourced_with_place_and_day_or_assumed():
    for statement in SCENARIO.statements:
        if statement.assumption:
            continue
        source = SCENARIO.source(statement.source)
        assert SCENARIO.said_on(statement) is not None
        # A press conference has no articles; a document does.
        assert statement.place or "conference" in source.title or "interview" in source.title or source.note, (
            statement.id
        )
        assert source.address or source.note
    unsourced = [entry for entry in SCENARIO.statements if not entry.is_sourced]
    assert 0 < len(unsourced) < len(SCENARIO.statements) / 2
    assert all(entry.assumption for entry in unsourced)


def test_nothing_is_quoted_and_nothing_is_later_than_the_case():
    for statement in SCENARIO.statements:
        assert not {"“", "”", '"'} & set(statement.text)
        said = SCENARIO.said_on(statement)
        assert said is not None
        assert said <= dt.date(2022, 2, 17)


def test_the_documents_became_public_when_they_did():
    published = {source.id: source.published for source in SCENARIO.sources}
    assert published["RU-US"] == published["RU-NATO"] == dt.date(2021, 12, 17)
    assert published["US-NP"] == published["NATO-R"] == dt.date(2022, 2, 2)
    said_in_public = SCENARIO.statement("nato-open-door")
    assert SCENARIO.public_since(said_in_public) == dt.date(2022, 1, 26)


def test_the_conflict_over_membership_is_between_the_west_and_russia():
    conflicts = [set(conflict) for conflict in analysis().conflicts]
    assert {"US:membership-not-bar", "RU:membership-only-bar"} in conflicts
    (demand,) = [entry for entry in analysis().problem.demands if entry.name == "US:membership-not-bar"]
    assert demand.shared_by == ("US", "NATO")
    (found,) = [
        entry for entry in analysis().conflicts if set(entry) == {"US:membership-not-bar", "RU:membership-only-bar"}
    ]
    assert "us-no-bar: United States rejects bar" in str(found)
    assert "ru-bar-reply: Russia demands bar" in str(found)
    assert "(and 3 earlier)" in str(found)


def test_membership_is_the_hardest_issue_and_risk_reduction_can_be_agreed():
    odds = {entry.issue: entry.open for entry in analysis("negotiable").issue_odds}
    assert sorted(odds, key=lambda issue: odds[issue])[:2] == ["forces", "membership"]  # on forces, UA's line is firm
    for issue in ("missiles", "aegis", "strategic", "exercises", "contacts"):
        assert odds[issue] == 1
    assert Fraction(0) < odds["membership"] < Fraction(1, 10)


def wish(parties, issue):
    """Return the options that some party holds to be worth 1."""
    compilation = negsim.compile_scenario(SCENARIO)
    return {
        entry.option
        for party in parties
        for entry in compilation.of(party).values[issue]
        if entry.value == 1 and compilation.of(party).weights[issue].weight
    }


def test_the_first_nearest_deal_is_nobodys_wish_list():
    nearest = analysis().nearest_deals
    assert nearest is not None
    deal = nearest[0]
    assert set(deal.breaches) == {"West", "RU"}, "both sides move, and no line of a host is broken"
    assert all(breach.total > 5 for breach in deal.breaches.values())
    got = {
        side: sum(deal.package[issue] in wish(parties, issue) for issue in CONTESTED)
        for side, parties in (("West", ("US", "NATO")), ("RU", ("RU",)))
    }
    assert max(got.values()) <= 2, got
    assert deal.package["membership"] == "moratorium"
    assert not any(name.startswith(HOSTS) for name in deal.broken)


def test_the_first_deals_breaches_are_within_reach_of_each_other():
    nearest = analysis().nearest_deals
    assert nearest is not None
    totals = [breach.total for breach in nearest[0].breaches.values()]
    assert max(totals) < 2 * min(totals)
    assert nearest.count > 1


def test_the_package_is_a_line_over_several_issues():
    (line,) = SCENARIO.party("RU").lines
    assert line.id == "package"
    assert line.source == "RU-1702"
    assert line.assumption
    (demand,) = [entry for entry in analysis().problem.demands if entry.name == "RU:package"]
    assert demand.line is not None
    assert len(demand.line.issues) >= 3
    assert any("RU:package" in conflict.demands for conflict in analysis().conflicts)


def test_what_excludes_each_other_is_excluded():
    assert analysis().zone is not None
    assert SCENARIO.space.combinations > analysis().zone.packages == 45_349_632


@pytest.mark.parametrize(
    ("hosts", "size"), [((), 0), (("UA", "GE", "MD"), 288), (("UA",), 0), (("GE", "MD"), 0)], ids=str
)
def test_consent_changes_the_zone_of_the_day_of_the_drafts(hosts, size):
    """Before the West had answered, Russia's own wishes stood alone: only the hosts' lines shut the zone."""
    scenario = without_consent(*hosts)
    problem = negsim.compile_scenario(scenario, as_of=dt.date(2021, 12, 17)).problem
    assert negsim.zone(problem).size == size


@pytest.mark.parametrize(
    ("hosts", "size"),
    [((), 20_155_392), (("UA", "GE", "MD"), 45_349_632), (("UA",), 45_349_632), (("GE", "MD"), 20_155_392)],
)
def test_consent_of_ukraine_alone_halves_the_zone_of_a_dialogue(hosts, size):
    problem = negsim.compile_scenario(without_consent(*hosts), reading="dialogue").problem
    assert negsim.zone(problem).size == size


def test_the_page_on_the_coding_says_the_same():
    page = (PATH.parents[1] / "docs" / "explanation" / "european-security-2022.md").read_text(encoding="utf-8")
    assert "| 0 packages | 288 packages |" in page
    assert "| 20,155,392 | 45,349,632 |" in page
    first = analysis().nearest_deals
    assert first is not None
    west, russia = (float(first[0].breaches[side].total) for side in ("West", "RU"))
    assert f"the West moves {west:.1f} points and Russia {russia:.1f}" in page
    for statement in SCENARIO.statements:
        assert f"`{statement.id}`" in page, statement.id


def test_warnings_have_their_condition():
    warned = [entry for entry in SCENARIO.statements if entry.stance is Stance.WARNS]
    assert len(warned) >= 3
    assert all(entry.given for entry in warned)
