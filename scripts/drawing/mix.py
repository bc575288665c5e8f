"""The curated set, shot by shot, and random shots in the proportions of life."""

from __future__ import annotations

import random

from .collection import Shot
from .country import countries
from .flats import CardWish
from .layouts import LAYOUTS
from .pictures import PHOTO_SIZES, PhotoWish
from .scanner import ScanBed
from .write_text import Wish

SMALL, MIDDLE, LARGE = PHOTO_SIZES
CROPPED = ScanBed(None, 200, 250, 0.0, 1.6)
WHITE_LID = ScanBed((112.0, 78.0), 300, 244, 1.3, 1.4)
BLACK_LID = ScanBed((118.0, 84.0), 300, 18, -1.8, 2.0)
A4_PAGE = ScanBed((210.0, 297.0), 300, 246, -0.7, 1.0)


def _card(country: str, layout: str | None = None, **wish: object) -> CardWish:
    keys = {"dark", "code"}
    outer = {k: v for k, v in wish.items() if k in keys}
    inner = {k: v for k, v in wish.items() if k not in keys}
    return CardWish(Wish(country, **inner), layout, **outer)  # type: ignore[arg-type]  # checked by use


def _photo(
    surface: str,
    card: CardWish,
    flaw: str = "",
    turn: float = 0.0,
    kind: str = "photo",
    **more: object,
) -> Shot:
    exif = int(more.pop("exif", 0))  # type: ignore[call-overload]
    quarters = int(more.pop("quarters", 0))  # type: ignore[call-overload]
    suffix = str(more.pop("suffix", "jpg"))
    photo = PhotoWish(surface, flaw, turn, **more)  # type: ignore[arg-type]
    return Shot(kind, (card,), photo, suffix=suffix, exif_turn=exif, quarter_turns=quarters)


def _scans() -> list[Shot]:
    return [
        Shot("scan", (_card("AT", "classic"),), bed=WHITE_LID),
        Shot("scan", (_card("DE", "side_panel", phones=4, emails=1),), bed=CROPPED),
        Shot("scan", (_card("US", "with_portrait", dark=False),), bed=BLACK_LID),
        Shot("scan", (_card("CH", "two_columns"),), bed=ScanBed(None, 150, 250, 0.6, 2.0)),
        Shot("scan", (_card("PL", "letterhead"),), bed=WHITE_LID),
        Shot("scan", (_card("IT", "framed"),), bed=ScanBed((112.0, 78.0), 300, 240, 3.4, 2.0)),
        Shot("scan", (_card("HU", "top_band"),), bed=ScanBed(None, 200, 250, 0.0, 3.0)),
        Shot("scan", (_card("IN", "corner_shapes"), _card("TR", "centred")), bed=A4_PAGE),
    ]


def _photos() -> list[Shot]:
    return [
        _photo("wood", _card("AT", "logo_right", phones=3)),
        _photo("wood", _card("DE", "bottom_band"), "glare"),
        _photo("cloth", _card("FR", "framed", phones=2)),
        _photo("print", _card("GB", "classic", phones=2), size=MIDDLE),
        _photo("keyboard", _card("US", "diagonal")),
        _photo("hand", _card("DE", "photo_ground")),
        _photo("hand", _card("NL", "right_rule", dark=False)),
        _photo("hand", _card("US", "spare"), suffix="heic"),
        _photo("mat", _card("SE", "two_columns", phones=2)),
        _photo("table", _card("CH", "vertical_logo", dark=False), "shadow"),
        _photo("table", _card("AT", "centred", dark=False, person=True), "dark"),
        _photo("stone", _card("ES", "top_band"), "blur"),
        _photo("wood", _card("CZ", "right_column", phones=4), "noise"),
        _photo("mat", _card("IT", "classic", dark=True), "yellow"),
        _photo("cloth", _card("TR", "side_panel"), "motion"),
        _photo("wood", _card("NO", "letterhead"), turn=180.0),
        _photo("table", _card("FI", "logo_right"), turn=90.0),
        _photo("stone", _card("DK", "corner_shapes"), turn=270.0),
        _photo("wood", _card("IN", "bottom_band", addressed=True), exif=1, quarters=1),
        _photo("print", _card("HU", "side_panel"), "shadow", exif=3, quarters=3),
        _photo("table", _card("PL", "upright"), exif=2),
        _photo("cloth", _card("DE", "upright", dark=True), size=MIDDLE),
        _photo("wood", _card("GB", "vertical_logo"), "finger", suffix="webp"),
        _photo("keyboard", _card("FR", "centred", dark=True), "shadow"),
        _photo("mat", _card("DE", "photo_ground", phones=2), steep=1.5),
        _photo(
            "table",
            _card("AT", "letterhead", person=False, phones=2),
            size=LARGE,
        ),
        _photo("wood", _card("NL", "spare", organization=False)),
        _photo("stone", _card("US", "with_portrait", phones=3, dark=False), "finger"),
    ]


def _stacks() -> list[Shot]:
    two = (_card("DE", compact=True), _card("AT", compact=True))
    three = (_card("FR", compact=True), _card("CH", compact=True), _card("IT", compact=True))
    four = tuple(_card(c, compact=True) for c in ("GB", "US", "NL", "SE"))
    six = tuple(_card(c, compact=True) for c in ("AT", "DE", "PL", "CZ", "ES", "DK"))
    nine = tuple(
        _card(c, compact=True) for c in ("DE", "AT", "CH", "GB", "FR", "IT", "NL", "TR", "IN")
    )
    return [
        Shot("stack", two, PhotoWish("wood", size=MIDDLE)),
        Shot("stack", three, PhotoWish("mat", size=LARGE, pattern="overlap", steep=0.6)),
        Shot("stack", four, PhotoWish("table", size=LARGE, steep=0.6)),
        Shot(
            "stack",
            tuple(_card(c, "classic", compact=True) for c in ("ES", "NO", "FI")),
            PhotoWish("cloth", size=MIDDLE, pattern="fan", steep=0.5),
            quarter_turns=1,
        ),
        Shot("stack", six, PhotoWish("wood", size=LARGE, steep=0.4)),
        Shot("stack", nine, PhotoWish("table", size=LARGE, steep=0.3)),
    ]


def _codes() -> list[Shot]:
    return [
        _photo(
            "wood",
            _card("DE", "classic", code="vcard", emails=1, phones=2, dark=False, compact=True),
            kind="qr",
        ),
        _photo(
            "table",
            _card("AT", "logo_right", code="url", emails=1, phones=1, dark=False, compact=True),
            kind="qr",
        ),
    ]


def curated() -> list[Shot]:
    """The set kept in the project: every kind, country and layout."""
    sides = [
        Shot("card", (_card("CH", "logo_right", dark=False),), PhotoWish("wood"), back="logo"),
        Shot(
            "card",
            (_card("GB", "classic", dark=False, addressed=True),),
            bed=WHITE_LID,
            back="data",
        ),
    ]
    special = [
        Shot("pdf", (_card("DE", "letterhead"),), bed=A4_PAGE, suffix="pdf", back="logo"),
        Shot(
            "tiff",
            (_card("FI", "classic"), _card("NO", "side_panel"), _card("CZ", "framed")),
            bed=CROPPED,
            suffix="tif",
        ),
        Shot("none", (), PhotoWish("print")),
        Shot(
            "broken",
            (_card("US", "classic"),),
            PhotoWish("wood"),
            truncated=True,
            note="The file ends early, as a broken copy does: the lower third is missing.",
        ),
    ]
    return [*_scans(), *_photos(), *_stacks(), *_codes(), *sides, *special]


SURFACE_WEIGHTS = (
    ("wood", 26),
    ("table", 22),
    ("mat", 10),
    ("cloth", 10),
    ("print", 10),
    ("stone", 8),
    ("keyboard", 6),
    ("hand", 8),
)
FLAW_WEIGHTS = (
    ("", 52),
    ("shadow", 10),
    ("glare", 8),
    ("blur", 6),
    ("motion", 5),
    ("noise", 6),
    ("dark", 5),
    ("yellow", 4),
    ("finger", 4),
)


def _any_card(rng: random.Random, *, compact: bool = False) -> CardWish:
    code = rng.choice(sorted(countries()))
    text = Wish(code, person=rng.random() < 0.95, organization=rng.random() < 0.95, compact=compact)
    qr = rng.choice(("vcard", "url")) if rng.random() < 0.03 and not compact else None
    return CardWish(text, None if qr is None else "logo_right", code=qr)


def _weighted(weights: tuple[tuple[str, int], ...], rng: random.Random) -> str:
    return rng.choices([w for w, _ in weights], [n for _, n in weights])[0]


def random_shots(count: int, seed: int, *, single: bool) -> list[Shot]:
    """Pictures in a random mix: scans, photos, and (unless ``single``) stacks of 2 to 9 cards."""
    rng = random.Random(f"mix {seed}")
    shots: list[Shot] = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.25:
            bed = rng.choice(
                (
                    WHITE_LID,
                    CROPPED,
                    BLACK_LID,
                    ScanBed((112.0, 78.0), 300, 240, rng.uniform(-3, 3), 2.0),
                )
            )
            shots.append(Shot("scan", (_any_card(rng),), bed=bed))
        elif kind < 0.37 and not single:
            cards = tuple(
                _any_card(rng, compact=True) for _ in range(rng.choice((2, 2, 3, 4, 4, 5, 6, 8, 9)))
            )
            pattern = rng.choice(("grid", "grid", "overlap", "fan" if len(cards) < 5 else "grid"))
            surface = rng.choice(("wood", "table", "mat", "cloth", "stone"))
            shots.append(
                Shot("stack", cards, PhotoWish(surface, size=LARGE, pattern=pattern, steep=0.5))
            )
        else:
            surface, flaw = _weighted(SURFACE_WEIGHTS, rng), _weighted(FLAW_WEIGHTS, rng)
            turn = rng.choices((0.0, 90.0, 180.0, 270.0), (88, 4, 5, 3))[0]
            exif = rng.choices((0, 1, 2, 3), (76, 12, 2, 10))[0]
            photo = PhotoWish(
                surface,
                "" if surface == "hand" and flaw == "finger" else flaw,
                turn,
                rng.choice(PHOTO_SIZES),
            )
            shots.append(
                Shot("photo", (_any_card(rng),), photo, exif_turn=exif, quarter_turns=exif)
            )
    return shots


def layouts() -> tuple[str, ...]:
    """Names of all layouts."""
    return tuple(LAYOUTS)
