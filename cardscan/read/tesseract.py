"""Tesseract: lines on clean sheets, read in this process or by the program."""

from __future__ import annotations

import os
import shutil
import threading
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from cardscan.errors import CardscanError, MissingDependencyError
from cardscan.model import Box, Line, Pixels, Reading, Word, transform_box
from cardscan.read.tesseract_library import LoadedTesseract, find_library
from cardscan.read.tesseract_program import INSTALL, list_languages, read_sheets, say_version

__all__ = ["TesseractReader", "find_languages", "find_version", "is_in_process"]

PROGRAM = "tesseract"  # as pytesseract calls it

GAP_PX = 24
MARGIN_PX = 40
SECONDS_A_CARD = 20.0
SECONDS_TO_START = 20.0
ONE_BLOCK = 6  # page segmentation mode: a block of lines, all of one column

# The Vietnamese letters of the Latin script model swallow '@' and accents of
# other languages; no other living language of Europe needs them, except for the
# capital sharp s.
VIETNAMESE = "".join(chr(code) for code in range(0x1E00, 0x1F00) if code != 0x1E9E) + "ƠơƯư"
VARIABLES = {"user_defined_dpi": "300", "tessedit_char_blacklist": VIETNAMESE}
# Else what is read badly is read as white on black as well, which no strip of ours is: a seventh of
# the time (37 sheets of 12 photos), for other nonsense where there are no words. Tesseract 5 says
# that 6 will know the second only, which came with 5.
NEVER_INVERTED = {"tessedit_do_invert": "0"}
NEVER_INVERTED_FROM_6 = {"invert_threshold": "0"}


@dataclass(frozen=True, slots=True)
class TesseractReader:
    """Reads lines with the installed Tesseract, many cards at once.

    ``languages`` are Tesseract's names joined by '+'; ``timeout_s`` is the
    limit for one card. ``in_process`` takes the program's library where it can
    be loaded, which loads the models once; a fault in it ends this process.
    Both ways read the same. Raises MissingDependencyError when reading without
    Tesseract or without one of the languages.
    """

    languages: str = "Latin"
    timeout_s: float = SECONDS_A_CARD
    in_process: bool = True

    @property
    def name(self) -> str:
        return f"tesseract/{self.languages}"

    @property
    def for_addresses(self) -> TesseractReader | None:
        """English and German read '@', '.' and digits better than the Latin script model."""
        exact = "eng+deu"
        if self.languages == exact or not {"eng", "deu"} <= set(find_languages()):
            return None
        return TesseractReader(exact, self.timeout_s, self.in_process)

    def load_ahead(self) -> None:
        """Begin to load the models in a thread, while photos are decoded and cards are found."""

        def load() -> None:
            with suppress(CardscanError):  # whoever reads is told
                self._models(_installed_names(self.languages))

        threading.Thread(target=load, daemon=True).start()

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        """As :meth:`cardscan.read.Reader.read`, all cards in one go."""
        installed = _installed_names(self.languages)
        readings = [[Reading((), self.name) for _ in lines] for lines in cards]
        filled = [k for k, lines in enumerate(cards) if lines]
        if not filled:
            return readings
        sheets = [_lay_out(cards[k]) for k in filled]
        for k, sheet, answer in zip(filled, sheets, self._answers(sheets, installed), strict=True):
            for row in _words(answer):
                _place(row, sheet, cards[k], readings[k])
        return [
            [_in_order(reading, line) for reading, line in zip(read, lines, strict=True)]
            for read, lines in zip(readings, cards, strict=True)
        ]

    def _answers(self, sheets: Sequence[_Sheet], installed: str) -> list[str]:
        """For each sheet Tesseract's rows of words."""
        pixels = [sheet.pixels for sheet in sheets]
        limit_s = SECONDS_TO_START + self.timeout_s * len(sheets)
        models = self._models(installed)
        if models is not None:
            variables = VARIABLES | _never_inverted()
            return models.read(pixels, layout=ONE_BLOCK, variables=variables, limit_s=limit_s)
        # The program passes over what it does not know.
        variables = VARIABLES | NEVER_INVERTED | NEVER_INVERTED_FROM_6
        return read_sheets(
            pixels, installed, layout=ONE_BLOCK, variables=variables, limit_s=limit_s
        )

    def _models(self, installed: str) -> LoadedTesseract | None:
        """The loaded models, or None where the program has to read."""
        library = find_library(_program()) if self.in_process else None
        return None if library is None else library.load(installed)


def _never_inverted() -> dict[str, str]:
    is_old = find_version().lstrip("v").startswith(("4.", "5."))
    return NEVER_INVERTED if is_old else NEVER_INVERTED_FROM_6


def find_languages() -> tuple[str, ...]:
    """The installed languages and scripts, without the folder that some systems put before.

    Raises MissingDependencyError when there is no Tesseract.
    """
    return tuple(sorted(_languages(_program())))


def find_version() -> str:
    """What Tesseract says of itself, such as 5.3.0; empty where it says nothing."""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    library = find_library(program)
    return say_version(program) if library is None else library.version


def is_in_process() -> bool:
    """Whether Tesseract reads in this process, its models loaded once."""
    program = shutil.which(PROGRAM)
    return program is not None and find_library(program) is not None


def _program() -> str:
    program = shutil.which(PROGRAM)
    if program is None:
        raise MissingDependencyError("Tesseract is not installed.", next_step=INSTALL)
    return program


def _languages(program: str) -> dict[str, str]:
    """Plain name to the name that this installation wants."""
    return dict(_names(program, os.environ.get("TESSDATA_PREFIX")))


@cache
def _names(program: str, _folder: str | None) -> tuple[tuple[str, str], ...]:
    library = find_library(program)
    names = () if library is None else library.find_languages()
    return tuple((n.rpartition("/")[2], n) for n in names or list_languages(program))


def _installed_names(languages: str) -> str:
    known = _languages(_program())
    wanted = languages.split("+")
    missing = [language for language in wanted if language.rpartition("/")[2] not in known]
    if missing:
        raise _missing(missing, known)
    return "+".join(known[language.rpartition("/")[2]] for language in wanted)


def _missing(languages: Sequence[str], known: Collection[str]) -> MissingDependencyError:
    """What lacks, and whatever mends it: cardscan's own languages come with its packages."""
    named = ", ".join(languages)
    if set(languages) <= {"Latin", "eng", "deu", "osd"}:
        return MissingDependencyError(f"Tesseract lacks the language {named}.", next_step=INSTALL)
    packages = " ".join(f"tesseract-ocr-{each.casefold().replace('_', '-')}" for each in languages)
    return MissingDependencyError(
        f"Tesseract has no language {named}.",
        next_step=f"It has {', '.join(sorted(known))}: choose among them with --lang, or, if there "
        f"is such a language, install it with 'sudo apt-get install {packages}'.",
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """The lines of one card below each other; ``tops`` are where each begins."""

    pixels: Pixels
    tops: tuple[int, ...]


def _lay_out(lines: Sequence[Line]) -> _Sheet:
    import numpy as np

    heights = [line.crop.shape[0] for line in lines]
    width = max(line.crop.shape[1] for line in lines) + 2 * MARGIN_PX
    height = sum(heights) + GAP_PX * (len(lines) - 1) + 2 * MARGIN_PX
    pixels = np.full((height, width), 255, np.uint8)
    tops = []
    top = MARGIN_PX
    for line in lines:
        pixels[top : top + line.crop.shape[0], MARGIN_PX : MARGIN_PX + line.crop.shape[1]] = (
            line.crop
        )
        tops.append(top)
        top += line.crop.shape[0] + GAP_PX
    return _Sheet(pixels, tuple(tops))


@dataclass(frozen=True, slots=True)
class _Row:
    """One word of Tesseract's answer; ``box`` in pixels of the sheet."""

    text: str
    confidence: float
    box: Box


def _words(answer: str) -> Iterator[_Row]:
    """Each word of a sheet; Tesseract also reports blank words, always as sure."""
    for line in answer.split("\n"):
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        box = Box(left, top, left + width, top + height)
        yield _Row(cells[11].strip(), float(cells[10]) / 100, box)


def _place(row: _Row, sheet: _Sheet, lines: Sequence[Line], readings: list[Reading]) -> None:
    """Put a word into the line on whose strip it stands."""
    middle = (row.box.top + row.box.bottom) / 2
    number = bisect_right(sheet.tops, middle + GAP_PX / 2) - 1
    number = min(max(number, 0), len(lines) - 1)
    line, top = lines[number], sheet.tops[number]
    height, width = line.crop.shape[:2]
    within = Box(
        min(max(row.box.left - MARGIN_PX, 0), width - 1.0),
        min(max(row.box.top - top, 0), height - 1.0),
        min(max(row.box.right - MARGIN_PX, 1), width),
        min(max(row.box.bottom - top, 1), height),
    )
    word = Word(row.text, max(0.0, row.confidence), transform_box(within, line.to_card))
    old = readings[number]
    readings[number] = Reading((*old.words, word), old.reader)


def _in_order(reading: Reading, line: Line) -> Reading:
    """The words along their line, which on a card may run from bottom to top."""
    along_x, along_y = line.to_card[0, 0], line.to_card[1, 0]

    def place(word: Word) -> float:
        x, y = word.box.center
        return float(x * along_x + y * along_y)

    return Reading(tuple(sorted(reading.words, key=place)), reading.reader)
