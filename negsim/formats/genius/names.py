"""Names as GENIUS can read them, which decodes no entities and stumbles over a > in a quoted text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from negsim.checks.scope import quoted

_WORDS = ((r"&", "and"), (r"<\s*", "under "), (r">\s*", "over "), (r'"', "''"), (r"[\t\r\n]", " "))
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_name(name: str, *, lost: list[str]) -> str:
    """Return a name without what GENIUS cannot read; what changes is told in ``lost``.

    Examples
    --------
    >>> plain_name("Salary >50", lost=[])
    'Salary over 50'
    """
    plain = _UNSEEN.sub("", name)
    for pattern, word in _WORDS:
        plain = re.sub(pattern, word, plain)
    if plain != name:
        lost.append(f"the name {quoted(name)} is written as {quoted(plain)}, as GENIUS cannot read all its characters")
    return plain


def plain_names(names: Iterable[str], *, lost: list[str]) -> list[str]:
    """Return several names as :func:`plain_name` does: different ones stay different, and equal ones equal."""
    taken: set[str] = set()
    known: dict[str, str] = {}
    for name in (given := list(names)):
        if name in known:
            continue
        plain = wanted = plain_name(name, lost=lost)
        number = 1
        while plain in taken:
            number += 1
            plain = f"{wanted} ({number})"
        if plain != wanted:
            lost.append(f"the name {quoted(name)} is written as {quoted(plain)}, as {quoted(wanted)} is another's")
        taken.add(plain)
        known[name] = plain
    return [known[name] for name in given]
