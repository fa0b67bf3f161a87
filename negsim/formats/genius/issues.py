"""The issues of a GENIUS file: the leaves of its tree of objectives, in the order that a bid has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs
from attrs import field, frozen

from negsim.checks.scope import quoted
from negsim.fields import decimal_text, texts
from negsim.formats.cases import CaseIssue
from negsim.formats.genius.document import Document
from negsim.formats.genius.vocabulary import slip, slip_inside
from negsim.formats.genius.xml_text import MAX_ELEMENTS, Element

MAX_RANGE = 10_000
"""How many whole numbers an integer issue may range over."""

GENIUS_GRID = 21
"""How many points GENIUS itself puts a real issue on."""


@frozen(kw_only=True)
class FileIssue:
    """An issue as a file has it.

    Attributes
    ----------
    index:
        Which issue it is, in the domain and in every profile; any whole number.
    kind:
        ``discrete``, ``integer`` or ``real``.
    level:
        The objective that it stands in, with its weight.
    options:
        The different options of a discrete issue, in order.
    low, high:
        The ends of the range of a number issue.
    """

    index: int
    name: str
    kind: str
    element: Element = field(repr=False)
    level: Element = field(repr=False)
    options: tuple[str, ...] = field(default=(), converter=texts)
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)

    @property
    def label(self) -> str:
        """What messages call it."""
        return f"issue {quoted(self.name)}" if self.name.strip() else f"issue {self.index}"

    def points(self, grid: int) -> tuple[Fraction, ...]:
        """Return the numbers that its options stand for; none for a discrete issue.

        Parameters
        ----------
        grid:
            How many points a real issue is put on.
        """
        if self.kind == "integer":
            return tuple(Fraction(number) for number in range(int(self.low), int(self.high) + 1))
        if self.kind == "discrete" or self.low == self.high:
            return (self.low,) if self.kind == "real" else ()
        return tuple(self.low + at * (self.high - self.low) / (grid - 1) for at in range(grid))

    def count(self, grid: int) -> int:
        """Return how many options it has."""
        if self.kind == "discrete":
            return len(self.options)
        return int(self.high - self.low) + 1 if self.kind == "integer" else grid

    def case_issue(self, grid: int) -> CaseIssue:
        """Return it as a case has it."""
        if self.kind == "discrete":
            return CaseIssue(name=self.name, options=self.options)
        return CaseIssue(name=self.name, options=map(decimal_text, self.points(grid)), ordered=True)


def objectives(root: Element) -> Iterator[Element]:
    """Yield an objective and those in it, inner ones first: in this order a bid has their issues."""
    for inner in root.all("objective"):
        yield from objectives(inner)
    yield root


def list_issues(document: Document, space: Element) -> list[FileIssue]:
    """Return the issues of a utility space; what is wrong with them is found.

    Only the first objective counts, as in GENIUS.
    """
    root = space.first("objective")
    if root is None:
        message = "<utility_space> holds no <objective>, where one with the issues is expected"
        document.error("E814", message, space, advice=slip_inside(space, "objective"))
        return []
    listed: dict[int, FileIssue] = {}
    for level in objectives(root):
        for element in level.all("issue"):
            issue = _issue(document, element, level)
            if issue is None:
                continue
            if issue.index in listed:
                message = f"two issues have the index {issue.index}: {listed[issue.index].label} and {issue.label}"
                document.error("E814", message, element, advice="give each issue an index of its own")
            listed.setdefault(issue.index, issue)
    if root.first("issue") is None and not any(level.first("issue") for level in objectives(root)):
        message = "the objective holds no <issue>, where at least one is expected"
        document.error("E814", message, root, advice=slip_inside(root, "issue"))
    return list(listed.values())


def _issue(document: Document, element: Element, level: Element) -> FileIssue | None:
    name, stated = element.get("name") or "", element.get("type") or ""
    if stated not in {"", "discrete", "integer", "real"}:
        message = f"issue {quoted(name)} is of type {quoted(stated)}, which is read as discrete, as GENIUS reads it"
        document.odd("W816", f"{message}; known: discrete, integer, real", element, kind="type")
    kind = stated if stated in {"integer", "real"} else "discrete"
    index = document.whole(element, "index")
    if index is None:
        if element.get("index") is None:
            message = f"issue {quoted(name)} has no index, by which profiles name it"
            document.error("E814", message, element, advice=slip(element, "index"))
        return None
    issue = FileIssue(index=index, name=name, kind=kind, element=element, level=level)
    return _with_options(document, issue) if kind == "discrete" else _with_range(document, issue)


def _with_options(document: Document, issue: FileIssue) -> FileIssue | None:
    names: list[str] = []
    for item in issue.element.all("item"):
        value = item.get("value")
        if value is None:
            message = f"an <item> of {issue.label} has no value, where its name is expected"
            document.error("E814", message, item, advice=slip(item, "value") if document.is_listing else "")
        else:
            names.append(value)
    if issue.element.first("item") is None:
        message = f"{issue.label} is discrete and holds no <item>, where its options are expected"
        advice = slip(issue.element, "type") or slip_inside(issue.element, "item")
        if not issue.element.get("type"):
            advice = advice or 'it has no type, which is read as discrete; type="integer" makes it a range'
        document.error("E814", message, issue.element, advice=advice)
        return None
    return attrs.evolve(issue, options=names)


def _with_range(document: Document, issue: FileIssue) -> FileIssue | None:
    # Older integer issues have their ends where real ones have them.
    inner = issue.element.first("range")
    is_outer = issue.kind == "integer" and issue.element.get("lowerbound") is not None
    holder = issue.element if is_outer or inner is None else inner
    ends = [holder.get(name) for name in ("lowerbound", "upperbound")]
    if None in ends:
        message = f"{issue.label} is {issue.kind} and lacks an end of its range: lowerbound and upperbound are expected"
        missing = "lowerbound" if ends[0] is None else "upperbound"
        advice = slip(holder, missing) or slip_inside(issue.element, "range")
        document.error("E808", message, holder, advice=advice)
        return None
    if issue.element.first("item"):
        message = f"{issue.label} is {issue.kind}, and its items do not count: its range does"
        document.odd("W816", message, issue.element, kind="items of a range")
    read = document.whole if issue.kind == "integer" else document.number
    low, high = read(holder, "lowerbound"), read(holder, "upperbound")
    if low is None or high is None:
        return None
    if low > high:
        message = f"{issue.label} ranges from {ends[0]} to {ends[1]}, where the lower end is expected first"
        document.error("E808", message, holder, advice="exchange lowerbound and upperbound")
        return None
    if issue.kind == "integer" and high - low >= MAX_RANGE:
        message = (
            f"not supported: {issue.label} ranges over {high - low + 1:,} whole numbers; the limit is {MAX_RANGE:,}"
        )
        document.error("E803", message, holder)
        return None
    return attrs.evolve(issue, low=Fraction(low), high=Fraction(high))


def check_domain(document: Document, issues: Sequence[FileIssue], grid: int) -> None:
    """Find what is odd about the issues that a scenario takes from this file, and whether they are too many."""
    options = sum(issue.count(grid) for issue in issues)
    if options > MAX_ELEMENTS:
        message = f"not supported: all issues together have {options:,} options; the limit is {MAX_ELEMENTS:,}"
        document.error("E803", message, document.root)
    for issue in issues:
        if not issue.name.strip():
            document.odd("W804", f"the name of issue {issue.index} is blank", issue.element)
        if issue.kind == "real":
            ends = f"{decimal_text(issue.low)} to {decimal_text(issue.high)}"
            message = f"{issue.label} is real from {ends}: put on a grid of {grid} points"
            document.odd("W808", message + (", as GENIUS does" if grid == GENIUS_GRID else ""), issue.element)
        _check_names(document, issue)


def _check_names(document: Document, issue: FileIssue) -> None:
    seen: set[str] = set()
    for item in issue.element.all("item") if issue.kind == "discrete" else ():
        value = item.get("value") or ""
        if value in seen:
            message = f"option {quoted(value)} of {issue.label} is named twice: two options, as GENIUS counts"
            document.odd("W803", message, item)
        elif not value.strip():
            document.odd("W804", f"the name of an option of {issue.label} is blank", item)
        seen.add(value)


def match_issues(document: Document, space: Element, own: Sequence[FileIssue], domain: Sequence[FileIssue]) -> bool:
    """Tell whether a profile is about the issues of the domain; what does not fit is found.

    Parameters
    ----------
    own, domain:
        The issues of the profile and of the domain; the index says which are the same.
    """
    known, mine = {issue.index: issue for issue in domain}, {issue.index: issue for issue in own}
    fits = True
    for issue in own:
        if issue.index not in known:
            listed = ", ".join(f"{index} ({issue.name})" for index, issue in list(known.items())[:8])
            message = f"{issue.label} has the index {issue.index}, which no issue of the domain has"
            document.error("E806", message, issue.element, advice=f"the domain has {listed}")
            fits = False
        elif not _is_same(document, issue, known[issue.index]):
            fits = False
    for issue in domain:
        if issue.index not in mine:
            message = f"{issue.label} of the domain (index {issue.index}) is missing in this profile"
            document.error("E807", message, space)
            fits = False
    return fits


def _is_same(document: Document, issue: FileIssue, other: FileIssue) -> bool:
    if issue.kind != other.kind:
        message = f"{issue.label} is {issue.kind} here and {other.kind} in the domain"
        document.error("E815", message, issue.element, advice="give both the same type")
        return False
    is_other_range = (issue.low, issue.high) != (other.low, other.high)
    ends = f"ranges from {decimal_text(issue.low)} to {decimal_text(issue.high)} here and from"
    ends += f" {decimal_text(other.low)} to {decimal_text(other.high)} in the domain"
    if is_other_range and issue.kind == "integer":
        document.error("E815", f"{issue.label} {ends}", issue.element, advice="give both the same range")
        return False
    if is_other_range:
        document.odd("W816", f"{issue.label} {ends}; the domain's range counts", issue.element, kind="range")
    if issue.name != other.name:
        message = f"{issue.label} is called {quoted(other.name)} in the domain, which counts"
        document.odd("W816", message, issue.element, kind="name")
    return True
