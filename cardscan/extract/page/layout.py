"""The card as a page: lines cut into parts, who stands above whom, and how big each is.

A *part* is a stretch of words that may be a value of its own: a whole line, or
what lies between bars, bullets or wide gaps of it. Every part remembers the
line it comes from and the boxes of its words, so whatever is made of it can
point back to the card.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, takewhile
from statistics import median

from cardscan.extract.words.labels import is_number_label
from cardscan.extract.words.pronouns import length_without_pronouns
from cardscan.language.letters import fold, squeeze
from cardscan.language.load import tongues
from cardscan.language.views import folded
from cardscan.model import Box, CardText, Reading, TextLine, Word

__all__ = ["Page", "Part", "are_sized", "arrange", "is_online_label", "without_pronouns"]

_BARS = frozenset("|¦‖•·●■▪◦○□◆►▶»«*~_—–-:;/\\+=><‣∙⋅")
_ICON = frozenset("@©®™¢£€$%§¤°¬^?!#\"'“”„`´()[]{}&Ⓡ☎✆✉⌂⚲")
"""Signs that stand alone at the beginning of a line are what readers make of icons."""
_SEPARATOR = frozenset("|¦‖•·●■▪◦○□◆►▶»‣∙⋅*")
_CAPITAL = 0.72  # height of small letters over that of capitals, in common typefaces
_GAP_IN_HEIGHTS = 1.6  # wider than any word space, tighter than columns are set apart
_ONLINE = re.compile(
    r"\w@\w|^@|^www\.|^https?:|^\w[\w-]+\.(?:com|net|org|de|at|ch|eu|fr|it|es|nl)$", re.IGNORECASE
)
_INTERNATIONAL = re.compile(r"^\(?\+\d")
_DIALLED = re.compile(r"^[(+]?\+?\d[\d()./·-]*$")


@cache
def _online_labels() -> frozenset[str]:
    return folded(tongue.online_labels for tongue in tongues())


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words of one reading of one line.

    ``line`` is its position in ``CardText.lines``, ``reading`` which of the
    line's readings it is from (0 is the likeliest). ``size`` is the height of
    its letters over the card's median.
    """

    line: int
    reading: int
    words: tuple[Word, ...]
    text: str
    box: Box
    size: float = 1.0
    boldness: float = 0.0
    confidence: float = 0.0
    starts: tuple[int, ...] = field(default=(), repr=False)

    def box_of(self, start: int, end: int) -> Box:
        """Where the characters ``start`` to ``end`` of the text stand on the card."""
        boxes = []
        for word, at in zip(self.words, self.starts, strict=True):
            first, last = max(start, at), min(end, at + len(word.text))
            if first < last:
                boxes.append(_slice_of(word, first - at, last - at))
        return Box.around(boxes) if boxes else self.box

    def confidence_of(self, start: int, end: int) -> float:
        """The readers' mean confidence in the characters ``start`` to ``end``."""
        total = weight = 0.0
        for word, at in zip(self.words, self.starts, strict=True):
            shared = min(end, at + len(word.text)) - max(start, at)
            if shared > 0:
                total += word.confidence * shared
                weight += shared
        return total / weight if weight else 0.0

    def cut(self, first: int, last: int) -> Part:
        """The part's words from ``first`` up to ``last``, as a part of its own."""
        return self.of(self.words[first:last])

    def of(self, words: tuple[Word, ...]) -> Part:
        """Some of the part's words as a part of its own."""
        return _part(self.line, self.reading, words, size=self.size, bold=self.boldness)


def are_sized(part: Part, other: Part, sizes: tuple[float, float]) -> bool:
    """Whether the size of a part over another's lies between two numbers."""
    least, most = sizes
    return least < part.size / max(0.01, other.size) < most


def without_pronouns(part: Part) -> Part:
    """The part without the pronouns that end it: 'Ann Lee (she/her)'."""
    return part.cut(0, length_without_pronouns([w.text for w in part.words]))


def _slice_of(word: Word, first: int, last: int) -> Box:
    if first == 0 and last == len(word.text):
        return word.box
    step = word.box.width / max(1, len(word.text))
    left = word.box.left + first * step
    return Box(left, word.box.top, left + (last - first) * step, word.box.bottom)


def _part(line: int, reading: int, words: tuple[Word, ...], *, size: float, bold: float) -> Part:
    text = " ".join(w.text for w in words)
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    letters = sum(len(w.text) for w in words)
    confidence = sum(w.confidence * len(w.text) for w in words) / letters if letters else 0.0
    return Part(
        line,
        reading,
        words,
        text,
        Box.around(w.box for w in words),
        size,
        bold,
        confidence,
        tuple(starts),
    )


@dataclass(frozen=True, slots=True)
class Page:
    """A card's parts in reading order, and the whole lines in all their readings.

    ``readings`` holds, for each line, one whole part a reading; ``parts`` the
    cut ones of every reading, ``first`` of which are of the likeliest.
    """

    text: CardText
    readings: tuple[tuple[Part, ...], ...]
    parts: tuple[Part, ...]
    first: tuple[Part, ...]
    above: dict[int, tuple[int, ...]]
    below: dict[int, tuple[int, ...]]
    right: dict[int, int]

    def is_bent(self, part: Part) -> bool:
        """Whether a part is printed along a circle, as on a seal or a round logo."""
        return self.text.lines[part.line].is_bent

    def is_topmost(self, part: Part) -> bool:
        """Whether nothing that was read well stands above a part, or over the same print."""
        others = (p for p in self.first if p.line != part.line and _is_clear(p))
        return not any(
            p.box.bottom <= part.box.center[1] or p.box.intersection(part.box) > 0 for p in others
        )

    def beside(self, part: Part) -> Part | None:
        """The likeliest part that goes on right of this one on the same base line."""
        line = self.right.get(part.line)
        if line is None or any(
            p.line == part.line and p.box.left > part.box.left for p in self.first
        ):
            return None
        return next((p for p in self.first if p.line == line), None)

    def under(self, part: Part) -> tuple[Part, ...]:
        """Likeliest parts right below, nearest first."""
        return self._of_lines(self.below.get(part.line, ()))

    def over(self, part: Part) -> tuple[Part, ...]:
        """Likeliest parts right above, nearest first."""
        return self._of_lines(self.above.get(part.line, ()))

    def _of_lines(self, lines: tuple[int, ...]) -> tuple[Part, ...]:
        return tuple(p for line in lines for p in self.first if p.line == line)


def _clean_words(reading: Reading) -> tuple[Word, ...]:
    """Words without inner white space or emptiness, from left to right or from bottom to top."""
    kept = []
    for word in reading.words:
        text = squeeze(word.text).replace(" ", "")
        if text:
            kept.append(word if text == word.text else Word(text, word.confidence, word.box))
    if len(kept) > 1 and _is_upright(Box.around(word.box for word in kept)):
        return tuple(sorted(kept, key=lambda w: (-w.box.bottom, -w.box.top, w.text)))
    return _apart(sorted(kept, key=lambda w: (w.box.left, w.box.right, w.text)))


def _apart(words: list[Word]) -> tuple[Word, ...]:
    """The words with no box reaching into the next: readers now and then give one a whole line."""
    parted = []
    for word, following in pairwise(words):
        if word.box.left < following.box.left < word.box.right:
            word = replace(word, box=replace(word.box, right=following.box.left))
        parted.append(word)
    return (*parted, *words[-1:])


def _is_upright(box: Box) -> bool:
    """Whether print runs along a card's edge as on the spine of a book."""
    return box.height > 2 * box.width


def _like_small_letters(text: str) -> float:
    """What turns the measured height into that of small letters: CAPITALS and digits are taller."""
    letters = sum(c.islower() for c in text)
    tall = sum(c.isupper() or c.isdigit() for c in text)
    return _CAPITAL if tall > 2 * letters else 1.0


def _x_height(line: TextLine) -> float:
    return line.x_height_px if line.x_height_px > 0 else max(1.0, line.box.height * 0.5)


def _breaks(words: tuple[Word, ...], height: float) -> list[tuple[int, int]]:
    """The word ranges between separators and wide gaps."""
    ranges, start = [], 0
    for i, word in enumerate(words):
        if i > start and _begins_another(words, i):
            ranges.append((start, i))
            start = i
        if word.text in _SEPARATOR:
            ranges.append((start, i))
            start = i + 1
        elif i > start and word.box.left - words[i - 1].box.right > _GAP_IN_HEIGHTS * height * 2:
            ranges.append((start, i))
            start = i
    ranges.append((start, len(words)))
    return [(a, b) for a, b in ranges if a < b]


def _begins_another(words: tuple[Word, ...], position: int) -> bool:
    """Whether a word begins a value of its own: an address online, or a label and its number."""
    word, before = words[position].text, words[position - 1].text
    if _ONLINE.search(before):
        return True
    if _ONLINE.search(word) or _INTERNATIONAL.match(word):
        return not _is_label(before)
    following = words[position + 1].text if position + 1 < len(words) else ""
    own = takewhile(lambda w: w.text not in _SEPARATOR, words[position + 1 :])
    rest = sum(c.isdigit() for w in own for c in w.text)  # 'Ring 18 | 28209 …' is a street
    dialled = rest >= 6 and bool(_DIALLED.match(following))
    labelled = _is_label(word) and (dialled or bool(_ONLINE.search(following)))
    return labelled and not _is_label(before)


def _is_label(word: str) -> bool:
    return is_number_label(word) or is_online_label(word)


def is_online_label(text: str) -> bool:
    """Whether a text is a label of an e-mail or web address and nothing else."""
    return fold(text).strip(".:|() ") in _online_labels()


def _is_crumb(word: str) -> bool:
    """Whether a word at the beginning of a line is a bar or an icon; '&' goes on from above."""
    return word != "&" and all(c in _BARS or c in _ICON for c in word)


def _trim(words: tuple[Word, ...], first: int, last: int) -> tuple[int, int]:
    while first < last and _is_crumb(words[first].text):
        first += 1
    while last > first and all(c in _BARS for c in words[last - 1].text):
        last -= 1
    return first, last


def _cut_reading(whole: Part, height: float) -> list[Part]:
    pieces = []
    for a, b in _breaks(whole.words, height):
        first, last = _trim(whole.words, a, b)
        if first < last:
            pieces.append(whole.cut(first, last))
    return pieces


_CLEAR_CONFIDENCE = 0.6
_CLEAR_LETTERS = 3


def _is_clear(part: Part) -> bool:
    """Whether a part is print, not what a reader made of a drawing."""
    letters = sum(c.isalnum() for c in part.text)
    return letters >= _CLEAR_LETTERS and part.confidence >= _CLEAR_CONFIDENCE


def _order(part: Part) -> tuple[float, float, str]:
    return part.box.top + part.box.height / 2, part.box.left, part.text


def _neighbours(
    lines: tuple[TextLine, ...], height: float
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Per line, the lines close above and close below that share its columns."""
    above: dict[int, list[tuple[float, int]]] = {}
    below: dict[int, list[tuple[float, int]]] = {}
    for i, upper in enumerate(lines):
        for j, lower in enumerate(lines):
            gap = lower.box.top - upper.box.bottom
            reach = 2.2 * max(height, _x_height(upper), _x_height(lower)) + 4
            if i == j or lower.box.center[1] <= upper.box.center[1] or gap > reach:
                continue
            narrower = min(upper.box.width, lower.box.width)
            deep = lower.box.center[1] > upper.box.top + 0.65 * upper.box.height
            if lower.box.overlap_x(upper.box) > 0.3 * narrower and deep:
                apart = lower.box.center[1] - upper.box.center[1]
                below.setdefault(i, []).append((apart, j))
                above.setdefault(j, []).append((apart, i))
    return (
        {i: tuple(j for _, j in sorted(found)) for i, found in above.items()},
        {i: tuple(j for _, j in sorted(found)) for i, found in below.items()},
    )


_LEVEL = 0.6  # of the lower one: columns set askew share half


def _right_neighbours(lines: tuple[TextLine, ...]) -> dict[int, int]:
    """Per line, the one that goes on right of it: same base line, a word space or two apart."""
    found: dict[int, int] = {}
    for i, left in enumerate(lines):
        height = max(_x_height(left), 0.35 * left.box.height)
        near = [
            (right.box.left - left.box.right, j)
            for j, right in enumerate(lines)
            if j != i
            and -0.5 * height < right.box.left - left.box.right < 2.2 * height
            and left.box.overlap_y(right.box) > _LEVEL * min(left.box.height, right.box.height)
        ]
        if near:
            found[i] = min(near)[1]
    return found


def arrange(text: CardText) -> Page:
    """Lay the card's lines out as a page of parts."""
    heights = [_x_height(line) for line in text.lines]
    small = [
        h * _like_small_letters(line.text) for h, line in zip(heights, text.lines, strict=True)
    ]
    typical = median(small) if small else 1.0
    readings: list[tuple[Part, ...]] = []
    parts: list[Part] = []
    for position, line in enumerate(text.lines):
        wholes: list[Part] = []
        seen = set[str]()
        for reading in line.readings:
            words = _clean_words(reading)
            whole_text = " ".join(w.text for w in words)
            if not words or whole_text in seen:
                continue
            seen.add(whole_text)
            size = heights[position] * _like_small_letters(whole_text) / typical
            whole = _part(position, len(wholes), words, size=size, bold=line.boldness)
            wholes.append(whole)
            parts.extend(_cut_reading(whole, heights[position]))
        readings.append(tuple(wholes))
    above, below = _neighbours(text.lines, typical)
    parts.sort(key=_order)
    first = tuple(p for p in parts if p.reading == 0)
    return Page(
        text, tuple(readings), tuple(parts), first, above, below, _right_neighbours(text.lines)
    )
