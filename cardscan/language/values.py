"""What is known of a language and of a country, as frozen records with one field a kind.

Each field is a key of the files in ``tongues/`` and ``countries/``: a record is
a table, a tuple of texts is one text whose entries are separated by ``;`` and
line ends. To add a kind, add a field here and its key to the files. Where the
lists of a record are ``RIVALS``, an entry stands in one of them only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["AddressHabits", "Country", "Houses", "Joints", "NumberLabels", "Tongue"]


@dataclass(frozen=True, slots=True)
class NumberLabels:
    """What is printed beside numbers, by what they reach, the stronger kinds first.

    A label of two kinds counts as the first of them. ``both`` reaches phone and
    fax, ``none`` is of numbers that reach nobody: tax, bank and registry numbers.
    """

    RIVALS: ClassVar[bool] = True

    phone: tuple[str, ...] = ()
    work: tuple[str, ...] = ()
    cell: tuple[str, ...] = ()
    fax: tuple[str, ...] = ()
    home: tuple[str, ...] = ()
    pager: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Houses:
    """Words of buildings: the last one of their names, and what begins a place within them."""

    words: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Joints:
    """Words that join a title to a firm on one line: 'Head of Sales at …', 'Leiter der …'.

    ``at`` is hardly ever within a title; ``of`` often is ('Head of Sales'), so
    that a firm follows it only where other evidence names one.
    """

    at: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """What cards of one language print: ``code`` is ISO 639-1, or 'any' for what all print."""

    code: str
    name: str
    source: str
    number_labels: NumberLabels = NumberLabels()
    houses: Houses = Houses()
    joints: Joints = Joints()
    pronouns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressHabits:
    """How addresses of a country are written.

    ``box_before_city``: a box ('B.P. 214') and the city are a whole address.
    ``mail_goes_to_boxes``: nothing is brought to a door, so that a box beside a
    street is another address. ``houses_have_names``: a line above the street
    may name the house.
    """

    box_before_city: bool = False
    mail_goes_to_boxes: bool = False
    houses_have_names: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """What is true of one country: ``code`` is ISO 3166."""

    code: str
    name: str
    source: str
    address: AddressHabits = AddressHabits()
