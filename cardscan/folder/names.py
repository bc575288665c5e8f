"""Names that other programs give to files which are not theirs to show yet, or not pictures."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from cardscan.model import PICTURE_SUFFIXES

__all__ = [
    "DONE",
    "FAILED",
    "cloud_name",
    "is_camera_name",
    "is_everyday_name",
    "is_passing_name",
    "is_picture_name",
]

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


def is_picture_name(name: PurePath) -> bool:
    """Whether a file's suffix is that of a picture."""
    return name.suffix.lower() in PICTURE_SUFFIXES


def cloud_name(name: str) -> str | None:
    """The name of the picture that a placeholder of iCloud's stands for; None for other files.

    Until macOS 14 a file that is not downloaded lies there as ``.NAME.icloud``.
    """
    if not (name.startswith(".") and name.endswith(".icloud")):
        return None
    picture = name[1 : -len(".icloud")]
    return picture if is_picture_name(PurePath(picture)) else None


_EVERYDAY = frozenset(
    """
    photo photos picture pictures pic pics image images img imgs jpg jpeg png pdf heic
    dcim camera roll cam internal shared storage sdcard sd untitled usb
    screenshots whatsapp signal telegram messenger phone iphone android
    download downloads upload uploads desktop documents files attachments import imports
    card cards business businesscard businesscards scan scans scanned scanner scanning
    in inbox incoming input out output work queue watch watched todo temp tmp test tests
    sample samples example examples data new old misc other folder copy backup archive
    foto fotos bild bilder kamera karte karten visitenkarte visitenkarten eingang posteingang
    dokumente dateien neu neue neuer ordner kopie galerie
    cartes visite numérisations téléchargements dossier nouveau réception
    immagini immagine biglietti biglietto visita scaricati documenti nuova cartella
    imágenes imagenes tarjetas cámara camara descargas documentos nueva carpeta escaneos
    zdjęcia wizytówki skany pobrane obrazy de da di des les the my meine mes mis
    """.split()
)
"""Words that folders of pictures are named with, by cameras and people, and that tell no occasion.

Those of DCF (JEITA CP-3461: DCIM, 100ABCDE) and of the standard folders of Windows, macOS, Android
and desktops, in the languages of the cards that are read.
"""

_DCF_FOLDER = re.compile(r"[1-9][0-9]{2}[0-9a-z_]{5}", re.IGNORECASE)


_OF_CAMERAS = frozenset("dcim camera cam roll".split())


def is_camera_name(name: str) -> bool:
    """Whether a camera or phone named a folder so: DCIM, Camera, 100APPLE."""
    words = _words_of(name)
    return _DCF_FOLDER.fullmatch(name) is not None or (bool(words) and set(words) <= _OF_CAMERAS)


def is_everyday_name(name: str) -> bool:
    """Whether a folder's name says nothing of an occasion: photos, DCIM, 100APPLE, 2026-05-04."""
    return _DCF_FOLDER.fullmatch(name) is not None or set(_words_of(name)) <= _EVERYDAY


def _words_of(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name).casefold())
