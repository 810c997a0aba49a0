"""Registering test investors."""

import datetime
import re
from typing import Any

from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from tokenisation.chain.addresses import NOBODY, checksum_address
from tokenisation.models import TestInvestor


@act
def register_investor(
    *, actor: Any, label: str, address: str, country: str, kyc_valid_until: datetime.date
) -> TestInvestor:
    """Registers a test investor. Raises InvalidInput for a label or address in use, an expired check or a wrong address."""
    require(actor, "register_investor")
    label = label.strip()
    if not label or len(label) > 80:
        raise InvalidInput(_("Give the test investor a label of at most 80 characters. Never use a real name."))
    try:
        checked = checksum_address(address.strip())
    except ValueError:
        raise InvalidInput(
            _("“%(address)s” is not an address: 0x and forty hexadecimal digits.") % {"address": address[:60]}
        ) from None
    if checked == checksum_address(NOBODY):
        raise InvalidInput(_("The zero address belongs to nobody and can hold nothing."))
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise InvalidInput(_("Give the country as two capital letters (ISO 3166), for example PK."))
    if kyc_valid_until < business_date():
        raise InvalidInput(_("The identity check has expired already, so it cannot be registered."))
    if TestInvestor.objects.filter(label=label).exists() or TestInvestor.objects.filter(address=checked).exists():
        raise InvalidInput(_("This label or address is registered already."))
    investor = TestInvestor.objects.create(
        label=label,
        address=checked,
        country=country,
        kyc_valid_until=kyc_valid_until,
        registered_by=actor,
        registered_on=business_date(),
    )
    record_event(
        actor=actor,
        verb="investor_registered",
        subject=investor.key,
        label=investor.label,
        data={"address": checked, "country": country, "kyc_valid_until": kyc_valid_until.isoformat()},
    )
    return investor
