"""The options of a command in words again, for another process of cardscan."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click.core import ParameterSource

__all__ = ["said_again"]


def said_again(*, but: frozenset[str]) -> Iterator[str]:
    """The options that were typed, but for some, each as one word or two."""
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        is_said = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if not is_said or not isinstance(option, click.Option) or name in but:
            continue
        value = context.params[name]
        if option.is_flag:
            yield option.opts[0] if value or not option.secondary_opts else option.secondary_opts[0]
        else:
            yield from (option.opts[0], str(value))
