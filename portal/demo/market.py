"""What the illustrative assets are worth beside what they count for: prices, yields, and a revaluation of it all."""

import datetime
from decimal import Decimal
from functools import partial

from assets.choices import ValuationBasis
from assets.models import Benchmark, Instrument
from assets.services.fixings import record_fixing
from assets.services.revaluations import record_revaluation
from assets.services.valuations import accept_valuation, record_valuation
from portal.demo.papers import paper
from portal.demo.people import Cast
from portal.demo.script import Script

_PRICED_ON = datetime.date(2026, 2, 9)
_REVALUED_ON = datetime.date(2026, 6, 5)
#: Number of the asset, basis, and the price per 100 or the yield in percent a year.
_QUOTES = (
    (4, ValuationBasis.YIELD, "11.2500"),
    (5, ValuationBasis.CLEAN_PRICE, "100.1500"),
    (6, ValuationBasis.YIELD, "10.9000"),
)


def add_prices(script: Script, cast: Cast) -> None:
    """A bond, a floater and a sukuk are valued at illustrative market levels, which changes nothing of what counts."""

    def fix() -> str:
        record_fixing(
            actor=cast.case_officer,
            benchmark=Benchmark.objects.get(pk="MTB_6M"),
            on_date=datetime.date(2026, 2, 4),
            value_pct=Decimal("10.9904"),
            auction_number="3",
            source="Illustrative, for the demonstration",
        )
        return "Case officer records the illustrative 6-month average of 4 February 2026"

    def price(number: int, basis: ValuationBasis, quote: str) -> str:
        asset = Instrument.objects.get(number=number)
        valuation = record_valuation(
            actor=cast.case_officer,
            instrument=asset,
            as_at=_PRICED_ON,
            source="Illustrative market levels",
            document=paper(
                actor=cast.case_officer, title=f"Market levels: {asset.name}", text=f"{asset.name}: {quote}"
            ),
            basis=basis,
            quote=Decimal(quote),
        )
        accept_valuation(actor=cast.approver, valuation=valuation)
        return (
            f"{asset.name} is worth {valuation.clean_price} for each 100 at {valuation.yield_pct} %; what counts stays"
        )

    script.do(_PRICED_ON, "fixing of February", fix)
    for number, basis, quote in _QUOTES:
        script.do(_PRICED_ON, f"price {number}", partial(price, number, basis, quote))


def add_revaluation(script: Script, cast: Cast) -> None:
    """On the last day the case officer revalues the register; the approver finds it on their home page."""

    def revalue() -> str:
        revaluation = record_revaluation(
            actor=cast.case_officer,
            as_at=_REVALUED_ON,
            source="Illustrative, at the last rate and the last yields",
            document=paper(actor=cast.case_officer, title="Revaluation note", text="The register as at 5 June 2026."),
        )
        return (
            f"Case officer revalues {revaluation.valuations.count()} assets at once; the approver has still to accept"
        )

    script.do(_REVALUED_ON, "revaluation", revalue)
