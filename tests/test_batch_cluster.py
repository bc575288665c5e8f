"""The same behaviour on a Dask cluster, where the extra is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

from cardscan.batch import run_batch
from cardscan.batch.cluster import ClusterExecutor
from cardscan.errors import MissingDependencyError, ReaderError
from cardscan.folder import Input
from cardscan.model import Failure, Scan
from tests.batch_work import read_photos, tries

ROOT = Path(__file__).parent.parent
needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="the extra cluster")


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """A scheduler and one worker in processes of their own."""
    address = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    setting = ["--scheduler-file", str(address)]
    programs = (
        ["distributed.cli.dask_scheduler", *setting, "--port", "0", "--no-dashboard"],
        ["distributed.cli.dask_worker", *setting, "--nthreads", "1", "--no-dashboard"],
    )
    with ExitStack() as stack:
        for module, *options in programs:
            words = [sys.executable, "-m", module, *options]
            process = stack.enter_context(
                subprocess.Popen(words, env=environment, cwd=tmp_path, stderr=subprocess.DEVNULL)
            )
            stack.callback(process.terminate)
        import distributed

        with distributed.Client(scheduler_file=str(address), timeout=60) as client:
            client.wait_for_workers(1, timeout=60)
            found: str = client.scheduler_info()["address"]
        yield found


@needs_dask
def test_a_cluster_keeps_the_order_and_the_rules(tmp_path: Path, scheduler: str) -> None:
    photos = []
    for number, content in enumerate(["sleep 0.5", *"abcde", "raise", *"fg", "sleep 5", "h"]):
        path = tmp_path / f"{number:02}.jpg"
        path.write_text(content)
        photos.append(Input(path))
    with ClusterExecutor(read_photos, scheduler=scheduler, timeout_s=20) as executor:
        results = list(run_batch(photos, executor))
    assert [each.source for each in results] == [str(photo.path) for photo in photos]
    kinds = [type(each.outcomes[0]) for each in results]
    assert kinds == [Failure if n == 6 else Scan for n in range(len(photos))]
    assert tries(photos[6].path) == 2


@needs_dask
def test_an_overdue_photo_is_given_up(tmp_path: Path, scheduler: str) -> None:
    (tmp_path / "a.jpg").write_text("sleep 4")
    with ClusterExecutor(read_photos, scheduler=scheduler, timeout_s=1) as executor:
        (result,) = run_batch([Input(tmp_path / "a.jpg")], executor)
    (failure,) = result.outcomes
    assert isinstance(failure, Failure)
    assert "more than 1 s" in failure.message


def test_without_dask_or_cluster_the_message_says_what_to_do() -> None:
    expected = ReaderError if find_spec("distributed") else MissingDependencyError
    with pytest.raises(expected) as caught:
        ClusterExecutor(read_photos, scheduler="nonsense://nowhere")
    if expected is MissingDependencyError:
        assert "cardscan-local[cluster]" in str(caught.value)
