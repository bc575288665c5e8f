"""Runs of digits in a line: where each number begins and ends, and what is printed beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from cardscan.extract.number.dialling import digits_of
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.words.labels import device_that_begins, label_kind, label_that_ends

__all__ = ["Run", "find_runs"]

_RUN = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\(?\s?[+✚]\s?\(?\s?|\(?00\s?(?!0))?\(?\d(?:[\d\s().·•⋅\-‐–—/|,'’]*\d)+\)?"
    # one digit is a number's ending behind 'DW', or behind a dash and a label: 'Fax -9'
    r"|(?:(?<=\b(?:DW|KL)[ .:])|(?<=\b(?:DW|KL)[.:] )|(?<=\s[-–]))\d(?![\w:/-]|[.,]\d)"
)
_EXTENSION = re.compile(
    r"^\s*[,;(–—-]?\s*(?:ext(?:ension|ensi[oó]n|n)?|extens[aã]o|poste|w(?=\.\s?\d)|int(?:erno|\.)?|ramal|anexo|wew|linka|klapka|"
    r"dahili|apparaat|toestel|tst|xtn|[x×]|#)\s*[.:#]{0,2}\s*(\d{1,6})\b\)?",
    re.IGNORECASE,
)
_DIRECT_DIAL = re.compile(
    r"^\s*[,;(-]?\s*(?:dw|durchwahl|dwl|kl|klappe|nebenstelle|nst|app)\s*[.:]?\s*-?\s*(\d{1,5})\b\)?",
    re.IGNORECASE,
)
_LETTER_DIGITS = str.maketrans("OoIlSB", "001158")
_SPLIT = re.compile(
    r"\s+[/|•·,;]\s+|\s[-–]\s|\s*[|•●;]\s*|,\s+|\s+(?=\+)|(?<=\d)\s*/\s*(?=[+0(])|(?<=\d)/(?=\d{6})"
)
_SHARED = re.compile(r"^(.*\d)\s?[/,]\s?(-?)\s?(\d{1,4})$")
_AREA = re.compile(r"^\(0?\d{2,4}\)\s?")
_POSTAL_PREFIX = re.compile(r"(?:^|[\s|,])(?!DW|KL)[A-Z]{1,3}\s?[-–]$")  # 'L-1811' is a postal code
_CODE_BEHIND = re.compile(r"[A-Z](?![\w.:])")
_DIAL_WORD = re.compile(r"[\s.:]*\b(?:dw|dwl|durchwahl|kl|klappe|nst)\b[\s.:-]*$", re.IGNORECASE)
# What stands between two numbers of one kind: 'Cell: 94432 10987 / 87543 21098'.
_BETWEEN_TWINS = re.compile(
    r"^(?:\s?\([A-Z]{1,3}\.?\))?[\s/|,;·•&+–-]*(?:and|or|und|u\.|oder|et|ou|e|y|o)?[\s/|,;·•&]*$"
)
_WORDS_TO_A_REGISTRY = 3  # 'RCS Lorient B 412 345 678', 'Registered in England No. 0123'


@dataclass(frozen=True, slots=True)
class Run:
    """Digits as they are printed: where in the part, what stands before and after.

    An ending is put behind its ``base`` in ``text``; ``other`` has it in place of
    the last digits, which is meant where numbers have one length.
    """

    part: Part
    start: int
    end: int
    text: str
    label: str | None = None
    extension: str | None = None
    base: str | None = None
    repair: str | None = None
    other: str | None = None


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
            if len(digits_of(left)) == len(digits_of(right)) and left[:1] == right[:1]:
                return [(0, found.start()), (found.end(), len(text))]
        return _beginnings(text)
    return [(0, len(text))]


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
    extension = _EXTENSION.match(text[end:])
    if extension:
        return extension.group(1), None, end + extension.end()
    dial = _DIRECT_DIAL.match(text[end:])
    if dial:
        return None, dial.group(1), end + dial.end()
    return None, None, end


# '94170-55012 (M), …', '504-555-0142 (fax) • …': in brackets stands what the number before is.
_WITHOUT_ITS_OWN = re.compile(r"^\s*\([^\W\d_]{1,12}\.?\)\s*(?=[,;/|•·])")


def _runs(part: Part) -> Iterator[Run]:
    text = _digits_read(part.text)
    last_end, number_before = 0, False
    label: str | None = None
    for found in _RUN.finditer(text):
        for a, b in _pieces(found.group()):
            start, end = _ends(part.text, text, found.start() + a, found.start() + b)
            if start < last_end or start >= end or _counts_hours(text[start:end], text[end:]):
                continue
            extension, dial, stop = _after(text, end)
            printed = text[start:end]
            if dial and _NAMED_DIAL.match(text[end:stop]) and _MAIN_LINE.search(printed):
                dial, stop = None, end  # '38 54-0 Durchwahl: -27' are the main line and one's own
            if dial:
                printed = re.sub(r"-\s?0$", "", printed) + "-" + dial
            between = _DAY.sub("", part.text[last_end:start])
            if last_end:
                between = _WITHOUT_ITS_OWN.sub("", between)
            twin = last_end > 0 and bool(_BETWEEN_TWINS.match(between))
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
    return len(digits_of(printed)) <= 2 and bool(_HOUR.match(behind))


_HOUR = re.compile(r"\s?(?:h|hrs?|std|stunden|hours|heures|ore|horas)\b", re.IGNORECASE)
_ALWAYS = re.compile(r"(?:24\s?/\s?(?:24|7)|7\s?/\s?7)(?![\d/-])\s*")  # '24/7', '7/7'
_DAY = re.compile(
    rf"\(?\b\d{{1,2}}{_HOUR.pattern}\.?\)?-?|\(?\b{_ALWAYS.pattern}\)?", re.IGNORECASE
)
_MAIN_LINE = re.compile(r"\d\s?[-–]\s?0$")
_NAMED_DIAL = re.compile(r"\W*(?:durchwahl|nebenstelle|dwl?)\b", re.IGNORECASE)


def _label(between: str) -> str | None:
    """The label of the number behind a text; 'Fax: DW 99' is a fax, not a direct line."""
    dial = _DIAL_WORD.search(between)
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


def _with_shared(runs: list[Run]) -> Iterator[Run]:
    """Numbers printed as a short ending of the one before: '… 6789 / 90', 'Fax DW 19', '-99'."""
    previous: Run | None = None
    for run in runs:
        digits = digits_of(run.text)
        local = _area_of(previous, run) if previous else None
        if previous and len(digits) <= 4 and "+" not in run.text and not local:
            before = run.part.text[: run.start].rstrip()
            dash = before.endswith(("-", "–")) and not before.strip(" -–")[-1:].isalpha()
            code = len(digits) == _A_CODE and _POSTAL_PREFIX.search(before)
            named = (run.label not in (None, "none", "pager") or dash) and not code
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
    found: list[tuple[re.Match[str], int]] = []
    rest = text
    while (shared := _SHARED.match(rest)) and ("/" in rest[-7:] or shared.group(2)):
        if len(digits_of(shared.group(1))) < _FEWEST_SHARED:
            break
        found.append((shared, len(rest)))
        rest = shared.group(1)
    seconds = [(_second_ending(rest, m.group(2), m.group(3)), m.start(2), b) for m, b in found]
    return [(rest, 0, len(rest)), *reversed(seconds)] if seconds else []


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
    trunk = previous.text[0] == "0" and run.label in _OF_ONE_OFFICE  # '0577 94 18 07, fax 94 18 09'
    if between is None or not short or not (trunk or _BETWEEN_TWINS.match(between)):
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
_OF_ONE_OFFICE = ("phone", "work", "fax")


def _named_area(previous: Run, run: Run) -> str | None:
    """The area code for a labelled number that lacks one: 'Fon 06507 / 71 42 · Fax 70 09 88'.

    As few digits as an ending has are a number of their own only where the
    one before has as many behind its area code, and no dash leads to them.
    """
    apart = _APART.match(previous.text)
    if not apart or run.label not in _OF_ONE_OFFICE or run.text[0] not in "123456789":
        return None
    before = run.part.text[: run.start].rstrip()
    count, whole = len(digits_of(run.text)), len(digits_of(previous.text[apart.end() :]))
    if before.endswith(("-", "–")) or (_DIAL_WORD.search(before) and count <= whole):
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
    if _MAIN_LINE.search(number) or (dash and re.search(r"\d-\d{1,4}$", number)):
        return _ending_replaced(number, ending)
    return number[: len(number) - len(ending)] + ending


def _says_only_a_label(run: Run) -> bool:
    """Whether nothing but a label stands before a short ending that begins a line."""
    before = _DIAL_WORD.sub("", run.part.text[: run.start]).strip(" -–.:")
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
        return list(_with_shared([*before, *runs]))[len(before) :]
    return list(_with_shared(runs))


_LONGEST_LOCAL = 8  # digits of a number without its area code


def _is_incomplete(run: Run) -> bool:
    """Whether a run may be an ending of a number, or lack its area code."""
    count = len(digits_of(run.text))
    return count <= 4 or (
        run.label in _OF_ONE_OFFICE and count <= _LONGEST_LOCAL and run.text[0] in "123456789"
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
