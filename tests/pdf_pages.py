"""Small PDFs written by hand, as printers, offices and scanners make them."""

from __future__ import annotations

from collections.abc import Sequence

CARD_PT = (241.0, 156.0)  # 85 x 55 mm
Row = tuple[float, str]


def pdf(
    content: bytes,
    *,
    media: tuple[float, ...] = (0, 0, *CARD_PT),
    page: bytes = b"",
    spelled: Sequence[tuple[int, int]] = (),
    form: bytes = b"",
) -> bytes:
    """A page with this content; its font is /F, its form /X, its thin paint /G.

    ``spelled`` says which letters the font's codes are said to be, where it says so.
    """
    cmap = b" ".join(b"<%02x> <%04x>" % each for each in spelled)
    unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def "
        b"1 begincodespacerange <00> <FF> endcodespacerange "
        b"%d beginbfchar %s endbfchar endcmap end end" % (len(spelled), cmap)
    )
    resources = b"/Resources<</Font<</F 4 0 R>>/XObject<</X 7 0 R>>/ExtGState<</G<</ca .1>>>>>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 5 0 R%s%s>>"
        % (b" ".join(b"%g" % side for side in media), resources, page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding%s>>"
        % (b"/ToUnicode 6 0 R" if spelled else b""),
        _stream(content),
        _stream(unicode),
        _stream(
            form,
            b"/Type/XObject/Subtype/Form/BBox[0 0 500 500]/Matrix[1 0 0 1 30 0]"
            b"/Resources<</Font<</F 4 0 R>>>>",
        ),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 8>>\n%%EOF\n"


def rows(
    lines: Sequence[Row], *, left: float = 20, top: float = 130, step: float = 18, mode: int = 0
) -> bytes:
    """Lines of (points, text), one below the other; ``mode`` 3 draws nothing."""
    return b"".join(
        b"BT %d Tr /F %g Tf %g %g Td (%s) Tj ET\n"
        % (mode, size, left, top - k * step, text.encode("cp1252"))
        for k, (size, text) in enumerate(lines)
    )


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)
