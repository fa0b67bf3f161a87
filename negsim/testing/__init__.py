"""For users' own tests: checks of strategies and protocols, generators of scenarios, oracles to hold answers against.

The generators need Hypothesis; the rest does not.
"""

from __future__ import annotations

from negsim.talks.isolation.limits import Limits
from negsim.testing.checking_protocols import check_protocol
from negsim.testing.checking_strategies import check_strategy
from negsim.testing.report import CheckFailedError, Report, Verdict

__all__ = ["CheckFailedError", "Limits", "Report", "Verdict", "check_protocol", "check_strategy"]
