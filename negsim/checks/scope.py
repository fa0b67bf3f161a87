"""Scope: a scenario under check with its names looked up once, and how findings about it are made."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen

from negsim.errors import Finding, Path, Severity, did_you_mean
from negsim.parties.party import Party
from negsim.parties.reading import Reading
from negsim.positions.source import Source
from negsim.positions.statement import Statement
from negsim.space.issue import Issue
from negsim.space.space import Exclusion

MAX_SHOWN = 80
"""How many characters of a given text a message repeats."""


class Draft(Protocol):
    """What is checked: a scenario with its fields set, before its constructor returns."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources."""

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues."""

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        """The combinations that cannot be."""

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements, each with an id."""

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The scenario's own readings."""


@frozen
class Scope:
    """A scenario under check, with its names looked up once; of two equal names the first counts.

    Attributes
    ----------
    issues, parties, sources:
        From id to the index in the scenario.
    said:
        From party and issue id to the indices of the statements, in file order.
    """

    draft: Draft
    issues: Mapping[str, int]
    parties: Mapping[str, int]
    sources: Mapping[str, int]
    said: Mapping[tuple[str, str], Sequence[int]]

    @classmethod
    def of(cls, draft: Draft) -> Scope:
        """Return the scope of a scenario."""
        said: dict[tuple[str, str], list[int]] = {}
        for index, statement in enumerate(draft.statements):
            said.setdefault((statement.party, statement.issue), []).append(index)
        return cls(draft, _first(draft.issues), _first(draft.parties), _first(draft.sources), said)

    def issue(self, issue_id: str) -> Issue | None:
        """Return the issue of that id, or None where there is none."""
        index = self.issues.get(issue_id)
        return None if index is None else self.draft.issues[index]

    def party(self, party_id: str) -> Party | None:
        """Return the party of that id, or None where there is none."""
        index = self.parties.get(party_id)
        return None if index is None else self.draft.parties[index]

    def said_on(self, statement: Statement) -> dt.date | None:
        """Return when it was said, as far as that is known."""
        index = self.sources.get(statement.source)
        return statement.date or (None if index is None else self.draft.sources[index].date)

    def is_understood(self, party_id: str, issue_id: str) -> bool:
        """Tell whether all that a party said on an issue names what there is, so that it can be compared."""
        issue = self.issue(issue_id)
        if issue is None or party_id not in self.parties:
            return False
        known = frozenset(issue.option_ids)
        said = (self.draft.statements[index] for index in self.said.get((party_id, issue_id), ()))
        return all(known.issuperset(statement.options) for statement in said)

    def finding(
        self,
        code: str,
        path: Path,
        message: str,
        *,
        advice: str = "",
        also: Path | None = None,
        severity: Severity = "error",
    ) -> Finding:
        """Return a finding with the label of its path."""
        label = path_label(self.draft, path)
        return Finding(
            code=code, path=path, label=label, message=message, advice=advice, also_path=also, severity=severity
        )


def _first(entries: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, entry in enumerate(entries):
        found.setdefault(entry.id, index)
    return found


def path_label(root: object, path: Path) -> str:
    """Return a path with ids in place of indices, such as ``parties[RU].preferences.weights.price``.

    Parameters
    ----------
    root:
        A scenario, or the plain tables and lists that one is read from.
    """
    here: object = root
    label = ""
    for part in path:
        here = _step(here, part)
        if isinstance(part, int):
            name = here.get("id") if isinstance(here, Mapping) else getattr(here, "id", None)
            label += f"[{printable(name)}]" if isinstance(name, str) and name else f"[{part}]"
        else:
            label += ("." if label else "") + printable(part)
    return label


def _step(here: object, part: str | int) -> object:
    if isinstance(part, int):
        return here[part] if isinstance(here, list | tuple) and part < len(here) else None
    return here.get(part) if isinstance(here, Mapping) else getattr(here, part, None)


def printable(text: str) -> str:
    r"""Return text with what cannot be seen or would reorder its surroundings shown as escapes.

    Examples
    --------
    >>> printable("a" + chr(0x202E) + "b")
    'a\\u202eb'
    """
    short = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in short)


def quoted(given: object) -> str:
    """Return a given name in quotes, shortened where it is long."""
    if isinstance(given, str) and len(given) > MAX_SHOWN:
        return repr(given[:MAX_SHOWN]) + "…"
    return repr(given)


def folded(name: str) -> str:
    """Return what two names share that differ only by case or by Unicode form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def nearest(given: str, known: Iterable[str]) -> str:
    """Return advice on a name that nothing defines."""
    words = list(known)
    for word in words:
        if folded(word) == folded(given):
            return f"did you mean {word!a}? {given!a} differs from it by case or Unicode form"
    return did_you_mean(given[:MAX_SHOWN], known=words)
