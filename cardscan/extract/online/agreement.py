"""What e-mail and web addresses prove about each other, and what that mends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from cardscan.extract.page.layout import Page
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.domains import is_free_mail, parse_host
from cardscan.language.letters import compact
from cardscan.model import Claim, Field

__all__ = ["confirmed", "mended"]


_GLUED_LABEL = re.compile(r"e-?mail|mail|[em]")


def host_of(claim: Claim) -> str:
    """The host name that an e-mail or web claim holds, without www."""
    value = claim.value.value
    if claim.field is Field.EMAIL:
        return value.rpartition("@")[2].lower()
    return value.partition("://")[2].partition("/")[0].lower().removeprefix("www.")


def _domain_of(claim: Claim) -> str:
    host = parse_host(host_of(claim))
    return host.domain if host else ""


def confirmed(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, those strengthened whose domain an address of the other kind shows too."""
    found = list(claims)
    domains = {field: {_domain_of(c) for c in found if c.field is field} for field in Field}
    labelled = {c.value.value.lower() for c in found if _has(c, Evidence.LABELLED_AS_E_MAIL)}
    return [_glued(_confirm(c, domains), labelled) for c in found]


def _has(claim: Claim, reason: str) -> bool:
    return any(r.name == reason for r in claim.reasons)


def _glued(claim: Claim, labelled: set[str]) -> Claim:
    """The claim weakened where another reading shows its beginning to be a label."""
    value = claim.value.value.lower()
    label = _GLUED_LABEL.match(value)
    if claim.field is Field.EMAIL and label and value[label.end() :] in labelled:
        return replace(claim, reasons=(*claim.reasons, because(Evidence.LABEL_IS_GLUED_TO_IT)))
    return claim


def _confirm(claim: Claim, domains: dict[Field, set[str]]) -> Claim:
    domain = _domain_of(claim)
    if claim.field is Field.EMAIL and domain in domains[Field.URL]:
        return replace(claim, reasons=(*claim.reasons, because(Evidence.DOMAIN_IS_THE_WEBSITE)))
    if claim.field is Field.URL and domain in domains[Field.EMAIL]:
        return replace(claim, reasons=(*claim.reasons, because(Evidence.DOMAIN_IS_THE_E_MAIL)))
    return claim


def _weights(page: Page, claims: Iterable[Claim]) -> dict[str, float]:
    """How well each host is attested: by readings, and by words of the card that spell it."""
    weights: dict[str, float] = defaultdict(float)
    by_line: dict[tuple[str, tuple[int, ...]], float] = defaultdict(float)
    for claim in claims:
        seen = (host_of(claim), claim.lines)
        by_line[seen] = max(by_line[seen], 0.1, claim.score / 5)
    for (host, _), weight in by_line.items():  # rival readings of one line are no two witnesses
        weights[host] += weight
    for host in _spelled(page, weights):
        weights[host] += 1.5
    return weights


_SHORT_LABEL = 3
_CLEAR_LINE = 0.8  # a logo read worse may have the same letter wrong


def _spelled(page: Page, hosts: Iterable[str]) -> frozenset[str]:
    """The hosts whose first label stands on the card in words, on one line or on several."""
    lines = [
        p for p in page.first
        if "@" not in p.text and "." not in p.text and p.confidence >= _CLEAR_LINE
    ]  # fmt: skip
    plain = [compact(p.text) for p in lines]
    words = frozenset(compact(w) for p in lines for w in p.text.split(" ")) - {""}
    labels = {host: compact(host.partition(".")[0]) for host in hosts}
    return frozenset(
        host
        for host, label in labels.items()
        if len(label) > _SHORT_LABEL
        and (any(label in text for text in plain) or _is_made_of(label, words))
    )


def _is_made_of(label: str, words: frozenset[str]) -> bool:
    """Whether words that stand anywhere on the card make the label: 'Otis Dean', 'LLP'."""
    ends = {0}
    for at in range(len(label)):
        if at in ends:
            ends.update(at + len(w) for w in words if len(w) > 1 and label.startswith(w, at))
    return len(label) in ends


def mended(page: Page, claims: Iterable[Claim]) -> Iterator[Claim]:
    """Copies of claims whose host was misread, with the host that the card shows elsewhere."""
    found = list(claims)
    weights = _weights(page, found)
    spelled = _spelled(page, weights)
    for claim in found:
        mine = host_of(claim)
        better = [
            h for h in weights
            if h != mine and weights[h] > weights[mine] and _misread(mine, h)
            and (h in spelled or any(host_of(c) == h and c.lines != claim.lines for c in found))
        ]  # fmt: skip
        if better and not is_free_mail(mine):
            host = max(sorted(better), key=lambda h: weights[h])
            yield _with_host(claim, mine, host)


def _misread(first: str, second: str) -> bool:
    longest = max(len(first), len(second))
    return longest > 6 and Levenshtein.distance(first, second) <= max(1, longest // 7)


def _with_host(claim: Claim, mine: str, host: str) -> Claim:
    value = claim.value.value
    at = value.lower().rindex(mine) if claim.field is Field.EMAIL else value.lower().index(mine)
    mended_value = value[:at] + host + value[at + len(mine) :]
    repair = f"'{mine}' read as '{host}', which the card shows elsewhere"
    return replace(
        claim,
        value=replace(claim.value, value=mended_value, repairs=(*claim.value.repairs, repair)),
        reasons=(*claim.reasons, because(Evidence.DOMAIN_IS_SHOWN_ELSEWHERE)),
    )
