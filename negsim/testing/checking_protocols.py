"""Checking a protocol of one's own: one line tells whether it keeps what every protocol promises."""

from __future__ import annotations

from collections.abc import Sequence

from negsim.problem import BargainingProblem
from negsim.talks.guests import GuestError, called
from negsim.talks.protocols.table import Protocol
from negsim.testing.check import title, verdicts_of
from negsim.testing.protocol_checks import PROTOCOL_CHECKS, ProtocolTrial
from negsim.testing.report import Report, passed
from negsim.testing.surroundings import surroundings
from negsim.testing.trials import Ground, is_for, mixed


def check_protocol(
    protocol: Protocol,
    *,
    parties: Sequence[int] = (2, 3, 4),
    problem: BargainingProblem | None = None,
    seed: int = 0,
) -> Report:
    """Check that a protocol keeps what every protocol promises, and return what held.

    It is played through by parties that agree to everything, to nothing, say nothing, move by chance, or leave; each
    table on the way is looked at. What each check means is on the page "Test your strategy".

    Parameters
    ----------
    protocol:
        Anyone's.
    parties:
        For how many parties it is tried, each 2 to 4; where it refuses so many, it is not tried with them.
    problem:
        What it is tried on instead, for a protocol that begins with a package of some space.
    seed:
        Of all that is drawn.

    Returns
    -------
    Report
        A verdict for each check; ``print`` it.

    Raises
    ------
    CheckFailedError
        If something does not hold: an AssertionError, whose text names each check that fails, what happened, and what
        to do.
    ValueError
        If it is for none of the numbers of parties, or not for the problem.

    Notes
    -----
    A protocol runs in this process, as trusted as the engine: one that never returns is not stopped. What it changes
    around it is put back.

    Examples
    --------
    >>> from negsim.talks.protocols.alternating import AlternatingOffers
    >>> check_protocol(AlternatingOffers(), parties=[2]).failed
    ()
    """
    strays = [count for count in parties if count not in {2, 3, 4}]
    if strays or not parties:
        raise ValueError(f"parties={list(parties)}; expected some of 2, 3 and 4")
    problems = [mixed(count) for count in parties] if problem is None else [problem]
    fitting = [entry for entry in problems if _may_fit(protocol, entry)]
    if not fitting:
        tried = ", ".join(f"{entry.scenario!r} with {len(entry.signers)} parties" for entry in problems)
        raise ValueError(f"the protocol refuses to begin with {tried}; give a problem that it is for, problem=...")
    trial = ProtocolTrial(protocol=protocol, grounds=[Ground(entry) for entry in fitting], seed=seed)
    return passed(title(protocol), verdicts_of(PROTOCOL_CHECKS, trial, calm=surroundings()))


def _may_fit(protocol: Protocol, problem: BargainingProblem) -> bool:
    """Tell whether a protocol is for a problem; one that fails otherwise is, so that a check tells of it."""
    try:
        return bool(called(is_for, protocol, problem))
    except GuestError:
        return True
