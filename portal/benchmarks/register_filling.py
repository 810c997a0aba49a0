"""A register of many assets, made in a moment: what lists and searches are measured on.

Rows are made by PostgreSQL itself, since the acts of a hundred thousand assets would take longer than any measurement.
Every constraint and trigger looks at them as at any others; only the trail knows nothing of them.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

#: Assets, of which three in four are securities and the others commodity lots, each with a name, an owner and an ISIN.
_ASSETS = """
WITH first AS (SELECT coalesce(max(number), 0) AS number FROM assets_instrument)
INSERT INTO assets_instrument (
  number, name, asset_class, instrument_type, isin, cfi, fisn, dti, issuer, issuer_lei, obligor, obligor_lei, guarantor,
  asset_owner, currency, governing_law, legal_authority, approval_reference, title_status, eligibility,
  eligibility_reason, note, registered_by_id, registered_on, version)
SELECT
  first.number + n,
  (ARRAY['Treasury Bill', 'Investment Bond', 'Ijara Sukuk', 'Wheat reserve'])[1 + n %% 4]
    || ' of ' || (ARRAY['Lahore', 'Karachi', 'Multan', 'Quetta', 'Gwadar', 'Sialkot', 'Sukkur'])[1 + n %% 7]
    || ', series ' || lpad((first.number + n)::text, 6, '0'),
  'Illustrative', (ARRAY['MTB', 'PIB_FIXED', 'GIS_FRR', 'COMMODITY_LOT'])[1 + n %% 4],
  CASE WHEN n %% 4 = 3 THEN '' ELSE 'PK' || lpad((first.number + n)::text, 10, '0') END,
  '', '', '', '', '', '', '', '',
  (ARRAY['Federal Government of Pakistan', 'Ministry of Railways', 'Passco', 'National Highway Authority'])[1 + n %% 4]
    || CASE WHEN n %% 5 = 0 THEN ', estate ' || n ELSE '' END,
  CASE WHEN n %% 10 = 0 THEN 'USD' ELSE 'PKR' END, '', '', '',
  (ARRAY['not_applicable', 'not_applicable', 'pool_title_to_be_shown', 'to_be_proven'])[1 + n %% 4],
  CASE WHEN n %% 50 = 0 THEN 'referred' ELSE 'open' END, CASE WHEN n %% 50 = 0 THEN 'Illustrative' ELSE '' END,
  '', %(officer)s, %(today)s, 1
FROM first, generate_series(1, %(assets)s) AS n
"""

_SECURITIES = """
INSERT INTO assets_security (
  instrument_id, nominal_amount, denomination, issue_date, maturity_date, return_type, rate_pct, payments_per_year,
  day_count, business_day_convention, auction_number, creditor_category, registrar, depository, settlement_system,
  paying_agent, listing, tax_treatment, use_of_proceeds, budget_head)
SELECT id, 1000000 + number * 5000, 5000, DATE '2024-01-01', DATE '2026-09-01' + number %% 3000, 'fixed coupon', 11.5, 2,
  'Act/365', 'following', '', '', '', '', '', '', '', '', '', ''
FROM assets_instrument WHERE instrument_type <> 'COMMODITY_LOT' AND id >= %(first)s;
INSERT INTO assets_sukukpool (
  instrument_id, underlying_asset, ijara_agreement, purchase_undertaking, service_agency, trustee, shariah_adviser,
  fatwa_reference)
SELECT id, 'Illustrative motorway', '', '', '', '', '', ''
FROM assets_instrument WHERE instrument_type = 'GIS_FRR' AND id >= %(first)s
"""

_LOTS = """
INSERT INTO assets_commoditylot (
  instrument_id, quantity, quantity_unit, unit_price, unit_price_currency, price_source, location, commodity, grade,
  price_unit, warehouse, accreditation, receipt_number, inspection_agency, insurance_policy, restriction)
SELECT id, 1000 + number, 'tonne', 110000, 'PKR', '', '', 'wheat', '', '', '', '', '', '', '', ''
FROM assets_instrument WHERE instrument_type = 'COMMODITY_LOT' AND id >= %(first)s
"""

#: An accepted valuation of the lowest numbers, and of every second of these an earlier one as well.
_VALUATIONS = """
WITH valued AS (
  SELECT id, number FROM assets_instrument WHERE id >= %(first)s ORDER BY number LIMIT %(valued)s
), recorded AS (
  INSERT INTO assets_valuation (
    instrument_id, as_at, basis, currency, amount, value_pkr, value_usd, exchange_rate_id, fair_amount, fair_pkr, fair_usd,
    workings, source, document_id, recorded_by_id, recorded_on)
  SELECT id, %(today)s::date - days, 'face', 'PKR', worth * 280, worth * 280, worth, %(rate)s, worth * 280, worth * 280,
    worth, '{}', 'Illustrative', %(document)s, %(officer)s, %(today)s
  FROM valued CROSS JOIN (VALUES (0), (30)) AS earlier (days)
  CROSS JOIN LATERAL (SELECT 100000 + (number * 7919) %% 900000) AS figures (worth)
  WHERE days = 0 OR number %% 2 = 0
  RETURNING id
)
INSERT INTO assets_valuationacceptance (valuation_id, accepted_by_id, accepted_on)
SELECT id, %(approver)s, %(today)s FROM recorded
"""

_ENCUMBRANCES = """
INSERT INTO assets_encumbrance (instrument_id, kind, holder, currency, amount, statement, recorded_by_id, recorded_on)
SELECT id, 'lien', 'Illustrative bank', 'PKR', 1000000, '', %(officer)s, %(today)s
FROM assets_instrument WHERE id >= %(first)s AND number %% 100 = 0
"""

#: Cases of the first assets that have a valuation; four in five of them live, in the stages one after the other.
_CASES = """
WITH proposed AS (
  SELECT i.*, v.id AS valuation, row_number() OVER (ORDER BY number) AS place
  FROM assets_instrument i JOIN LATERAL (
    SELECT id FROM assets_valuation WHERE instrument_id = i.id ORDER BY as_at DESC, id DESC LIMIT 1) v ON true
  WHERE i.id >= %(first)s AND eligibility = 'open' ORDER BY number LIMIT %(cases)s
), opened AS (
  INSERT INTO approvals_case (
    reference, memorandum_id, subject_key, subject_label, instrument_type, status, stage_id, dossier_digest, conclusion,
    status_reason, opened_by_id, opened_on)
  SELECT 'CASE-' || lpad(number::text, 6, '0'), %(memorandum)s, 'asset:' || id, name, instrument_type,
    CASE WHEN place %% 5 = 0 THEN 'withdrawn' ELSE 'open' END, 1 + place %% 6, '', '', '', %(officer)s, %(today)s
  FROM proposed RETURNING id, subject_key
), visits AS (
  INSERT INTO approvals_stagevisit (case_id, stage_id, entered_on, outcome)
  SELECT opened.id, 1 + place %% 6, %(today)s, '' FROM opened JOIN proposed ON opened.subject_key = 'asset:' || proposed.id
)
INSERT INTO assets_proposal (
  instrument_id, case_id, units, purpose, valuation_id, value_usd, proposed_by_id, proposed_on)
SELECT proposed.id, opened.id, 1, 'Illustrative', valuation, 1000, %(officer)s, %(today)s
FROM opened JOIN proposed ON opened.subject_key = 'asset:' || proposed.id
"""


def expect_rows() -> None:
    """For the rest of the transaction keeps the planner from joining row by row, as it does where it knows of no rows.

    PostgreSQL counts what was added a minute after it was committed; a test fills and asks within one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Who made the rows and when, and what valuations and cases refer to: keys of records, and a business date."""

    officer: int
    approver: int
    memorandum: int
    rate: int
    document: int
    today: Any


def fill(filling: Filling, *, assets: int, valued: int, cases: int) -> None:
    """Adds so many assets, valuations of the first `valued` of them and cases of the first `cases` of those.

    One asset in a hundred is encumbered.
    """
    given = {**vars(filling), "assets": assets, "valued": valued, "cases": cases}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM assets_instrument")
        given["first"] = cursor.fetchone()[0]
        for statement in (_ASSETS, _SECURITIES, _LOTS, _VALUATIONS, _ENCUMBRANCES, _CASES):
            cursor.execute(statement, given)
