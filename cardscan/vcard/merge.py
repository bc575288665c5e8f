"""A plan carried out on an address book: contacts added, completed and, when merged, taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from cardscan.model import Action, Plan, Step
from cardscan.vcard.blocks import (
    BYTES,
    LENIENT,
    WIDTHS,
    Block,
    Gap,
    Parts,
    cards,
    codec_of,
    join,
    newline_of,
)
from cardscan.vcard.carry import outer_lines
from cardscan.vcard.patch import patch
from cardscan.vcard.rest import Keep
from cardscan.vcard.values import Charsets

__all__ = [
    "Changes",
    "append",
    "apply_changes",
    "apply_plan",
    "has_members",
    "merge_cards",
    "merge_changes",
    "plan_changes",
    "repoint_members",
]


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of an address book, by the positions of its contacts.

    ``merged`` maps the position of a contact that is to go to that of its
    survivor; ``repointed`` are groups that named one that goes. Of incoming
    contacts, by their marks, ``into_known`` says which position, ``into_added``
    which place among the added says all of them once this is done.
    """

    changed: Mapping[int, Block] = field(default_factory=dict)
    added: tuple[Block, ...] = ()
    merged: Mapping[int, int] = field(default_factory=dict)
    repointed: Mapping[int, Block] = field(default_factory=dict)
    into_known: Mapping[str, int] = field(default_factory=dict)
    into_added: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.merged)


def apply_changes(parts: Parts, changes: Changes) -> Parts:
    """Carry changes out on a file: new contacts go behind the old ones.

    Parts that no change speaks of are the same objects afterwards.
    """
    book = list(parts)
    places = [place for place, part in enumerate(book) if isinstance(part, Block)]
    for position, block in (*changes.changed.items(), *changes.repointed.items()):
        book[places[position]] = block
    left = _without(book, {places[p] for p in changes.merged}) if changes.merged else tuple(book)
    return append(left, changes.added) if changes.added else left


def plan_changes(
    known: Sequence[Block],
    plan: Plan,
    incoming: Sequence[Block],
    *,
    noted_on: date,
    source: str,
    keep: Keep = Keep.NEWS,
) -> Changes:
    """What a merge plan makes of the contacts of a book: new ones, and more lines in known ones.

    ``Step.incoming`` and ``Step.twin`` are places in ``incoming``; a contact
    with a twin completes the one that this plan added for it.
    """
    changed: dict[int, Block] = {}
    added: dict[int, Block] = {}

    def done(block: Block, step: Step) -> Block:
        new = incoming[step.incoming]
        return patch(
            block, step.additions, noted_on=noted_on, source=source, incoming=new, keep=keep
        )

    for step in plan.steps:
        if step.action is Action.ADD:
            added[step.incoming] = incoming[step.incoming]
        elif step.action is Action.MERGE and step.twin is not None:
            twin = added[step.twin]
            added[step.twin] = done(twin, step)
        elif step.action is Action.MERGE and step.target is not None:
            block = changed.get(step.target, known[step.target])
            changed[step.target] = done(block, step)
    return Changes(_different(changed, known), tuple(added.values()))


def _different(changed: Mapping[int, Block], known: Sequence[Block]) -> dict[int, Block]:
    return {p: block for p, block in changed.items() if block is not known[p]}


def apply_plan(
    parts: Parts,
    plan: Plan,
    incoming: Sequence[Block],
    *,
    noted_on: date,
    source: str,
    keep: Keep = Keep.NEWS,
) -> Parts:
    """Carry a merge plan out on a file."""
    known = cards(parts)
    changes = plan_changes(known, plan, incoming, noted_on=noted_on, source=source, keep=keep)
    return apply_changes(parts, changes)


def append(parts: Parts, blocks: Sequence[Block]) -> Parts:
    """Put contacts at the end of a file, in its encoding and with its line breaks.

    They go before a card without END at the very end, which other programs
    would take them to be a part of. A new card that is itself without END is
    left out: it would do the same to its neighbours.
    """
    data = join(parts[:40])  # enough to know the file by, without a copy of all of it
    codec = codec_of(data)
    newline = newline_of(data, codec)
    end = len(parts)
    while end and not _is_closed(parts[end - 1]):
        end -= 1
    parts, end = _whole_characters(parts, end, codec)
    gap = Gap(newline.encode(codec), codec)
    charset = _charset_of(parts) if codec == BYTES else codec
    new: list[Block | Gap] = []
    for block in blocks:
        if block.closed:
            new += (_recoded(block, codec, newline, charset), gap)
    if new and end and not _ends_line(parts[end - 1], is_first=end == 1):
        new.insert(0, gap)
    return (*parts[:end], *new, *parts[end:])


def _whole_characters(parts: Parts, end: int, codec: str) -> tuple[Parts, int]:
    """The parts with half a character at the end of a UTF-16 file cut off as a gap of its own."""
    surplus = sum(len(part.data) for part in parts[:end]) % WIDTHS[codec]
    if not surplus:
        return parts, end
    data = parts[end - 1].data
    halves = (Gap(data[:-surplus], codec), Gap(data[-surplus:], codec))
    return (*parts[: end - 1], *halves, *parts[end:]), end


def _is_closed(part: Block | Gap) -> bool:
    return isinstance(part, Gap) or part.closed


def _ends_line(part: Block | Gap, *, is_first: bool) -> bool:
    """Whether a new line begins after a part; the byte-order mark of a file is no line."""
    if isinstance(part, Block):
        return False
    text = part.data.decode("utf-8" if part.codec == BYTES else part.codec, "replace")
    return (is_first and text == "\ufeff") or text[-1:] in {"\r", "\n"}


def _charset_of(parts: Parts) -> str:
    """The charset of an 8-bit file: UTF-8, unless it has letters and none is UTF-8."""
    found = ""
    for part in parts:
        if isinstance(part, Block) and not part.data.isascii():
            try:
                part.data.decode("utf-8")
            except UnicodeDecodeError:
                found = found or Charsets(part.text, is_bytes=True).fallback
            else:
                return "utf-8"
    return found or "utf-8"


def _recoded(block: Block, codec: str, newline: str, charset: str) -> Block:
    """A card of another file as it must be in this one; its own bytes wherever that will do.

    A program that reads the whole file in one charset can go on doing so: a
    card that fits in the charset of an 8-bit file is written in it.
    """
    text = _in_utf_8(block).decode("utf-8", LENIENT)
    text = re.sub(r"\r*\n|\r", newline, text)
    if codec != BYTES:
        return Block(text.encode(codec, LENIENT), codec)
    if charset != "utf-8" and not _CHARSET.search(text):
        known = Block(text.encode(charset, "replace"))
        if known.data.decode(charset) == text and _reads_as(known, text):
            return known
    return Block(text.encode("utf-8", LENIENT))


def _reads_as(block: Block, text: str) -> bool:
    """Whether bytes without a declared charset will be read as the text that they were."""
    return text.isascii() or Charsets(block.text, is_bytes=True).decode(block.text) == text


def _in_utf_8(block: Block) -> bytes:
    """A card's bytes in UTF-8: undeclared and declared charsets of its lines alike."""
    if block.codec != BYTES:
        return block.text.encode("utf-8", LENIENT)
    try:
        block.data.decode("utf-8")
    except UnicodeDecodeError:
        charsets = Charsets(block.text, is_bytes=True)
        lines = re.split(r"(\r*\n|\r)", block.text)
        return b"".join(_line_in_utf_8(line, charsets).encode("utf-8") for line in lines)
    return block.data


def _line_in_utf_8(line: str, charsets: Charsets) -> str:
    """One physical line decoded, with the CHARSET that it declares corrected."""
    if line.isascii():
        return line
    declared = _CHARSET.search(line.partition(":")[0])
    text = charsets.decode(line, declared[1] if declared else "")
    return _CHARSET.sub(";CHARSET=UTF-8", text, count=1) if declared else text


_CHARSET = re.compile(r';CHARSET="?([\w.-]+)"?', re.IGNORECASE)


def merge_cards(parts: Parts, steps: Sequence[Step], *, noted_on: date, source: str) -> Parts:
    """Bring cards of one file together: each step's ``incoming`` into its ``target``."""
    return apply_changes(
        parts, merge_changes(cards(parts), steps, noted_on=noted_on, source=source)
    )


def merge_changes(
    known: Sequence[Block], steps: Sequence[Step], *, noted_on: date, source: str
) -> Changes:
    """What brings cards of one book together: each step's ``incoming`` goes into its ``target``.

    Both are positions in the book. The survivor takes over what the other has
    more, the other is taken out, and groups that named it name the survivor.
    """
    changed: dict[int, Block] = {}
    gone: dict[int, int] = {}
    moved: dict[str, str] = {}
    for step in steps:
        if step.action is not Action.MERGE or step.target in (None, step.incoming):
            continue
        place = step.target or 0
        target, merged = (changed.get(p, known[p]) for p in (place, step.incoming))
        if not (target.closed and merged.closed):
            continue
        changed[place] = patch(
            target,
            step.additions,
            noted_on=noted_on,
            source=source,
            incoming=merged,
            keep=Keep.ALL,
        )
        gone[step.incoming] = place
        old, new = _uid(merged), _uid(changed[place])
        if old and new and old != new:
            moved[old] = new
    changed = {place: block for place, block in changed.items() if place not in gone}
    groups = repoint_members([changed.get(p, block) for p, block in enumerate(known)], moved)
    repointed = {
        p: block
        for p, (block, before) in enumerate(zip(groups, known, strict=True))
        if p not in gone and isinstance(block, Block) and block is not changed.get(p, before)
    }
    return Changes(_different(changed, known), (), gone, repointed)


def _without(book: Sequence[Block | Gap], gone: set[int]) -> Parts:
    """The parts without some blocks and the line break after each."""
    kept: list[Block | Gap] = []
    after_gone = False
    for place, part in enumerate(book):
        if place in gone:
            after_gone = True
            continue
        if after_gone and isinstance(part, Gap):
            text = part.data.decode(part.codec, LENIENT)
            rest = re.sub(r"\A(?:\r*\n|\r)", "", text, count=1)
            part = Gap(rest.encode(part.codec, LENIENT), part.codec)
        after_gone = False
        kept.append(part)
    return tuple(part for part in kept if part.data)


def repoint_members(parts: Sequence[Block | Gap], moved: Mapping[str, str]) -> Parts:
    """Let group cards name the survivor where they named a card that was merged into it.

    ``moved`` maps the UID of each merged card to that of its survivor, both
    without ``urn:uuid:``.
    """
    if not moved:
        return tuple(parts)
    final = {old: _final(old, moved) for old in moved}
    return tuple(
        _repointed(part, final) if isinstance(part, Block) and has_members(part) else part
        for part in parts
    )


def _final(uid: str, moved: Mapping[str, str]) -> str:
    """The UID at the end of a chain of merges."""
    seen = {uid}
    while (after := moved.get(uid)) is not None and after not in seen:
        seen.add(after)
        uid = after
    return uid


def has_members(block: Block) -> bool:
    """Whether a card may name the members of a group; cheap, and perhaps wrongly so."""
    return block.closed and "MEMBER".encode(block.codec) in block.data.upper()


def _repointed(block: Block, moved: Mapping[str, str]) -> Block:
    text = block.text
    for line in reversed(outer_lines(block)):
        if line.head.name not in {"MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"}:
            continue
        scheme, uid = _cut_urn(line.value.strip())
        if uid in moved:
            head = line.raw.unfolded.partition(":")[0]
            new = f"{head}:{scheme}{moved[uid]}"
            text = text[: line.raw.start] + new + text[line.raw.end :]
    data = text.encode(block.codec, LENIENT)
    return block if data == block.data else replace(block, data=data)


def _cut_urn(value: str) -> tuple[str, str]:
    found = re.match(r"urn:uuid:", value, re.IGNORECASE)
    return (found[0], value[found.end() :]) if found else ("", value)


def _uid(block: Block) -> str | None:
    for line in outer_lines(block):
        if line.head.name == "UID" and line.text:
            return _cut_urn(line.text)[1]
    return None
