"""Templates to pages: what stands on a card is text everywhere, whatever it says."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from cardscan.app.desk import shown_text
from cardscan.library import CardInBrief, Whereabouts
from cardscan.model import Address, Contact, Field, Phone, PhoneKind, Value
from cardscan.web.server import Response

__all__ = ["LABELS", "page", "static_file"]

LABELS = {
    Field.NAME: "Name",
    Field.ORGANIZATION: "Organization",
    Field.DEPARTMENT: "Department",
    Field.TITLE: "Title",
    Field.PHONE: "Phone",
    Field.EMAIL: "E-mail",
    Field.URL: "Website",
    Field.SOCIAL: "Profile",
    Field.ADDRESS: "Address",
}
_KINDS = {
    PhoneKind.WORK: "work",
    PhoneKind.CELL: "mobile",
    PhoneKind.FAX: "fax",
    PhoneKind.HOME: "home",
    PhoneKind.PAGER: "pager",
    PhoneKind.OTHER: "other",
}
_WENT = {"export": "Written to", "merge": "Brought into", "push": "Sent to"}


def page(template: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
    """A template filled in."""
    text = _environment().get_template(template).render(values)
    return Response(text.encode("utf-8", "replace"), status)


def static_file(name: str) -> Response | None:
    """A style sheet, script or picture of ours; None where there is none of that name."""
    found = _static().get(name)
    if found is None:
        return None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(
        found,
        content_type=_TYPES.get(name.rpartition(".")[2], kind),
        headers={"Cache-Control": "no-cache"},
    )


_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@cache
def _static() -> dict[str, bytes]:
    folder = files("cardscan.web") / "static"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cardscan.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        called=_called,
        label=_label,
        shown=shown_text,
        said=_said,
        percent=_percent,
        when=_when,
        file_name=_name,
    )
    environment.globals.update(
        labels=LABELS, kinds=_KINDS, Field=Field, is_phone=_is_phone, went=_went
    )
    return environment


def _label(field: Field) -> str:
    return LABELS[field]


def _called(card: CardInBrief) -> str:
    """Who a card is of, as far as one can tell; else its photo."""
    contact = card.contact or Contact()
    who = (contact.name, *contact.organizations)
    return next((value.value for value in who if value), PurePath(card.source).name)


def _said(value: Value) -> str:
    """What an input does not show of a value: its country, or how the number is printed."""
    if isinstance(value, Address) and value.country:
        return value.country
    if isinstance(value, Phone) and value.printed and value.printed != value.value:
        return f"printed {value.printed}"
    return ""


def _is_phone(value: Value) -> bool:
    return isinstance(value, Phone)


def _percent(confidence: float) -> str:
    """Never rounded up: what is not sure must not look as if it were."""
    return f"{int(100 * confidence)} %"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _name(source: str) -> str:
    return PurePath(source).name


def _went(where: Whereabouts) -> str:
    return _WENT[where.kind]
