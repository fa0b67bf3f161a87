"""Verdicts: what an oracle says of a set of conditions."""

from __future__ import annotations

from attrs import frozen


@frozen
class Verdict:
    """Whether a set of conditions can be met together.

    Attributes
    ----------
    choice:
        One row of each issue that meets them; None where nothing does.
    members:
        What the choice breaks, as bits; where there is none, conditions of the set that cannot be met together.
    """

    choice: tuple[int, ...] | None
    members: int
