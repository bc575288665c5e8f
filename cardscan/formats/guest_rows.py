"""What the columns of a guest list mean, whatever they are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

__all__ = ["Column", "find_columns", "guess_columns", "is_header"]

Row = Sequence[str]


class Column(StrEnum):
    """What a column says of a guest."""

    NAME = "name"
    GIVEN = "given name"
    FAMILY = "family name"
    PREFIX = "prefix"
    FIRM = "firm"
    TITLE = "title"
    EMAIL = "e-mail"
    PHONE = "phone"
    STATUS = "status"
    COMPANIONS = "companions"


# Headers of the exports of Eventbrite, Google Forms, Outlook and Excel lists in ten languages,
# without accents, digits and punctuation.
_HEADERS: Mapping[Column, frozenset[str]] = {
    column: frozenset(part.strip() for part in text.split(";"))
    for column, text in {
        Column.NAME: "name; full name; fullname; guest; guest name; gast; gaste; teilnehmer; "
        "teilnehmerin; teilnehmer in; participant; attendee; attendee name; contact; "
        "contact person; ansprechpartner; kontakt; kontaktperson; nom complet; nom et prenom; "
        "nome completo; nombre completo; nombre y apellidos; person; delegate; speaker; referent; "
        "besucher; naam; navn; namn; nome e cognome; name vorname; nachname vorname; "
        "vorname nachname; vor und nachname; vor und zuname; imie i nazwisko; invite",
        Column.GIVEN: "first name; firstname; first; given name; given names; vorname; vornamen; "
        "prenom; forename; voornaam; imie; fornavn; fornamn; keresztnev; jmeno; prenume",
        Column.FAMILY: "last name; lastname; last; surname; family name; nachname; familienname; "
        "zuname; nom de famille; apellido; apellidos; cognome; achternaam; nazwisko; efternamn; "
        "etternavn; efternavn; apelido; sobrenome; prijmeni; vezeteknev",
        Column.PREFIX: "titel; akad titel; akademischer titel; anrede; salutation; civilite; "
        "prefix; anrede titel; name prefix",
        Column.FIRM: "company; company name; firma; firmenname; organisation; organization; "
        "unternehmen; institution; arbeitgeber; employer; exhibitor; aussteller; societe; "
        "entreprise; empresa; azienda; societa; ditta; bedrijf; organisatie; firm; affiliation; "
        "firma organisation; organisation firma; unternehmen organisation; org; foretag; "
        "virksomhed; organizacja; company organisation; company organization",
        Column.TITLE: "job title; jobtitle; title; position; funktion; function; role; rolle; "
        "beruf; poste; fonction; cargo; puesto; ruolo; functie; stanowisko; job",
        Column.EMAIL: "email; e mail; mail; email address; e mail address; e mail adresse; "
        "emailadresse; email adresse; courriel; correo; correo electronico; adresse e mail",
        Column.PHONE: "phone; telefon; tel; mobile; mobil; handy; telephone; telefonnummer; "
        "phone number; handynummer; mobile phone; cell; telefono; telefoon; gsm; rufnummer",
        Column.STATUS: "status; rsvp; zusage; antwort; response; anmeldestatus; statut; estado",
        Column.COMPANIONS: "guests; begleitung; begleitpersonen; plus one; plus ones; "
        "additional guests; anzahl begleitpersonen; begleitperson; companions; accompagnants; "
        "number of guests; extra guests; plus",
    }.items()
}
# Beside a column of the other part of a name, these mean one part themselves.
_PART_BESIDE = {
    Column.GIVEN: {"name": Column.FAMILY, "nom": Column.FAMILY},
    Column.FAMILY: {"nombre": Column.GIVEN, "nome": Column.GIVEN, "name": Column.GIVEN},
}
_SURELY = frozenset(("name", "full name", "naam", "navn"))
_ALONE = {"nom": Column.NAME, "nombre": Column.NAME, "nome": Column.NAME}
_LAST_HEADER_ROW = 15  # lists begin with a logo, a title and a date, seldom with more


def _plain(text: str) -> str:
    """A header in small letters without accents, digits and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W\d_]+", " ", kept).split())


def is_header(text: str) -> bool:
    """Whether a line alone is the header of what follows."""
    return _plain(text) in _HEADERS[Column.NAME] | _HEADERS[Column.FIRM]


def find_columns(rows: Sequence[Row]) -> tuple[int, dict[int, Column]] | None:
    """The row of headers and what its columns mean; None where no row looks like one."""
    best: tuple[int, dict[int, Column]] | None = None
    for place, row in enumerate(rows[:_LAST_HEADER_ROW]):
        found = _columns(row)
        said = set(found.values())
        names = said & {Column.NAME, Column.GIVEN, Column.FAMILY, Column.FIRM}
        filled = sum(bool(cell.strip()) for cell in row)
        # A list of exhibitors has firms, halls and stands. "Guest" alone may be what somebody is.
        is_plain = Column.FIRM in said or any(_plain(cell) in _SURELY for cell in row)
        if not names or (len(said) < 2 and filled > 1 and not is_plain):
            continue
        if best is None or len(found) > len(best[1]):
            best = (place, found)
    return best


def _columns(row: Row) -> dict[int, Column]:
    words = [_plain(cell) for cell in row]
    # "+1" as a header has no letter.
    found = {p: Column.COMPANIONS for p, cell in enumerate(row) if cell.strip() == "+1"}
    for place, word in enumerate(words):
        column = next((c for c, known in _HEADERS.items() if word in known), None)
        if column is not None:
            found[place] = column
    parts = set(found.values())
    for place, word in enumerate(words):
        for beside, meanings in _PART_BESIDE.items():
            other = Column.FAMILY if beside is Column.GIVEN else Column.GIVEN
            if beside in parts and other not in parts and word in meanings:
                found[place] = meanings[word]
        if place not in found and word in _ALONE:
            found[place] = _ALONE[word]
    titles = [p for p, c in found.items() if c is Column.TITLE]
    if len(titles) > 1:
        # "Title" beside "Job title" is what stands before a name.
        found |= {p: Column.PREFIX for p in titles if words[p] == "title"}
    return found


def guess_columns(rows: Sequence[Row]) -> dict[int, Column]:
    """What columns without headers mean: by what stands in them."""
    width = max(map(len, rows), default=0)
    cells = [
        [row[p].strip() for row in rows if p < len(row) and row[p].strip()] for p in range(width)
    ]
    found: dict[int, Column] = {}
    texts = []
    for place, column in enumerate(cells):
        if _most(column, lambda c: "@" in c):
            found[place] = Column.EMAIL
        elif _most(column, lambda c: sum(map(str.isdigit, c)) >= 6):
            found[place] = Column.PHONE
        elif _most(column, lambda c: any(map(str.isalpha, c))):
            texts.append(place)
    one_word = [p for p in texts[:2] if _most(cells[p], lambda c: len(c.split()) == 1)]
    if len(texts) > 2 and len(one_word) == 2:
        found |= {texts[0]: Column.NAME, texts[1]: Column.NAME}
        texts = texts[2:]
    else:
        found |= dict.fromkeys(texts[:1], Column.NAME)
        texts = texts[1:]
    return found | dict(zip(texts, (Column.FIRM, Column.TITLE), strict=False))


def _most(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(test, cells)) >= 0.7 * len(cells)
