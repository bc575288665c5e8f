"""The attacks of scripts/attack in a short form: nothing is lost, doubled or raised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ATTACK = Path(__file__).parent.parent / "scripts" / "attack"

SHORT: dict[str, tuple[str, ...]] = {
    "kills": ("--rounds", "1", "--only", "merge", "--only", "export", "--only", "migration"),
    "pictures": ("--rounds", "144"),
    "books": ("--rounds", "30"),
    "uploads": ("--rounds", "6", "--megapixels", "0.2"),
}
"""Each attack with the options that make it short."""


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ATTACK), *words], capture_output=True, text=True, check=False
    )


def test_every_attack_is_listed_and_has_a_short_form() -> None:
    answer = run("--help")
    assert answer.returncode == 0, answer.stderr
    modules = {path.stem for path in (ATTACK.parent / "attacks").glob("[a-z]*.py")}
    assert modules == set(SHORT)
    assert all(f"    {name} " in answer.stdout for name in modules)


@pytest.mark.parametrize("name", SHORT)
def test_it_finds_nothing(name: str) -> None:
    answer = run(name, *SHORT[name])
    assert answer.returncode == 0, answer.stdout + answer.stderr
