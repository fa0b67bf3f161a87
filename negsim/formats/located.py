"""Plain data with the place of every value, as JSON and YAML readers yield it, and strict access to it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
from attrs import field, frozen

from negsim.checks.scope import nearest, path_label, quoted
from negsim.errors import Path, Place
from negsim.fields import decimal_text, frozen_mapping
from negsim.formats.inputs import Findings, InputFile
from negsim.formats.numbers import read_number


@frozen
class NumberText:
    """A number as it is written; :func:`negsim.formats.numbers.read_number` reads it."""

    text: str


@frozen
class Located:
    """What a file holds, with the offset of every value.

    Attributes
    ----------
    value:
        Dictionaries, lists, texts, :class:`NumberText`, truth values and None.
    offsets:
        From the path of a value to where it begins in the text.
    """

    file: InputFile
    value: Any
    offsets: Mapping[Path, int] = field(converter=frozen_mapping, repr=False)

    def place(self, path: Path) -> Place:
        """Return the place of a value, or of the nearest one around it that is there."""
        outward = (path[:end] for end in range(len(path), -1, -1))
        return self.file.place(next((self.offsets[known] for known in outward if known in self.offsets), 0))


@attrs.define
class Access:
    """Strict access to located data: what is missing or of another kind is found, and something harmless is returned.

    Attributes
    ----------
    noisy:
        Paths of numbers that the noise of binary floats was taken off.
    """

    data: Located
    found: Findings
    noisy: list[Path] = attrs.Factory(list)

    def get(self, path: Path) -> Any:
        """Return the value at a path, or None where there is none."""
        value = self.data.value
        for part in path:
            is_key = isinstance(value, Mapping) and part in value
            if not is_key and not (isinstance(value, list) and isinstance(part, int) and part < len(value)):
                return None
            value = value[part]
        return value

    def table(self, path: Path, *, required: bool = True) -> Mapping[str, Any]:
        """Return the table at a path; an empty one, and a finding, where there is none."""
        value = self.get(path)
        if isinstance(value, Mapping):
            return value
        if value is not None or required:
            self.misfit(path, value, "a table of names and values")
        return {}

    def entries(self, path: Path, *, required: bool = True) -> list[Any]:
        """Return the list at a path; an empty one, and a finding, where there is none."""
        value = self.get(path)
        if isinstance(value, list):
            return value
        if value is not None or required:
            self.misfit(path, value, "a list")
        return []

    def text(self, path: Path, *, required: bool = True) -> str:
        """Return the text at a path, a number as it is written; empty, and a finding, where there is none."""
        value = self.get(path)
        if isinstance(value, str):
            return value
        if isinstance(value, NumberText):
            return value.text
        if value is not None or required:
            self.misfit(path, value, "text")
        return ""

    def number(self, path: Path, *, required: bool = True) -> Fraction | None:
        """Return the number at a path exactly; None where there is none, with a finding where one is required."""
        value = self.get(path)
        if isinstance(value, NumberText):
            try:
                number, is_noisy = read_number(value.text)
            except ValueError as error:
                self.error("E809", f"{quoted(value.text)} cannot be read as a number: {error}", path)
                return None
            if is_noisy:
                self.noisy.append(path)
            return number
        if value is not None or required:
            advice = "write it without quotes" if isinstance(value, str) else ""
            self.misfit(path, value, "a number", advice)
        return None

    def error(self, code: str, message: str, path: Path, *, advice: str = "") -> None:
        """Add something that is wrong at a path."""
        label = path_label(self.data.value, path)
        self.found.error(code, message, place=self.data.place(path), label=label, advice=advice)

    def warn(self, code: str, message: str, path: Path, *, advice: str = "") -> None:
        """Add something that is odd at a path."""
        label = path_label(self.data.value, path)
        self.found.warn(code, message, place=self.data.place(path), label=label, advice=advice)

    def warn_of_noise(self) -> None:
        """Say, in one line, that the noise of binary floats was taken off some numbers."""
        if self.noisy:
            shown = self.text(self.noisy[0])
            count = f"{len(self.noisy)} numbers carry" if len(self.noisy) > 1 else "a number carries"
            message = f"{count} the noise of binary floats, such as {shown}; read as {_short(shown)}"
            self.warn("W810", message, self.noisy[0])

    def misfit(self, path: Path, value: Any, expected: str, advice: str = "") -> None:
        """Add that a value is of another kind than expected, or is missing where it is None and not written as null."""
        around = self.get(path[:-1])
        is_null = value is None and isinstance(around, Mapping) and bool(path) and path[-1] in around
        if value is not None or is_null:
            self.error("E814", f"{_described(value)} is given, where {expected} is expected", path, advice=advice)
            return
        known = [key for key in around if isinstance(key, str)] if isinstance(around, Mapping) else []
        last = path[-1] if path else "file"
        near = nearest(last, known) if isinstance(last, str) and known else ""
        self.error("E814", f"{quoted(last)} is missing, where {expected} is expected", path, advice=near)


def _described(value: Any) -> str:
    if isinstance(value, NumberText):
        return f"the number {value.text[:40]}"
    if isinstance(value, str):
        return f"the text {quoted(value)}"
    if isinstance(value, bool):
        return f"the truth value {str(value).lower()}"
    if value is None:
        return "null"
    return "a list" if isinstance(value, list) else "a table"


def _short(text: str) -> str:
    return decimal_text(read_number(text)[0])
