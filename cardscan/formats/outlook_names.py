"""The columns of Outlook's CSV as a German Outlook calls them.

Outlook exports and imports the names of its own language; two for one column are those of
different versions. From headings of real exports, of Outlook 2003 (lookout.el for BBDB) and
2007 (bug 9367 in Open-Xchange's tests of its import), and from what converters read since. A
name that is missing here costs nothing: its cells go to the notes with the column's name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["in_english", "in_language_of"]

_GERMAN = {
    "Anrede": "Title", "Vorname": "First Name", "Weitere Vornamen": "Middle Name",
    "Nachname": "Last Name", "Suffix": "Suffix", "Firma": "Company", "Abteilung": "Department",
    "Position": "Job Title", "Straße geschäftlich": "Business Street",
    "Straße geschäftlich 2": "Business Street 2", "Straße geschäftlich 3": "Business Street 3",
    "Ort geschäftlich": "Business City", "Region geschäftlich": "Business State",
    "Postleitzahl geschäftlich": "Business Postal Code",
    "Land/Region geschäftlich": "Business Country/Region",
    "Land geschäftlich": "Business Country/Region", "Straße privat": "Home Street",
    "Straße privat 2": "Home Street 2", "Straße privat 3": "Home Street 3",
    "Ort privat": "Home City", "Bundesland/Kanton privat": "Home State",
    "Region privat": "Home State", "Postleitzahl privat": "Home Postal Code",
    "Land/Region privat": "Home Country/Region", "Land privat": "Home Country/Region",
    "Weitere Straße": "Other Street", "Weitere Straße 2": "Other Street 2",
    "Weitere Straße 3": "Other Street 3", "Weiterer Ort": "Other City",
    "Weiteres/r Bundesland/Kanton": "Other State", "Weitere Region": "Other State",
    "Weitere Postleitzahl": "Other Postal Code", "Weiteres/e Land/Region": "Other Country/Region",
    "Weiteres Land": "Other Country/Region", "Telefon Assistent": "Assistant's Phone",
    "Fax geschäftlich": "Business Fax", "Telefon geschäftlich": "Business Phone",
    "Telefon geschäftlich 2": "Business Phone 2", "Rückmeldung": "Callback",
    "Autotelefon": "Car Phone", "Telefon Firma": "Company Main Phone", "Fax privat": "Home Fax",
    "Telefon (privat)": "Home Phone", "Telefon privat": "Home Phone",
    "Telefon (privat 2)": "Home Phone 2", "Telefon privat 2": "Home Phone 2",
    "Mobiltelefon": "Mobile Phone", "Mobiltelefonnummer": "Mobile Phone",
    "Weiteres Fax": "Other Fax", "Weiteres Telefon": "Other Phone", "Pager": "Pager",
    "Haupttelefon": "Primary Phone", "Postfach geschäftlich": "Business Address PO Box",
    "Postfach privat": "Home Address PO Box", "E-Mail-Adresse": "E-mail Address",
    "E-Mail 2: Adresse": "E-mail 2 Address", "E-Mail 3: Adresse": "E-mail 3 Address",
    "Geburtstag": "Birthday", "Jahrestag": "Anniversary", "Kategorien": "Categories",
    "Name Assistent": "Assistant's Name", "Assistent(in)": "Assistant's Name",
    "Name des/der Vorgesetzten": "Manager's Name", "Name des/r Vorgesetzten": "Manager's Name",
    "Notizen": "Notes", "Partner": "Spouse", "Webseite": "Web Page",
}  # fmt: skip


def _is_german(columns: Collection[str]) -> bool:
    return "Vorname" in columns and "Nachname" in columns


def in_english(row: Mapping[str, str]) -> Mapping[str, str]:
    """Cells by column, or columns alone, under the names that Outlook has in English."""
    if not _is_german(row):
        return row
    return {_GERMAN.get(column, column): cell for column, cell in row.items()}


def in_language_of(columns: Collection[str], cells: Mapping[str, str]) -> dict[str, str]:
    """Cells by their English columns under the names that a table with such columns has."""
    if not _is_german(columns):
        return dict(cells)
    back = {english: german for german, english in reversed(_GERMAN.items())}
    back |= {_GERMAN[column]: column for column in columns if column in _GERMAN}
    return {back.get(column, column): cell for column, cell in cells.items()}
