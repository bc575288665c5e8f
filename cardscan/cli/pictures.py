"""Pictures in a terminal: the only module that knows the terminals' picture protocols.

kitty: https://sw.kovidgoyal.net/kitty/graphics-protocol/; iTerm2:
https://iterm2.com/documentation-images.html; sixel: DEC VT330/VT340 Programmer
Reference Manual, volume 2, chapter 14.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["PictureWay", "escape_codes", "find_way"]

_MOST_PX = (640, 400)
_COLOURS = 64
_CHUNK = 4096  # kitty's limit for one escape code


class PictureWay(StrEnum):
    """How a terminal can show a picture; PATH is a file for another program to show."""

    KITTY = "kitty"
    ITERM = "iterm"
    SIXEL = "sixel"
    PATH = "path"


_TERM_WAYS = {
    "xterm-kitty": PictureWay.KITTY,
    "xterm-ghostty": PictureWay.KITTY,
    "foot": PictureWay.SIXEL,
    "foot-extra": PictureWay.SIXEL,
    "mlterm": PictureWay.SIXEL,
    "mlterm-256color": PictureWay.SIXEL,
    "yaft-256color": PictureWay.SIXEL,
    "contour": PictureWay.SIXEL,
}
_PROGRAM_WAYS = {
    "ghostty": PictureWay.KITTY,
    "WezTerm": PictureWay.ITERM,
    "iTerm.app": PictureWay.ITERM,
}


def find_way(env: Mapping[str, str], *, is_terminal: bool) -> PictureWay:
    """The way that the terminal is known to understand, by its environment alone.

    Asking the terminal itself would put a late answer of a slow connection
    into what the person types.
    """
    term = env.get("TERM", "")
    # tmux and screen pass their own variables on, but swallow the pictures.
    if not is_terminal or "TMUX" in env or term.startswith(("tmux", "screen")):
        return PictureWay.PATH
    if "KITTY_WINDOW_ID" in env or "KONSOLE_VERSION" in env:
        return PictureWay.KITTY
    if env.get("LC_TERMINAL") == "iTerm2":
        return PictureWay.ITERM
    by_program = _PROGRAM_WAYS.get(env.get("TERM_PROGRAM", ""))
    return by_program or _TERM_WAYS.get(term, PictureWay.PATH)


def escape_codes(picture: bytes, way: PictureWay) -> str:
    """The text that makes a terminal show a PNG or JPEG; nothing for PATH or no picture."""
    from PIL import Image

    if way is PictureWay.PATH:
        return ""
    try:
        opened = Image.open(io.BytesIO(picture)).convert("RGB")
    except OSError:
        return ""
    opened.thumbnail(_MOST_PX, Image.Resampling.LANCZOS)
    if way is PictureWay.SIXEL:
        return _to_sixel(opened)
    png = io.BytesIO()
    opened.save(png, "PNG")
    encoded = base64.b64encode(png.getvalue()).decode("ascii")
    if way is PictureWay.ITERM:
        return f"\x1b]1337;File=inline=1;size={len(png.getvalue())}:{encoded}\a"
    return "".join(_to_kitty(encoded))


def _to_kitty(encoded: str) -> Iterator[str]:
    for start in range(0, len(encoded), _CHUNK):
        # a=T: send and show; f=100: PNG; q=2: no answer, which would look like typing.
        first = "a=T,f=100,q=2," if start == 0 else ""
        more = int(start + _CHUNK < len(encoded))
        yield f"\x1b_G{first}m={more};{encoded[start : start + _CHUNK]}\x1b\\"


def _to_sixel(picture: Image.Image) -> str:
    """A picture of at most 64 colours in bands of six rows, each colour of a band in turn."""
    import numpy as np

    reduced = picture.quantize(_COLOURS)
    indices = np.asarray(reduced, dtype=np.int64)
    height, width = indices.shape
    palette = (reduced.getpalette() or [])[: 3 * (int(indices.max()) + 1)]
    percent = [round(level * 100 / 255) for level in palette]
    colours = "".join(
        f"#{k};2;{percent[3 * k]};{percent[3 * k + 1]};{percent[3 * k + 2]}"
        for k in range(len(percent) // 3)
    )
    bands = "-".join(_band(indices[top : top + 6]) for top in range(0, height, 6))
    return f'\x1bP0;1q"1;1;{width};{height}{colours}{bands}\x1b\\'


def _band(rows: NDArray[np.int64]) -> str:
    import numpy as np

    weights = 1 << np.arange(len(rows))
    layers = []
    for colour in np.unique(rows):
        bits = (weights[:, None] * (rows == colour)).sum(axis=0)
        layers.append(f"#{colour}" + "".join(_runs(bits.tolist())))
    return "$".join(layers)


def _runs(bits: list[int]) -> Iterator[str]:
    for value, run in groupby(bits):
        count, character = len(list(run)), chr(63 + value)
        yield f"!{count}{character}" if count > 3 else character * count
