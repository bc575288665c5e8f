"""Makes flat cards: text, look and layout are drawn by lot until they fit each other."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import zxingcpp
from PIL import Image

from .blocks import TooTight
from .canvas import Canvas, Rect
from .card_text import CardText
from .design import Design
from .layouts import LAYOUTS, new_canvas
from .logos import choose_logo
from .look import choose_look
from .write_text import Wish, write_text

PX_PER_MM = 26.0
SIZES = {
    "US": (88.9, 50.8),
    "GB": (85.0, 55.0),
    "SE": (90.0, 55.0),
    "NO": (90.0, 55.0),
    "DK": (90.0, 55.0),
    "FI": (90.0, 50.0),
    "IN": (90.0, 54.0),
    "PL": (90.0, 50.0),
    "CZ": (90.0, 50.0),
    "HU": (90.0, 50.0),
}


@dataclass(frozen=True, slots=True)
class Flat:
    """A drawn card: its picture (RGB), its size, what it says and where its text lies (mm)."""

    picture: np.ndarray
    size_mm: tuple[float, float]
    text: CardText
    layout: str
    text_boxes: tuple[Rect, ...]
    corner_radius_mm: float = 0.0


@dataclass(frozen=True, slots=True)
class CardWish:
    """What a picture asks of a card; None leaves it to chance. ``code`` is "vcard" or "url"."""

    text: Wish
    layout: str | None = None
    dark: bool | None = None
    code: str | None = None


def roles_of(text: CardText) -> set[str]:
    """Names of all values that a drawing of the card has to show."""
    roles = {f"title {i}" for i in range(len(text.titles))}
    for key, values in (
        ("phone", text.phones),
        ("email", text.emails),
        ("url", text.urls),
        ("social", text.social),
        ("address", text.addresses),
    ):
        roles |= {f"{key} {i}" for i in range(len(values))}
    for key in ("name", "logo", "organization", "department"):
        if getattr(text, key):
            roles.add(key)
    return roles


def vcard_of(text: CardText) -> str:
    """The card as a vCard 3.0, as codes on cards hold it."""
    lines = ["BEGIN:VCARD", "VERSION:3.0"]
    if text.name:
        n = text.name
        lines += [
            f"N:{n.family};{n.given};{n.additional or ''};{n.prefix or ''};{n.suffix or ''}",
            f"FN:{n.full}",
        ]
    if text.organization or text.logo:
        lines.append(f"ORG:{text.organization or text.logo}")
    lines += [f"TITLE:{title}" for title in text.titles]
    kinds = {"cell": "CELL", "fax": "FAX", "home": "HOME", "work": "WORK"}
    lines += [f"TEL;TYPE={kinds[p.kind]}:{p.e164}" for p in text.phones]
    lines += [f"EMAIL:{email}" for email in text.emails] + [f"URL:{url}" for url in text.urls]
    lines += [
        f"ADR;TYPE=WORK:;;{a.street};{a.city};{a.region or ''};{a.postal_code};{a.country}"
        for a in text.addresses
    ]
    return "\r\n".join([*lines, "END:VCARD", ""])


def _draw_code(canvas: Canvas, payload: str) -> None:
    """A QR code in a free corner; raises `TooTight` where there is none."""
    matrix = np.array(
        zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode).to_image(scale=1)
    )
    modules = matrix.shape[0]
    side = max(17.0, min(27.0, modules * 0.42))
    for x, y in (
        (canvas.width - side - 3, canvas.height - side - 3),
        (canvas.width - side - 3, 3),
        (3, canvas.height - side - 3),
    ):
        box = Rect(x, y, x + side, y + side)
        if all(_apart(box, other) for other in canvas.text_boxes):
            picture = (
                Image.fromarray(matrix)
                .convert("RGB")
                .resize((modules * 12, modules * 12), Image.Resampling.NEAREST)
            )
            canvas.rect(box.inset(-0.5), (255, 255, 255))
            canvas.paste(picture, box)
            canvas.text_boxes.append(box)
            return
    raise TooTight


def _apart(a: Rect, b: Rect, gap: float = 0.3) -> bool:
    return (
        a.right + gap < b.left
        or b.right + gap < a.left
        or a.bottom + gap < b.top
        or b.bottom + gap < a.top
    )


def _legible(canvas: Canvas) -> None:
    """Raises TooTight where two texts touch or one leaves the card."""
    boxes = canvas.text_boxes
    for i, box in enumerate(boxes):
        if (
            box.left < 1
            or box.top < 0.6
            or box.right > canvas.width - 1
            or box.bottom > canvas.height - 0.6
        ):
            raise TooTight
        if not all(_apart(box.inset(0.25), other.inset(0.25), 0.0) for other in boxes[i + 1 :]):
            raise TooTight


def _attempt(text: CardText, wish: CardWish, rng: random.Random) -> Flat:
    layout = wish.layout or rng.choice(list(LAYOUTS))
    dark = rng.random() < 0.17 if wish.dark is None else wish.dark
    look = choose_look(text, rng, dark=dark)
    size = SIZES.get(text.country, (85.0, 55.0))
    canvas = new_canvas(size, layout, look.palette.paper, PX_PER_MM)
    design = Design(
        canvas,
        text,
        look,
        choose_logo(text, look, rng),
        rng.uniform(4.5, 6.0),
        rng.randrange(1 << 30),
        rng,
    )
    LAYOUTS[layout](design)
    if wish.code:
        _draw_code(
            canvas,
            vcard_of(text)
            if wish.code == "vcard"
            else f"https://{text.urls[0].removeprefix('https://')}",
        )
    if canvas.roles != roles_of(text):
        raise TooTight
    _legible(canvas)
    radius = 3.0 if rng.random() < 0.12 else 0.0
    return Flat(
        np.asarray(canvas.image),
        (canvas.width, canvas.height),
        text,
        layout,
        tuple(canvas.text_boxes),
        radius,
    )


def draw_flat(wish: CardWish, rng: random.Random) -> Flat:
    """A card as wished. Drawn anew by lot while text and layout do not fit."""
    for _ in range(300):
        try:
            return _attempt(write_text(wish.text, rng), wish, rng)
        except (TooTight, IndexError):
            continue
    raise ValueError(f"no card fits {wish}")


def set_text(text: CardText, wish: CardWish, rng: random.Random) -> Flat:
    """A card that says just ``text``. Looks are drawn by lot until one fits."""
    for _ in range(300):
        try:
            return _attempt(text, wish, rng)
        except TooTight:
            continue
    raise ValueError(f"no look fits {text}")


def draw_back(front: Flat, lines: CardText | None, rng: random.Random) -> Flat:
    """The back of a card: the logo alone, or ``lines`` set on it."""
    text = lines or replace(
        front.text,
        name=None,
        titles=(),
        phones=(),
        emails=(),
        addresses=(),
        social=(),
        department=None,
        urls=(),
    )
    for _ in range(300):
        try:
            look = choose_look(text, rng, dark=lines is None)
            canvas = Canvas(*front.size_mm, PX_PER_MM, look.palette.paper)
            design = Design(
                canvas, text, look, choose_logo(text, look, rng), 6.0, rng.randrange(1 << 30), rng
            )
            LAYOUTS["logo_right" if lines else "framed"](design)
            _legible(canvas)
            return Flat(
                np.asarray(canvas.image), front.size_mm, text, "back", tuple(canvas.text_boxes)
            )
        except TooTight:
            continue
    raise ValueError("no back fits")


def truth_of(flat: Flat, side: str = "only") -> dict[str, Any]:
    """The card's truth, still without corners."""
    return json.loads(json.dumps(flat.text.to_truth(side)))  # type: ignore[no-any-return]
