"""Addresses of servers: which may be spoken to, and which may know the password. Pure."""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

from cardscan.carddav.kinds import ADDRESS_BOOK, CALENDAR, Kind
from cardscan.errors import ServerError, UsageError

__all__ = ["absolute", "check_address", "is_loopback", "may_know", "normal_path", "user_in"]

_SCHEMES = {"carddavs": "https", "davs": "https", "carddav": "https", "dav": "https"}

_NO_CARDDAV_HERE = {
    "google.com": "google-csv",
    "googleapis.com": "google-csv",
    "googleusercontent.com": "google-csv",
    "gmail.com": "google-csv",
    "googlemail.com": "google-csv",
    "outlook.com": "outlook-csv",
    "office.com": "outlook-csv",
    "office365.com": "outlook-csv",
    "microsoft.com": "outlook-csv",
    "live.com": "outlook-csv",
    "hotmail.com": "outlook-csv",
    "msn.com": "outlook-csv",
}
"""Who lets in no password at all (OAuth only), or has no CardDAV: what their import takes."""


def check_address(url: str, kind: Kind = ADDRESS_BOOK) -> str:
    """The address to begin with, without the user's name in it.

    Raises UsageError for one that must not, or cannot, be spoken to.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError("That is no address of a server.") from None
    if parts.password is not None:
        raise UsageError(
            "A password in an address is seen by everybody who sees the command line.",
            next_step="Leave it out: cardscan asks for it, or runs password_command.",
        )
    scheme = _SCHEMES.get(parts.scheme.lower(), parts.scheme.lower())
    if not host or scheme not in {"http", "https"}:
        raise UsageError(
            f"{url} is no address of a {kind.service} server.", next_step="It begins with https://."
        )
    _check_owner(host, kind)
    if scheme == "http" and not is_loopback(host):
        raise UsageError(
            f"{url} is not encrypted, and your password would be read on the way.",
            next_step=f"Use https://{parts.netloc.rpartition('@')[2]}{parts.path}.",
        )
    netloc = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((scheme, netloc, parts.path or "/", "", ""))


_CALENDARS = {
    "google-csv": ("Google", "calendar.google.com, Settings, Import & export"),
    "outlook-csv": ("Outlook", "outlook.com, Calendar, Add calendar, Upload from file"),
}
_CONTACTS = {
    "google-csv": (
        "Google takes contacts over CardDAV from registered programs only, not with a password.",
        "google",
        "contacts.google.com, Import",
    ),
    "outlook-csv": (
        "Outlook and Microsoft 365 take no contacts over CardDAV.",
        "outlook",
        "outlook.com, People, Manage contacts, Import",
    ),
}


def _check_owner(host: str, kind: Kind) -> None:
    # By its end, not by who registered it: under googleapis.com, customers are strangers.
    parts = host.rstrip(".").split(".")
    owners = (".".join(parts[first:]) for first in range(len(parts)))
    chosen = next((_NO_CARDDAV_HERE[o] for o in owners if o in _NO_CARDDAV_HERE), None)
    if chosen is None:
        return
    if kind is CALENDAR:
        whose, where = _CALENDARS[chosen]
        raise UsageError(
            f"{whose} lets no program in by CalDAV and a password.",
            next_step=f"Run: cardscan followup --out followup.ics and give the file to {where}.",
        )
    why, whose, where = _CONTACTS[chosen]
    raise UsageError(
        why,
        next_step=(
            f"Run: cardscan export --format {chosen} --out {whose}.csv "
            f"and give the file to {where}."
        ),
    )


def user_in(url: str) -> str | None:
    """The user's name in an address such as https://anna@example.org/."""
    try:
        user = urlsplit(url).username
    except ValueError:
        return None
    return unquote(user) if user else None


def absolute(base: str, href: str) -> str:
    """Where an address leads that a server gave. Raises ServerError for one nobody can follow.

    A server that does not know of the encryption before it (a proxy that is not
    told of) calls itself by http, and is spoken to as before.
    """
    try:
        parts = urlsplit(urljoin(base, href))
        host, port = parts.hostname, parts.port
        start = urlsplit(base)
        is_same = host == start.hostname and port in (None, 80, start.port)
        if (parts.scheme, start.scheme) == ("http", "https") and is_same:
            parts = parts._replace(scheme="https", netloc=start.netloc)
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"}:
        raise ServerError(f"{urlsplit(base).hostname} sends to an address that is none.")
    if parts.scheme == "http" and not is_loopback(host):
        raise ServerError(
            f"{urlsplit(base).hostname} sends to {host} without encryption, and is not followed."
        )
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))


def may_know(typed: str, url: str) -> bool:
    """Whether a host may have the password for the address that the person typed.

    That host may, and over TLS those of the same owner: under the domain that
    somebody registered (iCloud's books lie on other hosts than its front door).
    """
    first, second = urlsplit(typed), urlsplit(url)
    if first.hostname == second.hostname:
        return first.scheme == second.scheme or second.scheme == "https"
    domain = _registrable(first.hostname or "")
    return bool(domain) and second.scheme == "https" and domain == _registrable(second.hostname)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, which nobody listens in on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _registrable(host: str | None) -> str:
    return _suffixes().privatesuffix((host or "").lower()) or ""


@cache
def _suffixes() -> PublicSuffixList:
    # The list that ships with the package; private suffixes count, whose customers are strangers.
    return PublicSuffixList()


_SAFE = "/-._~!$&'()*+,;=:@"


def normal_path(url: str) -> str:
    """The path of an address, spelt in one way however a server spells it (RFC 3986, 6.2.2)."""
    path = urlsplit(url).path
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", path)
    return "".join(
        _plain(piece) if piece.startswith("%") else quote(piece, safe=_SAFE) for piece in pieces
    )


def _plain(escaped: str) -> str:
    character = unquote(escaped, "latin-1")
    is_plain = character.isascii() and (character.isalnum() or character in _SAFE[1:])
    return character if is_plain else escaped.upper()
