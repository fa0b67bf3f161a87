"""Letters: short names of packages, for a table or a picture that names the same ones again and again."""

from __future__ import annotations

from attrs import define, field

from negsim.space.package import Package

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@define
class Letters:
    """A letter for each package, in the order in which they come up; A is the package as things are, if there is one.

    Attributes
    ----------
    point:
        The package as things are; None where there is none.

    Examples
    --------
    >>> here, there = Package({"price": "low", "date": "soon"}), Package({"price": "high", "date": "soon"})
    >>> letters = Letters(here)
    >>> letters.of(there)
    'B'
    >>> letters.told()
    ['A: the package as it is', 'B: as A, but price: high']
    """

    point: Package | None
    _known: dict[Package, str] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        if self.point is not None:
            self.of(self.point)

    def of(self, package: Package) -> str:
        """Return a package's letter."""
        place, again = len(self._known) % len(_ALPHABET), len(self._known) // len(_ALPHABET)
        return self._known.setdefault(package, _ALPHABET[place] + (str(again) if again else ""))

    def told(self) -> list[str]:
        """Return what each letter stands for; nothing where none but the package as it is came up."""
        if set(self._known) <= {self.point}:
            return []
        return [f"{letter}: {self._meaning(package)}" for package, letter in self._known.items()]

    def _meaning(self, package: Package) -> str:
        if package == self.point:
            return "the package as it is"
        if self.point is None:
            return str(package)
        changes = [f"{issue}: {package[issue]}" for issue in package.changes_from(self.point)]
        return f"as A, but {', '.join(changes)}"
