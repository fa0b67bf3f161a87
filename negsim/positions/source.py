"""Source: a dated document that statements come from."""

from __future__ import annotations

import datetime as dt

from attrs import field, frozen


@frozen
class Source:
    """A dated document.

    Attributes
    ----------
    id:
        Short and stable; statements name it.
    title:
        For people.
    date:
        When it was written, delivered or spoken.
    published:
        Since when anyone can read it; None while it is not public.
    address:
        Where it can be found (a web address), empty where nowhere.
    note:
        Such as how it was obtained, and through which report it was read.
    """

    id: str
    title: str = field(default="", kw_only=True)
    author: str = field(default="", kw_only=True)
    date: dt.date | None = field(default=None, kw_only=True)
    published: dt.date | None = field(default=None, kw_only=True)
    address: str = field(default="", kw_only=True)
    note: str = field(default="", kw_only=True)

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id
