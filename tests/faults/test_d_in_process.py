"""D: guests in this process, as far as a process can; what cannot be helped there is for processes of their own."""

import pickle
from typing import Any

import attrs
import pytest

from negsim.experiments.measures import yardstick
from negsim.parties.party import Consent
from negsim.talks.move import ACCEPT, WALK_AWAY, Kind, offer
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.strategies.from_file import FromFile
from negsim.talks.strategies.hard_liner import HardLiner
from negsim.talks.strategies.random_walker import RandomWalker
from negsim.talks.strategies.scripted import Scripted
from negsim.talks.transcript import Terms
from negsim.testing import CheckFailedError, check_strategy
from negsim.testing.fingerprint import fingerprint
from negsim.testing.hostile import Forgetter, Liar, Mutator, Peeker, Raiser
from negsim.testing.hostile.conduct import well_behaved
from negsim.testing.hostile.lying import LIES
from negsim.testing.hostile.peeking import reached
from negsim.testing.hostile.stopping import ERRORS
from negsim.testing.strategy_checks import gist
from negsim.testing.trials import first_view, mixed, pie, played

SEED = 987_654_321_123
CAUGHT = [error for error in ERRORS if error != "keyboard-interrupt"]


@attrs.frozen
class Noted:
    """Behaves, and notes what it is given and how often it is called."""

    seen: list[Any] = attrs.field(factory=list, eq=False)
    name: str = "noted"

    def begin(self, brief, *, chance):
        self.seen.append((brief, chance))

    def move(self, view, memory, *, chance):
        self.seen.append((view, chance))
        return well_behaved(view), memory


def against(guest, other=LINEAR, **settings):
    """Return the talk of a guest that moves first with another party."""
    return played(mixed(), AlternatingOffers(), {"A": guest, "B": other}, **settings)


def assert_faulty(transcript, kind, *, number, party="A"):
    """It ended with one fault, which pays nobody."""
    (fault,) = transcript.faults
    assert (fault.party, fault.kind, fault.round) == (party, kind, number), fault
    assert fault.message
    assert (transcript.ending.reason, transcript.ending.party) == (Reason.FAULT, party)
    assert transcript.agreement is None
    assert not transcript.points
    return fault


@pytest.mark.parametrize("at", [0, 1, 5])
def test_d53_it_raises_before_its_first_its_first_or_its_last_move(at):
    transcript = against(Raiser(at=at), HardLiner(), rounds=5)
    fault = assert_faulty(transcript, "raised", number=at)
    assert fault.message == "ValueError: this strategy always fails"
    assert "stopping.py" in fault.detail
    assert len(transcript.history.offers("A")) == max(0, at - 1), "it is called once for each move"


def test_d53_it_cannot_be_built():
    transcript = against(FromFile("negsim.testing.hostile.stopping", "Unbuildable"))
    fault = assert_faulty(transcript, "raised", number=0)
    assert fault.message == "RuntimeError: this strategy cannot be built"


@pytest.mark.parametrize("error", CAUGHT)
def test_d54_whatever_it_raises_is_its_fault(error):
    fault = assert_faulty(against(Raiser(error=error)), "raised", number=1)
    assert fault.message.split(":")[0] in {
        "ValueError", "BaseException", "SystemExit", "RecursionError", "MemoryError",
        "_UnpicklableError", "_SpeechlessError",
    }  # fmt: skip


def test_d54_an_interruption_is_taken_for_the_users_own():
    with pytest.raises(KeyboardInterrupt):
        against(Raiser(error="keyboard-interrupt"))


@pytest.mark.parametrize("error", ["unpicklable", "speechless"])
def test_d55_an_error_that_cannot_be_sent_or_put_into_words(error):
    transcript = against(Raiser(error=error))
    assert pickle.loads(pickle.dumps(transcript)) == transcript
    assert transcript.faults[0].message.startswith(f"_{error.capitalize()}Error")


@pytest.mark.parametrize("how", [how for how, kind in LIES.items() if kind])
@pytest.mark.parametrize("at", [1, 3])
def test_d64_d65_what_is_no_move_or_not_its_own(how, at):
    transcript = against(Liar(how=how, at=at), HardLiner())
    if how == "accepts-nothing" and at > 1:
        assert transcript.ending.reason is Reason.AGREEMENT, "something stands there, so that it accepts"
    else:
        assert_faulty(transcript, LIES[how], number=at)


def test_d64_an_offer_that_is_another_at_each_look_is_one_offer():
    other = Noted()
    transcript = against(Liar(how="shifting"), other)
    offered = transcript.history.offers("A")[0]
    assert not transcript.faults
    assert mixed().space.exists(offered)
    meant = well_behaved(first_view(mixed())).package
    assert meant is not None
    assert [dict(offered) for _ in range(3)] == [dict(meant)] * 3
    assert dict(other.seen[1][0].standing) == dict(offered)


def test_d65_it_is_not_asked_after_leaving():
    guest = Noted()
    transcript = against(Scripted([WALK_AWAY]), guest)
    assert transcript.ending.reason is Reason.WALKED_AWAY
    assert len(guest.seen) == 1, "it began, and was never asked"


def test_d66_a_package_past_its_own_red_line_is_marked_or_a_fault():
    (package,) = played(mixed(), AlternatingOffers(), {"A": LINEAR, "B": HardLiner()}, rounds=1).history.offers("B")
    script = Scripted([offer(package.replaced({"price": "p0"}))])
    marked = against(script, Noted(), rounds=2)
    told = [(found.party, found.round, found.kind, found.demands) for found in marked.crossings]
    assert not marked.faults
    assert [entry[:3] for entry in told] == [("A", 1, Kind.OFFER), ("A", 2, Kind.OFFER)]
    assert all("A:no-p0" in demands for *_, demands in told)
    terms = Terms(rounds=2, crossings="fault")
    talk = Talk(problem=mixed(), protocol=AlternatingOffers(), strategies={"A": script, "B": HardLiner()}, terms=terms)
    fault = assert_faulty(Session(talk).play(), "crossing", number=1)
    assert "A:no-p0" in fault.message


def test_d67_the_same_offer_for_ever_ends_with_the_rounds_and_is_told_as_a_stall():
    problem = pie()
    transcript = played(problem, AlternatingOffers(), {"A": HardLiner(), "B": HardLiner()}, rounds=6)
    assert (transcript.ending.reason, transcript.rounds) == (Reason.DEADLINE, 6)
    stalls = yardstick(problem).measure(transcript).stalls
    assert {stall.party for stall in stalls} == {"A", "B"}
    all_at_once = played(problem, SimultaneousOffers(), {"A": HardLiner(), "B": HardLiner()}, rounds=6)
    assert all_at_once.ending.reason is Reason.STALLED


@pytest.mark.parametrize("what", ["history", "log", "offer", "preferences", "arrays", "space"])
def test_d68_what_it_changes_is_its_fault_and_nobody_elses_record(what):
    honest = against(Mutator(what=what, at=99), Noted())
    transcript = against(Mutator(what=what, at=2), Noted())
    assert_faulty(transcript, "changed", number=2)
    assert transcript.history.log == honest.history.log[: len(transcript.history)], "the record is as it was"


def test_d69_nothing_of_the_others_can_be_reached_from_what_it_is_given():
    transcript = against(Peeker(where="attributes"), Noted())
    assert transcript.ending.reason is Reason.WALKED_AWAY, "that is what it does where it finds nothing"


def test_d70_the_engines_seed_cannot_be_reached_and_each_party_has_its_own_stream():
    guests = {"A": Noted(), "B": Noted()}
    played(mixed(), AlternatingOffers(), guests, seed=SEED, rounds=2)
    for guest in guests.values():
        numbers = {entry for entry in reached(guest.seen) if isinstance(entry, int)}
        assert SEED not in numbers
    drawn = {party: guest.seen[0][1].rng.integers(2**60) for party, guest in guests.items()}
    assert drawn["A"] != drawn["B"]


def test_d70_draws_of_one_party_change_nothing_for_another():
    class Drawing(Noted):
        def move(self, view, memory, *, chance):
            chance.rng.random(view.round)
            return super().move(view, memory, chance=chance)

    quiet, loud = (
        played(mixed(), AlternatingOffers(), {"A": guest, "B": RandomWalker()}, seed=3)
        for guest in (Noted(), Drawing())
    )
    assert gist(quiet) == gist(loud)


def test_d72_what_is_kept_between_talks_is_found_by_playing_them_in_another_order():
    first, second = against(Forgetter()), against(Forgetter())
    assert gist(first) != gist(second), "as nothing in this process makes it forget"
    with pytest.raises(CheckFailedError) as raised:
        check_strategy(Forgetter(), isolated=False)
    assert "forgets-other-talks" in raised.value.failed


@pytest.mark.parametrize("seat", ["A", "B", "C"])
def test_d74_a_fault_pays_nobody_and_says_whose_it_is(seat):
    strategies = {party: Raiser(at=2) if party == seat else HardLiner() for party in "ABC"}
    transcript = played(mixed(3), AlternatingOffers(), strategies)
    assert_faulty(transcript, "raised", number=2, party=seat)
    assert transcript.discounted == {}


def test_d74_parties_with_consent_by_issue_are_not_asked_after_a_fault():
    problem = mixed(3)
    third = attrs.evolve(problem.parties[2], consent=Consent.BY_ISSUE)
    changed = attrs.evolve(problem, parties=[*problem.parties[:2], third])
    transcript = played(changed, AlternatingOffers(), {"A": Scripted([ACCEPT]), "B": LINEAR})
    assert_faulty(transcript, "protocol", number=1)
    assert {party for _, party, _ in transcript.history.log} == set()


def test_what_guests_are_given_is_the_same_for_all_talks_after_a_talk():
    problem = mixed()
    before = fingerprint(problem)
    played(problem, AlternatingOffers(), {"A": Noted(), "B": RandomWalker()})
    assert fingerprint(problem) == before
