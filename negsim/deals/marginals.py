"""Marginals: in what share of the acceptable packages each option stands, and how much each demand alone forbids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import field, frozen

from negsim.errors import TimeLimitError
from negsim.fields import entries, frozen_mapping
from negsim.problem import BargainingProblem
from negsim.search.effort import STEADY, Effort, Method
from negsim.search.indexed import IndexedProblem, indexed
from negsim.search.tallies import TALLIES, Tally, asked_by, existing, tally


@frozen(kw_only=True)
class OptionCounts:
    """How many packages of a set take each option.

    Attributes
    ----------
    packages:
        How many packages the set has.
    counts:
        From issue id and option id to how many of them take that option; those of one issue add up to ``packages``.
    method:
        How they were counted; they are exact.
    """

    packages: int
    counts: Mapping[str, Mapping[str, int]] = field(converter=frozen_mapping)
    method: str

    def share(self, issue: str, option: str) -> Fraction:
        """Return in what share of the packages an option stands; 0 where there are none.

        Raises
        ------
        KeyError
            If there is no such issue or option.
        """
        return Fraction(self.counts[issue][option], max(1, self.packages))

    @property
    def settled(self) -> Mapping[str, str]:
        """The issues on which all packages of the set take the same option, with that option."""
        whole = {issue: [option for option, count in own.items() if count] for issue, own in self.counts.items()}
        return frozen_mapping({issue: options[0] for issue, options in whole.items() if len(options) == 1})


@frozen(kw_only=True)
class DemandCounts:
    """How many packages one demand rules out.

    Attributes
    ----------
    name:
        The demand's name.
    red:
        Whether the zone counts it.
    forbids:
        How many packages break it, whatever else they break.
    alone:
        How many break it and no red demand besides. Of a red demand: what the zone gains when it is dropped; of
        another one: what the zone loses when it is insisted on.
    method:
        How ``alone`` was counted; both are exact.
    """

    name: str
    red: bool
    forbids: int
    alone: int
    method: str


@frozen(kw_only=True)
class Marginals:
    """Shares of options among acceptable packages, and what each demand forbids.

    Attributes
    ----------
    packages:
        How many packages exist.
    zone:
        The options of the packages that break no red demand.
    parties:
        From each party whose demands count to the options of the packages that break none of its own red demands.
    demands:
        Each demand, in the problem's order.
    """

    packages: int
    zone: OptionCounts
    parties: Mapping[str, OptionCounts] = field(converter=frozen_mapping)
    demands: tuple[DemandCounts, ...] = field(converter=entries)


def marginals(problem: BargainingProblem, *, method: Method | None = None, effort: Effort = STEADY) -> Marginals:
    """Return in what share of the acceptable packages each option stands, and how many packages each demand forbids.

    An option that stands in nearly every package of the zone is nearly agreed; one that stands in none is out. A demand
    that forbids much, but little alone, is carried by others; one that alone keeps many packages out of the zone
    is the one to talk about.

    Parameters
    ----------
    method:
        ``enumeration`` or ``counting``, as for :func:`negsim.zone`; None for the cheaper one at each count.

    Returns
    -------
    Exact counts, of spaces of any size that can be counted.

    Raises
    ------
    ValueError
        For another method.
    TooLargeError
        As for :func:`negsim.zone`; parts of more than 4 million packages have no counts by option where reservations
        tie more issues than can be enumerated.
    TimeLimitError
        When time is up before all are counted.

    Notes
    -----
    The options of all packages come from one count that is taken back step by step, a few times the work of a count
    alone; then one count for each party, and one or two for each demand.

    Examples
    --------
    >>> from negsim.parties.red_line import Box
    >>> from negsim.problem import ProblemLine, ProblemParty
    >>> from negsim.space.issue import Issue
    >>> from negsim.space.space import Space
    >>> space = Space([Issue("troops", ["stay", "some", "leave"]), Issue("talks", ["no", "yes"])])
    >>> boxes = {
    ...     ("A", "leave"): {"troops": ["stay", "some"]},
    ...     ("B", "talk"): {"troops": ["some"], "talks": ["no"]},
    ... }
    >>> parties = [
    ...     ProblemParty(id=party, red_lines=[ProblemLine(id=line, shared_by=[party], boxes=[Box(box, price=1)])])
    ...     for (party, line), box in boxes.items()
    ... ]
    >>> found = marginals(BargainingProblem(scenario="two", reading="given", space=space, parties=parties))
    >>> found.zone.packages, found.zone.settled["troops"], found.parties["B"].share("troops", "some")
    (2, 'leave', Fraction(1, 5))
    >>> [(demand.name, demand.forbids, demand.alone) for demand in found.demands]
    [('A:leave', 4, 3), ('B:talk', 1, 0)]
    """
    effort = asked_by(method, effort, known=TALLIES)
    prepared = indexed(problem)
    red = tuple(index for index, demand in enumerate(prepared.demands) if demand.demand.red)
    own = {
        problem.parties[party].id: tuple(index for index in red if party in prepared.demands[index].holders)
        for party in prepared.constrainers
    }
    zone = _by_option(prepared, red, effort=effort)
    packages = existing(prepared, effort=effort)
    return Marginals(
        packages=packages,
        zone=zone,
        parties={party: _by_option(prepared, demands, effort=effort) for party, demands in own.items()},
        demands=[
            _of_demand(prepared, index, red, packages=packages, zone=zone.packages, effort=effort)
            for index in range(len(prepared.demands))
        ],
    )


def _by_option(prepared: IndexedProblem, demands: Sequence[int], *, effort: Effort) -> OptionCounts:
    found = tally(prepared, keeps=demands, by_option=True, effort=effort)
    counts = {
        issue.id: frozen_mapping(dict(zip(issue.option_ids, own, strict=True)))
        for issue, own in zip(prepared.problem.space.issues, found.options, strict=True)
    }
    return OptionCounts(packages=found.size, counts=counts, method=found.method)


def _of_demand(
    prepared: IndexedProblem, index: int, red: Sequence[int], *, packages: int, zone: int, effort: Effort
) -> DemandCounts:
    demand = prepared.demands[index].demand
    keeping = _whole(tally(prepared, keeps=[index], effort=effort), effort)
    # The zone without a demand of its own, or with one that is not: what lies between is what this one alone forbids.
    others = [other for other in red if other != index] if demand.red else [*red, index]
    beside = _whole(tally(prepared, keeps=others, effort=effort), effort)
    return DemandCounts(
        name=demand.name,
        red=demand.red,
        forbids=packages - keeping.size,
        alone=abs(beside.size - zone),
        method=beside.method,
    )


def _whole(found: Tally, effort: Effort) -> Tally:
    """Return a count that is exact.

    Raises
    ------
    TimeLimitError
        When time ran out.
    """
    if found.size != found.at_most:
        raise TimeLimitError("counting what each demand forbids", effort.max_seconds or 0.0)
    return found
