"""C: numbers and repeatability. The same answers, byte for byte, whatever the machine is set to."""

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LARGE = ("european_security_2022",)
SCENARIOS = [path for path in sorted((ROOT / "scenarios").glob("*.toml")) if path.stem not in LARGE]

# What numpy chooses between while it runs; what it was built to need cannot be switched off.
DISPATCHED = importlib.import_module("numpy._core._multiarray_umath").__cpu_dispatch__

# One process runs several commands. It takes the whole locale from the environment, which Python by itself does for
# text only, and writes to stderr what a decimal point is in it.
PROGRAM = """
import locale, sys
from negsim.cli.main import main
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
print(locale.localeconv()["decimal_point"], file=sys.stderr)
path = sys.argv[1]
for command in [
    ["analyze", path, "--json"],
    ["analyze", path, "--reading", "negotiable", "--json"],
    ["analyze", path],
    ["conflicts", path, "--json"],
    ["compile", path, "--json"],
    ["compile", path, "--reading", "negotiable", "--json"],
    ["check", path, "--json"],
]:
    try:
        main(command)
    except SystemExit as end:
        print(command, "exits with", end.code, flush=True)
"""

SETTINGS = {
    "C45-hash-seed-0": {"PYTHONHASHSEED": "0"},
    "C45-hash-seed-1": {"PYTHONHASHSEED": "1"},
    "C45-hash-seed-random": {"PYTHONHASHSEED": "random"},
    "C46-lang-c": {"LANG": "C", "LC_ALL": "C"},
    "C46-time-zone-east": {"TZ": "Pacific/Kiritimati"},
    "C46-time-zone-west": {"TZ": "Etc/GMT+12"},
    "C47-one-thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
    "C47-many-threads": {"OPENBLAS_NUM_THREADS": "7", "OMP_NUM_THREADS": "7"},
    "C47-other-blas": {"OPENBLAS_CORETYPE": "Prescott"},
    "C47-no-avx": {"NPY_DISABLE_CPU_FEATURES": " ".join(DISPATCHED)},
}

scenario = pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)


def run(path, setting):
    """Run the commands in a clean environment with one thing changed; return what they wrote, and the decimal point."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, path.relative_to(ROOT).as_posix()],
        cwd=ROOT,
        env={**kept, "LANG": "C.UTF-8", **setting},
        capture_output=True,
        timeout=300,
        check=False,
    )
    errors = done.stderr.decode()
    assert done.returncode == 0, errors
    assert done.stdout.decode().count("exits with 0\n") == PROGRAM.count("path,") + PROGRAM.count("path]"), errors
    return done.stdout, errors.splitlines()[0]


@pytest.fixture(scope="module")
def plainly():
    """Return what the commands write with nothing changed; asked once for each file."""
    known = {}

    def ask(path):
        if path not in known:
            known[path] = run(path, {})[0]
        return known[path]

    return ask


@pytest.fixture(scope="module")
def decimal_comma(tmp_path_factory):
    """Return the environment of a locale with a decimal comma: made here where localedef can, else one by name."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef"):
        target = folder / "de_DE.UTF-8"
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", str(target)], capture_output=True, check=False)
    found = {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8"}
    return {**found, "LOCPATH": str(folder)} if any(folder.iterdir()) else found


@scenario
@pytest.mark.parametrize("setting", SETTINGS)
def test_c45_c46_c47_identical_bytes(setting, path, plainly):
    assert run(path, SETTINGS[setting])[0] == plainly(path)


@scenario
def test_c46_decimal_comma(path, plainly, decimal_comma):
    written, point = run(path, decimal_comma)
    assert written == plainly(path)
    # Where the locale could be made, it is the one that was taken.
    assert point == ("," if "LOCPATH" in decimal_comma else point)
