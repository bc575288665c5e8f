"""Small words that join what stands on both their sides, in the languages that have files."""

from __future__ import annotations

import pytest

from cardscan.extract.thresholds import A_DEPARTMENT
from cardscan.extract.words.joining import begins_amid, ends_amid, is_article, joins
from cardscan.extract.words.occupations import department_likeness


@pytest.mark.parametrize("word", ["&", "und", "og", "och", "és", "of", "der", "Und"])
def test_a_small_word_joins(word: str) -> None:
    assert joins(word)


def test_a_text_ends_and_begins_amid() -> None:
    assert ends_amid("Leiter der")
    assert ends_amid("Müller &")
    assert not ends_amid("Müller & Sohn")
    assert begins_amid("& Partner")
    assert begins_amid("und Recht")
    assert not begins_amid("Und Jetzt")  # a capital may begin anything
    assert not begins_amid("+49 1 720 44")
    assert is_article("The")


@pytest.mark.parametrize(
    ("word", "is_one"),
    [("Bauamt", True), ("Standesamt", True), ("Finanzamt", False), ("Marktgemeindeamt", False),
     ("Vertriebsabteilung", True), ("Amt", False)],
)  # fmt: skip
def test_the_longer_ending_tells_a_department_from_an_authority(word: str, is_one: bool) -> None:
    assert (department_likeness(word) >= A_DEPARTMENT) is is_one
