"""What marks a picture among files, known without a decoder."""

from __future__ import annotations

__all__ = ["PICTURE_SUFFIXES"]

PICTURE_SUFFIXES = frozenset(
    {
        ".avif", ".bmp", ".dib", ".heic", ".heif", ".hif", ".jfif", ".jpe", ".jpeg", ".jpg",
        ".mpo", ".pdf", ".png", ".tif", ".tiff", ".webp",
    }
)  # fmt: skip
"""What marks a picture in a folder, in lower case."""
