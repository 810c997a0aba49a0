"""Rows beside the register and beside each other: what is there already, with the same facts or with others."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from approvals.csv_lines import safe_cell
from approvals.wording import number_text
from assets.choices import Eligibility
from assets.facts import stored_form
from assets.family import facts_of, fields_of
from assets.files.writing import plain
from assets.imports.columns import column_of
from assets.imports.exporting import export_cells
from assets.imports.rows import AssetRow, RowReader
from assets.imports.standing import FREE, Encumbered, encumbered
from assets.listing import PARTS
from assets.models import Instrument


class Doubles:
    """Numbers and ISINs of a file's rows so far, with the row of each. About 200 bytes for each row of the file."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Any, int]] = {"number": {}, "isin": {}}
        self.highest_number = 0

    def look(self, reader: RowReader, row: AssetRow) -> None:
        """Adds a problem where an earlier row has the same number or ISIN."""
        facts = row.facts
        for name, rows in self._rows.items():
            value = facts.get(name)
            if value is None:
                continue
            first = rows.setdefault(value, row.number)
            if first != row.number:
                reason = _("Row %(row)s of the file has the same. Every asset stands in a file once.")
                row.problems.append(reader.problem(row, names=(name,), reason=reason % {"row": number_text(first)}))
        self.highest_number = max(self.highest_number, facts.get("number", 0))


class Known:
    """Those assets of the register that have a number or an ISIN of some rows."""

    def __init__(self, rows: Iterable[AssetRow]) -> None:
        rows = list(rows)
        numbers = [row.facts["number"] for row in rows if "number" in row.facts]
        isins = [row.facts["isin"] for row in rows if "isin" in row.facts]
        keys = _keys(numbers, isins)
        self._assets = {
            asset.pk: asset for asset in Instrument.objects.filter(pk__in=keys).select_related(*PARTS).order_by()
        }
        self._encumbered = encumbered(keys)
        self._by_number = {asset.number: asset for asset in self._assets.values()}
        self._by_isin = {asset.isin: asset for asset in self._assets.values() if asset.isin}

    def look(self, reader: RowReader, row: AssetRow) -> bool:
        """Whether the register has the row's asset with the same facts; adds problems where it has it with others."""
        if not self._assets:
            _only_known_are_found_not_eligible(reader, row)
            return False
        asset = self._by_number.get(row.facts.get("number", 0)) or self._by_isin.get(row.facts.get("isin", ""))
        if asset is None:
            _only_known_are_found_not_eligible(reader, row)
            return False
        other = self._by_isin.get(row.facts.get("isin", ""))
        if other is not None and other.pk != asset.pk:
            reason = _("Another asset of the register, No. %(number)s, has this ISIN.") % {"number": other.number}
            row.problems.append(reader.problem(row, names=("isin",), reason=reason))
            return False
        standing = self._encumbered.get(asset.pk, FREE)
        if row.problems:
            _forgive_what_was_exported(reader, row, asset, standing)
        if row.problems:
            return False
        differing = _differing(reader, row, asset, standing)
        if not differing:
            return True
        reason = _(
            "The register has this asset as No. %(number)s, with other facts. An import never changes an asset: amend it "
            "on its page, or take the row out."
        )
        row.problems.append(reader.problem(row, names=differing, reason=reason % {"number": asset.number}))
        return False


def _keys(numbers: list[int], isins: list[str]) -> list[int]:
    """The keys of assets with these numbers or ISINs. As arrays, since building a query of thousands of values takes long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM assets_instrument WHERE number = ANY(%s)"
            " UNION SELECT id FROM assets_instrument WHERE isin <> '' AND isin = ANY(%s)",
            [numbers, isins],
        )
        return [key for (key,) in cursor.fetchall()]


def _only_known_are_found_not_eligible(reader: RowReader, row: AssetRow) -> None:
    if row.facts.get("eligibility") == Eligibility.NOT_ELIGIBLE:
        reason = _("Whether an asset is not eligible is found by an approver after it is registered.")
        row.problems.append(reader.problem(row, names=("eligibility",), reason=reason))


def _differing(reader: RowReader, row: AssetRow, asset: Instrument, standing: Encumbered) -> tuple[str, ...]:
    """The facts that the file has a column for and that the register has otherwise."""
    before, own = facts_of(asset), fields_of(asset.instrument_type)
    names = [
        name
        for name in reader.facts
        if (name in row.facts or name in own)
        and not (name == "number" and name not in row.facts)
        and stored_form(name, before.get(name)) != stored_form(name, row.facts.get(name))
    ]
    stated = row.stated
    if "encumbered" not in stated:
        return tuple(names)
    if stated["encumbered"] != standing[0]:
        names.append("encumbered")
    elif "encumbrance_amount" in reader.header and (stated.get("encumbrance_amount") or None) != standing[1]:
        names.append("encumbrance_amount")
    return tuple(names)


def _forgive_what_was_exported(reader: RowReader, row: AssetRow, asset: Instrument, standing: Encumbered) -> None:
    """Takes away problems with cells that stand there exactly as the register's own export writes them.

    People may have entered on pages what a file of a stranger may not hold, such as a note that begins with a dash.
    """
    cells = export_cells(asset, standing)
    same = {
        name
        for place, name in enumerate(reader.header)
        if row.cells[place] in (written := plain(cells.get(name)), safe_cell(written))
    }
    if all(set(problem.column.split(", ")) <= same for problem in row.problems):
        facts = facts_of(asset)
        for name in reader.facts:
            if column_of(name) in same:
                row.facts[name] = facts.get(name)
        row.problems = []
