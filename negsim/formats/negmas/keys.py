"""Keys of NegMAS files: those that are read, and those that NegMAS writes beside them, which change no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from negsim.errors import Path
from negsim.formats.known_keys import Keys
from negsim.formats.located import Access
from negsim.formats.negmas.functions import AFFINE
from negsim.formats.negmas.issues import kind_at

_IDLE = ("id", "path", "stability", "outcome_space", "__python_class__")
"""What NegMAS states beside; whether one of these is missing changes nothing."""

_SPACE = Keys(required=("issues", *_IDLE), optional=("name", "type"))
_ISSUE = Keys(required=("name", "values", "n_values", *_IDLE), optional=("type",))
_OF_PROFILES = ("name", "type", "weights", "bias", "reserved_value", "reserved_outcome")

_PARTS: dict[str, tuple[str, ...]] = {"values": ("values",), "mapping": ("mapping", "default"), "": ()}


def domain_keys(access: Access) -> Iterator[tuple[Path, Keys]]:
    """Yield the tables of an outcome space, with the keys that each can have."""
    yield (), _SPACE
    issues = access.get(("issues",))
    for at in range(len(issues) if isinstance(issues, list) else 0):
        yield ("issues", at), _ISSUE


def profile_keys(access: Access, parts: str) -> Iterator[tuple[Path, Keys]]:
    """Yield the tables of a utility function, with the keys that each can have.

    Parameters
    ----------
    parts:
        Under which key it says what options are worth: ``values``, ``mapping``, or empty where weights say it.
    """
    optional = _OF_PROFILES if parts != "mapping" else tuple(key for key in _OF_PROFILES if key != "weights")
    yield (), Keys(required=_PARTS[parts] + _IDLE, optional=optional)
    given = access.get(("values",)) if parts == "values" else None
    for at in given if isinstance(given, Mapping) else range(len(given) if isinstance(given, list) else 0):
        path: Path = ("values", at)
        keys = _function_keys(access, path)
        if keys is not None:
            yield path, keys


def _function_keys(access: Access, path: Path) -> Keys | None:
    """Return the keys of a value function; None where its keys are options, or nothing reads it."""
    kind = kind_at(access, path)
    if kind in AFFINE:
        keys = AFFINE[kind]
        return Keys(required=keys[:1] + _IDLE, optional=("type", *keys[1:]))
    is_table = kind == "TableFun" or (not kind and access.get((*path, "mapping")) is not None)
    return Keys(required=("mapping", *_IDLE), optional=("type",)) if is_table else None
