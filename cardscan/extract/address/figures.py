"""Figures of a postal code that readers take for letters or signs: 'go100 Oulu', '$5543 Trier'."""

from __future__ import annotations

import re
from dataclasses import replace

from cardscan.extract.address.postal import is_code_of
from cardscan.extract.words.gazetteer import city_countries
from cardscan.model import CardText, Reading, TextLine, Word

__all__ = ["with_figures"]

# What print with figures of varying height makes alike: 9 hangs like a g, 0 and 1 are as low as
# small letters, 5 and 2 as a low s and z.
_FIGURES = str.maketrans("gqoOQlIi|rszZ$SB", "9900011111522558")
_LONGEST_CITY = 3  # words
_LIKE_A_CODE = re.compile(r"(?=.*\d)[\dgqoOQlIi|rszZ$SB]{4,6}")


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
    behind = [w.text.strip(" ,;.") for w in words[at + 1 : at + 1 + _LONGEST_CITY]]
    cities = (" ".join(behind[:count]) for count in range(1, len(behind) + 1))
    homes = {country for city in cities for country in city_countries(city)}
    if any(region in homes and is_code_of(figures, region) for region in regions):
        return replace(word, text=figures)
    return word
