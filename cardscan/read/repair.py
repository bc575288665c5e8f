"""Mends what is an artefact of reading and nothing else: the print cannot have meant it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from cardscan.model import Box, Reading, Word

__all__ = ["REPAIRED", "cut_word", "repair_reading"]

REPAIRED = "~"  # ends the reader's name in a repaired reading

LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}
# Letters that stand in a number only because they look like a digit.
DIGITS = str.maketrans({"I": "1", "l": "1", "ı": "1", "|": "1", "O": "0", "o": "0", "Q": "0"})
# One word of digits and a look-alike, as of a postal code: no print has a small letter there.
CODE = re.compile(r"(?=(?:\D*\d){3})[oıl|\d]{4,}[.,;]?$")
# A number of strokes and look-alikes, as of a house or a postal code in a font whose 1 is an I:
# 'II2', 'IOII5'. Print sets no such word of letters and a digit.
STROKES = re.compile(r"(?=.*\d)(?:(?=[\d]*[Il|][\d]*[Il|])[\dIl|]{3,4}|[\dIl|O]{5})[.,;]?$")
# Italy's letter before a postal code, which readers take for a small L or a stroke.
ITALIAN = re.compile(r"^[l|1](?=-\d{5}$)")
# The 'o' of a legal form read as zero: 'Sp. z 0.0.', 'd.0.0.', 's.r.0.'. No figure is written so.
ZERO_FORM = re.compile(r"^(?:d\.[o0O]\.[o0O]|s\.r\.[o0O]|[o0O]\.[o0O])\.?,?$")
NUMBER_PART = re.compile(r"^[+(\[/]*[\dIlı|OoQ()/.·–-]+[,;]?$")
# Catalan writes one between two l: 'Col·legi'.
PARTING_DOT = re.compile(
    r"(?!(?<=[lL])[·•][lL])(?:(?<=\w\w)[·•](?=[^\W\d]{2})|(?<=[^\W\d])[·•](?=\w\w))"
)
WEB = re.compile(r"(?i)www\.|https?:")  # an '@' before it is an icon: no mailbox is there
TLD = r"(?:com|net|org|info|eu|biz|io|[a-z]{2})"


def repair_reading(reading: Reading) -> Reading:
    """The reading without artefacts; the same object when there is nothing to mend.

    Spaces around '@' and inside addresses go, '(@' is '@', 'wwv.' is 'www.',
    'http:/x' is 'http://x', letters among digits are the digits they look like.
    """
    apart = tuple(piece for word in reading.words for piece in _parted(word))
    words = _joined(_legal_forms(_numbers(tuple(_mended(word) for word in apart))))
    if words == reading.words:
        return reading
    return Reading(words, reading.reader + REPAIRED)


def _parted(word: Word) -> tuple[Word, ...]:
    """The words around raised dots that a reader took for letters: 'Cakes·Teas', 'a@b.vc·b.vc'.

    Between digits such a dot groups them.
    """
    return cut_word(word, [k for found in PARTING_DOT.finditer(word.text) for k in found.span()])


def cut_word(word: Word, places: Sequence[int]) -> tuple[Word, ...]:
    """A word cut before these of its letters; each piece's box is its share of the letters."""
    pieces = [(a, b) for a, b in pairwise([0, *places, len(word.text)]) if b > a]
    if len(pieces) < 2:
        return (word,)
    step = word.box.width / len(word.text)
    return tuple(
        replace(
            word,
            text=word.text[a:b],
            box=replace(word.box, left=word.box.left + a * step, right=word.box.left + b * step),
        )
        for a, b in pieces
    )


def _mended(word: Word) -> Word:
    text = word.text
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    # Three strokes that are not all alike are a Roman three; "Ill" is a word.
    text = re.sub(r"(?<!\w)(?!Ill)[Il|]{3}(?!\w)", "III", text)
    text = re.sub(r"[({\[]+@", "@", text) if text.count("@") == 1 else text
    text = re.sub(r"(?i)^(?:w{1,2}[vw]{1,2}|vvww|wvw|vww|wwvw)(?=[.,-]\w{2,}[.]\w)", "www", text)
    text = re.sub(r"(?i)\b(https?):?[/#]{1,3}(?=\w)", r"\1://", text)
    text = re.sub(r"(?i)^www[,.-]{1,2}(?=\w)", "www.", text)
    text = _mended_mailbox(text)
    text = text.translate(DIGITS) if CODE.match(text) or STROKES.match(text) else text
    text = ITALIAN.sub("I", text)
    return word if text == word.text else replace(word, text=text)


def _mended_mailbox(text: str) -> str:
    """A long dash in an e-mail address is an underscore: a hyphen is never read as one."""
    mailbox, at, host = text.partition("@")
    if not at or "@" in host or not re.search(r"\w_?[—–]_?\w", mailbox):
        return text
    return re.sub(r"(?<=\w)_?[—–]_?(?=\w)", "_", mailbox) + at + host


def _legal_forms(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Zeros in a legal form are the letter: 'Sp. z 0.0.' is a 'Sp. z o.o.'."""
    repaired = list(words)
    for k, word in enumerate(words):
        alone = word.text[:1] in "o0O"  # the Polish form, which goes on behind its 'z'
        follows = k > 0 and words[k - 1].text in ("z", "Z")
        if "0" in word.text and ZERO_FORM.match(word.text) and (follows or not alone):
            repaired[k] = replace(word, text=word.text.replace("0", "o"))
    return tuple(repaired)


def _numbers(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Look-alikes become digits in runs of words that hold nothing but digits and signs."""
    repaired = list(words)
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and NUMBER_PART.match(words[end].text):
            end += 1
        run = "".join(word.text for word in words[start:end])
        if sum(map(str.isdigit, run)) >= 6:
            repaired[start:end] = [_as_digits(word) for word in words[start:end]]
        start = max(end, start + 1)
    return tuple(repaired)


def _as_digits(word: Word) -> Word:
    # A letter alone is a label ("O 0316 …"), unless digits or signs are glued to it.
    if len(word.text) == 1:
        return word
    text = word.text.translate(DIGITS)
    return word if text == word.text else replace(word, text=text)


def _joined(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Join the parts of one e-mail or web address that a reader took for several words."""
    rules: tuple[Callable[[str, str], bool], ...] = (_around_at, _around_dot)
    joined: list[Word] = []
    for word, follows in zip(words, (*words[1:], None), strict=False):
        globe = word.text == "@" and follows is not None and WEB.match(follows.text)
        if joined and not globe and any(rule(joined[-1].text, word.text) for rule in rules):
            last = joined.pop()
            joined.append(
                Word(
                    last.text + word.text,
                    min(last.confidence, word.confidence),
                    Box.around((last.box, word.box)),
                )
            )
        else:
            joined.append(word)
    return tuple(joined)


def _around_at(left: str, right: str) -> bool:
    """``jan @firma.de``, ``jan@ firma.de`` and ``jan @ firma.de``, but not ``@handle``.

    Nor a globe read as '@': what begins with www is no mailbox's host, and no address has two.
    """
    if left.endswith("@") and len(left) > 1:
        return re.match(r"[\w-]+(\.|$)", right) is not None and not WEB.match(right)
    ends_like_name = re.search(r"[\w]$", left) is not None and not left.endswith(":")
    if right == "@":
        return ends_like_name and "@" not in left
    domain = re.match(rf"(?i)@[\w-]+(?:\.[\w-]+)*\.{TLD}$", right)
    return domain is not None and ends_like_name and "@" not in left


def _around_dot(left: str, right: str) -> bool:
    """``www. firma.de``, ``firma .de`` and ``jan@firma. de``."""
    if re.match(r"(?i)(https?://)?www\.$", left):
        return re.match(rf"(?i)[\w-]+\.(?:[\w-]+\.)*{TLD}\b", right) is not None
    if re.match(rf"(?i)\.{TLD}(?:\.[a-z]{{2}})?$", right):
        return re.search(r"(?i)(@|www\.)[\w.-]*\w$", left) is not None
    after_dot = re.match(rf"(?i){TLD}(?:\.[a-z]{{2}})?$", right)
    return after_dot is not None and re.search(r"(?i)(@|www\.)[\w.-]+\.$", left) is not None
