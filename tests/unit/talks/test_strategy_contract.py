"""What holds of every strategy, with whomever it meets: what it may offer and take, repeatability, any size."""

import pickle
from typing import Any

import pytest
from attrs import field, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.positions.statement import Stance, Statement, Strength
from negsim.problem import BargainingProblem, Factor, ProblemParty, ProblemReservation
from negsim.seeding import Chance, stream, uniforms
from negsim.space.issue import Issue
from negsim.space.space import Space
from negsim.talks.move import WALK_AWAY, Kind
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.transcript import Terms
from tests.unit.talks.strategy_trials import Seen, pie, play, signed_problems

NAMES = (
    *STRATEGIES,
    "absolute-tit-for-tat:random=0.3",
    "averaged-tit-for-tat:steps=2",
    "trade-off:step=0.2,model=frequency",
    "trade-off:step=0.5,model=stated",
    "zeuthen:model=frequency",
    "zeuthen:model=none",
)


@frozen
class Watched:
    """A strategy that is asked twice for each move, with its own chance, and whose moves are looked at."""

    inner: Any = field()

    @property
    def name(self):
        return self.inner.name

    def begin(self, brief, *, chance):
        return self.inner.begin(brief, chance=Chance(chance.seed, (brief.party, "begin")))

    def move(self, view, memory, *, chance):
        names = (view.brief.party, str(view.count))
        move, after = self.inner.move(view, memory, chance=Chance(chance.seed, names))
        again, after_again = self.inner.move(view, memory, chance=Chance(chance.seed, names))
        assert move == again, "the memory was changed, or something else is remembered"
        assert type(after) is type(after_again)
        self.looked_at(view, move)
        return move, after

    def looked_at(self, view, move):
        brief = view.brief
        taken = view.standing if move.kind is Kind.ACCEPT else move.package
        if taken is None:
            assert move.kind is Kind.WALK_AWAY
            # A party true to its position may have public lines that leave it nothing; an impatient one has had enough.
            if not self.inner.name.startswith(("position-true", "impatient")):
                assert not len(brief.ladder) or brief.ladder.best < brief.floor
            return
        assert brief.space.exists(taken)
        assert brief.ladder.keeps(taken)
        assert brief.ladder.points(taken) >= brief.floor


@st.composite
def statements_on(draw, problem):
    """Generate something that some party has said on some issue."""
    issue = draw(st.sampled_from(problem.space.issues))
    return Statement(
        party=draw(st.sampled_from([party.id for party in problem.parties])),
        issue=issue.id,
        stance=draw(st.sampled_from((Stance.DEMANDS, Stance.REJECTS, Stance.PROPOSES, Stance.OPEN_TO))),
        options=[draw(st.sampled_from(issue.option_ids))],
        strength=draw(st.sampled_from(Strength)),
    )


@settings(max_examples=70)
@given(signed_problems(), st.data())
def test_all_that_is_offered_or_taken_exists_and_keeps_lines_and_floor(problem, data):
    chosen = {party.id: Watched(strategy(data.draw(st.sampled_from(NAMES)))) for party in problem.parties}
    statements = data.draw(st.lists(statements_on(problem), max_size=4))
    played = play(problem, chosen, rounds=data.draw(st.integers(1, 12)), seed=3, statements=statements)
    assert not played.faults
    assert play(problem, chosen, rounds=played.terms.rounds, seed=3, statements=statements) == played


@pytest.mark.parametrize("name", NAMES)
def test_a_strategy_is_a_value(name):
    own = strategy(name)
    assert pickle.loads(pickle.dumps(own)) == own == strategy(name)
    assert hash(own) == hash(strategy(name))


@pytest.mark.parametrize("name", NAMES)
def test_where_nothing_is_worth_its_floor_it_walks_away(name):
    assert Seen(pie(10, floors={"A": 11}), "A", strategy(name)).moves() == WALK_AWAY


@pytest.mark.parametrize("name", NAMES)
def test_with_one_package_alone_everybody_takes_it(name):
    party = [ProblemParty(id=party, factors=[Factor(["x"], [4])]) for party in "AB"]
    problem = BargainingProblem(scenario="one", reading="given", space=Space([Issue("x", ["only"])]), parties=party)
    assert play(problem, {"A": strategy(name), "B": strategy(name)}).agreement is not None


def wide():
    """Return a problem of three parties over 5^30 packages."""
    rng = stream(5, "wide")
    issues = [Issue(f"i{at}", [str(rank) for rank in range(5)], ordered=at % 2 == 0) for at in range(30)]
    parties = []
    for party in "ABC":
        factors = [Factor([issue.id], (40 * uniforms((5,), rng=rng)).astype(int)) for issue in issues]
        reservation = ProblemReservation(points=600)
        parties.append(ProblemParty(id=party, scale=1200, factors=factors, reservation=reservation))
    return BargainingProblem(scenario="wide", reading="given", space=Space(issues), parties=parties)


WIDE = wide()


@pytest.mark.parametrize("name", NAMES)
def test_a_space_that_cannot_be_listed(name):
    strategies = {"A": strategy(name), "B": strategy("conceder"), "C": strategy(name)}
    talk = Talk(problem=WIDE, protocol=AlternatingOffers(), strategies=strategies, terms=Terms(rounds=12), seed=2)
    played = Session(talk).play()
    assert not played.faults
    assert played.history.offers("A")
