"""Dualizing: the minimal sets that cannot be met together, and the minimal sets without which the rest can be.

Each of the two is the other's minimal hitting sets (Reiter 1987). What can be met is only asked, one set at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from attrs import define, field, frozen

from negsim.errors import TooLargeError
from negsim.kernels.hitting_sets import HittingSets, bits, by_size, minimal_hitting_sets
from negsim.kernels.verdicts import Verdict

Ask = Callable[[int], Verdict]
"""Whether a set can be met, and what then is broken, or which of its elements cannot be met together."""

_MAX_CANDIDATES = 20_000
_MAX_NODES = 2_000_000
_MOST_ALIKE = 0.5


def _never() -> bool:
    return False


@frozen(kw_only=True)
class Limits:
    """When to stop before all sets are found.

    Attributes
    ----------
    thorough:
        How many sets are asked about in search of all there are.
    enough:
        How many of the smallest sets of either kind are enough after that.
    max_asked:
        How many sets may be asked about at all.
    is_over:
        Whether to stop at once.
    """

    thorough: int = 5_000
    enough: int = 50
    max_asked: int = 30_000
    is_over: Callable[[], bool] = _never


@frozen(kw_only=True)
class Side:
    """Minimal sets of one of the two kinds.

    Attributes
    ----------
    sets:
        All that were found, smallest first.
    up_to:
        Every set of at most so many elements is among them; None where all are.
    """

    sets: tuple[int, ...]
    up_to: int | None

    @property
    def complete(self) -> bool:
        """Whether these are all."""
        return self.up_to is None

    @property
    def smallest(self) -> tuple[int, ...]:
        """The sets of which no smaller one is missing; all of them where there is none of these."""
        if self.up_to is None:
            return self.sets
        return tuple(members for members in self.sets if members.bit_count() <= self.up_to + 1) or self.sets


@frozen(kw_only=True)
class Duals:
    """The minimal sets that cannot be met, and the minimal sets without which the rest of the ground set can be."""

    conflicts: Side
    repairs: Side


def dualize(ask: Ask, ground: int, *, conflicts: Iterable[int] = (), limits: Limits | None = None) -> Duals:
    """Return the minimal sets of elements that cannot be met together, and those without which the rest can.

    Parameters
    ----------
    ask:
        What decides about a set; whatever is within a set that can be met must be so, too. What it names as broken
        may go beyond the ground set.
    ground:
        The elements, as bits.
    conflicts:
        Minimal conflicts that are known already.

    Raises
    ------
    TooLargeError
        Where ``ask`` does, unless time is over.

    Notes
    -----
    Implicit hitting sets (Reiter 1987; Ignatiev et al. 2015), on both sides at once, smallest first: every repair hits
    every conflict, so that the minimal hitting sets of the conflicts known, of at most k elements, are tried as
    repairs; one that is none leaves a conflict that it does not hit. When all of a size are repairs, none of that size
    is missing; when there are no larger ones either, both sides are complete. Conflicts are found from repairs in the
    same way. The next to be tried is the side that has fewer candidates. A set that cannot be met shrinks to a conflict
    by dichotomy (Hemery et al. 2006, after Junker 2004) over what an answer leaves of it, elements that conflicts often
    have first; one that can be met grows to a largest one by what an answer meets besides (Liffiton et al. 2016).

    References
    ----------
    R. Reiter, "A theory of diagnosis from first principles", Artificial Intelligence 32 (1987). U. Junker,
    "QuickXplain", AAAI (2004). F. Hemery, C. Lecoutre, L. Sais and F. Boussemart, "Extracting MUCs from constraint
    networks", ECAI (2006). A. Ignatiev, A. Previti, M. Liffiton and J. Marques-Silva, "Smallest MUS extraction with
    minimal hitting set dualization", CP (2015). M. Liffiton, A. Previti, A. Malik and J. Marques-Silva, "Fast, flexible
    MUS enumeration", Constraints 21 (2016).

    Examples
    --------
    >>> patterns = [0b011, 0b101]  # what each of two choices breaks
    >>> def ask(wanted):
    ...     met = [broken for broken in patterns if not broken & wanted]
    ...     return Verdict((), met[0]) if met else Verdict(None, wanted)
    >>> found = dualize(ask, 0b111)
    >>> found.conflicts.sets, found.repairs.sets
    ((1, 6), (3, 5))
    """
    search = _Search(ask=ask, ground=ground, limits=limits or Limits())
    search.sets[_CONFLICTS].extend(conflicts)
    try:
        while not search.is_complete and search.step():
            pass
    except TooLargeError:
        if not search.limits.is_over():
            raise
    return Duals(conflicts=search.side(_CONFLICTS), repairs=search.side(_REPAIRS))


_CONFLICTS, _REPAIRS = 0, 1


@define(kw_only=True, eq=False)
class _Search:
    """What is found so far: of each side its minimal sets, and the size of which the next pass tries all candidates."""

    ask: Ask
    ground: int
    limits: Limits
    sets: tuple[list[int], list[int]] = field(factory=lambda: ([], []), init=False)
    sizes: list[int] = field(factory=lambda: [0, 0], init=False)
    asked: int = field(default=0, init=False)
    is_complete: bool = field(default=False, init=False)
    is_stuck: list[bool] = field(factory=lambda: [False, False], init=False)

    def side(self, kind: int) -> Side:
        """Return what is found of one kind."""
        return Side(
            sets=tuple(sorted(self.sets[kind], key=by_size)), up_to=None if self.is_complete else self.sizes[kind] - 1
        )

    def step(self) -> bool:
        """Try the candidates of the side that has fewer; tell whether to go on."""
        fresh: dict[int, list[int]] = {}
        for kind in (_REPAIRS, _CONFLICTS):
            if not self._is_enough(kind):
                fresh[kind] = self._candidates(kind)
                if self.is_complete:
                    return True
        open_kinds = [kind for kind in fresh if not self.is_stuck[kind]]
        if not open_kinds:
            return False
        kind = min(open_kinds, key=lambda kind: len(fresh[kind]))
        return self._try(kind, fresh[kind])

    def _is_enough(self, kind: int) -> bool:
        """Tell whether no more sets of a kind are looked for."""
        if self.is_stuck[kind]:
            return True
        if self.asked < self.limits.thorough:
            return False
        return sum(members.bit_count() <= self.sizes[kind] for members in self.sets[kind]) >= self.limits.enough

    def _candidates(self, kind: int) -> list[int]:
        """Return the minimal hitting sets of the other side that are not known to be of this kind, of the least size.

        Where all of a size are known, that size is done.
        """
        known = set(self.sets[kind])
        while True:
            hitting = self._hitting(kind)
            fresh = [members for members in hitting.sets if members not in known]
            if fresh or hitting.is_stopped:
                self.is_stuck[kind] = hitting.is_stopped
                return fresh
            if hitting.complete:
                self.is_complete = True
                return []
            self.sizes[kind] += 1

    def _hitting(self, kind: int) -> HittingSets:
        return minimal_hitting_sets(
            self.sets[1 - kind], max_sets=_MAX_CANDIDATES, max_nodes=_MAX_NODES, max_size=self.sizes[kind]
        )

    def _try(self, kind: int, candidates: list[int]) -> bool:
        """Ask about candidates; those that are not of a kind give one of the other. Tell whether to go on."""
        others = self.sets[1 - kind]
        before = len(others)
        for members in candidates:
            if any(not members & fresh for fresh in others[before:]):
                continue
            if self._is_enough(kind):
                return True
            if self.limits.is_over() or self.asked >= self.limits.max_asked:
                return False
            verdict = self._verdict(members if kind == _CONFLICTS else self.ground & ~members)
            if (verdict.choice is None) == (kind == _CONFLICTS):
                self.sets[kind].append(members)
            else:
                others.append(self._grown(verdict) if kind == _CONFLICTS else self._shrunk(verdict))
        return True

    def _verdict(self, wanted: int) -> Verdict:
        self.asked += 1
        return self.ask(wanted)

    def _grown(self, verdict: Verdict) -> int:
        """Return a minimal repair within what a choice breaks: meet more and more of it."""
        broken, needed = verdict.members & self.ground, 0
        while rest := broken & ~needed:
            element = rest & -rest
            verdict = self._verdict(self.ground & ~broken | element)
            if verdict.choice is None:
                needed |= element
            else:
                broken = verdict.members & self.ground
        return broken

    def _shrunk(self, verdict: Verdict) -> int:
        """Return a minimal conflict within a set that cannot be met.

        In a fixed order, the shortest beginning that cannot be met with what is needed already ends in an element that
        is needed, too; and so on with what stands before it.
        """
        shares = self._shares()
        rest = sorted(bits(verdict.members), key=lambda element: (-shares[element], element))
        needed, is_refuted = 0, False
        while not is_refuted:
            rest = self._beginning(needed, rest, shares)
            is_refuted = not rest
            if rest:
                needed |= 1 << rest.pop()
        return needed

    def _beginning(self, needed: int, rest: list[int], shares: dict[int, float]) -> list[int]:
        """Return the shortest beginning of some elements that cannot be met with those needed; with all it cannot."""
        sure = 0  # a beginning must be at least so long
        while sure < len(rest):
            length = _probed(rest, sure, shares)
            verdict = self._verdict(needed | sum(1 << element for element in rest[:length]))
            if verdict.choice is None:
                # Among what is left the beginnings that can be met are those of before, without what fell away.
                met = sum(verdict.members >> element & 1 for element in rest[: max(sure - 1, 0)])
                sure = met + 1 if sure else 0
                rest = [element for element in rest[:length] if verdict.members >> element & 1]
            else:
                sure = 1 + next(at for at in range(length, len(rest)) if verdict.members >> rest[at] & 1)
        return rest

    def _shares(self) -> dict[int, float]:
        """Return of each element in what share of the conflicts found it is, with some doubt where these are few."""
        counts = dict.fromkeys(bits(self.ground), 0)
        for members in self.sets[_CONFLICTS]:
            for element in bits(members):
                counts[element] += 1
        return {element: (count + 0.3) / (len(self.sets[_CONFLICTS]) + 2) for element, count in counts.items()}


def _probed(rest: list[int], sure: int, shares: dict[int, float]) -> int:
    """Return how long a beginning to ask about, so that either answer is about as likely."""
    length, chance = len(rest), 1.0
    while length > sure and chance > 1 - _MOST_ALIKE:
        length -= 1
        chance *= 1 - shares[rest[length]]
    return length
