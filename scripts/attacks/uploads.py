"""Send photos to the phone's page over connections that break, drip, repeat and come at once.

Each round is one photo. It is cut off a few times at a random byte, sent twice by two
connections at the same time, and once more when it is there. In the end every photo must lie
in the watched folder once, byte for byte, and nothing else.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import random
import socket
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import numpy as np
from PIL import Image

from cardscan.app.arrivals import Arrivals
from cardscan.library import Library
from cardscan.web.phone import PhonePage
from cardscan.web.start import bind, serving

ROUNDS = 50
_AT_ONCE = 3
_BUSY = (429, 503)
_DONE = 200


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--megapixels", type=float, default=12.0)


def attack(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder, _phone(Path(folder)) as phone:
        started_s = time.perf_counter()
        with ThreadPoolExecutor(_AT_ONCE) as hands:
            work = [
                hands.submit(_send_at_last, phone, options.seed + n, options.megapixels)
                for n in range(options.rounds)
            ]
            sent = [each.result() for each in work]
        elapsed_s = time.perf_counter() - started_s
        faults = [*(fault for _, told in sent for fault in told)]
        faults += _amiss(phone.arrivals.folder, {sha256 for sha256, _ in sent})
        print(f"uploads: {options.rounds} photos in {elapsed_s:.0f} s, {_CUTS.count} cuts")
        for fault in faults:
            print(f"  {fault}")
        return len(faults)


@contextmanager
def _phone(folder: Path) -> Iterator[PhonePage]:
    photos = folder / "photos"
    photos.mkdir()
    with Library.open(folder / "library.sqlite") as library:
        page = PhonePage(Arrivals(photos, library))
        server = bind("127.0.0.1", 0, page, on_trouble=print)
        page.hosts = frozenset({f"127.0.0.1:{server.port}"})
        with serving(server):
            yield page


class _Cuts:
    """How many connections were cut, by whichever thread."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        with self._lock:
            self.count += 1


_CUTS = _Cuts()


def _send_at_last(phone: PhonePage, seed: int, megapixels: float) -> tuple[str, list[str]]:
    """Send one photo against all odds; its SHA-256, and what was wrong."""
    chance = random.Random(seed)
    photo = _photo(seed, megapixels)
    (host,) = phone.hosts
    path = f"/{phone.token}/photo"
    for _ in range(chance.randint(1, 3)):
        _cut(host, path, photo, chance)
    with ThreadPoolExecutor(2) as twice:
        first, second = twice.map(lambda _: _put(host, path, photo), range(2))
    third = _put(host, path, photo)
    told = [each.get("new") for each in (first, second, third)]
    sha256 = hashlib.sha256(photo).hexdigest()
    faults = [] if sorted(map(str, told)) == ["False", "False", "True"] else [f"new: {told}"]
    if {each.get("photo") for each in (first, second, third)} != {sha256}:
        faults.append(f"photo {seed} got another name")
    return sha256, faults


def _photo(seed: int, megapixels: float) -> bytes:
    """A picture with something on it everywhere, as large as a phone makes them."""
    width = round((megapixels * 1e6 * 4 / 3) ** 0.5)
    small = np.random.default_rng(seed).integers(0, 255, (60, 80, 3), np.uint8)
    out = io.BytesIO()
    picture = Image.fromarray(small).resize((width, width * 3 // 4), Image.Resampling.BICUBIC)
    picture.save(out, "JPEG", quality=95)
    return out.getvalue()


def _cut(host: str, path: str, photo: bytes, chance: random.Random) -> None:
    """Begin to send, and go away: in order, or as a phone does that leaves the Wi-Fi."""
    address, _, port = host.partition(":")
    head = f"PUT {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    with socket.create_connection((address, int(port))) as connection, suppress(OSError):
        connection.sendall(f"{head}Content-Length: {len(photo)}\r\n\r\n".encode())
        connection.sendall(photo[: chance.randrange(len(photo))])
        if chance.random() < 0.5:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    _CUTS.add()


def _put(host: str, path: str, photo: bytes) -> dict[str, object]:
    """Send it again and again, as the page does, until it is taken or refused for good."""
    for _ in range(400):
        connection = HTTPConnection(host, timeout=60)
        try:
            connection.request("PUT", path, photo, {"Origin": f"http://{host}"})
            answer = connection.getresponse()
            said = answer.read()
            if answer.status == _DONE:
                return dict(json.loads(said))
            if answer.status not in _BUSY:
                return {"new": f"{answer.status} {said.decode()}"}
        except (OSError, HTTPException):
            pass  # the line broke: once more
        finally:
            connection.close()
        time.sleep(0.05)
    return {"new": "it was never taken"}


def _amiss(folder: Path, wanted: set[str]) -> Iterator[str]:
    for _ in range(200):  # those that were cut off are let go a little later
        if not list(folder.glob(".*.part")):
            break
        time.sleep(0.05)
    there = [hashlib.sha256(each.read_bytes()).hexdigest() for each in folder.iterdir()]
    if sorted(there) != sorted(wanted):
        yield f"{len(wanted)} photos were sent, and {len(there)} files are there, or other ones"
