"""Names of files that every file system takes, from ids that may hold anything."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NOT_IN_FILES = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_AT_THE_ENDS = re.compile(r"^[\s.]+|[\s.]+$")  # a file that begins with a dot is hidden; Windows drops ends


def plain_stem(wanted: str, *, otherwise: str = "_") -> str:
    """Return what a file or a folder is called for an id, without its ending.

    Parameters
    ----------
    otherwise:
        For an id of nothing but dots and blanks.

    Examples
    --------
    >>> plain_stem(" a/b. "), plain_stem("..")
    ('a_b', '_')
    """
    return _AT_THE_ENDS.sub("", _NOT_IN_FILES.sub("_", wanted)) or otherwise


def file_names(stems: Iterable[str], *, ending: str) -> list[str]:
    """Return a file name for each stem, all different also where capitals do not count.

    Parameters
    ----------
    ending:
        Without its dot.

    Examples
    --------
    >>> file_names(["Car", "a/b", "car"], ending="json")
    ['Car.json', 'a_b.json', 'car-2.json']
    """
    taken: set[str] = set()
    found = []
    for stem in stems:
        wanted = plain_stem(stem)
        name, number = wanted, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name.casefold())
        found.append(f"{name}.{ending}")
    return found
