"""The memorandum's ceiling: what is in use, what is free.

A proposal takes room from the opening of its case until the case ends, at the value that was frozen with it. Values are
rounded for each asset and then added, so that the register adds up. Whoever takes room holds the memorandum's row lock;
giving room back needs none.
"""

from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.exceptions import OverCeiling
from approvals.models import Memorandum
from approvals.wording import amount_text
from assets.models import Proposal
from assets.money import in_both_currencies, pro_rata
from assets.selectors import rate_on


def scope_in_use(memorandum: Memorandum) -> Decimal:
    """USD that live cases take, at the values frozen with their proposals."""
    used = Proposal.objects.filter(case__memorandum=memorandum, case__status__in=LIVE_STATUSES).aggregate(
        used=Sum("value_usd")
    )["used"]
    return used if used is not None else Decimal("0.00")


def headroom(memorandum: Memorandum) -> Decimal:
    """USD that are free."""
    return memorandum.ceiling_usd - scope_in_use(memorandum)


def scope_at_latest_rate(memorandum: Memorandum) -> Decimal:
    """USD that live cases would take at the latest rate: a stronger rupee can breach the ceiling without a new proposal."""
    rate = rate_on("USD", "PKR", business_date())
    if rate is None:
        return scope_in_use(memorandum)
    total = Decimal("0.00")
    live = Proposal.objects.filter(case__memorandum=memorandum, case__status__in=LIVE_STATUSES)
    for proposal in live.select_related("instrument", "valuation"):
        valuation = proposal.valuation
        part = pro_rata(valuation.amount, units=proposal.units, of_units=proposal.instrument.units)
        total += in_both_currencies(valuation.currency, part, rate.rate)[1]
    return total


def require_room(memorandum: Memorandum, value_usd: Decimal, key: str) -> None:
    """Raises OverCeiling unless `value_usd` is free. The caller holds the memorandum's row lock."""
    free = headroom(memorandum)
    if value_usd > free:
        raise OverCeiling(
            _(
                "%(asked)s would be taken, but of the memorandum's ceiling of %(ceiling)s only %(free)s is free. "
                "Propose fewer units, or wait until another case ends."
            )
            % {
                "asked": _in_words(value_usd),
                "ceiling": amount_text(memorandum.ceiling_usd, "USD"),
                "free": _in_words(free),
            },
            subject=key,
        )


def _in_words(value_usd: Decimal) -> str:
    rate = rate_on("USD", "PKR", business_date())
    if rate is None:
        return amount_text(value_usd, "USD")
    pkr, usd = in_both_currencies("USD", value_usd, rate.rate)
    return f"{amount_text(usd, 'USD')} ({amount_text(pkr, 'PKR')})"
