"""What a layout works with."""

from __future__ import annotations

import random
from dataclasses import dataclass

from .canvas import Canvas
from .card_text import CardText
from .logos import Logo
from .look import Look


@dataclass(frozen=True, slots=True)
class Design:
    """A canvas, what to print on it, and how; ``margin`` is the free edge in millimetres."""

    canvas: Canvas
    text: CardText
    look: Look
    logo: Logo
    margin: float
    seed: int
    rng: random.Random
