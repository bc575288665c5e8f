"""Prints accuracy and speed of this project and its peers on a folder of cards with truth.

With --speed it prints what a photo costs in batches of several sizes instead, beside the peers,
and can compare its ratios with those of a stored run. With --address-books it prints what the
address-book commands cost.

Every way runs as a program of its own on the same pictures, one after the other, with the same
number of processes; CPU seconds and the largest process are what the system counted for it. What
a peer read goes through our extractor (see peers.py).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import speed
from scoring import FIELDS, Score, score

ROOT = Path(__file__).parent.parent
CARDSCAN = Path(sys.executable).with_name("cardscan")

WAYS = {
    "both": ("cardscan, both readers", "both"),
    "tesseract": ("cardscan, Tesseract alone", "tesseract"),
    "plain": ("plain Tesseract on the photo", "plain tesseract"),
    "rapidocr": ("RapidOCR end to end", "rapidocr"),
}
BINS = ((0.0, 0.5), (0.5, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 0.98), (0.98, 1.01))


@dataclass(frozen=True, slots=True)
class Run:
    """What one way gave and cost; memory is that of its largest process."""

    label: str
    score: Score
    wall_s: float
    cpu_s: float
    memory_mb: float


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cards", type=Path, default=ROOT / "sample_cards")
    parser.add_argument("--truth", type=Path, help="default: truth.json beside the cards")
    parser.add_argument("--ways", default=",".join(WAYS), help=f"of {','.join(WAYS)}")
    parser.add_argument("--jobs", type=int, default=1, help="processes for cardscan (default: 1)")
    parser.add_argument(
        "--address-books",
        action="store_true",
        help="measure merging and deduplicating instead, beside vobject reading the same files",
    )
    parser.add_argument("--speed", action="store_true", help="measure what a photo costs instead")
    parser.add_argument("--batches", default="1,20,200", help="photos (default: %(default)s)")
    parser.add_argument("--workers", default="1,2", help="with --speed (default: %(default)s)")
    parser.add_argument("--store", type=Path, help="keep a run of --speed in this file")
    parser.add_argument("--against", type=Path, help="tell which ratios grew since that file")
    options = parser.parse_args()
    if options.speed:
        return measure_speed(options)
    if options.address_books:
        return subprocess.call([sys.executable, str(ROOT / "scripts" / "measure_addressbook")])
    truth_file = options.truth or options.cards / "truth.json"
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    runs = []
    for way in options.ways.split(","):
        print(f"benchmark: {WAYS[way][0]} …", file=sys.stderr)
        runs.append(run(way, truth, options.cards, jobs=options.jobs))
    print_results(runs, options.cards)
    return 0


def measure_speed(options: argparse.Namespace) -> int:
    """Print what a photo costs; 1 where a ratio is worse than in the stored run."""
    batches = [int(size) for size in options.batches.split(",")]
    workers = [int(count) for count in options.workers.split(",")]
    costs = tuple(speed.measure(options.ways.split(","), batches, workers, options.cards))
    speed.print_speed(costs)
    if options.store:
        speed.store(costs, options.store)
    if not options.against:
        return 0
    then = json.loads(options.against.read_text(encoding="utf-8"))["ratios"]
    worse = speed.compare(speed.ratios(costs), then)
    print("\n".join(["", *worse] if worse else ["", "No ratio grew by more than noise."]))
    return 1 if worse else 0


def run(way: str, truth: list[dict[str, object]], cards: Path, *, jobs: int) -> Run:
    """Run one way over the folder and score what it printed."""
    label, name = WAYS[way]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.jsonl"
        if way in ("both", "tesseract"):
            command = [str(CARDSCAN), "scan", str(cards), "--out", str(out), "--reader", name]
            command += ["--jobs", str(jobs), "--library", str(Path(folder) / "library.sqlite")]
            answer = subprocess.DEVNULL
        else:
            command = [sys.executable, str(ROOT / "scripts" / "peers.py"), name, str(cards)]
            answer = out.open("wb")  # type: ignore[assignment]
        wall_s, cpu_s, memory_mb = measured(command, answer)
        rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return Run(label, score(truth, rows), wall_s, cpu_s, memory_mb)


def measured(command: Sequence[str], answer: object) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and the largest process in MB of a command with its children."""
    started_s = time.monotonic()
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    process = subprocess.Popen(command, stdout=answer, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode > 1:
        sys.exit(f"benchmark: {' '.join(command)} ended with {process.returncode}")
    wall_s = time.monotonic() - started_s
    return wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def print_results(runs: Sequence[Run], cards: Path) -> None:
    print(f"### {cards.name}: {runs[0].score.cards} cards\n")
    print_row("", *(each.label for each in runs))
    print_row("---", *("---" for _ in runs))
    print_row("field F1", *(f"{each.score.all_fields.f1:.3f}" for each in runs))
    print_row("whole cards right", *(share(each.score.right, each.score.cards) for each in runs))
    for name in FIELDS:
        print_row(f"{name} F1", *(f"{each.score.fields[name].f1:.3f}" for each in runs))
    print_row("phone kind right", *(share(s.score.kinds_right, s.score.kinds) for s in runs))
    print_row("marked sure, right", *(share(s.score.sure_right, s.score.sure) for s in runs))
    print_row("marked sure, of all", *(sure_of_all(each.score) for each in runs))
    print_row("cards missed / invented", *(f"{s.score.missing} / {s.score.extra}" for s in runs))
    print_row("CPU seconds a card", *(f"{s.cpu_s / s.score.cards:.2f}" for s in runs))
    print_row("seconds in all", *(f"{each.wall_s:.0f}" for each in runs))
    print_row("largest process, MB", *(f"{each.memory_mb:.0f}" for each in runs))
    print(f"\n#### Of the values given so much confidence, so many are right ({cards.name})\n")
    print_row("confidence", *(each.label for each in runs))
    print_row("---", *("---" for _ in runs))
    for low, high in BINS:
        print_row(f"{low:.2f} to {min(1.0, high):.2f}", *(reliability(s, low, high) for s in runs))


def print_row(*cells: str) -> None:
    print("| " + " | ".join(cells) + " |")


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


def sure_of_all(result: Score) -> str:
    given = sum(result.fields[f].given for f in ("name", "org", "title", "phone", "email"))
    return share(result.sure, given)


def reliability(each: Run, low: float, high: float) -> str:
    inside = [right for confidence, right in each.score.confidences if low <= confidence < high]
    return f"{share(sum(inside), len(inside))} of {len(inside)}" if inside else "–"


if __name__ == "__main__":
    sys.exit(main())
