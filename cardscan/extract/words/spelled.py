"""One reading out of several: where readers differ in accents alone, the spelling that is right.

Neural readers lose accents that Tesseract's Latin model sees, and see others
that are not there. Words that fold to the same letters are compared: a known
name's own spelling wins, then letters that the card's language has, then the
one with more accents.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, lru_cache

from cardscan.extract.words.look_alikes import differ_in_look_alikes
from cardscan.language.letters import fold
from cardscan.language.lists import names_written
from cardscan.language.load import countries
from cardscan.model import CardText, Reading, TextLine, Word

__all__ = ["accented", "is_listed_name", "native", "respelled"]


@cache
def _letters() -> dict[str, str]:
    """Letters beyond a to z that a card of a country may show."""
    return {country.code: country.letters for country in countries()}


# Marks that readers take for one another; those of languages next door ('ø', 'å', 'ç') are not
# among them, since a Danish name stays Danish on a German card.
_TAKEN_FOR_ANOTHER = frozenset("āăãạǎēėĕẽęěīĩĭìōõőŏọǒūũŭűůụǔùňñņńșşšśżžźčćĉģğķļłŗřțţť")
_UMLAUTS = {"a": "ä", "o": "ö", "u": "ü"}


@cache
def _known() -> frozenset[str]:
    return frozenset(word.casefold() for word in names_written() if not word.isascii())


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """How known names are spelled, by their folded form; None of them where ASCII is one."""
    plain = _plain_names()
    return {key: words for key, words in _marked_spellings().items() if key not in plain}


@cache
def _plain_names() -> frozenset[str]:
    return frozenset(word.casefold() for word in names_written() if word.isascii())


def is_listed_name(word: str) -> bool:
    """Whether a word, in small letters and with its marks, is a listed given or family name."""
    return word in (_plain_names() if word.isascii() else _known())


@cache
def _marked_spellings() -> dict[str, frozenset[str]]:
    """How known names with accents are spelled, by their folded form."""
    found: dict[str, set[str]] = {}
    for word in _known():
        found.setdefault(fold(word), set()).add(word)
    return {key: frozenset(words) for key, words in found.items()}


def _dressed(word: str, spelling: str) -> str:
    """The spelling in the capitals of the word: 'NEMEC' and 'němec' make 'NĚMEC'."""
    if word == word.upper():
        return spelling.upper()
    return spelling[:1].upper() + spelling[1:] if word[:1].isupper() else spelling


def _by_mailbox(word: str, mailboxes: tuple[str, ...]) -> str | None:
    """The umlauts of a name that its mailbox writes out: 'Burgisser' and 'buergisser'."""
    plain = fold(word)
    for spot, letter in enumerate(plain):
        if letter in _UMLAUTS:
            written_out = f"{plain[:spot]}{letter}e{plain[spot + 1 :]}"
            if len(plain) > 3 and any(written_out in fold(m) for m in mailboxes):
                return f"{plain[:spot]}{_UMLAUTS[letter]}{plain[spot + 1 :]}"
    return None


def accented(word: str, regions: tuple[str, ...], mailboxes: tuple[str, ...]) -> str:
    """A name's word with the accents that readers lost, where something proves them.

    Proof is a mailbox that writes an umlaut out, or that names of the card's
    country are spelled in one way only and that way has accents. Readers lose
    marks and mistake them; they hardly ever add one, so none is taken away.
    """
    if len(word) < 3:
        return word
    proved = _by_mailbox(word, mailboxes) if word.isascii() else None
    if proved:
        return _dressed(word, proved)
    letters = frozenset(_letters().get(regions[0], "")) if regions else frozenset()
    if not word.isascii() and word.casefold() in _known():
        return word
    spellings = _spellings() if word.isascii() else _marked_spellings()
    marks = sum(not c.isascii() for c in word)
    own = [
        s for s in spellings.get(fold(word), ())
        if len(s) == len(word) and all(c.isascii() or c in letters for c in s)
        and sum(not c.isascii() for c in s) >= marks
    ]  # fmt: skip
    if len(own) == 1 and (len(word) > 3 or not word.isascii()):
        return _dressed(word, own[0])
    return (
        _as_mailbox(word, letters, mailboxes)
        or _with_stroke(word, letters)
        or _with_tail(word, letters)
        or native(word, regions)
    )


def _with_stroke(word: str, letters: frozenset[str]) -> str | None:
    """A Polish name whose ł was read as a t, where only with the ł it is a name: 'Michat'."""
    small = word.casefold()
    if "ł" not in letters or is_listed_name(small):
        return None
    rivals = (f"{small[:k]}ł{small[k + 1 :]}" for k, letter in enumerate(small) if letter == "t")
    listed = [rival for rival in rivals if is_listed_name(rival)]
    return _dressed(word, listed[0]) if len(listed) == 1 else None


def _with_tail(word: str, letters: frozenset[str]) -> str | None:
    """A Polish or Lithuanian name whose ą was read as the q that those languages lack."""
    lacks = "ą" in letters and "q" in word[1:]
    return word[0] + word[1:].replace("q", "ą") if lacks else None


_LEAST_LETTERS = 5  # of a name that a mailbox may mend: shorter ones are too much alike


def _as_mailbox(word: str, letters: frozenset[str], mailboxes: tuple[str, ...]) -> str | None:
    """A name read with one letter wrong, as its mailbox has it: 'Michat' beside 'michal.p@…'.

    Only where the reading is no listed name, what the mailbox writes is one, and the two
    letters look alike: 'Hubers' and 'Kowalsky' may well be colleagues of Huber and Kowalski.
    """
    plain = fold(word)
    if len(plain) < _LEAST_LETTERS or not plain.isalpha() or is_listed_name(word.casefold()):
        return None
    for piece in (p for box in mailboxes for p in re.split(r"[\W\d_]+", fold(box))):
        if len(piece) >= _LEAST_LETTERS and differ_in_look_alikes(plain, piece):
            listed = _marked_spellings().get(piece, frozenset())
            own = [s for s in listed if all(c.isascii() or c in letters for c in s)]
            found = own[0] if len(own) == 1 else piece if piece in _plain_names() else None
            return _dressed(word, found) if found else None
    return None


def native(word: str, regions: tuple[str, ...]) -> str:
    """The word with marks that the card's language has: 'kehittājā' is 'kehittäjä' in Finnish.

    Readers see the letter and mistake its mark. A letter is changed only where
    the language has one marked letter on the same base; known names stay.
    """
    letters = _letters().get(regions[0], "") if regions else ""
    if word.isascii() or not regions or word.casefold() in _known():
        return word
    if _TURKISH & set(word) and "ı" in word:
        return word  # 'Yalçınkaya' in Berlin
    changed = [_native_letter(c, letters) for c in word]
    return "".join(changed)


_TURKISH = frozenset("çşğÇŞĞ")  # beside which a dotless ı is no reader's slip


@lru_cache(maxsize=1024)
def _native_letter(letter: str, letters: str) -> str:
    small = letter.casefold()
    if small == "ı" and small not in letters:
        return "i" if letter == small else letter
    if small == "ð" and small not in letters:
        return "d" if letter == small else "D"
    if small == "œ" and small not in letters and "æ" in letters:
        return "æ" if letter == small else "Æ"
    if small not in _TAKEN_FOR_ANOTHER or small in letters:
        return letter
    alike = [own for own in letters if fold(own) == fold(small)]
    if len(alike) != 1:
        return letter
    return alike[0].upper() if letter.isupper() else alike[0]


def _rank(text: str, letters: frozenset[str]) -> tuple[int, int, int]:
    """How right a spelling looks: a known name's, no foreign letters, more accents."""
    special = [c for c in text.casefold() if c.isalpha() and not c.isascii()]
    foreign = sum(c not in letters for c in special)
    mixed = not (text.isupper() or text.islower() or text.istitle() or not text.isalpha())
    return (
        int(text.casefold().strip(".,;:") in _known()),
        -foreign - mixed,
        len(special),
    )


# Readers lose one and make none up between letters: 'LAtelier' beside 'L'Atelier'.
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’](?=[^\W\d_])")


def _best_word(words: list[Word], letters: frozenset[str]) -> Word:
    first = words[0]
    whole = next((w for w in words if _APOSTROPHE.sub("", w.text) == first.text != w.text), None)
    if whole:
        return replace(whole, confidence=max(whole.confidence, first.confidence))
    alike = [w for w in words if w.text != first.text and fold(w.text) == fold(first.text)]
    best = max([first, *alike], key=lambda w: _rank(w.text, letters))
    return best if _rank(best.text, letters) > _rank(first.text, letters) else first


def _respelled(line: TextLine, letters: frozenset[str]) -> TextLine:
    first = line.best
    rivals = [r for r in line.readings[1:] if len(r.words) == len(first.words)]
    texts = (first.text, *(r.text for r in rivals))
    if not rivals or (all(map(str.isascii, texts)) and not any(map(_APOSTROPHE.search, texts))):
        return line
    words = tuple(
        _best_word([word, *(r.words[i] for r in rivals)], letters)
        for i, word in enumerate(first.words)
    )
    if words == first.words:
        return line
    return replace(line, readings=(Reading(words, first.reader), *line.readings))


def respelled(text: CardText, regions: tuple[str, ...]) -> CardText:
    """The text whose likeliest readings have their words in the best attested spelling."""
    letters = frozenset("".join(_letters().get(r, "") for r in regions[:2]))
    lines = tuple(_respelled(line, letters) for line in text.lines)
    unchanged = all(new is old for new, old in zip(lines, text.lines, strict=True))
    return text if unchanged else replace(text, lines=lines)
