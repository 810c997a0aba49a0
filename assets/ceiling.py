"""The memorandum's ceiling: what is in use, what is free.

A proposal takes room from the opening of its case until the case ends (not eligible, withdrawn, rejected or closed), at
the value that was frozen with it. Values are rounded for each asset and then added, so that the register adds up. The
same assets at the latest rate must stay within the ceiling too: a stronger rupee can breach it without a new proposal,
and an open breach blocks every further one. Whoever takes room or gives it back holds the memorandum's row lock.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.exceptions import OverCeiling
from approvals.models import Memorandum
from approvals.wording import amount_text, date_text
from assets.models import CeilingBreach, ExchangeRate, Proposal
from assets.money import in_both_currencies, pro_rata
from assets.selectors import rate_on


@dataclass(frozen=True)
class CeilingStanding:
    """What live cases take, at the frozen values and at the latest rate; `rate` is None before one is recorded."""

    ceiling_usd: Decimal
    in_use_usd: Decimal
    at_latest_rate_usd: Decimal
    rate: ExchangeRate | None

    @property
    def headroom_usd(self) -> Decimal:
        """What is free at the frozen values."""
        return self.ceiling_usd - self.in_use_usd

    @property
    def headroom_at_latest_rate_usd(self) -> Decimal:
        """What is free at the latest rate; negative above the ceiling."""
        return self.ceiling_usd - self.at_latest_rate_usd

    @property
    def is_within(self) -> bool:
        """Whether the ceiling holds at both."""
        return min(self.headroom_usd, self.headroom_at_latest_rate_usd) >= 0


def live_proposals(memorandum: Memorandum) -> "QuerySet[Proposal]":
    """The proposals that take room: those of open and returned cases."""
    return Proposal.objects.filter(case__memorandum=memorandum, case__status__in=LIVE_STATUSES)


def standing_of(memorandum: Memorandum) -> CeilingStanding:
    """The figures as the record is now."""
    return CeilingStanding(
        ceiling_usd=memorandum.ceiling_usd,
        in_use_usd=scope_in_use(memorandum),
        at_latest_rate_usd=scope_at_latest_rate(memorandum),
        rate=_latest_rate(),
    )


def scope_in_use(memorandum: Memorandum) -> Decimal:
    """USD that live cases take, at the values frozen with their proposals."""
    used = live_proposals(memorandum).aggregate(used=Sum("value_usd"))["used"]
    return used if used is not None else Decimal("0.00")


def headroom(memorandum: Memorandum) -> Decimal:
    """USD that are free."""
    return memorandum.ceiling_usd - scope_in_use(memorandum)


def scope_at_latest_rate(memorandum: Memorandum) -> Decimal:
    """USD that live cases would take at the latest rate: a stronger rupee can breach the ceiling without a new proposal."""
    rate = _latest_rate()
    if rate is None:
        return scope_in_use(memorandum)
    live = live_proposals(memorandum).select_related("instrument", "valuation__exchange_rate")
    return sum((value_at(proposal, rate.rate) for proposal in live), Decimal("0.00"))


def value_at(proposal: Proposal, pkr_per_usd: Decimal) -> Decimal:
    """USD that the proposed units take at a rate; at the rate of its own valuation, the frozen value to the cent."""
    valuation = proposal.valuation
    if valuation.exchange_rate.rate == pkr_per_usd:
        return proposal.value_usd
    part = pro_rata(valuation.amount, units=proposal.units, of_units=proposal.instrument.units)
    return in_both_currencies(valuation.currency, part, pkr_per_usd)[1]


def open_breach(memorandum: Memorandum | None = None) -> CeilingBreach | None:
    """The breach that nobody has resolved yet, of which there is at most one; without a memorandum, of the only one."""
    breaches = CeilingBreach.objects.filter(resolution=None).select_related("reading")
    return (breaches.filter(memorandum=memorandum) if memorandum else breaches).first()


def require_room(memorandum: Memorandum, proposal: Proposal) -> None:
    """Raises OverCeiling unless the proposal fits and no breach is open. The caller holds the memorandum's row lock."""
    key = proposal.instrument.key
    if breach := open_breach(memorandum):
        raise OverCeiling(
            _(
                "The ceiling of %(ceiling)s was breached on %(day)s, when %(value)s was in use at the latest rate. "
                "Nothing more can be proposed until the programme lead has resolved the breach."
            )
            % {
                "ceiling": amount_text(breach.reading.ceiling_usd, "USD"),
                "day": date_text(breach.opened_on),
                "value": amount_text(breach.reading.at_latest_rate_usd, "USD"),
            },
            subject=key,
        )
    free = headroom(memorandum)
    if proposal.value_usd > free:
        raise OverCeiling(
            _(
                "%(asked)s would be taken, but of the memorandum's ceiling of %(ceiling)s only %(free)s is free. "
                "Propose fewer units, or wait until another case ends."
            )
            % {
                "asked": _in_words(proposal.value_usd),
                "ceiling": amount_text(memorandum.ceiling_usd, "USD"),
                "free": _in_words(free),
            },
            subject=key,
        )
    _require_room_at_latest_rate(memorandum, proposal, key)


def _require_room_at_latest_rate(memorandum: Memorandum, proposal: Proposal, key: str) -> None:
    rate = _latest_rate()
    if rate is None:
        return
    free = memorandum.ceiling_usd - scope_at_latest_rate(memorandum)
    asked = value_at(proposal, rate.rate)
    if asked > free:
        raise OverCeiling(
            _(
                "At the latest rate, %(rate)s, %(asked)s would be taken, but of the memorandum's ceiling of %(ceiling)s "
                "only %(free)s is free. Propose fewer units, or wait until another case ends or the rate has moved."
            )
            % {
                "rate": rate,
                "asked": _in_words(asked),
                "ceiling": amount_text(memorandum.ceiling_usd, "USD"),
                "free": _in_words(free),
            },
            subject=key,
        )


def _latest_rate() -> ExchangeRate | None:
    return rate_on("USD", "PKR", business_date())


def _in_words(value_usd: Decimal) -> str:
    rate = _latest_rate()
    if rate is None:
        return amount_text(value_usd, "USD")
    pkr, usd = in_both_currencies("USD", value_usd, rate.rate)
    return f"{amount_text(usd, 'USD')} ({amount_text(pkr, 'PKR')})"
