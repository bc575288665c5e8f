"""A vdir: a folder with one contact a file, as vdirsyncer, khard and classic Outlook read it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

__all__ = ["to_vdir", "vdir_name"]


def to_vdir(vcards: Iterable[str]) -> dict[str, bytes]:
    """The files of a vdir, by name: each contact under its UID, so that writing again overwrites.

    A UID that is no file name everywhere, or none, gives way to a digest of the contact.
    """
    files: dict[str, bytes] = {}
    taken: dict[str, bytes] = {}
    for vcard in vcards:
        data = vcard.encode("utf-8")
        name, other = vdir_name(vcard, data)
        # Windows and macOS tell no capitals from small letters in names.
        if taken.setdefault(name.casefold(), data) != data:
            name = other
        files[name] = data
    return files


def vdir_name(vcard: str, data: bytes) -> tuple[str, str]:
    """The name of a contact's file, and another for where that one is taken."""
    stem = _stem(vcard, data)
    return f"{stem}.vcf", f"{stem}-{_digest(data)}.vcf"


_UID = re.compile(r"^UID[^:\r\n]*:(?:urn:uuid:)?([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
# Microsoft, "Naming Files, Paths, and Namespaces": devices, whatever suffix follows.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,99}")


def _stem(vcard: str, data: bytes) -> str:
    found = _UID.search(vcard)
    uid = found[1].strip() if found else ""
    return uid if _SAFE.fullmatch(uid) and not _DEVICE.match(uid) else _digest(data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
