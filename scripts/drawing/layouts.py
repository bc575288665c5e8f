"""The layouts: how logo, name and contact stand on a card. Each fills a `Design`'s canvas."""

from __future__ import annotations

from collections.abc import Callable

from .backdrops import backdrop, portrait
from .blocks import Align, place
from .canvas import Canvas, Ink, Rect
from .design import Design
from .logos import draw_logo, draw_mark
from .parts import Tone, contact, extras, firm, identity, joined, panel_tone, paper_tone

L, C, R = Align.LEFT, Align.CENTER, Align.RIGHT


def _logo(d: Design, box: Rect, align: Align, *, panel: bool = False, valign: float = 0.5) -> None:
    p = d.look.palette
    colors = (p.on_panel, p.on_panel, p.panel) if panel else (p.accent, p.ink, p.paper)
    draw_logo(d.canvas, d.logo, d.look, box, colors, align, valign)


def _blocks(d: Design, tone: Tone, align: Align) -> tuple:  # type: ignore[type-arg]
    """Identity, firm and contact in one alignment."""
    return (
        identity(d.text, d.look, tone, align),
        firm(d.text, d.look, tone, align),
        contact(d.text, d.look, tone, align),
    )


def classic(d: Design) -> None:
    """Logo top left, name in the middle, firm and contact side by side at the foot."""
    c, tone = d.canvas, paper_tone(d.look)
    who, where, how = _blocks(d, tone, L)
    m = d.margin
    _logo(d, Rect(m, m, c.width * 0.72, m + 12), L)
    place(c, who, Rect(m, m + 13, c.width - m, c.height * 0.62), 0.4)
    foot = Rect(m, c.height * 0.6, c.width - m, c.height - m)
    half = c.width * 0.5
    place(c, where, Rect(m, foot.top, half - 1, foot.bottom), 1.0)
    place(c, how, Rect(half, foot.top, foot.right, foot.bottom), 1.0)


def logo_right(d: Design) -> None:
    """Name top left, logo top right, all the rest as one column at the foot."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m, m, c.width * 0.56, c.height * 0.44))
    _logo(d, Rect(c.width * 0.59, m, c.width - m, m + 15), R, valign=0.0)
    place(c, joined(where, how), Rect(m, c.height * 0.42, c.width * 0.68, c.height - m), 1.0)


def centred(d: Design) -> None:
    """Everything on the middle axis, with a short rule."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    who, where, how = _blocks(d, tone, C)
    _logo(d, Rect(m, m, c.width - m, m + 11), C)
    place(c, who, Rect(m, m + 12, c.width - m, m + 24), 0.5)
    y = m + 25
    c.line([(c.width / 2 - 7, y), (c.width / 2 + 7, y)], d.look.palette.accent, 0.25)
    place(c, joined(where, how, gap=0.3), Rect(m, y + 1, c.width - m, c.height - m + 1), 0.7)


def side_panel(d: Design) -> None:
    """A coloured panel with the logo on one side, text on the other."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    wide = c.width * 0.36
    on_left = d.rng.random() < 0.6
    panel = Rect(0, 0, wide, c.height) if on_left else Rect(c.width - wide, 0, c.width, c.height)
    c.rect(panel, d.look.palette.panel)
    _logo(d, panel.inset(3.5), C, panel=True)
    left = wide + m * 0.8 if on_left else m
    right = c.width - m if on_left else c.width - wide - m * 0.6
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(left, m, right, c.height * 0.4))
    place(c, joined(how, where), Rect(left, c.height * 0.38, right, c.height - m), 1.0)


def bottom_band(d: Design) -> None:
    """Name and logo above, a coloured band with the contact below."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    top = c.height * 0.56
    c.rect(Rect(0, top, c.width, c.height), d.look.palette.panel)
    if d.look.disc:
        c.rect(Rect(0, top - 0.9, c.width, top - 0.3), d.look.palette.accent)
    on = panel_tone(d.look)
    _logo(d, Rect(c.width * 0.52, m, c.width - m, top - 8), R, valign=0.2)
    place(c, identity(d.text, d.look, tone, L), Rect(m, m, c.width * 0.5, top - 2), 0.75)
    foot = Rect(m, top + 2.2, c.width - m, c.height - 2.2)
    place(c, contact(d.text, d.look, on, L), Rect(m, foot.top, c.width * 0.53, foot.bottom), 0.5)
    place(
        c, firm(d.text, d.look, on, L), Rect(c.width * 0.55, foot.top, foot.right, foot.bottom), 0.5
    )


def right_rule(d: Design) -> None:
    """Logo left, an upright rule, text flush left of it or flush right."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    x = c.width * 0.4
    _logo(d, Rect(m, m, x - 3, c.height - m), C)
    c.line([(x, m + 2), (x, c.height - m - 2)], d.look.palette.accent, 0.3)
    align = R if d.look.align is R else L
    box = Rect(x + 3, m, c.width - m, c.height - m)
    who, where, how = _blocks(d, tone, align)
    place(c, joined(who, where, how, gap=0.75), box, 0.5)


def framed(d: Design) -> None:
    """A thin double frame, everything centred: surgeries and law firms."""
    c, tone = d.canvas, paper_tone(d.look)
    c.frame(Rect(0, 0, c.width, c.height).inset(2.4), d.look.palette.accent, 0.35)
    if d.look.columns:
        c.frame(Rect(0, 0, c.width, c.height).inset(3.2), d.look.palette.accent, 0.15)
    who, where, how = _blocks(d, tone, C)
    _logo(d, Rect(7, 5.5, c.width - 7, 14.5), C)
    place(c, joined(who, where, how, gap=0.8), Rect(6, 15.5, c.width - 6, c.height - 5), 0.5)


def vertical_logo(d: Design) -> None:
    """The logo's word runs up the left edge, on a strip or on bare paper."""
    c, m, p = d.canvas, d.margin, d.look.palette
    strip = Rect(0, 0, 13, c.height)
    on_strip = d.look.disc
    if on_strip:
        c.rect(strip, p.panel)
    word = d.text.logo
    if word:
        file = d.look.brand.bold
        ink = Ink(file, 7.0, p.on_panel if on_strip else p.accent, tracking=0.06)
        if c.text_width(word, ink) > 2.2 * (c.height - 8):
            ink = Ink(d.look.body.bold, 5.0, ink.color)
        c.turned_text(Rect(2.5, 4, 10.5, c.height - 4), word, ink, role="logo")
    elif d.logo.mark != "none":
        draw_mark(
            c,
            d.logo,
            d.look,
            Rect(3, m, 10, m + 7),
            (p.on_panel if on_strip else p.accent, p.accent, p.paper),
        )
    who, where, how = _blocks(d, paper_tone(d.look), L)
    box = Rect(18, m, c.width - m, c.height - m)
    place(c, who, Rect(box.left, box.top, box.right, c.height * 0.42))
    place(c, joined(where, how), Rect(box.left, c.height * 0.4, box.right, box.bottom), 1.0)


def photo_ground(d: Design) -> None:
    """A picture or texture behind the text, veiled enough to read."""
    c, m = d.canvas, d.margin
    tone = paper_tone(d.look)
    c.image.paste(
        backdrop(c.image.size, d.look.palette.paper, d.look.palette.accent, d.seed), (0, 0)
    )
    who, where, how = _blocks(d, tone, L)
    _logo(d, Rect(c.width * 0.5, m, c.width - m, m + 13), R)
    place(c, who, Rect(m, m + 11, c.width - m, c.height * 0.56), 0.5)
    half = c.width * 0.52
    place(c, how, Rect(m, c.height * 0.56, half - 1, c.height - m), 1.0)
    place(c, where, Rect(half, c.height * 0.56, c.width - m, c.height - m), 1.0)


def diagonal(d: Design) -> None:
    """Two tones that meet on a slant."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    c.polygon(
        [(c.width * 0.72, 0), (c.width, 0), (c.width, c.height), (c.width * 0.5, c.height)], p.panel
    )
    c.polygon(
        [
            (c.width * 0.7, 0),
            (c.width * 0.72, 0),
            (c.width * 0.5, c.height),
            (c.width * 0.48, c.height),
        ],
        p.accent,
    )
    _logo(d, Rect(c.width * 0.71, m, c.width - 3.5, c.height - m), C, panel=True)
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m, m, c.width * 0.66, c.height * 0.37))
    place(
        c, joined(how, where, gap=0.5), Rect(m, c.height * 0.36, c.width * 0.49, c.height - m), 1.0
    )


def upright(d: Design) -> None:
    """A card that stands: logo on top, name, contact below, flush left or centred."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    align = C if d.look.align is C else L
    panel = d.look.disc
    if panel:
        c.rect(Rect(0, 0, c.width, c.height * 0.3), p.panel)
    _logo(d, Rect(m, m, c.width - m, c.height * 0.3 - 3), align, panel=panel)
    who, where, how = _blocks(d, tone, align)
    place(c, who, Rect(m, c.height * 0.34, c.width - m, c.height * 0.56))
    place(c, joined(where, how), Rect(m, c.height * 0.52, c.width - m, c.height - m), 1.0)


def two_columns(d: Design) -> None:
    """A rule in the middle: the person left, the firm right."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    _logo(d, Rect(m, m, c.width - m, m + 13), d.look.align)
    top, half = m + 17, c.width * 0.5
    c.line([(m, top - 1.6), (c.width - m, top - 1.6)], p.accent, 0.22)
    place(
        c,
        joined(identity(d.text, d.look, tone, L), extras(d.text, d.look, tone, L)),
        Rect(m, top, half - 1.5, c.height - m),
    )
    right = joined(firm(d.text, d.look, tone, L), contact(d.text, d.look, tone, L))
    c.line([(half, top + 1), (half, c.height - m)], p.accent, 0.18)
    place(c, right, Rect(half + 2.5, top, c.width - m, c.height - m), 0.0)


def top_band(d: Design) -> None:
    """A coloured header with the logo, the rest flush right or left below."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    foot = c.height * 0.3
    c.rect(Rect(0, 0, c.width, foot), p.panel)
    _logo(d, Rect(m, 2.5, c.width - m, foot - 2.5), L if d.look.align is R else R, panel=True)
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m, foot + 2, c.width * 0.47, c.height * 0.66), 0.1)
    place(c, where, Rect(m, c.height * 0.64, c.width * 0.47, c.height - m), 1.0)
    place(c, how, Rect(c.width * 0.49, foot + 3, c.width - m, c.height - m), 1.0)


def spare(d: Design) -> None:
    """A large name on much white, everything else small along the foot."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    who, _, how = _blocks(d, tone, L)
    place(c, who, Rect(m, c.height * 0.2, c.width - m, c.height * 0.52), 0.3)
    place(c, how, Rect(m, c.height * 0.55, c.width * 0.5, c.height - m), 1.0)
    _logo(d, Rect(c.width * 0.54, m, c.width - m, c.height * 0.2 + 2), R, valign=0.0)
    place(
        c,
        firm(d.text, d.look, tone, R),
        Rect(c.width * 0.52, c.height * 0.55, c.width - m, c.height - m),
        1.0,
    )


def with_portrait(d: Design) -> None:
    """A picture of the person on one side: agents and brokers."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    wide = c.height * 0.5
    face = portrait(d.seed, d.look.palette.panel)
    frame = Rect(m, m, m + wide, m + wide * 1.25)
    c.paste(face, frame)
    c.text_boxes.append(frame)
    _logo(d, Rect(m + wide + 4, m, c.width - m, m + 11), L)
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m + wide + 4, m + 12, c.width - m, m + 23), 0.3)
    place(c, how, Rect(m + wide + 4, m + 21, c.width - m, c.height - m), 1.0)
    place(c, where, Rect(m, m + wide * 1.25 + 1, m + wide + 3, c.height - 2), 0.5)


def corner_shapes(d: Design) -> None:
    """Large shapes in opposite corners, text flush right."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    c.ellipse(Rect(-16, -16, 15, 15), p.accent)
    c.ellipse(Rect(-9, -22, 24, 8), None, p.panel, 0.5)
    c.polygon([(c.width, c.height), (c.width - 17, c.height), (c.width, c.height - 17)], p.panel)
    _logo(d, Rect(27, m, c.width - m, m + 12), R)
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m + 3, m + 13, c.width - m, c.height * 0.56), 0.6)
    half = c.width * 0.46
    place(c, where, Rect(m + 3, c.height * 0.56, half, c.height - m), 1.0)
    place(c, how, Rect(half + 1, c.height * 0.56, c.width - 11, c.height - m), 1.0)


def right_column(d: Design) -> None:
    """All text flush right, the mark and logo bottom left."""
    c, tone, m = d.canvas, paper_tone(d.look), d.margin
    who, where, how = _blocks(d, tone, R)
    _logo(d, Rect(m, c.height * 0.5, c.width * 0.42, c.height - m), L, valign=1.0)
    place(c, who, Rect(c.width * 0.3, m, c.width - m, c.height * 0.38))
    place(
        c, joined(where, how), Rect(c.width * 0.44, c.height * 0.38, c.width - m, c.height - m), 1.0
    )


def letterhead(d: Design) -> None:
    """Institute style: mark and legal name in a header, small print at the foot."""
    c, tone, m, p = d.canvas, paper_tone(d.look), d.margin, d.look.palette
    _logo(d, Rect(m, m, c.width - m, m + 11), L)
    c.line([(m, m + 13), (c.width - m, m + 13)], p.ink, 0.15)
    who, where, how = _blocks(d, tone, L)
    place(c, who, Rect(m, m + 14.5, c.width * 0.6, c.height * 0.56))
    small = extras(d.text, d.look, tone, L)
    foot = c.height - m
    if small.rows and len(d.text.small_print) < 2:
        covered = place(c, small, Rect(m, c.height - 5.5, c.width - m, c.height - 2), 1.0)
        foot = covered.top - 0.8
    half = c.width * 0.52
    place(c, where, Rect(m, c.height * 0.54, half - 1, foot), 1.0)
    place(c, how, Rect(half, c.height * 0.5, c.width - m, foot), 1.0)


Layout = Callable[[Design], None]
LAYOUTS: dict[str, Layout] = {
    layout.__name__: layout
    for layout in (
        classic, logo_right, centred, side_panel, bottom_band, right_rule, framed, vertical_logo,
        photo_ground, diagonal, upright, two_columns, top_band, spare, with_portrait, corner_shapes,
        right_column, letterhead,
    )
}  # fmt: skip


def new_canvas(
    size_mm: tuple[float, float], layout: str, d_paper: tuple[int, int, int], scale: float
) -> Canvas:
    """A canvas in the layout's direction: `upright` turns the card."""
    width, height = size_mm if layout != "upright" else (size_mm[1], size_mm[0])
    return Canvas(width, height, scale, d_paper)
