"""The path of a talk of two parties in the values of both, drawn beside the frontier of what passes all red lines."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from negsim.plots.dance_data import RULES, Dance
from negsim.plots.dance_moves import Trace
from negsim.plots.dance_signs import SIGNS, along, draw_marks, is_dense, write_label
from negsim.plots.fonts import width_of
from negsim.plots.frames import Frame, number_scale, value_scale
from negsim.plots.look import INK, SOFT, mark
from negsim.plots.placing import Area, Wanted, place
from negsim.plots.sheet import LEADING, Dot, Sheet, Stroke
from negsim.plots.space import SPOTS
from negsim.plots.wrapping import wrapped

NUMBERED = 6
"""How many offers of each party have the number of their round at most."""

Pair = tuple[float, float]


def draw_path(sheet: Sheet, record: Dance, *, left: float, wide: float, until: float | None) -> None:
    """Draw the path below what is there.

    Parameters
    ----------
    until:
        Where it ends; as high as it is wide where None.
    """
    look = sheet.look
    title = f"The path: value to {record.names[1]} (up) against {record.names[0]} (across); numbers are rounds"
    sheet.lines(wrapped(title, width=wide, size=look.body, bold=True), x=left, size=look.body, bold=True)
    sheet.skip(look.small * 0.9)
    below = look.small * LEADING + look.body * 1.1
    lower = sheet.y + wide * 0.8 if until is None else until - below
    across, up = _limits(record)
    indent = width_of("100", size=look.small) + 5
    right = left + wide - 2
    frame = Frame(left=left + indent, right=right, upper=sheet.y, lower=lower, across=across, up=up)
    value_scale(sheet, frame)
    number_scale(sheet, frame)
    for ends in _reservations(record, frame):
        sheet.strokes.append(Stroke(points=ends, colour=SOFT, style="--", line=0.8, order=1))
    _frontier(sheet, record, frame)
    for at, trace in enumerate(record.traces):
        _trace(sheet, trace, frame, at=at)
    _signs(sheet, record, frame)
    _labels(sheet, record, frame)
    sheet.y = lower + below


def _limits(record: Dance) -> tuple[Pair, Pair]:
    """Return the ends of the axes: all that is shown with a little room."""
    found = []
    for axis in (0, 1):
        values = [offer.values[axis] for trace in record.traces for offer in trace.offers]
        values += [pair[axis] for pair in record.frontier] + [spot.at[axis] for spot in record.spots]
        level = record.reservations[axis]
        values += [] if level is None else [level]
        low, high = min(values), max(values)
        room = max(3.0, (high - low) * 0.08)
        found.append((low - room, high + room))
    return found[0], found[1]


def _reservations(record: Dance, frame: Frame) -> list[tuple[Pair, Pair]]:
    """Return the ends of the lines of what each of the two takes at least."""
    found = []
    for axis, level in enumerate(record.reservations):
        if level is not None and axis == 0:
            found.append(((frame.x(level), frame.upper), (frame.x(level), frame.lower)))
        elif level is not None:
            found.append(((frame.left, frame.y(level)), (frame.right, frame.y(level))))
    return found


def _frontier(sheet: Sheet, record: Dance, frame: Frame) -> None:
    """Draw the border of what the frontier dominates, as steps, and its packages as small squares."""
    if not record.frontier:
        return
    corners = [frame.at((pair[0], pair[1])) for pair in record.frontier]
    if len(corners) > 1:
        sheet.strokes.append(Stroke(points=tuple(_stairs(corners)), line=1.1, order=1.5))
    for x, y in corners:
        sheet.dots.append(Dot(x=x, y=y, marker="d", size=2.6, face="white", edge=INK, order=1.6))
    for spot in record.spots:
        marker, face, edge = SPOTS[spot.rule]
        x, y = frame.at((spot.at[0], spot.at[1]))
        size = 8.0 if spot.rule == "kalai-smorodinsky" else 5.4  # the two often fall together
        sheet.dots.append(Dot(x=x, y=y, marker=marker, size=size, face=face, edge=edge, order=2.2 - size / 100))


def _stairs(corners: Sequence[Pair]) -> list[Pair]:
    """Return the border of what the corners dominate."""
    points = list(corners[:1])
    for (x, _), after in itertools.pairwise(corners):
        points += [(x, after[1]), after]
    return points


def _places(trace: Trace, frame: Frame) -> list[Pair]:
    return [frame.at((offer.values[0], offer.values[1])) for offer in trace.offers]


def _trace(sheet: Sheet, trace: Trace, frame: Frame, *, at: int) -> None:
    looks, places = mark(at), _places(trace, frame)
    if len(places) > 1:
        points = tuple(places)
        line = 0.4 if is_dense(places) else 1.0
        sheet.strokes.append(Stroke(points=points, colour=looks.colour, style=looks.line, line=line, order=2.4))
    draw_marks(sheet, trace, places, colour=looks.colour, filled=True)


def _signs(sheet: Sheet, record: Dance, frame: Frame) -> None:
    for sign in record.signs:
        if sign.values is not None:
            marker, size, _ = SIGNS[sign.kind]
            x, y = frame.at((sign.values[0], sign.values[1]))
            face = "white" if sign.kind in ("fault", "accepts") else INK
            sheet.dots.append(Dot(x=x, y=y, marker=marker, size=size, face=face, edge=INK, order=3.6))


def _labels(sheet: Sheet, record: Dance, frame: Frame) -> None:
    """Write what rules pick and, at a few offers of each party, the round; where there is room."""
    size = sheet.look.small
    words = [(point, text) for point, texts in _told(record, frame).items() for text in texts]
    wanted = [
        Wanted(x=x, y=y, width=width_of(text, size=size, bold=True) + 2, height=size * 1.2) for (x, y), text in words
    ]
    corners = [frame.at((pair[0], pair[1])) for pair in record.frontier]
    every = [point for trace in record.traces for point in along(_places(trace, frame))]
    for line in (_stairs(corners), *_reservations(record, frame)):
        every += along(line)
    obstacles = [Area(left=x - 2.4, top=y - 2.4, right=x + 2.4, bottom=y + 2.4) for x, y in every]
    obstacles += [Area(left=x - 4, top=y - 4, right=x + 4, bottom=y + 4) for (x, y), _ in words]
    spaces = place(wanted, bounds=frame.area, obstacles=obstacles)
    for (_, text), label, space in zip(words, wanted, spaces, strict=True):
        if space is not None:
            write_label(sheet, text, (label.x, label.y), space, size=size)


def _told(record: Dance, frame: Frame) -> dict[Pair, list[str]]:
    """Return the words for each place: the agreement first, then what rules pick, then rounds, at most three."""
    told: dict[Pair, list[str]] = {}
    for sign in record.signs:
        if sign.kind == "agreed" and sign.values is not None:
            told[frame.at((sign.values[0], sign.values[1]))] = [f"agreed in {sign.round:,}"]
    ends = set(told)
    for spot in record.spots:
        told.setdefault(frame.at((spot.at[0], spot.at[1])), []).append(RULES[spot.rule])
    numbers: dict[Pair, list[int]] = {}
    for trace in record.traces:
        places = _places(trace, frame)
        for at in numbered(places):
            numbers.setdefault(places[at], []).append(trace.offers[at].round)
    for point, rounds in numbers.items():
        if point not in ends:
            told.setdefault(point, []).append(" · ".join(f"{number:,}" for number in sorted(set(rounds))[:3]))
    return told


def numbered(places: Sequence[Pair]) -> list[int]:
    """Return which offers have the number of their round: the first, the last, and those after the longest ways."""
    if not places:
        return []
    ways = [math.dist(one, other) for one, other in itertools.pairwise(places)]
    far = sorted((at for at, way in enumerate(ways, start=1) if way > 0), key=lambda at: -ways[at - 1])
    return sorted({0, len(places) - 1, *far[: NUMBERED - 2]})
