"""Philox on many streams at once: numpy's own words, whatever the key and the place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from negsim.kernels.philox import blocks, keys, unit
from negsim.seeding import derived, stream, uniforms

_KEYS = st.integers(0, 2**128 - 1)


@given(st.lists(_KEYS, min_size=1, max_size=5), st.integers(1, 5), st.data())
def test_words_are_numpys_for_every_key_and_counter(numbers, count, data):
    used = data.draw(st.lists(st.integers(0, 50), min_size=len(numbers), max_size=len(numbers)))
    found = blocks(keys(numbers), counter=np.array(used), count=count)
    assert found.shape == (len(numbers), 4 * count)
    for row, number, before in zip(found, numbers, used, strict=True):
        expected = np.random.Philox(key=number).random_raw(4 * (before + count))[4 * before :]
        assert row.tolist() == expected.tolist()


def test_far_on_words_are_numpys_too():
    far = np.random.Philox(key=5)
    far.advance(2**40)
    assert blocks(keys([5]), counter=np.array([2**40]), count=1)[0].tolist() == far.random_raw(4).tolist()


def test_no_stream_gives_no_words():
    assert blocks(keys([]), counter=np.zeros(0, np.int64), count=3).shape == (0, 12)


def test_a_published_vector_of_philox_4x64_10():
    # Random123's known answers (kat_vectors): counter and key 0. The counter of `blocks` is raised before use, so that
    # of the word 0 is the number before it, modulo 2 ** 64.
    found = blocks(keys([0]), counter=np.array([-1]), count=1)[0]
    assert [f"{int(word):016x}" for word in found] == [
        "16554d9eca36314c",
        "db20fe9d672d0fdc",
        "d7e772cee186176b",
        "7e68b68aec7ba23b",
    ]


@given(st.integers(-(2**70), 2**70), st.text(max_size=5))
def test_numbers_are_those_of_the_stream_of_that_name(seed, name):
    words = blocks(keys([derived(seed, "talk", name)]), counter=np.array([0]), count=2)
    assert unit(words)[0].tolist() == uniforms((8,), rng=stream(seed, "talk", name)).tolist()
