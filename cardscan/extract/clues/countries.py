"""The countries a card speaks of: dialling codes, domains, names of places, shapes and words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

import phonenumbers

from cardscan.extract.clues.origin import vote_by_numbers
from cardscan.extract.words.domains import country_of, is_free_mail
from cardscan.extract.words.gazetteer import (
    city_countries,
    country_named,
    state_named,
    states_named,
)
from cardscan.language.known_words import legal_forms_of
from cardscan.language.letters import compact, fold
from cardscan.language.load import countries, tongues
from cardscan.language.views import folded

__all__ = ["region_votes"]

# '00' begins a number only where enough digits follow: '00184 Roma' is a postal code.
_PLUS = re.compile(r"(?:\+|\b00(?=(?:[\s().-]*\d){9}))\s?\(?(\d[\d\s().]{1,6})")
# '(852) 2345 6789', '(54-11) 4371-2345': a country code in brackets without its '+'.
_BRACKETED = re.compile(r"\(\s?[1-9]\d{1,2}(?:[\s-]\d{1,4})?\s?\)[\s.-]?\d[\d\s.-]{5,13}\d")
# '53037 San Gimignano (SI)': Italy alone sets a province's two letters behind its cities.
_PROVINCE = re.compile(r"\b\d{5}\s+[^\W\d_][\w'’. -]*\s\((?P<state>[A-Z]{2})\)")


@cache
def _postal_prefixes() -> tuple[re.Pattern[str], dict[str, str]]:
    """Prefixes to postal codes, 'D-80331', and the country of each."""
    of = {prefix: country.code for country in countries() for prefix in country.postal.prefixes}
    longest_first = "|".join(sorted(of, key=lambda prefix: (-len(prefix), prefix)))
    return re.compile(rf"\b({longest_first})\s?[-–]\s?\d{{4,5}}\b"), of


@cache
def _printed_clues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((c.code, re.compile(clue)) for c in countries() for clue in c.clues)


def _dialled_regions(text: str) -> Iterable[tuple[str, int]]:
    """The countries that numbers with their country code reach, and how much each says.

    Two digits in brackets are a Brazilian area code as often as a country code.
    """
    for found in _PLUS.finditer(text):
        digits = re.sub(r"\D", "", found.group(1))
        for length in (1, 2, 3):
            code = int(digits[:length] or 0)
            regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(code)
            if regions:
                yield regions[0], 5
                break
    for found in _BRACKETED.finditer(text):
        region = _region_of("+" + re.sub(r"\D", "", found.group()))
        if region:
            yield region, 1 if re.match(r"\(\s?\d\d\s?\)", found.group()) else 3


@lru_cache(maxsize=1024)
def _region_of(dialled: str) -> str | None:
    """The country of a valid international number, or None."""
    try:
        number = phonenumbers.parse(dialled, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _pieces(text: str) -> list[str]:
    """The names a line is made of, without its numbers and codes."""
    return [p for piece in _BETWEEN.split(text) if (p := piece.strip(" .-#'\""))]


_BETWEEN = re.compile(r"[,|•·;()\n–—/:]|\s-\s|(?<!\w)[A-Z]{0,2}-?\d[\w-]*")


def _named_places(text: str) -> Iterable[tuple[str, int]]:
    """The countries of the places that a line names, and how much each name says.

    'Jordan' before 'Kowloon' is a street's quarter, not the country; a city that
    several countries have says little, as does any in the United States, whose
    small towns bear the names of the whole world.
    """
    pieces = _pieces(text)
    cities = [city_countries(p) if _may_be_city(p) else () for p in pieces]
    for position, piece in enumerate(pieces):
        country = country_named(piece)
        behind = [homes for homes in cities[position + 1 :] if homes]
        if country and all(country in homes for homes in behind):
            yield country, _NAMED
        homes = cities[position]
        for home in homes[:_MOST_HOMES]:
            yield home, 3 if homes == (home,) and home != "US" else 1
        for home in states_named(piece) if not country else ():
            yield home, 2


def _may_be_city(piece: str) -> bool:
    """Whether a piece is no quarter that every town has, though some towns are called so."""
    return len(piece) >= _SHORTEST_CITY and fold(piece) not in _quarters()


@cache
def _quarters() -> frozenset[str]:
    return folded(tongue.addresses.quarters for tongue in tongues())


_SHORTEST_CITY = 3  # letters: 'Bo', 'Ho' and 'Of' are cities, too
_MOST_HOMES = 4


@cache
def _forms() -> dict[str, str]:
    """Legal forms that one country alone has, in their compact form, and that country."""
    homes: dict[str, set[str]] = {}
    for country, forms in legal_forms_of().items():
        for form in forms:
            homes.setdefault(compact(form), set()).add(country)
    return {
        form: next(iter(codes))
        for form, codes in homes.items()
        if len(codes) == 1 and len(form) >= _SHORTEST_FORM
    }


_SHORTEST_FORM = 5  # letters: 'sdnbhd', 'ptyltd', 'sadecv'; shorter ones are too often initials
_LONGEST_FORM = 4  # words


def _of_legal_form(text: str) -> str | None:
    """The country whose legal form alone ends a line or stands before its comma."""
    words = re.sub(r"[,|()]", " ", text).split()
    for last in range(len(words), 1, -1):
        for count in range(min(_LONGEST_FORM, last - 1), 0, -1):
            country = _forms().get(compact("".join(words[last - count : last])))
            if country:
                return country
    return None


def region_votes(lines: Iterable[str], domains: Counter[str], region: str | None) -> Counter[str]:
    """How much a card's lines, its e-mail and web domains and the user say of each country."""
    votes: Counter[str] = Counter()
    places: Counter[str] = Counter()
    texts = tuple(lines)
    for text in texts:
        for country, weight in (*_dialled_regions(text), *_printed_so(text)):
            votes[country] += weight
        for country, weight in _named_places(text):
            (votes if weight == _NAMED else places)[country] += weight
        form = _of_legal_form(text)
        if form:
            places[form] += 2
    for domain in domains:
        home = country_of(domain.partition(".")[2])
        if home:
            votes[home] += _of_domain(domain)
    for country, count in places.items():
        votes[country] += min(count, _MOST_OF_PLACES)
    if region:
        votes[region.upper()] += 2
    if max(votes.values(), default=0) < _SAID:
        vote_by_numbers(texts, votes)
    return votes


def _printed_so(text: str) -> Iterable[tuple[str, int]]:
    """The countries whose prefix to a postal code, grouping of numbers or words a line shows."""
    pattern, prefixes = _postal_prefixes()
    for prefix in pattern.findall(text):
        yield prefixes[prefix], 6
    province = _PROVINCE.search(text)
    if province and state_named(province["state"], "IT"):
        yield "IT", 4
    for country, shape in _printed_clues():
        if shape.search(text):
            yield country, 1


_SAID = 10  # votes of a country that a domain and a dialling code or name agree on
_NAMED = 6  # a country by its own name
_MOST_OF_PLACES = 4  # cities, states and legal forms together say no more than a domain
_WORLDWIDE = ("yahoo.", "hotmail.", "live.", "outlook.", "msn.")


def _of_domain(domain: str) -> int:
    """What a country's domain says; 'yahoo.fr' is used wherever French is spoken."""
    if not is_free_mail(domain):
        return 4
    return 2 if domain.startswith(_WORLDWIDE) else 3
