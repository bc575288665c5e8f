"""The cycle collector is back at work after whatever paused it."""

from __future__ import annotations

import gc

from cardscan.app.collector import paused_collector


def test_paused_within_and_as_before_afterwards() -> None:
    with paused_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_pause_within_a_pause_ends_with_the_outer_one() -> None:
    with paused_collector():
        with paused_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
