"""Values at the edge of the picture: what is cut off there cannot be known."""

from __future__ import annotations

from dataclasses import replace

from cardscan.model import CardText, Contact, Value

__all__ = ["unsure_at_the_edge"]

_AT_THE_EDGE_PX = 1.5  # of the flattened card; print keeps a margin, a cut does not


def unsure_at_the_edge(contact: Contact, text: CardText) -> Contact:
    """The contact, none of its numbers and addresses online sure that touches a side of the card.

    'info@donauwerk.co' may have gone on, and '0664 12345' as well; a name or a
    title that lost letters is no known word any more.
    """

    def held(value: Value) -> bool:
        return any(
            b.left < _AT_THE_EDGE_PX or b.right > text.width - _AT_THE_EDGE_PX for b in value.boxes
        )

    return replace(
        contact,
        phones=tuple(replace(v, sure=v.sure and not held(v)) for v in contact.phones),
        emails=tuple(replace(v, sure=v.sure and not held(v)) for v in contact.emails),
        urls=tuple(replace(v, sure=v.sure and not held(v)) for v in contact.urls),
        social=tuple(replace(v, sure=v.sure and not held(v)) for v in contact.social),
    )
