"""Scenarios small enough to follow by hand: a buyer who insists on a low price, and a seller who does not."""

import datetime as dt

import negsim
from negsim.experiments.publicity import publicity
from negsim.experiments.timeline import timeline

MONDAY, TUESDAY, FRIDAY = dt.date(2024, 3, 4), dt.date(2024, 3, 5), dt.date(2024, 3, 8)


def said(party, stance, option="low", issue="price", **more):
    return negsim.Statement(party=party, issue=issue, stance=stance, options=[option], **more)


def sale(*statements, sources=(), seller=None, **more):
    return negsim.Scenario(
        "sale",
        issues=[negsim.Issue("price", ["low", "high"]), negsim.Issue("date", ["soon", "late"])],
        parties=[negsim.Party("B", name="Buyer"), seller or negsim.Party("S", name="Seller")],
        sources=sources,
        statements=statements,
        **more,
    )


LETTER = negsim.Source("letter", title="The seller's letter", date=MONDAY, published=FRIDAY)


def leaked():
    """The seller refuses by letter on Monday; the buyer insists in public on Tuesday; the letter leaks on Friday."""
    return sale(
        said("B", "demands", date=TUESDAY, public=True, id="insists"),
        said("S", "rejects", source="letter", id="refuses"),
        said("S", "open-to", "soon", issue="date", source="letter", id="date"),
        said("B", "rejects", "late", issue="date", id="undated", public=False),
        sources=[LETTER],
    )


def follow(scenario, **settings):
    """Return a timeline whose answers a test may take to be there."""
    return timeline(scenario, **settings)


def priced(scenario, **settings):
    """Return the prices of publicity, which a test may take to be exact."""
    return publicity(scenario, **settings)
