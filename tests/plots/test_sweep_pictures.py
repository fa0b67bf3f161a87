"""Acceptability bars and the robustness map: what is drawn is what a sweep found, whole and apart at both widths."""

from collections import Counter

import attrs
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.errors import UnknownNameError
from negsim.experiments.knowledge import Spread
from negsim.experiments.share import certain, share
from negsim.experiments.sweep import sweep
from negsim.experiments.sweep_rules import NOTHING
from negsim.plots import alt_text
from negsim.plots.acceptability import plot_acceptability
from negsim.plots.acceptability_data import MAX_ROWS, acceptability_data, likely
from negsim.plots.drawing import figure_of
from negsim.plots.robustness import plot_robustness
from negsim.plots.robustness_data import robustness_data
from tests.plots.conftest import FLAGSHIP, ODD, ROOT, bytes_of, faults_of, sale

WIDTHS = {"full": 7.0, "half": 3.4}
BY_NAME = {
    "neighbours": ("two_neighbours.toml", "face-value"),
    "water": ("water_basin.toml", "negotiable"),
    "closed": ("water_basin.toml", "face-value"),
    "flagship": (FLAGSHIP.name, "negotiable"),
}


@pytest.fixture(scope="module")
def sweeps():
    found = {}
    for name, (file, reading) in BY_NAME.items():
        scenario = negsim.read_scenario(ROOT / "scenarios" / file)
        found[name] = sweep(negsim.compile_scenario(scenario, reading=reading), draws=300, seed=1)
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("plot", [plot_acceptability, plot_robustness])
def test_text_is_whole_and_apart(sweeps, plot, name, width):
    figure = figure_of(plot(sweeps[name], width=width))
    assert faults_of(figure) == ([], [])
    assert figure.get_figwidth() == pytest.approx(WIDTHS[width])
    assert figure.get_label()


@pytest.mark.parametrize("plot", [plot_acceptability, plot_robustness])
def test_axes_that_are_given_are_drawn_within(sweeps, plot):
    figure = Figure(figsize=(8, 6))
    FigureCanvasAgg(figure)
    left = figure.add_axes((0.02, 0.05, 0.46, 0.9))
    found = plot(sweeps["neighbours"], ax=left)
    assert isinstance(found, Axes)
    assert faults_of(figure, dpi=300) == ([], [])
    assert figure.get_label() == ""


@pytest.mark.parametrize("plot", [plot_acceptability, plot_robustness])
def test_the_same_sweep_gives_the_same_bytes(sweeps, plot):
    one, other = (bytes_of(figure_of(plot(sweeps["water"])), "svg") for _ in range(2))
    assert one == other


def test_bars_are_the_shares_of_the_sweep(sweeps):
    for found in sweeps.values():
        record = acceptability_data(found)
        shares = {entry.followed.label: entry for entry in found.packages}
        values = [row.everyone.value for row in record.rows]
        assert values == sorted(values, reverse=True)
        for row in record.rows:
            entry = shares[row.name]
            assert row.everyone.value == float(entry.all_accept)
            assert [(bar.party, bar.value) for bar in row.parties] == [
                (party, float(share)) for party, share in entry.by_party.items()
            ]
            assert row.everyone.low <= row.everyone.value <= row.everyone.high
        assert alt_text(record).startswith(record.heading.title)
        assert f"seed {found.seed}" in record.heading.subtitle


def test_the_bars_title_is_the_finding(sweeps):
    assert acceptability_data(sweeps["water"]).heading.title == (
        "All accept “status quo” with a probability of 28 %, the most of 3 packages"
    )
    assert acceptability_data(sweeps["closed"]).heading.title == "All accept none of 5 packages"
    never = attrs.evolve(sweeps["water"].packages[0], all_accept=share(0, 300))
    drawn = attrs.evolve(sweeps["water"], packages=[never])
    assert acceptability_data(drawn).heading.title == "All accept none of 1 package in any of 300 draws"


def test_only_so_many_packages_are_shown(sweeps):
    many = attrs.evolve(sweeps["water"], packages=list(sweeps["water"].packages) * 5)
    record = acceptability_data(many)
    assert len(record.rows) == MAX_ROWS
    assert "first 10 of 15 packages" in record.heading.subtitle


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (certain(0), "0 %"),
        (certain(1), "100 %"),
        (certain("0.999"), "all but 0.1 %"),
        (certain("0.004"), "0.4 %"),
        (certain("0.5"), "50 %"),
        (certain("1/20000"), "1 in 20,000"),
        (share(5, 10_000), "≈ 1 in 2,000"),
        (share(0, 1000), "under 0.4 %"),
        (share(1000, 1000), "over 99.6 %"),
    ],
)
def test_probabilities_for_people(found, text):
    assert likely(found) == text


def test_marks_are_the_draws(sweeps):
    found = sweeps["neighbours"]
    record = robustness_data(found)
    names = found.trace.names
    across, up = (
        next(at for at, name in enumerate(names) if axis in told(name)) for axis in (record.across, record.up)
    )
    expected = Counter(zip(found.trace.values[:, across] * 100, found.trace.values[:, up] * 100, strict=True))
    assert Counter(point for winner in record.winners for point in winner.points) == expected
    counts = Counter(found.trace.picked["nash"])
    assert sorted(len(winner.points) for winner in record.winners) == sorted(counts.values())
    # 38 and 30 of 100 are within two standard errors of each other in 300 draws.
    first, second = (100 * hits / 300 for _, hits in counts.most_common(2))
    assert record.heading.title.endswith(f"about equally often: in {first:.0f} % and {second:.0f} % of draws")
    assert alt_text(record).startswith(record.heading.title)


def test_shares_are_of_all_draws_and_marks_of_the_first_ones(sweeps):
    whole = sweeps["neighbours"]
    cut = attrs.evolve(whole.trace, values=whole.trace.values[:20], picked={"nash": whole.trace.picked["nash"][:20]})
    record = robustness_data(attrs.evolve(whole, trace=cut))
    nash = next(entry for entry in whole.rules if entry.rule == "nash")
    assert sum(len(winner.points) for winner in record.winners) == 20
    assert record.winners[0].share == nash.picks[0].share
    assert f"{100 * float(nash.picks[0].share):.0f} %" in record.heading.title
    assert "marks: the first 20 draws" in record.heading.subtitle


def told(name):
    party, _, issue = name.partition(":weight:")
    return f"weight of {issue} to {party}, in points of 100"


def test_axes_can_be_chosen_and_do_not_mirror_each_other(sweeps):
    names = sweeps["water"].trace.names
    record = robustness_data(sweeps["water"], weights=[names[1], names[0]])
    assert (record.across, record.up) == (told(names[1]), told(names[0]))
    free = robustness_data(sweeps["water"])
    mirrored = [{told(f"Mid:weight:{issue}") for issue in ("dam", "data")}]
    assert {free.across, free.up} not in mirrored


def test_a_rare_zone_leaves_the_party_that_is_least_sure(sweeps):
    record = robustness_data(sweeps["flagship"])
    assert record.heading.title.startswith("NATO likes best")
    closed = robustness_data(sweeps["closed"], rule="nash")
    assert closed.heading.title == "The zone is empty in 100 % of draws"
    assert [winner.kind for winner in closed.winners] == ["none"]
    own = robustness_data(sweeps["closed"], party="Down")
    assert own.heading.title == "Down likes best “status quo” in every draw"


def test_packages_beyond_the_marks_share_one(sweeps):
    found = sweeps["water"]
    packages = list(found.trace.packages) + [found.trace.packages[0]] * 9
    picked = [at % (len(packages)) for at in range(299)] + [NOTHING]
    trace = attrs.evolve(found.trace, packages=packages, picked={"nash": picked})
    record = robustness_data(attrs.evolve(found, trace=trace))
    assert [winner.kind for winner in record.winners] == ["package"] * 7 + ["other", "none"]
    assert record.winners[7].name == f"{len(packages) - 7} other packages"
    figure = figure_of(plot_robustness(attrs.evolve(found, trace=trace), width="half"))
    assert faults_of(figure) == ([], [])


def test_nothing_to_show_says_why():
    compilation = negsim.compile_scenario(sale(names=("Buyer", ODD)))
    found = sweep(compilation, draws=20, spread=Spread(weights=0))
    record = robustness_data(found)
    assert record.reason == "fewer than two weights are uncertain"
    assert "Nothing to show" in alt_text(record)
    assert faults_of(figure_of(plot_robustness(found))) == ([], [])
    assert faults_of(figure_of(plot_robustness(found, width="half"))) == ([], [])


def test_what_cannot_be_shown(sweeps):
    found = sweeps["neighbours"]
    with pytest.raises(UnknownNameError, match="unknown rule"):
        robustness_data(found, rule="best")
    with pytest.raises(UnknownNameError, match="party that signs"):
        robustness_data(found, party="West")
    with pytest.raises(UnknownNameError, match="uncertain weight"):
        robustness_data(found, weights=["North:weight:toll", "x"])
    with pytest.raises(ValueError, match="one of them"):
        robustness_data(found, rule="nash", party="North")
    with pytest.raises(ValueError, match="two different"):
        robustness_data(found, weights=["North:weight:toll"] * 2)
