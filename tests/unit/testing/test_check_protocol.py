"""check_protocol: each protocol that breaks a promise fails by the name of the check that is about it."""

import random
from typing import Any

import attrs
import pytest

from negsim.talks.move import ACCEPT, WALK_AWAY
from negsim.talks.protocols.alternating import AlternatingOffers
from negsim.talks.protocols.improving import PostSettlement
from negsim.talks.protocols.table import Table
from negsim.testing import CheckFailedError, check_protocol
from negsim.testing.hostile import Broken
from negsim.testing.hostile.breaking import BREAKS
from negsim.testing.protocol_runs import CASTS, run, wrong_at
from negsim.testing.trials import Ground, a_package, is_for, mixed, pie


@pytest.mark.parametrize("how", BREAKS)
def test_what_is_broken_fails_by_name(how):
    broken = Broken(how=how)
    parties = [3] if how == "asks-twice" else [2]
    with pytest.raises(CheckFailedError) as raised:
        check_protocol(broken, parties=parties)
    verdict = next(found for found in raised.value.report.failed if found.check == broken.check)
    assert verdict.happened
    assert verdict.advice in str(raised.value)
    assert str(raised.value).startswith(f"broken ({how}): ")


def test_it_is_tried_with_as_many_parties_as_it_is_for():
    @attrs.frozen
    class ForTwo(AlternatingOffers):
        def opening(self, parties, *, referee, space):
            if len(parties) > 2:
                raise ValueError("for two alone")
            return AlternatingOffers.opening(self, parties, referee=referee, space=space)

    with pytest.raises(CheckFailedError) as raised:
        check_protocol(ForTwo())
    assert raised.value.failed == ("is-a-value",), "its class cannot be found elsewhere; all else holds, with two"
    with pytest.raises(ValueError, match="refuses to begin with 'mixed' with 3 parties, 'mixed' with 4 parties"):
        check_protocol(ForTwo(), parties=[3, 4])


@pytest.mark.parametrize("parties", [[], [1], [2, 5]])
def test_parties_that_cannot_be(parties):
    with pytest.raises(ValueError, match="expected some of 2, 3 and 4"):
        check_protocol(AlternatingOffers(), parties=parties)


def test_ones_own_problem():
    settled = PostSettlement(a_package(pie()))
    assert not check_protocol(settled, problem=pie()).failed
    with pytest.raises(ValueError, match="give a problem that it is for"):
        check_protocol(settled)


def test_a_protocol_that_keeps_count_of_itself_is_found():
    class Own:
        name = "own"

        def __init__(self):
            self.talks = 0

        def opening(self, parties, *, referee, space):
            self.talks += 1
            return AlternatingOffers().opening(parties, referee=referee, space=space)

        after = AlternatingOffers.after
        closing = AlternatingOffers.closing

    own: Any = Own()
    with pytest.raises(CheckFailedError, match="it has no function refused"):
        check_protocol(own, parties=[2])
    own.refused = AlternatingOffers().refused
    with pytest.raises(CheckFailedError) as raised:
        check_protocol(own, parties=[2])
    assert raised.value.failed == ("is-a-value",)


def test_the_global_generator_stands_where_it_stood():
    state = random.getstate()
    with pytest.raises(CheckFailedError):
        check_protocol(Broken(how="draws-elsewhere"), parties=[2])
    assert random.getstate() == state


def test_a_run_keeps_every_table_and_who_took_what():
    ground = Ground(mixed(3))
    agreed = run(AlternatingOffers(), ground, cast="agreeable")
    said = [move for step in agreed.steps for move in step.moves.values()]
    assert [str(move).split()[0] for move in said] == ["offers", "accepts", "accepts"]
    assert agreed.took(agreed.ending.package) == {"A", "B", "C"}
    stubborn = run(AlternatingOffers(), ground, cast="stubborn")
    assert stubborn.ending.package is None
    assert len(stubborn.tables) == len(stubborn.steps) + 1 == 3 * 8 + 1
    asked = stubborn.steps[0].moves["A"].package
    assert asked is not None
    assert stubborn.took(asked) != {"A", "B", "C"}
    left = run(AlternatingOffers(), ground, cast="leaving")
    assert left.steps[-1].moves == {"A": WALK_AWAY}
    drawing = run(AlternatingOffers(), ground, cast="drawing")
    assert ACCEPT in [move for step in drawing.steps for move in step.moves.values()]
    assert set(CASTS) == {"agreeable", "stubborn", "leaving", "drawing", "silent"}


def test_why_nobody_can_move():
    table = Table(1, ("A", "A", "X"), frozenset())
    assert list(wrong_at(table, ["A", "B"])) == [
        "X is to move, and not at the table: A, B",
        "somebody is to move twice at once: A, A, X",
    ]
    assert list(wrong_at(Table(1, (), frozenset()), ["A"])) == ["nobody is to move"]
    assert is_for(AlternatingOffers(), mixed())


def test_a_name_that_cannot_be_told_and_an_opening_that_fails():
    class Nameless(AlternatingOffers):
        @property
        def name(self):
            raise RuntimeError("no name")

    with pytest.raises(CheckFailedError, match="RuntimeError: no name") as raised:
        check_protocol(Nameless(), parties=[2])
    assert raised.value.failed == ("has-a-name",)

    class Failing(AlternatingOffers):
        def opening(self, parties, *, referee, space):
            raise RuntimeError("no opening")

    with pytest.raises(CheckFailedError, match="2 parties, agreeable: RuntimeError: no opening") as raised:
        check_protocol(Failing(), parties=[2])
    assert "raises-no-error" in raised.value.failed
