"""Many talks at once: each transcript is the one that the same talk has when it is played move by move."""

import functools
import itertools

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.seeding import Chance, stream
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.talks.batch import casting, clock, drawing, judging, meeting, offered, streams
from negsim.talks.batch.playing import play_many
from negsim.talks.hosts import InProcess
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.protocols.table import Reason
from negsim.talks.seats import public_statements, seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import TimeDependent
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.micro import MiCRO
from negsim.talks.strategies.position_true import PositionTrue
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.registry import STRATEGIES
from negsim.talks.strategies.tit_for_tat import TitForTat
from negsim.talks.strategies.zeuthen import Zeuthen
from negsim.talks.transcript import Terms
from negsim.testing.problem_generators import problems
from tests.unit.talks.playing import Says
from tests.unit.talks.strategy_trials import pie, problem_of

AT_ONCE = (
    TimeDependent(exponent=0.2),
    TimeDependent(exponent=1.0),
    TimeDependent(exponent=7.3, at_once=0.15),
    HardLiner(),
    PositionTrue(),
    PositionTrue(exponent=0.4),
    TitForTat(),
    TitForTat(steps=3),
    TitForTat(kind="absolute"),
    TitForTat(kind="absolute", steps=2, random=0.3),
    TitForTat(kind="averaged", steps=2),
    MiCRO(),
    RandomWalker(),
)


@functools.cache
def wide():
    """Return a problem of 3,000 packages that two parties see almost, but not quite, the other way round."""
    rng = np.random.default_rng(11)
    issues = [Issue(f"i{at}", [str(option) for option in range(count)]) for at, count in enumerate((10, 15, 20))]
    tables = {
        party: [[int(way * 20 * option + worth) for option, worth in enumerate(row)] for row in rows]
        for party, way in (("A", 1), ("B", -1))
        for rows in [[rng.integers(0, 60, len(issue.options)) for issue in issues]]
    }
    return problem_of(issues, tables)


def talks_of(problem, *, pairs, rounds=20, breakdown=0, seed=1, statements=(), given=True):
    known = seats(problem, statements=statements) if given else {}
    signers = [party.id for party in problem.signers]
    return [
        Talk(
            problem=problem,
            protocol=AlternatingOffers(),
            strategies=dict(zip(signers, pair, strict=True)),
            terms=Terms(rounds=rounds, breakdown=breakdown),
            seed=seed + at,
            seats=known,
        )
        for at, pair in enumerate(pairs)
    ]


def assert_same(talks):
    """Hold transcripts and arrays against the same talks played move by move; return what was played."""
    played = play_many(talks)
    assert len(played) == len(talks)
    for at, (talk, transcript) in enumerate(zip(talks, played, strict=True)):
        alone = Session(talk).play()
        assert transcript == alone, [own.name for own in talk.strategies.values()]
        assert list(played.counts)  # some talk ended somehow
        assert played.rounds[at] == alone.rounds
        assert played.agreed[at] == (alone.ending.reason is Reason.AGREEMENT)
        expected = [alone.points.get(party.id, 0) for party in talk.problem.parties]
        assert played.points[at].tolist()[: len(expected)] == expected
    return played


@st.composite
def talks(draw):
    """Generate talks about one problem: of two parties mostly, with others asked by issue or looking on."""
    problem = draw(problems().filter(lambda own: len(own.signers) > 1))
    count = draw(st.integers(1, 6))
    strategies = st.sampled_from(AT_ONCE)
    pairs = [tuple(draw(strategies) for _ in problem.signers) for _ in range(count)]
    return talks_of(
        problem,
        pairs=pairs,
        rounds=draw(st.sampled_from([1, 2, 3, 7, 40, 70])),
        breakdown=draw(st.sampled_from([0, 0, "0.05", "0.4", 1])),
        seed=draw(st.integers(0, 2**64)),
        given=draw(st.booleans()),
    )


@settings(max_examples=40, deadline=None)
@given(talks())
def test_generated_talks_go_as_they_do_move_by_move(given_talks):
    played = assert_same(given_talks)
    problem = given_talks[0].problem
    if len(problem.signers) == 2 and len(problem.constrainers) == 2:
        assert set(played.methods) == {"arrays"}


@pytest.mark.parametrize("breakdown", [0, "0.02"])
def test_every_pair_of_strategies_on_many_packages(breakdown):
    pairs = list(itertools.product(AT_ONCE, repeat=2))
    played = assert_same(talks_of(wide(), pairs=pairs, rounds=75, breakdown=breakdown))
    assert set(played.methods) == {"arrays"}
    assert played.counts[Reason.AGREEMENT] > len(pairs) / 4


def test_every_pair_of_registered_strategies_on_a_scenario_with_statements_and_parties_asked_by_issue():
    scenario = negsim.read_scenario("scenarios/two_neighbours.toml")
    problem = negsim.compile_scenario(scenario).problem
    pairs = list(itertools.product(STRATEGIES.values(), repeat=2))
    played = assert_same(talks_of(problem, pairs=pairs, rounds=12, statements=public_statements(scenario)))
    alone = {own.name for own in STRATEGIES.values() if not casting.family(own)}
    for talk, method in zip(played.talks, played.methods, strict=True):
        names = {own.name for own in talk.strategies.values()}
        assert (method == "step by step") == bool(names & alone)


def asked_by_issue():
    """Return a problem in which a third party takes only small shares for the first."""
    issue = Issue("share", [str(at) for at in range(21)], ordered=True, status_quo="0", consent=["C"])
    up = list(range(21))
    parties = [
        ProblemParty(id="A", scale=20, factors=[Factor(["share"], up)]),
        ProblemParty(id="B", scale=20, factors=[Factor(["share"], up[::-1])]),
        ProblemParty(
            id="C",
            scale=20,
            consent="by-issue",
            factors=[Factor(["share"], up[::-1])],
            reservation=ProblemReservation(points=13),
        ),
    ]
    return BargainingProblem(scenario="test", reading="given", space=Space([issue]), parties=parties)


def test_where_a_party_with_consent_by_issue_refuses_the_talk_goes_on():
    pairs = list(itertools.product(AT_ONCE, repeat=2))
    played = assert_same(talks_of(asked_by_issue(), pairs=pairs, rounds=30, breakdown="0.01"))
    refused = [
        own for own in played if any(turn.party == "C" and str(turn.move) == "says nothing" for turn in own.history)
    ]
    assert len(refused) > 10
    for talk, method in zip(played.talks, played.methods, strict=True):
        assert (method == "arrays") == (MiCRO() not in talk.strategies.values())


def test_a_party_that_can_offer_nothing_walks_away_in_its_first_turn():
    for floors in ({"A": 99}, {"B": 99}, {"A": 99, "B": 99}):
        problem = pie(10, floors=floors)
        played = assert_same(talks_of(problem, pairs=list(itertools.product(AT_ONCE, repeat=2))))
        assert set(played.counts) == {Reason.WALKED_AWAY}


def test_a_party_to_whom_all_packages_are_worth_the_same():
    problem = problem_of([Issue("x", ["a", "b", "c"])], {"A": [[4, 4, 4]], "B": [[0, 1, 2]]})
    assert_same(talks_of(problem, pairs=list(itertools.product(AT_ONCE, repeat=2)), rounds=5))


def test_of_a_ladder_without_rungs_nothing_is_first():
    line = ProblemLine(id="all", shared_by=["A"], boxes=[Box({"share": ["0", "1", "2"]}, price=1)])
    problem = pie(2)
    first = attrs.evolve(problem.parties[0], red_lines=[line])
    empty = attrs.evolve(problem, parties=[first, problem.parties[1]])
    with pytest.raises(ValueError, match="no package keeps the lines of A"):
        seats(empty)["A"].brief.ladder.first_options(np.array([1]))
    assert_same(talks_of(empty, pairs=list(itertools.product(AT_ONCE, repeat=2)), rounds=3))


def test_one_round_is_the_last_one():
    assert_same(talks_of(wide(), pairs=list(itertools.product(AT_ONCE, repeat=2)), rounds=1))


def test_discounts_and_waived_demands_are_in_the_transcripts():
    problem = pie(10, floors={"A": 8, "B": 8})
    talk = Talk(
        problem=problem,
        protocol=AlternatingOffers(),
        strategies={"B": TimeDependent(), "A": TimeDependent(exponent=3)},
        terms=Terms(rounds=9, discounts={"A": "0.5"}, crossings="fault"),
        waived=["A:reservation"],
        seats=seats(problem, waived=["A:reservation"]),
    )
    open_seats = attrs.evolve(talk, seats={}, waived=["B:reservation"], seed=3)
    played = assert_same([talk, open_seats, attrs.evolve(open_seats, waived=[])])
    assert [own.waived for own in played] == [("A:reservation",), ("B:reservation",), ()]
    assert played.agreed.tolist() == [True, True, False]
    assert played[0].discounted["A"] < played[0].points["A"]


def test_chance_breaks_equal_talks_off_in_different_rounds():
    pair = (TimeDependent(exponent=0.1), TimeDependent(exponent=0.1))
    played = assert_same(talks_of(wide(), pairs=[pair] * 200, rounds=100, breakdown="0.1"))
    assert played.counts[Reason.BREAKDOWN] > 150
    assert len(set(played.rounds.tolist())) > 10


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            TimeDependent,
            exponent=st.floats(1e-300, 1e300) | st.floats(0.05, 20),
            at_once=st.sampled_from([0.0, 0.3, 1.0]) | st.floats(0, 1),
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(2, 90),
)
def test_what_is_asked_for_is_what_the_strategy_asks_for(own, rounds):
    problem = wide()
    known = seats(problem)["A"].brief
    schedule = clock.OwnLadder(brief=known, terms=Terms(rounds=rounds), settings=own, rungs=offered.Rungs(known.ladder))
    rungs, asks = schedule.asks(range(1, rounds + 1))
    for row, setting in enumerate(own):
        expected = [
            known.ladder.at_least(setting.target(known, (at - 1) / (rounds - 1))) for at in range(1, rounds + 1)
        ]
        assert asks[row].tolist() == expected
    assert known.ladder.rungs[rungs].tolist() == asks.tolist()


def test_where_rounding_might_decide_the_strategy_itself_is_asked(monkeypatch):
    monkeypatch.setattr(clock, "_SLACK", 1.0)  # so that it might everywhere
    assert_same(talks_of(wide(), pairs=[(TimeDependent(exponent=0.3), TimeDependent(exponent=2))]))


def test_many_settings_are_compared_part_by_part(monkeypatch):
    monkeypatch.setattr(meeting, "_AT_ONCE", 7)
    own = [TimeDependent(exponent=exponent / 4) for exponent in range(1, 8)]
    assert_same(talks_of(wide(), pairs=list(itertools.product(own, repeat=2)), rounds=50))


def test_what_micro_has_heard_beyond_its_table_is_kept_in_a_set(monkeypatch):
    monkeypatch.setattr(drawing, "_MOST_MARKED", 40)
    pairs = [(MiCRO(), RandomWalker()), (MiCRO(), MiCRO()), (MiCRO(), TimeDependent(exponent=0.3))] * 2
    assert_same(talks_of(wide(), pairs=pairs, rounds=40))


def test_equal_settings_are_one_whether_or_not_they_are_one_object():
    pairs = [(TimeDependent(exponent=0.5), TimeDependent(exponent=2.0)) for _ in range(4)]
    played = play_many(talks_of(wide(), pairs=pairs))
    (sitting,) = played._sittings
    assert len(sitting.course.turns) == 1
    assert [own.seed for own in played] == [1, 2, 3, 4]


def test_what_is_played_step_by_step():
    problem, pair = pie(10), (TimeDependent(), TimeDependent())
    (plain,) = talks_of(problem, pairs=[pair])
    others = [
        attrs.evolve(plain, protocol=SimultaneousOffers()),
        attrs.evolve(plain, isolation=_Here()),
        attrs.evolve(plain, strategies={"A": Says(), "B": TimeDependent()}),
        attrs.evolve(plain, strategies={"A": Zeuthen(), "B": Zeuthen()}),
        attrs.evolve(plain, strategies={"A": Zeuthen(), "B": Zeuthen()}, seed=5),
        attrs.evolve(plain, strategies={"A": Zeuthen(), "B": RandomWalker()}),
        *talks_of(pie(10, parties=("A", "B", "C")), pairs=[(*pair, TimeDependent())]),
    ]
    played = assert_same([*others, plain])
    assert played.methods == ("step by step",) * len(others) + ("arrays",)


def test_a_talk_held_by_the_clock_is_played_step_by_step():
    (plain,) = talks_of(pie(10), pairs=[(TimeDependent(), TimeDependent())])
    played = play_many([attrs.evolve(plain, terms=Terms(rounds=3, seconds=60))])
    assert played.methods == ("step by step",)
    assert len(played[0].clock) >= 2


class _Here:
    """Isolation that is none."""

    def host(self, strategies, *, chance):
        return InProcess(strategies, chance)


def test_what_does_not_fit_into_arrays_is_played_step_by_step(monkeypatch):
    def refused(*given, **named):
        raise negsim.TooLargeError("drawing", 2, 1, "shares", "Use fewer digits.")

    pairs = [(RandomWalker(), TimeDependent()), (TimeDependent(), PositionTrue())]
    monkeypatch.setattr("negsim.talks.worths.uniform_rows", refused)
    monkeypatch.setattr("negsim.talks.worths.trading", refused)
    played = assert_same(talks_of(pie(10), pairs=pairs))
    assert played.methods == ("step by step", "step by step")
    assert played.counts == {Reason.FAULT: 2}


@pytest.mark.parametrize("far", [2**60, 2**70])  # within 64 bits but beyond a double's 53, and beyond 64
def test_points_beyond_what_doubles_hold_are_played_step_by_step(far):
    problem = pie(1)
    watching = ProblemParty(id="C", consent="never", scale=far, factors=[Factor(["share"], [0, far])])
    problem = attrs.evolve(problem, parties=[*problem.parties, watching])
    assert not judging.fits(watching)
    (talk,) = talks_of(problem, pairs=[(TimeDependent(), TimeDependent())])
    played = play_many([talk])
    assert played.methods == ("step by step",)
    assert played[0] == Session(talk).play()


def test_more_packages_than_64_bits_number_are_walked_step_by_step():
    issues = [Issue(f"i{at}", ["a", "b"]) for at in range(62)]
    problem = problem_of(issues, {"A": [[0, 1]] * 62, "B": [[1, 0]] * 62})
    pairs = [(RandomWalker(), TimeDependent()), (TimeDependent(exponent=0.5), TimeDependent()), (MiCRO(), MiCRO())]
    assert assert_same(talks_of(problem, pairs=pairs, rounds=5)).methods == ("step by step", "arrays", "arrays")


def test_no_talks_are_none():
    played = play_many([])
    assert (len(played), list(played), played.methods, played.counts) == (0, [], (), {})


def test_what_was_played_is_read_as_a_sequence():
    pairs = [(TimeDependent(exponent=exponent), TimeDependent()) for exponent in (0.2, 1.0, 5.0)]
    played = play_many(talks_of(wide(), pairs=pairs))
    every = list(played)
    assert played[-1] == every[2]
    assert played[1:] == every[1:]
    with pytest.raises(IndexError):
        played[3]
    with pytest.raises(ValueError, match="read-only"):
        played.reasons[0] = 0


@settings(max_examples=30)
@given(st.lists(st.tuples(st.lists(st.integers(0, 4), min_size=1, unique=True), st.integers(1, 9)), max_size=12))
def test_streams_side_by_side_are_each_their_own(takes):
    chances = [Chance(7, ("test", str(at))) for at in range(5)]
    side_by_side = streams.Streams(5, chances.__getitem__)
    alone = [stream(7, "test", str(at)) for at in range(5)]
    for which, count in takes:
        found = side_by_side.take(np.array(which), count)
        assert found.tolist() == [alone[at].random(count).tolist() for at in which]


@pytest.mark.parametrize("share", [0.001, 0.03, 1.0])
def test_the_first_draw_below_a_share(share):
    chances = [Chance(at, ("test",)) for at in range(50)]
    found = streams.first_below(chances, share, most=150)
    for at, place in enumerate(found.tolist()):
        drawn = (stream(at, "test").random(150) < share).tolist()
        assert place == (drawn.index(True) + 1 if True in drawn else 151)
    assert streams.first_below(chances, share, most=0).tolist() == [1] * 50
