"""A talk as text: how it ended and why, what stood in the way, who moved, and how good the end was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from negsim.cli.fault_advice import advice
from negsim.cli.phrases import day
from negsim.cli.talk_moves import moments, movements, of_100, signed, turns
from negsim.cli.talk_obstacles import in_the_way, statements
from negsim.cli.text import hanging, listed, percent, plural, section
from negsim.deals.deal import Deal
from negsim.deals.improvements import Improvement
from negsim.experiments.account import Account
from negsim.explanation import points_text
from negsim.space.package import Package
from negsim.talks.protocols.table import Reason
from negsim.talks.transcript import Transcript

ISSUES_SHOWN = 3
"""How many issues are told with the statements behind their demands, unless more are asked for."""
_DETAIL = 3
_NAMED = 3
"""How many issues the first sentence names."""
_LIMITS = (
    "Strategies are rules, not people: with other rules, another order or another seed a talk may end otherwise. What "
    "the parties value is one reading of what they said."
)


def talk_report(account: Account, *, shown: int | None, most_moves: int | None = 0, width: int) -> str:
    """Return what a reader of a talk wants to know, for people.

    Parameters
    ----------
    shown:
        How many issues are told with the statements behind them; None for all.
    most_moves:
        How many moves to list, the latest of them; None for all, and 0 for none but those that stand out.
    width:
        How many characters a line may have.
    """
    sections = [
        [*_head(account, width=width)],
        [*_agreed(account, width=width)],
        [*_went_wrong(account, width=width)],
        [*in_the_way(account, width=width)],
        [*statements(account, shown=shown, width=width)],
        [*_possible(account, width=width)],
        [*movements(account, width=width)],
        [*(moments(account, width=width) if most_moves == 0 else turns(account, most=most_moves, width=width))],
        section("NOT TO BE CONCLUDED:", _LIMITS, width=width),
    ]
    return "\n\n".join("\n".join(line.rstrip() for line in lines) for lines in sections if lines)


def _head(account: Account, *, width: int) -> Iterator[str]:
    yield from hanging("", finding(account), width=width)
    yield ""
    compilation, transcript = account.compilation, account.transcript
    as_of = f", as of {day(compilation.as_of)}" if compilation.as_of else ""
    yield from hanging("", f"{compilation.scenario.label}. Reading {compilation.reading.id}{as_of}.", width=width)
    yield from hanging("", f"{transcript.protocol}, {_terms(account)}, seed {transcript.seed}.", width=width)
    asked = [party.id for party in account.problem.constrainers if party.id not in transcript.strategies]
    by_rule = f" Asked by rule, where a package needs them: {listed(asked)}." if asked else ""
    yield from hanging("", f"{_played(transcript)}.{by_rule}", width=width)
    discounts = _unused_discounts(account)
    yield from hanging("", discounts, width=width) if discounts else ()
    discounts = _unused_discounts(account)
    yield from hanging("", discounts, width=width) if discounts else ()
    if transcript.waived:
        names = f": {', '.join(transcript.waived)}" if account.deal is None else ""
        many = plural(len(transcript.waived), "red demand")
        yield from hanging("", f"{many} may be breached in this talk{names}.", width=width)


def _unused_discounts(account: Account) -> str:
    """Return which discounts of the scenario the talk was not held under; nothing where there are none."""
    used, table = account.transcript.terms.discounts, account.transcript.strategies
    stated = {party.id: party.preferences.discount for party in account.compilation.scenario.parties}
    idle = {party: share for party, share in stated.items() if party in table and party not in used and share != 1}
    if not idle:
        return ""
    kept = listed([f"{party} {float(share):g}" for party, share in idle.items()])
    options = " ".join(f"--discount {party}={float(share):g}" for party, share in idle.items())
    return f"Discounts that the file states are not used: {kept}. With {options} they are."


def _played(transcript: Transcript) -> str:
    """Return who plays what, in the order of the table."""
    names = set(transcript.strategies.values())
    if len(names) == 1:
        return f"At the table, in this order, {listed(list(transcript.strategies))}, who all play {names.pop()}"
    played = [f"{party}: {name}" for party, name in transcript.strategies.items()]
    return f"At the table, in this order, {', '.join(played)}"


def _terms(account: Account) -> str:
    terms = account.transcript.terms
    parts = [] if terms.rounds is None else [plural(terms.rounds, "round")]
    parts += [] if terms.seconds is None else [f"{terms.seconds:g} s by the clock"]
    parts += [f"breakdown {float(terms.breakdown):g} a round"] if terms.breakdown else []
    kept = [f"{party} keeps {float(share):g} to the end" for party, share in terms.discounts.items()]
    return ", ".join([*parts, *kept])


def finding(account: Account) -> str:
    """Return in a sentence how a talk ended, and why or how well."""
    transcript = account.transcript
    if account.deal is not None:
        held = "What the talk began with stood" if account.deal.package == transcript.draft else "Agreement"
        return f"{held} in {_round(account)}: {_worth(account, account.deal)}. {_quality(account)}"
    if any(fault.round == 0 for fault in transcript.faults):
        return f"The talk could not begin: {_ended(account)}. {_reason(account)}"
    return f"No agreement: {_ended(account)}. {_reason(account)}"


def _round(account: Account) -> str:
    of = account.transcript.terms.rounds
    return f"round {account.transcript.rounds:,}" + (f" of {of:,}" if of is not None else "")


def _worth(account: Account, deal: Deal) -> str:
    return ", ".join(
        f"{party.id} {points_text(Fraction(100 * deal.points[party.id], party.scale))}"
        for party in account.problem.signers
    )


def _quality(account: Account) -> str:
    own = _own_breaches(account)
    if own:
        took = " of parties that took it" if account.transcript.crossings else ""
        demand = f"{'a ' if len(own) == 1 else ''}red demand{'s' if len(own) > 1 else ''}"
        return f"It breaks {demand}{took}: {_first(own)}."
    if account.left is None or account.left.is_efficient is None:
        return "Whether more could be gained was not settled."
    if account.left.is_efficient:
        return f"{_no_further(account)}, nobody could gain more without a loss to another."
    return f"{_no_further(account)}, {_gainers(account)} could gain more without a loss to anyone."


def _no_further(account: Account) -> str:
    """Return the condition under which nothing or something is better: what was waived does not bind."""
    waived = " but those waived" if account.transcript.waived else ""
    return f"Without going further past any line{waived}"


def _gainers(account: Account) -> str:
    """Return who gains by the best of what is left."""
    gains = {} if account.left is None else account.left.items[0].gains
    some = [party for party, gain in gains.items() if gain > 0]
    return "all" if len(some) == len(gains) else listed(some)


def _own_breaches(account: Account) -> tuple[str, ...]:
    return () if account.deal is None else tuple(n for n in account.deal.broken if n not in account.transcript.waived)


def _ended(account: Account) -> str:
    ending, transcript = account.transcript.ending, account.transcript
    if ending.reason is Reason.DEADLINE:
        over = "the rounds were over" if transcript.rounds == transcript.terms.rounds else "the time was over"
        return f"{over} ({plural(transcript.rounds, 'round')})"
    if ending.reason is Reason.FAULT:
        number, of = transcript.faults[0].round, transcript.terms.rounds
        at = f"in round {number:,}" + (f" of {of:,}" if of is not None else "") if number else "before its first move"
        return f"the strategy of {ending.party} failed {at}"
    return {
        Reason.WALKED_AWAY: f"{ending.party} walked away in {_round(account)}",
        Reason.STALLED: f"nobody moved in {_round(account)}",
        Reason.BREAKDOWN: f"chance broke it off after {_round(account)}",
    }[ending.reason]


def _reason(account: Account) -> str:
    """Return what stood between the last offers, and whether anything could have been agreed."""
    last = f"The last offers break red demands on {_first(account.issues)}" if account.issues else ""
    if account.zone is None:
        return f"{last}." if last else ""
    if account.zone.is_empty:
        none = "no package keeps all red demands"
        return f"{last}, and {none}." if last else f"{none[0].upper()}{none[1:]}."
    open_to = f"{plural(account.zone.size, 'package')} would have kept all red demands"
    open_to = open_to if account.zone.exact else f"at least {open_to}"
    return f"{last}, though {open_to}." if last else f"{open_to[0].upper()}{open_to[1:]}."


def _first(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(names) - _NAMED
    return listed([*names[:_NAMED], plural(more, "other")] if more > 1 else list(names))


def _agreed(account: Account, *, width: int) -> Iterator[str]:
    deal, transcript = account.deal, account.transcript
    if deal is None:
        return
    yield from section("AGREED:", _changes(account, deal.package), width=width)
    late = {party: cost for party, cost in account.measures.lost_to_delay.items() if cost > 0}
    if late:
        kept = [f"{name} {of_100(account, name, transcript.discounted[name])}" for name in late]
        over = f"{percent(Fraction(transcript.elapsed))} of the {_clock(account)} over"
        text = f"Made so late, with {over}, it is worth less: {', '.join(kept)}."
        yield from hanging("", text, width=width, indent=2)
    if transcript.draft is not None and deal.package != transcript.draft:
        gained = [
            f"{name} {signed(account, name, more)}"
            for name, more in account.measures.gained.items()
            if name in transcript.strategies
        ]
        yield from hanging("", f"Against what the talk began with: {', '.join(gained)}.", width=width, indent=2)
    waived = [name for name in deal.broken if name in transcript.waived]
    if waived:
        moved = [f"{side} {points_text(breach.total)}" for side, breach in deal.breaches.items()]
        text = f"It breaches what was waived: {', '.join(waived)}. That costs {listed(moved)} points."
        yield from hanging("", text, width=width, indent=2)
    yield from _broken(account, deal, width=width)


def _broken(account: Account, deal: Deal, *, width: int) -> Iterator[str]:
    """Yield the red demands that an agreement breaks though nobody waived them."""
    own = _own_breaches(account)
    if not own:
        return
    yield from hanging("", f"It breaks {listed(list(own))}.", width=width, indent=2)
    demands = {demand.name: demand for demand in account.problem.demands}
    for name in own:
        behind = account.behind.get(name, "").rstrip(".")
        party = account.problem.party(demands[name].party)
        if demands[name].line is None and party.reservation is not None:
            least, gets = (of_100(account, party.id, at) for at in (party.reservation.points, deal.points[party.id]))
            behind = f"it gets {gets} and takes no less than {least}"
        if behind:
            yield from hanging("", f"{name}: {behind}.", width=width, indent=4)


def _clock(account: Account) -> str:
    return "rounds" if account.transcript.terms.seconds is None else "time"


def _changes(account: Account, package: Package) -> str:
    """Return a package by what it changes, where there is a status quo."""
    status_quo = account.problem.space.status_quo
    if status_quo is None:
        return f"{package}."
    changed = package.changes_from(status_quo)
    named = ", ".join(f"{issue}: {package[issue]}" for issue in changed)
    return f"{named}; the rest stays as it is." if named else "that everything stays as it is."


def _went_wrong(account: Account, *, width: int) -> Iterator[str]:
    """Yield faults, crossings and refusals."""
    for fault in account.transcript.faults:
        played = account.transcript.strategies.get(fault.party, "")
        when = "before its first move" if fault.round == 0 else f"in round {fault.round:,}"
        yield from section("FAULT", f"of {fault.party} {when} ({fault.kind}): {fault.message}", width=width)
        for line in fault.detail.strip().splitlines()[-_DETAIL:]:
            yield from hanging("", line.strip(), width=width, indent=4)
        yield from hanging("", advice(fault, played=played), width=width, indent=2)
    yield from _crossings(account, width=width)
    for refusal in account.refusals:
        what = "what the others agreed on" if refusal.package is None else _changes(account, refusal.package)[:-1]
        why = f"; it breaks {listed(list(refusal.demands))}" if refusal.demands else ""
        yield from section("REFUSED", f"by {refusal.party} in round {refusal.round:,}: {what}{why}.", width=width)
        for name in refusal.demands:
            yield from hanging(f"{name}: ", account.behind.get(name, "").rstrip("."), width=width, indent=2)


def _crossings(account: Account, *, width: int) -> Iterator[str]:
    """Yield for each party where it went past its own red demands: the first time, and how often."""
    for party in account.transcript.strategies:
        own = [entry for entry in account.transcript.crossings if entry.party == party]
        if own:
            names = list(dict.fromkeys(name for entry in own for name in entry.demands))
            times = "once" if len(own) == 1 else f"{len(own):,} times, first"
            did = "offered" if own[0].kind.value == "offer" else "took"
            text = f"{party} went past red demands of its own {times} in round {own[0].round:,}, where it {did}"
            text += f" {_changes(account, own[0].package)[:-1]}. It broke {listed(names)}."
            yield from section("CROSSED:", text, width=width)


def _possible(account: Account, *, width: int) -> Iterator[str]:
    if account.deal is not None:
        yield from section("HOW GOOD IT WAS:", " ".join(_against(account)), width=width)
    else:
        yield from section("WHAT WAS POSSIBLE:", " ".join(_instead(account)), width=width)
        yield from _conflicts(account, width=width)
    for question, why in account.refused.items():
        yield from hanging("", f"Not answered, {question}: {why}", width=width, indent=2)


def _perfect(account: Account) -> Iterator[str]:
    """Yield what perfect play would have come to, where that is defined."""
    found = account.perfect
    if found is not None and found.package is not None:
        worth = ", ".join(f"{name} {of_100(account, name, points)}" for name, points in found.points.items())
        if account.deal is not None and account.deal.package == found.package:
            yield "It is what two who know everything would have agreed on."
        else:
            yield f"Two who know everything would have agreed on {_changes(account, found.package)[:-1]}: {worth}."


def _against(account: Account) -> Iterator[str]:
    found, left = account.measures, account.left
    if account.zone is not None and account.zone.is_empty:
        yield "No package keeps all red demands, so there is no fair division to hold it against."
    if found.to_nash is not None and found.to_kalai_smorodinsky is not None:
        yield _distances({"Nash": found.to_nash, "Kalai and Smorodinsky": found.to_kalai_smorodinsky})
    note = account.possible.picked["nash"].note if account.possible is not None else ""
    if note and found.to_nash is not None:
        yield f"Of Nash's rule: {note}."
    if left is not None and left.is_efficient:
        yield "It is efficient: nothing that goes no further past any line is better for one and worse for none."
    if left is not None and left.items:
        yield from _left(account, left.items[0])
    yield from _perfect(account)


def _distances(rules: Mapping[str, float]) -> str:
    """Return how far the agreement is from what each rule picks; ``rules`` has the distance by whose rule it is."""
    at = [f"{name}'s package" for name, distance in rules.items() if distance == 0]
    far = [f"{100 * distance:.1f} points from {name}'s package" for name, distance in rules.items() if distance]
    same = ", with a value of 1 taken as worth the same to all" if far else ""
    return f"It is {listed([*at, *far])}{same}."


def _left(account: Account, item: Improvement) -> Iterator[str]:
    """Yield what could still be gained, and who would refuse it as it would the agreement."""
    gains = ", ".join(f"{party} +{points_text(gain)}" for party, gain in item.gains.items() if gain)
    changes = ", ".join(f"{issue}: {option}" for issue, option in item.changes.items())
    yield f"Left on the table: {gains}, with {changes}."
    if account.refused_by:
        yield f"That would still break {listed(list(account.refused_by))}, for which it would be refused."
    yield "`negsim improve` lists what could still be gained."


def _instead(account: Account) -> Iterator[str]:
    if account.zone is None:
        return
    if account.zone.is_empty:
        many = f"{'' if account.complete else 'at least '}{plural(len(account.conflicts), 'set')}"
        is_one = len(account.conflicts) == 1 and account.complete
        why = f"{listed(list(account.conflicts[0]))} cannot be met together" if is_one else ""
        yield f"nothing. No package keeps all red demands: {why or f'{many} of them cannot be met together'}."
        return
    many = plural(account.zone.size, "package")
    yield f"{'' if account.zone.exact else 'at least '}{many} would have kept all red demands."
    for deal in account.fair[:1]:
        yield f"Nash's among them is {_changes(account, deal.package)[:-1]}: {_worth(account, deal)} of 100."
    agreed = [entry for entry in account.moments if any(why.value == "open" for why in entry.why)]
    for entry in agreed:
        made = entry.offered
        yield f"{made.party} offered one of them in round {made.round:,}, and not all were ready to take it then."
    yield from _perfect(account)


def _conflicts(account: Account, *, width: int) -> Iterator[str]:
    for conflict in account.conflicts[:1]:
        if len(account.conflicts) > 1 or not account.complete:
            text = f"The first: {listed(list(conflict))}. `negsim conflicts` lists all."
            yield from hanging("", text, width=width, indent=2)
        for name in _unsaid(account, conflict.demands):
            yield from hanging("", f"{name}: {account.behind[name].rstrip('.')}.", width=width, indent=4)


def _unsaid(account: Account, names: Sequence[str]) -> list[str]:
    """Return the demands whose statements do not stand in the text already."""
    return [name for name in names if name in account.behind and name not in account.blocking]
