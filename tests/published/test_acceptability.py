"""Acceptability: a published analysis of two treatments, met at 10^5 draws."""

import math

import numpy as np
import pytest

from negsim.experiments.decision_tables import table_acceptability
from negsim.seeding import stream

# How many patients of each trial arm had each event (W. H. Geerts and others, "A comparison of low-dose heparin with
# low-molecular-weight heparin as prophylaxis against venous thromboembolism after major trauma", New England Journal of
# Medicine 335 (1996), 701-707): proximal thrombosis, distal thrombosis, major bleeding; and out of how many.
HEPARIN, ENOXAPARIN = ((20, 40, 1), 136), ((8, 32, 5), 129)
# From the best to the worst share that counts, which is worth 1 and 0, as the example "Thrombolytics" of drugis.org's
# MCDA program has them (github.com/drugis/mcda-elicitation-web, examples/thrombolytics.json).
RANGES = ((0.0, 0.25), (0.15, 0.4), (0.0, 0.1))
NAMES, CRITERIA = ("Heparin", "Enoxaparin"), ("Prox DVT", "Dist DVT", "Bleed")

# G. van Valkenhoef, smaa: Stochastic Multi-Criteria Acceptability Analysis, R package (CRAN, version 0.3), its example
# as printed in tests/Examples/smaa-Ex.Rout.save: 10,000 iterations, no preference information.
PRINTED_DRAWS = 10_000
FIRST = {"Heparin": 0.3504, "Enoxaparin": 0.6496}
CENTRAL = {"Heparin": (0.1865097, 0.2772205, 0.5362698), "Enoxaparin": (0.4073100, 0.3641477, 0.2285423)}
CONFIDENCE = {"Heparin": 0.6682, "Enoxaparin": 0.8956}
FIRST_UNDER = ((0.5, 0.2, 0.3), {"Heparin": 0.1279, "Enoxaparin": 0.8721})
DRAWS = 100_000


@pytest.fixture(scope="module")
def measured():
    """Draws of what the treatments are worth: shares of patients as Beta of events and of the others."""
    rng = np.random.default_rng(20)
    tables = np.empty((DRAWS, 2, 3))
    for row, (events, patients) in enumerate((HEPARIN, ENOXAPARIN)):
        for column, (count, (best, worst)) in enumerate(zip(events, RANGES, strict=True)):
            tables[:, row, column] = (worst - rng.beta(count, patients - count, size=DRAWS)) / (worst - best)
    return tables


@pytest.fixture(scope="module")
def found(measured):
    return table_acceptability(measured, alternatives=NAMES, criteria=CRITERIA, rng=stream(1, "weights"))


def is_met(share, printed):
    """Within three standard errors of the two together; theirs has a tenth of our draws."""
    theirs = math.sqrt(printed * (1 - printed) / PRINTED_DRAWS)
    return abs(float(share) - printed) <= 3 * math.hypot(share.standard_error, theirs) + 5e-5


@pytest.mark.parametrize("name", NAMES)
def test_rank_acceptability(found, name):
    assert found.draws == DRAWS
    assert is_met(found.rank(name), FIRST[name])
    assert is_met(found.rank(name, 2), 1 - FIRST[name])
    other = NAMES[NAMES.index(name) - 1]
    assert is_met(found.winning(name, other), FIRST[name])


@pytest.mark.parametrize("name", NAMES)
def test_central_weights(found, name):
    weights = found.central_weights(name)
    fewer = math.sqrt(DRAWS / PRINTED_DRAWS)
    for criterion, printed in zip(CRITERIA, CENTRAL[name], strict=True):
        error = weights[criterion].standard_error
        assert abs(float(weights[criterion]) - printed) <= 3 * math.hypot(error, fewer * error)


@pytest.mark.parametrize("name", NAMES)
def test_confidence_factors(measured, found, name):
    """Under the central weights that were printed; our own are within their error of these."""
    under = table_acceptability(measured, CENTRAL[name], alternatives=NAMES, criteria=CRITERIA)
    assert is_met(under.rank(name), CONFIDENCE[name])
    assert found.confidence_factor(name).value == pytest.approx(under.rank(name).value, abs=0.02)


def test_first_ranks_under_known_weights(measured):
    weights, printed = FIRST_UNDER
    under = table_acceptability(measured, weights, alternatives=NAMES, criteria=CRITERIA)
    for name in NAMES:
        assert is_met(under.rank(name), printed[name])
