"""What a card says: values that are drawn, and the same values as truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, exactly as it is printed."""

    full: str
    prefix: str | None
    given: str
    additional: str | None
    family: str
    suffix: str | None

    def to_truth(self) -> dict[str, str | None]:
        """The name in the truth file's keys."""
        return {
            "full": self.full,
            "prefix": self.prefix,
            "given": self.given,
            "additional": self.additional,
            "family": self.family,
            "suffix": self.suffix,
        }


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as printed and as dialled; ``role`` is its label (work, direct, cell, ...)."""

    printed: str
    e164: str
    extension: str | None
    role: str

    @property
    def kind(self) -> str:
        """The kind of a number in the truth file: work, cell, fax or home."""
        return self.role if self.role in ("cell", "fax", "home") else "work"

    def to_truth(self) -> dict[str, str | None]:
        """The number in the truth file's keys."""
        return {
            "printed": self.printed,
            "e164": self.e164,
            "ext": self.extension,
            "type": self.kind,
        }


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address: the lines as printed, and their parts."""

    lines: tuple[str, ...]
    street: str
    postal_code: str
    city: str
    region: str | None
    country: str

    def to_truth(self) -> dict[str, str | None]:
        """The address in the truth file's keys."""
        return {
            "street": self.street,
            "postal_code": self.postal_code,
            "city": self.city,
            "region": self.region,
            "country": self.country,
        }


@dataclass(frozen=True, slots=True)
class CardText:
    """All that a card prints. ``logo`` is the logo's word, ``organization`` the legal name."""

    country: str
    labels: str
    name: Name | None
    logo: str | None
    organization: str | None
    department: str | None
    titles: tuple[str, ...]
    phones: tuple[Phone, ...]
    emails: tuple[str, ...]
    urls: tuple[str, ...]
    social: tuple[str, ...]
    addresses: tuple[Address, ...]
    slogan: str | None
    services: tuple[str, ...]
    small_print: tuple[str, ...]

    def to_truth(self, side: str) -> dict[str, Any]:
        """The card in the scorer's format, without corners."""
        return {
            "side": side,
            "name": self.name.to_truth() if self.name else None,
            "orgs": [value for value in (self.organization, self.logo) if value],
            "department": self.department,
            "titles": list(self.titles),
            "phones": [phone.to_truth() for phone in self.phones],
            "emails": list(self.emails),
            "urls": list(self.urls),
            "social": list(self.social),
            "addresses": [address.to_truth() for address in self.addresses],
            "unsure": [],
        }
