"""Words: text made fit to be drawn, and the sentences that every picture shares."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from fractions import Fraction

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.fields import texts
from negsim.space.package import Package

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Cn")
_JOINERS = "\u200c\u200d"


@frozen(kw_only=True)
class Heading:
    """What is written around a picture.

    Attributes
    ----------
    title:
        The finding, in a sentence.
    subtitle:
        The scenario, the reading and what was left out.
    caption:
        How to read it and what may not be concluded, one paragraph each.
    """

    title: str
    subtitle: str
    caption: tuple[str, ...] = field(converter=texts)


def clean(text: str) -> str:
    r"""Return text fit to be drawn: white space joined, and what cannot be seen written out.

    Control characters and those that turn the direction of writing would hide or rearrange what stands beside them.

    Examples
    --------
    >>> clean("costs $5\n and \u202eso on")
    'costs $5 and \\u202eso on'
    """
    joined = " ".join(text.split())
    return "".join(_shown(letter) for letter in joined)


def _shown(letter: str) -> str:
    if unicodedata.category(letter) in _HIDDEN and letter not in _JOINERS:
        return letter.encode("unicode_escape", "surrogatepass").decode("ascii")
    return letter


def count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "issue"), count(1200, "package")
    ('1 issue', '1,200 packages')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def listed(words: Iterable[str], *, word: str = "and") -> str:
    """Return words as a list in a sentence.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {word} {last}" if first else last


def decimal(number: Fraction | float) -> str:
    """Return a number for people: one decimal, none where it is whole.

    Examples
    --------
    >>> decimal(Fraction(7)), decimal(2.96)
    ('7', '3.0')
    """
    return f"{int(number)}" if number == int(number) else f"{float(number):.1f}"


def day(date: dt.date | None) -> str:
    """Return a date in words that no locale changes.

    Examples
    --------
    >>> day(dt.date(2022, 1, 26))
    '26 Jan 2022'
    """
    return "undated" if date is None else f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def breakable(text: str) -> str:
    """Return an id with places where it may be broken over two lines."""
    return re.sub(r"(?<=[-_:/])(?=\w)", "\u200b", text)


def verdict(analysis: Analysis) -> str:
    """Return the finding in a sentence: how many packages pass all red lines, and what blocks."""
    zone = analysis.zone
    if zone is None:
        return "How many packages pass all red lines was not counted"
    if zone.is_empty:
        return f"No package of {zone.packages:,} passes all red lines; {_blocks(analysis)}"
    if zone.size == zone.packages:
        return f"All {zone.packages:,} packages pass all red lines" if zone.size > 1 else "The only package passes"
    if zone.size == 1:
        which = "the status quo" if zone.has_status_quo else "one package"
        return f"Only {which} passes all red lines, of {count(zone.packages, 'package')}"
    share = 100 * zone.size / zone.packages
    part = f"{share:.0f} %" if share >= 1 else f"{share:.2g} %" if share >= 0.01 else "less than 0.01 %"
    return f"{zone.size:,} of {zone.packages:,} packages pass all red lines ({part})"


def _blocks(analysis: Analysis) -> str:
    closed = [entry for entry in analysis.issue_odds if not entry.is_open]
    if closed:
        return (
            f"{len(closed)} of {count(len(analysis.issue_odds), 'issue')} {'blocks' if len(closed) == 1 else 'block'}"
        )
    if analysis.conflicts:
        block = "blocks" if len(analysis.conflicts) == 1 else "block"
        return f"{count(len(analysis.conflicts), 'conflict')} over several issues {block}"
    return "why was not worked out"


def setting(analysis: Analysis, *filters: str) -> str:
    """Return the subtitle: scenario, reading, the date asked about, and filters."""
    compilation = analysis.compilation
    as_of = [f"as of {day(compilation.as_of)}"] if compilation.as_of else []
    parts = [analysis.scenario.label, f"reading: {compilation.reading.id}", *as_of, *filters]
    return " · ".join(clean(part) for part in parts if part)


def differences(package: Package, other: Package) -> str:
    """Return what one package has otherwise than another, by option ids."""
    changes = package.changes_from(other)
    return clean(listed(f"{issue}: {package[issue]}" for issue in changes) if changes else "the same package")


def party_label(analysis: Analysis, party: str) -> str:
    """Return a party's name for people."""
    return clean(analysis.scenario.party(party).label)
