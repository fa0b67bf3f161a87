"""What every protocol must keep, for every protocol that has a name."""

import pytest

from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.protocols.simultaneous import Concession
from negsim.testing import check_protocol
from negsim.testing.protocol_checks import PROTOCOL_CHECKS
from negsim.testing.trials import a_package, mixed

WITH_SETTINGS = (
    *(f"simultaneous-offers:concession={kind.value}" for kind in Concession if kind is not Concession.WEAK),
    "single-text:changes=2",
)


@pytest.mark.parametrize("name", [*PROTOCOLS, *WITH_SETTINGS])
def test_every_protocol_keeps_every_promise(name):
    known = PROTOCOLS[name.partition(":")[0]]
    made = protocol(name, draft=a_package(mixed()) if known.draft else None)
    parties = (2, 3, 4) if name in PROTOCOLS else (3,)
    assert check_protocol(made, parties=parties).held == tuple(check.name for check in PROTOCOL_CHECKS)
