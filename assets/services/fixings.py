"""Recording what a benchmark was fixed at."""

import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from approvals.business_date import business_date
from approvals.exceptions import InvalidInput
from approvals.models import Document
from approvals.rules import require
from approvals.services.acts import act
from approvals.services.trail import record_event
from approvals.wording import date_text
from assets.models import Benchmark, BenchmarkFixing


@act
def record_fixing(
    *,
    actor: Any,
    benchmark: Benchmark,
    on_date: datetime.date,
    value_pct: Decimal,
    source: str,
    auction_number: str = "",
    is_fallback: bool = False,
    document: Document | None = None,
) -> BenchmarkFixing:
    """Records a benchmark's value in percent a year for a day, at most four decimals; the paper that shows it is optional.

    Raises InvalidInput for a day to come, a value that cannot be one, an auction or a fall-back where there can be none,
    a missing source, or a source's second value of one day; NotPermitted.
    """
    require(actor, "record_fixing")
    auction_number, source = auction_number.strip(), source.strip()
    _require_value(value_pct)
    _require_origin(benchmark, auction_number, is_fallback)
    if not source or len(source) > (BenchmarkFixing._meta.get_field("source").max_length or 0):
        raise InvalidInput(_("Name the source of the fixing in a few words."))
    today = business_date()
    if on_date > today:
        raise InvalidInput(
            _("A fixing of %(date)s cannot be known on %(today)s.")
            % {"date": date_text(on_date), "today": date_text(today)}
        )
    try:
        with transaction.atomic():
            recorded = BenchmarkFixing.objects.create(
                benchmark=benchmark,
                on_date=on_date,
                value_pct=value_pct,
                auction_number=auction_number,
                is_fallback=is_fallback,
                source=source,
                document=document,
                recorded_by=actor,
                recorded_on=today,
            )
    except IntegrityError as error:
        raise InvalidInput(
            _(
                "%(source)s already has a value of %(benchmark)s for %(date)s. Fixings are never changed; record one from "
                "another source."
            )
            % {"source": source, "benchmark": benchmark, "date": date_text(on_date)}
        ) from error
    record_event(
        actor=actor,
        verb="fixing_recorded",
        subject=f"fixing:{recorded.pk}",
        label=recorded,
        data={
            "benchmark": benchmark.pk,
            "on_date": on_date.isoformat(),
            "value_pct": f"{value_pct:f}",
            "auction_number": auction_number,
            "is_fallback": is_fallback,
            "source": source,
            "document": document.sha256 if document else "",
        },
    )
    return recorded


def _require_value(value_pct: Decimal) -> None:
    if (
        not value_pct.is_finite()
        or abs(value_pct) >= BenchmarkFixing.LIMIT_PCT
        or value_pct != round(value_pct, BenchmarkFixing._meta.get_field("value_pct").decimal_places)
    ):
        raise InvalidInput(
            _("A fixing is in percent a year, below 100, with at most four decimals, unlike %(value)s.")
            % {"value": value_pct}
        )


def _require_origin(benchmark: Benchmark, auction_number: str, is_fallback: bool) -> None:
    """An auction's number and a fall-back exclude each other, and belong to benchmarks that auctions fix."""
    if not benchmark.is_of_auctions and (auction_number or is_fallback):
        raise InvalidInput(
            _("%(benchmark)s is not fixed by auctions: it has neither an auction's number nor a fall-back.")
            % {"benchmark": benchmark}
        )
    if auction_number and is_fallback:
        raise InvalidInput(_("A fall-back stands in for an auction, so it has no auction's number."))
    if len(auction_number) > (BenchmarkFixing._meta.get_field("auction_number").max_length or 0):
        raise InvalidInput(_("An auction's number has at most 30 characters."))
