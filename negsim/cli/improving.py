"""What could still be gained from a package, in words."""

from __future__ import annotations

from fractions import Fraction

from negsim.cli.phrases import title
from negsim.cli.text import hanging, listed, plural, section
from negsim.compilation import Compilation
from negsim.deals.deal import Deal, valued
from negsim.deals.improvements import Improvement, Improvements
from negsim.explanation import points_text

_HOW = (
    "better for some and worse for none, and beyond improvement themselves; the most parties that gain first, then the "
    "greatest product of gains, in points of 100 of each party's own value"
)
_NONE = "no package that goes no further past any line is better for one signing party and worse for none."


def improvement_report(compilation: Compilation, found: Improvements, *, width: int) -> str:
    """Return the improvements on a package, or why there is none, for people."""
    here = valued(compilation.problem, found.package)
    lines = [
        *hanging("", title(compilation), width=width),
        "",
        *section("FROM", f"{found.package}: {worth(compilation, here)} of 100.", width=width),
        *_broken(here, width=width),
        "",
    ]
    if not found.items:
        return "\n".join(lines + _nothing(found, width=width))
    lines += section(_head(found), _HOW, width=width)
    for place, item in enumerate(found, start=1):
        lines += hanging(f"{place}. ", _told(item), width=width)
    if not found.exact:
        lines += hanging("", "Not proved to be the best: time or steps ran out.", width=width)
    return "\n".join(lines)


def worth(compilation: Compilation, deal: Deal) -> str:
    """Return what a deal is worth to each signing party, in points of 100."""
    signers = compilation.problem.signers
    return ", ".join(
        f"{party.id} {points_text(Fraction(100 * deal.points[party.id], party.scale))}" for party in signers
    )


def _broken(here: Deal, *, width: int) -> list[str]:
    if not here.broken:
        return []
    return hanging("", f"It breaks {listed(list(here.broken))}; none may be broken further.", width=width, indent=2)


def _head(found: Improvements) -> str:
    least = "AT LEAST " if not found.complete and found.count == len(found) else ""
    shown = "" if found.count == len(found) else f", THE FIRST {len(found)}"
    return f"{least}{plural(found.count, 'IMPROVEMENT', 'IMPROVEMENTS')}{shown}:"


def _told(item: Improvement) -> str:
    gains = ", ".join(f"{party} +{points_text(gain)}" for party, gain in item.gains.items() if gain)
    changes = ", ".join(f"{issue}: {option}" for issue, option in item.changes.items())
    tied = f" (one of {item.count:,} worth the same)" if item.count > 1 else ""
    return f"{gains}{tied}: {changes}"


def _nothing(found: Improvements, *, width: int) -> list[str]:
    if found.is_efficient is None:
        text = "no improvement was found within the limits, and there may be one."
        return section("NOT SETTLED:", text, width=width)
    lines = section("NOTHING LEFT TO GAIN:", _NONE, width=width)
    if found.weights is None:
        how = f"Proved by {found.method}; no weights of the parties' values show it, issue by issue."
    else:
        shares = listed([f"{party} {weight}" for party, weight in found.weights.items()])
        how = f"With the parties' values weighted {shares}, no package that breaks the same lines at most has a "
        how += "greater sum; anyone can check it issue by issue."
    return lines + hanging("", how, width=width, indent=2)
