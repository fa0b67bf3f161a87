"""How fast many draws are answered: over 10^5 packages against a plain BLAS product, and over 5^43 against HiGHS.

``python benchmarks/uncertainty.py [--draws N] [--many N] [--only WORD]`` prints the tables of docs/performance.md.
Answers are compared first; where two differ, nothing is timed and the program fails. A missed target is told, and does
not make it fail. BLAS has one thread, as negsim does, unless ``OPENBLAS_NUM_THREADS`` says otherwise.
"""

from __future__ import annotations

import argparse
import functools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

THREADS = os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is loaded
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402 - only from here on
from attrs import frozen  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

import negsim  # noqa: E402 - found only from here on
from benchmarks import exact, flagship  # noqa: E402
from benchmarks.measuring import HEAD, Limit, Program, Row, lines, measured, written  # noqa: E402
from negsim.compilation import compile_scenario  # noqa: E402
from negsim.experiments.draws import BLOCK, DrawBlock, Sampler, sampler  # noqa: E402
from negsim.experiments.knowledge import knowledge  # noqa: E402
from negsim.kernels.certificates import Decided, zone_open  # noqa: E402
from negsim.kernels.fused import accepted  # noqa: E402
from negsim.kernels.programs import Draft, minimise, spread  # noqa: E402
from negsim.parties.interval import Interval  # noqa: E402
from negsim.parties.uncertainty import Uncertainty  # noqa: E402
from negsim.seeding import stream, uniforms  # noqa: E402

Counts = tuple[NDArray[np.int64], NDArray[np.int64]]
"""How many packages all take in each draw, and in how many draws all take each package."""

PARTIES, ISSUES, OPTIONS = 4, 5, 10
FAST, PLAIN = 5.0, 1.0
"""How many times as fast as the product negsim is to be, with numba and without."""
MAX_SECONDS = 20.0
MAX_ANY = 10_000
"""Over how many draws the product with which option each package takes is made: it is several times as slow."""
CHECKED_BY_PROGRAMS, CHECKED_BY_COUNTING = 40, 10
"""How many draws of the large space HiGHS decides, and how many are decided by the number of packages in the zone."""


@frozen
class Listed:
    """Draws of weights and floors over packages that can be listed; all in whole numbers that floats hold exactly."""

    draws: int

    @cached_property
    def values(self) -> NDArray[np.int64]:
        """What each option is worth, of 1,000: shape (parties, issues, options)."""
        shape = (PARTIES, ISSUES, OPTIONS)
        return np.asarray(uniforms(shape, rng=stream(1, "values")) * 1001, dtype=np.int64)

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        """What each issue weighs, of about 1,000: shape (parties, draws, issues); uniform on the simplex."""
        cuts = np.sort(uniforms((PARTIES, self.draws, ISSUES - 1), rng=stream(1, "weights")), axis=2)
        parts = np.diff(cuts, axis=2, prepend=0.0, append=1.0)
        return np.asarray(np.rint(parts * 1000), dtype=np.int64)

    @cached_property
    def floors(self) -> NDArray[np.int64]:
        """The least points that each party takes: shape (parties, draws)."""
        return np.asarray(500_000 + uniforms((PARTIES, self.draws), rng=stream(1, "floors")) * 150_000, dtype=np.int64)

    def points(self, part: slice) -> list[NDArray[np.int64]]:
        """Return what options add in some draws, as the kernels are given it."""
        weighed = self.weights[:, part, :, None] * self.values[:, None]
        return list(weighed.reshape(PARTIES, -1, ISSUES * OPTIONS))

    def parts(self, step: int) -> Iterator[slice]:
        """Yield the draws in blocks."""
        for start in range(0, self.draws, step):
            yield slice(start, min(self.draws, start + step))


def counted(listed: Listed, *, is_compiled: bool) -> Counts:
    """Return the counts by negsim, block by block."""
    in_zone, by_package = np.zeros(listed.draws, dtype=np.int64), np.zeros(OPTIONS**ISSUES, dtype=np.int64)
    for part in listed.parts(BLOCK):
        found = accepted(
            listed.points(part), sizes=[OPTIONS] * ISSUES, floors=listed.floors[:, part], is_compiled=is_compiled
        )
        in_zone[part] = found.in_zone
        by_package += found.by_package
    return in_zone, by_package


def multiplied(listed: Listed, *, kind: Any, is_any: bool = False, step: int = 8) -> Counts:
    """Return the counts by one product of matrices for each party, the result compared with the floors.

    Parameters
    ----------
    kind:
        The type of the floats.
    is_any:
        Whether the points of every option may be anything, so that they are multiplied by which option each package
        takes; else weights are multiplied by what each package's options are worth.
    step:
        How many draws are multiplied at once; a few are fastest, since the result stays in the cache.
    """
    packages = OPTIONS**ISSUES
    options = np.stack(np.unravel_index(np.arange(packages), (OPTIONS,) * ISSUES))
    worth = [np.stack([own[at, options[at]] for at in range(ISSUES)]).astype(kind) for own in listed.values]
    if is_any:
        worth = [
            (np.arange(OPTIONS)[None, :, None] == options[:, None, :]).reshape(-1, packages).astype(kind)
        ] * PARTIES
    in_zone, by_package = np.zeros(listed.draws, dtype=np.int64), np.zeros(packages, dtype=np.int64)
    product = np.empty((step, packages), dtype=kind)
    inside, own = np.empty((step, packages), dtype=bool), np.empty((step, packages), dtype=bool)
    bytes_of = np.zeros(packages, dtype=np.uint8)
    for number, part in enumerate(listed.parts(step), start=1):
        count = part.stop - part.start
        factors = listed.points(part) if is_any else list(listed.weights[:, part])
        for party in range(PARTIES):
            np.matmul(factors[party].astype(kind), worth[party], out=product[:count])
            floors = listed.floors[party, part, None].astype(kind)
            np.greater_equal(product[:count], floors, out=own[:count] if party else inside[:count])
            if party:
                np.logical_and(inside[:count], own[:count], out=inside[:count])
        for at in range(count):
            in_zone[part.start + at] = np.count_nonzero(inside[at])
            bytes_of += inside[at].view(np.uint8)
        if number % (255 // step) == 0:
            by_package += bytes_of
            bytes_of[:] = 0
    return in_zone, by_package + bytes_of


def as_text(counts: Counts) -> tuple[bytes, bytes]:
    """Return counts as what can be compared."""
    return counts[0].tobytes(), counts[1].tobytes()


def listing(draws: int) -> Row:
    """Return the question over packages that can be listed."""
    listed = Listed(draws)
    run = functools.partial
    rival = "BLAS, weights times values, 32 bits"
    programs = [
        Program(name="negsim", run=run(counted, listed, is_compiled=True), answer=as_text),
        Program(name="negsim, without numba", run=run(counted, listed, is_compiled=False), answer=as_text),
        Program(name=rival, run=run(multiplied, listed, kind=np.float32), answer=as_text),
        Program(
            name="BLAS, weights times values, 64 bits", run=run(multiplied, listed, kind=np.float64), answer=as_text
        ),
        Program(
            name="BLAS, any points, 32 bits", run=run(multiplied, listed, kind=np.float32, is_any=True), answer=as_text
        ),
    ]
    if draws > MAX_ANY:
        programs = programs[:-1]
    return Row(
        question="who takes which package",
        size=f"{OPTIONS}^{ISSUES}, {PARTIES} parties, {draws:,} draws; BLAS threads: {THREADS}",
        target=f"{FAST:.0f} times as fast as the product; without numba no slower",
        limits=[Limit(most=1 / FAST, than=rival), Limit(most=1 / PLAIN, than=rival, program="negsim, without numba")],
        programs=programs,
    )


def large_scenario() -> negsim.Scenario:
    """Return 43 issues of five options, four parties of whose weights nothing is known, an open zone half the time."""
    issues = [negsim.Issue(f"i{at}", [f"o{option}" for option in range(5)]) for at in range(43)]
    parties = []
    for number in range(PARTIES):
        shares = uniforms((43, 5), rng=stream(2, "values", str(number)))
        low, high = shares.min(axis=1, keepdims=True), shares.max(axis=1, keepdims=True)
        values = {
            issue.id: {option: f"{share:.3f}" for option, share in zip(issue.option_ids, row, strict=True)}
            for issue, row in zip(issues, (shares - low) / (high - low), strict=True)
        }
        unknown = Uncertainty(weights={"i0": Interval(0, 1)}, reservation=Interval("0.7", "0.92"))
        preferences = negsim.Preferences(weights={issue.id: 1 for issue in issues}, values=values)
        reserved = negsim.Reservation(value="0.8")
        parties.append(negsim.Party(f"p{number}", preferences=preferences, reservation=reserved, uncertainty=unknown))
    return negsim.Scenario("many", issues=issues, parties=parties)


def decided(block: DrawBlock, *, is_compiled: bool = True) -> Decided:
    """Return negsim's verdicts on a block."""
    floors = np.stack([party.floors for party in block.parties])
    return zone_open([party.points for party in block.parties], sizes=[5] * 43, floors=floors, is_compiled=is_compiled)


def programmed(block: DrawBlock, draw: int) -> int:
    """Return HiGHS's verdict on one draw."""
    draft = Draft()
    parts = draft.choices([5] * 43)
    for party in block.parties:
        rows = party.points[draw].reshape(43, 5).tolist()
        draft.row(spread(parts, rows), lower=int(party.floors[draw]))
    return int(minimise(draft.program({})).values is not None)


def checked(draws: Sampler) -> tuple[float, float]:
    """Hold verdicts against HiGHS and against exact counts; return HiGHS's median seconds and negsim's for one draw.

    Raises
    ------
    SystemExit
        If a verdict differs.
    """
    block = draws.block(0)
    found, plain = decided(block), decided(block, is_compiled=False)
    if (found.verdict != plain.verdict).any():
        raise SystemExit("verdicts with numba and without differ")
    start = time.perf_counter()
    decided(block)
    own, theirs = (time.perf_counter() - start) / len(block), []
    for draw in range(CHECKED_BY_PROGRAMS):
        start = time.perf_counter()
        verdict = programmed(block, draw)
        theirs.append(time.perf_counter() - start)
        if verdict != found.verdict[draw]:
            raise SystemExit(f"draw {draw}: negsim says {found.verdict[draw]}, HiGHS {verdict}")
    return statistics.median(theirs), own


def counted_zones() -> int:
    """Hold verdicts in points of 100 against the number of packages in the zone; return how many were held.

    Raises
    ------
    SystemExit
        If a verdict differs.
    """
    draws = sampler(knowledge(compile_scenario(large_scenario())), seed=3)
    block = draws.block(0, size=CHECKED_BY_COUNTING)
    points = [np.rint(party.points / 10_000).astype(np.int64) for party in block.parties]
    floors = np.stack([party.floors // 10_000 for party in block.parties])
    found = zone_open(points, sizes=[5] * 43, floors=floors)
    for draw in range(CHECKED_BY_COUNTING):
        problem = draws.problem(block, draw)
        parties = [
            negsim.ProblemParty(
                id=f"p{at}",
                scale=100,
                reservation=negsim.ProblemReservation(points=int(floors[at, draw])),
                factors=[
                    negsim.Factor([issue.id], own[draw, 5 * place : 5 * place + 5])
                    for place, issue in enumerate(problem.space.issues)
                ],
            )
            for at, own in enumerate(points)
        ]
        rounded = negsim.BargainingProblem(scenario="rounded", reading="given", space=problem.space, parties=parties)
        if (negsim.zone(rounded).size > 0) != found.verdict[draw]:
            raise SystemExit(f"draw {draw} in points of 100: negsim says {found.verdict[draw]}, counting another thing")
    return CHECKED_BY_COUNTING


def deciding(draws: int) -> list[str]:
    """Return the table of the question over packages that cannot be listed, each verdict timed with its draw."""
    known = sampler(knowledge(compile_scenario(large_scenario())), seed=1)
    theirs, own = checked(known)
    drawing, telling, verdicts = 0.0, 0.0, np.zeros(3, dtype=np.int64)
    by = np.zeros(3, dtype=np.int64)
    busy = time.process_time()
    for index in range(-(-draws // BLOCK)):
        start = time.perf_counter()
        block = known.block(index, size=min(BLOCK, draws - index * BLOCK))
        between = time.perf_counter()
        found = decided(block)
        drawing, telling = drawing + between - start, telling + time.perf_counter() - between
        verdicts += np.bincount(found.verdict + 1, minlength=3)
        by += [found.by_certificate, found.by_search, found.by_program]
    busy = time.process_time() - busy
    is_met = "met" if drawing + telling <= MAX_SECONDS and not verdicts[0] else "**not met**"
    times = " | ".join(map(written, (drawing, telling, drawing + telling, busy)))
    held = (
        f"{CHECKED_BY_PROGRAMS} with HiGHS, {counted_zones()} with the number of packages in the zone, "
        f"{BLOCK:,} with whole arrays"
    )
    return [
        f"Is the zone open, 5^43 packages, {PARTIES} parties, {draws:,} draws. Compared: {held}.",
        "",
        "| drawing | deciding | together | processor | target | |",
        "| ---: | ---: | ---: | ---: | --- | --- |",
        f"| {times} | under {MAX_SECONDS:.0f} s | {is_met} |",
        "",
        "| open | empty | undecided | by certificate | by search | by integer programming |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        f"| {verdicts[2]:,} | {verdicts[1]:,} | {verdicts[0]:,} | {by[0]:,} | {by[1]:,} | {by[2]:,} |",
        "",
        "| one draw: negsim | HiGHS, median | ratio |",
        "| ---: | ---: | ---: |",
        f"| {own * 1e6:.1f} µs | {written(theirs)} | {theirs / own:,.0f} |",
    ]


def memory(draws: int) -> list[str]:
    """Return the table of peak memory of processes that do nothing else."""
    told = ["| in a process of its own | peak memory |", "| --- | ---: |"]
    with tempfile.TemporaryDirectory() as folder:
        for way in ("nothing", "numba", "plain"):
            arguments = [str(Path(__file__)), "--memory", way, "--draws", str(draws)]
            _, megabytes = flagship.measured(arguments, Path(folder) / "out")
            name = {"nothing": "the draws alone", "numba": "negsim", "plain": "negsim, without numba"}[way]
            told.append(f"| {name}, {draws:,} draws | {megabytes:,.0f} MB |")
    return told


def main() -> int:
    """Print every table."""
    parser = argparse.ArgumentParser(description="Measure what many draws take.")
    parser.add_argument("--draws", type=int, default=100_000, help="draws over packages that can be listed")
    parser.add_argument("--many", type=int, default=1_000_000, help="draws over packages that cannot")
    parser.add_argument("--only", default="", help="only the table of that name: listing, deciding or memory")
    parser.add_argument("--memory", default="", help="only count, in one way")
    given = parser.parse_args()
    if given.memory:
        listed = Listed(given.draws)
        total = int(listed.weights.sum() + listed.floors.sum())
        print(total if given.memory == "nothing" else counted(listed, is_compiled=given.memory == "numba")[0].sum())
        return 0
    # First, since the peak memory of a process counts what its parent held when it was started.
    told = memory(given.draws) if given.only in "memory" else []
    print(exact.versions(""), "", sep="\n", flush=True)
    if given.only in "listing":
        row = listing(given.draws)
        print(*HEAD, *lines(row, measured(row)), "", sep="\n", flush=True)
    if given.only in "deciding":
        print(*deciding(given.many), "", sep="\n", flush=True)
    print(*told, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
