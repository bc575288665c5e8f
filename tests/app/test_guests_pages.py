"""Guest lists on paper: PDFs by their text, photos by the reader."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.app.guests import read_list
from cardscan.config import Settings, load_settings
from cardscan.errors import NoInputError
from cardscan.formats.guest_grid import to_rows
from cardscan.formats.guest_list import Guest
from cardscan.model import Box
from tests.drawn import FONT

HEAD = ("Name", "Firma", "Funktion")
PEOPLE = [
    ("Jörg Müllner", "Rapskorn Mühlen GmbH", "Geschäftsführer"),
    ("Ada Muster", "", "Redakteurin"),
    ("Ines Carvalho +1", "Porto Azul Lda", ""),
    ("Huber, Anna", "Donauwerk", "Leiterin"),
]
EXPECTED = [
    ("Jörg Müllner", ("Rapskorn Mühlen GmbH",), ("Geschäftsführer",), 0),
    ("Ada Muster", (), ("Redakteurin",), 0),
    ("Ines Carvalho", ("Porto Azul Lda",), (), 1),
    ("Huber, Anna", ("Donauwerk",), ("Leiterin",), 0),
]


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(options={"reader": "tesseract"}, env={"CARDSCAN_CONFIG": ""})


def pdf(*pages: Sequence[Sequence[str]], columns: Sequence[int] = (50, 220, 400)) -> bytes:
    """A PDF of rows, each cell set at the left of its column."""
    typeface = b"/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font %s >>" % typeface]
    kids = []
    for rows in pages:
        cells = [(x, 780 - 16 * r, t) for r, row in enumerate(rows) for x, t in zip(columns, row)]  # noqa: B905 # short rows
        body = "\n".join(f"BT /F 10 Tf {x} {y} Td ({t}) Tj ET" for x, y, t in cells if t)
        data = body.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % len(objects)
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids).encode()
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (listed, len(kids))
    made = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    return b"%PDF-1.4\n" + made + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def said(guests: Sequence[Guest]) -> list[tuple[str, tuple[str, ...], tuple[str, ...], int]]:
    return [(g.name, g.entry.organizations, g.entry.titles, g.companions) for g in guests]


def read(folder: Path, data: bytes, settings: Settings) -> tuple[Guest, ...]:
    path = folder / "list"
    path.write_bytes(data)
    return read_list(path, settings)


def test_a_table_over_two_pages_of_a_pdf(tmp_path: Path, settings: Settings) -> None:
    first = [("Gästeliste Frühlingsempfang",), HEAD, *PEOPLE[:2], ("Seite 1 / 2",)]
    second = [HEAD, *PEOPLE[2:], ("Seite 2 / 2",)]
    assert said(read(tmp_path, pdf(first, second), settings)) == EXPECTED


def test_a_pdf_without_columns(tmp_path: Path, settings: Settings) -> None:
    rows = [("Guest list",), ("Ada Muster, Muster AG",), ("Anna Huber (Donauwerk)",)]
    found = read(tmp_path, pdf(rows), settings)
    assert [name for name, *_ in said(found)] == ["Ada Muster", "Anna Huber"]


def test_a_photo_of_a_list_is_read(tmp_path: Path, settings: Settings) -> None:
    picture = Image.new("RGB", (1500, 460), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(str(FONT), 38)
    for row, cells in enumerate([HEAD, *PEOPLE[:3]]):
        for x, text in zip((60, 560, 1080), cells, strict=True):
            draw.text((x, 50 + 95 * row), text, font=font, fill="black")
    picture.save(tmp_path / "list.png")
    assert said(read_list(tmp_path / "list.png", settings)) == EXPECTED[:3]


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"%PDF-1.4\nbroken", "damaged"), (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged"),
     (b"\xd0\xcf\x11\xe0" + bytes(99), "old Excel")],
)  # fmt: skip
def test_what_cannot_be_read_is_said(
    tmp_path: Path, settings: Settings, data: bytes, message: str
) -> None:
    with pytest.raises(NoInputError, match=message):
        read(tmp_path, data, settings)


def test_rows_that_rise_and_cells_that_are_missing() -> None:
    rows = [("Name", "Firm"), ("Ada", "Muster"), ("Bo", ""), ("Cy", "Alpstein")]
    pieces = [
        (Box(x + 2 * r, 40 * r - 0.02 * x, x + 90, 40 * r + 20 - 0.02 * x), cell)
        for r, row in enumerate(rows)
        for x, cell in zip((10, 300), row, strict=True)
        if cell
    ]
    assert to_rows(pieces) == [list(row) for row in rows]
    assert to_rows([]) == []
    ragged = [(Box(7 * r * r, 30 * r, 90, 30 * r + 20), f"Person {r}") for r in range(5)]
    assert to_rows(ragged) == [[f"Person {r}"] for r in range(5)]
