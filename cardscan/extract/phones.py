"""Phone numbers: runs of digits, what is printed beside them, and the country they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from cardscan.extract import lexicon
from cardscan.extract.evidence import Clues
from cardscan.extract.layout import Page, Part
from cardscan.extract.reasons import because
from cardscan.extract.spelling import fold
from cardscan.model import Box, Claim, Field, Phone, PhoneKind, Reason

__all__ = ["dialled", "label_kind", "phone_claims"]

_RUN = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\(?\s?[+✚]\s?\(?\s?|\(?00\s?)?\(?\d(?:[\d\s().·•⋅\-‐–—/|,'’]*\d)+\)?"
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
_TRUNK_ZERO = re.compile(r"\(\s?0\s?\)")
_DATE = re.compile(
    r"^\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d$|^(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d$"
)
_HOURS = re.compile(r"^\d{1,2}(?:[.:]\d\d)?\s?[-–]\s?\d{1,2}(?:[.:]\d\d)?$")
_POSTAL = re.compile(r"^\d{5}-\d{3,4}$|^\d{3}\s\d{2}$|^\d{2}-\d{3}$|^\d{4}-\d{3}$|^\d{3}\s?\d{3}$")
_POSTAL_ALONE = re.compile(r"^\d{5}-\d{3,4}$")  # Brazil and ZIP+4: no phone is printed so
_SPLIT = re.compile(
    r"\s+[/|•·,;]\s+|\s*[|•●;]\s*|,\s+|\s+(?=\+)|(?<=\d)\s*/\s*(?=[+0(])|(?<=\d)/(?=\d{6})"
)
_SHARED = re.compile(r"^(.*\d)\s?[/,]\s?-?(\d{1,4})$")
_KINDS = {"work": PhoneKind.WORK, "cell": PhoneKind.CELL, "fax": PhoneKind.FAX,
          "home": PhoneKind.HOME, "pager": PhoneKind.PAGER, "other": PhoneKind.OTHER,
          "both": PhoneKind.WORK}  # fmt: skip
# How mobile numbers begin (national number), for ranges that phonenumbers calls unknown
# because they are reserved or not yet given out; from the national numbering plans.
_MOBILE_BEGINS = {
    "AT": r"6[5-9]", "AU": r"4", "BE": r"4[5-9]", "BR": r"\d\d9\d{8}$", "CH": r"7[5-9]", "CZ": r"[67]",
    "DE": r"1[5-7]", "ES": r"[67]", "FI": r"4|50", "FR": r"[67]", "GB": r"7[1-57-9]", "HU": r"[2357]0",
    "IE": r"8[35-9]", "IN": r"[6-9]\d{9}$", "IT": r"3", "NL": r"6", "NO": r"[49]", "PL": r"[5-8]",
    "PT": r"9", "SE": r"7[02369]", "TR": r"5",
}  # fmt: skip
# Countries whose landline and mobile numbers share their ranges: the range says nothing.
_ONE_RANGE = frozenset({"DK", "US", "CA", "MX", "IS"})
_LABEL_TRIM = " .:;,()[]|•·-–—/*®©°=<>~_'\"»«"


@dataclass(frozen=True, slots=True)
class _Run:
    """Digits as they are printed: where in the part, what stands before and after."""

    part: Part
    start: int
    end: int
    text: str
    label: str | None = None
    extension: str | None = None
    base: str | None = None
    repair: str | None = None


@lru_cache(maxsize=4096)
def label_kind(text: str) -> str | None:
    """The kind that a printed label names: phone, work, cell, …, 'none' for other numbers."""
    plain = fold(text).strip(_LABEL_TRIM).replace(".", "").strip(_LABEL_TRIM)
    if not plain:
        return None
    for spelling in (plain, plain.replace(" ", ""), plain.rstrip("0123456789").strip()):
        kind = _labels().get(spelling)
        if kind:
            return kind
    return None


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    table: dict[str, str] = {}
    for label, kind in lexicon.members("phone_labels").items():
        table.setdefault(label.replace(".", "").strip(_LABEL_TRIM) or label, kind)
    for label in lexicon.words("number_labels"):
        table.setdefault(label.replace(".", "").strip(_LABEL_TRIM), "none")
    return table


def _label_of(text: str) -> str | None:
    """The label that ends a text, by its last one to three words."""
    words = [w for w in re.split(r"\s+", text.strip()) if w.strip(_LABEL_TRIM)]
    for skip in range(min(2, len(words)) + 1):
        tail = words[: len(words) - skip]
        for count in (3, 2, 1):
            if count <= len(tail):
                kind = label_kind(" ".join(tail[-count:]))
                if kind:
                    return kind
        if not tail or len(tail[-1].strip(_LABEL_TRIM)) > 3:
            break
    glued = re.split(r"[:.|]", words[-1]) if words else []
    return next((k for g in reversed(glued) if (k := label_kind(g))), None)


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


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where each number of a run begins and ends; separators with few digits beside do not part."""
    cuts, start = [], 0
    for found in _SPLIT.finditer(text):
        left, right = text[start : found.start()], text[found.end() :]
        if len(_digits(left)) >= 6 and len(_digits(re.split(r"\s[/|•,;]\s", right)[0])) >= 6:
            cuts.append((start, found.start()))
            start = found.end()
    cuts.extend((start + a, start + b) for a, b in _twins(text[start:]))
    return cuts


def _twins(text: str) -> list[tuple[int, int]]:
    """Two numbers of one length with a blank between, where one would be too long."""
    count = len(_digits(text))
    if 14 <= count <= 24 and "+" not in text[1:]:
        for found in re.finditer(r"\s+", text):
            left, right = text[: found.start()], text[found.end() :]
            if len(_digits(left)) == len(_digits(right)) and left[:1] == right[:1]:
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


def _runs(part: Part) -> Iterator[_Run]:
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
            label = _label_of(between)
            if label is None and number_before and not any(c.isalpha() for c in between):
                label = "none"  # '12.345.678/0001-90' behind 'CNPJ' is one number in two runs
            number_before = label == "none"
            repair = None
            if printed[: end - start] != part.text[start:end] and not dial:
                repair = f"'{part.text[start:end]}' read as '{printed}': letters among digits"
            yield _Run(part, start, stop, printed, label, extension, repair=repair)
            last_end = stop


def _glued_to_word(run: _Run) -> bool:
    before = run.part.text[: run.start]
    if not before or not before[-1].isalpha():
        return False
    letters = re.search(r"[^\W\d_]+$", before)
    return letters is None or label_kind(letters.group()) in (None, "none")


def _with_shared(runs: list[_Run]) -> Iterator[_Run]:
    """Numbers printed as a short ending of the one before: '… 6789 / 90', 'Fax DW 19', '-99'."""
    previous: _Run | None = None
    for run in runs:
        digits = _digits(run.text)
        shared = _SHARED.match(run.text)
        if previous and len(digits) <= 4 and "+" not in run.text:
            dash = run.part.text[: run.start].rstrip().endswith(("-", "–"))
            named = run.label not in (None, "none") or dash
            if named and len(_digits(previous.text)) >= 7:
                yield replace(run, text=_ending_replaced(previous.text, digits), base=previous.text)
            continue
        if shared and len(_digits(shared.group(1))) >= 8 and "/" in run.text[-7:]:
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
    if dash and len(_digits(stem)) >= 6:
        return f"{stem}-{ending}"
    return f"{number}-{ending}"


def _same_length_ending(number: str, ending: str) -> str:
    return number[: len(number) - len(ending)] + ending


def _candidates(page: Page, part: Part) -> list[_Run]:
    runs = [r for r in _runs(part) if not _glued_to_word(r)]
    if runs and len(_digits(runs[0].text)) <= 4:
        above = [r for over in page.over(part)[:2] for r in _runs(over)]
        return list(_with_shared([*above[-1:], *runs]))[len(above[-1:]) :]
    return list(_with_shared(runs))


def _column_label(page: Page, part: Part) -> str | None:
    """A label that stands alone on a line to the left, or right above, of a bare number."""
    beside = [
        other
        for other in page.first
        if other.line != part.line
        and other.box.right <= part.box.left + 4
        and other.box.overlap_y(part.box) > 0.5 * min(other.box.height, part.box.height)
    ]
    nearest = sorted(beside, key=lambda p: part.box.left - p.box.right)[:1]
    for other in (*nearest, *page.over(part)[:1]):
        kind = label_kind(other.text) if not any(c.isdigit() for c in other.text) else None
        if len(other.text) == 1 and len({p.text for p in page.readings[other.line]}) > 1:
            continue  # a letter that another reading does not see: an icon
        if kind:
            return kind
    return None


def _number(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    plain = re.sub(r"[·•⋅∙,'’]", " ", _TRUNK_ZERO.sub(" ", text)).replace("✚", "+")
    plain = re.sub(r"^\(?\s?\+\s?\(?", "+", plain)
    try:
        return phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None


def _readings_of(text: str, clues: Clues) -> Iterator[tuple[phonenumbers.PhoneNumber, str]]:
    """The number as dialled from each likely country, then as one that lacks its '+'."""
    if re.match(r"^\(?\s?[+✚]", text) or text.lstrip("( ").startswith("00"):
        region = clues.regions[0] if clues.regions else "DE"
        number = _number(text, region)
        if number:
            yield number, region
        return
    for region in clues.regions[:4] or ("US",):
        number = _number(text, region)
        if number:
            yield number, region
    for region in clues.regions[:4]:
        code = phonenumbers.country_code_for_region(region)
        if code and _digits(text).startswith(str(code)):
            number = _number("+" + text.lstrip("("), None)
            if number:
                yield number, region


def _best_number(text: str, clues: Clues) -> tuple[phonenumbers.PhoneNumber, int] | None:
    """The likeliest number and how sound it is: 2 valid, 1 possible, 0 neither."""
    best: tuple[phonenumbers.PhoneNumber, int] | None = None
    for number, _ in _readings_of(text, clues):
        sound = (
            2
            if phonenumbers.is_valid_number(number)
            else int(phonenumbers.is_possible_number(number))
        )
        if best is None or sound > best[1]:
            best = number, sound
    return best


def dialled(text: str, clues: Clues) -> str | None:
    """The number in E.164 as it is dialled from the card's country, or None."""
    best = _best_number(text, clues)
    if best is None:
        return None
    return phonenumbers.format_number(best[0], phonenumbers.PhoneNumberFormat.E164)


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    """Whether the number's range is a mobile one; reserved ranges go by how they begin."""
    kind = phonenumbers.number_type(number)
    region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    if region in _ONE_RANGE:
        return False
    if kind == PhoneNumberType.UNKNOWN and region in _MOBILE_BEGINS:
        return bool(re.match(_MOBILE_BEGINS[region], str(number.national_number)))
    return kind == PhoneNumberType.MOBILE


def _kind(label: str | None, number: phonenumbers.PhoneNumber) -> PhoneKind:
    """What a number reaches, by its label; by its range where the label leaves it open."""
    if label in _KINDS:
        return _KINDS[label]
    if phonenumbers.number_type(number) == PhoneNumberType.PAGER and number.country_code != 1:
        return PhoneKind.PAGER
    return PhoneKind.CELL if _is_mobile(number) else PhoneKind.WORK


def _looks(run: _Run) -> Iterator[Reason]:
    text, digits = run.text.strip(), _digits(run.text)
    if re.search(r"\d[\s().·/-]+\d", text):
        yield because("printed in groups")
    if _POSTAL.match(text):
        yield because("looks like a postal code", 2.5 if _POSTAL_ALONE.match(text) else 1.0)
    if _DATE.match(text) or _HOURS.match(text) or len(digits) < 6:
        yield because("looks like a date or hours")


def _reasons(run: _Run, label: str | None, sound: int) -> Iterator[Reason]:
    international = run.text.lstrip("( ").startswith(("+", "00", "✚"))
    yield because("digits of a number")
    if international:
        yield because("begins with a country code")
    if label == "none":
        yield because("labelled as something else")
    elif label:
        yield because("labelled as a phone")
    elif not international:
        yield because("no label and no country code")
    yield because(("an impossible number", "a possible number", "a valid number")[sound])
    if run.base:
        yield because("shares the number before")
    if run.repair:
        yield because("repaired")
    if run.part.reading:
        yield because("second reading")
    yield because("read badly", 1 - run.part.confidence_of(run.start, run.end))
    yield from _looks(run)


def _claim(run: _Run, label: str | None, clues: Clues) -> Claim | None:
    best = _best_number(run.text, clues)
    digits = _digits(run.text)
    if best is None or not 5 <= len(digits) <= 17:
        return None
    number, sound = best
    repairs = [run.repair] if run.repair else []
    if run.base:
        repairs.append(f"'{run.text}' made of '{run.base}' and its printed ending")
    value = Phone(
        value=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        kind=_kind(label, number),
        printed=run.part.text[run.start : run.end].strip(" ,;|/"),
        extension=run.extension,
        boxes=(_box(run),),
        repairs=tuple(repairs),
    )
    return Claim(Field.PHONE, value, (run.part.line,), tuple(_reasons(run, label, sound)))


def _box(run: _Run) -> Box:
    return run.part.box_of(run.start, run.end)


def _trailing_label(run: _Run, following: str) -> str | None:
    word = re.match(r"\s*[(\[]?\s*([^\W\d]+)", following)
    return label_kind(word.group(1)) if word and run.label is None else None


def phone_claims(page: Page, clues: Clues) -> list[Claim]:
    """Every number that some reading of some line holds, dialled from the card's country."""
    claims: list[tuple[Claim, str]] = []
    for wholes in page.readings:
        for part in wholes:
            runs = _candidates(page, part)
            for position, run in enumerate(runs):
                label = run.label
                if label not in (None, "none") and _is_doubtful_letter(page, run):
                    label = None
                if label is None and position == 0:
                    label = _column_label(page, part)
                if label is None and position == len(runs) - 1:
                    label = _trailing_label(run, part.text[run.end :])
                claim = _claim(run, label, clues)
                if claim:
                    claims.append((claim, _letter_of(part.text[: run.start])))
    return _fax_by_place(_settled(claims))


def _is_doubtful_letter(page: Page, run: _Run) -> bool:
    """Whether the single letter before a number may be an icon: another reading has none."""
    letter = _letter_of(run.part.text[: run.start])
    others = [p.text for p in page.readings[run.part.line] if p is not run.part]
    return bool(letter) and any(_letter_of(t[: _first_digit(t)]) != letter for t in others)


def _first_digit(text: str) -> int:
    found = re.search(r"[(+]*\d", text)
    return found.start() if found else len(text)


def _fax_by_place(claims: list[Claim]) -> list[Claim]:
    """The last of several unlabelled landlines of one exchange taken for the fax.

    Cards that tell their numbers apart by icons alone leave nothing to read;
    where two landlines differ in their last digits only, the last is the fax as a rule.
    """
    if any(r.name == "labelled as a phone" for c in claims for r in c.reasons):
        return claims
    lines = {c.value.value: c for c in claims if _is_landline(c)}
    values = sorted(
        lines, key=lambda v: (lines[v].value.boxes[0].top, lines[v].value.boxes[0].left)
    )
    if len(values) < 2 or any(v[:-4] != values[0][:-4] for v in values):
        return claims
    return [
        replace(c, value=replace(c.value, kind=PhoneKind.FAX))
        if isinstance(c.value, Phone) and c.value.value == values[-1]
        else c
        for c in claims
    ]


def _is_landline(claim: Claim) -> bool:
    number = _number(claim.value.value, None)
    region = phonenumbers.region_code_for_country_code(number.country_code or 0) if number else None
    return (
        isinstance(claim.value, Phone)
        and claim.value.kind is PhoneKind.WORK
        and claim.score > 1
        and region not in _ONE_RANGE
    )


def _letter_of(before: str) -> str:
    """The single letter that labels a number, or nothing."""
    found = re.search(r"(?:^|[\s|·•])([A-Za-z])\s*[.:]?\s*$", before)
    return found.group(1).lower() if found else ""


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
            number = _number(phone.value, None)
            fixed = number and phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
            main = letter == "m" and "c" in letters
            if phone.kind is PhoneKind.CELL and (fixed or main):
                claim = replace(claim, value=replace(phone, kind=PhoneKind.WORK))
            elif (letter == "p" and "t" in letters and phone.kind is PhoneKind.WORK) or (
                letter == "h" and phone.kind is PhoneKind.CELL and number and not _is_mobile(number)
            ):
                claim = replace(claim, value=replace(phone, kind=PhoneKind.HOME))
        settled.append(claim)
    return settled
