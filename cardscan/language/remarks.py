"""Lines that are no field: slogans, services, opening hours, memberships and captions."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.language.known_words import articles, captions, hours, slogans
from cardscan.language.letters import fold, tokens
from cardscan.language.load import tongues
from cardscan.language.views import alternatives

__all__ = ["end_of_brand", "end_of_membership", "remark_likeness"]


@cache
def _hours() -> re.Pattern[str]:
    """Hours and days of the week, in any language: '8.30 - 12', 'Mo - Fr 9', 'closed'."""
    day = rf"{alternatives(t.calendar.days for t in tongues())}s?\.?"
    until = alternatives(t.remarks.until for t in tongues())
    return re.compile(
        rf"\b\d{{1,2}}[:.h]\d\d\s?(?:-|–|{until})\s?\d{{1,2}}[:.h]?\d\d|\b\d{{1,2}}\s?[ap]\.?m\b|"
        rf"^{day}(?:\s?[-–]\s?|\s{until}\s){day}(?:$|[\s:,.]+\d)|"
        rf"\b\d{{1,2}}\s?(?:uhr|uur)\b|"
        # two days in any language, or a word, before two hours: 'man-lør 7-17'
        r"(?<!\w)[^\W\d_]{2,4}\.?\s?[-–]\s?[^\W\d_]{2,4}\.?:?\s+\d{1,2}(?:[:.h]\d\d)?\s?[-–]\s?\d{1,2}(?!\d)|"
        rf"\b{alternatives(t.remarks.closed for t in tongues())}\b",
        re.IGNORECASE,
    )


@cache
def _months() -> re.Pattern[str]:
    return re.compile(rf"\b{alternatives(t.calendar.months for t in tongues())}\b", re.IGNORECASE)


@cache
def _memberships() -> re.Pattern[str]:
    """What somebody is a part of: 'Ein Unternehmen der …', 'A member of …'."""
    patterns = (pattern for tongue in tongues() for pattern in tongue.remarks.memberships)
    return re.compile("|".join(dict.fromkeys(patterns)), re.IGNORECASE)


@cache
def _brands() -> re.Pattern[str]:
    return re.compile(rf"\b{alternatives(t.remarks.brands for t in tongues())}\b", re.IGNORECASE)


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of opening hours anywhere in a line, and captions of several words as whole words."""
    of_hours = sorted(p for p in hours() if " " in p or len(p) > 6)
    of_captions = sorted(p for p in captions() if " " in p)
    return (
        re.compile("|".join(map(re.escape, of_hours))),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, of_captions))})(?!\w)"),
    )


def end_of_brand(text: str) -> int:
    """Where in a text the words end that say whose brand something is; 0 where none do."""
    return end_of_membership(text) if _brands().search(text) else 0


def end_of_membership(text: str) -> int:
    """Where in a text the words end that say what somebody is a part of; 0 where none do."""
    found = _memberships().search(text)
    return found.end() if found else 0


_WORDS_OF_A_NAME = 4


@lru_cache(maxsize=4096)
def remark_likeness(text: str) -> float:
    """How much a line reads like a slogan, a caption or opening hours, 0 to 2."""
    plain = fold(text)
    if _hours().search(text) or len(_months().findall(text)) > 1:
        return 2.0
    words = [w.strip(".") for w in tokens(plain)]
    if not words:
        return 1.0
    score = 1.2 if _memberships().search(text) else 0.0
    of_hours, of_captions = _phrases()
    if of_hours.search(plain):
        score += 1.0
    if of_captions.search(plain):
        score += 1.0
    if plain.strip(" .:") in captions():
        score += 1.5
    # 'The Alder House': the article that begins a name says nothing.
    said = words[1:] if words[0] in articles() and len(words) <= _WORDS_OF_A_NAME else words
    slogan = sum(w in slogans() for w in said)
    if slogan and len(words) > 2:
        score += min(1.2, 2.0 * slogan / len(words))
    if (text.rstrip().endswith((".", "!", "…", "?")) and len(words) > 3) or text.count(",") > 2:
        score += 0.6
    if text[:1] in "\"'“„»«":
        score += 0.5
    return min(2.0, score)
