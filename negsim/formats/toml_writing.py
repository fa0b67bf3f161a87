"""From a scenario to TOML text that people can read and change."""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from negsim.errors import Finding, ScenarioError
from negsim.fields import decimal_text, exact
from negsim.formats.structure import FORMAT
from negsim.parties.interval import Interval
from negsim.scenario import Scenario
from negsim.space.issue import Option

WIDTH = 110
"""How long a line may be before the table or list in it is broken up."""

Plain = Any
"""Text, truth values, dates, fractions, and lists and dictionaries of these."""

_INLINE = frozenset({"boxes", "options"})  # lists of tables that stand in one value rather than under headers
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_UNSAFE = re.compile('[\x00-\x1f"\\\\\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]')
_TRIPLE = re.compile(r'"(?="")|"\Z')  # quotes that would end a text of many lines
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scenario_as_toml(scenario: Scenario) -> str:
    """Return a scenario as TOML text, without what has its default value.

    Raises
    ------
    ScenarioError
        If a number has more digits than a reader would take.
    """
    plain = {"format": Fraction(FORMAT), **_fields(scenario)}
    for number, statement in enumerate(plain.get("statements", ()), start=1):
        if statement["id"] == f"s{number}":
            del statement["id"]
    return "\n".join(_table(plain, "")) + "\n"


def _fields(holder: Any) -> dict[str, Plain]:
    """Return the fields that differ from their defaults, as plain values, in order."""
    values = [(field, getattr(holder, field.name)) for field in attrs.fields(type(holder))]
    return {field.name: _plain(value, field.name) for field, value in values if value != _default(field)}


def _default(field: Any) -> Any:
    if field.default is attrs.NOTHING:
        return attrs.NOTHING
    default = getattr(field.default, "factory", lambda: field.default)()
    return default if field.converter is None else field.converter(default)


def _plain(value: Any, name: str) -> Plain:
    if isinstance(value, Mapping):
        return {key: _plain(entry, "") for key, entry in value.items()}
    if isinstance(value, Option) and not value.title:
        return value.id
    if isinstance(value, Interval):
        return [value.low, value.high]
    if attrs.has(type(value)):
        return _fields(value)
    if isinstance(value, tuple):
        entries = [_plain(entry, "") for entry in value]
        return [entry[0] if len(entry) == 1 else entry for entry in entries] if name == "ranking" else entries
    return value.value if isinstance(value, enum.Enum) else value


def _table(table: Mapping[str, Plain], header: str) -> Iterator[str]:
    """Yield the lines of a table: what stands in one value first, then what has headers of its own."""
    apart: dict[str, Plain] = {}
    for key, value in table.items():
        if _stands_apart(key, value):
            apart[key] = value
        else:
            yield from _pair(key, value)
    for key, value in apart.items():
        name = f"{header}.{_key(key)}" if header else _key(key)
        for entry in value if isinstance(value, list) else [value]:
            yield ""
            yield f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            yield from _table(entry, name)


def _stands_apart(key: str, value: Plain) -> bool:
    if isinstance(value, list):
        return bool(value) and key not in _INLINE and all(isinstance(entry, dict) for entry in value)
    if not isinstance(value, dict):
        return False
    return key in {"preferences", "reservation", "uncertainty"} or len(f"{_key(key)} = {_inline(value)}") > WIDTH


def _pair(key: str, value: Plain) -> Iterator[str]:
    if isinstance(value, str) and "\n" in value:
        yield f'{_key(key)} = """\n{_many_lines(value)}"""'
        return
    line = f"{_key(key)} = {_inline(value)}"
    if isinstance(value, list) and (len(line) > WIDTH or any(isinstance(entry, dict) for entry in value)):
        yield f"{_key(key)} = ["
        yield from (f"    {_inline(entry)}," for entry in value)
        yield "]"
    else:
        yield line


def _inline(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{_escaped(value)}"'
    if isinstance(value, Fraction):
        return _number(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_inline(entry) for entry in value) + "]"
    pairs = ", ".join(f"{_key(key)} = {_inline(entry)}" for key, entry in value.items())
    return f"{{ {pairs} }}" if pairs else "{}"


def _number(value: Fraction) -> str:
    if max(abs(value.numerator), value.denominator).bit_length() > 3000:  # about 900 digits
        message = "a number of more digits than can be read back"
        raise ScenarioError([Finding(code="E104", message=message, advice="round it")])
    text = decimal_text(value)
    try:
        readable = exact(text) == value and "/" not in text
    except ValueError:
        readable = False
    return text if readable else f"{{ ratio = [{value.numerator}, {value.denominator}] }}"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else f'"{_escaped(name)}"'


def _escaped(text: str) -> str:
    return _UNSAFE.sub(lambda found: _ESCAPES.get(found[0], f"\\u{ord(found[0]):04x}"), text)


def _many_lines(text: str) -> str:
    safe = "\n".join(_escaped(line).replace('\\"', '"') for line in text.split("\n"))
    return _TRIPLE.sub('\\\\"', safe)
