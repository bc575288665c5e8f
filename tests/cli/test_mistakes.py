"""Mistakes of a user: each with its exit code, one sentence and the next step."""

from __future__ import annotations

import pytest

from tests.command_line import READER, World

LIBRARY = "library.sqlite"
MISTAKES = [
    (("scan", "photos", "--lang", "xyz", *READER), 3, ("no language xyz", "Latin")),
    (("scan", "photos", "--region", "XX"), 2, ("a country of two letters",)),
    (("scan", "photos", "--out", "nowhere/o.vcf"), 6, ("its folder does not exist",)),
    (("scan", "nowhere"), 4, ("nowhere does not exist",)),
    (("merge", "table.csv", "--into", "book.vcf"), 6, ("holds no vCard", "export vCards")),
    (("export", "--reviewed", "--out", "o.vcf"), 4, ("accepted by you", "cardscan review")),
    (("export", "--out", "o.xyz"), 2, ("--format",)),
    (("undo", "nowhere.vcf"), 6, ("nowhere.vcf does not exist", "Check its name")),
    (("undo", "table.csv"), 6, ("no change to table.csv",)),
    (("dedupe", "nowhere.vcf"), 6, ("does not exist",)),
    (("watch", "nowhere", "--into", "book.vcf"), 2, ("does not exist", "Check its name")),
    (("watch", "table.csv", "--into", "book.vcf"), 2, ("is not a folder",)),
    (("watch", "photos", "--into", "nowhere/book.vcf", "--once"), 6, ("does not exist",)),
    (("library", "check", "--library", "table.csv"), 5, ("not a library",)),
    (("explain", "nowhere.jpg", "--out", "why.png"), 4, ("does not exist",)),
    (("scan", "photos", "--into", LIBRARY), 2, ("is the library itself", "another file")),
    (("scan", "photos", "--out", LIBRARY, "--format", "csv"), 2, ("is the library itself",)),
    (("scan", LIBRARY, *READER), 4, ("cannot be read: it is the library itself",)),
    (("export", "--out", LIBRARY, "--format", "csv"), 2, ("is the library itself",)),
    (("merge", "table.csv", "--into", LIBRARY), 2, ("is the library itself",)),
    (("merge", LIBRARY, "--into", "book.vcf"), 2, ("is the library itself",)),
    (("dedupe", LIBRARY), 2, ("is the library itself",)),
    (("undo", LIBRARY), 2, ("is the library itself",)),
    (("watch", "photos", "--into", LIBRARY), 2, ("is the library itself",)),
    (("review", "--into", LIBRARY), 2, ("is the library itself",)),
    (("explain", "photos/card.jpg", "--out", LIBRARY), 2, ("is the library itself",)),
    (("scan", "photos", "--event", " "), 2, ("an event has a name",)),
    (("export", "--event", "", "--out", "o.vcf"), 2, ("an event has a name",)),
    (("review", "--event", ""), 2, ("an event has a name",)),
    (("library", "purge", "--event", ""), 2, ("an event has a name",)),
    (("scan", "photos", "--into", "o.csv"), 2, ("ends in .vcf", "--out o.csv")),
    (("merge", "table.csv", "--into", "o.CSV"), 2, ("ends in .vcf",)),
    (("watch", "photos", "--into", "o.jsonl"), 2, ("ends in .vcf",)),
    (("review", "--into", "o.xlsx"), 2, ("ends in .vcf", "export")),
    (("export", "--format", "google-csv", "--out", "g.vcf"), 2, ("End its name in .csv",)),
    (("export", "--format", "vcard", "--out", "g.csv"), 2, ("End its name in .vcf",)),
    (("scan", "photos", "--format", "csv", "--out", "g.jsonl"), 2, ("End its name in .csv",)),
    (("bogus",), 2, ("No such command",)),
]


@pytest.mark.parametrize(("arguments", "code", "said"), MISTAKES)
def test_a_mistake_has_its_code_and_a_sentence(
    world: World, arguments: tuple[str, ...], code: int, said: tuple[str, ...]
) -> None:
    (world.folder / "table.csv").write_text("Name,Phone\nOtto,1\n")
    before = sorted(path.name for path in world.folder.iterdir())
    answer = world.call(*arguments)
    assert answer.code == code, answer.err
    assert all(text in answer.err for text in said), answer.err
    after = sorted(path.name for path in world.folder.iterdir() if "sqlite-" not in path.name)
    assert after == [name for name in before if "sqlite-" not in name]
