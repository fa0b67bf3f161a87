"""Dualizing and hitting sets: against all subsets of a few elements, whole and cut short."""

import random

import pytest

from negsim.errors import TooLargeError
from negsim.kernels import dualizing
from negsim.kernels.dualizing import Limits, Side, dualize
from negsim.kernels.hitting_sets import minimal_hitting_sets, minimal_sets
from negsim.kernels.verdicts import Verdict


def asking(patterns, *, rng=None, log=None):
    """Return what answers for choices that break these sets; refusals name all that was asked, or some of it."""

    def ask(wanted):
        if log is not None:
            log.append(wanted)
        met = [broken for broken in patterns if not broken & wanted]
        if met:
            return Verdict((), rng.choice(met) if rng else met[0])
        while rng and rng.random() < 0.7:
            fewer = wanted & ~(1 << rng.randrange(12))
            if all(broken & fewer for broken in patterns):
                wanted = fewer
        return Verdict(None, wanted)

    return ask


def drawn(seed):
    rng = random.Random(seed)
    count = rng.randint(1, 9)
    size = rng.choice([0.2, 0.4, 0.7])
    patterns = [sum(1 << at for at in range(count) if rng.random() < size) for _ in range(rng.randint(0, 12))]
    return rng, count, patterns


def brute(patterns, count):
    repairs = minimal_sets(patterns)
    hitting = (members for members in range(2**count) if all(members & pattern for pattern in patterns))
    return minimal_sets(hitting), repairs


@pytest.mark.parametrize("start", range(0, 1200, 400))
def test_both_kinds_of_sets_are_those_of_all_subsets(start):
    for seed in range(start, start + 400):
        rng, count, patterns = drawn(seed)
        conflicts, repairs = brute(patterns, count)
        ask = asking(patterns, rng=rng if seed % 3 else None)
        found = dualize(ask, 2**count - 1, conflicts=[members for members in conflicts if rng.random() < 0.3])
        assert found.conflicts == Side(sets=conflicts, up_to=None)
        assert found.repairs == Side(sets=repairs, up_to=None)


def test_what_an_answer_breaks_beyond_the_ground_set_does_not_matter():
    for seed in range(200):
        rng, count, patterns = drawn(seed)
        ground = rng.randrange(2**count)
        conflicts, repairs = brute([pattern & ground for pattern in patterns], count)
        found = dualize(asking(patterns, rng=rng), ground)
        assert (found.conflicts.sets, found.repairs.sets) == (conflicts, repairs)


def test_what_is_cut_short_says_up_to_what_size_it_is_whole():
    stopped = set()
    for seed in range(500):
        rng, count, patterns = drawn(seed)
        full = brute(patterns, count)
        limits = Limits(
            thorough=rng.choice([0, 9, 99]), enough=rng.choice([1, 2, 50]), max_asked=rng.choice([1, 5, 10, 10**6])
        )
        found = dualize(asking(patterns, rng=rng), 2**count - 1, limits=limits)
        for side, every in zip((found.conflicts, found.repairs), full, strict=True):
            assert set(side.sets) <= set(every)
            if side.up_to is None:
                assert side.sets == side.smallest == every
                continue
            stopped.add(side.up_to)
            assert {members for members in every if members.bit_count() <= side.up_to} <= set(side.sets)
            sizes = {members.bit_count() for members in side.smallest}
            assert max(sizes, default=0) <= side.up_to + 1 or side.smallest == side.sets
    assert {-1, 0, 1} <= stopped


def test_enough_of_both_kinds_is_enough():
    """Seven pairs of which one must go: 128 repairs, each as large as any other."""
    log: list[int] = []

    def ask(wanted):
        log.append(wanted)
        both = [at for at in range(7) if wanted >> 2 * at & 3 == 3]
        if both:
            return Verdict(None, 3 << 2 * both[0])
        return Verdict((), sum((2 if wanted >> 2 * at & 1 else 1) << 2 * at for at in range(7)))

    found = dualize(ask, 2**14 - 1, limits=Limits(thorough=0, enough=5))
    assert found.conflicts.sets == tuple(3 << 2 * at for at in range(7))
    assert len(found.repairs.smallest) >= 5
    assert len(log) < 300
    whole = dualize(ask, 2**14 - 1, limits=Limits(thorough=10**6, enough=5, max_asked=10**6))
    assert (len(whole.repairs.sets), whole.repairs.complete, whole.conflicts.complete) == (128, True, True)


def test_candidates_beyond_the_limit_stop_a_side(monkeypatch):
    monkeypatch.setattr(dualizing, "_MAX_CANDIDATES", 1)
    patterns = [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100]
    found = dualize(asking(patterns), 0b1111)
    assert not found.repairs.complete
    assert set(found.repairs.sets) <= set(patterns)


def test_time_that_is_over_stops_at_once_or_while_an_answer_is_looked_for():
    found = dualize(asking([0b1]), 0b11, limits=Limits(is_over=lambda: True))
    assert (found.conflicts.sets, found.repairs.sets, found.repairs.up_to) == ((), (), -1)
    over = []

    def ask(wanted):
        over.append(wanted)
        raise TooLargeError("this", 2, 1, "steps", "")

    found = dualize(ask, 0b11, limits=Limits(is_over=lambda: bool(over)))
    assert not found.conflicts.complete
    with pytest.raises(TooLargeError):
        dualize(ask, 0b11)


def test_hitting_sets_of_at_most_some_size():
    for seed in range(600):
        rng, count, family = drawn(seed)
        every = minimal_sets(members for members in range(2**count) if all(members & other for other in family))
        whole = minimal_hitting_sets(family, max_sets=10**4, max_nodes=10**5)
        assert (whole.sets, whole.complete, whole.is_stopped) == (every, True, False)
        most = rng.randint(0, count)
        found = minimal_hitting_sets(family, max_sets=10**4, max_nodes=10**5, max_size=most)
        assert found.sets == tuple(members for members in every if members.bit_count() <= most)
        assert not found.is_stopped
        assert not found.complete or found.sets == every
        assert found.complete or most < count


@pytest.mark.parametrize(("max_sets", "max_nodes"), [(1, 1000), (1000, 2)])
def test_hitting_sets_that_are_cut_short_say_so(max_sets, max_nodes):
    found = minimal_hitting_sets([0b0011, 0b1100], max_sets=max_sets, max_nodes=max_nodes)
    assert (found.complete, found.is_stopped) == (False, True)
    assert len(found.sets) <= 1
