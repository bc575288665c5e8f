"""Questions about a card as lines of a terminal, and keys as answers."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

try:
    import readline
except ImportError:  # Python for Windows has none
    readline = None  # type: ignore[assignment]

from cardscan.app.questions import Question, values_of
from cardscan.app.review import (
    AcceptCard,
    AddNote,
    Answer,
    CardInReview,
    Choose,
    DiscardCard,
    Keep,
    MergeInto,
    Quit,
    Remove,
    Replace,
    Skip,
    StartOver,
)
from cardscan.app.reviewed import Likely
from cardscan.cli.console import ask, show_codes, tell
from cardscan.cli.pictures import PictureWay, escape_codes
from cardscan.errors import UsageError
from cardscan.library import StoredScan
from cardscan.model import Address, Field, Phone, Value, single_line

__all__ = ["TerminalReviewer"]

_LABELS = {
    Field.EMAIL: "e-mail",
    Field.URL: "web",
    Field.SOCIAL: "profile",
}

_HELP = """\
  Enter     keep the value as it is (asked for a missing one: there is none)
  1, 2, 3   take that other reading
  e TEXT    put TEXT in its place; e alone lets you change the value as it stands
  r         remove the value: it is not on the card
  a         accept the whole card as it stands
  d         discard the card
  n TEXT    note what was said; "n will send the study by 2026-12-10" is a promise
  m N       accept the card and merge it into contact #N of the address book
  u         start this card over; at its first question, the card before
  v         view the whole card
  s         skip the card for now
  q         quit; every answer is kept"""

_SIMPLE: dict[str, Callable[[], Answer]] = {
    "": Keep,
    "k": Keep,
    "r": Remove,
    "a": AcceptCard,
    "d": DiscardCard,
    "u": StartOver,
    "s": Skip,
    "q": Quit,
}


class TerminalReviewer:
    """Asks in the terminal. ``folder`` takes pictures that the terminal cannot show."""

    def __init__(self, way: PictureWay, folder: Path, *, book: str | None = None) -> None:
        self._way = way
        self._folder = folder
        self._book = book

    def begin(self, card: CardInReview) -> None:
        scan = card.stored.scan
        event = f" · {scan.event}" if scan.event else ""
        tell()
        tell(f"Card {card.place} of {card.total} · {scan.source}{event}", bold=True)
        for field, value in values_of(card.contact):
            if value.sure:
                tell(f"  {_label(field, value):12} {_spoken(value)}")
        for remark in scan.remarks:
            tell(f"  ({remark})")
        if card.likely is not None and card.likely.is_its_own:
            who = f"#{card.likely.number} {card.likely.name}"
            tell(f"  is {who} of {self._book} already; what you accept completes it there")
        elif card.likely is not None:
            tell(f"  {self._in_book(card.likely)}; m {card.likely.number} merges it there")

    def ask(self, card: CardInReview, question: Question) -> Answer:
        tell()
        if question.value is not None:
            self._show_value(question, question.value)
        self._show_picture(question.crop, f"card-{card.stored.number}-{question.field}")
        while True:
            answer = self._answer(card, question)
            if answer is not None:
                return answer

    def note(self, field: Field, value: Value) -> None:
        tell(f"  {_label(field, value):12} {_spoken(value)}", colour="green")

    def refuse(self, error: UsageError) -> None:
        tell(f"  {error!s}", colour="red")

    def is_same(self, stored: StoredScan, likely: Likely) -> bool | None:
        contact = stored.scan.contact
        tell()
        for field, value in values_of(contact) if contact else ():
            tell(f"  {_label(field, value):12} {_spoken(value)}")
        tell(f"  {self._in_book(likely)}")
        while True:
            key = ask("One person? [y]es, merge · [n]o, add as new · Enter leaves it open: ")
            if key.casefold() in _SAME:
                return _SAME[key.casefold()]

    def _in_book(self, likely: Likely) -> str:
        because = f" ({', '.join(likely.reasons)})" if likely.reasons else ""
        book = self._book or "the address book"
        return f"maybe #{likely.number} {likely.name} of {book}{because}"

    def _show_value(self, question: Question, value: Value) -> None:
        label = _label(question.field, value)
        tell(f"  {label:12} {_spoken(value)}  ({value.confidence:.0%})")
        for number, other in enumerate(question.others, 1):
            tell(f"  {'or':>9} {number}  {_spoken(other)}")
        shown = {value.value, *(other.value for other in question.others)}
        for text in question.printed:
            if self._way is PictureWay.PATH and text not in shown:
                tell(f"  {'reads':12} {text}")

    def _show_picture(self, picture: bytes | None, name: str) -> None:
        if picture is None:
            return
        shown = escape_codes(picture, self._way)
        if shown:
            show_codes(shown)
            return
        suffix = ".png" if picture.startswith(b"\x89PNG") else ".jpg"
        path = self._folder / f"{name}{suffix}"
        path.write_bytes(picture)
        tell(f"  {'picture':12} {path}")

    def _answer(self, card: CardInReview, question: Question) -> Answer | None:
        """What the person answered; None where the question must be put again."""
        text = ask(_prompt(question, merging=self._book is not None))
        word, _, rest = text.partition(" ")
        key, rest = word.casefold(), rest.strip()
        if text.casefold() in _SIMPLE:
            return _SIMPLE[text.casefold()]()
        if re.fullmatch(r"[1-9]", text) and question.value is not None:
            return Choose(int(text) - 1)
        if key == "n":
            return _noted(rest or ask("Note: "))
        if key == "e":
            return Replace(rest or _corrected(question))
        merge = re.fullmatch(r"m\s*#?(\d+)", text, re.IGNORECASE)
        if merge:
            return MergeInto(int(merge[1]))
        if key == "m" and not rest and card.likely is not None:
            return MergeInto(card.likely.number)
        if key == "v":
            self._view(card)
            return None
        if question.value is None and len(text) > 1:
            return Replace(text)
        tell(*_HELP.splitlines())
        return None

    def _view(self, card: CardInReview) -> None:
        scan = card.stored.scan
        self._show_picture(scan.picture, f"card-{card.stored.number}")
        self._show_picture(scan.back, f"card-{card.stored.number}-back")


_SAME = {"y": True, "yes": True, "n": False, "no": False, "": None}


_BY = re.compile(r"(.+?)\s+by\s+(\d{4}-\d\d-\d\d)", re.DOTALL)


def _noted(text: str) -> AddNote | None:
    """What was said, and the day that ends a promise; None where nothing was typed."""
    promise = _BY.fullmatch(text.strip())
    if promise is None:
        return AddNote(text.strip()) if text.strip() else None
    try:
        return AddNote(promise[1], date.fromisoformat(promise[2]))
    except ValueError:
        return AddNote(text.strip())


def _corrected(question: Question) -> str:
    """A new text for a value, typed over the old one where the terminal lets one edit."""
    old = question.value.value if question.value else ""
    if readline is not None and sys.stdin.isatty():
        readline.set_startup_hook(lambda: readline.insert_text(single_line(old)))
    try:
        return ask(f"{_label(question.field, question.value)} (change what stands here): ")
    finally:
        if readline is not None:
            readline.set_startup_hook(None)


def _prompt(question: Question, *, merging: bool) -> str:
    if question.value is None:
        return f"{_label(question.field, None).capitalize()}? (Enter = none, ? = help) "
    others = len(question.others)
    choose = f" · {'1' if others == 1 else f'1-{others}'} other reading" if others else ""
    merge = " · m N merge" if merging else ""
    return (
        f"Enter keep{choose} · e edit · r remove · n note · a accept · d discard{merge}"
        " · s skip · q quit · ? help > "
    )


def _label(field: Field, value: Value | None) -> str:
    if isinstance(value, Phone):
        return f"phone {value.kind}" if value.kind != "other" else "phone"
    return _LABELS.get(field, field.value)


def _spoken(value: Value) -> str:
    text = value.value
    if isinstance(value, Phone) and value.extension:
        text = f"{text} ext. {value.extension}"
    if isinstance(value, Phone) and value.printed and value.printed != value.value:
        text = f"{text}  [{value.printed}]"
    if isinstance(value, Address) and value.country:
        text = f"{text} ({value.country})"
    return text
