"""Lines that are no field: slogans, services, opening hours, memberships and captions."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.language.known_words import articles, captions, hours, slogans
from cardscan.language.letters import fold, tokens

__all__ = ["end_of_brand", "end_of_membership", "remark_likeness"]

_DAY = (
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mié|mie|jeu|jue|gio|ven|vie|sam|sab|sáb|dim|"
    r"dom|seg|ter|qua|qui|sex|pn|pt|po|pá|ma|wo|vr|zo)"
    r"(?:day|s|sday|nesday|rsday|urday|ntag|enstag|ttwoch|nnerstag|eitag|mstag|nnabend|nntag|di|edì|edi|coledì|"
    r"vedì|erdì|ato|enica|edi|redi|anche|ingo|nes|tes|rcoles|eves|ernes|ado|unda|ça|rta|inta|ta)?\.?"
)
_HOURS = re.compile(
    r"\b\d{1,2}[:.h]\d\d\s?(?:-|–|bis|to|a|à|às|as|h|do|alle)\s?\d{1,2}[:.h]?\d\d|\b\d{1,2}\s?[ap]\.?m\b|"
    rf"^{_DAY}(?:\s?[-–]\s?|\s(?:bis|to|a|à|al)\s){_DAY}(?:$|[\s:,.]+\d)|"
    r"\b\d{1,2}\s?(?:uhr|uur)\b|"
    # two days in any language, or a word, before two hours: 'man-lør 7-17'
    r"(?<!\w)[^\W\d_]{2,4}\.?\s?[-–]\s?[^\W\d_]{2,4}\.?:?\s+\d{1,2}(?:[:.h]\d\d)?\s?[-–]\s?\d{1,2}(?!\d)|"
    r"\b(?:chiuso|geschlossen|closed|fermé|cerrado|fechado|ruhetag)\b",
    re.IGNORECASE,
)


_MONTHS = re.compile(
    r"\b(?:jan(?:uar|uary|vier)?|feb(?:ruar|ruary)?|m[äa]rz|march|april|avril|mai|may|jun[ie]|juin|"
    r"jul[iy]|juillet|august|ao[uû]t|sept(?:ember|embre)?|okt(?:ober)?|oct(?:ober|obre)?|"
    r"nov(?:ember|embre)?|de[zc](?:ember|embre)?)\b",
    re.IGNORECASE,
)
# 'Ein Unternehmen der Sturm-Gruppe', 'Membre du groupe …', 'A member of …', 'Ett företag i …'.
_OF_A_GROUP = re.compile(
    r"\beine?\s(?:unternehmen|gesellschaft|marke|mitglied|tochter|teil|betrieb|partner)\s"
    r"(?:der|des|von|im|in der)\b|"
    r"\bmitglied\s(?:der|des|von|im|in der)\b(?!.*(?:direktion|leitung|führung|vorstand|rat|tag))|"
    r"^an?\s(?!&)(?:[\w.-]+\s){1,4}(?:company|business|brand)$|"
    r"\bmember\sof\b|^tr[äa]ger:|"
    r"\ban?\s(?:\w+\s)?(?:member|company|division|subsidiary|part|brand)\sof\b|"
    r"\b(?:membre|filiale|soci[ée]t[ée]|marque|entreprise)\sdu groupe\b|"
    r"\b(?:ett|en|et)\s(?:företag|bolag|selskab|virksomhed|del|selskap|bedrift)\s(?:i|av|af)\b|"
    r"\b(?:societ[àa]|azienda|empresa|sociedad|marca)\sdel\s(?:gruppo|grupo)\b|"
    r"\b(?:onderdeel|dochter)\svan\b|\bczłon\w+\sgrupy\b|\bčlen\s(?:skupiny|koncernu)\b",
    re.IGNORECASE,
)


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words of opening hours anywhere in a line, and captions of several words as whole words."""
    of_hours = sorted(p for p in hours() if " " in p or len(p) > 6)
    of_captions = sorted(p for p in captions() if " " in p)
    return (
        re.compile("|".join(map(re.escape, of_hours))),
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, of_captions))})(?!\w)"),
    )


_OF_A_BRAND = re.compile(r"\b(?:marke|brand|marque|merk|marca)\b", re.IGNORECASE)


def end_of_brand(text: str) -> int:
    """Where in a text the words end that say whose brand something is; 0 where none do."""
    return end_of_membership(text) if _OF_A_BRAND.search(text) else 0


def end_of_membership(text: str) -> int:
    """Where in a text the words end that say what somebody is a part of; 0 where none do."""
    found = _OF_A_GROUP.search(text)
    return found.end() if found else 0


_WORDS_OF_A_NAME = 4


@lru_cache(maxsize=4096)
def remark_likeness(text: str) -> float:
    """How much a line reads like a slogan, a caption or opening hours, 0 to 2."""
    plain = fold(text)
    if _HOURS.search(text) or len(_MONTHS.findall(text)) > 1:
        return 2.0
    words = [w.strip(".") for w in tokens(plain)]
    if not words:
        return 1.0
    score = 1.2 if _OF_A_GROUP.search(text) else 0.0
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
