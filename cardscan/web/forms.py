"""The fields of a page's form to what the person meant by them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from cardscan.app.desk import Arrange, CardAnswer, Then, Typed
from cardscan.app.inbox import Filter, Pile
from cardscan.model import Field, PhoneKind

__all__ = ["Asked", "answer_of", "arranged_of", "asked_of", "link_to"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the cards an address speaks of, and which page of it."""

    filter: Filter
    page: int = 1


def asked_of(query: Mapping[str, str]) -> Asked:
    """The part of the cards that an address speaks of; what it does not know it passes over."""
    pile = query.get("pile", "")
    known = Pile(pile) if pile in set(Pile) else Pile.WAITING
    number = query.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1
    return Asked(Filter(known, query.get("event") or None, query.get("q", "")), page)


def link_to(path: str, asked: Filter, **more: object) -> str:
    """An address that speaks of the same part of the cards."""
    said: dict[str, object] = {}
    if asked.pile is not Pile.WAITING:
        said["pile"] = asked.pile.value
    if asked.event is not None:
        said["event"] = asked.event
    if asked.text:
        said["q"] = asked.text
    said |= {name: value for name, value in more.items() if value is not None}
    return f"{path}?{urlencode(said)}" if said else path


_THEN = {
    "accept": Then.ACCEPT,
    "merge": Then.ACCEPT,
    "apart": Then.ACCEPT,
    "discard": Then.DISCARD,
    "reopen": Then.REOPEN,
}


def arranged_of(form: Mapping[str, str]) -> tuple[Arrange, int] | None:
    """What was asked to be done with the card as a thing, and by how much or with which card."""
    do, _, what = form.get("do", "").partition(".")
    return (Arrange(do), int(what or 0)) if do in set(Arrange) else None


def answer_of(form: Mapping[str, str]) -> CardAnswer:
    """What was said of a card. Raises ValueError for a form that is none of ours."""
    values = {
        int(name.removeprefix("value.")): _typed(form, name.removeprefix("value."))
        for name in form
        if name.startswith("value.")
    }
    do, *places = form.get("do", "save").split(".")
    chosen, confirmed = None, frozenset[int]()
    if do == "choose":
        place, other = map(int, places)
        chosen = place, other
    elif do == "right":
        confirmed = frozenset(map(int, places))
    elif do == "remove":
        (place,) = map(int, places)
        values[place] = Typed("", values[place].field if place in values else Field.NAME)
    added = (Typed(form["new.text"], Field(form["new.field"])),) if form.get("new.text") else ()
    return CardAnswer(
        form.get("revision", ""),
        _THEN.get(do, Then.SAVE),
        values,
        confirmed,
        chosen,
        added,
        form.get("note", ""),
        date.fromisoformat(form["due"]) if form.get("due") else None,
        form.get("event"),
    )


def _typed(form: Mapping[str, str], place: str) -> Typed:
    kind = form.get(f"kind.{place}")
    return Typed(
        form[f"value.{place}"], Field(form[f"field.{place}"]), PhoneKind(kind) if kind else None
    )
