"""Rival readings of one line, put in order: the likeliest first, none thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from cardscan.model import Box, Line, Reading, TextLine, Word
from cardscan.read.fuse import fuse_readings, paired_words
from cardscan.read.printed import PRINTED
from cardscan.read.repair import REPAIRED, repair_reading
from cardscan.read.validity import count_valid, is_mostly_digits, valid_values

__all__ = ["are_settled", "rank_readings", "reconcile"]

NEURAL = "rapidocr"
EXACT = "eng+deu"

Table = tuple[tuple[float, ...], tuple[float, ...]]

# Confidence to the share of right words, by reader. Checked on 5,000 words of 148 cards, 130 of
# them drawn, of which 2,558 given .98 or more by two readers were right in 99.4 % and 1,772 given
# .95 or more by Tesseract alone in 99.4 %. Words far from every truth (noise) were not counted,
# so the low ends are guesses on the safe side.
TRUST_ALONE: dict[str, Table] = {
    "tesseract": (
        (0.0, 0.3, 0.6, 0.8, 0.87, 0.92, 0.96, 1.0),
        (0.05, 0.15, 0.5, 0.86, 0.95, 0.975, 0.988, 0.995),
    ),
    # A page's own text is as sure as the print that was read there says.
    PRINTED: ((0.0, 1.0), (0.0, 1.0)),
    # Not checked: no run had RapidOCR alone.
    NEURAL: ((0.0, 0.3, 0.6, 0.8, 0.9, 0.97, 1.0), (0.03, 0.15, 0.45, 0.65, 0.8, 0.92, 0.975)),
}
TRUST_AGAINST: Table = ((0.0, 0.5, 0.8, 0.95, 1.0), (0.02, 0.25, 0.5, 0.7, 0.82))
# By Tesseract's confidence. All of 28 such words were right on 232 drawn cards: too few to fit,
# so on the safe side.
TRUST_FUSED: Table = ((0.0, 0.3, 0.6, 0.8, 1.0), (0.2, 0.6, 0.88, 0.93, 0.95))
TRUST_AGREED: Table = ((0.0, 0.5, 0.8, 1.0), (0.7, 0.95, 0.985, 0.997))


SURE_OF_VALUE = 0.93

WEIGHT_VALID = 0.25
WEIGHT_AGREED = 0.3
WEIGHT_REPEATED = 0.2
WEIGHT_NEURAL = 0.15  # right in 60 of 68 words in whose letters it differs from Tesseract
WEIGHT_EXACT = 0.05  # English and German lose the accents of other languages
WEIGHT_MENDED = 0.02
WEIGHT_PRINTED = 3.0  # before all others: only what the print bears out is a reading


def reconcile(line: Line, readings: Sequence[Reading]) -> TextLine:
    """One line of text from all readings of it, the likeliest first.

    Values that obey their grammar (an e-mail address, a number, a web address)
    come before agreement, and agreement before a single reader's confidence.
    Confidences are those that the agreement of the readers makes likely.
    """
    return TextLine(
        box=line.box,
        readings=rank_readings(readings),
        x_height_px=line.x_height_px,
        boldness=line.boldness,
        ink=line.ink,
        is_bent=line.is_bent,
    )


def are_settled(readings: Sequence[Reading]) -> bool:
    """Whether a line's values are beyond doubt: two readers agree on them, or one is very sure."""
    valid = [reading for reading in readings if count_valid(reading.text)]
    if len({_family(reading) for reading in readings}) == 1:
        return any(_least_confidence(reading) >= SURE_OF_VALUE for reading in valid)
    pairs = combinations(valid, 2)
    return any(_family(a) != _family(b) and _agree(a.text, b.text) for a, b in pairs)


def _least_confidence(reading: Reading) -> float:
    return min((word.confidence for word in reading.words), default=0.0)


def rank_readings(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """All readings of a line that saw anything, fused and repaired ones added, the best first."""
    seen = [reading for reading in readings if reading.words]
    candidates = [(reading, reading) for reading in seen]
    candidates += [(fused, source) for source in seen for fused in _fused(source, seen)]
    for reading, source in tuple(candidates):
        repaired = repair_reading(reading)
        if repaired is not reading:
            candidates.append((repaired, source))
    mended = {id(source): repair_reading(source).text for source in seen}
    ranked = sorted(
        candidates, key=lambda pair: _score(pair[0], pair[1], seen, mended), reverse=True
    )
    distinct = {(reading.text, reading.reader): reading for reading, _ in reversed(ranked)}
    return tuple(
        _trusted(reading, source, seen)
        for reading, source in ranked
        if distinct[reading.text, reading.reader] is reading
    )


def _fused(reading: Reading, readings: Sequence[Reading]) -> list[Reading]:
    """A neural reading with the accents of each classic one that changes it, the surest first."""
    if _family(reading) != NEURAL:
        return []
    classic = [r for r in readings if _family(r) not in (NEURAL, PRINTED)]
    fused = [
        fuse_readings(reading, r) for r in sorted(classic, key=lambda r: r.confidence, reverse=True)
    ]
    return [r for r in fused if r is not reading]


def _score(
    reading: Reading, source: Reading, readings: Sequence[Reading], mended: dict[int, str]
) -> float:
    """The sum of what speaks for a reading; see the weights."""
    plain = _plain(reading)
    agreeing = [r for r in readings if r is not source and _agree(reading.text, mended[id(r)])]
    elsewhere = any(_family(r) != _family(reading) for r in agreeing)
    return (
        reading.confidence
        + WEIGHT_VALID * min(3, count_valid(reading.text))
        + (WEIGHT_AGREED if elsewhere else WEIGHT_REPEATED * bool(agreeing))
        + WEIGHT_NEURAL * (_family(reading) == NEURAL)
        + WEIGHT_PRINTED * (_family(reading) == PRINTED)
        - WEIGHT_EXACT * (source.reader.endswith(EXACT) and not is_mostly_digits(plain))
        + WEIGHT_MENDED * (reading is not source)
    )


def _agree(first: str, second: str) -> bool:
    """Whether two texts say the same: all of it but spaces, or the values that matter."""
    if "".join(first.split()) == "".join(second.split()):
        return True
    values = valid_values(first)
    return bool(values) and values == valid_values(second)


def _trusted(reading: Reading, source: Reading, readings: Sequence[Reading]) -> Reading:
    """The reading with confidences that say how often such a word is right."""
    others = [r for r in readings if _family(r) != _family(reading)]
    pairs = [dict(_by_place(reading, other)) for other in others]
    seen = {word.box: word.text for word in source.words}
    words = tuple(
        replace(word, confidence=_trust(reading, word, seen, [p.get(k) for p in pairs]))
        for k, word in enumerate(reading.words)
    )
    return Reading(words, reading.reader)


def _by_place(reading: Reading, other: Reading) -> list[tuple[int, Word | None]]:
    return [(k, partner) for k, (_, partner) in enumerate(paired_words(reading, other))]


def _trust(
    reading: Reading, word: Word, seen: dict[Box, str], partners: Sequence[Word | None]
) -> float:
    if not partners:
        table = TRUST_ALONE.get(_family(reading), TRUST_ALONE["tesseract"])
        return round(float(np.interp(word.confidence, *table)), 3)
    alike = [partner for partner in partners if partner and partner.text == word.text]
    if alike and seen.get(word.box, word.text) != word.text:
        # Fused: that the other reader has its own accent again is no agreement.
        return round(float(np.interp(max(p.confidence for p in alike), *TRUST_FUSED)), 3)
    table = TRUST_AGREED if alike else TRUST_AGAINST
    return round(float(np.interp(word.confidence, *table)), 3)


def _family(reading: Reading) -> str:
    return reading.reader.partition("/")[0].partition("+")[0].rstrip(REPAIRED)


def _plain(reading: Reading) -> str:
    return "".join(reading.text.split())
