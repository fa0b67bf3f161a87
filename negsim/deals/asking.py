"""Asking: several questions one after the other, within one limit of time, and why some were refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from attrs import field, frozen

from negsim.errors import TooLargeError, UnanswerableError
from negsim.search.effort import Effort

Answer = TypeVar("Answer")


@frozen(kw_only=True, eq=False)
class Asking:
    """Questions asked one after the other, and why some were refused.

    Attributes
    ----------
    effort:
        What they may take together.
    questions:
        How many share it; what is asked after that has what is left.
    asked:
        Those asked so far.
    refused:
        From question to why it was not answered.
    """

    effort: Effort
    questions: int
    asked: list[str] = field(factory=list)
    refused: dict[str, str] = field(factory=dict)

    def attempt(self, question: str, answer: Callable[[Effort], Answer]) -> Answer | None:
        """Return an answer, given its share of the time that is left; None where it is refused."""
        left = max(1, self.questions - len(self.asked))
        self.asked.append(question)
        try:
            return answer(self.effort.share(left))
        except (TooLargeError, UnanswerableError) as error:
            self.refused[question] = str(error)
            return None
