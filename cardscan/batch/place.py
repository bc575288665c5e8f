"""One input of a batch on its way through: which of its pages are read, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from cardscan.batch.tasks import PhotoOutcome
from cardscan.folder import Input
from cardscan.model import Failure

__all__ = ["Place"]

Outcomes = tuple[PhotoOutcome, ...]


@dataclass(slots=True, eq=False)
class Place:
    """``count`` is how many pages there are, None until it is known.

    ``settled`` holds what the pages gave that have not had their turn, None
    where memory is to be asked. ``read``: it goes to a worker; other inputs are
    known, failed or follow one with the same bytes.
    """

    input: Input | Failure
    identity: str | None = None
    count: int | None = None
    settled: dict[int, Outcomes | None] = field(default_factory=dict)
    turn: int = 0
    read: bool = False
    lost: dict[int, Outcomes] = field(default_factory=dict)
    followers: list[Place] = field(default_factory=list)

    @property
    def source(self) -> str:
        return self.input.source if isinstance(self.input, Failure) else str(self.input.path)

    @property
    def is_ready(self) -> bool:
        """Whether the page whose turn it is can be handed out."""
        return self.turn in self.settled

    @property
    def is_over(self) -> bool:
        """Whether every page has had its turn."""
        return self.count is not None and self.turn >= self.count

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to be read."""
        return self.count is not None and self.turn + len(self.settled) >= self.count

    def is_open(self, page: int) -> bool:
        """Whether a page is still to be read, as far as is known."""
        within = self.count is None or page < self.count
        return within and page >= self.turn and page not in self.settled

    def know(self, count: int, read: Iterable[int]) -> list[tuple[int, int]]:
        """Take note of pages that memory has; the answer is the runs of pages that it lacks."""
        self.count = count
        self.settled.update(dict.fromkeys(read))
        runs: list[tuple[int, int]] = []
        for page in filter(self.is_open, range(count)):
            begin = runs.pop()[0] if runs and runs[-1][1] == page else page
            runs.append((begin, page + 1))
        return runs

    def follow(self, leader: Place) -> None:
        """Take over what another photo with the same bytes gave; memory has what it kept of it."""
        self.count = leader.count
        for page in range(leader.count or 0):
            lost = leader.lost.get(page)
            same = lost and tuple(replace(each, source=self.source) for each in lost)
            self.settled[page] = same or None
