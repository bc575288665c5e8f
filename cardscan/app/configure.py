"""One setting put into the configuration file, or taken out; all else in it stays as it stands."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from cardscan.config import Settings, config_path, load_settings
from cardscan.errors import ConfigError, UsageError
from cardscan.files import replacing
from cardscan.model import Place
from cardscan.toml_file import read_text, unknown_key

__all__ = ["remove_setting", "set_setting", "setting_names"]

_TABLES = ("watch", "account")


def setting_names() -> tuple[str, ...]:
    """The settings that are one value; a folder to watch and an account are tables."""
    return tuple(f.name for f in fields(Settings) if f.name not in {*_TABLES, "origins"})


def set_setting(name: str, text: str) -> tuple[Path, object]:
    """Write one setting into the configuration file in force; the file, and what it says now.

    Comments and all other lines are kept, and the file is made where there is
    none. Raises UsageError for what is no setting or not allowed, and
    ConfigError or OutputError with the file as it was.
    """
    _check_name(name)
    value = _checked(name, text)
    path = config_path()
    document = _document(path)
    document[name] = value
    _write(path, document)
    return path, value


def remove_setting(name: str) -> tuple[Path, bool]:
    """Take one setting out of the configuration file; the file, and whether it was there."""
    _check_name(name)
    path = config_path()
    document = _document(path)
    if name not in document:
        return path, False
    del document[name]
    _write(path, document)
    return path, True


def _check_name(name: str) -> None:
    if name in _TABLES:
        raise UsageError(
            f"{name} is a table of several values.",
            next_step=f"Write [[{name}]] into {config_path()} with an editor.",
        )
    if name not in setting_names():
        raise UsageError(unknown_key(name, setting_names()))


def _checked(name: str, text: str) -> Any:
    """What the file is to say: a text, a number, or a list of texts. Raises UsageError."""
    refused = ""
    for candidate in _candidates(text):
        try:
            # Of an empty file, since one with a mistake is perhaps just being mended.
            settings = load_settings(Path(os.devnull), env={}, options={name: candidate})
        except UsageError as error:
            refused = error.message.replace(f"--{name.replace('_', '-')} ", f"{name} = ", 1)
            continue
        parsed = getattr(settings, name)
        if isinstance(parsed, tuple):
            return list(parsed)
        return _from_here(candidate, parsed) if isinstance(candidate, str) else candidate
    raise UsageError(refused)


def _candidates(text: str) -> Iterator[object]:
    """A text as true or false, a number, or itself; itself last, to be named in refusal."""
    if text.casefold() in ("true", "false"):
        yield text.casefold() == "true"
    for kind in (int, float):
        try:
            yield kind(text)
        except ValueError:
            continue
    yield text


def _from_here(text: str, parsed: object) -> str:
    """A path from where the person is: in the file it would start from the file's folder."""
    is_path = isinstance(parsed, Path) or (isinstance(parsed, Place) and parsed.path is not None)
    if not is_path or text.startswith("~"):
        return text
    return os.path.join(Path.cwd(), text)  # noqa: PTH118 - a slash at the end says a folder


def _document(path: Path) -> Any:
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(read_text(path) if path.exists() else "")
    except TOMLKitError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from None


def _write(path: Path, document: Any) -> None:
    text: str = document.as_string()
    if path.exists() and b"\r\n" in path.read_bytes():
        text = text.replace("\n", "\r\n")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(text.encode())
