"""Check: one thing that should hold, and how it is looked for, whatever the code that is checked does."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from attrs import frozen

from negsim.talks.guests import GuestError, called, shown
from negsim.testing.fingerprint import fingerprint
from negsim.testing.report import CannotCheckError, Verdict
from negsim.testing.surroundings import Surroundings, counted_output


@frozen(kw_only=True)
class Check:
    """One thing that should hold of a strategy, or of a protocol.

    Attributes
    ----------
    name:
        What should hold, as a claim.
    find:
        What looks for the contrary: it yields what happened, once for each place.
    advice:
        What to do where something is found.
    is_gate:
        Whether nothing else can be checked where this does not hold.
    is_warning:
        Whether what is found may be meant so.
    """

    name: str
    find: Callable[[Any], Iterator[str]]
    advice: str
    is_gate: bool = False
    is_warning: bool = False


def verdicts_of(checks: Iterable[Check], subject: Any, *, calm: Surroundings, shut: str = "") -> Iterator[Verdict]:
    """Yield what each check finds; once a gate is shut, that the rest was not run, and why.

    Parameters
    ----------
    subject:
        What the checks look at.
    calm:
        How the process is left after each check, whatever was done to it.
    shut:
        Why none is run; empty where they are.
    """
    for check in checks:
        verdict = _verdict(check, subject, calm=calm, shut=shut)
        if check.is_gate and verdict.fails:
            shut = f"{check.name} fails"
        yield verdict


def _verdict(check: Check, subject: Any, *, calm: Surroundings, shut: str) -> Verdict:
    if shut:
        return Verdict(check=check.name, not_run=shut)
    happened: list[str] = []
    try:
        with counted_output():
            happened.extend(check.find(subject))
    except GuestError as error:
        happened.append(error.message)
    except CannotCheckError as error:
        return Verdict(check=check.name, not_run=str(error))
    finally:
        calm.restore()
    return Verdict(check=check.name, happened=happened, advice=check.advice, is_warning=check.is_warning)


def nameless(subject: Any) -> Iterator[str]:
    """Yield what is wrong with the name of something."""
    first, second = (called(lambda: subject.name) for _ in range(2))
    if not isinstance(first, str) or not first.strip():
        yield f"its name is {shown(first)}; expected some text"
    elif first != second:
        yield f"its name was {first!r}, and then {second!r}"


def changing(subject: Any, *, talk: Callable[[], Any]) -> Iterator[str]:
    """Yield why a subject is no value: it cannot be hashed or copied, or a talk that is played with it changes it."""
    called(hash, subject)
    copy = called(lambda: pickle.loads(pickle.dumps(subject)))
    if not called(lambda: copy == subject):
        yield "a copy of it, made by pickling, does not equal it"
    before = called(fingerprint, subject)
    talk()
    if called(fingerprint, subject) != before:
        yield "it was another after a talk than before"


def title(subject: Any) -> str:
    """Return what something is called, or what it is where it cannot say."""
    try:
        return str(called(lambda: subject.name))
    except GuestError:
        return shown(subject)
