"""What one field says about another: mailboxes, domains and the countries a card speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from cardscan.extract.clues.countries import region_votes
from cardscan.extract.clues.origin import speaks
from cardscan.extract.page.layout import Page
from cardscan.extract.weights import Evidence
from cardscan.extract.words.domains import is_free_mail, is_hub, parse_host
from cardscan.extract.words.role_mailboxes import is_role
from cardscan.language.known_words import particles
from cardscan.language.letters import ascii_forms, compact, fold, transcribed
from cardscan.model import Address, Claim, Code, Field

__all__ = ["Clues", "box_likeness", "domain_likeness", "gather", "learn", "mailbox_likeness"]


@dataclass(frozen=True, slots=True)
class Clues:
    """What the e-mail and web addresses of a card tell about its other lines.

    ``mailboxes`` are local parts that may be made of a person's name,
    ``free_boxes`` those of them at mail providers, which may be made of a
    company's; ``labels`` the domains' own words, ``domains`` whole domains, most
    trusted first, and ``regions`` ISO countries, likeliest first, which are
    ``guessed`` where a postal code's digits are all that tells them.
    """

    mailboxes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    votes: tuple[tuple[str, int], ...] = ()
    free_boxes: tuple[str, ...] = ()
    guessed: bool = False

    @property
    def bare_labels(self) -> frozenset[str]:
        """The domains' own words without hyphens, as a company's name would make them."""
        return frozenset(label.replace("-", "") for label in self.labels)

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
    guessed = False
    letters = any(c.isalpha() for c in code)  # 'NE66 1TB' can only be British
    if letters or any(r.name in _PROVE_A_COUNTRY for r in best.reasons):
        votes[best.value.country] += 4
    elif speaks(best.value.street or "", best.value.country):
        votes[best.value.country] += 2
    elif not clues.regions and code and best.value.street:
        votes[best.value.country] += 1
        guessed = True
    return replace(clues, regions=_ranked(votes), votes=tuple(votes.items()), guessed=guessed)


# Digits that look like a postal code beside words that are no known place prove nothing.
_PROVE_A_COUNTRY = frozenset({Evidence.KNOWN_CITY, Evidence.STATE, Evidence.COUNTRY})


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
        if parsed and not is_hub(parsed.domain):
            votes[parsed.domain] += 1
    return votes


_IN_CODES = re.compile(r"[\r\n;]+")
_CODED_HOST = re.compile(r"(?:://|@)([\w.-]+)")


def gather(
    page: Page, claims: Iterable[Claim], codes: Iterable[Code], *, region: str | None
) -> Clues:
    """The clues that e-mail, web addresses and codes give."""
    found, coded = tuple(claims), [code.text for code in codes]
    domains = _hosts(found)
    for name in (n for text in coded for n in _CODED_HOST.findall(text)):
        host = parse_host(name)
        if host and not is_hub(host.domain):
            domains[host.domain] += 2
    own = [d for d, _ in sorted(domains.items(), key=lambda kv: (-kv[1], kv[0]))]
    mailboxes = dict.fromkeys(
        claim.value.value.rpartition("@")[0].lower()
        for claim in found
        if claim.field is Field.EMAIL
    )
    lines = (*(p.text for p in page.first), *(t for text in coded for t in _IN_CODES.split(text)))
    votes = region_votes(lines, domains, region)
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
    halves = {half for word in words for half in (word, *word.split("-"))}
    forms = {form for word in halves for form in ascii_forms(word) if len(form) > 2}
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
    plain = tuple(w for w in words if fold(w) not in particles())
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
