"""libtesseract in this process: the only module that knows its calls and its lies.

Models stay loaded, where a process of the program loads them anew: the Latin
script model is 455 kB of network and an 89 MB list of words.

What it does not say: it prints to standard error unless told a file; a failed
start still leaves the folder of the languages and their names; a start of
several languages succeeds when one of them is missing; an unknown variable is
passed over; a deadline is looked at between two lines only; what a document
taught it stays for the next; and where it gives up, it ends the process.
"""

from __future__ import annotations

import ctypes
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from cardscan.errors import ReaderError
from cardscan.model import Pixels

__all__ = ["LoadedTesseract", "find_library"]

# How the program names its library inside: a plain name on Linux and Windows, a path on macOS.
_NAMED = re.compile(
    rb"[\w/.+@-]*libtesseract(?:-\d+\.dll|(?:\.\d+)*\.dylib|\.so(?:\.\d+)*)(?![\w.])"
)
_DEFAULT_ENGINE = 3  # OEM_DEFAULT: what the model file holds
_NO_LANGUAGE = "cardscan-none"
_POINTER = ctypes.c_void_p
_TEXT = ctypes.c_char_p
_TEXTS = ctypes.POINTER(ctypes.c_char_p)
_NUMBER = ctypes.c_int

# capi.h, the same since Tesseract 4.
_CALLS: dict[str, tuple[object, tuple[object, ...]]] = {
    "TessVersion": (_TEXT, ()),
    "TessDeleteText": (None, (_POINTER,)),
    "TessDeleteTextArray": (None, (_TEXTS,)),
    "TessBaseAPICreate": (_POINTER, ()),
    "TessBaseAPIDelete": (None, (_POINTER,)),
    "TessBaseAPIInit2": (_NUMBER, (_POINTER, _TEXT, _TEXT, _NUMBER)),
    "TessBaseAPISetVariable": (_NUMBER, (_POINTER, _TEXT, _TEXT)),
    "TessBaseAPISetPageSegMode": (None, (_POINTER, _NUMBER)),
    "TessBaseAPIGetAvailableLanguagesAsVector": (_TEXTS, (_POINTER,)),
    "TessBaseAPIGetLoadedLanguagesAsVector": (_TEXTS, (_POINTER,)),
    "TessBaseAPISetImage": (None, (_POINTER, _POINTER, _NUMBER, _NUMBER, _NUMBER, _NUMBER)),
    "TessBaseAPIRecognize": (_NUMBER, (_POINTER, _POINTER)),
    "TessBaseAPIGetTsvText": (_POINTER, (_POINTER, _NUMBER)),
    "TessBaseAPIClear": (None, (_POINTER,)),
    "TessBaseAPIClearAdaptiveClassifier": (None, (_POINTER,)),
    "TessMonitorCreate": (_POINTER, ()),
    "TessMonitorDelete": (None, (_POINTER,)),
    "TessMonitorSetDeadlineMSecs": (None, (_POINTER, _NUMBER)),
}


def find_library(program: str) -> TesseractLibrary | None:
    """The library that this Tesseract program reads with, loaded; None where it cannot be.

    A program that is a script, or holds the library inside, has none.
    """
    return _loaded(os.path.realpath(program))


@cache
def _loaded(program: str) -> TesseractLibrary | None:
    # OpenMP reads this when it is loaded; threads fight each other on strips this small.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    for name in _candidates(Path(program)):
        try:
            return TesseractLibrary(ctypes.CDLL(name))
        except (OSError, AttributeError):  # not there, or too old to have a call
            continue
    return None


def _candidates(program: Path) -> Iterator[str]:
    """Where the program's library may lie: another Tesseract's would read something else."""
    try:
        found = _NAMED.search(program.read_bytes())
    except OSError:
        return
    if found is None:
        return
    named = found[0].decode("ascii")
    name = named.rpartition("/")[2]
    beside = (program.parent / name, program.parent.parent / "lib" / name)
    yield from (
        str(path) for path in (Path(named), *beside) if path.is_absolute() and path.exists()
    )
    yield name


class TesseractLibrary:
    """The library with the types of its calls; raises AttributeError when one is missing."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.calls = library
        for name, (answer, arguments) in _CALLS.items():
            call = getattr(library, name)
            call.restype, call.argtypes = answer, arguments

    @property
    def version(self) -> str:
        """What the library says of itself, such as 5.3.0."""
        return (self.calls.TessVersion() or b"").decode()

    def find_languages(self) -> tuple[str, ...]:
        """The installed languages and scripts, as this installation names them; perhaps none."""
        with self.api() as api:
            # No model is loaded for it: a start that fails knows the folder all the same.
            self.calls.TessBaseAPIInit2(api, None, _NO_LANGUAGE.encode(), _DEFAULT_ENGINE)
            return self.texts(self.calls.TessBaseAPIGetAvailableLanguagesAsVector(api))

    def load(self, languages: str) -> LoadedTesseract | None:
        """The models of these languages, joined by '+', kept for this process; None if broken."""
        with _loading:
            return _models(self, languages, os.environ.get("TESSDATA_PREFIX"))

    @contextmanager
    def api(self) -> Iterator[int]:
        """A silent handle that is not started yet, deleted at the end."""
        api = self.create()
        try:
            yield api
        finally:
            self.calls.TessBaseAPIDelete(api)

    def create(self) -> int:
        """A silent handle that is not started yet."""
        api: int = self.calls.TessBaseAPICreate()
        self.calls.TessBaseAPISetVariable(api, b"debug_file", os.devnull.encode())
        return api

    def texts(self, array: object) -> tuple[str, ...]:
        """The texts of an array that ends in NULL, which is freed."""
        if not array:
            return ()
        texts: list[str] = []
        while (text := array[len(texts)]) is not None:  # type: ignore[index] # a C array
            texts.append(text.decode())
        self.calls.TessDeleteTextArray(array)
        return tuple(texts)


_loading = threading.Lock()  # the cache would let two threads load the same models


@cache
def _models(
    library: TesseractLibrary, languages: str, _folder: str | None
) -> LoadedTesseract | None:
    api = library.create()
    calls = library.calls
    failed = calls.TessBaseAPIInit2(api, None, languages.encode(), _DEFAULT_ENGINE)
    loaded = library.texts(calls.TessBaseAPIGetLoadedLanguagesAsVector(api)) if not failed else ()
    if not set(languages.split("+")) <= set(loaded):
        calls.TessBaseAPIDelete(api)
        return None
    return LoadedTesseract(library, api)


class LoadedTesseract:
    """Models that are loaded and read one sheet after the other, in one thread at a time."""

    def __init__(self, library: TesseractLibrary, api: int) -> None:
        self._library = library
        self._calls = library.calls
        self._api = api
        self._lock = threading.Lock()

    def read(
        self,
        sheets: Sequence[Pixels],
        *,
        layout: int,
        variables: dict[str, str],
        limit_s: float,
    ) -> list[str]:
        """For each grey sheet its words as tab-separated rows, as the program writes them.

        ``layout`` is a page segmentation mode. Raises ReaderError after
        ``limit_s`` for all sheets together, and where the library fails.
        """
        until_s = time.monotonic() + limit_s
        with self._lock:
            self._calls.TessBaseAPISetPageSegMode(self._api, layout)
            for name, value in variables.items():
                if not self._calls.TessBaseAPISetVariable(self._api, name.encode(), value.encode()):
                    raise ReaderError(f"Tesseract knows no variable {name}.")
            # As in a process of its own: what was read before must not colour what is read now.
            self._calls.TessBaseAPIClearAdaptiveClassifier(self._api)
            try:
                return [self._read_one(sheet, until_s, limit_s) for sheet in sheets]
            finally:
                self._calls.TessBaseAPIClear(self._api)

    def _read_one(self, sheet: Pixels, until_s: float, limit_s: float) -> str:
        import numpy as np

        sheet = np.ascontiguousarray(sheet, dtype=np.uint8)
        height, width = sheet.shape
        self._calls.TessBaseAPISetImage(self._api, sheet.ctypes.data, width, height, 1, width)
        failed = True
        if (left_s := until_s - time.monotonic()) > 0:
            with self._deadline(left_s) as monitor:
                failed = self._calls.TessBaseAPIRecognize(self._api, monitor) != 0
        if failed and time.monotonic() >= until_s:
            raise ReaderError(f"Tesseract took longer than {limit_s:.0f} s.")
        text = None if failed else self._calls.TessBaseAPIGetTsvText(self._api, 0)
        if not text:
            raise ReaderError("Tesseract failed: it gave no reason.")
        try:
            return ctypes.string_at(text).decode(errors="replace")
        finally:
            self._calls.TessDeleteText(text)

    @contextmanager
    def _deadline(self, left_s: float) -> Iterator[int]:
        monitor: int = self._calls.TessMonitorCreate()
        try:
            self._calls.TessMonitorSetDeadlineMSecs(monitor, max(1, round(left_s * 1000)))
            yield monitor
        finally:
            self._calls.TessMonitorDelete(monitor)
