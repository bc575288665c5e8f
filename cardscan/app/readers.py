"""Which readers read, as the user chose."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cardscan.config import ReaderChoice
from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.read.tesseract import TesseractReader, find_version
from cardscan.read.tesseract_program import INSTALL

if TYPE_CHECKING:
    from cardscan.read import RapidReader, Reader

__all__ = ["build_readers", "find_versions", "load_ahead"]

OLDEST_TESSERACT = 4
"""The first that reads by neural networks, as the models of whole scripts are."""


def build_readers(choice: ReaderChoice, languages: tuple[str, ...]) -> tuple[Reader, ...]:
    """The readers in the order in which they read; the first decides which way is up.

    AUTO takes RapidOCR as a second reader where it is installed. Raises
    MissingDependencyError when a chosen reader or language is not installed,
    or Tesseract is there but broken.
    """
    from cardscan.read import RapidReader

    if choice is ReaderChoice.RAPIDOCR:
        return (_rapid(),)
    tesseract = TesseractReader("+".join(languages))
    _try_out(tesseract)
    if choice is ReaderChoice.BOTH or (choice is ReaderChoice.AUTO and RapidReader.is_installed()):
        return (tesseract, _rapid())
    return (tesseract,)


def load_ahead(readers: Sequence[Reader]) -> None:
    """Begin to load the models that come from the disk, while the first photos are decoded."""
    for reader in readers:
        if isinstance(reader, TesseractReader):
            reader.load_ahead()


def _try_out(tesseract: TesseractReader) -> None:
    try:
        tesseract.read([])  # reads nothing, but raises when Tesseract or a language is missing
    except ReaderError as error:
        # It does not even list its languages: to the user, it is not there.
        raise MissingDependencyError(error.message, next_step=error.next_step) from error
    version = find_version()
    major = re.match(r"v?(\d+)\.", version)
    if major is not None and int(major[1]) < OLDEST_TESSERACT:
        raise MissingDependencyError(
            f"Tesseract {version} is too old to read with; {OLDEST_TESSERACT} or newer is needed.",
            next_step=INSTALL,
        )


def find_versions(readers: Sequence[Reader]) -> tuple[str, ...]:
    """What reads for these readers, with versions: when one is new, photos are worth reading again.

    A language that serves addresses better counts as well.
    """
    return tuple(version for reader in readers for version in _versions_of(reader))


def _versions_of(reader: Reader) -> Iterator[str]:
    if isinstance(reader, TesseractReader):
        exact = reader.for_addresses
        yield f"tesseract {find_version()}"
        yield f"addresses by {'nothing else' if exact is None else exact.name}"
    else:
        yield f"rapidocr {importlib.metadata.version('rapidocr')}"


def _rapid() -> RapidReader:
    from cardscan.read import RapidReader

    if not RapidReader.is_installed():
        raise MissingDependencyError(
            "RapidOCR is not installed.",
            next_step="Install it with: pip install 'cardscan-local[rapidocr]', "
            "or read with --reader tesseract.",
        )
    return RapidReader()
