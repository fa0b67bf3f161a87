"""What is checked of a strategy in a process of its own, before it is let into this one: that it answers."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from negsim.errors import UnanswerableError
from negsim.talks.isolation.limits import Limits
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms, Transcript
from negsim.testing.beside import Beside
from negsim.testing.report import Verdict
from negsim.testing.tour import ROUNDS, Stop, Tour
from negsim.testing.trials import wide

ISOLATED_CHECKS = {
    "answers-in-time": (
        "time",
        "let every loop end, and do not wait for anything; if it only needs longer, give other limits=",
    ),
    "stays-alive": ("died", "no exit, no signal: to leave a talk, return WALK_AWAY"),
    "stays-within-memory": (
        "memory",
        "keep what is needed, and ask the ladder instead of listing packages; or give other limits=",
    ),
    "lets-be-interrupted": ("raised", "raise no KeyboardInterrupt, SystemExit or other BaseException of your own"),
}
"""From the name of a check to the kind of fault that it is about, and what to do."""
_ENDING = ("KeyboardInterrupt", "SystemExit", "GeneratorExit", "BaseException")


@frozen
class Apart:
    """What was seen of a strategy in a process of its own.

    Attributes
    ----------
    verdicts:
        One for each check.
    transcripts:
        The talks that were played, by where.
    """

    verdicts: tuple[Verdict, ...]
    transcripts: tuple[tuple[Stop, Transcript], ...] = ()

    @property
    def is_fit(self) -> bool:
        """Whether the strategy can be let into this process."""
        return not any(verdict.happened for verdict in self.verdicts)


def not_run(why: str) -> Apart:
    """Return that no check was run, and why."""
    return Apart(tuple(Verdict(check=name, not_run=why) for name in ISOLATED_CHECKS))


def seen_apart(tour: Tour, *, limits: Limits, is_asked_for: bool) -> Apart:
    """Play two talks with the strategy in a process of its own, and return what was seen.

    Parameters
    ----------
    is_asked_for:
        Whether it is an error if the strategy cannot run there; otherwise the verdicts say why nothing was run.

    Raises
    ------
    UnanswerableError
        If it cannot run in a process of its own, and that was asked for.
    """
    stops = (tour.stops[0], Stop(problem=wide(), protocol=AlternatingOffers(), seat="A"))
    found = []
    for stop in stops:
        try:
            found.append((stop, _played(stop, tour, limits)))
        except UnanswerableError as error:
            if is_asked_for:
                raise
            return not_run(f"it cannot run in a process of its own: {error}")
        if found[-1][1].faults:
            break
    return Apart(tuple(_verdict(name, found) for name in ISOLATED_CHECKS), tuple(found))


def _played(stop: Stop, tour: Tour, limits: Limits) -> Transcript:
    talk = Talk(
        problem=stop.problem,
        protocol=stop.protocol,
        strategies=stop.strategies(tour.subject),
        terms=Terms(rounds=ROUNDS),
        seed=tour.seed,
        isolation=Beside(stop.seat, limits),
    )
    with Session(talk) as session:
        return session.play()


def _verdict(name: str, found: list[tuple[Stop, Transcript]]) -> Verdict:
    kind, advice = ISOLATED_CHECKS[name]
    return Verdict(check=name, happened=tuple(_faults(kind, found)), advice=advice)


def _faults(kind: str, found: list[tuple[Stop, Transcript]]) -> Iterator[str]:
    for stop, transcript in found:
        for fault in transcript.faults:
            if fault.kind == kind and (kind != "raised" or fault.message.startswith(_ENDING)):
                yield f"{stop}, round {fault.round}: {fault.message}"
