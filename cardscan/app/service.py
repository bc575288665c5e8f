"""Watching in the background: what systemd or launchd is told, as a plan that can be printed.

The one module that knows the two: where their files lie, how they are written
and which commands make them count.
"""

from __future__ import annotations

import hashlib
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from cardscan.errors import MissingDependencyError, OutputError, UsageError
from cardscan.files import replacing

__all__ = ["Manager", "Service", "apply_service", "find_manager", "installed", "plan_service"]

_NAME = "cardscan-watch"
_CARRIED = ("PATH", "CARDSCAN_CONFIG", "CARDSCAN_LIBRARY", "TESSDATA_PREFIX")
"""What a background service does not get from the shell: Homebrew's programs are in PATH alone."""


class Manager(Enum):
    """Who keeps services running."""

    SYSTEMD = "systemd"
    LAUNCHD = "launchd"


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its file with what goes there, and the commands to begin and to end it.

    ``folders`` are those that it watches.
    """

    file: Path
    content: bytes
    start: tuple[tuple[str, ...], ...]
    stop: tuple[tuple[str, ...], ...]
    folders: tuple[Path, ...] = ()


def find_manager(platform: str = sys.platform) -> Manager:
    """Who keeps services running here. Raises UsageError where nobody is known who does."""
    if platform == "darwin":
        return Manager.LAUNCHD
    if platform.startswith("linux"):
        return Manager.SYSTEMD
    raise UsageError(
        "Only systemd and launchd are known to keep a watch running in the background.",
        next_step="On Windows: schtasks /Create /SC ONLOGON /TN cardscan "
        '/TR "cardscan watch FOLDER --into BOOK"',
    )


def plan_service(
    manager: Manager,
    folders: Sequence[Path],
    arguments: Sequence[str],
    env: Mapping[str, str],
    *,
    named: bool,
) -> Service:
    """The service that runs ``cardscan watch`` with some arguments.

    ``named`` says that a folder is among them; else it is the service for all
    folders of the configuration file.
    """
    command = (sys.executable, "-m", "cardscan", "watch", *arguments)
    carried = {name: _absolute(name, env[name]) for name in _CARRIED if env.get(name)}
    name = _name_of(folders[0]) if named else _NAME
    if manager is Manager.LAUNCHD:
        return _agent(name, folders, command, carried, env)
    return _unit(name, folders, command, carried, env)


def _absolute(name: str, value: str) -> str:
    return value if name == "PATH" else str(Path(value).expanduser().absolute())


def _name_of(folder: Path) -> str:
    """A name for the service of one folder that two folders of one name do not share."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-").lower()
    text = str(folder.absolute()).encode("utf-8", "surrogateescape")
    return f"{_NAME}-{plain or 'folder'}-{hashlib.sha256(text).hexdigest()[:8]}"


# --- systemd ---------------------------------------------------------------------------


def _unit(
    name: str,
    folders: Sequence[Path],
    command: Sequence[str],
    carried: Mapping[str, str],
    env: Mapping[str, str],
) -> Service:
    lines = [
        *(f"# watches {folder}" for folder in folders),
        "[Unit]",
        "Description=Photos of business cards into an address book (cardscan)",
        "",
        "[Service]",
        f"ExecStart={' '.join(map(_quoted, command))}",
        *(f"Environment={_quoted(f'{key}={value}', of_command=False)}"
          for key, value in carried.items()),
        # 1 says that some photos failed; what is asked for wrongly will not get better.
        "SuccessExitStatus=1",
        "Restart=on-failure",
        "RestartSec=10",
        "RestartPreventExitStatus=2 3 5",
        "",
        "[Install]",
        "WantedBy=default.target",
        "",
    ]  # fmt: skip
    unit = f"{name}.service"
    control = ("systemctl", "--user")
    return Service(
        _unit_folder(env) / unit,
        "\n".join(lines).encode("utf-8", "surrogateescape"),
        ((*control, "daemon-reload"), (*control, "enable", "--now", unit)),
        ((*control, "disable", "--now", unit),),
        tuple(folders),
    )


def _unit_folder(env: Mapping[str, str]) -> Path:
    home = env.get("XDG_CONFIG_HOME") or Path(env.get("HOME") or Path.home()) / ".config"
    return Path(home) / "systemd" / "user"


def _quoted(text: str, *, of_command: bool = True) -> str:
    """A word of a unit (systemd.syntax(7), "Quoting"; systemd.service(5), "Command lines").

    Control characters cannot be part of it. Raises UsageError for them.
    """
    if re.search(r"[\x00-\x1f]", text):
        raise UsageError(f"{text!r} cannot be written into a systemd unit.")
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    if of_command:
        text = text.replace("$", "$$")
    return f'"{text}"'


# --- launchd ---------------------------------------------------------------------------


def _agent(
    name: str,
    folders: Sequence[Path],
    command: Sequence[str],
    carried: Mapping[str, str],
    env: Mapping[str, str],
) -> Service:
    home = Path(env.get("HOME") or Path.home())
    file = home / "Library" / "LaunchAgents" / f"{name}.plist"
    content = {
        "Label": name,
        "ProgramArguments": list(command),
        "EnvironmentVariables": dict(carried),
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "StandardErrorPath": str(home / "Library" / "Logs" / f"{name}.log"),
        "CardscanWatches": [str(folder) for folder in folders],
    }
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Service(
        file,
        plistlib.dumps(content),
        (("launchctl", "bootstrap", f"gui/{user}", str(file)),),
        (("launchctl", "bootout", f"gui/{user}/{name}"),),
        tuple(folders),
    )


# --- doing it --------------------------------------------------------------------------


def installed(
    manager: Manager, env: Mapping[str, str]
) -> tuple[tuple[Path, tuple[Path, ...]], ...]:
    """The files of services that are there, each with the folders that it watches."""
    home = Path(env.get("HOME") or Path.home())
    place = _unit_folder(env) if manager is Manager.SYSTEMD else home / "Library" / "LaunchAgents"
    suffix = "service" if manager is Manager.SYSTEMD else "plist"
    found: list[tuple[Path, tuple[Path, ...]]] = []
    with suppress(OSError):
        files = sorted(place.glob(f"{_NAME}*.{suffix}"))
        found += ((file, tuple(_watched(file.read_bytes()))) for file in files)
    return tuple(found)


def _watched(content: bytes) -> Iterator[Path]:
    if content.startswith(b"# watches") or b"\n[Service]" in content:
        text = content.decode("utf-8", "surrogateescape")
        yield from (Path(path) for path in re.findall(r"^# watches (.+)$", text, re.MULTILINE))
        return
    with suppress(plistlib.InvalidFileException, ValueError):
        yield from map(Path, plistlib.loads(content).get("CardscanWatches", ()))


def apply_service(service: Service, *, remove: bool, on_step: Callable[[str], None]) -> None:
    """Write the file and begin, or end and take the file away; each step is told before.

    Raises OutputError, or MissingDependencyError where a command fails; the file
    is gone then all the same, so that nothing begins by it at the next login.
    """
    if remove:
        try:
            _run_all(service.stop, on_step)
        finally:
            _remove(service.file, on_step)
        return
    on_step(f"writes {service.file}")
    try:
        service.file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{service.file.parent} cannot be made: {error.strerror}.") from error
    if service.file.exists():
        with suppress(MissingDependencyError):  # one that does not run need not be ended
            _run_all(service.stop, on_step)
    with replacing(service.file) as file:
        file.write(service.content)
    try:
        _run_all(service.start, on_step)
    except MissingDependencyError:
        _remove(service.file, on_step)
        raise


def _remove(file: Path, on_step: Callable[[str], None]) -> None:
    on_step(f"removes {file}")
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{file} cannot be removed: {error.strerror}.") from error


def _run_all(commands: Sequence[Sequence[str]], on_step: Callable[[str], None]) -> None:
    for command in commands:
        line = " ".join(command)
        on_step(f"runs {line}")
        try:
            done = subprocess.run(  # noqa: S603 - the two programs above, with names of our own
                command, capture_output=True, text=True, timeout=60, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise MissingDependencyError(
                f"{command[0]} cannot be run: {error}.", next_step=f"Run it yourself: {line}"
            ) from error
        if done.returncode:
            said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
            raise MissingDependencyError(
                f"{command[0]} refused: {said.rstrip('.')}.", next_step=_way_out(command[0], said)
            )


def _way_out(program: str, said: str) -> str:
    if program == "systemctl" and "bus" in said:
        return (
            "There is no session of yours that systemd knows (as after su, or in a container): "
            "log in, or run loginctl enable-linger, and say the same command again."
        )
    return "Mend that, and say the same command again."
