"""A group of commands that forgives: what was mistyped, and options that stand before a command."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["Commands", "of_every_command", "said_before", "shared_options_before"]

F = TypeVar("F", bound=Callable[..., Any])

_OTHER_WORDS = {
    "add": "scan",
    "contacts": "export",
    "duplicates": "dedupe",
    "import": "scan",
    "read": "scan",
    "serve": "phone",
    "settings": "config",
    "sync": "push",
}
"""What other programs call such a command, and no mistyped one of ours resembles."""


class Commands(click.Group):
    """A group that says which command was perhaps meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        is_option = name.startswith("-") and len(name) > 1
        if ctx.resilient_parsing or is_option or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        near = self._near(ctx, name)
        hint = f": did you mean {' or '.join(near)}?" if near else "."
        raise click.UsageError(f"No such command '{name}'{hint}", ctx=ctx)

    def _near(self, ctx: click.Context, name: str) -> list[str]:
        known = self.list_commands(ctx)
        if _OTHER_WORDS.get(name) in known:
            return [_OTHER_WORDS[name]]
        if below := [each for each in known if name in self._below(ctx, each)]:
            return [f"{each} {name}" for each in below]
        if "scan" in known and Path(name).exists():
            return [f"scan {name}"]
        return get_close_matches(name.casefold(), known, n=2)

    def _below(self, ctx: click.Context, name: str) -> list[str]:
        command = self.get_command(ctx, name)
        return command.list_commands(ctx) if isinstance(command, click.Group) else []


def of_every_command(function: F) -> F:
    """``--library``, ``--quiet`` and ``--verbose``, as every command and group has them."""
    for option in (
        click.option("-v", "--verbose", is_flag=True, help="Say more about what is done."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option(
            "--library",
            type=click.Path(path_type=Path, dir_okay=False),
            help="The SQLite file that remembers scans (default: in your data folder).",
        ),
    ):
        function = option(function)
    return function


def shared_options_before(function: F) -> F:
    """Let a group take ``--library``, ``--quiet`` and ``--verbose`` before a command's name."""

    @of_every_command
    @wraps(function)
    def wrapped(**_said: Any) -> Any:
        return function()  # the commands below look for what was said

    return wrapped  # type: ignore[return-value]  # the same function with three more options


def said_before(name: str) -> Any:
    """What was said of a shared option before the command's name, the nearest first."""
    return next((value for value in _said(name) if value), None)


def _said(name: str) -> Iterator[Any]:
    context = click.get_current_context().parent
    while context is not None:
        yield context.params.get(name)
        context = context.parent
