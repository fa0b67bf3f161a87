"""What acceptability bars show, before they are drawn: how likely all accept each package, and each party by itself."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from negsim.experiments.share import Share
from negsim.experiments.sweep_answers import Robustness, Sweep
from negsim.fields import entries, texts
from negsim.plots.words import Heading, clean, count, day, differences

MAX_ROWS = 10
"""How many packages are shown."""

_HOW_TO_READ = (
    "Bars: how likely a package breaks no line or reservation that turned out firm, of all parties (dark) and of each "
    "by itself (light, with its mark). ≈, under and over: drawn, whiskers being 95 % intervals; all else is exact."
)
_ASSUMED = (
    "A bar is as good as what was assumed of weights and firmness, and says nothing of how good a package is for "
    "anyone; probabilities of parties are not shares of a whole."
)


@frozen(kw_only=True)
class Bar:
    """A probability.

    Attributes
    ----------
    party:
        Whose; empty for all of them together.
    low, high:
        The ends of its 95 % interval; equal to the value where it is exact.
    text:
        The probability, for people.
    """

    party: str
    value: float
    low: float
    high: float
    text: str
    exact: bool


@frozen(kw_only=True)
class BarRow:
    """A package.

    Attributes
    ----------
    name, package:
        Why it is followed, and its options; where there is a status quo, those that differ from it.
    everyone, parties:
        How likely all accept it, and each party whose demands count.
    """

    name: str
    package: str
    everyone: Bar
    parties: tuple[Bar, ...] = field(converter=entries)


@frozen(kw_only=True)
class AcceptabilityBars:
    """What acceptability bars show.

    Attributes
    ----------
    parties:
        Names of the parties, in the order of their marks.
    rows:
        The likeliest to be accepted by all first, then in the order that they are followed in.
    """

    heading: Heading
    parties: tuple[str, ...] = field(converter=texts)
    rows: tuple[BarRow, ...] = field(converter=entries)

    @property
    def alternative(self) -> str:
        """The picture in words."""
        rows = [
            f"{row.name}: all {row.everyone.text} ({', '.join(f'{bar.party} {bar.text}' for bar in row.parties)})"
            for row in self.rows
        ]
        return f"{self.heading.title}. {self.heading.subtitle}. {'; '.join(rows)}."


def likely(share: Share) -> str:
    """Return a probability for people, as exactly as it is known.

    Examples
    --------
    >>> from negsim.experiments.share import certain, share
    >>> likely(certain("1/8")), likely(certain("1/40000")), likely(share(0, 500)), likely(share(500, 500))
    ('12 %', '1 in 40,000', 'under 0.8 %', 'over 99.2 %')
    >>> likely(share(1, 10_000)), likely(share(50, 100)), likely(certain("9999/10000"))
    ('≈ 1 in 10,000', '≈ 50 %', 'all but 1 in 10,000')
    """
    value = share.value
    if value in (0, 1) and not share.exact:
        return f"under {100 * share.high:.1g} %" if value == 0 else f"over {int(1000 * share.low) / 10} %"
    return f"{'' if share.exact else '≈ '}{_plain(value)}"


def _plain(value: Fraction) -> str:
    if value == 0:
        return "0 %"
    if value < Fraction(1, 1000):
        return f"1 in {round(1 / value):,}"
    if Fraction(995, 1000) <= value < 1:
        return f"all but {_plain(1 - value)}"
    number = float(100 * value)
    return f"{number:.0f} %" if number >= 1 else f"{number:.1f} %"


def acceptability_data(sweep: Sweep) -> AcceptabilityBars:
    """Return what the acceptability bars of a sweep show."""
    rows = sorted(sweep.packages, key=lambda entry: -entry.all_accept.value)
    return AcceptabilityBars(
        heading=_heading(sweep, rows),
        parties=[clean(party) for party in rows[0].by_party],
        rows=[_row(sweep, entry) for entry in rows[:MAX_ROWS]],
    )


def _row(sweep: Sweep, entry: Robustness) -> BarRow:
    status_quo = sweep.problem.space.status_quo
    package = entry.followed.package
    if status_quo == package:
        words = "nothing changes"
    else:
        words = str(package) if status_quo is None else differences(package, status_quo)
    return BarRow(
        name=clean(entry.followed.label),
        package=clean(words),
        everyone=_bar("", entry.all_accept),
        parties=[_bar(clean(party), share) for party, share in entry.by_party.items()],
    )


def _bar(party: str, share: Share) -> Bar:
    return Bar(party=party, value=float(share), low=share.low, high=share.high, text=likely(share), exact=share.exact)


def drawn_from(sweep: Sweep, *more: str) -> str:
    """Return the subtitle of a picture of a sweep: scenario, reading, date, draws and seed."""
    compilation = sweep.compilation
    as_of = [f"as of {day(compilation.as_of)}"] if compilation.as_of else []
    draws = f"{count(sweep.draws, 'draw')}, seed {sweep.seed}"
    parts = [compilation.scenario.label, f"reading: {compilation.reading.id}", *as_of, draws, *more]
    return " · ".join(clean(part) for part in parts if part)


def _heading(sweep: Sweep, rows: list[Robustness]) -> Heading:
    best, several = rows[0], count(len(rows), "package")
    if best.all_accept.value:
        title = (
            f"All accept “{best.followed.name}” with a probability of {likely(best.all_accept)}, the most of {several}"
        )
    else:
        title = f"All accept none of {several}" + ("" if best.all_accept.exact else f" in any of {sweep.draws:,} draws")
    shown = f"first {MAX_ROWS} of {len(rows)} packages" if len(rows) > MAX_ROWS else ""
    return Heading(title=clean(title), subtitle=drawn_from(sweep, shown), caption=[_HOW_TO_READ, _ASSUMED])
