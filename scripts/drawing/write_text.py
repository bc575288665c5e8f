"""Decides what a card says: who, where, and how many numbers and addresses."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from .card_text import CardText, Name, Phone
from .country import City, Country, countries
from .invent import Company, invent_address, invent_company, invent_email, invent_name, plain, upper
from .numbers import draw_phone, sibling, with_extension

PHONE_ROLES = (
    ((), 3),
    (("work",), 8),
    (("cell",), 8),
    (("work", "cell"), 20),
    (("work", "fax"), 12),
    (("work", "cell", "fax"), 14),
    (("switchboard", "direct", "cell"), 5),
    (("work", "direct", "fax"), 5),
    (("work", "direct", "cell", "fax"), 4),
    (("cell", "home"), 1),
)
NAME_STYLES = ("plain", "plain", "plain", "plain", "capitals", "family capitals")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a picture asks of a card; None leaves it to chance."""

    country: str
    person: bool = True
    organization: bool = True
    phones: int | None = None
    emails: int | None = None
    compact: bool = False
    name_style: str | None = None
    addressed: bool | None = None


def _phones(country: Country, city: City, wish: Wish, rng: random.Random) -> tuple[Phone, ...]:
    fitting = [
        (roles, weight)
        for roles, weight in PHONE_ROLES
        if wish.phones is None or len(roles) == wish.phones
    ]
    roles = rng.choices([r for r, _ in fitting], [w for _, w in fitting])[0]
    landline = _landline_like(country, city, rng)
    alike = [t for t in country.mobile if _dress(t) == _dress(landline)]
    mobile = rng.choice(alike if alike and rng.random() < 0.8 else country.mobile)
    phones: list[Phone] = []
    for role in roles:
        if role == "cell":
            phones.append(draw_phone(country, city, role, mobile, rng))
            continue
        fixed = next((p for p in phones if p.role != "cell"), None)
        same_house = fixed is not None and role != "home"
        phone = (
            sibling(fixed, country, role, rng)
            if fixed is not None and same_house
            else draw_phone(country, city, role, landline, rng)
        )
        phones.append(phone)
    if len({p.e164 for p in phones}) < len(phones):
        return _phones(country, city, wish, rng)
    if phones and phones[0].role == "work" and rng.random() < 0.06:
        phones[0] = with_extension(phones[0], country, rng)
    return tuple(phones)


def _dress(template: str) -> tuple[str, bool, bool]:
    """How a number begins and whether it has dots or slashes: one card prints its numbers alike."""
    return template.lstrip("(")[0], "." in template, "/" in template


def _landline_like(country: Country, city: City, rng: random.Random) -> str:
    """A template whose area code is left open, or is the city's."""
    area = city.area.removeprefix("0")

    def fits(template: str) -> bool:
        dialled = re.sub(r"^(\+|00)\d\d|\D|^0", "", re.sub(r"^\(?\+\d\d", "", template))
        return "{A}" in template or not area or dialled.lstrip("0").startswith(area)

    return rng.choice([t for t in country.landline if fits(t)] or country.landline)


def _emails(
    name: Name | None, domain: str, country: Country, wish: Wish, rng: random.Random
) -> tuple[str, ...]:
    role = rng.choice(
        ("office", "info", "kontakt" if country.labels in ("de", "pl", "cz") else "hello", "info")
    )
    general = f"{role}@{domain}"
    count = rng.choices((0, 1, 2), (8, 78, 14))[0] if wish.emails is None else wish.emails
    personal = invent_email(name, domain, country, rng) if name else general
    return tuple(dict.fromkeys((personal, general)))[:count]


def _urls(domain: str, rng: random.Random) -> tuple[str, ...]:
    spelled = (f"www.{domain}", f"www.{domain}", f"www.{domain}", domain, f"https://www.{domain}")
    return (rng.choice(spelled),) if rng.random() < 0.8 else ()


def _social(
    name: Name | None, company: Company, country: Country, rng: random.Random
) -> tuple[str, ...]:
    if rng.random() > 0.1:
        return ()
    handle = plain(company.short, country.code).replace("-", "")[:18]
    person = plain(f"{name.given} {name.family}", country.code) if name else handle
    return (rng.choice((f"@{handle}", f"linkedin.com/in/{person}", f"instagram.com/{handle}")),)


def _small_print(country: Country, rng: random.Random) -> tuple[str, ...]:
    def digits(match: re.Match[str]) -> str:
        return "".join(rng.choice("123456789") for _ in range(int(match[1])))

    lines = rng.sample(country.small_print, rng.choices((0, 1, 2), (65, 25, 10))[0])
    return tuple(re.sub(r"\{d(\d)\}", digits, line) for line in lines)


def _jobs(company: Company, woman: bool, rng: random.Random) -> tuple[str, ...]:
    count = rng.choices((0, 1, 2), (8, 80, 12))[0]
    chosen = rng.sample(company.trade.jobs, min(count, len(company.trade.jobs)))
    return tuple(job.split("|")[-1 if woman else 0] for job in chosen)


def _logo_and_legal(
    company: Company, code: str, wish: Wish, rng: random.Random
) -> tuple[str | None, str | None]:
    if not wish.organization:
        return None, None
    lower = company.short.lower() if " " not in company.short and code != "TR" else company.short
    logo = rng.choice((company.short, company.short, upper(company.short, code), lower))
    if company.full == company.short and rng.random() < 0.7:
        return logo, None
    return rng.choice(
        ((logo, company.full), (logo, company.full), (logo, None), (None, company.full))
    )


def write_text(wish: Wish, rng: random.Random) -> CardText:
    """All that one card of ``wish.country`` says."""
    country = countries()[wish.country]
    city = rng.choice(country.cities)
    company = invent_company(country, rng)
    style = wish.name_style or rng.choice(NAME_STYLES)
    name, woman = invent_name(country, company.trade, style, rng)
    logo, legal = _logo_and_legal(company, country.code, wish, rng)
    person = name if wish.person else None
    domain = company.domain
    if not wish.organization:
        domain = f"{plain(name.family, country.code)}.{country.tld}"
    departments = company.trade.departments
    department = rng.choice(departments) if departments and person and rng.random() < 0.3 else None
    addressed = rng.random() < 0.9 if wish.addressed is None else wish.addressed
    return CardText(
        country=country.code,
        labels=country.labels,
        name=person,
        logo=logo,
        organization=legal,
        department=department if wish.organization else None,
        titles=_jobs(company, woman, rng) if person else (),
        phones=_phones(country, city, wish, rng),
        emails=_emails(person, domain, country, wish, rng),
        urls=_urls(domain, rng),
        social=_social(person, company, country, rng),
        addresses=(invent_address(country, city, rng),) if addressed else (),
        slogan=rng.choice(company.trade.claims)
        if company.trade.claims and rng.random() < 0.35
        else None,
        services=company.trade.services if rng.random() < 0.2 and not wish.compact else (),
        small_print=() if wish.compact else _small_print(country, rng),
    )
