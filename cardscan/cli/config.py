"""`cardscan config`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from cardscan.cli.commands import Commands, shared_options_before
from cardscan.cli.console import Voice, show_table, tell
from cardscan.cli.options import reading_options, settings_from, shared_options
from cardscan.config import OriginKind, config_path, load_settings
from cardscan.model import Account

__all__ = ["command"]


@click.group(name="config", cls=Commands)
@shared_options_before
def command() -> None:
    """Say which settings hold and where each comes from, and set them.

    \b
    Example:
      cardscan config show
      cardscan config set region AT
    """


class _SettingName(click.ParamType[str]):
    """The name of a setting that is one value."""

    name = "setting"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        from cardscan.app.configure import setting_names

        return [CompletionItem(name) for name in setting_names() if name.startswith(incomplete)]


@command.command(name="set")
@click.argument("key", type=_SettingName())
@click.argument("value")
@shared_options
def set_(key: str, value: str, library: Path | None, voice: Voice) -> None:
    """Write one setting into the configuration file; what else is in it stays.

    A value that is not allowed is refused. Languages are joined by '+'.

    \b
    Example:
      cardscan config set region AT
      cardscan config set address_book ~/contacts.vcf
    """
    from cardscan.app.configure import set_setting

    path, written = set_setting(key, value)
    voice.say(f"{path} says now: {key} = {_in_toml(written)}")
    origin = load_settings(options={"library": library}).origins.get(key)
    if origin is not None and origin.kind is not OriginKind.FILE:
        voice.say(f"Here and now another value holds, since {origin.place} is said.")


@command.command(name="unset")
@click.argument("key", type=_SettingName())
@shared_options
def unset(key: str, library: Path | None, voice: Voice) -> None:  # noqa: ARG001 - every command has one
    """Take one setting out of the configuration file, so that the default holds.

    \b
    Example:
      cardscan config unset region
    """
    from cardscan.app.configure import remove_setting

    path, was_there = remove_setting(key)
    how = "is no longer in" if was_there else "was not in"
    voice.say(f"{key} {how} {path}.")


@command.command(name="show")
@reading_options
@shared_options
def show(voice: Voice, **options: Any) -> None:  # noqa: ARG001 - every command takes --quiet
    """Print every setting, its value and where it comes from.

    \b
    Example:
      cardscan config show
    """
    rows = settings_from(options).rows()
    show_table(
        ("setting", "value", "from"), [(name, _text(value), origin) for name, value, origin in rows]
    )
    tell(f"The configuration file is {config_path()}.")


def _text(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(_text(each) for each in value) or "none"
    if isinstance(value, Account):
        return value.url
    if isinstance(value, bool):
        return str(value).lower()
    return "none" if value is None else str(value.folder if hasattr(value, "folder") else value)


def _in_toml(value: object) -> str:
    """A value as the file has it, and as `config set` takes it."""
    import tomlkit

    return str(tomlkit.item(value).as_string())
