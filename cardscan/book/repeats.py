"""Which of a million values occur more than once, without keeping the others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

__all__ = ["Repeats"]


class Repeats:
    """Those whose hash was said more than once; 64 bits tell them apart."""

    __slots__ = ("_hashes",)

    def __init__(self, hashes: Iterable[int]) -> None:
        ordered = np.sort(np.fromiter(hashes, np.int64))
        again = ordered[1:][ordered[1:] == ordered[:-1]]
        self._hashes = frozenset(again.tolist())

    def __contains__(self, value: Hashable) -> bool:
        return hash(value) in self._hashes
