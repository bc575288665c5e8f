"""The fonts cards are set in: one table of files, Debian packages and licences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path("/usr/share/fonts")


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A family: its Debian package and licence, and its files below ``/usr/share/fonts``."""

    name: str
    kind: str
    package: str
    licence: str
    regular: str
    bold: str
    italic: str | None = None
    light: str | None = None

    def files(self) -> tuple[str, ...]:
        """All files of the family."""
        return tuple(f for f in (self.regular, self.bold, self.italic, self.light) if f)


def _family(
    name: str, kind: str, package: str, licence: str, pattern: str, styles: str
) -> FontFamily:
    """A family whose files differ in one word, ``*`` in the pattern; ``styles`` lists it."""
    files = [None if s == "-" else pattern.replace("*", s) for s in styles.split()]
    regular, bold, italic, light = [*files, None, None][:4]
    if regular is None or bold is None:
        raise ValueError(f"{name} needs a regular and a bold file")
    return FontFamily(name, kind, package, licence, regular, bold, italic, light)


OFL = "OFL-1.1"
APACHE = "Apache-2.0"
USUAL = "Regular Bold Italic Light"
FAMILIES = (
    _family("Lato", "sans", "fonts-lato", OFL, "truetype/lato/Lato-*.ttf", USUAL),
    _family(
        "Open Sans", "sans", "fonts-open-sans", APACHE, "truetype/open-sans/OpenSans-*.ttf", USUAL
    ),
    _family(
        "Roboto",
        "sans",
        "fonts-roboto-unhinted",
        APACHE,
        "truetype/roboto/unhinted/RobotoTTF/Roboto-*.ttf",
        USUAL,
    ),
    _family(
        "Carlito",
        "sans",
        "fonts-crosextra-carlito",
        OFL,
        "truetype/crosextra/Carlito-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Liberation Sans",
        "sans",
        "fonts-liberation",
        OFL,
        "truetype/liberation/LiberationSans-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Cantarell",
        "sans",
        "fonts-cantarell",
        OFL,
        "opentype/cantarell/Cantarell-*.otf",
        "Regular Bold - Light",
    ),
    _family("Karla", "sans", "fonts-karla", OFL, "truetype/karla/Karla-*.otf", USUAL),
    _family("Inter", "sans", "fonts-inter", OFL, "opentype/inter/Inter-*.otf", USUAL),
    _family(
        "Noto Sans",
        "sans",
        "fonts-noto-core",
        OFL,
        "truetype/noto/NotoSans-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Cabin", "sans", "fonts-cabin", OFL, "opentype/cabin/Cabin-*.otf", "Regular Bold Italic"
    ),
    _family("Play", "sans", "fonts-play", OFL, "truetype/play/Play-*.ttf", "Regular Bold"),
    _family(
        "Manrope",
        "sans",
        "fonts-manrope",
        OFL,
        "truetype/manrope/Manrope-*.ttf",
        "Regular Bold - Light",
    ),
    _family(
        "Biolinum",
        "sans",
        "fonts-linuxlibertine",
        OFL,
        "opentype/linux-libertine/LinBiolinum_*.otf",
        "R RB RI",
    ),
    _family("Sora", "round", "fonts-sora", OFL, "opentype/sora/Sora-*.otf", "Regular Bold - Light"),
    _family(
        "Quicksand",
        "round",
        "fonts-quicksand",
        OFL,
        "truetype/quicksand/Quicksand-*.ttf",
        "Medium Bold - Regular",
    ),
    _family(
        "Comfortaa",
        "round",
        "fonts-comfortaa",
        OFL,
        "truetype/comfortaa/Comfortaa-*.ttf",
        "Regular Bold - Light",
    ),
    _family(
        "League Spartan",
        "round",
        "fonts-league-spartan",
        OFL,
        "opentype/league-spartan/LeagueSpartan-*.otf",
        "Regular Bold - Light",
    ),
    _family(
        "Roboto Condensed",
        "condensed",
        "fonts-roboto-unhinted",
        APACHE,
        "truetype/roboto/unhinted/RobotoCondensed-*.ttf",
        USUAL,
    ),
    _family(
        "Liberation Sans Narrow",
        "condensed",
        "fonts-liberation",
        OFL,
        "truetype/liberation/LiberationSansNarrow-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Dosis", "condensed", "fonts-dosis", OFL, "opentype/dosis/Dosis-*.otf", "Medium Bold - Book"
    ),
    _family(
        "Yanone Kaffeesatz",
        "condensed",
        "fonts-yanone-kaffeesatz",
        OFL,
        "opentype/yanone-kaffeesatz/YanoneKaffeesatz-*.otf",
        "Regular Bold - Light",
    ),
    _family(
        "EB Garamond",
        "serif",
        "fonts-ebgaramond",
        OFL,
        "opentype/ebgaramond/EBGaramond12-*.otf",
        "Regular Bold Italic",
    ),
    _family(
        "Libertine",
        "serif",
        "fonts-linuxlibertine",
        OFL,
        "opentype/linux-libertine/LinLibertine_*.otf",
        "R RB RI",
    ),
    _family(
        "Vollkorn",
        "serif",
        "fonts-vollkorn",
        OFL,
        "truetype/vollkorn/Vollkorn-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Caladea",
        "serif",
        "fonts-crosextra-caladea",
        APACHE,
        "truetype/crosextra/Caladea-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Gentium",
        "serif",
        "fonts-sil-gentiumplus",
        OFL,
        "truetype/gentiumplus/GentiumPlus-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Junicode",
        "serif",
        "fonts-junicode",
        OFL,
        "opentype/junicode/JunicodeTwoBeta-*.otf",
        "Regular Bold Italic",
    ),
    _family(
        "Noto Serif",
        "serif",
        "fonts-noto-core",
        OFL,
        "truetype/noto/NotoSerif-*.ttf",
        "Regular Bold Italic",
    ),
    _family(
        "Roboto Slab",
        "serif",
        "fonts-roboto-slab",
        APACHE,
        "opentype/roboto/slab/RobotoSlab-*.otf",
        "Regular Bold - Light",
    ),
    _family(
        "Bebas Neue",
        "display",
        "fonts-bebas-neue",
        OFL,
        "opentype/bebas-neue/BebasNeue-*.otf",
        "Regular Bold",
    ),
    _family(
        "Dancing Script",
        "script",
        "fonts-dancingscript",
        OFL,
        "opentype/dancingscript/DancingScript-*.otf",
        "Regular Bold",
    ),
    _family(
        "Lobster Two",
        "script",
        "fonts-lobstertwo",
        OFL,
        "opentype/lobstertwo/LobsterTwo-*.otf",
        "Regular Bold",
    ),
    _family(
        "Kaushan Script",
        "script",
        "fonts-kaushanscript",
        OFL,
        "opentype/kaushanscript/KaushanScript-*.otf",
        "Regular Regular",
    ),
)


def families(*kinds: str) -> tuple[FontFamily, ...]:
    """The families of the given kinds, in the order of the table."""
    return tuple(f for f in FAMILIES if f.kind in kinds)


def packages() -> tuple[str, ...]:
    """The Debian packages that hold all files of the table, sorted."""
    return tuple(sorted({f.package for f in FAMILIES}))


def missing_packages() -> tuple[str, ...]:
    """Packages of which a file is not installed."""
    missing = {f.package for f in FAMILIES for file in f.files() if not (FOLDER / file).exists()}
    return tuple(sorted(missing))


@lru_cache(maxsize=512)
def load(file: str, size_px: int) -> ImageFont.FreeTypeFont:
    """A font file at a size in pixels."""
    return ImageFont.truetype(str(FOLDER / file), size_px)


@lru_cache(maxsize=8192)
def _has_glyph(file: str, character: str) -> bool:
    font = load(file, 40)
    nothing = bytes(font.getmask("\uffff"))
    return bytes(font.getmask(character)) != nothing


def can_set(family: FontFamily, text: str) -> bool:
    """Whether every file of the family has every letter of the text."""
    letters = {c for c in text if not c.isspace()}
    return all(_has_glyph(file, c) for file in family.files() for c in sorted(letters))
