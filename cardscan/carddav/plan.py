"""Cards as a server takes them, and what it made of them. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cardscan.book import additions
from cardscan.model import Addition, Entry, EntryKind
from cardscan.vcard import (
    PRODUCT,
    Block,
    OuterLine,
    Version,
    cards,
    outer_lines,
    patch,
    read_entry,
    shrink_jpeg,
    split,
    version_of,
)

__all__ = ["Kept", "adds_more", "compare", "fit", "holds_news", "name_in", "new_card", "uid_of"]

_NAMESPACE = uuid.UUID("6d4f2b0e-3a57-5c3e-8f0b-0d5b7a6a2c19")
_ONCE = frozenset(("REV", "PRODID"))
"""Nextcloud refuses a card that has one of these twice (server issue 2799)."""

_OF_THE_WRITER = frozenset("BEGIN END VERSION PRODID REV UID X-ABLABEL X-ABADR".split())
"""What a server may put right, or what says nothing by itself."""

_IMPLIED = frozenset("pref internet voice text uri x400".split())


def uid_of(data: bytes) -> str | None:
    """The UID of the first contact in some bytes, without ``urn:uuid:``."""
    blocks = cards(split(data))
    return read_entry(blocks[0], 0).uid if blocks else None


def new_card(block: Block, versions: Iterable[str], *, other_uid: bool = False) -> Block:
    """A card as a server takes it: with UID, FN and N, one REV, one PRODID, in version 3.0.

    In 4.0 only where nothing else is taken. A card that is so already stays as
    it is. ``other_uid`` gives it another UID, the same whenever it is asked for.
    """
    entry = read_entry(block, 0)
    wanted = Version.V4_0 if set(versions) == {"4.0"} else Version.V3_0
    is_whole = bool(entry.uid and entry.formatted_names and (entry.names or wanted == "4.0"))
    if entry.kind is EntryKind.GROUP or (is_whole and version_of(block) is wanted):
        built = _without_doubles(block)
        return _with_uid(built, _derived(entry.uid or "", built)) if other_uid else built
    uid = entry.uid or _derived("", block)
    return _rebuilt(block, entry, _derived(uid, block) if other_uid else uid, wanted)


def _derived(uid: str, block: Block) -> str:
    digest = hashlib.sha256(block.data).hexdigest()
    return str(uuid.uuid5(_NAMESPACE, f"{uid}/{digest}"))


def _rebuilt(block: Block, entry: Entry, uid: str, version: Version) -> Block:
    """The card with all that it says, in another version."""
    head = ("BEGIN:VCARD", f"VERSION:{version}", f"PRODID:{PRODUCT.decode()}", f"UID:{uid}")
    bare = Block("\r\n".join((*head, "END:VCARD")).encode())
    name = _name_of(entry)
    said = [*additions(read_entry(bare, 0), replace(entry, uid=None))]
    if not entry.formatted_names:
        said.insert(0, Addition("FN", (name,)))
    if not entry.names and version is Version.V3_0:
        said.insert(0, Addition("N", (name, "", "", "", "")))
    return patch(bare, said, noted_on=date.min, source="", incoming=block)


def _name_of(entry: Entry) -> str:
    named = (f"{n.given} {n.family}".strip() for n in entry.names)
    numbers = (phone.value for phone in entry.phones)
    found = (*entry.formatted_names, *named, *entry.organizations, *entry.emails, *numbers)
    return next((text for text in found if text.strip()), "Contact")


def _without_doubles(block: Block) -> Block:
    """The card with the last REV and PRODID only."""
    kept: set[str] = set()
    text = block.text
    for line in reversed(outer_lines(block)):
        if line.head.name in _ONCE and line.head.name in kept:
            text = _cut(text, line)
        kept.add(line.head.name)
    return replace(block, data=text.encode(block.codec))


def _with_uid(block: Block, uid: str) -> Block:
    text = block.text
    for line in outer_lines(block):
        if line.head.name == "UID":
            text = f"{text[: line.raw.start]}UID:{uid}{text[line.raw.end :]}"
            break
    return replace(block, data=text.encode(block.codec))


def _cut(text: str, line: OuterLine) -> str:
    rest = re.sub(r"\A(?:\r*\n|\r)", "", text[line.raw.end :], count=1)
    return text[: line.raw.start] + rest


_PICTURE = re.compile(rb"^PHOTO[;:]", re.IGNORECASE | re.MULTILINE)


def fit(data: bytes, max_octets: int | None, *, spare: bytes | None = None) -> bytes | None:
    """A card of at most so many octets: its picture is made smaller, or left out at last.

    A picture that is in ``spare``, the card as it was, is somebody's and stays.
    None where even that does not do.
    """
    if max_octets is None or len(data) <= max_octets:
        return data
    blocks = cards(split(data))
    if len(blocks) != 1 or (spare is not None and _PICTURE.search(spare)):
        return None
    block = blocks[0]
    picture = next((ln for ln in outer_lines(block) if ln.head.name == "PHOTO"), None)
    if picture is None:
        return None
    bare = _cut(block.text, picture).encode(block.codec)
    smaller = _shrunk(picture, max_octets - len(bare) - 120)
    if smaller is not None:
        incoming = Block(bare[: bare.rindex(b"END")] + smaller + b"\r\nEND:VCARD")
        bare = patch(
            Block(bare), [Addition("PHOTO", ())], noted_on=date.min, source="", incoming=incoming
        ).data
    fitted = data.replace(block.data, bare, 1)
    return fitted if len(fitted) <= max_octets else None


def _shrunk(picture: OuterLine, room: int) -> bytes | None:
    """The picture as a content line of at most so many octets when it is folded."""
    text = picture.value.partition("base64,")[2] or picture.value
    try:
        data = base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        return None
    # Base64 makes 4 of 3; every folded line of 75 costs 3 more.
    jpeg = shrink_jpeg(data, max_octets=room * 3 // 4 * 74 // 77) if room > 0 else None
    return None if jpeg is None else b"PHOTO;ENCODING=b;TYPE=JPEG:" + base64.b64encode(jpeg)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a server kept of a card that it was sent: ``dropped`` names what is missing."""

    dropped: tuple[str, ...] = ()

    @property
    def is_all(self) -> bool:
        return not self.dropped


def compare(sent: bytes, kept: bytes, *, before: bytes | None = None) -> Kept:
    """What of a sent card a server kept, property by property, order and case aside.

    ``before`` is what the card said already: what was missing then is no loss.
    """
    there = _said(kept)
    known = _said(before) if before is not None else {}
    dropped: dict[str, None] = {}
    for key, types in _said(sent).items():
        if key in known:
            continue
        name = key[0]
        if key not in there:
            dropped[name] = None
        elif types - there[key]:
            dropped |= {f"{name} type {each}": None for each in sorted(types - there[key])}
    return Kept(tuple(dropped))


def holds_news(sent: bytes, now: bytes, *, before: bytes | None) -> bool:
    """Whether a card says all that a sent one said newly, but for extensions (``X-``)."""
    news = _said(sent).keys() - (_said(before).keys() if before is not None else set())
    return {key for key in news if not key[0].startswith("X-")} <= _said(now).keys()


def adds_more(before: bytes, after: bytes, dropped: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a change says more than what a server dropped: pairs of sent and kept cards."""
    news = _said(after).keys() - _said(before).keys()
    lost = {key for sent, kept in dropped for key in _said(sent).keys() - _said(kept).keys()}
    return not news or not news <= lost


def name_in(data: bytes) -> str:
    """What a person would call the contact in some bytes."""
    blocks = cards(split(data))
    return _name_of(read_entry(blocks[0], 0)) if blocks else "a contact"


def _said(data: bytes) -> dict[tuple[str, str], frozenset[str]]:
    """What contacts say, each with its types, in a form that any writer arrives at."""
    said: dict[tuple[str, str], frozenset[str]] = {}
    for block in cards(split(data)):
        for line in outer_lines(block):
            name = line.head.name
            if name in _OF_THE_WRITER or not line.text.strip(" ;"):
                continue
            value = "picture" if name in {"PHOTO", "LOGO", "KEY", "SOUND"} else _plain(line.text)
            is_typed = name in {"TEL", "EMAIL", "ADR"}
            types = line.head.types - _IMPLIED if is_typed else frozenset()
            said[name, value] = said.get((name, value), frozenset()) | types
    return said


def _plain(text: str) -> str:
    return re.sub(r"[\s\\]+", " ", text).strip(" ;").casefold()
