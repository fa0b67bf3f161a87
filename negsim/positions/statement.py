"""Statement: what one party said, in one source, about some options of one issue."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

from attrs import field, frozen

from negsim.fields import texts, texts_by_name


class Stance(enum.Enum):
    """How a statement stands to the options that it names (design: stances)."""

    DEMANDS = "demands"
    REJECTS = "rejects"
    PROPOSES = "proposes"
    OFFERS = "offers"
    AFFIRMS = "affirms"
    OPEN_TO = "open-to"
    CONDITIONAL = "conditional"
    WARNS = "warns"

    @property
    def is_favourable(self) -> bool:
        """Whether the named options are ones that the party would have, or could live with."""
        return self not in (Stance.REJECTS, Stance.WARNS)

    @property
    def is_opening(self) -> bool:
        """Whether the named options are a concession rather than a wish."""
        return self in (Stance.OPEN_TO, Stance.CONDITIONAL)


class Strength(enum.Enum):
    """How strongly something was said: the analyst's coding, from 1 to 3."""

    INTEREST = "interest"
    EXPLICIT = "explicit"
    PRINCIPLE = "principle"

    @property
    def rank(self) -> int:
        """1 for an interest, 2 for an explicit demand or refusal, 3 for a principle."""
        return {"interest": 1, "explicit": 2, "principle": 3}[self.value]


@frozen(kw_only=True)
class Statement:
    """What one party said about some options of one issue.

    Attributes
    ----------
    party, issue:
        Ids.
    stance, options:
        The stance taken on the named options.
    strength:
        The analyst's coding of how strongly it was said.
    source, place:
        The id of the source, and where in it (an article, a section).
    date:
        When it was said; the date of its source where it is None.
    public:
        Since when it is public; True: since its date; False: it is not; None: as its source.
    given:
        For *conditional* and *warns*: the options of other issues under which it holds.
    text:
        A paraphrase of what was said.
    assumption:
        Why the analyst assumes it, where no source states it; empty for a statement with a source.
    principle:
        What principle of its party it rests on, in a word or two; empty where it stands by itself. The lines of one
        party that rest on one principle are firm together (see :func:`negsim.odds`).
    id:
        Short and stable; ``s1``, ``s2``... in file order where it is empty.
    """

    party: str
    issue: str
    stance: Stance = field(converter=Stance)
    options: tuple[str, ...] = field(converter=texts)
    strength: Strength = field(default=Strength.EXPLICIT, converter=Strength)
    source: str = ""
    place: str = ""
    date: dt.date | None = None
    public: bool | dt.date | None = None
    given: Mapping[str, tuple[str, ...]] = field(factory=dict, converter=texts_by_name)
    text: str = ""
    assumption: str = ""
    principle: str = ""
    id: str = ""

    @property
    def is_sourced(self) -> bool:
        """Whether a source states it, rather than the analyst."""
        return bool(self.source) and not self.assumption
