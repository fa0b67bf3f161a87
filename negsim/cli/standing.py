"""Rankings of packages and counts of them, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from negsim.cli.improving import worth
from negsim.cli.phrases import title
from negsim.cli.text import hanging, percent, plural, section
from negsim.compilation import Compilation
from negsim.deals.deal import valued
from negsim.deals.marginals import Marginals
from negsim.deals.ranking import PackageRanking
from negsim.space.package import Package

_MEANS = {
    "nash": "the greatest product of gains",
    "kalai-smorodinsky": "the greatest least gain over best gain",
    "egalitarian": "the greatest least gain",
    "utilitarian": "the greatest sum of gains",
}


def ranking_report(compilation: Compilation, found: PackageRanking, *, is_complete: bool, width: int) -> str:
    """Return the best packages by a rule, for people."""
    among = "that meet every line that counts" if found.of == "zone" else "whatever line they break"
    lines = [*hanging("", title(compilation), width=width), ""]
    if not found.items:
        return "\n".join([*lines, "NO PACKAGE MEETS EVERY LINE THAT COUNTS."])
    head = f"THE {'ONLY ' if is_complete else ''}{plural(len(found), 'PACKAGE', 'PACKAGES')} BY {found.rule.upper()}"
    body = f"{among}, by {_MEANS[found.rule]}; in points of 100 of each party's own value"
    lines += section(head, body, width=width)
    for place, item in enumerate(found, start=1):
        lines += hanging(f"{place}. ", _ranked(compilation, item.package), width=width)
    if not found.exact:
        lines += hanging("", "Not proved to be the best: time or steps ran out.", width=width)
    return "\n".join(lines)


def _ranked(compilation: Compilation, package: Package) -> str:
    return f"{worth(compilation, valued(compilation.problem, package))}: {package}"


def marginals_report(compilation: Compilation, found: Marginals, *, width: int) -> str:
    """Return the shares of options and what each demand forbids, for people."""
    lines = [*hanging("", title(compilation), width=width), ""]
    meet = "MEETS" if found.zone.packages == 1 else "MEET"
    head = f"{found.zone.packages:,} OF {found.packages:,} PACKAGES {meet} EVERY LINE THAT COUNTS;"
    body = "in what share of them each option stands, and of the packages that each party by itself could accept"
    lines += section(head, body, width=width)
    lines += _side_by_side(_shares(compilation, found), width=width)
    if found.demands:
        head = "WHAT EACH DEMAND FORBIDS:"
        body = "how many packages, and how many that no other line that counts forbids; in brackets demands that do "
        body += "not count, with how many packages that all could accept each of them would forbid"
        lines += ["", *section(head, body, width=width), *_side_by_side(_forbidden(found), width=width)]
    return "\n".join(lines)


def _shares(compilation: Compilation, found: Marginals) -> list[list[str]]:
    """Return a column of names, and one for all parties together and for each of them."""
    names = ["", "of all packages"]
    for issue in compilation.scenario.issues:
        names += [issue.id, *(f"  {option}" for option in issue.option_ids)]
    columns = [names]
    for head, counts in {"together": found.zone, **found.parties}.items():
        column = [head, _share(Fraction(counts.packages, max(1, found.packages)))]
        for issue in compilation.scenario.issues:
            shares = [counts.share(issue.id, option) for option in issue.option_ids]
            column += ["", *(_share(share) if counts.packages else "-" for share in shares)]
        columns.append(column)
    return columns


def _share(share: Fraction) -> str:
    return "under 1 in 10^6" if 0 < share < Fraction(1, 10**6) else percent(share)


def _forbidden(found: Marginals) -> list[list[str]]:
    names = [demand.name if demand.red else f"({demand.name})" for demand in found.demands]
    shares = [_share(Fraction(demand.forbids, found.packages)) for demand in found.demands]
    alone = [f"{demand.alone:,}" for demand in found.demands]
    return [
        ["", *names],
        ["forbids", *(f"{demand.forbids:,}" for demand in found.demands)],
        ["of all", *shares],
        ["alone", *alone],
    ]


def _side_by_side(columns: Sequence[Sequence[str]], *, width: int) -> Iterator[str]:
    """Yield a table of columns, the first on the left of every part; in several parts where it is too wide."""
    names, *others = columns
    widths = [max(map(len, column)) for column in others]
    hang = max(map(len, names)) + 2
    start = 0
    while start < len(others):
        end, used = start + 1, hang + widths[start] + 2
        while end < len(others) and used + widths[end] + 2 <= width:
            used, end = used + widths[end] + 2, end + 1
        if start:
            yield ""
        for at, name in enumerate(names):
            cells = (column[at].rjust(size) for column, size in zip(others[start:end], widths[start:end], strict=True))
            yield "  ".join([f"  {name}".ljust(hang), *cells]).rstrip()
        start = end
