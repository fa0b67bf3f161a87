"""What every strategy must do, for every strategy that has a name, in every protocol."""

import pytest

from negsim.talks.protocols.registry import PROTOCOLS
from negsim.talks.strategies.registry import STRATEGIES
from negsim.testing import check_strategy
from negsim.testing.isolated_checks import ISOLATED_CHECKS
from negsim.testing.strategy_checks import STRATEGY_CHECKS


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_passes_every_check_in_every_protocol(name):
    report = check_strategy(STRATEGIES[name], protocols=tuple(PROTOCOLS), strict=True)
    assert report.held == tuple(check.name for check in STRATEGY_CHECKS)
    not_run = {verdict.check for verdict in report.verdicts if verdict.not_run}
    assert not_run == {*ISOLATED_CHECKS, "is-the-same-in-its-own-process"}
