"""What can go wrong, each kind with a name, and findings: what is wrong with a scenario and where.

Every error of negsim is a :class:`NegsimError` and also a built-in kind, so that callers can catch either.
Messages state what was given, what was expected and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import attrs
from attrs import frozen

Severity = Literal["error", "warning"]
PathPart = str | int
Path = tuple[PathPart, ...]


class NegsimError(Exception):
    """The root of every error that negsim raises on purpose."""


@frozen
class Place:
    """Where in a file a finding stands.

    Attributes
    ----------
    file:
        The path as the user gave it.
    line, column:
        Counted from 1; the column counts characters, not bytes.
    text:
        The source line, without its line ending; of a long one, what stands around the column.
    start:
        How many characters of the line stand before ``text``.
    """

    file: str
    line: int
    column: int
    text: str
    start: int = 0


@frozen(kw_only=True)
class Finding:
    """One thing that is wrong (an error) or odd (a warning) in a scenario.

    Attributes
    ----------
    code:
        Stable, such as ``E107``; ``negsim check --explain E107`` tells more.
    path:
        Keys and indices from the top of the scenario, such as ``("parties", 1, "preferences", "weights", "price")``.
        A last part that does not exist yet marks a missing key of the table before it.
    label:
        The same path with ids instead of indices (``parties[RU].preferences.weights.price``).
    message:
        What was given and what was expected.
    advice:
        What to do about it; may be empty.
    place:
        Where in the file, when the scenario came from a file.
    also:
        A second place that belongs to it, such as the first of two duplicates.
    """

    code: str
    message: str
    severity: Severity = "error"
    path: Path = ()
    label: str = ""
    advice: str = ""
    place: Place | None = None
    also: Place | None = None
    also_path: Path | None = None

    def located(self, place: Place | None, *, also: Place | None = None) -> Finding:
        """Return the finding with its place in a file."""
        return attrs.evolve(self, place=place, also=also)

    def __str__(self) -> str:
        head = f"{self.severity} {self.code}: {self.message}"
        lines = [head]
        if self.place is not None:
            lines.insert(0, f"{self.place.file}:{self.place.line}:{self.place.column}")
            if self.place.text:
                lines.append(f"    {self.place.text}")
                lines.append("    " + " " * (self.place.column - 1 - self.place.start) + "^")
        if self.label:
            lines.append(f"  at {self.label}")
        if self.also is not None:
            lines.append(f"  see also {self.also.file}:{self.also.line}:{self.also.column}: {self.also.text.strip()}")
        if self.advice:
            lines.append(f"  {self.advice}")
        return "\n".join(lines)


class ScenarioError(NegsimError, ValueError):
    """A scenario that cannot be used; ``findings`` holds everything that is wrong with it, not only the first thing."""

    _what = "scenario"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(self.findings)

    def __str__(self) -> str:
        count = sum(finding.severity == "error" for finding in self.findings)
        title = f"{count} problem{'s' if count != 1 else ''} in the {self._what}"
        return "\n\n".join([title, *(str(finding) for finding in self.findings)])


class TranscriptError(ScenarioError):
    """A transcript that cannot be read; ``findings`` holds everything that is wrong with it.

    Whoever handles input that cannot be used handles both: it is a :class:`ScenarioError` as well.
    """

    _what = "transcript"


class ReplayError(NegsimError, ValueError):
    """A transcript that does not come out again when it is played once more.

    Attributes
    ----------
    turn:
        Which move is the first that differs, counted from 1; 0 where the difference is not in a move.
    found:
        What differs: what the transcript says, what the talk gives, and what may have happened.
    """

    def __init__(self, found: str, turn: int = 0) -> None:
        self.found = found
        self.turn = turn
        super().__init__(found, turn)

    def __str__(self) -> str:
        where = f"move {self.turn}: " if self.turn else ""
        return f"the transcript cannot be replayed: {where}{self.found}"


class UnknownNameError(NegsimError, LookupError):
    """A party, issue, option, demand or reading that the scenario does not have."""

    def __init__(self, kind: str, given: str, known: Iterable[str]) -> None:
        self.kind = kind
        self.given = given
        self.known = tuple(known)
        super().__init__(kind, given, self.known)

    def __str__(self) -> str:
        return f"unknown {self.kind} {self.given!r}; {did_you_mean(self.given, known=self.known)}"


class TooLargeError(NegsimError, OverflowError):
    """An exact method was refused before it started because it would not finish.

    Attributes
    ----------
    what:
        The question that was asked.
    size, limit:
        How large it is and how large it may be, in ``unit``.
    advice:
        What would make it answerable.
    """

    def __init__(self, what: str, size: int, limit: int, unit: str, advice: str) -> None:
        self.what = what
        self.size = size
        self.limit = limit
        self.unit = unit
        self.advice = advice
        super().__init__(what, size, limit, unit, advice)

    def __str__(self) -> str:
        size = (
            f"{self.size:,}"
            if self.size < 10**15
            else f"about {self.size:.3g}"
            if self.size < 10**300
            else "over 10^300"
        )
        return f"{self.what} would take {size} {self.unit}; the limit is {self.limit:,}. {self.advice}"


class TimeLimitError(TooLargeError):
    """A question was given up midway: the time that the user allowed it ran out, and nothing that it has is an answer.

    Attributes
    ----------
    what:
        The question that was asked.
    seconds:
        How long it was allowed.
    """

    def __init__(self, what: str, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(what, round(seconds), round(seconds), "seconds", "Allow it more time, or ask about less.")
        self.args = (what, seconds)

    def __str__(self) -> str:
        return f"{self.what} was given up after {self.seconds:g} s, the time allowed. {self.advice}"


class UnsupportedError(NegsimError, ValueError):
    """A scenario that a format cannot hold; ``reasons`` names everything in it that the format has no place for."""

    def __init__(self, format_name: str, reasons: Iterable[str]) -> None:
        self.format_name = format_name
        self.reasons = tuple(reasons)
        super().__init__(format_name, self.reasons)

    def __str__(self) -> str:
        return f"not supported: {self.format_name} cannot hold " + "; nor ".join(self.reasons)


class UnanswerableError(NegsimError, ValueError):
    """A question that a problem cannot answer, however long one works on it: what was asked, why not, what to do."""

    def __init__(self, what: str, why: str, advice: str) -> None:
        self.what = what
        self.why = why
        self.advice = advice
        super().__init__(what, why, advice)

    def __str__(self) -> str:
        return f"{self.what}: {self.why}; {self.advice}"


class MissingPackageError(NegsimError, ImportError):
    """An optional package is needed and is not installed."""

    def __init__(self, package: str, purpose: str, command: str) -> None:
        self.package = package
        self.purpose = purpose
        self.command = command
        super().__init__(package, purpose, command)

    def __str__(self) -> str:
        return f"{self.purpose} needs {self.package}, which is not installed; run: {self.command}"


def did_you_mean(given: str, *, known: Iterable[str]) -> str:
    """Return a phrase that names the nearest known words, or all of them where none is near.

    Examples
    --------
    >>> did_you_mean("membrship", known=["membership", "posture"])
    "did you mean 'membership'?"
    >>> did_you_mean("x", known=["membership", "posture"])
    "known: 'membership', 'posture'"
    """
    import difflib  # slow to import, and needed only when something is wrong

    words = list(dict.fromkeys(known))
    by_fold = {word.casefold(): word for word in words}
    near = difflib.get_close_matches(given.casefold(), by_fold, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(repr(by_fold[word]) for word in near) + "?"
    if not words:
        return "none is defined"
    shown = ", ".join(repr(word) for word in words[:8])
    return f"known: {shown}" + (f" and {len(words) - 8} more" if len(words) > 8 else "")


class FileError(NegsimError, OSError):
    """A file that cannot be read or written as such, whatever is in it.

    Attributes
    ----------
    code:
        Stable, such as ``E010``; ``negsim check --explain E010`` tells more.
    path:
        As the user gave it.
    problem:
        What is wrong with it.
    advice:
        What to do about it; may be empty.
    """

    def __init__(self, code: str, path: str, problem: str, advice: str = "") -> None:
        self.code = code
        self.path = path
        self.problem = problem
        self.advice = advice
        super().__init__(code, path, problem, advice)
        # OSError takes its arguments for a number, a reason and a name.
        self.errno, self.strerror, self.filename = None, problem, path

    def __reduce__(self) -> tuple[type[FileError], tuple[str, str, str, str]]:
        # OSError keeps two of its arguments only.
        return type(self), (self.code, self.path, self.problem, self.advice)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}" + (f". {self.advice}" if self.advice else "")
