"""Every registered strategy in every protocol: none does what it may not do; each keeps to the rules of answering."""

import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.space.issue import Issue
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.answering import must_concede
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.transcript import Terms
from negsim.talks.view import View
from negsim.testing import oracles
from tests.unit.talks.strategy_trials import CHANCE, Seen, pie, problem_of, share, signed_problems

NAMES = (*STRATEGIES, "absolute-tit-for-tat:random=0.3", "trade-off:step=0.5,model=stated", "zeuthen:model=none")
CONCEDING = ("boulware", "linear", "conceder", "time-dependent", "position-true", "trade-off", "micro")
ANSWERING = ("tit-for-tat", "absolute-tit-for-tat", "averaged-tit-for-tat", "trade-off", "zeuthen", "micro")

VOTE = frozenset({Kind.ACCEPT, Kind.SILENT, Kind.WALK_AWAY})


@frozen
class Looked:
    """A strategy whose every move is held against the rules of answering."""

    inner: Strategy = field()

    @property
    def name(self):
        return self.inner.name

    def begin(self, brief, *, chance):
        return self.inner.begin(brief, chance=chance)

    def move(self, view, memory, *, chance):
        move, memory = self.inner.move(view, memory, chance=chance)
        assert move.kind in view.allowed
        brief, points = view.brief, view.brief.ladder.points
        taken = view.standing if move.kind is Kind.ACCEPT else move.package
        if taken is not None:
            assert brief.ladder.keeps(taken)
            assert points(taken) >= brief.floor
            if view.text is not None:
                assert points(taken) >= points(view.text)
        if move.package is not None and view.text is not None:
            assert points(move.package) > points(view.text)
        if move.package is not None and must_concede(view):
            last = view.history.latest_offer(brief.party)
            assert last is None or points(move.package) < points(last)
        return move, memory


def protocols(problem):
    """Return every protocol that a problem can be played in, with the first package as draft and settlement."""
    first = oracles.packages(problem)[0]
    kinds = [SimultaneousOffers(kind) for kind in Concession]
    return [AlternatingOffers(), *kinds, SingleText(first=first, changes=2), PostSettlement(first)]


def held(problem, protocol, names, *, rounds=8, seed=3):
    """Return the transcript of a talk between strategies that are looked at."""
    strategies = {party.id: Looked(strategy(name)) for party, name in zip(problem.parties, names, strict=True)}
    talk = Talk(problem=problem, protocol=protocol, strategies=strategies, terms=Terms(rounds=rounds), seed=seed)
    return Session(talk).play()


@settings(max_examples=60)
@given(signed_problems(), st.data())
def test_no_strategy_does_what_it_may_not_do_in_any_protocol(problem, data):
    names = [data.draw(st.sampled_from(NAMES)) for _ in problem.parties]
    for protocol in protocols(problem):
        rounds = data.draw(st.integers(1, 9))
        played = held(problem, protocol, names, rounds=rounds)
        assert not played.faults, (protocol, played.faults)
        assert held(problem, protocol, names, rounds=rounds).history == played.history


PIES = {count: pie(6, parties=("A", "B", "C", "D")[:count], floors={"A": 2}) for count in (2, 3, 4)}


@pytest.mark.parametrize("count", PIES)
@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_in_every_protocol_between_so_many(name, count):
    problem = PIES[count]
    for protocol in protocols(problem):
        for rest in (name, "linear"):
            played = held(problem, protocol, [name, *[rest] * (count - 1)])
            assert not played.faults, (protocol, played.faults)


@pytest.mark.parametrize("name", NAMES)
def test_where_nothing_can_be_signed_it_leaves_if_it_may(name):
    problem = pie(6, floors={"A": 7})
    for protocol in protocols(problem):
        played = held(problem, protocol, [name, "linear"])
        mine = {turn.move for turn in played.history if turn.party == "A"}
        if isinstance(protocol, PostSettlement):
            assert mine == {SILENT}
            assert played.agreement == protocol.settlement
        else:
            assert mine == {WALK_AWAY}
            assert (played.ending.reason, played.ending.party) == (Reason.WALKED_AWAY, "A")


@pytest.mark.parametrize("name", CONCEDING)
@pytest.mark.parametrize("kind", Concession)
def test_parties_that_concede_meet_by_simultaneous_concessions(name, kind):
    played = held(pie(12), SimultaneousOffers(kind), [name, name], rounds=30)
    assert played.agreement is not None, (name, kind)


def test_a_hard_liner_and_tit_for_tat_do_not_begin_to_concede():
    for name in ("hard-liner", "tit-for-tat", "hill-climber"):
        played = held(pie(12), SimultaneousOffers(), [name, name])
        assert (played.ending.reason, played.rounds) == (Reason.STALLED, 2)


def said_of_drafts(name, drafts, *, text, elapsed=0.0):
    """Return what a party that gets as many points as its share says to drafts, where a text holds or none does."""
    seen = Seen(pie(10, floors={"A": 3}), "A", strategy(name))
    said = []
    for draft in drafts:
        view = View(seen.brief, 1, elapsed, share(draft), [], 0, None if text is None else share(text), VOTE)
        said.append(seen.strategy.move(view, seen.memory, chance=CHANCE)[0])
    return said


@pytest.mark.parametrize("name", NAMES)
def test_a_vote_compares_the_draft_with_the_text(name):
    for elapsed in (0.0, 0.5, 1.0):
        assert said_of_drafts(name, [2, 5, 6, 7], text=6, elapsed=elapsed) == [SILENT, SILENT, ACCEPT, ACCEPT]
        assert said_of_drafts(name, [2, 3], text=1, elapsed=elapsed) == [SILENT, ACCEPT]  # its floor stays


def test_without_a_text_it_takes_what_it_asks_for():
    assert said_of_drafts("linear", [9, 10], text=None) == [SILENT, ACCEPT]
    assert said_of_drafts("linear", [6, 7], text=None, elapsed=0.5) == [SILENT, ACCEPT]  # 10 - 7/2 is asked for
    assert said_of_drafts("position-true", [6, 7], text=None, elapsed=0.5) == [SILENT, ACCEPT]
    assert said_of_drafts("hard-liner", [9, 10], text=None, elapsed=1.0) == [SILENT, ACCEPT]


@pytest.mark.parametrize("name", ANSWERING)
def test_who_concedes_in_answer_takes_a_first_draft_at_its_floor(name):
    assert said_of_drafts(name, [2, 3, 4], text=None) == [SILENT, ACCEPT, ACCEPT]


@pytest.mark.parametrize("name", NAMES)
def test_beside_a_text_it_proposes_only_what_is_better_for_itself(name):
    for text in range(11):
        played = held(pie(10), PostSettlement(share(text)), [name, "hard-liner"])
        proposed = [int(package["share"]) for package in played.history.offers("A")]
        assert all(points > text for points in proposed)
        assert played.agreement == share(text)  # of a pie, nothing is better for both


def test_a_time_dependent_party_proposes_what_it_asks_for_until_that_is_no_better_than_the_text():
    played = held(pie(10), PostSettlement(share(6)), ["linear", "hard-liner"], rounds=6)
    assert [str(package) for package in played.history.offers("A")] == ["share: 10", "share: 8"]


def test_a_party_that_concedes_with_time_goes_down_in_each_round_of_simultaneous_offers():
    played = held(pie(10, floors={"A": 6}), SimultaneousOffers("egocentric"), ["boulware", "hard-liner"], rounds=20)
    assert [int(package["share"]) for package in played.history.offers("A")] == [10, 9, 8, 7, 6]
    assert (played.ending.reason, played.rounds) == (Reason.STALLED, 6)


def test_position_true_goes_down_in_each_round_and_stops_at_its_floor():
    played = held(
        pie(10, floors={"A": 7}), SimultaneousOffers("egocentric"), ["position-true", "hard-liner"], rounds=50
    )
    assert [int(package["share"]) for package in played.history.offers("A")] == [10, 9, 8, 7]


def test_micro_concedes_by_worth_where_offers_must_be_concessions():
    problem = problem_of([Issue("x", ["a", "b", "c", "d"])], {"A": [[5, 5, 5, 2]], "B": [[1, 1, 1, 3]]})
    played = held(problem, SimultaneousOffers("egocentric"), ["micro", "micro"])
    assert [package["x"] for package in played.history.offers("A")] == ["a", "d"]
    assert held(pie(10, floors={"A": 9}), SimultaneousOffers(), ["micro", "conceder"]).history.offers("A")[-1] == share(
        9
    )


def test_a_trade_off_takes_a_step_down_where_a_trade_is_no_concession():
    played = held(pie(10), SimultaneousOffers("egocentric"), ["trade-off:step=0.2", "hard-liner"], rounds=4)
    assert [int(package["share"]) for package in played.history.offers("A")] == [10, 8, 6, 4]
    fine = held(pie(10, floors={"A": 8}), SimultaneousOffers("egocentric"), ["trade-off", "hard-liner"], rounds=9)
    assert [int(package["share"]) for package in fine.history.offers("A")] == [10, 9, 8]
    firm = held(pie(10), SimultaneousOffers(), ["trade-off:step=0", "hard-liner"])
    assert (firm.ending.reason, firm.rounds) == (Reason.STALLED, 2)


@pytest.mark.parametrize("name", ["linear", "position-true", "trade-off", "micro", "random-walker", "impatient"])
def test_where_offers_must_be_concessions_the_first_one_is_free(name):
    seen = Seen(pie(10), "A", strategy(name))
    allowed = frozenset({Kind.OFFER, Kind.SILENT, Kind.WALK_AWAY})
    view = View(seen.brief, 1, 0.0, None, [], 0, None, allowed)
    assert must_concede(view)
    assert seen.strategy.move(view, seen.memory, chance=CHANCE)[0].kind is Kind.OFFER
