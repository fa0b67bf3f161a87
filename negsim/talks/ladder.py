"""Ladder: the packages of a space in the order of what they are worth to one party, however many there are."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Hashable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

import attrs
import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.errors import UnknownNameError
from negsim.fields import entries, frozen_array
from negsim.problem import BargainingProblem
from negsim.search.indexed import IndexedDemand, IndexedProblem, indexed
from negsim.search.parts import refuse_large, value_parts
from negsim.seeding import uniforms
from negsim.space.package import Package
from negsim.talks.move import Move, offer
from negsim.talks.trades import Trades
from negsim.talks.worths import WHAT, Draws, Sums, draws_of, sums_of, table_of, traded

_MOST_JUDGED = 100_000
"""How many packages are remembered with what they are worth."""


@frozen(eq=False)
class _Judgement:
    """A package, what it is worth, whether it keeps the lines to keep, and whether it exists."""

    package: Package
    points: int
    keeps: bool
    exists: bool
    rung: int | None = field(init=False)

    @rung.default
    def _where_kept(self) -> int | None:
        return self.points if self.keeps else None


@frozen(kw_only=True, eq=False)
class Ladder:
    """All packages by what they are worth to one party: one rung for each worth that some package has.

    Packages of one rung come part by part: issues that the party values together, that exclusions tie, or that lines to
    keep tie, are one part, whose combinations come in the order of the space.

    Attributes
    ----------
    party:
        Its id.
    scale:
        The points that a value of 1 is.
    worst, best:
        The least and the most that a package is worth; both 0 where there is no rung.
    rungs:
        What packages can be worth, in points on the party's own scale, ascending, each once: int64, or Python integers
        where some are 2^62 or more. None where no package keeps the lines to keep.
    """

    party: str
    scale: int
    rungs: NDArray[Any] = field(converter=frozen_array)
    _indexed: IndexedProblem
    _sums: Sums | None
    _numbers: tuple[NDArray[np.object_], ...] = field(converter=entries)
    _issues: tuple[tuple[int, ...], ...] = field(converter=entries)
    _keeping: tuple[IndexedDemand, ...] = field(default=(), converter=entries)
    _judged: dict[int, _Judgement] = field(init=False, factory=dict, repr=False)
    _kept: dict[int, Move] = field(init=False, factory=dict, repr=False)
    _made: dict[int, Move] = field(init=False, factory=dict, repr=False)
    _worked_out: dict[Hashable, dict[Any, Any]] = field(init=False, factory=dict, repr=False)
    _descending: list[Package] = field(init=False, factory=list, repr=False)
    _worths: Sequence[int] = field(init=False, repr=False)
    worst: int = field(init=False)
    best: int = field(init=False)

    @_worths.default
    def _as_sequence(self) -> Sequence[int]:
        # Which bisection reads several times as fast as an array; no view shows Python integers.
        return tuple(self.rungs.tolist()) if self.rungs.dtype == object else memoryview(self.rungs.data)

    @worst.default
    def _least(self) -> int:
        return self._worths[0] if len(self._worths) else 0

    @best.default
    def _most(self) -> int:
        return self._worths[-1] if len(self._worths) else 0

    def __reduce__(self) -> tuple[Any, ...]:
        given = {str(own.alias): getattr(self, own.name) for own in attrs.fields(Ladder) if own.init}
        return functools.partial(Ladder, **given), ()

    def __len__(self) -> int:
        return len(self._worths)

    def points(self, package: Package) -> int:
        """Return what a package is worth to the party, whether or not it keeps the lines to keep.

        Raises
        ------
        UnknownNameError
            If it is no package of the space.
        """
        return self._judged_once(package).points

    def keeps(self, package: Package) -> bool:
        """Tell whether a package keeps the lines to keep.

        Raises
        ------
        UnknownNameError
            If it is no package of the space.
        """
        return self._judged_once(package).keeps

    def rung(self, package: Package) -> int | None:
        """Return what a package is worth to the party; None where it breaks a line to keep.

        Raises
        ------
        UnknownNameError
            If it is no package of the space.
        """
        known = self._judged.get(id(package))
        if known is not None and known.package is package:
            return known.rung
        return self._judged_once(package).rung

    def is_package(self, given: object) -> bool:
        """Tell whether something is a package of the space: one option of each issue, and not excluded."""
        known = self._judged.get(id(given))
        if known is not None and known.package is given:
            return known.exists
        if type(given) is not Package:
            return False
        try:
            return self._judged_once(given).exists
        except (UnknownNameError, TypeError):
            return False

    def _judged_once(self, package: Package) -> _Judgement:
        # By identity: a package is looked at many times, and comparing it costs more than everything else here.
        known = self._judged.get(id(package))
        if known is not None and known.package is package:
            return known
        judged = self._judgement(package)
        if len(self._judged) < _MOST_JUDGED:
            self._judged[id(package)] = judged
        return judged

    def _judgement(self, package: Package) -> _Judgement:
        problem = self._indexed.problem
        options = problem.space.indices(package)
        indices = dict(zip((issue.id for issue in problem.space.issues), options, strict=True))
        boxes = [box.options for demand in self._keeping for box in demand.boxes]
        return _Judgement(
            package,
            problem.party(self.party).points(indices),
            not any(all(options[issue] in allowed for issue, allowed in box.items()) for box in boxes),
            problem.space.exists(package),
        )

    def at_least(self, points: float | Fraction) -> int:
        """Return the least worth of at least so many points; the best where nothing is worth as much."""
        return self._worths[min(bisect_left(self._worths, points), len(self._worths) - 1)]

    def below(self, points: float) -> int | None:
        """Return the greatest worth of fewer points; None where nothing is worth less."""
        place = bisect_left(self._worths, points)
        return self._worths[place - 1] if place else None

    def between(self, low: float, high: float) -> NDArray[Any]:
        """Return what packages can be worth from ``low`` to ``high`` points, both included, ascending."""
        return self.rungs[bisect_left(self._worths, low) : bisect_right(self._worths, high)]

    def packages(self, worth: int) -> Iterator[Package]:
        """Yield the packages of one worth, in order; none where none is worth so much."""
        if self._sums is not None:
            for places in self._sums.rows(worth):
                number = sum(int(own[place]) for own, place in zip(self._numbers, places, strict=True))
                yield self._indexed.package(number)

    def first(self, worth: int) -> Package:
        """Return the first package of one worth.

        Raises
        ------
        KeyError
            If no package is worth so much.
        """
        package = self.offer(worth).package
        assert package is not None, "an offer has a package"
        return package

    def offer(self, worth: int) -> Move:
        """Return the offer of the first package of one worth.

        Raises
        ------
        KeyError
            If no package is worth so much.
        """
        known = self._kept.get(worth)
        if known is None:
            package = next(self.packages(worth), None)
            if package is None:
                raise KeyError(worth)
            known = self._kept[worth] = offer(package)
        return known

    def offer_of(self, package: Package) -> Move:
        """Return the offer of a package: the same one each time for the same object, so that it is looked at once."""
        known = self._made.get(id(package))
        if known is not None and known.package is package:
            return known
        made = offer(package)
        if len(self._made) < _MOST_JUDGED:
            self._made[id(package)] = made
        return made

    def worked_out(self, key: Hashable) -> dict[Any, Any]:
        """Return what was worked out under a key, for a strategy to add to: it is kept for all talks of the party.

        Only what follows from the key and the ladder belongs there: then it makes no difference to any talk.
        """
        return self._worked_out.setdefault(key, {})

    def from_best(self, place: int) -> Package | None:
        """Return the package at a place, counted from 0, from the best down to the worst; None behind the last.

        Packages of one worth come in their order. What was looked at is kept.
        """
        kept = self._descending
        if place >= len(kept):
            every = (package for worth in reversed(self._worths) for package in self.packages(worth))
            kept += islice(every, len(kept), 2 * place + 16)
        return kept[place] if place < len(kept) else None

    def drawn(self, points: int, *, rng: np.random.Generator) -> Package:
        """Draw one of the packages of at least so many points, each as likely as every other.

        Raises
        ------
        ValueError
            If no package is worth so much.
        TooLargeError
            As :func:`negsim.talks.worths.draws_of`.
        """
        draws = uniforms((len(self._numbers),), rng=rng).tolist()
        rows = self._draws.row(points, draws=draws)
        return self._indexed.package(sum(int(own[row]) for own, row in zip(self._numbers, rows, strict=True)))

    def drawn_options(self, points: int, *, draws: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the packages that :meth:`drawn` draws: for each row of draws which option of each issue is taken.

        Parameters
        ----------
        draws:
            One row for each package, with one number from 0 up to, and never, 1 for each of ``parts``.
        """
        return self._taken(self._draws.rows(points, draws=draws))

    def first_options(self, worths: NDArray[Any]) -> NDArray[np.int64]:
        """Return which option of each issue :meth:`first` takes, in one row for each of some worths.

        Raises
        ------
        ValueError
            If no package is worth so much.
        """
        if self._sums is None:
            raise ValueError(f"no package keeps the lines of {self.party}; ask first how many rungs there are")
        return self._taken(self._sums.first_rows(worths))

    @property
    def parts(self) -> int:
        """How many parts packages are drawn by, each with a number of its own."""
        return len(self._numbers)

    def _taken(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        found = np.zeros((len(rows), len(self._indexed.radices)), dtype=np.int64)
        for at, part in enumerate(self._options):
            for issue, options in part:
                found[:, issue] = options[rows[:, at]]
        return found

    @cached_property
    def _draws(self) -> Draws:
        return draws_of(self._sums)

    def trades(self, scores: Sequence[Sequence[int]]) -> Trades:
        """Return the packages that no other beats both in points and in a score: the price of each in the other.

        Parameters
        ----------
        scores:
            For each issue, what each of its options adds to the score: whole numbers.

        Raises
        ------
        ValueError
            If no package keeps the lines to keep.
        TooLargeError
            As :func:`negsim.kernels.trading.trading`.
        """
        if self._sums is None:
            raise ValueError(f"no package keeps the lines of {self.party}; ask first how many rungs there are")
        added = [
            sum((np.asarray(scores[issue], dtype=np.int64)[option] for issue, option in part), np.zeros(1, np.int64))
            for part in self._options
        ]
        found = traded(self._sums, added)
        return Trades(found=found, numbers=self._numbers, indexed=self._indexed)

    @cached_property
    def _options(self) -> tuple[tuple[tuple[int, NDArray[np.int64]], ...], ...]:
        """For each part, which option of each of its issues each of its combinations takes."""
        prepared = self._indexed
        return tuple(
            tuple((at, (numbers // prepared.strides[at] % prepared.radices[at]).astype(np.int64)) for at in issues)
            for numbers, issues in zip(self._numbers, self._issues, strict=True)
        )


def ladder(problem: BargainingProblem, party: str, *, keeping: Collection[str] = ()) -> Ladder:
    """Return the packages of a problem in the order of what they are worth to a party.

    Parameters
    ----------
    party:
        Its id.
    keeping:
        Names of red lines that every package must keep. A reservation is no line: it is a rung.

    Raises
    ------
    UnknownNameError
        If there is no such party.
    TooLargeError
        If issues that hang together have more than 10^8 packages, or the party's points span more than 2^26 and more
        than 2^22 packages keep the lines.

    Notes
    -----
    Nothing is listed but the packages of each part: which sums of points can be reached is told by one bit for each
    (:mod:`negsim.kernels.reachable`), so that 10^20 packages take no longer than their issues and points. Where weights
    and values have so many digits that points span more than 2^26, the packages are listed and sorted instead
    (:mod:`negsim.kernels.listed_sums`), with the same answers.
    """
    prepared = indexed(problem)
    own = next(at for at, entry in enumerate(problem.parties) if entry is problem.party(party))
    names = set(keeping)
    kept = [at for at, own in enumerate(prepared.demands) if own.demand.name in names and own.demand.line is not None]
    lines = [prepared.demands[at] for at in kept]
    parts = value_parts(prepared, demands=kept, parties=[own])
    refuse_large(parts, what=WHAT)
    tables = [table_of(prepared, part, own) for part in parts]
    scale = problem.parties[own].scale
    if any(not len(points) for points, _ in tables):
        return Ladder(
            party=party,
            scale=scale,
            rungs=np.zeros(0, np.int64),
            indexed=prepared,
            sums=None,
            numbers=[],
            issues=[],
            keeping=lines,
        )
    found = sums_of([points for points, _ in tables])
    return Ladder(
        party=party,
        scale=scale,
        rungs=found.sums,
        indexed=prepared,
        sums=found,
        numbers=[numbers for _, numbers in tables],
        issues=[part.issues for part in parts],
        keeping=lines,
    )
