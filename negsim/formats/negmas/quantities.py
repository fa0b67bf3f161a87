"""Numbers in NegMAS files, with what YAML 1.1 makes of those that begin with 0."""

from __future__ import annotations

import re
from fractions import Fraction

from negsim.checks.scope import quoted
from negsim.errors import Path
from negsim.formats.located import Access

_LEADING_ZERO = re.compile(r"[-+]?0+\d+")


def read_quantity(access: Access, path: Path, *, required: bool = True) -> Fraction | None:
    """Return the number at a path, or None, with a finding where one is required or something else stands there."""
    value = access.get(path)
    if isinstance(value, str) and _LEADING_ZERO.fullmatch(value) and not _is_quoted(access, path):
        sign, digits = (value[0], value[1:]) if value[0] in "-+" else ("", value)
        message = f"{quoted(value)} is given, where a number is expected: YAML 1.1 reads a leading 0 as octal"
        access.error("E814", message, path, advice=f"write {sign.strip('+')}{digits.lstrip('0') or '0'}")
        return None
    return access.number(path, required=required)


def _is_quoted(access: Access, path: Path) -> bool:
    at = access.data.offsets.get(path, 0)
    return access.data.file.text[at : at + 1] in ("'", '"')
