"""Results to axes: each picture is a small record first, then drawn; matplotlib is loaded when something is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from negsim.deals.analysis import Analysis
from negsim.plots.conflicts import plot_conflicts
from negsim.plots.drawing import figure_of
from negsim.plots.look import Width
from negsim.plots.prices import plot_prices
from negsim.plots.space import plot_concession_space
from negsim.plots.stances import plot_stances

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Make(Protocol):
    """Makes a picture of an analysis, on a figure of its own."""

    def __call__(self, analysis: Analysis, *, parties: Sequence[str] | None = None, width: Width = "full") -> Figure:
        """Return the figure."""
        ...


def _space(analysis: Analysis, *, parties: Sequence[str] | None = None, width: Width = "full") -> Figure:
    return figure_of(plot_concession_space(analysis, parties, width=width))


def _stances(analysis: Analysis, *, parties: Sequence[str] | None = None, width: Width = "full") -> Figure:
    return figure_of(plot_stances(analysis, parties, width=width))


def _conflicts(analysis: Analysis, *, parties: Sequence[str] | None = None, width: Width = "full") -> Figure:
    del parties  # every conflict is shown, whoever is in it
    return figure_of(plot_conflicts(analysis, width=width))


def _prices(analysis: Analysis, *, parties: Sequence[str] | None = None, width: Width = "full") -> Figure:
    del parties  # every red demand is shown, whoever's it is
    return figure_of(plot_prices(analysis, width=width))


PLOTS: Mapping[str, tuple[Make, str]] = MappingProxyType(
    {
        "space": (_space, "what packages are worth to two parties, with frontier, zone, solutions and nearest deals"),
        "stances": (_stances, "what each party said on each issue, with red lines, weights and sources"),
        "conflicts": (_conflicts, "who blocks what: the minimal conflicts between red lines"),
        "prices": (_prices, "what breaking each red line costs its party, and what softening it would open"),
    }
)
"""The pictures by name: what makes each, and what it shows."""


class Described(Protocol):
    """A record of a picture."""

    @property
    def alternative(self) -> str:
        """The picture in words."""
        ...


def alt_text(record: Described) -> str:
    """Return the text alternative of a picture, from its record."""
    return record.alternative
