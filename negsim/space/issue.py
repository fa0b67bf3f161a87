"""Issue and Option: a question on the table and the answers it can get."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from attrs import field, frozen

from negsim.errors import UnknownNameError
from negsim.fields import texts


@frozen
class Option:
    """One answer an issue can get.

    Attributes
    ----------
    id:
        Short and stable, without a colon; unique within its issue.
    title:
        For people; the id where it is empty.
    """

    id: str
    title: str = field(default="", kw_only=True)

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id


def _options(given: Iterable[str | Option]) -> tuple[Option, ...]:
    if isinstance(given, str):
        texts(given)
    return tuple(Option(entry) if isinstance(entry, str) else entry for entry in given)


@frozen
class Issue:
    """A question on the table.

    Attributes
    ----------
    id:
        Short and stable, without a colon; unique within the scenario.
    options:
        The answers it can get, as options or as their ids; on an ordered issue from one end to the other.
    title:
        For people; the id where it is empty.
    ordered:
        Whether the order of the options means something, so that there is a between and a beyond.
    status_quo:
        The id of the option that holds today; empty where nothing does.
    consent:
        Ids of the parties with consent *by issue* whose soil or affair this is.

    Examples
    --------
    >>> issue = Issue("posture", ["withdraw", "cap", "reinforce"], ordered=True, status_quo="cap")
    >>> issue.option_ids
    ('withdraw', 'cap', 'reinforce')
    """

    id: str
    options: tuple[Option, ...] = field(converter=_options)
    title: str = field(default="", kw_only=True)
    ordered: bool = field(default=False, kw_only=True)
    status_quo: str = field(default="", kw_only=True)
    consent: tuple[str, ...] = field(default=(), converter=texts, kw_only=True)
    note: str = field(default="", kw_only=True)

    @property
    def label(self) -> str:
        """The title, or the id where there is none."""
        return self.title or self.id

    @cached_property
    def option_ids(self) -> tuple[str, ...]:
        """The ids of the options, in order."""
        return tuple(option.id for option in self.options)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.option_ids)

    def has_option(self, option_id: str) -> bool:
        """Tell whether it has an option of that id."""
        return option_id in self._known

    def option(self, option_id: str) -> Option:
        """Return the option of that id.

        Raises
        ------
        UnknownNameError
            If the issue has no such option.
        """
        for option in self.options:
            if option.id == option_id:
                return option
        raise UnknownNameError(f"option of {self.id}", option_id, self.option_ids)

    def others(self, option_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of all options but these, in order."""
        named = set(option_ids)
        return tuple(option for option in self.option_ids if option not in named)

    def departures(self) -> tuple[str, ...]:
        """Return the options that depart from the status quo: all of them where there is none."""
        return self.others([self.status_quo])
