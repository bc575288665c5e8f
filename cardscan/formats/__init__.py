"""Scans and contacts in the formats of other programs."""

from cardscan.formats.cells import batches
from cardscan.formats.google_csv import from_google_csv, to_google_csv
from cardscan.formats.jsonl import SCHEMA, from_json, read_jsonl, to_json, write_jsonl
from cardscan.formats.ldif import Ldif, is_ldif, read_ldif
from cardscan.formats.outlook_csv import from_outlook_csv, to_outlook_csv
from cardscan.formats.outlook_names import in_english, in_language_of
from cardscan.formats.plain_csv import from_plain_csv, to_plain_csv
from cardscan.formats.record import Record
from cardscan.formats.sheet import Sheet, read_sheet
from cardscan.formats.table_cells import RowDraft
from cardscan.formats.tables import (
    KEPT,
    TableKind,
    TableLine,
    contacts_of,
    kind_of,
    lines_of,
    looks_like_table,
)
from cardscan.formats.vdir import to_vdir, vdir_name

__all__ = [
    "KEPT",
    "SCHEMA",
    "Ldif",
    "Record",
    "RowDraft",
    "Sheet",
    "TableKind",
    "TableLine",
    "batches",
    "contacts_of",
    "from_google_csv",
    "from_json",
    "from_outlook_csv",
    "from_plain_csv",
    "in_english",
    "in_language_of",
    "is_ldif",
    "kind_of",
    "lines_of",
    "looks_like_table",
    "read_jsonl",
    "read_ldif",
    "read_sheet",
    "to_google_csv",
    "to_json",
    "to_outlook_csv",
    "to_plain_csv",
    "to_vdir",
    "vdir_name",
    "write_jsonl",
]
