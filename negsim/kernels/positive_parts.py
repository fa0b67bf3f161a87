"""Positive parts: with what probability a sum with random weights is above 0, exactly, by divided differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction


def chance_positive(terms: Sequence[Fraction]) -> Fraction:
    """Return the probability that the sum of w_k times term k is above 0, for w uniform on the simplex.

    Parameters
    ----------
    terms:
        At least one.

    Notes
    -----
    The Hermite-Genocchi formula: the mean of the (n-1)-th derivative of f over the simplex is (n-1)! times the divided
    difference of f at the n terms. With f(x) = max(x, 0)^(n-1) that derivative is (n-1)! where x > 0, and 0 elsewhere.
    Equal terms are nodes of higher multiplicity. Quadratic in the number of terms, in fractions.

    References
    ----------
    C. de Boor, "Divided differences", Surveys in Approximation Theory 1 (2005), on the formula of Hermite and Genocchi.

    Examples
    --------
    >>> chance_positive([Fraction(2), Fraction(-1)]), chance_positive([Fraction(1), Fraction(1), Fraction(-1)])
    (Fraction(2, 3), Fraction(3, 4))
    """
    return _divided(sorted(terms), len(terms) - 1)


def mean_positive(terms: Sequence[Fraction], at: int) -> Fraction:
    """Return the mean, over the simplex, of w at one place where the sum is above 0, and of 0 elsewhere.

    Notes
    -----
    w at that place times the uniform density is 1/n of a Dirichlet density in which that place counts twice, which is
    the first of n + 1 weights of one node more.

    Examples
    --------
    >>> mean_positive([Fraction(2), Fraction(-1)], 0), mean_positive([Fraction(2), Fraction(-1)], 1)
    (Fraction(4, 9), Fraction(2, 9))
    """
    return _divided(sorted([*terms, terms[at]]), len(terms)) / len(terms)


def _divided(nodes: Sequence[Fraction], power: int) -> Fraction:
    """Return the divided difference of max(x, 0)^power at as many nodes as power + 1, in ascending order."""
    column = [_derivative(node, power, order=0) for node in nodes]
    for order in range(1, len(nodes)):
        column = [
            (column[at + 1] - column[at]) / (nodes[at + order] - nodes[at])
            if nodes[at + order] != nodes[at]
            else _derivative(nodes[at], power, order=order)
            for at in range(len(nodes) - order)
        ]
    return column[0]


def _derivative(node: Fraction, power: int, *, order: int) -> Fraction:
    """Return a derivative of max(x, 0)^power over the factorial of its order, 0 at 0."""
    return math.comb(power, order) * node ** (power - order) if node > 0 else Fraction(0)
