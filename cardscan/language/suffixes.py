"""The endings of host names under which others register theirs: ``com``, ``co.uk``, ``ac.at``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from publicsuffixlist import PSLFILE, PublicSuffixList, encode_idn

__all__ = ["public_suffixes"]


@cache
def public_suffixes() -> PublicSuffixList:
    """The list that ships with the package: never a network access, never a cache file."""
    # Left to itself it encodes all of its 10,000 endings for domains with other letters, of which
    # 9,500 have none: half of the time that it takes.
    return PublicSuffixList(
        _with_encoded(), accept_unknown=False, accept_encoded_idn=False, only_icann=True
    )


def _with_encoded() -> Iterator[str]:
    for line in Path(PSLFILE).read_text(encoding="utf-8").split("\n"):
        yield line
        if not line.isascii() and not line.startswith("//"):
            yield encode_idn(line.lower().split(" ")[0].rstrip())
