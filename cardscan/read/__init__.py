"""Crops of lines to text: the readers, and the choice between what they read."""

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
