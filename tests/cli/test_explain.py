"""``negsim explain``: behind every value, weight, line, source and statement stands a statement or an assumption."""

import re
from fractions import Fraction

import pytest

import negsim
from negsim.explanation import explain, points_text, said_behind
from tests.cli.running import FLAGSHIP, NEIGHBOURS, SCENARIOS, WATER, run

COMPILED = {
    (path.stem, reading): negsim.compile_scenario(negsim.read_scenario(path), reading=reading)
    for path in SCENARIOS
    for reading in ("face-value", "negotiable")
}
compiled = pytest.mark.parametrize("compilation", COMPILED.values(), ids=["-".join(key) for key in COMPILED])


def whole(entry):
    """Return an explanation's text with all that stands behind it."""
    return "\n".join([entry.text, *(whole(child) for child in entry.entries)])


def has_origin(scenario, text, ids):
    """Tell whether a text names its statements and their sources, or says that it is assumed."""
    for known in ids:
        statement = scenario.statement(known)
        assert f"{known}: " in text
        assert f"[{statement.source}" in text if statement.source else f"assumed: {statement.assumption}" in text
    return bool(ids) or "assum" in text or any(f"[{source.id}" in text for source in scenario.sources)


@compiled
def test_every_value_has_an_origin(compilation):
    for evidence in compilation.evidence:
        for issue, entries in evidence.values.items():
            text = whole(explain(compilation, f"{evidence.party.id}:{issue}"))
            if not evidence.weights[issue].weight:
                assert "silent" in text
                continue
            assert has_origin(compilation.scenario, text, [entry.id for entry in evidence.positions[issue].statements])
            for entry in entries:
                own = whole(explain(compilation, f"{evidence.party.id}:{issue}:{entry.option}"))
                assert has_origin(compilation.scenario, own, entry.statements), own
                assert f"{entry.option}: " in own
                assert entry.rule in own


@compiled
def test_every_weight_has_an_origin(compilation):
    for evidence in compilation.evidence:
        text = whole(explain(compilation, f"{evidence.party.id}:weights"))
        used = [known for entry in evidence.weights.values() for known in entry.statements]
        assert has_origin(compilation.scenario, text, used)


@compiled
def test_every_line_has_an_origin_a_price_and_a_firmness(compilation):
    for evidence in compilation.evidence:
        for entry in evidence.lines:
            name = f"{evidence.party.id}:{entry.line.id}"
            text = whole(explain(compilation, name))
            assert has_origin(compilation.scenario, text, entry.line.statements)
            assert text.count(", price ") == len(entry.line.boxes)
            assert "firm with probability" in text
            assert re.search(r"(not )?red under|never binds", text)
            assert has_origin(compilation.scenario, said_behind(compilation, name), entry.line.statements[-1:])


@compiled
def test_every_demand_tells_whom_it_is_shared_with(compilation):
    for demand in compilation.problem.demands:
        text = whole(explain(compilation, demand.name))
        for party in demand.shared_by[1:]:
            assert re.search(rf"one demand with .*{party}", text)
    for evidence in compilation.evidence:
        assert f"{evidence.party.id}:" in whole(explain(compilation, evidence.party.id)) or not evidence.lines


@compiled
def test_every_source_lists_what_was_said_in_it(compilation):
    scenario = compilation.scenario
    for source in scenario.sources:
        text = whole(explain(compilation, source.id))
        for part in (source.label, source.id, source.date.isoformat(), source.address, source.note):
            assert part in text
        for statement in scenario.statements:
            assert (f"{statement.id}: " in text) == (statement.source == source.id)


@compiled
def test_every_statement_names_its_source_or_assumption(compilation):
    scenario = compilation.scenario
    for statement in scenario.statements:
        text = whole(explain(compilation, statement.id))
        assert has_origin(scenario, text, [statement.id])
        assert scenario.party(statement.party).label in text
        assert statement.strength.value in text
        assert statement.text.rstrip(".") in text
        assert ".;" not in text


@compiled
def test_every_issue_and_the_reading(compilation):
    for issue in compilation.scenario.issues:
        text = whole(explain(compilation, issue.id))
        assert all(option in text for option in issue.option_ids)
        assert all(f"{evidence.party.id}: " in text for evidence in compilation.evidence)
    text = whole(explain(compilation, "reading"))
    assert compilation.reading.id in text
    for strength, firmness in compilation.reading.firmness.items():
        assert f"strength {strength} is firm with probability {float(firmness):g}" in text


def test_a_stated_line_its_price_and_its_firmness():
    text = re.sub(r"\s+", " ", run("explain", FLAGSHIP, "RU:package").out)
    assert "[RU-1702, general characteristics]; assumed: that the package is broken" in text
    assert "(as the file states)" in text
    own = re.sub(r"\s+", " ", run("explain", FLAGSHIP, "UA:own-defence").out)
    assert "assumed: Ukraine hosted" in own
    assert "no source" not in own
    assert "firm with probability 1, as the file states" in own
    assert "what it loses against its best option outside the line" in own


def test_firmness_is_told_step_by_step():
    text = re.sub(r"\s+", " ", run("explain", FLAGSHIP, "NATO:missiles-limit", "--reading", "negotiable").out)
    steps = (
        "strength explicit gives 0.6, being public adds 0.2 of what is missing to 1, a limit by openness has 0.5 times"
    )
    assert f"firm with probability 0.34 under negotiable: {steps} that" in text
    assert "does not count in the zone, only in the odds; one demand with US, listed as US:missiles-limit" in text


def test_a_line_tells_on_what_principle_it_rests_and_which_others_do():
    issues = [negsim.Issue(name, ["yes", "no"]) for name in ("bases", "pact", "port")]
    said = [
        negsim.Statement(party="A", issue=issue, stance="rejects", options=["yes"], principle=principle)
        for issue, principle in [("bases", "neutrality"), ("pact", "neutrality"), ("port", "trade")]
    ]
    scenario = negsim.Scenario("s", issues=issues, parties=[negsim.Party("A")], statements=said)
    compilation = negsim.compile_scenario(scenario)
    together = ", as does A:pact-not-yes: they can be taken to stand or fall together"
    assert f"rests on the principle 'neutrality'{together}" in whole(explain(compilation, "A:bases-not-yes"))
    assert "rests on the principle 'trade'\n" in whole(explain(compilation, "A:port-not-yes"))


def test_a_reservation_and_what_stands_for_none():
    text = re.sub(r"\s+", " ", run("explain", NEIGHBOURS, "North:reservation").out)
    assert "takes at least 50 of 100: a stated value (Minutes of the first meeting" in text
    assert "[minutes, item 4]" in text
    assert "none is assumed in silence" in run("explain", WATER, "Up:reservation").out
    assert said_behind(COMPILED["two_neighbours", "face-value"], "North:reservation").startswith("takes at least 50")


STATED = """format = 1
id = "stated"
[[issues]]
id = "price"
ordered = true
status_quo = "low"
options = ["low", "high"]
[[issues]]
id = "date"
status_quo = "now"
options = ["now", "later"]
[[parties]]
id = "A"
[parties.preferences]
ranking = ["price", "date"]
note = "it said so in the corridor"
values = { price = { low = 1, high = 0 }, date = { now = 1, later = 0 } }
interactions = [{ when = { price = ["high"], date = ["later"] }, points = 5, note = "time to save up" }]
[parties.reservation]
fallback = { price = "high" }
[parties.uncertainty]
weights = { price = [0.6, 0.9] }
[[parties]]
id = "B"
consent = "never"
[parties.preferences]
values = { price = { low = 0, high = 1 } }
[parties.reservation]
value = 0.5
text = "Goes on as it is."
[[statements]]
id = "b-date"
party = "B"
issue = "date"
stance = "conditional"
given = { price = ["high"] }
options = ["later"]
strength = "interest"
"""


def test_what_a_file_states_without_a_source_is_shown_as_assumed(tmp_path):
    path = tmp_path / "stated.toml"
    path.write_text(STATED, encoding="utf-8")

    def said(what):
        ran = run("explain", path, what)
        assert ran.code == 0
        return re.sub(r"\s+", " ", ran.out)

    assumed = "no source: the analyst's assumption"
    assert f"weights ({assumed}; it said so in the corridor)" in said("A:weights")
    centroid = "rank-order centroid of the stated ranking"
    assert f"price: 75 of 100, {centroid}; not known exactly: 60 to 90" in said("A:weights")
    assert f"date: 25 of 100, {centroid}" in said("A:weights")
    assert "5 of 100 for price: high with date: later (time to save up)" in said("A")
    assert f"rank-order centroid of the stated ranking ({assumed})" in said("A:price")
    assert f"values ({assumed})" in said("A:price")
    assert f"its fallback (price high) ({assumed})" in said("A:reservation")
    assert f"takes at least 50 of 100: a stated value ({assumed}); Goes on as it is." in said("B:reservation")
    assert "B: an observer" in said("B")
    assert "no lines" in said("A")
    assert "no source is named" in said("b-date")
    assert "an offer that holds under a condition" in said("B:date-later-if")
    assert "reservation takes at least" in run("compile", path).out


def test_points_are_shown_with_one_decimal_where_they_need_one():
    assert [points_text(Fraction(number, 3)) for number in (3, 4, 5)] == ["1", "1.3", "1.7"]


@pytest.mark.parametrize("what", ["US", "membership", "US:membership", "RU-1702", "us-no-bar", "reading"])
def test_json_has_the_same_sentences(what):
    answer = run("explain", FLAGSHIP, what, "--json").json

    def sentences(entry):
        return [entry["text"], *(text for child in entry["entries"] for text in sentences(child))]

    text = re.sub(r"\s+", " ", run("explain", FLAGSHIP, what).out)
    assert all(re.sub(r"\s+", " ", sentence).strip() in text for sentence in sentences(answer))
