"""What a newcomer reads first: --help of every command, quick and complete."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from cardscan.cli.root import COMMANDS, group
from tests.command_line import ROOT, World


def commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in sorted(COMMANDS):
        yield (name,)
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from ((name, sub) for sub in sorted(command.commands))


ALL = tuple(commands())


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_help_shows_an_example_and_explains_every_option(
    path: tuple[str, ...], scanned: World
) -> None:
    answer = scanned.call(*path, "--help")
    assert (answer.code, answer.err) == (0, "")
    assert "Example:" in answer.out
    assert f"cardscan {' '.join(path)}".strip() in answer.out.partition("Example:")[2]
    assert all(len(line) <= 80 for line in answer.out.splitlines())
    command: click.Command = group
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    unexplained = [
        p.name for p in command.params if isinstance(p, click.Option) and not (p.help or p.hidden)
    ]
    assert unexplained == []
    assert (command.help or "").partition("\n")[0].endswith(".")


def test_help_is_quick_since_it_imports_nothing_large() -> None:
    program = (
        "import sys; from cardscan.cli.root import run; code = run(['--help']); "
        "large = {'cv2', 'numpy', 'phonenumbers', 'PIL', 'rich', 'httpx', 'vobject'}; "
        "print(sorted(large & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr.strip()) == (0, "[]")


def test_without_a_command_help_is_shown(scanned: World) -> None:
    answer = scanned.call()
    assert answer.code == 2
    assert "Commands:" in answer.err
