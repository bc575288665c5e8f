"""An output that exists is never made worse, whatever its format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.app.fresh import FreshFile, write_fresh
from cardscan.app.output import OutputFormat
from cardscan.batch import PhotoOutcome
from cardscan.library import Library
from cardscan.model import Contact, Failure, Name, Outcome, Scan

OLD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Old\r\nN:Old;;;;\r\nEND:VCARD\r\n"
FAILED = Failure(source="a.jpg", kind="PhotoError", message="a.jpg does not exist.")
READ = Scan(source="b.jpg", sha256="b" * 64, contact=Contact(name=Name(value="Ada Muster")))
BLANK = Scan(source="c.jpg", sha256="c" * 64, outcome=Outcome.NOT_A_CARD)
FORMATS = tuple(OutputFormat)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def write(
    library: Library, chosen: OutputFormat, *results: PhotoOutcome, interrupted: bool = False
) -> FreshFile:
    return write_fresh(
        iter(results),
        out_of(library),
        chosen,
        library,
        revised=datetime(2026, 5, 4, tzinfo=UTC),
        is_interrupted=lambda: interrupted,
    )


def out_of(library: Library) -> Path:
    return library.path.with_name("out.vcf")


def beside(library: Library) -> list[str]:
    return sorted(p.name for p in library.path.parent.iterdir() if "out" in p.name)


@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.parametrize("interrupted", [False, True])
def test_where_nothing_was_read_the_old_file_stays(
    library: Library, chosen: OutputFormat, interrupted: bool
) -> None:
    out_of(library).write_bytes(OLD)
    fresh = write(library, chosen, FAILED, interrupted=interrupted)
    assert out_of(library).read_bytes() == OLD
    assert beside(library) == ["out.vcf"]
    assert fresh.in_words() == (f"{fresh.target} stays as it was, since no photo was read.",)


@pytest.mark.parametrize("chosen", FORMATS)
def test_pictures_without_a_contact_do_not_empty_a_file(
    library: Library, chosen: OutputFormat
) -> None:
    out_of(library).write_bytes(OLD)
    fresh = write(library, chosen, BLANK)
    if chosen is OutputFormat.JSONL:  # where a picture without a card is a line
        assert b"not_a_card" in out_of(library).read_bytes()
    else:
        assert out_of(library).read_bytes() == OLD
        assert fresh.in_words() == (f"{fresh.target} stays as it was, since no contact was found.",)


@pytest.mark.parametrize("chosen", FORMATS)
def test_what_an_interrupted_run_has_read_lies_beside_the_old_file(
    library: Library, chosen: OutputFormat
) -> None:
    out_of(library).write_bytes(OLD)
    for name in ("out.interrupted.vcf", "out.interrupted-2.vcf"):
        fresh = write(library, chosen, READ, FAILED, interrupted=True)
        assert out_of(library).read_bytes() == OLD
        assert fresh.path == out_of(library).with_name(name)
        assert b"Muster" in fresh.path.read_bytes()
        assert f"{fresh.path}: 1 contact written." in fresh.in_words()


@pytest.mark.parametrize("chosen", FORMATS)
def test_without_an_old_file_an_interrupted_run_writes_its_own(
    library: Library, chosen: OutputFormat
) -> None:
    write(library, chosen, READ, interrupted=True)
    assert beside(library) == ["out.vcf"]
    assert b"Muster" in out_of(library).read_bytes()


@pytest.mark.parametrize("chosen", FORMATS)
def test_nothing_is_made_of_nothing(library: Library, chosen: OutputFormat) -> None:
    fresh = write(library, chosen, FAILED)
    if chosen is OutputFormat.JSONL:  # which tells of failures too
        assert b"does not exist" in out_of(library).read_bytes()
    else:
        assert beside(library) == []
        assert fresh.in_words() == ()


def test_an_address_book_is_replaced_only_by_contacts_and_can_be_had_back(
    library: Library,
) -> None:
    out_of(library).write_bytes(OLD)
    fresh = write(library, OutputFormat.VCARD, READ)
    assert "an address book of" in fresh.replaced
    assert b"Muster" in out_of(library).read_bytes()
    assert "cardscan undo" in " ".join(fresh.in_words())
