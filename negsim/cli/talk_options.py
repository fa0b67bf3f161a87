"""What the options of ``negsim talk`` mean: who plays what, in which order, and which demands are waived."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import click

from negsim.cli.text import listed, visible
from negsim.deals.nearest import nearest_deals
from negsim.errors import UnknownNameError
from negsim.fields import exact
from negsim.parties.party import Consent
from negsim.problem import BargainingProblem, ProblemParty
from negsim.search.effort import Effort
from negsim.talks.protocols.registry import PROTOCOLS
from negsim.talks.readiness import prepared
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
_INNER_HUMAN = re.compile(rf"[:,]\s*playing\s*=\s*{HUMAN}\s*$")


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
    problem: BargainingProblem,
    words: Sequence[str],
    *,
    usual: str,
    human: Callable[[], Strategy],
    order: str = "",
    makes: bool = True,
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
    makes:
        Whether strategies of the user's own are made here, before the talk.

    Raises
    ------
    click.UsageError
        For two strategies of one party, one for a party that plays none, or text that is no strategy, or tells one that
        cannot be made.
    click.ClickException
        Where fewer than two parties sign.
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
    _refuse_alone(problem)
    found: dict[str, Strategy] = {}
    for party in at_table:
        with _told_of(party):
            given = _strategy(named.get(party, rest), human=human)
            found[party] = prepared(given, space=problem.space, makes=makes)
    return found


def _split(problem: BargainingProblem, word: str) -> tuple[str, str]:
    """Return the party and the strategy that a text names; no party where it is for all."""
    party, behind = _known_first(problem, word, end="=")
    if not behind or ":" in party:  # the equals sign of a setting: no id of a party holds a colon
        return "", word.strip()
    _refuse_unseated(problem.party(party))
    return party, behind[1:].strip()


def _known_first(problem: BargainingProblem, text: str, *, end: str) -> tuple[str, str]:
    """Return the party that a text begins with, and the rest from a sign on: ids may hold it, and the longest counts.

    Where it is no party that there is, what stands before the first such sign is returned in its place.
    """
    text = text.strip()
    for party in sorted((entry.id for entry in problem.parties), key=len, reverse=True):
        behind = text.removeprefix(party).lstrip()
        if text.startswith(party) and (not behind or behind.startswith(end)):
            return party, behind
    head, sign, behind = text.partition(end)
    return head.strip(), sign + behind


def _refuse_unseated(party: ProblemParty) -> None:
    if party.consent is Consent.BY_ISSUE:
        raise click.UsageError(
            f"{party.id} plays no strategy: it is asked by rule, and consents to what keeps its red demands, where a "
            f"package needs it; leave {party.id} out"
        )
    if party.consent is Consent.NEVER:
        raise click.UsageError(f"{party.id} plays no strategy: it is an observer; leave {party.id} out")


def _strategy(text: str, *, human: Callable[[], Strategy]) -> Strategy:
    if text == HUMAN:
        return human()
    if _INNER_HUMAN.search(text):
        raise ValueError(f"{text!r}: a person plays a party alone, and not within another strategy; give {HUMAN!r}")
    return strategy(text)


@contextmanager
def _told_of(party: str) -> Iterator[None]:
    """Tell what cannot be a strategy as wrong usage, with the party that it is for."""
    try:
        yield
    except UnknownNameError:
        raise
    except ValueError as error:
        raise click.UsageError(visible(f"--strategy of {party}: {error}")) from error


def _refuse_alone(problem: BargainingProblem) -> None:
    """Refuse a talk of one, or of none."""
    signers = [party.id for party in problem.signers]
    if len(signers) >= 2:
        return
    asked = [party.id for party in problem.parties if party.consent is Consent.BY_ISSUE]
    does = "only consent" if len(asked) > 1 else "only consents"
    also = f" ({listed(asked)} {does}, on some issues)" if asked else ""
    who = f"only {signers[0]} signs" if signers else "nobody signs"
    raise click.ClickException(f"{who}; a talk needs two that sign{also}")


def _order(problem: BargainingProblem, text: str) -> list[str]:
    """Return the parties at the table in order."""
    signers = [party.id for party in problem.signers]
    first: list[str] = []
    while text := text.strip(" ,"):
        party, text = _known_first(problem, text, end=",")
        first.append(party)
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
        party, behind = _known_first(problem, word, end="=")
        text = behind[1:].strip()
        if not (party and text):
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
