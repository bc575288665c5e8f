"""Reductions by OpenCV give what numpy's give, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.image.channels import (
    largest_channel,
    median_of,
    median_of_bytes,
    smallest_channel,
)

SIDES = st.integers(1, 40)


@given(SIDES, SIDES, st.integers(0, 2**32 - 1), st.integers(1, 256))
def test_bytes_are_reduced_as_numpy_does_it(high: int, wide: int, seed: int, below: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, below, (high, wide, 3)).astype(np.uint8)
    assert np.array_equal(largest_channel(pixels), pixels.max(axis=2))
    assert np.array_equal(smallest_channel(pixels), pixels.min(axis=2))
    grey = np.ascontiguousarray(pixels[..., 0])
    assert median_of_bytes(grey) == np.median(grey)


@given(SIDES, st.integers(0, 2**32 - 1))
def test_the_largest_channel_of_fractions_keeps_them(side: int, seed: int) -> None:
    steps = np.random.default_rng(seed).normal(0, 90, (side, side + 1, 3)).astype(np.float32)
    largest = largest_channel(steps)
    assert largest.dtype == np.float32
    assert np.array_equal(largest, steps.max(axis=2))


@given(st.lists(st.integers(-(2**40), 2**40), min_size=1, max_size=30))
def test_the_median_of_whole_numbers_is_numpys(values: list[int]) -> None:
    assert median_of(np.array(values)) == np.median(values)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=30))
def test_the_median_of_fractions_is_numpys(values: list[float]) -> None:
    assert median_of(np.array(values)) == pytest.approx(float(np.median(values)), rel=1e-15)
