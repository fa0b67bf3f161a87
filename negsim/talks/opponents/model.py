"""OpponentModel: how a party learns what another wants; and listening, which keeps one model for each of the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from typing import Protocol as Interface

from attrs import field, frozen

from negsim.fields import frozen_mapping
from negsim.space.package import Package
from negsim.talks.opponents.estimate import Estimate
from negsim.talks.view import Brief, View


class OpponentModel(Interface):
    """How a party learns what another wants. It is a frozen setting; what it has learnt is passed in and returned."""

    @property
    def name(self) -> str:
        """What it is called, with its settings where they are not the usual ones."""
        ...

    def begin(self, brief: Brief, party: str) -> Any:
        """Return what is known of another party before its first offer."""
        ...

    def heard(self, memory: Any, package: Package, *, elapsed: float) -> Any:
        """Return what is known once that party has made an offer, after a share of the time."""
        ...

    def estimate(self, memory: Any) -> Estimate:
        """Return what that party is thought to want."""
        ...


@frozen(kw_only=True)
class Heard:
    """What has been heard at a talk, and learnt from it.

    Attributes
    ----------
    count:
        How many moves have been heard.
    offers:
        From party id to its latest offer; parties that made none are left out.
    latest, speaker:
        The latest offer of any of the others, and whose it is; None and empty where there is none.
    learnt:
        From party id to what a model knows of it.
    """

    count: int = 0
    offers: Mapping[str, Package] = field(factory=dict, converter=frozen_mapping)
    latest: Package | None = None
    speaker: str = ""
    learnt: Mapping[str, Any] = field(factory=dict, converter=frozen_mapping)

    def estimates(self, model: OpponentModel) -> dict[str, Estimate]:
        """Return what each of the others is thought to want."""
        return {party: model.estimate(memory) for party, memory in self.learnt.items()}


def before(brief: Brief, model: OpponentModel) -> Heard:
    """Return what is known before the first move."""
    return Heard(learnt={party: model.begin(brief, party) for party in brief.others})


def listen(heard: Heard, view: View, *, model: OpponentModel) -> Heard:
    """Return what is known once what is new in a view has been heard; only offers of others at the table count."""
    offers, learnt = dict(heard.offers), dict(heard.learnt)
    latest, speaker = heard.latest, heard.speaker
    for turn in view.since(heard.count):
        package = turn.move.package
        if package is not None and turn.party in learnt:
            offers[turn.party] = latest = package
            speaker = turn.party
            learnt[turn.party] = model.heard(learnt[turn.party], package, elapsed=view.elapsed)
    return Heard(count=view.count, offers=offers, latest=latest, speaker=speaker, learnt=learnt)
