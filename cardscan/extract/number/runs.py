"""Runs of digits in a line: where each number begins and ends, and what is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from cardscan.extract.number.dialling import digits_of
from cardscan.extract.number.endings import with_shared
from cardscan.extract.number.notes import without_notes
from cardscan.extract.number.run import BETWEEN_TWINS, MAIN_LINE, OF_ONE_OFFICE, Run, dial_word
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.words.labels import device_that_begins, label_kind, label_that_ends
from cardscan.language.known_words import dial_words

__all__ = ["find_runs"]

_RUN = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\(?\s?[+✚]\s?\(?\s?|\(?00\s?(?!0))?\(?\d(?:[\d\s().·•⋅\-‐–—/|,'’]*\d)+\)?"
    # one digit is a number's ending behind 'DW', or behind a dash and a label: 'Fax -9'
    r"|(?:(?<=\b(?:DW|KL)[ .:])|(?<=\b(?:DW|KL)[.:] )|(?<=\s[-–]))\d(?![\w:/-]|[.,]\d)"
)


@cache
def _extension() -> re.Pattern[str]:
    """What is dialled once connected: 'ext. 12', 'w. 12', 'x12'."""
    return re.compile(
        rf"^\s*[,;(/–—-]?\s*(?:{dial_words('extensions')}|w(?=\.\s?\d)|[x×]|#)"
        r"\s*[.:#]{0,2}\s*(\d{1,6})\b\)?",
        re.IGNORECASE,
    )


@cache
def _direct_dial() -> re.Pattern[str]:
    """What ends the number itself: 'DW 12'."""
    pattern = rf"^\s*[,;(-]?\s*{dial_words('direct')}\s*[.:]?\s*-?\s*(\d{{1,5}})\b\)?"
    return re.compile(pattern, re.IGNORECASE)


_LETTER_DIGITS = str.maketrans("OoIlSB", "001158")
_SPLIT = re.compile(
    r"\s+[/|•·,;]\s+|\s[-–]\s|\s*[|•●;]\s*|,\s+|\s+(?=\+)|(?<=\d)\s*/\s*(?=[+0(])|(?<=\d)/(?=\d{6})"
)
_CODE_BEHIND = re.compile(r"[A-Z](?![\w.:])")
_WORDS_TO_A_REGISTRY = 3  # 'RCS Lorient B 412 345 678', 'Registered in England No. 0123'


def _digits_read(text: str) -> str:
    """The text with letters that stand for digits inside numbers replaced, same length."""
    out = []
    for piece in re.split(r"(\s+)", text):
        digits = sum(c.isdigit() for c in piece)
        mapped = piece.translate(_LETTER_DIGITS)
        letters = sum(c.isalpha() for c in mapped)
        enough = digits >= 2 or (digits == 1 and len(piece) <= 3)
        out.append(mapped if enough and not letters and mapped != piece else piece)
    return "".join(out)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where each number of a run begins and ends; separators with few digits beside do not part."""
    cuts, start = [], 0
    for found in _SPLIT.finditer(text):
        left, right = text[start : found.start()], text[found.end() :]
        least = _least_digits(left, found.group())
        dashed = found.group().strip() in ("-", "–") and right[:1] in "0+("
        parted = dashed or found.group().strip() in ("•", "|", "·")  # '033 / 206 371 • 061 / 60 27'
        beyond = digits_of(re.split(r"\s[|•,;]\s" if parted else r"\s[/|•,;]\s", right)[0])
        if len(digits_of(left)) >= least and len(beyond) >= min(least, 8 if least > 7 else 6):
            cuts.append((start, found.start()))
            start = found.end()
    cuts.extend((start + a, start + b) for a, b in _twins(text[start:]))
    return cuts


def _least_digits(left: str, separator: str) -> int:
    """How many digits a number before a separator has at least.

    A slash also stands behind an area code: '+49 (0) 3677 / 12 34-56', '033677 / 12 34 56'.
    """
    if left.lstrip("( ").startswith(("+", "00")):
        return 9
    if separator.strip() in ("-", "–"):
        return 8  # '93 885 12 34 - 646 12 34 56', yet '040 / 123 - 4567' is one
    return 7 if "/" in separator else 6


def _twins(text: str) -> list[tuple[int, int]]:
    """Two numbers of one length with a blank between, where one would be too long."""
    count = len(digits_of(text))
    if 14 <= count <= 24 and "+" not in text[1:]:
        for found in re.finditer(r"\s+", text):
            left, right = text[: found.start()], text[found.end() :]
            alike = left[:1] == right[:1] or _shape(left) == _shape(right)
            if len(digits_of(left)) == len(digits_of(right)) and alike:
                return [(0, found.start()), (found.end(), len(text))]
        return _beginnings(text)
    return [(0, len(text))]


def _shape(text: str) -> str:
    """How digits are grouped: '415 555 0139' and '408 555 0171' alike."""
    return re.sub(r"\d", "9", text).strip()


# A national number begins with 0 and its area code: '02683/60 417   0676/55 82 914'.
_BEGINS = re.compile(r"\s+(?=\(?0[1-9]\d{0,4}\)?[\s/-])")
_LEAST, _MOST = 7, 12  # digits of a national number with its 0


def _beginnings(text: str) -> list[tuple[int, int]]:
    """The numbers of a text too long for one, each with its own 0 behind a blank."""
    cuts = [0, *(found.end() for found in _BEGINS.finditer(text)), len(text)]
    pieces = [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(cuts)]
    counts = [len(digits_of(text[a:b])) for a, b in pieces]
    first = text.lstrip("( ")[:1] == "0"
    return pieces if first and all(_LEAST <= n <= _MOST for n in counts) else [(0, len(text))]


def _after(text: str, end: int) -> tuple[str | None, str | None, int]:
    """Extension and direct dial printed after a number, and where they end."""
    extension = _extension().match(text[end:])
    if extension:
        return extension.group(1), None, end + extension.end()
    dial = _direct_dial().match(text[end:])
    if dial:
        return None, dial.group(1), end + dial.end()
    return None, None, end


# '94170-55012 (M), …', '504-555-0142 (fax) • …': in brackets stands what the number before is.
_WITHOUT_ITS_OWN = re.compile(r"^\s*\([^\W\d_]{1,12}\.?\)\s*(?=[,;/|•·])")


def _runs(part: Part) -> Iterator[Run]:
    text = without_notes(_digits_read(part.text))
    last_end, number_before = 0, False
    label: str | None = None
    for found in _RUN.finditer(text):
        for a, b in _pieces(found.group()):
            start, end = _ends(part.text, text, found.start() + a, found.start() + b)
            if start < last_end or start >= end or _counts_hours(text[start:end], text[end:]):
                continue
            extension, dial, stop = _after(text, end)
            printed = text[start:end]
            if dial and _named_dial().match(text[end:stop]) and MAIN_LINE.search(printed):
                dial, stop = None, end  # '38 54-0 Durchwahl: -27' are the main line and one's own
            if dial:
                printed = re.sub(r"-\s?0$", "", printed) + "-" + dial
            between = _day().sub("", part.text[last_end:start])
            if last_end:
                between = _WITHOUT_ITS_OWN.sub("", between)
            twin = last_end > 0 and bool(BETWEEN_TWINS.match(between))
            label = _label(between) or (label if twin and label != "none" else None)
            if label is None and number_before and not any(c.isalpha() for c in between):
                label = "none"  # '12.345.678/0001-90' behind 'CNPJ' is one number in two runs
            number_before = label == "none"
            repair = None
            if printed[: end - start] != part.text[start:end] and not dial:
                repair = f"'{part.text[start:end]}' read as '{printed}': letters among digits"
            yield Run(part, start, stop, printed, label, extension, repair=repair)
            last_end = stop


def _ends(printed: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Where a number begins and ends, without a blank or '24/7' before it or a code behind it."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    always = _ALWAYS.match(text[start:end])
    return start + (always.end() if always else 0), end - _place_behind(
        text[start:end], printed[end:]
    )


_CODE_AT_THE_END = re.compile(r"\s*[,;|·•]\s+(?:\d{3} \d{2}|\d{4,5})$")
_CAPITALIZED = re.compile(r"\s+([^\W\d_]{3,})")


def _place_behind(printed: str, behind: str) -> int:
    """How many characters end a run that are a postal code: 'č. 44, 044 45 Lipany'."""
    code, word = _CODE_AT_THE_END.search(printed), _CAPITALIZED.match(behind)
    named = word and word.group(1)[0].isupper() and label_kind(word.group(1)) is None
    return len(code.group()) if code and named else 0


def _counts_hours(printed: str, behind: str) -> bool:
    """Whether digits count a day's hours, and no letter behind them is a label: '(24 h)'."""
    return len(digits_of(printed)) <= 2 and bool(_hour().match(behind))


_ALWAYS = re.compile(r"(?:24\s?/\s?(?:24|7)|7\s?/\s?7)(?![\d/-])\s*")  # '24/7', '7/7'


@cache
def _hour() -> re.Pattern[str]:
    return re.compile(rf"\s?{dial_words('hours')}\b", re.IGNORECASE)


@cache
def _day() -> re.Pattern[str]:
    """The hours of a day: '24 h', '(24/7)'."""
    hours = rf"\(?\b\d{{1,2}}{_hour().pattern}\.?\)?-?"
    return re.compile(rf"{hours}|\(?\b{_ALWAYS.pattern}\)?", re.IGNORECASE)


@cache
def _named_dial() -> re.Pattern[str]:
    return re.compile(rf"\W*{dial_words('direct')}\b", re.IGNORECASE)


def _label(between: str) -> str | None:
    """The label of the number behind a text; 'Fax: DW 99' is a fax, not a direct line."""
    dial = dial_word().search(between)
    label = label_that_ends(between[: dial.start()]) if dial else None
    label = label or label_that_ends(between)
    if label is None:
        words = between.split()
        near = [label_kind(w) for w in words[-_WORDS_TO_A_REGISTRY - 1 :]]
        label = "none" if "none" in near else device_that_begins(words)
    return label


_GLUED_LABELS = frozenset("tmfphcdgwo")


def _glued_to_word(run: Run) -> bool:
    before = run.part.text[: run.start]
    if _CODE_BEHIND.match(run.part.text[run.end :]):
        return True  # 'L3008899K' is a licence
    if not before or not before[-1].isalpha():
        return False
    letters = re.search(r"[^\W\d_]+$", before)
    if letters and len(letters.group()) == 1 and letters.group().lower() not in _GLUED_LABELS:
        return True  # 'R160527' is a code; 'M0664 …' has its label glued
    return letters is None or label_kind(letters.group()) in (None, "none")


def _says_only_a_label(run: Run) -> bool:
    """Whether nothing but a label stands before a short ending that begins a line."""
    before = dial_word().sub("", run.part.text[: run.start]).strip(" -–.:")
    behind = re.match(r"\s*[,;|·•]?\s*([^\W\d_]{3,})", run.part.text[run.end :])
    if behind and label_kind(behind.group(1)) is None:
        return False  # 'Office 1904, Falcon Crest Tower'
    return not before or label_kind(before) not in (None, "none")


def find_runs(page: Page, part: Part, *, steps: int = 3) -> list[Run]:
    """The numbers of a part from left to right, short endings completed by the one before.

    ``steps`` is how many parts away a number may stand of which others are endings.
    """
    runs = [r for r in _runs(part) if not _glued_to_word(r)]
    if steps and runs and _is_incomplete(runs[0]) and _says_only_a_label(runs[0]):
        before = _whole_before(page, part, steps - 1)
        return list(with_shared([*before, *runs]))[len(before) :]
    return list(with_shared(runs))


_LONGEST_LOCAL = 8  # digits of a number without its area code


def _is_incomplete(run: Run) -> bool:
    """Whether a run may be an ending of a number, or lack its area code."""
    count = len(digits_of(run.text))
    return count <= 4 or (
        run.label in OF_ONE_OFFICE and count <= _LONGEST_LOCAL and run.text[0] in "123456789"
    )


def _whole_before(page: Page, part: Part, steps: int) -> list[Run]:
    """The nearest number above a part or left of it in its row, if there is one."""
    beside = [
        p
        for p in page.first
        if p.box.right < part.box.left and p.box.overlap_y(part.box) > _ONE_ROW * part.box.height
    ]
    nearest = sorted(beside, key=lambda p: part.box.left - p.box.right)[:1]
    for other in (*page.over(part)[:2], *nearest):
        found = find_runs(page, other, steps=steps)
        whole = [r for r in found if len(digits_of(r.text)) >= _FEWEST_DIGITS]
        if whole:
            return whole[-1:]
    return []


_ONE_ROW = 0.5
_FEWEST_DIGITS = 7  # of a number that an ending can follow
