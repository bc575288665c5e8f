from __future__ import annotations

from pathlib import Path

from cardscan.image import load_photos
from cardscan.model import Outcome
from cardscan.pipeline import outcome_of, trace_photos
from cardscan.read import TesseractReader
from tests.pdf_pages import pdf, rows

LINES = (
    (14, "Anna Kröll"),
    (7, "Projektleitung"),
    (8, "Illmitzer Optik GmbH"),
    (4.5, "Tel. +43 1 720 44 31 18"),
    (4.5, "anna.kro11@illmitzer-0ptik.at"),
)
SCANNED = ((14, "Ama Kroil"), (7, "Projekt1eitung"), (8, "I11mitzer Optlk"))


def test_small_print_has_the_letters_of_the_page(tmp_path: Path) -> None:
    path = tmp_path / "card.pdf"
    path.write_bytes(pdf(rows(LINES) + rows(SCANNED, mode=3), page=b"/Rotate 90"))
    (trace,) = trace_photos(load_photos(path), [TesseractReader()], region="AT")
    assert outcome_of(trace) is Outcome.OK
    contact = trace.contact
    assert contact is not None
    assert contact.name is not None
    assert contact.name.value == "Anna Kröll"
    (email,) = contact.emails
    assert email.value == "anna.kro11@illmitzer-0ptik.at"
    assert email.sure
    assert [phone.value for phone in contact.phones] == ["+431720443118"]
    assert [text.value for text in contact.organizations] == ["Illmitzer Optik GmbH"]
