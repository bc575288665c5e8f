"""What a photo costs: batches of several sizes, workers and peers in one run, and their ratios.

A machine that does something else meanwhile makes every figure worse, so seconds of two runs
cannot be compared; ratios to a peer that ran beside us can.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Cost", "compare", "measure", "print_speed", "ratios", "store", "tree_mb"]

ROOT = Path(__file__).parent.parent
CARDSCAN = (sys.executable, "-m", "cardscan")
WORSE = 1.15
"""How much a ratio may grow between two runs: it moves by a tenth on a busy machine."""
_LOOK_S = 0.25


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way took for so many photos with so many workers.

    ``tree_mb`` is the peak of all its processes together, memory that they share counted once.
    """

    way: str
    photos: int
    jobs: int
    wall_s: float
    cpu_s: float
    tree_mb: float

    @property
    def name(self) -> str:
        return f"{self.way}, {self.photos} photos, {self.jobs} workers"


def measure(
    ways: Sequence[str], batches: Sequence[int], jobs: Sequence[int], cards: Path
) -> Iterator[Cost]:
    """Every way with every size of batch, one after the other; peers have one worker."""
    for photos in batches:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "photos")
            _copies(cards, photos, source)
            for way, workers in itertools.product(ways, jobs):
                if way in ("both", "tesseract") or workers == min(jobs):
                    print(f"speed: {way}, {photos} photos, {workers} workers …", file=sys.stderr)
                    yield _cost(way, photos, workers, source, Path(folder))


def _copies(cards: Path, count: int, folder: Path) -> None:
    """So many photos, taken in turn, no two with the same bytes: those would be read once."""
    folder.mkdir()
    originals = sorted(cards.glob("*-photo-*.jp*g")) or sorted(cards.glob("*.jp*g"))
    for number, original in zip(range(count), itertools.cycle(originals), strict=False):
        copy = folder / f"{number:04}{original.suffix}"
        copy.write_bytes(original.read_bytes() + b"%d" % number)  # behind a JPEG's end mark


def _cost(way: str, photos: int, jobs: int, source: Path, folder: Path) -> Cost:
    library = folder / f"{way}-{jobs}.sqlite"
    if way in ("both", "tesseract"):
        command = [*CARDSCAN, "scan", str(source), "--format", "jsonl", "--reader", way]
        command += ["--jobs", str(jobs), "--library", str(library)]
    else:
        name = "plain tesseract" if way == "plain" else way
        command = [sys.executable, str(ROOT / "scripts" / "peers.py"), name, str(source)]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "PYTHONPATH": _path()}
    started_s = time.monotonic()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    with _Peak(process.pid) as peak:
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        sys.exit(f"speed: {' '.join(command)} ended with {process.returncode}")
    wall_s = time.monotonic() - started_s
    return Cost(way, photos, jobs, wall_s, usage.ru_utime + usage.ru_stime, peak.mb)


def _path() -> str:
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


class _Peak:
    """The most memory that a process and all below it ever held, as far as looks show it."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mb = 0.0

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_S):
            self.mb = max(self.mb, tree_mb(self._pid))


def tree_mb(pid: int) -> float:
    """Memory of a process and all below it in MiB, what they share counted once (Linux; else 0)."""
    return _own_mb(pid) + sum(tree_mb(child) for child in _children(pid))


def _own_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _children(pid: int) -> Iterator[int]:
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, listing.read_text(encoding="ascii").split())
        except OSError:
            continue


def ratios(costs: Sequence[Cost]) -> dict[str, float]:
    """CPU a photo of each way over that of a peer on as many photos, and what two workers gain."""
    found = {}
    for ours, peer in itertools.product(costs, costs):
        if ours.photos != peer.photos or ours.way not in ("both", "tesseract"):
            continue
        if peer.way in ("plain", "rapidocr"):
            found[f"{ours.name}: CPU over {peer.way}"] = ours.cpu_s / peer.cpu_s
            found[f"{ours.name}: memory over {peer.way}"] = ours.tree_mb / max(1.0, peer.tree_mb)
        elif ours.way == peer.way and ours.jobs > peer.jobs:
            found[f"{ours.name}: wall over {peer.jobs} worker"] = ours.wall_s / peer.wall_s
    return found


def print_speed(costs: Sequence[Cost]) -> None:
    print("| | photos | workers | seconds | CPU-s a photo | all processes, MB |")
    print("| --- | --- | --- | --- | --- | --- |")
    for cost in costs:
        cells = (cost.way, cost.photos, cost.jobs, f"{cost.wall_s:.1f}")
        cells += (f"{cost.cpu_s / cost.photos:.2f}", f"{cost.tree_mb:.0f}")
        print(f"| {' | '.join(map(str, cells))} |")
    print("\n| ratio | |\n| --- | --- |")
    for name, ratio in ratios(costs).items():
        print(f"| {name} | {ratio:.2f} |")


def store(costs: Sequence[Cost], path: Path) -> None:
    """Keep a run for later ones to be compared with."""
    rows = [asdict(cost) for cost in costs]
    path.write_text(json.dumps({"costs": rows, "ratios": ratios(costs)}, indent=1) + "\n")


def compare(now: dict[str, float], then: dict[str, float]) -> list[str]:
    """The ratios that grew since a stored run by more than noise, each as a sentence."""
    return [
        f"{name}: {then[name]:.2f} then, {ratio:.2f} now"
        for name, ratio in now.items()
        if name in then and ratio > WORSE * then[name]
    ]
