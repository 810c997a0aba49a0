"""The securities of the published records, as terms in millions of rupees."""

import datetime
from decimal import Decimal

from assets.conventions.terms import Terms
from tests.assets.golden import rows

BILLS = [row for row in rows("golden_prices.csv") if row["instrument"].startswith("MTB")]
BONDS = [row for row in rows("golden_prices.csv") if row["instrument"].startswith("PIB")]


def settlement_of(row: dict[str, str]) -> datetime.date:
    return datetime.date.fromisoformat(row["settlement"])


def clean_of(row: dict[str, str]) -> Decimal:
    return Decimal(row["price_or_clean"])


def terms_of(row: dict[str, str]) -> Terms:
    """The bill or bond of a row, with the face of the bid; a bill is issued on the day of its settlement."""
    face, maturity = Decimal(row["face_pkr_m"]), datetime.date.fromisoformat(row["maturity"])
    if not row["coupon"]:
        return Terms(face=face, issue_date=settlement_of(row), maturity=maturity, day_count="Act/365")
    return Terms(
        face=face,
        issue_date=datetime.date.fromisoformat(row["issue_date"]),
        maturity=maturity,
        day_count="Act/Act ICMA",
        payments_per_year=2,
        rate_pct=Decimal(row["coupon"]),
    )
