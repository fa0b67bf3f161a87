"""Which packages a sweep follows: those asked for, the status quo, and what the point estimates single out."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import get_args

from attrs import field, frozen

from negsim.deals.deal import Deal
from negsim.deals.frontier import frontier
from negsim.deals.nearest import nearest_deals
from negsim.deals.rules import RULES
from negsim.deals.solutions import solutions
from negsim.errors import TooLargeError, UnknownNameError
from negsim.experiments.acceptability import MAX_ALTERNATIVES
from negsim.fields import texts
from negsim.kernels.fused_choice import Pick
from negsim.problem import BargainingProblem
from negsim.search.effort import Effort
from negsim.space.package import Package

_TIES = 3
_CODED = " as coded"


@frozen(kw_only=True)
class Followed:
    """A package that a sweep follows.

    Attributes
    ----------
    package:
        The package.
    names:
        Why it is followed, the first being what it is called: ``asked 1``, ``status quo``, ``nash as coded`` (what
        the rule picks at the point estimates), ``nearest 1``, ``frontier 1``.
    """

    package: Package
    names: tuple[str, ...] = field(converter=texts)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.names[0]

    @property
    def label(self) -> str:
        """All its names, for people.

        Examples
        --------
        >>> from negsim.space.package import Package
        >>> names = ["status quo", "nash as coded", "egalitarian as coded", "frontier 2"]
        >>> Followed(package=Package({}), names=names).label
        'status quo; nash, egalitarian as coded; frontier 2'
        >>> Followed(package=Package({}), names=["nash as coded 2", "utilitarian as coded 2"]).label
        'nash, utilitarian as coded (tied, number 2)'
        """
        coded = {name: name.partition(_CODED)[::2] for name in self.names if _CODED in name}
        told = []
        for name in self.names:
            if name not in coded:
                told.append(name)
                continue
            place = coded[name][1].strip()
            rules = ", ".join(rule for rule, own in coded.values() if own.strip() == place)
            told.append(f"{rules}{_CODED}" + (f" (tied, number {place})" if place else ""))
        return "; ".join(dict.fromkeys(told))


def followed(
    problem: BargainingProblem, asked: Sequence[Package], *, max_packages: int, effort: Effort
) -> tuple[Followed, ...]:
    """Return the packages to follow: those asked for, then the status quo, solutions, nearest deals and the frontier.

    Parameters
    ----------
    max_packages:
        How many to follow at most, the frontier's first packages filling up; those asked for count in any case.

    Raises
    ------
    UnknownNameError
        If a package asked for is none of this problem's space.
    ValueError
        If an exclusion covers one.
    TooLargeError
        For more than 200.
    """
    if max(len(asked), max_packages) > MAX_ALTERNATIVES:
        size = max(len(asked), max_packages)
        raise TooLargeError("a sweep", size, MAX_ALTERNATIVES, "packages to follow", "Follow fewer.")
    names: dict[Package, list[str]] = {}
    for at, package in enumerate(asked, start=1):
        problem.space.indices(package)
        if not problem.space.exists(package):
            raise ValueError(f"the package {package}, which an exclusion covers; expected one that exists")
        names.setdefault(package, []).append(f"asked {at}")
    for name, package in _singled_out(problem, max_packages=max_packages, effort=effort):
        if package in names or len(names) < max_packages:
            names.setdefault(package, []).append(name)
    return tuple(Followed(package=package, names=own) for package, own in names.items())


def _singled_out(problem: BargainingProblem, *, max_packages: int, effort: Effort) -> list[tuple[str, Package]]:
    """Return what the point estimates single out, each with its name."""
    found: list[tuple[str, Package]] = []
    status_quo = problem.space.status_quo
    if status_quo is not None and problem.space.exists(status_quo):
        found.append(("status quo", status_quo))
    # What is too large to be answered about the point estimates has nothing to name here.
    with contextlib.suppress(TooLargeError):
        for rule, solution in solutions(problem, max_packages=_TIES, effort=effort).items():
            found += _numbered(rule, solution.deals)
    with contextlib.suppress(TooLargeError):
        found += [
            (f"nearest {at}", deal.package)
            for at, deal in enumerate(nearest_deals(problem, max_deals=max_packages // 2, effort=effort), start=1)
        ]
    with contextlib.suppress(TooLargeError):
        front = frontier(problem, of="zone", max_packages=max_packages, effort=effort)
        packages = [package for point in front.items for package in point.packages]
        found += [(f"frontier {at}", package) for at, package in enumerate(packages, start=1)]
    return found


def _numbered(rule: str, deals: Sequence[Deal]) -> list[tuple[str, Package]]:
    return [
        (f"{rule}{_CODED}" if at == 1 else f"{rule}{_CODED} {at}", deal.package)
        for at, deal in enumerate(deals, start=1)
    ]


def known_rules(rules: Sequence[str]) -> tuple[Pick, ...]:
    """Return the rules that were asked for.

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    """
    known: dict[str, Pick] = {rule: rule for rule in get_args(Pick)}
    for rule in rules:
        if rule not in known:
            raise UnknownNameError("rule", rule, RULES)
    return tuple(known[rule] for rule in dict.fromkeys(rules))
