"""Acceptability of decision tables: the definitions, closed forms against draws, and what is refused."""

from fractions import Fraction

import numpy as np
import pytest

from negsim.errors import TooLargeError, UnknownNameError
from negsim.experiments.decision_tables import table_acceptability
from negsim.seeding import stream, uniforms

TABLE = [["1", "0.2", "0"], ["0.4", "1", "0.1"], ["0.3", "0.4", "1"], ["0.3", "0.3", "0.2"]]


def rng():
    return stream(1, "weights")


def centre(found, name):
    """Return the central weights, which are there."""
    weights = found.central_weights(name)
    assert weights is not None
    return weights


def sure(found, name):
    """Return the confidence factor, which is there."""
    confidence = found.confidence_factor(name)
    assert confidence is not None
    return confidence


def test_measures_follow_their_definitions():
    """Rank: one, and the number of strictly better alternatives; the rest are means over draws."""
    generator = np.random.default_rng(3)
    weights = generator.dirichlet([1, 1, 1], size=700)
    tables = generator.integers(0, 5, size=(700, 4, 3)) / 4
    found = table_acceptability(tables, weights, alternatives="abcd", criteria="xyz")
    utility = (tables * weights[:, None, :]).sum(axis=2).round(12)
    rank = 1 + (utility[:, None, :] > utility[:, :, None]).sum(axis=2)
    for at, name in enumerate("abcd"):
        for place in range(1, 5):
            assert found.rank(name, place).value == Fraction(int((rank[:, at] == place).sum()), 700)
        first = rank[:, at] == 1
        central = weights[first].mean(axis=0)
        told = centre(found, name)
        assert [float(told[axis]) for axis in "xyz"] == pytest.approx(central, abs=1e-6)
        error = weights[first].std(axis=0, ddof=1) / np.sqrt(first.sum())
        assert [told[axis].standard_error for axis in "xyz"] == pytest.approx(error, abs=1e-6)
        under = (tables * central).sum(axis=2)
        confidence = (under[:, [at]] >= under - 1e-12).all(axis=1).mean()
        assert float(sure(found, name)) == pytest.approx(confidence, abs=0.003)
        for with_, other in enumerate("abcd"):
            better = (utility[:, at] > utility[:, with_]).mean()
            assert float(found.winning(name, other)) == pytest.approx(better)
    assert found.method == "weights and values drawn"


@pytest.mark.parametrize(
    "rows",
    [
        [["1", "0.2", "0", "0.7"], ["0.4", "1", "0.1", "0.3"]],
        [["1", "0.2", "0.5"], ["1", "0.2", "0.5"]],
        [["1", "0.2"], ["0.4", "1"], ["0.6", "0.6"], ["0.1", "0.1"], ["0.6", "0.6"]],
        [["1"], ["0.4"], ["1"]],
        [["1", "0.2", "0.5"]],
    ],
)
def test_closed_forms_are_met_by_draws(rows):
    exact = table_acceptability(rows)
    assert exact.draws == 0
    assert exact.method.startswith("closed form")
    drawn = table_acceptability(np.array([rows] * 1, dtype=float)[0].tolist(), weights_of(rows))
    assert drawn.draws == 100_000
    for name in exact.alternatives:
        for place in range(1, len(rows) + 1):
            met = drawn.rank(name, place)
            assert exact.rank(name, place).standard_error == 0.0
            assert abs(float(met) - float(exact.rank(name, place))) <= 3 * met.standard_error + 1e-12
        assert (exact.central_weights(name) is None) == (drawn.central_weights(name) is None)
        if exact.central_weights(name) is not None:
            for axis, weight in centre(exact, name).items():
                own = centre(drawn, name)[axis]
                assert abs(float(weight) - float(own)) <= 3 * own.standard_error + 1e-6
            assert sure(exact, name).value == 1
        for other in exact.alternatives:
            met = drawn.winning(name, other)
            assert abs(float(met) - float(exact.winning(name, other))) <= 3 * met.standard_error + 1e-12


def weights_of(rows):
    return np.random.default_rng(5).dirichlet([1] * len(rows[0]), size=100_000)


def test_weights_that_are_known_leave_one_ranking():
    found = table_acceptability(TABLE, ["0.5", "0.25", "0.25"])
    assert (found.draws, found.method) == (0, "closed form (known weights)")
    assert [found.rank(name, 1).value for name in found.alternatives] == [1, 0, 0, 0]
    assert found.rank("4", 4).value == 1
    assert centre(found, "1")["1"].value == Fraction(1, 2)
    assert found.central_weights("2") is None
    assert found.confidence_factor("2") is None


def test_values_that_are_drawn_under_known_weights():
    tables = np.random.default_rng(2).random((500, 3, 2))
    found = table_acceptability(tables, [0.5, 0.5])
    assert found.draws == 500
    assert found.rank("1").value == sure(found, "1").value


def test_a_seed_gives_the_same_and_more_draws_agree():
    one, other = (table_acceptability(TABLE, draws=9000, rng=rng()) for _ in range(2))
    assert one == other
    assert one.method == "weights drawn"
    assert sure(one, "1").value == 1
    first = one.rank("1")
    assert abs(float(first) - float(table_acceptability(TABLE, draws=40_000, rng=rng()).rank("1"))) < 0.03
    assert table_acceptability(np.array([TABLE] * 30, dtype=float), rng=rng()).draws == 30


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"table": [1, 2]}, "shape"),
        ({"table": TABLE}, "no rng"),
        ({"table": TABLE, "weights": [1, 2]}, "2 weights for 3 criteria"),
        ({"table": TABLE, "weights": [[1, 2]]}, "weights of shape"),
        ({"table": np.zeros((3, 2, 2)), "weights": np.zeros((4, 2))}, "weights of shape"),
        ({"table": TABLE, "alternatives": "abc"}, "3 alternatives"),
        ({"table": TABLE, "alternatives": "abca"}, "twice"),
    ],
)
def test_tables_that_cannot_be(arguments, words):
    with pytest.raises(ValueError, match=words):
        table_acceptability(arguments.pop("table"), arguments.pop("weights", None), **arguments)


def test_too_many_alternatives_and_unknown_names():
    with pytest.raises(TooLargeError, match="201 alternatives"):
        table_acceptability([[1]] * 201)
    found = table_acceptability([[1, 0], [0, 1]], alternatives=["here", "there"])
    with pytest.raises(UnknownNameError, match="did you mean 'there'"):
        found.rank("ther")
    with pytest.raises(ValueError, match="place 3"):
        found.rank("here", 3)


@pytest.mark.parametrize("unit", [1, 100, 5000])
def test_central_weights_of_draws_on_any_scale(unit):
    """Sums of squares of large weights over many draws do not overflow."""
    drawn = uniforms((20_000, 2), rng=stream(3, "weights")) * unit
    found = table_acceptability([[1, 0], [0, 1]], drawn)
    first = drawn[drawn[:, 0] >= drawn[:, 1]]
    central = found.central_weights("1")
    assert central is not None
    for at, name in enumerate(found.criteria):
        assert float(central[name].value) == pytest.approx(first[:, at].mean(), rel=1e-5)
        error = first[:, at].std(ddof=1) / len(first) ** 0.5
        assert central[name].standard_error == pytest.approx(error, rel=1e-3)
