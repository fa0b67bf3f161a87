"""Protocols by name, with settings and with what they begin with."""

import pytest

from negsim.errors import UnknownNameError
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.registry import PROTOCOLS, protocol
from negsim.talks.protocols.simultaneous import SimultaneousOffers
from negsim.talks.protocols.single_text import SingleText
from tests.unit.talks.playing import share


@pytest.mark.parametrize(
    ("text", "draft", "expected"),
    [
        ("alternating-offers", None, AlternatingOffers()),
        ("simultaneous-offers", None, SimultaneousOffers()),
        ("simultaneous-offers:concession=strong", None, SimultaneousOffers("strong")),
        ("single-text", None, SingleText()),
        ("single-text", share(3), SingleText(first=share(3))),
        ("single-text:changes=12", share(3), SingleText(changes=12, first=share(3))),
        ("post-settlement", share(3), PostSettlement(share(3))),
    ],
)
def test_each_name_is_a_protocol_of_that_name(text, draft, expected):
    found = protocol(text, draft=draft)
    assert found == expected
    assert found.name == text


def test_every_registered_name_is_in_use():
    for name, known in PROTOCOLS.items():
        assert protocol(name, draft=share(3) if known.needs_draft else None).name == name


@pytest.mark.parametrize(
    ("text", "draft", "message"),
    [
        ("alternating-offers:rounds=3", None, "alternating-offers has no setting 'rounds'; none is defined"),
        ("single-text:change=3", None, "single-text has no setting 'change'; did you mean 'changes'"),
        ("single-text:first=x", None, "single-text has no setting 'first'"),
        ("single-text:changes=0", None, "'single-text:changes=0': changes=0; expected a whole number of at least 1"),
        ("single-text:changes=1.5", None, "changes=1.5; expected a whole number"),
        ("single-text:changes=²", None, "changes=²; expected a whole number"),
        ("simultaneous-offers:concession=strog", None, "concession=strog; did you mean 'strong'"),
        ("simultaneous-offers:concession", None, "'concession' is no setting; expected name=value"),
        (
            "alternating-offers",
            share(1),
            "alternating-offers begins with nothing, and a draft is given .share: 1.; leave",
        ),
        ("post-settlement", None, "post-settlement begins with what was settled before, and nothing is given"),
    ],
)
def test_what_cannot_be_is_told(text, draft, message):
    with pytest.raises(ValueError, match=message):
        protocol(text, draft=draft)


def test_names_that_there_are_not():
    with pytest.raises(
        UnknownNameError, match="unknown protocol 'alternating-offer'; did you mean 'alternating-offers'"
    ):
        protocol("alternating-offer")
