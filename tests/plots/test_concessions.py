"""Who moved how far on which issue: what is drawn is what was offered, whole and apart, the same bytes each time."""

import attrs
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.plots.concessions import draw_concessions, plot_concessions
from negsim.plots.concessions_data import MAX_ROWS, STRETCHES, concessions_data
from negsim.plots.drawing import figure_of
from negsim.talks.move import offer
from tests.plots.conftest import bytes_of, faults_of, said, texts_of
from tests.plots.talks import CASES, DEADLINE, HAGGLE, bid, scenario_of, sold, written


@pytest.fixture(scope="module")
def talks():
    return {name: make() for name, make in CASES.items()}


def record_of(talks, name):
    transcript, possible = talks[name]
    return concessions_data(transcript, possible, scenario=scenario_of(name))


@pytest.mark.parametrize("width", ["full", "half"])
@pytest.mark.parametrize("name", ["agreed", "odd names", "three parties", "nine parties", "long", "no moves"])
def test_text_is_whole_and_apart(talks, name, width):
    assert faults_of(figure_of(draw_concessions(record_of(talks, name), width=width))) == ([], [])


def test_axes_that_are_given_are_drawn_within(talks):
    figure = Figure(figsize=(9, 6))
    FigureCanvasAgg(figure)
    transcript, possible = talks["agreed"]
    found = plot_concessions(transcript, possible, ax=figure.add_axes((0.02, 0.05, 0.46, 0.9)))
    assert isinstance(found, Axes)
    assert all(box.x1 <= figure.bbox.width / 2 for _, box in texts_of(figure, dpi=300))


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_the_same_bytes_each_time(kind):
    first, second = (bytes_of(figure_of(plot_concessions(*CASES["agreed"](), width="half")), kind) for _ in range(2))
    assert first == second


def test_rows_are_the_issues_that_moved_with_their_options(talks):
    record = record_of(talks, "agreed")
    assert [row.issue for row in record.rows] == ["price", "date"]
    price, date = record.rows
    assert (price.options, price.ordered, price.status_quo, price.agreed) == (("low", "middle", "high"), True, 1, 1)
    assert [(way.party, way.moves) for way in price.ways] == [("B", 0), ("S", 1)]
    assert [(hold.first, hold.last, hold.option) for hold in price.ways[1].holds] == [(1, 2, 2), (3, 4, 1)]
    assert [(hold.first, hold.last, hold.option) for hold in date.ways[0].holds] == [(1, 2, 0), (3, 3, 1), (4, 4, 0)]
    assert record.heading.title == "Buyer moved on 1 of 2 issues and Seller on 1"
    assert "price: Seller from high to middle in 1 move" in record.alternative
    assert "date: Buyer from soon to soon in 2 moves" in record.alternative


def test_what_did_not_move_is_named():
    transcript, possible = written(sold(), [*HAGGLE[:4], (3, "B", bid("low"))], DEADLINE)
    record = concessions_data(transcript, possible)
    assert record.heading.title == "B moved on 1 of 2 issues and S on none; nobody on 1"
    assert [row.issue for row in record.rows] == ["date"]
    assert "Nobody moved on price." in record.heading.caption[0]
    assert "How the talk ended: No agreement in 3 rounds" in record.heading.caption[0]
    assert record.rows[0].agreed is None


def test_parties_and_issues_that_are_not_shown_are_named(talks):
    assert "1 party is not shown: Party 8." in record_of(talks, "nine parties").heading.caption[0]
    issues = [negsim.Issue(f"i{at}", ["x", "y"]) for at in range(MAX_ROWS + 2)]
    wishes = [said(party, "i0", "proposes", option) for party, option in (("A", "x"), ("B", "y"))]
    parties = [negsim.Party("A"), negsim.Party("B")]
    scenario = negsim.Scenario("wide", issues=issues, parties=parties, statements=wishes)
    log = [
        (number, "A", offer(negsim.Package({issue.id: option for issue in issues})))
        for number, option in ((1, "x"), (2, "y"))
    ]
    record = concessions_data(*written(scenario, log, DEADLINE))
    assert len(record.rows) == MAX_ROWS
    assert "Not shown are i20 and i21, on which somebody moved as well." in record.heading.caption[0]
    assert record.rows[0].status_quo is None
    assert [way.party for way in record.rows[0].ways] == ["A"]
    drawn = [text for text, _ in texts_of(figure_of(draw_concessions(record)))]
    assert "offers of A" in drawn
    assert "offers of B" not in drawn


def test_long_talks_are_thinned_and_say_so(talks):
    price = record_of(talks, "long").rows[0]
    seller = price.ways[1]
    assert (seller.moves, seller.thinned) == (2, True)
    assert [hold.option for hold in seller.holds] == [2, 0, 2]  # the one other offer in 1,200 is there
    assert all(len(way.holds) <= 4 * STRETCHES for way in price.ways)
    assert f"Of each of {STRETCHES} stretches" in record_of(talks, "long").heading.caption[0]


@pytest.mark.parametrize(
    ("name", "reason"), [("no moves", "nobody offered anything"), ("one offer", "the same options as its first one")]
)
def test_nothing_to_show_says_why(talks, name, reason):
    record = record_of(talks, name)
    assert record.heading.title == "Nobody moved on any of 2 issues"
    assert reason in record.reason
    assert "Nothing to show" in record.alternative
    assert reason in " ".join(text for text, _ in texts_of(figure_of(draw_concessions(record))))


def test_the_only_issue_is_called_so():
    issues = [negsim.Issue("a", ["x", "y"])]
    scenario = negsim.Scenario("one", issues=issues, parties=[negsim.Party("A"), negsim.Party("B")])
    record = concessions_data(*written(scenario, [], DEADLINE))
    assert record.heading.title == "Nobody moved on the only issue"


def test_a_scenario_of_another_talk_is_refused(talks):
    transcript, possible = talks["agreed"]
    with pytest.raises(ValueError, match="give the scenario of the talk"):
        concessions_data(attrs.evolve(transcript), possible, scenario=scenario_of("three parties"))


def test_an_offer_that_did_not_count_is_no_move(talks):
    transcript, possible = talks["simultaneous"]
    log = list(transcript.history.log)
    log[4] = (3, "B", bid("middle", "soon"))
    counted = attrs.evolve(transcript, history=negsim.History(log))
    moves = [
        [way.moves for row in concessions_data(made, possible).rows for way in row.ways if way.party == "B"]
        for made in (counted, attrs.evolve(counted, void=(4,)))
    ]
    assert (sum(moves[0]), sum(moves[1])) == (1, 0)
