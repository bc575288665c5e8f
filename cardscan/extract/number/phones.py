"""Phone numbers: claims made of runs of digits, their labels and the card's country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import phonenumbers
from phonenumbers import PhoneNumberType

from cardscan.extract.clues.clues import Clues
from cardscan.extract.number.areas import with_area_codes
from cardscan.extract.number.dialling import (
    best_number,
    digits_of,
    e164,
    has_one_range,
    is_mobile,
    kind_of,
    parse_number,
)
from cardscan.extract.number.run import Run
from cardscan.extract.number.runs import find_runs
from cardscan.extract.number.symbols import ICON_REASONS, icon_before, kind_by_icon
from cardscan.extract.number.vanity import vanity_runs
from cardscan.extract.page.layout import Page, Part
from cardscan.extract.thresholds import A_CODE_ALONE
from cardscan.extract.weights import Evidence, because
from cardscan.extract.words.labels import label_kind, letter_that_ends
from cardscan.model import Box, Claim, Field, Icon, Phone, PhoneKind, Reason

__all__ = ["phone_claims"]

_DATE = re.compile(
    r"^\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d$|^(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d$"
)
_SPAN = r"\d{1,2}(?:[.:]\d\d)?\s?[-–—]\s?\d{1,2}(?:[.:]\d\d)?"
_HOURS = re.compile(rf"^{_SPAN}(?:\s?[/,|]\s?{_SPAN})*$")  # '8-12 / 14-18'
_SPANS = re.compile(rf"^{_SPAN}(?:\s?[/,|]\s?{_SPAN})+$")
_POSTAL = re.compile(r"^\d{5}-\d{3,4}$|^\d{3}\s\d{2}$|^\d{2}-\d{3}$|^\d{4}-\d{3}$|^\d{3}\s?\d{3}$")
_POSTAL_ALONE = re.compile(r"^\d{5}-\d{3,4}$")  # Brazil and ZIP+4: no phone is printed so


def _column_label(page: Page, part: Part) -> str | None:
    """A label that stands alone on a line to the left, or right above, of a bare number."""
    beside = [
        other
        for other in page.first
        if other.line != part.line
        and other.box.right <= part.box.left + 4
        and other.box.is_level_with(part.box)
    ]
    nearest = sorted(beside, key=lambda p: part.box.left - p.box.right)[:1]
    for other in (*nearest, *page.over(part)[:1]):
        kind = label_kind(other.text) if not any(c.isdigit() for c in other.text) else None
        if len(other.text) == 1 and len({p.text for p in page.readings[other.line]}) > 1:
            continue  # a letter that another reading does not see: an icon
        if kind:
            return kind
    return None


def _looks(run: Run, label: str | None) -> Iterator[Reason]:
    text, digits = run.text.strip(), digits_of(run.text)
    labelled = label not in (None, "none")
    if re.search(r"\d[\s().·/-]+\d", text):
        yield because(Evidence.PRINTED_IN_GROUPS)
    if _POSTAL.match(text):
        landline = label in ("phone", "work", "fax")  # 'CEP' is a Turkish mobile's label, too
        alone = _POSTAL_ALONE.match(text) and not landline
        yield because(Evidence.LOOKS_LIKE_A_POSTAL_CODE, A_CODE_ALONE if alone else 1.0)
    short = len(digits) < (6 if labelled else 7)  # 'Unit 1205, 12' is no number without a label
    if _DATE.match(text) or _HOURS.match(text) or short:
        # 'Di 9-12, 13-18': the day's name is a label of numbers elsewhere
        yield because(Evidence.LOOKS_LIKE_A_DATE_OR_HOURS, 2.0 if _SPANS.match(text) else 1.0)


def _reasons(
    run: Run, label: str | None, icon: Icon | None, sound: int, *, guessed: bool
) -> Iterator[Reason]:
    international = run.text.lstrip("( ").startswith(("+", "00", "✚"))
    yield because(Evidence.DIGITS_OF_A_NUMBER)
    if international:
        yield because(Evidence.BEGINS_WITH_A_COUNTRY_CODE)
    if label == "none":
        yield because(Evidence.LABELLED_AS_SOMETHING_ELSE)
    elif label:
        yield because(Evidence.LABELLED_AS_A_PHONE)
    elif not international:
        yield because(Evidence.NO_LABEL_AND_NO_COUNTRY_CODE)
    if guessed and not international:
        yield because(Evidence.COUNTRY_IS_A_GUESS)
    if icon and not label:
        yield because(ICON_REASONS[icon.kind], icon.confidence)
    yield because(
        (Evidence.IMPOSSIBLE_NUMBER, Evidence.POSSIBLE_NUMBER, Evidence.VALID_NUMBER)[sound]
    )
    yield from _how_read(run)
    yield from _looks(run, label)


def _how_read(run: Run) -> Iterator[Reason]:
    if run.base:
        yield because(Evidence.SHARES_THE_NUMBER_BEFORE)
    if run.spelled:
        yield because(Evidence.FREEPHONE_NUMBER_IN_LETTERS)
    elif run.repair:
        yield because(Evidence.REPAIRED)
    if run.part.reading:
        yield because(Evidence.SECOND_READING)
    yield because(Evidence.READ_BADLY, 1 - run.part.confidence_of(run.start, run.end))


def _claim(run: Run, label: str | None, icon: Icon | None, clues: Clues) -> Claim | None:
    best = best_number(run.text, clues)
    if run.other and (best is None or best[1] < _VALID):
        other = best_number(run.other, clues)
        best = other if other and other[1] == _VALID else best
    digits = digits_of(run.text)
    if best is None or not 5 <= len(digits) <= 17:
        return None
    number, sound = best
    repairs = [run.repair] if run.repair else []
    if run.base:
        repairs.append(f"'{run.text}' made of '{run.base}' and its printed ending")
    kind = kind_of(label, number) if label else kind_by_icon(icon, number)
    if kind is PhoneKind.WORK and is_mobile(number) and _MARKS_LOST.search(_before(run)):
        kind = PhoneKind.CELL
    value = Phone(
        value=_as_dialled(number, kind),
        kind=kind,
        printed=run.part.text[run.start : run.end].strip(" ,;|/"),
        extension=run.extension,
        boxes=(_box(run),),
        repairs=tuple(repairs),
    )
    reasons = _reasons(run, label, icon, sound, guessed=clues.guessed)
    return Claim(Field.PHONE, value, (run.part.line,), tuple(reasons))


# Vietnamese 'ĐD' and 'DĐ' are mobile; without their marks they read like a direct dial.
_MARKS_LOST = re.compile(r"(?:^|\s)[DĐÐ]{2}\W*$")


def _before(run: Run) -> str:
    return run.part.text[: run.start]


_VALID = 2  # as `best_number` weighs numbers
_ARGENTINA = 54


def _as_dialled(number: phonenumbers.PhoneNumber, kind: PhoneKind) -> str:
    """The number in E.164; an Argentine mobile has a 9 before its area code from abroad.

    ITU-T E.164 plan of Argentina; within the country it is printed without: 'Cel. 11 5455-0123'.
    """
    value = e164(number)
    national = value.removeprefix("+54")
    mobile = number.country_code == _ARGENTINA and kind is PhoneKind.CELL
    if mobile and len(national) == 10 and national.startswith("15"):
        return f"+54911{national[2:]}"  # '15-5123-4567': eight digits are of Buenos Aires alone
    return f"+549{national}" if mobile and len(national) == 10 and national[0] != "9" else value


def _box(run: Run) -> Box:
    return run.part.box_of(run.start, run.end)


def _runs_of(page: Page, part: Part, clues: Clues) -> list[Run]:
    """The numbers of a part from left to right, in digits and in letters."""
    spelled = list(vanity_runs(part, clues))
    plain = (
        r
        for r in find_runs(page, part)
        if not any(r.start < s.end and s.start < r.end for s in spelled)
    )
    return sorted((*plain, *spelled), key=lambda r: r.start)


def _labels_behind(page: Page, part: Part, runs: list[Run]) -> list[str | None]:
    """The labels of a part's numbers where each stands behind its number; none elsewhere.

    '650 555 0100 Office  650 555 0101 Cell': nothing before the first, a label behind the last.
    """
    if len(runs) < 2 or any(c.isalnum() for c in part.text[: runs[0].start]):
        return []
    ends = [*(r.start for r in runs[1:]), len(part.text)]
    behind = [part.text[r.end : end].strip(_AROUND) for r, end in zip(runs, ends, strict=True)]
    kinds = [label_kind(t) if t else None for t in behind]
    told = all(k not in (None, "none") for k, t in zip(kinds, behind, strict=True) if t)
    return kinds if told and behind[-1] and _column_label(page, part) is None else []


_AROUND = " \t()[].,;:|/•·–-"


def _trailing_label(run: Run, following: str) -> str | None:
    word = re.match(r"\s*[(\[]?\s*([^\W\d]+)", following)
    return label_kind(word.group(1)) if word and run.label is None else None


_ENDS_IN_A_DASH = re.compile(r"\s*[-–—]+\s*")  # '39 27 64 -', whose 0 no reader saw
_IN_BRACKETS = re.compile(r"\s*\([^\W\d_]+\.?\)")  # '504-555-0142 (fax)'


def phone_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every number that some reading of some line holds, dialled from the card's country."""
    claims: list[tuple[Claim, str]] = []
    for wholes in page.readings:
        for part in wholes:
            runs = _runs_of(page, part, clues)
            behind_them = _labels_behind(page, part, runs)
            for position, run in enumerate(runs):
                label = behind_them[position] if behind_them else run.label
                if label not in (None, "none") and _is_doubtful_letter(page, run):
                    label = None
                if label is None and position == 0:
                    label = _column_label(page, part)
                own = _IN_BRACKETS.match(part.text[run.end :])
                if label is None and (own or position == len(runs) - 1):
                    label = _trailing_label(run, part.text[run.end :])
                behind = _box(runs[position - 1]).right if position else 0.0
                icon = icon_before(page.text.lines[part.line], _box(run), behind=behind)
                claim = _claim(run, label, icon, clues)
                if claim and _ENDS_IN_A_DASH.fullmatch(part.text[run.end :]):
                    lost = because(Evidence.LAST_DIGITS_ARE_MISSING)
                    claim = replace(claim, reasons=(*claim.reasons, lost))
                if claim:
                    claims.append((claim, letter_that_ends(_before(run))))
    return _fax_by_place(_without_other_numbers(with_area_codes(_settled(claims))))


def _without_other_numbers(claims: list[Claim]) -> list[Claim]:
    """The claims without those that another reading of their line calls a tax or registry number.

    'Korneuburg·ATU 1827…' hides the label that 'Korneuburg · ATU 1827…' shows.
    """
    others = {
        (c.value.value, c.lines) for c in claims if _says(c, Evidence.LABELLED_AS_SOMETHING_ELSE)
    }
    return [
        c
        for c in claims
        if (c.value.value, c.lines) not in others
        or _says(c, Evidence.LABELLED_AS_SOMETHING_ELSE)
        or _says(c, Evidence.LABELLED_AS_A_PHONE)
    ]


def _says(claim: Claim, name: str) -> bool:
    return any(r.name == name for r in claim.reasons)


def _is_doubtful_letter(page: Page, run: Run) -> bool:
    """Whether the single letter before a number may be an icon: another reading has none.

    No icon has a colon behind it: such a letter is print, and doubtful only
    where another reading has another label there.
    """
    before = run.part.text[: run.start]
    letter = letter_that_ends(before)
    others = [p.text for p in page.readings[run.part.line] if p is not run.part]
    rivals = {letter_that_ends(t[: _first_digit(t)]) for t in others} - {letter}
    if before.rstrip().endswith(":"):
        rivals = {rival for rival in rivals if label_kind(rival) not in (None, "none")}
    return bool(letter) and bool(rivals)


def _first_digit(text: str) -> int:
    found = re.search(r"[(+]*\d", text)
    return found.start() if found else len(text)


def _fax_by_place(claims: list[Claim]) -> list[Claim]:
    """The last of several unlabelled landlines of one exchange taken for the fax.

    Cards that tell their numbers apart by icons that were not recognised leave nothing
    to read; where two landlines differ in their last digits only, the last is the fax as a rule.
    """
    if any(r.name == Evidence.LABELLED_AS_A_PHONE for c in claims for r in c.reasons):
        return claims
    lines = {c.value.value: c for c in claims if _is_landline(c)}
    values = sorted(
        lines, key=lambda v: (lines[v].value.boxes[0].top, lines[v].value.boxes[0].left)
    )
    if len(values) < 2 or any(v[:-4] != values[0][:-4] for v in values):
        return claims
    if any(r.name in ICON_REASONS.values() for r in lines[values[-1]].reasons):
        return claims
    return [
        replace(
            c,
            value=replace(c.value, kind=PhoneKind.FAX),
            reasons=(*c.reasons, because(Evidence.KIND_IS_A_GUESS)),
        )
        if isinstance(c.value, Phone) and c.value.value == values[-1]
        else c
        for c in claims
    ]


def _is_landline(claim: Claim) -> bool:
    number = parse_number(claim.value.value, None)
    return (
        isinstance(claim.value, Phone)
        and claim.value.kind is PhoneKind.WORK
        and claim.score > 1
        and number is not None
        and not has_one_range(number)
    )


def _settled(claims: list[tuple[Claim, str]]) -> list[Claim]:
    """Claims with the kinds that single letters have on this card.

    'M' is mobile, but the main line beside a 'C'; 'P' is phone, but private
    beside a 'T'; a letter never makes a mobile of a landline's range.
    """
    letters = {letter for _, letter in claims}
    settled = []
    for claim, letter in claims:
        phone = claim.value
        if isinstance(phone, Phone) and letter:
            number = parse_number(phone.value, None)
            fixed = number and phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
            main = letter == "m" and "c" in letters
            if phone.kind is PhoneKind.CELL and (fixed or main):
                claim = replace(claim, value=replace(phone, kind=PhoneKind.WORK))
            elif (letter == "p" and letters & {"t", "d"} and phone.kind is PhoneKind.WORK) or (
                letter == "h" and phone.kind is PhoneKind.CELL and number and not is_mobile(number)
            ):
                claim = replace(claim, value=replace(phone, kind=PhoneKind.HOME))
        settled.append(claim)
    return settled
