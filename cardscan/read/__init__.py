"""Crops of lines to text: the readers, and the choice between what they read.

A module is imported when a name of it is first asked for: who only wants to
know what is installed need not load OpenCV.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cardscan.read.cards import ReadCard, read_cards
    from cardscan.read.codes import find_codes
    from cardscan.read.rapid import RapidReader
    from cardscan.read.reader import Detector, Reader, Rereader
    from cardscan.read.reconcile import reconcile
    from cardscan.read.tesseract import TesseractReader

__all__ = [
    "Detector",
    "RapidReader",
    "ReadCard",
    "Reader",
    "Rereader",
    "TesseractReader",
    "find_codes",
    "read_cards",
    "reconcile",
]

_MODULES = {
    "cards": ("ReadCard", "read_cards"),
    "codes": ("find_codes",),
    "rapid": ("RapidReader",),
    "reader": ("Detector", "Reader", "Rereader"),
    "reconcile": ("reconcile",),
    "tesseract": ("TesseractReader",),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
