"""Pictures for terminals: what is sent is the picture, in the way that the terminal knows."""

from __future__ import annotations

import base64
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cardscan.cli.pictures import PictureWay, escape_codes, find_way


def png_of(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def noise(width: int, height: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.mark.parametrize(
    ("env", "is_terminal", "way"),
    [
        ({"TERM": "xterm-256color"}, True, PictureWay.PATH),
        ({}, True, PictureWay.PATH),
        ({"TERM": "xterm-kitty"}, True, PictureWay.KITTY),
        ({"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"}, True, PictureWay.KITTY),
        ({"TERM": "xterm-kitty"}, False, PictureWay.PATH),
        ({"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, True, PictureWay.PATH),
        ({"TERM": "screen", "KITTY_WINDOW_ID": "1"}, True, PictureWay.PATH),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True, PictureWay.ITERM),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, True, PictureWay.ITERM),
        ({"TERM": "foot"}, True, PictureWay.SIXEL),
    ],
)
def test_the_way_is_known_by_the_environment(
    env: dict[str, str], is_terminal: bool, way: PictureWay
) -> None:
    assert find_way(env, is_terminal=is_terminal) is way


def test_kitty_gets_the_png_in_chunks_that_it_takes() -> None:
    pixels = noise(200, 90)
    codes = escape_codes(png_of(pixels), PictureWay.KITTY)
    chunks = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", codes)
    assert "".join(f"\x1b_G{keys};{data}\x1b\\" for keys, data in chunks) == codes
    assert len(chunks) > 1
    assert all(len(data) <= 4096 for _, data in chunks)
    assert all(len(data) % 4 == 0 for _, data in chunks[:-1])
    assert [keys[-3:] for keys, _ in chunks] == ["m=1"] * (len(chunks) - 1) + ["m=0"]
    sent = Image.open(io.BytesIO(base64.b64decode("".join(data for _, data in chunks))))
    assert np.array_equal(np.asarray(sent), pixels)


def test_iterm_gets_the_png_with_its_size() -> None:
    pixels = noise(30, 20)
    codes = escape_codes(png_of(pixels), PictureWay.ITERM)
    found = re.fullmatch(r"\x1b\]1337;File=inline=1;size=(\d+):([^\a]*)\a", codes)
    assert found is not None
    data = base64.b64decode(found[2])
    assert len(data) == int(found[1])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), pixels)


def seen_on_a_vt340(codes: str) -> np.ndarray:
    """What a terminal draws for a sixel text."""
    head = re.match(r'\x1bP0;1q"1;1;(\d+);(\d+)', codes)
    assert head is not None
    assert codes.endswith("\x1b\\")
    drawn = np.full((int(head[2]), int(head[1]), 3), -1)
    palette: dict[int, list[float]] = {}
    x = top = colour = 0
    body = codes[head.end() : -2]
    for found in re.finditer(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)(.)|(.)", body):
        if found[1]:
            colour = int(found[1])
            if found[2]:
                palette[colour] = [int(found[k]) * 255 / 100 for k in (2, 3, 4)]
        elif found[7] == "$":
            x = 0
        elif found[7] == "-":
            x, top = 0, top + 6
        else:
            end = x + int(found[5] or 1)
            for bit in range(6):
                if (ord(found[6] or found[7]) - 63) >> bit & 1:
                    assert (drawn[top + bit, x:end] == -1).all(), "drawn twice"
                    drawn[top + bit, x:end] = palette[colour]
            x = end
    return drawn


@settings(deadline=None, max_examples=25)
@given(
    width=st.integers(1, 40),
    height=st.integers(1, 20),
    seed=st.integers(0, 99),
    colours=st.integers(1, 60),
)
def test_a_sixel_terminal_draws_the_picture(
    width: int, height: int, seed: int, colours: int
) -> None:
    palette = noise(colours, 1, seed)[0]
    chosen = np.random.default_rng(seed).integers(0, colours, (height, width))
    pixels = palette[chosen]
    drawn = seen_on_a_vt340(escape_codes(png_of(pixels), PictureWay.SIXEL))
    assert drawn.shape == pixels.shape
    assert drawn.min() >= 0, "a hole"
    assert np.abs(drawn - pixels).mean() < 6


def test_a_large_picture_is_made_to_fit() -> None:
    codes = escape_codes(png_of(np.full((700, 1200, 3), 90, np.uint8)), PictureWay.SIXEL)
    assert seen_on_a_vt340(codes).shape[:2] == (373, 640)


@pytest.mark.parametrize("way", list(PictureWay))
def test_what_is_no_picture_is_not_shown(way: PictureWay) -> None:
    assert escape_codes(b"\xff\xd8 torn", way) == ""


def test_nothing_is_sent_where_only_a_path_will_do() -> None:
    assert escape_codes(png_of(noise(9, 9)), PictureWay.PATH) == ""
