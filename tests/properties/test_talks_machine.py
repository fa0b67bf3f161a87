"""A machine that drives talks with parties that do as they please, right or wrong: no transcript may be wrong."""

import itertools
from typing import Any

import hypothesis.strategies as st
from hypothesis import assume, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from negsim.parties.party import Consent
from negsim.problem import BargainingProblem
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.simultaneous import Concession, SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.transcript import Terms
from negsim.testing.problem_generators import problem_parties, spaces
from tests.properties.talk_model import Model

SIGNERS = ("A", "B", "C")
BY_ISSUE = "Z"


class MischiefError(Exception):
    """What a puppet raises when it is told to."""


class Puppet:
    """A strategy that does what it is told, and remembers what it was shown."""

    name = "puppet"

    def __init__(self) -> None:
        self.next: Any = None
        self.shown: Any = None

    def begin(self, brief, *, chance):
        return 0

    def move(self, view, memory, *, chance):
        self.shown = view
        return self.next(view, memory)


def says(move):
    return lambda view, memory: (move, memory + 1)


def raises(view, memory):
    raise MischiefError("told to")


def spoils_the_log(view, memory):
    if view.count:
        object.__setattr__(view.log[-1][2], "kind", Kind.SILENT)
        object.__setattr__(view.log[-1][2], "package", None)
    return WALK_AWAY, memory


MISCHIEF = [
    (raises, "raised"),
    (says(None), "no-move"),
    (says("accept"), "no-move"),
    (lambda view, memory: ACCEPT, "no-move"),
    (lambda view, memory: None, "no-move"),
    (says(offer(Package({"nowhere": "nothing"}))), "unknown-package"),
    (says(offer(Package({}))), "unknown-package"),
]


@st.composite
def problems_to_talk_about(draw):
    """Generate a problem of two or three parties that sign, and maybe one with consent by issue."""
    by_issue = [BY_ISSUE] if draw(st.booleans()) else []
    space = draw(spaces(by_issue=by_issue, with_status_quo=True))
    assume(space.exists(space.status_quo))
    parties = [
        draw(problem_parties(party, space=space, consent=Consent.ALWAYS, bloc="", shared_by=[party]))
        for party in SIGNERS[: draw(st.integers(2, 3))]
    ]
    parties += [
        draw(problem_parties(party, space=space, consent=Consent.BY_ISSUE, bloc="", shared_by=[party]))
        for party in by_issue
    ]
    return BargainingProblem(
        scenario="generated", reading="generated", space=space, parties=parties, no_agreement=space.status_quo
    )


def existing(space):
    """Return a generator of the packages that exist."""
    every = itertools.product(*(issue.option_ids for issue in space.issues))
    packages = [Package(dict(zip((issue.id for issue in space.issues), options, strict=True))) for options in every]
    return st.sampled_from([package for package in packages if space.exists(package)])


class TalksMachine(RuleBasedStateMachine):
    """Talks under every protocol, held move by move against a model of the protocol."""

    @initialize(data=st.data(), rounds=st.integers(1, 4))
    def first_begins(self, data, rounds):
        self.begins(data, rounds)

    def begins(self, data, rounds):
        self.problem = data.draw(problems_to_talk_about())
        self.signers = [party.id for party in self.problem.signers]
        self.at_table = seats(self.problem)
        self.protocol = data.draw(
            st.sampled_from(
                [
                    AlternatingOffers(),
                    *(SimultaneousOffers(kind) for kind in Concession),
                    SingleText(changes=data.draw(st.integers(1, 2))),
                    PostSettlement(data.draw(existing(self.problem.space))),
                ]
            )
        )
        self.puppets = {party: Puppet() for party in self.signers}
        talk = Talk(
            problem=self.problem,
            protocol=self.protocol,
            strategies=self.puppets,
            terms=Terms(rounds=rounds),
            seats=self.at_table,
        )
        self.session = Session(talk)
        self.model = Model(
            self.protocol, self.signers, rounds=rounds, worth=self.worth, keeps=self.keeps, refuses=self.asked
        )
        self.fault = None

    def worth(self, party, package):
        return self.problem.points(package)[party]

    def keeps(self, party_id, package):
        return self.is_fine(self.problem.party(party_id), package)

    def is_fine(self, party, package):
        broken = [
            line
            for line in party.red_lines
            if line.red
            for box in self.problem.binding_boxes(party, line)
            if all(package[issue] in options for issue, options in box.forbids.items())
        ]
        held = party.reservation is not None and party.reservation.red
        return not broken and not (held and self.worth(party.id, package) < party.reservation.points)

    def asked(self, package):
        """Return who is asked about a package, and what each says."""
        found = []
        for party in self.problem.parties:
            named = self.problem.consent_issues(party)
            if any(package[issue] in self.problem.space.issue(issue).departures() for issue in named):
                found.append((party.id, ACCEPT if self.is_fine(party, package) else SILENT))
        return found

    def is_going_on(self):
        return self.session.ending is None

    @precondition(is_going_on)
    @rule(data=st.data())
    def all_move_as_they_may(self, data):
        moves = {}
        for party in self.model.movers():
            kinds = sorted(self.model.allowed() - {Kind.WALK_AWAY}, key=lambda kind: kind.value)
            kind = data.draw(st.sampled_from(kinds))
            move = Move(kind, data.draw(existing(self.problem.space)) if kind is Kind.OFFER else None)
            moves[party] = move
        self.they_move(moves)

    @precondition(lambda self: self.is_going_on() and Kind.ACCEPT in self.model.allowed())
    @rule()
    def all_take_it(self):
        self.they_move(dict.fromkeys(self.model.movers(), ACCEPT))

    @precondition(lambda self: self.is_going_on() and Kind.SILENT in self.model.allowed())
    @rule()
    def nobody_says_anything(self):
        self.they_move(dict.fromkeys(self.model.movers(), SILENT))

    @precondition(lambda self: self.is_going_on() and Kind.WALK_AWAY in self.model.allowed())
    @rule(is_one=st.booleans(), data=st.data())
    def some_leave(self, is_one, data):
        self.they_move(
            {
                party: offer(data.draw(existing(self.problem.space)))
                if is_one and Kind.OFFER in self.model.allowed() and party != self.model.movers()[-1]
                else WALK_AWAY
                for party in self.model.movers()
            }
        )

    def they_move(self, moves):
        for party, move in moves.items():
            self.puppets[party].next = says(move)
        self.steps()
        if self.model.kind == "single-text":
            self.model.standing = self.puppets[self.signers[0]].shown.standing
        self.looked_at_what_was_shown(self.model.movers())
        spoiler = self.model.illegal(moves)
        if spoiler is not None:
            self.fault = (spoiler, "protocol")
        else:
            self.model.play(moves)
            self.chance_decides()

    @precondition(is_going_on)
    @rule(data=st.data(), mischief=st.sampled_from(MISCHIEF))
    def one_makes_mischief(self, data, mischief):
        act, kind = mischief
        at = data.draw(st.integers(0, len(self.model.movers()) - 1))
        for place, party in enumerate(self.model.movers()):
            usual = min(self.model.allowed(), key=lambda kind: kind.value)
            package = data.draw(existing(self.problem.space)) if usual is Kind.OFFER else None
            self.puppets[party].next = act if place == at else says(Move(usual, package))
        if kind == "unknown-package" and Kind.OFFER not in self.model.allowed():
            kind = "protocol"
        self.fault = (self.model.movers()[at], kind)
        self.steps()

    @precondition(is_going_on)
    @rule(data=st.data())
    def one_moves_as_it_may_not(self, data):
        forbidden = [kind for kind in Kind if kind not in self.model.allowed()]
        kind = data.draw(st.sampled_from(sorted(forbidden, key=lambda kind: kind.value)))
        for party in self.model.movers():
            package = data.draw(existing(self.problem.space)) if kind is Kind.OFFER else None
            self.puppets[party].next = says(Move(kind, package))
        self.fault = (self.model.movers()[0], "protocol")
        self.steps()

    @precondition(is_going_on)
    @rule()
    def one_spoils_the_log(self):
        if not self.model.log or self.model.log[-1][2].kind is Kind.SILENT:
            return
        for party in self.model.movers():
            self.puppets[party].next = spoils_the_log
        self.fault = (self.model.movers()[0], "changed")
        self.steps()

    @precondition(lambda self: not self.is_going_on())
    @rule(data=st.data(), rounds=st.integers(1, 4))
    def nothing_follows_and_another_begins(self, data, rounds):
        before = self.session.transcript
        self.session.step()
        assert self.session.transcript == before
        self.checked()
        self.begins(data, rounds)

    def steps(self):
        self.session.step()

    def looked_at_what_was_shown(self, movers):
        for party in movers:
            view = self.puppets[party].shown
            assert view.brief.party == party
            assert (view.round, view.standing, view.text) == (self.model.round, self.model.standing, self.model.text)
            assert view.allowed == self.model.allowed()
            assert list(view.log) == self.model.log
            if view.standing is not None:
                assert self.problem.space.exists(view.standing)

    def chance_decides(self):
        """Let the model agree on the package that chance picked, where several were good."""
        good = self.model.__dict__.pop("possible", None)
        if good is None:
            return
        ended = self.session.ending
        picked = [ended.package] if ended is not None and ended.package is not None else []
        refused = [package for package in good if any(move is SILENT for _, move in self.asked(package))]
        package = (picked or refused or sorted(good, key=str))[0]
        if not self.model.agree(package):
            self.model.refused.add(package)
            self.model.next_round()
        assert not picked or picked[0] in good

    def teardown(self):
        if hasattr(self, "session"):
            self.checked()

    def checked(self):
        """Hold the transcript against the model."""
        transcript = self.session.transcript
        ending = self.session.ending
        if self.fault is not None and ending is not None and ending.reason.value == "fault":
            (fault,) = transcript.faults
            assert (fault.party, fault.kind) == self.fault
            held = self.model.text if self.model.kind == "post-settlement" else None
            assert (ending.party, transcript.agreement) == (fault.party, held)
            assert dict(transcript.points) == ({} if held is None else self.problem.points(held))
        elif ending is not None:
            assert not transcript.faults
            assert (ending.reason.value, ending.package, ending.party) == self.model.ending
        else:
            assert self.model.ending is None
        assert list(transcript.history.log) == self.model.log
        assert list(transcript.void) == self.model.void
        if transcript.agreement is not None:
            assert dict(transcript.points) == self.problem.points(transcript.agreement)
        self.crossings_are(transcript)

    def crossings_are(self, transcript):
        """Every crossing breaks the red demands that it says, and every offer that breaks one is marked."""
        offered = {(turn.round, turn.party) for turn in transcript.history if turn.move.package is not None}
        marked = {(entry.round, entry.party) for entry in transcript.crossings if entry.kind is Kind.OFFER}
        for turn in transcript.history:
            if turn.move.package is not None:
                broken = self.at_table[turn.party].crossed(turn.move.package)
                floor = self.at_table[turn.party].brief
                keeps = floor.ladder.keeps(turn.move.package) and floor.ladder.points(turn.move.package) >= floor.floor
                assert bool(broken) == (not keeps)
                assert keeps or (turn.round, turn.party) in marked
        assert marked <= offered or transcript.faults


TestTalks = TalksMachine.TestCase
TestTalks.settings = settings(max_examples=80, stateful_step_count=14, deadline=None)
