"""What is checked of a protocol: each check with its name, which says what should hold, and what to do about it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from attrs import field, frozen

from negsim.fields import entries
from negsim.talks.guests import called
from negsim.talks.move import Kind
from negsim.talks.protocols.table import Ending, Protocol, Reason, Table
from negsim.talks.strategies.registry import STRATEGIES
from negsim.testing.check import Check, changing, nameless
from negsim.testing.fingerprint import fingerprint
from negsim.testing.protocol_runs import CASTS, MOST_STEPS, ROUNDS, Run, Step, in_words, run, wrong_at
from negsim.testing.surroundings import surroundings
from negsim.testing.trials import Ground, played


@frozen(kw_only=True)
class ProtocolTrial:
    """A protocol, and what it is tried on.

    Attributes
    ----------
    protocol:
        Anyone's.
    grounds:
        What is negotiated about, each with another number of parties.
    seed:
        Of all that is drawn.
    """

    protocol: Protocol
    grounds: tuple[Ground, ...] = field(converter=entries)
    seed: int = 0

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The protocol, played through with each problem and each cast, once."""
        return tuple(self.again(ground, cast) for ground in self.grounds for cast in CASTS)

    def again(self, ground: Ground, cast: str) -> Run:
        """Return one run, played anew."""
        return run(self.protocol, ground, cast=cast, seed=self.seed)

    def steps(self) -> Iterator[tuple[Run, Step]]:
        """Yield every step of every run."""
        for entry in self.runs:
            yield from ((entry, step) for step in entry.steps)

    def tables(self) -> Iterator[tuple[Run, Table]]:
        """Yield every table of every run."""
        for entry in self.runs:
            yield from ((entry, table) for table in entry.tables if type(table) is Table)


def _incomplete(trial: ProtocolTrial) -> Iterator[str]:
    for name in ("opening", "after", "refused", "closing"):
        if not callable(getattr(trial.protocol, name, None)):
            yield f"it has no function {name}"


def _no_value(trial: ProtocolTrial) -> Iterator[str]:
    yield from changing(trial.protocol, talk=lambda: trial.again(trial.grounds[0], CASTS[0]))


def _raising(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        if entry.error:
            table = next((f", round {made.round}" for made in reversed(entry.tables) if type(made) is Table), "")
            yield f"{entry}{table}: {entry.error}"


def _no_tables(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        if entry.error:
            continue
        opening = entry.opening
        if type(opening) is not Table:
            yield f"{entry}: opening returned {in_words(opening)}; expected a Table"
        elif type(opening.round) is not int or opening.round != 1:
            yield f"{entry}: the first table is of round {opening.round!r}; rounds are counted from 1"
        for step in entry.steps:
            if type(step.after) is not Table and not step.refused:
                yield f"{entry}, round {step.table.round}: after returned {in_words(step.after)}; expected a Table"


def _strangers(trial: ProtocolTrial) -> Iterator[str]:
    for entry, table in trial.tables():
        if table.ending is None:
            yield from (f"{entry}, round {table.round}: {found}" for found in wrong_at(table, entry.parties))


def _nothing_to_do(trial: ProtocolTrial) -> Iterator[str]:
    for entry, table in trial.tables():
        if table.ending is not None:
            continue
        if not table.allowed or not set(table.allowed) <= set(Kind):
            yield f"{entry}, round {table.round}: what is allowed is {in_words(table.allowed)}; expected kinds of moves"
        elif Kind.ACCEPT in table.allowed and table.standing is None:
            yield f"{entry}, round {table.round}: parties may accept, and nothing is on the table"


def _going_back(trial: ProtocolTrial) -> Iterator[str]:
    for entry, step in trial.steps():
        if type(step.after) is Table and step.after.round < step.table.round:
            yield f"{entry}: after round {step.table.round} came round {step.after.round}"


def _endless(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        if len(entry.steps) > MOST_STEPS and entry.ending is None:
            number = max(step.table.round for step in entry.steps)
            yield f"{entry}: after {MOST_STEPS} more moves neither round {number} was over nor the talk"


def _agreed_by_some(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        yield from _one_sided(entry, entry.ending)


def _one_sided(entry: Run, ending: Any) -> Iterator[str]:
    if type(ending) is not Ending or ending.reason is not Reason.AGREEMENT or not _exists(entry, ending):
        return
    assert ending.package is not None, "what exists is a package"
    missing = [party for party in entry.parties if party not in entry.took(ending.package)]
    if missing:
        yield f"{entry}: {ending.package} was agreed, and {', '.join(missing)} did not take it"


def _exists(entry: Run, ending: Ending) -> bool:
    ladder = entry.ground.seats[entry.parties[0]].brief.ladder
    return ladder.is_package(ending.package)


def _wrong_ends(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        if entry.ending is not None:
            yield from (f"{entry}: {found}" for found in _wrong_end(entry, entry.ending))


def _wrong_end(entry: Run, ending: Any) -> Iterator[str]:
    """Yield what cannot be of an ending."""
    if type(ending) is not Ending:
        yield f"the end is {in_words(ending)}; expected an Ending"
        return
    if ending.reason in {Reason.FAULT, Reason.BREAKDOWN}:
        yield f"it ended with {ending.reason.value}, which is not for protocols to say"
    if (ending.reason is Reason.AGREEMENT) != (ending.package is not None):
        yield f"it ended with {ending.reason.value} and package {ending.package}; an agreement has one, and only that"
    elif ending.package is not None and not _exists(entry, ending):
        yield f"it ended with {ending.package}, which is no package of the space"
    left = {party for step in entry.steps for party, move in step.moves.items() if move.kind is Kind.WALK_AWAY}
    if (ending.reason is Reason.WALKED_AWAY) != bool(ending.party) or (ending.party and ending.party not in left):
        who = ", ".join(sorted(left)) or "nobody"
        yield f"it ended with {ending.reason.value} by {ending.party or 'nobody'}; who left: {who}"


def _other_words(trial: ProtocolTrial) -> Iterator[str]:
    for entry, step in trial.steps():
        for error in step.refused:
            if error.party not in step.table.movers or not error.message:
                yield f"{entry}, round {step.table.round}: it refused a move of {error.party!r}: {error.message!r}"
        if step.refused and type(step.after) is not Table:
            yield f"{entry}, round {step.table.round}: it refused whatever was tried: {step.refused[-1].message}"


def _spoiling(trial: ProtocolTrial) -> Iterator[str]:
    for entry, step in trial.steps():
        if step.is_spoiled:
            yield f"{entry}, round {step.table.round}: the table that it was given was another afterwards"


def _after(trial: ProtocolTrial, entry: Run, table: Table, step: Step) -> Any:
    return called(trial.protocol.after, table, step.moves, referee=entry.ground.judge(seed=trial.seed))


def _unrepeatable(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        again = trial.again(entry.ground, entry.cast)
        if fingerprint((again.tables, again.ending)) != fingerprint((entry.tables, entry.ending)):
            yield f"{entry}: with the same moves and the same chance it went otherwise"


def _immovable(trial: ProtocolTrial) -> Iterator[str]:
    for entry, step in trial.steps():
        if type(step.after) is not Table or step.table.round > 2:
            continue
        copy = called(lambda table: pickle.loads(pickle.dumps(table)), step.table)
        if _described(_after(trial, entry, copy, step)) != _described(_after(trial, entry, step.table, step)):
            yield f"{entry}, round {step.table.round}: with a copy of its table, made by pickling, it went otherwise"


def _described(table: Any) -> tuple[Any, ...]:
    """Return what everybody sees of a table: a copy need not be the same inside."""
    return (table.round, table.movers, table.allowed, table.standing, table.text, table.ending)


def _stopped_by_refusal(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        last = entry.tables[-1]
        if type(last) is not Table or type(last.ending) is not Ending or last.ending.reason is not Reason.AGREEMENT:
            continue
        table = called(trial.protocol.refused, last, referee=entry.ground.judge(seed=trial.seed))
        if type(table) is not Table:
            yield f"{entry}: refused returned {in_words(table)}; expected a Table"
        elif table.ending is None:
            found = [*wrong_at(table, entry.parties), *([] if table.round >= last.round else ["rounds go back"])]
            yield from (f"{entry}, after an agreement was refused: {entry_found}" for entry_found in found)
        elif table.ending.package is not None and table.ending.package != entry.opening.text:
            yield f"{entry}: {table.ending.package} was refused, and is agreed all the same"


def _unclosable(trial: ProtocolTrial) -> Iterator[str]:
    for entry in trial.runs:
        for at, table in enumerate(entry.tables):
            if type(table) is not Table or table.ending is not None:
                continue
            ending = called(trial.protocol.closing, table)
            part = Run(
                cast=f"{entry.cast}, closed in round {table.round}",
                ground=entry.ground,
                opening=entry.opening,
                steps=entry.steps[:at],
                ending=ending,
            )
            yield from (f"{part}: {found}" for found in _wrong_end(part, ending))
            yield from _one_sided(part, ending)


def _meddling(trial: ProtocolTrial) -> Iterator[str]:
    before = surroundings()
    for ground in trial.grounds:
        trial.again(ground, "drawing")
    yield from before.changes()


def _unplayable(trial: ProtocolTrial) -> Iterator[str]:
    chosen = [STRATEGIES[name] for name in ("linear", "conceder", "random-walker", "micro")]
    for ground in trial.grounds:
        strategies = {party: chosen[at % len(chosen)] for at, party in enumerate(ground.parties)}
        transcript = called(played, ground.problem, trial.protocol, strategies, rounds=ROUNDS)
        for fault in transcript.faults:
            yield f"{len(ground.parties)} parties: {fault.party} got a fault, {fault.kind}: {fault.message}"


PROTOCOL_CHECKS: tuple[Check, ...] = (
    Check(
        name="has-a-name",
        find=lambda trial: nameless(trial.protocol),
        advice="give it an attribute or a property, name: one text, the same whenever it is asked for",
        is_gate=True,
    ),
    Check(
        name="has-all-functions",
        find=_incomplete,
        advice="write opening, after, refused and closing, as negsim.talks.protocols.table.Protocol has them",
        is_gate=True,
    ),
    Check(
        name="raises-no-error",
        find=_raising,
        advice="where a move cannot be made for what it is, raise IllegalMoveError(party, message), and nothing else",
        is_gate=True,
    ),
    Check(
        name="returns-tables",
        find=_no_tables,
        advice="return a Table from opening (of round 1), after and refused",
        is_gate=True,
    ),
    Check(
        name="is-a-value",
        find=_no_value,
        advice="make it a frozen attrs class in a module, of settings alone; keep the rest in Table.memory",
    ),
    Check(
        name="asks-who-is-at-the-table",
        find=_strangers,
        advice="name as movers some of the parties that opening was given, each once, until there is an ending",
        is_gate=True,
    ),
    Check(
        name="lets-something-be-done",
        find=_nothing_to_do,
        advice="allow at least one kind of move at each table, and Kind.ACCEPT only where something stands",
    ),
    Check(
        name="never-goes-back",
        find=_going_back,
        advice="the round of a table is that of the one before, or a later one",
        is_gate=True,
    ),
    Check(
        name="comes-to-an-end",
        find=_endless,
        advice="go into the next round once all have moved: the talk ends with its rounds",
        is_gate=True,
    ),
    Check(
        name="ends-for-a-reason",
        find=_wrong_ends,
        advice="an agreement has a package that exists; walked-away names who did; faults and chance are not its own",
    ),
    Check(
        name="agrees-with-all",
        find=_agreed_by_some,
        advice="a package is agreed once every party offered it, accepted it, or offered what is no better for it",
    ),
    Check(
        name="refuses-by-name",
        find=_other_words,
        advice="IllegalMoveError names one of the movers, and says what it can do instead; leave it something to do",
    ),
    Check(
        name="leaves-tables-alone",
        find=_spoiling,
        advice="build a new table (attrs.evolve); what Table.memory holds is for reading too",
    ),
    Check(
        name="repeats-itself",
        find=_unrepeatable,
        advice="draw from referee.chance.rng alone, keep nothing outside the table, and go by no order of a set",
    ),
    Check(
        name="can-be-moved-midway",
        find=_immovable,
        advice="keep in Table.memory what can be pickled: no functions, open files or generators",
    ),
    Check(
        name="goes-on-when-refused",
        find=_stopped_by_refusal,
        advice="refused returns a table at which the talk goes on, or its end without what was refused",
    ),
    Check(
        name="closes-at-any-time",
        find=_unclosable,
        advice="closing returns the deadline, or the agreement on a text that all had taken by then",
    ),
    Check(
        name="changes-nothing-around-it",
        find=_meddling,
        advice="change no module or class, and draw from referee.chance.rng instead of random or numpy.random",
    ),
    Check(
        name="is-played-by-all",
        find=_unplayable,
        advice="a strategy goes by view.allowed, view.standing and view.text: see that these tell what can be done",
    ),
)
"""All checks, in the order in which they are run."""
