"""Talks written down move by move, for pictures of them: no strategy plays any part."""

from fractions import Fraction

import negsim
from negsim.talks.history import History
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, offer
from negsim.talks.protocols.table import Ending, Reason
from negsim.talks.transcript import Crossing, Draft, Fault, Terms, Transcript
from tests.plots.conftest import ODD, said, sale

PRICES = ("low", "middle", "high")
TAKE, QUIET, LEAVE = ACCEPT, SILENT, WALK_AWAY


def package(price, date="late"):
    return negsim.Package({"price": price, "date": date})


def bid(price, date="late"):
    return offer(package(price, date))


def sold(*, names=("Buyer", "Seller"), reservation="0.4"):
    """A price and a date between two, both of which are worth something to both."""
    wishes = [
        said("B", "price", "proposes", "low"),
        said("B", "date", "proposes", "soon"),
        said("S", "price", "proposes", "high"),
        said("S", "date", "proposes", "late"),
        said("S", "price", "rejects", "low"),
    ]
    return sale(*wishes, names=names, reservation=reservation)


def several(number):
    """So many parties that all want another of three options on an issue of their own."""
    issues = [negsim.Issue(f"i{at}", ["x", "y", "z"], ordered=bool(at % 2), status_quo="y") for at in range(number)]
    parties = [negsim.Party(f"P{at}", name=f"Party {at}") for at in range(number)]
    wishes = [
        said(f"P{at}", f"i{other}", "proposes", "x" if other == at else "z")
        for at in range(number)
        for other in (at, (at + 1) % number)
    ]
    return negsim.Scenario("many", issues=issues, parties=parties, statements=wishes)


def written(scenario, log, ending, *, protocol="alternating-offers", **more):
    """Return the transcript of a talk in which these moves were made, and what was possible in it."""
    problem = negsim.compile_scenario(scenario).problem
    points = {} if ending.package is None else problem.points(ending.package)
    strategies = {party.id: "scripted" for party in problem.signers}
    given = {
        "scenario": scenario.id,
        "reading": "face-value",
        "protocol": protocol,
        "strategies": strategies,
        "terms": Terms(rounds=20),
        "seed": 3,
        "history": History(log),
        "ending": ending,
        "rounds": log[-1][0] if log else 0,
        "points": points,
    }
    return Transcript(**(given | more)), negsim.yardstick(problem)


def agreed(one="middle", date="late"):
    return Ending(reason=Reason.AGREEMENT, package=package(one, date))


def ended(reason, party=""):
    return Ending(reason=reason, party=party)


HAGGLE = [
    (1, "B", bid("low", "soon")),
    (1, "S", bid("high")),
    (2, "B", bid("low", "soon")),
    (2, "S", bid("high")),
    (3, "B", bid("low")),
    (3, "S", bid("middle")),
    (4, "B", bid("low", "soon")),
    (4, "S", bid("middle")),
]
"""Both repeat themselves, both concede, and the buyer takes it back."""
DEADLINE = ended(Reason.DEADLINE)
DRAFTS = [package(*deal) for deal in (("middle",), ("low",), ("high",), ("high", "soon"), ("low", "soon"), ("low",))]
"""What a mediator puts to the vote, round by round."""


def _fault(party, number, kind="time"):
    return Fault(party=party, round=number, kind=kind, message=f"{kind} is what happened, for $5 {{x}}")


def _long():
    log = []
    for number in range(1, 1201):
        log.append((number, "B", bid(PRICES[number * number % 3], "soon" if number % 7 else "late")))
        log.append((number, "S", bid("high" if number != 777 else "low")))
    return written(sold(), log, DEADLINE, terms=Terms(rounds=1200))


def _three():
    def at(*options):
        return offer(negsim.Package({f"i{place}": option for place, option in enumerate(options)}))

    log = [
        (1, "P0", at("x", "z", "z")),
        (1, "P1", at("z", "x", "z")),
        (1, "P2", TAKE),
        (2, "P0", at("x", "z", "z")),
        (2, "P1", at("y", "x", "y")),
        (2, "P2", TAKE),
        (3, "P0", TAKE),
    ]
    end = Ending(reason=Reason.AGREEMENT, package=log[4][2].package)
    return written(several(3), log, end)


def _nine():
    everything = {f"i{place}": "x" for place in range(9)}
    log = [
        (number, f"P{at}", offer(negsim.Package(everything | {f"i{at}": "z" if number > 1 else "x"})))
        for number in (1, 2, 3)
        for at in range(9)
    ]
    return written(several(9), log, ended(Reason.BREAKDOWN))


def asked():
    """A third party has a say on the date alone."""
    scenario = sold()
    issues = [scenario.issues[0], negsim.Issue("date", ["soon", "late"], status_quo="late", consent=["T"])]
    third = negsim.Party("T", name="Town", consent="by-issue")
    return negsim.Scenario("sale", issues=issues, parties=[*scenario.parties, third], statements=scenario.statements)


def _refused():
    log = [
        *HAGGLE[:2],
        (2, "B", TAKE),
        (2, "T", QUIET),
        (2, "S", bid("middle", "soon")),
        (3, "B", TAKE),
        (3, "T", TAKE),
    ]
    return written(asked(), log, agreed("middle", "soon"))


CASES = {
    "agreed": lambda: written(sold(), [*HAGGLE, (5, "B", TAKE)], agreed()),
    "deadline": lambda: written(sold(), HAGGLE, DEADLINE),
    "no reservation": lambda: written(sold(reservation=None), HAGGLE, DEADLINE),
    "walked away": lambda: written(sold(), [*HAGGLE, (5, "B", LEAVE)], ended(Reason.WALKED_AWAY, "B")),
    "left at once": lambda: written(sold(), [(1, "B", LEAVE)], ended(Reason.WALKED_AWAY, "B")),
    "fault": lambda: written(sold(), HAGGLE, ended(Reason.FAULT, "B"), faults=[_fault("B", 5)]),
    "fault at once": lambda: written(sold(), [], ended(Reason.FAULT, "S"), faults=[_fault("S", 0, "raised")]),
    "no moves": lambda: written(sold(), [], ended(Reason.BREAKDOWN)),
    "one offer": lambda: written(sold(), HAGGLE[:1], ended(Reason.BREAKDOWN), terms=Terms(rounds=1)),
    "odd names": lambda: written(sold(names=(ODD, "A seller whose name goes on and on over lines")), HAGGLE, DEADLINE),
    "discounted": lambda: written(
        sold(),
        [*HAGGLE, (5, "B", TAKE)],
        agreed(),
        terms=Terms(rounds=9, discounts={"B": "0.5"}, breakdown=Fraction(1, 10)),
    ),
    "timed": lambda: written(
        sold(),
        [*HAGGLE, (5, "B", TAKE)],
        agreed(),
        terms=Terms(rounds=None, seconds=2.0, discounts={"B": "0.5", "S": "0.9"}),
        clock=[at / 20 for at in range(18)],
    ),
    "crossed": lambda: written(
        sold(),
        HAGGLE,
        DEADLINE,
        waived=["S:price-not-low"],
        crossings=[
            Crossing(party="B", round=3, kind="offer", package=package("low"), demands=["B:reservation"]),
            Crossing(party="B", round=4, kind="accept", package=package("low"), demands=["B:reservation"]),
        ],
    ),
    "simultaneous": lambda: written(
        sold(),
        [
            (1, "B", bid("low", "soon")),
            (1, "S", bid("high")),
            (2, "B", QUIET),
            (2, "S", bid("middle")),
            (3, "B", QUIET),
            (3, "S", QUIET),
        ],
        ended(Reason.STALLED),
        protocol="simultaneous-offers",
    ),
    "one text": lambda: written(
        sold(),
        [
            (number, party, TAKE if party == "B" or number in (1, 3, 4) else QUIET)
            for number in range(1, 7)
            for party in ("B", "S")
        ],
        agreed("high", "soon"),
        protocol="single-text:changes=2",
        draft=package("middle"),
        drafts=[Draft(number, deal) for number, deal in enumerate(DRAFTS, start=1)],
    ),
    "no text": lambda: written(
        sold(), [(1, "B", QUIET), (1, "S", TAKE)], DEADLINE, protocol="single-text", draft=package("middle")
    ),
    "post-settlement": lambda: written(
        sold(),
        [
            (1, "B", bid("low", "soon")),
            (1, "S", QUIET),
            (1, "S", bid("middle", "soon")),
            (1, "B", TAKE),
            (2, "B", QUIET),
            (2, "S", QUIET),
        ],
        agreed("middle", "soon"),
        protocol="post-settlement",
        draft=package("middle"),
    ),
    "three parties": _three,
    "nine parties": _nine,
    "consent": _refused,
    "long": _long,
}
"""Talks by what is special about them."""

SCENARIOS = {
    "three parties": lambda: several(3),
    "nine parties": lambda: several(9),
    "consent": asked,
    "odd names": lambda: sold(names=(ODD, "A seller whose name goes on and on over lines")),
}
"""Their scenarios, where it is not the usual one."""


def scenario_of(name):
    return SCENARIOS.get(name, sold)()
