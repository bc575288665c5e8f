"""Tesseract as a program: the only module that knows its flags and its lies."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Pixels

__all__ = ["INSTALL", "list_languages", "read_sheets", "say_version"]

SECONDS_TO_LIST = 60
FEWEST_BYTES = 200_000
"""Below that a disk counts as full: an answer of 16 cards takes about as much."""

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
    with _temporary_folder() as folder:
        try:
            answer = str(
                pytesseract.image_to_data(
                    str(_write_sheets(sheets, folder)),
                    lang=languages,
                    config=" ".join(options),
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
    return _by_sheet(answer, len(sheets))


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
    import cv2

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


def _by_sheet(answer: str, sheets: int) -> list[str]:
    rows: list[list[str]] = [[] for _ in range(sheets)]
    for row in answer.split("\n")[1:]:
        page = row.split("\t", 2)[1:2]
        if page and page[0].isdigit() and 1 <= int(page[0]) <= sheets:
            rows[int(page[0]) - 1].append(row)
    return ["\n".join(each) for each in rows]


@cache
def list_languages(program: str) -> tuple[str, ...]:
    """The installed languages and scripts, as this installation names them.

    Raises ReaderError when the program does not say.
    """
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
    return tuple(line.strip() for line in answer.stdout.splitlines()[1:] if line.strip())


def _broken(program: str, how: str) -> ReaderError:
    folder = os.environ.get("TESSDATA_PREFIX")
    perhaps = f"TESSDATA_PREFIX names {folder}: if that is wrong, unset it. " if folder else ""
    return ReaderError(f"Tesseract, {program}, {how}.", next_step=perhaps + INSTALL)


def _ending(code: int) -> str:
    return f"it ended with code {code}" if code > 0 else f"signal {-code} ended it"


def say_version(program: str) -> str:
    """What the program says of itself, such as 5.3.0; empty where it says nothing."""
    try:
        answer = subprocess.run(  # noqa: S603 - the program is Tesseract, found on PATH
            [program, "--version"], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return (answer.stdout or answer.stderr).partition("\n")[0].removeprefix("tesseract ")
