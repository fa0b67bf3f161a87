"""Scenarios to draw, the flagship and small ones; and what holds a picture's text."""

import itertools
from pathlib import Path

import pytest

import negsim
from negsim.plots.saving import rendered

ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "scenarios" / "european_security_2022.toml"


def said(party, issue, stance, *options, **more):
    return negsim.Statement(party=party, issue=issue, stance=stance, options=options, **more)


def sale(*statements, names=("Buyer", "Seller"), reservation=None):
    """Two parties, a price and a date."""
    fallback = None if reservation is None else negsim.Reservation(value=reservation)
    return negsim.Scenario(
        "sale",
        issues=[
            negsim.Issue("price", ["low", "middle", "high"], ordered=True, status_quo="middle"),
            negsim.Issue("date", ["soon", "late"], status_quo="late"),
        ],
        parties=[negsim.Party("B", name=names[0], reservation=fallback), negsim.Party("S", name=names[1])],
        statements=statements,
    )


def one_package():
    return negsim.Scenario(
        "only", issues=[negsim.Issue("a", ["x"], status_quo="x")], parties=[negsim.Party("A"), negsim.Party("B")]
    )


PROPOSALS = (said("B", "price", "proposes", "low"), said("S", "price", "proposes", "high"))
CLASH = (said("B", "price", "demands", "low"), said("S", "price", "rejects", "low"))
ODD = r"costs $5 and \frac$ & <b>"

SMALL = {
    "open": lambda: sale(*PROPOSALS, said("S", "date", "proposes", "soon")),
    "clash": lambda: sale(*CLASH),
    "reservation": lambda: sale(*PROPOSALS, reservation="0.5"),
    "all equal": sale,
    "one package": one_package,
    "odd names": lambda: sale(*CLASH, names=(ODD, "A party whose name goes on and on\nover two lines, $x^2$ of them")),
}
"""Scenarios small enough to check by hand, by what is special about them."""


@pytest.fixture(scope="session")
def flagship():
    return {
        reading: negsim.analyze(negsim.read_scenario(FLAGSHIP), reading=reading)
        for reading in ("face-value", "negotiable", "dialogue")
    }


@pytest.fixture(scope="session")
def small():
    return {name: negsim.analyze(make()) for name, make in SMALL.items()}


def texts_of(figure, *, dpi=100):
    """Return every text that is drawn, with the rectangle it fills, in pixels."""
    figure.set_dpi(dpi)  # the finer, the less letters are fitted to dots
    renderer = figure.canvas.get_renderer()
    figure.draw(renderer)
    found, waiting = [], list(figure.axes)
    while waiting:
        ax = waiting.pop()
        waiting += ax.child_axes
        shown = list(ax.texts)
        if ax.axison:
            low, high = sorted(ax.get_xlim())
            bottom, top = sorted(ax.get_ylim())
            shown += [tick.label1 for tick in ax.xaxis.get_major_ticks() if low <= tick.get_loc() <= high]
            shown += [tick.label1 for tick in ax.yaxis.get_major_ticks() if bottom <= tick.get_loc() <= top]
            shown += [ax.xaxis.label, ax.yaxis.label]
        found += [(text.get_text(), text.get_window_extent(renderer)) for text in shown if text.get_text().strip()]
    return found


def faults_of(figure, *, dpi=100):
    """Return which texts overlap, and which are cut by the edge of the figure."""
    texts = texts_of(figure, dpi=dpi)
    width, height = figure.bbox.width, figure.bbox.height
    cut = [
        text for text, box in texts if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
    ]
    overlapping = [
        (first, second)
        for (first, one), (second, other) in itertools.combinations(texts, 2)
        if min(one.x1, other.x1) - max(one.x0, other.x0) > 1 and min(one.y1, other.y1) - max(one.y0, other.y0) > 1
    ]
    return cut, overlapping


def bytes_of(figure, kind):
    return rendered(figure, kind=kind)
