"""Watching in the background: what systemd and launchd get, and how a watch is doing."""

from __future__ import annotations

import json
import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cardscan.app.service import Manager, Service, apply_service, installed, plan_service
from cardscan.errors import MissingDependencyError, UsageError
from cardscan.folder import Watcher
from tests.command_line import READER, World
from tests.schemas import check

ODD = 'Cards of "Ä" 100% $HOME \\ two  blanks'


def unit(folder: Path, env: dict[str, str], *arguments: str) -> Service:
    return plan_service(Manager.SYSTEMD, (folder,), (str(folder), *arguments), env, named=True)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_takes_the_unit_and_gets_every_word_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/opt/x y", "CARDSCAN_CONFIG": str(folder)}
    service = unit(folder, env, "--into", "a;b.vcf", "--region", "AT")
    service.file.parent.mkdir(parents=True)
    service.file.write_bytes(service.content)
    # It may find fault with other units of the machine as well.
    assert service.file.name not in verified(service.file)
    broken = service.file.with_name("broken.service")
    broken.write_bytes(service.content.replace(b"ExecStart=", b"ExecStart=relative "))
    assert broken.name in verified(broken)


def verified(file: Path) -> str:
    """What systemd says of a unit."""
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", file],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(file.parent)},
    )
    assert "Failed to initialize" not in checked.stderr
    return checked.stderr


def unquoted(text: str) -> list[str]:
    """The words of a unit's line, as systemd.syntax(7) says."""
    words, word, quoted, place = [], "", False, 0
    while place < len(text):
        letter = text[place]
        if letter == "\\":
            place += 1
            word += text[place]
        elif letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            words.append(word)
            word = ""
        else:
            word += letter
        place += 1
    return [w.replace("%%", "%").replace("$$", "$") for w in (*words, word)]


def test_a_unit_carries_the_command_with_its_options(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    lines = unit(folder, {"HOME": "/h", "PATH": "/bin"}, "--jobs", "1").content.decode().split("\n")
    (command,) = (ln.partition("=")[2] for ln in lines if ln.startswith("ExecStart="))
    assert unquoted(command) == [
        sys.executable, "-m", "cardscan", "watch", str(folder), "--jobs", "1",
    ]  # fmt: skip
    assert 'Environment="PATH=/bin"' in lines
    with pytest.raises(UsageError, match="cannot be written"):
        unit(tmp_path / "two\nlines", {"HOME": "/h"})


def test_an_agent_is_a_plist_that_says_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ODD
    env = {"HOME": str(tmp_path), "PATH": "/opt/homebrew/bin:/usr/bin"}
    service = plan_service(Manager.LAUNCHD, (folder,), (str(folder),), env, named=True)
    content = plistlib.loads(service.content)
    assert content["ProgramArguments"] == [
        sys.executable, "-m", "cardscan", "watch", str(folder),
    ]  # fmt: skip
    assert content["EnvironmentVariables"]["PATH"] == env["PATH"]
    assert service.file == tmp_path / "Library" / "LaunchAgents" / f"{content['Label']}.plist"
    service.file.parent.mkdir(parents=True)
    service.file.write_bytes(service.content)
    assert installed(Manager.LAUNCHD, env) == ((service.file, (folder,)),)


def test_installing_says_each_step_and_a_refusal_what_to_do(tmp_path: Path) -> None:
    env = {"HOME": str(tmp_path)}
    said: list[str] = []
    wanted = unit(tmp_path / "cards", env)
    ok, no = ((sys.executable, "-c", f"raise SystemExit({code})") for code in (0, 3))
    service = Service(wanted.file, wanted.content, (ok,), (ok,), wanted.folders)
    apply_service(service, remove=False, on_step=said.append)
    assert service.file.read_bytes() == wanted.content
    assert said[0] == f"writes {service.file}"
    assert installed(Manager.SYSTEMD, env) == ((service.file, (tmp_path / "cards",)),)
    refusing = Service(wanted.file, wanted.content, (no,), (no,), wanted.folders)
    with pytest.raises(MissingDependencyError, match="it ended with 3"):
        apply_service(refusing, remove=False, on_step=said.append)
    apply_service(service, remove=True, on_step=said.append)
    assert said[-1] == f"removes {service.file}"
    assert installed(Manager.SYSTEMD, env) == ()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="systemd is Linux's")
def test_a_dry_run_prints_the_unit_with_the_options_given_and_changes_nothing(
    world: World,
) -> None:
    before = sorted(world.folder.rglob("*"))
    answer = world.call(
        "watch", "photos", "--into", "b.vcf", "--install", "--dry-run", "--region", "AT", "--place",
        "--photo-size", "400", *READER,
    )  # fmt: skip
    assert answer.code == 0, answer.err
    folder = world.folder.resolve()
    assert "Restart=on-failure" in answer.out.splitlines(), "a line of its own, as in the file"
    for words in (
        f'"{folder / "photos"}" "--into" "{folder / "b.vcf"}"',
        '"--region" "AT"',
        '"--photo-size" "400"',
        '"--place"',
        '"--reader" "tesseract"',
        "# systemctl --user enable --now cardscan-watch-photos",
    ):
        assert words in answer.out
    plan = ("watch", "photos", "--into", "b.vcf", "--dry-run", "--format", "json", "--no-photo")
    told = check("service", json.loads(world.call(*plan, "--install").out))
    assert '"--no-photo"' in told["content"]
    assert told["commands"][0] == ["systemctl", "--user", "daemon-reload"]
    assert check("service", json.loads(world.call(*plan, "--uninstall").out))["content"] is None
    assert sorted(world.folder.rglob("*")) == before
    gone = world.call("watch", "photos", "--uninstall", "--into", "b.vcf")
    assert gone.code == 0
    assert "no such service is installed" in gone.err
    assert world.call("watch", "photos", "--into", "b.vcf", "--dry-run").code == 2
    assert world.call("watch", "nowhere", "--into", "b.vcf", "--install").code == 2


def test_status_tells_what_came_waits_and_failed(world: World) -> None:
    photos = world.folder / "photos"
    (photos / "Fair").mkdir()
    (photos / "Fair" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing\n%%EOF\n")
    env = world.write_config("settle_s = 0.1\n")
    world.call("watch", "photos", "--into", "book.vcf", "--once", *READER, env=env)
    (photos / "new.jpg").write_bytes(world.photo.read_bytes() if world.photo.exists() else b"x")
    found = check(
        "status", json.loads(world.call("watch", "photos", "--status", "--format", "json").out)
    )
    (status,) = found["folders"]
    assert (status["photos"], status["cards"], status["waiting"]) == (2, 1, 1)
    assert (status["watched"], status["into"]) == (False, "book.vcf")
    assert [each["photo"] for each in status["failed"]] == ["Fair/broken.pdf"]
    assert status["failed"][0]["why"]
    (waiting,) = status["waits"]
    assert (waiting["photo"], waiting["why"]) == (
        "new.jpg",
        "is not complete: it is too short to be a picture",
    )
    assert "    new.jpg: is not complete" in world.call("watch", "photos", "--status").out
    with Watcher(photos, use_events=False):
        words = world.call("watch", "photos", "--status").out
        assert "watched since" in words
        assert "Fair/broken.pdf" in words
    assert "not watched now" in world.call("watch", "photos", "--status").out
    assert "does not exist" in world.call("watch", "nowhere", "--status").out
