"""Text to the letters that it is compared by: case, accents, umlaut spellings, scripts, sounds."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "sound", "squeeze"]

# Letters that Unicode does not decompose, and the Cyrillic and Greek alphabets in the spelling
# that most passports use (ICAO 9303 and ISO 843, reduced to one letter where they agree by ear).
_LETTERS = str.maketrans(
    {
        "ä": "a", "ö": "o", "ü": "u", "ø": "o", "å": "a", "æ": "a", "œ": "o", "ł": "l",
        "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "a",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ё": "e",
        "є": "e", "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k",
        "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
        "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
        "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ђ": "dj", "ј": "j",
        "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th",
        "ι": "i", "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p",
        "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps",
        "ω": "o",
    }
)  # fmt: skip

_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_OTHER_SCRIPT = re.compile(r"[^\w]+|_")
# "ae" for ä and so on; "ue" after a, e or q is no umlaut (Bauer, Neuer, Quelle).
_DIGRAPH = re.compile(r"ae|oe|(?<![aeq])ue")


@lru_cache(maxsize=1 << 14)
def fold(text: str) -> str:
    """Lower-case words without accents, split by single spaces; ö, oe and o are one letter.

    Scripts other than Latin, Cyrillic and Greek keep their letters.
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = _without_accents(_APOSTROPHES.sub("", plain))
    elif not plain.isalnum():
        plain = plain.replace("'", "").replace("`", "")
    # A look for letters is many times cheaper than a pattern that finds nothing.
    if "ae" in plain or "oe" in plain or "ue" in plain:
        plain = _DIGRAPH.sub(lambda m: m.group()[0], plain)
    if plain.isascii():
        return plain if plain.isalnum() else _NO_WORD.sub(" ", plain).strip()
    return _OTHER_SCRIPT.sub(" ", plain).strip()


def _without_accents(lower: str) -> str:
    whole = unicodedata.normalize("NFC", lower).replace("ού", "ου").replace("ου", "ou")
    known = whole.translate(_LETTERS)
    parts = unicodedata.normalize("NFKD", known)
    plain = "".join(c for c in parts if not unicodedata.combining(c)).casefold()
    # ύ and ќ stand in the table without their accents.
    return plain if plain.isascii() else plain.translate(_LETTERS)


@lru_cache(maxsize=1 << 14)
def squeeze(text: str) -> str:
    """The folded text without its spaces."""
    return fold(text).replace(" ", "")


# How spellings of one sound are brought together, in this order. It is coarse on purpose: it
# serves to find candidates and to call Stefan and Stephan, Meier and Mayr, Iwanow and Ivanov close.
# With each pattern letters one of which stands wherever it fits, since most words have none.
_SOUNDS = tuple(
    (re.compile(pattern), by, letters.split())
    for letters, pattern, by in (
        ("ch", r"\bch(?=[lr])", "k"),  # Christian and Kristian, Chloe and Kloe
        ("ch sh zh cz sz", r"tsch|cz|tch|ch|sch|sh|zh|sz", "s"),
        ("ph", r"ph", "f"),
        ("th dt", r"th|dt", "t"),
        ("c q", r"ck|q|c(?=[^eiy]|$)", "k"),
        ("z c ts", r"tz|ts|z|c", "s"),
        ("x", r"x", "ks"),
        ("w", r"w", "v"),
        ("j y", r"[jy]", "i"),
        ("ei", r"ei|ai", "ai"),
        ("ie", r"ie", "i"),
        ("of", r"of$|off$", "ov"),
        ("h", r"(?<!^)h", ""),
    )
)
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 14)
def sound(word: str) -> str:
    """A folded word as it sounds, roughly, in several European languages at once."""
    for pattern, by, letters in _SOUNDS:
        for each in letters:
            if each in word:
                word = pattern.sub(by, word)
                break
    return _DOUBLED.sub(r"\1", word)
