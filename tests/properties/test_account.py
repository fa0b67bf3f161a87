"""What an account says is true of any talk: of random parties, under any protocol, against brute force."""

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

import negsim
from negsim.experiments.account import Account, Moment, Why, account
from negsim.experiments.account_json import account_json
from negsim.experiments.obstacles import Demands
from negsim.problem import BargainingProblem
from negsim.space.package import Package
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Protocol
from negsim.talks.transcript import Transcript
from negsim.testing import oracles
from negsim.testing.problem_generators import package_of, problems

NEIGHBOURS = negsim.compile_scenario(negsim.read_scenario("scenarios/two_neighbours.toml"))
NAMES = ["random-walker", "linear", "trade-off", "position-true", "hill-climber"]


def turn_at(moment: Moment) -> int:
    """Return the place of a moment in the history."""
    return moment.offered.at


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


def stood(transcript: Transcript, party: str) -> list[Package]:
    """Return the offers of a party that counted."""
    log = enumerate(transcript.history.log)
    made = [move.package for at, (_, mover, move) in log if mover == party and at not in transcript.void]
    return [package for package in made if package is not None]


def room(told: Account, party: str) -> int:
    """Return the points between the best and the worst package that a party may take, over all packages."""
    demands = {demand.name for demand in told.problem.demands if demand.red and party in demand.shared_by}
    taken = [
        told.problem.points(package)[party]
        for package in oracles.packages(told.problem)
        if demands.isdisjoint(oracles.broken(told.problem, package))
    ]
    return max(taken) - min(taken) if taken else 0


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
        assert (turn.round, turn.party) == (moment.offered.round, moment.offered.party)
        assert turn.move.package == (None if moment.why == (Why.ACCEPTED,) else moment.offered.package)
        if transcript.draft is None and moment.offered.maker is None:
            own = [
                package for at, _, party, package in transcript.offers() if at < turn_at(moment) and party == turn.party
            ]
            assert moment.before == (own[-1] if own else None)
    for obstacle in told.obstacles:
        assert transcript.agreement is None
        broken = oracles.broken(told.problem, obstacle.offered.package)
        assert sorted((*obstacle.own, *obstacle.red)) == sorted(broken)
        assert stood(transcript, obstacle.offered.party)[-1] == obstacle.offered.package
    for refusal in told.refusals:
        assert refusal.package is None or set(refusal.demands) <= set(oracles.broken(told.problem, refusal.package))
    for movement in told.movements:
        mine = [turn for turn in transcript.history if turn.party == movement.party]
        assert movement.offers == len([turn for turn in mine if turn.move.package is not None])
        took = [turn for turn in mine if turn.move.kind is Kind.ACCEPT]
        assert (movement.accepted, movement.taken_last is None) == (len(took), not took)
        if transcript.draft is None:
            least = [end.points[movement.party] for end in (movement.last, movement.taken_last) if end is not None]
            if movement.given_up is not None and transcript.agreement is not None:
                assert min(least) <= transcript.points[movement.party]
        counted = stood(transcript, movement.party)
        assert movement.void == movement.offers - len(counted)
        ends = [end.package for end in (movement.first, movement.last) if end is not None]
        assert ends == ([counted[0], counted[-1]] if counted else [])
        assert movement.room == room(told, movement.party)
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
