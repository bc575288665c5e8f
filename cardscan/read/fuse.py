"""Two readings of one line, word by word: one reader's letters with the other's accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from cardscan.model import Reading, Word

__all__ = ["fuse_readings", "paired_words"]

# Look-alikes whose neighbours tell which is meant.
LOOK_ALIKES = ("Il1|", "O0oQ", "S5", "B8", "Z2")
DOUBLE_ACUTE = "\u030b"
CARON_LETTERS = {"t'": "ť", "d'": "ď", "l'": "ľ", "t’": "ť", "d’": "ď", "l’": "ľ"}


# Letters that the neural recognizer takes apart or strips, and what it makes of them.
JOINED_LETTERS = {"ae": "æ", "AE": "Æ", "Ae": "Æ"}
STROKED_LETTERS = {"æ": "ae", "ø": "o", "ł": "l", "đ": "d"}
ADDRESS = re.compile(r"(?i)@|//|^www[.]|\w[.][a-z]{2,4}$")
LONG_WORD = 5
# The neural recognizer knows these accents as well as Tesseract does, which sees them in specks
# and blur: Tesseract must be sure of its word. It has to be less so of the letters that the
# other one strips. Of the accents that only Tesseract saw on 232 drawn cards, this takes 16 of
# the 17 that were printed and none of the 4 that were not.
WELL_KNOWN = frozenset("áàâäéèêëíìîïóòôöúùûüñç")
SURE_OF_ACCENT = 0.6
HALF_SURE_OF_ACCENT = 0.25
# Where it did strip such an accent it gave its word at most .82.
SURE_OF_NONE = 0.9
SAME_PLACE = 0.75  # of the wider word's width, as readers' boxes differ by half a letter
# The letters beyond ASCII that one language writes; no word mixes those of several.
ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "äöüßé",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúüàçèïò",  # Spanish, Catalan
        "àáâãçéêíóôõúü",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "áéèëêíïóöúü",  # Dutch
        "æøåéèôö",  # Danish, Norwegian
        "åäöéüšž",  # Swedish, Finnish
        "áðéíóúýþæö",  # Icelandic
        "ąćęłńóśźż",  # Polish
        "áäčďéěíĺľňóôŕřšťúůýž",  # Czech, Slovak
        "áéíóöőúüű",  # Hungarian
        "çğıöşüâîû",  # Turkish
        "ăâîșțşţ",  # Romanian
        "čćđšž",  # Croatian, Serbian, Slovene
        "äöõüšž",  # Estonian
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
    )
)


def fuse_readings(letters: Reading, accents: Reading) -> Reading:
    """The first reading, corrected by the second where that one is known to be better.

    Where the two differ in a word and one of them is right, the neural
    recognizer is in 60 of 68 cases of other letters, digits or signs, Tesseract
    in 6 of 9 cases of accents or capitals (148 cards, 130 of them drawn; these
    rules were made from them). Words and boxes stay those of the first; the
    reading names both when anything was changed.
    """
    partner = {id(mine): other for mine, other in paired_words(letters, accents) if other}
    words = tuple(
        replace(word, text=_fused(word, partner[id(word)])) if id(word) in partner else word
        for word in letters.words
    )
    if words == letters.words:
        return letters
    return Reading(words, f"{letters.reader}+{accents.reader}")


def paired_words(first: Reading, second: Reading) -> Iterator[tuple[Word, Word | None]]:
    """Each word of the first reading with the word of the second that stands for it, if any."""
    mine, others = [w.text for w in first.words], [w.text for w in second.words]
    matcher = SequenceMatcher(None, mine, others, autojunk=False)
    for _, start, end, other_start, other_end in matcher.get_opcodes():
        same_count = end - start == other_end - other_start
        rivals = second.words[other_start:other_end]
        for k in range(start, end):
            word = first.words[k]
            yield word, rivals[k - start] if same_count else _in_same_place(word, rivals)


def _in_same_place(word: Word, rivals: Sequence[Word]) -> Word | None:
    """The word that covers the same stretch of the line, where readers set spaces differently."""
    for rival in rivals:
        wider = max(word.box.width, rival.box.width)
        if word.box.overlap_x(rival.box) > SAME_PLACE * wider:
            return rival
    return None


def _fused(word: Word, partner: Word) -> str:
    mine, other = word.text, _without_doubtful_accents(word, partner)
    if mine == other:
        return mine
    if ADDRESS.search(mine):  # accents there are Tesseract's invention
        return _letter_by_letter(mine, other, _look_alike)
    for written, letter in (CARON_LETTERS | JOINED_LETTERS).items():
        if letter in other and letter not in mine:
            mine = mine.replace(written, letter)
    chosen = _letter_by_letter(mine, other, _letter)
    if len(chosen) == len(other):
        chosen = _in_one_alphabet(_with_lone_accent(chosen, other), other)
    return _same_case(chosen)


def _without_doubtful_accents(word: Word, partner: Word) -> str:
    """The partner's text with this word's letters where the accent is but half seen."""
    mine, other = word.text, partner.text
    if len(mine) != len(other):
        return other
    return "".join(
        a if a == _plain(b) != b and _is_doubtful(b, word, partner) else b
        for a, b in zip(mine, other, strict=True)
    )


def _is_doubtful(accented: str, word: Word, partner: Word) -> bool:
    if accented.lower() not in WELL_KNOWN:
        return partner.confidence < HALF_SURE_OF_ACCENT
    return partner.confidence < SURE_OF_ACCENT or word.confidence >= SURE_OF_NONE


def _letter_by_letter(mine: str, other: str, choose: Callable[[str, str, int], str]) -> str:
    if len(mine) != len(other):
        return mine
    return "".join(choose(mine, other, place) for place in range(len(mine)))


def _letter(mine: str, other: str, place: int) -> str:
    a, b = mine[place], other[place]
    if a == b:
        return a
    if _plain(a) == _plain(b):
        marks = unicodedata.normalize("NFD", b)[1:]
        accented = bool(marks) and a == _plain(a)
        return b if accented or DOUBLE_ACUTE in marks else a
    if a.isalpha() and a.lower() in STROKED_LETTERS.get(b.lower(), ""):
        return b
    return _look_alike(mine, other, place)


def _look_alike(mine: str, other: str, place: int) -> str:
    """The one of two look-alikes that fits between its neighbours, else the first."""
    a, b = mine[place], other[place]
    if a != b and any(a in alike and b in alike for alike in LOOK_ALIKES):
        neighbours = mine[max(0, place - 2) : place] + mine[place + 1 : place + 3]
        return max((a, b), key=lambda letter: (_fits(letter, neighbours), letter == a))
    return a


def _with_lone_accent(mine: str, other: str) -> str:
    """A long word whose only doubt is a letter with an accent for another without one."""
    places = [k for k, (a, b) in enumerate(zip(mine, other, strict=True)) if a != b]
    if len(places) != 1 or len(mine) < LONG_WORD:
        return mine
    (k,) = places
    both_vowels = mine[k].lower() in "aeiou" and _plain(other[k]).lower() in "aeiou"
    accented = other[k] != _plain(other[k]) and mine[k].isupper() == other[k].isupper()
    return other if both_vowels and accented else mine


def _in_one_alphabet(mine: str, other: str) -> str:
    """With the other's letters beyond ASCII where no language writes the word without them."""
    if _languages(mine):
        return mine
    mended = "".join(
        b if ord(a) > 0x7F and ord(b) > 0x7F else a for a, b in zip(mine, other, strict=True)
    )
    return mended if _languages(mended) else mine


def _languages(word: str) -> int:
    """How many languages write a word with these letters."""
    letters = [c for c in word if ord(c) > 0x7F and unicodedata.category(c) in {"Lu", "Ll"}]
    foreign = {c.replace("İ", "ı").lower() for c in letters}
    return sum(foreign <= alphabet for alphabet in ALPHABETS)


def _fits(letter: str, neighbours: Sequence[str]) -> int:
    """How many neighbours are of the same kind: digit, capital or small letter."""
    kinds = (str.isdigit, str.isupper, str.islower)
    return sum(any(kind(letter) and kind(other) for kind in kinds) for other in neighbours)


def _same_case(word: str) -> str:
    """A lone small letter with an accent among capitals is a capital: NORDBø, KőMÜVES."""
    cased = [letter for letter in word if letter.isalpha() and letter != "ß"]
    small = [letter for letter in cased if letter.islower()]
    if len(cased) >= 4 and len(small) == 1 and ord(small[0]) > 0x7F:
        return word.replace(small[0], small[0].upper())
    return word


def _plain(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[:1]
