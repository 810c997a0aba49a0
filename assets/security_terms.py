"""A registered security as the mathematics takes it: `conventions.Terms`, with the fixings that a day knows."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from approvals.exceptions import InvalidInput
from approvals.wording import date_text
from assets.conventions.floating import Fixing, Fixings, rate, with_fixings
from assets.conventions.regular_dates import RegularDates
from assets.conventions.schedules import periods
from assets.conventions.terms import Income, Terms
from assets.family import label_of
from assets.kinds import CONVENTIONS
from assets.models import Instrument, Security

#: What the mathematics says where it cannot go on, so that the catalogue of translations has it.
_SENTENCES = (
    gettext_noop("A price is a positive number."),
    gettext_noop("Settlement does not lie before the issue."),
    gettext_noop("Settlement lies before maturity."),
    gettext_noop("A floater has no rate before it is issued."),
    gettext_noop("No plausible yield gives this price: none between -50 and 1000 percent a year does."),
    gettext_noop("A yield lies between -50 and 1000 percent a year."),
    gettext_noop("A yield so low would make the paper priceless."),
    gettext_noop("A rate lies between 0 and 100 percent a year."),
    gettext_noop(
        "The first payment lies after the issue, on one of the dates counted back from maturity in whole periods."
    ),
)


@contextmanager
def computing(instrument: Instrument) -> Iterator[None]:
    """Turns what the mathematics cannot do into InvalidInput with the reason in the person's language."""
    try:
        yield
    except ValueError as error:
        raise InvalidInput(
            _("This cannot be computed for %(asset)s. %(reason)s") % {"asset": instrument, "reason": _(str(error))},
            subject=instrument.key,
        ) from error


def terms_of(instrument: Instrument, *, fixings: Fixings, as_at: datetime.date) -> Terms:
    """The security's terms; of a floater with its rates as they are known on a day, later ones at the last fixing.

    Raises InvalidInput where the record lacks what the computation needs, or a fixing is not known.
    """
    security, kind = instrument.security, instrument.instrument_type
    convention = CONVENTIONS[kind]
    times = payments_per_year(security)
    if times is None:
        raise _lacks(instrument, "payments_per_year")
    benchmark = security.reference_rate_id
    if times and benchmark is None and security.rate_pct is None:
        raise _lacks(instrument, "rate_pct")
    with computing(instrument):
        terms = Terms(
            face=security.nominal_amount,
            issue_date=security.issue_date,
            maturity=security.maturity_date,
            day_count=security.day_count or convention.usual_day_count,
            payments_per_year=times,
            income=Income.RENTAL if instrument.is_sukuk else Income.COUPON,
            first_payment_date=security.first_payment_date if times else None,
            yield_periods_per_year=0 if times else convention.yield_periods,
            rate_pct=(security.rate_pct if times else None) or Decimal(0),
        )
        return _floating(terms, security, benchmark, fixings, as_at) if benchmark and times else terms


def payments_per_year(security: Security) -> int | None:
    """How often a year it pays: as stated, or as every security of its kind does; None where neither says it."""
    if security.payments_per_year is not None:
        return int(security.payments_per_year)
    usual = CONVENTIONS[security.instrument.instrument_type].payments
    return next(iter(usual)) if len(usual) == 1 else None


def payment_days(security: Security) -> list[datetime.date]:
    """The dates of one year on which it pays, as the year before maturity shows them; none where it pays nothing."""
    times = payments_per_year(security)
    if not times:
        return []
    regular = RegularDates(security.maturity_date, times)
    return sorted((regular.at(back) for back in range(times)), key=lambda day: (day.month, day.day))


def _floating(terms: Terms, security: Security, benchmark: str, fixings: Fixings, as_at: datetime.date) -> Terms:
    """The terms with the rates that are known on a day; before the issue every rate is projected from the last fixing."""
    margin = security.margin_bps or 0
    known = _known(security, benchmark, fixings, as_at)
    if as_at < terms.issue_date:
        return replace(terms, rate_pct=rate(known.value_pct, margin), is_projected=True)
    running = [period for period in periods(terms) if period.start <= as_at]
    if running:
        _known(security, benchmark, fixings, running[-1].start)
    return with_fixings(terms, fixings=fixings, benchmark=benchmark, margin_bps=margin, as_at=as_at)


def _known(security: Security, benchmark: str, fixings: Fixings, day: datetime.date) -> Fixing:
    """The last fixing up to a day. Raises InvalidInput where there is none."""
    found = fixings.find(benchmark, day)
    if found is None:
        raise InvalidInput(
            _("No fixing of %(benchmark)s is recorded up to %(day)s. Record it first.")
            % {"benchmark": security.reference_rate, "day": date_text(day)},
            subject=security.instrument.key,
        )
    return found


def _lacks(instrument: Instrument, name: str) -> InvalidInput:
    return InvalidInput(
        _("This cannot be computed for %(asset)s, since its record lacks: %(fact)s. Amend it first.")
        % {"asset": instrument, "fact": label_of(name)},
        subject=instrument.key,
    )
