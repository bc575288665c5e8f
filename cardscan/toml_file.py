"""A settings file in TOML: its text, on which line each key stands, and its mistakes in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from cardscan.errors import ConfigError

__all__ = ["KeyPath", "describe_mistakes", "lines_of_keys", "read_text", "shown", "unknown_key"]

KeyPath = tuple[str | int, ...]


def read_text(path: Path) -> str:
    """The text of a file. Raises ConfigError."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None


def describe_mistakes(path: Path, mistakes: list[tuple[int, str]]) -> str:
    """All mistakes in a file, by the lines on which they are."""
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    rows = [f"  line {line}: {text}" for line, text in sorted(mistakes)]
    return "\n".join([f"{path} has {count}:", *rows])


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    """The line on which each key of a valid TOML text begins, from 1.

    tomllib does not say. A key stands in the statement that makes it appear:
    the text is parsed up to each line, and what a prefix adds to the one
    before it began on the first line after that one. This is exact for
    multi-line values too, and a settings file is short.
    """
    found: dict[KeyPath, int] = {}
    prefix, start = "", 1
    for number, line in enumerate(text.split("\n"), start=1):
        prefix += line + "\n"
        try:
            table = tomllib.loads(prefix)
        except tomllib.TOMLDecodeError:
            continue
        for path in _key_paths(table, ()):
            found.setdefault(path, start)
        start = number + 1
    return found


def _key_paths(value: object, where: KeyPath) -> Iterator[KeyPath]:
    if where:
        yield where
    items: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        items = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    for key, inner in items:
        yield from _key_paths(inner, (*where, key))


def shown(value: object) -> str:
    """A value as a mistake shows it."""
    return re.sub(r"//[^/@]*@", "//…@", repr(value))  # perhaps somebody's password


def unknown_key(name: str, known: tuple[str, ...]) -> str:
    """What to say of a key that there is not."""
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    return f"{name} is no setting: {hint}"
