"""Which keys the tables of GeniusWeb's files have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from negsim.errors import Path
from negsim.formats.known_keys import Keys
from negsim.formats.located import Access

_DOMAIN = Keys(["issuesValues"], ["name"])
_PROFILES = {
    "LinearAdditiveUtilitySpace": Keys(["domain", "issueUtilities", "issueWeights"], ["name", "reservationBid"]),
    "SumOfGroupsUtilitySpace": Keys(["domain", "partUtilities"], ["name", "reservationBid"]),
}
_LISTED, _BETWEEN = Keys(["valueUtilities"]), Keys(["lowValue", "lowUtility", "highValue", "highUtility"])
_UTILITIES = {
    "DiscreteValueSetUtilities": _LISTED,
    "discreteutils": _LISTED,
    "NumberValueSetUtilities": _BETWEEN,
    "numberutils": _BETWEEN,
}


def domain_keys(access: Access, path: Path) -> Iterator[tuple[Path, Keys]]:
    """Yield where the tables of a domain are, and what keys they have."""
    yield path, _DOMAIN
    issues = (*path, "issuesValues")
    for name, issue in _tables(access, issues):
        is_range = isinstance(issue, Mapping) and "range" in issue
        yield (*issues, name), Keys(["range"] if is_range else ["values"])
        yield (*issues, name, "range"), Keys(["low", "high", "step"])


def profile_keys(access: Access, kind: str) -> Iterator[tuple[Path, Keys]]:
    """Yield where the tables of a profile of one class are, its domain among them, and what keys they have."""
    path: Path = (kind,)
    yield path, _PROFILES[kind]
    yield from domain_keys(access, (*path, "domain"))
    yield (*path, "reservationBid"), Keys(["issuevalues"])
    for name, _ in _tables(access, (*path, "issueUtilities")):
        for key, keys in _UTILITIES.items():
            yield (*path, "issueUtilities", name, key), keys
    parts = (*path, "partUtilities")
    for name, _ in _tables(access, parts):
        inner = (*parts, name, "partsutils")
        yield inner[:-1], Keys(["partsutils"])
        yield inner, Keys(["issues", "utilslist"])
        listed = access.get((*inner, "utilslist"))
        for at in range(len(listed) if isinstance(listed, list) else 0):
            yield (*inner, "utilslist", at), Keys(["values", "util"])


def _tables(access: Access, path: Path) -> Iterator[tuple[str, object]]:
    value = access.get(path)
    yield from value.items() if isinstance(value, Mapping) else ()
