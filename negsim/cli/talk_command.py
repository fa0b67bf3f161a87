"""``negsim talk``: play a negotiation out, or play a transcript again, and tell how it went and why it ended."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import click
from attrs import frozen
from click.core import ParameterSource

from negsim.cli import options
from negsim.cli.human import Human
from negsim.cli.main import DONE, FAILED, NO_AGREEMENT
from negsim.cli.packages import package_of
from negsim.cli.plot_command import FORMATS, safe_name
from negsim.cli.talk_ends import ending_when_told, has_begun
from negsim.cli.talk_options import USUAL, discounts_of, known_names, strategies_of, waived_by
from negsim.cli.talking import ISSUES_SHOWN, talk_report
from negsim.cli.text import visible
from negsim.compilation import Compilation
from negsim.errors import UnknownNameError
from negsim.experiments.account import Account, account
from negsim.experiments.account_json import account_json
from negsim.formats.files import make_folder
from negsim.formats.transcript_json import read_transcript, transcript_json, write_transcript
from negsim.plots.look import Width
from negsim.search.effort import Effort
from negsim.talks.isolation.limits import Limits
from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.protocols.table import Protocol
from negsim.talks.replay import replay
from negsim.talks.seats import Seat, public_statements, seats
from negsim.talks.session import Session, Talk
from negsim.talks.settings_text import name_in
from negsim.talks.transcript import Terms, Transcript

KINDS = ("talk", "concessions")
"""The pictures of a talk: the dance, and who moved on which issue."""


class MovesType(click.ParamType[int]):
    """How many moves: a whole number, or ``all``, which is -1."""

    name = "moves"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; anything else is a usage error."""
        if isinstance(value, int):
            return value
        if value == "all":
            return -1
        if not (value.isascii() and value.isdigit()):
            self.fail(f"{value!r} is neither a whole number nor 'all'", param, ctx)
        return int(value)


@frozen(kw_only=True)
class Setting:
    """How a talk is to be played, as the options say."""

    strategies: tuple[str, ...]
    protocol: str
    order: str
    rounds: int | None
    seconds: float | None
    seed: int
    discounts: tuple[str, ...]
    breakdown: Fraction
    draft: tuple[str, ...]
    waive: tuple[str, ...]
    waive_nearest: int | None
    crossings: str
    isolated: bool
    seconds_per_move: float | None
    memory: int | None

    def limits(self, *, trusted: Sequence[str]) -> Limits | None:
        """Return what strategies may use in processes of their own; None where all run in this one, as ``trusted``."""
        given: dict[str, Any] = {}
        if self.seconds_per_move is not None:
            given["seconds_per_move"] = self.seconds_per_move
        if self.memory is not None:
            given["memory"] = self.memory * 10**6
        if given and not self.isolated:
            raise click.UsageError(
                "--seconds-per-move and --memory limit processes, and none are started without --isolated"
            )
        return Limits(**given, trusted=trusted) if self.isolated else None


_PLAYED = ("strategies", "protocol", "order", "rounds", "seconds", "seed", "discounts", "breakdown", "draft")
_PLAYED_TOO = ("waive", "waive_nearest", "crossings", "isolated", "seconds_per_move", "memory")


def _list_names(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    del parameter
    if value and not context.resilient_parsing:
        click.echo(known_names())
        context.exit()


@click.command("talk")
@options.scenario_options
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    metavar="[PARTY=]NAME",
    help="What it plays; NAME alone is for all others.",
)
@click.option("--protocol", default="alternating-offers", show_default=True, metavar="NAME", help="Who may move when.")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_names,
    help="Name all strategies and protocols.",
)
@click.option("--order", default="", metavar="PARTY,...", help="Who moves first; others follow as in the file.")
@click.option("--rounds", type=click.IntRange(min=1), help="At most so many; 100 where --seconds sets no limit either.")
@click.option("--seconds", type=options.SecondsType(), metavar="S", help="Hold it by the clock, for so long.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same talk.")
@click.option(
    "--discount",
    "discounts",
    multiple=True,
    metavar="PARTY=SHARE",
    help="What share of its value an agreement keeps for a party in the last round.",
)
@click.option(
    "--breakdown",
    type=options.ShareType(),
    default="0",
    metavar="X",
    help="The probability that the talk ends for good after a round.",
)
@click.option(
    "--draft", multiple=True, metavar="ISSUE:OPTION,...", help="What single-text or post-settlement begins with."
)
@click.option("--waive", multiple=True, metavar="DEMAND", help="A red demand that its party may breach, as RU:no-x.")
@click.option(
    "--waive-nearest", type=click.IntRange(1, 1000), metavar="N", help="Waive all that nearest deal N breaches."
)
@click.option(
    "--crossings",
    type=click.Choice(("marked", "fault")),
    default="marked",
    show_default=True,
    help="What follows when a party offers or takes what breaks its own red demands.",
)
@click.option("--isolated", is_flag=True, help="Each strategy runs in a process of its own, within limits.")
@click.option(
    "--seconds-per-move",
    type=options.SecondsType(),
    metavar="S",
    help="With --isolated: how long a move, or the beginning, may take.",
)
@click.option(
    "--memory", type=click.IntRange(min=1), metavar="MB", help="With --isolated: how much memory a process may use."
)
@click.option("--replay", "record", type=click.Path(), metavar="FILE", help="Play the moves of this transcript again.")
@click.option("--save", type=click.Path(), metavar="FILE", help="Write the transcript to this file, as JSON.")
@click.option("--moves", type=MovesType(), default="0", metavar="N", help="List the last N moves, or all.")
@click.option("--all", "show_all", is_flag=True, help="Tell every statement behind what stood in the way.")
@click.option("--out", type=click.Path(), metavar="FOLDER", help="Write the pictures of the talk into this folder.")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="Of the picture; svg without it.")
@click.option("--width", type=click.Choice(("full", "half")), default="full", show_default=True)
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--require-agreement", is_flag=True, help="Exit with 4 if the talk ends without one.")
@options.max_seconds
@options.max_memory
@click.pass_context
def command(
    context: click.Context,
    /,
    as_json: bool,
    record: str | None,
    save: str | None,
    moves: int,
    show_all: bool,
    out: str | None,
    formats: tuple[str, ...],
    width: Width,
    force: bool,
    require_agreement: bool,
    max_seconds: float | None,
    max_memory: int | None,
    **given: Any,
) -> int:
    """Play the negotiation of FILE out, and tell who moved, how far, why it ended and how good the end was."""
    _refuse_idle(context, out=out, save=save)
    setting = Setting(**{name: given.pop(name) for name in attrs.fields_dict(Setting)})
    asked = options.Asked(**given)
    if record is not None:
        _refuse_settings(context)
    compilation, transcript = (None, None) if record is None else _recorded(context, asked, record)
    compilation = compilation or asked.compilation()
    pictures = _pictures(out, safe_name(compilation.scenario.id), formats=formats or ("svg",), width=width)
    options.refuse_existing([*pictures.values(), *([] if save is None else [Path(save)])], force=force)
    with options.effort(max_seconds=max_seconds, max_memory=max_memory) as effort:
        held, played = _played(compilation, setting, transcript, effort=effort)
        told = account(played, compilation, held=held, effort=effort)
    is_talk = transcript is not None or has_begun(played)
    if save is not None:
        write_transcript(played, save, force=force)
    is_drawn = _draw(told, pictures, width=width, force=force)
    written = [*([] if save is None else [save]), *(map(str, pictures.values()) if is_drawn else ())]
    if as_json:
        options.write_json(
            {
                **transcript_json(played),
                "as_of": None if compilation.as_of is None else compilation.as_of.isoformat(),
                "account": account_json(told),
                "written": written,
            }
        )
    else:
        text = talk_report(
            told,
            shown=None if show_all else ISSUES_SHOWN,
            most_moves=None if moves < 0 else moves,
            width=options.width(),
        )
        click.echo("\n".join([visible(text), *(f"\n{path}" for path in written)]))
    if not (is_drawn and is_talk):
        return FAILED
    return NO_AGREEMENT if require_agreement and played.agreement is None else DONE


def _refuse_idle(context: click.Context, *, out: str | None, save: str | None) -> None:
    """Refuse options about files that nothing asks to write."""
    idle = {
        "formats": (out is None, "--format says how the picture is written, and none is without --out FOLDER."),
        "width": (out is None, "--width says how wide the picture is, and none is without --out FOLDER."),
        "force": (
            out is None and save is None,
            "--force writes over files, and none is written without --out FOLDER or --save FILE.",
        ),
    }
    for name, (is_idle, message) in idle.items():
        if is_idle and context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(message)


def _refuse_settings(context: click.Context) -> None:
    """Refuse options that say how to play beside a record of what was played."""
    for name in (*_PLAYED, *_PLAYED_TOO):
        if context.get_parameter_source(name) is not ParameterSource.DEFAULT:
            raise click.UsageError(
                f"--replay plays what is on record, and {_option(context, name)} says otherwise; leave one of them out"
            )


def _option(context: click.Context, name: str) -> str:
    return next(entry.opts[0] for entry in context.command.params if entry.name == name)


def _recorded(context: click.Context, asked: options.Asked, record: str) -> tuple[Compilation, Transcript]:
    """Return the transcript on record, and its scenario under its own reading where no other is asked for."""
    transcript = read_transcript(record)
    if context.get_parameter_source("reading") is ParameterSource.DEFAULT:
        asked = attrs.evolve(asked, reading=transcript.reading)
    return asked.compilation(), transcript


def _played(
    compilation: Compilation, setting: Setting, transcript: Transcript | None, *, effort: Effort
) -> tuple[Mapping[str, Seat], Transcript]:
    """Return what each party knows, and the talk, played or played again."""
    problem = compilation.problem
    said = public_statements(compilation.scenario, as_of=compilation.as_of)
    if transcript is not None:
        held = seats(problem, statements=said, waived=transcript.waived)
        return held, replay(transcript, problem, known=held)
    waived = waived_by(problem, setting.waive, nearest=setting.waive_nearest, effort=effort)
    usual = USUAL.get(name_in(setting.protocol), USUAL["alternating-offers"])
    rounds = 100 if setting.rounds is None and setting.seconds is None else setting.rounds
    person = partial(Human, rounds=rounds, may_cross=setting.crossings != "fault", width=options.width())
    with contextlib.redirect_stdout(sys.stderr):  # what a strategy prints when it is made, here or in a talk
        strategies = strategies_of(
            problem, setting.strategies, usual=usual, order=setting.order, human=person, makes=not setting.isolated
        )
    terms = Terms(
        rounds=rounds,
        seconds=setting.seconds,
        breakdown=setting.breakdown,
        discounts=discounts_of(problem, setting.discounts),
        crossings=setting.crossings,
    )
    at_terminal = [party for party, strategy in strategies.items() if isinstance(strategy, Human)]
    limits, held_under = setting.limits(trusted=at_terminal), _protocol(compilation, setting)
    held = seats(problem, statements=said, waived=waived)
    talk = Talk(
        problem=problem,
        protocol=held_under,
        strategies=strategies,
        terms=terms,
        seed=setting.seed,
        seats=held,
        isolation=limits,
        waived=waived,
    )
    with contextlib.redirect_stdout(sys.stderr), ending_when_told():
        try:
            session = Session(talk)
        except ValueError as error:
            raise click.UsageError(str(error)) from error  # of the protocol, or of where strategies are to run
        return held, session.play()


def _protocol(compilation: Compilation, setting: Setting) -> Protocol:
    name = name_in(setting.protocol)
    if name in PROTOCOLS and PROTOCOLS[name].needs_draft and not setting.draft:
        raise click.UsageError(f"--protocol {name} begins with what was settled before; give it with --draft")
    draft = package_of(compilation.problem.space, setting.draft, name="--draft") if setting.draft else None
    try:
        return protocol(setting.protocol, draft=draft)
    except UnknownNameError:
        raise
    except ValueError as error:
        raise click.UsageError(f"--protocol: {error}") from error


def _pictures(out: str | None, name: str, *, formats: Sequence[str], width: Width) -> dict[tuple[str, str], Path]:
    if out is None:
        return {}
    half = "-half" if width == "half" else ""
    endings = dict.fromkeys(formats)
    return {(kind, ending): Path(out) / f"{name}-{kind}{half}.{ending}" for kind in KINDS for ending in endings}


def _draw(told: Account, pictures: Mapping[tuple[str, str], Path], *, width: Width, force: bool) -> bool:
    """Write the pictures that were asked for; tell whether that could be done."""
    if not pictures:
        return True
    if told.possible is None:
        click.echo(f"negsim: the picture was not drawn: {told.refused['measures']}", err=True)
        return False
    # Slow to import, and needed for pictures only.
    from negsim.plots.concessions import plot_concessions
    from negsim.plots.dance import plot_dance
    from negsim.plots.drawing import figure_of
    from negsim.plots.saving import save

    plots = {"talk": plot_dance, "concessions": plot_concessions}
    scenario = told.compilation.scenario
    figures = {
        kind: figure_of(plot(told.transcript, told.possible, scenario=scenario, width=width))
        for kind, plot in plots.items()
    }
    for (kind, _), path in pictures.items():
        make_folder(path.parent)
        save(figures[kind], path, force=force)
    return True
