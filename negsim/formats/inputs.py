"""Files that were named to be read, and what was found wrong or odd while reading them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
from attrs import field, frozen

from negsim.errors import Finding, Place, ScenarioError
from negsim.formats.places import Lines


@frozen(kw_only=True)
class InputFile:
    r"""A text file with what was recognised in it.

    Attributes
    ----------
    path:
        As messages name it.
    text:
        Without a byte order mark; lines end with ``\n``.
    format, role:
        What it was recognised as, such as ``genius`` and ``profile``; empty where it was not.
    """

    path: str
    text: str = field(repr=False)
    format: str = ""
    role: str = ""
    _lines: list[Lines] = field(factory=list, init=False, repr=False, eq=False)

    @property
    def stem(self) -> str:
        """The name of the file without folder and ending."""
        return Path(self.path).stem

    def place(self, offset: int) -> Place:
        """Return the place of a character, by its offset in the text from 0."""
        if not self._lines:
            self._lines.append(Lines(self.text, self.path))
        return self._lines[0].place(min(max(offset, 0), len(self.text)))


@attrs.define
class Findings:
    """What is found while files are read: errors refuse them in the end, all together; warnings go with the result."""

    errors: list[Finding] = attrs.Factory(list)
    warnings: list[Finding] = attrs.Factory(list)

    def error(self, code: str, message: str, *, place: Place | None = None, label: str = "", advice: str = "") -> None:
        """Add something that is wrong."""
        self.errors.append(Finding(code=code, message=message, place=place, label=label, advice=advice))

    def warn(self, code: str, message: str, *, place: Place | None = None, label: str = "", advice: str = "") -> None:
        """Add something that is odd."""
        self.warnings.append(
            Finding(code=code, severity="warning", message=message, place=place, label=label, advice=advice)
        )

    def refuse(self) -> None:
        """Refuse what was read if anything is wrong with it.

        Raises
        ------
        ScenarioError
            With everything that is wrong.
        """
        if self.errors:
            raise ScenarioError(self.errors)


def of_role(files: Sequence[InputFile], role: str) -> tuple[InputFile, ...]:
    """Return the files that have a role, in order."""
    return tuple(file for file in files if file.role == role)
