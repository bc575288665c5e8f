"""The same behaviour on a real Dask cluster of two worker processes, some of which die."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from cardscan.batch import BatchResult, LocalExecutor, run_batch
from cardscan.batch.cluster import ClusterExecutor
from cardscan.errors import CardscanError, MissingDependencyError, ReaderError
from cardscan.folder import Input, find_inputs, path_of
from cardscan.model import Failure
from tests.batch_work import ON_A_CLUSTER, no_tesseract, other_versions, read_photos, tries
from tests.command_line import READER, ROOT, World

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="the extra cluster")


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
        ON_A_CLUSTER: "yes",
    }
    command = [sys.executable, str(ROOT / "scripts" / "demo_cluster"), "--workers=2", "--port=0"]
    with subprocess.Popen(
        command,
        env=environment,
        cwd=tmp_path_factory.mktemp("cluster"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.send_signal(signal.SIGTERM)


def make_photos(folder: Path, contents: Sequence[str]) -> list[Input]:
    folder.mkdir(exist_ok=True)
    photos = [Input(folder / f"{number:02}.jpg") for number in range(len(contents))]
    for photo, content in zip(photos, contents, strict=True):
        photo.path.write_text(content)
    return photos


def told(results: Sequence[BatchResult], folder: Path) -> list[str]:
    """All that came of the photos of a folder, but for the folder's name."""
    return [repr(each).replace(str(folder), "") for each in results]


@needs_dask
def test_a_killed_worker_and_deadly_photos_change_nothing_else(
    tmp_path: Path, scheduler: str
) -> None:
    contents = [*"abcde", "raise", "orphan", *"fghi", "die", "sleep 60", *"jklm", "cut"]
    here, there = tmp_path / "here", tmp_path / "there"
    with LocalExecutor(read_photos, jobs=2, timeout_s=2) as executor:
        local = list(run_batch(make_photos(here, contents), executor))
    photos = make_photos(there, contents)
    with ClusterExecutor(read_photos, scheduler=scheduler, timeout_s=2) as executor:
        assert executor.jobs == 2
        results = list(run_batch(photos, executor))
    assert told(results, there) == told(local, here)
    lost = {n for n, each in enumerate(results) if isinstance(each.outcomes[0], Failure)}
    assert lost == {n for n, c in enumerate(contents) if c in ("raise", "die", "sleep 60", "cut")}
    assert max(tries(photo.path) for photo in photos) == 2


@needs_dask
@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="a path that all see otherwise")
def test_photos_that_a_worker_does_not_see_are_sent_to_it(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photos(tmp_path, ["a", "b\nc", "cut"])
    monkeypatch.chdir(tmp_path)
    photos = [Input(Path("/proc/self/cwd", f"{number:02}.jpg")) for number in range(3)]
    with LocalExecutor(read_photos, jobs=1) as executor:
        local = list(run_batch(photos, executor))
    trace = tries(photos[0].path)
    with ClusterExecutor(read_photos, scheduler=scheduler) as executor:
        assert list(run_batch(photos, executor)) == local
    assert len(local) == 4
    assert tries(photos[0].path) == trace, "it was read where it lies"


@needs_dask
def test_photos_whose_url_a_worker_cannot_open_are_sent_to_it(
    tmp_path: Path, scheduler: str
) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")  # of this process alone
    for photo in make_photos(tmp_path, ["a", "b\nc"]):
        memory.pipe_file(f"/fair/{photo.path.name}", photo.path.read_bytes())
    photos = find_inputs([path_of("memory://fair")])
    assert [each.path.name for each in photos if isinstance(each, Input)] == ["00.jpg", "01.jpg"]
    with LocalExecutor(read_photos, jobs=1) as executor:
        local = list(run_batch([Input(tmp_path / f"{n:02}.jpg") for n in range(2)], executor))
    with ClusterExecutor(read_photos, scheduler=scheduler) as executor:
        results = list(run_batch(photos, executor))
    here = [repr(each).replace(str(tmp_path), "memory://fair") for each in local]
    assert [repr(each).replace("memory:///", "memory://") for each in results] == here


@needs_dask
def test_cards_read_by_a_cluster_are_those_read_here(
    scanned: World, world: World, scheduler: str
) -> None:
    answer = world.run(
        *("scan", world.photo, "--again", "--out", "far.vcf", "--scheduler", scheduler), *READER
    )
    assert (answer.code, answer.complaints) == (0, [])
    far, near = (
        re.sub(r"REV:.*|UID:.*", "", (each.folder / name).read_text(encoding="utf-8"))
        for each, name in ((world, "far.vcf"), (scanned, "first.vcf"))
    )
    assert far == near


UNFIT = [
    (other_versions, ReaderError, "reads with tesseract 5.5.0, this machine with tesseract 5.3.0"),
    (no_tesseract, MissingDependencyError, "worker tcp://.*: Tesseract is not installed. Install"),
]


@needs_dask
@pytest.mark.parametrize(("versions", "kind", "said"), UNFIT)
def test_a_worker_that_would_read_otherwise_is_refused(
    scheduler: str, versions: Callable[[], tuple[str, ...]], kind: type[CardscanError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        ClusterExecutor(read_photos, scheduler=scheduler, versions=versions)


def test_without_dask_or_cluster_the_message_says_what_to_do() -> None:
    expected = ReaderError if find_spec("distributed") else MissingDependencyError
    with pytest.raises(expected) as caught:
        ClusterExecutor(read_photos, scheduler="nonsense://nowhere")
    if expected is MissingDependencyError:
        assert "cardscan-local[cluster]" in str(caught.value)
