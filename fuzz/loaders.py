"""Fuzz the readers, guided by coverage: bytes are a scenario, or what is wrong with them is told; nothing else happens.

    make fuzz LOADER=genius SECONDS=600              # look for something else, from fuzz/corpus/genius on
    python fuzz/loaders.py genius out/fuzz/genius-crash-...   # do again what was found; needs no atheris

What is read must also survive: it is written as TOML and read back; where it is small, it is compiled, and written in
every format or refused by it. An input that finds something becomes a test of its kind and a file of fuzz/corpus: the
tests run these too, and those that are scenarios are called whole_...
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from negsim.scenario import Scenario

HERE = Path(__file__).parent
FOUND = HERE.parent / "out" / "fuzz"

LOADERS = {
    "toml": ".toml",
    "genius": ".xml",
    "geniusweb": ".json",
    "negolog": ".json",
    "negmas": ".yml",
    "scores": ".csv",
    "actors": ".csv",
}
"""The formats that are read, and how the files of each are named here. What they are is told by their content."""

SEPARATOR = b"\n=====\n"
"""Between the files of one input: a domain and its profiles are fuzzed together."""

MAX_FILES = 6
SMALL = 1_000_000
"""Up to how many packages what was read is compiled."""

TINY = 10_000
"""Up to how many packages it is written in other formats, which works out what all of them are worth."""

TODAY = dt.date(2026, 1, 1)  # dates in the future are odd, and an input must find the same on any day


def files_of(loader: str, data: bytes) -> list[tuple[str, bytes]]:
    """Return the named files that one input stands for."""
    parts = data.split(SEPARATOR, MAX_FILES - 1)
    return [(f"file{number}{LOADERS[loader]}", part) for number, part in enumerate(parts, start=1)]


def try_bytes(loader: str, data: bytes) -> bool:
    """Read an input as users do, and use what was read; return whether it is a scenario.

    Raises
    ------
    Exception
        Whatever is not one of the four errors that readers tell users of: a fault of negsim.
    """
    # Imported here and not above, so that atheris can instrument negsim before anything else imports it.
    from negsim.errors import FileError, ScenarioError, TooLargeError, UnsupportedError
    from negsim.formats.reading import read_texts

    files = files_of(loader, data)
    try:
        found = read_texts(files, today=TODAY)
    except (ScenarioError, FileError, TooLargeError, UnsupportedError) as error:
        _is_told(error)
        return False
    said = "\n".join(str(finding) for finding in found.findings)
    assert all(finding.severity == "warning" for finding in found.findings)
    assert all(name in found.files or name in said for name, _ in files), "a file was passed over without a word"
    _survives(found.scenario)
    return True


def _is_told(error: Exception) -> None:
    """Hold a refusal to its promise: it can be printed, and something is wrong."""
    assert str(error)
    findings = getattr(error, "findings", None)
    assert findings is None or any(finding.severity == "error" for finding in findings), "nothing is wrong with it"


def _survives(scenario: Scenario) -> None:
    """Write a scenario and read it back; where it is small, compile it, count its zone, and write it in all formats."""
    from negsim.compilation import compile_scenario
    from negsim.deals.zone import zone
    from negsim.errors import TooLargeError, UnsupportedError
    from negsim.formats.converting import convert
    from negsim.formats.scenario_toml import dumps_scenario, loads_scenario

    assert loads_scenario(dumps_scenario(scenario)) == scenario, "written as TOML, it is another scenario"
    if scenario.space.combinations > SMALL:
        return
    with contextlib.suppress(TooLargeError):
        zone(compile_scenario(scenario).problem)
    for target in LOADERS if scenario.space.combinations <= TINY else ():
        with contextlib.suppress(TooLargeError, UnsupportedError):
            assert convert(scenario, target).files


def fuzz(loader: str, *, seconds: int) -> None:
    """Look for inputs that find something, for so many seconds; never returns: libFuzzer ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["negsim"], enable_loader_override=False):
        reading = importlib.import_module("negsim.formats.reading")
        for module in ("negsim.formats.converting", "negsim.deals.zone", *reading.READERS.values()):
            importlib.import_module(module)
        for name in reading.READERS:
            reading.format_module(name)
    warnings.simplefilter("error")  # a warning of Python's is a fault too
    new = FOUND / loader
    new.mkdir(parents=True, exist_ok=True)
    flags = [
        f"-max_total_time={seconds}",
        "-timeout=20",
        "-rss_limit_mb=2048",
        "-max_len=8192",
        f"-artifact_prefix={FOUND / loader}-",
        "-print_final_stats=1",
    ]
    words = HERE / "dictionaries" / f"{loader}.dict"
    if words.exists():
        flags.append(f"-dict={words}")
    folders = [str(new), str(HERE / "corpus" / loader)]  # what is new is kept in the first
    atheris.Setup([sys.argv[0], *flags, *folders], lambda data: try_bytes(loader, data) and None)
    atheris.Fuzz()


def main() -> int:
    """Fuzz a loader, or run it on files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0] if __doc__ else None)
    parser.add_argument("loader", choices=LOADERS)
    parser.add_argument("inputs", nargs="*", type=Path, help="run these instead of looking for new ones")
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    if not given.inputs:
        fuzz(given.loader, seconds=given.seconds)
    warnings.simplefilter("error")
    for path in given.inputs:
        print(path, "is a scenario" if try_bytes(given.loader, path.read_bytes()) else "is refused as it should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
