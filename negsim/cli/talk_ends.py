"""How ``negsim talk`` ends where nothing could be played, or where it is told to end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

import click

from negsim.cli.text import visible
from negsim.talks.transcript import Transcript

TERMINATED = 128 + signal.SIGTERM
"""The exit code of a command that was told to end, as a shell has it."""


class _ToldToEnd(KeyboardInterrupt):
    """The system, or another program, asks this one to end."""


@contextlib.contextmanager
def ending_when_told() -> Iterator[None]:
    """End what runs inside as an interruption does when this process is told to end, and exit with 143 then.

    Without it the process would be gone at once, and what strategies have started outside of their process group would
    live on. Only the first such signal counts, so that the second does not break off the ending.
    """
    if threading.current_thread() is not threading.main_thread():  # Python lets no other handle signals
        yield
        return
    is_told = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal is_told
        del number, frame
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        is_told = True
        raise _ToldToEnd

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if is_told:
            click.echo("ended by SIGTERM", err=True)
            raise SystemExit(TERMINATED)


def has_begun(played: Transcript) -> bool:
    """Tell whether a talk could begin; say so where it could not."""
    failed = [fault for fault in played.faults if fault.round == 0]
    for fault in failed:
        message = f"the talk could not begin: the strategy of {fault.party} failed ({fault.kind}): {fault.message}"
        click.echo(visible(f"negsim: {message}"), err=True)
    return not failed
