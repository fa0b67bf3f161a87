"""A sweep as text: what was assumed, how likely each answer is, and what may not be concluded."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from negsim.cli.text import hanging, listed, percent, plural, section
from negsim.experiments.share import Share
from negsim.experiments.sweep_answers import Robustness, Sweep
from negsim.experiments.sweep_rules import RuleShares
from negsim.space.package import Package

_BAR = 20
_PICKS = 4
_SELDOM, _RARE = 0.005, 0.001
_LIMITS = (
    "Shares count draws of what was assumed above, not outcomes of talks: other ranges give other shares. That all "
    "accept a package says nothing of how good it is for anyone, nor that it will be found or signed. A package that "
    "is first in few draws may be second in all of them; ranks are of the packages followed here, and change when "
    "others are."
)


def sweep_report(sweep: Sweep, *, width: int) -> str:
    """Return what a sweep tells, for people.

    Parameters
    ----------
    width:
        How many characters a line may have.
    """
    sections = [
        _head(sweep, width=width),
        *sweep_findings(sweep, width=width),
        _how(sweep, width=width),
        section("NOT TO BE CONCLUDED:", _LIMITS, width=width),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in lines) for lines in sections if lines)


def sweep_findings(sweep: Sweep, *, width: int) -> list[list[str]]:
    """Return what a sweep found, section by section, without what was assumed and how it was done."""
    return [
        _zone(sweep, width=width),
        [*_packages(sweep, width=width)],
        [*_rules(sweep, width=width)],
        [*_ranks(sweep, width=width)],
    ]


def _head(sweep: Sweep, *, width: int) -> list[str]:
    compilation = sweep.compilation
    as_of = f", as of {compilation.as_of}" if compilation.as_of else ""
    title = (
        f"{compilation.scenario.label}{as_of}. Reading {compilation.reading.id}. {plural(sweep.draws, 'draw')}, "
        f"seed {sweep.seed}."
    )
    stated = sum(known.origin in ("stated", "ranked") for known in sweep.knowledge.numbers)
    known = (
        [f"{plural(stated, 'number')} {'is' if stated == 1 else 'are'} uncertain as the file says"] if stated else []
    )
    assumed = "; ".join([*known, *sweep.knowledge.assumptions]) or "nothing: no number is uncertain"
    if not sweep.knowledge.numbers:
        assumed = _same(sweep, assumed)
    return [*hanging("", title, width=width), "", *section("ASSUMED:", f"{assumed}.", width=width)]


def _same(sweep: Sweep, assumed: str) -> str:
    """Return what is assumed with a word on whether draws differ at all."""
    sure = all(known.point in (0, 1) for known in sweep.knowledge.firmness.values())
    return f"{assumed}, and each demand is firm or soft for sure: all draws are the same" if sure else assumed


def _zone(sweep: Sweep, *, width: int) -> list[str]:
    text = f"{chance(sweep.open)}."
    if sweep.zone_size is not None:
        size = sweep.zone_size
        many = f"{float(size):.3g}"
        text += f" It has {many} package{'s' * (many != '1')}"
        text += "." if size.exact else f" in the mean (± {size.standard_error:.1g})."
    return section("THE ZONE IS OPEN:", text, width=width)


def chance(share: Share) -> str:
    """Return a probability with how sure it is.

    Examples
    --------
    >>> from negsim.experiments.share import certain, share
    >>> chance(certain("1/4")), chance(share(250, 1000)), chance(share(0, 1000))
    ('25 %, exactly', '25 % ± 1.4 of 1,000 draws', 'in none of 1,000 draws (under 0.38 %)')
    >>> chance(share(1, 10_000))
    'in 1 draw of 10,000 (1 in 56,649 to 1 in 1,766)'
    """
    if share.exact:
        return f"{percent(share.value)}, exactly"
    draws = plural(share.draws, "draw")
    if share.value == 0:
        return f"in none of {draws} (under {100 * share.high:.2g} %)"
    if share.value == 1:
        return f"in all of {draws} (over {_floor(100 * share.low)} %)"
    if share.value < _RARE:
        hits = plural(round(share.value * share.draws), "draw")
        return f"in {hits} of {share.draws:,} ({percent(Fraction(share.low))} to {percent(Fraction(share.high))})"
    return f"{brief(share)} of {draws}"


def _floor(number: float) -> str:
    return f"{int(number * 10) / 10:.1f}"


def brief(share: Share) -> str:
    """Return a probability in few words: with its standard error, interval or bound where it was drawn.

    Examples
    --------
    >>> from negsim.experiments.share import certain, share
    >>> brief(certain("1/1111")), brief(share(9, 10_000)), brief(certain("9999/10000")), brief(share(9999, 10_000))
    ('1 in 1,111', '1 in 1,111 (1 in 2,112 to 0.2 %)', 'all but 1 in 10,000', 'all but 1 in 10,000 (over 99.9 %)')
    """
    value, other = share.value, 1 - share.value
    if 0 < value < _RARE:
        between = f" ({percent(Fraction(share.low))} to {percent(Fraction(share.high))})"
        return f"{percent(value)}{'' if share.exact else between}"
    if 0 < other < _RARE:
        return f"all but {percent(other)}{'' if share.exact else f' (over {_floor(100 * share.low)} %)'}"
    if share.exact:
        return percent(value)
    if 0 < share.value < 1:
        return f"{percent(share.value)} ± {100 * share.standard_error:.2g}"
    return f"under {100 * share.high:.2g} %" if share.value == 0 else f"over {_floor(100 * share.low)} %"


def _packages(sweep: Sweep, *, width: int) -> Iterator[str]:
    drawn = [not share.exact for entry in sweep.packages for share in entry.shares]
    how = "exactly"
    if any(drawn):
        how = "drawn, ± standard errors in points of 100"
        how += "" if all(drawn) else "; what has neither ± nor an interval nor a bound (under, over) is exact"
    yield from section("HOW LIKELY ALL ACCEPT", f"each package that is followed ({how}):", width=width)
    for entry in sorted(sweep.packages, key=lambda entry: -entry.all_accept.value):
        yield from _package(sweep, entry, width=width)


def _package(sweep: Sweep, entry: Robustness, *, width: int) -> Iterator[str]:
    filled = round(_BAR * float(entry.all_accept))
    bar = "#" * filled + "." * (_BAR - filled)
    yield from hanging(f"{bar} ", f"{brief(entry.all_accept)}  {entry.followed.label}", width=width, indent=2)
    parties = ", ".join(f"{party} {brief(share)}" for party, share in entry.by_party.items())
    yield from hanging("", f"{_options(sweep, entry.followed.package)}. {parties}.", width=width, indent=4)


def _options(sweep: Sweep, package: Package) -> str:
    """Return a package by what it changes of the status quo, where there is one."""
    status_quo = sweep.problem.space.status_quo
    if status_quo is None:
        return str(package)
    changes = package.changes_from(status_quo)
    return ", ".join(f"{issue}: {package[issue]}" for issue in changes) if changes else "Nothing changes"


def _rules(sweep: Sweep, *, width: int) -> Iterator[str]:
    if not sweep.rules:
        return
    first = sweep.rules[0]
    draws = f"of {plural(first.draws, 'draw')}" if first.draws == sweep.draws else f"of the first {first.draws:,} draws"
    yield from section("WHAT EACH RULE PICKS,", f"by share {draws}:", width=width)
    if first.nothing.value == 1:
        yield from hanging("", "Nothing: the zone is empty in all of them.", width=width, indent=2)
        return
    called = {entry.followed.package: entry.followed.name for entry in sweep.packages}
    for entry in sweep.rules:
        yield from hanging(f"{entry.rule}: ", _picked(sweep, entry, called), width=width, indent=2)


def _picked(sweep: Sweep, entry: RuleShares, called: dict[Package, str]) -> str:
    parts = [
        f"{brief(pick.share)} {called.get(pick.package) or _options(sweep, pick.package)}"
        for pick in entry.picks[:_PICKS]
    ]
    if len(entry.picks) > _PICKS:
        parts.append(f"{plural(len(entry.picks) - _PICKS, 'other package')} in the rest")
    if entry.nothing.value:
        parts.append(f"nothing, as the zone is empty, {brief(entry.nothing)}")
    if entry.tied.value:
        parts.append(f"several tie in {percent(entry.tied.value)}: the first of them counts")
    if entry.unproved.value:
        parts.append(f"not proved in {percent(entry.unproved.value)}: the best that was found counts")
    return "; ".join(parts) + "."


def _ranks(sweep: Sweep, *, width: int) -> Iterator[str]:
    if len(sweep.packages) < 2:
        return
    yield from section("WHO LIKES WHAT BEST,", "of the packages followed, over all weights and values:", width=width)
    for party in sweep.acceptability:
        yield from hanging(f"{party}: ", _ranked(sweep, party), width=width, indent=2)


def _ranked(sweep: Sweep, party: str) -> str:
    # Shares of one whole are told in points of 100; weights that count as written, as they are written.
    found = sweep.acceptability[party]
    unit = 100 if sweep.knowledge.of(party).sums_to_one else 1
    first = {name: found.rank(name) for name in found.alternatives}
    order = sorted((name for name in first if first[name].value >= _SELDOM), key=lambda name: -first[name].value)
    parts = []
    for name in order[:_PICKS]:
        weights = found.central_weights(name) or {}
        heavy = sorted(weights, key=lambda issue: -weights[issue].value)[:2]
        typical = listed([f"{issue} {_weight(unit * float(weights[issue]), unit)}" for issue in heavy])
        sure = found.confidence_factor(name)
        doubt = f", confidence {brief(sure)}" if sure is not None and sure.value < 1 else ""
        parts.append(f"{brief(first[name])} {name} (typically with {typical}{doubt})")
    how = "exactly" if found.draws == 0 else found.method
    return "; ".join(parts) + f" [{how}]."


def _weight(weight: float, unit: int) -> str:
    return f"{weight:.0f}" if unit == 100 else f"{weight:.4g}"


def _how(sweep: Sweep, *, width: int) -> list[str]:
    keys = ("zone", "packages", "rules")
    text = "; ".join(f"{key}: {sweep.methods[key]}" for key in keys)
    drawn = ", ".join(f"{name} {method}" for name, method in sweep.methods.items() if name not in keys)
    versions = ", ".join(f"{name} {number}" for name, number in sweep.versions.items())
    return section("HOW:", f"{text}; weights and values drawn: {drawn}; {versions}.", width=width)
