"""Words and forms of all languages and countries together, each kind a set built once.

What several rooms ask for is here; a kind that one room alone reads is a view within it.
Names ending in ``_written`` keep marks and capitals; all others are folded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from cardscan.language.load import countries, tongues
from cardscan.language.values import Tongue
from cardscan.language.views import alternatives, folded

__all__ = [
    "amid_companies",
    "articles",
    "captions",
    "company_endings",
    "company_words",
    "company_words_written",
    "department_endings",
    "department_heads",
    "department_topics",
    "dial_words",
    "free_mail",
    "honorifics_before",
    "honorifics_behind",
    "hours",
    "joints",
    "legal_forms_of",
    "maybe_company_words",
    "name_words",
    "particles",
    "role_mailboxes",
    "services",
    "slogans",
    "small_words_written",
    "street_starts",
    "street_suffixes",
    "street_words",
    "title_beginnings",
    "title_endings",
    "title_fields",
    "title_words",
    "title_words_written",
    "units",
    "vocabulary_written",
    "weak_legal_forms",
]


def _written(entries: Callable[[Tongue], Iterable[str]]) -> frozenset[str]:
    return frozenset(entry for tongue in tongues() for entry in entries(tongue))


@cache
def title_words_written() -> frozenset[str]:
    """Words that are a title by themselves."""
    return _written(lambda tongue: tongue.titles.words)


@cache
def title_words() -> frozenset[str]:
    """Words that are a title by themselves."""
    return folded([title_words_written()])


@cache
def title_beginnings() -> frozenset[str]:
    """Words that begin or qualify a title: 'senior', 'stellvertretender'."""
    return folded(tongue.titles.beginnings for tongue in tongues())


@cache
def title_fields() -> frozenset[str]:
    """Words of work and not of who does it: 'sales'."""
    return folded(tongue.titles.fields for tongue in tongues())


@cache
def title_endings() -> tuple[str, ...]:
    """Endings of compounds that name a person by what they do."""
    return tuple(sorted(folded(tongue.titles.endings for tongue in tongues())))


@cache
def department_endings() -> tuple[str, ...]:
    """Endings of compounds that name a department."""
    return tuple(sorted(folded(tongue.departments.endings for tongue in tongues())))


@cache
def company_endings() -> tuple[str, ...]:
    """Endings of compounds that name a company or an institution."""
    return tuple(sorted(folded(tongue.companies.endings for tongue in tongues())))


@cache
def joints(kind: str) -> frozenset[str]:
    """What joins words, folded: ``kind`` is a field of ``Joints``."""
    return folded(getattr(tongue.joints, kind) for tongue in tongues())


@cache
def dial_words(kind: str) -> str:
    """A pattern of what is printed among digits: ``kind`` is a field of ``DialWords``."""
    return alternatives(getattr(tongue.dialling, kind) for tongue in tongues())


@cache
def articles() -> frozenset[str]:
    """Articles that begin the name of a firm."""
    return folded(tongue.articles for tongue in tongues())


@cache
def name_words(kind: str) -> frozenset[str]:
    """Words of people's names, folded: ``kind`` is a field of ``NameWords``."""
    return folded(getattr(tongue.people, kind) for tongue in tongues())


@cache
def department_heads() -> frozenset[str]:
    """Words that name a department by themselves: 'Abteilung'."""
    return folded(tongue.departments.heads for tongue in tongues())


@cache
def department_topics() -> frozenset[str]:
    """Words that name a department together with others: 'marketing'."""
    return folded(tongue.departments.topics for tongue in tongues())


@cache
def company_words_written() -> frozenset[str]:
    """Words of companies and institutions that are hardly anywhere else."""
    return _written(lambda tongue: tongue.companies.words)


@cache
def company_words() -> frozenset[str]:
    """Words of companies and institutions that are hardly anywhere else."""
    return folded([company_words_written()])


@cache
def amid_companies() -> frozenset[str]:
    """Small words and signs within the name of a trade."""
    return folded(tongue.companies.amid for tongue in tongues()) | {"&", "+"}


@cache
def maybe_company_words() -> frozenset[str]:
    """Words of companies that stand in slogans and services as well."""
    return folded(tongue.companies.maybe for tongue in tongues())


@cache
def hours() -> frozenset[str]:
    """Words of opening hours."""
    return folded(tongue.remarks.hours for tongue in tongues())


@cache
def captions() -> frozenset[str]:
    """Words of memberships, captions and other small print."""
    return folded(tongue.remarks.captions for tongue in tongues())


@cache
def slogans() -> frozenset[str]:
    """Words of slogans."""
    return folded(tongue.remarks.slogans for tongue in tongues())


@cache
def honorifics_before() -> frozenset[str]:
    """Courtesy titles and degrees before a name, as they are written."""
    return _written(lambda tongue: tongue.honorifics.before)


@cache
def honorifics_behind() -> frozenset[str]:
    """Degrees and letters behind a name, as they are written."""
    return _written(lambda tongue: tongue.honorifics.behind)


@cache
def particles() -> frozenset[str]:
    """Particles of family names: 'von', 'de'."""
    return folded(tongue.particles for tongue in tongues())


@cache
def small_words_written() -> frozenset[str]:
    """Articles, prepositions and 'and' within titles and names of firms."""
    return _written(lambda tongue: tongue.small_words)


@cache
def street_suffixes() -> tuple[str, ...]:
    """Endings of words of streets: 'strasse'."""
    return tuple(sorted(folded(tongue.streets.suffixes for tongue in tongues())))


@cache
def street_words() -> frozenset[str]:
    """Words of streets: 'road'."""
    return folded(tongue.streets.words for tongue in tongues())


@cache
def street_starts() -> frozenset[str]:
    """Words that begin the line of a street: 'via'."""
    return folded(tongue.streets.starts for tongue in tongues())


@cache
def units() -> frozenset[str]:
    """Words of floors, flats and buildings: 'suite'."""
    return folded(tongue.streets.units for tongue in tongues())


@cache
def services() -> dict[str, tuple[str, ...]]:
    """Social networks with their domains and what cards call them, the main domain first."""
    return {name: known for tongue in tongues() for name, known in tongue.services.items()}


@cache
def role_mailboxes() -> frozenset[str]:
    """What stands before an @ and is no person's: 'info'."""
    return folded(tongue.mailboxes for tongue in tongues())


@cache
def free_mail() -> frozenset[str]:
    """Domains where anybody can have a mailbox."""
    of_countries = (domain for country in countries() for domain in country.free_mail)
    return _written(lambda tongue: tongue.free_mail).union(of_countries)


@cache
def legal_forms_of() -> dict[str, tuple[str, ...]]:
    """The legal forms of each country's companies, as they are written, by its code."""
    return {country.code: country.legal_forms for country in countries() if country.legal_forms}


@cache
def weak_legal_forms() -> frozenset[str]:
    """Legal forms that are also ordinary words or initials, as they are written."""
    return _written(lambda tongue: tongue.companies.forms)


@cache
def vocabulary_written() -> frozenset[str]:
    """Every word of titles, departments, companies, legal forms and degrees."""
    ofs = (
        lambda t: t.titles.words, lambda t: t.titles.beginnings, lambda t: t.titles.fields,
        lambda t: t.departments.heads, lambda t: t.departments.topics,
        lambda t: t.companies.words, lambda t: t.companies.maybe, lambda t: t.companies.forms,
        lambda t: t.honorifics.before, lambda t: t.honorifics.behind,
    )  # fmt: skip
    of_countries = (form for forms in legal_forms_of().values() for form in forms)
    return frozenset(of_countries).union(*map(_written, ofs))
