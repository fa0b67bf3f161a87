"""Who moved in a talk, as text: how far each party came, and the offers that stand out, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from negsim.cli.text import hanging, listed, percent, plural, section
from negsim.experiments.account import Account, Moment, Why
from negsim.experiments.measures import Points, StepKind
from negsim.experiments.movement import Movement
from negsim.explanation import points_text
from negsim.space.package import Package
from negsim.talks.move import Kind

_WHY = {
    Why.FIRST: "first offer",
    Why.LARGEST: "its largest single concession",
    Why.OPEN: "the first offer that breaks nobody's red demands",
    Why.CROSSING: "past red demands of its own",
    Why.LAST: "last offer",
    Why.ACCEPTED: "last acceptance",
}
_KINDS = {
    StepKind.CONCESSION: ("concession", "concessions"),
    StepKind.FORTUNATE: ("better for both sides",) * 2,
    StepKind.NICE: ("a gift that cost it nothing", "gifts that cost it nothing"),
    StepKind.SELFISH: ("for itself alone",) * 2,
    StepKind.UNFORTUNATE: ("worse for others and no better for itself",) * 2,
    StepKind.SILENT: ("without any change",) * 2,
    StepKind.MIXED: ("better for one of the others and worse for another",) * 2,
}


def movements(account: Account, *, width: int) -> Iterator[str]:
    """Yield how far each party came."""
    yield from section("WHO MOVED,", "in points of 100 of each party's own value:", width=width)
    for entry in account.movements:
        yield from hanging(f"{entry.party}: ", " ".join(_moved(account, entry)), width=width, indent=2)


def _moved(account: Account, entry: Movement) -> Iterator[str]:
    if entry.first is None or entry.last is None:
        yield from _answered(account, entry)
        return
    scale = account.problem.party(entry.party).scale
    first, last = (_hundredths(made.points[entry.party], scale) for made in (entry.first, entry.last))
    took = _took(account, entry)
    text = f"{plural(entry.offers, 'offer')}, {_from_to(first, last)}{f'; {took}' if took else ''}"
    is_told = entry.given_up is not None and account.transcript.draft is None  # beside a text nobody gives way
    yield f"{text}{';' if took else ','} {_given(entry)}." if is_told else f"{text}."
    if entry.void:
        yield f"{entry.void:,} of its offers did not count, since {_they_were(entry.void)} no concession."
    others = _to_others(account, entry)
    if others:
        yield f"Worth {others}."
    if entry.steps:
        kinds = [
            f"{count:,} {_KINDS[kind][count > 1]}{_in_sum(account, entry) if kind is StepKind.MIXED else ''}"
            for kind, count in entry.steps.items()
        ]
        yield f"{plural(sum(entry.steps.values()), 'step')}: {', '.join(kinds)}."
    longest = max(entry.stalls, key=lambda stall: stall.last - stall.first, default=None)
    if longest is not None and longest.last > longest.first:
        yield f"Longest stall: rounds {longest.first:,} to {longest.last:,}."
    if entry.shifts:
        shifts = [f"{shift.issue} {shift.first} → {shift.last}" for shift in entry.shifts]
        yield f"Moved on {plural(len(shifts), 'issue')}: {', '.join(shifts)}."


def _they_were(count: int) -> str:
    return "it was" if count == 1 else "they were"


def _answered(account: Account, entry: Movement) -> Iterator[str]:
    """Yield what a party did that made no offer."""
    took = _took(account, entry)
    if took:
        given = f"; {_given(entry)}" if entry.given_up is not None else ""
        yield f"No offer; {took}{given}."
    elif entry.accepted or entry.refused:
        yield f"No offer. It took {entry.accepted:,} and left {entry.refused:,} of what it was asked."
    else:
        yield "No offer."


def _took(account: Account, entry: Movement) -> str:
    """Return how often a party took others' offers, and what they were worth to it; nothing of talks about a text."""
    if entry.taken_first is None or entry.taken_last is None or account.transcript.draft is not None:
        return ""
    scale = account.problem.party(entry.party).scale
    first, last = (_hundredths(took.points[entry.party], scale) for took in (entry.taken_first, entry.taken_last))
    return f"{plural(entry.accepted, 'acceptance')}, worth {_from_to(first, last)}"


def _in_sum(account: Account, entry: Movement) -> str:
    """Return whom a party's mixed steps came to favour."""
    parts = [f"{party} {signed(account, party, points)}" for party, points in entry.mixed.items()]
    return f" (in sum {', '.join(parts)})" if parts else ""


def signed(account: Account, party: str, points: int) -> str:
    """Return what a party gains, in points of 100 of its own value, with its sign."""
    text = of_100(account, party, points)
    return text if points < 0 else f"+{text}"


def _given(entry: Movement) -> str:
    assert entry.given_up is not None, "asked only where there is room"
    if entry.given_up <= 0:
        return "none of its room given up"
    if entry.given_up == 1:
        return "all of its room given up"
    if entry.given_up > 1:
        return "below all that it takes"
    return f"{percent(entry.given_up)} of its room given up"


def _to_others(account: Account, entry: Movement) -> str:
    assert entry.first is not None, "asked only of parties with offers"
    assert entry.last is not None, "asked only of parties with offers"
    parts = []
    for party in account.problem.signers:
        if party.id != entry.party:
            first, last = (_hundredths(made.points[party.id], party.scale) for made in (entry.first, entry.last))
            parts.append(f"{_from_to(first, last)} to {party.id}")
    return listed(parts)


def _from_to(first: str, last: str) -> str:
    return first if first == last else f"{first} at first and {last} at last"


def _hundredths(points: int, scale: int) -> str:
    return points_text(Fraction(100 * points, scale))


def of_100(account: Account, party: str, points: float) -> str:
    """Return points of a party in points of 100 of its own value, for people."""
    return points_text(Fraction(100 * points / account.problem.party(party).scale))


def moments(account: Account, *, width: int) -> Iterator[str]:
    """Yield the offers that stand out."""
    if not account.moments:
        return
    head = "and what they are worth of 100 (now: against its offer told in full before):"
    yield from section("OFFERS THAT STAND OUT,", head, width=width)
    before: dict[str, Package] = {}
    for entry in account.moments:
        made = entry.offered
        text = f"{_stands_out(account, entry, before)} ({_worth(account, made.points)})."
        if made.maker is None and not {*entry.why} & {Why.LARGEST, Why.LAST}:
            before[made.party] = made.package
        yield from hanging(f"round {made.round:,}, {made.party}, ", text, width=width, indent=2)


def _stands_out(account: Account, entry: Moment, before: Mapping[str, Package]) -> str:
    """Return why an offer stands out and what it is; ``before`` has each party's offer told in full before it."""
    made = entry.offered
    waived = " beyond those waived" if account.transcript.waived else ""
    why = listed([f"{_WHY[reason]}{waived if reason is Why.OPEN else ''}" for reason in entry.why])
    if made.maker is not None:
        return f"{why}: {made.maker}'s offer, {_change(account, made.package, before.get(made.maker))}"
    told = before.get(made.party)
    if Why.LARGEST in entry.why and entry.before is not None:
        return f"{why}: {_from_before(made.package, entry.before)}"
    if entry.why == (Why.LAST,) and told is not None and told != made.package:
        return f"{why}: moved as told above"
    return f"{why}: {_change(account, made.package, told)}"


def _from_before(package: Package, before: Package) -> str:
    """Return what a step changes, from what to what."""
    return ", ".join(f"{issue} {before[issue]} → {package[issue]}" for issue in package.changes_from(before))


def _change(account: Account, package: Package, before: Package | None) -> str:
    """Return an offer by what it changes of the same party's one told before, or of the status quo."""
    against = account.problem.space.status_quo if before is None else before
    if against is None:
        return str(package)
    changed = package.changes_from(against)
    if not changed:
        return "as before" if before is not None else "that everything stays as it is"
    named = ", ".join(f"{issue}: {package[issue]}" for issue in changed)
    return named if before is None else f"now {named}"


def _worth(account: Account, points: Points) -> str:
    return ", ".join(f"{party.id} {_hundredths(points[party.id], party.scale)}" for party in account.problem.signers)


def turns(account: Account, *, most: int | None, width: int) -> Iterator[str]:
    """Yield the moves, or the latest so many of them, each with what an offer changes and is worth."""
    log = account.transcript.history.log
    skipped = 0 if most is None else max(0, len(log) - most)
    head = "all" if not skipped else f"the last {len(log) - skipped:,} of {len(log):,}"
    yield from section("MOVES,", f"{head}, and what offers are worth of 100:", width=width)
    before: dict[str, Package] = {}
    void = set(account.transcript.void)
    for at, (number, party, move) in enumerate(log):
        if at >= skipped:
            said = str(move)
            if move.kind is Kind.OFFER and move.package is not None:
                what = _change(account, move.package, before.get(party))
                said = f"offers {what} ({_worth(account, account.problem.points(move.package))})"
                said += ", which did not count" if at in void else ""
            yield from hanging(f"{number}. {party} ", said, width=width, indent=2)
        if move.package is not None and at not in void:
            before[party] = move.package
