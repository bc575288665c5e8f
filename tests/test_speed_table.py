"""The speed table compares ratios, which a busy machine leaves as they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from speed import Cost, compare, ratios, tree_mb  # noqa: E402  # scripts are no package


def run(*, slow: float = 1.0, ours: float = 1.0) -> dict[str, float]:
    """The ratios of a run on a machine that is so slow, with a program that costs so much."""
    return ratios(
        (
            Cost("tesseract", 20, 1, 30 * slow * ours, 12 * slow * ours, 300),
            Cost("tesseract", 20, 2, 16 * slow * ours, 13 * slow * ours, 500),
            Cost("rapidocr", 20, 1, 40 * slow, 48 * slow, 900),
            Cost("rapidocr", 1, 1, 4 * slow, 6 * slow, 700),
        )
    )


def test_only_batches_of_one_size_are_compared() -> None:
    found = run()
    assert found["tesseract, 20 photos, 1 workers: CPU over rapidocr"] == 0.25
    assert found["tesseract, 20 photos, 2 workers: wall over 1 worker"] == pytest.approx(16 / 30)
    assert not any("1 photos" in name for name in found)


def test_a_slow_machine_is_no_regression_and_a_slow_program_is_one() -> None:
    assert compare(run(slow=3), run()) == []
    worse = compare(run(ours=1.3), run())
    assert worse
    assert all("CPU" in line for line in worse)
    assert compare(run(ours=1.05), run()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_of_a_process_is_seen() -> None:
    before = tree_mb(os.getpid())
    block = bytearray(os.urandom(64 * 2**20))
    assert tree_mb(os.getpid()) > before + 50
    del block
