"""Short ways to write down what someone said, for worked examples."""

import datetime as dt

from negsim.parties.lines import derive_lines
from negsim.parties.party import Party
from negsim.parties.reading import FACE_VALUE
from negsim.parties.values import derive_values
from negsim.positions.statement import Statement
from negsim.scenario import Scenario
from negsim.space.issue import Issue

FIVE = Issue("troops", ["none", "few", "some", "many", "all"], ordered=True, status_quo="some")
FREE = Issue("troops", ["none", "few", "some", "many", "all"], ordered=True)
COLOURS = Issue("flag", ["red", "green", "blue"], status_quo="red")
DOOR = Issue("door", ["shut", "open"], status_quo="shut")
OTHER = Issue("pact", ["no", "yes"], status_quo="no")


def said(issue, *words, **given):
    """Return a scenario in which A said these things on an issue, one a day: ("rejects", "many", "all")."""
    statements = [
        Statement(
            party="A",
            issue=issue.id,
            stance=stance,
            options=options,
            date=dt.date(2022, 1, day),
            given={"pact": ["yes"]} if stance in ("conditional", "warns") else {},
        )
        for day, (stance, *options) in enumerate(words, start=1)
    ]
    return Scenario("worked", issues=[issue, OTHER], parties=[Party("A")], statements=statements, **given)


def values(issue, *words, reading=FACE_VALUE):
    """Return what the options are worth to A, as text."""
    position = said(issue, *words).position("A", issue.id)
    return [str(entry.value) for entry in derive_values(issue, position, reading=reading, stated={})]


def lines(issue, *words):
    """Return A's lines: from id to the boxes, each as issue and options in one text."""
    scenario = said(issue, *words)
    position = scenario.position("A", issue.id)
    found = derive_lines(position, issues={entry.id: entry for entry in scenario.issues})
    return {
        line.id: [
            " & ".join(f"{name}={'|'.join(options)}" for name, options in box.forbids.items()) for box in line.boxes
        ]
        for line in found
    }
