"""Asking what can be met: against all choices of small problems, by every way of deciding."""

import itertools
import math

import numpy as np
import pytest

from negsim.errors import TooLargeError
from negsim.kernels.bounded import asking, deciding, proofs, rounds
from negsim.kernels.bounded.asking import Asker
from negsim.kernels.bounded.conditions import Conditions, words_of
from negsim.kernels.bounded.known import Known
from negsim.kernels.bounded.walk import BlockWalk, LoopWalk
from negsim.kernels.programs import Answer, minimise
from negsim.kernels.verdicts import Verdict

SIZES = (3, 5, 100, 10**6, 2**40)


def drawn(seed, *, sizes=SIZES):
    """Return conditions and all patterns of what choices break."""
    rng = np.random.default_rng(seed)
    issues, columns, rows, marked = rng.integers(0, [5, 4, 4, 6], endpoint=True)
    rows, most, shift = max(rows, 1), int(rng.choice(sizes)), int(rng.choice([0, 0, 62, 70]))
    conditions = Conditions(
        values=rng.integers(-most, most, (issues, rows, columns), endpoint=True),
        marks=[
            [
                int(rng.integers(0, 2**marked) & rng.integers(0, 2**marked)) << shift
                for _ in range(rng.integers(1, rows + 1))
            ]
            for _ in range(issues)
        ],
        floors=rng.integers(-most, 2 * most, columns, endpoint=True),
        behind=[shift + int(marked) + column for column in range(columns)],
    )
    ground = ((1 << int(marked + columns)) - 1) << shift
    choices = itertools.product(*(range(size) for size in conditions.sizes))
    return conditions, ground, {patterns_of(conditions, choice) for choice in choices}


def patterns_of(conditions, choice):
    """Return what a choice breaks, in Python integers."""
    broken = 0
    for own, row in zip(conditions.marks, choice, strict=True):
        broken |= own[row]
    for column, (floor, condition) in enumerate(zip(conditions.floors, conditions.behind, strict=True)):
        total = sum(int(conditions.values[issue, row, column]) for issue, row in enumerate(choice))
        broken |= (total < floor) << condition
    return broken


def check(conditions, patterns, wanted, verdict):
    if verdict.choice is None:
        assert not verdict.members & ~wanted
        assert all(pattern & verdict.members for pattern in patterns)
    else:
        assert verdict.members == patterns_of(conditions, verdict.choice)
        assert not verdict.members & wanted


@pytest.mark.parametrize("walker", [None, LoopWalk, BlockWalk])
@pytest.mark.parametrize("start", range(0, 600, 100))
def test_every_answer_holds_for_all_choices(walker, start):
    for seed in range(start, start + 100):
        conditions, ground, patterns = drawn(seed)
        asker = Asker(conditions, walker=walker)
        rng = np.random.default_rng(seed)
        for _ in range(8):
            wanted = int(rng.integers(0, 2**12)) << (ground & -ground).bit_length() >> 1 & ground if ground else 0
            check(conditions, patterns, wanted, asker.ask(wanted))
        check(conditions, patterns, ground, asker.ask(ground))


def tight(seed):
    """Return conditions that some choice just meets, or just misses, with all totals of choices and their marks."""
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 60, (6, 4, 3))
    marks = 1 << rng.integers(0, 6, (6, 4))
    choices = np.array(list(itertools.product(range(4), repeat=6)))
    totals = values[np.arange(6), choices].sum(axis=1)
    broken = np.bitwise_or.reduce(marks[np.arange(6), choices], axis=1)
    floors = totals[np.argsort(totals.min(axis=1))[-1 - seed % 20]] + rng.integers(-3, 4, 3)
    patterns = broken | ((totals < floors) * [64, 128, 256]).sum(axis=1)
    return Conditions(values=values, marks=marks, floors=floors, behind=[6, 7, 8]), set(patterns.tolist())


@pytest.mark.parametrize("max_nodes", [0, 10, None])
def test_what_proposals_leave_open_is_decided_by_a_walk_or_by_integer_programming(monkeypatch, max_nodes):
    calls = []

    def counted(program, *, seconds):
        calls.append(seconds)
        return minimise(program, seconds=seconds)

    monkeypatch.setattr(asking, "_ROUNDS", 3)
    monkeypatch.setattr(rounds, "_MAX_MOVES", 0)
    monkeypatch.setattr(deciding, "SHORT", 20)
    monkeypatch.setattr(deciding, "minimise", counted)
    verdicts = set()
    for seed in range(60):
        conditions, patterns = tight(seed)
        asker = Asker(conditions, walker=LoopWalk, max_nodes=max_nodes, left=lambda: 9.5)
        for wanted in (0b111000000, 0b111000010, 0b111010100):
            verdict = asker.ask(wanted)
            verdicts.add(verdict.choice is None)
            check(conditions, patterns, wanted, verdict)
    assert verdicts == {True, False}
    assert set(calls) == (set() if max_nodes is None else {9.5})


def knapsack(*, total=1):
    """Return conditions of two floors that floats cannot tell apart from met: even numbers make an odd total."""
    weights = [6, 10, 14, 22, 26, 34]
    even = [[[0, 0], [weight, -weight]] for weight in weights]
    return Conditions(values=even, marks=[[0, 0]] * 6, floors=[44 + total, -44 - total], behind=[0, 1])


def test_sums_that_only_a_walk_rules_out():
    walks = [Asker(knapsack(total=total), walker=walker).ask(0b11) for total in (1, 4) for walker in (LoopWalk, None)]
    assert [verdict.choice is None for verdict in walks] == [True, True, False, False]
    assert walks[0] == Verdict(None, 0b11)


def test_walks_go_on_where_a_short_one_does_not_end(monkeypatch):
    monkeypatch.setattr(deciding, "SHORT", 2)
    for walker in (None, BlockWalk, LoopWalk):
        asker = Asker(knapsack(), walker=walker)
        assert asker.ask(0b11) == Verdict(None, 0b11)
    asker = Asker(knapsack(total=4), walker=BlockWalk)
    assert asker.ask(0b11).choice is not None


@pytest.mark.parametrize("values", [None, [1.0, 0.0] * 6])
def test_what_nothing_decides_is_refused(monkeypatch, values):
    """A program that gives up, or one whose choice does not hold in whole numbers, decides nothing."""

    def given_up(program, *, seconds):
        held = None if values is None else np.array(values)
        return Answer(status="limit", values=held, objective=0.0, bound=-math.inf, is_proven=False)

    monkeypatch.setattr(deciding, "minimise", given_up)
    asker = Asker(knapsack(), max_nodes=0)
    with pytest.raises(TooLargeError, match="integer programming did not decide"):
        asker.ask(0b11)


def test_a_program_may_find_what_a_walk_did_not():
    asker = Asker(knapsack(total=4), max_nodes=0)
    verdict = asker.ask(0b11)
    assert knapsack(total=4).totals(verdict.choice).tolist() == [48, -48]
    assert asker.ask(0b01) == verdict


def opposed(count):
    """Return conditions of two columns that share out 2 at each issue, each wanting more than half; rows have marks."""
    values = [[[2, 0], [0, 2], [1, 1]]] * count
    marks = [[1 << (at % 3), 1 << (3 + at % 2), 0] for at in range(count)]
    return Conditions(values=values, marks=marks, floors=[count + 1, count + 1], behind=[8, 9])


def test_a_proof_needs_no_marks_and_decides_other_sets():
    asker = Asker(opposed(6))
    assert asker.ask(0b1100011111) == Verdict(None, 0b1100000000)
    assert asker.ask(0b1100000111) == Verdict(None, 0b1100000000)
    assert len(asker._proofs.supports) == 1


def test_proofs_that_are_full_replace_the_one_of_no_use_for_longest(monkeypatch):
    monkeypatch.setattr(proofs, "MAX_PROOFS", 2)
    made = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        marks = [[1 << int(entry) for entry in rng.integers(0, 6, 4)] for _ in range(8)]
        values = rng.integers(0, 100, (8, 4, 3))
        conditions = Conditions(
            values=values, marks=marks, floors=values.max(axis=1).sum(axis=0) * 3 // 4, behind=[6, 7, 8]
        )
        asker = Asker(conditions)
        choices = itertools.product(range(4), repeat=8)
        patterns = {conditions.broken(choice) for choice in itertools.islice(choices, 0, None, 37)}
        for wanted in range(0, 512, 5):
            verdict = asker.ask(wanted)
            if verdict.choice is None:
                assert all(pattern & verdict.members for pattern in patterns)
        made.append(len(asker._proofs.supports))
    assert max(made) == 2


def test_known_verdicts_grow_beyond_their_first_room():
    known = Known(2)
    assert known.verdict(0) is None
    for at in range(100):
        known.add(Verdict((at,), (1 << at) | 1 << 100))
        known.add(Verdict(None, 0b11 << at))
    assert known.verdict(0b1) == Verdict((1,), 1 << 1 | 1 << 100)
    assert known.verdict((1 << 100) | 0b11 << 70) == Verdict(None, 0b11 << 70)
    assert known.verdict(1 << 100) is None


def test_conditions_say_what_does_not_agree():
    with pytest.raises(ValueError, match=r"values of shape \(2,\)"):
        Conditions(values=[1, 2], marks=[], floors=[], behind=[])
    for marks in ([[0]], [[0], []], [[0], [0, 0]]):
        with pytest.raises(ValueError, match="marks of"):
            Conditions(values=[[[1]], [[2]]], marks=marks, floors=[0], behind=[0])
    with pytest.raises(ValueError, match="2 floors of 1 conditions"):
        Conditions(values=[[[1]]], marks=[[0]], floors=[0, 1], behind=[0])
    with pytest.raises(TooLargeError, match="as the largest total"):
        Conditions(values=[[[2**53]]], marks=[[0]], floors=[0], behind=[0])
    assert words_of(0, 1).tolist() == [0]


def test_floors_far_out_of_reach_do_not_overflow():
    values = [[[2**40, 0], [0, 2**40]]] * 3
    for low, high, is_met in (
        (-(2**70), 2**40, True),
        (2**70, 0, False),
        (2**70, 2**70, False),
        (-(2**70), 2**42, False),
    ):
        asker = Asker(Conditions(values=values, marks=[[0, 0]] * 3, floors=[low, high], behind=[0, 1]))
        assert (asker.ask(0b11).choice is not None) == is_met
