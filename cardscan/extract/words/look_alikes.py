"""Letters that readers take for one another, and words that differ in nothing else."""

from __future__ import annotations

import re

from cardscan.language.letters import compact

__all__ = ["differ_in_look_alikes", "with_sharp_s"]

# Letters that readers take for each other where a mark or a stroke is lost or thin.
_LOOK_ALIKES = frozenset(
    frozenset(pair) for pair in ("tl", "li", "lj", "ij", "ft", "ce", "eo", "co", "ao", "hb", "nu",
                                 "uv", "gq", "vy", "hk", "bd")
)  # fmt: skip


def differ_in_look_alikes(first: str, second: str) -> bool:
    """Whether the first word has one look-alike for a letter of the second, or lacks a thin one."""
    if len(first) + 1 == len(second):
        return any(
            letter in "ijl" and second[:k] + second[k + 1 :] == first
            for k, letter in enumerate(second)
        )
    if len(first) != len(second):
        return False
    unlike = [frozenset(pair) for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(unlike) == 1 and unlike[0] in _LOOK_ALIKES


_LIKE_SHARP_S = re.compile(r"(?<=[a-zäöü])[RB8](?=[a-zäöü]|$)")


def with_sharp_s(word: str, labels: tuple[str, ...]) -> str:
    """'WeiRmann' as 'Weißmann' where the domain has 'weissmann': readers take ß for R, B or 8."""
    found = _LIKE_SHARP_S.search(word)
    if not found or any(compact(word) in label for label in labels):
        return word
    mended = f"{word[: found.start()]}ß{word[found.end() :]}"
    return mended if any(compact(mended) in label.replace("-", "") for label in labels) else word
