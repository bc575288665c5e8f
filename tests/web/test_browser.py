"""The pages in a real browser: by keyboard alone, without JavaScript, under their own policy."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cardscan.app.arrivals import Arrivals
from cardscan.library import Library, State
from cardscan.web.phone import PhonePage
from tests.browser import ALT, ENTER, ESCAPE, TAB, looking, press, until, violations
from tests.review_cards import RECIPE, keep, klara
from tests.web_client import reviewing, served


@pytest.fixture(scope="module")
def twenty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("twenty") / "library.sqlite"
    return keep(path, [klara(k, event="Fair") for k in range(20)])


@pytest.fixture
def library(twenty: Path, tmp_path: Path) -> Iterator[Library]:
    with Library.open(Path(shutil.copy(twenty, tmp_path))) as opened:
        yield opened


@pytest.fixture
def browser(chromium: Any, library: Library) -> Iterator[Any]:
    with reviewing(library) as (_, guard):
        chromium.get(guard.start)
        yield chromium
        chromium.get("about:blank")  # what it still loads must not meet a server that has gone
        complaints = [each for each in chromium.get_log("browser") if each["level"] == "SEVERE"]
        assert complaints == []


def at(browser: Any, number: int) -> bool:
    ready = browser.execute_script("return document.readyState") == "complete"
    return bool(ready and f"/card/{number}" in browser.current_url)


def focused(browser: Any) -> str:
    return str(browser.switch_to.active_element.get_attribute("name"))


def state(library: Library, number: int) -> State | None:
    found = library.find_scan(number)
    return found.state if found else None


def test_cards_are_decided_on_by_keyboard_alone(browser: Any, library: Library) -> None:
    press(browser, "j")
    until(lambda: at(browser, 1))
    assert "key=" not in browser.current_url
    assert focused(browser) == "value.0", "the first doubtful field"
    press(browser, TAB)
    assert focused(browser) == "value.2", "the next doubtful one, past a sure one"
    lit = browser.find_elements("css selector", "rect.lit")
    assert [each.get_attribute("data-place") for each in lit] == ["2"]
    press(browser, ENTER)
    until(lambda: at(browser, 2))
    assert state(library, 1) is State.ACCEPTED
    press(browser, ALT, "1")
    until(lambda: "done=choose" in browser.current_url and at(browser, 2))
    assert browser.find_element("id", "v0").get_attribute("value") == "Klara Beispiel"
    press(browser, "x@muster.example", ESCAPE)
    press(browser, "j")
    until(lambda: at(browser, 3))
    press(browser, ESCAPE)
    press(browser, "d")
    until(lambda: at(browser, 4))
    assert state(library, 3) is State.DISCARDED
    press(browser, ESCAPE)
    press(browser, "u")
    until(lambda: at(browser, 3))
    assert state(library, 3) is State.OPEN
    press(browser, ESCAPE)
    press(browser, "?")
    until(lambda: bool(browser.find_element("id", "keys").get_attribute("open")))


def test_twenty_doubtful_cards_take_forty_keys(browser: Any, library: Library) -> None:
    """At .28 s a key and 4 s to look at a card (Card, Moran and Newell, 1983): 91 s."""
    pressed = 1
    press(browser, "j")
    for number in range(1, 21):
        until(partial(at, browser, number))
        if number % 4 == 0:  # another reading is the right one
            press(browser, ALT, "1")
            until(lambda: "done=choose" in browser.current_url)
            until(partial(at, browser, number))
            pressed += 2
        press(browser, ENTER)
        pressed += 1
    until(lambda: state(library, 20) is State.ACCEPTED)
    assert {state(library, number) for number in range(1, 21)} == {State.ACCEPTED}
    corrected = library.find_scan(4)
    assert corrected is not None
    assert corrected.scan.contact is not None
    assert (
        str(corrected.scan.contact.name and corrected.scan.contact.name.value) == "Klara Beispiel"
    )
    assert pressed <= 40


def test_without_javascript_the_buttons_do_the_same(browser: Any, library: Library) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        start = browser.current_url
        browser.get(start)
        browser.find_element("css selector", ".tile").click()
        browser.find_element("css selector", "[data-other]").click()
        assert browser.find_element("id", "v0").get_attribute("value") == "Klara Beispiel"
        browser.find_element("css selector", ".actions [value=accept]").click()
        until(lambda: state(library, 1) is State.ACCEPTED)
        browser.find_element("css selector", ".done button").click()
        until(lambda: state(library, 1) is State.OPEN)
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


LOOKS = [("light", 390), ("dark", 700), ("light", 1400)]  # 700: 1400 at 200 % zoom
OPEN_ALL = "for (const each of document.querySelectorAll('details')) each.open = true"
WIDTH = "return document.documentElement.scrollWidth"


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_everybody_can_use_the_pages_and_nothing_is_wider_than_the_window(
    browser: Any, library: Library, scheme: str, width: int
) -> None:
    library.join_cards(1, 3)
    with looking(browser, width, scheme=scheme):
        start = browser.current_url
        for path in ("", "card/1", "card/2?done=save&n=2", "phone", "?q=nobody"):
            browser.get(start + path)
            browser.execute_script(OPEN_ALL)
            if path == "phone":
                browser.find_element("css selector", ".open button").click()
                until(lambda: bool(browser.find_elements("css selector", ".address")))
            assert violations(browser) == [], path
            assert browser.execute_script(WIDTH) <= width, path


def test_another_page_in_the_same_browser_gets_nothing(browser: Any, library: Library) -> None:
    url = browser.current_url
    browser.get(f"{url}card/1")
    revision = browser.find_element("name", "revision").get_attribute("value")
    form = (
        f"<form id=f method=post action='{url}card/1'><input name=do value=discard>"
        f"<input name=revision value='{revision}'></form>"
    )
    browser.get(f"data:text/html,{form}")
    browser.execute_script("document.getElementById('f').submit()")
    until(lambda: "not the address" in browser.page_source or "not sent" in browser.page_source)
    assert state(library, 1) is State.OPEN
    browser.get_log("browser")  # where the browser itself says 403


def test_a_photo_goes_from_the_phones_page_to_its_contact(
    chromium: Any, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    page = PhonePage(Arrivals(folder, library))
    photo = tmp_path / "image.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + b"card" * 9000)
    with served(page) as server:
        page.hosts = frozenset({f"127.0.0.1:{server.port}"})
        chromium.get(f"http://127.0.0.1:{server.port}/{page.token}/")
        chromium.find_element("id", "choose").send_keys(str(photo))
        until(lambda: "reading" in chromium.find_element("id", "photos").text)
        (sent,) = page.arrivals.photos()
        library.remember(sent.sha256, RECIPE, [replace(klara(9), sha256=sent.sha256)])
        until(lambda: "Klara Beispicl" in chromium.find_element("id", "photos").text)
        link = chromium.find_element("link text", "Save contact").get_attribute("href")
        assert link.endswith(f"/{page.token}/card/21.vcf")
        assert chromium.find_element("id", "all").is_displayed()
        assert violations(chromium) == []
        chromium.get("about:blank")
    assert json.dumps(chromium.get_log("browser")).count("Content Security Policy") == 0
