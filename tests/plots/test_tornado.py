"""What a tornado shows is what the sensitivity found; its text is whole and apart at both widths."""

from fractions import Fraction

import attrs
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.sensitivity import sensitivity
from negsim.plots.drawing import figure_of
from negsim.plots.tornado import _ticks, draw_tornado, plot_tornado
from negsim.plots.tornado_data import MAX_ROWS, tornado_data
from tests.plots.conftest import bytes_of, faults_of, texts_of
from tests.unit.experiments.test_sensitivity import OWN, border, sale


def both(scenario, *, reading="face-value", spread=None, answers=None):
    analysis = negsim.analyze(scenario, reading=reading)
    known = knowledge(analysis.compilation, spread=spread or Spread())
    return analysis, sensitivity(analysis.compilation, known=known, answers=answers)


def many():
    """Two sides that want all of many issues, weighed differently by each."""
    names = [f"issue-{number}" for number in range(11)]
    sides = {"N": "this", "S": "that"}
    parties = [
        negsim.Party(
            side,
            preferences=negsim.Preferences(
                weights={name: 3 + (at * (7 + len(wish) + at) + at) % 5 for at, name in enumerate(names)}
            ),
        )
        for side, wish in sides.items()
    ]
    said = [
        negsim.Statement(party=side, issue=name, stance="demands", options=[wish], assumption="taken so")
        for side, wish in sides.items()
        for name in names
    ]
    issues = [negsim.Issue(name, ["this", "that"]) for name in names]
    return negsim.Scenario("many", issues=issues, parties=parties, statements=said)


CASES = {
    "border": lambda: both(border()),
    "firmness": lambda: both(border(), reading=OWN),
    "no package": lambda: both(border(), reading=OWN, answers=["nearest-deal", "nash"]),
    "reservation": lambda: both(
        sale(reservation=negsim.Reservation(value="0.7", firmness="1/2")), spread=Spread(reservation="0.4")
    ),
    "both kinds": lambda: both(border(north=(2, 3), south=(3, 1)), spread=Spread(weights="0.9")),
    "many": lambda: both(many()),
    "off its interval": lambda: both(
        sale(
            reservation=negsim.Reservation(value="0.4"),
            uncertainty=negsim.Uncertainty(reservation=negsim.Interval("1.2", "1.5")),
        ),
        answers=["odds", "nash"],
    ),
    "nothing moves": lambda: both(sale(), spread=Spread(firmness=0)),
}


@pytest.fixture(scope="module")
def cases():
    return {name: make() for name, make in CASES.items()}


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize("name", CASES)
def test_text_is_whole_and_apart(cases, name, width):
    analysis, found = cases[name]
    figure = figure_of(plot_tornado(analysis, found, width=width))
    assert faults_of(figure) == ([], [])
    record = tornado_data(analysis, found)
    assert figure.get_label() == record.alternative


def test_the_title_says_what_would_change_the_answer(cases):
    record = tornado_data(*cases["border"])
    assert record.heading.title == "The nearest deal changes if land weighs under 0.5 with N (taken as 0.6)"
    panel = record.panels[0]
    names = [f"weight of {issue} with {side}" for side in "SN" for issue in ("land", "sea")]
    assert [row.name for row in panel.changing] == names
    assert panel.packages == ("A: the package as it is", "B: as A, but land: south, sea: open")
    assert [row.text for row in panel.changing] == [
        "over 0.6: package B",
        "under 0.4: package B",
        "under 0.5: package B",
        "over 0.5: package B",
    ]
    assert [flip.x for flip in panel.changing[0].flips] == [60]


def test_numbers_that_change_the_package_stand_apart(cases):
    record = tornado_data(*cases["both kinds"])
    panel = record.panels[0]
    assert (len(panel.changing), [row.name for row in panel.moving]) == (3, ["weight of sea with S"])
    drawn = [text for text, _ in texts_of(figure_of(draw_tornado(record)))]
    assert {"numbers that change the package", "numbers that only move the value"} <= set(drawn)


def test_a_line_that_becomes_red_is_told(cases):
    record = tornado_data(*cases["no package"], answers=["nearest-deal"])
    assert record.heading.title.endswith("N:land-not-south is at least 0.8 (taken as 0.6)")
    panel = record.panels[0]
    assert panel.point is None
    assert panel.changing[0].text == "from 0.8: package A, other lines being red"
    assert panel.packages[0].startswith("A: land: ")
    assert [flip.x for flip in panel.changing[0].flips] == [50]


def test_a_zone_that_closes_is_told(cases):
    panel = tornado_data(*cases["no package"], answers=["nash"]).panels[0]
    row = next(row for row in panel.changing if row.name == "firmness of N:land-not-south")
    assert (row.text, row.high) == ("from 0.8: no package", None)


def test_odds_are_shown_as_multiples(cases):
    record = tornado_data(*cases["firmness"], answers=["odds"])
    assert record.heading.title.startswith("The odds of a deal depend most on the firmness of ")
    panel = record.panels[0]
    assert (panel.what, panel.point) == ("odds of a deal, as a multiple of what they are", 1)
    analysis, found = cases["firmness"]
    first = found.of("odds")[0]
    assert panel.moving[0].most == pytest.approx(float(first.most / analysis.odds.open))


def test_odds_of_nothing_are_shown_as_they_are(cases):
    _, found = cases["border"]
    assert {bar.point.measures for bar in found.of("odds")} <= {(Fraction(0),)}
    record = tornado_data(*cases["border"], answers=["odds"])
    assert record.reason == "no number moves it within its interval"
    assert record.heading.title.startswith("Nothing moves the odds")


def test_a_package_that_nothing_changes(cases):
    analysis, found = cases["firmness"]
    record = tornado_data(analysis, found, answers=["utilitarian"])
    assert record.heading.title.startswith("The utilitarian solution changes if ")
    analysis, found = both(sale(), spread=Spread(firmness=0), answers=["nash"])
    record = tornado_data(analysis, found)
    assert record.heading.title == "No number by itself changes the package of the Nash solution"


def test_the_rest_is_counted(cases):
    analysis, found = cases["many"]
    record = tornado_data(analysis, found, answers=["nearest-deal"])
    (panel,) = record.panels
    bars = found.of("nearest-deal")
    moved = [bar for bar in bars if bar.length or bar.flips]
    assert len(panel.rows) == MAX_ROWS
    assert panel.omitted == len(moved) - MAX_ROWS
    assert panel.still == len(bars) - len(moved)
    assert panel.omitted_changing == sum(bool(bar.flips) for bar in bars) - len(panel.changing)
    assert any("not shown" in text for text, _ in texts_of(figure_of(draw_tornado(record))))


def test_it_is_drawn_within_axes_that_are_given_and_the_same_each_time(cases):
    figure = Figure(figsize=(8, 6))
    FigureCanvasAgg(figure)
    plot_tornado(*cases["border"], ax=figure.add_axes((0.05, 0.05, 0.9, 0.9)))
    plot_tornado(*cases["nothing moves"], ax=figure.add_axes((0.05, 0.05, 0.9, 0.9)))
    assert figure.get_label() == ""
    assert tuple(figure.get_size_inches()) == (8, 6)
    one, other = (figure_of(plot_tornado(*cases["border"])) for _ in range(2))
    assert bytes_of(one, "svg") == bytes_of(other, "svg")


def test_a_number_coded_outside_of_its_interval_is_drawn_with_what_it_is_within(cases):
    record = tornado_data(*cases["off its interval"], answers=["odds", "nash"])
    odds, nash = record.panels
    assert (odds.point, odds.moving[0].least, odds.moving[0].interval) == (1, 0, "1.2 – 1.5, coded 0.4")
    assert [row.text for row in nash.changing] == ["within the interval: no package"]
    record = tornado_data(*both(border(), answers=["nearest-deal"]))
    assert not any(row.note for row in record.panels[0].rows)


@pytest.mark.parametrize("most", [3, 4])
def test_a_scale_has_at_least_two_numbers_wherever_it_lies(most):
    for low in (-1.5, 0.0, 0.3, 0.93, 0.999, 7.0):
        for size in (0.01, 0.14, 0.7, 1.3, 2.4, 9.9, 130.0):
            found = _ticks(low, low + size, most=most)
            assert 2 <= len(found) <= 2 * most, (low, size)
            assert low <= found[0] + 1e-9
            assert found[-1] <= low + size + 1e-9


def test_a_package_without_a_measure_is_drawn():
    """Kalai-Smorodinsky measures nothing where no party can gain."""
    analysis, found = both(border(), reading=OWN, answers=["kalai-smorodinsky"])
    bars = [
        attrs.evolve(
            bar,
            low=attrs.evolve(bar.low, measures=()),
            point=attrs.evolve(bar.point, measures=()),
            high=attrs.evolve(bar.high, measures=()),
            pieces=[attrs.evolve(piece, start=(), end=()) for piece in bar.pieces],
        )
        for bar in found.bars
    ]
    assert any(bar.flips for bar in bars)
    assert faults_of(figure_of(plot_tornado(analysis, attrs.evolve(found, bars=bars)))) == ([], [])
