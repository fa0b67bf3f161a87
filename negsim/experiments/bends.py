"""Bends: the values of a number at which some price stops being linear in it, or lines become red."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction

from negsim.compilation import Compilation
from negsim.evidence import LineEvidence, PartyEvidence
from negsim.experiments.parameters import Parameter, evidence_with
from negsim.parties.lines import stated_line
from negsim.parties.party import Consent
from negsim.parties.prices import MIN_PRICE, losses_on
from negsim.red import combinations
from negsim.space.issue import Issue

Losses = tuple[tuple[Fraction, ...], ...]
"""For each box with a derived price, what its party loses in it, issue by issue; and so at one value of the number."""


def bends(compilation: Compilation, moved: Parameter, *, low: Fraction, high: Fraction) -> tuple[Fraction, ...]:
    """Return where to cut an interval so that every price, value and reservation is linear on each piece.

    Notes
    -----
    A price is the least of a party's losses, issue by issue, and at least 1; of a line that a bloc shares, the largest
    of its members' prices. A loss is linear in a weight; in a value it bends where that equals the value of another
    option of the issue. So prices bend only where two losses cross, or one crosses 1 or another member's price; of
    these points those are kept at which a price does bend. In a firmness nothing bends, but lines become red from the
    reading's ``red_from`` on.
    """
    if moved.kind == "firmness":
        red_from = compilation.reading.red_from
        return (red_from,) if low < red_from <= high else ()
    if moved.kind == "reservation":
        return ()
    own = _Own(compilation, moved)
    cuts = sorted({low, high, *(cut for cut in own.cuts() if low < cut < high)})
    points = {*cuts}
    for start, end in itertools.pairwise(cuts):
        points |= own.crossings(start, end)
    return own.bent(sorted(points))


class _Own:
    """A party's boxes with derived prices, while one of its weights or values moves."""

    def __init__(self, compilation: Compilation, moved: Parameter) -> None:
        self.compilation, self.moved = compilation, moved
        self.entry = compilation.of(moved.party)
        self.issues: Mapping[str, Issue] = {issue.id: issue for issue in compilation.scenario.issues}
        others = [entry for entry in compilation.evidence if _is_partner(entry, self.entry)]
        self.partners = {line.line.id: self._prices_beside(line, others) for line in self.entry.lines}

    def _prices_beside(self, line: LineEvidence, others: Iterable[PartyEvidence]) -> tuple[Fraction, ...]:
        """Return the prices that other members of the bloc put on the boxes of the same line."""
        meaning = combinations(line.line.boxes, self.issues)
        shared = [
            other.line
            for entry in others
            for other in entry.lines
            if combinations(other.line.boxes, self.issues) == meaning
        ]
        return tuple({box.price or Fraction(0) for same in shared for box in same.boxes})

    def cuts(self) -> tuple[Fraction, ...]:
        """Return where the best option of an issue may become another one."""
        if self.moved.kind == "weight":
            return ()
        return tuple(value.value for value in self.entry.values[self.moved.issue])

    def losses(self, value: Fraction) -> list[tuple[str, tuple[Fraction, ...]]]:
        """Return, box by box, the line it is of and what the party loses in it."""
        entry = evidence_with(self.compilation, self.moved, value=value)
        weights = {issue: weight.weight for issue, weight in entry.weights.items()}
        values = {issue: {known.option: known.value for known in options} for issue, options in entry.values.items()}
        found = []
        for line in entry.lines:
            on = None if line.line.kind == "stated" else line.line.about
            stated = None if line.stated is None else stated_line(line.stated, self.issues).boxes
            for index, box in enumerate(line.line.boxes):
                if stated is None or stated[index].price is None:
                    lost = losses_on(box, line.line.boxes, issues=self.issues, weights=weights, values=values, on=on)
                    found.append((line.line.id, lost))
        return found

    def crossings(self, low: Fraction, high: Fraction) -> set[Fraction]:
        """Return where losses cross, or cross the least price or another member's, where all are linear."""
        found = set()
        for (line, first), (_, last) in zip(self.losses(low), self.losses(high), strict=True):
            level = [(price, price) for price in {MIN_PRICE, *self.partners[line]}]
            moving = dict.fromkeys(zip(first, last, strict=True))
            for (start, end), (other, beyond) in itertools.combinations([*level, *moving], 2):
                gap, later = start - other, end - beyond
                if gap * later < 0:
                    found.add(low + (high - low) * gap / (gap - later))
        return found

    def bent(self, points: list[Fraction]) -> tuple[Fraction, ...]:
        """Return those of the inner points at which some price bends; prices are linear between the points."""
        prices = [self.prices(point) for point in points]
        kept = []
        for at in range(1, len(points) - 1):
            before, after = points[at] - points[at - 1], points[at + 1] - points[at]
            steps = zip(prices[at - 1], prices[at], prices[at + 1], strict=True)
            if any((here - first) * after != (last - here) * before for first, here, last in steps):
                kept.append(points[at])
        return tuple(kept)

    def prices(self, value: Fraction) -> list[Fraction]:
        """Return every derived price, and the larger of it and of each price beside it."""
        found = []
        for line, losses in self.losses(value):
            price = max(MIN_PRICE, min(losses, default=MIN_PRICE))
            found += [price, *(max(price, beside) for beside in self.partners[line])]
        return found


def _is_partner(entry: PartyEvidence, own: PartyEvidence) -> bool:
    """Tell whether equal lines of two parties are one demand."""
    return (
        entry.party is not own.party
        and bool(own.party.bloc)
        and entry.party.bloc == own.party.bloc
        and entry.party.consent is own.party.consent is Consent.ALWAYS
    )
