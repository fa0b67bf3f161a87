"""What format a text is of, told by its content and never by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

Recognised = tuple[str, str]
"""A format and the role of a file in it; both empty where nothing was recognised."""

ESSENTIAL: Mapping[str, frozenset[str]] = {
    "toml": frozenset({"scenario"}),
    "genius": frozenset({"domain", "profile"}),
    "geniusweb": frozenset({"domain", "profile"}),
    "negolog": frozenset({"profile"}),
    "negmas": frozenset({"domain", "profile"}),
    "scores": frozenset({"table", "config", "scores"}),
    "actors": frozenset({"table"}),
}
"""The formats, and the roles of files that make a scenario; files of other roles only lie beside them."""

NOTHING: Recognised = ("", "")
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
_ROOT = re.compile(r"\s*<\s*([A-Za-z_][\w.-]*)")
_XML_ROLES = {"negotiation_template": "domain", "utility_space": "profile"}
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_TOML_TABLE = re.compile(rf"\[\[?\s*{_KEY}(?:\s*\.\s*{_KEY})*\s*\]")
_TOML_LINE = re.compile(rf"\s*{_KEY}(?:\s*\.\s*{_KEY})*\s*=")
_YAML_LINE = re.compile(r"(?:---|%YAML|- |[A-Za-z_\"'][^:,;\t]*:(?:\s|$))")
_PROFILE_KEYS = frozenset({"reserved_value", "weights", "mapping", "ufun"})
_SEATS = re.compile(r"player|p\d+")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:\s*,\s*{_NUMBER})*\s*,?\s*")
_DEAL = re.compile(r"\s*[A-Z]\d+(?:\s*,\s*[A-Z]\d+)+\s*")


def recognised(text: str) -> Recognised:
    """Return what a text is, by its content.

    Parameters
    ----------
    text:
        Without a byte order mark.

    Examples
    --------
    >>> recognised("<negotiation_template/>"), recognised("format = 1"), recognised("Once upon a time")
    (('genius', 'domain'), ('toml', 'scenario'), ('', ''))
    """
    start = text.lstrip()[:1]
    if start in _BRACKETS:
        return _BRACKETS[start](text)
    lines = [line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return NOTHING
    if _TOML_LINE.match(lines[0]) or _TOML_TABLE.match(lines[0].lstrip()):
        return ("toml", "scenario")
    return _yaml(text) if _YAML_LINE.match(lines[0]) else _table(lines)


def _xml(text: str) -> Recognised:
    root = _ROOT.match(_COMMENT.sub("", text[:1_000_000]))
    return ("genius", _XML_ROLES[root[1]]) if root and root[1] in _XML_ROLES else _declared(text)


def _declared(text: str) -> Recognised:
    """Tell a GENIUS file that begins with a DOCTYPE, so that its reader can say why it is refused."""
    role = next((role for name, role in _XML_ROLES.items() if f"<{name}" in text), "")
    return ("genius", role) if role else NOTHING


def _json(text: str) -> Recognised:
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):  # its reader says what is wrong with it
        found = _by_keys(frozenset(re.findall(r'"([^"\\]{1,60})"\s*:', text[:100_000])))
        return _flow_yaml(text) if found == NOTHING else found
    found = _by_keys(frozenset(whole))
    # One key around a table is how GeniusWeb names a profile's class, whatever the class.
    is_wrapped = len(whole) == 1 and isinstance(next(iter(whole.values())), dict)
    return ("geniusweb", "profile") if found == NOTHING and is_wrapped else found


def _flow_yaml(text: str) -> Recognised:
    """Tell YAML in braces, whose keys need no quotes."""
    keys = set(re.findall(r"[{,\s]([A-Za-z_]\w*)\s*:", text[:100_000]))
    if "issues" in keys:
        return ("negmas", "domain")
    return ("negmas", "profile") if {"type", "values"} <= keys or keys & _PROFILE_KEYS else NOTHING


_JSON_KEYS: tuple[tuple[frozenset[str], Recognised], ...] = (
    (frozenset({"issuesValues"}), ("geniusweb", "domain")),
    (frozenset({"issueWeights", "issues"}), ("negolog", "profile")),
    (frozenset({"parties"}), ("scores", "table")),
    (frozenset({"NumberOfBids", "IssueValues"}), ("negolog", "specs")),
    (frozenset({"pareto_front"}), ("geniusweb", "specials")),
    (frozenset({"nash", "kalai"}), ("geniusweb", "specials")),
)


def _by_keys(keys: frozenset[str]) -> Recognised:
    if any(key.endswith(("UtilitySpace", "PartialOrdering")) for key in keys):
        return ("geniusweb", "profile")
    return next((found for needed, found in _JSON_KEYS if needed <= keys), NOTHING)


def _yaml(text: str) -> Recognised:
    keys = set(re.findall(r"^([\w\"' -]+?)\s*:", text, re.MULTILINE))
    kind = re.search(r"^type\s*:\s*(\S+)", text, re.MULTILINE)
    if "issues" in keys:
        return ("negmas", "domain")
    if keys & _PROFILE_KEYS or "values" in keys or (kind and "Fun" in kind[1]):
        return ("negmas", "profile")
    return ("negmas", "info")


def _table(lines: list[str]) -> Recognised:
    """Tell tables apart by their header, and the plain texts of LLM-Deliberation by the form of their lines."""
    header = {cell.strip().strip('"').casefold() for cell in re.split(r"[,;\t]", lines[0])}
    if {"issue", "option"} <= header:
        return ("scores", "table")
    if header & {"actor", "party", "name"} and header & {"position", "ideal"}:
        return ("actors", "table")
    return _numbers(lines) if all(_NUMBERS.fullmatch(line) for line in lines) else _words(lines)


def _numbers(lines: list[str]) -> Recognised:
    counts = {line.rstrip(" \t,").count(",") for line in lines}
    if counts == {1}:
        return ("genius", "frontier")
    return ("scores", "scores") if len(lines) > 1 else NOTHING


def _listed(text: str) -> Recognised:
    """Tell a table's header in TOML from a list, as JSON may be."""
    return ("toml", "scenario") if _TOML_TABLE.match(text.lstrip()) else NOTHING


_BRACKETS = {"<": _xml, "{": _json, "[": _listed}


def _words(lines: list[str]) -> Recognised:
    cells = [[cell.strip() for cell in line.split(",")] for line in lines]
    if all(len(row) >= 3 and _SEATS.fullmatch(row[2]) for row in cells):
        return ("scores", "config")
    return ("scores", "notes") if len(lines) == 1 and _DEAL.fullmatch(lines[0]) else NOTHING
