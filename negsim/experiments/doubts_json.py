"""How sure the answers are, as JSON."""

from __future__ import annotations

from negsim.deals.probing import Probes
from negsim.experiments.doubts import Doubts
from negsim.experiments.sensitivity_json import sensitivity_json
from negsim.experiments.sweep_json import sweep_json
from negsim.fields import decimal_text
from negsim.formats.problem_json import Json


def doubts_json(doubts: Doubts, *, max_items: int | None = None) -> Json:
    """Return how sure the answers are as JSON values: what an analysis has under ``uncertainty``.

    Parameters
    ----------
    max_items:
        How many bars of each answer to show; None for all.
    """
    sensitivity, sweep = doubts.sensitivity, doubts.sweep
    return {
        "assumptions": list(doubts.knowledge.assumptions),
        "probes": None if doubts.probes is None else _probes(doubts.probes),
        "sensitivity": None if sensitivity is None else sensitivity_json(sensitivity, max_bars=max_items),
        "sweep": None if sweep is None else sweep_json(sweep),
        "refused": dict(doubts.refused),
    }


def _probes(probes: Probes) -> Json:
    return {
        "open": decimal_text(probes.open),
        "max_probes": probes.max_probes,
        "items": [
            {
                "demands": list(probe.demands),
                "cost": decimal_text(probe.cost),
                "open": decimal_text(probe.open),
                "times": None if probe.times is None else decimal_text(probe.times),
                "all_soft": decimal_text(probe.all_soft),
                "ties": probe.ties,
            }
            for probe in probes
        ],
        "method": probes.method,
    }
