"""Space: all packages of a scenario, and the combinations that cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from negsim.errors import UnknownNameError
from negsim.fields import entries, texts_by_name
from negsim.space.issue import Issue
from negsim.space.package import Package


@frozen
class Exclusion:
    """Options that contradict each other: packages that take one of the named options on *each* issue do not exist.

    Attributes
    ----------
    forbids:
        From issue id to the option ids concerned.
    note:
        Why they contradict each other.
    """

    forbids: Mapping[str, tuple[str, ...]] = field(converter=texts_by_name)
    note: str = field(default="", kw_only=True)

    def covers(self, package: Package) -> bool:
        """Tell whether the package takes one of the named options on each of the issues."""
        return all(package[issue] in options for issue, options in self.forbids.items())


@frozen
class Space:
    """All packages: every combination of one option for each issue, without the excluded ones.

    Packages have an order: that of the combinations, the last issue changing fastest.

    Attributes
    ----------
    issues:
        In order; at least one.
    excluded:
        Combinations that do not exist.

    Examples
    --------
    >>> space = Space([Issue("a", ["x", "y"]), Issue("b", ["p", "q", "r"])])
    >>> space.combinations
    6
    >>> str(space.package((1, 2)))
    'a: y, b: r'
    """

    issues: tuple[Issue, ...] = field(converter=entries)
    excluded: tuple[Exclusion, ...] = field(default=(), converter=entries)

    @property
    def combinations(self) -> int:
        """How many combinations of options there are, excluded ones counted."""
        return math.prod(len(issue.options) for issue in self.issues)

    @property
    def radices(self) -> tuple[int, ...]:
        """The number of options of each issue."""
        return tuple(len(issue.options) for issue in self.issues)

    def issue(self, issue_id: str) -> Issue:
        """Return the issue of that id.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        return self.issues[self.issue_index(issue_id)]

    def issue_index(self, issue_id: str) -> int:
        """Return where the issue stands, counted from 0.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        for index, issue in enumerate(self.issues):
            if issue.id == issue_id:
                return index
        raise UnknownNameError("issue", issue_id, [issue.id for issue in self.issues])

    def option_indices(self, forbids: Mapping[str, Iterable[str]]) -> dict[int, tuple[int, ...]]:
        """Return named options as indices: from issue index to the sorted option indices."""
        named = {}
        for issue_id, options in forbids.items():
            issue = self.issue_index(issue_id)
            ids = self.issues[issue].option_ids
            named[issue] = tuple(sorted(ids.index(option) for option in set(options)))
        return named

    def package(self, indices: Iterable[int]) -> Package:
        """Return the package that takes the option of the given index on each issue."""
        pairs = zip(self.issues, indices, strict=True)
        return Package({issue.id: issue.options[index].id for issue, index in pairs})

    def indices(self, package: Package) -> tuple[int, ...]:
        """Return the index of the package's option on each issue.

        Raises
        ------
        UnknownNameError
            If the package lacks an issue, has one too many, or takes an option that there is not.
        """
        for issue_id in package:
            self.issue_index(issue_id)
        found = []
        for issue in self.issues:
            if issue.id not in package.choices:
                raise UnknownNameError("option for issue " + issue.id, "(none)", issue.option_ids)
            issue.option(package[issue.id])
            found.append(issue.option_ids.index(package[issue.id]))
        return tuple(found)

    def exists(self, package: Package) -> bool:
        """Tell whether no exclusion covers the package."""
        return not any(exclusion.covers(package) for exclusion in self.excluded)

    @property
    def status_quo(self) -> Package | None:
        """The package in which nothing changes; None where an issue has no status quo."""
        if not all(issue.status_quo for issue in self.issues):
            return None
        return Package({issue.id: issue.status_quo for issue in self.issues})
