"""Other ways to read the same pictures, each followed by our own extractor.

Run as a program, ``peers.py WAY FOLDER``, it prints JSON Lines as ``cardscan scan`` does. What a
peer reads goes through the same extractor, so that only the reading is compared.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytesseract

from cardscan.errors import PhotoError
from cardscan.extract import extract
from cardscan.folder import Input, find_inputs
from cardscan.formats.jsonl import to_json
from cardscan.image import load_photos
from cardscan.model import Box, CardText, Outcome, Photo, Reading, Scan, TextLine, Word

__all__ = ["WAYS"]

Way = Callable[[Photo], CardText]


def plain_tesseract(photo: Photo) -> CardText:
    """Tesseract on the photo as it is, as its manual and most tutorials do it."""
    rows = pytesseract.image_to_data(
        photo.pixels[..., ::-1], lang="eng+deu", output_type=pytesseract.Output.DICT
    )
    words = [
        ((rows["block_num"][k], rows["par_num"][k], rows["line_num"][k]), _word(rows, k))
        for k, text in enumerate(rows["text"])
        if text.strip()
    ]
    lines = [
        _line(tuple(word for _, word in group), "tesseract")
        for _, group in groupby(words, key=lambda pair: pair[0])
    ]
    return _card_text(lines, photo)


def _word(rows: dict[str, list[Any]], k: int) -> Word:
    left, top = rows["left"][k], rows["top"][k]
    box = Box(left, top, left + rows["width"][k], top + rows["height"][k])
    return Word(rows["text"][k], max(0.0, float(rows["conf"][k])) / 100, box)


def rapidocr() -> Way:
    """RapidOCR end to end: its own detector and recognizer on the photo as it is."""
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "error"})

    def read(photo: Photo) -> CardText:
        answer = engine(photo.pixels)
        if answer.boxes is None:
            return _card_text([], photo)
        lines = []
        for corners, text, confidence in zip(answer.boxes, answer.txts, answer.scores, strict=True):
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            box = Box(float(min(xs)), float(min(ys)), float(max(xs)), float(max(ys)))
            if text.strip():
                lines.append(_line(_split(text, float(confidence), box), "rapidocr"))
        return _card_text(lines, photo)

    return read


def _split(text: str, confidence: float, box: Box) -> tuple[Word, ...]:
    """The words of a line; RapidOCR gives one box for all, which is shared out by letters."""
    letter_px = box.width / max(1, len(text))
    words = []
    for found in re.finditer(r"\S+", text):
        left, right = box.left + found.start() * letter_px, box.left + found.end() * letter_px
        words.append(Word(found[0], confidence, Box(left, box.top, right, box.bottom)))
    return tuple(words)


def _line(words: tuple[Word, ...], reader: str) -> TextLine:
    box = Box.around(word.box for word in words)
    return TextLine(box, (Reading(words, reader),), x_height_px=box.height / 2)


def _card_text(lines: list[TextLine], photo: Photo) -> CardText:
    height, width = photo.pixels.shape[:2]
    return CardText(tuple(lines), width, height)


WAYS: dict[str, Callable[[], Way]] = {
    "plain tesseract": lambda: plain_tesseract,
    "rapidocr": rapidocr,
}


def scans(way: Way, folder: Path) -> Iterator[Scan]:
    """Every picture of a folder as one card."""
    for each in find_inputs([folder]):
        if not isinstance(each, Input):
            continue
        try:
            for photo in load_photos(each.path):
                contact = extract(way(photo))
                yield Scan(
                    source=photo.source,
                    sha256=photo.sha256,
                    page=photo.page,
                    outcome=Outcome.DOUBTFUL,
                    contact=contact,
                )
        except PhotoError:
            continue


def main() -> None:
    way = WAYS[sys.argv[1]]()
    for scan in scans(way, Path(sys.argv[2])):
        print(json.dumps(to_json(scan), ensure_ascii=False))


if __name__ == "__main__":
    main()
