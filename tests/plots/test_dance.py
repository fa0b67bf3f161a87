"""The dance of a talk: what is drawn is what was said, whole and apart, the same bytes each time."""

import itertools
import math

import attrs
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import negsim
from negsim.experiments.measures import StepKind
from negsim.plots.dance import _layout, draw_dance, plot_dance
from negsim.plots.dance_data import dance_data
from negsim.plots.dance_moves import FAULTS, FIRST, STRETCHES
from negsim.plots.dance_path import NUMBERED, numbered
from negsim.plots.dance_signs import KINDS, SIGNS, marked
from negsim.plots.drawing import figure_of
from negsim.plots.look import Width, look
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.transcript import Crossing, Terms
from tests.plots.conftest import bytes_of, faults_of, texts_of
from tests.plots.talks import (
    CASES,
    DEADLINE,
    HAGGLE,
    LEAVE,
    TAKE,
    bid,
    package,
    scenario_of,
    sold,
    written,
)


@pytest.fixture(scope="module")
def talks():
    return {name: make() for name, make in CASES.items()}


def record_of(talks, name):
    transcript, possible = talks[name]
    return dance_data(transcript, possible, scenario=scenario_of(name))


@pytest.mark.parametrize("name", CASES)
def test_text_is_whole_and_apart(talks, name):
    width: Width = "half" if name in ("three parties", "long", "consent", "timed", "odd names") else "full"
    assert faults_of(figure_of(draw_dance(record_of(talks, name), width=width))) == ([], [])


@pytest.mark.parametrize("name", ["agreed", "nine parties", "one text", "crossed"])
def test_the_other_width_is_whole_and_apart_too(talks, name):
    transcript, possible = talks[name]
    assert faults_of(figure_of(plot_dance(transcript, possible, width="half"))) == ([], [])


def test_axes_that_are_given_are_drawn_within(talks):
    figure = Figure(figsize=(9, 6))
    FigureCanvasAgg(figure)
    found = draw_dance(record_of(talks, "agreed"), ax=figure.add_axes((0.02, 0.05, 0.46, 0.9)))
    assert isinstance(found, Axes)
    assert faults_of(figure, dpi=300) == ([], [])
    assert all(box.x1 <= figure.bbox.width / 2 for _, box in texts_of(figure, dpi=300))


@pytest.mark.parametrize("kind", ["svg", "png", "pdf"])
def test_the_same_bytes_each_time(kind):
    first, second = (bytes_of(figure_of(plot_dance(*CASES["discounted"](), width="half")), kind) for _ in range(2))
    assert first == second


def test_offers_are_those_of_the_talk_with_what_they_are_worth(talks):
    transcript, possible = talks["agreed"]
    record = record_of(talks, "agreed")
    problem = possible.problem
    for trace in record.traces:
        said = [turn for turn in transcript.history if turn.party == trace.party and turn.move.package is not None]
        assert [offer.round for offer in trace.offers] == [turn.round for turn in said]
        for offer, turn in zip(trace.offers, said, strict=True):
            points = problem.points(turn.move.package)
            assert offer.values == tuple(100 * points[party] / problem.party(party).scale for party in ("B", "S"))
    assert record.reservations == (40.0, None)
    assert record.names == ("Buyer", "Seller")
    assert record.rounds == 5


def test_kinds_of_offers_are_those_of_the_measures(talks):
    record = record_of(talks, "deadline")
    assert [offer.kind for offer in record.traces[0].offers] == [FIRST, "silent", "concession", "selfish"]
    assert [offer.kind for offer in record.traces[1].offers] == [FIRST, "silent", "concession", "silent"]
    assert set(KINDS) == {FIRST, *(kind.value for kind in StepKind)}


def test_deadlocks_begin_with_the_offer_that_was_repeated(talks):
    runs = [(run.party, run.first, run.last) for run in record_of(talks, "deadline").stalls]
    assert runs == [("B", 1, 2), ("S", 1, 2), ("S", 3, 4)]


def test_rounds_in_which_red_lines_were_broken_are_marked(talks):
    runs = [(run.party, run.first, run.last) for run in record_of(talks, "deadline").breaks]
    assert runs == [("B", 1, 2), ("S", 1, 4)]
    allowed = record_of(talks, "crossed")
    assert [(run.party, run.first, run.last) for run in allowed.breaks] == [("B", 1, 2)]
    assert "Not counted as broken is what parties were allowed to break: S:price-not-low." in allowed.heading.caption[0]
    assert [offer.crosses for offer in allowed.traces[0].offers] == [False, False, True, False]


def test_the_path_stands_beside_the_frontier_and_what_rules_pick(talks):
    _, possible = talks["agreed"]
    record = record_of(talks, "agreed")
    assert record.has_path
    scales = [possible.problem.party(party).scale for party in ("B", "S")]
    front = [
        (100 * point.points["B"] / scales[0], 100 * point.points["S"] / scales[1]) for point in possible.best.items
    ]
    assert record.frontier == tuple(sorted(front))
    assert {spot.rule for spot in record.spots} == {"nash", "kalai-smorodinsky"}
    without = dance_data(talks["agreed"][0], attrs.evolve(possible, picked={}))
    assert without.spots == ()
    assert without.names == ("B", "S")
    assert not record_of(talks, "three parties").has_path
    assert record_of(talks, "three parties").frontier == ()
    assert not record_of(talks, "one text").has_path


def test_an_empty_zone_is_said():
    scenario = sold(reservation="0.9")
    transcript, possible = written(scenario, HAGGLE, DEADLINE)
    record = dance_data(transcript, possible, scenario=scenario)
    assert record.frontier == ()
    assert "no frontier to hold the path against" in record.heading.caption[0]
    assert faults_of(figure_of(draw_dance(record))) == ([], [])


def test_discounts_follow_the_rounds_or_the_clock(talks):
    record = record_of(talks, "discounted")
    shares = [offer.discounted / offer.values[0] for offer in record.traces[0].offers]
    assert shares == pytest.approx([0.5 ** (at / 8) for at in range(4)])
    assert all(offer.discounted is None for offer in record.traces[1].offers)
    kept = next(sign.kept for sign in record.signs if sign.kind == "agreed")
    assert kept == pytest.approx((25 * 0.5**0.5, 75))
    timed = record_of(talks, "timed")
    shares = [offer.discounted / offer.values[0] for offer in timed.traces[0].offers]
    assert shares == pytest.approx([0.5 ** (4 * at / 20) for at in range(4)])  # each before its own step
    together, possible = talks["simultaneous"]
    both = attrs.evolve(
        together,
        terms=attrs.evolve(together.terms, seconds=1.0, discounts={"S": "0.5"}),
        clock=[0.0, 0.1, 0.5, 0.6, 1.0, 1.0],
    )
    offers = dance_data(both, possible).traces[1].offers
    assert [offer.discounted for offer in offers] == pytest.approx([100, 75 * 0.5**0.5, 75 * 0.5])


def test_what_happened_besides_offers_has_its_sign(talks):
    records = {name: record_of(talks, name) for name in ("agreed", "walked away", "fault", "consent", "one text")}
    seen = {name: [(sign.round, sign.kind, sign.party) for sign in record.signs] for name, record in records.items()}
    assert seen["agreed"] == [(5, "accepts", "B"), (5, "agreed", "")]
    assert seen["walked away"] == [(5, "walks away", "B")]
    assert seen["fault"] == [(5, "fault", "B")]
    assert seen["consent"] == [
        (2, "accepts", "B"),
        (2, "refuses", "T"),
        (3, "accepts", "B"),
        (3, "accepts", "T"),
        (3, "agreed", ""),
    ]
    assert seen["one text"] == [(6, "agreed", "")]
    words = [sign.text for sign in records["consent"].signs]
    assert words == ["accepts", "Town refuses", "accepts", "Town consents", "agreed"]
    assert {kind for signs in seen.values() for _, kind, _ in signs} == set(SIGNS)


def test_faults_are_named_and_put_on_the_trace(talks):
    record = record_of(talks, "fault")
    (sign,) = record.signs
    assert (sign.text, sign.values) == (FAULTS["time"], record.traces[0].offers[-1].values)
    assert record.rounds == 5
    assert "What failed at Buyer: time is what happened" in record.heading.caption[0]
    drawn = " ".join(text for text, _ in texts_of(figure_of(draw_dance(record))))
    assert "timed out" in drawn
    early, possible = talks["fault"]
    before = attrs.evolve(early, history=attrs.evolve(early.history, log=HAGGLE[:1]), rounds=1)
    unmoved = attrs.evolve(before, faults=[attrs.evolve(early.faults[0], party="S", round=1, kind="odd")])
    record = dance_data(unmoved, possible)
    assert (record.signs[0].values, record.signs[0].text) == (None, "odd")
    assert faults_of(figure_of(draw_dance(record, width="half"))) == ([], [])


def test_marks_tell_parties_apart_without_colour(talks):
    sheet = _layout(record_of(talks, "deadline"), look("full"))
    traces = [stroke for stroke in sheet.strokes if stroke.order == 2.6]
    assert len(traces) == 2
    assert len({stroke.style for stroke in traces}) == 2
    faces = {dot.face == "white" for dot in sheet.dots if dot.order == 3}
    assert faces == {True, False}


def test_one_text_shows_votes_and_the_drafts_that_all_took(talks):
    record = record_of(talks, "one text")
    assert [(vote.party, vote.first, vote.last, vote.takes) for vote in record.votes] == [
        ("B", 1, 6, True),
        ("S", 1, 1, True),
        ("S", 2, 2, False),
        ("S", 3, 4, True),
        ("S", 5, 6, False),
    ]
    assert [step.round for step in record.text] == [1, 3, 4]
    taken = {draft.round: draft.package for draft in talks["one text"][0].drafts}
    points = talks["one text"][1].problem.points(taken[3])
    assert record.text[1].values == tuple(
        100 * points[party.id] / party.scale for party in talks["one text"][1].problem.signers
    )
    values = {price: talks["one text"][1].problem.points(package(*price)) for price in (("middle",), ("high", "soon"))}
    scale = talks["one text"][1].problem.party("B").scale
    assert record.text[0].values[0] == 100 * values["middle",]["B"] / scale
    assert record.text[2].values[0] == 100 * values["high", "soon"]["B"] / scale
    assert record_of(talks, "no text").text == ()


def test_a_settlement_is_followed_until_another_takes_its_place(talks):
    record = record_of(talks, "post-settlement")
    assert [step.round for step in record.text] == [1, 1]
    transcript, possible = talks["post-settlement"]
    bare = dance_data(attrs.evolve(transcript, draft=None), possible)
    assert [step.round for step in bare.text] == [1]


def test_silence_repeats_an_offer_where_all_offer_at_once(talks):
    record = record_of(talks, "simultaneous")
    assert [offer.round for offer in record.traces[0].offers] == [1, 2, 3]
    assert {offer.kind for offer in record.traces[0].offers[1:]} == {"silent"}


def test_an_offer_that_did_not_count_is_drawn_as_the_one_that_stood(talks):
    transcript, possible = talks["simultaneous"]
    log = list(transcript.history.log)
    log[4] = (3, "B", bid("low", "late"))
    crossing = Crossing(party="B", round=3, kind=Kind.OFFER, package=package("low"), demands=["B:x"])
    counted = attrs.evolve(transcript, history=negsim.History(log), crossings=[crossing])
    seen = [dance_data(made, possible).traces[0].offers for made in (counted, attrs.evolve(counted, void=(4,)))]
    assert [offer.values for offer in seen[1]] == [seen[0][0].values] * 3
    assert seen[0][2].values != seen[1][2].values
    assert [(offer[2].kind != "silent", offer[2].crosses) for offer in seen] == [(True, True), (False, False)]
    left = attrs.evolve(
        transcript,
        history=negsim.History([*log, (4, "B", LEAVE)]),
        void=(4,),
        ending=Ending(reason=Reason.WALKED_AWAY, party="B"),
    )
    (sign,) = dance_data(left, possible).signs
    assert sign.values == seen[1][0].values


def test_an_agreement_in_an_only_round_is_drawn_at_its_full_value(talks):
    transcript, possible = talks["simultaneous"]
    one = attrs.evolve(
        transcript,
        history=negsim.History(transcript.history.log[:2]),
        rounds=1,
        terms=Terms(rounds=1, discounts={"S": "0.5"}),
    )
    (made,) = dance_data(one, possible).traces[1].offers
    assert made.discounted == made.values[1]


def test_long_talks_are_thinned_without_losing_extremes_and_say_so(talks):
    record = record_of(talks, "long")
    buyer, seller = record.traces
    assert buyer.made == 1200
    assert len(buyer.offers) <= STRETCHES * 6
    assert [buyer.offers[0].round, buyer.offers[-1].round] == [1, 1200]
    assert 777 in [offer.round for offer in seller.offers]  # the one offer that is worth less to the seller
    assert f"Of 2,400 offers {len(buyer.offers) + len(seller.offers):,} are drawn" in record.heading.caption[0]
    assert "are drawn" not in record_of(talks, "agreed").heading.caption[0]


def test_marks_stand_apart_and_the_ends_have_theirs(talks):
    offers = record_of(talks, "long").traces[0].offers[:60]
    places = [(float(offer.round), offer.values[0] / 5) for offer in offers]
    kept = marked(offers, places)
    assert {0, len(offers) - 1} <= set(kept)
    assert 2 < len(kept) < len(offers)
    assert all(math.dist(places[one], places[other]) >= 4.6 for one, other in itertools.combinations(kept, 2))
    assert all(offers[at].kind != "silent" for at in kept[:-1])


def test_numbers_stand_at_the_ends_and_after_the_longest_ways():
    places = [(0.0, 0.0), (0.0, 0.0), (9.0, 0.0), (10.0, 0.0), (10.0, 30.0), (10.0, 31.0), (15.0, 31.0)]
    assert numbered([*places, (18.0, 31.0), (18.0, 31.0)]) == [0, 2, 4, 6, 7, 8]
    assert numbered([*places, (18.0, 31.0), (20.0, 31.0)]) == [0, 2, 4, 6, 7, 8]
    assert numbered(places[:1]) == [0]
    assert numbered([]) == []
    assert NUMBERED == 6


@pytest.mark.parametrize("name", ["no moves", "fault at once"])
def test_nothing_to_show_says_why(talks, name):
    record = record_of(talks, name)
    assert record.reason.startswith("nobody made a move")
    assert "Nothing to show" in record.alternative
    drawn = " ".join(text for text, _ in texts_of(figure_of(draw_dance(record, width="half"))))
    assert "nobody made a move" in drawn


def test_a_figure_carries_its_words(talks):
    record = record_of(talks, "walked away")
    label = str(figure_of(draw_dance(record)).get_label())
    assert label == record.alternative
    assert "Buyer made 4 offers, worth from 100 to 100 for Buyer and from 0 to 0 for Seller" in label
    assert "round 5: Buyer walks away" in label


def test_a_scenario_of_another_talk_is_refused(talks):
    transcript, possible = talks["agreed"]
    with pytest.raises(ValueError, match="give the scenario of the talk"):
        dance_data(transcript, possible, scenario=scenario_of("three parties"))


def test_both_may_have_a_reservation():
    parties = [attrs.evolve(party, reservation=negsim.Reservation(value="0.3")) for party in sold().parties]
    scenario = attrs.evolve(sold(), parties=parties)
    record = dance_data(*written(scenario, HAGGLE, DEADLINE))
    assert record.reservations == (30.0, 30.0)
    assert faults_of(figure_of(draw_dance(record))) == ([], [])


def test_reservations_that_were_waived_are_no_band():
    transcript, possible = written(sold(), HAGGLE, DEADLINE, waived=["B:reservation", "B:price-limit"])
    record = dance_data(transcript, possible)
    assert record.reservations == (None, None)
    assert "takes no less" not in record.heading.title


def test_an_answer_to_nothing_has_its_place_at_the_top():
    transcript, possible = written(sold(), [(1, "B", TAKE), (1, "S", bid("high")), (2, "B", LEAVE)], DEADLINE)
    record = dance_data(transcript, possible)
    assert [sign.values for sign in record.signs] == [None, None]
    assert faults_of(figure_of(draw_dance(record))) == ([], [])
