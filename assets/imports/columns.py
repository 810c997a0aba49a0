"""The columns of the register's table files: those of the illustrative data, then every further fact.

An export has all of them in this order, an import any of them that include the required ones.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from assets.family import every_field
from assets.files import cells
from assets.files.reading import check_header

#: Facts whose column has another name. `status` says `draft` where the register says `open`.
COLUMN_OF: Mapping[str, str] = {"number": "asset_no", "name": "asset", "eligibility": "status"}
FACT_OF: Mapping[str, str] = {column: fact for fact, column in COLUMN_OF.items()}

#: The header of the illustrative data.
SAMPLE = (
    "asset_no",
    "asset",
    "asset_class",
    "instrument_type",
    "isin",
    "cfi",
    "fisn",
    "issuer",
    "obligor",
    "asset_owner",
    "currency",
    "nominal_amount",
    "quantity",
    "quantity_unit",
    "unit_price",
    "unit_price_currency",
    "denomination",
    "units",
    "issue_date",
    "maturity_date",
    "tenor_days",
    "return_type",
    "rate_pct",
    "issue_yield_pct",
    "issue_price",
    "issue_proceeds",
    "reference_rate",
    "margin_bps",
    "payments_per_year",
    "payment_dates",
    "day_count",
    "value_pkr",
    "fx_usd_pkr",
    "value_usd",
    "encumbered",
    "encumbrance_amount",
    "title_status",
    "approvals_needed",
    "status",
    "note",
)

#: What every file has to have a column for. A row has a number or an ISIN as well, by which it is known again.
REQUIRED = ("asset", "asset_class", "instrument_type", "asset_owner", "currency")

#: What follows from facts: computed again, and refused where it does not agree. A rate is no fact of an asset either.
DERIVED: Mapping[str, Callable[[str], Any]] = {
    "units": cells.integer,
    "tenor_days": cells.integer,
    "issue_proceeds": cells.decimal,
    "payment_dates": cells.text,
    "value_pkr": cells.decimal,
    "fx_usd_pkr": cells.decimal,
    "value_usd": cells.decimal,
}

#: What somebody else holds over the asset, which becomes a record of its own.
ENCUMBRANCE: Mapping[str, Callable[[str], Any]] = {"encumbered": cells.yes_no, "encumbrance_amount": cells.decimal}

#: What the portal answers itself, from its own list of sign-offs; read, judged and left out.
LEFT_OUT: Mapping[str, Callable[[str], Any]] = {"approvals_needed": cells.text}


@cache
def all_columns() -> tuple[str, ...]:
    """Every column in the order of an export."""
    further = (column_of(name) for name in every_field())
    return (*SAMPLE, *(column for column in further if column not in SAMPLE))


def column_of(fact: str) -> str:
    """The column of a fact."""
    return COLUMN_OF.get(fact, fact)


def fact_of(column: str) -> str | None:
    """The fact that a column states; None for a column that states another thing."""
    name = FACT_OF.get(column, column)
    return name if name in every_field() else None


def require_header(header: tuple[str, ...]) -> None:
    """Raises InvalidInput that names every missing, unknown and doubled column."""
    check_header(header, known=frozenset(all_columns()), required=REQUIRED)


def parser_of(fact: str) -> Callable[[str], Any]:
    """How a cell of a fact's column is read. The parser raises CellError."""
    field = every_field()[fact]
    if fact in ("eligibility", "title_status"):
        return _WORDS[fact]
    if isinstance(field, models.DecimalField):
        return cells.decimal
    if isinstance(field, models.IntegerField):
        return cells.integer
    if isinstance(field, models.DateField):
        return cells.date
    return cells.note if isinstance(field, models.TextField) else cells.text


def _title_status(cell: str) -> str:
    """The illustrative data write it with blanks."""
    return cells.text(cell).replace(" ", "_")


_ELIGIBILITY = {"draft": "open", "referred": "referred", "not eligible": "not_eligible"}
STATUS_OF: Mapping[str, str] = {eligibility: status for status, eligibility in _ELIGIBILITY.items()}


def _eligibility(cell: str) -> str:
    word = cells.text(cell)
    try:
        return _ELIGIBILITY[word]
    except KeyError:
        raise cells.CellError(
            _("“%(value)s” is none of the choices: %(choices)s.") % {"value": word, "choices": ", ".join(_ELIGIBILITY)}
        ) from None


_WORDS: Mapping[str, Callable[[str], Any]] = {"eligibility": _eligibility, "title_status": _title_status}
