"""Reading the tranches of a security: the first issue, which its own terms state, and every re-opening."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from assets.models import Instrument, IssueTranche


@dataclass(frozen=True)
class Tranche:
    """One tranche: of the first issue what the terms state, of a re-opening what was recorded."""

    number: int
    auction_number: str
    settlement_date: datetime.date
    face: Decimal
    clean_price: Decimal | None
    yield_pct: Decimal | None
    reopening: IssueTranche | None = None


def tranches_of(instrument: Instrument) -> list[Tranche]:
    """The first issue and every re-opening; their faces add up to the nominal amount. One query."""
    security = instrument.security
    rows = list(
        instrument.tranches.select_related("document", "recorded_by").defer("document__content").order_by("number")
    )
    reopened = sum((row.face for row in rows), Decimal(0))
    first = Tranche(
        1,
        security.auction_number,
        security.issue_date,
        security.nominal_amount - reopened,
        security.issue_price,
        security.issue_yield_pct,
    )
    return [
        first,
        *(
            Tranche(row.number, row.auction_number, row.settlement_date, row.face, row.clean_price, row.yield_pct, row)
            for row in rows
        ),
    ]
