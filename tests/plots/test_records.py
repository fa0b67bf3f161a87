"""What is drawn is what the analysis found."""

import itertools
import pickle
from fractions import Fraction

import numpy as np
import pytest

import negsim
from negsim.deals.cloud import cloud
from negsim.plots import PLOTS, alt_text
from negsim.plots.conflicts_data import conflicts_data
from negsim.plots.prices_data import prices_data
from negsim.plots.space_data import concession_space_data
from negsim.plots.stances_data import stances_data
from negsim.plots.words import clean, verdict
from tests.plots.conftest import PROPOSALS, SMALL, said, sale


def brute_force(problem, parties, *, of):
    found: dict[tuple[int, ...], int] = {}
    for indices in itertools.product(*(range(radix) for radix in problem.space.radices)):
        package = problem.space.package(indices)
        if not problem.space.exists(package) or (of == "zone" and not negsim.membership(problem, package).is_inside):
            continue
        points = problem.points(package)
        pair = tuple(points[party] for party in parties)
        found[pair] = found.get(pair, 0) + 1
    return found


@pytest.mark.parametrize("of", ["space", "zone"])
@pytest.mark.parametrize("scenario", SMALL)
def test_cloud_is_that_of_brute_force(small, scenario, of):
    problem = small[scenario].problem
    parties = tuple(party.id for party in problem.parties)
    found = cloud(problem, parties, of=of)
    pairs = {tuple(pair): number for pair, number in zip(found.points.tolist(), found.counts.tolist(), strict=True)}
    assert pairs == brute_force(problem, parties, of=of)
    assert found.exact
    best = [pair for pair in pairs if not any(beats(other, pair) for other in pairs)]
    assert list(found.frontier) == sorted(best)


def beats(one, other):
    return one != other and all(first >= second for first, second in zip(one, other, strict=True))


def test_cloud_counts_the_flagship(flagship):
    analysis = flagship["dialogue"]
    assert cloud(analysis.problem, ("US", "RU")).packages == analysis.zone.packages
    assert cloud(analysis.problem, ("US", "UA"), of="zone").packages == analysis.zone.size


def test_a_cloud_on_a_grid_says_so_and_is_no_farther_off(flagship):
    problem = flagship["dialogue"].problem
    exact, rounded = cloud(problem, ("US", "RU")), cloud(problem, ("US", "RU"), max_pairs=3000)
    assert not rounded.exact
    assert rounded.packages == exact.packages
    off = [Fraction(entry) for entry in rounded.rounding]
    scales = [problem.party(party).scale for party in ("US", "RU")]
    for pair in exact.points[:: len(exact) // 50].tolist():
        near = np.abs(rounded.points - np.array(pair)) * 100
        assert any(all(row[axis] <= off[axis] * scales[axis] for axis in (0, 1)) for row in near.tolist())


def test_a_cloud_survives_pickling(small):
    found = cloud(small["open"].problem, ("B", "S"))
    assert pickle.loads(pickle.dumps(found)) == found
    assert len(found) == len(found.points)


def test_a_cloud_needs_two_parties_of_the_problem(small):
    problem = small["open"].problem
    with pytest.raises(ValueError, match="two different"):
        cloud(problem, ("B", "B"))
    with pytest.raises(negsim.UnknownNameError):
        cloud(problem, ("B", "nobody"))


def test_space_holds_the_numbers_of_the_analysis(flagship):
    analysis = flagship["face-value"]
    record = concession_space_data(analysis, ("US", "RU"))
    assert sum(number for *_, number in record.packages) == analysis.zone.packages
    assert record.zone == ()
    first = analysis.nearest_deals.items[0]
    at = tuple(100 * first.points[party] / analysis.problem.party(party).scale for party in ("US", "RU"))
    assert record.spots[0].at == pytest.approx(at)
    assert record.heading.title == verdict(analysis)
    assert f"{analysis.zone.packages:,}" in record.heading.title


def test_space_of_an_open_zone_has_solutions_and_zone(flagship):
    analysis = flagship["dialogue"]
    record = concession_space_data(analysis)
    assert record.parties == ("US", "RU")
    assert sum(number for *_, number in record.zone) == analysis.zone.size
    assert {spot.kind for spot in record.spots} == {*analysis.solutions, "status quo"}
    assert set(record.zone_frontier) <= {pair[:2] for pair in record.zone}


def test_space_reports_reservations():
    analysis = negsim.analyze(sale(*PROPOSALS, reservation="0.5"))
    record = concession_space_data(analysis)
    assert record.reservations == (50.0, None)


def test_space_of_one_party_has_nothing_to_show():
    scenario = negsim.Scenario("one", issues=[negsim.Issue("a", ["x", "y"])], parties=[negsim.Party("A")])
    assert "one party" in concession_space_data(negsim.analyze(scenario)).reason


def test_stances_show_positions_lines_and_sources(flagship):
    analysis = flagship["face-value"]
    record = stances_data(analysis)
    cells = {(row.issue, cell.party): cell for row in record.rows for cell in row.cells}
    numbers = dict(record.sources)
    russia = cells["membership", "RU"]
    assert russia.text.startswith("demands Binding bar")
    assert "Russian reaction" in numbers[russia.notes[0]]
    assert russia.line == "broken"
    assert cells["membership", "UA"].notes == ("a",)
    assert cells["membership", "MD"].text == ""
    assert cells["membership", "MD"].distance is None
    deal = analysis.nearest_deals.items[0].package
    for row in record.rows:
        assert row.taken_short == deal[row.issue]
        for cell in row.cells:
            if cell.distance is not None:
                value = analysis.compilation.of(cell.party).value(row.issue, deal[row.issue])
                assert cell.distance == pytest.approx(1 - float(value))


def test_stances_count_the_lines_that_the_package_breaks(flagship):
    analysis = flagship["face-value"]
    broken = [name for name in analysis.nearest_deals.items[0].broken if not name.endswith(":reservation")]
    assert f"breaks {len(broken)} of" in stances_data(analysis).heading.title


def test_stances_say_kept_where_a_line_is_kept(flagship):
    record = stances_data(flagship["dialogue"], ["UA"])
    assert {cell.line for row in record.rows for cell in row.cells} == {"", "kept"}


def test_conflicts_are_those_of_the_analysis(flagship):
    analysis = flagship["face-value"]
    record = conflicts_data(analysis)
    links = {link.number: link.demands for group in record.groups for link in group.links}
    assert links == dict(enumerate((conflict.demands for conflict in analysis.conflicts), start=1))
    for group in record.groups:
        assert {blocker.name for blocker in group.blockers} == {name for link in group.links for name in link.demands}


def test_conflicts_of_an_open_zone_have_nothing_to_show(small):
    record = conflicts_data(small["open"])
    assert "zone is open" in record.reason
    assert record.reason in alt_text(record)


def test_prices_are_those_of_the_boxes_in_the_stated_order(flagship):
    analysis = flagship["negotiable"]
    record = prices_data(analysis)
    demands = {demand.name: demand for demand in analysis.problem.demands}
    for row in record.rows:
        prices = [float(box.price) for box in demands[row.name].line.boxes]
        assert (row.low, row.high) == (min(prices), max(prices))
        assert row.times == pytest.approx(float(analysis.odds.importance[row.name].times))
    times = [row.times or 0 for row in record.rows]
    assert times == sorted(times, reverse=True)
    assert record.rows[0].name in record.heading.title


def test_prices_fall_back_on_conflicts_where_no_line_alone_helps(flagship):
    record = prices_data(flagship["face-value"])
    assert not record.has_times
    assert [row.conflicts for row in record.rows] == sorted((row.conflicts for row in record.rows), reverse=True)


def test_prices_of_a_reservation_are_by_the_point():
    analysis = negsim.analyze(sale(*PROPOSALS, reservation="0.5"))
    rows = {row.name: row.low for row in prices_data(analysis).rows}
    assert rows["B:reservation"] is None


def test_titles_of_degenerate_zones(small):
    assert verdict(small["all equal"]) == "All 6 packages pass all red lines"
    assert verdict(small["one package"]) == "The only package passes"
    low = said("B", "price", "demands", "middle")
    one = negsim.analyze(sale(low, said("S", "date", "demands", "late")))
    assert verdict(one) == "Only the status quo passes all red lines, of 6 packages"


@pytest.mark.parametrize("name", PLOTS)
def test_every_figure_carries_its_words(flagship, name):
    label = str(PLOTS[name][0](flagship["face-value"]).get_label())
    assert flagship["face-value"].scenario.label in label


def test_conflicts_that_need_several_issues_are_said_to(small):
    issues = [negsim.Issue("a", ["x", "y"]), negsim.Issue("b", ["p", "q"])]
    line = negsim.RedLine("both", boxes=[negsim.Box({"a": ["x"], "b": ["p"]}, price=5)])
    other = negsim.RedLine("else", boxes=[negsim.Box({"a": ["y"]}, price=5), negsim.Box({"b": ["q"]}, price=5)])
    parties = [negsim.Party("A", lines=[line]), negsim.Party("B", lines=[other])]
    analysis = negsim.analyze(negsim.Scenario("two", issues=issues, parties=parties))
    assert verdict(analysis) == "No package of 4 passes all red lines; 1 conflict over several issues blocks"
    assert conflicts_data(analysis).groups[0].blockers[0].meaning == "links a and b"


def test_hidden_characters_are_written_out():
    assert clean("a\u202eb\x07") == "a\\u202eb\\x07"
