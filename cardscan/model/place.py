"""Where an address book is: a file, a folder with one contact a file, or a server."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Account", "Place"]

_URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)  # not a drive: C://Users


@dataclass(frozen=True, slots=True)
class Place:
    """An address book as a person names it: by a ``path``, or by the ``url`` of a server.

    ``is_folder`` says that the path ends in a slash: a folder is meant even
    where there is none yet.
    """

    path: Path | None = None
    url: str = ""
    is_folder: bool = False

    @classmethod
    def parse(cls, text: str, *, base: Path | None = None) -> Place:
        """What a text names; a relative path starts from ``base``. Raises ValueError for none."""
        if not text.strip():
            raise ValueError("an address book needs a name")
        if _URL.match(text.strip()):
            return cls(url=text.strip())
        path = Path(text).expanduser()
        return cls(path if base is None else base / path, is_folder=text.endswith(("/", "\\")))

    @property
    def short(self) -> str:
        """The name without the folders before it."""
        return self.url if self.path is None else self.path.name

    def __str__(self) -> str:
        return self.url if self.path is None else str(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A server of address books and calendars, and where its password is; never the password.

    ``password_command`` prints it, ``keyring`` is the service that it is kept under.
    """

    url: str
    user: str | None = None
    book: str | None = None
    calendar: str | None = None
    password_command: str | None = None
    keyring: str | None = None
