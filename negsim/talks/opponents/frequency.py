"""Frequency: what a party offers often it wants, and an issue on which it seldom moves weighs much with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from attrs import field, frozen

from negsim.fields import frozen_mapping
from negsim.space.package import Package
from negsim.space.space import Space
from negsim.talks.opponents.estimate import Estimate, ignorance, weighted
from negsim.talks.view import Brief


@frozen
class Offered:
    """How often each option of each issue was offered.

    Attributes
    ----------
    space:
        What can be agreed.
    counts:
        From issue id and option id to how often; options never offered are left out.
    """

    space: Space
    counts: Mapping[tuple[str, str], int] = field(factory=dict, converter=frozen_mapping)


@frozen
class Frequency:
    """What a party offers often it wants.

    An option is worth as often as it was offered, over how often its issue's most frequent option was; an issue weighs
    in proportion to how often its most frequent option was offered: a party moves last where it matters most to it.

    Notes
    -----
    What goes by this name differs from tool to tool: some count from 1, so that an option never offered is worth
    something, and some hold all issues for equally weighty. Here an option never offered is worth nothing.

    References
    ----------
    N. van Galen Last, "Agent Smith: opponent model estimation in bilateral multi-issue negotiation", in New Trends in
    Agent-based Complex Automated Negotiations (2012). T. Baarslag, M. J. C. Hendrikx, K. V. Hindriks and C. M. Jonker,
    "Predicting the performance of opponent models in automated negotiation" (2013), where it is the Smith frequency
    model.

    Examples
    --------
    >>> from negsim.space.issue import Issue
    >>> space = Space([Issue("price", ["low", "high"]), Issue("delivery", ["slow", "fast"])])
    >>> model, known = Frequency(), Offered(space)
    >>> for price, delivery in [("high", "slow"), ("high", "slow"), ("high", "slow"), ("high", "fast")]:
    ...     known = model.heard(known, Package({"price": price, "delivery": delivery}), elapsed=0)
    >>> thought = model.estimate(known)
    >>> dict(thought.values["delivery"]), round(thought.weights["price"], 3)
    ({'slow': 1.0, 'fast': 0.3333333333333333}, 0.571)
    """

    @property
    def name(self) -> str:
        """What it is called."""
        return "frequency"

    def begin(self, brief: Brief, party: str) -> Offered:  # noqa: ARG002 - an interface's arguments
        """Return that nothing was offered yet."""
        return Offered(brief.space)

    def heard(self, memory: Offered, package: Package, *, elapsed: float) -> Offered:  # noqa: ARG002
        """Count the options of one more offer."""
        return Offered(memory.space, Counter(memory.counts) + Counter(package.choices.items()))

    def estimate(self, memory: Offered) -> Estimate:
        """Return values and weights from how often options were offered; all alike before the first offer."""
        if not memory.counts:
            return ignorance(memory.space)
        raw, values = {}, {}
        for issue in memory.space.issues:
            often = {option: memory.counts.get((issue.id, option), 0) for option in issue.option_ids}
            most = max(often.values())
            raw[issue.id] = float(most)
            values[issue.id] = {option: count / most for option, count in often.items()}
        return weighted(raw, values)
