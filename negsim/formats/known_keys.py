"""Keys that a format does not have: told in one line, and refused where one is a known key mistyped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from negsim.checks.scope import folded, nearest, quoted
from negsim.errors import Path
from negsim.fields import texts
from negsim.formats.json_text import until_enough
from negsim.formats.located import Access

MAX_NAMED = 3
"""How many keys the line names."""

_NEAR = 0.7
"""How alike two keys are of which one is the other mistyped: ``reservationValue`` and ``reservationBid`` just are."""


@frozen
class Keys:
    """The keys that a table can have.

    Attributes
    ----------
    required:
        Those of which the reader of the table finds that they are missing.
    optional:
        Those that may be missing, so that a mistyped one would change the answer without a word.
    """

    required: tuple[str, ...] = field(converter=texts)
    optional: tuple[str, ...] = field(default=(), converter=texts)


def find_unknown_keys(access: Access, tables: Iterable[tuple[Path, Keys]], *, title: str) -> None:
    """Find keys that their format does not have: an error for those that are known ones mistyped, else one warning.

    Parameters
    ----------
    tables:
        Where tables are and what they can have; what is no table is passed over.
    title:
        What the format is called.
    """
    unknown: list[tuple[Path, Keys]] = []
    for path, keys in until_enough(access, tables):
        table = access.get(path)
        if not isinstance(table, Mapping):
            continue
        known = (*keys.required, *keys.optional)
        for key in until_enough(access, [key for key in table if key not in known]):
            meant = _meant(key, [name for name in known if name not in table])
            if meant in keys.optional:
                message = f"{quoted(key)} is no key of {title}, and {quoted(meant)} is missing"
                access.error("E814", message, (*path, key), advice=nearest(key, [meant]))
            elif not meant:
                unknown.append(((*path, key), keys))
    if unknown:
        path, keys = unknown[0]
        shown = ", ".join(quoted(path[-1]) for path, _ in unknown[:MAX_NAMED])
        others = " and others" if len(unknown) > MAX_NAMED else ""
        is_one = len(unknown) == 1
        message = f"{title} has no {'key' if is_one else 'keys'} {shown}{others} there"
        message += "; it is ignored" if is_one else "; they are ignored"
        access.warn("W816", message, path, advice=nearest(str(path[-1]), (*keys.required, *keys.optional)))


def _meant(given: str, missing: Iterable[str]) -> str:
    """Return the missing key that a given one is mistyped for; empty where it is none of them."""
    import difflib  # slow to import, and needed only when something is odd

    by_fold = {folded(name): name for name in missing}
    near = difflib.get_close_matches(folded(given)[:100], by_fold, n=1, cutoff=_NEAR)
    return by_fold[near[0]] if near else ""
