"""`cardscan push`, and the other commands with a server as their address book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.library import Library
from tests.addressbook.test_behaviour import ANNA, BERND, CARLA, NEWS, names, vcard
from tests.command_line import READER, World
from tests.proxy import Proxy, proxied
from tests.servers import PASSWORD, USER, Server, ServerShelf

ENV = {"CARDSCAN_USER": USER, "CARDSCAN_PASSWORD": PASSWORD}


@pytest.fixture
def proxy(radicale: Server) -> Iterator[Proxy]:
    with proxied(radicale.url) as found:
        yield found


@pytest.fixture
def shelf(radicale: Server, tmp_path: Path) -> Iterator[ServerShelf]:
    with Library.open(tmp_path / "other.sqlite") as library:
        yield ServerShelf(radicale, radicale.make_book(), library)


def test_the_librarys_contacts_go_once_and_what_was_changed_there_stays(
    world: World, proxy: Proxy, shelf: ServerShelf
) -> None:
    url = proxy.of(shelf.url)
    dry = world.call("push", url, "--dry-run", env=ENV)
    assert (dry.code, proxy.writing) == (0, [])
    assert "Klara Beispiel (card.jpg): new" in dry.out
    first = world.call("push", url, env=ENV)
    assert first.code == 0, first.err
    assert "1 new" in first.err
    assert names(shelf) == ["Klara Beispiel"]
    assert proxy.writing == ["PUT"]

    proxy.forget()
    again = world.call("push", url, env=ENV)
    assert "1 contact came to" in again.err
    assert proxy.writing == []

    shelf.edit(b"Klara Beispiel", b"Clara Beispiel")
    edited = shelf.all()
    assert world.call("push", url, env=ENV).code == 0
    assert shelf.all() == edited
    shelf.remove(b"Clara")
    assert world.call("push", url, env=ENV).code == 0
    assert shelf.all() == []
    assert proxy.writing == []


def test_scan_merge_dedupe_and_undo_take_a_server(world: World, shelf: ServerShelf) -> None:
    shelf.put("bernd", BERND)
    before = sorted(shelf.all())
    scanned = world.call("scan", "photos", "--into", shelf.url, *READER, env=ENV)
    assert scanned.code == 0, scanned.err
    (world.folder / "new.vcf").write_bytes(NEWS + CARLA)
    merged = world.call("merge", "new.vcf", "--into", shelf.url, env=ENV)
    assert "1 new, 1 completed" in merged.err
    assert names(shelf) == ["Bernd Muster", "Carla Neu", "Klara Beispiel"]
    assert "0 groups" in world.call("dedupe", shelf.url, env=ENV).err
    for _ in range(2):
        undone = world.call("undo", shelf.url, env=ENV)
        assert undone.code == 0, undone.err
    assert sorted(shelf.all()) == before
    # What was taken back counts as never brought.
    assert "1 new" in world.call("push", shelf.url, env=ENV).err


def test_a_note_on_somebody_whom_only_the_account_has(world: World, shelf: ServerShelf) -> None:
    shelf.put("bernd", BERND)
    before = shelf.all()
    noted = world.call("note", "Bernd Muster", "likes tea", "--book", shelf.url, env=ENV)
    assert noted.code == 0, noted.err
    assert b"likes tea" in shelf.all()[0]
    assert world.call("undo", shelf.url, env=ENV).code == 0
    assert shelf.all() == before


def test_files_are_pushed_and_a_second_time_sends_nothing(
    world: World, proxy: Proxy, shelf: ServerShelf
) -> None:
    (world.folder / "a.vcf").write_bytes(ANNA + CARLA)
    arguments = ("push", proxy.of(shelf.url), "a.vcf")
    assert "2 new" in world.call(*arguments, env=ENV).err
    proxy.forget()
    assert "2 with nothing new" in world.call(*arguments, env=ENV).err
    assert proxy.writing == []


def test_watch_takes_a_server(world: World, shelf: ServerShelf) -> None:
    env = world.write_config("settle_s = 0.1\n") | ENV
    answer = world.call("watch", "photos", "--into", shelf.url, "--once", *READER, env=env)
    assert answer.code == 0, answer.err
    assert names(shelf) == ["Klara Beispiel"]


def test_the_account_of_the_configuration_is_the_default(world: World, shelf: ServerShelf) -> None:
    env = world.write_config(
        f'photo = false\n[[account]]\nurl = "{shelf.url}"\nuser = "{USER}"\n'
        f"password_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n"
    )
    answer = world.call("push", env=env)
    assert answer.code == 0, answer.err
    assert names(shelf) == ["Klara Beispiel"]
    (card,) = shelf.all()
    assert b"PHOTO" not in card, "as the configuration says of all contacts"


def test_a_purge_leaves_nobody_of_the_server_in_the_library(
    world: World, shelf: ServerShelf
) -> None:
    assert world.call("push", shelf.url, env=ENV).code == 0
    assert world.call("library", "purge", "--person", "Klara Beispiel").code == 0
    data = b"".join(path.read_bytes() for path in world.folder.glob("library.sqlite*"))
    assert b"Klara" not in data


@pytest.mark.parametrize(
    ("url", "env", "code", "says"),
    [
        ("https://anna:secret@example.org/", {}, 2, "command line"),
        ("http://example.org/", {}, 2, "https://example.org/"),
        ("ftp://example.org/", {}, 2, "https://"),
        ("https://www.google.com/carddav", {}, 2, "--format google-csv --out google.csv"),
        ("https://contacts.outlook.com/", {}, 2, "--format outlook-csv --out outlook.csv"),
        ("http://127.0.0.1:9/", ENV, 6, "cannot be reached"),
        ("http://127.0.0.1:9/", {}, 2, "user"),
        ("http://127.0.0.1:9/", {"CARDSCAN_USER": "anna"}, 2, "CARDSCAN_PASSWORD"),
    ],
)
def test_what_cannot_work_is_said_in_a_sentence(
    world: World, url: str, env: dict[str, str], code: int, says: str
) -> None:
    answer = world.call("push", url, env=env)
    assert answer.code == code
    assert says in answer.err
    assert "secret" not in answer.err


def test_the_export_that_is_proposed_is_of_what_was_to_be_pushed(world: World) -> None:
    chosen = ("--event", "Fair 2026", "--since", "2026-03-01", "--reviewed")
    said = world.call("push", "https://contacts.google.com", *chosen).err
    assert 'export --event "Fair 2026" --since 2026-03-01 --reviewed --format google-csv' in said
    said = world.call("push", "https://contacts.google.com", "new.vcf").err
    assert "export --book new.vcf --format google-csv" in said


def test_a_wrong_password_is_said_and_never_shown(world: World, shelf: ServerShelf) -> None:
    env = {**ENV, "CARDSCAN_PASSWORD": "vollkommen falsch", "CARDSCAN_DEBUG": "1"}
    answer = world.call("push", shelf.url, "--verbose", env=env)
    assert answer.code == 6
    assert "does not accept" in answer.err
    assert "falsch" not in answer.err + answer.out


def test_nothing_to_bring_is_said(world: World, shelf: ServerShelf) -> None:
    answer = world.call("push", shelf.url, "--event", "never", env=ENV)
    assert (answer.code, "No card is of the event never" in answer.err) == (4, True)
    assert world.call("push", shelf.url, "a.vcf", "--event", "x", env=ENV).code == 2
    assert world.call("push", env=ENV).code == 2


def test_doctor_says_what_an_account_is_and_can(
    world: World, proxy: Proxy, shelf: ServerShelf
) -> None:
    shelf.put("anna", ANNA)
    answer = world.call("doctor", proxy.of(shelf.url), env=ENV)
    assert answer.code == 0
    for text in ("contacts go here", "may be written to", "vCard 3.0", "1 in", "what changed"):
        assert text in " ".join(answer.out.split())
    assert proxy.writing == []
    wrong = world.call("doctor", shelf.url, env={**ENV, "CARDSCAN_PASSWORD": "falsch"})
    assert wrong.code == 6
    assert "does not accept" in " ".join(wrong.out.split())


def test_the_other_card_of_two_is_named_with_its_place(world: World, shelf: ServerShelf) -> None:
    shelf.put("one", vcard("Vera Doppelt", "EMAIL:vera@doppelt.example"))
    shelf.put(
        "two", vcard("Vera Doppelt", "EMAIL:vera@doppelt.example", "TEL:+43660112233", uid="v")
    )
    said = world.call("dedupe", shelf.url, "--apply", env=ENV)
    place = next(h for h in shelf.hrefs() if h.split("/")[-1] in said.out + said.err)
    assert "Vera Doppelt is all in #" in said.out + said.err
    assert f"delete it there yourself: {place}" in said.out + said.err
    assert len(shelf.hrefs()) == 2
