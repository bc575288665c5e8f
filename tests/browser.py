"""A real browser on the pages: Chromium, driven as a person would."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
ESCAPE, TAB, ENTER, ALT = "\ue00c", "\ue004", "\ue007", "\ue00a"


@contextmanager
def chromium_in(folder: Path) -> Iterator[Any]:
    """Chromium without a window; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    if CHROMIUM is None or DRIVER is None:
        pytest.skip("Chromium and chromedriver are not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--window-size=1400,1000",
        f"--user-data-dir={folder}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=DRIVER)
    driver = webdriver.Chrome(options=options, service=service)
    try:
        yield driver
    finally:
        driver.quit()


@contextmanager
def looking(browser: Any, width: int, *, scheme: str = "light") -> Iterator[None]:
    """In a window so wide; under 500 pixels on a phone."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def press(browser: Any, *keys: str) -> None:
    browser.switch_to.active_element.send_keys(*keys)


def until(holds: Callable[[], bool], *, within_s: float = 10.0) -> None:
    """Wait for something that a page or a process does."""
    for _ in range(int(within_s * 20)):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


def violations(browser: Any) -> list[str]:
    """What axe-core has against the page that is shown."""
    axe_core = pytest.importorskip("axe_core_python", reason="axe is not installed")
    axe = Path(axe_core.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    browser.execute_script(axe)
    found = browser.execute_async_script(
        "const done = arguments[0]; axe.run().then((r) => done("
        "r.violations.flatMap((v) => v.nodes.map((n) => v.id + ' ' + n.html))));"
    )
    return list(found)
