"""What is known of a language, as frozen records with one field a kind.

Each field is a key of the files in ``tongues/`` and ``countries/``: a record is
a table, a tuple of texts is one text whose entries are separated by ``;`` and
line ends, a mapping a table of such texts with keys of its own. To add a kind,
add a field here and its key to the files. Where the lists of a record are
``RIVALS``, an entry stands in one of them only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

__all__ = [
    "AddressWords",
    "Calendar",
    "CompanyWords",
    "Departments",
    "DialWords",
    "Honorifics",
    "Houses",
    "Joints",
    "NameWords",
    "NumberLabels",
    "Offices",
    "Remarks",
    "Streets",
    "Titles",
    "Tongue",
]


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
class DialWords:
    """What is printed among the digits of numbers.

    ``extensions`` stand before digits to dial once connected ('ext. 12'), ``direct`` before
    those that end the number itself ('DW 12'); ``lines`` behind the count of a
    switchboard's lines, ``hours`` behind times of the day.
    """

    extensions: tuple[str, ...] = ()
    direct: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Houses:
    """Words of buildings: the last one of their names, and what begins a place within them.

    ``areas`` begin lines that say in which part of a town a street is: 'Zone artisanale'.
    ``parts`` end compounds that are a part of a house, no village: 'Hintereingang'.
    """

    words: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Streets:
    """What tells a line of an address.

    ``suffixes`` end the word of a street ('Hauptstraße'), ``words`` are one by themselves,
    ``starts`` begin the line ('Via Roma'), ``units`` are floors, flats and buildings.
    ``telling`` are patterns of streets that no other language has. ``never_names`` are no
    family names, so that they end a street without a number. ``prepositions`` and adjectives
    within a street's name are no street by themselves; ``landmarks`` begin a line that says
    what a place is near to. ``short`` are the forms that address books use, with the words
    that they stand for.
    """

    suffixes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    never_names: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joints:
    """Words that join a title to a firm on one line: 'Head of Sales at …', 'Leiter der …'.

    ``at`` is hardly ever within a title; ``of`` often is ('Head of Sales'), so
    that a firm follows it only where other evidence names one. ``both`` is 'and'.
    """

    at: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    both: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Titles:
    """Words of titles: ``words`` are one by themselves, ``beginnings`` begin or qualify one.

    ``fields`` name work and not who does it: a title on their own ('Sales'), none
    beside the word of a department. ``endings`` are those of compounds that name a
    person by what they do ('Vertriebsleiter'). ``short`` are words of titles that are
    as short as an acronym: in a line of capitals they are written small ('Head of IT').
    """

    words: tuple[str, ...] = ()
    beginnings: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Departments:
    """Words of departments: ``heads`` name one by themselves, ``bare`` ones never alone.

    ``topics`` do so only together with others, or below a name. ``endings`` are those of
    compounds that name one ('Bauamt'), but for a longer ending of companies ('Finanzamt').
    """

    heads: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanyWords:
    """Words of companies and institutions: ``words`` are hardly anywhere else.

    ``maybe`` stand in slogans and services as well; ``forms`` are legal forms that are also
    ordinary words or initials, so that they count only behind another word. ``endings``
    are those of compounds ('Stahlwerk'). ``amid`` are small words
    within a trade ('Obst und Gemüse'): fewer than all, as a firm's own name often holds
    'am', 'für' or 'the', and is no trade that another name stands below.
    """

    words: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    amid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remarks:
    """Words of lines that are no field: opening hours, captions and memberships, slogans.

    ``until`` stand between two hours or days, ``closed`` are hours by themselves.
    ``memberships`` are patterns of what somebody is a part of ('Ein Unternehmen der …'),
    ``brands`` the words of those that say whose brand something is.
    """

    hours: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    slogans: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of days and months, whole and short, as scripts/write_calendar takes them from CLDR."""

    days: tuple[str, ...] = ()
    months: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Honorifics:
    """Courtesy titles and degrees that stand before a name, and behind it.

    They are compared without dots and case.
    """

    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameWords:
    """Words of people's names that say where given and family name part.

    ``never_given`` begin no name, though lists of given names hold some: particles,
    articles, 'Family'. ``before_particles`` belong to the family name with the particle
    behind them ('Janse van Rensburg', 'Freiherr von Stein'). ``first_families`` are the
    commonest family names where they stand first, ``middle`` the words that stand behind
    such a one. ``behind_mary`` follow 'María' and its article; ``second_given`` are given
    names in second place that lists of family names hold as well. ``couples`` join two
    given names before one family name; 'y' and 'e' join family names. ``labels`` stand
    before a name with a colon, ``generations`` behind it ('jr', 'III').
    """

    never_given: tuple[str, ...] = ()
    before_particles: tuple[str, ...] = ()
    first_families: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    behind_mary: tuple[str, ...] = ()
    second_given: tuple[str, ...] = ()
    couples: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    generations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressWords:
    """Words of lines of addresses: ``labels`` stand before one with a colon or dot.

    ``plain_labels`` mean nothing else and need none ('bezoekadres Purmerweg 88');
    ``boxes`` stand before the number of a box at a post office, ``numbered`` before one that
    is a house's or a flat's, no postal code. ``quarters`` are parts that every town has,
    though some towns are called so; ``registers`` are patterns of those that count people.
    """

    labels: tuple[str, ...] = ()
    plain_labels: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    registers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offices:
    """Words of an office, before the address that is its own.

    ``words`` stand above any street ('Filiale'), ``of_cities`` before the name of a
    city ('Büro Krefeld').
    """

    words: tuple[str, ...] = ()
    of_cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tongue:
    """What cards of one language print: ``code`` is ISO 639-1, or 'any' for what all print.

    ``particles`` are those of family names, ``mailboxes`` what stands before an @ and reaches
    nobody by name (info, office), ``free_mail`` the domains where anybody has a mailbox.
    ``owners`` stand before the name of whom a firm belongs to or who is to be asked for,
    ``regions`` behind the title of who is in charge of one; ``small_words`` are the
    articles, prepositions and 'and' within titles and names of firms, ``articles`` those
    that begin the name of a firm. ``online_labels`` stand before a mailbox or a web
    address. ``services`` are
    social networks with their domains and what cards call them; the first domain is
    the one that values are written with. ``hubs`` are the domains where anybody can have a
    page or a short address, ``chats`` what stands before a name to be called or written to.
    """

    code: str
    name: str
    source: str
    number_labels: NumberLabels = NumberLabels()
    dialling: DialWords = DialWords()
    online_labels: tuple[str, ...] = ()
    addresses: AddressWords = AddressWords()
    streets: Streets = Streets()
    houses: Houses = Houses()
    joints: Joints = Joints()
    people: NameWords = NameWords()
    pronouns: tuple[str, ...] = ()
    titles: Titles = Titles()
    departments: Departments = Departments()
    companies: CompanyWords = CompanyWords()
    remarks: Remarks = Remarks()
    calendar: Calendar = Calendar()
    honorifics: Honorifics = Honorifics()
    particles: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    offices: Offices = Offices()
    small_words: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    mailboxes: tuple[str, ...] = ()
    free_mail: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    chats: tuple[str, ...] = ()
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
