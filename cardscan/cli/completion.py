"""`cardscan completion`."""

from __future__ import annotations

import click

from cardscan.cli.console import tell

__all__ = ["command"]

_SHELLS = ("bash", "zsh", "fish")
_WHOLE_NAMES = (
    (
        "COMPREPLY+=($value)",
        """COMPREPLY+=("$value"); [[ $value != *" "* ]] || compopt -o filenames""",
    ),
    ('string split ","', 'string split -m 1 ","'),
)
"""In click's scripts for bash and fish: an event of two words is one word, and may have a comma."""


@click.command(name="completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print what teaches a shell to complete commands, options, formats and events.

    Write it where the shell looks for such files, or load it at each start.

    \b
    ~/.bashrc                    eval "$(cardscan completion bash)"
    ~/.zshrc, behind compinit    eval "$(cardscan completion zsh)"
    ~/.config/fish/config.fish   cardscan completion fish | source

    \b
    Example:
      cardscan completion bash > ~/.cardscan-completion.bash
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"There is no completion for {shell}.", ctx=context)
    root = context.find_root()
    source = kind(root.command, {}, "cardscan", "_CARDSCAN_COMPLETE").source()
    for before, after in _WHOLE_NAMES:
        source = source.replace(before, after)
    tell(*source.split("\n"))
