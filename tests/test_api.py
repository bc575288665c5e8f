"""cardscan called by another program: what it gives, what it raises, and that it never prints."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import cardscan
from cardscan import CardscanError, Failure, Scan, api, merge, read_book, scan
from cardscan.errors import AddressBookError, NoInputError, UsageError
from cardscan.model import Action, Outcome
from tests.command_line import ROOT, World
from tests.formats.test_jsonl import SCAN
from tests.schemas import closed, schema_of

BOOK = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;Max;;;\r\nFN:Max Muster\r\n"
BOOK += "TEL;TYPE=CELL:+436641112233\r\nEND:VCARD\r\n"
NEW = BOOK.replace("Max", "Moritz").replace("112233", "445566")


@pytest.fixture
def here(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The folder of somebody whose one photo is known, as the current one."""
    for name in list(os.environ):
        if name.startswith("CARDSCAN"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("CARDSCAN_LIBRARY", str(world.library))
    monkeypatch.setenv(
        "CARDSCAN_CONFIG", world.write_config('reader = "tesseract"\n')["CARDSCAN_CONFIG"]
    )
    monkeypatch.chdir(world.folder)
    (world.folder / "contacts.vcf").write_bytes(BOOK.encode())
    (world.folder / "new.vcf").write_bytes(NEW.encode())
    return world


def test_what_is_declared_is_there_and_loaded_late() -> None:
    assert sorted(cardscan._HOMES) == sorted(cardscan.__all__)
    assert all(getattr(cardscan, name) for name in cardscan.__all__)
    assert set(cardscan.__all__) <= set(dir(cardscan))
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = cardscan.nothing_such
    program = "import cardscan, sys; print([m for m in sys.modules if m.startswith('cardscan.')])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["cardscan", "cardscan.api"])
def test_the_examples_are_true(module: str, here: World) -> None:
    del here
    done = doctest.testmod(importlib.import_module(module))
    assert (done.failed, done.attempted > 1) == (0, True)


def test_every_function_has_an_example_and_says_what_it_raises() -> None:
    for name in api.__all__:
        text = getattr(api, name).__doc__
        assert ">>> " in text
        assert "Raises " in text


def test_a_scan_gives_what_the_command_line_gives(here: World) -> None:
    (card,) = scan("photos")
    assert isinstance(card, Scan)
    (line,) = here.call(
        "scan", "photos", "--format", "jsonl", "--reader", "tesseract"
    ).out.splitlines()
    assert card.to_json() == json.loads(line)


def test_a_failed_input_is_a_failure_among_the_others(here: World) -> None:
    card, failure = scan("photos/card.jpg", "nowhere.jpg", event="Fair")
    assert isinstance(card, Scan)
    assert card.event == "Fair"
    assert isinstance(failure, Failure)
    assert failure.to_json()["outcome"] == "failed"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: scan("empty"), NoInputError),
        (lambda: scan(), NoInputError),
        (lambda: scan("photos", region="XX"), UsageError),
        (lambda: scan("photos", jobs=0), UsageError),
        (lambda: list(scan("photos", library="contacts.vcf")), CardscanError),
        (lambda: read_book("nowhere.vcf"), AddressBookError),
        (lambda: read_book("library.sqlite"), UsageError),
        (lambda: merge("nowhere.vcf", into="contacts.vcf"), AddressBookError),
        (lambda: merge("new.vcf", into="nowhere/b.vcf"), AddressBookError),
        (lambda: merge("new.vcf", into="library.sqlite"), UsageError),
        (lambda: merge("new.vcf", into="contacts.vcf", maybe="no"), UsageError),  # type: ignore[arg-type]
        (lambda: merge(["new.vcf", SCAN], into="contacts.vcf"), UsageError),  # type: ignore[list-item]
        (lambda: merge([SCAN, "new.vcf"], into="contacts.vcf"), UsageError),  # type: ignore[list-item]
    ],
)
def test_a_caller_gets_our_errors_and_nothing_is_said(
    call: Any, error: type[CardscanError], here: World, capfd: pytest.CaptureFixture[str]
) -> None:
    (here.folder / "empty").mkdir()
    before = (here.folder / "contacts.vcf").read_bytes()
    with pytest.raises(error) as raised:
        call()
    assert raised.value.message
    assert (here.folder / "contacts.vcf").read_bytes() == before
    assert capfd.readouterr() == ("", "")


def test_files_are_merged_as_by_the_command(here: World) -> None:
    planned = merge("new.vcf", into="contacts.vcf", dry_run=True)
    assert (planned.changed, planned.count(Action.ADD)) == (False, 1)
    assert (here.folder / "contacts.vcf").read_bytes() == BOOK.encode()
    done = merge([Path("new.vcf"), "contacts.vcf"], into="contacts.vcf")
    assert done.changed
    assert [(c.name, c.action, c.known_as, c.position) for c in done.contacts] == [
        ("Moritz Muster", Action.ADD, None, None),
        ("Max Muster", Action.NOTHING, "Max Muster", 0),
    ]
    assert [contact.formatted_names for contact in read_book("contacts.vcf")] == [
        ("Max Muster",),
        ("Moritz Muster",),
    ]
    assert here.call("undo", "contacts.vcf").code == 0
    assert (here.folder / "contacts.vcf").read_bytes() == BOOK.encode()
    assert not merge([], into="contacts.vcf").changed


def test_scanned_cards_are_merged_once_and_doubtful_ones_wait(here: World) -> None:
    assert merge(scan("photos"), into="contacts.vcf").count(Action.ADD) == 1
    again = merge(scan("photos"), into="contacts.vcf").to_json()
    assert (again["new"], again["brought_before"], again["changed"]) == (0, 1, False)
    here.judge(Outcome.DOUBTFUL)
    held = merge(scan("photos"), into="other.vcf")
    assert (held.held, held.contacts) == (1, ())
    assert held.waiting == ("Klara Beispiel (card.jpg)",)
    taken = merge(scan("photos"), into="other.vcf", doubtful="include")
    assert taken.count(Action.ADD) == 1


def test_a_table_is_read_as_a_book(here: World) -> None:
    assert here.call("export", "--format", "google-csv", "--out", "g.csv").code == 0
    assert [contact.formatted_names for contact in read_book("g.csv")] == [("Klara Beispiel",)]


SCRIPT = """
from tests.batch_work import read_photos
from pathlib import Path
from cardscan.batch import LocalExecutor, Task
from cardscan.model import Excerpt
print("begins")
with LocalExecutor(read_photos, jobs=1) as executor:
    executor.submit(Task(1, (Excerpt(Path("a.jpg")),)))
    print([type(news).__name__ for news in executor.wait()][-1:])
"""


def test_a_script_without_a_guard_is_run_once(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"ok")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "script.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.count("begins") == 1, done.stderr


SCHEMA = schema_of("scan")


def test_what_is_written_is_what_the_schema_says(here: World) -> None:
    validator = jsonschema.Draft202012Validator(closed(SCHEMA))
    lines = here.call(
        "scan", "photos", "nowhere.jpg", "--format", "jsonl", "--reader", "tesseract"
    ).out.splitlines()
    assert len(lines) == 2
    for data in (
        *map(json.loads, lines),
        json.loads(json.dumps(SCAN.to_json())),
        {**SCAN.to_json(), "back_source": "b.jpg"},
        Failure(source="b.pdf", kind="PhotoError", message="It is broken.", page=2).to_json(),
        Scan(source="a.jpg", sha256="cd", outcome=Outcome.NOT_A_CARD).to_json(),
    ):
        validator.validate(json.loads(json.dumps(data)))


@pytest.mark.parametrize("wrong", [{"outcome": "fine"}, {"contact": 1}, {"sha256": None}, {"x": 1}])
def test_the_schema_refuses_another_shape(wrong: dict[str, object]) -> None:
    data = json.loads(json.dumps({**SCAN.to_json(), **wrong}))
    assert not jsonschema.Draft202012Validator(closed(SCHEMA)).is_valid(data)
