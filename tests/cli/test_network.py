"""Nothing leaves the machine: a scan with both readers, in which every connection is an offence."""

from __future__ import annotations

import pytest

from cardscan.read import RapidReader
from tests.command_line import World
from tests.drawn import save_card

GUARD = r'''
"""Python runs this at the start of every process that finds it on its path."""
import os, sys

# Making a socket, and binding it to this machine, sends nothing: urllib3 asks so for IPv6.
FORBIDDEN = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
             "socket.getnameinfo", "socket.sendto", "socket.sendmsg"}

def watch(event, arguments):
    if event not in FORBIDDEN:
        return
    if event == "socket.connect" and isinstance(arguments[1], (str, bytes)):
        return  # a pipe between our own processes
    with open(os.environ["OFFENCES"], "a") as file:
        file.write(f"{event} {arguments}\n")
    raise OSError(f"this test forbids {event}")

sys.addaudithook(watch)
with open(os.environ["GUARDED"], "a") as file:
    file.write(f"{os.getpid()}\n")
'''


def test_a_scan_with_both_readers_opens_no_connection(world: World) -> None:
    if not RapidReader.is_installed():
        pytest.skip("RapidOCR is not installed")
    guard = world.folder / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(GUARD)
    offences, guarded = world.folder / "offences", world.folder / "guarded"
    save_card(world.folder / "new.jpg")
    env = {
        "PYTHONPATH": f"{guard}:{world.env['PYTHONPATH']}",
        "OFFENCES": str(offences),
        "GUARDED": str(guarded),
    }
    answer = world.run(
        "scan", "new.jpg", "--out", "o.vcf", "--reader", "both", "--again", "--jobs", "1", env=env
    )
    assert not offences.exists(), offences.read_text()
    assert answer.code == 0
    assert "FN:" in (world.folder / "o.vcf").read_text(encoding="utf-8")
    processes = set(guarded.read_text().split())
    assert len(processes) >= 2, "the guard must have stood in the worker too"
