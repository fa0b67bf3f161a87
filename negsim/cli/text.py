"""Plain text for people: wrapped entries, outlines, numbers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from fractions import Fraction

from negsim.explanation import Entry

MIN_WIDTH = 30
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    r"""Return a text in which signs that would steer a terminal are written out.

    Examples
    --------
    >>> print(visible("a\x00b \x1b[31m"))
    a\x00b \x1b[31m
    """
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


def hanging(head: str, body: str, *, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Return ``head`` and ``body`` wrapped, further lines indented so that they stand under the body.

    Parameters
    ----------
    indent:
        Spaces before the head.
    hang:
        How wide the head is at least; the body starts there.
    """
    first = " " * indent + head.ljust(hang)
    rest = " " * len(first) if len(first) <= width - MIN_WIDTH else " " * (indent + 2)
    lines = textwrap.wrap(
        body,
        width=max(width, len(rest) + MIN_WIDTH),
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
    )
    return lines or [first.rstrip()]


def section(head: str, body: str, *, width: int) -> list[str]:
    """Return a paragraph that a heading in capitals runs into, further lines indented by two."""
    return textwrap.wrap(f"{head} {body}", width=width, subsequent_indent="  ", break_on_hyphens=False)


def outline(entry: Entry, *, width: int) -> str:
    """Return an entry and what stands behind it, indented."""
    return "\n".join(_outlined(entry, width=width, depth=0))


def percent(chance: Fraction) -> str:
    """Return a probability for people.

    Examples
    --------
    >>> percent(Fraction(1, 2)), percent(Fraction(1, 250)), percent(Fraction(1, 10**6)), percent(Fraction(0))
    ('50 %', '0.4 %', '1 in 1,000,000', '0 %')
    """
    if chance == 0:
        return "0 %"
    if chance < Fraction(1, 1000):
        return f"1 in {round(1 / chance):,}"
    number = float(100 * chance)
    if chance < 1 and round(number) == 100:
        return "over 99 %"
    return f"{number:.0f} %" if number >= 1 else f"{number:.1f} %"


def chances(least: Fraction, most: Fraction) -> str:
    """Return a probability that lies between two for people.

    Examples
    --------
    >>> chances(Fraction(1, 2), Fraction(1, 2)), chances(Fraction(1, 4), Fraction(1, 2))
    ('50 %', '25 % to 50 %')
    """
    return percent(least) if least == most else f"{percent(least)} to {percent(most)}"


def at_least(is_all: bool) -> str:
    """Return what stands before a count that may not be of all."""
    return "" if is_all else "at least "


def plural(count: int, word: str, words: str = "") -> str:
    """Return a count and what is counted.

    Examples
    --------
    >>> plural(1, "party", "parties"), plural(2000, "issue")
    ('1 party', '2,000 issues')
    """
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def listed(words: list[str], *, last: str = "and") -> str:
    """Return words as a phrase.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _outlined(entry: Entry, *, width: int, depth: int) -> Iterator[str]:
    yield from hanging("", entry.text, width=width, indent=2 * depth) if entry.text else ()
    for child in entry.entries:
        yield from _outlined(child, width=width, depth=depth + 1)
