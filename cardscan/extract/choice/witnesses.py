"""Whether independent readings bear a claim out: two readers that agree are hardly ever wrong.

Measured on drawn cards (READING, step 13): where Tesseract and RapidOCR read
the same, 666 of 678 values were right; where they differ, about half.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cardscan.extract.weights import Evidence, because
from cardscan.model import Box, CardText, Claim, Field, Phone, Reading, Reason, TextLine

__all__ = ["witnesses"]


# In an address online a dot, a dash and nothing are as different as letters are.
_ONLINE = frozenset({Field.EMAIL, Field.URL, Field.SOCIAL})
_SIGNS_ONLINE = ".-_"
_SIGNS_READ = str.maketrans({",": ".", "—": "_", "–": "-"})  # what a reader makes of such a sign


def _letters_in(reading: Reading, box: Box, signs: str) -> str:
    """The letters, digits and ``signs`` that a reading has within a box, accents kept."""
    inside = (w.text for w in reading.words if w.box.overlap_x(box) > 0.5 * max(1.0, w.box.width))
    written = "".join(inside).casefold().translate(_SIGNS_READ)
    return "".join(c for c in written if c.isalnum() or c in signs).strip(signs)


def _line_verdict(line: TextLine, box: Box, signs: str) -> str:
    seen = [(r.reader.partition("/")[0], _letters_in(r, box, signs)) for r in line.readings]
    engines = {engine for engine, _ in seen}
    if len(seen) < 2:
        return Evidence.READ_ONCE
    if len(engines) > 1:
        agree = any(
            a == b and first != second
            for i, (first, a) in enumerate(seen)
            for second, b in seen[i + 1 :]
        )
        return Evidence.TWO_READERS_AGREE if agree else Evidence.READERS_DIFFER
    return (
        Evidence.READ_TWICE_ALIKE
        if len({text for _, text in seen}) == 1
        else Evidence.READ_DIFFERENTLY
    )


_WORST_FIRST = (
    Evidence.READERS_DIFFER,
    Evidence.READ_DIFFERENTLY,
    Evidence.READ_ONCE,
    Evidence.READ_TWICE_ALIKE,
    Evidence.TWO_READERS_AGREE,
)


_MOST_DOUBT = 0.5  # a word read worse than this says no more


def _worst_doubt(text: CardText, claim: Claim) -> float:
    """How doubtful the worst read word of a claim is, 0 to 1."""
    worst = 0.0
    for line, box in zip(claim.lines, claim.value.boxes, strict=False):
        for word in text.lines[line].best.words:
            if word.box.overlap_x(box) > 0.5 * max(1.0, word.box.width):
                worst = max(worst, 1.0 - word.confidence)
    return min(_MOST_DOUBT, worst)


def _own_digits(claim: Claim) -> str:
    """The digits that a number's claim stands for, with those of its extension."""
    if not isinstance(claim.value, Phone):
        return ""
    printed = _digits(claim.value.printed)
    extension = _digits(claim.value.extension or "")
    return printed if printed.endswith(extension) else printed + extension


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _digits_differ(text: CardText, claim: Claim) -> bool:
    """Whether two fair readings of one line have as many digits in its place, and other ones.

    Digits that one reading lost are no rivals, nor is what two engines read alike, unless the
    claim is of another reading.
    """
    own = _own_digits(claim)
    for line, box in zip(claim.lines, claim.value.boxes, strict=False):
        seen: dict[str, set[str]] = {}
        for reading in text.lines[line].readings:
            inside = [w for w in reading.words if w.box.overlap_x(box) > 0.5 * w.box.width]
            digits = _digits("".join(w.text for w in inside))
            if digits and min(w.confidence for w in inside) >= _FAIR:
                seen.setdefault(digits, set()).add(reading.reader.partition("/")[0])
        agreed = [digits for digits, engines in seen.items() if len(engines) > 1]
        if own and agreed and all(len(d) == len(own) and d != own for d in agreed):
            return True
        if not agreed and any(len(a) == len(b) for a, b in combinations(seen, 2)):
            return True
    return False


_FAIR = 0.35


def witnesses(text: CardText, claim: Claim) -> Iterator[Reason]:
    """What the readings of the claim's lines say: the weakest line's verdict, the worst word."""
    signs = _SIGNS_ONLINE if claim.field in _ONLINE else ""
    verdicts = {
        _line_verdict(text.lines[line], box, signs)
        for line, box in zip(claim.lines, claim.value.boxes, strict=False)
    }
    yield because(next(v for v in _WORST_FIRST if v in verdicts))
    if claim.field in (Field.PHONE, Field.ADDRESS) and _digits_differ(text, claim):
        yield because(Evidence.DIGITS_WERE_READ_DIFFERENTLY)
    yield because(Evidence.WORD_OF_IT_WAS_HARD_TO_READ, _worst_doubt(text, claim))
