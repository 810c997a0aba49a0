"""The facts of assets move from the one table into the parts of their kind. There is no way back without loss."""

from django.db import migrations

MOVE = """
INSERT INTO assets_security (
  instrument_id, nominal_amount, denomination, issue_date, maturity_date, return_type, rate_pct, reference_rate_id,
  margin_bps, payments_per_year, day_count, issue_yield_pct, issue_price, business_day_convention, auction_number,
  creditor_category, registrar, depository, settlement_system, paying_agent, listing, tax_treatment, use_of_proceeds,
  budget_head
)
SELECT i.id, i.nominal_amount, i.denomination, i.issue_date, i.maturity_date, i.return_type, i.rate_pct, b.code,
  i.margin_bps, i.payments_per_year, i.day_count, i.issue_yield_pct, i.issue_price, '', '', '', '', '', '', '', '', '', '', ''
FROM assets_instrument i LEFT JOIN assets_benchmark b ON i.reference_rate IN (b.code, b.name)
WHERE i.nominal_amount IS NOT NULL;

INSERT INTO assets_sukukpool (
  instrument_id, underlying_asset, ijara_agreement, purchase_undertaking, service_agency, trustee, shariah_adviser,
  fatwa_reference
)
SELECT id, '', '', '', '', '', '', '' FROM assets_instrument
WHERE instrument_type IN ('GIS_FRR', 'GIS_VRR', 'GIS_FRD', 'INTL_SUKUK');

INSERT INTO assets_commoditylot (
  instrument_id, quantity, quantity_unit, unit_price, unit_price_currency, price_source, location, commodity, grade,
  price_unit, warehouse, accreditation, receipt_number, inspection_agency, insurance_policy, restriction
)
SELECT id, quantity, quantity_unit, unit_price, unit_price_currency, '', '', '', '', '', '', '', '', '', '', ''
FROM assets_instrument WHERE instrument_type = 'COMMODITY_LOT';

INSERT INTO assets_holding (
  instrument_id, quantity, quantity_unit, unit_price, unit_price_currency, price_source, location, description
)
SELECT id, quantity, quantity_unit, unit_price, unit_price_currency, '', '', ''
FROM assets_instrument WHERE instrument_type IN ('PROPERTY', 'OTHER_ASSET');

INSERT INTO assets_encumbrance (instrument_id, kind, holder, currency, amount, statement, recorded_by_id, recorded_on)
SELECT id, 'lien', '', 'PKR', nullif(encumbrance_amount, 0), '', registered_by_id, registered_on
FROM assets_instrument WHERE encumbered;

INSERT INTO assets_legalfact_encumbrances (legalfact_id, encumbrance_id)
SELECT f.id, e.id FROM assets_legalfact f JOIN assets_encumbrance e USING (instrument_id)
WHERE f.kind IN ('lien_release', 'lien_consent');

-- What was added is checked now, since PostgreSQL alters no table that has checks waiting.
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):

    dependencies = [("assets", "0006_family")]

    operations = [
        migrations.RunSQL(MOVE),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='nominal_amount_is_positive',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='denomination_is_positive',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='quantity_is_positive',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='unit_price_is_positive',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='maturity_is_after_issue',
        ),
        migrations.RemoveConstraint(
            model_name='instrument',
            name='encumbrance_amount_needs_an_encumbrance',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='day_count',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='denomination',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='encumbered',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='encumbrance_amount',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='issue_date',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='issue_price',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='issue_yield_pct',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='margin_bps',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='maturity_date',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='nominal_amount',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='payment_dates',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='payments_per_year',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='quantity',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='quantity_unit',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='rate_pct',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='reference_rate',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='return_type',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='unit_price',
        ),
        migrations.RemoveField(
            model_name='instrument',
            name='unit_price_currency',
        ),
    ]
