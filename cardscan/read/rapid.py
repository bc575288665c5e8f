"""RapidOCR's neural recognizer (PP-OCRv6 small), run in process from the models in its wheel."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.model import Box, Corners, Line, Pixels, Reading, Word, transform_box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["RapidReader"]

RECOGNIZER = "PP-OCRv6_rec_small.onnx"
DETECTOR = "PP-OCRv6_det_small.onnx"
HEIGHT_PX = 48  # what the recognizer was trained on
WIDEST_PX = 1600
NARROWEST_PX = 48
# Crops are stretched to the next of these steps, by 3 % at the most, so that the runtime meets
# few sizes. Each is read alone: together they took 5 % more time (97 lines, what they said was
# the same), since the network's blocks outgrow the processor's caches.
WIDTH_STEP = 1.06
# Costs .10 CPU-s against .18 at 800 px.
DETECTION_LONG_SIDE_PX = 640
DETECTION_STEP_PX = 32
# As in PaddleOCR's own post-processing of this model.
LEAST_CHANCE = 0.3
LEAST_MEAN_CHANCE = 0.5
# Between letters that two readers see alike, a space is never this likely where the other reader
# has none (2 of 4151, both true); 15 of 20 lost ones are (46 photos).
SPACE_CHANCE = 0.1
UNCLIP = 1.6
INSTALL = "Install it with 'pip install \"cardscan-local[rapidocr]\"'."


@dataclass(frozen=True, slots=True)
class RapidReader:
    """Reads the colour crops of lines with RapidOCR's recognition model, on one thread.

    Only letters of the Latin script, digits and signs are considered; the
    model knows 18,000 others that no field of a card here needs. Raises
    MissingDependencyError when rapidocr or onnxruntime is not installed.
    """

    @property
    def name(self) -> str:
        return "rapidocr"

    @staticmethod
    def is_installed() -> bool:
        """Whether the package and its runtime are there, without loading them."""
        return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))

    def read(self, cards: Sequence[Sequence[Line]]) -> list[list[Reading]]:
        """As :meth:`cardscan.read.Reader.read`."""
        lines = [line for card in cards for line in card]
        readings = iter(self._read_lines(lines) if lines else [])
        return [[next(readings) for _ in card] for card in cards]

    def find_regions(self, pixels: Pixels) -> tuple[Corners, ...]:
        """Slanted rectangles around print, from top to bottom, in pixels of the picture."""
        import cv2
        import numpy as np

        height, width = pixels.shape[:2]
        scale = DETECTION_LONG_SIDE_PX / max(height, width)
        wide, high = (
            max(1, round(side * scale / DETECTION_STEP_PX)) * DETECTION_STEP_PX
            for side in (width, height)
        )
        resized = cv2.resize(pixels, (wide, high), interpolation=cv2.INTER_AREA)
        block = np.asarray(resized.transpose(2, 0, 1)[None], dtype=np.float32) / 127.5 - 1
        chances = _run(_session(DETECTOR), block)[0, 0]
        return tuple(
            _scaled(quad, width / wide, height / high) for quad in _quads(np.asarray(chances))
        )

    def _read_lines(self, lines: Sequence[Line]) -> list[Reading]:
        model = _model()
        return [
            Reading(_decode(model.chances(_normalised(line.raw)), model.letters, line), self.name)
            for line in lines
        ]


@dataclass(frozen=True, slots=True, eq=False)
class _Model:
    """The loaded network; ``letters[k]`` is the character of its column ``columns[k]``."""

    session: Any
    letters: tuple[str, ...]
    columns: NDArray[np.intp]

    def chances(self, crop: Floats) -> Floats:
        """For each step along a crop and letter the chance of that letter; column 0 is none."""
        import numpy as np

        return np.asarray(_run(self.session, crop[None])[0][:, self.columns], dtype=np.float32)


def _run(session: Any, block: Floats) -> Floats:
    import numpy as np

    try:
        (answer,) = session.run(None, {session.get_inputs()[0].name: block})
    except Exception as error:  # onnxruntime's errors share no public base
        raise ReaderError("RapidOCR failed.") from error
    return np.asarray(answer, dtype=np.float32)


@cache
def _session(model: str) -> Any:
    if not RapidReader.is_installed():
        raise MissingDependencyError("RapidOCR is not installed.", next_step=INSTALL)
    import onnxruntime  # loaded late: it is optional and large
    import rapidocr

    path = Path(rapidocr.__file__).parent / "models" / model
    if not path.is_file():
        raise MissingDependencyError(f"RapidOCR lacks its model {model}.", next_step=INSTALL)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # It keeps what the largest input ever needed: bounded for the detector, whose inputs are of
    # one size and take a quarter less time with it; the recognizer's grow with the widest line.
    options.enable_cpu_mem_arena = model == DETECTOR
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _model() -> _Model:
    import numpy as np

    session = _session(RECOGNIZER)
    # Column 0 is the blank of the connectionist temporal classification, the
    # last one a space; the alphabet between them lies in the model itself.
    alphabet = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    characters = ["", *alphabet, " "]
    kept = [k for k, character in enumerate(characters) if k == 0 or _is_latin(character)]
    return _Model(session, tuple(characters[k] for k in kept), np.array(kept, dtype=np.intp))


def _is_latin(character: str) -> bool:
    # ASCII, Latin-1, Latin Extended-A, the Romanian letters, capital sharp s,
    # and the signs that cards print.
    code = ord(character)
    return 0x20 <= code < 0x180 or character in "ȘșȚțẞ–—‘’“”•…€™№℗"


def _width_px(raw: Pixels) -> int:
    """How wide the network gets a crop: one of a few widths, near its own at that height."""
    height, width = raw.shape[:2]
    own = min(max(width * HEIGHT_PX / height, NARROWEST_PX), WIDEST_PX)
    steps = round(math.log(own / NARROWEST_PX) / math.log(WIDTH_STEP))
    return round(NARROWEST_PX * WIDTH_STEP**steps)


def _normalised(raw: Pixels) -> Floats:
    """The crop as the network wants it: (3, 48, width), -1 to 1."""
    import cv2
    import numpy as np

    size = (_width_px(raw), HEIGHT_PX)
    flags = cv2.INTER_AREA if raw.shape[0] > 2 * HEIGHT_PX else cv2.INTER_LINEAR
    resized = cv2.resize(raw, size, interpolation=flags)
    return np.asarray(resized.transpose(2, 0, 1), dtype=np.float32) / 127.5 - 1


def _decode(chances: Floats, letters: Sequence[str], line: Line) -> tuple[Word, ...]:
    """The best letter of each step, repeats and blanks dropped, split into words at spaces.

    The model prefers no letter at all to a space: one that it half believes in,
    and a gap as wide as the line is high, part words as well.
    """
    import numpy as np

    best = chances.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1) != 0)
    ends = np.append(starts[1:], len(best))
    step_px = line.raw.shape[1] / len(best)
    spaces = chances[:, [k for k, letter in enumerate(letters) if letter == " "]].max(axis=1)
    widest_gap = line.raw.shape[0] / step_px
    words: list[Word] = []
    open_word: list[tuple[str, float, int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        letter = letters[best[start]]
        if letter == " ":
            words.extend(_word(open_word, line, step_px))
            open_word = []
        elif letter:
            end_of_last = open_word[-1][3] if open_word else start
            gap = spaces[end_of_last:start]
            if len(gap) > widest_gap or gap.max(initial=0.0) >= SPACE_CHANCE:
                words.extend(_word(open_word, line, step_px))
                open_word = []
            chance = float(chances[start:end, best[start]].max())
            open_word.append((letter, chance, int(start), int(end)))
    words.extend(_word(open_word, line, step_px))
    return tuple(words)


def _word(letters: Sequence[tuple[str, float, int, int]], line: Line, step_px: float) -> list[Word]:
    if not letters:
        return []
    height, width = line.raw.shape[:2]
    # A letter is reported near its middle, not at its edges.
    left = max(0.0, (letters[0][2] - 0.5) * step_px)
    right = min(float(width), (letters[-1][3] + 0.5) * step_px)
    box = transform_box(Box(left, 0, max(right, left + 1), height), line.raw_to_card)
    text = "".join(letter for letter, _, _, _ in letters)
    confidence = math.exp(sum(math.log(max(c, 1e-6)) for _, c, _, _ in letters) / len(letters))
    return [Word(text, confidence, box)]


def _quads(chances: Floats) -> list[NDArray[np.float64]]:
    """Rectangles around the blobs of a map of chances, grown back to the whole height of print.

    Differentiable binarization (Liao et al. 2020) learns shrunken text, which
    is grown by area times ratio over circumference.
    """
    import cv2
    import numpy as np

    contours, _ = cv2.findContours(
        (chances > LEAST_CHANCE).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
    )
    quads = []
    for contour in contours:
        middle, (width, height), angle_deg = cv2.minAreaRect(contour)
        if min(width, height) < 2 or _mean_chance(chances, contour) < LEAST_MEAN_CHANCE:
            continue
        grow = width * height * UNCLIP / (width + height)
        grown = cv2.boxPoints((middle, (width + grow, height + grow), angle_deg))
        quads.append(_clockwise(np.asarray(grown, dtype=np.float64)))
    return sorted(quads, key=lambda quad: (quad[:, 1].min(), quad[:, 0].min()))


def _mean_chance(chances: Floats, contour: NDArray[Any]) -> float:
    import cv2
    import numpy as np

    left, top, width, height = cv2.boundingRect(contour)
    inside = np.zeros((height, width), np.uint8)
    cv2.drawContours(inside, [contour], -1, 1, cv2.FILLED, offset=(-left, -top))
    return float(cv2.mean(chances[top : top + height, left : left + width], inside)[0])


def _clockwise(quad: NDArray[np.float64]) -> NDArray[np.float64]:
    """Corners from the top left on, of a rectangle that lies rather than stands or leans."""
    import numpy as np

    by_x = quad[np.argsort(quad[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.array([left[0], right[0], right[1], left[1]])


def _scaled(quad: NDArray[np.float64], x: float, y: float) -> Corners:
    first, second, third, fourth = ((float(px * x), float(py * y)) for px, py in quad)
    return first, second, third, fourth
