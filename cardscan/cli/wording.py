"""Options that say what stands in a contact that is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["wording_options"]

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--photo/--no-photo",
        default=None,
        help="Whether the card's picture is in the vCards (default: it is).",
    ),
    click.option(
        "--photo-size",
        type=click.IntRange(60, 4000),
        metavar="PIXELS",
        help="The longer side of the card's picture in a vCard (default: 800).",
    ),
    click.option(
        "--place/--no-place",
        default=None,
        help="Whether the notes say the town where a photo was taken, if it tells (default: no).",
    ),
    click.option(
        "--slogans/--no-slogans",
        default=None,
        help="Whether the notes hold slogans and opening hours of the card as well (default: no).",
    ),
    click.option(
        "--as-printed/--tidied",
        default=None,
        help="Whether names, titles and addresses keep the capitals of the card (default: no).",
    ),
)


def wording_options(function: F) -> F:
    """Give a command the options that say what stands in a contact.

    Each comes under the name of the setting that it takes the place of, and is
    None where nobody said it.
    """
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
