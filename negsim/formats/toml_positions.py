"""Where in a TOML text each key and each value stands, which tomllib does not tell."""

from __future__ import annotations

import contextlib
import re
import tomllib
from collections.abc import Mapping

from attrs import define, field, frozen

from negsim.errors import Path

_SPACE = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_KEY = re.compile(r"""[A-Za-z0-9_-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'""")
_STRING = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+""""{0,2}'
    r"|'''(?:[^']++|'(?!''))*+''''{0,2}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
# A date and a time of day may have a space between them.
_SCALAR = re.compile(r"""\d{4}-\d\d-\d\d[ ]\d\d:[^\s,\]}#]++|[^\s,\[\]{}#"'=]++""")


@frozen
class Spot:
    """Where an entry stands, as offsets into the text.

    Attributes
    ----------
    key:
        Its key; for an entry of a list, its value.
    value:
        Its value; for a table with a header of its own, the header.
    end:
        The end of the value, or of the header.
    """

    key: int
    value: int
    end: int


@frozen
class Positions:
    """The places of a TOML text.

    Attributes
    ----------
    spots:
        From the path of each entry to where it stands first.
    written:
        The path and the key's offset of everything that is defined outright, in the order of the text.
    """

    spots: Mapping[Path, Spot]
    written: tuple[tuple[Path, int], ...]

    def nearest(self, path: Path) -> tuple[Path, Spot]:
        """Return the place of an entry, or of the innermost table or list around it that is there."""
        while path not in self.spots:
            path = path[:-1]
        return path, self.spots[path]


class _LostError(Exception):
    """The text is not TOML from here on."""


def find_positions(text: str) -> Positions:
    r"""Return where each key and each value of a TOML text stands.

    Every path that ``tomllib.loads`` yields has a place. A text with mistakes yields the places before the first
    mistake that cannot be passed.

    Parameters
    ----------
    text:
        With ``\n`` as its only line ending.

    Examples
    --------
    >>> find_positions("[a]\nb = [1, 'two']\n").spots["a", "b", 1]
    Spot(key=12, value=12, end=17)
    """
    scan = _Scan(text)
    with contextlib.suppress(_LostError, RecursionError):  # what was found before is of use all the same
        scan.document()
    return Positions(scan.spots, tuple(scan.written))


@define
class _Scan:
    """One pass over a text.

    Attributes
    ----------
    settled:
        Paths whose place no later header changes.
    last:
        Of each list of tables, the index of its latest entry.
    """

    text: str
    here: int = 0
    spots: dict[Path, Spot] = field(factory=lambda: {(): Spot(0, 0, 0)})
    written: list[tuple[Path, int]] = field(factory=list)
    settled: set[Path] = field(factory=set)
    last: dict[Path, int] = field(factory=dict)

    def document(self) -> None:
        table: Path = ()
        while True:
            self.match(_BLANK)
            if self.here == len(self.text):
                return
            if self.text.startswith("[", self.here):
                table = self.header()
            else:
                self.pair(table)
            self.match(_SPACE)
            if self.here < len(self.text) and self.text[self.here] not in "\n#":
                raise _LostError

    def header(self) -> Path:
        start, is_list = self.here, self.text.startswith("[[", self.here)
        self.here += 2 if is_list else 1
        names = self.names()
        self.expect("]]" if is_list else "]")
        path: Path = ()
        for name, offset in names[:-1]:
            path = (*path, name)
            self.spots.setdefault(path, Spot(offset, start, self.here))
            if path in self.last:
                path = (*path, self.last[path])
        name, offset = names[-1]
        path = (*path, name)
        if is_list:
            self.spots.setdefault(path, Spot(offset, start, self.here))
            self.settled.add(path)
            self.last[path] = self.last.get(path, -1) + 1
            path = (*path, self.last[path])
        self.written.append((path, offset))
        if path not in self.settled:  # a table that was only passed through has its place where it is opened
            self.settled.add(path)
            self.spots[path] = Spot(offset, start, self.here)
        return path

    def pair(self, table: Path) -> None:
        names = self.names()
        path = table
        for name, offset in names[:-1]:
            path = (*path, name)
            self.settled.add(path)
            self.spots.setdefault(path, Spot(offset, offset, offset))
        name, offset = names[-1]
        path = (*path, name)
        self.written.append((path, offset))
        self.settled.add(path)
        self.expect("=")
        self.match(_SPACE)
        self.value(path, offset)

    def names(self) -> list[tuple[str, int]]:
        """Pass a dotted key, and return its parts, each with its offset."""
        found = []
        while True:
            self.match(_SPACE)
            offset = self.here
            found.append((_name(self.match(_KEY)), offset))
            self.match(_SPACE)
            if not self.text.startswith(".", self.here):
                return found
            self.here += 1

    def value(self, path: Path, key: int) -> None:
        start = self.here
        opening = self.text[start : start + 1]
        if opening == "[":
            self.array(path)
        elif opening == "{":
            self.inline_table(path)
        else:
            self.match(_STRING if opening in {'"', "'"} else _SCALAR)
        self.spots.setdefault(path, Spot(key, start, self.here))

    def array(self, path: Path) -> None:
        self.here += 1
        index = 0
        while True:
            self.match(_BLANK)
            if self.passes("]"):
                return
            self.value((*path, index), self.here)
            index += 1
            self.match(_BLANK)
            if not self.passes(","):
                self.expect("]")
                return

    def inline_table(self, path: Path) -> None:
        self.here += 1
        self.match(_BLANK)
        if self.passes("}"):
            return
        while True:
            self.match(_BLANK)
            self.pair(path)
            self.match(_BLANK)
            if not self.passes(","):
                self.expect("}")
                return

    def match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.here)
        if found is None:
            raise _LostError
        self.here = found.end()
        return found.group()

    def passes(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.here):
            return False
        self.here += len(sign)
        return True

    def expect(self, sign: str) -> None:
        if not self.passes(sign):
            raise _LostError


def _name(token: str) -> str:
    if token.startswith('"') and "\\" in token:
        try:
            return str(tomllib.loads(f"k = {token}")["k"])
        except tomllib.TOMLDecodeError as error:
            raise _LostError from error
    return token[1:-1] if token[0] in {'"', "'"} else token
