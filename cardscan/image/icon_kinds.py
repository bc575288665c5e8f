"""Which icon a sign is: gradients of a small picture, and a net of one hidden layer.

The weights are fitted by ``scripts/fit_icons`` to open icon sets and to letters;
``icon_weights.md`` names the sets and says how well sets that were held out are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cardscan.model import IconKind

__all__ = ["SIGN_PX", "describe_signs", "judge_signs"]

SIGN_PX = 32
CELL_PX = 4
DIRECTIONS = 8
# A kind counts from this probability on: see icon_weights.md for what it costs and saves.
LEAST_PROBABILITY = 0.8

Floats = NDArray[np.floating[Any]]


def judge_signs(patches: NDArray[np.uint8]) -> Iterator[tuple[IconKind, float] | None]:
    """The kind of each (n, 32, 32) patch with its probability.

    None for letters, for pictures of anything else, and for doubt.
    """
    names, first, first_offset, second, second_offset = _net()
    hidden = np.maximum(describe_signs(patches) @ first + first_offset, 0)
    logits = hidden @ second + second_offset
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = odds / odds.sum(axis=1, keepdims=True)
    for row in probabilities:
        best = int(row.argmax())
        sure = row[best] >= LEAST_PROBABILITY and names[best] in set(IconKind)
        yield (IconKind(names[best]), round(float(row[best]), 3)) if sure else None


def describe_signs(patches: NDArray[np.uint8]) -> Floats:
    """What the net sees: for each cell of 4 px how strong edges of 8 directions are, and the ink.

    Directions are unsigned, so that light on dark looks like dark on light
    (histograms of oriented gradients, Dalal and Triggs 2005).
    """
    ink = patches.astype(np.float32) / 255
    padded = np.pad(ink, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    strength = np.hypot(across, down)
    place = (np.arctan2(down, across) % np.pi) * (DIRECTIONS / np.pi)
    lower = np.floor(place).astype(np.intp)
    share = place - lower
    edges = _summed(strength * (1 - share), lower)
    edges += _summed(strength * share, lower + 1)
    cells = np.sqrt(edges / CELL_PX**2)
    return np.concatenate([cells, _pooled(ink)], axis=1).astype(np.float32)


def _summed(strength: Floats, direction: NDArray[np.intp]) -> Floats:
    """(n, cells * directions) sums of what falls into each cell and direction."""
    count, across = len(strength), SIGN_PX // CELL_PX
    row, column = np.divmod(np.arange(SIGN_PX**2).reshape(SIGN_PX, SIGN_PX), SIGN_PX)
    cell = row // CELL_PX * across + column // CELL_PX
    number = np.arange(count)[:, None, None] * across**2 + cell
    place = number * DIRECTIONS + direction % DIRECTIONS
    sums = np.bincount(place.ravel(), strength.ravel(), count * across**2 * DIRECTIONS)
    return np.asarray(sums.reshape(count, -1))


def _pooled(ink: Floats) -> Floats:
    """(n, cells) means of the ink in each cell."""
    across = SIGN_PX // CELL_PX
    split = ink.reshape(len(ink), across, CELL_PX, across, CELL_PX)
    return np.asarray(split.mean(axis=(2, 4)).reshape(len(ink), -1), dtype=np.float32)


@cache
def _net() -> tuple[tuple[str, ...], Floats, Floats, Floats, Floats]:
    with (resources.files(__package__) / "icon_weights.npz").open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        arrays = [kept[f"arr_{k}"].astype(np.float32) for k in range(4)]
        names = tuple(map(str, kept["names"]))
    return names, arrays[0], arrays[1], arrays[2], arrays[3]
