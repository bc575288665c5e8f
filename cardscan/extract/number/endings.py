"""Numbers that share the beginning of the one before: endings, ranges, and area codes left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from cardscan.extract.number.dialling import digits_of
from cardscan.extract.number.run import BETWEEN_TWINS, MAIN_LINE, OF_ONE_OFFICE, Run, dial_word

__all__ = ["with_shared"]

_SHARED = re.compile(r"^(.*\d)\s?[/,]\s?(-?)\s?(\d{1,4})$")
_AREA = re.compile(r"^\(0?\d{2,4}\)\s?")
_POSTAL_PREFIX = re.compile(r"(?:^|[\s|,])(?!DW|KL)[A-Z]{1,3}\s?[-–]$")  # 'L-1811' is a postal code
# A mobile or VoIP number of few digits is dialled within the house; it ends no other number.
_SHARING = (*OF_ONE_OFFICE, "home", "both")


def with_shared(runs: list[Run]) -> Iterator[Run]:
    """Numbers printed as a short ending of the one before: '… 6789 / 90', 'Fax DW 19', '-99'."""
    previous: Run | None = None
    for run in runs:
        digits = digits_of(run.text)
        local = _area_of(previous, run) if previous else None
        if previous and len(digits) <= 4 and "+" not in run.text and not local:
            before = run.part.text[: run.start].rstrip()
            dash = before.endswith(("-", "–")) and not before.strip(" -–")[-1:].isalpha()
            code = len(digits) == _A_CODE and _POSTAL_PREFIX.search(before)
            named = (run.label in _SHARING or (dash and run.label is None)) and not code
            if named and len(digits_of(previous.text)) >= 7:
                text = _ending_replaced(previous.text, digits)
                other = previous.text[: -len(digits)] + digits
                yield replace(run, text=text, base=previous.text, other=other)
            continue
        if previous and local:
            yield replace(run, text=f"{local}{run.text}", base=previous.text)
            continue
        if endings := _endings(run.text):
            previous = replace(run, text=endings[0][0], end=run.start + endings[0][2])
            yield previous
            for text, a, b in endings[1:]:
                start, end = run.start + a, run.start + b
                yield replace(run, text=text, start=start, end=end, base=previous.text)
            continue
        previous = run
        yield run


def _endings(text: str) -> list[tuple[str, int, int]]:
    """A number and those printed as its endings, and from where to where each is printed.

    '253 555 310/1/2' are three.
    """
    ranged = _RANGE.match(text)
    if ranged and _goes_on(ranged.group(2), ranged.group(3)):
        stem, first, last = ranged.groups()
        shown = (
            (f"{stem}{first}", 0, ranged.end(2)),
            (f"{stem}{last}", ranged.start(3), len(text)),
        )
        return list(shown)
    found: list[tuple[re.Match[str], int]] = []
    rest = text
    while (shared := _SHARED.match(rest)) and ("/" in rest[-7:] or shared.group(2)):
        if len(digits_of(shared.group(1))) < _FEWEST_SHARED:
            break
        found.append((shared, len(rest)))
        rest = shared.group(1)
    seconds = [(_second_ending(rest, m.group(2), m.group(3)), m.start(2), b) for m, b in found]
    return [(rest, 0, len(rest)), *reversed(seconds)] if seconds else []


# '730 12 61 – 62', '234567 – 234570': the last group of a number, and the last of those it begins.
_RANGE = re.compile(r"^(.*\d.*?(?<!\d))(\d{2,6})\s?[–-]\s(\d{2,6})$")
_FEW, _FEW_OF_MANY, _MANY = 9, 99, 5  # how far a range goes, and with five digits and more


def _goes_on(first: str, last: str) -> bool:
    """Whether two endings of one length are the first and last of a few numbers in a row."""
    most = _FEW_OF_MANY if len(first) >= _MANY else _FEW
    return len(first) == len(last) and 0 < int(last) - int(first) <= most


_FEWEST_SHARED = 8  # digits of a number that shares its beginning with the next


def _area_of(previous: Run, run: Run) -> str | None:
    """The area code that a number takes over from the one before: '0731-2541234, 2545678'."""
    named = _named_area(previous, run)
    if named:
        return named
    missing = len(digits_of(run.text))
    bracket = _AREA.match(previous.text)
    between = run.part.text[previous.end : run.start] if previous.part is run.part else None
    short = 5 <= missing <= 9 and not run.text.startswith(("+", "(", "0"))
    trunk = previous.text[0] == "0" and run.label in OF_ONE_OFFICE  # '0577 94 18 07, fax 94 18 09'
    if between is None or not short or not (trunk or BETWEEN_TWINS.match(between)):
        return None
    if bracket:  # '(51) 3333-2211 / 99911-2233'
        return bracket.group()
    at = len(previous.text)
    while missing and at:
        at -= 1
        missing -= previous.text[at].isdigit()
    area = previous.text[:at]
    return area if area and not area[-1].isdigit() and len(digits_of(area)) >= 2 else None


_A_CODE = 4  # digits of a postal code that a letter and a dash may precede
# An area code set apart from the number behind it: '0 65 07 / 71 42', '(06507) 71 42'.
_APART = re.compile(r"^(\(0[\d ]{1,7}\d\)\s?|0\d?[\d ]{1,5}\d\s?[/–-]\s?)(?=[1-9])")


def _named_area(previous: Run, run: Run) -> str | None:
    """The area code for a labelled number that lacks one: 'Fon 06507 / 71 42 · Fax 70 09 88'.

    As few digits as an ending has are a number of their own only where the
    one before has as many behind its area code, and no dash leads to them.
    """
    apart = _APART.match(previous.text)
    if not apart or run.label not in OF_ONE_OFFICE or run.text[0] not in "123456789":
        return None
    before = run.part.text[: run.start].rstrip()
    count, whole = len(digits_of(run.text)), len(digits_of(previous.text[apart.end() :]))
    if before.endswith(("-", "–")) or (dial_word().search(before) and count <= whole):
        return None
    alike = digits_of(previous.text[apart.end() :])[:3] == digits_of(run.text)[:3]
    beside = previous.part is run.part or run.label == "fax" or (alike and count >= 5)
    return apart.group() if beside and (5 <= count <= 8 or 3 <= count == whole) else None


def _ending_replaced(number: str, ending: str) -> str:
    apart = _APART.match(number)
    if apart and len(ending) >= 3 and len(digits_of(number[apart.end() :])) == len(ending):
        return f"{apart.group()}{ending}"  # '04831-5531, Fax -5532'
    stem, dash, _ = number.rpartition("-")
    if dash and len(digits_of(stem)) >= 6:
        return f"{stem}-{ending}"
    return f"{number}-{ending}"


def _second_ending(number: str, dash: str, ending: str) -> str:
    """The number with another ending: '38 91-0 / -26' replaces what the dash parts."""
    if MAIN_LINE.search(number) or (dash and re.search(r"\d-\d{1,4}$", number)):
        return _ending_replaced(number, ending)
    return number[: len(number) - len(ending)] + ending
