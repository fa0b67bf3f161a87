"""Whole talks at random: any problem, protocol and terms, and parties that roll dice, cross lines and fail."""

import itertools
from unittest import mock

import attrs
from attrs import frozen
from hypothesis import strategies as st

from negsim.seeding import uniforms
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, offer
from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms
from negsim.testing.problem_generators import closed_problems, package_of, problems

PLAIN = {Kind.ACCEPT: ACCEPT, Kind.SILENT: SILENT, Kind.WALK_AWAY: WALK_AWAY}
NAMED = ("alternating-offers", "simultaneous-offers:concession=egocentric", "single-text:changes=2", "post-settlement")
assert len(NAMED) == len(PROTOCOLS)


class FailedError(Exception):
    """What dice end in now and then."""


@frozen
class Dice:
    """A party that makes any move that it can make, each as likely; some walk away seldom, and some fail."""

    fails: float = 0.0
    begins: bool = True
    name: str = "dice"

    def begin(self, brief, *, chance):
        if not self.begins:
            raise FailedError("not today")

    def move(self, view, memory, *, chance):
        first, kind, *rest = uniforms((2 + len(view.brief.space.issues),), rng=chance.rng).tolist()
        if first < self.fails / 2:
            raise FailedError(f"no luck in round {view.round}")
        if first < self.fails:
            return (ACCEPT if view.standing is None else None), memory
        kinds = sorted((entry for entry in view.allowed if entry is not Kind.WALK_AWAY or first > 0.9), key=str)
        chosen = kinds[int(kind * len(kinds))] if kinds else Kind.WALK_AWAY
        if chosen is not Kind.OFFER:
            return PLAIN[chosen], memory
        issues = view.brief.space.issues
        package = view.brief.space.package(int(at * len(own.options)) for own, at in zip(issues, rest, strict=True))
        return (offer(package) if view.brief.space.exists(package) else _settled(view)), memory


def _settled(view):
    """Return an offer of a package that surely exists."""
    return view.brief.ladder.offer(view.brief.ladder.best) if len(view.brief.ladder) else WALK_AWAY


@st.composite
def any_terms(draw, problem, *, timed=False):
    signers = [party.id for party in problem.signers]
    shares = st.sampled_from(("1", "0.5", "9/10", "1/3"))
    return Terms(
        rounds=draw(st.none() | st.integers(1, 6)) if timed else draw(st.integers(1, 6)),
        seconds=draw(st.sampled_from((0.5, 2.0, 1 / 3))) if timed else None,
        breakdown=draw(st.sampled_from(("0", "0.1", "1/3"))),
        discounts=draw(st.dictionaries(st.sampled_from(signers), shares)),
        crossings=draw(st.sampled_from(("marked", "marked", "fault"))),
    )


@st.composite
def random_talks(draw, *, timed=False):
    """Generate a problem and the talk that is held about it."""
    problem = draw(closed_problems() | problems().filter(lambda found: len(found.signers) > 1))
    name = draw(st.sampled_from(NAMED))
    draft = (
        draw(package_of(problem.space).filter(problem.space.exists)) if PROTOCOLS[name.split(":")[0]].draft else None
    )
    dice = st.builds(Dice, st.sampled_from((0.0, 0.0, 0.1)), st.sampled_from((True,) * 15 + (False,)))
    red = [demand.name for demand in problem.demands]
    terms = draw(any_terms(problem, timed=timed))
    return Talk(
        problem=problem,
        protocol=protocol(name, draft=draft),
        strategies={party.id: draw(dice) for party in problem.signers},
        terms=attrs.evolve(terms, discounts={}) if name == "post-settlement" else terms,
        seed=draw(st.integers(-1, 2**70)),
        waived=draw(st.lists(st.sampled_from(red), unique=True, max_size=2)) if red else (),
    )


def played(talk):
    """Return the transcript of a talk; where there is a clock, each look at it is a tenth of a second later."""
    ticks = (tick / 10 for tick in itertools.count())
    with mock.patch("time.monotonic", side_effect=ticks):
        return Session(talk).play()
