"""Entries to profiles: every value in the form that it is compared and looked up by."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from cardscan.book.fold import fold, squeeze
from cardscan.book.lexicon import name_words
from cardscan.book.names import PersonName, read_name
from cardscan.language.known_words import role_mailboxes
from cardscan.language.load import tongues
from cardscan.model import Entry, EntryAddress, EntryKind, EntryPhone, country_code

__all__ = [
    "MOBILE_TYPES",
    "AddressKey",
    "PhoneKey",
    "Profile",
    "address_key",
    "birthday_key",
    "dialled_digits",
    "email_key",
    "is_role_mailbox",
    "organization_key",
    "phone_digits",
    "phone_key",
    "profile",
    "uid_key",
    "url_key",
]


MOBILE_TYPES = frozenset({"cell", "mobile", "iphone", "handy", "natel", "gsm"})
"""TYPE values of a mobile number, standard and as programs write them."""


@dataclass(frozen=True, slots=True)
class PhoneKey:
    """A number by its digits: the country code where it is given, and what comes after it.

    ``number`` has no trunk zero; an extension follows it after an ``x``.
    """

    country: str
    number: str
    types: frozenset[str] = frozenset()

    def equals(self, other: PhoneKey) -> bool:
        """Whether both are one number; a missing country code may be any."""
        if self.number != other.number:
            return False
        return self.country == other.country or not (self.country and other.country)


@dataclass(frozen=True, slots=True)
class AddressKey:
    """A postal address, folded: the street's words and numbers apart, each in its order."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    city: str
    postal_code: str
    region: str
    country: str


@dataclass(frozen=True, slots=True)
class Profile:
    """An entry in the form that it is compared by."""

    position: int
    kind: EntryKind
    uid: str | None
    name: PersonName
    phones: tuple[PhoneKey, ...]
    emails: tuple[str, ...]
    birthday: str
    organizations: tuple[str, ...]
    addresses: tuple[AddressKey, ...]
    domains: tuple[str, ...]
    titles: tuple[str, ...] = ()
    kind_said: str = ""

    @property
    def reachable(self) -> bool:
        """Whether there is a number or mailbox, by which a person can be told from another."""
        return bool(self.phones or self.emails)


def profile(entry: Entry) -> Profile:
    """What is compared of an entry."""
    organizations = entry.organizations
    if entry.kind is EntryKind.ORGANIZATION:
        organizations = organizations + entry.formatted_names
    return Profile(
        position=entry.position,
        kind=entry.kind,
        uid=uid_key(entry.uid),
        name=read_name(entry) if entry.kind is EntryKind.PERSON else PersonName(),
        phones=tuple([k for p in entry.phones if (k := phone_key(p)).number]),
        emails=tuple([m for e in entry.emails if (m := email_key(e))]),
        birthday=birthday_key(entry.birthday) if entry.birthday else "",
        organizations=tuple([w for o in organizations if (w := organization_key(o))]),
        addresses=tuple([address_key(a) for a in entry.addresses]),
        domains=tuple([d for u in entry.urls if (d := url_key(u).partition("/")[0])]),
        titles=tuple([t for title in entry.titles if (t := fold(title))]),
        kind_said=entry.kind_said,
    )


def uid_key(uid: str | None) -> str | None:
    """A UID without ``urn:uuid:`` and in lower case, None for none."""
    if not uid:
        return None
    plain = uid.strip().casefold()
    return plain.removeprefix("urn:").removeprefix("uuid:") or None


_EXTENSION = re.compile(
    r"(?:;\s*ext\s*=|\bext(?:ension)?\b\.?:?|\bx|\bposte\b|\bint\b\.?|\bdw\b|\bdurchwahl\b|#)"
    r"\s*(\d{1,7})\s*$",
    re.IGNORECASE,
)
_NO_DIGIT = re.compile(r"\D+")
_PUNCTUATION = str.maketrans("", "", " -./()\u00a0")
_COUNTRY_CODES = {code: code for code in map(str, COUNTRY_CODE_TO_REGION_CODE)}
"""Each as the one text that all numbers share: a million of their own take 130 MB."""


def phone_key(phone: EntryPhone) -> PhoneKey:
    """A number's digits, with what ``tel:``, ``(0)``, ``00`` and extensions mean."""
    country, number = _digits(phone.value)
    return PhoneKey(country, number, phone.types)


def dialled_digits(value: str) -> str:
    """The digits by which two numbers are seen to be one, without country code and trunk zero."""
    return _digits(value)[1]


def _digits(value: str) -> tuple[str, str]:
    text, extension = value, ""
    if not text[1:].isdigit():
        text = value.replace("(0)", "").translate(_PUNCTUATION)
    if not (text.isascii() and text[1:].isdigit()):  # not just a number, or none
        text, extension = _without_extension(value)
    digits = text[1:] if text[:1] == "+" else text
    country = ""
    if text[:1] == "+":
        country, digits = _split_country(digits)
    elif digits.startswith("00"):
        country, digits = _split_country(digits[2:])
    elif len(digits) == 11 and digits[0] == "1":  # 1 212 555 0123, as Americans dial
        digits = digits[1:]
    number = digits.lstrip("0")
    return country, f"{number}x{extension}" if extension and number else number


def _split_country(digits: str) -> tuple[str, str]:
    for length in (1, 2, 3):
        if code := _COUNTRY_CODES.get(digits[:length]):
            return code, digits[length:]
    return "", digits


_FULL_NUMBER = 7
_LETTERS = re.compile(r"[A-Za-z]{3,}")
_KEEP_DIGITS = {c: None for c in range(128) if not chr(c).isdigit()}


def phone_digits(value: str) -> str:
    """All digits of a number, whatever they mean: cheap, and enough to rule most others out."""
    return value.translate(_KEEP_DIGITS)


def _without_extension(value: str) -> tuple[str, str]:
    """The digits of a number, with a ``+`` before them where it has one, and its extension."""
    text = unicodedata.normalize("NFKC", value).strip()
    if text[:4].casefold() == "tel:":
        text = text[4:]
    extension = ""
    if found := _EXTENSION.search(text):
        extension, text = found.group(1), text[: found.start()]
    text = text.partition(";")[0].replace("(0)", "").strip()
    sign = "+" if text.startswith("+") else ""
    digits = _NO_DIGIT.sub("", text)
    if 0 < len(digits) < _FULL_NUMBER and (letters := _LETTERS.search(text)):
        digits += letters[0].casefold()  # 1-800-FLOWERS is not 1-800-CONTACTS
    return sign + digits, extension


def email_key(email: str) -> str:
    """An address in lower case, with what providers treat as one brought together."""
    text = email.strip().casefold()
    text = text.removeprefix("mailto:").partition("?")[0].strip("<> ")
    local, at, domain = text.rpartition("@")
    if not at:
        return text
    domain = domain.rstrip(".")
    if "xn--" in domain:
        domain = _decoded_domain(domain)
    if domain == "googlemail.com":
        domain = "gmail.com"
    return f"{local}@{domain}"


def _decoded_domain(domain: str) -> str:
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


_LOCAL_PARTS = re.compile(r"[._+\-]+|\d+")
# A role may also stand last (wien.office@), but only one that is nobody's family name.
_LAST_ROLES = frozenset(
    "info office kontakt contact sales support service vertrieb kanzlei".split()
)


@lru_cache(maxsize=1 << 14)
def is_role_mailbox(email: str) -> bool:
    """Whether a folded address reaches a function (info@, office.wien@, acme@acme.com)."""
    local, _, domain = email.rpartition("@")
    if not local.isascii():
        local = fold(local)
    parts = [p for p in _LOCAL_PARTS.split(local) if p]
    if not parts:
        return True
    plain = "".join(parts)
    if parts[0] in role_mailboxes() or plain in role_mailboxes() or parts[-1] in _LAST_ROLES:
        return True
    return plain == domain.partition(".")[0].replace("-", "")


_DATE = re.compile(r"^(\d{4}|--)-?(\d{2})-?(\d{2})")


def birthday_key(birthday: str) -> str:
    """A birthday as YYYYMMDD, ``----MMDD`` without its year, or empty when it is no such date."""
    found = _DATE.match(birthday.strip())
    if not found:
        return ""
    year, month, day = found.groups()
    if year in ("--", "0000", "1604"):  # Apple writes 1604 for a birthday without a year
        year = "----"
    return f"{year}{month}{day}"


@lru_cache(maxsize=1 << 14)
def organization_key(organization: str) -> str:
    """An organization's words without its legal form; a name of legal forms alone stays."""
    words = fold(organization).split()
    legal = name_words("legal forms")
    kept = [w for w in words if w not in legal]
    return " ".join(kept or words)


_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.\-]*:/*")
_HOST = re.compile(r"[^/?#]*")


def url_key(url: str) -> str:
    """A web address without scheme, ``www.`` and closing slash.

    Case counts behind the host alone (RFC 3986, 6.2.2.1): two videos, two people's pages.
    """
    text = _SCHEME.sub("", url.strip())
    host = _HOST.match(text)
    end = host.end() if host else 0
    return (text[:end].casefold() + text[end:]).removeprefix("www.").rstrip("/")


# Words that stand for the kind of street: written in many ways and worth nothing.
@cache
def _short_streets() -> dict[str, str]:
    return {
        squeeze(word): short
        for tongue in tongues()
        for short, words in tongue.streets.short.items()
        for word in words
    }


_STREET_TAIL = re.compile(r"(?<=[a-z])(strasse|str)$")
_TOKEN = re.compile(r"\d+[a-z]?\b|\d+|[^\W\d_]+")


def address_key(address: EntryAddress) -> AddressKey:
    """A postal address, folded."""
    words, numbers = _street(address.street)
    return AddressKey(
        words=words,
        numbers=numbers,
        city=squeeze(address.city),
        postal_code=squeeze(address.postal_code),
        region=squeeze(address.region),
        country=squeeze(country_code(address.country)),
    )


@lru_cache(maxsize=1 << 14)
def _street(street: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words: list[str] = []
    numbers: list[str] = []
    for token in _TOKEN.findall(fold(street)):
        if token[0].isdigit():
            numbers.append(token)
        else:
            word = _STREET_TAIL.sub("str", token)
            words.append(_short_streets().get(word, word))
    return tuple(words), tuple(numbers)
