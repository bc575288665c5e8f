"""Lines that are no field: slogans, services, opening hours, memberships and captions."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.extract import lexicon
from cardscan.extract.spelling import fold, tokens

__all__ = ["remark_likeness"]

_DAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mié|mie|jeu|jue|gio|ven|vie|sam|sab|sáb|dim|"
    r"dom|seg|ter|qua|qui|sex|pn|pt|po|pá|ma|wo|vr|zo)"
    r"(?:day|s|sday|nesday|rsday|urday|ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend|nntag|di|edì|edi|coledì|"
    r"vedì|erdì|ato|enica|edi|redi|anche|ingo|nes|tes|rcoles|eves|ernes|ado|unda|ça|rta|inta|ta)?\.?"
)
_HOURS = re.compile(
    r"\b\d{1,2}[:.h]\d\d\s?(?:-|–|bis|to|a|à|às|as|h|do|alle)\s?\d{1,2}[:.h]?\d\d|\b\d{1,2}\s?[ap]\.?m\b|"
    rf"^{_DAY}(?:\s?[-–]\s?|\s(?:bis|to|a|à|al)\s){_DAY}(?:$|[\s:,.]+\d)|"
    r"\b(?:chiuso|geschlossen|closed|fermé|cerrado|fechado|ruhetag)\b",
    re.IGNORECASE,
)


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of opening hours anywhere in a line, and captions of several words as whole words."""
    groups = lexicon.groups("remark_words")
    hours = sorted(p for p in groups["hours"] if " " in p or len(p) > 6)
    captions = sorted(p for p in groups["caption"] if " " in p)
    return (
        re.compile("|".join(map(re.escape, hours))),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, captions))})(?!\w)"),
    )


@lru_cache(maxsize=4096)
def remark_likeness(text: str) -> float:
    """How much a line reads like a slogan, a caption or opening hours, 0 to 2."""
    groups = lexicon.groups("remark_words")
    plain = fold(text)
    if _HOURS.search(text):
        return 2.0
    words = [w.strip(".") for w in tokens(plain)]
    if not words:
        return 1.0
    score = 0.0
    hours, captions = _phrases()
    if hours.search(plain):
        score += 1.0
    if captions.search(plain):
        score += 1.0
    if plain.strip(" .:") in groups["caption"]:
        score += 1.5
    slogan = sum(w in groups["slogan"] for w in words)
    if slogan and len(words) > 2:
        score += min(1.2, 2.0 * slogan / len(words))
    if (text.rstrip().endswith((".", "!", "…", "?")) and len(words) > 3) or text.count(",") > 2:
        score += 0.6
    if text[:1] in "\"'“„»«":
        score += 0.5
    return min(2.0, score)
