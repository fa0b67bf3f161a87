"""A person at the terminal as a strategy: what stands on the table is told, and each move is read as a line.

``Human()`` reads from standard input and writes to standard error, so that what a command prints stays clean;
``Human(read=..., write=...)`` takes any other way to ask and to tell, such as lists of lines in a test. It is for talks
in this process: a process of its own has no terminal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NoReturn

import click
from attrs import field, frozen

from negsim.cli.human_table import (
    broken_demands,
    intro_lines,
    issue_lines,
    news_lines,
    package_lines,
    table_lines,
    worth_text,
)
from negsim.cli.text import hanging, listed
from negsim.errors import did_you_mean
from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import ACCEPT, SILENT, WALK_AWAY, Kind, Move, offer
from negsim.talks.strategies.answering import must_concede
from negsim.talks.view import Brief, View

PLAIN = {
    "accept": ACCEPT,
    "walk": WALK_AWAY,
    "walk away": WALK_AWAY,
    "say nothing": SILENT,
    "nothing": SILENT,
}
"""What can be written for the moves that are no offers."""
_HELP = {
    "offer issue:option, ...": "offer this; what you leave out stays as in your last offer, or else as on the table",
    "offer best": "offer the best package that keeps your red lines",
    "offer": "offer the same as last time",
    "try issue:option, ...": "see what that would be worth to you, without offering it",
    "accept": "take what is on the table",
    "say nothing": "make no move",
    "walk": "end the talk for all, without agreement",
    "best": "see the best package that keeps your red lines",
    "show": "see the table again",
    "issues": "see all issues and options, and what each adds to your points of 100",
    "moves": "see all moves so far",
}
_OTHERS = ("offer", "try", "best", "show", "issues", "moves", "help")


class MistakeError(Exception):
    """A line that is no move, in words for whoever wrote it."""


def ask_at_terminal(prompt: str) -> str:
    """Return a line from standard input; the prompt goes to standard error.

    Raises
    ------
    EOFError
        At the end of the input.
    """
    click.echo(prompt, nl=False, err=True)
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def tell_at_terminal(text: str) -> None:
    """Write a text to standard error."""
    click.echo(text, err=True)


@frozen(kw_only=True)
class Human:
    """A party that a person plays, line by line.

    A line that is no move is explained and asked for again, so that a slip is never a fault; what breaks red demands of
    the party's own has to be written twice. At the end of the input the party walks away, or says nothing where nobody
    can. Where each offer has to be a concession to others (simultaneous offers), nobody at the table can tell whether
    it is one; what is worth as much to oneself as before has to be written twice as well.

    Attributes
    ----------
    read:
        Returns a line for a prompt; raises EOFError at the end of the input.
    write:
        Takes a text of one line or several.
    rounds:
        How many rounds there are, to be told; None where that is not known.
    may_cross:
        Whether it may go past red demands of its own, once it has written so twice.
    width:
        How many characters a line may have.

    Examples
    --------
    >>> told = []
    >>> human = Human(read=["offer toll:free"].pop, write=told.append)
    >>> human.name
    'human'
    """

    read: Callable[[str], str] = field(default=ask_at_terminal)
    write: Callable[[str], None] = field(default=tell_at_terminal)
    rounds: int | None = None
    may_cross: bool = True
    width: int = 100

    @property
    def name(self) -> str:
        """What it is called."""
        return "human"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a person plays in the process that has the terminal, and cannot be sent to another")

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Tell who the person is; remember that no move was told."""
        self._tell(intro_lines(brief, width=self.width))
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Tell what is new and where the talk stands, and read lines until one is a move."""
        self._tell(("", *news_lines(view, memory, width=self.width)))
        self._show(view)
        before = ""
        while True:
            try:
                line = self.read("> ").strip()
            except EOFError:
                return self._leave(view), view.count
            try:
                move = self._answer(view, line, is_meant=line == before)
            except MistakeError as error:
                self._tell(hanging("", str(error), width=self.width))
                move = None
            if move is not None:
                return move, view.count
            before = line

    def _answer(self, view: View, line: str, *, is_meant: bool) -> Move | None:
        """Return the move that a line is; None where it asks to see something.

        Raises
        ------
        MistakeError
            If it is neither.
        """
        word, _, rest = line.partition(" ")
        if line.lower() in PLAIN:
            return self._plain(view, PLAIN[line.lower()], is_meant=is_meant)
        if word.lower() == "offer":
            return self._offer(view, rest, is_meant=is_meant)
        if word.lower() == "try":
            package = _package(view, rest)
            told = f"That would be {worth_text(view.brief, package)}{_filled(view, rest)}."
            self._tell(hanging("", told, width=self.width))
            self._tell(package_lines(view.brief, package, beside=_own(view), width=self.width))
            return None
        shown = {
            "best": self._best,
            "show": self._show,
            "issues": self._issues,
            "moves": self._moves,
            "help": self._help,
        }
        if line.lower() not in shown:
            advice = did_you_mean(line, known=(*PLAIN, *_OTHERS)) if line else "write `help` for what you can write"
            raise MistakeError(f"{line!r} is no move; {advice}" if line else advice)
        shown[line.lower()](view)
        return None

    def _plain(self, view: View, move: Move, *, is_meant: bool) -> Move:
        _check_allowed(view, move.kind)
        if move is ACCEPT and view.standing is not None:
            self._check_lines(view.brief, view.standing, does="take", is_meant=is_meant)
        return move

    def _offer(self, view: View, text: str, *, is_meant: bool) -> Move:
        _check_allowed(view, Kind.OFFER)
        package = _best(view.brief) if text.strip().lower() == "best" else _package(view, text)
        self._check_lines(view.brief, package, does="offer", is_meant=is_meant)
        if not is_meant:
            _check_concession(view, package)
        told = f"You offer this: {worth_text(view.brief, package)}{_filled(view, text)}."
        self._tell(hanging("", told, width=self.width))
        return offer(package)

    def _check_lines(self, brief: Brief, package: Package, *, does: str, is_meant: bool) -> None:
        """Refuse what breaks red demands of the party's own, unless it may and was written twice."""
        broken = broken_demands(brief, package)
        if broken and not self.may_cross:
            raise MistakeError(f"that breaks {listed(list(broken))} of your own, which this talk forbids")
        if broken and not is_meant:
            raise MistakeError(
                f"that breaks {listed(list(broken))} of your own; write it once more to {does} it anyway"
            )

    def _leave(self, view: View) -> Move:
        move = WALK_AWAY if Kind.WALK_AWAY in view.allowed else SILENT
        self.write(f"The input ends here: {view.brief.party} {move}.")
        return move

    def _show(self, view: View) -> None:
        self._tell(table_lines(view, _own(view), rounds=self.rounds, width=self.width))

    def _best(self, view: View) -> None:
        package = _best(view.brief)
        self._tell(hanging("", f"Your best package is {worth_text(view.brief, package)}.", width=self.width))
        self._tell(package_lines(view.brief, package, beside=_own(view), width=self.width))

    def _issues(self, view: View) -> None:
        self._tell(issue_lines(view.brief, width=self.width))

    def _moves(self, view: View) -> None:
        lines = [line for turn in view.history for line in hanging("", str(turn), width=self.width)]
        self._tell(lines or ["No move was made yet."])

    def _help(self, view: View) -> None:
        del view
        wide = max(map(len, _HELP)) + 2
        self._tell(line for key, text in _HELP.items() for line in hanging(key, text, width=self.width, hang=wide))

    def _tell(self, lines: Iterable[str]) -> None:
        text = "\n".join(lines)
        if text.strip():
            self.write(text)


def _own(view: View) -> Package | None:
    return view.history.latest_offer(view.brief.party)


def _best(brief: Brief) -> Package:
    if not len(brief.ladder):
        raise MistakeError("no package keeps all your red lines; name issues and options yourself")
    return brief.ladder.first(brief.ladder.best)


def _check_allowed(view: View, kind: Kind) -> None:
    if kind in view.allowed:
        return
    names = {Kind.OFFER: "offer", Kind.ACCEPT: "accept", Kind.SILENT: "say nothing", Kind.WALK_AWAY: "walk"}
    can = listed([f"`{word}`" for other, word in names.items() if other in view.allowed], last="or")
    why = ": nothing is on the table" if kind is Kind.ACCEPT and view.standing is None else ""
    raise MistakeError(f"you cannot {names[kind]} now{why}; write {can}")


def _check_concession(view: View, package: Package) -> None:
    """Refuse, once, what gives up nothing where each offer has to be a concession."""
    own, points = _own(view), view.brief.ladder.points
    if must_concede(view) and own is not None and package != own and points(package) >= points(own):
        raise MistakeError(
            "each offer has to concede something here, and this is worth as much to you as your last one; an offer "
            "that is no concession ends the talk as your fault: offer less, or write it once more"
        )


def _package(view: View, text: str) -> Package:
    """Return the package that a line names; issues that it leaves out stay as they are."""
    own = _own(view)
    base = own or view.standing or view.text
    if not text and own is None:
        raise MistakeError("name issues and options: `offer issue:option, ...`; `issues` shows all of them")
    named = _choices(view.brief, text) if text else {}
    missing = [issue.id for issue in view.brief.space.issues if issue.id not in named]
    if base is None and missing:
        raise MistakeError(
            f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} left out, and there is no earlier offer to take "
            "that from; name all issues, or write `offer best`"
        )
    chosen: Mapping[str, str] = named if base is None else {**base.choices, **named}
    package = Package({issue.id: chosen[issue.id] for issue in view.brief.space.issues})
    if not view.brief.space.exists(package):
        raise MistakeError("there is no such package: some of its options exclude each other; name another option")
    return package


def _filled(view: View, text: str) -> str:
    """Return where the issues that a line leaves out come from, to end a sentence with."""
    if not text or text.strip().lower() == "best" or len(_choices(view.brief, text)) == len(view.brief.space.issues):
        return ""
    where = "in your last offer" if _own(view) else "on the table" if view.standing else "in the text that holds"
    return f"; what you left out is as {where}"


def _choices(brief: Brief, text: str) -> dict[str, str]:
    issues = brief.space.issues
    ids = [issue.id for issue in issues]
    known = "|".join(map(re.escape, ids))
    found: dict[str, str] = {}
    for pair in re.split(rf",\s*(?=(?:{known})\s*:)", text, flags=re.IGNORECASE):  # ids may hold commas, but no colon
        name, colon, option = (part.strip() for part in pair.partition(":"))
        if not colon:
            raise MistakeError(f"{pair.strip()!r} is no issue:option, such as {_example(brief)}")
        issue = issues[_named(name, ids, [entry.label for entry in issues], what="issue")]
        if issue.id in found:
            raise MistakeError(f"{issue.id} is named twice; name one option of it")
        labels = [entry.label for entry in issue.options]
        at = _named(option, issue.option_ids, labels, what=f"option of {issue.id}")
        found[issue.id] = issue.option_ids[at]
    return found


def _example(brief: Brief) -> str:
    issue = brief.space.issues[0]
    return f"{issue.id}:{issue.option_ids[0]}"


def _named(given: str, ids: Sequence[str], labels: Sequence[str], *, what: str) -> int:
    """Return the place of what a text names, by its id or its title, in capitals or not."""
    for texts in (ids, labels):
        for form in (str, str.casefold):
            hits = [at for at, text in enumerate(texts) if form(text) == form(given)]
            if len(hits) == 1:
                return hits[0]
    raise MistakeError(f"there is no {what} {given!r}; {did_you_mean(given, known=ids)}")
