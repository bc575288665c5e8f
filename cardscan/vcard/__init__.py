"""Text to contacts and back: address-book files without loss, and new vCards."""

from cardscan.vcard.blocks import Block, Gap, Parts, cards, join, split
from cardscan.vcard.build import contact_uid, new_vcard
from cardscan.vcard.content import Version
from cardscan.vcard.dialects import read_entries, read_entry, version_of

__all__ = [
    "Block",
    "Gap",
    "Parts",
    "Version",
    "cards",
    "contact_uid",
    "join",
    "new_vcard",
    "read_entries",
    "read_entry",
    "split",
    "version_of",
]
