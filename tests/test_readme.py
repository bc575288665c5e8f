"""README: every command in it is run as written, and its settings are settings."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from cardscan.cli.card_view import card_lines
from cardscan.cli.root import COMMANDS as CLI
from cardscan.cli.root import group
from cardscan.config import load_settings
from cardscan.language.country import AddressHabits, Country
from cardscan.language.load import parse_record, tongues
from cardscan.language.values import NumberLabels, Tongue
from cardscan.library import Library
from tests.command_line import ROOT, World
from tests.drawn import save_card
from tests.formats.test_books import GOOGLE, OUTLOOK, THUNDERBIRD

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
]
COMMANDS = [block for block in BLOCKS if block[0].startswith("cardscan ")]
SCRIPTS = [line for block in BLOCKS if block not in COMMANDS for line in block]

INSTALLS = {"scripts/demo", "scripts/test", "scripts/setup"}
"""Not run by a test: they install programs; test_scripts.py runs them beside fake ones."""

SAMPLES = ("001-scan.jpg", "002-scan.jpg")
BOOK = "BEGIN:VCARD\nVERSION:3.0\nN:Muster;Max;;;\nFN:Max Muster\nTEL:+436641112233\nEND:VCARD\n"
EXPORTS = {
    "google-contacts.csv": GOOGLE.split(","),
    "outlook-contacts.csv": OUTLOOK.split(","),
    "thunderbird.csv": THUNDERBIRD.split(","),
}
ADD = BOOK.replace("Max", "Moritz").replace("112233", "445566")


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> World:
    """What a reader of README has: samples, a photo, an address book, and cardscan."""
    world = World(tmp_path_factory.mktemp("readme"))
    (world.folder / "sample_cards").mkdir()
    for name in SAMPLES:
        shutil.copy(ROOT / "sample_cards" / name, world.folder / "sample_cards")
    (world.folder / "contacts.vcf").write_text(BOOK)
    (world.folder / "new.vcf").write_text(ADD)
    for name, heading in EXPORTS.items():
        row = ",".join({"First Name": "Max", "Last Name": "Muster"}.get(c, "") for c in heading)
        (world.folder / name).write_text(f"{','.join(heading)}\n{row}\n")
    (world.folder / "icloud.vcf").write_text(BOOK)
    (world.folder / "guests.csv").write_text("Name;Company\nMax Muster;\n")
    # One reader and one region, so that a photo is read once for all commands.
    world.write_config(
        'reader = "tesseract"\nregion = "AT"\nsettle_s = 0.2\njobs = 1\ndoubtful = "include"\n'
    )
    return world


def is_lasting(arguments: list[str]) -> bool:
    """Whether a command serves a page until it is stopped."""
    return arguments[0] == "phone" or (arguments[0] == "review" and "--terminal" not in arguments)


def end_once_it_serves(world: World, arguments: list[str], env: dict[str, str]) -> int:
    process = world.start(*arguments, env={**env, "BROWSER": "true"})
    assert process.stdout is not None
    assert any(b"http://" in line for line in process.stdout)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    return process.returncode


def test_every_command_and_every_example_works_as_written_and_in_this_order(
    newcomer: World,
) -> None:
    env = {"CARDSCAN_CONFIG": str(newcomer.folder / "config.toml")}
    done = []
    for block in COMMANDS:
        # `watch` moves photos away, and what comes after speaks of one that is there.
        newcomer.photo.parent.mkdir(exist_ok=True)
        save_card(newcomer.photo)
        for line in block:
            program, *arguments = shlex.split(line)
            assert program == "cardscan"
            if is_lasting(arguments):
                if line in done:
                    continue
                assert end_once_it_serves(newcomer, arguments, env) == 0, line
            else:
                answer = newcomer.call(*arguments, env=env, typed="q\n")
                assert answer.code == 0, f"{line}\n{answer.err}"
            done.append(line)
    assert len(done) >= 15
    for name in (*EXPORTS, "icloud.vcf"):
        text = (newcomer.folder / name).read_text()
        assert "Max" in text
        assert ("Beispiel" if name == "icloud.vcf" else "Moritz") in text
    made = {"google.csv", "outlook.csv", "why.png", "contacts.vcf", "contacts-folder"}
    assert made <= {path.name for path in newcomer.folder.iterdir()}
    with Library.open(newcomer.library) as library:
        scans = [stored.scan for stored in library.scans()]
    (card,) = (scan for scan in scans if scan.source.endswith("001-scan.jpg"))
    assert set(map(unmarked, shown_card())) <= set(map(unmarked, card_lines(card)))
    # In the same test, since it needs the same cards read.
    every_example_of_help_works(newcomer, env)


def shown_card() -> list[str]:
    """The lines of the card that README shows."""
    blocks = re.findall(r"^```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    (shown,) = (block for block in blocks if "  title  " in block)
    return shown.splitlines()


def unmarked(line: str) -> str:
    """A line without what is doubtful in it, which is another thing with another reader."""
    return line.removeprefix("?").strip(" ?")


NOT_RUN = ("https://", "cardscan explain", "install")
"""Needs a server, is in README, or changes the machine."""

LATE = ("library purge", "cardscan watch", "cardscan undo", "cardscan redo", "cardscan config")
"""Examples that take away what the others speak of, in the order in which they can follow."""


def every_example_of_help_works(world: World, env: dict[str, str]) -> None:
    (world.folder / "Pictures" / "cards").mkdir(parents=True)
    done = []
    for line in examples():
        typed = line.partition(" > ")[0].replace("~/", f"{world.folder}/")
        program, *arguments = shlex.split(typed)
        assert program == "cardscan"
        if is_lasting(arguments) or any(word in line for word in NOT_RUN):
            continue
        answer = world.call(*arguments, env=env, typed="q\n")
        assert answer.code == 0, f"{line}\n{answer.err}"
        done.append(line)
    assert len(done) >= 25


def examples() -> Iterator[str]:
    """The lines of every --help, those first that the others speak of."""
    groups = [(name, group.get_command(click.Context(group), name)) for name in sorted(CLI)]
    commands = [command for _, command in groups if command is not None]
    for command in tuple(commands):
        commands += command.commands.values() if isinstance(command, click.Group) else ()
    found = dict.fromkeys(
        line.strip()
        for command in [group, *commands]
        for line in (command.help or "").partition("Example:")[2].splitlines()
        if line.strip()
    )
    yield from sorted(
        found, key=lambda line: next((k for k, word in enumerate(LATE, 1) if word in line), 0)
    )


def test_the_first_command_works_in_a_real_shell(newcomer: World) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    answer = subprocess.run(
        ["bash", "-euc", "cardscan doctor && cardscan config show"],
        cwd=newcomer.folder,
        env={**newcomer.env, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert "Tesseract" in answer.stdout


PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
PIPES = [
    line
    for block in re.findall(r"^```bash\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]


def test_the_lines_of_python_run_as_written(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (world.folder / "contacts.vcf").write_text(BOOK)
    config = world.write_config('reader = "tesseract"\n')["CARDSCAN_CONFIG"]
    monkeypatch.setenv("CARDSCAN_CONFIG", config)
    monkeypatch.setenv("CARDSCAN_LIBRARY", str(world.library))
    monkeypatch.chdir(world.folder)
    (program,) = PYTHON
    exec(compile(program, "README.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Klara Beispiel ['+43")
    assert said[-1] == "1 would be new in contacts.vcf"


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_pipes_run_as_written(world: World) -> None:
    (world.folder / "contacts.vcf").write_text(BOOK)
    env = world.write_config('reader = "tesseract"\n')
    assert len(PIPES) >= 3
    for line in PIPES:
        command, _, pipe = line.partition(" | ")
        said = world.call(*shlex.split(command)[1:], env=env)
        assert said.code == 0, said.err
        done = subprocess.run(shlex.split(pipe), input=said.out, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, ""), line
        assert "Klara Beispiel" in done.stdout or "!= " in pipe


@pytest.mark.parametrize("line", SCRIPTS)
def test_every_script_is_there_and_knows_the_options(line: str) -> None:
    name, *arguments = shlex.split(line)
    assert os.access(ROOT / name, os.X_OK)
    if name in INSTALLS:
        assert not set(arguments) - {"--dev"}
        return
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    # Measuring and drawing take minutes: only asked for their options.
    answer = subprocess.run(
        [str(ROOT / name), "--help"],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert {a for a in arguments if a.startswith("--")} <= set(
        re.findall(r"--[\w-]+", answer.stdout)
    )


TOML = re.findall(r"^```toml\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
LESSON = "[number_labels]"


def settings_blocks() -> Iterator[str]:
    yield from (block for block in TOML if LESSON not in block)


def test_the_lesson_in_a_language_can_be_learned() -> None:
    (lesson,) = (block for block in TOML if LESSON in block)
    head = 'code = "fi"\nname = "Finnish"\nsource = "README"\n'
    learned = parse_record(head + lesson, Tongue, "tongues/fi.toml")
    assert "faksinumero" in learned.number_labels.fax
    known = next(tongue for tongue in tongues() if tongue.code == "fi")
    assert set(known.number_labels.fax) | {"faksinumero"} == set(learned.number_labels.fax)
    for record in (Tongue, Country, AddressHabits, NumberLabels):
        names = {field.name for field in fields(record)}
        assert {n for n in names if f"`{n}`" not in README} == set()


def test_the_settings_are_settings(tmp_path: Path) -> None:
    blocks = list(settings_blocks())
    assert blocks
    for text in blocks:
        path = tmp_path / "config.toml"
        path.write_text(text, encoding="utf-8")
        settings = load_settings(path, env={})
        assert settings.account


def test_every_link_inside_readme_leads_to_a_section() -> None:
    titles = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    sections = {re.sub(r"[^\w -]", "", title).casefold().replace(" ", "-") for title in titles}
    links = re.findall(r"\]\(#([^)]+)\)", README)
    assert [link for link in links if link not in sections] == []
    assert links


def test_every_link_inside_the_project_leads_somewhere() -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []
