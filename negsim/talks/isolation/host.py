"""Isolated host: one process for each party of a talk."""

from __future__ import annotations

import os
import pickle
import secrets
import sys
import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from typing import NoReturn
from typing import Protocol as Interface

from attrs import define, field

from negsim.errors import UnanswerableError, UnknownNameError
from negsim.seeding import Chance
from negsim.talks.guests import GuestError
from negsim.talks.hosts import Asker, Closing, InProcess
from negsim.talks.isolation.process import Process, started
from negsim.talks.isolation.replies import LOST, read, read_move
from negsim.talks.isolation.sending import WAY_OUT, Parcel, parcel
from negsim.talks.isolation.strays import MARK, descendants, end_strays, seen
from negsim.talks.move import Move
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief, View

_MORE = "allow it more (and where a system refuses a limit on memory, None), or play in process"


class Bounds(Interface):
    """What a guest may use, as :class:`negsim.talks.isolation.limits.Limits` has it."""

    @property
    def seconds_per_move(self) -> float:
        """For one move."""
        ...

    @property
    def seconds(self) -> float:
        """For the whole talk."""
        ...

    @property
    def begin_seconds(self) -> float:
        """For its beginning."""
        ...

    @property
    def start_seconds(self) -> float:
        """For the start of its process."""
        ...

    @property
    def memory(self) -> int | None:
        """In bytes."""
        ...

    @property
    def output(self) -> int:
        """In bytes."""
        ...

    @property
    def trusted(self) -> tuple[str, ...]:
        """Who runs in this process."""
        ...


@define(eq=False)
class IsolatedHost:
    """The host that runs each strategy in a process of its own.

    What goes down to a process is the party's own brief, and with each view what is new in it; what comes back is one
    line of JSON, of which a move is made here. Nothing that a guest made is ever unpickled. What a strategy remembers
    stays in its process. No strategy is sent to any process before all of them are closed to each other.

    Attributes
    ----------
    strategies, chance:
        From party id to its strategy and its stream of chance.
    limits:
        What each may use.

    Raises
    ------
    UnknownNameError
        If a trusted party has no strategy here.
    UnanswerableError
        If a strategy cannot be sent, or if this system, or this process, cannot start such processes.

    Notes
    -----
    All processes start at once. They are ended by :meth:`close`, when the host is forgotten, when the program ends,
    and by the system when this process is killed.
    """

    strategies: Mapping[str, Strategy]
    chance: Mapping[str, Chance] = field(kw_only=True)
    limits: Bounds = field(kw_only=True)
    _parcels: Mapping[str, Parcel] = field(init=False)
    _mark: str = field(init=False, factory=lambda: secrets.token_hex(16))
    _processes: dict[str, Process] = field(init=False, factory=dict)
    _all_started: bool = field(init=False, default=False)
    _told: dict[str, int] = field(init=False, factory=dict)
    _end: weakref.finalize[..., IsolatedHost] = field(init=False)

    def __attrs_post_init__(self) -> None:
        _refuse_where_impossible()
        for party in self.limits.trusted:
            if party not in self.strategies:
                raise UnknownNameError("party", party, self.strategies)
        guests = {party: own for party, own in self.strategies.items() if party not in self.limits.trusted}
        self._parcels = {party: parcel(strategy, party=party) for party, strategy in guests.items()}
        self._end = weakref.finalize(self, _end_all, self._processes, mark=self._mark, owner=os.getpid())
        with ExitStack() as failed:
            failed.callback(self._end)
            for party in guests:
                self._processes[party] = started(self._mark, memory=self.limits.memory, output=self.limits.output)
            failed.pop_all()

    def begin(self, party: str, brief: Brief) -> Asker:
        """Let a strategy begin, once all processes have started, and return what asks it for its moves.

        Raises
        ------
        GuestError
            For whatever goes wrong with it, as :class:`negsim.talks.transcript.Fault` names it.
        UnanswerableError
            If a process does not start, or the strategy's class is not found there.
        """
        if party in self.limits.trusted:
            return InProcess(self.strategies, self.chance).begin(party, brief)
        self._wait_for_all()
        sent = self._parcels[party]
        request = pickle.dumps((sent.main, sent.data, party, brief, self.chance[party]))
        try:
            read(self._answer(party, request, seconds=self.limits.begin_seconds, what="its beginning"))
        except GuestError as error:
            if error.kind == LOST:
                self._refuse(f"sending the strategy of {party} to a process of its own", error.message, WAY_OUT)
            raise
        return partial(self._moved, party)

    def _wait_for_all(self) -> None:
        """Wait for all processes: one that has not started yet could still be read by the guest of another."""
        if self._all_started:
            return
        for party, process in self._processes.items():
            try:
                process.first_line(seconds=self.limits.start_seconds)
            except GuestError as error:
                self._refuse(f"starting a process for {party}", f"{error.message}; it printed: {process.output.text!r}")
        self._all_started = True

    def _moved(self, party: str, view: View) -> Move:
        """Return the move of a strategy, made anew from what its process answered."""
        new = tuple(view.log[self._told.get(party, 0) : view.count])
        self._told[party] = view.count
        request = pickle.dumps((view.round, view.elapsed, view.standing, view.text, view.allowed, new))
        return read_move(self._answer(party, request, seconds=self.limits.seconds_per_move, what="a move"))

    def close(self) -> Closing:
        """End all processes, and return what they printed and how long each was waited for."""
        self._end()
        return Closing(
            output={party: process.output.text for party, process in self._processes.items() if process.output.text},
            seconds={party: process.seconds for party, process in self._processes.items()},
        )

    def _answer(self, party: str, request: bytes, *, seconds: float, what: str) -> bytes:
        process = self._processes[party]
        left = self.limits.seconds - process.seconds
        try:
            return process.asked(request, seconds=min(seconds, left))
        except GuestError as error:
            if error.kind != "time":
                raise
        if left < seconds:
            raise GuestError("time", f"it used more than {self.limits.seconds:g} s, the limit for the whole talk")
        raise GuestError("time", f"no answer within {seconds:g} s, the limit for {what}")

    def _refuse(self, what: str, why: str, advice: str = _MORE) -> NoReturn:
        self._end()
        raise UnanswerableError(what, why, advice) from None


def _refuse_where_impossible() -> None:
    what = "a talk with one process for each party"
    if os.name != "posix":
        advice = "play in process, without limits, or on Linux or macOS"
        raise UnanswerableError(what, f"this system ({sys.platform}) has no process groups that can be killed", advice)
    if MARK in os.environ:
        why = "this is the process of a guest, which may not start others"
        raise UnanswerableError(what, why, "put what your program does under: if __name__ == '__main__'")
    if not sys.executable:
        raise UnanswerableError(what, "this program does not know where its Python is", "play in process")


def _end_all(processes: Mapping[str, Process], *, mark: str, owner: int) -> None:
    """End the processes of a host and what they have started; in a copy of this process, which owns none, nothing."""
    if os.getpid() != owner:
        return
    children = [process.child.pid for process in processes.values() if process.child.returncode is None]
    others = descendants(seen(mark), children) if children else ()
    for process in processes.values():
        process.end()
    end_strays(mark, also=others)
