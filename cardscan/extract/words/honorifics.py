"""Courtesy titles and degrees: what stands before and after a person's name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.extract.words.people import is_family_name, is_given_name
from cardscan.language.known_words import honorifics_before, honorifics_behind, name_words
from cardscan.language.letters import compact, fold, is_shouted

__all__ = ["degrees_of", "is_degree", "is_post_nominal", "strip_prefix", "strip_suffix"]


@cache
def _before() -> frozenset[str]:
    return frozenset(map(compact, honorifics_before()))


@cache
def _behind() -> frozenset[str]:
    return frozenset(map(compact, honorifics_behind()))


@cache
def _all_honorifics() -> frozenset[str]:
    return _before() | _behind()


def _length_at_start(words: list[str], known: frozenset[str]) -> int:
    for count in range(min(5, len(words)), 0, -1):
        joined = compact("".join(words[:count]))
        if joined in known and (len(joined) > 1):
            return count
    return int(_is_compound(words[0], known))


def _is_compound(word: str, known: frozenset[str]) -> bool:
    """Whether hyphens join titles to a word that no list has: 'Univ.-Doz.', 'Dipl.-HTL-Ing.'."""
    parts = word.split("-")
    titles = [part for part in parts if part.endswith(".") and compact(part) in known]
    shortened = all(part.endswith(".") or is_shouted(part) for part in parts)
    return len(parts) > 1 and bool(titles) and shortened


def _length_at_end(words: list[str], known: frozenset[str]) -> int:
    for count in range(min(4, len(words)), 0, -1):
        if compact("".join(words[-count:])) in known:
            return count
    return 0


def strip_prefix(words: list[str]) -> tuple[list[str], list[str]]:
    """The honorifics that begin a name, and the words that follow them."""
    taken: list[str] = []
    while len(words) > 1:
        if _are_letters_before_a_name(words, titled=bool(taken)):
            taken, words = [*taken, words[0]], words[1:]
            continue
        count = _length_at_start(words, _before())
        if count and words[0].casefold() == "di" and (words[0] == "di" or len(words) - count < 2):
            break  # 'DI MONTANELLI' is a family name, 'di Bianchi Mauro' a firm's owner
        if count == 1 and len(words) == 2 and _may_be_name(words[0]):
            break  # 'Graf Stefan', 'Judge Morgan', 'Pastor Maldonado'
        looks = count and (
            words[0][-1] in ".)ⁱⁿª" or not is_shouted(words[0]) or len(words) - count > 1
        )
        if not count or not looks or count >= len(words):
            break
        taken, words = taken + words[:count], words[count:]
        if len(words) > 1 and _OF_WHOM.match(words[0]):
            taken, words = [*taken, words[0]], words[1:]
    return taken, words


def _are_letters_before_a_name(words: list[str], *, titled: bool) -> bool:
    """Whether letters that no name can be stand before one: 'VB Elfriede', 'Dr. iur. HSG Hanno'.

    Behind a title ('dipl. ETH SIA Luca') they may hold a vowel.
    """
    first, second = words[0], words[1]
    letters = 1 < len(first) < 4 and first.isalpha() and is_shouted(first)
    if not letters or is_shouted(second):
        return False
    if _VOWEL.search(fold(first)) and not (titled and not is_family_name(first)):
        return False
    more = bool(_length_at_start(words[1:], _before())) and second.endswith(".")
    return more or (is_given_name(second) and len(words) > 2)


_OF_WHOM = re.compile(r"\([^\W\d_][\w.&/-]{0,7}\)$")  # who gave it: 'Dipl.-Ing. (TU)'


def _may_be_name(word: str) -> bool:
    """Whether an honorific without a dot is a name as well."""
    plain = word.casefold()
    return not word.endswith(".") and (is_family_name(plain) or is_given_name(plain))


def strip_suffix(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of a name, and the degrees that end it without a comma."""
    taken, words = _letters_behind(words)
    while len(words) > 2 and _DOTTED_CAPITALS.match(words[-1]):
        taken, words = [words[-1], *taken], words[:-1]
    if not taken and _ends_in_letters(words):
        taken, words = words[-1:], words[:-1]
    shouted = is_shouted("".join(words))
    while len(words) > 2:
        count = _length_at_end(words, _behind())
        if not count or len(words) - count < 2 or len(compact(words[-1])) < 2:
            break
        if not any(_is_printed_as_degree(w, shouted=shouted) for w in words[-count:]):
            break
        taken, words = words[-count:] + taken, words[:-count]
    return words, taken


# 'B.C.L.,', 'A.I.T.I.': behind two words nobody's initials.
_DOTTED_CAPITALS = re.compile(r"(?:[A-Z]\.){2,}[A-Z]?,?$")


def _letters_behind(words: list[str]) -> tuple[list[str], list[str]]:
    """A tail of letters that begins with known ones: 'MB ChB FRCS (Orth)', and the words before."""
    known = _behind()
    for i in range(2, len(words)):
        tail = words[i:]
        letters = all(is_post_nominal(w) or w.startswith("(") for w in tail)
        if letters and len(tail) > 1 and _length_at_start(tail, known):
            return tail, words[:i]
    return [], words


# 'DipWCF', 'GradCert', 'BSurv', 'MPlan': no family name begins so.
_MIXED_LETTERS = re.compile(r"(?:Dip|Grad|Cert|Adv|Assoc)[A-Z][A-Za-z]*$|[BMD][A-Z][a-z]+$")


def _ends_in_letters(words: list[str]) -> bool:
    """Whether one word of CAPITALS ends a name that is whole without it: 'Ada Smith-Finch FRSE'.

    A family name in capitals ('Anna Maria DUPONT') stands behind given names alone.
    """
    if len(words) < 3 or is_shouted("".join(words[:-1])):
        return False
    if _MIXED_LETTERS.match(words[-1]):
        return True
    last, before = words[-1], words[-2].strip(",")
    letters = last.isalpha() and is_shouted(last) and 2 < len(last) < 7 and is_post_nominal(last)
    if letters and not _VOWEL.search(fold(last)) and not is_family_name(last):
        return True  # 'MVB': hardly a name is without a vowel ('Srb', 'Vlk')
    whole = ("-" in before or is_family_name(before)) and not is_given_name(before)
    whole = whole or all(len(w.strip(".")) == 1 for w in words[:-2])  # 'J M Prentice MCIEH'
    short = len(last) <= _SHORT and is_given_name(words[0]) and not is_given_name(before)
    whole = whole or short  # 'Pam Ollerenshaw ADI'
    return letters and whole and not is_family_name(last)


_SHORT = 4  # letters; longer ones may be a family name that no list has
_VOWEL = re.compile(r"[aeiouy]")
# 'MRICS', 'F.A.C.S.', 'PharmD', 'OTR/L': letters with at least two capitals, or dots between.
_POST_NOMINAL = re.compile(r"^(?=(?:.*[A-Z]){2})[A-Za-z]{1,6}(?:[./-][A-Za-z]{1,5}){0,4}\.?[®™]?$")


def _is_printed_as_degree(word: str, *, shouted: bool) -> bool:
    """Whether a word without a comma before it is printed as degrees are: 'MBA', not 'Ma' or 'Do'.

    In a name all in capitals only dots, or that no name is spelled so, tell it apart.
    """
    plain = compact(word)
    if "." in word.rstrip(".,") or "(" in word or plain in name_words("generations"):
        return True
    capitals = sum(c.isupper() for c in word)
    if shouted and capitals > 1:
        return len(plain) > 2 and not is_family_name(word) and not is_given_name(word)
    return capitals > 1 or word.endswith(".")


def is_post_nominal(word: str) -> bool:
    """Whether a word looks like letters behind a name, known or not: 'ASLA', 'F.A.C.S.'."""
    return bool(_POST_NOMINAL.match(word.strip(",;()")))


_DOTTED = re.compile(r"(?:[a-zčšž]{1,4}\.){2,}$")  # 'u.d.i.a.', 'dipl.oec.'


def degrees_of(words: list[str]) -> tuple[list[str], list[str]]:
    """What stands behind a comma, as (words that are no degrees, degrees)."""
    known = _all_honorifics()
    rest = list(words)
    taken: list[str] = []
    if len(rest) > 1 and re.match(r"\([^\W\d]+\)$", rest[-1]) and _length_at_end(rest[:-1], known):
        taken, rest = rest[-1:], rest[:-1]  # 'LL.M. (Leiden)'
    while rest and (count := _length_at_end(rest, known) or bool(_DOTTED.match(rest[-1]))):
        taken, rest = rest[-count:] + taken, rest[:-count]
    return rest, taken


@lru_cache(maxsize=8192)
def is_degree(text: str) -> bool:
    """Whether a text is nothing but degrees and titles of courtesy."""
    return not degrees_of(text.replace(",", " ").split())[0]
