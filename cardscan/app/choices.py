"""What options and questions offer: names alone, so that help need not load what they name."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Answer", "OutputFormat"]


class Answer(StrEnum):
    """What a person says of two cards that may be one person's."""

    MERGE = "merge"
    SKIP = "skip"
    NEVER = "never ask again"
    QUIT = "quit"


class OutputFormat(StrEnum):
    """What ``--format`` takes."""

    VCARD = "vcard"
    JSONL = "jsonl"
    CSV = "csv"
    GOOGLE_CSV = "google-csv"
    OUTLOOK_CSV = "outlook-csv"
