"""What cannot be right in a file is refused with its row, column, value and reason, and changes nothing."""

import io
import re
import zipfile
from typing import Any

import pytest

from approvals.exceptions import InvalidInput, NotPermitted, WrongState
from approvals.models import AuditEvent
from assets.models import Encumbrance, Instrument, RegisterImport
from assets.models.register_import import ImportMode
from assets.services.imports import carry_out_import
from tests.assets.conftest import Register
from tests.assets.imports.files import BILL, BOND, PROPERTY, WHEAT, an_isin, brought, problems_of, row, written


def refused(register: Register, content: Any, sentence: str, name: str = "assets.csv") -> None:
    """The file as a whole is refused, and nothing is kept of it."""
    with pytest.raises(InvalidInput, match=sentence):
        brought(register.cast.case_officer, content, name)
    assert not RegisterImport.objects.exists()
    assert not Instrument.objects.exists()


@pytest.mark.parametrize(
    ("kind", "column", "value", "sentence"),
    [
        (BILL, "isin", an_isin(1)[:-1] + str((int(an_isin(1)[-1]) + 1) % 10), "check digit does not fit"),
        (BOND, "issuer_lei", "ZZZZ00PKTESTDMO00183", "check digits do not fit"),
        (BILL, "cfi", "DYZTFR", "fifth letter"),
        (BOND, "nominal_amount", "-5000000.00", "more than zero"),
        (BOND, "nominal_amount", "0", "more than zero"),
        (BOND, "nominal_amount", "9" * 18, "digit too many"),
        (BOND, "nominal_amount", "100000.001", "more than 2 decimals"),
        (BOND, "nominal_amount", "NaN", "not a number that can be counted with"),
        (BOND, "nominal_amount", "Infinity", "not a number that can be counted with"),
        (BOND, "nominal_amount", "1e9", "exponent"),
        (BOND, "nominal_amount", "25000000,50", "decimal sign is a point"),
        (BOND, "nominal_amount", "25,000,000", "thousands separators"),
        (BOND, "nominal_amount", "\u0662\u0665", "digits other than 0 to 9"),
        (BOND, "nominal_amount", "", "nominal amount"),
        (BOND, "denomination", "30000.00", "whole units"),
        (BOND, "issue_date", "2026-02-30", "no day 2026-02-30"),
        (BOND, "issue_date", "15.01.2026", "year-month-day"),
        (BOND, "maturity_date", "2025-01-15", "after the issue"),
        (BILL, "maturity_date", "2026-04-03", "run 28, 84, 182, 364 days"),
        (BOND, "rate_pct", "101", "100 percent"),
        (BOND, "currency", "PKX", "no currency of ISO 4217"),
        (BOND, "currency", "EUR", "neither"),
        (WHEAT, "quantity_unit", "bushel", "no unit of the register"),
        (WHEAT, "price_unit", "litre", "one is a weight, the other a volume"),
        (PROPERTY, "quantity", "1.5", "whole number"),
        (BOND, "asset", "a\x07b", r"control character \(U\+0007\)"),
        (BOND, "asset", "a\nb", "control character"),
        (BOND, "asset", "a\u202eb", "turns the direction"),
        (BOND, "asset", "a\u200bb", "nobody sees"),
        (BOND, "asset", "<b>bold</b>", "markup"),
        (BOND, "note", "&lt;script&gt;", "markup"),
        (BOND, "asset", "=1+1", "formula"),
        (BOND, "asset", "@SUM(A1)", "formula"),
        (BOND, "asset", "x" * 121, "longer than 120"),
        (BOND, "asset", "", "must be stated"),
        (BOND, "instrument_type", "SHARE", "none of the choices"),
        (BOND, "title_status", "lost", "none of the choices"),
        (BOND, "status", "issued", "none of the choices: draft, referred, not eligible"),
        (BOND, "status", "not eligible", "found by an approver"),
        (BOND, "reference_rate", "LIBOR", "no benchmark"),
        (BOND, "quantity", "5", "has none"),
        (BOND, "units", "249999", "other columns, which give 250\u202f000"),
        (BOND, "tenor_days", "1825", "other columns, which give 1\u202f826"),
        (BOND, "issue_proceeds", "1.00", "these do not give it"),
        (BOND, "payment_dates", "1 Jan; 1 Jul", "15 Jan; 15 Jul"),
        (BOND, "value_pkr", "1.00", "other columns"),
        (BOND, "value_usd", "1.00", "these do not give it"),
        (BOND, "fx_usd_pkr", "-280", "rate is positive"),
        (BOND, "encumbered", "maybe", "neither yes nor no"),
        (BOND, "encumbrance_amount", "5.00", "not encumbered"),
        (WHEAT, "encumbrance_amount", "-5.00", "positive"),
        (BOND, "asset_no", "0", "from 1 to"),
        (BOND, "asset_no", "1.5", "not a whole number"),
        (WHEAT, "asset_no", "", "neither a number nor an ISIN"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_column_and_nothing_is_imported(
    register: Register, kind: Any, column: str, value: str, sentence: str
) -> None:
    officer = register.cast.case_officer
    run = brought(officer, written([row(PROPERTY, 7), row(kind, 1, **{column: value})]))
    assert (run.state, run.rows, run.good, run.wrong) == ("checked", 2, 1, 1)
    (line, columns, _value, reason), *more = problems_of(run)
    assert line == 3
    assert column in columns.split(", ")
    assert re.search(sentence, reason), reason
    assert all(again[0] == 3 for again in more)
    with pytest.raises(InvalidInput, match="1 row is wrong"):
        carry_out_import(actor=officer, run=run, mode=ImportMode.ALL_OR_NOTHING)
    assert not Instrument.objects.exists()


def test_everything_that_is_wrong_is_said_of_every_row_at_once(register: Register) -> None:
    bad = row(BOND, 1, nominal_amount="NaN", issue_date="2026-02-30", currency="PKX", isin=an_isin(2))
    run = brought(register.cast.case_officer, [bad, row(BOND, 2), row(BILL, 3, maturity_date="2026-01-01")])
    found = {(line, column) for line, column, _value, _reason in problems_of(run)}
    assert found == {
        (2, "nominal_amount"),
        (2, "issue_date"),
        (2, "currency"),
        (3, "isin"),
        (4, "maturity_date"),
        (4, "tenor_days"),
    }
    assert run.wrong == 3


def test_a_number_or_an_isin_twice_names_the_other_row(register: Register) -> None:
    run = brought(
        register.cast.case_officer, [row(BOND, 1), row(BILL, 1, isin=an_isin(9)), row(BILL, 3, isin=an_isin(1))]
    )
    assert [(line, column) for line, column, *_ in problems_of(run)] == [(3, "asset_no"), (4, "isin")]
    assert all("Row 2 of the file" in reason for *_, reason in problems_of(run))


def test_missing_and_extra_cells_are_errors_of_their_own(register: Register) -> None:
    lines = written([row(BOND, 1), row(BOND, 2), row(BOND, 3)]).decode().splitlines()
    lines[2] = lines[2].rpartition(",")[0]
    lines[3] += ',"too much"'
    run = brought(register.cast.case_officer, "\n".join(lines).encode())
    (missing, extra) = problems_of(run)
    assert missing[0] == 3
    assert "cells are missing" in missing[3]
    assert extra[0] == 4
    assert "there are too many" in extra[3]
    assert run.good == 1


def test_a_formula_in_a_workbook_is_refused_whatever_it_gives(register: Register, tmp_path: Any) -> None:
    from openpyxl import Workbook

    book = Workbook()
    cells = row(PROPERTY, 1)
    book.active.append(list(cells))
    book.active.append([value if name != "unit_price" else "=1+1" for name, value in cells.items()])
    book.save(tmp_path / "book.xlsx")
    run = brought(register.cast.case_officer, (tmp_path / "book.xlsx").read_bytes(), "book.xlsx")
    assert problems_of(run)[0][:3] == (2, "unit_price", "=1+1")
    assert "formula" in problems_of(run)[0][3]


def test_another_encoding_is_refused(register: Register) -> None:
    refused(
        register,
        written([row(BOND, 1, asset="Caf\u00e9")]).replace("\u00e9".encode(), b"\xe9"),
        "not encoded in UTF-8: line 2",
    )


def test_an_empty_file_and_one_without_rows_are_refused(register: Register) -> None:
    refused(register, b"", "is empty")
    refused(register, written([]), "no rows below it")


def test_missing_and_unknown_columns_are_named_at_once(register: Register) -> None:
    refused(
        register,
        written([row(BOND, 1)], ["asset", "colour", "instrument_type", "asset_class", "currency"]),
        "missing: asset_owner; unknown: colour",
    )


def test_a_bomb_dressed_as_a_workbook_is_not_opened(register: Register) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (64 << 20))
    refused(register, file.getvalue(), "would unpack to more", "assets.xlsx")


def test_only_a_case_officer_imports(register: Register) -> None:
    with pytest.raises(NotPermitted):
        brought(register.cast.approver, [row(BOND, 1)])
    run = brought(register.cast.case_officer, [row(BOND, 1)])
    with pytest.raises(NotPermitted):
        carry_out_import(actor=register.cast.auditor, run=run, mode=ImportMode.ALL_OR_NOTHING)
    assert not Instrument.objects.exists()
    assert AuditEvent.objects.filter(verb="refused", subject=run.key).count() == 1


def test_a_file_with_nothing_new_is_not_imported(register: Register) -> None:
    run = brought(register.cast.case_officer, [row(BOND, 1, asset="")])
    with pytest.raises(WrongState, match="nothing to import"):
        carry_out_import(actor=register.cast.case_officer, run=run, mode=ImportMode.GOOD_ROWS_ONLY)
    assert not Encumbrance.objects.exists()
