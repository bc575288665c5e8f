"""Profiles on social networks: by their web address, or a handle beside the network's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from cardscan.extract.online.urls import find_urls
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.domains import parse_host
from cardscan.language.known_words import services
from cardscan.language.letters import fold
from cardscan.model import Claim, Field, Social

__all__ = ["profile_of", "social_claims"]

_HANDLE = re.compile(r"^@?[\w](?:[\w.-]{1,38}[\w])?$")
# An '@' with a blank behind it is an icon before a street or a number, unless the line ends there.
_AT_HANDLE = re.compile(r"(?:^|\s)@(?:\s(?=\S+$))?([A-Za-z][A-Za-z0-9_.]{2,29})(?=\s|$|[,;|/])")
_PATHS = {
    "linkedin": "linkedin.com/in/",
    "xing": "xing.com/profile/",
    "whatsapp": "wa.me/",
    "telegram": "t.me/",
    "github": "github.com/",
    "tiktok": "tiktok.com/@",
    "skype": "skype.com/",
}
# Ways to name a network that are too short or too common to stand without a colon or an icon.
_WEAK = frozenset({"in", "x", "line id"})


def _service_of(domain: str) -> str | None:
    return next((name for name, known in services().items() if domain in known), None)


def profile_url(service: str, handle: str) -> str:
    """The web address of a profile."""
    first = services()[service][0]
    return f"https://{_PATHS.get(service, first + '/')}{handle}"


def _handle_of(url: str) -> str:
    path = url.partition("://")[2].partition("/")[2]
    return path.rstrip("/").rpartition("/")[2].lstrip("@")


def profile_of(url: str) -> Social | None:
    """The profile that a web address is of, or None for a page of no network."""
    host = parse_host(re.split(r"[/?#:]", url.partition("://")[2])[0])
    service = _service_of(host.domain) if host else None
    handle = _handle_of(url)
    return Social(value=url, service=service, handle=handle) if service and handle else None


def _by_address(part: Part) -> Iterator[Claim]:
    for start, end, url, _, _ in find_urls(part):
        profile = profile_of(url)
        if profile:
            value = replace(profile, boxes=(part.box_of(start, end),))
            badness = because(Evidence.READ_BADLY, 1 - part.confidence_of(start, end))
            second = (because(Evidence.SECOND_READING),) if part.reading else ()
            reasons = (because(Evidence.PROFILE_OF_A_KNOWN_NETWORK), badness, *second)
            yield Claim(Field.SOCIAL, value, (part.line,), reasons)


@cache
def _labels() -> dict[str, str]:
    """The network that each domain and label means."""
    return {fold(label): name for name, known in services().items() for label in known}


def _label_at(words: list[str], position: int) -> tuple[str, int] | None:
    """The network named at a position and how many words its name takes."""
    names = _labels()
    for count in (2, 1):
        raw = " ".join(words[position : position + count])
        name = fold(raw).strip(":.| ")
        if name in names and "." not in name and (name not in _WEAK or raw.endswith(":")):
            return names[name], count
    return None


def _by_label(part: Part) -> Iterator[Claim]:
    words = part.text.split(" ")
    for position in range(len(words) - 1):
        named = _label_at(words, position)
        if not named or position + named[1] >= len(words):
            continue
        service, count = named
        at = position + count
        handle = words[at].strip(",;:").lstrip("@/")
        plain = words[at].startswith(("@", "/")) or (position == 0 and at == len(words) - 1)
        if service != "whatsapp" and plain and _HANDLE.match(handle) and not handle.isdigit():
            yield _handle_claim(part, service, handle, part.starts[position], len(part.text))


def _handle_claim(part: Part, service: str, handle: str, start: int, end: int) -> Claim:
    value = Social(
        value=profile_url(service, handle),
        service=service,
        handle=handle,
        boxes=(part.box_of(start, end),),
        repairs=(f"'{part.text[start:end]}' written as the profile's address",),
    )
    return Claim(
        Field.SOCIAL, value, (part.line,), (because(Evidence.HANDLE_BESIDE_A_NETWORK_NAME),)
    )


def _by_at(part: Part) -> Iterator[Claim]:
    """A bare @handle: Instagram is what cards mean by it most."""
    for found in _AT_HANDLE.finditer(part.text):
        before = part.text[: found.start()].strip()
        if not before or len(before) <= 2:
            yield _handle_claim(part, "instagram", found.group(1), found.start(), found.end())


def social_claims(page: Page) -> list[Claim]:
    """Every profile that some reading of some line holds."""
    claims: list[Claim] = []
    for wholes in page.readings:
        for part in wholes:
            named = [*_by_address(part), *_by_label(part)]
            claims.extend(named or _by_at(part))
    return claims
