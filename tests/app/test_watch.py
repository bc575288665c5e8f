"""A watch that is told to stop in the middle of a burst of photos."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.addressbook import FileBook
from cardscan.app import cards
from cardscan.app.scan import Crew
from cardscan.app.watch import Handled, WatchTarget, watch_folders
from cardscan.config import Settings
from cardscan.folder import Input
from cardscan.image import CUT_OFF_REMARKS
from cardscan.library import Library, Recipe
from cardscan.model import Contact, Email, Name, Outcome, Phone, Scan, Text

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xda\x00\x02" + bytes(range(200)) + b"\xff\xd9"
FIRM = (Text(value="Muster Werke AG", sure=True),)
CONTACTS = {
    "1.jpg": Contact(
        name=Name(value="Otto Muster", sure=True),
        emails=(Email(value="otto@else.example", sure=True),),
    ),
    "2.jpg": Contact(
        name=Name(value="Klara Beispiel", given="Klara", family="Beispiel", sure=True),
        organizations=FIRM,
        emails=(Email(value="k.beispiel@muster-werke.example", sure=True),),
    ),
    "3.jpg": Contact(organizations=FIRM, phones=(Phone(value="+4312345678", sure=True),)),
}


class Reading:
    """Knows what stands on each photo; the order to stop comes before photo ``stop_at``."""

    def __init__(self, stop_at: str = "", remarks: tuple[str, ...] = ()) -> None:
        self.stop_at = stop_at
        self.remarks = remarks
        self.crew: Crew | None = None

    def __call__(
        self,
        photos: Sequence[Input],
        _settings: Settings,
        library: Library,
        *,
        crew: Crew,
        **_told: object,
    ) -> Iterator[Scan]:
        assert crew is self.crew or self.crew is None, "all photos of a watch are read by one crew"
        self.crew = crew
        for photo in photos:
            if photo.path.name == self.stop_at:
                os.kill(os.getpid(), signal.SIGTERM)
            sha256 = hashlib.sha256(photo.path.read_bytes()).hexdigest()
            scan = Scan(source=str(photo.path), sha256=sha256, contact=CONTACTS[photo.path.name])
            scan = replace(scan, outcome=Outcome.OK, remarks=self.remarks)
            library.remember(sha256, Recipe.of("fake", "1"), [scan])
            yield scan


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in CONTACTS:
        (folder / name).write_bytes(JPEG + name.encode())
    return folder


def watch_once(folder: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> list[Handled]:
    monkeypatch.setattr(cards, "scan_photos", reading)
    settings = Settings(library=folder.parent / "library.sqlite", settle_s=0.05)
    targets = [WatchTarget(folder, FileBook(folder.parent / "book.vcf"))]
    handled = watch_folders(
        targets,
        settings,
        once=True,
        on_note=lambda _: None,
        on_merge=lambda _: None,
        use_events=False,
    )
    return list(handled)


def test_a_stop_between_front_and_back_lets_both_come_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = watch_once(folder, Reading(stop_at="3.jpg"), monkeypatch)
    assert str(first) == "1.jpg: 1 card"
    assert sorted(path.name for path in folder.glob("*.jpg")) == ["2.jpg", "3.jpg"]
    rest = watch_once(folder, Reading(), monkeypatch)
    assert [each.name.name for each in rest] == ["2.jpg", "3.jpg"]
    book = (folder.parent / "book.vcf").read_text(encoding="utf-8")
    assert book.count("BEGIN:VCARD") == 2
    klara = book[book.index("FN:Klara Beispiel") :]
    assert "+4312345678" in klara.replace(" ", "")


def test_a_photo_that_was_read_in_part_is_told_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (remark, *_) = sorted(CUT_OFF_REMARKS)
    for handled in watch_once(folder, Reading(remarks=(remark, "glare")), monkeypatch):
        assert str(handled).endswith(f"; {remark}")
