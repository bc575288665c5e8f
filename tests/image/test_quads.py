"""Areas that quads share."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.image.quads import overlaps

SQUARE = np.array([(0, 0), (10, 0), (10, 10), (0, 10)], float)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        (SQUARE, 1.0),
        (SQUARE + np.array((5, 0)), 0.5),
        (SQUARE + np.array((5, 5)), 0.25),
        (SQUARE + np.array((10, 0)), 0.0),
        (SQUARE + np.array((30, 0)), 0.0),
        (SQUARE * 0.5, 1.0),
        (SQUARE * 3 - (10, 10), 1.0),
        (SQUARE[::-1] + np.array((5, 0)), 0.5),
        (np.array([(5, -5), (15, 5), (5, 15), (-5, 5)], float), 1.0),
    ],
)
def test_what_two_quads_share_is_a_share_of_the_smaller(other: np.ndarray, shared: float) -> None:
    assert overlaps(SQUARE[None], other[None])[0, 0] == pytest.approx(shared, abs=1e-5)


@given(
    st.lists(st.floats(-3e-3, 3e-3), min_size=8, max_size=8),
    st.floats(50, 900),
    st.floats(0, 6.3),
)
def test_sides_that_nearly_coincide_do_not_lose_the_overlap(
    moves: list[float], width: float, angle: float
) -> None:
    """OpenCV's intersectConvexConvex gave anything from 0 to 20 for some of these."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    one = np.array([(0, 0), (width, 0), (width, 60), (0, 60)]) @ turn + 300
    other = one + np.reshape(moves, (4, 2))
    assert overlaps(one[None], other[None])[0, 0] == pytest.approx(1.0, abs=1e-2)


def test_every_pair_is_answered() -> None:
    table = overlaps(np.stack([SQUARE, SQUARE + 2]), np.stack([SQUARE, SQUARE + 5, SQUARE + 40]))
    assert table.shape == (2, 3)
    assert overlaps(SQUARE[None][:0], SQUARE[None]).shape == (0, 1)
