"""From a file: a strategy that is told by where it is written, and made where it is played."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
from attrs import field, frozen

from negsim.errors import FileError, did_you_mean
from negsim.fields import frozen_mapping
from negsim.seeding import Chance
from negsim.talks.move import Move
from negsim.talks.settings_text import settings_in
from negsim.talks.strategies.strategy import Strategy
from negsim.talks.view import Brief, View

_REFERENCE = re.compile(r"(?P<place>.+?):(?P<name>[^\W\d]\w*)(?::(?P<settings>.*=.*))?", re.DOTALL)
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_OTHERS_PATH = re.compile(r"[A-Za-z]")
"""A place of one letter is the drive that a path of Windows begins with."""


@frozen
class Made:
    """What a strategy from a file remembers.

    Attributes
    ----------
    strategy:
        What was made of what the file holds.
    memory:
        What that remembers.
    """

    strategy: Strategy
    memory: Any


@frozen
class FromFile:
    """A strategy of one's own, told by its place and its name, and made when a talk begins.

    Nothing of the file runs before that. Where the strategies of a talk run in processes of their own, nothing of it
    ever runs in this one, and what goes wrong when it is made is its party's fault.

    Attributes
    ----------
    place:
        A file that ends in ``.py``, or the name of a module that can be imported.
    named:
        The name of a class there, or of a function that returns a strategy, which are called with the settings; or of a
        strategy, which has no settings then.
    settings:
        From the name of each setting to its value, as text.
    ready:
        What was made of it before the talk, by :meth:`made`; None where it is made when the talk begins.

    Notes
    -----
    A file is read anew for each talk, so that nothing is carried from one to the next; a module is imported once in
    each process. While a file is read, the modules beside it can be imported.

    Examples
    --------
    >>> FromFile("my_file.py", "HalfWay", settings={"share": "0.5"}).name
    'my_file.py:HalfWay:share=0.5'
    """

    place: str = field(converter=str)
    named: str
    settings: Mapping[str, str] = field(factory=dict, converter=frozen_mapping, kw_only=True)
    ready: Strategy | None = field(default=None, eq=False, repr=False, kw_only=True)

    @property
    def name(self) -> str:
        """Its place and its name, and its settings where it has some: the text that it can be told by."""
        given = ",".join(f"{key}={value}" for key, value in self.settings.items())
        return f"{self.place}:{self.named}:{given}" if given else f"{self.place}:{self.named}"

    def begin(self, brief: Brief, *, chance: Chance) -> Made:
        """Make the strategy, and let it begin.

        Raises
        ------
        AttributeError
            If there is nothing of that name.
        TypeError
            If it is no strategy and makes none, lacks a setting or has none of that name, or is one and settings are
            given.
        """
        strategy = self.built() if self.ready is None else self.ready
        return Made(strategy, strategy.begin(brief, chance=chance))

    def move(self, view: View, memory: Made, *, chance: Chance) -> tuple[Move, Made]:
        """Let the strategy move."""
        given: Any = memory.strategy.move(view, memory.memory, chance=chance)
        if type(given) is not tuple or len(given) != 2 or type(given[0]) is not Move:
            return given  # type: ignore[no-any-return] # which is no move: whoever asked says so
        return given[0], Made(memory.strategy, given[1])

    def made(self) -> FromFile:
        """Return the same with the strategy made already, which runs what its file holds in this process.

        Whatever that raises is raised here: call it through :func:`negsim.talks.guests.called`.
        """
        return attrs.evolve(self, ready=self.built())

    def built(self) -> Strategy:
        """Return the strategy itself. It raises as :meth:`begin`, and whatever the file does."""
        module = _read(Path(self.place)) if self.place.endswith(".py") else importlib.import_module(self.place)
        if not hasattr(module, self.named):
            known = [name for name, there in vars(module).items() if _may_be_meant(there, module=module)]
            raise AttributeError(
                f"{self.place} has no {self.named!r}; expected a class, a function or a strategy there; "
                f"{did_you_mean(self.named, known=known)}"
            )
        found = getattr(module, self.named)
        if isinstance(found, type) or not hasattr(found, "move"):
            self._check_settings(found)
            found = found(**self.settings)
        elif self.settings:
            raise TypeError(f"{self.name}: it is made already, so that it takes no settings; name its class")
        if not (callable(getattr(found, "begin", None)) and callable(getattr(found, "move", None))):
            raise TypeError(f"{self.name} is a {type(found).__name__}; expected a strategy, which has begin and move")
        strategy: Strategy = found
        return strategy

    def _check_settings(self, make: Any) -> None:
        """Refuse settings that a class or a function does not take, and those that it must have and are not given."""
        try:
            taken = inspect.signature(make).parameters
        except (TypeError, ValueError):  # it cannot be called, or does not tell what it takes: to call it tells
            return
        named = [name for name, entry in taken.items() if entry.kind in _BY_NAME]
        takes_all = any(entry.kind is inspect.Parameter.VAR_KEYWORD for entry in taken.values())
        for name in [] if takes_all else [name for name in self.settings if name not in named]:
            raise TypeError(f"{self.named} has no setting {name!r}; {did_you_mean(name, known=named)}")
        missing = [name for name in named if taken[name].default is inspect.Parameter.empty]
        for name in [name for name in missing if name not in self.settings]:
            raise TypeError(
                f"{self.named} needs the setting {name!r}; give it behind a colon: {self.place}:{self.named}:{name}=..."
            )


def is_reference(text: str) -> bool:
    """Tell whether a text names a place and what is there, rather than a name and its settings.

    Examples
    --------
    >>> is_reference("my_file.py:HalfWay"), is_reference("package.module:HalfWay:share=0.5")
    (True, True)
    >>> is_reference("time-dependent:exponent=0.3"), is_reference("boulware")
    (False, False)
    """
    return _split(text) is not None


def from_text(text: str) -> FromFile:
    """Return the strategy that a text tells by its place, without making it.

    Parameters
    ----------
    text:
        A file or a module, a colon and a name; behind another colon settings: ``my_file.py:HalfWay:share=0.5``.

    Raises
    ------
    ValueError
        If it is no such text, or settings are given twice or without a value.
    FileError
        If there is no such file.

    Examples
    --------
    >>> from_text("package.module:HalfWay:share=0.5").settings
    {'share': '0.5'}
    """
    parts = _split(text)
    if parts is None:
        raise ValueError(
            f"{text!r} names no strategy by its place; expected path/to/file.py:Name or package.module:Name"
        )
    place, name, given = parts
    if place.endswith(".py") and not Path(place).is_file():
        raise FileError("E010", place, "there is no such file", f"It is where {name} is looked for.")
    keys = [entry.partition("=")[0].strip().replace("-", "_") for entry in given.split(",")]
    settings = settings_in(f"{name}:{given}", known=keys) if given else {}
    return FromFile(place, name, settings=settings)


def _may_be_meant(found: Any, *, module: ModuleType) -> bool:
    """Tell whether something in a module may be the strategy that a user means: its own classes and functions."""
    if isinstance(found, type) or inspect.isfunction(found):
        return found.__module__ == module.__name__
    return not inspect.ismodule(found) and hasattr(found, "begin") and hasattr(found, "move")


def _split(text: str) -> tuple[str, str, str] | None:
    """Return the place, the name and the settings of a text; None where it has no such parts."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None or _OTHERS_PATH.fullmatch(found["place"]):
        return None
    return found["place"], found["name"], found["settings"] or ""


def _read(file: Path) -> ModuleType:
    """Return what a file defines, read anew, as a module of a name of its own."""
    whole = str(file.resolve())
    name = f"{file.stem}_{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, whole)
    assert spec is not None, "a name that ends in .py is that of a module"
    assert spec.loader is not None, "a module in a file has a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # where classes look for the module that defines them
    paths = list(sys.path)
    sys.path.insert(0, str(file.resolve().parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path[:] = paths
    return module
