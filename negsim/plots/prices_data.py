"""What the price of each line shows, before it is drawn: what breaking a demand costs, and what softening it opens."""

from __future__ import annotations

from attrs import field, frozen

from negsim.deals.analysis import Analysis
from negsim.fields import entries, texts
from negsim.plots.demands import meaning, side_label, side_of
from negsim.plots.words import Heading, clean, count, decimal, setting, verdict
from negsim.problem import Demand

MAX_ROWS = 20
"""How many demands are shown."""

_HOW_TO_READ = (
    "A price is what its own party loses, in points of 100 of its own value, when a package breaks the line: from the "
    "cheapest way to break it to the dearest. Prices of different parties are not comparable: a cheap line is not one "
    "that others may ask for."
)
_ABOUT_ODDS = (
    "The odds are those of all demands, firm or soft independently, each with its own probability, which is the "
    "analyst's assumption; bars are as long as the order of magnitude."
)


@frozen(kw_only=True)
class PriceRow:
    """A red demand.

    Attributes
    ----------
    name, meaning:
        As negsim names it, and in words.
    side:
        The index of its side in :attr:`PriceList.sides`.
    low, high:
        The least and the greatest price of its boxes, in points of 100 of its own party; None for a reservation, which
        costs whatever it is missed by.
    firmness:
        The probability that it is truly firm.
    times:
        How many times better the odds are if it is soft; None where they are 0 unless others soften as well.
    conflicts:
        How many conflicts it is in.
    """

    name: str
    meaning: str
    side: int
    low: float | None
    high: float | None
    firmness: float
    times: float | None
    conflicts: int


@frozen(kw_only=True)
class PriceList:
    """What the price of each line shows.

    Attributes
    ----------
    sides:
        Names of the sides.
    rows:
        By how many times better the odds are, then by number of conflicts, then by price, then in the problem's order.
    conflicts:
        How many conflicts there are.
    has_times:
        Whether softening any one demand alone opens something.
    reason:
        Why there is nothing to show; empty where there is something.
    """

    heading: Heading
    sides: tuple[str, ...] = field(default=(), converter=texts)
    rows: tuple[PriceRow, ...] = field(default=(), converter=entries)
    conflicts: int = 0
    has_times: bool = False
    reason: str = ""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        if self.reason:
            return f"{self.heading.title}. Nothing to show: {self.reason}."
        rows = [f"{row.name}: {priced(row)}, {effect(row, self)}" for row in self.rows]
        return f"{self.heading.title}. {self.heading.subtitle}. {'; '.join(rows)}."


def priced(row: PriceRow) -> str:
    """Return what breaking a demand costs, for people."""
    if row.low is None or row.high is None:
        return "1 for each point missed"
    return decimal(row.high) if row.low == row.high else f"{decimal(row.low)} to {decimal(row.high)}"


def effect(row: PriceRow, record: PriceList) -> str:
    """Return what softening a demand does, for people."""
    if record.has_times:
        return "no odds alone" if row.times is None else f"odds ×{row.times:.3g}"
    return f"in {row.conflicts} of {count(record.conflicts, 'conflict')}"


def prices_data(analysis: Analysis) -> PriceList:
    """Return what the price of each line shows."""
    red = [demand for demand in analysis.problem.demands if demand.red]
    if not red:
        heading = Heading(title=verdict(analysis), subtitle=setting(analysis), caption=[])
        return PriceList(heading=heading, reason="no line is red under this reading")
    order = [side for side in analysis.problem.sides if side in {side_of(analysis, demand) for demand in red}]
    rows = sorted((_row(analysis, demand, order) for demand in red), key=_key)
    has_times = any(row.times is not None and row.times > 1 for row in rows)
    return PriceList(
        heading=_heading(analysis, rows, has_times=has_times),
        sides=[side_label(analysis, side) for side in order],
        rows=rows[:MAX_ROWS],
        conflicts=len(analysis.conflicts),
        has_times=has_times,
    )


def _row(analysis: Analysis, demand: Demand, sides: list[str]) -> PriceRow:
    prices = [float(box.price) for box in demand.line.boxes if box.price is not None] if demand.line else []
    importance = analysis.odds.importance.get(demand.name) if analysis.odds is not None else None
    times = importance.times if importance is not None else None
    return PriceRow(
        name=clean(demand.name),
        meaning=meaning(analysis, demand),
        side=sides.index(side_of(analysis, demand)),
        low=min(prices, default=None),
        high=max(prices, default=None),
        firmness=float(demand.firmness),
        times=None if times is None else float(times),
        conflicts=sum(demand.name in conflict.demands for conflict in analysis.conflicts),
    )


def _key(row: PriceRow) -> tuple[float, int, float]:
    return -(row.times or 0.0), -row.conflicts, -(row.high or 0.0)


def _heading(analysis: Analysis, rows: list[PriceRow], *, has_times: bool) -> Heading:
    first = rows[0]
    if has_times and first.times is not None:
        title = f"Softening {first.name} helps the odds of a deal most: {first.times:.3g} times better"
        order = "order: by the odds, then by conflicts, then by price"
    elif first.conflicts:
        some = "No one line opens the zone by itself" if _none_opens(analysis) else "Some lines open the zone alone"
        title = f"{some}; {first.name} is in {first.conflicts} of {count(len(analysis.conflicts), 'conflict')}"
        order = "order: by conflicts, then by price"
    else:
        title = "No red line stands against another"
        order = "order: by price"
    shown = f"first {MAX_ROWS} of {len(rows)} red demands" if len(rows) > MAX_ROWS else f"all {len(rows)} red demands"
    caption = [
        _HOW_TO_READ,
        _ABOUT_ODDS if has_times else "How often a line collides depends on how lines were told apart.",
    ]
    return Heading(title=title, subtitle=setting(analysis, shown if len(rows) > 1 else "", order), caption=caption)


def _none_opens(analysis: Analysis) -> bool:
    found = analysis.repairs
    return found is None or all(len(repair.demands) > 1 for repair in found.items)
