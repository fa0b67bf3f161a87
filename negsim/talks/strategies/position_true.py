"""Position-true: a party that stands by what it has said in public, and gives way first where it has said least."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from negsim.positions.statement import Stance
from negsim.problem import BargainingProblem, ProblemLine
from negsim.seeding import Chance
from negsim.space.issue import Issue
from negsim.talks.ladder import Ladder, ladder
from negsim.talks.move import ACCEPT, SILENT, Move, offer
from negsim.talks.strategies.answering import is_taken, last_points, leave, must_concede, put
from negsim.talks.strategies.conceding import conceded
from negsim.talks.strategies.naming import described
from negsim.talks.strategies.settings import decimal
from negsim.talks.trades import Trades
from negsim.talks.view import Brief, View

_STEPS = 4000
"""In how fine steps losses are compared within issues of one commitment: 4001 ** 4, times six for each of
thousands of issues, is still below 2 ** 62."""
_MOST_COMMITTED = 3
_FAVOURABLE = frozenset({Stance.DEMANDS, Stance.PROPOSES, Stance.OFFERS, Stance.AFFIRMS, Stance.OPEN_TO})


@frozen(kw_only=True, eq=False)
class Stand:
    """What a party that stands by its word remembers.

    Attributes
    ----------
    ladder:
        The packages that keep its lines, red and public.
    trades:
        In which order it concedes; None where no package keeps its lines.
    """

    ladder: Ladder
    trades: Trades | None


@frozen(kw_only=True)
class PositionTrue:
    """A party that never goes past a public red line of its own, and concedes first where it is committed the least.

    *Public lines.* A line of its own is public where it has made a public statement (a warning is none) on an issue
    that the line is about, or, where it is about none, on an issue that it names. It neither offers nor accepts a
    package that breaks a red line or a public one, be that red or not under the reading of the problem.

    *Commitment* to an issue is the greatest strength of its public statements on it: 1 interest, 2 explicit, 3
    principle, and 0 where it has said nothing.

    *Concession.* What it asks for falls with time as for a time-dependent party. Of the packages worth as much or more
    it offers the one that gives up most on the issues of commitment 0 taken together, then of these the one that gives
    up most on those of commitment 1, and so on: so long as enough can be given up where it has said least, nothing is
    given up elsewhere. Where two options are worth the same to it, it offers what more of the others have asked for in
    public than have spoken against, or what holds today. It accepts what is worth what it asks for. In votes, beside a
    text and where offers must be concessions it keeps to the rules of :mod:`negsim.talks.strategies.answering`; in the
    last, where a talk ends once nobody concedes, it gives up something in each round.

    Attributes
    ----------
    exponent:
        How what it asks for falls with time: below 1 late, 1 evenly, above 1 early.

    Notes
    -----
    What it gives up on an issue is what its option is worth less to it than the best one, in its own points, compared
    in steps of a 4000th of all that can be given up on issues of that commitment. Where it values issues together, an
    option counts for the most that it is worth in any combination. Red lines, floor and worth are exact throughout.

    References
    ----------
    T. C. Schelling, "The Strategy of Conflict" (1960), chapter 2, for public commitment as what makes giving way dear.

    Examples
    --------
    >>> PositionTrue(exponent=0.5).name
    'position-true:exponent=0.5'
    """

    exponent: float = field(default=1.0, converter=decimal)

    @exponent.validator
    def _is_positive(self, attribute: Any, given: float) -> None:
        if not 0 < given < float("inf"):
            raise ValueError(f"{attribute.name}={given}; expected a finite number above 0")

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        return described("position-true", self, usual=PositionTrue())

    def begin(self, brief: Brief, *, chance: Chance) -> Stand:  # noqa: ARG002 - an interface's arguments
        """Return the packages that keep its lines, and the order in which it concedes."""
        own = brief.own
        alone = BargainingProblem(scenario="own side", reading="", space=brief.space, parties=[own])
        names = [f"{own.id}:{line.id}" for line in own.red_lines if line.red or is_public(brief, line)]
        kept = ladder(alone, own.id, keeping=names)
        return Stand(ladder=kept, trades=kept.trades(preferred(brief)) if len(kept) else None)

    def move(self, view: View, memory: Stand, *, chance: Chance) -> tuple[Move, Stand]:  # noqa: ARG002
        """Accept what is worth what it asks for, or offer that; walk away where nothing can be offered."""
        kept, trades, floor = memory.ladder, memory.trades, view.brief.floor
        if trades is None or kept.best < floor:
            return leave(view), memory
        share = Fraction(conceded(view.elapsed, self.exponent))
        worth = kept.at_least(kept.best - share * (kept.best - floor))
        if is_taken(view, worth, ladder=kept):
            return ACCEPT, memory
        return _offered(view, trades, worth=worth), memory


def _offered(view: View, trades: Trades, *, worth: int) -> Move:
    """Return the offer that gives up most where it has said least; silence where that is not to be offered."""
    at = trades.at_least(worth)
    last = last_points(view) if must_concede(view) else None
    if last is None:
        return put(view, trades.package(at))
    at = max(at, int((trades.points >= last).sum()))  # at least one step down: the talk ends once nobody concedes
    if at >= len(trades.points) or trades.points[at] < view.brief.floor:
        return SILENT
    return offer(trades.package(at))


def commitments(brief: Brief) -> dict[str, int]:
    """Return how strongly a party is committed in public to what it wants on each issue, from 0 to 3."""
    found = dict.fromkeys((issue.id for issue in brief.space.issues), 0)
    for said in brief.statements:
        if said.party == brief.party and said.stance is not Stance.WARNS and said.issue in found:
            found[said.issue] = max(found[said.issue], said.strength.rank)
    return found


def is_public(brief: Brief, line: ProblemLine) -> bool:
    """Tell whether a party has spoken in public on an issue that a line of its own is about."""
    committed = commitments(brief)
    return any(committed[issue] for issue in line.is_on or line.issues)


def preferred(brief: Brief) -> list[list[int]]:
    """Return what each option gives up, and of options that give up the same, more for what others have asked for.

    First those that more of the others have spoken for in public than against, then those on which they are even, and
    among these what holds today: an option that is worth as much to a party as another may be a red line to somebody
    else, and costs it nothing to leave out.
    """
    issues = brief.space.issues
    found = []
    for issue, own in zip(issues, given_up(brief), strict=True):
        voices = _voices(brief, issue)
        ties = [
            2 * (1 + (voices[option] > 0) - (voices[option] < 0)) + (option == issue.status_quo)
            for option in issue.option_ids
        ]
        found.append([(6 * len(issues) + 1) * score + tie for score, tie in zip(own, ties, strict=True)])
    return found


def _voices(brief: Brief, issue: Issue) -> dict[str, int]:
    """Return how many more of the others have spoken for each option in public than against it.

    Whoever demands an option speaks against all others that it has never spoken for.
    """
    found = dict.fromkeys(issue.option_ids, 0)
    said = [entry for entry in brief.statements if entry.party != brief.party and entry.issue == issue.id]
    for party in dict.fromkeys(entry.party for entry in said):
        own = [entry for entry in said if entry.party == party]
        refused = {option for entry in own if entry.stance is Stance.REJECTS for option in entry.options}
        wanted = {option for entry in own if entry.stance in _FAVOURABLE for option in entry.options}
        demands = any(entry.stance is Stance.DEMANDS for entry in own)
        for option in issue.option_ids:
            if option in refused:
                found[option] -= 1
            elif option in wanted:
                found[option] += 1
            elif demands:
                found[option] -= 1
    return found


def given_up(brief: Brief) -> list[list[int]]:
    """Return what each option of each issue gives up; what is given up with less commitment counts for more."""
    committed = commitments(brief)
    losses = {issue.id: _losses(brief, issue) for issue in brief.space.issues}
    totals = dict.fromkeys(range(_MOST_COMMITTED + 1), 0)
    for issue, own in losses.items():
        totals[committed[issue]] += max(own)
    return [
        [
            loss * _STEPS // max(1, totals[committed[issue]]) * (_STEPS + 1) ** (_MOST_COMMITTED - committed[issue])
            for loss in own
        ]
        for issue, own in losses.items()
    ]


def _losses(brief: Brief, issue: Issue) -> list[int]:
    """Return how many points less than the best option of an issue each of them is worth."""
    worths = [0] * len(issue.options)
    for factor in brief.own.factors:
        if issue.id in factor.issues:
            axes = tuple(axis for axis, name in enumerate(factor.issues) if name != issue.id)
            most = np.max(factor.values, axis=axes) if axes else factor.values
            worths = [worth + int(more) for worth, more in zip(worths, most, strict=True)]
    return [max(worths) - worth for worth in worths]
