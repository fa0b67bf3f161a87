"""The odds over time: what is drawn is what was found, whole and apart, the same bytes each time."""

import datetime as dt
from fractions import Fraction

import attrs
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.experiments.timeline import timeline
from negsim.plots.drawing import figure_of
from negsim.plots.look import look
from negsim.plots.timeline import _layout, draw_timeline, plot_timeline
from negsim.plots.timeline_data import chance, timeline_data
from tests.plots.conftest import FLAGSHIP, bytes_of, faults_of, said, sale, texts_of

READINGS = ("negotiable", "dialogue")
DAYS = [dt.date(2024, 3, day) for day in range(1, 29)]


@pytest.fixture(scope="module")
def followed():
    scenario = negsim.read_scenario(FLAGSHIP)
    return {reading: timeline(scenario, reading=reading) for reading in READINGS}


def every_day():
    """Something is said in confidence on each of many days and leaks on the next: numbers stand close together."""
    return sale(
        *(
            said("B" if at % 2 else "S", "price", "rejects", "low" if at % 2 else "high", date=day, public=DAYS[at + 1])
            for at, day in enumerate(DAYS[:20])
        ),
        said("B", "date", "rejects", "soon", date=DAYS[0].replace(year=2025)),
        names=("A buyer $5", "Seller"),
    )


SMALL = {
    "no dates": lambda: sale(said("B", "price", "demands", "low")),
    "one day": lambda: sale(said("B", "price", "demands", "low", date=DAYS[0])),
    "two days": lambda: sale(
        said("B", "price", "demands", "low", date=DAYS[0]), said("S", "price", "rejects", "low", date=DAYS[1])
    ),
    "every day": every_day,
    "firm at last": lambda: sale(
        said("B", "price", "demands", "low", date=DAYS[0], strength="principle"),
        said("S", "price", "rejects", "low", date=DAYS[4], strength="principle"),
    ),
}


@pytest.mark.parametrize(("reading", "width"), [("negotiable", "full"), ("negotiable", "half"), ("dialogue", "full")])
def test_flagship_text_is_whole_and_apart(followed, reading, width):
    assert faults_of(figure_of(plot_timeline(followed[reading], width=width))) == ([], [])


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize("name", SMALL)
def test_small_scenarios_are_drawn_whole(name, width):
    found = timeline(SMALL[name](), public_firmness="0.2" if width == "full" else 1)
    assert faults_of(figure_of(plot_timeline(found, width=width))) == ([], [])


def test_axes_that_are_given_are_drawn_within(followed):
    figure = Figure(figsize=(8, 6))
    FigureCanvasAgg(figure)
    ax = figure.add_axes((0.02, 0.05, 0.46, 0.9))
    found = plot_timeline(followed["negotiable"], ax=ax)
    assert isinstance(found, Axes)
    assert faults_of(figure, dpi=300) == ([], [])
    assert all(box.x1 <= figure.bbox.width / 2 for _, box in texts_of(figure, dpi=300))


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_bytes_each_time(kind):
    found, again = timeline(every_day()), timeline(every_day())
    first, second = (bytes_of(figure_of(plot_timeline(one, width="half")), kind) for one in (found, again))
    assert first == second


def test_steps_and_events_are_those_of_the_timeline(followed):
    found = followed["negotiable"]
    record = timeline_data(found)
    assert [step.date for step in record.steps] == [moment.date for moment in found.moments]
    assert [step.each for step in record.steps] == [(moment.odds.open,) * 2 for moment in found.moments]
    assert [step.resolve[0] for step in record.steps] == [moment.odds.open_one_resolve for moment in found.moments]
    counts = dict.fromkeys(("public", "private", "disclosed"), 0)
    for event in record.events:
        counts[event.kind] += event.count
    assert counts["public"] + counts["private"] == sum(len(moment.said) for moment in found.moments)
    assert counts["disclosed"] == sum(len(moment.disclosed) for moment in found.moments)
    assert record.is_log
    assert not timeline_data(timeline(SMALL["firm at last"]())).is_log


def test_the_title_states_what_publicity_did_and_notes_say_what_became_public(followed):
    record = timeline_data(followed["negotiable"])
    assert record.heading.title == (
        "The odds, line by line, fell from 100 % to 1 in 407,358; what was made public late multiplied them by 0.655 "
        "on 17 Dec 2021 and 0.706 on 2 Feb 2022"
    )
    assert [note.number for note in record.notes] == [1, 2, 3]
    assert record.notes[1].text.endswith("became public: odds unchanged")
    assert "Written response of NATO to Russia" in record.notes[2].text
    assert "3 is 2 Feb 2022" in record.alternative
    assert "public_firmness 0.2" in " ".join(record.heading.caption)
    plain = timeline_data(followed["dialogue"])
    assert plain.heading.title == "The odds, line by line, fell from 100 % to 1 in 1,688"


def test_many_disclosures_are_thinned_and_said():
    record = timeline_data(timeline(every_day()))
    assert [note.number for note in record.notes] == list(range(1, 13))
    assert record.heading.subtitle.endswith("12 of 20 days numbered on which something was made public late")


def test_a_title_where_nothing_moves_or_odds_rise():
    still = timeline_data(timeline(SMALL["one day"]()))
    assert still.heading.title == "The odds, line by line, are 100 % at the end as at the start"
    softer = sale(
        said("B", "price", "demands", "low", date=DAYS[0]),
        said("S", "price", "demands", "high", date=DAYS[0]),
        said("S", "price", "demands", "low", date=DAYS[3]),
    )
    record = timeline_data(timeline(softer))
    assert "line by line, rose from 64 % to 100 %" in record.heading.title
    assert timeline_data(timeline(softer, since=DAYS[1], until=DAYS[5])).heading.subtitle == (
        "sale · reading: negotiable · since 2 Mar 2024 · until 6 Mar 2024"
    )


@pytest.mark.parametrize(
    ("since", "reason"),
    [(None, "nothing in the scenario has a date"), (DAYS[9], "nothing was said and nothing became")],
)
def test_nothing_to_show_says_why(since, reason):
    found = timeline(SMALL["two days" if since else "no dates"](), since=since)
    record = timeline_data(found)
    assert record.reason.startswith(reason)
    assert "Nothing to show" in record.alternative
    assert reason in " ".join(text for text, _ in texts_of(figure_of(draw_timeline(record, width="full"))))


def test_refused_odds_leave_a_gap_or_nothing():
    found = timeline(SMALL["two days"]())
    first, second = found.moments
    blind = attrs.evolve(first, odds=None, refused={"odds": "it would take long"})
    assert len(timeline_data(attrs.evolve(found, moments=[blind, second])).steps) == 1
    assert timeline_data(attrs.evolve(found, moments=[blind])).reason == "it would take long"


def test_bounds_are_drawn_as_two_lines(followed):
    record = timeline_data(followed["negotiable"])
    vague = [attrs.evolve(step, each=(step.each[0] / 2, step.each[0])) for step in record.steps]
    sheet, exact = _layout(attrs.evolve(record, steps=vague), look("full")), _layout(record, look("full"))
    assert len(sheet.strokes) == len(exact.strokes) + 1


def test_zero_stands_below_a_scale_of_powers_of_ten(followed):
    record = timeline_data(followed["negotiable"])
    zero = attrs.evolve(record.steps[-1], each=(Fraction(0), Fraction(0)))
    figure = figure_of(draw_timeline(attrs.evolve(record, steps=[*record.steps[:-1], zero])))
    drawn = [text for text, _ in texts_of(figure)]
    assert drawn.count("0 %") == 2  # on the scale, and at the end of the line
    assert faults_of(figure) == ([], [])


def test_a_disclosure_with_unknown_effect_says_so(followed):
    found = followed["negotiable"]
    blind = [attrs.evolve(moment, undisclosed=None) for moment in found.moments]
    record = timeline_data(attrs.evolve(found, moments=blind))
    assert record.notes[0].text.endswith("odds not known")
    assert record.heading.title == "The odds, line by line, fell from 100 % to 1 in 407,358"


def test_chances_in_words():
    assert chance(Fraction(999, 1000)) == "over 99 %"
    assert chance(Fraction(1)) == "100 %"
    assert chance(Fraction(1, 3)) == "33 %"
