"""`cardscan explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cardscan.cli.console import Voice, tell
from cardscan.cli.options import ANY_PATH, reading_options, settings_from, shared_options
from cardscan.errors import UsageError

__all__ = ["command"]


@click.command(name="explain")
@click.argument("photo", type=ANY_PATH)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The picture to write (PNG or JPEG).",
)
@click.option("--page", default=1, show_default=True, help="Which page of a PDF or TIFF.")
@reading_options
@shared_options
def command(photo: Path, out: Path, page: int, voice: Voice, **options: Any) -> None:
    """Draw cards, lines and fields into a photo, and say why each value was chosen.

    The picture shows every found outline and each field, numbered, beside the
    piece of the card that it was read from: green is sure, orange is to be
    checked. The reasons for each value are printed.

    \b
    Example:
      cardscan explain sample_cards/001-scan.jpg --out why.png
    """
    from cardscan.app.explain import explain_photo

    if out.exists() and photo.exists() and out.samefile(photo):
        raise UsageError(f"{out} is the photo itself.", next_step="Name another file with --out.")
    settings = settings_from(options, out, photo)
    explanation = explain_photo(photo, page=page, settings=settings, out=out)
    explanation.save(out)
    tell(*explanation.words.splitlines())
    voice.say(f"The picture is in {out}.")
