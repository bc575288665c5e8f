"""Web addresses: with and without www, and what readers make of their dots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cardscan.extract.page.layout import Page, Part
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.domains import (
    Host,
    is_free_mail,
    is_hub,
    is_network,
    mend_ending,
    mend_middle,
    parse_host,
)
from cardscan.language.letters import compact
from cardscan.model import Claim, Field, Reason, Url

__all__ = ["find_urls", "repaired_url_claims", "url_claims"]

_SCHEME = re.compile(r"^(https?)\s*[:;.]?\s*/{1,2}\s*", re.IGNORECASE)
_WWW = re.compile(
    r"^(?:w{2,4}|vvww|wvvw|wwvv|wvw|wwv|vww|vvvvvv|wwww)(?:\s?[.,·:;]\s?|\s)", re.IGNORECASE
)
_WWW_GLUED = re.compile(r"^www(?=[a-z0-9-]{3,}\.)", re.IGNORECASE)
_WWW_TWICE = re.compile(
    r"^www\s(?=www\.)", re.IGNORECASE
)  # a label before the address: 'www www.x.pl'
_CANDIDATE = re.compile(
    r"(?:https?\s?[:;]\s?/\s?/?\s?)?(?:(?<![^\W_])[wv]{3,6}\s?[.,·:;]?\s?)"
    r"[\w-]+(?:\s?[.,]\s?[\w-]+|\s[\w-]+)*(?:/[\w./?=&%#~+-]*)?"
    r"|(?:https?\s?[:;]\s?/\s?/?\s?)[\w-]+(?:\s?[.,]\s?[\w-]+)+(?:/[\w./?=&%#~+-]*)?"
    r"|[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&%#~+-]*(?:(?<=/)\s[a-z][\w-]+$)?)?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:\bweb(?:site|seite)?|\binternet|\bhomepage|\burl|\bhome|\bw|\bnet|\bonline|\bi)\s*[.:|]?\s*$",
    re.IGNORECASE,
)
# Abbreviations of degrees and legal forms whose end happens to be a public suffix.
_ABBREVIATION = re.compile(
    r"^(?:dipl|mag|dr|prof|ing|univ|co|inc|st|str|no|nr|m|b|ph|d|s|e|i|a|p|u|z|h|c|f|t|r|o|l|n|"
    r"med|rer|phil|jur|priv|gen|ges|sp|lic|arch|tel|fax|mob|ext|dott|avv|sig|av|ltd|corp|bros|"
    r"gebr|abt|dept|bzw|inkl|ca)\.",
    re.IGNORECASE,
)


def _host_of(text: str) -> tuple[Host, int] | None:
    """The host name that begins a text, blanks and commas mended, and how long it is printed."""
    chunks = list(re.finditer(r"[^\s]+", text))
    for count in range(1, min(len(chunks), 4) + 1):
        pieces = [c.group().replace(",", ".") for c in chunks[:count]]
        joined = mend_middle("".join(pieces).lower().strip(".-"))
        dotted = ".".join(p.strip(".") for p in pieces).lower()
        for host in dict.fromkeys((joined, mend_ending(joined), dotted, mend_ending(dotted))):
            found = parse_host(host)
            if found:
                return found, chunks[count - 1].end()
    return None


def _parse(printed: str) -> tuple[str, int, Host, bool] | None:
    """A printed web address as (URL, printed length, host, whether www or a scheme proves it)."""
    rest = printed.rstrip(".,;:) ")
    scheme = _SCHEME.match(rest)
    rest = rest[scheme.end() :] if scheme else rest
    label = _WWW_TWICE.match(rest)
    rest = rest[label.end() :] if label else rest
    www = _WWW.match(rest) or _WWW_GLUED.match(rest)
    rest = rest[www.end() :] if www else rest
    host_text, slash, path = rest.partition("/")
    found = _host_of(host_text)
    if found is None:
        return None
    host, length = found
    proved = bool(scheme or www)
    if (
        not proved
        and not (path and is_network(host.domain))
        and (_ABBREVIATION.match(rest) or len(host.label) < 3 or " " in host_text)
    ):
        return None
    length = len(rest) if slash else length
    end = sum(found.end() for found in (scheme, label, www) if found) + length
    lead = f"{scheme.group(1).lower() if scheme else 'https'}://{'www.' if www else ''}"
    return f"{lead}{host.name}{(slash + path).replace(' ', '').rstrip('/.')}", end, host, proved


def find_urls(part: Part) -> Iterator[tuple[int, int, str, Host, bool]]:
    """Web addresses in a part: (start, end, URL, host, proved by www or a scheme)."""
    for found in _CANDIDATE.finditer(part.text):
        before = part.text[max(0, found.start() - 2) : found.start()]
        mailed = "@" in before and not found.group().lower().startswith(("www.", "http"))
        if mailed or part.text[found.end() : found.end() + 2].lstrip().startswith("@"):
            continue
        parsed = _parse(found.group())
        if parsed:
            url, length, host, proved = parsed
            proved = proved or (
                is_hub(host.domain) and not is_network(host.domain) and "/" in url[8:]
            )
            yield found.start(), found.start() + length, url, host, proved


_USUAL_ENDINGS = frozenset(
    "com net org info biz eu at de ch li fr it es pt nl be lu uk co.uk ie pl cz sk hu si hr "
    "ro bg gr tr com.tr dk se no fi is us ca com.br br com.mx mx com.ar in co.in com.au au nz "
    "co.nz sg com.sg hk com.hk my com.my jp co.jp kr co.kr cn com.cn tw com.tw ae io me tv ai "
    "app dev agency studio design solutions group".split()
)


# 'BrookeSellsBeaches.com' anywhere, and 'Nordlicht.com' on a line of its own.
_CAMEL = re.compile(r"(?:[A-Z][a-z]+){2,}\d*(?:\.[a-z]{2,})+")
_CAPITAL = re.compile(r"[A-Z][a-z-]+(?:\.[a-z]{2,})+")
_OWN_NAME = 5  # letters of a domain that an abbreviation before a dot seldom has


def _stands_alone(part: Part, start: int, end: int) -> bool:
    """Whether a bare domain with a usual ending stands apart from other letters."""
    printed = part.text[start:end]
    host = parse_host(printed.partition("/")[0])
    if host is None or len(host.label) < 3:
        return False
    alone = printed == part.text.strip(" .,;|/•·") and len(host.label) >= _OWN_NAME
    small = printed == printed.lower()
    whole = alone and (len(host.suffix) > 2 or small)  # 'prairie.homes/pia', 'nordlicht.ee'
    if host.suffix not in _USUAL_ENDINGS and not whole:
        return False
    one_case = small or printed == printed.upper() or "/" in printed
    written = _CAMEL.fullmatch(printed) or (alone and _CAPITAL.fullmatch(printed))
    around = part.text[:start][-1:].strip() + part.text[end : end + 1].strip(" .,;|/•·")
    return (one_case or bool(written)) and not around.isalnum()


def _reasons(part: Part, start: int, end: int, *, proved: bool) -> Iterator[Reason]:
    yield because(Evidence.WEB_ADDRESS)
    yield (
        because(Evidence.BEGINS_WITH_WWW_OR_HTTP)
        if proved
        else because(Evidence.ONLY_LOOKS_LIKE_A_DOMAIN)
    )
    if not proved and _stands_alone(part, start, end):
        yield because(Evidence.DOMAIN_BY_ITSELF)
    if _LABEL.search(part.text[:start]):
        yield because(Evidence.LABELLED_AS_WEB)
    yield because(Evidence.READ_BADLY, 1 - part.confidence_of(start, end))
    if part.reading:
        yield because(Evidence.SECOND_READING)


def _repairs(printed: str, url: str) -> tuple[str, ...]:
    shown, meant = printed.casefold().rstrip("/. "), url.partition("://")[2].casefold()
    if shown in (meant, url.casefold()):
        return ()
    return (f"'{printed}' read as '{url}': a web address holds no blanks and ends in a domain",)


def url_claims(page: Page) -> list[Claim]:
    """Every web address that some reading of some line holds."""
    claims = []
    for wholes in page.readings:
        for part in wholes:
            for start, end, url, _, proved in find_urls(part):
                printed = part.text[start:end]
                repairs = _repairs(printed, url)
                reasons = list(_reasons(part, start, end, proved=proved))
                if repairs:
                    reasons.append(because(Evidence.REPAIRED))
                box = part.box_of(start, end)
                value = Url(value=url, boxes=(box,), repairs=repairs)
                claims.append(Claim(Field.URL, value, (part.line,), tuple(reasons)))
    return claims


def repaired_url_claims(page: Page, domains: Iterable[str]) -> list[Claim]:
    """Domains that lost a dot in reading, proved by an address that the card shows elsewhere.

    'tonscheibe-goslarde' below 'hallo@tonscheibe-goslar.de' is its website.
    """
    known = {compact(d): d for d in domains if not is_free_mail(d)}
    claims = []
    for wholes in page.readings:
        for part in wholes:
            for word, at in zip(part.words, part.starts, strict=True):
                printed = word.text.strip(".,;:()·•|")
                domain = known.get(compact(printed).removeprefix("www"))
                if domain and not set("@/") & set(printed) and parse_host(printed) is None:
                    claims.append(_of_domain(part, printed, domain, at + word.text.index(printed)))
    return claims


def _of_domain(part: Part, printed: str, domain: str, start: int) -> Claim:
    www = printed.lower().startswith("www")
    url = f"https://{'www.' if www else ''}{domain}"
    end = start + len(printed)
    repair = f"'{printed}' read as '{url}', whose domain the card shows elsewhere"
    reasons = [*_reasons(part, start, end, proved=www), because(Evidence.DOMAIN_BY_ITSELF)]
    reasons += [because(Evidence.DOMAIN_IS_SHOWN_ELSEWHERE), because(Evidence.REPAIRED)]
    value = Url(value=url, boxes=(part.box_of(start, end),), repairs=(repair,))
    return Claim(Field.URL, value, (part.line,), tuple(reasons))
