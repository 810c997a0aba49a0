"""Files of many fictional assets of every kind, for measuring the register's import."""

import datetime
import random
from collections.abc import Iterator
from pathlib import Path

from assets.choices import SECURITY_TYPES, InstrumentType
from assets.conventions.identifiers import isin
from assets.files.writing import csv_table
from assets.imports.columns import all_columns
from assets.imports.examples import example_of

_DAY = datetime.timedelta(days=1)
#: What follows from amounts, dates and prices that are drawn anew for each asset.
_LEFT_OUT = ("units", "tenor_days", "issue_proceeds", "value_pkr", "value_usd")


def write_asset_file(path: Path, *, rows: int, first_number: int = 1) -> None:
    """Writes a CSV file of valid assets, each with a number, name, ISIN and amounts of its own; the same file each time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_table(all_columns(), _lines(rows, first_number)))


def _lines(rows: int, first_number: int) -> Iterator[tuple[str, ...]]:
    chance, columns, kinds = random.Random(1), all_columns(), list(InstrumentType)  # noqa: S311 - no secret
    examples = {kind: example_of(kind) for kind in kinds}
    for place in range(rows):
        kind = kinds[place % len(kinds)]
        cells = {**examples[kind], **_own_facts(kind, first_number + place, chance)}
        yield tuple("" if column in _LEFT_OUT else cells.get(column, "") for column in columns)


def _own_facts(kind: InstrumentType, number: int, chance: random.Random) -> dict[str, str]:
    own = {"asset_no": str(number), "asset": f"Illustrative asset {number}"}
    if kind not in SECURITY_TYPES:
        return {**own, "quantity": str(chance.randint(1, 1_000_000)), "unit_price": f"{chance.randint(1, 10**7)}.50"}
    body = f"PK{number:09d}"
    own["isin"] = f"{body}{isin.check_digit(body)}"
    own["fisn"] = f"PKGOVT/TB {number}"
    own["nominal_amount"] = f"{chance.randint(1, 10**6) * 100_000}.00"
    if kind is InstrumentType.MTB:
        issue = datetime.date(2026, 1, 8) + chance.randint(0, 2000) * _DAY
        own |= {"issue_date": issue.isoformat(), "maturity_date": (issue + 84 * _DAY).isoformat()}
    else:
        own["issue_date"] = (datetime.date(2024, 1, 15) + chance.randint(0, 700) * _DAY).isoformat()
    return own
