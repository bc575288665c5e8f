"""Mailboxes that the person's name mends where readers took letters for others.

'desrnond.tan@…' on the card of Desmond Tan is 'desmond.tan@…'. Only letters that
look alike in print are exchanged, and only where the name then stands there whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cardscan.extract.weights import WEIGHTS, Evidence, because
from cardscan.extract.words.spelled import is_listed_name
from cardscan.language.letters import ascii_forms
from cardscan.model import Claim, Field, Name

__all__ = ["look_alike", "mended_mailboxes"]

_LEAST_LETTERS = 4
_LEAST_DOUBT = 0.03  # of 1; what two readers read alike has less
_LEAST_NAME = 2.0  # the score of a name that may mend a mailbox
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("li", "h"))
_LETTERS = str.maketrans("i1jeb8fq05vu", "llochhtgosyn")
# One form for each group of letters that print makes alike: i l 1, c e o, h b 8, f t, g q, s 5 …
_SAME = str.maketrans("ceo", "ooo")


def look_alike(first: str, second: str) -> bool:
    """Whether two words in small letters differ by nothing but letters that look alike."""
    return _form(first) == _form(second)


def _form(word: str) -> str:
    for pair, letter in _PAIRS:
        word = word.replace(pair, letter)
    return word.translate(_LETTERS).translate(_SAME)


def mended_mailboxes(emails: Iterable[Claim], names: Iterable[Claim]) -> Iterator[Claim]:
    """Copies of e-mail claims with their mailbox as a name on the card has it."""
    words = {
        form
        for claim in names
        if claim.score >= _LEAST_NAME and isinstance(claim.value, Name)
        for word in f"{claim.value.given or ''} {claim.value.family or ''}".split()
        for form in ascii_forms(word)
        if len(form) >= _LEAST_LETTERS
    }
    for claim in emails:
        if claim.field is not Field.EMAIL or not _is_doubtful(claim):
            continue
        local, _, host = claim.value.value.partition("@")
        mended = "".join(_mended(piece, words) for piece in re.split(r"([._-])", local))
        if mended != local:
            yield _with_mailbox(claim, local, f"{mended}@{host}")


def _is_doubtful(claim: Claim) -> bool:
    """Whether the address was read less than surely; 'maria.beck@' may be Marla Beck's boss."""
    badly = sum(-r.weight for r in claim.reasons if r.name == Evidence.READ_BADLY)
    return badly > _LEAST_DOUBT * -WEIGHTS[Evidence.READ_BADLY][0]


def _mended(piece: str, words: set[str]) -> str:
    """One piece of a mailbox as the name has it, an initial before it kept."""
    if len(piece) < _LEAST_LETTERS or piece in words or is_listed_name(piece):
        return piece
    for word in sorted(words):
        if look_alike(piece, word):
            return word
        if look_alike(piece[1:], word) and piece[1:] != word:
            return piece[0] + word
    return piece


def _with_mailbox(claim: Claim, local: str, address: str) -> Claim:
    repair = f"'{local}' read as '{address.partition('@')[0]}', as the name has it"
    value = replace(claim.value, value=address, repairs=(*claim.value.repairs, repair))
    return replace(
        claim, value=value, reasons=(*claim.reasons, because(Evidence.MENDED_BY_THE_NAME))
    )
