"""Legal forms of companies: which words they are, and where in a name they stand."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from cardscan.extract.words.gazetteer import city_countries, state_named
from cardscan.language.known_words import legal_forms_of, weak_legal_forms
from cardscan.language.letters import compact, letters_of
from cardscan.language.load import countries

__all__ = ["ends_in_legal_form", "has_legal_form", "is_all_legal_form", "is_bare_legal_form"]


@cache
def _legal_forms() -> tuple[frozenset[str], frozenset[str]]:
    weak = frozenset(map(compact, weak_legal_forms()))
    strong = frozenset(compact(form) for forms in legal_forms_of().values() for form in forms)
    return strong - weak, weak


@lru_cache(maxsize=4096)
def has_legal_form(text: str) -> bool:
    """Whether a company's legal form ends the text, or ends what stands before a comma or bar."""
    strong, weak = _legal_forms()
    words = re.split(r"\s+", re.sub(r"[,|()]", " ", text).strip())
    if _ends_in_a_floor(words) or _ends_in_a_state(text):
        return False
    for last in range(len(words), 0, -1):
        for count in range(1, min(5, last) + 1):
            printed = "".join(words[last - count : last])
            form = compact(printed)
            if not printed.isascii() and not _has_marks_of_form(printed):
                continue  # 'Åsa' is a name, 'ASA' a legal form
            if last == count < len(words) and form not in _forms_in_front():
                continue
            if _is_another_word(printed, form, words[: last - count]):
                continue
            if last < len(words) and printed.isalpha() and printed.islower() and len(form) < 3:
                continue  # 'is' amid a sentence is no Danish 'I/S'
            if form in strong and (count < last or len(words) > count or len(form) > 3):
                return True
            if form in weak and count == 1 < last == len(words) and _is_form_printed(words[-1]):
                return True
    return _begins_with_form(words)


def _is_another_word(printed: str, form: str, before: list[str]) -> bool:
    """Whether what has a form's letters is a word: 'is' but 'I/S', 'Hotel & Spa' but 'SpA'."""
    if form == "is":
        return "/" not in printed
    return printed == "Spa" or (form == "spa" and before[-1:] == ["&"])


def _begins_with_form(words: list[str]) -> bool:
    """Whether an Indonesian form stands before a firm's name: 'PT. Jati Nusantara'."""
    first = compact(words[0])
    return first == "pt" and len(words) > 2 and _is_form_printed(words[0])  # no 'PT Smith'


@lru_cache(maxsize=4096)
def ends_in_legal_form(text: str) -> bool:
    """Whether the last words are a legal form, whose last word is then no crumb: 'Sp. z o.o.'."""
    words = text.split()
    counts = range(1, min(5, len(words) - 1) + 1)
    return any(compact("".join(words[-count:])) in _legal_forms()[0] for count in counts)


def is_all_legal_form(text: str) -> bool:
    """Whether every word is of a legal form: 'Ges.m.b.H. & Co KG' without the firm's name."""
    strong, weak = _legal_forms()
    words = [compact(w) for w in text.split() if compact(w)]
    return bool(words) and all(w in strong or w in weak or w == "co" for w in words)


def _ends_in_a_floor(words: list[str]) -> bool:
    """Whether a word stands behind numbers alone: 'OG' behind a floor's is no company."""
    return len(words) > 1 and not any(len(letters_of(w)) > 1 for w in words[:-1])


_STATE = re.compile(r"(?:^|,\s*)(?P<city>[^\W\d_][\w.' -]+),\s*(?P<state>[A-Z]{2})$")


def _ends_in_a_state(text: str) -> bool:
    """Whether what looks like a legal form is the state of a city: 'Pittsburgh, PA'."""
    found = _STATE.search(text)
    return bool(
        found and state_named(found["state"], "US") and "US" in city_countries(found["city"])
    )


def is_bare_legal_form(text: str) -> bool:
    """Whether a line is a legal form and nothing else: 'S.r.l.' below a logo."""
    return compact(text) in _legal_forms()[0] and len(text) < _LONGEST_FORM


_LONGEST_FORM = 14  # 'Sp. z o.o. S.K.'


@cache
def _forms_in_front() -> frozenset[str]:
    return frozenset(compact(form) for c in countries() for form in c.forms_in_front)


@cache
def _marked_forms() -> frozenset[str]:
    forms = weak_legal_forms().union(*legal_forms_of().values())
    return frozenset("".join(filter(str.isalnum, f.casefold())) for f in forms)


def _has_marks_of_form(printed: str) -> bool:
    return "".join(filter(str.isalnum, printed.casefold())) in _marked_forms()


def _is_form_printed(word: str) -> bool:
    plain = word.replace(".", "").replace("/", "")
    return (
        plain.isupper() or plain in ("Co", "Oy", "Ab", "Kft", "Society") or word in ("a.s.", "k.s.")
    )
