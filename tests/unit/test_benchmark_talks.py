"""The benchmark of talks: what it compares can be compared, and what differs stops it."""

import itertools

import pytest

from benchmarks.talks import EXPONENTS, Domain, compared, rows
from negsim.talks.session import Session


def test_no_two_packages_are_worth_the_same():
    domain = Domain(issues=3)
    for rows_of_party in domain.tables:
        assert len({sum(row) for row in itertools.product(*rows_of_party)}) == 1000
    assert [len(seat.brief.ladder) for seat in domain.seats.values()] == [1000, 1000]


def test_the_table_has_every_size_and_deadline():
    every = rows()
    assert {(row.domain.issues, row.steps) for row in every} == {(3, 100), (3, 1000), (6, 100), (6, 1000)}
    assert EXPONENTS[0] == 0.2
    assert EXPONENTS[-1] == 5.0


@pytest.mark.parametrize("name", ["Boulware, linear, conceder", "MiCRO"])
def test_endings_that_differ_stop_it(name):
    row = next(row for row in rows() if row.name == name)
    own = [row.ending(Session(talk).play()) for talk in row.talks(row.sample[:3])]
    compared(row, own)
    own[1] = (own[1][0], own[1][1] + 1)
    with pytest.raises(SystemExit, match=f"talk {row.sample[1]}: endings differ"):
        compared(row, own)


def test_rounds_are_told_in_the_other_programs_count():
    row = next(row for row in rows() if row.name == "Boulware, linear, conceder")
    (talk,) = row.talks([0])
    assert talk.terms.rounds == row.steps + 2
    transcript = Session(talk).play()
    assert transcript.agreement is not None
    assert row.ending(transcript) == (list(transcript.agreement.choices.values()), transcript.rounds - 1)
