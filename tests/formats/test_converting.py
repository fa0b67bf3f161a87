"""Conversions: lossless ones come back equal, and whatever is lost is told."""

from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings

import negsim
from negsim.formats.case_scenario import scenario_of
from negsim.formats.converting import TITLES, convert, write_converted
from negsim.formats.reading import known_formats, read_texts
from negsim.parties.interval import Interval
from negsim.parties.uncertainty import Uncertainty
from tests.formats.case_generators import cases

ROOT = Path(__file__).parents[2]
FERRY = negsim.read_scenario(ROOT / "scenarios" / "ferry_line")
FLAGSHIP = negsim.read_scenario(ROOT / "scenarios" / "european_security_2022.toml")
HARBOUR = negsim.read_scenario(ROOT / "scenarios" / "harbour_scores.csv")


def back(converted):
    return read_texts([(name, text.encode()) for name, text in converted.files.items()], is_checked=False).scenario


def test_every_format_that_is_read_is_written():
    assert tuple(TITLES) == known_formats()


@pytest.mark.parametrize("to", ["toml", "genius"])
def test_a_domain_of_genius_comes_back_equal(to):
    converted = convert(FERRY, to)
    assert converted.is_lossless
    assert back(converted) == FERRY


def test_a_score_sheet_comes_back_equal():
    converted = convert(HARBOUR, "scores")
    assert (converted.lost, back(converted)) == ((), HARBOUR)


@pytest.mark.parametrize("to", ["genius", "geniusweb", "negmas", "negolog", "scores"])
def test_what_is_lost_of_a_domain_is_told_and_packages_are_worth_the_same(to):
    converted = convert(FERRY, to)
    told = (
        "discounts: ",
        "the order of options: ",
        "ids of parties: ",
        "the title: ",
        "called",
        "becomes a package",
        "is weight and",
    )
    assert all(any(words in entry for words in told) for entry in converted.lost), converted.lost
    mine, other = (negsim.analyze(scenario) for scenario in (FERRY, back(converted)))
    assert mine.zone is not None
    assert other.zone is not None
    assert (mine.zone.size, mine.zone.packages) == (other.zone.size, other.zone.packages)
    assert [shares(mine, deal) for deal in mine.solutions["nash"]] == [
        shares(other, deal) for deal in other.solutions["nash"]
    ]


def shares(analysis, deal):
    points = analysis.problem.points(deal.package)
    return [Fraction(points[party.id], party.scale) for party in analysis.problem.parties]


def test_what_is_lost_of_the_flagship_is_told():
    lost = "\n".join(convert(FLAGSHIP, "negmas").lost)
    for words in (
        f"{len(FLAGSHIP.statements)} statements",
        f"{len(FLAGSHIP.sources)} sources",
        "which packages cannot be (1 excluded)",
        "the status quo: membership, posture",
        "and 9 more",
        "blocs: US, NATO",
        "consent other than always: they will sign every package: UA, GE, MD",
        "stated red lines: RU, UA",
        "what the scenario is about",
        "the date of the coding",
    ):
        assert words in lost, words


def test_nothing_is_lost_in_toml():
    converted = convert(FLAGSHIP, "toml")
    assert converted.is_lossless
    assert back(converted) == FLAGSHIP


def test_what_a_format_cannot_hold_at_all_is_refused():
    with pytest.raises(negsim.UnsupportedError, match="not supported: NegoLog JSON cannot hold"):
        convert(HARBOUR, "negolog")
    with pytest.raises(negsim.UnsupportedError, match="not supported"):
        convert(HARBOUR, "actors")
    with pytest.raises(negsim.UnknownNameError, match="did you mean 'genius'"):
        convert(HARBOUR, "genus")


@pytest.mark.parametrize("to", ["genius", "geniusweb", "negmas", "negolog", "scores", "actors", "toml"])
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(case=cases(has_bonuses=True))
def test_a_case_is_converted_exactly_or_what_changes_is_told(to, case):
    scenario = scenario_of(case)
    try:
        converted = convert(scenario, to)
    except negsim.UnsupportedError:
        return
    again = back(converted)
    if converted.is_lossless:
        assert_worth_the_same(scenario, again)
    assert back(convert(again, to)) == again


def assert_worth_the_same(scenario, again):
    mine, other = (negsim.compile_scenario(entry).problem for entry in (scenario, again))
    sizes = [len(issue.options) for issue in mine.space.issues]
    assert sizes == [len(issue.options) for issue in other.space.issues]
    for number in range(min(mine.space.combinations, 200)):
        places = []
        for size in reversed(sizes):
            number, place = divmod(number, size)
            places.append(place)
        found = [problem.points(problem.space.package(places[::-1])) for problem in (mine, other)]
        for party, same in zip(mine.parties, other.parties, strict=True):
            assert Fraction(found[0][party.id], party.scale) == Fraction(found[1][same.id], same.scale)


def test_files_are_written_all_of_them_or_none(tmp_path):
    converted = convert(FERRY, "genius")
    paths = write_converted(converted, tmp_path / "new" / "ferry")
    assert sorted(Path(path).name for path in paths) == ["ferry_line.xml", "island.xml", "operator.xml"]
    assert negsim.read_scenario(tmp_path / "new" / "ferry") == FERRY
    with pytest.raises(negsim.FileError, match="the file is there already"):
        write_converted(converted, tmp_path / "new" / "ferry")
    assert write_converted(converted, tmp_path / "new" / "ferry", force=True) == paths


def test_nothing_is_left_where_writing_fails(tmp_path, monkeypatch):
    converted = convert(FERRY, "genius")

    def full(text, path, *, force):
        if "operator" in str(path):
            raise negsim.FileError("E013", str(path), "the file cannot be written (no space left)")
        Path(path).write_text(text, encoding="utf-8")

    monkeypatch.setattr("negsim.formats.converting.write_text", full)
    with pytest.raises(negsim.FileError, match="no space left"):
        write_converted(converted, tmp_path / "ferry")
    assert not list((tmp_path / "ferry").iterdir())


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "taken").touch()
    with pytest.raises(negsim.FileError, match="this is a file, where a folder is expected"):
        write_converted(convert(FERRY, "genius"), tmp_path / "taken")
    with pytest.raises(negsim.FileError, match="the folder cannot be made"):
        write_converted(convert(FERRY, "genius"), tmp_path / "taken" / "inner")


def test_each_change_has_its_sentence():
    base = convert(attrs.evolve(FERRY, title=""), "scores").lost
    party = attrs.evolve(
        FERRY.parties[0],
        name="The island council",
        bloc="Coast",
        note="a note",
        capability=3,
        lines=[negsim.RedLine("no-old", boxes=[negsim.Box({"Vessel": ["refitted"]})])],
        uncertainty=Uncertainty(weights={"Fare": Interval("0.1", "0.9")}),
        reservation=negsim.Reservation(fallback={issue.id: issue.option_ids[0] for issue in FERRY.issues}),
    )
    issue = attrs.evolve(FERRY.issues[1], title="The fare", status_quo="6 euros", note="single trip")
    changed = attrs.evolve(
        FERRY,
        parties=[party, FERRY.parties[1]],
        issues=[FERRY.issues[0], issue, *FERRY.issues[2:]],
        excluded=[negsim.Exclusion({"Fare": ["4 euros"], "Vessel": ["new hybrid"]})],
        readings=[negsim.Reading("own")],
    )
    lost = "\n".join(entry for entry in convert(changed, "scores").lost if entry not in base)
    for words in (
        "names of parties: island",
        "blocs: island",
        "notes on parties: island",
        "capabilities: island",
        "what is known of uncertain weights, values and demands: island",
        "stated red lines: island",
        "fallbacks, of which the value is kept: island",
        "the status quo: Fare",
        "notes on issues: Fare",
        "ids of issues, whose titles are kept: Fare",
        "1 reading",
        "which packages cannot be (1 excluded)",
    ):
        assert words in lost, words
