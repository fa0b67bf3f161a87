"""Small scenarios drawn from a seed, with everything that a sweep has to keep apart; and a seller and a buyer."""

import numpy as np

import negsim
from negsim.parties.preferences import Interaction
from negsim.parties.red_line import RedLine
from negsim.positions.statement import Statement
from negsim.space.space import Exclusion

OPTIONS = ["low", "middle", "high"]


def issues_of(rng, *, names, plain):
    asked = {"a": () if plain else ["G"]}
    return [
        negsim.Issue(name, OPTIONS[: int(rng.integers(2, 4))], status_quo="low", consent=asked.get(name, ()))
        for name in names
    ]


def line(name, rng, *, issues, over):
    chosen = rng.choice(len(issues), size=over, replace=False)
    forbids = {issues[at].id: [issues[at].option_ids[int(rng.integers(len(issues[at].options)))]] for at in chosen}
    return RedLine(name, boxes=[negsim.Box(forbids)], price=5, firmness=float(rng.integers(2, 10)) / 10)


def party(name, rng, *, issues, plain, consent="always", ceiling=None):
    values = {issue.id: {option: int(rng.integers(0, 11)) / 10 for option in issue.option_ids} for issue in issues}
    values[issues[0].id]["low"] = 1
    weights = {issue.id: int(rng.integers(1, 6)) for issue in issues}
    joint = {issues[0].id: ["low"], issues[1].id: ["high" if "high" in issues[1].option_ids else "middle"]}
    bonus = [] if plain or rng.integers(2) else [Interaction(joint, points=int(rng.integers(-20, 21)))]
    reservation = None
    if plain or rng.integers(3):
        stated = {"value": int(rng.integers(2, 7)) / 10} if plain or rng.integers(2) else {"fallback": {"a": "middle"}}
        reservation = negsim.Reservation(**stated, firmness=int(rng.integers(4, 11)) / 10)
    return negsim.Party(
        name,
        consent=consent,
        preferences=negsim.Preferences(weights=weights, values=values, interactions=bonus, ceiling=ceiling),
        lines=[line("first", rng, issues=issues, over=1), line("second", rng, issues=issues, over=1 if plain else 2)],
        reservation=reservation,
    )


def scenario(seed, *, plain=False, ceiling=None):
    """Return a scenario of three issues; ``plain`` has nothing that joins issues."""
    rng = np.random.default_rng(seed)
    issues = issues_of(rng, names="abc", plain=plain)
    parties = [party(name, rng, issues=issues, plain=plain, ceiling=ceiling) for name in ("N", "S")]
    excluded = [] if plain or rng.integers(2) else [Exclusion({"b": ["low"], "c": ["middle"]})]
    others = [] if plain else [party("G", rng, issues=issues, plain=False, consent="by-issue")]
    return negsim.Scenario("drawn", issues=issues, parties=[*parties, *others], excluded=excluded)


def sale(*, uncertainty=None, reservation=None, firmness="0.5", statements=(), lines=None, principle=""):
    """A price and a date; the buyer's weights are 3 and 1, the seller will not sell low."""
    low = RedLine("not-low", boxes=[negsim.Box({"price": ["low"]})], price=5, firmness=firmness, principle=principle)
    return negsim.Scenario(
        "sale",
        issues=[
            negsim.Issue("price", ["low", "high"], status_quo="low"),
            negsim.Issue("date", ["soon", "late"], status_quo="late"),
        ],
        parties=[
            negsim.Party(
                "Buyer",
                preferences=negsim.Preferences(
                    weights={"price": 3, "date": 1},
                    values={"price": {"low": 1, "high": 0}, "date": {"soon": 1, "late": 0}},
                ),
                reservation=reservation,
                uncertainty=uncertainty,
            ),
            negsim.Party(
                "Seller",
                preferences=negsim.Preferences(
                    weights={"price": 1, "date": 1},
                    values={"price": {"low": 0, "high": 1}, "date": {"soon": 1, "late": 0}},
                ),
                lines=[low] if lines is None else lines,
            ),
        ],
        statements=[Statement(**entry) for entry in statements],
    )


def package(price, date):
    return negsim.Package({"price": price, "date": date})
