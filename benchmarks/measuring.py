"""One question put to several programs: answers are compared first, then the programs are timed in turn."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from negsim.errors import TooLargeError
from negsim.fields import entries

RUNS = 5
"""How often each program runs after the comparison."""
LONG, VERY_LONG = 2.0, 20.0
"""From so many seconds on a program is timed three times, or once: then the run that was compared counts."""

MAX_PEER_SECONDS = 45.0
"""How long a peer's process may take over all its runs; after that it is known to be at least so slow."""

UNFINISHED = f"no answer in {MAX_PEER_SECONDS:.0f} s"


def same(answer: Any) -> Any:
    """Return an answer as it is."""
    return answer


@frozen(kw_only=True)
class Program:
    """What answers a question.

    Attributes
    ----------
    run:
        What is timed.
    answer:
        From what it returns to what is compared; not timed. None for nothing to compare.
    """

    name: str
    run: Callable[[], Any]
    answer: Callable[[Any], Any] | None = same


@frozen(kw_only=True)
class Peer:
    """A program with an interpreter of its own, which times itself and prints its answer and times as JSON."""

    name: str
    command: Sequence[str]
    given: Mapping[str, Any]
    answer: Callable[[Any], Any] | None = same

    def measured(self) -> tuple[Any, list[float]]:
        """Return its answer and its times in seconds; as the answer, text and no times where it did not finish."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "problem.json"
            path.write_text(json.dumps(self.given), encoding="utf-8")
            asked = [*self.command, str(path)]
            try:
                done = subprocess.run(asked, check=True, capture_output=True, text=True, timeout=MAX_PEER_SECONDS)
            except subprocess.TimeoutExpired:
                return UNFINISHED, []
        told = json.loads(done.stdout)
        return told["answer"], told["seconds"]


@frozen(kw_only=True)
class Limit:
    """The most that a program's median may be.

    Attributes
    ----------
    most:
        In seconds; in medians of another program where one is named.
    than:
        That other program; where it did not run, the limit decides nothing.
    program:
        Empty for the first of its row.
    """

    most: float
    than: str = ""
    program: str = ""


@frozen(kw_only=True)
class Row:
    """One question at one size.

    Attributes
    ----------
    target:
        What it must reach, in words; empty where no target is set for this size.
    limits:
        The target in numbers.
    programs:
        The first is negsim's.
    """

    question: str
    size: str
    target: str = ""
    limits: tuple[Limit, ...] = field(default=(), converter=entries)
    programs: tuple[Program | Peer, ...] = field(converter=entries)


@frozen(kw_only=True)
class Measured:
    """What a program did: its times, or why it gave no answer, and after how many seconds it was given up."""

    name: str
    seconds: tuple[float, ...] = ()
    refused: str = ""
    unfinished: float = 0.0

    @property
    def median(self) -> float:
        """The median time in seconds."""
        return statistics.median(self.seconds)


def measured(row: Row) -> list[Measured]:
    """Compare all answers with the first that there is, then time the programs in turn.

    Raises
    ------
    SystemExit
        If answers differ: then there is nothing to time.
    """
    taken: dict[str, list[float]] = {program.name: [] for program in row.programs}
    refused: dict[str, str] = {}
    answers: dict[str, Any] = {}
    for program in row.programs:
        if isinstance(program, Peer):
            answer, taken[program.name] = program.measured()
        else:
            try:
                seconds, answer = timed(program)
            except TooLargeError as error:
                refused[program.name] = str(error)
                continue
            taken[program.name].append(seconds)
        if isinstance(answer, str):
            refused[program.name], taken[program.name] = answer, []
            continue
        if program.answer is not None:
            answers[program.name] = program.answer(answer)
    compare(row, answers)
    firsts = {program.name: taken[program.name][0] for program in row.programs if taken[program.name]}
    for run in range(RUNS):
        for program in row.programs:  # in turn, so that a busy machine slows all
            if isinstance(program, Peer) or program.name in refused:
                continue
            first = firsts[program.name]
            if run < (RUNS if first < LONG else 3 if first < VERY_LONG else 0):
                # The run that was compared also loaded and compiled what is needed.
                taken[program.name][0 if run == 0 else len(taken[program.name]) :] = [timed(program)[0]]
    return [
        Measured(
            name=name,
            seconds=tuple(seconds),
            refused=refused.get(name, ""),
            unfinished=MAX_PEER_SECONDS if refused.get(name) == UNFINISHED else 0.0,
        )
        for name, seconds in taken.items()
    ]


def timed(program: Program) -> tuple[float, Any]:
    """Run a program once; return its time in seconds and what it returned."""
    start = time.perf_counter()
    found = program.run()
    return time.perf_counter() - start, found


def compare(row: Row, answers: Mapping[str, Any]) -> None:
    """Hold every answer against the first; of answers by name, those that both have.

    Raises
    ------
    SystemExit
        If one differs.
    """
    names = list(answers)
    for name in names[1:]:
        one, other = answers[names[0]], answers[name]
        if isinstance(one, dict) and isinstance(other, dict):
            one, other = ({key: given[key] for key in one if key in other} for given in (one, other))
        if one != other:
            raise SystemExit(
                f"{row.question}, {row.size}: {names[0]} and {name} differ, so there is nothing to time:\n"
                f"{str(one)[:300]}\n{str(other)[:300]}"
            )


def verdict(row: Row, found: Sequence[Measured]) -> str:
    """Return whether the target is met, and by how much it is missed."""
    by_name = {"": found[0], **{entry.name: entry for entry in found}}
    missed, known = [], False
    for limit in row.limits:
        own, other = by_name[limit.program], by_name.get(limit.than)
        if own.seconds and other is not None and other.unfinished and own.median <= limit.most * other.unfinished:
            known = True  # the other is even slower
            continue
        if not own.seconds:
            return "**not met**: refused" if not limit.program else f"**not met**: {own.name} has no answer"
        if limit.than and (other is None or not other.seconds):
            continue
        most = limit.most * other.median if limit.than and other is not None else limit.most
        known = True
        if own.median > most:
            whose = f" ({own.name})" if limit.program else f" against {limit.than}" if limit.than else ""
            missed.append(f"{own.median / most:.1f} times too slow{whose}")
    if missed:
        return f"**not met**: {'; '.join(missed)}"
    return "" if not row.target else "met" if known else "not asked: the rival did not run"


def lines(row: Row, found: Sequence[Measured]) -> list[str]:
    """Return the row of a Markdown table for each program."""
    own = found[0]
    told = []
    for number, entry in enumerate(found):
        first = [row.question, row.size] if number == 0 else ["", ""]
        last = [row.target, verdict(row, found)] if number == 0 else ["", ""]
        if entry.seconds:
            times = [written(entry.median), written(min(entry.seconds)), str(len(entry.seconds))]
            ratio = f"{entry.median / own.median:,.3g}" if number and own.seconds else ""
        else:
            times, ratio = [shortened(entry.refused), "", ""], ""
        told.append("| " + " | ".join([*first, entry.name, *times, ratio, *last]) + " |")
    return told


HEAD = [
    "| question | size | program | median | fastest | runs | times negsim's | target | |",
    "| --- | --- | --- | ---: | ---: | ---: | ---: | --- | --- |",
]


def written(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    return f"{seconds:,.2f} s" if seconds >= 1 else f"{seconds * 1000:,.1f} ms" if seconds >= 1e-4 else "< 0.1 ms"


def shortened(reason: str) -> str:
    """Return the first sentence of why there is no answer, fit for a table."""
    return reason.split(". ", maxsplit=1)[0].replace("|", "/")
