"""A page's own text beside what was read there: exact letters, where print bears them out.

A PDF's text may be another one than its print: of a font that gives wrong letters, of a scanner
that guessed, of what a designer drew over. So it counts only where it resembles what readers
saw, and there its letters are better than theirs: they settle what looks alike in print.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from cardscan.model import Box, Card, Line, Reading, Word, transform_box

__all__ = ["PRINTED", "with_printed"]

PRINTED = "pdf"  # the reader's name in readings

# Word and line: of the word's height and width that must lie on the line, and how many times as
# high as the line it may be, or it runs from top to bottom.
_ON_LINE = 0.5
_MOST_HEIGHT = 2.0
_SAME_STRETCH = 0.3  # of the narrower word's width, as readers' boxes differ by half a letter
_LEAST_ALIKE = 0.6  # of a line's letters; nonsense and other texts have few by chance
# A word read worse than this is no evidence against letters that resemble it by so much.
_DOUBTED = 0.9
_RESEMBLING = 0.7

_EXACT_CONFIDENCE = 0.99
_UNLIKE_CONFIDENCE = 0.7
_UNSEEN_CONFIDENCE = 0.5
_CRUMB_LETTERS = 3
_CRUMB_CONFIDENCE = 0.9

# Where old programs wrote letters of one of these, fonts name those of Western Europe's.
_WESTERN = "cp1252"
_CODE_PAGES = ("cp1250", "iso8859_2", "cp1254", "cp1257")

# What readers take for each other; capitals of the same shape are folded before.
_PAIRS = {"rn": "m", "vv": "w", "cl": "d"}
_LOOK_ALIKE = str.maketrans(
    {
        **dict.fromkeys("0q", "o"),
        **dict.fromkeys("1i|!ı", "l"),
        **dict.fromkeys("5", "s"),
        **dict.fromkeys("8ß", "b"),
        **dict.fromkeys("2", "z"),
        **dict.fromkeys("©®", "@"),
        **dict.fromkeys("–—_", "-"),
        **dict.fromkeys('’‘´`"“”„', "'"),
        **dict.fromkeys("·•", "."),
        "ø": "o",
        "ł": "l",
        "đ": "d",
    }
)


def with_printed(
    card: Card, lines: Sequence[Line], readings: Sequence[Sequence[Reading]]
) -> tuple[tuple[Reading, ...], ...]:
    """Each line's readings with the page's own text as one more, the first.

    Words that readers saw as its look-alikes have its letters, as print cannot tell them
    apart; such readings name both. Where nothing of the text resembles the line, they stay.
    A text that lacks a part of the line settles letters, but is no reading of the line: with
    a reader's words in it, it would bear out that reader.
    """
    found = _words_by_line(card, lines)
    return tuple(
        _settled(words, tuple(read)) if words else tuple(read)
        for words, read in zip(found, readings, strict=True)
    )


def _words_by_line(card: Card, lines: Sequence[Line]) -> list[list[Word]]:
    """The card's printed words on the line that has most of each, from left to right."""
    found: list[list[Word]] = [[] for _ in lines]
    if not card.printed or not lines:
        return found
    to_card = np.asarray(np.linalg.inv(card.to_photo), dtype=np.float64)
    for printed in card.printed:
        word = Word(printed.text, _EXACT_CONFIDENCE, transform_box(printed.box, to_card))
        shares = [word.box.intersection(line.box) for line in lines]
        best = int(np.argmax(shares))
        if _lies_on(word.box, lines[best].box):
            found[best].append(word)
    return [sorted(words, key=lambda word: word.box.left) for words in found]


def _lies_on(word: Box, line: Box) -> bool:
    return (
        word.overlap_y(line) > _ON_LINE * word.height
        and word.overlap_x(line) > _ON_LINE * word.width
        and word.height < _MOST_HEIGHT * line.height
    )


def _settled(words: Sequence[Word], readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    stretches = [_stretches(words, reading) for reading in readings]
    alike = [_share_alike(each) for each in stretches]
    best = max(range(len(readings)), key=lambda k: (alike[k], readings[k].confidence))
    if alike[best] < _LEAST_ALIKE:
        return readings
    exact = [stretch.exact() for stretch in stretches[best]]
    own = [Reading(tuple(w for words in exact if words for w in words), PRINTED)]
    return (*(() if None in exact else own), *map(_with_exact_letters, readings, stretches))


# --- Stretches of a line: what is printed there and what was read


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The printed words and the read ones that share a part of a line; either may be none."""

    printed: tuple[Word, ...]
    read: tuple[Word, ...]

    @property
    def is_alike(self) -> bool:
        """Whether what was read may be the printed text, read as well as a reader can."""
        true, seen = _joined(self.printed), _joined(self.read)
        if not true or not seen or _is_of_other_page(true, seen):
            return False
        mine, other = _folded(true), _folded(seen)
        if mine == other:
            return True
        unsure = min(word.confidence for word in self.read) < _DOUBTED
        return unsure and Levenshtein.normalized_similarity(mine, other) >= _RESEMBLING

    @property
    def letters(self) -> int:
        return max(_count(self.printed), _count(self.read))

    def exact(self) -> tuple[Word, ...] | None:
        """The stretch in the page's own letters, None where it has none or other ones."""
        if not self.printed:
            return () if all(map(_is_crumb, self.read)) else None
        true, seen = _joined(self.printed), _joined(self.read)
        if not self.read:
            unseen = tuple(replace(w, confidence=_UNSEEN_CONFIDENCE) for w in self.printed)
            return unseen if len(true) > 1 else ()
        if self.is_alike:
            return self.printed
        if len(true) == 1 and not true.isalpha():  # a symbol font's sign
            return ()
        sure = min(word.confidence for word in self.read) >= _DOUBTED
        if sure and (not _is_plain(true) or _is_of_other_page(true, seen)):
            return None
        return tuple(replace(w, confidence=_UNLIKE_CONFIDENCE) for w in self.printed)

    def settled(self) -> tuple[Word, ...]:
        """What was read, in the page's own letters where it may be the same."""
        if not self.is_alike or _joined(self.printed) == _joined(self.read):
            return self.read
        confidence = min(word.confidence for word in self.read)
        return tuple(replace(word, confidence=confidence) for word in self.printed)


def _stretches(printed: Sequence[Word], reading: Reading) -> list[_Stretch]:
    """A line cut where neither a printed word nor one that was read goes on."""
    words = [(word, True) for word in printed] + [(word, False) for word in reading.words]
    found: list[list[tuple[Word, bool]]] = []
    for word, is_printed in sorted(words, key=lambda each: each[0].box.left):
        if not found or not any(_share_place(word, other) for other, _ in found[-1]):
            found.append([])
        found[-1].append((word, is_printed))
    return [
        _Stretch(tuple(w for w, mine in each if mine), tuple(w for w, mine in each if not mine))
        for each in found
    ]


def _share_place(word: Word, other: Word) -> bool:
    narrower = min(word.box.width, other.box.width)
    return word.box.overlap_x(other.box) > _SAME_STRETCH * narrower


def _share_alike(stretches: Sequence[_Stretch]) -> float:
    """How much of what the page has as text was read; more may be drawn as shapes."""
    stretches = [stretch for stretch in stretches if stretch.printed]
    letters = sum(stretch.letters for stretch in stretches)
    return sum(s.letters for s in stretches if s.is_alike) / letters if letters else 0.0


def _with_exact_letters(reading: Reading, stretches: Sequence[_Stretch]) -> Reading:
    words = tuple(word for stretch in stretches for word in stretch.settled())
    if [word.text for word in words] == [word.text for word in reading.words]:
        return reading
    return Reading(words, f"{reading.reader}+{PRINTED}")


def _is_crumb(word: Word) -> bool:
    """Whether a reader alone saw a sign or two: an icon, where letters are known."""
    return word.confidence < _CRUMB_CONFIDENCE and _count((word,)) < _CRUMB_LETTERS


# --- Letters


def _joined(words: Sequence[Word]) -> str:
    return "".join(word.text for word in words)


def _count(words: Sequence[Word]) -> int:
    return sum(map(str.isalnum, _joined(words)))


def _folded(text: str) -> str:
    """The text as print can tell it: without accents and capitals, one letter for look-alikes."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    folded = bare.lower()
    for pair, letter in _PAIRS.items():
        folded = folded.replace(pair, letter)
    return folded.translate(_LOOK_ALIKE)


def _is_of_other_page(true: str, seen: str) -> bool:
    """Whether the text names letters of another code page than what is seen: 'Kovaèiæ'."""
    mine, others = set(true) - set(seen), set(seen) - set(true)
    return any(_recoded(letter) & others for letter in mine if not letter.isascii())


def _recoded(letter: str) -> set[str]:
    code = letter.encode(_WESTERN, errors="ignore")
    return {code.decode(page, errors="ignore") for page in _CODE_PAGES} - {"", letter}


def _is_plain(text: str) -> bool:
    """Whether a text has letters, digits and ASCII alone; 'Micha³' is of another code page."""
    return all(c.isascii() or c.isalpha() for c in text)
