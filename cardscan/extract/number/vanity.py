"""Numbers spelled in letters: '1-800-FLOWERS', '0800 PIZZA'; a keypad's letters are its digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardscan.extract.clues.clues import Clues
from cardscan.extract.number.dialling import best_number, digits_of
from cardscan.extract.number.run import Run
from cardscan.extract.page.layout import Part
from cardscan.extract.words.labels import label_that_ends

__all__ = ["vanity_runs"]

# ITU-T E.161: the letters on the keys of a telephone.
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_WORDS = r"[A-Z0-9]+(?:[-. ][A-Z0-9]+)*"
# Freephone with its 1 or a dash behind it, as North Americans write it, in capitals or not; any
# area code where four capitals end the number; other countries' freephone and shared-cost prefixes.
_FREE = r"8(?:00|33|44|55|66|77|88)"
_SPELLED = rf"[A-Z][a-z]\w+|{_WORDS}"
_AMERICAN = re.compile(
    rf"(?<![\w+])(?:\+1|1(?=[-. (]))[-. ]?\(?(?P<area>{_FREE}|900)\)?[-. ]?(?P<rest>{_SPELLED})"
    rf"|(?<![\w+-])\(?(?P<bare>{_FREE})(?:\)\s?|[-.])(?P<words>{_SPELLED})"
    r"|(?<![\w+-])(?:\+?1[-. ])?\(?(?P<any>[2-9]\d\d)(?:\)\s?|[-./])"
    r"(?P<line>\d{3}[-.][A-Z]{4})\b"
)
_ELSEWHERE = re.compile(
    rf"(?<![\w+-])(?P<area>0800|0[38]45|0[39]00|0808|1300|1800)[-. /]?(?P<rest>{_WORDS})"
)
_SUBSCRIBER = 7  # digits behind a North American area code; letters beyond them are not dialled
_FEWEST_LETTERS = 3
_AUSTRALIAN = ("1300", "1800")
_IN_DIGITS = re.compile(r"\s?[(\[]?(?:1[-. ])?(?:\(?\d{3}\)?[-. ])?\d{3}[-. ]?\d{4}[)\]]?")


def vanity_runs(part: Part, clues: Clues) -> Iterator[Run]:
    """The numbers of a part that are spelled in letters, as digits.

    Digits printed behind the letters ('1-800-FLOWERS (356-9377)') say the same.
    """
    for found in _AMERICAN.finditer(part.text):
        area = found["area"] or found["bare"] or found["any"]
        spelled = found["rest"] or found["words"] or found["line"]
        start = found.end() - len(spelled)
        end = _end_of(spelled, _SUBSCRIBER)
        digits = _dialled(spelled[:end])[:_SUBSCRIBER]
        if _is_word(spelled[:end]) and len(digits) == _SUBSCRIBER:
            yield _run(part, found.start(), start + end, f"+1 {area} {digits[:3]} {digits[3:]}")
    for found in _ELSEWHERE.finditer(part.text):
        if found["area"] in _AUSTRALIAN and clues.regions[:1] != ("AU",):
            continue
        spelled = found["rest"].split(" ")[0]
        text = f"{found['area']} {_dialled(spelled)}"
        best = best_number(text, clues) if _is_word(spelled) else None
        if best and best[1]:
            yield _run(part, found.start(), found.end("area") + 1 + len(spelled), text)


def _run(part: Part, start: int, end: int, text: str) -> Run:
    again = _IN_DIGITS.match(part.text[end:])
    if again and digits_of(again.group())[-4:] == digits_of(text)[-4:]:
        end += again.end()
    printed = part.text[start:end].strip()
    repair = f"'{printed}' read as '{text}', which its letters are on a telephone's keys"
    label = label_that_ends(part.text[:start])
    return Run(part, start, min(end, len(part.text)), text, label, repair=repair, spelled=True)


def _dialled(spelled: str) -> str:
    return digits_of(spelled.upper().translate(_KEYS))


def _is_word(spelled: str) -> bool:
    return sum(c.isalpha() for c in spelled) >= _FEWEST_LETTERS


def _end_of(spelled: str, wanted: int) -> int:
    """Where the word ends in which the last digit that is dialled stands."""
    count = 0
    for at, letter in enumerate(spelled):
        count += letter.isalnum()
        if count >= wanted and not spelled[at + 1 : at + 2].isalnum():
            return at + 1
    return len(spelled)
