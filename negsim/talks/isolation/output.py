"""Output: what a guest printed, as much of it as is kept."""

from __future__ import annotations

from attrs import define, field


@define(eq=False)
class Output:
    """What a guest printed: the beginning, and how much came after it.

    Attributes
    ----------
    limit:
        How many bytes are kept.

    Examples
    --------
    >>> printed = Output(limit=5)
    >>> printed.add(b"hello ")
    >>> printed.add(b"world")
    >>> print(printed.text, end="")
    hello
    (6 bytes more were printed, which are left out)
    """

    limit: int
    _kept: bytearray = field(init=False, factory=bytearray)
    _lost: int = field(init=False, default=0)

    def add(self, chunk: bytes) -> None:
        """Keep what was printed next, up to the limit."""
        room = self.limit - len(self._kept)
        self._kept += chunk[:room]
        self._lost += max(0, len(chunk) - room)

    @property
    def text(self) -> str:
        """What is kept, and a line on what is not."""
        said = self._kept.decode(errors="replace")
        if not self._lost:
            return said
        end = "" if not said or said.endswith("\n") else "\n"
        return f"{said}{end}({self._lost:,} bytes more were printed, which are left out)\n"
