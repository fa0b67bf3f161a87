"""What every test shares: how Hypothesis runs, and pictures without a screen."""

import os

from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")

# The same examples on every run and on every worker; no deadline, because machines and coverage differ.
settings.register_profile(
    "negsim", derandomize=True, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# `HYPOTHESIS_PROFILE=search pytest ...` looks for new counterexamples, and longer.
settings.register_profile("search", parent=settings.get_profile("negsim"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "negsim"))
