"""What is true of a country, as frozen records with one field a kind: the keys of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "AddressHabits",
    "Country",
    "NameHabits",
    "NumberHabits",
    "PostalHabits",
]


@dataclass(frozen=True, slots=True)
class AddressHabits:
    """How addresses of a country are written.

    ``box_before_city``: a box ('B.P. 214') and the city are a whole address.
    ``mail_goes_to_boxes``: nothing is brought to a door, so that a box beside a
    street is another address. ``houses_have_names``: a line above the street
    may name the house. ``before_cities`` and ``behind_cities``: words for a city
    that stand beside its name ('TP. Đà Nẵng', 'Taipei City'). ``number_first``: the
    house's number stands before its street.
    """

    number_first: bool = False
    box_before_city: bool = False
    mail_goes_to_boxes: bool = False
    houses_have_names: bool = False
    before_cities: tuple[str, ...] = ()
    behind_cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PostalHabits:
    """How postal codes of a country are printed on one line with the city.

    ``before_city`` and ``behind_city`` are patterns of the codes on either side, as they have to
    be *found* in a line; ``rank`` says which of several countries with the same pattern is meant
    first, the lowest. ``prefixes`` stand before the code ('D-80331'), and
    ``prefix_is_kept`` where they are part of it ('LV-1011'). ``numbered_districts``:
    digits behind a city are its district ('Praha 4'). ``villages_before_codes``: the
    code stands behind the city as a rule, so that any word before it may be one.
    """

    before_city: tuple[str, ...] = ()
    behind_city: tuple[str, ...] = ()
    rank: int = 99
    prefixes: tuple[str, ...] = ()
    prefix_is_kept: bool = False
    numbered_districts: bool = False
    villages_before_codes: bool = False


@dataclass(frozen=True, slots=True)
class NumberHabits:
    """How numbers of a country are dialled.

    ``mobile`` is the pattern of how mobile numbers begin (national number), for ranges
    that phonenumbers calls unknown because they are reserved or not yet given out.
    ``one_range``: landline and mobile numbers share their ranges, so that a range says
    nothing. ``any_length``: the plan is so wide that other countries' numbers often fit it.
    """

    mobile: str = ""
    one_range: bool = False
    any_length: bool = False


@dataclass(frozen=True, slots=True)
class NameHabits:
    """How people of a country are named.

    ``chinese_order``: a Chinese family name stands before two given names.
    ``two_family_names``: a name ends in two of them. ``middle_is_family``: two are
    common, and a middle name is hardly ever one.
    """

    chinese_order: bool = False
    two_family_names: bool = False
    middle_is_family: bool = False


@dataclass(frozen=True, slots=True)
class Country:
    """What is true of one country: ``code`` is ISO 3166.

    ``called`` are its names as cards print them, in any language. ``states`` are those that
    stand beside a city, the names of each by its code. ``legal_forms`` are those of its
    companies, with dots and blanks as they are commonly printed; ``forms_in_front`` are those
    that stand before the name, ``sole_traders`` those of one person. ``free_mail`` as in
    :class:`cardscan.language.values.Tongue`, of providers at home there. ``tongues`` are codes
    of languages its streets are called in, ``letters`` those beyond a to z that its cards show
    (CLDR's main exemplar sets). ``clues`` are patterns that speak for the country wherever they
    stand: groups of numbers, letters, registers. ``mistaken_for`` are countries whose cards
    look like its own. ``domains`` are endings of its regions and cities ('wien'), ``car_signs``
    those of vehicles that are no ISO code (UN, Vienna Convention 1968, annex 3).
    """

    code: str
    name: str
    source: str
    address: AddressHabits = AddressHabits()
    postal: PostalHabits = PostalHabits()
    numbers: NumberHabits = NumberHabits()
    names: NameHabits = NameHabits()
    tongues: tuple[str, ...] = ()
    letters: str = ""
    clues: tuple[str, ...] = ()
    mistaken_for: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    car_signs: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    states: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    legal_forms: tuple[str, ...] = ()
    forms_in_front: tuple[str, ...] = ()
    sole_traders: tuple[str, ...] = ()
    free_mail: tuple[str, ...] = ()
