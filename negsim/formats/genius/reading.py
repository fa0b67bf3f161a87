"""Genius XML read: a domain and the profiles beside it become a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from negsim.checks.scope import quoted
from negsim.fields import decimal_text
from negsim.formats.cases import Bonus, Case, Profile
from negsim.formats.genius.additive import read_additive
from negsim.formats.genius.document import Document, expected_number, open_document
from negsim.formats.genius.issues import FileIssue, check_domain, list_issues, match_issues
from negsim.formats.genius.nonlinear import read_nonlinear
from negsim.formats.genius.unread import note_unread
from negsim.formats.genius.vocabulary import slip, slip_inside
from negsim.formats.genius.xml_text import Element
from negsim.formats.inputs import Findings, InputFile, of_role

_KINDS = frozenset({"", "linear", "uncertain", "nonlinear"})
_READ = frozenset({"objective", "reservation", "discount_factor"})
_NO_NAME = frozenset({"", "root"})  # what GENIUS calls an objective that nobody named


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:
    """Return the case that GENIUS files make.

    Parameters
    ----------
    files:
        At most one domain, and profiles: parties are in their order.
    found:
        Takes what is wrong or odd.
    grid:
        How many points a real issue is put on, at least 2.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    domains, profiles = of_role(files, "domain"), of_role(files, "profile")
    _check_files(files, found)
    readers = [reader for file in (*domains[:1], *profiles) for reader in _opened(file, found, grid)]
    for reader in readers[:1]:
        check_domain(reader.document, reader.issues, grid)
    found.refuse()
    first = readers[0]  # the domain, or the first profile where there is no domain
    case = Case(
        id=domains[0].stem if domains else first.name() or profiles[0].stem,
        title=first.name(),
        issues=[issue.case_issue(grid) for issue in first.issues],
        profiles=[reader.profile(first.issues) for reader in readers[len(domains) :]],
    )
    for reader in readers:
        reader.document.tell()
    found.refuse()
    return case


def _check_files(files: Sequence[InputFile], found: Findings) -> None:
    domains, profiles = of_role(files, "domain"), of_role(files, "profile")
    for file in of_role(files, "frontier"):
        message = "a list of values that GENIUS worked out; it is not read, as frontiers are worked out anew"
        found.warn("W813", message, place=file.place(0))
    for file in domains[1:]:
        message = f"a second domain, beside {domains[0].path}, where one is expected"
        found.error("E802", message, place=file.place(0), advice="name the files of one scenario")
    if not profiles:
        place = domains[0].place(0) if domains else None
        message = "no profile is given, where one <utility_space> file for each party is expected"
        found.error("E802", message, place=place, advice="name the profiles together with the domain")
    elif not domains:
        message = "no domain file is given: issues and options are those of this profile"
        found.warn("W812", message, place=profiles[0].place(0))


def _opened(file: InputFile, found: Findings, grid: int) -> Iterator[_Reader]:
    """Yield a reader of a file, unless it cannot be read at all or is of a kind that is not supported."""
    document = open_document(file, found=found)
    if document is None:
        return
    root = document.root
    space = root if file.role == "profile" else root.first("utility_space")
    if space is None:
        message = f"<{root.tag}> holds no <utility_space>, where one with the issues is expected"
        document.error("E814", message, root, advice=slip_inside(root, "utility_space"))
    elif file.role == "profile" and _kind(space) not in _KINDS:
        note = " (rules that set values to zero)" if _kind(space) == "constraint" else ""
        document.error("E803", f"not supported: utility space of type {quoted(space.get('type'))}{note}", space)
    else:
        note_unread(document, is_domain=file.role == "domain", kind=_kind(space))
        yield _Reader(document, space, list_issues(document, space), grid)


@attrs.frozen(eq=False)
class _Reader:
    """Reads one file.

    Attributes
    ----------
    space:
        The utility space: the root of a profile, and in the root of a domain.
    """

    document: Document
    space: Element
    issues: Sequence[FileIssue]
    grid: int

    def name(self) -> str:
        """Return what the file calls its outermost objective, if anybody named it."""
        objective = self.space.first("objective")
        name = ((objective.get("name") if objective else None) or "").strip()
        return "" if name.lower() in _NO_NAME else name

    def profile(self, domain: Sequence[FileIssue]) -> Profile:
        """Return the profile, as far as nothing is wrong with it."""
        document, space = self.document, self.space
        weights, values = [Fraction(0)] * len(domain), [list[Fraction]() for _ in domain]
        bonuses = list[Bonus]()
        if match_issues(document, space, self.issues, domain):
            if _kind(space) == "nonlinear":
                bonuses = read_nonlinear(document, space, domain)
            else:
                weights, values = read_additive(document, space, self.issues, domain, grid=self.grid)
        if _kind(space) == "uncertain":
            self.note_extras()
        objective = space.first("objective")
        profile = Profile(
            id=document.file.stem,
            name=((objective.get("description") if objective else None) or "").strip(),
            weights=weights,
            values=values,
            bonuses=bonuses,
            reservation=self.reservation(),
            discount=self.discount(),
        )
        low, high = profile.bounds
        if high > 1:
            message = "packages can be worth more than 1 here; GENIUS counts such as 1"
            document.odd("W814", message, space)
            profile = attrs.evolve(profile, ceiling=Fraction(1))
        if low < 0 and profile.reservation is None:
            profile = attrs.evolve(profile, reservation=Fraction(0))
        return profile

    def note_extras(self) -> None:
        """Say what an uncertain profile states beside its values."""
        extras = dict.fromkeys(child.tag for child in self.space.children if child.tag not in _READ)
        named = ", ".join(f"<{tag}>" for tag in [*extras][:8])
        message = "the profile is of type UNCERTAIN and is read like one of type linear"
        message += f"; {named}: what it leaves uncertain has no place in a scenario" if extras else ""
        self.document.odd("W816", message, self.space, kind="uncertain")

    def reservation(self) -> Fraction | None:
        """Return the least value that the party takes, or None where none is stated."""
        element = self.space.first("reservation")
        if element is None:
            return None
        if element.get("value") is None:
            message = "<reservation> has no value, where a number is expected"
            self.document.error("E814", message, element, advice=slip(element, "value"))
        number = self.document.number(element, "value")
        if number is not None and not 0 <= number <= 1:
            message = f"the reservation is {decimal_text(number)}, where one from 0 to 1 is expected; it is kept"
            self.document.odd("W805", message, element)
        return number

    def discount(self) -> Fraction:
        """Return what share of its value an agreement keeps at the deadline, 1 for what GENIUS takes for none."""
        element = self.space.first("discount_factor")
        if element is None:
            return Fraction(1)
        text = element.get("value") or ""
        number = self.document.number_or_none(element, "value")  # what is no number is no discount to GENIUS
        if number is None or not 0 < number <= 1:
            expected = expected_number(text) if "," in text else "a number above 0 and up to 1"
            message = f"the discount is {quoted(text)}, where {expected} is expected; it is read as none"
            self.document.odd("W807", message, element)
            return Fraction(1)
        if number < 1:
            message = f"a discount of {decimal_text(number)} is kept, and no answer about packages depends on it"
            self.document.odd("W806", message, element)
        return number


def _kind(space: Element) -> str:
    return (space.get("type") or "").strip().lower()
