"""Names that other programs give to files which are not theirs to show yet, or not pictures."""

from __future__ import annotations

import re

__all__ = ["DONE", "FAILED", "is_passing_name"]

DONE, FAILED = "done", "failed"
"""The folders inside a watched one to which its photos go."""

_PASSING = re.compile(
    r"""
      \..*                          # hidden; .syncthing.*, macOS's ._*, Android's .pending-*
    | ~.*                           # Office's owner files ~$*, Syncthing on Windows ~syncthing~*
    | .*~                           # editors' backups
    | .*\.(part|partial|filepart    # Firefox, KDE, WinSCP, Nextcloud
        |crdownload|download        # Chrome, Safari
        |opdownload|!ut|!qb|bc!     # Opera, torrents
        |tmp|temp|swp|lock|icloud   # editors, iCloud's placeholders
        |aria2|ocdownload|owncloud) # aria2, ownCloud
    | .*\.ocTransferId[0-9]+.*      # Nextcloud's parts on the server
    | @.*                           # Synology's @eaDir, Sophos
    | __macosx                      # what macOS adds to archives
    | \$recycle\.bin | system\ volume\ information
    | thumbs\.db | desktop\.ini
    | .*\.sb-[0-9a-f]{8}-.*         # Apple's safe saves
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_passing_name(name: str) -> bool:
    """Whether a file or folder of this name is temporary, hidden or a system's own."""
    return _PASSING.fullmatch(name) is not None
