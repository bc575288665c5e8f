"""`cardscan help`."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from cardscan.cli.console import tell

__all__ = ["command"]


class CommandName(click.ParamType[str]):
    """The name of a command, or of one below it."""

    name = "command"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem]:
        asked = ctx.find_root().command
        for word in ctx.params.get("words") or ():
            found = asked.get_command(ctx, word) if isinstance(asked, click.Group) else None
            asked = found or asked
        names = asked.list_commands(ctx) if isinstance(asked, click.Group) else []
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


@click.command(name="help")
@click.argument("words", nargs=-1, metavar="[COMMAND]…", type=CommandName())
@click.option("--man", is_flag=True, help="Print all of it as a manual page (roff).")
@click.pass_context
def command(context: click.Context, words: tuple[str, ...], man: bool) -> None:
    """Show the help of cardscan, or of one of its commands.

    \b
    Example:
      cardscan help scan
      cardscan help library purge
      cardscan help --man > cardscan.1
    """
    asked = context.find_root()
    if man:
        from cardscan.cli.manual import manual_page

        tell(*manual_page(asked))
        return
    for word in words:
        group = asked.command
        if not isinstance(group, click.Group):
            raise click.UsageError(f"{asked.command_path} has no commands of its own.", ctx=asked)
        _, found, _ = group.resolve_command(asked, [word])
        if found is None:
            raise click.UsageError(f"No such command '{word}'.", ctx=asked)
        asked = click.Context(found, info_name=word, parent=asked)
    tell(*asked.get_help().split("\n"))
