from __future__ import annotations

import sys
import unicodedata

from publicsuffixlist import PublicSuffixList

from cardscan.language.letters import fold
from cardscan.language.suffixes import public_suffixes


def test_the_endings_of_hosts_are_those_of_the_list() -> None:
    ours, whole = public_suffixes(), PublicSuffixList(accept_unknown=False, only_icann=True)
    assert ours._publicsuffix == whole._publicsuffix
    assert ours._maxlabel == whole._maxlabel
    assert ours.publicsuffix("www.acme.co.uk") == "co.uk"
    assert ours.publicsuffix("acme.xn--p1ai") == "xn--p1ai"


def test_folding_takes_every_mark_and_nothing_else() -> None:
    letters = [chr(code) for code in range(0x180, sys.maxunicode, 7) if chr(code).isprintable()]
    for letter in [*letters, *map(chr, range(0x2F0, 0x380))]:
        bare = unicodedata.normalize("NFKD", letter.casefold())
        kept = "".join(c for c in bare if not unicodedata.combining(c))
        if not set(letter.casefold()) & set("ßøłđıæœþð"):
            assert fold.__wrapped__(letter) == kept
