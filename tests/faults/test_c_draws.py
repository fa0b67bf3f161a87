"""C: draws under uncertainty, in the library itself: what they depend on, and what they do not."""

import hashlib
import importlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

import negsim
from negsim.compilation import compile_scenario
from negsim.experiments.draws import BLOCK, NO_FLOOR, sampler
from negsim.experiments.knowledge import Spread, knowledge
from negsim.experiments.versions import versions
from negsim.kernels.walks import LANES, Bounds, walked
from negsim.parties.interval import Interval
from negsim.parties.uncertainty import Uncertainty
from negsim.seeding import stream

# What numpy chooses between while it runs; what it was built to need cannot be switched off.
DISPATCHED = importlib.import_module("numpy._core._multiarray_umath").__cpu_dispatch__
ROOT = Path(__file__).parents[2]
ISSUES = tuple(negsim.Issue(name, ["x", "y", "z"], status_quo="x") for name in "abcd")
VALUES: dict[str, Any] = {issue.id: {"x": 0, "y": "0.3", "z": 1} for issue in ISSUES}
LINE = negsim.RedLine("no-ax", boxes=[negsim.Box({"a": ["x"]})], price=5, firmness="0.5")
RANGES = {"a": Interval("0.1", "0.6"), "b": Interval("0.1", "0.4"), "c": Interval("0.05", "0.5")}
KNOWN = {
    "simplex": Uncertainty(weights={"a": Interval(0, 1)}),
    "ordered": Uncertainty(heavier=[["a", "b", "c", "d"]]),
    "rejection": Uncertainty(weights=RANGES, heavier=[["a", "b"], ["a", "d"]]),
    "triangular": Uncertainty(
        weights=RANGES, values={"b": {"y": Interval("0.1", "0.9")}}, distribution="triangular",
        reservation=Interval("0.2", "0.5"), firmness={"reservation": Interval("0.4", "1")}
    ),
    "values": Uncertainty(values={"a": {"y": Interval(0, 1), "x": Interval(0, "0.5")}}, better={"a": [["y", "x"]]}),
}  # fmt: skip


def party(name, stated):
    return negsim.Party(
        name,
        preferences=negsim.Preferences(weights=dict(zip("abcd", [4, 3, 2, 1], strict=True)), values=VALUES),
        reservation=negsim.Reservation(fallback={"a": "y"}, firmness="0.75"),
        lines=[LINE],
        uncertainty=stated,
    )


def scenario(*names):
    return negsim.Scenario("four", issues=ISSUES, parties=[party(name, KNOWN[name]) for name in names or KNOWN])


def draws(*names, seed=7):
    return sampler(knowledge(compile_scenario(scenario(*names)), spread=Spread(reservation="0.1")), seed=seed)


def told(block):
    """Return everything in a block as plain numbers."""
    found = {entry.party: [entry.points.tolist(), entry.floors.tolist()] for entry in block.parties}
    return {**found, "firm": block.firm.tolist()}


def fingerprint():
    whole = draws()
    blocks = [told(whole.block(index, size=50)) for index in (0, 1)]
    text = json.dumps([blocks, dict(whole.methods)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def walk_fingerprint():
    chains, peaks = [(0, 1, 2), (0, 3)], [0.4, 0.3, 0.2, 0.1]
    bounds = Bounds(lows=[0.1, 0.1, 0, 0], highs=[0.9, 0.6, 0.5, 0.5], total=1.0, chains=chains, peaks=peaks)
    ends = walked(bounds, np.array([0.4, 0.3, 0.2, 0.1]), size=LANES + 5, rng=stream(7, "walk"))
    return hashlib.sha256(np.rint(ends * 10**9).astype(np.int64).tobytes()).hexdigest()[:16]


PINNED = "686c1a8dc701c5c3"
PINNED_WALK = "8a0e4d9fc0853c0b"


def test_c48_draws_are_what_they_have_always_been():
    # If this fails after an upgrade of numpy, or after a change here, every result that names a seed has changed.
    assert fingerprint() == PINNED
    assert walk_fingerprint() == PINNED_WALK
    first = told(draws().block(0, size=2))
    assert first["simplex"][0][0] == [0, 33207, 110692, 0, 2068, 6893, 0, 53744, 179145, 0, 210981, 703271]
    assert first["triangular"][1] == [NO_FLOOR, 229374]
    assert first["firm"][0] == [True, False, True, True, True, True, False, False, True, True]


def test_c48_draws_are_the_same_whatever_the_processor_can_do():
    program = "from tests.faults.test_c_draws import *; print(fingerprint(), walk_fingerprint())"
    there = {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(DISPATCHED), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=there, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, f"{PINNED} {PINNED_WALK}\n"), done.stderr


def test_c48_versions_are_told():
    assert set(versions()) == {"negsim", "numpy"}


def test_c49_global_generators_neither_change_draws_nor_are_changed():
    before = told(draws().block(0, size=20))
    for seed in (1, 2):
        np.random.seed(seed)  # noqa: NPY002 - the point is that it has no effect
        random.seed(seed)
        states = random.getstate(), repr(np.random.get_state())  # noqa: NPY002 - as above
        assert told(draws().block(0, size=20)) == before
        assert states == (random.getstate(), repr(np.random.get_state()))  # noqa: NPY002 - as above


def test_c50_one_party_more_leaves_the_draws_of_others_as_they_are():
    few, more = draws("ordered", "rejection"), draws("triangular", "ordered", "values", "rejection")
    for index in (0, 3):
        before, after = few.block(index, size=30), more.block(index, size=30)
        for name in ("ordered", "rejection"):
            assert told(before)[name] == told(after)[name]
        names = [[demand.name for demand in which.knowledge.problem.demands] for which in (few, more)]
        kept = [names[1].index(name) for name in names[0]]
        assert before.firm.tolist() == after.firm[:, kept].tolist()


def test_c50_another_order_of_parties_or_one_issue_more_moves_no_other_stream():
    one, other = draws("ordered", "values"), draws("values", "ordered")
    assert told(one.block(2, size=30))["values"] == told(other.block(2, size=30))["values"]
    base = scenario("values")
    extra = negsim.Issue("e", ["x", "y"], status_quo="x")
    (known,) = base.parties
    weights = {**known.preferences.weights, "e": 0}
    wider = attrs.evolve(
        base,
        issues=[extra, *ISSUES],
        parties=[attrs.evolve(known, preferences=attrs.evolve(known.preferences, weights=weights, values={
            **VALUES, "e": {"x": 0, "y": 0}}))],
    )  # fmt: skip
    plain, more = (
        sampler(knowledge(compile_scenario(which)), seed=7).block(0, size=30).parties[0] for which in (base, wider)
    )
    assert more.points[:, 2:].tolist() == plain.points.tolist()
    assert not more.points[:, :2].any()


def test_c50_another_seed_is_another_run():
    assert told(draws(seed=7).block(0, size=5)) != told(draws(seed=8).block(0, size=5))


@pytest.mark.parametrize("size", [1, 7, 1000, BLOCK])
def test_c44_blocks_of_any_size_hold_the_same_draws(size):
    whole = draws()
    known, part = told(whole.block(1)), told(whole.block(1, size=size))
    assert part.pop("firm") == known.pop("firm")[:size]
    assert part == {name: [points[:size], floors[:size]] for name, (points, floors) in known.items()}


def test_c44_workers_may_take_blocks_in_any_order():
    whole = draws()
    forward = [told(whole.block(index, size=10)) for index in range(3)]
    backward = [told(draws().block(index, size=10)) for index in (2, 1, 0)]
    assert forward == backward[::-1]
