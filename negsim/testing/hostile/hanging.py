"""Hanging: strategies that never answer, or take all the memory there is."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections import deque

from attrs import field, frozen
from attrs.validators import ge, in_

from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved

_LONG = 10**7
"""Seconds: four months."""


@frozen(kw_only=True)
class Hanger:
    """A strategy that never answers.

    In a process of its own it must get the fault *time*. In process nothing can stop it.

    Attributes
    ----------
    how:
        *loop*: it goes on for ever in Python. *native*: in code that Python cannot interrupt. *sleep*: it sleeps.
        *deadlock*: it waits for a lock that it holds itself.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Hanger(how="sleep").name
    'hanger (sleep)'
    """

    how: str = field(default="loop", validator=in_(("loop", "native", "sleep", "deadlock")))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with how it hangs."""
        return f"hanger ({self.how})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Hang, or remember that no move was made."""
        if self.at == 0:
            self._hang()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Hang in the turn that is set; behave in all others."""
        if memory + 1 == self.at:
            self._hang()
        return well_behaved(view), memory + 1

    def _hang(self) -> None:
        if self.how == "native":
            deque(itertools.repeat(None), maxlen=0)
        if self.how == "sleep":
            time.sleep(_LONG)
        if self.how == "deadlock":
            lock = threading.Lock()
            lock.acquire()
            lock.acquire()
        while True:
            pass


@frozen(kw_only=True)
class Swallower:
    """A strategy that never answers, and catches whatever is raised to stop it.

    In a process of its own it must get the fault *time*. In process nothing can stop it, not even the user's own
    interruption.

    Examples
    --------
    >>> Swallower().name
    'swallower'
    """

    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called."""
        return "swallower"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Never answer, or remember that no move was made."""
        if self.at == 0:
            self._go_on()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Never answer in the turn that is set; behave in all others."""
        if memory + 1 == self.at:
            self._go_on()
        return well_behaved(view), memory + 1

    def _go_on(self) -> None:
        while True:
            with contextlib.suppress(BaseException):
                time.sleep(0.001)


@frozen(kw_only=True)
class Hoarder:
    """A strategy that takes more and more memory.

    In a process of its own it must get the fault *memory*. In process it takes what there is.

    Attributes
    ----------
    gigabytes:
        After how many it has enough, and behaves.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Hoarder(gigabytes=0).name
    'hoarder'
    """

    gigabytes: float = field(default=50.0, converter=float, validator=ge(0))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called."""
        return "hoarder"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Take memory, or remember that no move was made."""
        if self.at == 0:
            self._hoard()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Take memory in the turn that is set; behave in all others."""
        if memory + 1 == self.at:
            self._hoard()
        return well_behaved(view), memory + 1

    def _hoard(self) -> None:
        piece = 2**24
        hoard = []
        for _ in range(int(self.gigabytes * 2**30) // piece):
            hoard.append(bytearray(b"\1") * piece)  # written to, so that it is really taken
