"""What the options of ``negsim talk`` mean: who plays what, in which order, and which demands are waived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import click

from negsim.deals.nearest import nearest_deals
from negsim.errors import UnknownNameError
from negsim.fields import exact
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import Effort
from negsim.talks.protocols.registry import PROTOCOLS
from negsim.talks.strategies.registry import STRATEGIES, strategy
from negsim.talks.strategies.strategy import Strategy

USUAL = {
    "alternating-offers": "boulware",
    "simultaneous-offers": "conceder",
    "single-text": "hill-climber",
    "post-settlement": "linear",
}
"""What parties play for whom no strategy is named, by protocol."""
HUMAN = "human"


def known_names() -> str:
    """Return the names of all strategies and protocols, for people."""
    lines = ["Strategies, each with what it does:", ""]
    width = max(map(len, (*STRATEGIES, *PROTOCOLS, HUMAN)))
    alike: dict[str, list[str]] = {}
    for name, entry in STRATEGIES.items():
        alike.setdefault(_summary(entry), []).append(name)
    for summary, names in alike.items():
        lines += [*(f"  {name}," for name in names[:-1]), f"  {names[-1].ljust(width)}  {summary}"]
    lines += [f"  {HUMAN.ljust(width)}  You, at the terminal."]
    lines += [
        "",
        "scripted:FILE for moves from a file, FILE.py:NAME for one of your own.",
        "",
        "Protocols, each with the usual strategy:",
        "",
    ]
    lines += [
        f"  {name.ljust(width)}  {_summary(known.make)} Usually {USUAL.get(name, 'boulware')}."
        for name, known in PROTOCOLS.items()
    ]
    return "\n".join(lines)


def _summary(entry: Any) -> str:
    """Return the first sentence of what is said of a strategy or protocol."""
    text = entry.__doc__ if isinstance(entry, type) else type(entry).__doc__
    return " ".join((text or "").strip().split("\n\n")[0].split())


def strategies_of(
    problem: BargainingProblem, words: Sequence[str], *, usual: str, human: Callable[[], Strategy], order: str = ""
) -> dict[str, Strategy]:
    """Return who plays what, in the order of the table.

    Parameters
    ----------
    words:
        Each ``PARTY=STRATEGY``, or a strategy for all that have none of their own.
    usual:
        What parties play that none of them names.
    human:
        Makes whoever plays at the terminal.
    order:
        Parties with commas between them, first mover first; others follow in the order of the file.

    Raises
    ------
    click.UsageError
        For two strategies of one party, one for a party that plays none, or text that is no strategy.
    UnknownNameError
        For a party or a strategy that there is not.
    """
    named: dict[str, str] = {}
    for word in words:
        party, text = _split(problem, word)
        if named.setdefault(party, text) != text:
            whose = party or "all parties without one of their own"
            raise click.UsageError(f"--strategy gives {whose} both {named[party]!r} and {text!r}; give one")
    rest = named.pop("", usual)
    at_table = _order(problem, order)
    return {party: _strategy(named.get(party, rest), party=party, human=human) for party in at_table}


def _split(problem: BargainingProblem, word: str) -> tuple[str, str]:
    """Return the party and the strategy that a text names; no party where it is for all."""
    party, equals, text = word.partition("=")
    if not equals or ":" in party:  # the equals sign of a setting: no id of a party holds a colon
        return "", word.strip()
    party = party.strip()
    _refuse_unseated(problem.party(party))
    return party, text.strip()


def _refuse_unseated(party: ProblemParty) -> None:
    if party.consent is Consent.BY_ISSUE:
        raise click.UsageError(
            f"{party.id} plays no strategy: it is asked by rule, and consents to what keeps its red demands, where a "
            f"package needs it; leave {party.id} out"
        )
    if party.consent is Consent.NEVER:
        raise click.UsageError(f"{party.id} plays no strategy: it is an observer; leave {party.id} out")


def _strategy(text: str, *, party: str, human: Callable[[], Strategy]) -> Strategy:
    if text == HUMAN:
        return human()
    try:
        return strategy(text)
    except UnknownNameError:
        raise
    except ValueError as error:
        raise click.UsageError(f"--strategy of {party}: {error}") from error


def _order(problem: BargainingProblem, text: str) -> list[str]:
    """Return the parties at the table in order."""
    signers = [party.id for party in problem.signers]
    first = [word.strip() for word in text.split(",") if word.strip()]
    for party in first:
        if party not in signers:
            _refuse_unseated(problem.party(party))
        if first.count(party) > 1:
            raise click.UsageError(f"--order names {party} twice")
    return [*first, *(party for party in signers if party not in first)]


def discounts_of(problem: BargainingProblem, words: Sequence[str]) -> dict[str, Fraction]:
    """Return what share of its value each party keeps to the end, from texts such as ``RU=0.9``.

    Raises
    ------
    click.UsageError
        For text that is no such pair, and for shares not above 0 and at most 1.
    UnknownNameError
        For a party that there is not.
    """
    found: dict[str, Fraction] = {}
    for word in words:
        party, equals, text = (part.strip() for part in word.partition("="))
        if not (party and equals and text):
            raise click.UsageError(f"--discount {word!r}; expected PARTY=SHARE, such as RU=0.9")
        problem.party(party)
        try:
            share = exact(text)
        except ValueError as error:
            raise click.UsageError(f"--discount of {party}: {error}") from error
        if not 0 < share <= 1:
            raise click.UsageError(f"--discount of {party}: {text} is not above 0 and at most 1")
        if found.setdefault(party, share) != share:
            raise click.UsageError(f"--discount names {party} twice")
    return found


def waived_by(
    problem: BargainingProblem, names: Sequence[str], *, nearest: int | None, effort: Effort
) -> tuple[str, ...]:
    """Return the demands that are waived: those named, and those that a nearest deal breaches.

    Parameters
    ----------
    nearest:
        The number of the nearest deal, counted from 1; None for no deal.

    Raises
    ------
    click.UsageError
        If there is no such deal.
    UnknownNameError
        For a demand that there is not.
    """
    problem.waiving(names)
    if nearest is None:
        return tuple(dict.fromkeys(names))
    found = nearest_deals(problem, max_deals=nearest, effort=effort)
    if len(found) < nearest:
        why = (
            f"there are {len(found)} nearest deals"
            if found.items
            else "the zone is open, so that no deal breaches anything"
        )
        raise click.UsageError(f"--waive-nearest {nearest}: {why}; `negsim analyze` lists them")
    return tuple(dict.fromkeys((*names, *found[nearest - 1].broken)))
