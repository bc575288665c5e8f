"""What one field says about another: mailboxes, domains and the countries a card speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from rapidfuzz.distance import Levenshtein

from cardscan.extract import lexicon
from cardscan.extract.domains import country_of, is_free_mail, parse_host
from cardscan.extract.emails import is_role
from cardscan.extract.layout import Page
from cardscan.extract.spelling import ascii_forms, compact, fold, transcribed
from cardscan.model import Address, Claim, Code, Field

__all__ = ["Clues", "box_likeness", "domain_likeness", "gather", "learn", "mailbox_likeness"]

# '00' begins a number only where enough digits follow: '00184 Roma' is a postal code.
_PLUS = re.compile(r"(?:\+|\b00(?=(?:[\s().-]*\d){9}))\s?\(?(\d[\d\s().]{1,6})")
# '(852) 2345 6789', '(54-11) 4371-2345': a country code in brackets without its '+'.
_BRACKETED = re.compile(r"\(\s?[1-9]\d{1,2}(?:[\s-]\d{1,4})?\s?\)[\s.-]?\d[\d\s.-]{5,13}\d")
_NORTH_AMERICAN = re.compile(
    r"(?<![\d+)])(?<![\d+)]\s)\(?[2-9]\d\d\)?[\s.·-]{1,2}\d{3}[\s.·-]\d{4}(?!\d)"
)
_POSTAL_PREFIX = re.compile(
    r"\b(A|D|CH|FL|F|I|B|L|NL|DK|CZ|SK|PL|H|HU|SI|HR|FIN|E)\s?[-–]\s?\d{4,5}\b"
)
_PREFIX_COUNTRY = {"A": "AT", "D": "DE", "FL": "LI", "F": "FR", "I": "IT", "B": "BE", "L": "LU",
                   "H": "HU", "E": "ES", "FIN": "FI"}  # fmt: skip


# How numbers are grouped within a country, and letters that only its language has.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("US", _NORTH_AMERICAN),
    (
        "BR",
        re.compile(r"(?<!\d)\(?\d\d\)?\s?9?\s?\d{4}-\d{4}(?!\d)|\bceps?\b|\bcnpj\b", re.IGNORECASE),
    ),
    ("FR", re.compile(r"(?<!\d)0[1-9](?:[ .-]\d\d){4}(?!\d)|\bsiret\b", re.IGNORECASE)),
    ("GB", re.compile(r"(?<!\d)0\d{3,4} \d{3} ?\d{3}(?!\d)|(?<!\d)020 [378]\d{3} \d{4}(?!\d)")),
    ("CH", re.compile(r"(?<!\d)0\d\d \d{3} \d\d \d\d(?!\d)|\bNatel\b", re.IGNORECASE)),
    ("AU", re.compile(r"(?<!\d)\(?0[23478]\)? \d{4} \d{4}(?!\d)|\bABN\b|\bPty\b")),
    ("MX", re.compile(r"\bCol\.\s|\bC\.\s?P\.\s?:?\s?\d{5}|\bde C\.?\s?V\b")),
    ("AR", re.compile(r"\bC\.?A\.?B\.?A\b|\bBs\.? As\b|\bCUIT\b", re.IGNORECASE)),
    ("CO", re.compile(r"\b(?:Cra|Carrera|Calle)\.?\s?\d+\s?[A-Z]?\s?(?:No|#|N°)|\bNIT\b")),
    ("CL", re.compile(r"\bFono\b|\bRUT\b")),
    ("SG", re.compile(r"\bPte\.? (?:Ltd|Limited)\b|#\d\d-\d\d", re.IGNORECASE)),
    ("MY", re.compile(r"\bSdn\.? Bhd\b|\bJalan\b|\bH/P\b", re.IGNORECASE)),
    ("ID", re.compile(r"\bJl\.\s|\bTelp\b|\bPT\.\s")),
    ("JP", re.compile(r"\bK\.K\.|-ku\b|(?<!\d)0\d{1,2}-\d{4}-\d{4}(?!\d)")),
    ("FI", re.compile(r"\bOyj?\b|\bpuh\.|katu\b")),
    ("NO", re.compile(r"\bPostboks\b|veien\b|\bOrg\.?\s?nr\b.*\bMVA\b")),
    ("PT", re.compile(r"\bLda\b|\bTelem|\bNIPC\b")),
    ("HR", re.compile(r"\bOIB\b|\bd\.o\.o\.")),
    ("IT", re.compile(r"\bp\.?\s?iva\b|\bs\.?r\.?l\b|\bvia\s[A-Z]", re.IGNORECASE)),
    ("DE", re.compile(r"\bGmbH\b|\bUSt|\bHRB\b|[ß]|\w(?:straße|strasse)\b", re.IGNORECASE)),
    ("AT", re.compile(r"\bUID|\bATU\d|\bMag\.|\bDI\s")),
    ("BR", re.compile(r"[ãõÃÕ]|\b[Ll]tda\b|\b[Rr]ua\b")),
    ("ES", re.compile(r"ñ|\bc/\s|\bs\.?l\.?\b", re.IGNORECASE)),
    ("ES", re.compile(r"\b(?:Plaza|Calle|Avda|Avenida|Paseo|Reservas|Teléfono|Móvil|Citas)\b")),
    ("PL", re.compile(r"[łąęśźżŁĄĘŚŹŻ]|\b[Uu]l\.|[Ss]p\. z o")),
    ("CZ", re.compile(r"[řěůŘĚŮ]|s\.r\.o")),
    ("TR", re.compile(r"[ğışĞİŞ]|\b[Cc]ad\b|\b[Ss]ok\b")),
    ("HU", re.compile(r"[őűŐŰ]|\bKft\b|\butca\b")),
    ("SE", re.compile(r"\bAB$|gatan\b|vägen\b")),
    ("DK", re.compile(r"\bApS\b|\bA/S\b")),
    ("NL", re.compile(r"\bB\.?V\.?$|straat\b|\b\d{4}\s?[A-Z]{2}\s+[A-Z]")),
    ("IN", re.compile(r"\bpvt\b|\bgstin\b|(?<!\d)[6-9]\d{4}\s\d{5}(?!\d)", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Clues:
    """What the e-mail and web addresses of a card tell about its other lines.

    ``mailboxes`` are local parts that may be made of a person's name,
    ``free_boxes`` those of them at mail providers, which may be made of a
    company's; ``labels`` the domains' own words, ``domains`` whole domains, most
    trusted first, and ``regions`` ISO countries, likeliest first.
    """

    mailboxes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    votes: tuple[tuple[str, int], ...] = ()
    free_boxes: tuple[str, ...] = ()

    @property
    def homes(self) -> tuple[str, ...]:
        """The likeliest country, and others that have at least half its votes."""
        return self._with_votes(1 / 2)

    @property
    def likely(self) -> tuple[str, ...]:
        """At most four countries that a number without its own may be dialled from."""
        return self._with_votes(1 / 3)[:4]

    def _with_votes(self, share: float) -> tuple[str, ...]:
        votes = dict(self.votes)
        least = share * votes.get(self.regions[0], 0) if self.regions else 0
        return tuple(r for r in self.regions if votes.get(r, 0) >= least)


def learn(clues: Clues, addresses: Iterable[Claim]) -> Clues:
    """The clues with what the card's addresses say of its country."""
    votes = Counter(dict(clues.votes))
    best = max(addresses, key=lambda c: (c.score, c.value.value), default=None)
    if best is None or not isinstance(best.value, Address) or not best.value.country:
        return clues
    code = best.value.postal_code or ""
    letters = any(c.isalpha() for c in code)  # 'NE66 1TB' can only be British
    if letters or any(r.name in _PROVE_A_COUNTRY for r in best.reasons):
        votes[best.value.country] += 4
    return replace(clues, regions=_ranked(votes), votes=tuple(votes.items()))


# Digits that look like a postal code beside words that are no known place prove nothing.
_PROVE_A_COUNTRY = frozenset({"a known city", "a state", "a country"})


def _ranked(votes: Counter[str]) -> tuple[str, ...]:
    return tuple(c for c, n in sorted(votes.items(), key=lambda kv: (-kv[1], kv[0])) if n > 0)


def _hosts(claims: Iterable[Claim]) -> Counter[str]:
    votes: Counter[str] = Counter()
    for claim in claims:
        if claim.field is Field.EMAIL:
            host = claim.value.value.rpartition("@")[2]
        elif claim.field is Field.URL and claim.score > 1.5:
            host = claim.value.value.partition("://")[2].partition("/")[0].lower()
        else:
            continue
        parsed = parse_host(host)
        if parsed:
            votes[parsed.domain] += 1
    return votes


def _dialled_regions(text: str) -> Iterable[tuple[str, int]]:
    """The countries that numbers with their country code reach, and how much each says.

    Two digits in brackets are a Brazilian area code as often as a country code.
    """
    for found in _PLUS.finditer(text):
        digits = re.sub(r"\D", "", found.group(1))
        for length in (1, 2, 3):
            code = int(digits[:length] or 0)
            regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code)
            if regions:
                yield regions[0], 5
                break
    for found in _BRACKETED.finditer(text):
        region = _region_of("+" + re.sub(r"\D", "", found.group()))
        if region:
            yield region, 1 if re.match(r"\(\s?\d\d\s?\)", found.group()) else 3


@lru_cache(maxsize=1024)
def _region_of(dialled: str) -> str | None:
    """The country of a valid international number, or None."""
    try:
        number = phonenumbers.parse(dialled, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _named_countries(text: str) -> Iterable[str]:
    countries = lexicon.members("countries")
    for piece in re.split(r"[,|•·;()\n–—]|\s-\s", text):
        country = countries.get(fold(piece.strip(" .-")))
        if country:
            yield country


def _region_votes(page: Page, domains: Counter[str], region: str | None) -> Counter[str]:
    votes: Counter[str] = Counter()
    for part in page.first:
        for country, weight in _dialled_regions(part.text):
            votes[country] += weight
        for country in _named_countries(part.text):
            votes[country] += 6
        for prefix in _POSTAL_PREFIX.findall(part.text):
            votes[_PREFIX_COUNTRY.get(prefix, prefix)] += 6
        for country, shape in _SHAPES:
            votes[country] += bool(shape.search(part.text))
    for domain in domains:
        home = country_of(domain.partition(".")[2])
        if home:
            votes[home] += 4 if not is_free_mail(domain) else 3
    if region:
        votes[region.upper()] += 2
    return votes


def gather(
    page: Page, claims: Iterable[Claim], codes: Iterable[Code], *, region: str | None
) -> Clues:
    """The clues that e-mail, web addresses and codes give."""
    found = tuple(claims)
    domains = _hosts(found)
    for code in codes:
        host = parse_host(code.text.partition("://")[2].partition("/")[0])
        if host:
            domains[host.domain] += 2
    own = [d for d, _ in sorted(domains.items(), key=lambda kv: (-kv[1], kv[0]))]
    mailboxes = dict.fromkeys(
        claim.value.value.rpartition("@")[0].lower()
        for claim in found
        if claim.field is Field.EMAIL
    )
    votes = _region_votes(page, domains, region)
    free = (
        claim.value.value.lower().rpartition("@") for claim in found if claim.field is Field.EMAIL
    )
    return Clues(
        free_boxes=tuple(dict.fromkeys(box for box, _, host in free if is_free_mail(host))),
        mailboxes=tuple(m for m in mailboxes if not is_role(m)),
        labels=tuple(dict.fromkeys(d.partition(".")[0] for d in own if not is_free_mail(d))),
        domains=tuple(own),
        regions=_ranked(votes),
        votes=tuple(votes.items()),
    )


def _spellings(given: str, family: str) -> Iterable[str]:
    """How a given and a family name make a mailbox, dots and dashes left out."""
    for first in ascii_forms(given):
        for last in ascii_forms(family):
            yield first + last
            yield last + first
            yield first[:1] + last
            yield last + first[:1]
            yield first + last[:1]
            yield first[:2] + last
            yield first[:3] + last[:3]


def _one_likeness(words: tuple[str, ...], mailbox: str) -> float:
    plain = compact(mailbox).rstrip("0123456789")
    if len(plain) < 2 or not words:
        return 0.0
    for i, given in enumerate(words):
        for j in range(i + 1, len(words)):
            families = (words[j], "".join(words[j:]))
            if len(plain) > 3 and any(plain in _spellings(given, f) for f in families):
                return 1.0
    pieces = [p for p in re.split(r"[._\-\d]+", fold(mailbox)) if len(p) > 2]
    forms = {form for word in words for form in ascii_forms(word) if len(form) > 2}
    if pieces and all(any(_alike(p, f) for f in forms) for p in pieces):
        return 0.95 if len(pieces) > 1 else 0.6
    if any(len(f) > 3 and f in plain for f in forms):
        return 0.55
    joined = "".join(compact(w) for w in words)
    if Levenshtein.normalized_similarity(plain, joined) >= 0.8:
        return 0.8
    initials = "".join(compact(w)[:1] for w in words)
    return 0.4 if plain in (initials, initials[0] + initials[-1]) else 0.0


def _alike(first: str, second: str) -> bool:
    return first == second or (
        min(len(first), len(second)) > 4 and Levenshtein.distance(first, second) <= 1
    )


def mailbox_likeness(words: tuple[str, ...], clues: Clues) -> float:
    """How well a mailbox is made of these words of a name, 0 to 1."""
    words = tuple(w for w in words if compact(w))
    plain = tuple(w for w in words if fold(w) not in lexicon.words("particles"))
    return max(
        (_one_likeness(ws, m) for ws in {words, plain} for m in clues.mailboxes), default=0.0
    )


def _cover(words: list[str], label: str) -> float:
    """How much of a domain's label the words spell in order, each by a beginning of it."""
    at, used = 0, 0
    for word in words:
        shared = 0
        while (
            shared < len(word) and at + shared < len(label) and word[shared] == label[at + shared]
        ):
            shared += 1
        if shared:
            at += shared
            used += 1
    return at / len(label) if label else 0.0


def _label_likeness(text: str, label: str) -> float:
    plain, bare = compact(text), label.replace("-", "")
    if not plain or len(bare) < 2:
        return 0.0
    if plain == bare:
        return 1.0
    words = [compact(w) for w in re.split(r"[\s\-/&.:+]+", text) if compact(w)]
    if len(bare) > 3 and (plain.startswith(bare) or plain.endswith(bare) or bare in words):
        return 0.9
    best = max((_cover(words[i:], bare) for i in range(len(words))), default=0.0)
    if best >= 0.99 and len(bare) > 2:
        return 0.9
    if len(bare) > 4 and len(plain) > 4:
        if bare in plain or (plain in bare and len(plain) >= 0.5 * len(bare)):
            return 0.8
        best = max(best * 0.8, Levenshtein.normalized_similarity(plain, bare) * 0.85)
    longest = max((len(w) for w in words if w in bare), default=0)
    return max(best, 0.6 if longest > 3 else 0.0)


def box_likeness(text: str, clues: Clues) -> float:
    """How well a mailbox at a mail provider is made of a company's name, 0 to 1.

    Small firms have 'balajitraders_indore@…' where larger ones have a domain.
    """
    pieces = tuple(p for box in clues.free_boxes for p in (box, *re.split(r"[._-]", box)))
    return _domain_likeness(text, tuple(p for p in pieces if len(p) > 3)) if pieces else 0.0


def domain_likeness(text: str, clues: Clues) -> float:
    """How well a domain of the card is made of this text, 0 to 1."""
    return _domain_likeness(text, clues.labels)


@lru_cache(maxsize=8192)
def _domain_likeness(text: str, labels: tuple[str, ...]) -> float:
    forms = {text, transcribed(text)}
    if "&" in text or "+" in text:
        joined = re.sub(r"\s*[&+]\s*", " & ", text)
        forms |= {joined.replace("&", word) for word in ("and", "und", "et", "e", "y")}
    return max((_label_likeness(f, label) for f in forms for label in labels), default=0.0)
