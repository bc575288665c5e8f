"""The `cardscan` group: shared options, and errors turned into a sentence and an exit code."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
import traceback
from typing import Any

import click

from cardscan import __version__
from cardscan.cli.commands import Commands, shared_options_before
from cardscan.errors import CardscanError, ExitCode

__all__ = ["COMMANDS", "CommandLine", "main"]

COMMANDS = {
    "completion": "Completion of commands, options and events for bash, zsh or fish.",
    "config": "Which settings hold, and where each comes from; and setting them.",
    "contacted": "You were in touch with a person: reminders count anew.",
    "dedupe": "Cards of an address book that are one person.",
    "doctor": "What is installed, what is missing, and the command that mends it.",
    "event": "One event on one page: whom you met, what was promised and is due.",
    "explain": "One photo with everything drawn in, and why each value was chosen.",
    "export": "Contacts from the library to a file for a phone or a mail program.",
    "followup": "Reminders to keep in touch, and birthdays, for your calendar.",
    "guests": "Whom on a guest list you know, and who could introduce you.",
    "help": "The help of cardscan, or of one of its commands.",
    "library": "What became of photos: list, show; the file that remembers: check, vacuum, purge.",
    "merge": "Contacts of other files into an address book.",
    "note": "What was said or promised, kept beside a person.",
    "phone": "Photos from the phone by a QR code, and its contacts back.",
    "push": "Contacts into the address book of an account that your phone syncs (CardDAV).",
    "qr": "A contact as a QR code for any phone's camera.",
    "redo": "A change made again that undo took back, byte for byte.",
    "review": "Doubtful cards beside their pictures, to accept, correct or discard.",
    "scan": "Photos, folders and PDFs of business cards to contacts.",
    "undo": "The last change to an address book taken back, byte for byte.",
    "watch": "Every photo that comes to rest in a folder, until stopped.",
}


class CommandLine(Commands):
    """A group that imports a command only when it is asked for, so that --help is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cardscan.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read our output has gone, e.g. `cardscan … | head`, which click
            # makes exit code 1. Python would complain once more on flushing at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.DONE

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.command(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="cardscan")
@shared_options_before
def group() -> None:
    """Photos of paper business cards to contacts in the address book you already use.

    Everything happens on this machine; nothing is sent anywhere but to the server of an
    address book that you name.

    \b
    Example:
      cardscan scan sample_cards/001-scan.jpg
      cardscan scan sample_cards --out contacts.vcf
      cardscan help scan
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code that CONTRACT promises."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter shows a question mark.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
            # A file or pipe on Windows would get the code page of the machine.
            if sys.platform == "win32" and not stream.isatty():
                stream.reconfigure(encoding="utf-8")
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code; a user never sees a traceback."""
    try:
        code: Any = group.main(arguments, prog_name="cardscan", standalone_mode=False)
        return int(code) if isinstance(code, int) else ExitCode.DONE
    except CardscanError as error:
        _complain(*f"cardscan: {error}".split("\n"))
        return error.exit_code
    except click.exceptions.Abort:
        return _interrupted()
    except KeyboardInterrupt:
        return _interrupted()
    except click.ClickException as error:
        from cardscan.cli.console import show_mistake

        show_mistake(error)
        return error.exit_code
    except OSError as error:
        return _mishap(error)
    except Exception as error:
        return _defect(error)


def _complain(*lines: str) -> None:
    # Loaded late: it loads numpy and rich, and --help is to be quick.
    from cardscan.cli.console import complain

    complain(*lines)


def _interrupted() -> int:
    _complain("cardscan: interrupted; everything finished so far is kept.")
    return ExitCode.INTERRUPTED


_MISHAPS = frozenset(
    {
        errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EMFILE, errno.ENFILE,
        errno.ENOMEM, errno.ENOSPC, errno.EPERM, errno.EROFS, errno.ESTALE,
    }
)  # fmt: skip
"""What the system refuses through no fault of the program."""


def _mishap(error: OSError) -> int:
    if error.errno not in _MISHAPS:
        return _defect(error)
    what = f"{error.filename}: " if error.filename else ""
    _complain(f"cardscan: {what}{error.strerror}.")
    return ExitCode.ADDRESS_BOOK


def _defect(error: Exception) -> int:
    _complain(
        f"cardscan: this is a defect of cardscan, not of your files ({type(error).__name__}: "
        f"{error}). Set CARDSCAN_DEBUG=1 and run it again for the details of a report."
    )
    if os.environ.get("CARDSCAN_DEBUG"):
        _complain(*"".join(traceback.format_exception(error)).splitlines())
    return ExitCode.DEFECT
