"""Text to contacts and back: address-book files without loss, and new vCards."""

from cardscan.vcard.blocks import Block, Gap, Parts, cards, holds_cards, join, split
from cardscan.vcard.build import (
    MAX_VCARD_OCTETS,
    PRODUCT,
    contact_uid,
    group_vcard,
    new_vcard,
    note_of,
)
from cardscan.vcard.carry import OuterLine, outer_lines
from cardscan.vcard.content import Version
from cardscan.vcard.dialects import entries_of, read_entries, read_entry, version_of
from cardscan.vcard.merge import (
    Changes,
    append,
    apply_changes,
    apply_plan,
    has_members,
    merge_cards,
    merge_changes,
    plan_changes,
    repoint_members,
)
from cardscan.vcard.patch import brings_lines, in_words, patch
from cardscan.vcard.plain import PlainLine, plain_lines, without_pictures
from cardscan.vcard.portrait import shrink_jpeg
from cardscan.vcard.rest import Keep
from cardscan.vcard.writing import Style

__all__ = [
    "MAX_VCARD_OCTETS",
    "PRODUCT",
    "Block",
    "Changes",
    "Gap",
    "Keep",
    "OuterLine",
    "Parts",
    "PlainLine",
    "Style",
    "Version",
    "append",
    "apply_changes",
    "apply_plan",
    "brings_lines",
    "cards",
    "contact_uid",
    "entries_of",
    "group_vcard",
    "has_members",
    "holds_cards",
    "in_words",
    "join",
    "merge_cards",
    "merge_changes",
    "new_vcard",
    "note_of",
    "outer_lines",
    "patch",
    "plain_lines",
    "plan_changes",
    "read_entries",
    "read_entry",
    "repoint_members",
    "shrink_jpeg",
    "split",
    "version_of",
    "without_pictures",
]
