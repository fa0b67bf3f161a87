"""How many talks a second negsim plays, one at a time and many at once, against NegMAS on the same talks.

``python benchmarks/talks.py --negmas PYTHON`` prints the table of docs/performance.md; ``PYTHON`` is the interpreter of
an environment where NegMAS is installed, which is no dependency. Endings are compared first, the package and the
round; where two differ, nothing is timed and the program fails.

Both programs hold talks of alternating offers with the same tables, the same first mover and the same curves. NegMAS's
aspiration is ``1 - t ** exponent`` of the range of utilities, accepted and offered at the least utility that reaches
it, which is negsim's time-dependent party with the inverse exponent. Its time in step k of n is k / (n + 1), so that it
never reaches 0 or 1; negsim's in round r of n + 2 is (r - 1) / (n + 1): the same times, and one round more at each end.
The domain is drawn so that no two packages are worth the same to a party: then there is only one package to offer.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from negsim.fields import FrozenMapping  # noqa: E402 - found only from here on
from negsim.problem import BargainingProblem, Factor, ProblemParty  # noqa: E402
from negsim.space.issue import Issue  # noqa: E402
from negsim.space.space import Space  # noqa: E402
from negsim.talks.batch.playing import play_many  # noqa: E402
from negsim.talks.protocols.alternating import AlternatingOffers  # noqa: E402
from negsim.talks.seats import Seat, seats  # noqa: E402
from negsim.talks.session import Session, Talk  # noqa: E402
from negsim.talks.strategies.conceding import TimeDependent  # noqa: E402
from negsim.talks.strategies.micro import MiCRO  # noqa: E402
from negsim.talks.strategies.strategy import Strategy  # noqa: E402
from negsim.talks.transcript import Terms, Transcript  # noqa: E402

PROGRAM = ROOT / "benchmarks" / "peers" / "negmas_talks.py"
PEER_SECONDS = 15.0
"""How long NegMAS plays talks of one row."""
MOST_COMPARED = 400
RUNS = 5
ONE, MANY = 50, 1_000
"""How many times NegMAS's talks a second are asked for: one at a time, and many at once."""
EXPONENTS = tuple(round(0.2 * 25 ** (at / 99), 4) for at in range(100))
"""From Boulware's 0.2 to a conceder's 5."""
LEVELS = 60
PARTIES = ("A", "B")
Ending = tuple[list[str] | None, int]


@frozen(kw_only=True)
class Domain:
    """A problem of two parties in which no two packages are worth the same to one of them.

    An option's points are a share of 60 levels, opposed between the parties, and below one level a digit of its own:
    with ten options an issue, the digits of a package are a number that no other package has.
    """

    issues: int
    seed: int = 1

    @cached_property
    def tables(self) -> list[list[list[int]]]:
        """What each option of each issue is worth: party, issue, option."""
        rng, shape = np.random.default_rng((self.seed, self.issues)), (self.issues, 10)
        scores = rng.random(shape)
        found = []
        for share in (scores, 1 - scores):
            weights = rng.dirichlet(np.full(self.issues, 3.0))[:, None]
            low, high = share.min(axis=1, keepdims=True), share.max(axis=1, keepdims=True)
            levels = np.floor((share - low) / (high - low) * weights * LEVELS).astype(np.int64)
            digits = np.array([rng.permutation(10) * 10**at for at in range(self.issues)])
            found.append((levels * 10**self.issues + digits).tolist())
        return found

    @cached_property
    def problem(self) -> BargainingProblem:
        """The bargaining problem, without reservations."""
        ids = [f"i{at}" for at in range(self.issues)]
        parties = [
            ProblemParty(
                id=party,
                scale=sum(max(row) for row in rows),
                factors=[Factor([issue], row) for issue, row in zip(ids, rows, strict=True)],
            )
            for party, rows in zip(PARTIES, self.tables, strict=True)
        ]
        space = Space([Issue(issue, [f"o{option}" for option in range(10)]) for issue in ids])
        return BargainingProblem(scenario="drawn", reading="given", space=space, parties=parties)

    @cached_property
    def seats(self) -> FrozenMapping[str, Seat]:
        """What each party knows, worked out before anything is timed, as NegMAS's order of outcomes is."""
        return seats(self.problem)

    @property
    def json(self) -> dict[str, Any]:
        """The problem as NegMAS's program reads it."""
        return {
            "scenario": "drawn",
            "issues": [{"id": issue.id, "options": list(issue.option_ids)} for issue in self.problem.space.issues],
            "parties": [
                {
                    "id": party.id,
                    "scale": party.scale,
                    "reservation": None,
                    "factors": [
                        {"issues": list(factor.issues), "values": factor.values.tolist()} for factor in party.factors
                    ],
                }
                for party in self.problem.parties
            ],
        }


@frozen(kw_only=True)
class Row:
    """Talks about one domain with one deadline.

    Attributes
    ----------
    pairs:
        Exponents of both sides of every talk; None for MiCRO on both sides in each of so many talks.
    """

    name: str
    domain: Domain
    steps: int
    pairs: tuple[tuple[float, ...], ...]
    is_micro: bool

    @cached_property
    def sample(self) -> tuple[int, ...]:
        """Which talks NegMAS plays, in a random order: as many as fit into the time."""
        drawn = np.random.default_rng(3).permutation(len(self.pairs)).tolist()
        return tuple(drawn[:MOST_COMPARED])

    @cached_property
    def strategies(self) -> dict[float, Strategy]:
        """From an exponent to the strategy."""
        return {exponent: TimeDependent(exponent=exponent) for exponent in {*itertools.chain(*self.pairs)}}

    @cached_property
    def terms(self) -> Terms:
        """As many rounds as give the same times."""
        return Terms(rounds=self.steps if self.is_micro else self.steps + 2)

    def talks(self, which: Sequence[int]) -> list[Talk]:
        """Return some of the talks."""
        protocol, own = AlternatingOffers(), self.strategies
        return [
            Talk(
                problem=self.domain.problem,
                protocol=protocol,
                strategies=dict.fromkeys(PARTIES, MiCRO())
                if self.is_micro
                else {"A": own[self.pairs[at][0]], "B": own[self.pairs[at][1]]},
                terms=self.terms,
                seed=at,
                seats=self.domain.seats,
            )
            for at in which
        ]

    def ending(self, transcript: Transcript) -> Ending:
        """Return how a talk ended, with the round in NegMAS's count."""
        package = transcript.agreement
        if package is None:
            return None, self.steps
        return list(package.choices.values()), transcript.rounds - (0 if self.is_micro else 1)

    def told(self, negmas: str) -> tuple[list[Any], list[float]]:
        """Return how talks end with NegMAS, and how long each takes."""
        talks = ["micro" if self.is_micro else list(self.pairs[at]) for at in self.sample]
        given = {"problem": self.domain.json, "steps": self.steps, "talks": talks, "seconds": PEER_SECONDS}
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "talks.json"
            path.write_text(json.dumps(given), encoding="utf-8")
            done = subprocess.run([negmas, str(PROGRAM), str(path)], check=True, capture_output=True, text=True)
        found = json.loads(done.stdout)
        return found["answer"], found["seconds"]


def rows() -> list[Row]:
    """Return every row of the table."""
    every, named = itertools.product(EXPONENTS, repeat=2), itertools.product((0.2, 1.0, 5.0), repeat=2)
    kinds = {
        "Boulware, linear, conceder": tuple(named),
        "100 exponents against 100": tuple(every),
        "MiCRO": ((1.0, 1.0),) * 4_000,
    }
    domains = [Domain(issues=issues) for issues in (3, 6)]
    return [
        Row(name=name, domain=domain, steps=steps, pairs=pairs, is_micro=name == "MiCRO")
        for domain, steps, (name, pairs) in itertools.product(domains, (100, 1_000), kinds.items())
    ]


def compared(row: Row, told: Sequence[Any]) -> None:
    """Hold the endings of NegMAS against negsim's, one at a time and many at once.

    Raises
    ------
    SystemExit
        If one differs: then there is nothing to time.
    """
    talks = row.talks(row.sample[: len(told)])
    for at, (ending, one, many) in enumerate(zip(told, map(_alone, talks), play_many(talks), strict=True)):
        if one != many or (ending[0], ending[1]) != row.ending(one):
            raise SystemExit(
                f"{row.name}, 10^{row.domain.issues}, {row.steps} rounds, talk {row.sample[at]}: endings differ, so "
                f"there is nothing to time:\nNegMAS {ending}\nalone {row.ending(one)}\nat once {row.ending(many)}"
            )


def _alone(talk: Talk) -> Transcript:
    return Session(talk).play()


def _one_after_the_other(row: Row, which: Sequence[int]) -> None:
    for at in which:  # as NegMAS's program does: nothing is kept
        Session(row.talks([at])[0]).play()


def best(run: Callable[[], Any]) -> float:
    """Return the least processor time of some runs, in seconds: other work on the machine counts for less."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


def measured(row: Row, negmas: str) -> str:
    """Compare, time, and return the row of a Markdown table."""
    told, taken = row.told(negmas)
    compared(row, told)
    which = row.sample[: len(told)]
    theirs = len(told) / sum(taken)
    one = len(which) / best(lambda: _one_after_the_other(row, which))
    cells = [f"10^{row.domain.issues}", f"{row.steps:,}", row.name, f"{len(told):,}", rate(theirs), rate(one)]
    cells += [f"{one / theirs:,.0f}", "met" if one >= ONE * theirs else f"**not met** ({ONE})"]
    if len(row.pairs) < MANY:
        return "| " + " | ".join([*cells, "", "", "", ""]) + " |"
    talks = row.talks(range(len(row.pairs)))
    many = len(talks) / best(lambda: play_many(talks))
    made = len(talks) / best(lambda: play_many(row.talks(range(len(row.pairs)))))
    cells += [rate(many), rate(made), f"{many / theirs:,.0f}"]
    return "| " + " | ".join([*cells, "met" if many >= MANY * theirs else f"**not met** ({MANY:,})"]) + " |"


def rate(number: float) -> str:
    """Return talks a second with three digits."""
    return f"{float(f'{number:.3g}'):,.0f}" if number >= 100 else f"{number:.3g}"


HEAD = [
    (
        "| packages | rounds | strategies | compared | NegMAS | negsim, alone | ratio | at least 50 "
        "| at once | and made | ratio | at least 1,000 |"
    ),
    "| ---: | ---: | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | --- |",
]


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure how many talks a second are played, against NegMAS.")
    parser.add_argument("--negmas", required=True, help="an interpreter that has NegMAS")
    parser.add_argument("--only", default="", help="only rows whose strategies have this word")
    parser.add_argument("--packages", default="", help="only rows with so many packages: 10^3 or 10^6")
    given = parser.parse_args()
    asked = [given.negmas, "-c", "import importlib.metadata as m; print(m.version('negmas'))"]
    peer = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    own = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("negsim", "numpy"))
    machine = f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{machine}; {own}, NegMAS {peer}", "", *HEAD, sep="\n", flush=True)
    for row in rows():
        if given.only in row.name and given.packages in f"10^{row.domain.issues}":
            print(measured(row, given.negmas), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
