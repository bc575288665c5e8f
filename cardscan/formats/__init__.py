"""Scans and contacts in the formats of other programs."""

from cardscan.formats.jsonl import SCHEMA, from_json, read_jsonl, to_json, write_jsonl

__all__ = ["SCHEMA", "from_json", "read_jsonl", "to_json", "write_jsonl"]
