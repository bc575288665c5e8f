"""What cards lie on, as textures (RGB uint8) of some millimetres a side."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw

from . import fonts
from .noise import cloud, generator, streaks

SIZE_MM = (360, 300)
PX_PER_MM = 7
SHAPE = (SIZE_MM[1] * PX_PER_MM, SIZE_MM[0] * PX_PER_MM)


def _colored(
    value: np.ndarray, dark: tuple[int, int, int], light: tuple[int, int, int]
) -> np.ndarray:
    """A field from 0 to 1 as a picture between two colours."""
    low, high = np.array(dark, np.float32), np.array(light, np.float32)
    levels = np.linspace(0, 1, 256, dtype=np.float32)[:, None]
    table = np.clip(low + (high - low) * levels, 0, 255).astype(np.uint8)
    picture: np.ndarray = table[np.clip(value * 255, 0, 255).astype(np.uint8)]
    return picture


def _grain(shape: tuple[int, int], rng: np.random.Generator, sigma: float) -> np.ndarray:
    """Fine noise around 0, repeated from a small tile."""
    tile = rng.normal(0, sigma, (257, 263)).astype(np.float32)
    tiled = np.tile(tile, (shape[0] // 257 + 1, shape[1] // 263 + 1))
    return tiled[: shape[0], : shape[1]]


WOODS = (
    ((122, 78, 42), (196, 146, 92)),
    ((186, 146, 96), (226, 192, 146)),
    ((62, 38, 24), (112, 74, 48)),
    ((150, 136, 118), (205, 194, 178)),
    ((146, 82, 44), (205, 138, 84)),
    ((204, 178, 142), (236, 218, 190)),
)


def _knots(y: np.ndarray, x: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """How knots bend the grain, and how dark they are."""
    bend, dark = np.zeros_like(x), np.zeros_like(x)
    for _ in range(int(rng.integers(1, 5))):
        cx, cy = rng.uniform(0, SHAPE[1]), rng.uniform(0, SHAPE[0])
        distance = ((x - cx) / rng.uniform(2.2, 3.4)) ** 2 + (y - cy) ** 2
        radius = rng.uniform(14, 34)
        bend += np.sign(y - cy) * 34 * np.exp(-distance / (2 * (radius * 2.2) ** 2))
        dark += np.exp(-distance / (2 * (radius * 0.45) ** 2))
    return bend, dark


def wood(rng: np.random.Generator) -> np.ndarray:
    """Planks or veneer, with grain, pores and knots."""
    half = (SHAPE[0] // 2, SHAPE[1] // 2)
    y, x = np.mgrid[0 : SHAPE[0] : 2, 0 : SHAPE[1] : 2].astype(np.float32)
    planks = rng.random() < 0.5
    plank_px = rng.uniform(90, 140) * PX_PER_MM if planks else 1e9
    index = np.floor(y / plank_px)
    bend, dark = _knots(y, x, rng)
    wander = 60 * streaks(half, (45, 420), rng) + 14 * streaks(half, (9, 160), rng)
    rings = np.sin((y + bend + wander + index * 173) / rng.uniform(7, 16))
    value = 0.5 + 0.16 * rings + 0.34 * (streaks(half, (3, 260), rng) - 0.5)
    value += 0.3 * (cloud(half, 240, rng) - 0.5) + 0.12 * np.sin(index * 5.1)
    pores = streaks(half, (1, 26), rng)
    value -= np.where(pores > 0.86, 0.14, 0.0) + 0.75 * np.clip(dark, 0, 1)
    if planks:
        value -= 0.8 * np.exp(-((y % plank_px) ** 2) / 10)
    low, high = WOODS[int(rng.integers(len(WOODS)))]
    picture = _colored(
        cv2.resize(value.astype(np.float32), SHAPE[::-1], interpolation=cv2.INTER_CUBIC), low, high
    )
    noise = _grain(SHAPE, rng, 5)[..., None]
    grained: np.ndarray = np.clip(picture + noise, 0, 255).astype(np.uint8)
    return grained


CLOTHS = (
    ((38, 52, 84), (70, 88, 128)),
    ((168, 158, 140), (214, 206, 190)),
    ((92, 30, 34), (140, 58, 60)),
    ((60, 64, 66), (104, 110, 112)),
    ((188, 190, 196), (232, 234, 238)),
    ((58, 84, 70), (100, 128, 112)),
)


def cloth(rng: np.random.Generator) -> np.ndarray:
    """A plain weave with thick and thin threads, folds, sometimes a stripe."""
    y, x = np.mgrid[0 : SHAPE[0], 0 : SHAPE[1]].astype(np.float32)
    pitch = rng.uniform(4.5, 8.0)
    wobble = 3 * cloud(SHAPE, 60, rng)
    warp, weft = np.sin((x + wobble) * np.pi / pitch), np.sin((y + wobble) * np.pi / pitch)
    checker = np.where(
        np.floor((x + wobble) / pitch) % 2 == np.floor((y + wobble) / pitch) % 2,
        np.abs(warp),
        np.abs(weft),
    )
    value = (
        0.25
        + 0.4 * checker
        + 0.2 * streaks(SHAPE, (4, 300), rng)
        + 0.2 * streaks(SHAPE, (300, 4), rng)
    )
    value += 0.35 * (cloud(SHAPE, 420, rng) - 0.5) - 0.1
    low, high = CLOTHS[int(rng.integers(len(CLOTHS)))]
    picture = _colored(value, low, high)
    if rng.random() < 0.35:
        stripe = (np.abs((x % 420) - 210) < 26)[..., None]
        picture = np.where(stripe, (picture * 0.62).astype(np.uint8), picture)
    return picture


SENTENCES = (
    "The council met for the third time this week to discuss the new bridge across the harbour.",
    "Growers in the valley expect a late harvest after the coldest spring in twenty years.",
    "Am Montag beginnt die Sanierung der Strecke, Busse fahren im Viertelstundentakt.",
    "Visitors queued around the block when the museum opened its doors again on Saturday.",
    "Der Verein sucht noch freiwillige Helfer für das Sommerfest auf dem Marktplatz.",
    "Engineers said the turbine had run without a fault for more than nine thousand hours.",
    "Die Ausstellung zeigt Arbeiten aus drei Jahrzehnten und ist bis Ende März zu sehen.",
    "A spokesman declined to say how many of the affected trains would return to service.",
    "Prices for oats and barley were steady, while demand for rye fell slightly.",
    "Im zweiten Satz fanden die Gäste besser ins Spiel und glichen verdient aus.",
)
HEADLINES = (
    "Harbour bridge delayed again",
    "Später Frühling, späte Ernte",
    "A quiet year for the orchards",
    "Neue Linie ab Herbst",
    "What the archive forgot",
)


def _column(
    draw: ImageDraw.ImageDraw, x: int, width: int, rng: np.random.Generator, top: int
) -> None:
    font = fonts.load("truetype/vollkorn/Vollkorn-Regular.ttf", 22)
    head = fonts.load("truetype/vollkorn/Vollkorn-Bold.ttf", int(rng.integers(44, 70)))
    y = top
    while y < SHAPE[0]:
        choice = rng.random()
        if choice < 0.08:
            draw.rectangle((x, y, x + width, y + 210), fill=int(rng.integers(70, 170)))
            y += 230
        elif choice < 0.2:
            draw.text(
                (x, y),
                HEADLINES[int(rng.integers(len(HEADLINES)))][: int(width / 18)],
                font=head,
                fill=25,
            )
            y += 86
        else:
            words = " ".join(SENTENCES[int(i)] for i in rng.integers(0, len(SENTENCES), 5)).split()
            y = _paragraph(draw, x, y, width, words, font) + 10


def _paragraph(
    draw: ImageDraw.ImageDraw, x: int, y: int, width: int, words: list[str], font: object
) -> int:
    line = ""
    for word in [*words, ""]:
        longer = f"{line} {word}".strip()
        if font.getlength(longer) > width or not word:  # type: ignore[attr-defined]
            draw.text((x, y), line, font=font, fill=45)  # type: ignore[arg-type]
            y, line = y + 29, word
        else:
            line = longer
    return y


def printed_page(rng: np.random.Generator) -> np.ndarray:
    """A newspaper page or a printed sheet with columns of invented text."""
    paper = int(rng.integers(205, 245))
    page = Image.new("L", SHAPE[::-1], paper)
    draw = ImageDraw.Draw(page)
    columns = int(rng.integers(3, 6))
    width = SHAPE[1] // columns
    for i in range(columns):
        _column(draw, i * width + 22, width - 44, rng, int(-rng.integers(0, 200)))
        if columns > 3:
            draw.line((i * width, 0, i * width, SHAPE[0]), fill=150, width=2)
    turned = page.rotate(
        float(rng.uniform(-14, 14)), resample=Image.Resampling.BILINEAR, fillcolor=paper
    )
    gray = (
        np.asarray(turned, np.float32) / 255
        + 0.06 * (cloud(SHAPE, 260, rng) - 0.5)
        + _grain(SHAPE, rng, 0.012)
    )
    return _colored(gray, (12, 12, 16), (252, 247, 236) if paper < 228 else (252, 252, 252))


KEYS = ("1234567890ß", "QWERTZUIOPÜ", "ASDFGHJKLÖÄ", "YXCVBNM,.-#", "           ")


def keyboard(rng: np.random.Generator) -> np.ndarray:
    """A laptop's keyboard, dark or light keys on a metal or black deck."""
    dark_keys = rng.random() < 0.7
    deck = int(rng.integers(150, 200)) if rng.random() < 0.6 else 42
    key, letter = (34, 215) if dark_keys else (236, 70)
    picture = Image.new("L", SHAPE[::-1], deck)
    draw = ImageDraw.Draw(picture)
    pitch = 19 * PX_PER_MM
    font = fonts.load("truetype/lato/Lato-Regular.ttf", 34)
    for row in range(SHAPE[0] // pitch + 1):
        line = KEYS[row % 5]
        shift = (row * pitch // 4) % pitch
        for column in range(-1, SHAPE[1] // pitch + 1):
            x, y = column * pitch + shift + 8, row * pitch + 8
            draw.rounded_rectangle(
                (x - 2, y, x + pitch - 14, y + pitch - 12), 12, fill=max(0, key - 22)
            )
            draw.rounded_rectangle((x, y, x + pitch - 16, y + pitch - 17), 12, fill=key)
            draw.text((x + 20, y + 16), line[column % len(line)], font=font, fill=letter)
    gray = np.asarray(picture, np.float32) / 255 + _grain(SHAPE, rng, 0.01)
    gray = cv2.GaussianBlur(gray, (0, 0), 1.2) * (0.92 + 0.16 * cloud(SHAPE, 700, rng))
    return _colored(gray, (6, 6, 9), (248, 249, 252))


def desk_mat(rng: np.random.Generator) -> np.ndarray:
    """Leather or felt: dark, with a fine pebbled grain."""
    low, high = (
        ((20, 20, 22), (58, 58, 62)),
        ((52, 30, 22), (104, 66, 48)),
        ((26, 36, 48), (66, 78, 92)),
    )[int(rng.integers(3))]
    pebbles = cloud(SHAPE, 6, rng) * 0.55 + cloud(SHAPE, 13, rng) * 0.3
    value = pebbles + 0.25 * (cloud(SHAPE, 500, rng) - 0.5)
    return _colored(value + _grain(SHAPE, rng, 0.03), low, high)


def table_top(rng: np.random.Generator) -> np.ndarray:
    """A plain table: white, grey, black, or nearly the colour of a white card."""
    light = (
        ((214, 214, 212), (240, 240, 238)),
        ((226, 222, 214), (250, 247, 240)),
        ((150, 152, 154), (186, 188, 190)),
        ((24, 24, 26), (54, 54, 57)),
        ((120, 34, 30), (150, 52, 46)),
    )
    low, high = light[int(rng.integers(len(light)))]
    value = 0.5 + 0.55 * (cloud(SHAPE, 600, rng) - 0.5) + _grain(SHAPE, rng, 0.07)
    return _colored(value, low, high)


def stone(rng: np.random.Generator) -> np.ndarray:
    """Granite or terrazzo."""
    value = (
        0.5
        + 0.5 * (cloud(SHAPE, 9, rng) - 0.5)
        + 0.4 * (cloud(SHAPE, 32, rng) - 0.5)
        + _grain(SHAPE, rng, 0.09)
    )
    speckles = cloud(SHAPE, 7, rng)
    value = np.where(speckles > 0.84, value - 0.35, value)
    low, high = (
        ((70, 70, 74), (178, 176, 172)),
        ((130, 122, 112), (222, 214, 202)),
        ((30, 32, 36), (110, 112, 118)),
    )[int(rng.integers(3))]
    return _colored(value, low, high)


def room(rng: np.random.Generator) -> np.ndarray:
    """A room or a garden far out of focus, behind a card held in a hand."""
    base = np.array(
        [(96, 108, 92), (150, 140, 128), (70, 78, 92), (186, 182, 176)][int(rng.integers(4))],
        np.float32,
    )
    small = np.full((300, 360, 3), base, np.float32)
    for _ in range(34):
        tint = base * rng.uniform(0.35, 1.5) + rng.normal(0, 16, 3)
        x, y = int(rng.integers(360)), int(rng.integers(300))
        if rng.random() < 0.5:
            cv2.rectangle(
                small,
                (x, y),
                (x + int(rng.integers(20, 120)), y + int(rng.integers(20, 150))),
                tint.tolist(),
                -1,
            )
        else:
            cv2.circle(small, (x, y), int(rng.integers(8, 34)), tint.tolist(), -1)
    blurred = cv2.GaussianBlur(small, (0, 0), 11)
    return cv2.resize(
        np.clip(blurred, 0, 255).astype(np.uint8), SHAPE[::-1], interpolation=cv2.INTER_CUBIC
    )


SURFACES: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "wood": wood,
    "cloth": cloth,
    "print": printed_page,
    "keyboard": keyboard,
    "mat": desk_mat,
    "table": table_top,
    "stone": stone,
    "hand": room,
}


def surface(name: str, seed: int) -> np.ndarray:
    """A surface's texture of `SIZE_MM` at `PX_PER_MM`."""
    return SURFACES[name](generator(seed, name))
