"""Between two flips the answer is what the problem with the number set there gives, on both sides of each flip."""

import itertools
import random
from fractions import Fraction

import attrs
import pytest

from negsim.compilation import compile_scenario
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.parameters import with_number
from negsim.experiments.responses import ANSWERS, Asked
from negsim.experiments.sensitivity import sensitivity
from negsim.parties.party import Party
from negsim.parties.preferences import Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.search.effort import STEADY
from negsim.space.issue import Issue

SPREAD = Spread(weights="1/2", values="1/2", reservation="1/4", firmness="1/2")
CLOSE = Fraction(1, 1000)


def random_scenario(rnd, *, reserved):
    """Return a scenario of two or three parties on up to four issues, with a share of them holding a reservation."""
    issues = [
        Issue(f"i{n}", list("abc")[: rnd.choice([2, 3])], ordered=rnd.random() < 0.5, status_quo=rnd.choice(["", "a"]))
        for n in range(rnd.choice([2, 3, 4]))
    ]
    parties = [random_party(rnd, f"p{n}", issues=issues, reserved=reserved) for n in range(rnd.choice([2, 3]))]
    statements = [
        Statement(
            party=party.id,
            issue=issue.id,
            stance=rnd.choice(["demands", "rejects", "open-to", "proposes"]),
            options=[rnd.choice(issue.option_ids)],
            strength=rnd.choice(["interest", "explicit", "principle"]),
            assumption="drawn",
        )
        for party in parties
        for issue in issues
        if rnd.random() < 0.6
    ]
    return Scenario("drawn", issues=issues, parties=parties, statements=statements)


def random_party(rnd, party_id, *, issues, reserved):
    weights = {issue.id: rnd.choice([0, 1, 2, 3, 5]) for issue in issues}
    some = {issue.id: issue for issue in issues if rnd.random() < 0.6}
    grades = ["0", "1/4", "1/3", "0.8", "1"]
    values = {name: {option: rnd.choice(grades) for option in issue.option_ids} for name, issue in some.items()}
    lines = []
    for number in range(rnd.choice([0, 1, 2])):
        forbids = {issue.id: [rnd.choice(issue.option_ids)] for issue in rnd.sample(issues, rnd.choice([1, 2]))}
        box = Box(forbids, price=rnd.choice([None, None, None, 7, "1/2"]))
        lines.append(RedLine(f"l{number}", [box], firmness=rnd.choice([None, "0.3", "0.8"]), assumption="drawn"))
    reservation, firmness = None, rnd.choice([None, "0.4"])
    if rnd.random() < reserved:
        reservation = Reservation(value=rnd.choice(["0.3", "0.5", "0.7"]), firmness=firmness)
        if rnd.random() < 0.4:
            fallback = {issue.id: rnd.choice(issue.option_ids) for issue in issues}
            reservation = Reservation(fallback=fallback, firmness=firmness)
    return Party(
        party_id,
        bloc=rnd.choice(["", "east", "east"]),
        preferences=Preferences(weights=weights if any(weights.values()) else {"i0": 1}, values=values),
        lines=lines,
        reservation=reservation,
    )


def check(bar, compilation, *, pieces):
    """Hold some pieces of a bar to the problem compiled anew in their middle and close to their ends."""
    for piece, share in itertools.product(pieces, (Fraction(1, 2), CLOSE, 1 - CLOSE)):
        value = piece.low + (piece.high - piece.low) * share
        problem = with_number(compilation, bar.number.name, value=value)
        found = Asked(compilation=problem, effort=STEADY).outcome(bar.answer)
        assert found.package == piece.package, (bar.number.name, bar.answer, value)
        line = tuple(start + (end - start) * share for start, end in zip(piece.start, piece.end, strict=True))
        if bar.answer == "kalai-smorodinsky":  # a share of a best gain that moves too
            for one, here, other in zip(piece.start, found.measures, piece.end, strict=True):
                assert min(one, other) <= here <= max(one, other)
        else:
            assert found.measures == line, (bar.number.name, bar.answer, value)


@pytest.mark.parametrize("seed", [0, 2, 4, 6, 8, 11, 15, 18, 22, 62])
def test_each_piece_is_what_the_problem_there_gives(seed):
    rnd = random.Random(seed)
    reserved = rnd.choice([0, 0.3, 0.8])
    scenario = random_scenario(rnd, reserved=reserved)
    red_from = rnd.choice(["0.2", "0.5", "0.9"])
    firmness = {"interest": "0.3", "explicit": "0.6", "principle": "0.9"}
    reading = Reading("own", firmness=firmness, limit_factor="0.5", red_from=red_from)
    compilation = compile_scenario(scenario, reading=reading)
    found = sensitivity(compilation, known=knowledge(compilation, spread=SPREAD), answers=ANSWERS)
    assert not found.left_out
    changing = [bar for bar in found.bars if bar.flips]
    still = [bar for bar in found.bars if bar.pieces and not bar.flips]
    for bar in rnd.sample(changing, min(12, len(changing))) + rnd.sample(still, min(4, len(still))):
        check(bar, compilation, pieces=rnd.sample(bar.pieces, min(4, len(bar.pieces))))
        assert [flip.at for flip in bar.flips] == sorted(flip.at for flip in bar.flips)
        ends = [bar.pieces[0].low, *(piece.high for piece in bar.pieces)]
        assert [(piece.low, piece.high) for piece in bar.pieces] == list(itertools.pairwise(ends))


def losing_scenario(rnd):
    """Return a scenario of two or three parties, all of which but the last lose by whatever they do not get."""
    issues = [Issue(name, list("abc")) for name in ("x", "y")]
    parties = []
    count = rnd.choice([2, 3, 3])
    for number in range(count):
        values = {issue.id: {option: rnd.choice(["0", "1/2", "1"]) for option in "abc"} for issue in issues}
        reservation = Reservation(value=1, firmness=0) if number < count - 1 else None
        preferences = Preferences(weights={"x": 1, "y": 1}, values=values)
        parties.append(Party(f"p{number}", preferences=preferences, reservation=reservation))
    boxes = [Box({"x": [x], "y": [y]}) for x in "abc" for y in "abc" if rnd.random() < 0.3]
    line = RedLine("no", boxes or [Box({"x": ["a"], "y": ["a"]})], firmness=1, assumption="drawn")
    parties[-1] = attrs.evolve(parties[-1], lines=[line])
    return Scenario("drawn", issues=issues, parties=parties)


@pytest.mark.parametrize("seed", [9, 20, 23, 33])
def test_so_is_each_piece_where_rules_do_not_count_what_a_party_loses(seed):
    compilation = compile_scenario(losing_scenario(random.Random(seed)), reading=Reading("own", red_from="1/2"))
    known = knowledge(compilation, spread=Spread(weights="9/10", values=0, reservation=0, firmness=0))
    found = sensitivity(compilation, known=known, answers=["nash", "kalai-smorodinsky"])
    for bar in found.bars:
        check(bar, compilation, pieces=bar.pieces)
