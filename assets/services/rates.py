"""Recording exchange rates."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.memorandum import lock_memorandum
from approvals.services.trail import record_event
from approvals.wording import date_text
from assets.choices import CeilingCause
from assets.models import ExchangeRate
from assets.money import BASE, QUOTE
from assets.selectors import rate_on
from assets.services.ceiling import take_reading


@act
def record_rate(
    *, actor: Any, base: str, quote: str, rate: Decimal, on_date: datetime.date, source: str
) -> ExchangeRate:
    """Records what one unit of `base` cost in `quote` on a day, at most six decimals.

    A rate that is now the latest moves what is in use and gives a reading of the ceiling.
    Raises InvalidInput for another direction, a day to come, a rate that is not positive, or a source's second rate of
    one day; NotPermitted.
    """
    require(actor, "record_rate")
    if (base, quote) != (BASE, QUOTE):
        raise InvalidInput(_("Rates are recorded as PKR for one USD: base USD, quote PKR."))
    if not rate.is_finite() or rate <= 0 or rate >= Decimal(10) ** 10 or rate != round(rate, 6):
        raise InvalidInput(_("A rate is positive and has at most six decimals, unlike %(rate)s.") % {"rate": rate})
    if not source.strip() or len(source.strip()) > (ExchangeRate._meta.get_field("source").max_length or 0):
        raise InvalidInput(_("Name the source of the rate in a few words."))
    today = business_date()
    if on_date > today:
        raise InvalidInput(
            _("A rate of %(date)s cannot be known on %(today)s.")
            % {"date": date_text(on_date), "today": date_text(today)}
        )
    memorandum = lock_memorandum()
    try:
        with transaction.atomic():
            recorded = ExchangeRate.objects.create(
                base=base,
                quote=quote,
                rate=rate,
                on_date=on_date,
                source=source.strip(),
                recorded_by=actor,
                recorded_on=today,
            )
    except IntegrityError as error:
        raise InvalidInput(
            _("%(source)s already has a rate for %(date)s. Rates are never changed; record one from another source.")
            % {"source": source.strip(), "date": date_text(on_date)}
        ) from error
    record_event(
        actor=actor,
        verb="rate_recorded",
        subject=f"rate:{recorded.pk}",
        label=recorded,
        data={
            "base": base,
            "quote": quote,
            "rate": str(rate),
            "on_date": on_date.isoformat(),
            "source": source.strip(),
        },
    )
    if memorandum is not None and rate_on(BASE, QUOTE, today) == recorded:
        take_reading(actor=actor, memorandum=memorandum, cause=CeilingCause.RATE_RECORDED)
    return recorded
