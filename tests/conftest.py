"""What many tests need: a library in which one photo is known already."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cardscan.model import Outcome
from tests.command_line import READER, World
from tests.drawn import save_card
from tests.servers import Server, running

# The laws draw the same examples every time, so that a run says something of the change before
# it; whoever asks for more of them (CARDSCAN_LAW_EXAMPLES) gets new ones.
settings.register_profile(
    "same",
    derandomize="CARDSCAN_LAW_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # of the machine, not of the law
)
settings.load_profile("same")

# A shell starts what it runs in the background deaf to Ctrl-C, and every child inherits that;
# the commands that these tests start shall hear it as a user's do.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One photo, read once for the whole run; not to be changed."""
    world = World(tmp_path_factory.mktemp("scanned"))
    world.photo.parent.mkdir()
    save_card(world.photo)
    answer = world.run("scan", world.photo, "--out", "first.vcf", "--jobs", "1", *READER)
    assert (answer.code, answer.complaints) == (0, [])
    # What is tested with it is the command line, not how sure the reading is of a plain card.
    world.judge(Outcome.OK)
    return world


@pytest.fixture
def world(scanned: World, tmp_path: Path) -> World:
    """A copy of it to do with as one likes."""
    shutil.copytree(scanned.folder, tmp_path / "world")
    return World(tmp_path / "world")


@pytest.fixture(scope="session")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running("radicale", tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="session")
def xandikos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running("xandikos", tmp_path_factory.mktemp("xandikos")) as server:
        yield server
