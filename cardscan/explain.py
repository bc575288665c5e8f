"""Why a scan says what it says: the photo with everything drawn in, and the reasons in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    Pixels,
    Point,
    TextLine,
    Value,
    transform_points,
)
from cardscan.pipeline import CardTrace

__all__ = ["draw_explanation", "explain_in_words"]

_PHOTO_LONG_SIDE_PX = 1500
_PANEL_WIDTH_PX = 760
_MARGIN_PX = 24
_ROW_PX = 46
_CROP_WIDTH_PX = 250

_INK = (32, 33, 36)
_FAINT = (110, 114, 120)
_PAPER = (250, 250, 248)
_OUTLINE = (20, 120, 255)
_SURE = (21, 128, 61)
_UNSURE = (194, 65, 12)


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
        yield _Row(str(phone.kind), _spoken(phone), phone)
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
    return "\n".join(line for trace in traces for line in _card_in_words(trace))


def _card_in_words(trace: CardTrace) -> Iterator[str]:
    yield f"card {trace.number + 1}"
    if trace.card is None or trace.contact is None or trace.text is None:
        yield f"  {'; '.join(trace.remarks) or 'no card in this picture'}"
        return
    outline = trace.card.outline
    yield f"  found by its {outline.kind.value} (support {outline.score:.2f})"
    for row in _rows(trace.contact):
        sure = "sure" if row.value.sure else "not sure"
        yield f"  {row.label}: {row.text}  [{row.value.confidence:.0%}, {sure}]"
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
    value stands beside the piece of the card that it was read from.
    """
    photo = traces[0].photo.pixels
    scale = min(1.0, _PHOTO_LONG_SIDE_PX / max(photo.shape[:2]))
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left = Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGR2RGB))
    for trace in traces:
        _draw_on_photo(ImageDraw.Draw(left), trace, scale)
    panels = [_draw_panel(trace) for trace in traces]
    height = max(left.height, sum(panel.height for panel in panels))
    canvas = Image.new("RGB", (left.width + _PANEL_WIDTH_PX, height), _PAPER)
    canvas.paste(left, (0, 0))
    top = 0
    for panel in panels:
        canvas.paste(panel, (left.width, top))
        top += panel.height
    return np.asarray(cv2.cvtColor(np.array(canvas), cv2.COLOR_RGB2BGR), dtype=np.uint8)


def _font(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size_px)


def _draw_on_photo(draw: ImageDraw.ImageDraw, trace: CardTrace, scale: float) -> None:
    card = trace.card
    if card is None or trace.text is None or trace.contact is None:
        return
    _polygon(draw, card.outline.corners, scale, _OUTLINE, width=5)
    for line in trace.text.lines:
        colour = _by_confidence(line.confidence)
        _polygon(draw, _on_photo(line.box, card), scale, colour, width=2)
    for row in _rows(trace.contact):
        for box in row.value.boxes:
            corners = _on_photo(box, card)
            _polygon(draw, corners, scale, _SURE if row.value.sure else _UNSURE, width=2)
            x, y = corners[0][0] * scale, corners[0][1] * scale
            draw.text((x, y - 14), row.label, fill=_OUTLINE, font=_font(13))


def _by_confidence(confidence: float) -> tuple[int, int, int]:
    """From red for nothing to green for certain."""
    return int(220 * (1 - confidence)), int(160 * confidence), 40


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
    draw: ImageDraw.ImageDraw,
    corners: Sequence[Point],
    scale: float,
    colour: tuple[int, int, int],
    *,
    width: int,
) -> None:
    points = [(x * scale, y * scale) for x, y in corners]
    draw.line([*points, points[0]], fill=colour, width=width, joint="curve")


def _draw_panel(trace: CardTrace) -> Image.Image:
    rows = tuple(_rows(trace.contact)) if trace.contact else ()
    unread = trace.contact.unread if trace.contact else ()
    notes = [*(f"unread: {text}" for text in unread), *trace.remarks]
    height = 2 * _MARGIN_PX + 34 + len(rows) * _ROW_PX + 24 * len(notes)
    panel = Image.new("RGB", (_PANEL_WIDTH_PX, height), _PAPER)
    draw = ImageDraw.Draw(panel)
    draw.text((_MARGIN_PX, _MARGIN_PX), f"Card {trace.number + 1}", fill=_INK, font=_font(24))
    top = _MARGIN_PX + 40
    for row in rows:
        _draw_row(panel, draw, row, trace.card, top)
        top += _ROW_PX
    for note in notes:
        draw.text((_MARGIN_PX, top), note[:90], fill=_FAINT, font=_font(15))
        top += 24
    return panel


def _draw_row(
    panel: Image.Image, draw: ImageDraw.ImageDraw, row: _Row, card: Card | None, top: int
) -> None:
    colour = _SURE if row.value.sure else _UNSURE
    draw.text((_MARGIN_PX, top + 8), row.label, fill=_FAINT, font=_font(15))
    if card is not None and row.value.boxes:
        panel.paste(_crop(card, Box.around(row.value.boxes)), (_MARGIN_PX + 100, top))
    left = _MARGIN_PX + 100 + _CROP_WIDTH_PX + 16
    draw.text((left, top), row.text[:48], fill=_INK, font=_font(17))
    verdict = f"{row.value.confidence:.0%} {'sure' if row.value.sure else 'to be checked'}"
    draw.text((left, top + 21), verdict, fill=colour, font=_font(13))


def _crop(card: Card, box: Box) -> Image.Image:
    """The piece of the flattened card that a value was read from, at the size of a row."""
    height, width = card.pixels.shape[:2]
    top, bottom = int(max(0, box.top - 3)), int(min(height, box.bottom + 3))
    left, right = int(max(0, box.left - 3)), int(min(width, box.right + 3))
    if bottom <= top or right <= left:
        return Image.new("RGB", (1, 1), _PAPER)
    piece = Image.fromarray(cv2.cvtColor(card.pixels[top:bottom, left:right], cv2.COLOR_BGR2RGB))
    piece.thumbnail((_CROP_WIDTH_PX, _ROW_PX - 8), Image.Resampling.LANCZOS)
    return piece
