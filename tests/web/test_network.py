"""The phone's page in a network of its own, with a Wi-Fi, a VPN and a bridge for containers."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
import zxingcpp

from tests.command_line import World

NETWORK = """
set -e
ip tuntap add tun0 mode tun
ip addr add 10.8.0.2/24 dev tun0
ip link set tun0 up
ip link add docker0 type veth peer name veth9
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link set veth9 up
ip link add wlan0 type veth peer name far0
ip addr add 192.168.7.7/24 dev wlan0
ip link set wlan0 up
ip link set far0 up
ip link set lo up
ip route add default via 10.8.0.1
exec "$@"
"""
"""All traffic goes through the VPN, whose interface comes first: the phone is in the Wi-Fi."""
INSIDE = ("unshare", "--map-root-user", "--net", "sh", "-c", NETWORK, "sh")
SEND = """
import sys, urllib.request as web
url, photo = sys.argv[1:]
data = open(photo, "rb").read()
origin = url.rpartition("/")[0].rpartition("/")[0]
put = web.Request(url + "photo", data, {"Origin": origin}, method="PUT")
print(web.urlopen(put).status, web.urlopen(url + "photos").read().decode())
"""


@pytest.fixture(scope="module")
def _namespaces() -> None:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("there are no network namespaces here")
    tried = subprocess.run((*INSIDE, "true"), capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("network namespaces are not allowed here")


@pytest.mark.usefixtures("_namespaces")
def test_the_code_shows_the_address_that_the_phone_can_reach(world: World) -> None:
    command = (sys.executable, "-m", "cardscan", "phone", "in")
    process = subprocess.Popen(
        (*INSIDE, *command),
        cwd=world.folder,
        env=world.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        rows = list(_until_address(process.stdout))
        *code, url = rows
        assert url.startswith("http://192.168.7.7:")
        assert _read(code) == url
        within = ("nsenter", f"--target={process.pid}", "--user", "--net", "--preserve-credentials")
        sent = subprocess.run(
            (*within, sys.executable, "-c", SEND, url, world.photo),
            capture_output=True,
            text=True,
            check=False,
        )
        assert sent.stdout.startswith("200"), sent.stderr
        assert '"cards": [{' in sent.stdout
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert "10.8.0.2 (tun0)" in said
    assert "172.17.0.1 (docker0)" in said


def _until_address(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.rstrip("\n")
        if line.startswith("http"):
            return


def _read(rows: list[str]) -> str:
    """What a camera reads of a code of half blocks."""
    width = max(map(len, rows))
    modules = [
        [character in marks for character in row.ljust(width)]
        for row in rows
        for marks in ("▀█", "▄█")
    ]
    pixels = np.where(np.kron(np.pad(modules, 4), np.ones((4, 4))) > 0, 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(pixels)
    return str(found.text)
