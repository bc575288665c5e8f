"""Every error that cardscan raises on purpose.

The tree::

    CardscanError
    ├── UsageError               2   the command was given something that cannot work
    │   ├── ConfigError          2   a mistake in the configuration file
    │   ├── KnowledgeError       2   a mistake in a file of a language or a country
    │   └── StaleAnswerError     2   the card is another one than the answer was given to
    ├── MissingDependencyError   3   Tesseract, a language or an optional package is not installed
    ├── ReaderError              4   a reader crashed, hung or answered nonsense
    ├── PhotoError               4   one input could not be opened as a picture
    │   ├── UnsupportedPhotoError    the file is no picture that we know
    │   ├── DamagedPhotoError        the picture is cut off, empty or corrupt
    │   ├── EncryptedPhotoError      the PDF asks for a password
    │   └── OversizedPhotoError      decoding it would need too much memory
    ├── NoInputError             4   nothing among the inputs could be read
    ├── LibraryError             5   the library file is damaged, locked or too new
    ├── OutputError              6   the output could not be written; what was there is untouched
    └── AddressBookError         6   an address book cannot be read or written safely
        ├── AddressBookChangedError  it changed between reading and writing
        ├── AddressBookBusyError     another cardscan is writing to it
        └── ServerError              a CardDAV server refused or answered nonsense
            └── LostAnswerError      its answer never came, so nobody knows what it did

Each error holds a message of one sentence and, where there is one, the next
step; ``exit_code`` is what the command line ends with (CONTRACT, "Exit codes").
"""

from __future__ import annotations

from enum import IntEnum

__all__ = [
    "AddressBookBusyError",
    "AddressBookChangedError",
    "AddressBookError",
    "CardscanError",
    "ConfigError",
    "DamagedPhotoError",
    "EncryptedPhotoError",
    "ExitCode",
    "KnowledgeError",
    "LibraryError",
    "LostAnswerError",
    "MissingDependencyError",
    "NoInputError",
    "OutputError",
    "OversizedPhotoError",
    "PhotoError",
    "ReaderError",
    "ServerError",
    "StaleAnswerError",
    "UnsupportedPhotoError",
    "UsageError",
]


class ExitCode(IntEnum):
    """What a command ends with."""

    DONE = 0
    SOME_FAILED = 1
    USAGE = 2
    MISSING = 3
    NO_INPUT = 4
    LIBRARY = 5
    ADDRESS_BOOK = 6
    DEFECT = 70
    INTERRUPTED = 130


class CardscanError(Exception):
    """A mistake or mishap that a user can understand and act on.

    ``message`` is one sentence; ``next_step`` says what to do about it.
    """

    exit_code: ExitCode = ExitCode.DEFECT

    def __init__(self, message: str, *, next_step: str | None = None) -> None:
        super().__init__(message, next_step)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}" if self.next_step else self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling, and
        # errors travel between worker processes.
        return _rebuild, (type(self), self.message, self.next_step)


def _rebuild(kind: type[CardscanError], message: str, next_step: str | None) -> CardscanError:
    return kind(message, next_step=next_step)


class UsageError(CardscanError):
    """The command was given something that cannot work."""

    exit_code = ExitCode.USAGE


class ConfigError(UsageError):
    """The configuration file has a mistake."""


class KnowledgeError(UsageError):
    """A file of a language or a country has a mistake."""


class StaleAnswerError(UsageError):
    """The card was changed since it was shown to whoever answers."""


class MissingDependencyError(CardscanError):
    """A program, language or package that the work needs is not installed."""

    exit_code = ExitCode.MISSING


class ReaderError(CardscanError):
    """A reader crashed, hung or answered nonsense."""

    exit_code = ExitCode.NO_INPUT


class PhotoError(CardscanError):
    """One input could not be opened as a picture."""

    exit_code = ExitCode.NO_INPUT


class UnsupportedPhotoError(PhotoError):
    """The file is no picture that we know."""


class DamagedPhotoError(PhotoError):
    """The picture is empty, cut off or corrupt."""


class EncryptedPhotoError(PhotoError):
    """The PDF asks for a password."""


class OversizedPhotoError(PhotoError):
    """Decoding the picture would need too much memory."""


class NoInputError(CardscanError):
    """Nothing among the inputs could be read."""

    exit_code = ExitCode.NO_INPUT


class LibraryError(CardscanError):
    """The library file is damaged, locked, read-only or of a newer version."""

    exit_code = ExitCode.LIBRARY


class OutputError(CardscanError):
    """The output could not be written; what was there before is untouched."""

    exit_code = ExitCode.ADDRESS_BOOK


class AddressBookError(CardscanError):
    """An address book cannot be read or written safely."""

    exit_code = ExitCode.ADDRESS_BOOK


class AddressBookChangedError(AddressBookError):
    """The address book changed between reading and writing."""


class AddressBookBusyError(AddressBookError):
    """Another cardscan is writing to the same address book."""


class ServerError(AddressBookError):
    """A CardDAV server could not be reached, refused or answered nonsense."""


class LostAnswerError(ServerError):
    """A server's answer never came: what was asked may have been done, or not."""
