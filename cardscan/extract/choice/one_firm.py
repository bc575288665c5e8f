"""A firm printed twice, as a logo and with its legal form, is one organization."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cardscan.extract.words.legal_forms import has_legal_form
from cardscan.language.letters import ascii_forms, compact
from cardscan.model import Text

__all__ = ["each_firm_once"]

_FEWEST = 4  # letters of a logo that say whose it is: 'HSB', 'KGAL' may be anybody's


def each_firm_once(firms: Iterable[Text]) -> tuple[Text, ...]:
    """The firms without those that another one spells out; their boxes go with it.

    'NORDWIND' above 'Nordwind Logistik GmbH' is a logo. Of two spellings without
    a legal form the longer is kept.
    """
    kept: list[Text] = []
    for firm in sorted(firms, key=lambda f: (not has_legal_form(f.value), -len(f.value))):
        whole = next((i for i, k in enumerate(kept) if _spells_out(k.value, firm.value)), None)
        if whole is None:
            kept.append(firm)
        else:
            other = kept[whole]
            kept[whole] = replace(other, boxes=(*other.boxes, *firm.boxes))
    return tuple(kept)


def _spells_out(whole: str, part: str) -> bool:
    """Whether the letters of a part begin a word of the whole and go on from there."""
    letters = compact(part)
    if len(letters) < _FEWEST:
        return False
    words = whole.split()
    return any(
        form.startswith(letters)
        for start in range(len(words))
        for form in ascii_forms("".join(words[start:]))
    )
