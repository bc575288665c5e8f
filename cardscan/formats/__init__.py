"""Scans and contacts in the formats of other programs."""

from cardscan.formats.cells import batches
from cardscan.formats.google_csv import from_google_csv, to_google_csv
from cardscan.formats.jsonl import SCHEMA, from_json, read_jsonl, to_json, write_jsonl
from cardscan.formats.outlook_csv import from_outlook_csv, to_outlook_csv
from cardscan.formats.plain_csv import from_plain_csv, to_plain_csv
from cardscan.formats.record import Record
from cardscan.formats.tables import TableLine, read_table_contacts
from cardscan.formats.vdir import to_vdir, vdir_name

__all__ = [
    "SCHEMA",
    "Record",
    "TableLine",
    "batches",
    "from_google_csv",
    "from_json",
    "from_outlook_csv",
    "from_plain_csv",
    "read_jsonl",
    "read_table_contacts",
    "to_google_csv",
    "to_json",
    "to_outlook_csv",
    "to_plain_csv",
    "to_vdir",
    "vdir_name",
    "write_jsonl",
]
