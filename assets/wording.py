"""Words of the register for what the conventions compute: the one place that says them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from assets.conventions.cash_flows import Kind

#: A sukuk pays rental; its conventions know neither a coupon nor interest.
_KINDS = {
    Kind.COUPON: _("Coupon"),
    Kind.RENTAL: _("Rental"),
    Kind.DISCOUNT_REDEMPTION: _("Redemption of paper sold below par"),
    Kind.REDEMPTION: _("Redemption"),
}


def kind_text(kind: Kind) -> Any:
    """What is paid, in the reader's language."""
    return _KINDS[kind]
