"""A batch of real child processes: order, limits, crashes, and each photo read once."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from cardscan.batch import (
    BatchResult,
    LibraryMemory,
    LocalExecutor,
    Progress,
    run_batch,
)
from cardscan.batch.proc import resident_mb
from cardscan.batch.worker import task_limit_s
from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.folder import Input
from cardscan.library import Library, Recipe
from cardscan.model import Contact, Failure, Scan
from tests.batch_work import read_photos, tell_environment, tries

RECIPE = Recipe.of("fake", "1")


def make_photos(folder: Path, contents: Sequence[str]) -> list[Input]:
    folder.mkdir(exist_ok=True)
    photos = []
    for position, content in enumerate(contents):
        path = folder / f"{position:03}.jpg"
        path.write_text(content)
        photos.append(Input(path))
    return photos


def named(result: BatchResult) -> str:
    (outcome,) = result.outcomes
    if isinstance(outcome, Failure):
        return f"{outcome.kind}: {outcome.message}"
    assert isinstance(outcome.contact, Contact)
    assert outcome.contact.name is not None
    assert outcome.source == result.source
    return outcome.contact.name.value


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library.sqlite") as opened:
        yield opened


def workers_of(photo: Path) -> list[str]:
    return photo.with_name(photo.name + ".tries").read_text().split()


def test_processes_stay_for_the_next_batch_but_for_those_at_work_when_one_ends_early(
    tmp_path: Path,
) -> None:
    first = make_photos(tmp_path / "1", ["card 1", "sleep 60"])
    with LocalExecutor(read_photos, jobs=2) as executor:
        batch = run_batch(first, executor, group_size=1)
        assert named(next(batch)) == "card 1"
        del batch
        executor.drop()
        second = make_photos(tmp_path / "2", ["card 2"])
        assert [named(each) for each in run_batch(second, executor)] == ["card 2"]
        assert executor.free == 2
    assert workers_of(second[0].path) == workers_of(first[0].path)


def test_results_come_in_the_order_of_the_inputs(tmp_path: Path) -> None:
    contents = ["sleep 0.8", *(f"card {n}" for n in range(30))]
    photos = make_photos(tmp_path, contents)
    told: list[Progress] = []
    with LocalExecutor(read_photos, jobs=2) as executor:
        results = list(run_batch(photos, executor, on_progress=told.append))
    assert [named(each) for each in results] == contents
    assert [each.source for each in results] == [str(photo.path) for photo in photos]
    assert [each.done for each in told] == list(range(1, 32))
    assert told[-1].left_s == 0
    assert told[-1].total == 31
    assert all(tries(photo.path) == 1 for photo in photos)


DEATHS = [
    ("die SIGKILL", "ReaderError: Reading it ended in a crash (SIGKILL)."),
    ("die SIGSEGV", "ReaderError: Reading it ended in a crash (SIGSEGV)."),
    ("sleep 60", "ReaderError: Reading it took more than 1 s."),
    ("hold 60", "ReaderError: Reading it took more than 1 s."),
    ("child 61", "ReaderError: Reading it took more than 1 s."),
    ("raise", "DamagedPhotoError: It is cut off."),
    ("bug", "KeyError: 'a defect'"),
]


@pytest.mark.parametrize(("order", "message"), DEATHS)
def test_what_goes_wrong_costs_its_one_photo(tmp_path: Path, order: str, message: str) -> None:
    photos = make_photos(tmp_path, ["a", "b", order, *"cdefghi"])
    with LocalExecutor(read_photos, jobs=1, timeout_s=1) as executor:
        results = [named(each) for each in run_batch(photos, executor)]
    assert results == ["a", "b", message, *"cdefghi"]
    assert tries(photos[2].path) == 2
    assert not _processes_with(str(photos[2].path))


def test_a_photo_that_needs_too_much_memory_is_stopped(tmp_path: Path) -> None:
    photos = make_photos(tmp_path, ["grow 900", "a"])
    with LocalExecutor(read_photos, jobs=1, memory_mb=300) as executor:
        first, second = (named(each) for each in run_batch(photos, executor))
    assert "more than 300 MB" in first
    assert second == "a"


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's affair")
def test_a_worker_gives_memory_back_between_groups(tmp_path: Path) -> None:
    (photo,) = make_photos(tmp_path, ["litter 300"])
    with LocalExecutor(read_photos, jobs=1) as executor:
        list(run_batch([photo], executor))
        (worker,) = _children()
        _until(lambda: (resident_mb(worker) or 0) < 200)


def test_a_worker_has_one_thread_and_a_malloc_that_gives_pictures_back(tmp_path: Path) -> None:
    names = ["MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "OMP_THREAD_LIMIT"]
    photos = make_photos(tmp_path, names)
    ours = dict(os.environ)
    with LocalExecutor(tell_environment, jobs=1) as executor:
        values = [int(named(each)) for each in run_batch(photos, executor)]
    # A picture of 12 megapixels, the commonest, takes 36 MB: above both thresholds, so that it
    # is mapped for itself. glibc's own thresholds would rise to its size.
    assert values[0] < 36_000_000
    assert values[1] < 36_000_000
    assert values[2] == 1
    assert dict(os.environ) == ours


@pytest.mark.parametrize(("photos", "limit_s"), [(1, 60), (2, 75), (5, 120), (8, 165)])
def test_each_more_photo_of_a_group_gives_it_a_quarter_of_the_time(
    photos: int, limit_s: float
) -> None:
    assert task_limit_s(60, photos) == limit_s


def test_a_group_has_more_time_than_one_photo(tmp_path: Path) -> None:
    photos = make_photos(tmp_path, ["sleep 0.3"] * 8)  # 2.4 s, where one may take 2 and all 5.5
    with LocalExecutor(read_photos, jobs=1, timeout_s=2) as executor:
        results = list(run_batch(photos, executor, group_size=8))
    assert {named(each) for each in results} == {"sleep 0.3"}
    # A group that is overdue is given again photo by photo.
    assert all(tries(photo.path) == 1 for photo in photos)


def _children() -> list[int]:
    listing = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
    found = [int(pid) for pid in listing.split()]
    return [pid for pid in found if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_passing_crash_costs_nothing(tmp_path: Path) -> None:
    photos = make_photos(tmp_path, ["a", "die-once", "b"])
    with LocalExecutor(read_photos, jobs=1) as executor:
        assert [named(each) for each in run_batch(photos, executor)] == ["a", "die-once", "b"]


def test_what_is_missing_ends_the_batch(tmp_path: Path, library: Library) -> None:
    photos = make_photos(tmp_path / "in", [*"abcdefgh", "miss", "i"])
    memory = LibraryMemory(library, RECIPE)
    with (
        LocalExecutor(read_photos, jobs=1) as executor,
        pytest.raises(MissingDependencyError, match="Tesseract") as caught,
    ):
        list(run_batch(photos, executor, memory=memory, group_size=2))
    assert caught.value.next_step == "Install it."
    assert len(list(library.scans())) == 8


def test_work_that_cannot_be_loaded_says_so(tmp_path: Path) -> None:
    photos = make_photos(tmp_path, ["a"])
    with (
        LocalExecutor(_unloadable(), jobs=1) as executor,
        pytest.raises(ReaderError, match="cannot start"),
    ):
        list(run_batch(photos, executor))


class _Unloadable:
    def __call__(self, paths: tuple[Path, ...]) -> list[Scan | Failure]:
        return []

    def __reduce__(self) -> tuple[object, ...]:
        return (_fail_to_load, ())


def _unloadable() -> _Unloadable:
    return _Unloadable()


def _fail_to_load() -> None:
    raise RuntimeError("not today")


# --- memory ----------------------------------------------------------------


def test_a_known_photo_is_not_read_again(tmp_path: Path, library: Library) -> None:
    photos = make_photos(tmp_path / "in", [*"abcd", "cut", "e", "a"])
    runs = []
    for _ in range(2):
        with LocalExecutor(read_photos, jobs=1) as executor:
            memory = LibraryMemory(library, RECIPE)
            runs.append(list(run_batch(photos, executor, memory=memory)))
    first, second = runs
    assert [each.outcomes for each in first] == [each.outcomes for each in second]
    assert [each.known for each in first] == [False] * 6 + [True]
    assert all(each.known for each in second)
    assert [tries(photo.path) for photo in photos] == [1, 1, 1, 1, 1, 1, 0]


def test_again_reads_again_and_a_new_recipe_too(tmp_path: Path, library: Library) -> None:
    photos = make_photos(tmp_path / "in", ["a", "a"])
    for memory in (
        LibraryMemory(library, RECIPE),
        LibraryMemory(library, RECIPE, again=True),
        LibraryMemory(library, Recipe.of("fake", "2")),
    ):
        with LocalExecutor(read_photos, jobs=1) as executor:
            list(run_batch(photos, executor, memory=memory))
    assert [tries(photo.path) for photo in photos] == [3, 0]
    assert len(list(library.scans())) == 1


def test_a_photo_lost_to_a_crash_is_tried_again_in_the_next_run(
    tmp_path: Path, library: Library
) -> None:
    photos = make_photos(tmp_path / "in", ["die"])
    for _ in range(2):
        with LocalExecutor(read_photos, jobs=1) as executor:
            (result,) = run_batch(photos, executor, memory=LibraryMemory(library, RECIPE))
            assert "crash" in named(result)
    assert tries(photos[0].path) == 4


def test_the_event_of_this_run_holds(tmp_path: Path, library: Library) -> None:
    (photo,) = make_photos(tmp_path / "in", ["a"])
    for event in (None, "Fair", None):
        with LocalExecutor(read_photos, jobs=1) as executor:
            memory = LibraryMemory(library, RECIPE)
            (result,) = run_batch([Input(photo.path, event)], executor, memory=memory)
    (scan,) = result.outcomes
    assert isinstance(scan, Scan)
    assert scan.event == "Fair"


def test_missing_and_vanished_inputs_are_failures(tmp_path: Path, library: Library) -> None:
    (photo,) = make_photos(tmp_path / "in", ["a"])
    failure = Failure(source="x", kind="PhotoError", message="x does not exist.")
    inputs = [failure, Input(tmp_path / "gone.jpg"), photo]
    with LocalExecutor(read_photos, jobs=1) as executor:
        memory = LibraryMemory(library, RECIPE)
        results = list(run_batch(iter(inputs), executor, memory=memory))
    assert results[0].outcomes == (failure,)
    assert "gone.jpg cannot be read" in named(results[1])
    assert named(results[2]) == "a"


def test_the_number_of_photos_under_way_is_bounded(tmp_path: Path) -> None:
    photos = make_photos(tmp_path, ["sleep 1.5", *(f"card {n}" for n in range(300))])
    taken = 0

    def inputs() -> Iterator[Input]:
        nonlocal taken
        for photo in photos:
            taken += 1
            yield photo

    with LocalExecutor(read_photos, jobs=2) as executor:
        results = run_batch(inputs(), executor)
        next(results)
        assert taken <= 70
        assert len(list(results)) == 300


def test_a_finished_batch_starts_no_process(tmp_path: Path, library: Library) -> None:
    photos = make_photos(tmp_path / "in", [f"card {n}" for n in range(300)])
    memory = LibraryMemory(library, RECIPE)
    with LocalExecutor(read_photos, jobs=2) as executor:
        assert len(list(run_batch(photos, executor, memory=memory))) == 300
    started_s = time.monotonic()
    with LocalExecutor(_unloadable(), jobs=2) as executor:
        assert len(list(run_batch(photos, executor, memory=memory))) == 300
    assert time.monotonic() - started_s < 2


def _processes_with(text: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if text.encode() in words and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found


def test_an_abandoned_batch_leaves_no_process_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    photos = make_photos(tmp_path / "in", ["a", "child 62", "child 62"])
    with LocalExecutor(read_photos, jobs=2) as executor:
        results = run_batch(photos, executor, group_size=1)
        next(results)
        _until(lambda: len(_processes_with(str(tmp_path / "in"))) == 2)
    assert not _processes_with(str(tmp_path / "in"))
    assert not list(scratch.iterdir())


def _until(condition: Callable[[], bool], timeout_s: float = 20) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)
