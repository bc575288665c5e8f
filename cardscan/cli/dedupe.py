"""`cardscan dedupe`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.choices import Answer
from cardscan.app.collector import paused_collector
from cardscan.cli.books import opening_books
from cardscan.cli.console import Voice, ask, complain, tell
from cardscan.cli.merging import OUT
from cardscan.cli.options import ANY_BOOK, settings_from, shared_options
from cardscan.counts import counted
from cardscan.model import Place

if TYPE_CHECKING:
    from cardscan.addressbook import AddressBook
    from cardscan.app.dedupe import Dedupe
    from cardscan.book import Decision
    from cardscan.model import Entry, Likeness

__all__ = ["command"]

_KEYS = {
    "m": Answer.MERGE,
    "k": Answer.NEVER,
    "n": Answer.NEVER,
    "y": Answer.MERGE,
    "s": Answer.SKIP,
    "q": Answer.QUIT,
}


@click.command(name="dedupe")
@click.argument("book", metavar="BOOK", type=ANY_BOOK)
@click.option("--apply", "apply_it", is_flag=True, help="Merge the groups that are the same.")
@click.option("--interactive", is_flag=True, help="Ask about each pair that may be one person.")
@click.option(
    "--ask-again", is_flag=True, help="Ask about pairs as well that you said something of before."
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the groups are printed.",
)
@OUT
@shared_options
@paused_collector()
def command(
    book: Place,
    apply_it: bool,
    interactive: bool,
    ask_again: bool,
    chosen: str,
    out: Path | None,
    library: Path | None,
    voice: Voice,
) -> None:
    """Find the cards of an address book that are one person.

    Nothing is written without --apply (or --out, which leaves BOOK as it is), and
    only what is surely the same is merged; --interactive asks about the rest, and
    remembers the answers.

    \b
    Example:
      cardscan dedupe contacts.vcf
    """
    from cardscan.app.books import copied

    settings = settings_from({"library": library}, book, out)
    with opening_books(settings, voice) as books:
        _dedupe(
            copied(books.open(book), out),
            settings.library,
            voice,
            apply_it=apply_it or out is not None,  # the address book itself stays as it is
            interactive=interactive or ask_again,
            forget=ask_again,
            as_json=chosen == "json",
        )


def _dedupe(
    book: AddressBook,
    library_file: Path,
    voice: Voice,
    *,
    apply_it: bool,
    interactive: bool,
    forget: bool,
    as_json: bool,
) -> None:
    from cardscan.app.decisions import keep_decision, known_decisions
    from cardscan.app.dedupe import ask_about_maybe, find_duplicates, to_json

    decisions = list(known_decisions(library_file))
    found = find_duplicates(book, decisions=decisions)
    if interactive:

        def keep(decision: Decision) -> None:
            decisions.append(decision)
            keep_decision(library_file, decision)

        ask_about_maybe(found, _ask, keep, decisions=() if forget else decisions)
        found = find_duplicates(book, decisions=decisions)
    if as_json:
        tell(json.dumps(to_json(found), ensure_ascii=False))
    else:
        for line in _in_words(found):
            tell(line)
    if apply_it or interactive:
        _apply(found, book, voice)
    else:
        voice.say(_closing_line(found, book))


def _closing_line(found: Dedupe, book: AddressBook) -> str:
    """What there is, and how it goes on."""
    from cardscan.model import Verdict

    same, maybe = found.count(Verdict.SAME), found.count(Verdict.MAYBE)
    contacts = counted(len(found.entries), "contact")
    steps = [
        *([f"merge what is the same with: cardscan dedupe {book} --apply"] if same else []),
        *([f"be asked about the rest with: cardscan dedupe {book} --interactive"] if maybe else []),
    ]
    advice = f" Nothing was written; {', '.join(steps)}" if steps else ""
    return f"{contacts}: {counted(same, 'group')} the same, {maybe} maybe.{advice}"


def _apply(found: Dedupe, book: AddressBook, voice: Voice) -> None:
    from cardscan.model import Verdict

    applied = found.apply(today=date.today())
    written = applied.written
    if written.changed:
        groups = [g for g in applied.found.groups if g.verdict is Verdict.SAME]
        before = len(applied.found.entries)
        after = before - sum(len(group.cards) - 1 for group in groups)
        maybe = applied.found.count(Verdict.MAYBE)
        left = f" {counted(maybe, 'group')} that may be one person stay." if maybe else ""
        voice.say(
            f"{book}: merged {counted(len(groups), 'group')}, {counted(before, 'contact')} are "
            f"{after} now.{left} Take it back with: cardscan undo {book}"
        )
    else:
        voice.say("There is nothing to merge; the address book is as it was.")
    for remark in written.remarks:
        voice.say(remark)


def _in_words(found: Dedupe) -> Iterator[str]:
    """The groups, a line each, the sure ones first; contacts are counted from 1, as by a merge."""
    from cardscan.app.merge import name_of
    from cardscan.model import Verdict

    surely = [group.cards for group in found.groups if group.verdict is Verdict.SAME]
    for group in sorted(found.groups, key=lambda each: each.verdict is Verdict.MAYBE):
        people = [cards for cards in surely if set(cards) < set(group.cards)]
        alone = [(card,) for card in group.cards if not any(card in cards for cards in people)]
        named = ", ".join(
            f"{' = '.join(f'#{card + 1}' for card in cards)} {name_of(found.entries[cards[0]])}"
            for cards in sorted([*people, *alone])
        )
        reasons = ", ".join(reason.name for reason in group.reasons if reason.weight > 0)
        yield f"{group.verdict.value}: {named} ({reasons})"


def _ask(likeness: Likeness, first: Entry, second: Entry) -> Answer:
    """Two cards side by side, what differs marked, and one key to answer."""
    complain("")
    for label, left, right in _side_by_side(first, second):
        mark = " " if _key(label, left) == _key(label, right) else "≠"
        complain(f"{mark} {label:8} {left:38.38} | {right:38.38}")
    complain("  " + ", ".join(f"{r.name} ({r.weight:+.1f})" for r in likeness.reasons))
    key = ask(
        "One person? [m]erge, [k]eep both for good, [s]kip for now, [q]uit (? explains)",
        among=[*_KEYS, "?"],
    )
    if key == "?":
        for line in _HELP:
            complain(line)
        return _ask(likeness, first, second)
    return _KEYS[key]


_HELP = (
    "  m (or y)  they are one person: merged when you are through or quit",
    "  k (or n)  they are two people: both stay, and you are not asked again",
    "            (cardscan merge and dedupe know it; --ask-again asks about such pairs once more)",
    "  s         leave it open for another time",
    "  q         quit; every answer is kept",
)


def _side_by_side(first: Entry, second: Entry) -> list[tuple[str, str, str]]:
    from cardscan.app.merge import name_of

    rows = [
        ("contact", f"#{first.position + 1}", f"#{second.position + 1}"),
        ("name", name_of(first), name_of(second)),
    ]
    columns = {
        "company": (first.organizations, second.organizations),
        "title": (first.titles, second.titles),
        "phone": ([p.value for p in first.phones], [p.value for p in second.phones]),
        "e-mail": (first.emails, second.emails),
        "address": (_addresses(first), _addresses(second)),
        "birthday": (filter(None, [first.birthday]), filter(None, [second.birthday])),
    }
    for label, (left, right) in columns.items():
        rows += [(label, a, b) for a, b in _aligned(label, list(left), list(right))]
    return rows


def _aligned(label: str, left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """Values in pairs: what both have stands beside itself, and only the rest differs."""
    for value in list(left):
        equal = next((r for r in right if _key(label, r) == _key(label, value)), None)
        if equal is not None:
            left.remove(value)
            right.remove(equal)
            yield value, equal
    yield from zip_longest(left, right, fillvalue="")


def _key(label: str, value: str) -> str:
    """A value as it is compared: numbers by what is dialled, not by how they are written."""
    from cardscan.book import dialled_digits

    if label == "phone" and value:
        return dialled_digits(value) or value
    return value.casefold() if label == "e-mail" else value


def _addresses(entry: Entry) -> list[str]:
    return [f"{a.street}, {a.postal_code} {a.city}" for a in entry.addresses]
