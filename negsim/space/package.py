"""Package: one option for each issue."""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping

from attrs import field, frozen

from negsim.fields import frozen_mapping


@frozen(cache_hash=True)
class Package:
    """One option for each issue of a space.

    Attributes
    ----------
    choices:
        From issue id to option id, in the order of the space's issues.

    Examples
    --------
    >>> package = Package({"price": "low", "delivery": "fast"})
    >>> package["price"], len(package), str(package)
    ('low', 2, 'price: low, delivery: fast')
    >>> dict(package)
    {'price': 'low', 'delivery': 'fast'}
    """

    choices: Mapping[str, str] = field(converter=frozen_mapping)

    def __getitem__(self, issue_id: str) -> str:
        return self.choices[issue_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.choices)

    def keys(self) -> KeysView[str]:
        """Return the issue ids, in order: ``dict(package)`` is what it takes on each."""
        return self.choices.keys()

    def __len__(self) -> int:
        return len(self.choices)

    def changes_from(self, other: Package) -> tuple[str, ...]:
        """Return the issues on which two packages differ, in this package's order."""
        return tuple(issue for issue, option in self.choices.items() if other.choices.get(issue) != option)

    def replaced(self, changes: Mapping[str, str]) -> Package:
        """Return the package with other options on some issues."""
        return Package({**self.choices, **changes})

    def __str__(self) -> str:
        return ", ".join(f"{issue}: {option}" for issue, option in self.choices.items())
