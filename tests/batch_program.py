"""A batch in a process of its own, to be killed: photos of a folder into a library.

``python -m tests.batch_program FOLDER LIBRARY OUT JOBS``
"""

from __future__ import annotations

import sys
from pathlib import Path

from cardscan.batch import LibraryMemory, LocalExecutor, run_batch
from cardscan.folder import find_inputs
from cardscan.library import Library, Recipe
from cardscan.model import Scan
from tests.batch_work import read_photos


def main(folder: Path, library_path: Path, out: Path, jobs: int) -> None:
    lines = []
    with (
        Library.open(library_path) as library,
        LocalExecutor(read_photos, jobs=jobs) as executor,
    ):
        memory = LibraryMemory(library, Recipe.of("fake", "1"))
        for result in run_batch(find_inputs([folder]), executor, memory=memory):
            for outcome in result.outcomes:
                said = outcome.contact if isinstance(outcome, Scan) else outcome.message
                lines.append(f"{Path(result.source).name} {said}\n")
    out.write_text("".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
