"""Reading assets from a comma-separated file with the header of the illustrative data."""

import csv
import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from approvals.exceptions import InvalidInput
from assets.choices import Eligibility
from assets.conventions import pricing
from assets.models import Benchmark
from assets.services.encumbrances import StatedEncumbrance

#: Ten fictional assets; never to be shown as a finding.
SAMPLE_ASSETS = Path(__file__).parent / "data" / "sample_assets.csv"

#: Columns that are taken as they stand.
TEXTS = {
    "asset": "name",
    "asset_class": "asset_class",
    "instrument_type": "instrument_type",
    "isin": "isin",
    "cfi": "cfi",
    "fisn": "fisn",
    "issuer": "issuer",
    "obligor": "obligor",
    "asset_owner": "asset_owner",
    "currency": "currency",
    "quantity_unit": "quantity_unit",
    "unit_price_currency": "unit_price_currency",
    "return_type": "return_type",
    "day_count": "day_count",
    "note": "note",
}
DECIMALS = (
    "nominal_amount",
    "quantity",
    "unit_price",
    "denomination",
    "rate_pct",
    "issue_yield_pct",
    "issue_price",
)
INTEGERS = ("margin_bps", "payments_per_year")
DATES = ("issue_date", "maturity_date")

#: Columns that follow from others or belong to other records; the first three are checked.
DERIVED = (
    "units",
    "tenor_days",
    "issue_proceeds",
    "value_pkr",
    "fx_usd_pkr",
    "value_usd",
    "approvals_needed",
)
OTHERS = ("asset_no", "encumbered", "encumbrance_amount", "title_status", "status", "reference_rate", "payment_dates")
COLUMNS = frozenset({*TEXTS, *DECIMALS, *INTEGERS, *DATES, *DERIVED, *OTHERS})


def read_sample_assets() -> list[dict[str, Any]]:
    """The ten illustrative assets, each as the arguments of `register_instrument`."""
    return read_assets(SAMPLE_ASSETS.read_text(encoding="utf-8"))


def read_assets(text: str) -> list[dict[str, Any]]:
    """Every row of a file's text, each as the arguments of `register_instrument`. Raises InvalidInput at the first wrong row."""
    return [import_instrument_row(row) for row in csv.DictReader(text.splitlines(), strict=True)]


def import_instrument_row(row: dict[str, str]) -> dict[str, Any]:
    """One row as the arguments of `register_instrument`; an empty cell means not stated.

    Units, tenor and proceeds are computed again where the row states them. Raises InvalidInput for a header or a cell
    that cannot be right; what only the register can judge is left to it.
    """
    if set(row) != COLUMNS or any(value is None for value in row.values()):
        wrong = sorted(str(name) for name in set(row) ^ COLUMNS)
        raise InvalidInput(
            _("The file's columns are not those of the register's import (%(columns)s).")
            % {"columns": ", ".join(wrong) or _("a row has too few cells")}
        )
    cells = {name: value.strip() for name, value in row.items()}
    fields: dict[str, Any] = {"number": _integer(cells, "asset_no")}
    fields |= {name: cells[column] for column, name in TEXTS.items()}
    fields |= {name: _decimal(cells, name) for name in DECIMALS}
    fields |= {name: _integer(cells, name) for name in INTEGERS}
    fields |= {name: _date(cells, name) for name in DATES}
    fields["encumbrance"] = _encumbrance(cells)
    fields["reference_rate"] = benchmark_code(cells["reference_rate"])
    # A debt of the state has no title; the register then says so instead of leaving it out.
    fields["title_status"] = (cells["title_status"] or "not applicable").replace(" ", "_")
    if cells["status"] not in ("draft", "referred", ""):
        raise _wrong(cells, "status")
    if cells["status"] == "referred":
        fields |= {"eligibility": Eligibility.REFERRED, "eligibility_reason": cells["note"] or cells["title_status"]}
    else:
        fields |= {"eligibility": Eligibility.OPEN, "eligibility_reason": ""}
    _check_derived(cells, fields)
    return fields


def _check_derived(cells: dict[str, str], fields: dict[str, Any]) -> None:
    nominal, denomination, price = fields["nominal_amount"], fields["denomination"], fields["issue_price"]
    units = _decimal(cells, "units")
    if units is not None and (nominal is None or denomination is None or units * denomination != nominal):
        raise _wrong(cells, "units")
    tenor = _integer(cells, "tenor_days")
    if tenor is not None and (
        fields["issue_date"] is None
        or fields["maturity_date"] is None
        or (fields["maturity_date"] - fields["issue_date"]).days != tenor
    ):
        raise _wrong(cells, "tenor_days")
    realised = _decimal(cells, "issue_proceeds")
    if realised is not None and (
        nominal is None or price is None or pricing.amount(face=nominal, price=price) != realised
    ):
        raise _wrong(cells, "issue_proceeds")


def _decimal(cells: dict[str, str], column: str) -> Decimal | None:
    if not cells[column]:
        return None
    try:
        value = Decimal(cells[column])
    except InvalidOperation:
        raise _wrong(cells, column) from None
    if not value.is_finite():
        raise _wrong(cells, column)
    return value


def _integer(cells: dict[str, str], column: str) -> int | None:
    value = _decimal(cells, column)
    if value is None:
        return None
    if value != value.to_integral_value():
        raise _wrong(cells, column)
    return int(value)


def _date(cells: dict[str, str], column: str) -> datetime.date | None:
    if not cells[column]:
        return None
    try:
        return datetime.date.fromisoformat(cells[column])
    except ValueError:
        raise _wrong(cells, column) from None


def benchmark_code(name: str) -> str | None:
    """The code of a benchmark that a file names by its code or its name; what is unknown comes back as it is."""
    if not name:
        return None
    found = Benchmark.objects.filter(Q(pk=name) | Q(name=name)).first()
    return found.pk if found else name


def _encumbrance(cells: dict[str, str]) -> StatedEncumbrance | None:
    """The lien that a row states; its amount is in rupees, and empty where it is not established."""
    is_encumbered, owed = _yes(cells, "encumbered"), _decimal(cells, "encumbrance_amount")
    if owed and not is_encumbered:
        raise _wrong(cells, "encumbrance_amount")
    return StatedEncumbrance(amount=owed) if is_encumbered else None


def _yes(cells: dict[str, str], column: str) -> bool:
    if cells[column] not in ("yes", "no"):
        raise _wrong(cells, column)
    return cells[column] == "yes"


def _wrong(cells: dict[str, str], column: str) -> InvalidInput:
    return InvalidInput(
        _("Asset %(number)s: “%(value)s” cannot be right for %(column)s. Correct the file, then import it again.")
        % {"number": cells["asset_no"], "value": cells[column], "column": column}
    )
