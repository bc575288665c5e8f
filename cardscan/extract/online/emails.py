"""E-mail addresses: find the @, however it was read, and what belongs to it on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from email_validator import EmailNotValidError, validate_email

from cardscan.extract.online.halves import joined_halves
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.domains import is_free_mail, mend_ending, mend_middle, parse_host
from cardscan.extract.words.occupations import job_likeness
from cardscan.language.known_words import free_mail
from cardscan.language.load import tongues
from cardscan.language.views import alternatives
from cardscan.model import Claim, Email, Field, Reason

__all__ = ["email_claims", "is_valid_address", "repaired_email_claims"]

_AT = re.compile(r"@|\s?[(\[{]\s?(?:at|a|ät|@)\s?[)\]}]\s?|(?<=\w)\s?[©®]\s?(?=\w)", re.IGNORECASE)
# Runs of letters and what may join them: a dot, a dash or "_" with spaces about it, a comma
# read for a dot. "-" and "_" are letters of a run as well, so every step is possessive: else
# each of them doubles the ways to read a text that ends in no mailbox.
_LOCAL = re.compile(
    r"(?<![\w+'-])[\w+'-]++(?:\.+[\w+'—-]++|(?:\s?[.—]\s?|\s[_-]\s?(?=[\w+'-])"
    r"|(?:(?<=[\w+'-][_-])(?<!\s[_-]{2})|(?<=[\w+'—-]—))\s"
    r"|(?<=[a-z]),(?=[a-z]))[\w+'-]++)*+\s?\.?\s*$"
)
_DOMAIN = re.compile(r"\s*[(.]?\s*[\w—-]+(?:\s?[.,·_]\s?[\w—-]+|\s[\w-]+)*")
_INNER_I = re.compile(r"(?<=[a-z._-])I(?=[a-z]|$|\W)|(?<=[._-])I(?=[a-z])")
# 'E-Mail: ', and where it is called so, 'El. p. ' (lt), 'E-pasts ' (lv), 'Courriel: '; a label
# of few letters only where a blank follows, since 'posta.roma@…' is a mailbox.
_LABEL = re.compile(
    r"^(?:e[\s.-]*)?(?:mail|maii|mai1)[.:\s-]+(?=\w)|^[em]\s*[.:-]\s+"
    r"|^(?:el\.?\s?p(?:a[sš]tas)?|e-?pa[sš]ts|e-?post[ai]?|posta(?: elettronica)?|e-?po[sš]ta|"
    r"s[äa]hk[öo]posti|courriel|m[ée]l|correo|netfang|dr[óo]tposta|adres)(?:\s?[.:]+)?\s+(?=\w)",
    re.IGNORECASE,
)
_LABEL_BEFORE = re.compile(r"(?:e-?\s?mail|\bmail|\be|\bm|✉)\s*[.:|]?\s*$", re.IGNORECASE)
_LIKE_AT = frozenset("Q©®&€¢G0OaCeq8S")


def is_valid_address(address: str) -> bool:
    """Whether an e-mail address is well formed and ends in a domain that can exist."""
    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, ValueError):
        return False
    return parse_host(address.rpartition("@")[2]) is not None


def _without_inner_i(printed: str) -> str:
    """The text with its only capital, an I amid small letters, as the l that it is.

    'kessIer' is no 'kessier'; where other capitals stand ('MaryIrving') the I may be one.
    """
    capitals = {c for c in printed if c.isupper()}
    return _INNER_I.sub("l", printed) if capitals == {"I"} and printed[0] != "I" else printed


def _small(printed: str) -> str:
    return _without_inner_i(printed).lower()


def _hosts(text: str) -> Iterator[tuple[str, int]]:
    """Readings of what follows an @ as a host name with how many characters each takes."""
    found = _DOMAIN.match(text)
    if not found:
        return
    chunks = list(re.finditer(r"\S+", found.group().replace("—", "-")))
    for count in range(1, min(len(chunks), 5) + 1):
        pieces = [c.group() for c in chunks[:count]]
        printed = "".join(pieces).replace(",", ".").replace("·", ".")
        joined = mend_middle(_small(printed.strip("._(-")))
        dotted = ".".join(p.strip("._,(") for p in pieces).lower()
        for host in dict.fromkeys((joined, mend_ending(joined), dotted, mend_ending(dotted))):
            if host.startswith("www."):
                return  # an icon read as '@' before a web address
            if parse_host(host):
                end = chunks[count - 1].end()
                follows = chunks[count].group() if count < len(chunks) else ""
                dotted_on = follows if follows.startswith(".") else f".{follows}"
                goes_on = follows.startswith(".") or pieces[-1].endswith(".")
                if goes_on and len(dotted_on) < 5 and _is_longer_suffix(host + dotted_on):
                    host, end = host + dotted_on.lower(), chunks[count].end()
                yield host, end
                return


def _is_longer_suffix(host: str) -> bool:
    """Whether a host ends in a suffix of two labels, as 'acme.co.nz': 'firma.com. At' does not."""
    found = parse_host(host)
    return found is not None and "." in found.suffix


def _local_before(text: str) -> tuple[str, int] | None:
    """The mailbox that ends a text, without a label glued to it, and where it begins."""
    found = _LOCAL.search(text)
    if not found:
        return None
    raw, start = found.group().replace("—", "_"), found.start()
    label = _LABEL.match(raw)
    if label and len(raw) > label.end():
        raw, start = raw[label.end() :], start + label.end()
    number = _NUMBER_BEFORE.match(raw)
    if number and _is_number(text[:start], number.group()):
        raw, start = raw[number.end() :], start + number.end()
    raw = _without_inner_i(raw).replace(",", ".")
    return re.sub(r"\s", "", raw).replace("._", "_").strip("."), start


# What parts a number from the address on its right, read for a joint: '77 03 518- info@acme.de'.
_NUMBER_BEFORE = re.compile(r"(?:\d+\s?[.—_-]\s?)+(?=[^\W\d])")
_DIGITS_BEFORE = re.compile(r"[\d\s()/.+—-]*$")
_LEAST_DIGITS = 7


def _is_number(before: str, last: str) -> bool:
    """Whether digits that begin a mailbox end a number, whose groups stand before them."""
    group = _DIGITS_BEFORE.search(before)
    digits = sum(map(str.isdigit, (group.group() if group else "") + last))
    return digits >= _LEAST_DIGITS and len(re.findall(r"\d+", before + last)) > 1


def _repairs(printed: str, value: str) -> tuple[str, ...]:
    if printed.casefold() == value.casefold():
        return ()
    return (
        f"'{printed}' read as '{value}': an e-mail address holds no blanks and ends in a domain",
    )


def _reasons(part: Part, address: str, start: int, end: int) -> Iterator[Reason]:
    yield because(Evidence.E_MAIL_ADDRESS)
    domain = address.rpartition("@")[2]
    if is_free_mail(domain):
        yield because(Evidence.DOMAIN_IS_A_MAIL_PROVIDER)
    if _LABEL_BEFORE.search(part.text[:start]):
        yield because(Evidence.LABELLED_AS_E_MAIL)
    yield because(Evidence.READ_BADLY, 1 - part.confidence_of(start, end))
    if part.reading:
        yield because(Evidence.SECOND_READING)


def _claim(part: Part, address: str, start: int, end: int) -> Claim:
    printed = part.text[start:end].strip()
    repairs = _repairs(printed, address)
    reasons = list(_reasons(part, address, start, end))
    if repairs:
        reasons.append(because(Evidence.REPAIRED))
    value = Email(value=address, boxes=(part.box_of(start, end),), repairs=repairs)
    return Claim(Field.EMAIL, value, (part.line,), tuple(reasons))


# Addresses of calls and chats look like those of mailboxes, but no mail arrives there.
_CALL = re.compile(r"(?:\b(?:sips?|xmpp|jabber|h\.?323)|\bim:)\s*[.:|/-]?\s*$", re.IGNORECASE)


# These are mailboxes' as a rule, and worth having where the card shows no other.
@cache
def _chat() -> re.Pattern[str]:
    names = alternatives(tongue.chats for tongue in tongues())
    return re.compile(rf"\b{names}\s*[.:|/-]?\s*$", re.IGNORECASE)


def _find(part: Part, labelled: re.Pattern[str] | None = None) -> Iterator[Claim]:
    """The addresses of a part; with ``labelled`` only those behind such a label."""
    for at in _AT.finditer(part.text):
        before = _local_before(part.text[: at.start()])
        if not before:
            continue
        local, start = before
        if _CALL.search(part.text[:start]):
            continue
        if labelled and not labelled.search(part.text[:start]):
            continue
        for host, length in _hosts(part.text[at.end() :]):
            address = f"{local}@{host}"
            if _means_at(part.text, at, local, length):
                continue
            if is_valid_address(address):
                yield _claim(part, address, start, at.end() + length)
                yield from _with_word_before(part, address, start, at.end() + length)


# Legal forms that are endings of domains as well.
_FORMS = frozenset("AG AB AS CO SA SE NV BV PL".split())


def _means_at(text: str, at: re.Match[str], local: str, length: int) -> bool:
    """Whether an '@' stands for the word: 'Head of Marketing @ Nordwind AG'.

    A host is printed with its dot, or at least in small letters; and nobody's
    mailbox is a job with blanks around its '@'.
    """
    printed = text[at.end() : at.end() + length].strip(" .,;")
    apart = text[: at.start()].endswith(" ") and text[at.end() :].startswith(" ")
    if re.search(r"[.,·_]", printed):
        return apart and local[:1].isupper() and job_likeness(text[: at.start()]) > 0
    named = printed[:1].isupper() and not local.isupper()
    return apart or named or printed.rpartition(" ")[2] in _FORMS


def _with_word_before(part: Part, address: str, start: int, end: int) -> Iterator[Claim]:
    """The address with a beginning that a blank cut off: 'juergen.muehlba uer@…'."""
    before = part.text[:start].rstrip()
    word = before.rpartition(" ")[2]
    cut = len(before) < start and re.fullmatch(r"[a-z][a-z0-9._-]*", word)
    if cut and not _LABEL_BEFORE.search(before) and is_valid_address(word + address):
        yield _claim(part, word + address, len(before) - len(word), end)


def email_claims(page: Page) -> list[Claim]:
    """Every e-mail address that some reading of some line holds."""
    parts = [part for wholes in page.readings for part in wholes]
    found = [*(c for part in parts for c in _find(part)), *joined_halves(page, is_valid_address)]
    chats = {c.value.value for part in parts for c in _find(part, _chat())}
    mailed = [c for c in found if c.value.value not in chats]
    return mailed or found


def repaired_email_claims(page: Page, domains: Iterable[str]) -> list[Claim]:
    """Addresses whose @ was read as a letter, proved by a domain that the card shows elsewhere."""
    known = tuple(dict.fromkeys((*domains, *sorted(free_mail()))))
    claims = []
    for wholes in page.readings:
        for part in wholes:
            if "@" in part.text:
                continue
            for word, at in zip(part.words, part.starts, strict=True):
                address = _with_at(word.text, known)
                if address:
                    found = _claim(part, address, at, at + len(word.text))
                    reasons = (*found.reasons, because(Evidence.LETTER_STANDS_FOR_ITS_AT))
                    claims.append(replace(found, reasons=reasons))
    return claims


def _with_at(word: str, domains: Iterable[str]) -> str | None:
    text = word.strip(".,;:()")
    lowered = text.lower()
    if "." not in lowered or lowered.startswith(("www", "http")):
        return None
    ending = (d for d in domains if lowered.endswith(d) and len(lowered) > len(d) + 2)
    domain = max(ending, key=len, default=None)  # '…gmail.com' is no mailbox at 'mail.com'
    if domain is None:
        return None
    local, like_at = text[: -len(domain) - 1], text[-len(domain) - 1]
    local = local.removesuffix("(")
    fits = like_at in _LIKE_AT and len(local) > 2 and is_valid_address(f"{local}@{domain}")
    return f"{local}@{domain}" if fits else None
