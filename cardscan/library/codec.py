"""Model values to JSON and back without loss, driven by the fields of the dataclasses.

A field that holds its default is left out, and a key that is no field is passed
over, so that a model may gain fields without a migration. Bytes do not belong in
JSON: the caller keeps pictures apart.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["from_json", "to_json"]

_T = TypeVar("_T")
_Decoder = Callable[[Any], Any]


def to_json(value: object, *, without: tuple[str, ...] = ()) -> str:
    """One compact line of JSON; ``without`` names fields of the outermost value to leave out.

    It is pure ASCII, so that a path which is not valid UTF-8 survives as well.
    """
    plain = _fields(value, without) if without else _plain(value)
    return json.dumps(plain, separators=(",", ":"))


def from_json(kind: type[_T], text: str) -> _T:
    """The value that :func:`to_json` wrote; raises ValueError or TypeError on nonsense."""
    value: _T = _decoder(kind)(json.loads(text))  # type: ignore[arg-type] # a class is hashable
    return value


def _plain(value: object) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if is_dataclass(value):
        return _fields(value, ())
    if hasattr(value, "item"):  # a number of numpy's
        return value.item()
    raise TypeError(f"{type(value).__name__} has no place in a library")


def _fields(value: Any, without: tuple[str, ...]) -> dict[str, Any]:
    return {
        each.name: _plain(held)
        for each in fields(value)
        if each.name not in without and not _is_default(each, held := getattr(value, each.name))
    }


def _is_default(each: Field[Any], value: object) -> bool:
    # True == 1 and 1 == 1.0, but they are not the same JSON.
    return type(value) is type(each.default) and bool(value == each.default)


@cache
def _decoder(kind: Any) -> _Decoder:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = [each for each in arguments if each is not types.NoneType]
        return partial(_optional, _decoder(inner[0]))
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return partial(_many, tuple, _decoder(arguments[0]))
        return partial(_fixed, tuple(_decoder(each) for each in arguments))
    if origin is frozenset:
        return partial(_many, frozenset, _decoder(arguments[0]))
    if isinstance(kind, type):
        return _simple_decoder(kind)
    raise TypeError(f"no way to read {kind} from a library")


def _simple_decoder(kind: type) -> _Decoder:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        decoders = {each.name: _decoder(hints[each.name]) for each in fields(kind)}
        return partial(_record, kind, decoders)
    if issubclass(kind, StrEnum):
        return kind
    if kind is datetime:
        return datetime.fromisoformat
    if kind is float:
        return float
    return _as_is


def _as_is(value: Any) -> Any:
    return value


def _optional(decode: _Decoder, value: Any) -> Any:
    return None if value is None else decode(value)


def _many(collect: Callable[[Any], Any], decode: _Decoder, value: Any) -> Any:
    return collect(decode(item) for item in value)


def _fixed(decoders: tuple[_Decoder, ...], value: Any) -> Any:
    return tuple(decode(item) for decode, item in zip(decoders, value, strict=True))


def _record(kind: Callable[..., Any], decoders: dict[str, _Decoder], value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{kind} cannot be read from {type(value).__name__}")
    return kind(**{name: decoders[name](held) for name, held in value.items() if name in decoders})
