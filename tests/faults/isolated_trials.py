"""Trying guests in processes of their own: many at once, and whole talks."""

import time
from pathlib import Path

from negsim.seeding import Chance
from negsim.talks.guests import GuestError
from negsim.talks.isolation.limits import Limits
from negsim.talks.isolation.strays import seen
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.seats import seats
from negsim.talks.session import Session, Talk
from negsim.talks.strategies.conceding import LINEAR
from negsim.talks.view import View
from tests.faults.isolated_guests import hostile
from tests.unit.talks.playing import pie

GENEROUS = Limits(seconds_per_move=60, memory="256 MiB")


def pipes():
    return len(list(Path("/proc/self/fd").iterdir()))


class Tried:
    """What many guests, all in one host, got for what they did; some do several things, one after the other."""

    def __init__(self, guests, *, limits, rest=0.0):
        brief = seats(pie())["One"].brief
        self.given, before, self.rest = {}, pipes(), rest
        names = {ways[-1]: ways for ways in guests}
        host = limits.host(
            {name: hostile(*ways) for name, ways in names.items()}, chance={name: Chance(5, (name,)) for name in names}
        )
        try:
            for name, ways in names.items():
                ask = host.begin(name, brief)
                for number, way in enumerate(ways, start=1):
                    self.given[way] = self._tried(ask, View(brief, number, 0.0, None, [], 0))
        finally:
            closing = host.close()
        self.output, self.seconds = closing.output, closing.seconds
        self.left = [process for process in seen(host._mark) if process.marked]
        self.unreaped = [name for name, own in host._processes.items() if own.child.returncode is None]
        self.pipes_left = pipes() - before

    def _tried(self, ask, view):
        time.sleep(self.rest)
        try:
            return ask(view)
        except GuestError as error:
            return error

    def fault(self, way):
        found = self.given[way]
        assert isinstance(found, GuestError), f"{way}: {found}"
        return found.kind, found.message

    def started(self, way):
        return [int(word) for word in self.output[way].split("started")[1].split()]


def played(one, two=LINEAR, *, problem=None, isolation=GENEROUS, **fields):
    problem = problem or pie()
    first, second = (party.id for party in problem.parties)
    strategies = {first: one, second: two}
    return Session(
        Talk(problem=problem, protocol=AlternatingOffers(), strategies=strategies, isolation=isolation, **fields)
    ).play()


def is_running(process):
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in {"Z", "X"}
