"""The price of each line, and what softening it would open, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from attrs import frozen

from negsim.deals.analysis import Analysis
from negsim.plots.fonts import width_of
from negsim.plots.look import FAINT, INK, PALE, SOFT, Look, Width, mark
from negsim.plots.nothing import laid_out
from negsim.plots.prices_data import PriceList, PriceRow, effect, priced, prices_data
from negsim.plots.sheet import LEADING, Dot, Label, Rect, Sheet, Stroke
from negsim.plots.words import breakable
from negsim.plots.wrapping import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_prices(analysis: Analysis, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the price of each line of an analysis; see :func:`draw_prices`."""
    return draw_prices(prices_data(analysis), ax=ax, width=width)


def draw_prices(record: PriceList, *, ax: Axes | None = None, width: Width = "full") -> Axes:
    """Draw the price of each line.

    Parameters
    ----------
    ax:
        Axes to draw within; on a figure of its own, ``width`` wide, where it is None.

    Returns
    -------
    The axes.
    """
    return laid_out(_layout, record, ax=ax, width=width)


@frozen(kw_only=True)
class _Frame:
    """Where the columns stand, and the scales of prices and of effects."""

    names: float
    prices: float
    price_width: float
    price_text: float
    effects: float
    effect_width: float
    top_price: float
    top_effect: float

    def price(self, value: float) -> float:
        return self.prices + self.price_width * value / self.top_price


def _frame(record: PriceList, look: Look) -> _Frame:
    """Return the columns: texts as wide as the longest of them, names and scales sharing the rest."""
    inner = look.width - 2 * look.margin
    price_text = max(width_of(_price_text(row), size=look.small) for row in record.rows) + 8
    effect_text = max(width_of(_effect_text(row, record), size=look.small) for row in record.rows) + 6
    rest = inner - price_text - effect_text
    names, scale, bars = rest * (0.52 if look.is_narrow else 0.55), rest * 0.3, rest * 0.12
    prices = look.margin + names + 8
    return _Frame(
        names=names,
        prices=prices,
        price_width=scale,
        price_text=price_text,
        effects=prices + scale + price_text + 4,
        effect_width=bars,
        top_price=max((row.high or 0.0 for row in record.rows), default=0.0) or 1.0,
        top_effect=max((_effect(row, record) for row in record.rows), default=0.0) or 1.0,
    )


def _effect(row: PriceRow, record: PriceList) -> float:
    """Return how long the bar of an effect is: the order of magnitude of the odds, or the number of conflicts."""
    return math.log(max(row.times or 1.0, 1.0)) if record.has_times else float(row.conflicts)


def _price_text(row: PriceRow) -> str:
    return "any" if row.low is None else priced(row).replace(" to ", "–")


def _effect_text(row: PriceRow, record: PriceList) -> str:
    return effect(row, record).removeprefix("odds ") if record.has_times else f"{row.conflicts}"


def _layout(record: PriceList, look: Look) -> Sheet:
    sheet = Sheet(look=look)
    sheet.head(record.heading)
    frame = _frame(record, look)
    _key(sheet, record)
    _columns(sheet, record, frame)
    top = sheet.y
    for index, row in enumerate(record.rows):
        _row(sheet, row, record, frame, is_shaded=index % 2 == 0)
    _scale(sheet, frame, top=top)
    sheet.foot(record.heading)
    return sheet


def _columns(sheet: Sheet, record: PriceList, frame: _Frame) -> None:
    """Write what the columns are."""
    small = sheet.look.small
    sheet.skip(small * 0.5)
    effects = "odds of a deal if soft" if record.has_times else f"conflicts, of {record.conflicts}"
    heads = (
        ("red demand", sheet.left, frame.names),
        ("price, in points of 100 of its own party", frame.prices, frame.effects - frame.prices - 6),
        (effects, frame.effects, sheet.left + sheet.inner - frame.effects),
    )
    top, bottom = sheet.y, sheet.y
    for text, x, wide in heads:
        sheet.y = top
        sheet.lines(wrapped(text, width=wide, size=small, bold=True), x=x, size=small, bold=True)
        bottom = max(bottom, sheet.y)
    sheet.y = bottom + 3


def _row(sheet: Sheet, row: PriceRow, record: PriceList, frame: _Frame, *, is_shaded: bool) -> None:
    look = sheet.look
    names = wrapped(breakable(row.name), width=frame.names - 12, size=look.small)
    words = [] if look.is_narrow else wrapped(row.meaning, width=frame.names - 12, size=look.small)
    high = (len(names) + len(words)) * look.small * LEADING + 4
    top = sheet.y
    if is_shaded:
        sheet.rects.append(Rect(x=sheet.left, y=top, width=sheet.inner, height=high, face=PALE, order=0))
    sheet.skip(1.7)
    sign = mark(row.side)
    middle = top + high / 2
    sheet.dots.append(Dot(x=sheet.left + 5, y=middle, marker=sign.marker, size=4.6, face=sign.colour))
    sheet.lines(names, x=sheet.left + 12, size=look.small)
    sheet.lines(words, x=sheet.left + 12, size=look.small, colour=SOFT)
    baseline = middle + look.small * 0.36
    if row.low is not None and row.high is not None:
        ends = ((frame.price(row.low), middle), (frame.price(row.high), middle))
        sheet.strokes.append(Stroke(points=ends, line=1.6, colour=INK))
        for x, _ in dict.fromkeys(ends):
            sheet.dots.append(Dot(x=x, y=middle, marker=sign.marker, size=4.6, face=sign.colour))
    x, wide = frame.price(row.high or 0.0) + 5, width_of(_price_text(row), size=look.small)
    under = PALE if is_shaded else "white"  # so that no line of the scale runs through the number
    sheet.rects.append(Rect(x=x - 1, y=middle - 4, width=wide + 2, height=8, face=under, order=0.6))
    sheet.labels.append(Label(x=x, y=baseline, text=_price_text(row), size=look.small))
    sheet.labels.append(Label(x=frame.effects, y=baseline, text=_effect_text(row, record), size=look.small))
    start = sheet.left + sheet.inner - frame.effect_width - 2
    wide = frame.effect_width * _effect(row, record) / frame.top_effect
    sheet.rects.append(Rect(x=start, y=middle - 1.6, width=wide, height=3.2, face=SOFT, order=2))
    sheet.y = top + high


def _scale(sheet: Sheet, frame: _Frame, *, top: float) -> None:
    """Draw the scale of prices through all rows, with its numbers below."""
    step = _step(frame.top_price / (2 if sheet.look.is_narrow else 4))
    value, bottom = 0.0, sheet.y
    while value <= frame.top_price * (1 + 1e-9):
        x = frame.price(value)
        sheet.strokes.append(Stroke(points=((x, top), (x, bottom + 1.5)), colour=FAINT, line=0.5, order=0.5))
        text = f"{value:g}"
        baseline = bottom + 2.5 + sheet.look.small
        sheet.labels.append(Label(x=x, y=baseline, text=text, size=sheet.look.small, align="center", colour=SOFT))
        value += step
    sheet.y = bottom + sheet.look.small * LEADING + 3


def _step(least: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20... (or of tenths and so on) that is at least so large."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def _key(sheet: Sheet, record: PriceList) -> None:
    size, x = sheet.look.small, sheet.left
    sheet.y += size
    for index, name in enumerate(record.sides):
        sign, text = mark(index), wrapped(name, width=sheet.inner - 12, size=size)[0]
        wide = width_of(text, size=size)
        if x > sheet.left and x + 9 + wide > sheet.left + sheet.inner:
            x, sheet.y = sheet.left, sheet.y + size * 1.6
        sheet.dots.append(Dot(x=x + 3, y=sheet.y - size * 0.35, marker=sign.marker, size=4.6, face=sign.colour))
        sheet.labels.append(Label(x=x + 9, y=sheet.y, text=text, size=size))
        x += wide + 20
