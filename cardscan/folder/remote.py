"""Pictures that lie elsewhere, named by a URL (``s3://``, ``sftp://`` …) that fsspec opens."""

from __future__ import annotations

import errno
import importlib
import io
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from cardscan.errors import CardscanError, MissingDependencyError, UsageError
from cardscan.folder.names import is_passing_name, is_picture_name

__all__ = ["RemotePath", "find_remote", "is_url", "path_of"]

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)  # one letter is a drive of Windows


def is_url(text: str) -> bool:
    """Whether a text that names photos is a URL and no path."""
    return _URL.match(text) is not None


def path_of(text: str) -> Path:
    """The path that somebody named: of this machine, also as ``file://``, or of another.

    Raises MissingDependencyError where nothing here can open such a URL, UsageError where
    nothing anywhere can.
    """
    if not is_url(text):
        return Path(text)
    parts = urlsplit(text)
    if parts.scheme.lower() == "file" and parts.netloc in ("", "localhost"):
        return Path(url2pathname(parts.path))
    path = RemotePath(text)
    path.check()
    return path


class RemotePath(type(Path())):  # type: ignore[misc] # a Path as far as a file is read
    """A file or folder at a URL, to be opened, measured and named like any other.

    What its backend raises becomes an OSError with a reason. It is read whole: servers
    seldom give the end of a picture alone.
    """

    _url: str

    def __new__(cls, url: str) -> RemotePath:
        path: RemotePath = super().__new__(cls, url)
        path._url = url
        return path

    def __str__(self) -> str:
        return self._url

    def __fspath__(self) -> str:
        return self._url

    def __reduce__(self) -> tuple[type[RemotePath], tuple[str]]:
        return RemotePath, (self._url,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RemotePath) and self._url == other._url

    def __hash__(self) -> int:
        return hash(self._url)

    @property
    def name(self) -> str:
        return PurePosixPath(urlsplit(self._url).path).name or self._url

    def check(self) -> None:
        """Raise where there is nothing to open such a URL with."""
        _opened(self._url)

    def absolute(self) -> RemotePath:
        return self

    def resolve(self, **_: Any) -> RemotePath:
        return self

    def is_dir(self, **_: Any) -> bool:
        """False: of what lies in a remote folder, each file is named by itself."""
        return False

    def stat(self, **_: Any) -> os.stat_result:
        """Its size, as if it had just been written: nothing tells surely that it is the same."""
        with _explained(self._url):
            files, place = _opened(self._url)
            size = int(files.info(place).get("size") or 0)
        now = int(time.time())
        return os.stat_result((stat.S_IFREG | 0o444, 0, 0, 1, 0, 0, size, now, now, now))

    def read_bytes(self) -> bytes:
        with _explained(self._url):
            files, place = _opened(self._url)
            return bytes(files.cat_file(place))

    def open(self, *_: Any, **__: Any) -> Any:
        """Its bytes as a file, to be read."""
        return io.BytesIO(self.read_bytes())


def find_remote(path: RemotePath) -> list[RemotePath]:
    """The pictures below a remote folder; a file, as its name says, stands for itself.

    Raises OSError.
    """
    if is_picture_name(PurePath(path.name)):
        return [path]
    with _explained(str(path)):
        files, place = _opened(str(path))
        if not files.isdir(place):
            return [path]
        names = [str(files.unstrip_protocol(name)) for name in files.find(place)]
    found = map(RemotePath, names)
    return [p for p in found if is_picture_name(PurePath(p.name)) and not is_passing_name(p.name)]


def _opened(url: str) -> tuple[Any, str]:
    """What opens a URL, and what it calls the place."""
    scheme = url.partition("://")[0]
    try:
        core = importlib.import_module("fsspec.core")
    except ImportError:
        raise MissingDependencyError(
            f"{scheme}:// needs fsspec, which is not installed.",
            next_step="Run pip install 'cardscan-local[remote]'.",
        ) from None
    try:
        files, place = core.url_to_fs(url)
    except ImportError as error:
        raise MissingDependencyError(
            f"{scheme}:// needs a package that is not installed: {error}.",
            next_step="Install it beside cardscan with pip.",
        ) from None
    except ValueError as error:
        if isinstance(error, UnicodeError) or "rotocol" not in str(error):
            raise
        raise UsageError(
            f"Nothing can open {scheme}:// URLs.",
            next_step="See https://filesystem-spec.readthedocs.io for those that can be opened.",
        ) from None
    return files, place


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Every backend has errors of its own; all become an OSError with a reason."""
    try:
        yield
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "it does not exist", url) from None
    except PermissionError:
        raise PermissionError(errno.EACCES, "access is denied", url) from None
    except CardscanError:
        raise
    except Exception as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise OSError(errno.EIO, reason.rstrip("."), url) from error
