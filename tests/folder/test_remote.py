"""Photos named by a URL: over HTTP on this machine, and in fsspec's memory."""

from __future__ import annotations

import pickle
import re
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from cardscan.errors import ExitCode, MissingDependencyError, UsageError
from cardscan.folder import Input, RemotePath, find_inputs, path_of
from cardscan.image import open_picture
from tests.command_line import READER, World

needs_http = pytest.mark.skipif(
    not all(map(find_spec, ("fsspec", "aiohttp"))), reason="the extra remote"
)
needs_fsspec = pytest.mark.skipif(find_spec("fsspec") is None, reason="the extra remote")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the URL under which a server gives it out."""
    folder = tmp_path / "site"
    (folder / "more").mkdir(parents=True)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@needs_http
def test_a_remote_folder_is_searched_like_one_here(site: tuple[Path, str]) -> None:
    folder, url = site
    for name in ("10.jpg", "2.jpg", "notes.txt", "more/3.png"):
        (folder / name).write_bytes(b"x")
    found = find_inputs([path_of(f"{url}/")])
    assert [str(each.path) for each in found if isinstance(each, Input)] == [
        f"{url}/2.jpg",
        f"{url}/10.jpg",
        f"{url}/more/3.png",
    ]


@needs_http
def test_a_photo_at_a_url_is_scanned_like_one_here(
    world: World, scanned: World, site: tuple[Path, str]
) -> None:
    folder, url = site
    (folder / "card.jpg").write_bytes(Path(world.photo).read_bytes())
    answer = world.run(
        *("scan", f"{url}/card.jpg", f"{url}/gone.jpg", "--again", "--out", "far.vcf"), *READER
    )
    assert answer.code == ExitCode.SOME_FAILED
    assert answer.complaints == [f"{url}/gone.jpg cannot be read: it does not exist."]
    far, near = (
        re.sub(r"(?m)^(REV|UID|NOTE|PHOTO).*(\r\n .*)*", "", file.read_text(encoding="utf-8"))
        for file in (world.folder / "far.vcf", scanned.folder / "first.vcf")
    )
    assert far == near


@needs_fsspec
def test_a_remote_picture_is_opened_by_whoever_gets_its_path() -> None:
    import fsspec

    fsspec.filesystem("memory").pipe_file("/cards/1.tif", b"II*\0")
    path = pickle.loads(pickle.dumps(path_of("memory://cards/1.tif")))
    assert (str(path), path.name, path.stat().st_size) == ("memory://cards/1.tif", "1.tif", 4)
    assert path.open("rb").read() == path.read_bytes() == b"II*\0"
    with pytest.raises(Exception, match=r"1\.tif"):
        open_picture(path)


@needs_fsspec
@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("gopher-9://cards/1.jpg", UsageError, "Nothing can open gopher-9:// URLs."),
        ("gdrive+x://cards", UsageError, "Nothing can open"),
    ],
)
def test_a_url_that_nothing_opens_is_a_mistake(url: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=re.escape(said)):
        path_of(url)


@pytest.mark.parametrize(
    ("lacking", "url", "said"),
    [
        ("fsspec.core", "s3://cards/1.jpg", "s3:// needs fsspec, which is not installed."),
        ("s3fs", "s3://cards/1.jpg", "s3:// needs a package that is not installed"),
    ],
)
def test_what_a_url_needs_is_said(
    lacking: str, url: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lacking == "s3fs" and find_spec("fsspec") is None:
        pytest.skip("the extra remote")
    monkeypatch.setitem(sys.modules, lacking, None)
    with pytest.raises(MissingDependencyError, match=said) as caught:
        path_of(url)
    assert "pip" in str(caught.value.next_step)


def test_a_file_url_and_a_drive_are_of_this_machine(tmp_path: Path) -> None:
    named = tmp_path / "a card.jpg"
    assert path_of(named.as_uri()) == named
    assert not isinstance(path_of("c:/photos"), RemotePath)
