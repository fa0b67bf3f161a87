"""Time-dependent tactics (Faratin, Sierra and Jennings 1998, section 4.1), on worked numbers."""

import pytest

from negsim.talks.move import ACCEPT
from negsim.talks.strategies.conceding import BOULWARE, CONCEDER, LINEAR, TimeDependent, conceded
from tests.unit.talks.strategy_trials import Seen, pie, share


def asked(tactic, *, rounds=11, floors=None):
    """Return what a party asks for in each round, of a pie of 100."""
    seen = Seen(pie(100, floors=floors), "A", tactic, rounds=rounds)
    return [seen.asks() for _ in range(rounds)]


def test_what_is_given_up_is_the_published_share():
    # alpha(t) = k + (1 - k) (t / t_max) ^ (1 / beta)
    assert conceded(0.25, 0.5) == 0.0625
    assert conceded(0.25, 2) == 0.5
    assert conceded(0.5, 0.2) == pytest.approx(0.5**5)
    assert [conceded(at, beta) for at in (0.0, 1.0) for beta in (0.2, 1.0, 5.0)] == [0, 0, 0, 1, 1, 1]


def test_linear_concedes_evenly_from_best_to_floor():
    assert asked(LINEAR) == [100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0]
    assert asked(LINEAR, floors={"A": 50}) == [100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50]


def test_boulware_holds_out_and_a_conceder_gives_way_early():
    # 100 (1 - 0.5^5) = 96.9 and 100 (1 - 0.5^0.2) = 12.9, of which the least that reaches them are 97 and 13
    assert asked(BOULWARE)[5] == 97
    assert asked(CONCEDER)[5] == 13
    for slow, even, fast in list(zip(asked(BOULWARE), asked(LINEAR), asked(CONCEDER), strict=True))[1:-1]:
        assert slow > even > fast


def test_what_is_given_up_at_once():
    assert asked(TimeDependent(at_once=0.2)) == [80, 72, 64, 56, 48, 40, 32, 24, 16, 8, 0]
    assert set(asked(TimeDependent(at_once=1), floors={"A": 30})) == {30}


def test_it_accepts_what_is_worth_its_next_offer():
    # Faratin, Sierra and Jennings, section 3: an offer is accepted when it is worth at least the counter-offer.
    seen = Seen(pie(100), "A", LINEAR)
    moves = []
    for worth in (99, 89, 80):
        seen.hears(share(worth))
        moves.append(seen.moves())
    assert [str(move) for move in moves] == ["offers share: 100", "offers share: 90", "accepts"]
    assert moves[-1] == ACCEPT


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"exponent": 0}, "exponent=0.0; expected a finite number above 0"),
        ({"exponent": float("inf")}, "expected a finite number above 0"),
        ({"exponent": float("nan")}, "expected a finite number above 0"),
        ({"at_once": -0.1}, "expected a share from 0 to 1"),
    ],
)
def test_settings_that_cannot_be(settings, message):
    with pytest.raises(ValueError, match=message):
        TimeDependent(**settings)
