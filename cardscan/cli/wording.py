"""Options that say what stands in a contact that is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from cardscan.app.choices import USUAL, Wording

__all__ = ["wording_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option("--no-photo", is_flag=True, help="Leave the card's picture out of the vCards."),
    click.option(
        "--photo-size",
        type=click.IntRange(60, 4000),
        metavar="PIXELS",
        default=USUAL.photo_px,
        show_default=True,
        help="The longer side of the card's picture in a vCard.",
    ),
    click.option(
        "--place",
        is_flag=True,
        help="Say in the notes where a photo was taken, if it tells (latitude and longitude).",
    ),
    click.option(
        "--slogans",
        is_flag=True,
        help="Say in the notes slogans and opening hours of the card as well.",
    ),
    click.option(
        "--as-printed",
        is_flag=True,
        help="Leave names, titles and addresses in the capitals that the card has.",
    ),
)


def wording_options(function: F) -> F:
    """Give a command the options that say what stands in a contact.

    It is called with ``wording: Wording``.
    """

    @wraps(function)
    def wrapped(
        *args: Any,
        no_photo: bool,
        photo_size: int,
        place: bool,
        slogans: bool,
        as_printed: bool,
        **options: Any,
    ) -> Any:
        wording = Wording(
            photo=not no_photo,
            photo_px=photo_size,
            place=place,
            slogans=slogans,
            as_printed=as_printed,
        )
        return function(*args, wording=wording, **options)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]  # the same function with more options
