"""Old-style figures in a postal code, which readers take for small letters: 'go100 Oulu'."""

from __future__ import annotations

import re
from dataclasses import replace

from cardscan.extract.address.postal import is_code_of
from cardscan.extract.words.gazetteer import city_countries
from cardscan.model import CardText, Reading, TextLine, Word

__all__ = ["with_figures"]

# What print with figures of varying height makes alike: 9 hangs like a g, 0 and 1 are as low as
# small letters, 5 and 2 as a low s and z.
_FIGURES = str.maketrans("gqoOQlIi|rszZ", "9900011111522")
_LIKE_A_CODE = re.compile(r"(?=.*\d)[\dgqoOQlIi|rszZ]{4,6}")


def with_figures(text: CardText, regions: tuple[str, ...]) -> CardText:
    """The text with postal codes in figures where a city of one of the regions stands behind."""
    lines = tuple(_mended(line, regions) for line in text.lines)
    unchanged = all(new is old for new, old in zip(lines, text.lines, strict=True))
    return text if unchanged else replace(text, lines=lines)


def _mended(line: TextLine, regions: tuple[str, ...]) -> TextLine:
    for reading in line.readings:
        words = [_as_figures(reading.words, k, regions) for k in range(len(reading.words))]
        if tuple(words) != reading.words:
            return replace(line, readings=(Reading(tuple(words), reading.reader), *line.readings))
    return line


def _as_figures(words: tuple[Word, ...], at: int, regions: tuple[str, ...]) -> Word:
    word = words[at]
    if word.text.isdigit() or not _LIKE_A_CODE.fullmatch(word.text) or at + 1 == len(words):
        return word
    figures = word.text.translate(_FIGURES)
    homes = city_countries(words[at + 1].text.strip(" ,;."))
    if any(region in homes and is_code_of(figures, region) for region in regions):
        return replace(word, text=figures)
    return word
