"""Each page of a long file is work of its own: limits, crashes, memory and order."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cardscan.batch import (
    BatchResult,
    Finished,
    LibraryMemory,
    LocalExecutor,
    News,
    PageRead,
    Progress,
    Task,
    run_batch,
)
from cardscan.folder import Input
from cardscan.library import Library, Recipe
from cardscan.model import Contact, Excerpt, Failure, ReadPage, Scan
from tests.batch_work import read_photos

RECIPE = Recipe.of("fake", "1")
LONG = [f"page {n}" for n in range(50)]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def make(path: Path, pages: Sequence[str]) -> Input:
    path.write_text("\n".join(pages))
    return Input(path)


def said(results: Sequence[BatchResult]) -> list[str]:
    texts = []
    for outcome in (each for result in results for each in result.outcomes):
        if isinstance(outcome, Failure):
            texts.append(f"{outcome.page}: {outcome.message}")
        else:
            assert isinstance(outcome.contact, Contact)
            assert outcome.contact.name is not None
            texts.append(outcome.contact.name.value)
    return texts


class OnePageATime:
    """An executor without processes, which notes what it was given and tells page by page."""

    jobs = 1

    def __init__(self, *, interrupted_after: int | None = None) -> None:
        self.given: list[Excerpt] = []
        self._left = interrupted_after
        self._task: Task | None = None
        self._pages: list[ReadPage] = []

    @property
    def free(self) -> int:
        return int(self._task is None)

    def submit(self, task: Task) -> None:
        self._task = task
        self.given += task.excerpts
        given = read_photos(task.excerpts)
        self._pages = [each for each in given if isinstance(each, ReadPage)]

    def wait(self, timeout_s: float | None = None) -> Sequence[News]:
        if timeout_s == 0 or self._task is None:
            return ()
        if self._left == 0:
            self._left = None
            raise KeyboardInterrupt
        self._left = None if self._left is None else self._left - 1
        if self._pages:
            return (PageRead(self._task, self._pages.pop(0)),)
        task, self._task = self._task, None
        return (Finished(task),)


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ("die SIGKILL", "Reading it ended in a crash (SIGKILL)."),
        ("sleep 60", "Reading it took more than 1 s."),
        ("cut", "It is cut off."),
    ],
)
@pytest.mark.parametrize("at", [0, 20])
def test_a_page_that_fails_costs_itself(
    tmp_path: Path, library: Library, order: str, message: str, at: int
) -> None:
    pages = [*LONG[:at], order, *LONG[at + 1 :]]
    photos = [make(tmp_path / "a.jpg", ["a"]), make(tmp_path / "b.pdf", pages)]
    told: list[Progress] = []
    with LocalExecutor(read_photos, jobs=2, timeout_s=1) as executor:
        memory = LibraryMemory(library, RECIPE)
        results = list(run_batch(photos, executor, memory=memory, on_progress=told.append))
    failure = f"{at}: {message}"
    assert said(results) == ["a", *LONG[:at], failure, *LONG[at + 1 :]]
    assert [each.page for each in results] == [0, *range(50)]
    assert (told[-1].done, told[-1].total, told[-1].failed) == (51, 51, 1)


def test_a_page_may_take_as_long_as_a_photo(tmp_path: Path) -> None:
    photo = make(tmp_path / "a.pdf", ["sleep 0.4"] * 8)  # 3.2 s, of which one page may take 1
    with LocalExecutor(read_photos, jobs=1, timeout_s=1) as executor:
        assert said(list(run_batch([photo], executor))) == ["sleep 0.4"] * 8


def test_pages_that_were_read_are_not_read_again(tmp_path: Path, library: Library) -> None:
    photo = make(tmp_path / "a.pdf", LONG)
    with pytest.raises(KeyboardInterrupt):
        list(run_batch([photo], OnePageATime(interrupted_after=20), memory=_memory(library)))
    read = {
        page for page in range(50) if library.recall_page(_sha256(library, photo), page, source="")
    }
    assert len(read) >= 19
    executor = OnePageATime()
    assert said(list(run_batch([photo], executor, memory=_memory(library)))) == LONG
    given = [p for part in executor.given for p in range(part.first, part.stop or 50)]
    assert sorted([*read, *given]) == list(range(50))
    assert library.knows(_sha256(library, photo), RECIPE)


def _memory(library: Library, *, again: bool = False) -> LibraryMemory:
    return LibraryMemory(library, RECIPE, again=again)


def _sha256(library: Library, photo: Input) -> str:
    return library.sha256_of(photo.path)


def test_an_interrupted_batch_hands_out_every_page_that_is_read(
    tmp_path: Path, library: Library
) -> None:
    photos = [make(tmp_path / "a.pdf", LONG), make(tmp_path / "b.jpg", ["b"])]
    executor = OnePageATime(interrupted_after=12)
    batch = run_batch(photos, executor, memory=_memory(library), grace_s=60)
    results = _up_to_interrupt(batch)
    under_way = max(part.stop or 0 for part in executor.given if part.path.suffix == ".pdf")
    assert said(results) == [*LONG[:under_way], "b"]


def _up_to_interrupt(batch: Iterator[BatchResult]) -> list[BatchResult]:
    results = []
    try:
        for result in batch:
            results.append(result)  # noqa: PERF402 # what came before the error is wanted
    except KeyboardInterrupt:
        return results
    raise AssertionError("the batch was not interrupted")


def test_the_grace_has_an_end(tmp_path: Path) -> None:
    photos = [make(tmp_path / f"{n}.jpg", [text]) for n, text in enumerate(["a", "sleep 60"])]
    started_s = time.monotonic()
    with LocalExecutor(read_photos, jobs=1) as executor:
        batch = run_batch(photos, executor, group_size=1, grace_s=0.5)
        assert said([next(batch)]) == ["a"]
        with pytest.raises(KeyboardInterrupt):
            batch.throw(KeyboardInterrupt)  # type: ignore[attr-defined]
    assert time.monotonic() - started_s < 50


def test_again_that_fails_says_so_and_keeps_the_earlier_reading(
    tmp_path: Path, library: Library
) -> None:
    photo = make(tmp_path / "a.jpg", ["a"])
    with LocalExecutor(read_photos, jobs=1) as executor:
        assert said(list(run_batch([photo], executor, memory=_memory(library)))) == ["a"]
    with LocalExecutor(_dying, jobs=1) as executor:
        results = list(run_batch([photo], executor, memory=_memory(library, again=True)))
    assert said(results) == [
        "a",
        "None: Reading it ended in a crash (SIGKILL). What was read of it before is kept.",
    ]
    assert library.knows(_sha256(library, photo), RECIPE)


def _dying(excerpts: tuple[Excerpt, ...]) -> Iterator[ReadPage]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield from ()


def test_the_same_long_file_twice_is_read_once(tmp_path: Path, library: Library) -> None:
    photos = [make(tmp_path / name, LONG) for name in ("a.pdf", "b.pdf")]
    executor = OnePageATime()
    results = list(run_batch(photos, executor, memory=_memory(library)))
    assert said(results) == LONG * 2
    assert {part.path.name for part in executor.given} == {"a.pdf"}
    sources = {each.source for each in results[50].outcomes if isinstance(each, Scan)}
    assert sources == {str(photos[1].path)}
