"""Tesseract: the only module that knows its flags and its lies."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Box, Line, Pixels, Reading, Word, transform_box

__all__ = ["TesseractReader", "find_languages"]

PROGRAM = "tesseract"  # as pytesseract calls it

GAP_PX = 24
MARGIN_PX = 40
SECONDS_A_CARD = 20.0
SECONDS_TO_START = 20.0
SECONDS_TO_LIST = 60
FEWEST_BYTES = 200_000
"""Below that a disk counts as full: an answer of 16 cards takes about as much."""

# The Vietnamese letters of the Latin script model swallow '@' and accents of
# other languages; no other living language of Europe needs them, except for the
# capital sharp s.
VIETNAMESE = "".join(chr(code) for code in range(0x1E00, 0x1F00) if code != 0x1E9E) + "ƠơƯư"

INSTALL = (
    "Install it with 'sudo apt-get install tesseract-ocr tesseract-ocr-script-latn "
    "tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-osd' (Debian, Ubuntu) or "
    "'brew install tesseract tesseract-lang' (macOS)."
)


@dataclass(frozen=True, slots=True)
class TesseractReader:
    """Reads lines with the installed Tesseract, many cards in one process.

    ``languages`` are Tesseract's names joined by '+'; ``timeout_s`` is the
    limit for one card. Raises MissingDependencyError when reading without
    Tesseract or without one of the languages.
    """

    languages: str = "Latin"
    timeout_s: float = SECONDS_A_CARD

    @property
    def name(self) -> str:
        return f"tesseract/{self.languages}"

    @property
    def for_addresses(self) -> TesseractReader | None:
        """English and German read '@', '.' and digits better than the Latin script model."""
        exact = "eng+deu"
        if self.languages == exact or not {"eng", "deu"} <= set(find_languages()):
            return None
        return TesseractReader(exact, self.timeout_s)

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        """As :meth:`cardscan.read.Reader.read`, with one Tesseract process for all cards."""
        installed = _installed_names(self.languages)
        readings = [[Reading((), self.name) for _ in lines] for lines in cards]
        filled = [k for k, lines in enumerate(cards) if lines]
        if not filled:
            return readings
        sheets = [_lay_out(cards[k]) for k in filled]
        limit_s = SECONDS_TO_START + self.timeout_s * len(sheets)
        answer = _run([sheet.pixels for sheet in sheets], installed, limit_s)
        for page, row in _words(answer):
            if page < len(sheets):
                _place(row, sheets[page], cards[filled[page]], readings[filled[page]])
        return [
            [_in_order(reading, line) for reading, line in zip(read, lines, strict=True)]
            for read, lines in zip(readings, cards, strict=True)
        ]


def find_languages() -> tuple[str, ...]:
    """The installed languages and scripts, without the folder that some systems put before.

    Raises MissingDependencyError when there is no Tesseract.
    """
    return tuple(sorted(_languages(shutil.which(PROGRAM))))


@cache
def _languages(program: str | None) -> dict[str, str]:
    """Plain name to the name that this installation wants."""
    if program is None:
        raise MissingDependencyError("Tesseract is not installed.", next_step=INSTALL)
    # pytesseract remembers its first answer for good and hides failures.
    try:
        answer = subprocess.run(  # noqa: S603 - the program is Tesseract, found on PATH
            [program, "--list-langs"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS_TO_LIST,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _broken(program, f"gives no answer in {SECONDS_TO_LIST} s") from error
    except OSError as error:
        raise _broken(program, f"cannot be started ({error.strerror})") from error
    if answer.returncode:
        raise _broken(program, f"does not list its languages ({_ending(answer.returncode)})")
    names = [line.strip() for line in answer.stdout.splitlines()[1:] if line.strip()]
    return {name.rpartition("/")[2]: name for name in names}


def _broken(program: str, how: str) -> ReaderError:
    folder = os.environ.get("TESSDATA_PREFIX")
    perhaps = f"TESSDATA_PREFIX names {folder}: if that is wrong, unset it. " if folder else ""
    return ReaderError(f"Tesseract, {program}, {how}.", next_step=perhaps + INSTALL)


def _ending(code: int) -> str:
    return f"it ended with code {code}" if code > 0 else f"signal {-code} ended it"


def _installed_names(languages: str) -> str:
    known = _languages(shutil.which(PROGRAM))
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


def _run(sheets: Sequence[Pixels], languages: str, limit_s: float) -> str:
    import pytesseract  # loaded late: it loads pandas where that is installed, most of a second

    # Tesseract's threads fight each other on strips this small; its own
    # documentation names this variable, and pytesseract passes on ours.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    with _temporary_folder() as folder:
        try:
            listing = _write_sheets(sheets, folder)
            answer = str(
                pytesseract.image_to_data(
                    str(listing),
                    lang=languages,
                    config=f"--psm 6 --dpi 300 -c tessedit_char_blacklist={VIETNAMESE}",
                    timeout=limit_s,
                )
            )
        except pytesseract.TesseractNotFoundError as error:
            raise MissingDependencyError(
                "Tesseract is not installed.", next_step=INSTALL
            ) from error
        except pytesseract.TesseractError as error:
            raise _why_it_failed(error.status, str(error.message), languages, folder) from error
        except RuntimeError as error:  # how pytesseract reports its time limit
            raise ReaderError(f"Tesseract took longer than {limit_s:.0f} s.") from error
        except (OSError, SystemExit) as error:
            raise _no_room(folder) or ReaderError("Tesseract crashed.") from error
        except UnicodeDecodeError as error:
            raise ReaderError("Tesseract answered what no Tesseract answers.") from error
        if answer.count("\n1\t") < len(sheets):  # a row of level 1 begins a page
            raise _no_room(folder) or ReaderError("Tesseract's answer is cut off.")
    return answer


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    try:
        made = tempfile.TemporaryDirectory(prefix="cardscan-", ignore_cleanup_errors=True)
    except OSError as error:
        raise ReaderError(
            f"No temporary folder can be made: {error.strerror}. Name another one with TMPDIR."
        ) from error
    with made as name:
        yield Path(name)


def _write_sheets(sheets: Sequence[Pixels], folder: Path) -> Path:
    """One picture a card, and the list of them that Tesseract reads. Raises OSError."""
    paths = [folder / f"{number:04}.pgm" for number in range(len(sheets))]
    for path, sheet in zip(paths, sheets, strict=True):
        # cv2.imwrite says nothing of a full disk.
        path.write_bytes(cv2.imencode(".pgm", sheet)[1].tobytes())
    listing = folder / "sheets.txt"
    listing.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    return listing


def _no_room(folder: Path) -> ReaderError | None:
    """The true cause of many a failure."""
    if shutil.disk_usage(folder).free > FEWEST_BYTES:
        return None
    return ReaderError(
        f"The disk of the temporary folder {folder.parent} is full. Make room there, or name "
        "another folder with TMPDIR."
    )


def _why_it_failed(code: int, said: str, languages: str, folder: Path) -> ReaderError:
    """What went wrong in our words: Tesseract's own are many lines, of files nobody knows."""
    if (full := _no_room(folder)) is not None:
        return full
    if "traineddata" in said or "Failed loading language" in said:
        return ReaderError(
            f"Tesseract cannot load the language {languages}: its file is missing or damaged. "
            f"{INSTALL}"
        )
    return ReaderError(f"Tesseract failed: {_ending(code)}.")


@dataclass(frozen=True, slots=True)
class _Row:
    """One word of Tesseract's answer; ``box`` in pixels of the sheet."""

    text: str
    confidence: float
    box: Box


def _words(answer: str) -> Iterator[tuple[int, _Row]]:
    """Each word with its page, from 0; Tesseract also reports blank words, always as sure."""
    for line in answer.split("\n")[1:]:
        cells = line.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        box = Box(left, top, left + width, top + height)
        yield int(cells[1]) - 1, _Row(cells[11].strip(), float(cells[10]) / 100, box)


def _place(row: _Row, sheet: _Sheet, lines: Sequence[Line], readings: list[Reading]) -> None:
    """Put a word into the line on whose strip it stands."""
    middle = (row.box.top + row.box.bottom) / 2
    number = int(np.searchsorted(sheet.tops, middle + GAP_PX / 2, side="right")) - 1
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
