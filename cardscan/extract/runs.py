"""Runs of digits in a line: where each number begins and ends, and what is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cardscan.extract.dialling import digits_of
from cardscan.extract.labels import label_kind, label_that_ends
from cardscan.extract.layout import Page, Part

__all__ = ["Run", "find_runs"]

_RUN = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\(?\s?[+✚]\s?\(?\s?|\(?00\s?(?!0))?\(?\d(?:[\d\s().·•⋅\-‐–—/|,'’]*\d)+\)?"
)
_EXTENSION = re.compile(
    r"^\s*[,;(]?\s*(?:ext(?:ension|n)?|poste|int(?:erno|\.)?|ramal|anexo|wew|linka|klapka|dahili|"
    r"apparaat|toestel|tst|x|#)\s*[.:]?\s*(\d{1,6})\b\)?",
    re.IGNORECASE,
)
_DIRECT_DIAL = re.compile(
    r"^\s*[,;(-]?\s*(?:dw|durchwahl|dwl|kl|klappe|nebenstelle|nst|app)\s*[.:]?\s*-?\s*(\d{1,5})\b\)?",
    re.IGNORECASE,
)
_LETTER_DIGITS = str.maketrans("OoIlSB", "001158")
_SPLIT = re.compile(
    r"\s+[/|•·,;]\s+|\s*[|•●;]\s*|,\s+|\s+(?=\+)|(?<=\d)\s*/\s*(?=[+0(])|(?<=\d)/(?=\d{6})"
)
_SHARED = re.compile(r"^(.*\d)\s?[/,]\s?-?(\d{1,4})$")


@dataclass(frozen=True, slots=True)
class Run:
    """Digits as they are printed: where in the part, what stands before and after."""

    part: Part
    start: int
    end: int
    text: str
    label: str | None = None
    extension: str | None = None
    base: str | None = None
    repair: str | None = None


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
        if len(digits_of(left)) >= 6 and len(digits_of(re.split(r"\s[/|•,;]\s", right)[0])) >= 6:
            cuts.append((start, found.start()))
            start = found.end()
    cuts.extend((start + a, start + b) for a, b in _twins(text[start:]))
    return cuts


def _twins(text: str) -> list[tuple[int, int]]:
    """Two numbers of one length with a blank between, where one would be too long."""
    count = len(digits_of(text))
    if 14 <= count <= 24 and "+" not in text[1:]:
        for found in re.finditer(r"\s+", text):
            left, right = text[: found.start()], text[found.end() :]
            if len(digits_of(left)) == len(digits_of(right)) and left[:1] == right[:1]:
                return [(0, found.start()), (found.end(), len(text))]
    return [(0, len(text))]


def _after(text: str, end: int) -> tuple[str | None, str | None, int]:
    """Extension and direct dial printed after a number, and where they end."""
    extension = _EXTENSION.match(text[end:])
    if extension:
        return extension.group(1), None, end + extension.end()
    dial = _DIRECT_DIAL.match(text[end:])
    if dial:
        return None, dial.group(1), end + dial.end()
    return None, None, end


def _runs(part: Part) -> Iterator[Run]:
    text = _digits_read(part.text)
    last_end, number_before = 0, False
    for found in _RUN.finditer(text):
        for a, b in _pieces(found.group()):
            blank = len(found.group()[a:b]) - len(found.group()[a:b].lstrip())
            start, end = found.start() + a + blank, found.start() + b
            if start < last_end:
                continue
            extension, dial, stop = _after(text, end)
            printed = text[start:end]
            if dial:
                printed = re.sub(r"-\s?0$", "", printed) + "-" + dial
            between = part.text[last_end:start]
            label = label_that_ends(between)
            if label is None and number_before and not any(c.isalpha() for c in between):
                label = "none"  # '12.345.678/0001-90' behind 'CNPJ' is one number in two runs
            number_before = label == "none"
            repair = None
            if printed[: end - start] != part.text[start:end] and not dial:
                repair = f"'{part.text[start:end]}' read as '{printed}': letters among digits"
            yield Run(part, start, stop, printed, label, extension, repair=repair)
            last_end = stop


def _glued_to_word(run: Run) -> bool:
    before = run.part.text[: run.start]
    if not before or not before[-1].isalpha():
        return False
    letters = re.search(r"[^\W\d_]+$", before)
    return letters is None or label_kind(letters.group()) in (None, "none")


def _with_shared(runs: list[Run]) -> Iterator[Run]:
    """Numbers printed as a short ending of the one before: '… 6789 / 90', 'Fax DW 19', '-99'."""
    previous: Run | None = None
    for run in runs:
        digits = digits_of(run.text)
        shared = _SHARED.match(run.text)
        if previous and len(digits) <= 4 and "+" not in run.text:
            dash = run.part.text[: run.start].rstrip().endswith(("-", "–"))
            named = run.label not in (None, "none") or dash
            if named and len(digits_of(previous.text)) >= 7:
                yield replace(run, text=_ending_replaced(previous.text, digits), base=previous.text)
            continue
        if shared and len(digits_of(shared.group(1))) >= 8 and "/" in run.text[-7:]:
            middle = run.start + shared.start(2)
            first = replace(run, text=shared.group(1), end=middle)
            yield first
            second = _same_length_ending(shared.group(1), shared.group(2))
            yield replace(run, text=second, start=middle, base=shared.group(1))
            previous = first
            continue
        previous = run
        yield run


def _ending_replaced(number: str, ending: str) -> str:
    stem, dash, _ = number.rpartition("-")
    if dash and len(digits_of(stem)) >= 6:
        return f"{stem}-{ending}"
    return f"{number}-{ending}"


def _same_length_ending(number: str, ending: str) -> str:
    return number[: len(number) - len(ending)] + ending


def find_runs(page: Page, part: Part) -> list[Run]:
    """The numbers of a part from left to right, short endings completed by the one before."""
    runs = [r for r in _runs(part) if not _glued_to_word(r)]
    if runs and len(digits_of(runs[0].text)) <= 4:
        above = [r for over in page.over(part)[:2] for r in _runs(over)]
        return list(_with_shared([*above[-1:], *runs]))[len(above[-1:]) :]
    return list(_with_shared(runs))
