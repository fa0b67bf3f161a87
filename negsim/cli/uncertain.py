"""What ``analyze`` is asked about uncertainty, and how the answer is told and drawn."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click
from attrs import frozen

from negsim.cli import options
from negsim.compilation import Compilation
from negsim.deals.analysis import Analysis
from negsim.errors import UnanswerableError
from negsim.formats.problem_json import Json
from negsim.plots.look import Width
from negsim.plots.saving import FORMATS
from negsim.search.effort import Effort

if TYPE_CHECKING:
    from negsim.experiments.doubts import Doubts


@frozen(kw_only=True)
class Uncertain:
    """What is asked about uncertainty.

    Attributes
    ----------
    uncertainty:
        Whether anything is.
    draws, seed:
        Of the draws; None for the usual number, and for 0.
    out, width, force:
        Where the tornado goes, if it is drawn; how wide; whether a file that is there is replaced.
    """

    uncertainty: bool
    draws: int | None
    seed: int | None
    out: str | None
    width: Width
    force: bool

    def check(self) -> None:
        """Refuse what cannot be asked, before any work is done.

        Raises
        ------
        UsageError
            For what is about uncertainty where that is not asked for, and for a picture of no known format.
        FileError
            If the picture is there already.
        """
        for name, given in (("--draws", self.draws), ("--seed", self.seed), ("--out", self.out)):
            if given is not None and not self.uncertainty:
                raise click.UsageError(f"{name} is for --uncertainty, which is not asked for")
        if self.out is None:
            return
        if Path(self.out).suffix.lower().removeprefix(".") not in FORMATS:
            raise click.UsageError(f"--out {self.out} does not end in one of .{', .'.join(FORMATS)}")
        options.refuse_existing([Path(self.out)], force=self.force)

    def doubts(self, compilation: Compilation, *, effort: Effort) -> Doubts | None:
        """Return how sure the answers are; None where that is not asked for."""
        if not self.uncertainty:
            return None
        # Slow to load and to answer, and asked for by a flag of its own.
        from negsim.experiments.doubts import DRAWS, doubts

        draws = DRAWS if self.draws is None else self.draws
        return doubts(compilation, draws=draws, seed=self.seed or 0, effort=effort)

    def draw(self, analysis: Analysis, doubts: Doubts | None) -> None:
        """Write the picture that was asked for.

        Raises
        ------
        UnanswerableError
            If what it would show was refused.
        """
        if doubts is None or self.out is None:
            return
        # Slow to import, and needed for the picture only.
        from negsim.plots.drawing import figure_of
        from negsim.plots.saving import save
        from negsim.plots.tornado import plot_tornado

        if doubts.sensitivity is None:
            raise UnanswerableError("the picture", doubts.refused["sensitivity"], "ask without --out")
        save(figure_of(plot_tornado(analysis, doubts.sensitivity, width=self.width)), self.out, force=self.force)

    def json(self, doubts: Doubts | None, *, max_items: int | None) -> Json:
        """Return what an analysis as JSON has more."""
        if doubts is None:
            return {}
        from negsim.experiments.doubts_json import doubts_json  # needed for programs only

        written = [] if self.out is None else [self.out]
        return {"uncertainty": {**doubts_json(doubts, max_items=max_items), "written": written}}

    def text(self, doubts: Doubts | None, *, width: int) -> str:
        """Return what a briefing has more."""
        if doubts is None:
            return ""
        from negsim.cli.certainty import certainty  # needed for people only

        return "\n\n" + certainty(doubts, width=width) + ("" if self.out is None else f"\n\n{self.out}")


def about_uncertainty(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what is asked about uncertainty, given to a command as one argument, ``uncertain``."""

    @functools.wraps(command)
    def gathered(*arguments: Any, **given: Any) -> Any:
        uncertain = Uncertain(**{name: given.pop(name) for name in attrs.fields_dict(Uncertain)})
        return command(*arguments, uncertain=uncertain, **given)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered


_OPTIONS = (
    click.option("--uncertainty", is_flag=True, help="Tell also how sure the answers are, and what would change them."),
    click.option("--draws", type=click.IntRange(1, 10_000_000), help="For --uncertainty: how many; 10,000 without it."),
    click.option("--seed", type=int, help="For --uncertainty: the seed of the draws; 0 without it."),
    click.option("--out", type=click.Path(), metavar="PICTURE", help="For --uncertainty: draw the tornado there."),
    click.option("--width", type=click.Choice(("full", "half")), default="full", show_default=True, help="Of that."),
    click.option("--force", is_flag=True, help="Write over a picture that is there."),
)
