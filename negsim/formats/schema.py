"""The scenario format as a JSON Schema of draft 4, for editors that complete and check TOML by one.

It accepts whatever the reader accepts, and refuses what can be told from a value and its neighbours: an unknown key, a
missing one, a value of another kind, a number out of range. Whether names lead somewhere only the reader tells.
"""

from __future__ import annotations

import datetime as dt
import enum
import inspect
import json
import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType, NoneType, UnionType
from typing import Any, get_args, get_origin

import attrs

from negsim.checks.ids import MAX_ID
from negsim.formats.structure import FORMAT
from negsim.parties.interval import Interval
from negsim.parties.preferences import Interaction, Preferences
from negsim.parties.reading import Reading
from negsim.parties.red_line import Box, RedLine
from negsim.parties.reservation import Reservation
from negsim.parties.uncertainty import Uncertainty
from negsim.positions.statement import Stance, Statement, Strength
from negsim.scenario import Scenario
from negsim.space.issue import Issue, Option
from negsim.space.space import Exclusion

Json = dict[str, Any]

_ID = r"^[^:\s\x00-\x1f\x7f-\x9f]([^:\x00-\x1f\x7f-\x9f]*[^:\s\x00-\x1f\x7f-\x9f])?$"
_DATE: Json = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def scenario_schema() -> Json:
    """Return the JSON Schema of a scenario file, as JSON values.

    Dates are text in it: that is how the tools that check TOML by a JSON Schema show them to it.

    Examples
    --------
    >>> schema = scenario_schema()
    >>> schema["required"]
    ['format', 'id', 'issues', 'parties']
    >>> schema["definitions"]["Party"]["properties"]["consent"]["enum"]
    ['always', 'by-issue', 'never']
    """
    definitions: Json = dict(_RATIOS)
    whole = _table(Scenario, definitions)
    version = {"description": "The version of this format.", "enum": [FORMAT]}
    return {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": "A scenario of negsim",
        **whole,
        "required": ["format", *whole["required"]],
        "properties": {"format": version, **whole["properties"]},
        "definitions": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """Return the schema as the text of ``scenario.schema.json``, which stands beside this module."""
    return json.dumps(scenario_schema(), indent=1, ensure_ascii=False) + "\n"


def _table(kind: type, definitions: Json) -> Json:
    """Return the schema of the tables that one class is read from; classes that it holds go to the definitions."""
    attrs.resolve_types(kind)
    told = _descriptions(kind)
    fields = attrs.fields(kind)
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    return {
        "description": (inspect.getdoc(kind) or "").split("\n\n", maxsplit=1)[0].replace("\n", " "),
        "type": "object",
        **({"required": required} if required else {}),
        "additionalProperties": False,
        "properties": {
            field.name: {
                **({"description": told[field.name]} if field.name in told else {}),
                **_value(kind, field, definitions),
                **_default(field),
            }
            for field in fields
        },
        **_RULES.get(kind, {}),
    }


def _value(holder: type, field: Any, definitions: Json) -> Json:
    """Return the schema of what one field is read from: by its type, and by what the checks demand beside."""
    if field.name == "id" and holder is not Scenario:
        return _id(may_be_empty=field.default == "")
    found = _of_type(field.type, definitions)
    if "$ref" in found:
        found = {"allOf": [found]}  # draft 4 looks at nothing that stands beside a reference
    return {**found, **_OF_FIELD.get((holder, field.name), _BY_NAME.get(field.name, {}))}


def _of_type(given: Any, definitions: Json) -> Json:
    """Return the schema of what a field of that type is read from (:mod:`negsim.formats.structure` reads it)."""
    if isinstance(given, UnionType):
        kinds = [_of_type(kind, definitions) for kind in get_args(given) if kind is not NoneType]
        return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
    if given in _PLAIN:
        return dict(_PLAIN[given])
    if get_origin(given) is tuple:
        return {"type": "array", "items": _of_type(get_args(given)[0], definitions)}
    if get_origin(given) is Mapping:
        (_, inner) = get_args(given)
        # Every table from names to lists is one from issues to some of their options.
        some = {"minItems": 1, "uniqueItems": True} if get_origin(inner) is tuple else {}
        return {"type": "object", "additionalProperties": {**_of_type(inner, definitions), **some}}
    if issubclass(given, enum.Enum):
        return {"enum": [member.value for member in given]}
    definitions[given.__name__] = _table(given, definitions)  # no class holds itself, so this ends
    table = {"$ref": f"#/definitions/{given.__name__}"}
    return {"anyOf": [_id(), table]} if given is Option else table


def _id(*, may_be_empty: bool = False) -> Json:
    least = {} if may_be_empty else {"minLength": 1}
    return {"type": "string", **least, "maxLength": MAX_ID, "pattern": f"^$|{_ID}" if may_be_empty else _ID}


def _number(ratio: str = "ratio", **within: Any) -> Json:
    return {"anyOf": [{"type": "number", **within}, {"$ref": f"#/definitions/{ratio}"}]}


def _ratio(**within: Any) -> Json:
    parts = [{"type": "integer", **within}, {"type": "integer", "minimum": 1}]
    pair = {"type": "array", "items": parts, "minItems": 2, "additionalItems": False}
    return {
        "description": "A fraction that no finite decimal equals: { ratio = [1, 3] }.",
        "type": "object",
        "required": ["ratio"],
        "additionalProperties": False,
        "properties": {"ratio": pair},
    }


def _default(field: Any) -> Json:
    """Return the default of a field, where it is a word, a truth value or a number."""
    default = field.default
    if default is attrs.NOTHING:  # which is a member of an enum
        return {}
    if isinstance(default, Fraction):
        return {"default": int(default) if default.denominator == 1 else float(default)}
    if isinstance(default, enum.Enum):
        return {"default": default.value}
    return {"default": default} if isinstance(default, bool) else {}


def _descriptions(kind: type) -> dict[str, str]:
    """Return what the docstring of a class tells of each of its fields."""
    (_, _, rest) = (inspect.getdoc(kind) or "").partition("\nAttributes\n----------\n")
    section = re.split(r"\n\n\w+\n-+\n", rest, maxsplit=1)[0]
    found = {}
    for names, text in re.findall(r"^(\w[\w, ]*):\n((?:    .*(?:\n|\Z))+)", section, re.MULTILINE):
        words = re.sub(r"\b(?:None|True|False)\b", lambda word: _IN_TOML[word[0]], " ".join(text.split()))
        words = re.sub(r":\w+:(`[^`]+`)", r"\1", words)  # what the docstring refers to, without the markup
        found.update(dict.fromkeys(names.split(", "), words.replace("``", "`")))
    of_statements = _descriptions(Statement) if kind is RedLine else {}
    return {name: of_statements[name] if words == "As for a statement." else words for name, words in found.items()}


_IN_TOML = MappingProxyType({"None": "left out", "True": "true", "False": "false"})


_LIST_OF_CHAINS: Json = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "uniqueItems": True},
}
_PLAIN: Mapping[Any, Json] = MappingProxyType({
    str: {"type": "string"},
    bool: {"type": "boolean"},
    dt.date: _DATE,
    Fraction: _number(),
    Interval: {"type": "array", "items": _number(), "minItems": 2, "maxItems": 2},
    tuple[tuple[str, ...], ...]: _LIST_OF_CHAINS,
})  # fmt: skip
_RATIOS = MappingProxyType({
    "ratio": _ratio(),
    "ratio-from-0": _ratio(minimum=0),
    "ratio-above-0": _ratio(minimum=1),
})  # fmt: skip
_SHARE = _number("ratio-from-0", minimum=0, maximum=1)
_AMOUNT = _number("ratio-from-0", minimum=0)

# What the checks of a scenario demand beside its types, as far as a schema can say it.
_BY_NAME: Mapping[str, Json] = MappingProxyType({
    "bloc": _id(may_be_empty=True),
    **dict.fromkeys(("price", "capability"), _AMOUNT),
    **dict.fromkeys(
        ("firmness", "limit_factor", "public_firmness", "red_from", "open_value", "silent_value"), _SHARE
    ),
})  # fmt: skip
_OF_FIELD: Mapping[tuple[type, str], Json] = MappingProxyType({
    (Scenario, "issues"): {"minItems": 1},
    (Scenario, "parties"): {"minItems": 1},
    (Issue, "options"): {"minItems": 1},
    (Issue, "consent"): {"uniqueItems": True},
    (Exclusion, "forbids"): {"minProperties": 2},
    (Box, "forbids"): {"minProperties": 1},
    (Interaction, "when"): {"minProperties": 1},
    (Preferences, "discount"): _number("ratio-above-0", minimum=0, exclusiveMinimum=True, maximum=1),
    (Preferences, "ranking"): {
        "items": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
    },
    (RedLine, "linkage"): {"uniqueItems": True, "anyOf": [{"maxItems": 0}, {"minItems": 2}]},
    (Statement, "options"): {"minItems": 1, "uniqueItems": True},
    (Uncertainty, "better"): {"additionalProperties": _LIST_OF_CHAINS},
    (Uncertainty, "firmness"): {
        "additionalProperties": {"type": "array", "items": _SHARE, "minItems": 2, "maxItems": 2},
    },
    (Reading, "firmness"): {
        "required": [strength.value for strength in Strength],
        "additionalProperties": False,
        "properties": {strength.value: _SHARE for strength in Strength},
    },
})  # fmt: skip


def _each(kind: Json) -> Json:
    return {"additionalProperties": kind}


def _stance(*stances: Stance, **properties: Json) -> Json:
    return {"stance": {"enum": [stance.value for stance in stances]}, **properties}


_GIVEN: Json = {"minProperties": 1}
_RULES: Mapping[type, Json] = MappingProxyType({
    Preferences: {
        "anyOf": [
            {"required": ["as_written"], "properties": {"as_written": {"enum": [True]}}},
            {"properties": {"weights": _each(_AMOUNT), "values": _each(_each(_SHARE))}},
        ],
        "not": {
            "required": ["weights", "ranking"],
            "properties": {"weights": {"minProperties": 1}, "ranking": {"minItems": 1}},
        },
    },
    RedLine: {
        "anyOf": [
            {"required": ["boxes"], "properties": {"boxes": {"minItems": 1}}},
            {"required": ["linkage"], "properties": {"linkage": {"minItems": 2}}},
        ],
    },
    Reservation: {
        "oneOf": [
            {"required": ["value"]},
            {"required": ["fallback"], "properties": {"fallback": {"minProperties": 1}}},
        ],
    },
    Statement: {
        "anyOf": [
            {
                "required": ["given"],
                "properties": _stance(Stance.WARNS, given=_GIVEN, options={"maxItems": 1}),
            },
            {"required": ["given"], "properties": _stance(Stance.CONDITIONAL, given=_GIVEN)},
            {
                "properties": _stance(
                    *(stance for stance in Stance if stance not in (Stance.CONDITIONAL, Stance.WARNS)),
                    given={"maxProperties": 0},
                ),
            },
        ],
    },
})  # fmt: skip
