"""The scripts that a newcomer runs first: what they say when something is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHELL = ("scripts/setup", "scripts/demo", "scripts/test", "scripts/benchmark", ".ci/run")
NEEDED = (
    *("bash", "env", "dirname", "grep", "tr", "head", "id", "cat", "cksum", "printf", "sed"),
    *("mkdir", "rm", "touch"),
)
"""What any system has, to be linked into a PATH that lacks all else."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout without .venv."""
    folder = tmp_path / "cardscan"
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/setup", "scripts/demo", "scripts/test", "scripts/fonts.txt"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A PATH on which there is only what any system has."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        real = shutil.which(name)
        assert real is not None
        (folder / name).symlink_to(real)
    return folder


def program(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)


def add_tesseract(folder: Path, languages: str = "script/Latin eng deu osd") -> None:
    listing = "\\n".join(["List of available languages:", *languages.split()])
    program(
        folder,
        "tesseract",
        f"case $1 in --list-langs) printf '{listing}\\n';; *) echo tesseract 5.3.0;; esac",
    )


def add_python(folder: Path) -> None:
    """A python3 whose venvs hold a python that writes down what it is asked to install."""
    program(
        folder,
        "python3",
        "case \"$*\" in --version) echo 'Python 3.12.1';; '-m venv'*) mkdir -p .venv/bin; "
        "printf '#!/bin/sh\\necho \"$*\" >> calls\\n' > .venv/bin/python; "
        f"{shutil.which('chmod')} +x .venv/bin/python;; esac",
    )


def run(
    checkout: Path, programs: Path, *command: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(command),
        cwd=checkout,
        env={"PATH": str(programs), "HOME": str(checkout), **(env or {})},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", SHELL)
def test_a_script_is_executable_strict_and_well_formed(name: str) -> None:
    path = ROOT / name
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", str(path)], check=True)


@pytest.mark.parametrize("name", SHELL)
def test_shellcheck_finds_nothing(name: str) -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    subprocess.run(["shellcheck", str(ROOT / name)], check=True)


def test_a_wrong_option_is_a_usage_error(checkout: Path, programs: Path) -> None:
    answer = run(checkout, programs, "scripts/setup", "--devel")
    assert answer.returncode == 2
    assert answer.stderr == "usage: scripts/setup [--dev]\n"


def test_without_root_the_exact_command_is_named(checkout: Path, programs: Path) -> None:
    (programs / "id").unlink()
    program(programs, "id", "echo 1000")
    program(programs, "apt-get", "echo must not be called without root >&2; exit 9")
    answer = run(checkout, programs, "scripts/setup")
    assert answer.returncode == 3
    assert "  sudo apt-get install -y tesseract-ocr tesseract-ocr-script-latn" in answer.stderr
    assert "must not" not in answer.stderr


def test_without_a_known_package_manager_it_says_what_is_needed(
    checkout: Path, programs: Path
) -> None:
    answer = run(checkout, programs, "scripts/setup")
    assert answer.returncode == 3
    assert "Latin eng deu osd" in answer.stderr


def test_a_missing_language_is_installed_and_named_if_that_fails(
    checkout: Path, programs: Path
) -> None:
    add_tesseract(programs, "eng osd")
    (programs / "id").unlink()
    program(programs, "id", "echo 0")
    program(programs, "apt-get", "echo apt-get $* >> calls")
    answer = run(checkout, programs, "scripts/setup")
    assert answer.returncode == 3
    assert "still missing: Latin deu" in answer.stderr
    assert "tesseract-ocr-script-latn" in (checkout / "calls").read_text()


def test_without_python_it_says_so(checkout: Path, programs: Path) -> None:
    add_tesseract(programs)
    answer = run(checkout, programs, "scripts/setup")
    assert answer.returncode == 3
    assert "Python 3.11 or newer is missing" in answer.stderr


def test_without_venv_the_package_is_named(checkout: Path, programs: Path) -> None:
    add_tesseract(programs)
    (programs / "id").unlink()
    program(programs, "id", "echo 1000")
    program(
        programs,
        "python3",
        "case \"$*\" in '-m venv'*) exit 1;; *print*) echo python3.12-venv;; "
        "--version) echo Python 3.12.1;; esac",
    )
    answer = run(checkout, programs, "scripts/setup")
    assert answer.returncode == 3
    assert "  sudo apt-get install -y python3.12-venv" in answer.stderr


def test_the_second_time_installs_nothing_and_a_changed_project_does(
    checkout: Path, programs: Path
) -> None:
    add_tesseract(programs)
    add_python(programs)
    calls = checkout / "calls"

    def installs() -> int:
        answer = run(checkout, programs, "scripts/setup")
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout.endswith("setup: done\n")
        return calls.read_text().count("pip install")

    assert installs() == 1
    assert "-e .[rapidocr]" in calls.read_text()
    assert installs() == 1
    with (checkout / "pyproject.toml").open("a") as file:
        file.write("\n# changed\n")
    assert installs() == 2


def test_a_failed_installation_is_tried_again(checkout: Path, programs: Path) -> None:
    add_tesseract(programs)
    add_python(programs)
    assert run(checkout, programs, "scripts/setup").returncode == 0
    (checkout / ".venv" / ".cardscan-setup").unlink()
    program(checkout / ".venv" / "bin", "python", 'case "$*" in *install*) exit 1;; esac')
    assert run(checkout, programs, "scripts/setup").returncode != 0
    assert not (checkout / ".venv" / ".cardscan-setup").exists()


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 0), (4, 4), (130, 130)])
def test_the_demo_takes_one_broken_sample_for_success(
    checkout: Path, programs: Path, code: int, expected: int
) -> None:
    program(checkout / "scripts", "setup", "exit 0")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    program(checkout / ".venv" / "bin", "cardscan", f"echo cardscan $*; exit {code}")
    answer = run(checkout, programs, "scripts/demo")
    assert answer.returncode == expected
    assert "cardscan scan sample_cards --out contacts.vcf" in answer.stdout
    assert ("contacts.vcf is ready" in answer.stdout) == (expected == 0)
