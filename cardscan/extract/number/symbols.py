"""What an icon before a number says of it: weaker than a word, stronger than its range alone."""

from __future__ import annotations

from phonenumbers import PhoneNumber, PhoneNumberType, number_type

from cardscan.extract.number.dialling import is_mobile, kind_of
from cardscan.extract.weights import Evidence
from cardscan.model import Box, Icon, IconKind, PhoneKind, TextLine

__all__ = ["ICON_REASONS", "icon_before", "kind_by_icon"]

ICON_REASONS = {
    IconKind.HANDSET: Evidence.TELEPHONE_ICON_BEFORE_IT,
    IconKind.MOBILE: Evidence.MOBILE_PHONE_ICON_BEFORE_IT,
    IconKind.FAX: Evidence.FAX_MACHINE_ICON_BEFORE_IT,
}


def icon_before(line: TextLine, number: Box, *, behind: float) -> Icon | None:
    """The phone icon that stands nearest before a number, and right of the x ``behind``."""
    fitting = [
        icon
        for icon in line.icons
        if icon.kind in ICON_REASONS and behind <= icon.box.center[0] < number.left
    ]
    return fitting[-1] if fitting else None


def kind_by_icon(icon: Icon | None, number: PhoneNumber) -> PhoneKind:
    """What a number without a printed label reaches.

    A range that belongs to landlines or to mobiles alone outranks an icon, which
    designers choose for its looks; a range that says nothing leaves it to the icon.
    """
    by_range = kind_of(None, number)
    if icon is None:
        return by_range
    if icon.kind is IconKind.MOBILE and number_type(number) != PhoneNumberType.FIXED_LINE:
        return PhoneKind.CELL
    if icon.kind is IconKind.FAX and not is_mobile(number):
        return PhoneKind.FAX
    return by_range
