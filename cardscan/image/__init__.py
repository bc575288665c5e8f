"""Pixels to pixels, pure: decode photos, find and flatten cards, cut out lines of print."""

from cardscan.image.bitmap import CUT_OFF_REMARKS
from cardscan.image.decode import (
    MAX_PIXELS,
    PICTURE_SUFFIXES,
    PictureFile,
    load_photos,
    open_picture,
)
from cardscan.image.find import find_cards, outline_all_print
from cardscan.image.flatten import flatten
from cardscan.image.frame import CardFrame
from cardscan.image.icons import find_icons
from cardscan.image.lines import find_lines
from cardscan.image.lines_crop import render_again
from cardscan.image.quality import judge_quality
from cardscan.image.turn import turn_card, upside_down

__all__ = [
    "CUT_OFF_REMARKS",
    "MAX_PIXELS",
    "PICTURE_SUFFIXES",
    "CardFrame",
    "PictureFile",
    "find_cards",
    "find_icons",
    "find_lines",
    "flatten",
    "judge_quality",
    "load_photos",
    "open_picture",
    "outline_all_print",
    "render_again",
    "turn_card",
    "upside_down",
]
