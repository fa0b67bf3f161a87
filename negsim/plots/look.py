"""Look: sizes at the two widths, and the colours and marks that tell sides apart, also in black and white."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Width = Literal["full", "half"]

INK = "#1a1a1a"
SOFT = "#6b6b6b"
FAINT = "#c9c9c9"
PALE = "#ececec"


@frozen(kw_only=True)
class Look:
    """Sizes in points at one width of a page.

    Attributes
    ----------
    width:
        Of the whole picture.
    title, subtitle, body, small:
        Sizes of letters.
    margin:
        Around everything.
    """

    width: float
    title: float
    subtitle: float
    body: float
    small: float
    margin: float

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one column of a page only."""
        return self.width < 340


@frozen
class Mark:
    """How one side is drawn: colour, marker, line style; each by itself tells sides apart."""

    colour: str
    marker: str
    line: str


MARKS = (
    Mark("#0072B2", "o", "-"),
    Mark("#D55E00", "s", "--"),
    Mark("#009E73", "^", "-."),
    Mark("#CC79A7", "D", ":"),
    Mark("#E69F00", "v", "-"),
    Mark("#56B4E9", "P", "-"),
    Mark("#000000", "X", "--"),
)
"""The Okabe-Ito colours, darkest first, with markers."""


def mark(index: int) -> Mark:
    """Return the mark of a side by its place; markers move on when colours begin again."""
    again = index // len(MARKS)
    return Mark(
        MARKS[index % len(MARKS)].colour, MARKS[(index + again) % len(MARKS)].marker, MARKS[index % len(MARKS)].line
    )


def look(width: Width | float) -> Look:
    """Return the sizes for a width, by name or in points."""
    points = {"full": 504.0, "half": 244.8}[width] if isinstance(width, str) else width
    if points >= 340:
        return Look(width=points, title=10.5, subtitle=7.2, body=6.8, small=6.0, margin=8)
    return Look(width=points, title=8.2, subtitle=6.0, body=5.8, small=5.4, margin=5)
