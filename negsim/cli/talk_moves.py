"""Who moved in a talk, as text: how far each party came, and the offers that stand out, or all of them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from negsim.cli.text import hanging, listed, percent, plural, section
from negsim.experiments.account import Account, Why
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
        answers = f"It took {entry.accepted:,} and left {entry.refused:,} of what it was asked"
        yield f"No offer. {answers}." if entry.accepted or entry.refused else "No offer."
        return
    scale = account.problem.party(entry.party).scale
    first, last = (_hundredths(made.points[entry.party], scale) for made in (entry.first, entry.last))
    text = f"{plural(entry.offers, 'offer')}, {_from_to(first, last)}"
    is_told = entry.given_up is not None and account.transcript.draft is None  # beside a text nobody gives way
    yield f"{text}, {_given(entry)}." if is_told else f"{text}."
    others = _to_others(account, entry)
    if others:
        yield f"Worth {others}."
    if entry.steps:
        kinds = [f"{count:,} {_KINDS[kind][count > 1]}" for kind, count in entry.steps.items()]
        yield f"{plural(sum(entry.steps.values()), 'step')}: {', '.join(kinds)}."
    longest = max(entry.stalls, key=lambda stall: stall.last - stall.first, default=None)
    if longest is not None and longest.last > longest.first:
        yield f"Longest stall: rounds {longest.first:,} to {longest.last:,}."
    if entry.shifts:
        shifts = [f"{shift.issue} {shift.first} → {shift.last}" for shift in entry.shifts]
        yield f"Moved on {plural(len(shifts), 'issue')}: {', '.join(shifts)}."


def _given(entry: Movement) -> str:
    assert entry.given_up is not None, "asked only where there is room"
    if entry.given_up <= 0:
        return "none of its room given up"
    if entry.given_up == 1:
        return "all of its room given up"
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
    yield from section("OFFERS THAT STAND OUT,", "and what they are worth of 100:", width=width)
    before: dict[str, Package] = {}
    for entry in account.moments:
        made = entry.offered
        why = listed([_WHY[reason] for reason in entry.why])
        what = _change(account, made.package, before.get(made.party))
        before[made.party] = made.package
        text = f"{why}: {what} ({_worth(account, made.points)})."
        yield from hanging(f"round {made.round:,}, {made.party}, ", text, width=width, indent=2)


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
    for at, (number, party, move) in enumerate(log):
        if at >= skipped:
            said = str(move)
            if move.kind is Kind.OFFER and move.package is not None:
                what = _change(account, move.package, before.get(party))
                said = f"offers {what} ({_worth(account, account.problem.points(move.package))})"
            yield from hanging(f"{number}. {party} ", said, width=width, indent=2)
            if move.package is not None:
                before[party] = move.package
