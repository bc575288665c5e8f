"""Tesseract as a program: the only module that knows its flags and its lies."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Pixels

__all__ = ["INSTALL", "list_languages", "read_sheets", "say_version"]

INSTALL = (
    "Install it with 'sudo apt-get install tesseract-ocr tesseract-ocr-script-latn "
    "tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-osd' (Debian, Ubuntu) or "
    "'brew install tesseract tesseract-lang' (macOS)."
)


def read_sheets(
    sheets: Sequence[Pixels],
    languages: str,
    *,
    layout: int,
    variables: dict[str, str],
    limit_s: float,
) -> list[str]:
    """For each grey sheet its words as tab-separated rows, all read by one process.

    ``layout`` is a page segmentation mode. Raises ReaderError after ``limit_s``,
    and where the program fails.
    """
    import pytesseract  # loaded late: it loads pandas where that is installed, most of a second

    # Tesseract's threads fight each other on strips this small; its own
    # documentation names this variable, and pytesseract passes on ours.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    options = [f"--psm {layout}", *(f"-c {name}={value}" for name, value in variables.items())]
    with tempfile.TemporaryDirectory(prefix="cardscan-") as folder:
        try:
            answer = pytesseract.image_to_data(
                str(_listing(sheets, Path(folder))),
                lang=languages,
                config=" ".join(options),
                timeout=limit_s,
            )
        except pytesseract.TesseractNotFoundError as error:
            raise MissingDependencyError(
                "Tesseract is not installed.", next_step=INSTALL
            ) from error
        except pytesseract.TesseractError as error:
            raise ReaderError(f"Tesseract failed: {_last_line(error.message)}.") from error
        except RuntimeError as error:  # how pytesseract reports its time limit
            raise ReaderError(f"Tesseract took longer than {limit_s:.0f} s.") from error
        except (OSError, SystemExit) as error:
            raise ReaderError("Tesseract crashed.", next_step=INSTALL) from error
    return _by_sheet(str(answer), len(sheets))


def _listing(sheets: Sequence[Pixels], folder: Path) -> Path:
    """A file that names a picture of each sheet, which Tesseract reads as pages of one document."""
    import cv2

    paths = []
    for number, sheet in enumerate(sheets):
        path = folder / f"{number:04}.pgm"
        cv2.imwrite(str(path), sheet)
        paths.append(str(path))
    listing = folder / "sheets.txt"
    listing.write_text("\n".join(paths) + "\n", encoding="utf-8")
    return listing


def _by_sheet(answer: str, sheets: int) -> list[str]:
    rows: list[list[str]] = [[] for _ in range(sheets)]
    for row in answer.split("\n")[1:]:
        page = row.split("\t", 2)[1:2]
        if page and page[0].isdigit() and 1 <= int(page[0]) <= sheets:
            rows[int(page[0]) - 1].append(row)
    return ["\n".join(each) for each in rows]


def _last_line(message: object) -> str:
    lines = [line.strip(" .") for line in str(message).splitlines() if line.strip(" .")]
    return lines[-1] if lines else "no reason given"


@cache
def list_languages(program: str) -> tuple[str, ...]:
    """The installed languages and scripts, as this installation names them.

    Raises ReaderError when the program does not say.
    """
    # pytesseract remembers its first answer for good and hides failures.
    try:
        answer = subprocess.run(  # noqa: S603 - the program is Tesseract, found on PATH
            [program, "--list-langs"], capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise ReaderError("Tesseract does not list its languages.", next_step=INSTALL) from error
    return tuple(line.strip() for line in answer.stdout.splitlines()[1:] if line.strip())


def say_version(program: str) -> str:
    """What the program says of itself, such as 5.3.0; empty where it says nothing."""
    try:
        answer = subprocess.run(  # noqa: S603 - the program is Tesseract, found on PATH
            [program, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (answer.stdout or answer.stderr).partition("\n")[0].removeprefix("tesseract ")
