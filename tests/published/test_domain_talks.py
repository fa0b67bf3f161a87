"""Talks about the domains of other tools, whose weights and values have as many digits as binary floats.

The domains are not part of the repository, as for ``test_domains.py``; ``NEGSIM_DOMAINS`` names the folder.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

import pytest

import negsim
from negsim.experiments.measures import yardstick
from negsim.talks.batch.playing import play_many
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.registry import strategy
from negsim.talks.transcript import Terms

FOLDER = os.environ.get("NEGSIM_DOMAINS", "")
pytestmark = pytest.mark.skipif(not FOLDER, reason="NEGSIM_DOMAINS names no folder with other tools' domains")
NOT_HERE = {"genius-railway-constraint": "constraints", "nonlinear-s-1nikfrt-1": "10^10 packages that hang together"}
NAMES = ["boulware", "trade-off", "tit-for-tat", "micro", "position-true", "random-walker"]
FINE = {"agreement", "deadline"}


def domains() -> list[str]:
    found = sorted(entry.name for entry in Path(FOLDER).iterdir() if entry.is_dir()) if FOLDER else ["no-domains"]
    return [name for name in found if name not in NOT_HERE]


@functools.cache
def problem_of(domain: str) -> negsim.BargainingProblem:
    return negsim.compile_scenario(negsim.read_scenario(Path(FOLDER) / domain)).problem


@pytest.mark.parametrize("domain", domains())
def test_every_domain_can_be_talked_about_by_every_kind_of_strategy(domain: str) -> None:
    problem = problem_of(domain)
    known, parties = seats(problem), [party.id for party in problem.signers]
    protocol, terms = AlternatingOffers(), Terms(rounds=20)
    talks = [
        Talk(
            problem=problem,
            protocol=protocol,
            strategies={party: strategy(NAMES[(at + own) % len(NAMES)]) for at, party in enumerate(parties)},
            terms=terms,
            seats=known,
            seed=7,
        )
        for own in range(len(NAMES))
    ]
    played = [Session(talk).play() for talk in talks]
    assert {entry.ending.reason.value for entry in played} <= FINE
    assert list(play_many(talks)) == played
    check_moves(problem, known, played)
    held = yardstick(problem)
    for entry in played:
        assert (held.measure(entry).is_efficient is None) == (entry.agreement is None)


def check_moves(problem: negsim.BargainingProblem, known: Any, played: Any) -> None:
    """Nobody offers what is worth less than its floor, and rungs are worth just what the problem says."""
    for party, seat in known.items():
        ladder = seat.brief.ladder
        worths = {ladder.points(package) for entry in played for package in offers(entry, party)}
        assert all(worth >= seat.brief.floor and ladder.at_least(worth) == worth for worth in worths)
        assert all(problem.points(ladder.first(worth))[party] == worth for worth in worths)


def offers(transcript: Any, party: str) -> list[Any]:
    return [move.package for _, own, move in transcript.history.log if own == party and move.package is not None]
