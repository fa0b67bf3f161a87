"""What score tables of every kind say: points by party, issue and option, and thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs
from attrs import define

from negsim.checks.scope import nearest, quoted
from negsim.formats.cases import Case, CaseIssue, Profile
from negsim.formats.delimited import MAX_FINDINGS, Spot, add_twice
from negsim.formats.inputs import Findings

THRESHOLD = "threshold"
"""What stands for an issue in the row of thresholds, which names no option."""

POINT = Fraction(1, 100)
"""What a point is worth: 100 of them are a value of 1."""

_MAX_SHOWN = 5


@define
class Sheet:
    """A score table so far.

    Attributes
    ----------
    issues:
        From each issue to its options, in the order in which they are first named.
    parties:
        From each party to where it is first named.
    points:
        By party, issue and option; None where a number cannot be read, which is found already.
    thresholds:
        By party; None where it takes anything.
    advice:
        What to do where a threshold is missing.
    """

    found: Findings
    issues: dict[str, dict[str, None]] = attrs.Factory(dict)
    parties: dict[str, Spot] = attrs.Factory(dict)
    points: dict[tuple[str, str, str], Fraction | None] = attrs.Factory(dict)
    thresholds: dict[str, Fraction | None] = attrs.Factory(dict)
    advice: str = "leave its cell empty if it takes anything"
    _stated: dict[tuple[str, ...], Spot] = attrs.Factory(dict)
    _has_blank: bool = False

    def add_option(self, issue: str, option: str, spot: Spot) -> None:
        """Add an option of an issue, if it is new."""
        if not self._has_blank and not (issue.strip() and option.strip()):
            self._has_blank = True
            what = f"an option of issue {quoted(issue)}" if issue.strip() else "an issue"
            self.found.warn("W804", f"the name of {what} is blank", place=spot.place)
        self.issues.setdefault(issue, {}).setdefault(option, None)

    def add_points(self, party: str, issue: str, option: str, points: Fraction | None, spot: Spot) -> None:
        """Add the points of an option for a party."""
        self.parties.setdefault(party, spot)
        self.add_option(issue, option, spot)
        what = f"{quoted(party)} has two rows for option {quoted(option)} of issue {quoted(issue)}"
        if self._is_first((party, issue, option), what, spot):
            self.points[party, issue, option] = points

    def add_threshold(self, party: str, threshold: Fraction | None, spot: Spot) -> None:
        """Add the least number of points that a party takes."""
        self.parties.setdefault(party, spot)
        if self._is_first((party,), f"the threshold of {quoted(party)} is told twice", spot):
            self.thresholds[party] = threshold

    def _is_first(self, key: tuple[str, ...], message: str, spot: Spot) -> bool:
        first = self._stated.setdefault(key, spot)
        if first is not spot:
            add_twice(self.found, message, place=spot.place, also=first.place, advice="remove one of them")
        return first is spot

    def check(self) -> None:
        """Find what the table leaves out."""
        if not self.issues or not self.parties:
            what = "option" if self.parties else "party"
            self.found.error("E813", f"the table scores no {what}", advice="see the form of score tables in the docs")
        is_told = self._check_names()
        for party, spot in self.parties.items():
            for issue in self.issues:
                if len(self.found.errors) >= MAX_FINDINGS:
                    return
                self._check_issue(party, issue, spot)
            if party not in self.thresholds and not is_told:
                message = f"the threshold of {quoted(party)} is missing"
                self.found.error("E813", message, place=spot.place, advice=self.advice)

    def _check_names(self) -> bool:
        """Tell whether a row that looks like that of the thresholds, which are missing, has another name."""
        import difflib  # slow to import, and needed only when something is wrong

        if self.thresholds:
            return False
        alone = {issue: option for issue, (option, *more) in self.issues.items() if not more}
        near = difflib.get_close_matches(THRESHOLD, [issue.casefold() for issue in alone], n=1)
        blank = [issue for issue, option in alone.items() if not option.strip()]
        like = [issue for issue in alone if issue.casefold() in near] or blank[-1:]
        if not like:
            return False
        spot = next(spot for key, spot in self._stated.items() if len(key) > 1 and key[1] == like[0])
        message = f"the thresholds are missing, and the row of issue {quoted(like[0])} looks like theirs"
        advice = f"name it {THRESHOLD!r}, and leave its option empty"
        self.found.error("E813", message, place=spot.place, advice=advice)
        return True

    def _check_issue(self, party: str, issue: str, spot: Spot) -> None:
        """Compare the options that a party scores with those that the first party does."""
        first = next(iter(self.parties))
        options = self.issues[issue]
        known = {option: None for option in options if (first, issue, option) in self.points} or options
        given = {option: None for option in options if (party, issue, option) in self.points}
        for option in [option for option in given if option not in known][:_MAX_SHOWN]:
            message = f"issue {quoted(issue)} has no option {quoted(option)} for {quoted(first)}, the first party"
            at = self._stated[party, issue, option]
            self.found.error("E813", message, place=at.place, advice=nearest(option, known))
        missing = [option for option in known if option not in given]
        if missing:
            message = f"{quoted(party)} has no points for {_listed(missing)} of issue {quoted(issue)}"
            self.found.error(
                "E813", message, place=spot.place, advice="every party scores every option; 0 is a score too"
            )

    def case(self, case_id: str, title: str = "") -> Case:
        """Return the case.

        Raises
        ------
        ScenarioError
            If anything was found wrong.
        """
        self.check()
        self.found.refuse()
        issues = [CaseIssue(name=issue, options=list(options)) for issue, options in self.issues.items()]
        return Case(
            id=case_id,
            title="" if title == case_id else title,
            issues=issues,
            profiles=[self._profile(party, issues) for party in self.parties],
        )

    def _profile(self, party: str, issues: Sequence[CaseIssue]) -> Profile:
        rows = [[self.points[party, issue.name, option] for option in issue.options] for issue in issues]
        threshold = self.thresholds[party]
        return Profile(
            id=party,
            weights=[POINT] * len(issues),
            values=[[points for points in row if points is not None] for row in rows],
            reservation=None if threshold is None else threshold * POINT,
        )


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_SHOWN} more" if len(names) > _MAX_SHOWN else ""
    return ", ".join(quoted(name) for name in names[:_MAX_SHOWN]) + more
