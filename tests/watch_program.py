"""A watcher in a process of its own: takes photos as the command does, and logs each one.

``python -m tests.watch_program FOLDER LOG SETTLE_S [polling]``; ends on SIGTERM.
With ``polling`` no event of the system is asked for, as on a network share.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from cardscan.folder import Watcher, ending_gracefully


def main(folder: Path, log: Path, settle_s: float, *, use_events: bool) -> None:
    watcher = Watcher(folder, settle_s=settle_s, use_events=use_events)
    with watcher, ending_gracefully(watcher.stop):
        for burst in watcher.photos():
            for claim in burst:
                if watcher.stopped:
                    break
                digest = hashlib.sha256(claim.path.read_bytes()).hexdigest()
                with log.open("a", encoding="utf-8") as file:
                    file.write(f"{claim.name} {digest}\n")
                watcher.finish(claim)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        float(sys.argv[3]),
        use_events="polling" not in sys.argv[4:],
    )
