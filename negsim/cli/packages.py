"""Packages and weights on the command line: pairs of an id and a word, as text or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

import click

from negsim.fields import decimal_text, exact
from negsim.problem import BargainingProblem
from negsim.space.package import Package
from negsim.space.space import Space


def package_of(space: Space, words: Sequence[str], *, name: str = "--package") -> Package:
    """Return the package that some texts name; issues that none names stay at the status quo.

    Parameters
    ----------
    name:
        The option that they were given with.
    words:
        Each ``ISSUE: OPTION``, or several with commas between them, as packages are printed; or a JSON object of them.

    Raises
    ------
    click.UsageError
        If a text is neither, names an issue twice, or leaves one out that has no status quo.
    UnknownNameError
        If there is no such issue or option.
    """
    named: dict[str, str] = {}
    for issue_id, option in _pairs(words, [issue.id for issue in space.issues], name=name):
        space.issue(issue_id).option(option)
        if named.setdefault(issue_id, option) != option:
            raise click.UsageError(f"{name} names {issue_id!r} twice: {named[issue_id]!r} and {option!r}")
    for issue in space.issues:
        if issue.id not in named and not issue.status_quo:
            known = ", ".join(repr(option) for option in issue.option_ids)
            raise click.UsageError(
                f"{name} has no option for {issue.id!r}, which has no status quo; give one of {known}"
            )
    return Package({issue.id: named.get(issue.id, issue.status_quo) for issue in space.issues})


def weights_of(problem: BargainingProblem, words: Sequence[str]) -> dict[str, Fraction]:
    """Return the weights that some texts give to parties.

    Raises
    ------
    click.UsageError
        If a text is neither ``PARTY:NUMBER``, several of them, nor a JSON object; or a weight is no number above 0.
    """
    found: dict[str, Fraction] = {}
    for party, text in _pairs(words, [party.id for party in problem.parties], name="--weights"):
        try:
            weight = exact(text)
        except ValueError as error:
            raise click.UsageError(f"--weights: {error}") from error
        if weight <= 0:
            raise click.UsageError(f"--weights: the weight {text} of {party}; expected a number above 0")
        if found.setdefault(party, weight) != weight:
            raise click.UsageError(f"--weights names {party!r} twice: '{decimal_text(found[party])}' and {text!r}")
    return found


def _pairs(words: Sequence[str], ids: Sequence[str], *, name: str) -> Iterator[tuple[str, str]]:
    known = "|".join(map(re.escape, ids))
    for text in words:
        if text.lstrip().startswith("{"):
            yield from _from_json(text, name=name)
            continue
        for pair in re.split(rf",\s*(?=(?:{known})\s*:)", text):  # ids may hold commas, but no colon
            one, colon, other = pair.partition(":")
            if not colon:
                what = "NUMBER" if name == "--weights" else "OPTION"
                raise click.UsageError(
                    f"{name} {pair.strip()!r}; expected {ids[0]}:{what}, or several with commas between"
                )
            yield one.strip(), other.strip()


def _from_json(text: str, *, name: str) -> list[tuple[str, str]]:
    try:
        found = json.loads(text, object_pairs_hook=list, parse_int=str, parse_float=str)  # numbers as written
    except ValueError as error:
        raise click.UsageError(f"{name} begins as JSON but is none: {error}") from error
    for one, word in found:
        if not isinstance(word, str):
            raise click.UsageError(
                f"{name} is JSON, where {one!r} has {json.dumps(word)}; expected an object whose values are all texts "
                "or numbers"
            )
    return [(str(one), word) for one, word in found]
