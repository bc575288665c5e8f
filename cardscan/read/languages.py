"""Letters that look alike in print and that only the language of the whole card tells apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from cardscan.model import Reading, TextLine, Word
from cardscan.read.repair import REPAIRED, cut_word

__all__ = ["settle_letters"]

BELIEVED = 0.6
CEDILLA, COMMA = "ŞşŢţ", "ȘșȚț"
# A raised letter after a number, unless the number is an angle or a temperature.
RAISED = re.compile(r"(?<=\d)[°˚](?!\s*(?:\d|[CFNSWE]\b))")
# No street begins with a small letter, and print has no other letter like a t with a long foot.
STREET = re.compile(
    r"(?<=\b(?:ul|al|pl|os)\. )t(?=[^\W\d_]{2})|(?<=\b(?:ul|al|pl|os)\.)t(?=[^\W\d_]{2})"
)
ENDED = re.compile(r"º(?=[A-Z]\b)")


@dataclass(frozen=True, slots=True)
class _Custom:
    """How one language writes: what shows it, and what it makes of look-alikes."""

    signs: re.Pattern[str]
    mend: Callable[[str], str]


def _to(wrong: str, right: str) -> Callable[[str], str]:
    table = str.maketrans(wrong, right)
    return lambda text: text.translate(table)


CUSTOMS = (
    # Turkish has the cedilla, Romanian the comma below (Unicode standard, chapter 7.1).
    _Custom(re.compile(r"[ğĞİı]|\.tr\b|\+90\b"), _to(COMMA + "Ìì", CEDILLA + "İi")),
    _Custom(re.compile(r"[ăĂțȚ]|\.ro\b|\+40\b"), _to(CEDILLA, COMMA)),
    _Custom(re.compile(r"[ąęłńśźżĄĘŁŃŚŹŻ]|\.pl\b|\+48\b"), lambda text: STREET.sub("Ł", text)),
    # Spanish and Portuguese number floors with a raised o, which readers take for a degree sign.
    _Custom(
        re.compile(
            r"[ñÑãÃõÕ]|\.(?:es|cat|pt|br|mx|ar|cl|pe|uy)\b|\+(?:34|351|55|52|54|56|51|598)\b"
            r"|(?i:\b(?:rua|calle|avda|avenida|passeig|carrer|plaza|praça|andar|piso)\b)"
        ),
        lambda text: RAISED.sub("º", text),
    ),
)


def settle_letters(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines with the letters of the card's language where print cannot tell.

    What was read stays as a rival reading of the line. A card that shows two of
    these languages, or none, keeps its letters.
    """
    sure = "\n".join(
        word.text for line in lines for word in line.best.words if word.confidence >= BELIEVED
    )
    spoken = [custom for custom in CUSTOMS if custom.signs.search(sure)]
    if len(spoken) != 1:
        return list(lines)
    return [_settled(line, spoken[0]) for line in lines]


def _settled(line: TextLine, custom: _Custom) -> TextLine:
    best = line.best
    texts = ["", *(word.text for word in best.words), ""]
    words = tuple(
        piece
        for k, word in enumerate(best.words)
        for piece in _mended(word, texts[k], texts[k + 2], custom)
    )
    if words == best.words:
        return line
    return replace(line, readings=(Reading(words, best.reader + REPAIRED), *line.readings))


def _mended(word: Word, before: str, follows: str, custom: _Custom) -> tuple[Word, ...]:
    # What stands around may tell; each letter is mended in its place.
    start = len(before) + 1
    text = custom.mend(f"{before} {word.text} {follows}")[start : start + len(word.text)]
    if text == word.text:
        return (word,)
    # The raised o ends its number: '3ºB' is the third floor, door B.
    return cut_word(replace(word, text=text), [m.end() for m in ENDED.finditer(text)])
