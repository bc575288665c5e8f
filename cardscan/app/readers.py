"""Which readers read, as the user chose."""

from __future__ import annotations

from cardscan.config import ReaderChoice
from cardscan.errors import MissingDependencyError
from cardscan.read import RapidReader, Reader, TesseractReader

__all__ = ["build_readers"]


def build_readers(choice: ReaderChoice, languages: tuple[str, ...]) -> tuple[Reader, ...]:
    """The readers in the order in which they read; the first decides which way is up.

    AUTO takes RapidOCR as a second reader where it is installed. Raises
    MissingDependencyError when a chosen reader or language is not installed.
    """
    if choice is ReaderChoice.RAPIDOCR:
        return (_rapid(),)
    tesseract = TesseractReader("+".join(languages))
    tesseract.read([])  # reads nothing, but raises when Tesseract or a language is missing
    if choice is ReaderChoice.BOTH or (choice is ReaderChoice.AUTO and RapidReader.is_installed()):
        return (tesseract, _rapid())
    return (tesseract,)


def _rapid() -> RapidReader:
    if not RapidReader.is_installed():
        raise MissingDependencyError(
            "RapidOCR is not installed.",
            next_step="Install it with: pip install 'cardscan-local[rapidocr]', "
            "or read with --reader tesseract.",
        )
    return RapidReader()
