"""What readers make of logos: crumbs beside a company's name, and letters that the domain mends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from rapidfuzz.distance import Levenshtein

from cardscan.extract.clues.clues import Clues
from cardscan.extract.page.layout import Part
from cardscan.extract.words.legal_forms import ends_in_legal_form
from cardscan.extract.words.look_alikes import differ_in_look_alikes, with_sharp_s
from cardscan.extract.words.people import never_given
from cardscan.language.known_words import (
    company_words,
    legal_forms_of,
    maybe_company_words,
    particles,
    weak_legal_forms,
)
from cardscan.language.letters import ascii_forms, compact, fold, transcribed
from cardscan.language.views import folded
from cardscan.model import Word

__all__ = ["as_domain", "behind_a_logo", "loss", "may_be_crumb", "without_crumbs"]

_JOINING = frozenset("e y i o u a z & +".split())  # 'Talleres Aranzabal e Hijos', 'Sp. z o.o.'
_CRUMB_CONFIDENCE = 0.6
_CLEAR_CONFIDENCE = 0.85
_INITIAL = re.compile(r"[^\W\d_]\.$")
_ABBREVIATION = re.compile(r"(?:[^\W_]\.){2,}[^\W_]?$")  # 'o.o.', 'e.V.', 'S.p.A'


def may_be_crumb(word: Word) -> bool:
    """Whether a word beside a company's name may be what a reader made of its logo."""
    if _INITIAL.match(word.text) and word.confidence >= _CLEAR_CONFIDENCE:
        return False  # 'H. S. Kulkarni & Associates'
    if _ABBREVIATION.match(word.text):
        return False
    letters = len(compact(word.text))
    return letters < 2 or (letters < 4 and word.confidence < _CRUMB_CONFIDENCE)


def loss(word: Word) -> float:
    """How much is lost with a word left out: nothing with a crumb, most with a clear word."""
    if may_be_crumb(word):
        return 0.0
    return 1.6 if word.confidence >= _CLEAR_CONFIDENCE and len(word.text) > 2 else 1.0


def without_crumbs(part: Part) -> Part | None:
    """The part without words that a reader made of a logo beside or within it."""
    form = part.words[-1:] if ends_in_legal_form(part.text) else ()  # 'Tic. Ltd. Şti.'
    joining = (w for w in part.words[1:-1] if w.text.lower() in _JOINING)
    kept = {id(w) for w in (*form, *joining)}
    clear = tuple(w for w in part.words if not may_be_crumb(w) or id(w) in kept)
    if len(clear) == len(part.words) or not any(len(compact(w.text)) > 3 for w in clear):
        return None
    return part.of(clear)


def _is_logo_read(word: str) -> bool:
    """Whether a word may be what a reader made of a logo: two capitals, no article nor form."""
    plain = fold(word)
    known = plain in never_given() or plain in _forms()
    return len(word) == 2 and word.isalpha() and word.isupper() and not known


@cache
def _forms() -> frozenset[str]:
    return folded([weak_legal_forms(), *legal_forms_of().values()])


def behind_a_logo(part: Part, clues: Clues) -> Iterator[Part]:
    """The company as its domain has it, behind a logo read as capitals: 'AN Zvonek', zvonek.cz."""
    if len(part.words) > 1 and _is_logo_read(part.words[0].text):
        rest = part.cut(1, len(part.words))
        if any(form in clues.bare_labels for form in ascii_forms(rest.text)):
            yield rest


_DOUBTFUL_WORD = 0.85  # below this confidence a word of a logo may be spelled as the domain has it
_ALIKE_ENOUGH = 0.7


def as_domain(text: str, pieces: tuple[Part, ...], clues: Clues) -> str:
    """The text with badly read words as the domain spells them: 'Narsken' and 'norrsken-…'."""
    words = _with_ending([with_sharp_s(w, clues.labels) for w in text.split(" ")], clues)
    words = _with_first_letter(words)
    doubtful = {
        w.text for p in pieces for w in p.words
        if w.confidence < _DOUBTFUL_WORD and len(w.text) > 4 and w.text.isalpha()
    }  # fmt: skip
    words = [_as_left_over(words, k, doubtful, clues.labels) for k in range(len(words))]
    text = " ".join(words)
    if not doubtful:
        return text
    known = tuple(p for label in clues.labels for p in label.split("-") if len(p) > 4)
    return " ".join(_nearest(w, known) if w in doubtful else w for w in words)


def _with_first_letter(words: list[str]) -> list[str]:
    """'afé Skibsklokken' as 'Café Skibsklokken': logos hide a first letter in an ornament."""
    beheaded = len(words) > 1 and words[0].islower() and words[1][:1].isupper()
    whole = _beheaded().get(fold(words[0])) if beheaded else None
    return [whole[0].upper() + words[0], *words[1:]] if whole else words


_SHORTEST_TAIL = 3  # letters left of a word that lost its first


@cache
def _beheaded() -> dict[str, str]:
    """The one word of companies that ends in a tail which is no such word itself, by that tail."""
    known = company_words() | maybe_company_words()
    plain = known | never_given() | particles()  # 'los Robles' is no 'Clos Robles'
    tails: dict[str, list[str]] = {}
    for word in sorted(known):
        tails.setdefault(word[1:], []).append(word)
    return {
        tail: found[0]
        for tail, found in tails.items()
        if len(found) == 1 and len(tail) >= _SHORTEST_TAIL and tail not in plain
    }


def _with_ending(words: list[str], clues: Clues) -> list[str]:
    """'Alpenrose Al' as 'Alpenrose AI' at alpenrose.ai: readers take a capital I for an l."""
    endings = dict(d.partition(".")[::2] for d in clues.domains)
    for i in range(1, len(words)):
        ending = endings.get(compact("".join(words[:i])))
        word = words[i]
        if ending and word.casefold() != ending and word.replace("l", "I") == ending.upper():
            return [*words[:i], ending.upper(), *words[i + 1 :]]
    return words


def _nearest(word: str, known: tuple[str, ...]) -> str:
    plain = compact(word)
    for spelled in known:
        likeness = Levenshtein.normalized_similarity(plain, spelled)
        if _ALIKE_ENOUGH <= likeness < 1 and compact(transcribed(word)) != spelled:
            return spelled.upper() if word.isupper() else spelled.capitalize()
    return word


_SMALL_WORD = 3  # letters; 'für' and '&' stand in few domains


def _as_left_over(words: list[str], at: int, doubtful: set[str], labels: tuple[str, ...]) -> str:
    """One word as a domain has it between the company's other words.

    'Hotel Tavernblick' at hoteltauernblick.at is a 'Tauernblick': a word read well may differ in
    one letter that looks alike, a doubtful one in a few.
    """
    word = words[at]
    plain = compact(word)
    if len(plain) <= _SMALL_WORD or not word.isalpha():
        return word
    rivals = tuple(_left_over(words, at, labels))
    if any(form in rivals for form in ascii_forms(word)):
        return word
    for spelled in rivals:
        likeness = Levenshtein.normalized_similarity(plain, spelled)
        alike = differ_in_look_alikes(plain, spelled)
        if alike or (word in doubtful and likeness >= _ALIKE_ENOUGH):
            return _in_capitals_of(word, spelled)
    return word


def _left_over(words: list[str], at: int, labels: tuple[str, ...]) -> Iterator[str]:
    """What domains have where one word stands, with the words around it on both sides."""
    for least in (0, _SMALL_WORD):
        before = "".join(w for w in words[:at] if len(compact(w)) > least)
        after = [w for w in words[at + 1 :] if len(compact(w)) > least]
        tails = ("".join(after[:count]) for count in range(len(after), -1, -1))
        ends = tuple(form for tail in tails for form in ascii_forms(tail))
        for label, head, tail in product(labels, ascii_forms(before), ends):
            whole = label.replace("-", "")
            fits = whole.startswith(head) and whole.endswith(tail) and (head or tail)
            if fits and len(whole) > len(head) + len(tail) + _SMALL_WORD:
                yield whole[len(head) : len(whole) - len(tail)]


def _in_capitals_of(word: str, spelled: str) -> str:
    if word.isupper():
        return spelled.upper()
    return spelled if word.islower() else spelled.capitalize()
