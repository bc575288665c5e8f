"""Turns what a card says and its look into blocks for a layout to place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .blocks import Align, Block, Piece, Row
from .canvas import Color, Ink
from .card_text import CardText, Phone
from .country import label_words
from .icons import ICONS
from .look import Look


@dataclass(frozen=True, slots=True)
class Tone:
    """The colours of one block: text, quieter text, accent, and what it stands on."""

    ink: Color
    quiet: Color
    accent: Color
    ground: Color


def paper_tone(look: Look) -> Tone:
    """Colours for text on the card's paper."""
    p = look.palette
    return Tone(p.ink, p.quiet, p.accent, p.paper)


def panel_tone(look: Look) -> Tone:
    """Colours for text on the card's panel."""
    p = look.palette
    return Tone(p.on_panel, p.on_panel, p.on_panel, p.panel)


def _name_ink(look: Look, tone: Tone) -> Ink:
    family, size = look.head, look.name_size
    color = tone.accent if look.accent_name and look.name_dress == "bold accent" else tone.ink
    if look.name_dress == "light":
        return Ink(family.light or family.regular, size * 1.1, color)
    if look.name_dress == "regular":
        return Ink(family.regular, size, color)
    if look.name_dress == "tracked":
        return Ink(family.regular, size * 0.85, color, tracking=0.14)
    if look.name_dress == "small caps":
        return Ink(family.regular, size, color, tracking=0.05, small_caps=True)
    return Ink(family.bold, size, color)


def _name_rows(text: CardText, look: Look, tone: Tone) -> list[Row]:
    name = text.name
    if name is None:
        return []
    ink = _name_ink(look, tone)
    head, found, tail = name.full.rpartition(f" {name.family}")
    if look.name_dress == "two lines" and found and head:
        tail_line = f"{name.family}{tail}"
        return [
            Row((Piece(head, ink, "name"),)),
            Row((Piece(tail_line, ink, "name"),), space=-0.12),
        ]
    return [Row((Piece(name.full, ink, "name"),))]


def identity(text: CardText, look: Look, tone: Tone, align: Align) -> Block:
    """Name, titles and department."""
    rows = _name_rows(text, look, tone)
    size = look.body_size
    file = look.body.italic if look.body.italic and look.label_style % 3 == 1 else look.body.regular
    color = tone.accent if not look.accent_name else tone.quiet
    for i, title in enumerate(text.titles):
        rows.append(
            Row(
                (Piece(title, Ink(file, size * 1.04, color), f"title {i}"),),
                space=0.12 if i == 0 else 0,
            )
        )
    if text.department:
        rows.append(
            Row((Piece(text.department, Ink(look.body.regular, size, tone.quiet), "department"),))
        )
    return Block(tuple(rows), align, leading=1.28)


def _wrapped(text: str, limit: int) -> list[str]:
    """A long organization in two lines, split at the space nearest to its middle."""
    spaces = [i for i, c in enumerate(text) if c == " "]
    if len(text) <= limit or not spaces:
        return [text]
    cut = min(spaces, key=lambda i: abs(i - len(text) / 2))
    return [text[:cut], text[cut + 1 :]]


def firm(text: CardText, look: Look, tone: Tone, align: Align, *, limit: int = 34) -> Block:
    """The legal name and the postal addresses."""
    size = look.body_size
    bold = Ink(look.body.bold, size * 1.02, tone.ink)
    body = Ink(look.body.regular, size, tone.ink)
    rows: list[Row] = []
    if text.organization:
        rows += [
            Row((Piece(line, bold, "organization"),)) for line in _wrapped(text.organization, limit)
        ]
    icon = ICONS["address"] if look.labels == "icons" and align is Align.LEFT else None
    for i, address in enumerate(text.addresses):
        for j, line in enumerate(address.lines):
            first = icon if j == 0 else ("blank" if icon else None)
            rows.append(Row((Piece(line, body, f"address {i}"),), icon=first))
    rows = [
        replace(r, icon=None, label=Piece("\u2003 ", body)) if r.icon == "blank" else r
        for r in rows
    ]
    return Block(
        tuple(rows),
        align,
        1.3,
        columns=False,
        icon_color=tone.accent,
        icon_paper=tone.ground,
        icon_disc=look.disc,
    )


def _label(text: CardText, look: Look, role: str, tone: Tone) -> Piece | None:
    if look.labels != "words":
        return None
    word = label_words()[text.labels][role][look.label_style]
    color = tone.quiet if look.quiet_labels else (tone.accent if look.disc else tone.ink)
    file = look.body.bold if look.disc and look.label_style > 1 else look.body.regular
    return Piece(word, Ink(file, look.body_size, color))


def _phone_row(text: CardText, look: Look, tone: Tone, i: int, phone: Phone) -> Row:
    body = Ink(look.body.regular, look.body_size, tone.ink)
    pieces = [Piece(phone.printed, body, f"phone {i}")]
    needed = phone.role in ("fax", "home")
    label = _label(text, look, phone.role, tone)
    icon = ICONS[phone.role] if look.labels == "icons" else None
    if look.labels == "after" or (needed and label is None and icon is None):
        word = label_words()[text.labels][phone.role][3].rstrip(": ")
        pieces.append(Piece(f" {word}" if look.labels == "after" else f" ({word})", body))
    return Row(tuple(pieces), label=label, icon=icon)


def _paired(rows: list[Row], look: Look, separator: Piece) -> list[Row]:
    """The first two numbers on one line, where labels stand in the line."""
    if not look.pair_numbers or len(rows) < 2 or look.columns or rows[0].icon:
        return rows
    first, second = rows[0], rows[1]
    spaced = (Piece(f"{second.label.text} ", second.label.ink),) if second.label else ()
    return [Row((*first.pieces, separator, *spaced, *second.pieces), label=first.label), *rows[2:]]


def contact(text: CardText, look: Look, tone: Tone, align: Align) -> Block:
    """Numbers, e-mail addresses, websites and handles."""
    body = Ink(look.body.regular, look.body_size, tone.ink)
    phones = [_phone_row(text, look, tone, i, phone) for i, phone in enumerate(text.phones)]
    if align is Align.CENTER or align is Align.LEFT:
        phones = _paired(
            phones, look, Piece("  |  " if look.disc else "  ·  ", replace(body, color=tone.quiet))
        )
    rows = phones
    net = [("email", v, f"email {i}") for i, v in enumerate(text.emails)]
    net += [("web", v, f"url {i}") for i, v in enumerate(text.urls)]
    net += [("", v, f"social {i}") for i, v in enumerate(text.social)]
    bare = look.label_style % 2 == 0 and look.labels == "words" and not look.columns
    for i, (role, value, mark) in enumerate(net):
        label = _label(text, look, role, tone) if role and not bare else None
        icon = ICONS[role] if role and look.labels == "icons" else None
        blank = look.labels == "icons" and not role
        label = Piece("\u2003 ", body) if blank else label
        space = 0.35 if i == 0 and rows and look.label_style in (1, 4) else 0.0
        rows.append(Row((Piece(value, body, mark),), label=label, icon=icon, space=space))
    columns = look.columns and align is Align.LEFT
    if columns and look.labels == "words":
        rows = [replace(r, label=r.label or Piece(" ", body)) for r in rows]
    return Block(tuple(rows), align, 1.32, columns, tone.accent, tone.ground, look.disc)


def extras(text: CardText, look: Look, tone: Tone, align: Align) -> Block:
    """Services and register numbers: what is printed, but is no contact."""
    ink = Ink(look.body.regular, max(1.95, look.body_size * 0.78), tone.quiet)
    rows = [Row((Piece(" · ".join(text.services), ink),))] if text.services else []
    rows += [Row((Piece(line, ink),)) for line in text.small_print]
    return Block(tuple(rows), align, 1.3)


def joined(*blocks: Block, gap: float = 0.7) -> Block:
    """Blocks one below the other as one block, in the first one's alignment."""
    filled = [block for block in blocks if block.rows]
    if not filled:
        return blocks[0]
    rows: list[Row] = list(filled[0].rows)
    for block in filled[1:]:
        rows.append(replace(block.rows[0], space=block.rows[0].space + gap))
        rows.extend(block.rows[1:])
    columns = any(block.columns for block in filled)
    last = filled[-1]
    return replace(last, rows=tuple(rows), align=filled[0].align, columns=columns)
