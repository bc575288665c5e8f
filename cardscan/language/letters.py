"""Letters and words: folding for comparison, capitals, and what may stand for what."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "ascii_forms",
    "compact",
    "fold",
    "is_shouted",
    "letters_of",
    "restore_capitals",
    "squeeze",
    "tokens",
    "transcribed",
]

_SPECIAL = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_TRANSCRIBED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "nh"})
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # U+034F alone of them does not combine
_TOKEN = re.compile(r"[^\W_]+(?:['’`.&-][^\W_]+)*\.?")
_SMALL = frozenset(
    "von vom zu zum zur van de der den del della dello dei degli di da do dos das du des la le "
    "ter ten te af av bin ibn y e und and of for the et i w en für für".split()
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, so that spellings of one word compare equal."""
    plain = text.casefold()
    if plain.isascii():
        return plain
    decomposed = unicodedata.normalize("NFKD", plain.translate(_SPECIAL))
    bare = _MARKS.sub("", decomposed)  # of most names nothing else is left
    return bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def compact(text: str) -> str:
    """Folded letters and digits alone: 'Sp. z o.o.' becomes 'spzoo'."""
    return "".join(filter(str.isalnum, fold(text)))


def squeeze(text: str) -> str:
    """The text with every run of white space as one space and none at its ends."""
    return " ".join(text.split())


def tokens(text: str) -> list[str]:
    """The words of a text, with inner hyphens, apostrophes and dots kept."""
    return _TOKEN.findall(text)


def transcribed(text: str) -> str:
    """The text with umlauts written out, as in a domain: 'Müller' as 'mueller'."""
    return text.casefold().translate(_TRANSCRIBED)


def letters_of(text: str) -> str:
    """The letters alone, as written."""
    return "".join(c for c in text if c.isalpha())


@lru_cache(maxsize=4096)
def ascii_forms(text: str) -> tuple[str, ...]:
    """How a name may be written in an e-mail address: 'Müller' as muller and mueller."""
    plain = compact(text)
    written_out = compact(transcribed(text))
    return (plain,) if plain == written_out else (plain, written_out)


def is_shouted(text: str) -> bool:
    """Whether the text is printed in CAPITALS (at least two letters, none small)."""
    letters = letters_of(text)
    return len(letters) >= 2 and letters == letters.upper() and letters != letters.lower()


def _capitalize(word: str, *, turkish: bool = False) -> str:
    lowered = word.replace("I", "ı").lower() if turkish and word.isupper() else word.lower()
    if turkish and lowered.startswith(("ı", "i")):
        return ("I" if lowered[0] == "ı" else "İ") + lowered[1:]
    if lowered.startswith("mc") and len(lowered) > 4:
        return "Mc" + lowered[2:].capitalize()
    if len(lowered) > 2 and lowered[1] in "'’" and lowered[0] in "odl":
        return lowered[0].upper() + lowered[1] + lowered[2:].capitalize()
    return lowered[:1].upper() + lowered[1:]


def restore_capitals(text: str, *, turkish: bool = False) -> str:
    """A name as one would write it: capitals only at the start of its words, small particles.

    A Turkish 'I' is the capital of 'ı'.
    """
    if not (is_shouted(text) or text == text.lower()) or "İ" in text:
        return text  # capitals of the Turkish alphabet do not map to other alphabets' small letters
    words = text.split(" ")
    restored = []
    for position, word in enumerate(words):
        small = position > 0 and word.lower() in _SMALL and position < len(words) - 1
        restored.append(
            word.lower()
            if small
            else "-".join(_capitalize(piece, turkish=turkish) for piece in word.split("-"))
        )
    return " ".join(restored)
