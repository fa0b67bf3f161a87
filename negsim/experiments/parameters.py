"""Parameters: a problem's numbers by name, and the problem with one of them set to something else."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import attrs
from attrs import frozen

from negsim.compilation import Compilation, with_evidence
from negsim.errors import UnanswerableError, UnknownNameError
from negsim.evidence import LineEvidence, PartyEvidence, package_value
from negsim.fields import Number, exact
from negsim.parties.values import OptionValue
from negsim.parties.weights import IssueWeight
from negsim.problem import ProblemLine, ProblemParty
from negsim.red import Combination, combinations, redden

NumberKind = Literal["weight", "value", "reservation", "firmness"]

_SET = "set to another number"
_FIRMNESS = "firmness:"


@frozen(kw_only=True)
class Parameter:
    """Which number of a problem a name means.

    Attributes
    ----------
    name:
        ``US:weight:membership``, ``US:value:membership:bar``, ``US:reservation`` or ``firmness:US:no-x``.
    kind:
        What kind of number it is.
    party:
        Whose number it is; of a demand, the party it is listed under.
    issue, option, demand:
        What it is about; empty where it is not about such a thing.
    """

    name: str
    kind: NumberKind
    party: str
    issue: str = ""
    option: str = ""
    demand: str = ""

    @property
    def words(self) -> str:
        """The number in words."""
        if self.kind == "firmness":
            return f"firmness of {self.demand}"
        if self.kind == "reservation":
            return f"reservation of {self.party}"
        what = self.issue if self.kind == "weight" else f"{self.option} on {self.issue}"
        return f"{self.kind} of {what} with {self.party}"


def parameter(compilation: Compilation, name: str) -> Parameter:
    """Return which number a name means.

    Raises
    ------
    UnknownNameError
        If there is no such number.
    """
    demand = name.removeprefix(_FIRMNESS)
    demands = [known.name for known in compilation.problem.demands]
    if demand != name and demand in demands:
        return Parameter(name=name, kind="firmness", party=demand.partition(":")[0], demand=demand)
    for entry in compilation.evidence:
        party = entry.party.id
        if name == f"{party}:reservation" and entry.reservation is not None:
            return Parameter(name=name, kind="reservation", party=party)
        for issue in entry.weights:
            if name == f"{party}:weight:{issue}":
                return Parameter(name=name, kind="weight", party=party, issue=issue)
            for value in entry.values[issue]:
                if name == f"{party}:value:{issue}:{value.option}":
                    return Parameter(name=name, kind="value", party=party, issue=issue, option=value.option)
    some = [f"{entry.party.id}:weight:{issue}" for entry in compilation.evidence for issue in entry.weights]
    raise UnknownNameError("number", name, [*some, *(f"{_FIRMNESS}{known}" for known in demands)])


def with_number(compilation: Compilation, name: str, *, value: Number) -> Compilation:
    """Return what is compiled when one number is another, all else being as it is.

    The other weights of a party keep their proportions and make up what is left to 1, unless its numbers count as
    written. Lines are priced anew where their prices are derived, and a reservation that is what a fallback is worth
    moves with weights and values. A firmness that crosses what the reading calls red makes lines red, or no longer so,
    and those that meet them.

    Parameters
    ----------
    name:
        As in :class:`negsim.experiments.knowledge.Known`. The firmness of a demand that several parties share is set
        for all of them.

    Raises
    ------
    UnknownNameError
        If there is no such number.
    UnanswerableError
        If it is the weight of the only issue that a party cares about: there are no others to make up the rest.

    Examples
    --------
    >>> import negsim
    >>> from negsim.compilation import compile_scenario
    >>> weights = {"price": 3, "date": 1, "place": 1}
    >>> compilation = compile_scenario(negsim.Scenario(
    ...     "sale",
    ...     issues=[negsim.Issue(name, ["this", "that"]) for name in weights],
    ...     parties=[negsim.Party("Buyer", preferences=negsim.Preferences(weights=weights))]))
    >>> changed = with_number(compilation, "Buyer:weight:price", value="1/2")
    >>> [str(weight.weight) for weight in changed.of("Buyer").weights.values()]
    ['1/2', '1/4', '1/4']
    """
    found, number = parameter(compilation, name), exact(value)
    if found.kind == "firmness":
        return with_firmness(compilation, {found.demand: number})
    return with_evidence(compilation, evidence_with(compilation, found, value=number))


def evidence_with(compilation: Compilation, found: Parameter, *, value: Fraction) -> PartyEvidence:
    """Return the evidence of a party with another weight, value or reservation; its lines are priced as they were.

    Raises
    ------
    UnanswerableError
        As :func:`with_number`.
    """
    entry = compilation.of(found.party)
    if found.kind == "reservation":
        return attrs.evolve(entry, reservation=value)
    if found.kind == "weight":
        changed = attrs.evolve(entry, weights=_weights(entry, found.issue, value))
    else:
        changed = attrs.evolve(entry, values=_values(entry, found, value))
    return attrs.evolve(changed, reservation=_reservation(compilation, changed))


def with_firmness(compilation: Compilation, firmness: Mapping[str, Fraction]) -> Compilation:
    """Return what is compiled when demands are firm with other probabilities, by name."""
    parties = [_with_firmness(party, firmness, compilation=compilation) for party in compilation.problem.parties]
    issues = {issue.id: issue for issue in compilation.scenario.issues}
    lines = redden(
        {party.id: party.red_lines for party in parties},
        compilation.scenario.parties,
        compilation.reading,
        issues=issues,
    )
    parties = [attrs.evolve(party, red_lines=lines[party.id]) for party in parties]
    problem = attrs.evolve(compilation.problem, parties=parties)
    return attrs.evolve(compilation, problem=problem, evidence=_firm_evidence(compilation, firmness))


def _firm_evidence(compilation: Compilation, firmness: Mapping[str, Fraction]) -> list[PartyEvidence]:
    """Return the evidence in which demands are firm with other probabilities: the lines of all that share one."""
    issues = {issue.id: issue for issue in compilation.scenario.issues}
    own = {f"{entry.party.id}:{known.line.id}": known.line for entry in compilation.evidence for known in entry.lines}
    lines: dict[tuple[str, frozenset[Combination]], Fraction] = {}
    for demand in compilation.problem.demands:
        if demand.name in firmness and demand.name in own:
            meaning = combinations(own[demand.name].boxes, issues)
            lines |= {(party, meaning): firmness[demand.name] for party in demand.shared_by}
    concerned = {party for party, _ in lines}

    def changed(party: str, known: LineEvidence) -> LineEvidence:
        meant = (party, combinations(known.line.boxes, issues))
        return attrs.evolve(known, firmness=lines.get(meant, known.firmness))

    found = []
    for entry in compilation.evidence:
        firm = firmness.get(f"{entry.party.id}:reservation", entry.reservation_firmness)
        entry = attrs.evolve(entry, reservation_firmness=firm)
        if entry.party.id in concerned:
            entry = attrs.evolve(entry, lines=tuple(changed(entry.party.id, known) for known in entry.lines))
        found.append(entry)
    return found


def _with_firmness(party: ProblemParty, firmness: Mapping[str, Fraction], *, compilation: Compilation) -> ProblemParty:
    def changed(line: ProblemLine) -> ProblemLine:
        return attrs.evolve(line, firmness=firmness.get(f"{party.id}:{line.id}", line.firmness))

    reservation = party.reservation
    if reservation is not None:
        firm = firmness.get(f"{party.id}:reservation", reservation.firmness)
        reservation = attrs.evolve(reservation, firmness=firm, red=firm >= compilation.reading.red_from)
    return attrs.evolve(party, red_lines=[changed(line) for line in party.red_lines], reservation=reservation)


def _weights(entry: PartyEvidence, issue: str, number: Fraction) -> dict[str, IssueWeight]:
    own = entry.weights[issue].weight
    others = sum((weight.weight for weight in entry.weights.values()), -own)
    factor = Fraction(1)
    if not entry.party.preferences.as_written and number != own:
        if not others:
            raise UnanswerableError(
                f"another weight of {issue} with {entry.party.id}",
                "it is the only issue that the party cares about, and weights make up 1",
                "give the party weights on other issues too",
            )
        factor = (1 - number) / others
    return {
        other: IssueWeight(other, number, _SET)
        if other == issue
        else attrs.evolve(weight, weight=weight.weight * factor)
        for other, weight in entry.weights.items()
    }


def _values(entry: PartyEvidence, found: Parameter, number: Fraction) -> dict[str, tuple[OptionValue, ...]]:
    changed = tuple(
        OptionValue(value.option, number, _SET) if value.option == found.option else value
        for value in entry.values[found.issue]
    )
    return {**entry.values, found.issue: changed}


def _reservation(compilation: Compilation, entry: PartyEvidence) -> Fraction | None:
    """Return a party's reservation where its weights or values are others: what its fallback is worth then."""
    fallback = None if entry.reservation is None else compilation.fallback_of(entry.party.id)
    return entry.reservation if fallback is None else package_value(entry, fallback)
