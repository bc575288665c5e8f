"""The manual page, made of what ``--help`` says of every command."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from cardscan import __version__

__all__ = ["manual_page"]

_EXIT_CODES = {
    0: "Done.",
    1: "Done, but some inputs failed; the others are complete.",
    2: "Wrong usage, or a mistake in the configuration.",
    3: "Something needed is missing: Tesseract, a language.",
    4: "No input could be read.",
    5: "The library is damaged, locked or too new.",
    6: "An address book, output file or server; what was there is untouched.",
    70: "A defect of cardscan.",
    130: "Interrupted, with everything finished so far kept.",
}
_ENVIRONMENT = {
    "CARDSCAN_LIBRARY": "The library, in the place of the one in the data folder.",
    "CARDSCAN_CONFIG": "The configuration file, in the place of the default one.",
    "CARDSCAN_USER, CARDSCAN_PASSWORD": "Who is let in by a server of contacts.",
    "CARDSCAN_DEBUG": "Set to 1, a defect of cardscan is told with its details.",
    "NO_COLOR": "Set to anything, nothing is coloured.",
}


def manual_page(root: click.Context) -> Iterator[str]:
    """The lines of the page in roff, section 1."""
    yield f'.TH CARDSCAN 1 "" "cardscan {_roff(__version__)}"'
    yield from (".SH NAME", "cardscan \\- photos of business cards to contacts")
    yield from (".SH SYNOPSIS", ".B cardscan", "[OPTIONS] COMMAND [ARGS]...")
    yield ".SH DESCRIPTION"
    yield from _description(root.command)
    yield ".SH OPTIONS"
    yield from _options(root)
    yield ".SH COMMANDS"
    for context in _below(root):
        yield from _command(context)
    yield ".SH EXIT STATUS"
    yield from _defined({str(code): text for code, text in _EXIT_CODES.items()})
    yield ".SH ENVIRONMENT"
    yield from _defined(_ENVIRONMENT)


def _below(context: click.Context) -> Iterator[click.Context]:
    """Every command that can be called, in the order of the names."""
    group = context.command
    if not isinstance(group, click.Group):
        yield context
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None:
            yield from _below(click.Context(command, info_name=name, parent=context))


def _command(context: click.Context) -> Iterator[str]:
    usage = " ".join(context.command.collect_usage_pieces(context))
    yield f'.SS "{_roff(context.command_path)} {_roff(usage)}"'
    yield from _description(context.command)
    yield from _options(context)


def _description(command: click.Command) -> Iterator[str]:
    """The help's paragraphs; those that begin with a backspace keep their lines."""
    for position, paragraph in enumerate(re.split(r"\n\s*\n", _dedented(command.help or ""))):
        if position:
            yield ".PP"
        if paragraph.startswith("\b"):
            kept = paragraph.removeprefix("\b\n").split("\n")
            yield from (".nf", *map(_roff, kept), ".fi")
        else:
            yield _roff(" ".join(paragraph.split()))


def _dedented(text: str) -> str:
    # As click sees it: the first line of a docstring is not indented.
    first, _, rest = text.partition("\n")
    lines = rest.split("\n")
    indents = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    margin = min(indents, default=0)
    return "\n".join((first.strip(), *(line[margin:] for line in lines))).strip()


def _options(context: click.Context) -> Iterator[str]:
    for parameter in context.command.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None and record[1]:
            yield from _defined({record[0]: record[1]})


def _defined(texts: dict[str, str]) -> Iterator[str]:
    for term, text in texts.items():
        yield from (".TP", f".B {_roff(term)}", _roff(" ".join(text.split())))


def _roff(text: str) -> str:
    """A line of text as roff: no escape, no request and no hyphenation where there is none."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    return f"\\&{text}" if text.startswith((".", "'")) else text
