"""Address books, mutated, through merge, dedupe --apply and undo: not a byte too many changed.

The books are made of the exports of real programs where such lie beside the
project (../shared/vcf), else of the lines that the tests have of them. Some
contacts stand in them twice, each time with other lines, parameters and labels.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

from cardscan.addressbook import FileBook
from cardscan.app.dedupe import find_duplicates
from cardscan.app.merge import plan_into
from cardscan.book import plan_dedupe
from cardscan.errors import CardscanError
from cardscan.model import Action
from cardscan.vcard import Block, cards, read_entry, split
from cardscan.vcard.carry import OuterLine, binary_of, inner_cards, outer_lines, utf_8
from cardscan.vcard.dialects import bare_label

ROUNDS = 4_000
TODAY = date(2026, 11, 30)
PROJECT = Path(__file__).resolve().parents[2]

_OF_THE_CARD = frozenset("BEGIN END VERSION PRODID PROFILE REV MEMBER".split())
_LABELS = ("Ordination", "_$!<HomePage>!$_", "Büro; Wien", "WORK", "Oma")
_PARAMETERS = (
    ";TYPE=WORK", ";TYPE=home,voice", ";PREF=1", ";TYPE=pref", ";LANGUAGE=de", ";ALTID=1",
    ";X-FOO=a", ";CELL", ";FAX", ';X-Q="a:b;c"', ";PID=1.1",
)  # fmt: skip
_TWINS = (
    "PHOTO;ENCODING=b;TYPE=JPEG:{n}AAA", "PHOTO;ENCODING=b;TYPE=JPEG:{n}aaa",
    "PHOTO;VALUE=uri:https://x.example/{n}.jpg", "KIND:individual", "X-ABShowAs:COMPANY",
    "TITLE:Leitung {n}", "ORG:Werk {n};Abteilung", "FN:Anna {n}", "N:Huber;Anna;M{n};Dr.;", "FN:",
    "BDAY:19{n}0-01-02", "NOTE:Zeile {n}\\, mehr", "NOTE:C+{n}", "NICKNAME:Anni{n}", "ROLE:r{n}",
    "CATEGORIES:a{n},b\\,c", "RELATED;TYPE=friend:urn:uuid:{n}", "X-ABDATE:2020-0{n}-01",
    "IMPP;X-SERVICE-TYPE=Skype:skype:a{n}", "X-SOCIALPROFILE;type=twitter:https://t.example/A{n}",
    "TEL:+43 1 890 33 4{n}", "TEL;TYPE=FAX:01/8903344", "TEL:1-800-FLOWERS{n}", "TEL:ask",
    "EMAIL:A{n}@b.example", "URL:https://v.example/aB{n}", "URL:https://v.example/Ab{n}",
    "ADR;TYPE=HOME:Top {n};;Ring 1;Wien;;1010;AT", "UID:u{n}", "# a comment {n}", "no colon {n}",
    "AGENT:\r\nBEGIN:VCARD\r\nFN:In {n}\r\nEND:VCARD", "X-N\xe4ME:y", "X-Q;P=^n^':v{n}",
    "TEL;TYPE=X-\xc3\xa4:+4318903{n}", "GEO:48;1{n}", "KEY;ENCODING=b:AA{n}a", "X-EMPTY:",
)  # fmt: skip


def attack(options: argparse.Namespace) -> int:
    faults: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    pool = tuple(_pool())
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.rounds):
            random = Random(f"{options.seed} {number}")
            book = FileBook(Path(folder) / f"{number}.vcf")
            for fault in _round(random, book, pool, seen):
                faults[fault.partition(":")[0]] += 1
                print(f"round {number}: {fault}", file=sys.stderr)
    print(f"{options.rounds} books of {len(pool)} cards, mutated")
    for name, count in (*sorted(seen.items()), *sorted(faults.items())):
        print(f"{count:8} {name}")
    return faults.total()


def _pool() -> Iterator[bytes]:
    """The contacts that books are made of."""
    for parent in PROJECT.parents[:2]:
        for path in sorted((parent / "shared" / "vcf").rglob("*.vcf")):
            yield from (block.data for block in cards(split(path.read_bytes()))[:60])
    if str(PROJECT) not in sys.path:
        sys.path.insert(0, str(PROJECT))
    from tests.vcard.test_laws import draw_card

    yield from (draw_card(Random(number)) for number in range(200))


def _round(
    random: Random, book: FileBook, pool: Sequence[bytes], seen: Counter[str]
) -> Iterator[str]:
    path = Path(str(book))
    first = _drawn_book(random, pool)
    path.write_bytes(first)
    states = [first]
    try:
        for steps in (_merge(random, book, pool, seen), _dedupe(book, seen)):
            before = path.read_bytes()
            yield from steps
            if path.read_bytes() != before:
                states.append(path.read_bytes())
        for state in reversed(states[:-1]):
            book.undo()
            if path.read_bytes() != state:
                yield "undo is not exact: the file differs from what it was"
            seen["undone"] += 1
    except CardscanError as error:
        seen[f"refused: {type(error).__name__}"] += 1
    except Exception as error:
        yield f"raised: {type(error).__name__}: {error}"


def _merge(
    random: Random, book: FileBook, pool: Sequence[bytes], seen: Counter[str]
) -> Iterator[str]:
    known = cards(book.read().parts)
    chosen = [random.choice(known).data for _ in range(2) if known]
    incoming = [_mutated(random, each) for each in (*chosen, random.choice(pool))]
    merge = plan_into(cards(split(b"\r\n".join(incoming))), book)
    targets = {step.target for step in merge.plan.steps if step.action is Action.MERGE}
    merge.apply(today=TODAY, source="a file")
    after = cards(book.read().parts)
    # New contacts stand before one at the end that is cut off: positions before it hold.
    rest = iter(block.data for block in after)
    for place, block in enumerate(known):
        if place in targets:
            yield from _bytes_lost(block, after[place])
        elif not any(block.data == other for other in rest):
            yield "changed an untouched contact: in a merge"
    for step in merge.plan.steps:
        seen[f"merge: {step.action.value}"] += 1
        if step.action is Action.MERGE and step.target is not None:
            new = merge.incoming[step.incoming]
            for line in _lines(new):
                if not _is_visible(line, after[step.target]):
                    yield f"merge dropped a value: {line.raw.unfolded!r}"


def _dedupe(book: FileBook, seen: Counter[str]) -> Iterator[str]:
    found = find_duplicates(book)
    known = cards(found.state.parts)
    plan = plan_dedupe(found.entries, found.groups)
    gone = {step.incoming: step.target for step in plan.steps}
    found.apply(today=TODAY)
    after = cards(book.read().parts)
    rest = [place for place in range(len(known)) if place not in gone]
    if len(after) != len(rest):
        yield f"contacts lost: {len(known)} less {len(gone)} became {len(after)}"
        return
    now = dict(zip(rest, after, strict=True))
    for place, block in now.items():
        if place in gone.values():
            yield from _bytes_lost(block=known[place], after=block)
        elif block.data != known[place].data and not read_entry(block, 0).members:
            yield "changed an untouched contact: in dedupe"
    for place, target in gone.items():
        seen["dedupe: brought together"] += 1
        while target in gone:
            target = gone[target]
        if target is not None:
            yield from dropped(known[place], now[target])


def _bytes_lost(block: Block, after: Block) -> Iterator[str]:
    """Lines of a contact that was completed which are not there any more, byte for byte."""
    rest = iter(re.split(r"(\r*\n|\r)", after.text))
    for line in re.split(r"(\r*\n|\r)", block.text):
        is_empty = re.fullmatch(r"(?i)([\w-]+\.)?(FN|N|UID)(;[^:]*)?:[\s;\0]*", line)
        if not is_empty and not any(line == other for other in rest):
            yield f"changed a line: {line!r}"
            return


def dropped(gone: Block, survivor: Block) -> Iterator[str]:
    """What of a contact that is gone the survivor does not say, parameters and labels included."""
    kept = outer_lines(survivor)
    said = _plain("\n".join(line.text for line in kept))
    for line in outer_lines(gone):
        wholes = [_plain(each) for each in _decodings(line.raw.unfolded, gone.text)]
        if _plain(line.text).strip("; ") and line.head.name not in _OF_THE_CARD:
            fault = _line_dropped(line, kept)
            if fault and not any(w in said or _letters(w) in _letters(said) for w in wholes):
                yield f"dedupe dropped a {fault} of {wholes[0][:200]!r}"
        elif not line.head.name and not any(whole in said for whole in wholes):
            yield f"dedupe dropped a stray line: {line.raw.unfolded!r}"
    for text in inner_cards(gone):
        if _plain(text) not in _plain("\n".join((said, *inner_cards(survivor)))):
            yield "dedupe dropped a card within the card: AGENT"


def _line_dropped(line: OuterLine, kept: Sequence[OuterLine]) -> str:
    """Which part of a line no line of a card says: its value or a parameter; none if all is."""
    value = _plain(line.text)
    if line.head.name == "X-ABLABEL" and any(bare_label(value) in k.head.types for k in kept):
        return ""
    if line.head.name == "CATEGORIES":
        said = _plain("\n".join(k.text for k in kept if "CATEGORIES" in k.head.name))
        return "" if all(item in said for item in value.split(",")) else "value: it"
    beside = [each for each in kept if _has(each, line, value)]
    if not beside:
        return "value: it"
    missing = _parameters(line) - {p for each in beside for p in _parameters(each)}
    return f"parameter: {missing}" if missing and binary_of(line) is None else ""


def _has(kept: OuterLine, line: OuterLine, value: str) -> bool:
    text = _plain(kept.text)
    if (data := binary_of(line)) is not None:
        return binary_of(kept) == data
    name = line.head.name
    if name == "TEL" and _digits(text) == _digits(value):
        return kept.head.name.endswith("TEL")
    if name in ("EMAIL", "KIND", "X-ABSHOWAS", "X-ADDRESSBOOKSERVER-KIND"):
        text, value = text.casefold(), value.casefold()
        text, value = (re.sub("company|organization", "org", t) for t in (text, value))
        return value.removeprefix("mailto:") in text
    if name in ("N", "ORG", "ADR"):
        words = [w for w in re.split(r"[;,\s]+", value.replace("\\", "")) if w]
        return all(word in text.replace("\\", "") for word in words)
    return re.sub("(?i)^urn:uuid:", "", value) in text


def _is_visible(line: OuterLine, known: Block) -> bool:
    """Whether a value of an incoming contact can be found, however it is written there."""
    value, name = _plain(line.text), line.head.name
    if name in _OF_THE_CARD or not value.strip("; ") or not name:
        return True
    if binary_of(line) is not None:
        is_text = name not in ("PHOTO", "LOGO", "SOUND", "KEY")
        return is_text or any(binary_of(each) == binary_of(line) for each in outer_lines(known))
    text = _plain(" ".join(each.text for each in outer_lines(known))).casefold()
    if name == "TEL":
        return _digits(value)[-6:] in _digits(text) or _digits(value)[-6:] == ""
    words = re.findall(r"\w+", value.casefold())
    return name not in ("TITLE", "NOTE", "EMAIL", "UID", "NICKNAME") or all(
        word in text for word in words
    )


def _parameters(line: OuterLine) -> set[str]:
    types = set(line.head.types) - {"voice", "internet"}
    others = {f"{k}={utf_8(v)}" for k, v in line.head.parameters if k not in _OF_THE_WRITING}
    return types | others


_OF_THE_WRITING = frozenset(("TYPE", "ENCODING", "CHARSET", "VALUE"))


def _lines(block: Block) -> tuple[OuterLine, ...]:
    return outer_lines(block)


def _letters(text: str) -> str:
    """What is left of a text whose bytes were read in another charset."""
    return re.sub(r"[^\x20-\x7e]+", "", text).casefold()


def _digits(text: str) -> str:
    return re.sub(r"\D+", "", text)


def _plain(text: str) -> str:
    return " ".join(text.replace("\0", "").split())


def _decodings(raw: str, card: str) -> tuple[str, ...]:
    """What a line of bytes, each as one character, may say.

    UTF-8, else either Western charset, or one that the card declares.
    """
    try:
        return (raw.encode("latin-1").decode("utf-8"),)
    except UnicodeError:
        said = raw.encode("utf-8", "replace").decode("utf-8")  # half a character of UTF-16 is none
        declared = re.findall(r"(?i);CHARSET=\"?([\w.-]+)", card)
        foreign = (_foreign(raw, charset) for charset in declared)
        return (said, re.sub(r"[\x80-\x9f]", _of_windows_1252, said), *filter(None, foreign))


def _foreign(raw: str, charset: str) -> str:
    try:
        return raw.encode("latin-1").decode(charset)
    except (UnicodeError, LookupError):
        return ""


def _of_windows_1252(byte: re.Match[str]) -> str:
    try:
        return byte[0].encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return byte[0]


def _drawn_book(random: Random, pool: Sequence[bytes]) -> bytes:
    """Contacts, some of them twice, at times with bytes changed at random."""
    pieces: list[bytes] = []
    for _ in range(random.randint(1, 4)):
        card = random.choice(pool)
        twins = random.choice((1, 1, 2, 3))
        named = twins > 1 and random.random() < 0.7
        if named:
            card = _named(random, card)
        pieces += [_mutated(random, card, keep_name=named) for _ in range(twins)]
    random.shuffle(pieces)
    data = random.choice((b"\r\n", b"\n", b"\r\n\r\n")).join(pieces)
    for _ in range(random.choice((0, 0, 0, 2))):
        place = random.randint(0, len(data))
        noise = bytes(random.randint(0, 255) for _ in range(random.randint(0, 3)))
        data = data[:place] + noise + data[place + random.randint(0, 2) :]
    return data


def _named(random: Random, card: bytes) -> bytes:
    """A card by which its twins can be known: a name and a mobile number."""
    number = random.randint(10, 99)
    lines = f"\r\nN:Huber;Anna;;;\r\nTEL;TYPE=CELL:+43 664 12345{number}\r\n".encode()
    body = re.sub(rb"(?im)^(FN|N)[;:].*$\r?\n?", b"", card)
    return re.sub(rb"(?i)\A(BEGIN:VCARD)\s*?\r*\n", lambda f: f[1] + lines, body, count=1)


def _mutated(random: Random, card: bytes, *, keep_name: bool = False) -> bytes:
    """A card with lines more and less, and other parameters, labels and capitals."""
    newline = b"\r\n" if b"\r\n" in card else b"\n"
    lines = card.split(newline)
    for _ in range(random.randint(0, 4)):
        place = random.randint(1, max(1, len(lines) - 1))
        extra = random.choice(_TWINS).replace("{n}", str(random.randint(1, 3)))
        if random.random() < 0.3 and not extra.startswith(("AGENT", "#", "no")):
            group = f"item{random.randint(1, 9)}"
            extra = f"{group}.{extra}\r\n{group}.X-ABLabel:{random.choice(_LABELS)}"
        lines.insert(place, extra.encode("latin-1" if random.random() < 0.1 else "utf-8"))
    for place, line in enumerate(lines):
        if random.random() < 0.1 and re.match(rb"(TEL|EMAIL|ADR|URL|IMPP|TITLE)[;:]", line):
            head, _, value = line.partition(b":")
            lines[place] = head + random.choice(_PARAMETERS).encode() + b":" + value
        elif random.random() < 0.05 and not (keep_name and line[:2] in (b"N:", b"TE")):
            lines[place] = random.choice((b"", line.swapcase(), line))
    return newline.join(line for line in lines if line)
