"""What a robustness map shows, before it is drawn: which package wins in each draw, over two uncertain weights."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import UnknownNameError
from negsim.experiments.share import Share, certain
from negsim.experiments.sweep_answers import Sweep
from negsim.experiments.sweep_rules import NOTHING
from negsim.fields import entries
from negsim.plots.acceptability_data import drawn_from
from negsim.plots.words import Heading, clean, count, differences

MAX_WINNERS = 7
"""How many packages have a mark of their own; the rarer ones share one."""

_NOT_FOLLOWED = "not followed"
_RARELY = 0.05
_ON_A_LINE = 0.98
_HOW_TO_READ = (
    "Each mark is one draw, at what it had for two weights; its shape and colour say which package won. All other "
    "numbers were drawn as well, which is why marks of different kinds mix: where they mix, these two do not decide. "
    "Shares are of all draws, marks or not."
)
_ASSUMED = (
    "Nothing is interpolated, and how dense the marks are is what was assumed of the weights, not how likely they are."
)


@frozen(kw_only=True)
class Winner:
    """What won in some draws.

    Attributes
    ----------
    name, package:
        What it is called, and its options; where there is a status quo, those that differ from it.
    kind:
        ``package``, ``other`` for packages that are not told apart, or ``none`` for an empty zone.
    share:
        In what share of all draws it won, of those that are not shown too.
    points:
        The two weights in each draw shown that it won; shares of one whole in points of 100.
    """

    name: str
    kind: str
    package: str = ""
    share: Share
    points: tuple[tuple[float, float], ...] = field(converter=entries)


@frozen(kw_only=True)
class RobustnessMap:
    """What a robustness map shows.

    Attributes
    ----------
    across, up:
        What the axes are.
    winners:
        The most frequent package first; then other packages, then an empty zone.
    draws:
        How many draws are shown.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    across: str = ""
    up: str = ""
    winners: tuple[Winner, ...] = field(default=(), converter=entries)
    draws: int = 0
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        won = [f"{entry.name} in {often(entry.share)} of draws" for entry in self.winners]
        told = "; ".join(won)
        return f"{self.heading.title}. {self.heading.subtitle}. Over {self.across} and {self.up}: {told}."


def often(share: Share) -> str:
    """Return a share of draws for people.

    Examples
    --------
    >>> from negsim.experiments.share import share
    >>> often(share(34, 100)), often(share(1, 1000))
    ('34 %', 'under 1 %')
    """
    return f"{100 * float(share):.0f} %" if share.value >= Fraction(1, 100) else "under 1 %"


def robustness_data(
    sweep: Sweep, *, rule: str | None = None, party: str | None = None, weights: Sequence[str] | None = None
) -> RobustnessMap:
    """Return what the robustness map of a sweep shows.

    Parameters
    ----------
    rule:
        The package that this rule picks wins.
    party:
        The package that this party ranks first, of those followed, wins. Without both: the first rule that was asked,
        or where the zone is open in fewer than 5 of 100 draws, the party that is least sure what it likes best.
    weights:
        The two weights on the axes, as ``party:weight:issue``; without, the two that tell the winners apart best: whose
        means within the winners vary most, against how they vary over all draws; not two that mirror each other, where
        there are others.

    Raises
    ------
    UnknownNameError
        If there is no such rule, party or uncertain weight.
    ValueError
        If both rule and party are given, or not two different weights.
    """
    trace = sweep.trace
    if rule is not None and party is not None:
        raise ValueError("a rule and a party; expected one of them, since a map shows one winner in each draw")
    if weights is not None and len(set(weights)) != 2:
        raise ValueError(f"the weights {', '.join(weights)}; expected two different ones")
    who, words, numbers = _won(sweep, rule=rule, party=party)
    if len(trace.names) < 2 or not len(numbers):
        why = "fewer than two weights are uncertain" if len(trace.names) < 2 else "no rule was asked"
        return RobustnessMap(heading=Heading(title=words, subtitle=drawn_from(sweep), caption=[]), reason=why)
    values = trace.values[: len(numbers)]
    columns = _apart(values, numbers) if weights is None else [_column(trace.names, name) for name in weights]
    names = [trace.names[column] for column in columns]
    points = values[:, columns] * [_unit(sweep, name) for name in names]
    winners = _winners(sweep, who, numbers, points=points)
    return RobustnessMap(
        heading=_heading(sweep, winners, who=who, draws=len(numbers)),
        across=_axis(sweep, names[0]),
        up=_axis(sweep, names[1]),
        winners=winners,
        draws=len(numbers),
    )


def _won(sweep: Sweep, *, rule: str | None, party: str | None) -> tuple[str, str, NDArray[np.int64]]:
    """Return whose choice it is, a title without a finding, and what won in each draw."""
    trace = sweep.trace
    for name, known, kind in ((rule, trace.picked, "rule"), (party, trace.favourite, "party that signs every package")):
        if name is not None and name not in known:
            raise UnknownNameError(kind, name, tuple(known))
    first = next(iter(trace.picked), None)
    if party is None and rule is None and (first is None or _open(trace.picked[first]) < _RARELY):
        party = min(trace.favourite, key=lambda name: _most(trace.favourite[name]))
    if party is not None:
        return party, f"What {clean(party)} likes best", np.array(trace.favourite[party], dtype=np.int64)
    chosen = rule or first
    assert chosen is not None, "without a rule, a party was chosen"
    return chosen, f"What {chosen} picks", np.array(trace.picked[chosen], dtype=np.int64)


def _open(picked: Sequence[int]) -> float:
    return sum(number != NOTHING for number in picked) / len(picked) if picked else 0.0


def _most(numbers: Sequence[int]) -> float:
    return max(Counter(numbers).values()) / len(numbers)


def _column(names: Sequence[str], name: str) -> int:
    if name not in names:
        raise UnknownNameError("uncertain weight", name, names)
    return list(names).index(name)


def _apart(values: NDArray[np.float64], numbers: NDArray[np.int64]) -> list[int]:
    """Return the two columns whose means within the winners vary most, against how they vary over all."""
    groups = [values[numbers == number] for number in np.unique(numbers)]
    middle = values.mean(axis=0)
    between = sum(len(group) * (group.mean(axis=0) - middle) ** 2 for group in groups)
    within = ((values - middle) ** 2).sum(axis=0)
    share = np.divide(between, within, out=np.zeros(values.shape[1]), where=within > 0)
    order = sorted(range(values.shape[1]), key=lambda column: (-round(float(share[column]), 9), column))
    first = order.pop(0)
    second = next((column for column in order if not _mirrored(values[:, first], values[:, column])), order[0])
    return sorted([first, second])


def _mirrored(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Tell whether one column of numbers follows from another: on a straight line, nearly."""
    left, right = one - one.mean(), other - other.mean()
    return bool((left * right).sum() ** 2 >= _ON_A_LINE * (left * left).sum() * (right * right).sum())


def _winners(sweep: Sweep, who: str, numbers: NDArray[np.int64], *, points: NDArray[np.float64]) -> list[Winner]:
    shares = {number: _share(sweep, who, number) for number in np.unique(numbers).tolist()}
    nothing = shares.pop(NOTHING, certain(0))
    ranked = sorted(shares, key=lambda number: (-shares[number].value, number))
    told, rare = ranked[:MAX_WINNERS], ranked[MAX_WINNERS:]
    others = max(Fraction(0), 1 - nothing.value - sum(shares[number].value for number in told))
    rest = Share(value=others, draws=shares[ranked[0]].draws if ranked else 0)
    found = [(*_called(sweep, number), "package", numbers == number, shares[number]) for number in told]
    found.append((f"{count(len(rare), 'other package')}", "", "other", np.isin(numbers, rare), rest))
    found.append(("no package: the zone is empty", "", "none", numbers == NOTHING, nothing))
    return [
        Winner(
            name=name, package=package, kind=kind, share=share, points=[(float(x), float(y)) for x, y in points[mask]]
        )
        for name, package, kind, mask, share in found
        if mask.any()
    ]


def _share(sweep: Sweep, who: str, number: int) -> Share:
    """Return in what share of all draws a rule picks a package of the trace, or a party likes none better."""
    rule = next((entry for entry in sweep.rules if entry.rule == who), None)
    if rule is None:
        return sweep.acceptability[who].rank(sweep.packages[number].followed.name)
    return rule.nothing if number == NOTHING else rule.of(sweep.trace.packages[number])


def _called(sweep: Sweep, number: int) -> tuple[str, str]:
    """Return what a package of the trace is called, and its options."""
    package, status_quo = sweep.trace.packages[number], sweep.problem.space.status_quo
    if package == status_quo:
        return "status quo", ""
    words = str(package) if status_quo is None else differences(package, status_quo)
    is_followed = number < len(sweep.packages)
    return clean(sweep.packages[number].followed.name) if is_followed else _NOT_FOLLOWED, clean(words)


def _unit(sweep: Sweep, name: str) -> int:
    """Return 100 for a share of one whole, and 1 for a weight that counts as it is written."""
    return 100 if sweep.knowledge.of(name.partition(":weight:")[0]).sums_to_one else 1


def _axis(sweep: Sweep, name: str) -> str:
    party, _, issue = name.partition(":weight:")
    unit = "in points of 100" if _unit(sweep, name) == 100 else "as in the file"
    return clean(f"weight of {issue} to {party}, {unit}")


def _titled(winner: Winner) -> str:
    return winner.package if winner.name == _NOT_FOLLOWED else winner.name


def _most_often(packages: Sequence[Winner], *, of: str) -> str:
    """Return which package wins most often, or which ones do as far as the draws tell."""
    first = packages[0]
    tied = [first, *(entry for entry in packages[1:] if _is_level(first.share, entry.share))]
    if len(tied) == 1:
        return f"“{_titled(first)}” most often: in {often(first.share)} {of}"
    names = " and ".join(f"“{_titled(entry)}”" for entry in tied[:2])
    if len(tied) > 2:
        names = f"{count(len(tied), 'package')} about as often as each other, “{_titled(first)}” first"
        return f"{names}: in {often(tied[0].share)} to {often(tied[-1].share)} {of}"
    return f"{names} about equally often: in {often(tied[0].share)} and {often(tied[1].share)} {of}"


def _is_level(one: Share, other: Share) -> bool:
    """Tell whether draws leave open which of two shares of the same draws is greater: within two standard errors."""
    apart = one.value - other.value
    if one.exact:
        return apart == 0
    error = math.sqrt(max(0.0, float(one.value + other.value - apart**2)) / one.draws)
    return float(apart) <= 2 * error


def _heading(sweep: Sweep, winners: Sequence[Winner], *, who: str, draws: int) -> Heading:
    is_rule = who in sweep.trace.picked
    does = f"The {who} rule picks" if is_rule else f"{clean(who)} likes best"
    packages = [entry for entry in winners if entry.kind == "package"]
    empty = sum(float(entry.share) for entry in winners if entry.kind == "none")
    looked = next((entry.draws for entry in sweep.rules if entry.rule == who), sweep.draws)
    of = "of draws" if looked == sweep.draws else f"of the first {looked:,} draws"
    if not packages or empty > 0.5:
        title = f"The zone is empty in {100 * empty:.0f} % {of}"
    elif len(winners) == 1 and packages[0].share.value == 1:
        title = f"{does} “{_titled(packages[0])}” in every draw"
    else:
        title = f"{does} {_most_often(packages, of=of)}"
    shown = f"marks: the first {draws:,} draws" if draws < sweep.draws else ""
    several = count(sum(entry.kind == "package" for entry in winners), "package")
    return Heading(
        title=title, subtitle=drawn_from(sweep, shown, f"{several} told apart"), caption=[_HOW_TO_READ, _ASSUMED]
    )
