"""Whether what is known of numbers can be true at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from negsim.errors import UnanswerableError
from negsim.fields import decimal_text
from negsim.parties.interval import Interval
from negsim.parties.tightening import circle_of, tightened, within


def refuse_contradictions(
    what: str,
    intervals: Mapping[str, Interval],
    *,
    chains: Iterable[Sequence[str]],
    total: Fraction | None = None,
) -> None:
    """Refuse intervals, chains and a sum that no numbers agree with.

    Parameters
    ----------
    what:
        Whose numbers they are, for the message: ``the weights of US``.

    Raises
    ------
    UnanswerableError
        With the numbers that exclude each other.

    Examples
    --------
    >>> refuse_contradictions("the weights of US", {"a": Interval(0, "0.3"), "b": Interval(0, 1)}, chains=[["a", "b"]])
    >>> refuse_contradictions("the weights of US", {"a": Interval(0, "0.3")}, chains=[], total=Fraction(1))
    Traceback (most recent call last):
    ...
    negsim.errors.UnanswerableError: the weights of US: at most they sum to 0.3, where 1 is needed; widen an interval
    """
    known = list(chains)
    circle = circle_of(known)
    if circle:
        raise UnanswerableError(what, f"{' above '.join(circle)} stand in a circle", "leave one of these chains out")
    left = tightened(intervals, known)
    for name, interval in left.items():
        if interval.width < 0:
            why = f"{name} would be at least {decimal_text(interval.low)} and at most {decimal_text(interval.high)}"
            raise UnanswerableError(what, why, "widen an interval, or leave a chain out")
    if within(left, total=total) is None and total is not None:
        low = sum((interval.low for interval in left.values()), Fraction(0))
        high = sum((interval.high for interval in left.values()), Fraction(0))
        end, told = ("least", low) if low > total else ("most", high)
        why = f"at {end} they sum to {decimal_text(told)}, where {decimal_text(total)} is needed"
        raise UnanswerableError(what, why, "widen an interval")
