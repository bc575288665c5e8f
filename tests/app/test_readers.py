"""A photo is worth reading again when what reads is new."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cardscan.app.readers import build_readers
from cardscan.app.scan import recipe_of
from cardscan.config import ReaderChoice, Settings
from cardscan.library import Recipe


def _put_in_front(folder: Path, monkeypatch: pytest.MonkeyPatch, option: str, answer: str) -> None:
    """A Tesseract first on PATH that answers one option in its own way."""
    real = shutil.which("tesseract", path=os.environ["PATH"].rpartition(f"{folder}:")[2])
    folder.mkdir(parents=True)
    program = folder / "tesseract"
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *{option}*) printf "{answer}"; exit;; esac\nexec {real} "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def _recipe(choice: ReaderChoice = ReaderChoice.TESSERACT) -> Recipe:
    settings = Settings(library=Path("unused"), reader=choice)
    return recipe_of(build_readers(choice, settings.languages), settings)


def test_nothing_new_means_the_same_recipe() -> None:
    assert _recipe() == _recipe()


def test_a_newer_tesseract_is_another_recipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipes = []
    for version in ("5.3.0", "5.4.1"):
        _put_in_front(tmp_path / version, monkeypatch, "--version", f"tesseract {version}\\n")
        recipes.append(_recipe())
    assert recipes[0] != recipes[1]


def test_another_language_for_addresses_is_another_recipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _recipe()
    _put_in_front(tmp_path / "bin", monkeypatch, "--list-langs", "List:\\nscript/Latin\\nosd\\n")
    assert _recipe() != before


def test_a_second_reader_and_its_version_count(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rapidocr")
    both = _recipe(ReaderChoice.BOTH)
    assert both != _recipe()
    monkeypatch.setattr("importlib.metadata.version", lambda _name: "99")
    assert _recipe(ReaderChoice.BOTH) != both
