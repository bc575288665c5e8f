"""Business cards to clean contacts, on this machine alone.

>>> from cardscan import merge, scan
>>> report = merge(scan("photos"), into="contacts.vcf", dry_run=True)
>>> report.to_json()["new"]
1

What stands in ``__all__`` is for other programs, and stays; so do the values of
:mod:`cardscan.model` that it gives, and the errors of :mod:`cardscan.errors`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cardscan.api import merge, read_book, scan
    from cardscan.app.merge_report import MergedContact, MergeReport
    from cardscan.errors import CardscanError
    from cardscan.model import Contact, Entry, Failure, Scan

__all__ = [
    "CardscanError",
    "Contact",
    "Entry",
    "Failure",
    "MergeReport",
    "MergedContact",
    "Scan",
    "merge",
    "read_book",
    "scan",
]

__version__ = "0.1.0"

_HOMES = {
    "CardscanError": "cardscan.errors",
    "Contact": "cardscan.model",
    "Entry": "cardscan.model",
    "Failure": "cardscan.model",
    "MergeReport": "cardscan.app.merge_report",
    "MergedContact": "cardscan.app.merge_report",
    "Scan": "cardscan.model",
    "merge": "cardscan.api",
    "read_book": "cardscan.api",
    "scan": "cardscan.api",
}


def __getattr__(name: str) -> object:
    """Load what is asked for only then: the command line begins here, too."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted((*__all__, "__all__", "__doc__", "__version__"))
