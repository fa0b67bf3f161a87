"""A person at the terminal: every line is a move, an answer or a mistake that is explained, and never a fault."""

import io
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from negsim.cli.human import Human, ask_at_terminal
from negsim.parties.red_line import Box
from negsim.problem import BargainingProblem, Factor, ProblemLine, ProblemParty, ProblemReservation
from negsim.space.issue import Issue, Option
from negsim.space.package import Package
from negsim.space.space import Exclusion, Space
from negsim.talks.move import ACCEPT, SILENT, Kind, offer
from negsim.talks.protocols.registry import protocol
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.registry import strategy
from negsim.talks.transcript import Terms
from tests.unit.talks.playing import Says

TOLL = Issue(
    "toll", [Option("free", title="No toll"), Option("half"), Option("full", title="Full toll")], title="The toll"
)
HOURS = Issue("hours", ["day", "always"], status_quo="day")
NO_FREE = ProblemLine(id="no-free", shared_by=["North"], boxes=[Box({"toll": ["free"]}, price=1)])


def problem_of(*, lines=(NO_FREE,), reservation=None, excluded=(), joint=()):
    north = ProblemParty(
        id="North",
        scale=10,
        factors=[Factor(["toll"], [0, 2, 6]), Factor(["hours"], [4, 0]), *joint],
        red_lines=lines,
        reservation=reservation,
    )
    south = ProblemParty(id="South", scale=10, factors=[Factor(["toll"], [6, 3, 0]), Factor(["hours"], [0, 4])])
    space = Space([TOLL, HOURS], excluded)
    return BargainingProblem(scenario="bridge", reading="given", space=space, parties=[north, south])


def package(toll, hours):
    return Package({"toll": toll, "hours": hours})


def played(lines, *, other=(), name="alternating-offers", draft=None, problem=None, **fields):
    """Return the transcript of a talk in which North writes some lines, and all that North was told."""
    told: list[str] = []
    left = list(lines)

    def read(prompt):
        assert prompt == "> "
        if not left:
            raise EOFError
        return left.pop(0)

    talk = Talk(
        problem=problem or problem_of(),
        protocol=protocol(name, draft=draft),
        strategies={"North": Human(read=read, write=told.append, **fields), "South": Says(tuple(other))},
        terms=Terms(rounds=5),
    )
    return Session(talk).play(), "\n".join(told)


def moves(transcript, party="North"):
    return [turn.move for turn in transcript.history if turn.party == party]


def test_a_talk_from_the_first_line_to_the_last():
    south = [offer(package("free", "always")), offer(package("half", "always"))]
    lines = ["offer toll:full, hours:day", "offer hours:always", "accept"]
    found, told = played(lines, other=south, rounds=5)
    assert moves(found) == [offer(package("full", "day")), offer(package("full", "always")), ACCEPT]
    assert (found.ending.reason, found.agreement, found.faults) == (Reason.AGREEMENT, package("half", "always"), ())
    assert dict(found.strategies) == {"North": "human", "South": "says"}
    assert told.splitlines()[:6] == [
        "You are North, at the table with South: 2 issues.",
        "Your best package is worth 100 of 100 to you.",
        "Write `issues` for what you can ask for, `help` for all that you can write.",
        "Round 1 of 5.",
        "Nothing is on the table.",
        "You can: offer issue:option, ..., walk.",
    ]
    assert "You offer this: worth 100 of 100 to you.\n" in told
    assert "1. South makes an offer, worth 0 of 100 to you, past 1 red demand of yours\n" in told
    assert "Round 2 of 5, 25 % of the time is over.\n" in told
    assert "On the table: worth 0 of 100 to you; it breaks your red demand no-free (toll).\n" in told
    assert "! toll:  free (No toll)   [yours: full]\n  hours: always   [yours: day]\n" in told
    assert "Your last offer: worth 100 of 100 to you.\n" in told
    assert "You can: offer issue:option, ..., accept, walk.\n" in told
    assert "worth 60 of 100 to you; what you left out is as in your last offer." in told


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "write `help` for what you can write"),
        ("acept", "'acept' is no move; did you mean 'accept'?"),
        ("accept", "you cannot accept now: nothing is on the table; write `offer` or `walk`"),
        ("say nothing", "you cannot say nothing now; write `offer` or `walk`"),
        ("offer", "name issues and options: `offer issue:option, ...`"),
        ("offer full", "'full' is no issue:option, such as toll:free"),
        ("offer tol:full", "there is no issue 'tol'; did you mean 'toll'?"),
        ("offer toll:fool", "there is no option of toll 'fool'; known: 'free', 'half', 'full'"),
        ("offer toll:full, toll:half", "toll is named twice; name one option of it"),
        ("offer toll:full", "hours is left out, and there is no earlier offer to take that from; name all issues"),
        ("try", "name issues and options"),
        ("offer toll:free, hours:day", "that breaks no-free (toll) of your own; write it once more to offer it anyway"),
    ],
)
def test_a_mistake_is_explained_and_asked_again(line, words):
    found, told = played([line, "walk"])
    assert words in told
    assert (found.ending.reason, found.ending.party, found.faults) == (Reason.WALKED_AWAY, "North", ())


def test_what_breaks_a_red_demand_of_ones_own_is_written_twice():
    free = package("free", "day")
    found, _ = played(["offer toll:free, hours:day", "offer toll:free, hours:day"], other=[ACCEPT])
    assert (found.agreement, found.crossings[0].demands) == (free, ("North:no-free",))
    found, told = played(["offer best", "accept", "help", "accept", "accept"], other=[offer(free)])
    assert "that breaks no-free (toll) of your own; write it once more to take it anyway" in told
    assert told.count("write it once more to take it anyway") == 2  # another line between them makes it new
    assert found.agreement == free
    found, told = played(["offer best", "accept", "accept", "walk"], other=[offer(free)], may_cross=False)
    assert "that breaks no-free (toll) of your own, which this talk forbids" in told
    assert found.ending.reason is Reason.WALKED_AWAY


def test_a_reservation_is_a_demand_too():
    floor = ProblemReservation(points=5)
    _, told = played(["offer toll:half, hours:always", "walk"], problem=problem_of(lines=(), reservation=floor))
    assert "Your best package is worth 100 of 100 to you; you take nothing below 50." in told
    assert "that breaks reservation (at least 50) of your own; write it once more" in told


def test_titles_and_capitals_name_what_there_is():
    found, _ = played(["OFFER The Toll: full toll, HOURS:Day", "walk away"])
    assert moves(found)[0] == offer(package("full", "day"))


def test_issues_that_are_left_out_are_as_on_the_table_or_as_in_ones_last_offer():
    lines = ["offer best", "offer toll:half", "offer", "walk"]
    south = [offer(package("free", "always"))] * 3
    found, told = played(lines, other=south)
    assert moves(found)[:3] == [
        offer(package("full", "day")),
        offer(package("half", "day")),
        offer(package("half", "day")),
    ]
    assert "2. South repeats its offer, worth 0 of 100 to you" in told


def test_the_second_to_move_fills_in_from_the_table():
    told: list[str] = []
    lines = ["try toll:full", "offer toll:full"]

    def read(prompt):
        if not lines:
            raise EOFError
        return lines.pop(0)

    strategies = {"South": Says((offer(package("half", "always")),)), "North": Human(read=read, write=told.append)}
    talk = Talk(problem=problem_of(), protocol=protocol("alternating-offers"), strategies=strategies)
    found = Session(talk).play()
    assert moves(found) == [offer(package("full", "always"))]
    text = "\n".join(told)
    assert "That would be worth 60 of 100 to you; what you left out is as on the table." in text
    assert "Round 1, 0 % of the time is over." in text


def test_what_can_be_looked_at():
    excluded = [Exclusion({"toll": ["half"], "hours": ["day"]})]
    joint = [Factor(["toll", "hours"], [[0, 0], [0, 1], [0, 0]])]
    problem = problem_of(excluded=excluded, joint=joint)
    _, told = played(["issues", "best", "moves", "help", "offer toll:half, hours:day", "walk"], problem=problem)
    assert "toll: The toll (you value it together with other issues; only the rest is shown)\n" in told
    assert "  free       0  No toll  [red line]\n" in told
    assert "  full      60  Full toll\n" in told
    assert "Your best package is worth 100 of 100 to you.\n  toll:  full (Full toll)\n  hours: day\n" in told
    assert "No move was made yet." in told
    assert "walk                     end the talk for all, without agreement" in told
    assert "there is no such package: some of its options exclude each other" in told
    _, told = played(["offer best", "moves", "show"], other=[offer(package("half", "day"))])
    assert "1. North offers toll: full, hours: day\n1. South offers toll: half, hours: day\n" in told
    assert told.count("Round 2") == 2


def test_a_party_with_no_package_to_sign():
    every = ProblemLine(
        id="all", shared_by=["North"], boxes=[Box({"hours": ["day"]}, price=1), Box({"hours": ["always"]}, price=1)]
    )
    found, told = played(["best", "offer best"], problem=problem_of(lines=[every]))
    assert "No package keeps all your red lines: whatever you offer or take breaks one." in told
    assert told.count("no package keeps all your red lines; name issues and options yourself") == 2
    assert found.ending.reason is Reason.WALKED_AWAY


def test_the_end_of_the_input_walks_away_or_says_nothing():
    found, told = played([])
    assert "The input ends here: North walks away." in told
    assert (found.ending.reason, found.ending.party) == (Reason.WALKED_AWAY, "North")
    found, told = played([], name="post-settlement", draft=package("half", "day"), other=[SILENT])
    assert "The input ends here: North says nothing." in told
    assert "What holds so far: worth 60 of 100 to you.\n  toll:  half\n  hours: day\n" in told
    assert found.agreement == package("half", "day")


def test_a_vote_is_shown_beside_the_text_that_holds():
    found, told = played(
        ["accept", "nothing", "offer best", "walk"],
        name="single-text",
        draft=package("full", "day"),
        other=[ACCEPT] * 4,
    )
    assert moves(found) == [ACCEPT, SILENT, found.history[-2].move]
    assert "What holds so far: worth 100 of 100 to you.\nOn the table: worth " in told
    assert "[now: " in told
    assert "you cannot offer now; write `accept`, `say nothing` or `walk`" in told


def test_beside_a_text_what_is_left_out_is_as_in_the_text():
    found, told = played(["offer toll:full"], name="post-settlement", draft=package("half", "day"), other=[ACCEPT])
    assert found.agreement == package("full", "day")
    assert "what you left out is as in the text that holds" in told


def test_many_moves_of_others_are_told_in_short():
    ids = [f"P{number}" for number in range(12)]
    parties = [ProblemParty(id=party, scale=10, factors=[Factor(["toll"], [0, 2, 6])]) for party in ids]
    problem = BargainingProblem(scenario="many", reading="given", space=Space([TOLL]), parties=parties)
    told: list[str] = []
    lines = ["offer best", "walk"]
    strategies = {party: strategy("hard-liner") for party in ids}
    strategies["P0"] = Human(read=lambda prompt: lines.pop(0), write=told.append)
    strategies["P5"] = Says((offer(Package({"toll": "half"})),))
    Session(Talk(problem=problem, protocol=protocol("alternating-offers"), strategies=strategies)).play()
    text = "\n".join(told)
    assert "... and 3 moves before that" in text
    assert "1. P5 makes an offer, worth 20 of 100 to you" in text
    assert "1. P7 accepts" in text or "1. P7 makes an offer" in text


def test_the_terminal_reads_standard_input_and_writes_to_standard_error(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("offer best\r\nwalk"))
    strategies = {"North": Human(), "South": Says((offer(package("half", "day")),))}
    talk = Talk(problem=problem_of(), protocol=protocol("alternating-offers"), strategies=strategies)
    found = Session(talk).play()
    assert [move.kind for move in moves(found)] == [Kind.OFFER, Kind.WALK_AWAY]
    out, err = capsys.readouterr()
    assert out == ""
    assert "> You offer this: worth 100 of 100 to you." in err
    with pytest.raises(EOFError):
        ask_at_terminal("> ")


WORDS = st.sampled_from(
    ["offer", "try", "best", "accept", "walk", "say nothing", "toll", "hours", ":", ",", "full", "free", "day", "x", ""]
)


@given(
    st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=8),
    st.sampled_from(
        ["alternating-offers", "simultaneous-offers:concession=egocentric", "single-text", "post-settlement"]
    ),
)
@settings(max_examples=60)
def test_no_line_is_ever_a_fault(lines, name):
    draft = package("half", "day") if name in {"single-text", "post-settlement"} else None
    other = [offer(package("half", "always")), SILENT, ACCEPT]
    found, _ = played(lines, name=name, draft=draft, other=other)
    concedes = name.startswith("simultaneous")
    assert all(fault.party != "North" or (concedes and "concession" in fault.message) for fault in found.faults)


def test_an_offer_that_concedes_nothing_is_written_twice_where_all_have_to_concede():
    lines = ["offer toll:half, hours:day", "offer best", "offer best"]
    south = [offer(package("free", "always"))] * 2
    found, told = played(lines, name="simultaneous-offers:concession=egocentric", other=south)
    assert told.count("each offer has to concede something") == 1
    assert moves(found) == [offer(package("half", "day"))]
    assert (found.faults[0].party, found.faults[0].kind) == ("North", "protocol")


def test_a_person_is_not_sent_to_a_process_without_a_terminal():
    with pytest.raises(TypeError, match="plays in the process that has the terminal"):
        pickle.dumps(Human())
