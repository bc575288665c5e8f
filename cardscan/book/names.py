"""Names of people: read from an entry, and how two of them fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from cardscan.book.fold import fold, sound
from cardscan.book.lexicon import name_words, nickname_pairs
from cardscan.model import Entry

__all__ = ["Fit", "PersonName", "fit_family", "fit_given", "is_given_name", "read_name"]


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in folded words, titles and particles set aside.

    ``generation`` is ``jr``, ``sr`` … or empty. A ``joint`` name is a couple's.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    generation: str = ""
    joint: bool = False

    def __bool__(self) -> bool:
        return bool(self.given or self.family)


class Fit(IntEnum):
    """How two given or two family names fit, from clearly others to equal."""

    DIFFERENT = 0
    MISSING = 1
    RESEMBLING = 2
    TYPO = 3
    INITIAL = 4
    PART = 5
    NICKNAME = 6
    SOUND = 7
    EQUAL = 8


def read_name(entry: Entry) -> PersonName:
    """The name of an entry: its first N with content, else its first FN."""
    for name in entry.names:
        given = f"{name.given} {name.additional}" if name.additional else name.given
        around = f"{name.prefix} {name.suffix}" if name.prefix or name.suffix else ""
        found = _structured(given, name.family, around)
        if found:
            return found
    for text in entry.formatted_names:
        found = _unstructured(text)
        if found and not _is_no_name(text, entry):
            return found
    return PersonName()


def _is_no_name(text: str, entry: Entry) -> bool:
    """Many programs put an e-mail address, a number or the company where a name is missing."""
    if "@" in text or sum(c.isdigit() for c in text) >= 4:
        return True
    plain = fold(text)
    return any(plain == fold(o) for o in entry.organizations)


def _structured(given: str, family: str, around: str) -> PersonName:
    first, generation = _words(given)
    last, other = _words(family, of_family=True)
    generation = _generation(around) or generation or other
    joint = _is_joint(given) or (not first and _is_joint(family))
    if last and not first and len(last) > 1:  # the whole name in one part
        whole = _unstructured(family)
        return PersonName(whole.given, whole.family, generation, joint)
    if first and not last and len(first) > 1:
        whole = _unstructured(given)
        return PersonName(whole.given, whole.family, generation, joint)
    return PersonName(first, last, generation, joint)


@lru_cache(maxsize=1 << 12)
def _unstructured(text: str) -> PersonName:
    text = text[:LONGEST_NAME]
    last, comma, first = text.partition(",")
    if comma and _is_name(last):
        if _is_company(first):
            text = last
        elif _is_name(first):
            return _structured(first, last, first)
    words, generation = _words(text)
    if len(words) < 2:
        return PersonName(family=words, generation=generation)
    cut = len(words) - _family_length(text, words)
    return PersonName(words[:cut], words[cut:], generation, _is_joint(text))


def _family_length(text: str, words: tuple[str, ...]) -> int:
    """How many of a name's words are its last one: two of ``Anna Huber-Maier``."""
    for token in reversed(text.split()):
        parts = fold(token).split()
        if parts and parts[-1] == words[-1]:
            return min(sum(part in words for part in parts), len(words) - 1)
    return 1


# "Anna und Josef", "Anna & Josef": a card of two. Not "von und zu Berg", nor single letters,
# which join Spanish and Portuguese family names.
_JOINT = re.compile(r"(?<!\bvon)\s(?:und|and|et|u\.|&|\+)\s", re.IGNORECASE)


def _is_joint(text: str) -> bool:
    return (" " in text) and _JOINT.search(text) is not None


def _is_company(text: str) -> bool:
    legal = name_words("legal forms")
    return any(word in legal for word in fold(text).split()[1:])


def _is_name(text: str) -> bool:
    """Whether there is more than titles and generations (``MBA``, ``Jr.``)."""
    titles, generations = name_words("titles"), name_words("generations")
    words = fold(_DOTTED.sub(_without_dots, text)).split()
    return any(w not in titles and w not in generations for w in words)


def _generation(around: str) -> str:
    table = name_words("generations")
    return next((table[w] for w in fold(around).split() if w in table), "") if around else ""


LONGEST_NAME = 300
"""What stands behind so many characters is no name, and costs its square to look at."""

_BRACKETS = re.compile(r"[(\[{\"].*?[)\]}\"]")


@lru_cache(maxsize=1 << 14)
def _words(text: str, *, of_family: bool = False) -> tuple[tuple[str, ...], str]:
    """The words of a part of a name without titles, particles and generation."""
    if text.isalpha() and len(words := fold(text[:LONGEST_NAME]).split()) <= 1:
        return tuple(words), ""  # as most are
    text = _DOTTED.sub(_without_dots, text[:LONGEST_NAME])
    words = fold(_BRACKETS.sub(" ", text)).split()
    aside = _generation_in_brackets(text)
    if len(words) <= 1:
        return tuple(words), aside
    generations = name_words("generations")
    titles = name_words("titles")
    particles = name_words("particles")
    generation = next((generations[w] for w in words[1:] if w in generations), "")
    kept = [w for i, w in enumerate(words) if w not in titles and (i == 0 or w not in generations)]
    plain = [w for w in kept if w not in particles] or kept or words
    if not of_family and kept and kept[0] in _ALSO_GIVEN and kept[0] != plain[0]:
        # E. M. Huber and Ben Huber, but not Ben Salah Huber, who may be Huber of the Ben Salah.
        plain = [kept[0], *plain] if len(kept[0]) == 1 or len(plain) == 1 else plain
    return tuple(plain), generation or aside


_ALSO_GIVEN = frozenset("al ben della e i y".split())
"""Particles of family names that in front of all others are a given name or its initial."""


_DOTTED = re.compile(r"\b(?:[^\W\d_]{1,4}\.){1,3}[^\W\d_]{0,3}(?=[\s,.]|$)")


def _without_dots(found: re.Match[str]) -> str:
    """LLM for LL.M., PhD for Ph.D.: the letters of a title are not names."""
    joined = found[0].replace(".", "")
    return joined if fold(joined) in name_words("titles") else found[0]


def _generation_in_brackets(text: str) -> str:
    """``sr`` for ``Josef (Vater)``: words that outside of brackets may be names."""
    found = _BRACKETS.findall(text)
    if not found:
        return ""
    table = name_words("generations") | name_words("generations in brackets")
    return next((table[w] for part in found for w in fold(part).split() if w in table), "")


def fit_given(first: tuple[str, ...], second: tuple[str, ...]) -> Fit:
    """How two lists of given names fit; a missing second name is no difference."""
    if not first or not second:
        return Fit.MISSING
    if first == second or "".join(first) == "".join(second):
        return Fit.EQUAL
    if len(first) == len(second) == 1:
        return _fit_given_words(first[0], second[0])
    return _fit_given_lists(first, second)


def _fit_given_lists(first: tuple[str, ...], second: tuple[str, ...]) -> Fit:
    heads = _fit_given_words(first[0], second[0])
    if heads > Fit.RESEMBLING:
        tails = [_fit_given_words(a, b) for a, b in zip(first[1:], second[1:], strict=False)]
        if any(t <= Fit.RESEMBLING for t in tails):
            return Fit.RESEMBLING  # Anna Maria and Anna Lena
        if len(first) != len(second):
            return min(heads, Fit.PART)
        return min([heads, *tails])
    short, long = sorted((first, second), key=lambda w: (len(w), w))
    if ("".join(short), "".join(long)) in nickname_pairs():
        return Fit.NICKNAME
    if all(len(w) > 1 and w in long for w in short):
        return Fit.PART  # Peter of Hans Peter
    if _are_initials(short, long):
        return Fit.INITIAL
    return heads


def _are_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether ``hp`` stands for ``hans peter``."""
    return len(short) == 1 and len(short[0]) > 1 and short[0] == "".join(w[0] for w in long)


@lru_cache(maxsize=1 << 14)
def _fit_given_words(first: str, second: str) -> Fit:
    if first == second:
        return Fit.EQUAL
    if len(first) == 1 or len(second) == 1:
        return Fit.INITIAL if first[0] == second[0] else Fit.DIFFERENT
    if sound(first) == sound(second):
        return Fit.SOUND
    at_the_end = _differ_at_the_end(first, second)
    if at_the_end and len(first) == len(second):  # Anna and Anne may be twins
        return Fit.RESEMBLING
    if (first, second) in nickname_pairs():
        return Fit.NICKNAME
    fit = Fit.RESEMBLING if at_the_end else _fit_spelling(first, second)
    if fit is Fit.TYPO and _are_two_names(first, second):
        return Fit.RESEMBLING
    return fit


def _are_two_names(first: str, second: str) -> bool:
    """Whether a slip of the pen is as likely another name: Lisa and Lina, Erik and Erika."""
    if len(first) == len(second) < 6 and sorted(first) != sorted(second):
        return True
    return is_given_name(first) and is_given_name(second)


def is_given_name(word: str) -> bool:
    """Whether a folded word is a common given name, or has short forms as one."""
    return word in _known_names()


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    listed = frozenset(name for pair in nickname_pairs() for name in pair)
    return listed | name_words("common given names").keys()


def _differ_at_the_end(first: str, second: str) -> bool:
    """Jan and Jana, Mario and Maria, Andrea and Andreas: other people, not mistyped ones."""
    short, long = sorted((first, second), key=lambda w: (len(w), w))
    stem = len(short) - 1 if len(short) == len(long) else len(short)
    return len(long) - len(short) <= 1 and short[:stem] == long[:stem]


def _fit_spelling(first: str, second: str) -> Fit:
    """Typing mistakes: one in four letters or more, two in eight (Damerau: 80 % are single)."""
    shorter = min(len(first), len(second))
    distance = OSA.distance(first, second, score_cutoff=3)
    if distance <= (1 if shorter < 8 else 2) and shorter >= 4:
        return Fit.TYPO
    if distance <= max(1, shorter // 3):
        return Fit.RESEMBLING
    return Fit.DIFFERENT


def fit_family(first: tuple[str, ...], second: tuple[str, ...]) -> Fit:
    """How two family names fit; one of a double name is a part."""
    if not first or not second:
        return Fit.MISSING
    one, other = "".join(first), "".join(second)
    if one == other:
        return Fit.EQUAL
    if len(first) != len(second) and (set(first) <= set(second) or set(second) <= set(first)):
        return Fit.PART
    if len(first) > 1 and len(second) > 1 and set(first) == set(second):
        return Fit.PART
    return _fit_family_words(one, other)


@lru_cache(maxsize=1 << 14)
def _fit_family_words(first: str, second: str) -> Fit:
    if len(first) == 1 or len(second) == 1:
        return Fit.INITIAL if first[0] == second[0] else Fit.DIFFERENT
    if sound(first) == sound(second):
        return Fit.SOUND
    short, long = sorted((first, second), key=len)
    if long.endswith(short) and long[: -len(short)] in name_words("particles"):
        return Fit.PART  # VanDijk and van Dijk, whose particle was set aside
    return _fit_spelling(first, second)
