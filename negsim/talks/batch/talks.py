"""Talks: how many talks went, as arrays; each one's transcript is made when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from negsim.fields import entries, frozen_array, frozen_mapping
from negsim.talks.batch.course import REASONS
from negsim.talks.batch.judging import Integers
from negsim.talks.batch.table import Sitting
from negsim.talks.protocols.table import Reason
from negsim.talks.session import Talk
from negsim.talks.transcript import Transcript

ARRAYS, STEPS = "arrays", "step by step"
"""How talks can be played."""


@frozen(kw_only=True, eq=False)
class Talks(Sequence[Transcript]):
    """How many talks went, in the order in which they were given.

    It is a sequence of transcripts, each equal to what :meth:`negsim.talks.session.Session.play` returns.

    Attributes
    ----------
    talks:
        What was played.
    reasons:
        Why each ended: places in ``REASONS``.
    rounds:
        The round in which each ended.
    points:
        What each agreement is worth: a row a talk, a column a party in the order of its problem; 0 where nothing was
        agreed, and for parties that a problem has less than others. int64, or Python integers where some are 2^62 or
        more.
    is_array:
        Which talks were played as arrays.
    """

    talks: tuple[Talk, ...] = field(converter=entries)
    reasons: Integers = field(converter=frozen_array)
    rounds: Integers = field(converter=frozen_array)
    points: NDArray[Any] = field(converter=frozen_array)
    is_array: NDArray[np.bool_]
    _sittings: tuple[Sitting, ...] = field(converter=entries)
    _at: Integers
    _place: Integers
    _single: Mapping[int, Transcript] = field(converter=frozen_mapping)

    def __len__(self) -> int:
        return len(self.talks)

    def __iter__(self) -> Iterator[Transcript]:
        return (self._transcript(at) for at in range(len(self)))

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return [self._transcript(own) for own in range(len(self))[at]]
        return self._transcript(range(len(self))[at])

    @property
    def agreed(self) -> NDArray[np.bool_]:
        """Which talks ended with an agreement."""
        return np.asarray(self.reasons == REASONS.index(Reason.AGREEMENT))

    @property
    def counts(self) -> dict[Reason, int]:
        """How many talks ended for each reason that any ended for."""
        found = np.bincount(self.reasons, minlength=len(REASONS)).tolist()
        return {reason: count for reason, count in zip(REASONS, found, strict=True) if count}

    @property
    def methods(self) -> tuple[str, ...]:
        """How each was played: ``arrays`` or ``step by step``."""
        return tuple(ARRAYS if is_array else STEPS for is_array in self.is_array.tolist())

    def _transcript(self, at: int) -> Transcript:
        if at in self._single:
            return self._single[at]
        sitting: Sitting = self._sittings[self._at[at]]
        return sitting.transcript(self.talks[at], int(self._place[at]))
