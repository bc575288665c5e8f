"""Why a scan says what it says: the photo with everything drawn in, and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from cardscan.model import (
    Address,
    Box,
    Card,
    Contact,
    Corners,
    Phone,
    PhoneKind,
    Pixels,
    Point,
    TextLine,
    Value,
    transform_points,
)
from cardscan.pipeline import CardTrace

__all__ = ["draw_explanation", "explain_in_words"]

_PHOTO_LONG_SIDE_PX = 1500
_PANEL_WIDTH_PX = 980
_MARGIN_PX = 28
_ROW_PX = 64
_NOTE_PX = 28
_LABEL_LEFT_PX = _MARGIN_PX + 42
_CROP_LEFT_PX = _LABEL_LEFT_PX + 138
_CROP_WIDTH_PX = 320
_TEXT_LEFT_PX = _CROP_LEFT_PX + _CROP_WIDTH_PX + 24
_TAG_PX = 14
"""The radius of the numbers that lead from a value to its place on the photo."""

_INK = (32, 33, 36)
_FAINT = (100, 104, 110)
_RULE = (222, 222, 218)
_PAPER = (250, 250, 248)
_WHITE = (255, 255, 255)
_OUTLINE = (20, 100, 235)
_SURE = (21, 128, 61)
_UNSURE = (194, 65, 12)
_UNUSED = (140, 144, 150)

_FONT = Path(__file__).parent / "fonts" / "NotoSans-Regular.ttf"
"""Noto Sans (SIL Open Font Licence), since Pillow's own font lacks even the German letters."""


_PHONES = {
    PhoneKind.WORK: "work phone",
    PhoneKind.CELL: "mobile",
    PhoneKind.HOME: "home phone",
    PhoneKind.OTHER: "phone",
}

_Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """One value of the panel: what it is, what it says and where it stands on the card."""

    label: str
    text: str
    value: Value


def _rows(contact: Contact) -> Iterator[_Row]:
    if contact.name:
        yield _Row("name", contact.name.value, contact.name)
    for label, values in (
        ("organization", contact.organizations),
        ("department", contact.departments),
        ("title", contact.titles),
    ):
        yield from (_Row(label, v.value, v) for v in values)
    for phone in contact.phones:
        yield _Row(_PHONES.get(phone.kind, str(phone.kind)), _spoken(phone), phone)
    for email in contact.emails:
        yield _Row("e-mail", email.value, email)
    for url in contact.urls:
        yield _Row("web", url.value, url)
    for profile in contact.social:
        yield _Row(profile.service, profile.value, profile)
    for address in contact.addresses:
        yield _Row("address", _with_country(address), address)


def _spoken(phone: Phone) -> str:
    return f"{phone.value} ext. {phone.extension}" if phone.extension else phone.value


def _with_country(address: Address) -> str:
    return f"{address.value} ({address.country})" if address.country else address.value


def explain_in_words(traces: Sequence[CardTrace]) -> str:
    """Say for every value of every card why it was chosen, as plain text."""
    rows = [line for trace in traces for line in _card_in_words(trace)]
    return "\n".join([*rows, *([_ABOUT_NUMBERS] if any(t.contact for t in traces) else [])])


_ABOUT_NUMBERS = (
    "(numbers before reasons: how much each speaks for a value, or against it with a minus; "
    "1 is a hint, 3 is strong)"
)


def _percent(confidence: float) -> str:
    """Never rounded up: what is not sure must not look as if it were."""
    return f"{int(100 * confidence)}%"


def _card_in_words(trace: CardTrace) -> Iterator[str]:
    yield f"card {trace.number + 1}"
    if trace.card is None or trace.contact is None or trace.text is None:
        yield f"  {'; '.join(trace.remarks) or 'no card in this picture'}"
        return
    outline = trace.card.outline
    yield f"  found by its {outline.kind.value} (support {outline.score:.2f})"
    for row in _rows(trace.contact):
        sure = "sure" if row.value.sure else "not sure"
        yield f"  {row.label}: {row.text}  [{_percent(row.value.confidence)}, {sure}]"
        for reason in row.value.reasons:
            yield f"      {reason.weight:+.1f}  {reason.name}"
        for repair in row.value.repairs:
            yield f"      repaired: {repair}"
    for text in trace.contact.unread:
        yield f"  unread: {text}"
    yield from _rival_readings(trace.text.lines)
    for remark in trace.remarks:
        yield f"  remark: {remark}"


def _rival_readings(lines: Sequence[TextLine]) -> Iterator[str]:
    for line in lines:
        texts = {reading.text: reading.reader for reading in reversed(line.readings)}
        if len(texts) > 1:
            rivals = " | ".join(f"{text!r} ({reader})" for text, reader in texts.items())
            yield f"  read differently: {rivals}"


def draw_explanation(traces: Sequence[CardTrace]) -> Pixels:
    """Draw one photo's cards, lines and fields beside what was made of them.

    ``traces`` are all of one photo, at least one. Returns (height, width, 3)
    uint8, BGR: the photo on the left, a panel on the right in which every
    value stands beside the piece of the card that it was read from. The same
    number marks a value in the panel and its place on the photo.
    """
    photo = traces[0].photo.pixels
    scale = min(1.0, _PHOTO_LONG_SIDE_PX / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left = np.ascontiguousarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB), dtype=np.uint8)
    for trace in traces:
        left = _draw_on_photo(left, trace, scale)
    panels = [_draw_legend(), *(_draw_panel(trace) for trace in traces)]
    height = max(left.shape[0], sum(panel.height for panel in panels))
    canvas = Image.new("RGB", (left.shape[1] + _PANEL_WIDTH_PX, height), _PAPER)
    canvas.paste(Image.fromarray(left), (0, 0))
    top = 0
    for panel in panels:
        canvas.paste(panel, (left.shape[1], top))
        top += panel.height
    return np.asarray(cv2.cvtColor(np.array(canvas), cv2.COLOR_RGB2BGR), dtype=np.uint8)


@cache
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size_px)


# --- The photo


def _draw_on_photo(pixels: Pixels, trace: CardTrace, scale: float) -> Pixels:
    """Outline, lines and numbered values of one card; RGB in and out."""
    card = trace.card
    if card is None or trace.text is None or trace.contact is None:
        return pixels
    rows = tuple(_rows(trace.contact))
    _polygon(pixels, card.outline.corners, scale, _OUTLINE, width=4)
    for line in trace.text.lines:
        _polygon(pixels, _on_photo(line.box, card), scale, _UNUSED, width=1)
    for row in rows:
        for box in row.value.boxes:
            _polygon(pixels, _on_photo(box, card), scale, _colour(row.value), width=2)
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    for number, row in enumerate(rows, start=1):
        for box in row.value.boxes[:1]:
            _draw_tag(draw, _before(_on_photo(box, card), scale), number, _colour(row.value))
    x, y = min(card.outline.corners, key=lambda corner: corner[1])
    _draw_badge(draw, (x * scale, y * scale), f"Card {trace.number + 1}")
    return np.array(image, dtype=np.uint8)


def _colour(value: Value) -> _Colour:
    return _SURE if value.sure else _UNSURE


def _before(corners: Corners, scale: float) -> Point:
    """Where a number goes: before the first letter, whichever way the text runs."""
    top_left, top_right, _, bottom_left = np.array(corners) * scale
    along = (top_right - top_left) / max(1.0, float(np.linalg.norm(top_right - top_left)))
    x, y = (top_left + bottom_left) / 2 - along * (_TAG_PX + 4)
    return float(x), float(y)


def _draw_tag(draw: ImageDraw.ImageDraw, center: Point, number: int, colour: _Colour) -> None:
    x, y = center
    around = (x - _TAG_PX, y - _TAG_PX, x + _TAG_PX, y + _TAG_PX)
    draw.ellipse(around, fill=colour, outline=_WHITE, width=2)
    draw.text((x, y), str(number), fill=_WHITE, font=_font(17), anchor="mm")


def _draw_badge(draw: ImageDraw.ImageDraw, at: Point, text: str) -> None:
    """A filled label that stays inside the picture."""
    font = _font(22)
    x = min(max(6.0, at[0] - 20), draw.im.size[0] - font.getlength(text) - 30)
    y = max(6.0, at[1] - 40)
    draw.rounded_rectangle((x, y, x + font.getlength(text) + 24, y + 34), 8, fill=_OUTLINE)
    draw.text((x + 12, y + 17), text, fill=_WHITE, font=font, anchor="lm")


def _on_photo(box: Box, card: Card) -> Corners:
    top_left, top_right, bottom_right, bottom_left = transform_points(
        (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
        ),
        card.to_photo,
    )
    return top_left, top_right, bottom_right, bottom_left


def _polygon(
    pixels: Pixels, corners: Sequence[Point], scale: float, colour: _Colour, *, width: int
) -> None:
    points = np.rint(np.array(corners) * scale).astype(np.int32)
    cv2.polylines(
        pixels, [points], isClosed=True, color=colour, thickness=width, lineType=cv2.LINE_AA
    )


# --- The panel


def _draw_legend() -> Image.Image:
    """What the colours mean, and what the columns are."""
    panel = Image.new("RGB", (_PANEL_WIDTH_PX, _MARGIN_PX + 64), _PAPER)
    draw = ImageDraw.Draw(panel)
    left, middle = float(_MARGIN_PX), _MARGIN_PX + 6
    for colour, meaning in (
        (_SURE, "sure"),
        (_UNSURE, "to be checked by you"),
        (_UNUSED, "read, but no field"),
        (_OUTLINE, "edge of a card"),
    ):
        draw.rounded_rectangle((left, middle - 8, left + 16, middle + 8), 3, fill=colour)
        draw.text((left + 26, middle), meaning, fill=_INK, font=_font(18), anchor="lm")
        left += 26 + _font(18).getlength(meaning) + 34
    for column, title in (
        (_LABEL_LEFT_PX, "field"),
        (_CROP_LEFT_PX, "as printed"),
        (_TEXT_LEFT_PX, "as understood"),
    ):
        draw.text((column, middle + 46), title, fill=_FAINT, font=_font(17), anchor="lm")
    return panel


def _draw_panel(trace: CardTrace) -> Image.Image:
    rows = tuple(_rows(trace.contact)) if trace.contact else ()
    notes = [_fitting(note, _PANEL_WIDTH_PX - 2 * _MARGIN_PX, 18) for note in _notes(trace)]
    height = 58 + len(rows) * _ROW_PX + _NOTE_PX * len(notes) + _MARGIN_PX
    panel = Image.new("RGB", (_PANEL_WIDTH_PX, height), _PAPER)
    draw = ImageDraw.Draw(panel)
    draw.line((_MARGIN_PX, 2, _PANEL_WIDTH_PX - _MARGIN_PX, 2), fill=_RULE, width=2)
    if trace.card is not None:
        _draw_badge(draw, (_MARGIN_PX + 20.0, 52.0), f"Card {trace.number + 1}")
    top = 58
    for number, row in enumerate(rows, start=1):
        _draw_row(panel, number, row, trace.card, top)
        top += _ROW_PX
    for note in notes:
        draw.text((_MARGIN_PX, top + _NOTE_PX / 2), note, fill=_FAINT, font=_font(18), anchor="lm")
        top += _NOTE_PX
    return panel


def _notes(trace: CardTrace) -> Iterator[str]:
    for text in trace.contact.unread if trace.contact else ():
        yield f"read, but no field: {text}"
    yield from trace.remarks


def _draw_row(panel: Image.Image, number: int, row: _Row, card: Card | None, top: int) -> None:
    draw, colour = ImageDraw.Draw(panel), _colour(row.value)
    middle = top + _ROW_PX / 2
    _draw_tag(draw, (_MARGIN_PX + _TAG_PX, middle), number, colour)
    draw.text((_LABEL_LEFT_PX, middle), row.label, fill=_FAINT, font=_font(18), anchor="lm")
    if card is not None and row.value.boxes:
        piece = _crop(card, Box.around(row.value.boxes))
        panel.paste(piece, (_CROP_LEFT_PX, int(middle - piece.height / 2)))
    room_px = _PANEL_WIDTH_PX - _TEXT_LEFT_PX - _MARGIN_PX
    size_px = next((s for s in (22, 19, 16) if _font(s).getlength(row.text) <= room_px), 14)
    text = _fitting(row.text, room_px, size_px)
    draw.text((_TEXT_LEFT_PX, middle - 11), text, fill=_INK, font=_font(size_px), anchor="lm")
    sure = "sure" if row.value.sure else "to be checked"
    verdict = f"{_percent(row.value.confidence)}, {sure}"
    draw.text((_TEXT_LEFT_PX, middle + 15), verdict, fill=colour, font=_font(16), anchor="lm")


def _fitting(text: str, width_px: float, size_px: int) -> str:
    """The text, cut with an ellipsis where there is no room for all of it."""
    font = _font(size_px)
    if font.getlength(text) <= width_px:
        return text
    while text and font.getlength(f"{text}…") > width_px:
        text = text[:-1]
    return f"{text}…"


def _crop(card: Card, box: Box) -> Image.Image:
    """The piece of the flattened card that a value was read from, at the size of a row."""
    height, width = card.pixels.shape[:2]
    margin = max(3.0, 0.15 * box.height)
    top, bottom = int(max(0, box.top - margin)), int(min(height, box.bottom + margin))
    left, right = int(max(0, box.left - margin)), int(min(width, box.right + margin))
    if bottom <= top or right <= left:
        return Image.new("RGB", (1, 1), _PAPER)
    piece = Image.fromarray(cv2.cvtColor(card.pixels[top:bottom, left:right], cv2.COLOR_BGR2RGB))
    piece.thumbnail((_CROP_WIDTH_PX, _ROW_PX - 12), Image.Resampling.LANCZOS)
    return piece
