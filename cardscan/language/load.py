"""The files of languages and countries to records: read once, when first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar, get_type_hints

from cardscan.errors import KnowledgeError
from cardscan.language.country import Country
from cardscan.language.values import Tongue

__all__ = ["countries", "country_record", "parse_record", "tongues"]

Record = TypeVar("Record", Tongue, Country)


@cache
def tongues() -> tuple[Tongue, ...]:
    """Every language that something is known of, in the order of their codes."""
    return tuple(_records("tongues", Tongue))


@cache
def countries() -> tuple[Country, ...]:
    """Every country that something is known of, in the order of their codes."""
    return tuple(_records("countries", Country))


@cache
def country_record(code: str | None) -> Country:
    """What is known of a country by its code; a record of no habits where that is nothing."""
    found = (country for country in countries() if country.code == code)
    return next(found, Country(code or "", code or "", "nothing is known"))


def _records(folder: str, kind: type[Record]) -> Iterator[Record]:
    files = (resources.files(__package__) / folder).iterdir()
    for file in sorted(files, key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield parse_record(file.read_text("utf-8"), kind, f"{folder}/{file.name}")


def parse_record(text: str, kind: type[Record], name: str) -> Record:
    """A file's record; ``KnowledgeError`` where it has anything that nobody would read.

    That is an unknown key, a value of another type, an entry that stands twice,
    or no source. ``name`` is the file's, as an error names it.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name} is no TOML: {error}.") from None
    record: Record = _parsed(table, kind, name)
    if not record.source.strip():
        raise KnowledgeError(f"{name}: 'source' is empty.", next_step="Say where it is known from.")
    if name.rpartition("/")[2] != f"{record.code.lower()}.toml":
        raise KnowledgeError(f"{name}: its code is '{record.code}'; file and code must agree.")
    return record


def _parsed(table: Mapping[str, Any], kind: Any, name: str) -> Any:
    known = _keys_of(kind)
    for key in table:
        if key not in known:
            raise KnowledgeError(
                f"{name}: unknown key '{key}'.", next_step=f"Known are {', '.join(known)}."
            )
    for field in fields(kind):
        required = field.default is MISSING and field.default_factory is MISSING
        if required and field.name not in table:
            raise KnowledgeError(f"{name}: '{field.name}' is missing.")
    values = {key: _value(value, known[key], f"{name}: '{key}'") for key, value in table.items()}
    _refuse_doubles(values, name, rivals=getattr(kind, "RIVALS", False))
    return kind(**values)


@cache
def _keys_of(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(value: Any, kind: Any, name: str) -> Any:
    if is_dataclass(kind) and isinstance(kind, type) and isinstance(value, dict):
        return _parsed(value, kind, name)
    if kind in (str, bool, int) and type(value) is kind:
        return value
    if kind == tuple[str, ...] and isinstance(value, str):
        pieces = (piece.strip() for line in value.split("\n") for piece in line.split(";"))
        return tuple(piece for piece in pieces if piece)
    if kind == Mapping[str, tuple[str, ...]] and isinstance(value, dict):
        entries = tuple[str, ...]
        return {key: _value(entry, entries, f"{name}, '{key}'") for key, entry in value.items()}
    raise KnowledgeError(f"{name} must be {_WANTED.get(kind, 'a table')}.")


_WANTED: dict[Any, str] = {
    str: "a text", bool: "true or false", int: "a number", tuple[str, ...]: "a text of entries",
}  # fmt: skip


def _refuse_doubles(values: Mapping[str, Any], name: str, *, rivals: bool) -> None:
    """No entry stands twice in a list, nor in two lists that would give it two meanings."""
    seen: dict[str, str] = {}
    for key, entries in values.items():
        seen = seen if rivals else {}
        for entry in entries if isinstance(entries, tuple) else ():
            plain = entry.casefold()
            if plain in seen:
                where = " and ".join(dict.fromkeys((seen[plain], key)))
                raise KnowledgeError(f"{name}: '{entry}' stands twice, in {where}.")
            seen[plain] = key
