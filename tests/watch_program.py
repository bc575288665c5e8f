"""A watcher in a process of its own: takes photos as the command does, and logs each one.

``python -m tests.watch_program FOLDER LOG SETTLE_S``; ends on SIGTERM.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from cardscan.folder import Watcher, ending_gracefully


def main(folder: Path, log: Path, settle_s: float) -> None:
    with Watcher(folder, settle_s=settle_s) as watcher, ending_gracefully(watcher.stop):
        for burst in watcher.photos():
            for claim in burst:
                if watcher.stopped:
                    break
                digest = hashlib.sha256(claim.path.read_bytes()).hexdigest()
                with log.open("a", encoding="utf-8") as file:
                    file.write(f"{claim.name} {digest}\n")
                watcher.finish(claim)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
