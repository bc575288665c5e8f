"""Kill commands with -9 at random moments while two more cardscan processes work beside them.

Each round ends a command somewhere in its work, looks whether what is there is whole, runs
the same command again to its end, and counts everybody: in the address book, in the file
that was written, in the library. Nobody may be missing or there twice, and what no command
had a reason to change must be the same bytes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from attacks import _stage as stages
from attacks._hands import ADDRESS_BOOK, Companion, Hand
from attacks._stage import NEW, PEOPLE, PHOTOS, TWINS, Stage, names
from cardscan.errors import CardscanError
from cardscan.library import Library
from cardscan.library.schema import NEWEST_VERSION

ROUNDS = 24
CALM_RUNS = 1
MOST_TRIES = 8

Words = list[str | Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One command to be killed.

    ``prepare`` readies a stage with a hand; ``beside`` are the commands of the two
    companions, the second of which writes. ``torn`` looks at what a kill left, ``whole`` at
    what is there when the command was run again; both yield what is wrong.
    """

    words: Callable[[Stage], Words]
    beside: Callable[[Stage, int], Words]
    torn: Callable[[Stage], Iterator[str]]
    whole: Callable[[Stage, Hand, int], Iterator[str]]
    prepare: Callable[[Stage, Hand], None] = lambda _stage, _hand: None
    codes: frozenset[int | None] = frozenset({0})


@dataclass(slots=True)
class Tally:
    """What came of the rounds of one operation."""

    kills: int = 0
    late: int = 0
    beside: int = 0
    faults: list[str] = field(default_factory=list)


# --- what must be there ------------------------------------------------------------------


def _people(stage: Stage, path: Path, *groups: set[str], but: int = 0) -> Iterator[str]:
    """Whether everybody is in a file once; ``but`` so many that companions brought."""
    found = stage.tokens(path)
    wanted = set().union(*groups, names("x", but))
    for who in sorted(wanted - set(found)):
        yield f"{who} is lost from {path.name}"
    for who, count in sorted(found.items()):
        if count > 1:
            yield f"{who} is in {path.name} {count} times"
        elif who not in wanted and not who.startswith("x"):
            yield f"{who} should not be in {path.name}"


def _untouched(stage: Stage, *, twins: bool = True) -> Iterator[str]:
    """Whether the contacts that nobody had a reason to change are the same bytes."""
    data = stage.book.read_bytes()
    first = 0 if twins else TWINS
    for number in range(first, PEOPLE):
        if stages.vcard(f"c{number}") not in data:
            yield f"c{number} is not the same bytes any more"


def _library(stage: Stage, *, scans: int = PHOTOS) -> Iterator[str]:
    try:
        with Library.open(stage.library) as library:
            yield from library.check()
            found = [stored.scan.sha256 for stored in library.scans()]
    except CardscanError as error:
        yield str(error)
        return
    if len(found) != scans or len(set(found)) != scans:
        yield f"the library holds {len(found)} cards, {len(set(found))} of them different"


BOOK = (names("c", PEOPLE), names("t", TWINS))
SCANNED = names("p", PHOTOS)


def _no_one_lost(stage: Stage) -> Iterator[str]:
    """What holds at any moment: each of the old contacts is there, nobody is there twice."""
    found = stage.tokens()
    yield from (f"{who} is lost" for who in sorted(set().union(*BOOK) - set(found)))
    yield from (f"{who} is there {n} times" for who, n in sorted(found.items()) if n > 1)


def _merged_book(new: set[str]) -> Callable[[Stage, Hand, int], Iterator[str]]:
    def whole(stage: Stage, _hand: Hand, brought: int) -> Iterator[str]:
        yield from _people(stage, stage.book, *BOOK, new, but=brought)
        yield from _untouched(stage)
        yield from _library(stage)

    return whole


def _more_into_the_book(stage: Stage, turn: int) -> Words:
    return ["merge", stage.more(turn), "--into", stage.book]


def _more_into_another(stage: Stage, turn: int) -> Words:
    return ["merge", stage.more(turn), "--into", stage.folder / "other.vcf"]


# --- the operations ----------------------------------------------------------------------


def _whole_dedupe(stage: Stage, _hand: Hand, brought: int) -> Iterator[str]:
    yield from _people(stage, stage.book, *BOOK, but=brought)
    yield from _untouched(stage, twins=False)
    yield from _library(stage)
    cards = stage.book.read_bytes().count(b"BEGIN:VCARD")
    if cards != PEOPLE + brought:
        yield f"{cards} contacts where {PEOPLE + brought} people are"


def _scan_into_book(stage: Stage, hand: Hand) -> None:
    (stage.folder / "before.vcf").write_bytes(stage.book.read_bytes())
    hand.do("scan", stage.photos, "--into", stage.book, *stage.rest)
    (stage.folder / "after.vcf").write_bytes(stage.book.read_bytes())


def _before_or_after(stage: Stage) -> Iterator[str]:
    states = [(stage.folder / name).read_bytes() for name in ("before.vcf", "after.vcf")]
    if stage.book.read_bytes() not in states:
        yield "the book is neither as before nor as after the change"


def _whole_undo(stage: Stage, hand: Hand, brought: int) -> Iterator[str]:
    if stage.book.read_bytes() != (stage.folder / "before.vcf").read_bytes():
        yield "the undo is not exact"
    yield from _people(stage, stage.folder / "other.vcf", but=brought)
    hand.do_at_last("scan", stage.photos, "--into", stage.book, *stage.rest)
    yield from _people(stage, stage.book, *BOOK, SCANNED)
    yield from _library(stage)


def _export_once(stage: Stage, hand: Hand) -> None:
    hand.do("export", "--out", stage.folder / "out.vcf", *stage.rest)


def _whole_file(stage: Stage) -> Iterator[str]:
    yield from _people(stage, stage.folder / "out.vcf", SCANNED)


def _whole_export(stage: Stage, _hand: Hand, brought: int) -> Iterator[str]:
    yield from _whole_file(stage)
    yield from _people(stage, stage.book, *BOOK, but=brought)
    yield from _library(stage)
    for path in stage.folder.glob(".out.vcf.*"):
        if path.suffix != ".cardscan":
            yield f"{path.name} lies about"


def _whole_watch(stage: Stage, _hand: Hand, brought: int) -> Iterator[str]:
    yield from _merged_book(SCANNED)(stage, _hand, brought)
    done = Counter(path.name for path in stage.photos.rglob("*.jpg"))
    if done != Counter(f"{number}.jpg" for number in range(PHOTOS)):
        yield f"the photos are {dict(done)}"
    left = [path for path in stage.photos.rglob("*.jpg") if path.parent.name != "done"]
    yield from (f"{path.name} is not in done" for path in left)


def _age(stage: Stage, _hand: Hand) -> None:
    stages.age(stage.library)


def _whole_migration(stage: Stage, _hand: Hand, _brought: int) -> Iterator[str]:
    yield from _library(stage)
    with Library.open(stage.library) as library:
        version = library._one("PRAGMA user_version")
    if version != (NEWEST_VERSION,):
        yield f"the library is of version {version}"


OPERATIONS = {
    "merge": Operation(
        words=lambda stage: ["merge", stage.folder / "new.vcf", "--into", stage.book],
        beside=_more_into_the_book,
        torn=_no_one_lost,
        whole=_merged_book(names("n", NEW)),
    ),
    "dedupe": Operation(
        words=lambda stage: ["dedupe", stage.book, "--apply"],
        beside=_more_into_the_book,
        torn=_no_one_lost,
        whole=_whole_dedupe,
    ),
    "undo": Operation(
        words=lambda stage: ["undo", stage.book],
        beside=_more_into_another,
        torn=_before_or_after,
        whole=_whole_undo,
        prepare=_scan_into_book,
        codes=frozenset({0, 6}),  # there is nothing to take back where it was done already
    ),
    "scan --into": Operation(
        words=lambda stage: ["scan", stage.photos, "--into", stage.book],
        beside=_more_into_the_book,
        torn=_no_one_lost,
        whole=_merged_book(SCANNED),
    ),
    "watch": Operation(
        words=lambda stage: ["watch", stage.photos, "--into", stage.book, "--once"],
        beside=_more_into_the_book,
        torn=_no_one_lost,
        whole=_whole_watch,
    ),
    "export": Operation(
        words=lambda stage: ["export", "--out", stage.folder / "out.vcf"],
        beside=_more_into_the_book,
        torn=_whole_file,
        whole=_whole_export,
        prepare=_export_once,
    ),
    "migration": Operation(
        words=lambda _stage: ["library", "check"],
        beside=_more_into_the_book,
        torn=lambda _stage: iter(()),
        whole=_whole_migration,
        prepare=_age,
    ),
}


# --- the rounds --------------------------------------------------------------------------


class Rounds:
    """Rounds on copies of one stage, with hands that wait to be used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = stages.build(folder / "template")
        self._beside = (self._hand(), self._hand())
        self._again, self._next = self._hand(), self._hand()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for hand in (*self._beside, self._again, self._next):
            hand.kill()

    def run(self, name: str, rounds: int, chance: random.Random) -> Tally:
        """Kill one command so many times; where it was done before, it is tried again."""
        operation, tally = OPERATIONS[name], Tally()
        calm = [self._round(f"{name}, calm {k}", operation, None, tally) for k in range(CALM_RUNS)]
        for number in range(rounds):
            after_s = chance.uniform(0, max(calm))
            for _ in range(MOST_TRIES):
                before = tally.kills
                self._round(f"{name}, round {number}-{tally.late}", operation, after_s, tally)
                if tally.kills > before:
                    break
                tally.late += 1
                after_s /= 2  # the calm run was in a busier moment
        return tally

    def _round(
        self, title: str, operation: Operation, kill_after_s: float | None, tally: Tally
    ) -> float:
        """One round on a stage of its own; how long the command took, if it was not killed."""
        stage = self._template.copy(self._folder / title)
        self._next.warm()
        operation.prepare(stage, self._again)
        looks = Companion(
            self._beside[0], lambda _: ["library", "check", *stage.rest], is_written=False
        )
        writes = Companion(
            self._beside[1], lambda n: [*operation.beside(stage, n), *stage.rest], is_written=True
        )
        with looks, writes:
            took_s, code, faults = self._attack(stage, operation, kill_after_s)
        faults += [*looks.faults, *writes.faults]
        faults += operation.whole(stage, self._again, writes.turns)
        tally.kills += code is None
        tally.beside += looks.turns + writes.turns
        tally.faults += [f"{title}: {fault}" for fault in faults]
        shutil.rmtree(stage.folder)
        return took_s

    def _attack(
        self, stage: Stage, operation: Operation, kill_after_s: float | None
    ) -> tuple[float, int | None, list[str]]:
        """Kill the command and run it again: its time and exit code, None if killed, and faults."""
        words = [*operation.words(stage), *stage.rest]
        faults: list[str] = []
        took_s, code = self._begin_and_kill(words, kill_after_s)
        if code is None:
            faults += operation.torn(stage)
        if code in (None, ADDRESS_BOOK):
            again = self._again.do_at_last(*words)
            if again not in operation.codes:
                faults.append(f"run again it ended with {again}: {self._again.last_words()}")
        elif code:
            faults.append(f"it ended with {code}")
        return took_s, code, faults

    def _begin_and_kill(self, words: Words, kill_after_s: float | None) -> tuple[float, int | None]:
        hand, self._next = self._next, self._hand()
        started_s = time.perf_counter()
        hand.begin(*words)
        if kill_after_s is not None and not hand.ends_within(kill_after_s):
            hand.kill()
            return kill_after_s, None
        code = hand.end()
        took_s = time.perf_counter() - started_s
        hand.kill()
        return took_s, code

    def _hand(self) -> Hand:
        return Hand(self._template.config)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only", choices=OPERATIONS, action="append", help="kill this one alone; may be repeated"
    )


def attack(options: argparse.Namespace) -> int:
    faults = 0
    print(f"{'command':12} {'kills':>5} {'too late':>8} {'beside it':>9} {'faults':>6}")
    with tempfile.TemporaryDirectory(prefix="cardscan-kills-") as name, Rounds(Path(name)) as them:
        for each in options.only or OPERATIONS:
            tally = them.run(each, options.rounds, random.Random(f"{options.seed} {each}"))
            faults += len(tally.faults)
            print(
                f"{each:12} {tally.kills:5} {tally.late:8} {tally.beside:9} {len(tally.faults):6}",
                flush=True,
            )
            for fault in tally.faults:
                print(f"  {fault}", flush=True)
    return faults
