"""Littering: strategies that print without end, and strategies that leave threads and processes behind."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from attrs import field, frozen
from attrs.validators import ge, gt, in_

from negsim.seeding import Chance
from negsim.space.package import Package
from negsim.talks.move import Move, offer
from negsim.talks.view import Brief, View
from negsim.testing.hostile.conduct import is_turn, well_behaved


@frozen(kw_only=True)
class Flooder:
    """A strategy that writes far more than anyone can read.

    What it prints must be cut, and neither stop the talk nor fill the memory: printing much is no fault. A move of
    enormous size must get the fault *unknown-package* in process, and *unknown-package* or *no-move* in a process of
    its own, where it is not even read to its end.

    Attributes
    ----------
    how:
        *prints*: to the standard output. *complains*: to the standard error. *offers*: an option whose name is that
        long.
    size:
        How many bytes.
    at:
        In which of its turns; 0 is before the first move, where it offers nothing.

    Examples
    --------
    >>> Flooder(how="offers", size=10).name
    'flooder (offers)'
    """

    how: str = field(default="prints", validator=in_(("prints", "complains", "offers")))
    size: int = field(default=10**9, validator=ge(1))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with how it floods."""
        return f"flooder ({self.how})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Print, or remember that no move was made."""
        if self.at == 0:
            self._print()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Flood in the turn that is set; behave in all others."""
        if memory + 1 != self.at:
            return well_behaved(view), memory + 1
        self._print()
        if self.how == "offers":
            issue = view.brief.space.issues[0].id
            return offer(Package({issue: "x" * self.size})), memory + 1
        return well_behaved(view), memory + 1

    def _print(self) -> None:
        if self.how == "offers":
            return
        where = sys.stdout if self.how == "prints" else sys.stderr
        left = self.size
        while left > 0:
            piece = min(left, 2**16)
            where.write("x" * (piece - 1) + "\n")
            left -= piece
        where.flush()


@frozen(kw_only=True)
class Forker:
    """A strategy that leaves something running.

    In a process of its own all that it started must end with the talk. In process the threads and processes go on.

    Attributes
    ----------
    how:
        *thread*: a thread of its process. *child*: another process. *session*: another process that left the group of
        the one that started it.
    seconds:
        How long what it starts would run.
    at:
        In which of its turns; 0 is before the first move.

    Examples
    --------
    >>> Forker(how="thread").name
    'forker (thread)'
    """

    how: str = field(default="child", validator=in_(("thread", "child", "session")))
    seconds: float = field(default=10.0**6, converter=float, validator=gt(0))
    at: int = field(default=1, validator=is_turn)

    @property
    def name(self) -> str:
        """What it is called, with what it leaves running."""
        return f"forker ({self.how})"

    def begin(self, brief: Brief, *, chance: Chance) -> int:  # noqa: ARG002 - an interface's arguments
        """Start something, or remember that no move was made."""
        if self.at == 0:
            self._start()
        return 0

    def move(self, view: View, memory: int, *, chance: Chance) -> tuple[Move, int]:  # noqa: ARG002
        """Start something in the turn that is set; behave in all."""
        if memory + 1 == self.at:
            self._start()
        return well_behaved(view), memory + 1

    def _start(self) -> None:
        if self.how == "thread":
            threading.Thread(target=time.sleep, args=(self.seconds,), name="left by a forker", daemon=True).start()
            return
        program = f"import time; time.sleep({self.seconds})"
        started = subprocess.Popen([sys.executable, "-c", program], start_new_session=self.how == "session")
        started.returncode = 0  # said to be over, so that nobody waits for it and no warning tells of it
