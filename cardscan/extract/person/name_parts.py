"""A printed name taken apart: honorifics, given, additional and family names, degrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cardscan.extract.clues.clues import Clues
from cardscan.extract.thresholds import A_JOB
from cardscan.extract.words.honorifics import (
    degrees_of,
    is_post_nominal,
    strip_prefix,
    strip_suffix,
)
from cardscan.extract.words.occupations import job_likeness
from cardscan.extract.words.people import is_family_name, is_given_name
from cardscan.language.known_words import name_words, particles
from cardscan.language.letters import (
    ascii_forms,
    fold,
    is_shouted,
    restore_capitals,
    squeeze,
)
from cardscan.language.load import countries, tongues
from cardscan.language.views import alternatives

__all__ = [
    "NameParts",
    "is_elided",
    "is_initial",
    "is_nickname",
    "is_particle",
    "joins_a_couple",
    "parse_name",
]

_INITIAL = re.compile(r"^[^\W\d_]\.?$|^(?:[^\W\d_]\.-?){1,3}$")


@cache
def _label() -> re.Pattern[str]:
    words = alternatives(tongue.people.labels for tongue in tongues())
    return re.compile(rf"^{words}\s*:\s*", re.IGNORECASE)


_FOR_THE_FIRM = re.compile(r"^(?:ppa|i\.\s?[VA]|p\.\s?p)\.\s+(?=\S)")  # who signs for a firm


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart; ``core`` are the words between honorifics and degrees."""

    prefix: str | None
    core: tuple[str, ...]
    suffix: str | None
    given: str | None
    additional: str | None
    family: str | None


def is_initial(word: str) -> bool:
    """Whether a word is an initial or several: 'R.', 'J.-P.'."""
    return bool(_INITIAL.match(word))


def joins_a_couple(word: str) -> bool:
    """Whether a word joins two given names before one family name."""
    return word in ("&", "+") or word in name_words("couples")


_NICKNAME = re.compile(r"""^["“”„«»'‘’(]\w[\w.-]*["“”«»'‘’)]$""")


def is_nickname(word: str) -> bool:
    """Whether a word is set apart by quotes or brackets: 'Robert "Bobby" Tanaka'."""
    return bool(_NICKNAME.match(word))


_ELIDED = re.compile(r"^(?:d|l|dell|dall|t|s)['’`´](?=[^\W\d_a-z])")


def is_elided(word: str) -> bool:
    """Whether a family name begins with a shortened particle: 'd'Almeida', 'dell'Orto'."""
    return bool(_ELIDED.match(word))


def is_particle(word: str) -> bool:
    """Whether a word is a particle of family names such as 'von' or 'de'."""
    irish = word in ("Ó", "ó")  # no initial: 'Ó Domhnaill'
    return fold(word).strip("’'") in particles() and (irish or not is_initial(word))


def _family_start(words: tuple[str, ...]) -> int:
    """Where the family name begins: at CAPITALS, at its first particle, else the last word."""
    if not is_shouted(words[0]):
        shouted = next((i for i, w in enumerate(words) if all(map(is_shouted, words[i:]))), 0)
        if 0 < shouted < len(words) - 1 and len(words[shouted].strip(".")) > 2:
            return shouted  # 'Kirsten HOLM SØRENSEN'
    for i in range(_behind_mary(words), len(words) - 1):
        if i > 1 and words[i] in ("i", "y", "e"):
            return i - 1  # 'Oriol Puigdomènech i Roca'
        if i > 1 and is_particle(words[i]) and fold(words[i - 1]) in name_words("before_particles"):
            return i - 1  # 'Hendrik Janse van Rensburg'
        if is_particle(words[i]) or is_particle(words[i].rpartition("-")[2]) or is_elided(words[i]):
            return i  # 'van den Berg', 'Weyrich-Da Silva'
    return len(words) - 1


def _behind_mary(words: tuple[str, ...]) -> int:
    """Where the family name may begin: behind the given name of a 'María de los Ángeles'."""
    small = (i for i in range(1, len(words)) if not words[i].islower())
    called = next(small, 0)
    marian = fold(words[0]) in ("maria", "ma") and fold(words[called]) in name_words("behind_mary")
    return called + 1 if marian and 1 < called < len(words) - 1 else 1


@cache
def _where(habit: str) -> frozenset[str]:
    """The countries whose people are named so; ``habit`` is a field of ``NameHabits``."""
    return frozenset(country.code for country in countries() if getattr(country.names, habit))


def _is_chinese(words: tuple[str, ...], clues: Clues) -> bool:
    """Whether a Chinese family name stands before two given names: 'Tan Wei Ling'."""
    home = not _where("chinese_order").isdisjoint(clues.regions[:2])
    return (
        home and fold(words[0]) in name_words("first_families") and not any(map(is_particle, words))
    )


def _is_vietnamese(words: tuple[str, ...], clues: Clues) -> bool:
    """Whether a Vietnamese family name stands before the others: 'Nguyễn Thị Hồng Nhung'."""
    if len(words) < 3 or fold(words[0]) not in name_words("first_families"):
        return False
    return "VN" in clues.regions[:2] or fold(words[1]) in name_words("middle")


def _is_family_first(words: tuple[str, ...], clues: Clues) -> bool:
    """Whether the family name comes first: 'MAJOROS Veronika', 'Nagy László' with its mailbox."""
    if len(words) in (3, 4) and _is_chinese(words, clues):
        return True
    if _is_vietnamese(words, clues):
        return True
    if len(words) == 3:
        if "HU" in clues.regions[:1] and is_given_name(words[2]) and not is_given_name(words[0]):
            return True
        return [is_shouted(w) for w in words] == [True, False, False]
    if len(words) != 2 or is_initial(words[0]):
        return False
    first, second = words
    if "HU" in clues.regions[:1] and (is_given_name(second) or not is_given_name(first)):
        return True
    if fold(first) in name_words("first_families") and set(clues.regions[:2]) & {
        "CN",
        "HK",
        "TW",
        "KR",
        "VN",
        "SG",
        "MY",
    }:
        return not is_given_name(first) or "-" in second
    if is_shouted(first) and not is_shouted(second) and len(second) > 2:
        return True
    if is_shouted(second) and not is_shouted(first):
        return False
    return (
        not is_given_name(first)
        and is_given_name(second)
        and is_family_name(first)
        and not is_family_name(second)
    )


def _leading_capitals(words: tuple[str, ...]) -> int:
    """How many words in capitals stand as the family name before given ones: 'LE GOFF Théo'."""
    count = next((i for i, w in enumerate(words) if not is_shouted(w) or is_initial(w)), 0)
    rest = words[count:]
    plain = not any(is_shouted(w) or is_initial(w) for w in rest)
    return count if count > 1 and plain else 0


def _divide(core: tuple[str, ...], clues: Clues) -> tuple[str | None, str | None, str | None]:
    """Given, additional and family names of the words of a name, but for nicknames."""
    called = next((w for w in core if is_nickname(w)), "")
    core = tuple(w for w in core if not is_nickname(w)) or core
    if not core:
        return None, None, None
    if called.startswith("(") and len(core) > 1 and is_initial(core[0]):
        return called.strip("()"), None, " ".join(core[1:])  # 'M.J. (Marieke) Oudekerk'
    if len(core) == 1:
        return core[0], None, None
    lead = next((i for i, w in enumerate(core) if not is_initial(w)), 0)
    if lead > 1 and len(core) - lead > 1:  # 'R. K. Subramaniam Iyer'
        return " ".join(core[:lead]), None, " ".join(core[lead:])
    if len(core) == 4 and joins_a_couple(core[1]):
        return " ".join(core[:3]), None, core[3]  # 'Kilian & Hedwig Thielen'
    capitals = _leading_capitals(core)
    if capitals:
        return " ".join(core[capitals:]), None, " ".join(core[:capitals])
    if _is_family_first(core, clues):
        return _family_before_given(core, clues)
    start = _start_by_custom(core, clues)
    middle = core[1:start]
    initials = tuple(w for w in middle if is_initial(w))
    given = (core[0], *(w for w in middle if not is_initial(w)))
    return " ".join(given), " ".join(initials) or None, " ".join(core[start:])


def _family_before_given(
    core: tuple[str, ...], clues: Clues
) -> tuple[str | None, str | None, str | None]:
    """Given and family names of a name whose family name stands first."""
    married = len(core) == 3 and fold(core[0]).endswith("ne") and "HU" in clues.regions[:1]
    eastern = _is_chinese(core, clues) or _is_vietnamese(core, clues)
    double = len(core) == 3 and not is_given_name(core[1]) and not eastern
    first = 2 if married or double else 1
    others = (w[:1].upper() + w[1:] for w in core[first:])  # 'NGUYEN VAN DO' has no Dutch 'van'
    return " ".join(others), None, " ".join(core[:first])


def _start_by_custom(core: tuple[str, ...], clues: Clues) -> int:
    """Where the family name begins by the mailbox and by the customs of the card's country."""
    start = _family_start(core)
    if start == len(core) - 1:
        start = _as_mailbox(core, clues) or start
    if 2 < start == len(core) - 2 and _is_spanish(clues) and not is_given_name(core[1]):
        start = 1  # 'Macarena Benjumea Ortiz de Zárate'
    if 1 < start < len(core) - 1 and is_particle(core[start]) and _is_family_only(core[start - 1]):
        start -= 1  # 'Duarte Sottomonte de Meneses'
    two = _two_family_names(core, clues) or _second_is_family(core, clues)
    if start == len(core) - 1 and len(core) >= 3 and two:
        start = len(core) - 2
    return start


def _is_family_only(word: str) -> bool:
    """Whether a word before a particle can be no second given name."""
    return is_family_name(word) and not is_given_name(word) and not is_initial(word)


def _as_mailbox(core: tuple[str, ...], clues: Clues) -> int | None:
    """Where the family name begins that a mailbox or domain writes as one: 'holmsorensen@…'."""
    written = {piece for box in clues.mailboxes for piece in re.split(r"[._-]", box)}
    written.update(label.replace("-", "") for label in clues.labels)
    for start in range(1, len(core) - 1):
        if written & set(ascii_forms("".join(core[start:]))):
            return start
    return None


def _is_spanish(clues: Clues) -> bool:
    """Whether the card is of a country where a name ends in two family names."""
    return not _where("two_family_names").isdisjoint(clues.regions[:2])


def _two_family_names(core: tuple[str, ...], clues: Clues) -> bool:
    """Whether the last two words are a Spanish pair of family names."""
    middle = core[-2]
    if (
        len(core) == _THREE
        and fold(middle) in name_words("second_given")
        and is_given_name(core[0])
    ):
        return False
    return (
        _is_spanish(clues)
        and not is_initial(middle)
        and not (is_given_name(middle) and not is_family_name(middle))
    )


_THREE = 3  # words: two given names and one family name, or one and two


def _second_is_family(core: tuple[str, ...], clues: Clues) -> bool:
    """Whether the word before the last is a family name and no given one: 'Neža Maj Kovač'."""
    middle = core[-2]
    named = is_family_name(middle) or fold(middle).endswith("ova")
    home = not _where("middle_is_family").isdisjoint(clues.regions[:1])
    return home and named and not is_given_name(middle)


def parse_name(text: str, clues: Clues | None = None) -> NameParts:
    """A printed name in its parts, capitals restored."""
    clues = clues or Clues()
    text = _FOR_THE_FIRM.sub("", squeeze(_label().sub("", text))).strip(" ,;:-–|/")
    head, comma, tail = text.partition(",")
    prefix, words = strip_prefix(head.split(" "))
    words, suffix = strip_suffix(words)
    if comma:
        rest, degrees = degrees_of(tail.split())
        if rest and job_likeness(" ".join(rest)) >= A_JOB:
            rest = []  # 'Delroy Baptiste, Owner'
        if rest and _are_post_nominals(rest, words):
            rest, degrees = [], rest + degrees
        if rest and len(words) in (3, 4) and len(rest) == 1 and is_given_name(rest[0]):
            words = [*words, *rest]  # 'Tan Wei Ming, Desmond'
        elif rest and len(words) <= 2 and not degrees:  # 'Family, Given'
            words = [*rest, *words]
            prefix_again, words = strip_prefix(words)
            prefix += prefix_again
        else:
            suffix += degrees
    core = _restored(words, turkish="TR" in clues.regions[:1])
    given, additional, family = _divide(core, clues)
    if prefix and len(core) == 1 and not is_given_name(core[0]):
        given, family = None, core[0]  # 'Frau Meitinger'
    return NameParts(
        " ".join(prefix) or None, core, ", ".join(s.strip(",") for s in suffix) or None,
        given, additional, family,
    )  # fmt: skip


def _are_post_nominals(rest: list[str], words: list[str]) -> bool:
    """Whether what stands behind a name's comma are letters of a profession that no list knows."""
    whole = len(words) > 1 and (is_given_name(words[0]) or not is_given_name(rest[0]))
    shouted = is_shouted(" ".join(words))
    return whole and all(is_post_nominal(w) and (not shouted or "." in w) for w in rest)


def _restored(words: list[str], *, turkish: bool) -> tuple[str, ...]:
    text = " ".join(words).strip(" ,")
    return tuple(restore_capitals(text, turkish=turkish).split(" ")) if text else ()
