"""How the value of each setting is read, whether a file or an option says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from cardscan.model import Place, single_line

__all__ = ["ACCOUNT_KEYS", "KEYS", "WATCH_KEYS", "Doubtful", "Key", "ReaderChoice"]


class ReaderChoice(StrEnum):
    """Which readers read the lines; AUTO takes both where RapidOCR is installed."""

    AUTO = "auto"
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"
    BOTH = "both"


class Doubtful(StrEnum):
    """What happens to contacts that are not sure: they wait for a person, or go along."""

    HOLD = "hold"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Key:
    """How one key is read; ``parse`` raises ValueError or TypeError, ``allowed`` says what may be.

    The second argument of ``parse`` is the folder that relative paths start from.
    """

    parse: Callable[[object, Path], object]
    allowed: str


def _text(value: object, _: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _event(value: object, folder: Path) -> str:
    return _text(single_line(_text(value, folder)), folder)


def _path(value: object, folder: Path) -> Path:
    if isinstance(value, Path):
        return value
    return folder / Path(_text(value, folder)).expanduser()


def _region(value: object, folder: Path) -> str:
    from phonenumbers import SUPPORTED_REGIONS  # slow to import, rarely needed

    region = _text(value, folder).upper()
    if region not in SUPPORTED_REGIONS:
        raise ValueError
    return region


def _languages(value: object, folder: Path) -> tuple[str, ...]:
    items = re.split(r"[+,\s]+", value.strip()) if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not items:
        raise ValueError
    return tuple(_text(item, folder) for item in items)


_E = TypeVar("_E", bound=StrEnum)


def _one_of(kind: type[_E]) -> Key:
    return Key(
        lambda value, folder: kind(_text(value, folder)),
        "one of " + ", ".join(e.value for e in kind),
    )


def _number(low: float, high: float, *, whole: bool = False) -> Key:
    def parse(value: object, _: Path) -> float:
        number_kinds = int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, number_kinds):
            raise ValueError
        if not low <= value <= high:
            raise ValueError
        return value

    return Key(parse, f"a {'whole ' if whole else ''}number from {low:g} to {high:g}")


def _place(value: object, folder: Path) -> Place:
    if isinstance(value, Place):
        return value
    return Place.parse(_text(value, folder), base=folder)


_PLACE = Key(_place, "a file, a folder or the URL of a server in quotes")


def _url(value: object, folder: Path) -> str:
    text = _text(value, folder)
    if not Place.parse(text).url or re.search(r"//[^/@]*:[^/@]*@", text):
        raise ValueError
    return text


def _scheduler(value: object, folder: Path) -> str:
    if not re.fullmatch(r"[a-z]+://\S+", text := _text(value, folder)):
        raise ValueError
    return text


def _yes_or_no(value: object, _: Path) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


_SWITCH = Key(_yes_or_no, "true or false")
_URL = Key(_url, "an address such as https://cloud.example.org without a password")
_PATH = Key(_path, "a path in quotes")
_TEXT = Key(_text, "a text in quotes")
_EVENT = Key(_event, "the name of an event in quotes")

KEYS: Mapping[str, Key] = {
    "region": Key(_region, "a country of two letters, such as AT"),
    "languages": Key(_languages, 'a list of Tesseract languages, such as ["Latin"]'),
    "reader": _one_of(ReaderChoice),
    "jobs": _number(1, 256, whole=True),
    "scheduler": Key(_scheduler, "the address of a Dask scheduler, such as tcp://host:8786"),
    "address_book": _PLACE,
    "library": _PATH,
    "doubtful": _one_of(Doubtful),
    "photo": _SWITCH,
    "photo_size": _number(60, 4000, whole=True),
    **dict.fromkeys(("place", "slogans", "as_printed"), _SWITCH),
    "photo_timeout_s": _number(1, 86_400),
    "photo_memory_mb": _number(200, 1_000_000, whole=True),
    "settle_s": _number(0, 3_600),
}
ACCOUNT_KEYS: Mapping[str, Key] = {
    "url": _URL,
    **dict.fromkeys(("user", "book", "calendar", "password_command", "keyring"), _TEXT),
}
WATCH_KEYS: Mapping[str, Key] = {"folder": _PATH, "into": _PLACE, "event": _EVENT}
