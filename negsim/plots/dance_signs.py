"""The signs of a dance: markers for kinds of offers and for what else happened, where they go, and what they mean."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

from negsim.plots import keys
from negsim.plots.dance_data import RULES, Dance
from negsim.plots.dance_moves import FIRST, Offer, Sign, Trace
from negsim.plots.fonts import width_of
from negsim.plots.frames import Frame
from negsim.plots.look import FAINT, INK, PALE, SOFT, mark
from negsim.plots.placing import Area, Wanted, place
from negsim.plots.sheet import Dot, Label, Sheet, Stroke
from negsim.plots.space import SPOTS

KINDS = {
    FIRST: ("o", "first offer"),
    "concession": ("v", "concession"),
    "unfortunate": ("<", "worse for others, not better for itself"),
    "fortunate": ("^", "better for itself and another"),
    "selfish": (">", "better for itself alone"),
    "nice": ("D", "better for another at no cost"),
    "mixed": ("s", "better for some others, worse for some"),
    "silent": ("_", "nothing changed"),
}
"""By kind of an offer, its marker and what it says."""

SIGNS = {
    "accepts": ("*", 8.0, "accepts"),
    "agreed": ("*", 10.0, "agreed"),
    "refuses": ("P", 6.0, "consent refused"),
    "walks away": ("X", 7.0, "walks away"),
    "fault": ("X", 7.0, "a fault"),
}
"""By kind of a sign, its marker, size and meaning."""

CROSSED = "s"
"""The marker around an offer that breaks red demands of whoever made it."""
TOLD_APART = 3
"""The offers of so many parties are told apart in one panel; of more, a party's own from those of the others."""
_APART, _WIDE, _STEP = 4.6, 9.0, 5.0
"""How far marks are apart at least, signs of one kind, and points along a line."""
Placed = tuple[Sign, tuple[float, float], str]
"""A sign, where it stands, and what stands beside it."""
_LONG = 1_200
"""A line that is longer, in points, fills its chart."""
_STRONG = {FIRST: 0, "selfish": 1, "fortunate": 1, "unfortunate": 1, "mixed": 1, "nice": 1, "concession": 2}


def is_dense(places: Sequence[tuple[float, float]]) -> bool:
    """Tell whether a line turns so often that it would fill its chart if it were as broad as others."""
    return sum(math.dist(one, other) for one, other in itertools.pairwise(places)) > _LONG


def along(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points along a line, for words to keep away from: none on a line that is everywhere."""
    if is_dense(places):
        return list(dict.fromkeys(places))[:_LONG]
    found = list(dict.fromkeys(places))
    for (x, y), (over, down) in itertools.pairwise(found):
        steps = int(math.dist((x, y), (over, down)) / _STEP)
        found += [(x + (over - x) * at / steps, y + (down - y) * at / steps) for at in range(1, steps)]
    return found


def marked(offers: Sequence[Offer], places: Sequence[tuple[float, float]]) -> list[int]:
    """Return which offers have a marker: the first and the last, crossings, then rare kinds, wherever there is room.

    Offers that changed nothing have none, but for the last.
    """
    last = len(offers) - 1
    wanted = [at for at, offer in enumerate(offers) if offer.kind != "silent" or at == last or offer.crosses]
    ranked = sorted(
        wanted, key=lambda at: (at not in (0, last), not offers[at].crosses, _STRONG.get(offers[at].kind, 3))
    )
    kept: list[int] = []
    apart = _APART * (3 if is_dense(places) else 1)
    for at in ranked:
        if all(math.dist(places[at], places[other]) >= apart for other in kept):
            kept.append(at)
    return sorted(kept)


def draw_marks(sheet: Sheet, trace: Trace, places: Sequence[tuple[float, float]], *, colour: str, filled: bool) -> None:
    """Draw the marks of a party's offers: by their kind, filled for the party's own view, apart from each other."""
    for at in marked(trace.offers, places):
        offer = trace.offers[at]
        x, y = places[at]
        face = colour if filled else "white"
        sheet.dots.append(Dot(x=x, y=y, marker=KINDS[offer.kind][0], size=4.0, face=face, edge=colour, order=3))
        if offer.crosses and filled:
            sheet.dots.append(Dot(x=x, y=y, marker=CROSSED, size=8.5, face="none", edge=INK, order=3.2))


def write_signs(
    sheet: Sheet,
    frame: Frame,
    found: Sequence[Placed],
    *,
    obstacles: Sequence[tuple[float, float]],
) -> None:
    """Draw signs, with words beside the first of each kind where there is room."""
    size = sheet.look.small
    for sign, (x, y), _ in _apart(found):
        marker, wide, _ = SIGNS[sign.kind]
        face = "white" if sign.kind in ("fault", "accepts") else INK
        sheet.dots.append(Dot(x=x, y=y, marker=marker, size=wide, face=face, edge=INK, order=3.6))
    told = dict(_told(found))
    wanted = [
        Wanted(x=x, y=y, width=width_of(text, size=size, bold=True) + 2, height=size * 1.25)
        for (x, y), text in told.items()
    ]
    blocked = [_around(point, 2.4) for point in obstacles] + [_around(point, 4) for _, point, _ in found]
    spaces = place(wanted, bounds=frame.area, obstacles=blocked)
    for text, label, space in zip(told.values(), wanted, spaces, strict=True):
        if space is not None:
            write_label(sheet, text, (label.x, label.y), space, size=size)


def _apart(found: Sequence[Placed]) -> list[Placed]:
    """Return the last sign, and those before it that do not stand on one of the same kind that is drawn already."""
    kept: list[Placed] = []
    for sign, point, text in (*found[-1:], *found[:-1]):
        if all(other.kind != sign.kind or math.dist(point, place) >= _WIDE for other, place, _ in kept):
            kept.append((sign, point, text))
    return [*kept[1:], *kept[:1]]


def _told(found: Sequence[Placed]) -> Iterator[tuple[tuple[float, float], str]]:
    """Yield places and words: of the end and of the first sign of each party and kind, joined where they stand at one.

    Who took what is agreed needs no word of its own there.
    """
    first = {(sign.party, sign.kind): (point, text) for sign, point, text in reversed(found)}
    ends = {point for sign, point, _ in found if sign.kind == "agreed"}
    words: dict[tuple[float, float], list[str]] = {}
    for (_, kind), (point, text) in first.items():
        if kind != "accepts" or point not in ends:
            words.setdefault(point, []).insert(0, text)
    for point, texts in words.items():
        yield point, "; ".join(texts)


def write_label(sheet: Sheet, text: str, point: tuple[float, float], space: Area, *, size: float) -> None:
    """Write words within a rectangle, with a thin line to the point where this is not close."""
    x, baseline = (space.left + space.right) / 2, (space.top + space.bottom) / 2 + size * 0.36
    sheet.labels.append(Label(x=x, y=baseline, text=text, size=size, bold=True, align="center"))
    near = (min(max(point[0], space.left), space.right), min(max(point[1], space.top), space.bottom))
    if math.dist(near, point) > 7:
        sheet.strokes.append(Stroke(points=(near, point), line=0.4, order=2.9))


def _around(point: tuple[float, float], reach: float) -> Area:
    x, y = point
    return Area(left=x - reach, top=y - reach, right=x + reach, bottom=y + reach)


def dance_key(sheet: Sheet, record: Dance) -> None:
    """Write what the marks of the picture mean: only of those that are there."""
    keys.write_key(sheet, [*_lines(record), *_bands(record), *_marks(record), *_beside(record)])


def _lines(record: Dance) -> Iterator[tuple[keys.Sign, str]]:
    if len(record.parties) > TOLD_APART:
        yield keys.dash(INK, "-", 1.3), "its own offers"
        yield keys.dash(SOFT, "-", 0.5), "those of the others"
    else:
        for at, name in enumerate(record.names):
            if record.traces[at].offers:
                yield keys.dash(mark(at).colour, mark(at).line, 1.3), f"offers of {name}"
    if any(offer.discounted is not None for trace in record.traces for offer in trace.offers):
        yield keys.dash(INK, ":", 0.9), "its own offers, discounted"
    if record.text:
        yield keys.dash(INK, "-", 2.2), "the text that holds"


def _bands(record: Dance) -> Iterator[tuple[keys.Sign, str]]:
    if any(level is not None for level in record.reservations):
        yield keys.swatch(PALE), "below the reservation"
    if record.stalls:
        yield keys.dash(FAINT, "-", 6.5), "deadlock: its offers change nothing"
    if record.breaks:
        yield keys.swatch(SOFT, edge="none", high=3), "offers of others break its red lines"
    if record.votes:
        yield keys.swatch(INK, edge="none"), "takes the draft"
        yield keys.swatch(FAINT, edge="none"), "does not"


def _marks(record: Dance) -> Iterator[tuple[keys.Sign, str]]:
    kinds = {offer.kind for trace in record.traces for offer in trace.offers}
    if any(trace.offers for trace in record.traces) and len(record.parties) <= TOLD_APART:
        yield keys.dot("o", 4.0, face=SOFT, edge=SOFT), "filled: its own offer"
        yield keys.dot("o", 4.0, face="white", edge=SOFT), "hollow: another's"
    for kind, (marker, text) in KINDS.items():
        if kind in kinds and kind not in (FIRST, "silent"):
            yield keys.dot(marker, 4.0, face=SOFT, edge=SOFT), text
    if any(trace.offers and trace.offers[-1].kind == "silent" for trace in record.traces):
        yield keys.dot(KINDS["silent"][0], 4.0, face=SOFT, edge=SOFT), KINDS["silent"][1]
    if any(offer.crosses for trace in record.traces for offer in trace.offers):
        yield keys.dot(CROSSED, 7.0, face="none"), "breaks a red demand of its own"
    signs = {sign.kind for sign in record.signs}
    for kind, (marker, size, text) in SIGNS.items():
        if kind in signs:
            yield keys.dot(marker, size * 0.8, face="white" if kind in ("fault", "accepts") else INK), text


def _beside(record: Dance) -> Iterator[tuple[keys.Sign, str]]:
    if not record.has_path:
        return
    if record.frontier:
        yield keys.dash(INK, "-", 1.1), "frontier of what passes all red lines"
    for rule in dict.fromkeys(spot.rule for spot in record.spots):
        marker, face, edge = SPOTS[rule]
        yield keys.dot(marker, 5.4, face=face, edge=edge), RULES[rule]
