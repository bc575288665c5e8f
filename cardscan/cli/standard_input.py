"""A picture on standard input, which ``-`` stands for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.batch import PhotoOutcome
    from cardscan.library import Library

__all__ = ["Given", "given_paths"]

_NAME = "-"


@dataclass(frozen=True, slots=True)
class Given:
    """The paths to read; ``file`` is the one that standard input was written to, if it was."""

    paths: tuple[Path, ...]
    file: Path | None = None

    @property
    def named_paths(self) -> tuple[Path, ...]:
        """The paths as they were named."""
        return tuple(Path(_NAME) if path == self.file else path for path in self.paths)

    def named(self, results: Iterable[PhotoOutcome], library: Library) -> Iterator[PhotoOutcome]:
        """The same results, those of standard input under the name that it was given by."""
        from cardscan.model import Scan

        own = str(self.file)
        for result in results:
            if self.file is not None and result.source == own:
                if isinstance(result, Scan):
                    library.rename_source(own, _NAME)
                    result = replace(result, source=_NAME)
                else:
                    said = result.message.replace(own, "Standard input")
                    said = said.replace(self.file.name, "Standard input")
                    result = replace(result, source=_NAME, message=said)
            yield result


@contextmanager
def given_paths(paths: Sequence[Path]) -> Iterator[Given]:
    """The paths with a file in the place of ``-``, for as long as it is needed.

    A file, since workers are other processes and some formats are read from their end.
    """
    import shutil
    from tempfile import TemporaryDirectory

    dash = Path(_NAME)
    if dash not in paths:
        yield Given(tuple(paths))
        return
    if sys.stdin.isatty():
        raise UsageError(
            "- stands for a picture on standard input, and nothing comes from there.",
            next_step="Say for example: cardscan scan - < card.jpg",
        )
    with TemporaryDirectory(prefix="cardscan-") as folder:
        file = Path(folder) / "standard-input"
        with file.open("wb") as written:
            shutil.copyfileobj(sys.stdin.buffer, written)
        yield Given(tuple(file if path == dash else path for path in paths), file)
