"""E-mail addresses broken over two lines, at an '@' or at what joins their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from cardscan.extract.page.layout import Page, Part
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.domains import parse_host
from cardscan.extract.words.labels import label_kind
from cardscan.language.letters import compact
from cardscan.model import Claim, Email, Field

__all__ = ["joined_halves"]

_JOINTS = ("@", "-", ".", "_")
_BEGINNING = re.compile(r"[a-z0-9][a-z0-9._+-]{2,}")  # of a mailbox, on the line above its rest


def joined_halves(page: Page, is_valid: Callable[[str], bool]) -> Iterator[Claim]:
    """The addresses that the end of a line and the beginning of the next make."""
    for upper in page.first:
        for lower in page.under(upper)[:1]:
            head, tail = upper.text.split()[-1], lower.text.split()[0]
            address = (head + tail).strip(".,;").lower()
            if address.count("@") == 1 and _belong(page, upper, head, tail) and is_valid(address):
                yield _claim(upper, lower, address)


def _belong(page: Page, upper: Part, head: str, tail: str) -> bool:
    """Whether two words are one address rather than two words of two lines."""
    if label_kind(head) or label_kind(tail):
        return False
    if tail.startswith("@") and parse_host(head):
        return False  # a website above a handle
    if "@" in head:
        return head.endswith(_JOINTS) or tail.startswith(_JOINTS)
    if not _BEGINNING.fullmatch(head) or _ends_a_number(upper, head):
        return False
    if tail.startswith("@") or head.endswith("_"):
        return True
    return head.endswith(("-", ".")) and _is_spelled(page, upper, head)


def _ends_a_number(upper: Part, head: str) -> bool:
    """Whether a word is the last digits of a number, above a mailbox of its own."""
    return len(upper.words) > 1 and not any(map(str.isalpha, head))


def _is_spelled(page: Page, upper: Part, head: str) -> bool:
    """Whether another line has a mailbox's beginning as a word, as the name has it."""
    words = {
        compact(word)
        for other in page.first
        if other.line != upper.line and "@" not in other.text
        for word in re.split(r"[\s-]+", other.text)
    }
    pieces = [compact(p) for p in re.split(r"[._+-]", head) if len(p) > 1]  # 'o.o.' has none
    return bool(pieces) and all(piece in words for piece in pieces)


def _claim(upper: Part, lower: Part, address: str) -> Claim:
    head, tail = upper.words[-1], lower.words[0]
    repair = f"'{head.text}' and '{tail.text}' joined: one address over two lines"
    value = Email(value=address, boxes=(head.box, tail.box), repairs=(repair,))
    reasons = (
        because(Evidence.E_MAIL_ADDRESS),
        because(Evidence.TWO_HALVES_OF_ONE),
        because(Evidence.REPAIRED),
    )
    return Claim(Field.EMAIL, value, (upper.line, lower.line), reasons)
