"""Settings from a TOML file, the environment and options, each with where it came from.

What stands later in this list wins: default, file, environment, option.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

import platformdirs

from cardscan.errors import ConfigError, UsageError
from cardscan.model import Account, Place
from cardscan.setting_keys import ACCOUNT_KEYS, KEYS, WATCH_KEYS, Doubtful, Key, ReaderChoice
from cardscan.toml_file import (
    KeyPath,
    describe_mistakes,
    lines_of_keys,
    read_text,
    shown,
    unknown_key,
)

__all__ = [
    "Doubtful",
    "Origin",
    "OriginKind",
    "ReaderChoice",
    "Settings",
    "WatchFolder",
    "config_path",
    "default_config_path",
    "default_library_path",
    "load_settings",
]


class OriginKind(StrEnum):
    """Where a setting's value was found."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from; ``place`` is the file and line, variable or option."""

    kind: OriginKind
    place: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.place}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchFolder:
    """A folder to watch; ``into`` is its address book where it has one of its own."""

    folder: Path
    into: Place | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that a person can set; ``origins`` says for each name where its value comes from.

    ``region`` is the dialling region (ISO 3166) of numbers that show none.
    ``languages`` are Tesseract models. ``photo_timeout_s`` and
    ``photo_memory_mb`` bound the work on one photo. ``scheduler`` is a Dask cluster that
    reads. ``photo`` to ``as_printed`` are what stands in contacts beside their values: the card's
    picture, its longer side in pixels, where the photo was taken, lines that say nothing of
    the person, and capitals as the card has them. ``settle_s`` is how long a watched file
    must stay the same before it is taken.
    """

    region: str | None = None
    languages: tuple[str, ...] = ("Latin",)
    reader: ReaderChoice = ReaderChoice.AUTO
    jobs: int = 1
    scheduler: str | None = None
    address_book: Place | None = None
    library: Path
    doubtful: Doubtful = Doubtful.HOLD
    photo: bool = True
    photo_size: int = 800
    place: bool = False
    slogans: bool = False
    as_printed: bool = False
    photo_timeout_s: float = 120.0
    photo_memory_mb: int = 2000
    settle_s: float = 5.0
    watch: tuple[WatchFolder, ...] = ()
    account: tuple[Account, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    def rows(self) -> Iterator[tuple[str, object, Origin]]:
        """Name, value and origin of each setting, for ``cardscan config show``."""
        for each in fields(self):
            if each.name != "origins":
                origin = self.origins.get(each.name, Origin(OriginKind.DEFAULT))
                yield each.name, getattr(self, each.name), origin


def default_library_path() -> Path:
    """The library in the user's data folder."""
    return Path(platformdirs.user_data_path("cardscan", appauthor=False) / "library.sqlite")


def default_config_path() -> Path:
    """The configuration file in the user's folder for such files."""
    return Path(platformdirs.user_config_path("cardscan", appauthor=False) / "config.toml")


def config_path() -> Path:
    """The configuration file in force, or where one would be looked for."""
    return _find_file(None, os.environ) or default_config_path()


def load_settings(
    path: Path | None = None,
    env: Mapping[str, str] | None = None,
    options: Mapping[str, object] | None = None,
) -> Settings:
    """The settings that hold, the strongest origin winning for each.

    ``path`` is a configuration file that must exist; without it the file that
    CARDSCAN_CONFIG names, else the default one if it is there. ``options`` maps
    the names of settings to values; None means not given. ``env`` is
    ``os.environ`` unless given. Raises ConfigError that lists every mistake in
    the file, and UsageError for a mistake in an option or a variable.
    """
    env = os.environ if env is None else env
    values: dict[str, object] = {"jobs": _cores(), "library": default_library_path()}
    origins: dict[str, Origin] = {}
    found = _find_file(path, env)
    if found is not None:
        _take_file(found, values, origins)
    if env.get("CARDSCAN_LIBRARY"):
        values["library"] = Path(env["CARDSCAN_LIBRARY"]).expanduser()
        origins["library"] = Origin(OriginKind.ENVIRONMENT, "CARDSCAN_LIBRARY")
    _take_options(options or {}, values, origins)
    return Settings(**values, origins=origins)  # type: ignore[arg-type] # each was parsed by KEYS


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def _find_file(path: Path | None, env: Mapping[str, str]) -> Path | None:
    if path is not None:
        return path
    if env.get("CARDSCAN_CONFIG"):
        return Path(env["CARDSCAN_CONFIG"]).expanduser()
    default = default_config_path()
    return default if default.is_file() else None


# --- options and file ------------------------------------------------------


def _take_options(
    options: Mapping[str, object], values: dict[str, object], origins: dict[str, Origin]
) -> None:
    for name, value in options.items():
        if value is None:
            continue
        option = "--" + name.replace("_", "-")
        key = KEYS.get(name)
        if key is None:
            raise UsageError(f"There is no setting called {name}.")
        try:
            values[name] = key.parse(value, Path())
        except (ValueError, TypeError):
            raise UsageError(f"{option} {value} is not allowed: it takes {key.allowed}.") from None
        origins[name] = Origin(OriginKind.OPTION, option)


def _take_file(path: Path, values: dict[str, object], origins: dict[str, Origin]) -> None:
    text = read_text(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from None
    lines = lines_of_keys(text)
    mistakes: list[tuple[int, str]] = []
    parsed = _parse_table(table, KEYS, (), path.parent, lines, mistakes, tables=tuple(_TABLES))
    for name in _TABLES:
        rows = _rows_of(table, name, lines, mistakes)
        parsed[name] = _parse_rows(rows, name, path.parent, lines, mistakes)
    if mistakes:
        raise ConfigError(describe_mistakes(path, mistakes))
    for name in table:
        values[name] = parsed[name]
        origins[name] = Origin(OriginKind.FILE, f"{path}:{lines.get((name,), 1)}")


def _rows_of(
    table: Mapping[str, object],
    name: str,
    lines: Mapping[KeyPath, int],
    mistakes: list[tuple[int, str]],
) -> list[dict[str, object]]:
    rows = table.get(name, [])
    if isinstance(rows, list) and all(isinstance(row, dict) for row in rows):
        return rows
    mistakes.append((lines.get((name,), 1), f"{name} must be written as [[{name}]] tables."))
    return []


_TABLES: Mapping[str, tuple[Callable[..., object], Mapping[str, Key], str]] = {
    "watch": (WatchFolder, WATCH_KEYS, "folder"),
    "account": (Account, ACCOUNT_KEYS, "url"),
}
"""What is written as tables: what each becomes, its keys, and the one that it needs."""


def _parse_rows(
    rows: list[dict[str, object]],
    name: str,
    folder: Path,
    lines: Mapping[KeyPath, int],
    mistakes: list[tuple[int, str]],
) -> tuple[object, ...]:
    kind, keys, needed = _TABLES[name]
    found = []
    for position, row in enumerate(rows):
        where = (name, position)
        before = len(mistakes)
        parsed = _parse_table(row, keys, where, folder, lines, mistakes)
        if needed not in row:
            mistakes.append(
                (lines.get(where, 1), f"{name} needs {needed}: {keys[needed].allowed}.")
            )
        if len(mistakes) == before:
            found.append(kind(**parsed))
    return tuple(found)


def _parse_table(
    table: Mapping[str, object],
    keys: Mapping[str, Key],
    where: KeyPath,
    folder: Path,
    lines: Mapping[KeyPath, int],
    mistakes: list[tuple[int, str]],
    *,
    tables: tuple[str, ...] = (),
) -> dict[str, Any]:
    parsed: dict[str, Any] = {}
    for name, value in table.items():
        if name in tables:
            continue
        line = lines.get((*where, name), lines.get(where, 1))
        if name not in keys:
            mistakes.append((line, unknown_key(name, (*keys, *tables))))
            continue
        try:
            parsed[name] = keys[name].parse(value, folder)
        except (ValueError, TypeError):
            allowed = keys[name].allowed
            mistakes.append((line, f"{name} = {shown(value)} is not allowed: it takes {allowed}."))
    return parsed
