"""The command ``negsim``: subcommands loaded when they are used, and what each kind of failure exits with."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from negsim.errors import NegsimError, ScenarioError, UnknownNameError

DONE, FAILED, USAGE, INVALID, NO_AGREEMENT, INTERRUPTED = 0, 1, 2, 3, 4, 130
"""Exit codes: done; failed at run time; wrong usage; invalid scenario; --require-agreement and none; interrupted."""

COMMANDS = {
    "analyze": "What could be agreed, what collides, and the least movement that opens a deal.",
    "conflicts": "Which stated lines cannot be met together, and which to soften.",
    "best": "The best packages by one rule, with bargaining powers where these are given.",
    "marginals": "In what share of the acceptable packages each option stands, and what each demand forbids.",
    "improve": "What all could still gain from a package, or the proof that nothing is left to gain.",
    "timeline": "Odds, zone and nearest deals day by day, and the price of publicity.",
    "talk": "A negotiation played out: who moved, how far, why it ended, and how good the end was.",
    "sweep": "How likely each answer is, over everything that weights, values and firmness may be.",
    "explain": "Where a value, weight, line, price or firmness comes from.",
    "compile": "The bargaining problem itself, in integers, to check an answer with another program.",
    "check": "Whether a scenario file is right, and what is odd about it.",
    "convert": "A scenario from and to the formats of other tools, with a word on everything that is lost.",
    "new": "A commented template to start a scenario from.",
    "plot": "Pictures of an analysis.",
}
"""The subcommands, each in a module of its own name beside this one, with its one-line help."""


class _Lazy(click.Group):
    """A group whose commands are imported when one of them is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the subcommands, in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand, importing its module."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"negsim.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand; name the nearest ones where there is none of that name."""
        from negsim.errors import did_you_mean

        if args and args[0] not in COMMANDS:
            raise click.UsageError(f"no command {args[0]!r}; {did_you_mean(args[0], known=COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="negsim", prog_name="negsim")
def negsim() -> None:
    """Which packages of concessions could all sides accept, given what each has said; and if none, why not.

    Start with `negsim new my.toml`, then `negsim check my.toml` and `negsim analyze my.toml`.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Parameters
    ----------
    args:
        The words after ``negsim``; those of the process where None.
    """
    if args is None:
        # A process that lives for one answer: while modules load and answers grow, next to nothing is garbage, and
        # looking for it over and over takes a twentieth of a short run.
        gc.set_threshold(100_000, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:
    stdout = sys.stdout
    try:
        code = negsim.main(args=None if args is None else list(args), prog_name="negsim", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except SystemExit:
        # click leaves so after shell completion; and, with another stream put in the place of ours, when whoever read
        # our output has gone, as `head` does: nobody is left to tell.
        if sys.stdout is stdout:
            raise
        return DONE
    except click.ClickException as error:
        error.show(sys.stderr)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except NegsimError as error:
        click.echo(f"negsim: {error}", err=True)
        return _code(error)
    except OSError as error:
        # Files are read and written with errors of their own: this is stdout, on a full disk for instance. What it
        # still holds must not fail again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo(f"negsim: the answer cannot be written ({error.strerror})", err=True)
        return FAILED


def _code(error: NegsimError) -> int:
    if isinstance(error, ScenarioError):
        return INVALID
    return USAGE if isinstance(error, UnknownNameError) else FAILED
