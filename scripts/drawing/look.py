"""How a card is designed: colours, fonts, label style, the dress of the name."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .blocks import Align
from .canvas import Color
from .card_text import CardText
from .fonts import FontFamily, can_set, families


@dataclass(frozen=True, slots=True)
class Palette:
    """Paper, text, quieter text, accent, a panel and the text on it."""

    paper: Color
    ink: Color
    quiet: Color
    accent: Color
    panel: Color
    on_panel: Color


def _hex(codes: str) -> Palette:
    colors = [tuple(int(code[i : i + 2], 16) for i in (0, 2, 4)) for code in codes.split()]
    return Palette(*colors)  # type: ignore[arg-type]  # six triples of int, by the literals below


LIGHT = tuple(
    map(
        _hex,
        (
            "fdfdfb 1c1c1c 555555 b3261e 7d1a15 ffffff",
            "ffffff 222831 5b6470 00707a 00525a ffffff",
            "faf7f0 2b2622 6b6158 8a6d3b 5b4524 fbf6ea",
            "fefefe 16223a 4c5870 1f4fa3 16346e ffffff",
            "f4f6f1 23301f 58654f 4d7c2a 2f5418 f6faef",
            "ffffff 303030 6a6a6a e0701a 2d2d2d ffffff",
            "fbfbfd 2a1f3d 655a78 6b3fa0 43246b ffffff",
            "f9f4ee 3a2a2a 786262 a8485c 6f2438 fff4f2",
            "ffffff 101010 4a4a4a 101010 101010 ffffff",
            "fefdf8 1f2d2b 566663 c19a2b 1d4440 f8f2dc",
            "f2f2f0 2f2f33 66666c 3c7aa6 33566f ffffff",
            "ffffff 1b2b34 5d6d76 0a9396 ca6702 ffffff",
            "fdfdfd 27272a 606066 d6246e 3b1b3f ffffff",
            "f7efe2 40301f 7b6a55 b5531c 8a3b10 fff3e3",
        ),
    )
)
DARK = tuple(
    map(
        _hex,
        (
            "1d1f23 f4f2ec b9b6ad d9a441 2c2f35 f4f2ec",
            "14284b f5f7fb b9c4d8 6fb7ff 0e1d38 ffffff",
            "0f3d36 f3f7f2 b6cbc3 e2c56b 0a2b26 ffffff",
            "5a1424 fbf2ec dcbcb8 e9c9a0 3f0d18 ffffff",
            "2a2a2a ffffff c2c2c2 ff7a45 3b3b3b ffffff",
            "00586b ffffff c3dde2 ffd166 00414f ffffff",
            "1f7a3d ffffff cfe8d4 ffe98a 155c2c ffffff",
            "3a2c5e fbf9ff c9c0e2 f2a7c3 2a1f47 ffffff",
            "c0392b ffffff f6d3ce ffe7a8 96281c ffffff",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Look:
    """A designer's decisions for one card."""

    palette: Palette
    head: FontFamily
    body: FontFamily
    brand: FontFamily
    labels: str
    label_style: int
    columns: bool
    disc: bool
    name_size: float
    body_size: float
    name_dress: str
    quiet_labels: bool
    align: Align
    pair_numbers: bool
    accent_name: bool


def _families_for(text: CardText) -> tuple[list[FontFamily], list[FontFamily]]:
    """Families that can set every letter of the card, for running text and for logos."""
    parts = [text.logo or "", text.organization or "", *text.titles, text.department or ""]
    parts += [
        text.name.full if text.name else "",
        text.slogan or "",
        *text.services,
        *text.small_print,
    ]
    parts += [line for address in text.addresses for line in address.lines]
    letters = "".join(sorted(set("".join(parts).upper() + "".join(parts).lower() + "".join(parts))))
    letters = letters.replace("\u0307", "")
    usable = [f for f in families("sans", "round", "condensed", "serif") if can_set(f, letters)]
    logo = text.logo or "A"
    brands = [
        f
        for f in families("sans", "round", "condensed", "serif", "display", "script")
        if can_set(f, logo)
    ]
    brands = [f for f in brands if f.kind != "script" or not logo.isupper()]
    return usable, brands


def choose_look(text: CardText, rng: random.Random, *, dark: bool = False) -> Look:
    """A look in which every letter of the text exists."""
    usable, brands = _families_for(text)
    body = rng.choice([f for f in usable if f.kind != "round"] or usable)
    head = body if rng.random() < 0.6 else rng.choice(usable)
    kind = rng.choice(("sans", "round", "condensed", "serif", "serif", "display", "script"))
    brand = rng.choice([f for f in brands if f.kind == kind] or brands)
    condensed = (
        1.1 if body.kind == "condensed" or body.name in ("EB Garamond", "Libertine") else 1.0
    )
    labels = rng.choices(("words", "icons", "none", "after"), (62, 18, 14, 6))[0]
    dress = rng.choices(
        ("bold", "regular", "light", "tracked", "small caps", "two lines", "bold accent"),
        (34, 12, 10, 8, 8, 8, 20),
    )[0]
    return Look(
        palette=rng.choice(DARK if dark else LIGHT),
        head=head,
        body=body,
        brand=brand,
        labels=labels,
        label_style=rng.randrange(6),
        columns=rng.random() < 0.6,
        disc=rng.random() < 0.4,
        name_size=rng.uniform(3.6, 5.0),
        body_size=rng.uniform(2.45, 2.9) * condensed,
        name_dress=dress,
        quiet_labels=rng.random() < 0.4,
        align=rng.choice((Align.LEFT, Align.LEFT, Align.RIGHT, Align.CENTER)),
        pair_numbers=rng.random() < 0.14,
        accent_name=rng.random() < 0.3,
    )
