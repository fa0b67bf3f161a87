"""Whether the readings that a scenario names can be used."""

from __future__ import annotations

from collections.abc import Iterator

from negsim.checks.ids import check_id
from negsim.checks.numbers import check_share
from negsim.checks.references import check_distinct
from negsim.checks.scope import Scope, nearest, quoted
from negsim.errors import Finding
from negsim.parties.reading import BUILT_IN, Reading
from negsim.positions.statement import Strength

_SHARES = ("limit_factor", "public_firmness", "red_from", "open_value", "silent_value")


def check_readings(scope: Scope) -> Iterator[Finding]:
    """Find what is wrong with the scenario's own readings."""
    readings = scope.draft.readings
    yield from check_distinct(scope, (reading.id for reading in readings), ("readings",), kind="readings")
    for index, reading in enumerate(readings):
        path = ("readings", index)
        yield from check_id(scope, reading.id, (*path, "id"))
        if any(reading.id == built_in.id for built_in in BUILT_IN):
            message = f"a reading has the id {quoted(reading.id)}, which is that of a built-in reading"
            yield scope.finding("E204", (*path, "id"), message, advice="give it another id")
        yield from _check_firmness(scope, reading, index)
        for name in _SHARES:
            yield from check_share(scope, getattr(reading, name), (*path, name))


def _check_firmness(scope: Scope, reading: Reading, index: int) -> Iterator[Finding]:
    path = ("readings", index, "firmness")
    known = [strength.value for strength in Strength]
    for strength, firmness in reading.firmness.items():
        if strength not in known:
            message = f"there is no strength {quoted(strength)}"
            yield scope.finding("E601", (*path, strength), message, advice=nearest(strength, known))
        yield from check_share(scope, firmness, (*path, strength))
    for strength in known:
        if strength not in reading.firmness:
            message = f"reading {quoted(reading.id)} states no firmness for the strength {quoted(strength)}"
            yield scope.finding("E602", (*path, strength), message, advice=f"add {strength} = 0.5, or what you assume")
