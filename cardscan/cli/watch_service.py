"""`cardscan watch --install`, `--uninstall` and `--status`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, tell
from cardscan.cli.said_again import said_again
from cardscan.config import Settings
from cardscan.errors import UsageError
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.app.service import Service

__all__ = ["change_service", "tell_status"]

_NOT_CARRIED = frozenset(
    ("into", "library", "once", "service", "dry_run", "as_json", "quiet", "verbose")
)
"""Options of this run alone, and those whose paths must be told from the root."""


def change_service(
    folder: Path | None,
    into: Place | None,
    library: Path | None,
    settings: Settings,
    voice: Voice,
    *,
    remove: bool,
    dry_run: bool,
    as_json: bool = False,
) -> None:
    """Install or remove the service for a folder, or for those of the configuration."""
    from cardscan.app.service import apply_service, find_manager, plan_service

    if not remove:
        _check(folder, into, settings, voice)
    folders = _folders(folder, settings)
    arguments = list(_arguments(folder, into, library))
    manager = find_manager()
    service = plan_service(manager, folders, arguments, os.environ, named=folder is not None)
    if remove and not service.file.exists() and not as_json:
        voice.say(
            f"{', '.join(map(str, folders))}: no such service is installed, so nothing is to be "
            "removed. cardscan watch --status lists those that are."
        )
        return
    if dry_run:
        _tell_plan(service, remove=remove, as_json=as_json)
        return
    apply_service(service, remove=remove, on_step=lambda step: voice.say(step))
    done = "is not watched in the background any more" if remove else "is watched from now on"
    voice.say(f"{', '.join(map(str, folders))} {done}. See: cardscan watch --status")


def _check(folder: Path | None, into: Place | None, settings: Settings, voice: Voice) -> None:
    """Say now what cannot be watched, and not in a log."""
    from cardscan.app.watch import check_target, find_targets

    with opening_books(settings, voice) as books:
        for target in find_targets(folder, into, settings, open_book=books.open):
            check_target(target)


def _folders(folder: Path | None, settings: Settings) -> tuple[Path, ...]:
    if folder is not None:
        return (folder.expanduser().absolute(),)
    if not settings.watch:
        raise UsageError(
            "It is not said which folder to watch.",
            next_step="Name one, or write a [[watch]] table into the configuration file.",
        )
    return tuple(each.folder.absolute() for each in settings.watch)


def _arguments(folder: Path | None, into: Place | None, library: Path | None) -> Iterator[str]:
    """The words of the command again, every path from the root."""
    if folder is not None:
        yield str(folder.expanduser().absolute())
    if into is not None:
        yield from ("--into", _absolute(into))
    if library is not None:
        yield from ("--library", str(library.expanduser().absolute()))
    yield from said_again(but=_NOT_CARRIED)


def _absolute(into: Place) -> str:
    if into.path is None:
        return into.url
    return f"{into.path.absolute()}{os.sep if into.is_folder else ''}"


def _tell_plan(service: Service, *, remove: bool, as_json: bool) -> None:
    if as_json:
        facts = {
            "schema": "cardscan.service/1",
            "file": str(service.file),
            "content": None if remove else service.content.decode("utf-8", "replace"),
            "commands": [list(each) for each in (service.stop if remove else service.start)],
            "folders": list(map(str, service.folders)),
        }
        tell(json.dumps(facts, ensure_ascii=False))
        return
    if remove:
        steps = [*(" ".join(command) for command in service.stop), f"rm {service.file}"]
    else:
        steps = [" ".join(command) for command in service.start]
        tell(f"# {service.file}")
        tell(*service.content.decode("utf-8", "replace").splitlines())
    for step in steps:
        tell(f"# {step}")


def tell_status(folder: Path | None, settings: Settings, *, as_json: bool) -> None:
    """What is watched: the named folder, else the configured ones and those of services."""
    from cardscan.app.service import find_manager, installed
    from cardscan.app.watched import status_of

    try:
        services = installed(find_manager(sys.platform), os.environ)
    except UsageError:
        services = ()
    folders = [each.folder.absolute() for each in settings.watch]
    folders += [path for _, watched in services for path in watched]
    if folder is not None:
        folders = [folder.expanduser().absolute()]
    found = [status_of(each) for each in dict.fromkeys(folders)]
    if as_json:
        facts = {
            "schema": "cardscan.status/1",
            "folders": [each.to_json() for each in found],
            "services": [
                {"file": str(file), "folders": list(map(str, watched))}
                for file, watched in services
            ],
        }
        tell(json.dumps(facts, ensure_ascii=False))
        return
    for each in found:
        for line in each.in_words():
            tell(line)
    for file, _ in services:
        tell(f"service: {file}")
    if not found:
        tell(
            "No folder is configured or watched by a service. "
            "Name one: cardscan watch FOLDER --status"
        )
