"""What demands, sources and moves are called in text for people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from negsim.compilation import Compilation
from negsim.evidence import LineEvidence
from negsim.explanation import points_text
from negsim.fields import frozen_mapping
from negsim.parties.lines import LineKind
from negsim.parties.red_line import Box
from negsim.positions.statement import Statement
from negsim.problem import Demand
from negsim.red import combinations
from negsim.space.issue import Issue


@frozen
class Footnotes:
    """Sources by number, the earliest first.

    Attributes
    ----------
    numbers:
        From source id to its number.
    """

    numbers: Mapping[str, int] = field(converter=frozen_mapping)

    def cite(self, source_ids: Iterable[str], *, assumed: bool) -> str:
        """Return the numbers of some sources in brackets, behind a star where the analyst assumed it."""
        known = sorted({self.numbers[source] for source in source_ids})
        return ("*" if assumed else "") + (f" [{','.join(map(str, known))}]" if known else "")


def footnotes(compilation: Compilation, demands: Iterable[Demand]) -> Footnotes:
    """Return numbers for the sources that some demands rest on, by date; undated ones last."""
    used = {source for demand in demands for source in sources_of(compilation, demand)}
    cited = [source for source in compilation.scenario.sources if source.id in used]
    order = sorted(cited, key=lambda source: (source.date or dt.date.max, source.id))
    return Footnotes({source.id: number for number, source in enumerate(order, start=1)})


def source_list(compilation: Compilation, numbers: Footnotes) -> str:
    """Return the numbered sources in one paragraph."""
    cited = [(number, compilation.scenario.source(source)) for source, number in numbers.numbers.items()]
    return "; ".join(
        f"[{number}] {source.label}" + (f", {day(source.date)}" if source.date else "") for number, source in cited
    )


def day(date: dt.date) -> str:
    """Return a day as people write it, the same in every locale.

    Examples
    --------
    >>> day(dt.date(2022, 2, 2))
    '2 Feb 2022'
    """
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{date.day} {months[date.month - 1]} {date.year}"


def statements_of(compilation: Compilation, demand: Demand) -> list[Statement]:
    """Return the statements behind a demand, of all parties that share it, earliest first."""
    ids = dict.fromkeys(known for entry in evidence_of(compilation, demand) for known in entry.line.statements)
    return [compilation.scenario.statement(known) for known in ids]


def sources_of(compilation: Compilation, demand: Demand) -> list[str]:
    """Return the ids of the sources that state a demand."""
    if demand.line is None:
        reservation = compilation.scenario.party(demand.party).reservation
        return [reservation.source] if reservation is not None and reservation.source else []
    stated = [entry.stated.source for entry in evidence_of(compilation, demand) if entry.stated is not None]
    said = [statement.source for statement in statements_of(compilation, demand) if statement.is_sourced]
    return [source for source in (*said, *stated) if source]


def citation(compilation: Compilation, demand: Demand, numbers: Footnotes) -> str:
    """Return where a demand was said: footnote numbers, or a star where no source states it."""
    sources = sources_of(compilation, demand)
    return numbers.cite(sources, assumed=not sources)


def evidence_of(compilation: Compilation, demand: Demand) -> list[LineEvidence]:
    """Return the lines, one for each party that shares it, that a demand stands for."""
    if demand.line is None:
        return []
    issues = {issue.id: issue for issue in compilation.scenario.issues}
    meant = combinations(demand.line.boxes, issues)
    return [
        entry
        for party in demand.shared_by
        for entry in compilation.of(party).lines
        if combinations(entry.line.boxes, issues) == meant
    ]


def holders(demand: Demand) -> str:
    """Return who makes a demand."""
    return ", ".join(demand.shared_by)


def demand_phrase(compilation: Compilation, demand: Demand, *, on: str = "") -> str:
    """Return what is demanded, to stand behind the party and a colon.

    Parameters
    ----------
    on:
        The issue that is talked about, where a line reaches over several.
    """
    if demand.line is None:
        return f"at least {points_text(100 * (compilation.of(demand.party).reservation or Fraction(0)))} of 100"
    found = evidence_of(compilation, demand)
    about = on or next(iter(demand.line.is_on), "")
    boxes = [box for box in demand.line.boxes if about in box.forbids]
    alone = [box for box in boxes if len(box.forbids) == 1]
    texts = [entry.stated.text for entry in found if entry.stated is not None and entry.stated.text]
    if texts and not (on and alone):
        return texts[0].rstrip(".")
    if not boxes:
        return f"holds to {demand.line.id}"
    kinds = {entry.line.kind for entry in found}
    return _phrase(compilation.scenario.issue(about), alone or boxes, kinds)


def _phrase(issue: Issue, boxes: list[Box], kinds: set[LineKind]) -> str:
    forbidden = list(dict.fromkeys(option for box in boxes for option in box.forbids[issue.id]))
    allowed = issue.others(forbidden)
    named = " or ".join(f"“{option}”" for option in forbidden)
    if "condition" in kinds:
        others = dict.fromkeys(other for box in boxes for other in box.forbids if other != issue.id)
        return f"{named} only on terms about {', '.join(others)}"
    if kinds == {"limit"}:
        return f"no offer of {named}"
    if len(allowed) == 1 and len(issue.options) > 2:
        return f"only “{allowed[0]}”"
    return f"not {named}"


def title(compilation: Compilation) -> str:
    """Return the heading of a report: the scenario, the reading, the date asked about."""
    when = f", as of {day(compilation.as_of)}" if compilation.as_of else ""
    return f"{compilation.scenario.label} (reading: {compilation.reading.id}{when})"
