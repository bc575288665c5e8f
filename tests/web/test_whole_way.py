"""Sample cards from the phone's page over the review page into an address book, in Chromium."""

from __future__ import annotations

import signal
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from cardscan.addressbook import FileBook
from cardscan.vcard import cards, read_entry, split
from tests.browser import ENTER, looking, press, until, violations
from tests.command_line import READER, ROOT, World

PHONE, DESK = 390, 1400
UTE = "Dr. Ute Thießen"
READ_S = 200.0  # what reads works beside a browser here


@contextmanager
def page_of(world: World, *command: str) -> Iterator[str]:
    """A command as a user starts it, until Ctrl-C; the address that it shows."""
    process = world.start(*command, "--into", "book.vcf")
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, b"")
        yield next(line.decode().strip() for line in lines if line.startswith(b"http"))
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    finally:
        process.kill()
        process.communicate()


def send(browser: Any, *names: str) -> None:
    paths = [str(ROOT / "sample_cards" / name) for name in names]
    browser.find_element("id", "choose").send_keys("\n".join(paths))


def has_read(browser: Any, *names: str) -> bool:
    shown = browser.find_element("id", "photos").text
    return all(name in shown for name in names)


def saved(browser: Any, place: int) -> list[str]:
    """Who is in a contact that the phone would save, in the order of the page."""
    link = browser.find_elements("link text", "Save contact")[place].get_attribute("href")
    with urllib.request.urlopen(link, timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/vcard")
        return [name for block in cards(split(answer.read())) for name in names_in(block)]


def names_in(block: Any) -> tuple[str, ...]:
    return read_entry(block, 0).formatted_names


def in_book(world: World) -> list[str]:
    state = FileBook(world.folder / "book.vcf").read()
    return sorted(name for block in cards(state.parts) for name in names_in(block))


@pytest.fixture(scope="module")
def fair(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A fair's cards, sent by the phone's page at both sizes; each photo is read this once."""
    world = World(tmp_path_factory.mktemp("fair"))
    options = ("--event", "Fair 2026", "--interface", "127.0.0.1", "--jobs", "1", *READER)
    with page_of(world, "phone", "in", *options) as url:
        with looking(chromium, PHONE):
            chromium.get(url)
            assert "Fair 2026" in chromium.find_element("tag name", "h1").text
            send(chromium, "014-photo-hand.jpg")
            until(lambda: has_read(chromium, "Holger Brandstätter"), within_s=READ_S)
        with looking(chromium, DESK):
            send(chromium, "014-photo-hand.jpg", "010-photo-wood-glare.jpg")
            until(lambda: has_read(chromium, UTE), within_s=READ_S)
            assert saved(chromium, 0) == [UTE]
            assert len(chromium.find_elements("link text", "Save contact")) == 2, "each once"
            assert chromium.find_element("id", "all").is_displayed()
        chromium.get("about:blank")
    assert [each for each in chromium.get_log("browser") if each["level"] == "SEVERE"] == []
    return world


def test_real_cards_go_from_the_phone_over_the_review_into_the_book(
    chromium: Any, fair: World
) -> None:
    assert not any("Brandstätter" in name for name in in_book(fair)), "a doubtful card waits"
    with page_of(fair, "review", "--no-browser") as url:
        with looking(chromium, DESK):
            chromium.get(url)
            press(chromium, ENTER)
            until(lambda: is_of(chromium, "Holger Brandstätter"))
            everything_is_shown(chromium, DESK)
            press(chromium, ENTER)
        with looking(chromium, PHONE):
            until(lambda: is_of(chromium, UTE))
            everything_is_shown(chromium, PHONE)
            assert violations(chromium) == []
            text = chromium.find_element("id", "new-text")
            text.send_keys("met at the Fair")
            chromium.find_element("css selector", "[name='new.field'] [value=title]").click()
            chromium.find_element("css selector", ".actions [value=accept]").click()
            until(lambda: "Nothing waits" in chromium.page_source)
            chromium.find_element("css selector", ".deliver button").click()
            until(lambda: "done=delivered" in chromium.current_url)
        assert in_book(fair) == ["Dipl.-Kfm. Holger Brandstätter", UTE]
        assert "met at the Fair" in (fair.folder / "book.vcf").read_text("utf-8")
        chromium.get("about:blank")
    assert [each for each in chromium.get_log("browser") if each["level"] == "SEVERE"] == []


def is_of(browser: Any, name: str) -> bool:
    ready = browser.execute_script("return document.readyState") == "complete"
    return bool(ready and name in browser.find_element("tag name", "h1").text)


def everything_is_shown(browser: Any, width: int) -> None:
    """The card, the box of each field on it, and the piece that each doubtful one was read from."""
    crops = browser.find_elements("css selector", ".field.doubt .crop")
    assert crops
    for crop in crops:
        browser.execute_script("arguments[0].scrollIntoView()", crop)
        until(partial(is_drawn, browser, crop))
    until(partial(is_drawn, browser, browser.find_element("css selector", ".picture img")))
    assert len(browser.find_elements("css selector", ".picture rect")) >= len(crops)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width


def is_drawn(browser: Any, picture: Any) -> bool:
    return bool(browser.execute_script("return arguments[0].naturalWidth > 1", picture))
