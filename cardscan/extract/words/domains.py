"""Host names: what is a domain, its label, and the country its ending stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

from cardscan.language.known_words import free_mail, services
from cardscan.language.load import countries, tongues

__all__ = [
    "Host",
    "country_of",
    "is_free_mail",
    "is_hub",
    "is_network",
    "mend_ending",
    "mend_middle",
    "parse_host",
]

_LABEL = re.compile(r"^[a-z0-9à-öø-ÿ](?:[a-z0-9à-öø-ÿ-]*[a-z0-9à-öø-ÿ])?$")
_NOT_COUNTRIES = frozenset("io ai me tv co cc ws fm am biz info eu nu la ly gg to im".split())

# Endings that readers make of the common ones; all of the left are no public suffix.
_ENDINGS = {
    "corn": "com", "c0m": "com", "cem": "com", "corm": "com", "oom": "com", "ccm": "com",
    "comn": "com", "eom": "com", "coml": "com", "dc": "de", "d": "de", "nct": "net", "nei": "net",
    "nel": "net", "0rg": "org", "orq": "org", "1t": "it", "infc": "info", "inf0": "info",
    "eh": "ch", "rnx": "mx", "bz": "biz", "a1": "at", "al": "at", "ai": "at", "oorn": "com",
    "cam": "com", "orn": "com",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Host:
    """A host name in its pieces: 'mail.firma.co.at' is mail, firma and co.at."""

    subdomain: str
    label: str
    suffix: str

    @property
    def domain(self) -> str:
        """The registered domain, without the subdomain."""
        return f"{self.label}.{self.suffix}"

    @property
    def name(self) -> str:
        """The whole host name, lower case."""
        return f"{self.subdomain}.{self.domain}" if self.subdomain else self.domain


# Names reserved for examples and tests (RFC 2606): samples of print shops have them, and like a
# number in a reserved range they are kept.
_RESERVED = ("example", "test", "invalid")


@cache
def _suffixes() -> PublicSuffixList:
    # The list that ships with the package: never a network access, never a cache file.
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@lru_cache(maxsize=8192)
def parse_host(text: str) -> Host | None:
    """The host name in its pieces, or None where the ending is no public suffix."""
    lowered = text.lower().strip(".")
    labels = lowered.split(".")
    if len(labels) < 2 or not all(map(_LABEL.match, labels)):
        return None
    suffix = labels[-1] if labels[-1] in _RESERVED else _suffixes().publicsuffix(lowered)
    if not suffix or suffix == lowered:
        return None
    subdomain, _, label = lowered.removesuffix(f".{suffix}").rpartition(".")
    return Host(subdomain, label, suffix)


@cache
def _homes() -> dict[str, str]:
    """Longer endings of one country, region or city."""
    return {ending: country.code for country in countries() for ending in country.domains}


def country_of(suffix: str) -> str | None:
    """The country of a two-letter ending, or None for those used all over the world."""
    ending = suffix.rpartition(".")[2]
    if ending in _homes():
        return _homes()[ending]
    if len(ending) != 2 or ending in _NOT_COUNTRIES:
        return None
    return "GB" if ending == "uk" else ending.upper()


@cache
def _networks() -> frozenset[str]:
    return frozenset(known for entries in services().values() for known in entries)


def is_network(domain: str) -> bool:
    """Whether the domain is a social network's."""
    return domain in _networks()


@cache
def _hubs() -> frozenset[str]:
    return frozenset(hub for tongue in tongues() for hub in tongue.hubs)


def is_hub(domain: str) -> bool:
    """Whether anybody can have a page at this domain: it says nothing of a firm or a country."""
    return domain in _hubs() or is_network(domain)


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have a mailbox at this domain."""
    return domain in free_mail()


def mend_middle(host: str) -> str:
    """The host name with a spoiled 'com' before its country set right: 'firma.eom.br'."""
    stem, _, country = host.rpartition(".")
    label, _, middle = stem.rpartition(".")
    spoiled = label and len(country) == 2 and _ENDINGS.get(middle) == "com"
    return f"{label}.com.{country}" if spoiled else host


def mend_ending(host: str) -> str:
    """The host name with an ending that readers are known to spoil set right."""
    stem, _, ending = host.rpartition(".")
    return f"{stem}.{_ENDINGS[ending]}" if stem and ending in _ENDINGS else host
