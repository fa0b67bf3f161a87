"""Replay: the recorded moves come to the recorded end, and what was changed does not."""

import pickle
import re

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.errors import ReplayError
from negsim.parties.red_line import Box
from negsim.problem import ProblemLine
from negsim.talks.history import History
from negsim.talks.move import ACCEPT, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.registry import protocol
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.replay import played_again, replay
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.transcript import Crossing, Draft, Fault, Terms
from tests.unit.talks.playing import Says, deal, pie, share, worth
from tests.unit.talks.random_talks import played, random_talks


def same(found, transcript):
    """Tell whether two transcripts are one, but for what moves crossed that did not count and are not on record."""
    cut = {"crossings": transcript.crossings[: len(found.crossings)], "drafts": transcript.drafts[: len(found.drafts)]}
    is_cut = transcript.faults or transcript.clock
    return found == (attrs.evolve(transcript, **cut) if is_cut else transcript)


@settings(max_examples=40)
@given(random_talks())
def test_every_talk_comes_out_again(talk):
    transcript = played(talk)
    assert same(replay(transcript, talk.problem), transcript)


@settings(max_examples=40)
@given(random_talks(timed=True))
def test_a_talk_held_by_the_clock_goes_by_the_recorded_times(talk):
    transcript = played(talk)
    assert same(replay(transcript, talk.problem), transcript)


def talk_of(problem=None, names=("linear", "conceder"), *, protocol_name="alternating-offers", draft=None, **fields):
    given = problem or pie()
    return Talk(
        problem=given,
        protocol=protocol(protocol_name, draft=draft),
        strategies={party.id: strategy(name) for party, name in zip(given.signers, names, strict=True)},
        **fields,
    )


TRANSCRIPT = Session(talk_of(terms=Terms(rounds=10))).play()


def with_log(change):
    log = list(TRANSCRIPT.history.log)
    change(log)
    return attrs.evolve(TRANSCRIPT, history=History(log))


def refusal(transcript, problem=None, **fields):
    with pytest.raises(ReplayError) as caught:
        replay(transcript, problem or pie(), **fields)
    return caught.value


def test_a_move_that_was_changed_is_named():
    found = refusal(with_log(lambda log: log.__setitem__(0, (1, "One", offer(share(99))))))
    assert found.turn == 1
    assert "move 1: in round 1 One offers share: 99, but that cannot be: " in str(found)
    assert "is no package of the space" in str(found)
    found = refusal(with_log(lambda log: log.__setitem__(0, (1, "One", ACCEPT))))
    assert "move 1: in round 1 One accepts, but that cannot be: accept is not among what can be done now" in str(found)


def test_a_move_at_the_wrong_turn_is_named():
    found = refusal(with_log(lambda log: log.__setitem__(2, (3, "One", log[2][2]))))
    assert "move 3: in round 3 One offers" in str(found)
    assert "where it is the turn of One in round 2" in str(found)
    found = refusal(with_log(lambda log: log.__setitem__(1, (1, "One", log[1][2]))))
    assert "move 2: in round 1 One offers" in str(found)
    assert "where it is the turn of Two in round 1" in str(found)


def test_moves_that_are_missing_or_too_many():
    found = refusal(with_log(list.pop))
    assert "the moves end here with agreement, but the talk goes on: it is the turn of" in str(found)
    assert found.turn == len(TRANSCRIPT.history) - 1
    found = refusal(with_log(lambda log: log.append((9, "One", ACCEPT))))
    assert f"move {len(TRANSCRIPT.history) + 1}: in round 9 One accepts, but the talk was over with agreement" in str(
        found
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"ending": Ending(reason=Reason.AGREEMENT, package=share(1))},
            r"ending: agreement on share: 1 on record, where the talk gives agreement on share: \d",
        ),
        ({"ending": Ending(reason=Reason.DEADLINE)}, "ending: deadline on record"),
        ({"points": {"One": 9, "Two": 1}}, "points: One 9, Two 1 on record, where the talk gives One"),
        ({"rounds": 2}, "rounds: 2 on record, where the talk gives"),
        ({"draft": share(1)}, "draft: share: 1 on record, where the talk gives nothing"),
        (
            {"faults": [Fault(party="One", round=9, kind="raised", message="no")]},
            r"faults: One in round 9 \(raised\): no on record, where the talk gives none",
        ),
        ({"clock": [0.5]}, "clock: 0.5 on record, where the talk gives none"),
        ({"void": [0]}, "void: 0 on record, where the talk gives none"),
        ({"protocol": "single-text"}, "the talk cannot begin: no status quo"),
        ({"protocol": "post-settlement"}, "its protocol cannot be made: post-settlement begins with what was settled"),
        ({"protocol": "stacked"}, "its protocol cannot be made: unknown protocol 'stacked'"),
        ({"scenario": "cake"}, "about 'cake' under the reading 'given', and 'pie' under 'given' is given"),
        ({"reading": "negotiable"}, "about 'pie' under the reading 'negotiable'"),
        ({"strategies": {"One": "linear", "Three": "linear"}}, "its parties are One, Three, and those that sign here"),
        ({"waived": ["One:no"]}, "among the demands that were waived .* unknown demand 'One:no'"),
        ({"terms": Terms(rounds=10, seconds=1)}, "0 times are recorded for .* moves; expected one for each"),
        ({"terms": Terms(rounds=2)}, "but the talk was over with deadline"),
        (
            {"terms": Terms(rounds=10, discounts={"Onee": "0.5"})},
            "its terms have a discount for 'Onee'; did you mean 'One'?",
        ),
    ],
)
def test_what_was_changed_is_named(changes, words):
    with pytest.raises(ReplayError, match=words):
        replay(attrs.evolve(TRANSCRIPT, **changes), pie())


def test_no_refusal_shows_what_python_calls_things():
    for name, changed in {
        "ending": Ending(reason=Reason.DEADLINE),
        "faults": [Fault(party="One", round=9, kind="raised", message="no")],
        "crossings": [Crossing(party="One", round=1, kind=Kind.OFFER, package=share(1), demands=["One:no"])],
        "drafts": [Draft(1, share(1))],
        "draft": share(1),
    }.items():
        message = str(refusal(attrs.evolve(TRANSCRIPT, **{name: changed})))
        assert not re.search(r"Package|Ending|Fault|Crossing|Draft\(|[(<{]", message.replace("(raised)", "")), message


def test_what_a_replay_cannot_see_passes_as_its_docstring_says():
    line = ProblemLine(id="no", shared_by=["Two"], boxes=[Box({"share": ["9"]}, price=1)])
    problem = pie()
    problem = attrs.evolve(
        problem, parties=[problem.parties[0], attrs.evolve(problem.parties[1], red_lines=[line])], scenario="pie"
    )
    assert TRANSCRIPT.agreement != share(9)
    other = with_log(lambda log: log.__setitem__(0, (1, "One", offer(share(8)))))
    for changed in (
        other,
        attrs.evolve(TRANSCRIPT, seed=99),
        attrs.evolve(TRANSCRIPT, terms=Terms(rounds=1000)),
        attrs.evolve(TRANSCRIPT, terms=Terms(rounds=10, discounts={"One": "0.5"})),
    ):
        assert replay(changed, pie()) == changed
    assert replay(attrs.evolve(TRANSCRIPT, waived=["Two:no"]), problem).waived == ("Two:no",)
    with pytest.raises(ReplayError, match="move 1: "):
        played_again(other, pie())


def test_offers_that_did_not_count_come_out_again():
    moves = {"One": Says((offer(share(7)), offer(share(9)))), "Two": Says((offer(share(2)), offer(share(3))))}
    talk = Talk(problem=pie(), protocol=protocol("simultaneous-offers"), strategies=moves, terms=Terms(rounds=2))
    transcript = Session(talk).play()
    assert transcript.void == (2,)
    assert replay(transcript, pie()) == transcript
    with pytest.raises(ReplayError, match="void: none on record, where the talk gives 2"):
        replay(attrs.evolve(transcript, void=()), pie())


def test_a_talk_that_went_on_by_itself_is_told():
    asked = attrs.evolve(TRANSCRIPT, faults=[Fault(party="Two", round=1, kind="raised", message="no")])
    assert "faults: Two in round 1" in str(refusal(asked))
    cut = attrs.evolve(
        TRANSCRIPT,
        history=History(TRANSCRIPT.history.log[:2]),
        faults=[Fault(party="Two", round=2, kind="raised", message="no")],
    )
    assert "move 3: the talk goes on: in round 2 One walks away; the moves on record end before" in str(refusal(cut))
    later = attrs.evolve(cut, faults=[Fault(party="Two", round=9, kind="raised", message="no")])
    assert "but the talk goes on: it is the turn of One in round 2" in str(refusal(later))


def test_a_long_difference_is_shortened():
    points = {f"party {number}": 10**20 for number in range(100)}
    assert len(str(refusal(attrs.evolve(TRANSCRIPT, points=points)))) < 800


def test_a_protocol_that_is_not_known_by_name_is_given():
    class Called(AlternatingOffers):
        @property
        def name(self):
            return "ours"

    strategies = {"One": strategy("linear"), "Two": strategy("linear")}
    transcript = Session(Talk(problem=pie(), protocol=Called(), strategies=strategies)).play()
    assert replay(transcript, pie(), held_under=Called(), known=seats(pie())) == transcript
    assert "unknown protocol 'ours'" in str(refusal(transcript))


def test_of_two_that_move_at_once_one_may_fail():
    three = worth([9, 5, 0], [0, 5, 9], [4, 5, 4])
    moves = {"P1": Says((offer(deal("a")),)), "P2": Says(()), "P3": Says(())}
    transcript = Session(Talk(problem=three, protocol=protocol("simultaneous-offers"), strategies=moves)).play()
    assert (transcript.faults[0].party, len(transcript.history)) == ("P2", 0)
    assert replay(transcript, three) == transcript


@pytest.mark.parametrize("is_barred", [False, True])
def test_one_may_fail_where_all_the_others_can_only_offer(is_barred):
    class OffersAlone(SimultaneousOffers):
        def opening(self, parties, *, referee, space):
            table = super().opening(parties, referee=referee, space=space)
            return attrs.evolve(table, allowed=frozenset({Kind.OFFER}))

    boxes = [Box({"share": [str(points)]}, price=1) for points in range(11)]
    lines = [ProblemLine(id="no", shared_by=["One"], boxes=boxes)] if is_barred else []
    problem = pie(red_lines=lines)
    strategies = {"One": Says((offer(share(9)),)), "Two": Says(())}
    transcript = Session(Talk(problem=problem, protocol=OffersAlone(), strategies=strategies)).play()
    assert (transcript.faults[0].party, len(transcript.history)) == ("Two", 0)
    if is_barred:  # nothing that the first could do without crossing a line is known
        assert "it is the turn of One in round 1" in str(refusal(transcript, problem, held_under=OffersAlone()))
    else:
        assert replay(transcript, problem, held_under=OffersAlone()) == transcript


@given(st.data())
@settings(max_examples=40)
def test_no_change_of_a_move_is_overlooked(data):
    log = list(TRANSCRIPT.history.log)
    at = data.draw(st.integers(0, len(log) - 1))
    number, party, move = log[at]
    moves = st.sampled_from([ACCEPT, *(offer(share(points)) for points in range(11))])
    changed = (
        data.draw(st.integers(1, 12)),
        data.draw(st.sampled_from(("One", "Two"))),
        data.draw(moves),
    )
    rest = [*log[:at], changed, *log[at + 1 :]]
    found = attrs.evolve(TRANSCRIPT, history=History(rest))
    if changed[:2] == (number, party) and (changed[2] == move or (changed[2].package and move.package)):
        # Another offer in the same place is another talk of the same end: only the strategies can tell.
        if changed[2] != move:
            with pytest.raises(ReplayError):
                played_again(found, pie())
        return
    assert refusal(found).turn <= at + 2


@given(random_talks(), st.data())
@settings(max_examples=25)
def test_strategies_known_by_name_play_the_same_talk_again(talk, data):
    names = st.sampled_from((*STRATEGIES, "time-dependent:exponent=0.3", "absolute-tit-for-tat:random=0.3"))
    strategies = {party: strategy(data.draw(names)) for party in talk.strategies}
    transcript = Session(attrs.evolve(talk, strategies=strategies)).play()
    assert played_again(transcript, talk.problem) == transcript


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"terms": Terms(seconds=1)}, "it was held by the clock"),
        ({"strategies": {"One": "linear", "Two": "human"}}, "Two was played by 'human', which is not negsim's own"),
        ({"strategies": {"One": "linear", "Two": "linear:exponent=x"}}, "the strategy of Two cannot be made: "),
        ({"strategies": {"One": "linear", "Two": "boulware"}}, r"move \d+: .*, where the talk gives"),
        ({"seed": 5, "strategies": {"One": "random-walker", "Two": "conceder"}}, r"move \d+: "),
        ({"scenario": "cake"}, "it is about 'cake'"),
        ({"ending": Ending(reason=Reason.STALLED)}, "ending: "),
    ],
)
def test_what_cannot_be_played_again_is_refused(changes, words):
    with pytest.raises(ReplayError, match=words):
        played_again(attrs.evolve(TRANSCRIPT, **changes), pie())


def test_a_transcript_never_loads_code(tmp_path):
    file = tmp_path / "mine.py"
    file.write_text("raise RuntimeError('loaded')")
    for name in (f"{file}:Name", f"impatient:playing={file}:Name", f"impatient:patience=3, playing = {file}:Name"):
        with pytest.raises(ReplayError, match="which is not negsim's own"):
            played_again(attrs.evolve(TRANSCRIPT, strategies={"One": "linear", "Two": name}), pie())
    (tmp_path / "script.txt").write_text("accept")
    name = f"impatient:playing=scripted:{tmp_path / 'script.txt'}"
    with pytest.raises(ReplayError, match="which is not negsim's own"):
        played_again(attrs.evolve(TRANSCRIPT, strategies={"One": "linear", "Two": name}), pie())
    again = Session(talk_of(names=("impatient:playing=boulware", "conceder"))).play()
    assert played_again(again, pie()) == again


def test_a_longer_talk_than_the_record_is_told():
    short = attrs.evolve(TRANSCRIPT, history=History(TRANSCRIPT.history.log[:3]))
    with pytest.raises(ReplayError, match=r"move 4: the talk goes on: in round 2 Two offers"):
        played_again(short, pie())


def test_an_error_survives_pickling():
    found = pickle.loads(pickle.dumps(ReplayError("it differs", 3)))
    assert str(found) == "the transcript cannot be replayed: move 3: it differs"
