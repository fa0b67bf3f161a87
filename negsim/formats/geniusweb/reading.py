"""Reading GeniusWeb's files: a domain, where there is one, and the profiles on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from negsim.checks.scope import quoted
from negsim.errors import Path, ScenarioError
from negsim.fields import decimal_text
from negsim.formats.cases import Case, Profile
from negsim.formats.geniusweb.domains import Domain, differences, read_domain
from negsim.formats.geniusweb.groups import read_bid, read_groups
from negsim.formats.geniusweb.keys import domain_keys, profile_keys
from negsim.formats.geniusweb.utilities import Utilities, read_additive
from negsim.formats.inputs import Findings, InputFile, of_role
from negsim.formats.json_text import parse_json, until_enough
from negsim.formats.known_keys import find_unknown_keys
from negsim.formats.located import Access

KINDS: Mapping[str, Callable[[Access, Path, Domain], Utilities]] = {
    "LinearAdditiveUtilitySpace": read_additive,
    "SumOfGroupsUtilitySpace": read_groups,
}
"""The classes of profiles that are read."""


def simple_name(name: str) -> str:
    """Return a name as GeniusWeb takes it: of the letters a to z and of digits.

    Examples
    --------
    >>> simple_name("Fitness-A, profile 1")
    'FitnessAprofile1'
    """
    return re.sub("[^a-zA-Z0-9]", "", name)


def read(files: Sequence[InputFile], *, found: Findings, grid: int) -> Case:
    """Return the case of a domain file, or none, and of the profiles on it.

    Parameters
    ----------
    grid:
        Of no use here: GeniusWeb's numbers have steps.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    del grid
    for file in of_role(files, "specials"):
        found.warn("W813", "the file holds what others computed, which no answer uses", place=file.place(0))
    domains, profiles = of_role(files, "domain"), of_role(files, "profile")
    for file in domains[1:]:
        message = f"{quoted(file.path)} is a second domain beside {quoted(domains[0].path)}, where one is expected"
        found.error("E802", message, place=file.place(0))
    if not profiles:
        where = domains[0].place(0) if domains else None
        advice = "name the files of the parties' profiles too"
        found.error("E802", "no profile is given, where at least one is expected", place=where, advice=advice)
    shared = _shared_domain(domains[0], found) if domains else None
    parties = []
    for file in profiles:
        access = _parsed(file, found)
        party = _read_profile(access, shared) if access is not None else None
        if party is not None:
            shared = shared or party[0]
            parties.append(party[1])
    found.refuse()
    assert shared is not None  # every way to have none is an error
    stem = domains[0].stem if domains else shared.name or profiles[0].stem
    return Case(
        id=stem,
        title=_other_name(shared.name, stem),
        issues=[issue.case_issue for issue in shared.issues],
        profiles=parties,
    )


def _parsed(file: InputFile, found: Findings) -> Access | None:
    try:
        return Access(parse_json(file), found)
    except ScenarioError as error:
        found.errors.extend(error.findings)
        return None


def _shared_domain(file: InputFile, found: Findings) -> Domain | None:
    """Return the domain of a file; None where something is wrong with it, so that profiles go by their own."""
    count = len(found.errors)
    access = _parsed(file, found)
    if access is None:
        return None
    domain = read_domain(access, ())
    find_unknown_keys(access, domain_keys(access, ()), title="GeniusWeb")
    access.warn_of_noise()
    return domain if len(found.errors) == count else None


def _read_profile(access: Access, shared: Domain | None) -> tuple[Domain, Profile] | None:
    """Return a profile with the domain that it is on: the shared one, or its own where there is none."""
    kind = _kind(access)
    if not kind:
        return None
    path: Path = (kind,)
    count = len(access.found.errors)
    own = _own_domain(access, (*path, "domain"), is_told=shared is None)
    if len(access.found.errors) > count:
        return None
    domain = shared or own
    for difference in until_enough(access, differences(own, domain)):
        message = f"the profile's domain is not that of the other files: {difference}"
        access.error("E815", message, (*path, "domain", "issuesValues"))
    if own.name != domain.name:
        message = f"the profile's domain is called {quoted(own.name)}, that of the other files {quoted(domain.name)}"
        access.warn("W816", f"{message}, which is taken", (*path, "domain", "name"))
    if len(access.found.errors) > count:
        return None
    utilities = KINDS[kind](access, path, domain)
    stem = access.data.file.stem
    name = _other_name(access.text((*path, "name"), required=False), stem)
    bid = read_bid(access, (*path, "reservationBid"), domain)
    find_unknown_keys(access, profile_keys(access, kind), title="GeniusWeb")
    access.warn_of_noise()
    is_complete = bid is not None and len(bid) == len(domain.issues)
    if bid is not None and not is_complete and len(access.found.errors) == count:
        left = [quoted(issue.name) for at, issue in enumerate(domain.issues) if at not in bid]
        worth = decimal_text(utilities.of_part(bid))
        message = f"the reservation bid leaves out {', '.join(left[:5])}; it is read as what it is worth, {worth}"
        access.warn("W816", message, (*path, "reservationBid"))
    return domain, Profile(
        id=stem,
        name=name,
        weights=utilities.weights,
        values=utilities.values,
        bonuses=utilities.bonuses,
        reservation=utilities.of_part(bid) if bid is not None and not is_complete else None,
        fallback=[bid[at] for at in range(len(domain.issues))] if bid is not None and is_complete else (),
    )


def _own_domain(access: Access, path: Path, *, is_told: bool) -> Domain:
    """Return the domain in a profile; what is odd about it is told only where no other file has the same."""
    inner = Access(access.data, Findings())
    domain = read_domain(inner, path)
    access.found.errors.extend(inner.found.errors)
    access.found.warnings.extend(inner.found.warnings if is_told else [])
    access.noisy.extend(inner.noisy)
    return domain


def _kind(access: Access) -> str:
    """Return the class of a profile; empty, with a finding, where it is none that is read."""
    table = access.table(())
    kind = next(iter(table), "")
    if len(table) == 1 and kind in KINDS:
        return kind
    if len(table) == 1:
        message = f"not supported: a profile of the class {quoted(kind)}"
        access.error("E803", message, (kind,), advice=f"the classes {' and '.join(KINDS)} are read")
    elif isinstance(access.get(()), Mapping):
        message = f"a profile has {len(table)} keys at its top, where one is expected that names its class"
        access.error("E814", message, (), advice=f"such as {next(iter(KINDS))}")
    return ""


def _other_name(name: str, stem: str) -> str:
    """Return the name in a file, or nothing where it is the file's own as far as GeniusWeb can say that."""
    return "" if name in {stem, simple_name(stem)} else name
