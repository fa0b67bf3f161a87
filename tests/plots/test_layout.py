"""Nothing overlaps, nothing is cut, whatever the scenario and the width."""

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.plots import PLOTS
from negsim.plots.conflicts import plot_conflicts
from negsim.plots.placing import Area, Wanted, place
from negsim.plots.prices import plot_prices
from negsim.plots.space import plot_concession_space
from negsim.plots.stances import plot_stances
from negsim.plots.wrapping import wrapped
from tests.plots.conftest import ODD, SMALL, faults_of, said, sale, texts_of

WIDTHS = {"full": 7.0, "half": 3.4}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("name", "reading"),
    [
        *((name, "face-value") for name in PLOTS),
        ("space", "dialogue"),
        ("prices", "negotiable"),
    ],
)
def test_flagship_text_is_whole_and_apart(flagship, name, reading, width):
    figure = PLOTS[name][0](flagship[reading], width=width)
    assert faults_of(figure) == ([], [])
    assert figure.get_figwidth() == pytest.approx(WIDTHS[width])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scenario", SMALL)
@pytest.mark.parametrize("name", PLOTS)
def test_small_scenarios_are_drawn_whole(small, name, scenario, width):
    assert faults_of(PLOTS[name][0](small[scenario], width=width)) == ([], [])


@pytest.mark.parametrize("parties", [("UA", "RU"), ("NATO", "GE")])
def test_any_two_parties_can_be_chosen(flagship, parties):
    assert faults_of(PLOTS["space"][0](flagship["face-value"], parties=parties)) == ([], [])


@pytest.mark.parametrize("plot", [plot_concession_space, plot_stances, plot_conflicts, plot_prices])
def test_axes_that_are_given_are_drawn_within(flagship, small, plot):
    figure = Figure(figsize=(8, 6))
    FigureCanvasAgg(figure)
    left, right = figure.add_axes((0.02, 0.05, 0.46, 0.9)), figure.add_axes((0.52, 0.05, 0.46, 0.9))
    found = plot(flagship["face-value"], ax=left)
    assert isinstance(found, Axes)
    assert found.get_figure(root=True) is figure
    plot(small["clash"], ax=right)
    assert faults_of(figure, dpi=300) == ([], [])
    assert tuple(figure.get_size_inches()) == (8, 6)
    halves = [
        box.x1 <= figure.bbox.width / 2 or box.x0 >= figure.bbox.width / 2 for _, box in texts_of(figure, dpi=300)
    ]
    assert all(halves)


@pytest.mark.parametrize("name", PLOTS)
def test_mathematics_is_not_set(small, name):
    drawn = " ".join(text for text, _ in texts_of(PLOTS[name][0](small["odd names"], width="full")))
    assert "$" in drawn or name in ("conflicts", "prices", "space")
    if name == "stances":
        assert ODD.split()[0] in drawn
        assert r"\frac$" in drawn


def test_a_long_title_is_wrapped():
    title = "A scenario with a title that nobody would read to its end " * 4
    scenario = negsim.Scenario("long", title=title, issues=[negsim.Issue("a", ["x", "y"])], parties=[negsim.Party("A")])
    for name in PLOTS:
        assert faults_of(PLOTS[name][0](negsim.analyze(scenario), width="half")) == ([], [])


def test_many_parties_and_issues_are_thinned_and_said():
    issues = [negsim.Issue(f"i{number}", ["x", "y"]) for number in range(60)]
    parties = [negsim.Party(f"P{number}") for number in range(30)]
    statements = [said(party.id, issues[number].id, "proposes", "x") for number, party in enumerate(parties)]
    scenario = negsim.Scenario("many", issues=issues, parties=parties, statements=statements)
    figure = PLOTS["stances"][0](negsim.analyze(scenario), width="full")
    assert faults_of(figure) == ([], [])
    drawn = " ".join(text for text, _ in texts_of(figure))
    assert "22 parties are not shown" in drawn
    assert "20 issues are not shown" in drawn


def test_letters_that_no_font_has_are_named():
    with pytest.warns(UserWarning, match="install the font Noto Sans"):
        PLOTS["stances"][0](negsim.analyze(sale(said("B", "price", "demands", "low"), names=("\U0001f9ff𐎠", "S"))))


def test_wrapping_breaks_what_is_wider_than_the_line():
    lines = wrapped("short " + "long" * 40, width=60, size=7)
    assert "".join(lines).replace(" ", "") == "short" + "long" * 40
    assert len(lines) > 4


def test_labels_are_placed_apart_and_inside():
    rng = np.random.default_rng(7)
    bounds = Area(left=0, top=0, right=200, bottom=150)
    wanted = [
        Wanted(x=float(x), y=float(y), width=30, height=8) for x, y in rng.uniform((0, 0), (200, 150), size=(25, 2))
    ]
    found = [area for area in place(wanted, bounds=bounds) if area is not None]
    assert len(found) == 25
    assert all(bounds.holds(area) for area in found)
    assert not any(one.overlaps(other) for index, one in enumerate(found) for other in found[:index])
    assert place(wanted, bounds=bounds) == place(wanted, bounds=bounds)


def test_a_label_without_room_is_left_out():
    assert place([Wanted(x=1, y=1, width=30, height=8)], bounds=Area(left=0, top=0, right=10, bottom=10)) == [None]
