"""Reading the register: nothing here changes anything, and no paper's bytes are read along."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.choices import LIVE_STATUSES
from approvals.exceptions import InvalidInput
from approvals.models import AuditEvent, Case
from approvals.wording import date_text
from assets.conventions.floating import Fixing, Fixings
from assets.encumbrances import Liens, encumbrances_of, liens_of
from assets.models import BenchmarkFixing, ExchangeRate, Instrument, LegalFact, Proposal, Revaluation, Valuation
from assets.money import BASE, QUOTE
from assets.valuing import Circumstances, Figures, usual_basis, value

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class RegisterColumns(TypedDict):
        """What `register` adds to an asset."""

        matures_on: datetime.date | None
        value_usd: Decimal | None
        value_pkr: Decimal | None
        valued_as_at: datetime.date | None
        case_id: int | None
        case_reference: str | None
        case_status: Any
        case_stage: int | None
        proposed_units: int | None

    RegisterRow = WithAnnotations[Instrument, RegisterColumns]


#: The parts in which an asset's facts stand, for a query that reads them along.
PARTS = ("security", "pool", "lot", "holding")


def register() -> QuerySet[RegisterRow]:
    """Every asset, with its latest accepted valuation and its latest case, in one query.

    Adds `matures_on` (of securities); `value_usd`, `value_pkr` and `valued_as_at` (empty where none is accepted); and
    `case_id`, `case_reference`, `case_status`, `case_stage` and `proposed_units` (empty where it was never proposed).
    """
    accepted = Valuation.objects.filter(instrument=OuterRef("pk"), acceptance__isnull=False).order_by("-as_at", "-id")
    proposed = Proposal.objects.filter(instrument=OuterRef("pk")).order_by("-id")
    return Instrument.objects.select_related(*PARTS).annotate(
        matures_on=F("security__maturity_date"),
        value_usd=Subquery(accepted.values("value_usd")[:1]),
        value_pkr=Subquery(accepted.values("value_pkr")[:1]),
        valued_as_at=Subquery(accepted.values("as_at")[:1]),
        case_id=Subquery(proposed.values("case_id")[:1]),
        case_reference=Subquery(proposed.values("case__reference")[:1]),
        case_status=Subquery(proposed.values("case__status")[:1]),
        case_stage=Subquery(proposed.values("case__stage_id")[:1]),
        proposed_units=Subquery(proposed.values("units")[:1]),
    )


def without_live_case() -> QuerySet[RegisterRow]:
    """Assets of the register that no open or returned case is about."""
    key = Concat(Value("asset:"), Cast("pk", CharField()), output_field=CharField())
    live = Case.objects.filter(status__in=LIVE_STATUSES).values("subject_key")
    return register().annotate(subject_key=key).exclude(subject_key__in=live)


def current_valuation(instrument: Instrument) -> Valuation | None:
    """The accepted valuation of the latest day, and of that day the latest; None where none is accepted."""
    return (
        Valuation.objects.filter(instrument=instrument, acceptance__isnull=False)
        .select_related("exchange_rate", "acceptance", "document")
        .defer("document__content")
        .order_by("-as_at", "-id")
        .first()
    )


def valuations_to_accept() -> QuerySet[Valuation]:
    """Valuations that nobody accepted and no later one of the same asset overtook, oldest first; revaluations stand apart."""
    later = Valuation.objects.filter(instrument=OuterRef("instrument")).order_by("-id").values("id")[:1]
    return (
        Valuation.objects.filter(acceptance__isnull=True, revaluation=None, id=Subquery(later))
        .select_related("instrument", "exchange_rate", "recorded_by", "document")
        .defer("document__content")
        .order_by("id")
    )


def revaluations_to_accept() -> QuerySet[Revaluation]:
    """Revaluations that nobody accepted and no later one overtook."""
    return (
        Revaluation.objects.filter(
            acceptance__isnull=True, pk=Subquery(Revaluation.objects.order_by("-id").values("id")[:1])
        )
        .select_related("recorded_by", "exchange_rate", "document")
        .defer("document__content")
    )


def proposal_of_case(case: Case) -> Proposal | None:
    """The proposal that opened the case, with its asset and valuation; None for a case that none opened."""
    return (
        Proposal.objects.select_related(
            *(f"instrument__{part}" for part in PARTS), "case", "valuation__exchange_rate", "valuation__document"
        )
        .defer("valuation__document__content")
        .filter(case=case)
        .first()
    )


def live_case(instrument: Instrument) -> Case | None:
    """The asset's open or returned case, of which there is at most one."""
    return Case.objects.filter(subject_key=instrument.key, status__in=LIVE_STATUSES).select_related("stage").first()


def legal_facts_of(instrument: Instrument) -> QuerySet[LegalFact]:
    """The asset's legal facts with their papers, in the order of their recording."""
    return (
        LegalFact.objects.filter(instrument=instrument)
        .select_related("document", "recorded_by")
        .prefetch_related("encumbrances")
        .defer("document__content")
        .order_by("id")
    )


def rate_on(base: str, quote: str, date: datetime.date) -> ExchangeRate | None:
    """The rate of the latest day up to `date`, and of that day the one recorded last; None where there is none."""
    return ExchangeRate.objects.filter(base=base, quote=quote, on_date__lte=date).order_by("-on_date", "-id").first()


def rates_that_hold() -> QuerySet[ExchangeRate]:
    """Every day's rate, which is the one recorded last for it, the first day first."""
    return ExchangeRate.objects.filter(base=BASE, quote=QUOTE).order_by("on_date", "-id").distinct("on_date")


@dataclass(frozen=True)
class ValueAsAt:
    """What all units of an asset are worth at the rate of a day, from its facts as they stand."""

    as_at: datetime.date
    figures: Figures
    rate: ExchangeRate

    @property
    def day_text(self) -> str:
        """The day that was asked for, in words."""
        return date_text(self.as_at)

    @property
    def days_old(self) -> int:
        """Days from the day of the rate to the day that was asked for."""
        return (self.as_at - self.rate.on_date).days


def value_as_at(instrument: Instrument, date: datetime.date) -> ValueAsAt:
    """The asset's value in both currencies at the rate of the latest day up to `date`.

    It is what a valuation at face, or at quantity times price, would record now; nothing is recorded, and nothing
    counts. Raises InvalidInput for a day to come and for one before the first rate.
    """
    today = business_date()
    if date > today:
        raise InvalidInput(
            _("The value as at %(date)s cannot be known on %(today)s.")
            % {"date": date_text(date), "today": date_text(today)}
        )
    rate = rate_on(BASE, QUOTE, date)
    if rate is None:
        raise InvalidInput(
            _("No USD/PKR rate of %(date)s or earlier is recorded, and a later one is never used.")
            % {"date": date_text(date)}
        )
    liens = liens_of(encumbrances_of(instrument, legal_facts_of(instrument))) if instrument.is_lot else ()
    circumstances = Circumstances(as_at=date, pkr_per_usd=rate.rate, liens=liens)
    return ValueAsAt(date, value(instrument, usual_basis(instrument), circumstances), rate)


def fixings_until(date: datetime.date) -> Fixings:
    """Every benchmark's fixings up to `date`, by the benchmark's code, for floaters; in one query.

    Where sources differ on a day, the one recorded last holds; a fall-back never takes the place of an auction.
    """
    rows = (
        BenchmarkFixing.objects.filter(on_date__lte=date)
        .order_by("benchmark_id", "on_date", "is_fallback", "-id")
        .distinct("benchmark_id", "on_date", "is_fallback")
        .values_list("benchmark_id", "on_date", "value_pct", "is_fallback")
    )
    return Fixings(Fixing(*row) for row in rows)


def circumstances_on(
    date: datetime.date, rate: ExchangeRate, *, fixings: Fixings | None = None, liens: Liens = ()
) -> Circumstances:
    """What a valuation as at a day knows: the rate, and every fixing up to that day."""
    known = fixings_until(date) if fixings is None else fixings
    return Circumstances(as_at=date, pkr_per_usd=rate.rate, fixings=known, liens=liens)


def fixings_that_hold() -> QuerySet[BenchmarkFixing]:
    """Every day's fixing of every benchmark: an auction before a fall-back, and then the one recorded last."""
    return (
        BenchmarkFixing.objects.select_related("benchmark")
        .order_by("benchmark_id", "on_date", "is_fallback", "-id")
        .distinct("benchmark_id", "on_date")
    )


def history(instrument: Instrument) -> QuerySet[AuditEvent]:
    """Every act on the asset itself, newest first."""
    return AuditEvent.objects.filter(subject=instrument.key).order_by("-id")
