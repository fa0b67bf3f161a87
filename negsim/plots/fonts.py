"""Fonts: which are asked for, how wide text is in them, and what to install where letters are missing."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from negsim.errors import MissingPackageError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

SCRIPTS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("Hebrew", 0x0590, 0x05FF, ("Noto Sans Hebrew",)),
    ("Arabic", 0x0600, 0x08FF, ("Noto Sans Arabic", "Noto Naskh Arabic")),
    ("Devanagari", 0x0900, 0x097F, ("Noto Sans Devanagari",)),
    ("Bengali", 0x0980, 0x09FF, ("Noto Sans Bengali",)),
    ("Thai", 0x0E00, 0x0E7F, ("Noto Sans Thai",)),
    ("Korean", 0xAC00, 0xD7AF, ("Noto Sans CJK KR", "Noto Sans KR")),
    ("Japanese", 0x3040, 0x30FF, ("Noto Sans CJK JP", "Noto Sans JP")),
    ("Chinese", 0x2E80, 0x9FFF, ("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC")),
)
"""Name, first and last letter, and fonts that have them: tried where matplotlib's own font lacks a letter."""

_OWN = "DejaVu Sans"


class MissingGlyphWarning(UserWarning):
    """Letters that no installed font has, and the font to install."""


def matplotlib_needed() -> Any:
    """Return matplotlib.

    Raises
    ------
    MissingPackageError
        If it is not installed.
    """
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise MissingPackageError("matplotlib", "Drawing pictures", "pip install matplotlib") from error
    return mpl


@functools.cache
def families() -> tuple[str, ...]:
    """Return the fonts to use: matplotlib's own, the same on every machine, then installed ones for other scripts."""
    matplotlib_needed()
    from matplotlib.font_manager import fontManager

    installed = {entry.name for entry in fontManager.ttflist}
    others = dict.fromkeys(name for *_, names in SCRIPTS for name in names if name in installed)
    return (_OWN, *others)


def font(*, bold: bool = False, italic: bool = False) -> FontProperties:
    """Return the properties of the font."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(
        family=list(families()), weight="bold" if bold else "normal", style="italic" if italic else "normal", size=100
    )


@functools.lru_cache(maxsize=50_000)
def width_of(text: str, *, size: float, bold: bool = False, italic: bool = False) -> float:
    """Return how wide text is when drawn, in points.

    Notes
    -----
    From the outlines of the letters, so it depends neither on a display nor on the resolution.
    """
    matplotlib_needed()
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # missing letters are told of once, by `warn_of_missing`
        wide, _, _ = text_to_path.get_text_width_height_descent(text, font(bold=bold, italic=italic), ismath=False)
    return float(wide) * size / 100 * 1.01


def warn_of_missing(texts: Iterable[str]) -> None:
    """Warn of letters that no installed font has, naming the font to install."""
    missing = sorted({letter for text in texts for letter in text} - _covered() - {"\u200b", "\n"})
    if not missing:
        return
    by_script: dict[str, list[str]] = {}
    for letter in missing:
        found = [names[0] for _, first, last, names in SCRIPTS if first <= ord(letter) <= last]
        by_script.setdefault(found[0] if found else "Noto Sans", []).append(letter)
    for name, letters in by_script.items():
        shown = "".join(letters[:8])
        more = f" and {len(letters) - 8} more" if len(letters) > 8 else ""
        text = f"no installed font has the letters {shown!r}{more}, drawn as boxes; install the font {name}"
        warnings.warn(MissingGlyphWarning(text), stacklevel=2)


@functools.cache
def _covered() -> frozenset[str]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    found: set[str] = set()
    for name in families():
        found |= {chr(code) for code in get_font(findfont(FontProperties(family=name))).get_charmap()}
    return frozenset(found)
