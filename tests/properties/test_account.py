"""What an account says is true of any talk: of random parties, under any protocol, against brute force."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.experiments.account import Account, account
from negsim.experiments.account_json import account_json
from negsim.experiments.obstacles import Demands
from negsim.problem import BargainingProblem
from negsim.talks.protocols.table import Protocol
from negsim.testing import oracles
from negsim.testing.problem_generators import package_of, problems

NEIGHBOURS = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml"))
NAMES = ["random-walker", "linear", "trade-off", "position-true", "hill-climber"]


def told_of(data: st.DataObject, problem: BargainingProblem) -> Account:
    """Return the account of a talk that is drawn."""
    draft = data.draw(st.sampled_from(oracles.packages(problem)))
    kinds: list[Protocol] = [negsim.AlternatingOffers(), negsim.SimultaneousOffers(), negsim.SingleText(first=draft)]
    protocol = data.draw(st.sampled_from([*kinds, negsim.PostSettlement(draft)]))
    demands = [demand.name for demand in problem.demands]
    waived = data.draw(st.lists(st.sampled_from(demands), unique=True, max_size=2)) if demands else []
    talk = negsim.Talk(
        problem=problem,
        protocol=protocol,
        strategies={party.id: negsim.strategy(data.draw(st.sampled_from(NAMES))) for party in problem.signers},
        terms=negsim.Terms(rounds=5),
        seed=data.draw(st.integers(0, 9)),
        waived=waived,
    )
    compilation = attrs.evolve(NEIGHBOURS, problem=problem, evidence=())
    return account(negsim.Session(talk).play(), compilation)


@settings(max_examples=40)
@given(problems().filter(lambda found: len(found.signers) > 1), st.data())
def test_of_any_talk(problem, data):
    told = told_of(data, problem)
    transcript = told.transcript
    assert told.zone is not None
    assert told.zone.size == len(oracles.zone(told.problem))
    assert (told.deal is None) == (transcript.agreement is None)
    for moment in told.moments:
        turn = transcript.history[moment.offered.at]
        assert (turn.round, turn.party, turn.move.package) == (
            moment.offered.round,
            moment.offered.party,
            moment.offered.package,
        )
    for obstacle in told.obstacles:
        assert transcript.agreement is None
        broken = oracles.broken(told.problem, obstacle.offered.package)
        assert sorted((*obstacle.own, *obstacle.red)) == sorted(broken)
        assert transcript.history.latest_offer(obstacle.offered.party) == obstacle.offered.package
    for refusal in told.refusals:
        assert refusal.package is None or set(refusal.demands) <= set(oracles.broken(told.problem, refusal.package))
    for movement in told.movements:
        mine = [turn for turn in transcript.history if turn.party == movement.party]
        assert movement.offers == len([turn for turn in mine if turn.move.package is not None])
    assert account_json(told)["zone"]["size"] == told.zone.size


@settings(max_examples=40)
@given(problems(), st.data())
def test_demands_that_a_package_breaks_against_brute_force(problem, data):
    package = data.draw(package_of(problem.space))
    demands = Demands(problem=problem)
    assert sorted(own.name for own in demands.broken(package)) == sorted(
        oracles.broken(problem, package, only_red=False)
    )
    assert demands.are_kept(package) == (not oracles.broken(problem, package))
