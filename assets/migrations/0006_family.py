"""The parts of the family of assets, encumbrances, re-openings and revaluations."""

import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only

# What the new columns say of valuations of before: they were made at face, or at quantity times price, and were worth that.
FORMER_VALUATIONS = """
ALTER TABLE assets_valuation DISABLE TRIGGER assets_valuation_no_change;
UPDATE assets_valuation SET fair_amount = amount, fair_pkr = value_pkr, fair_usd = value_usd;
ALTER TABLE assets_valuation ENABLE ALWAYS TRIGGER assets_valuation_no_change;
"""

# A revaluation is accepted by another person than the one who recorded it, and so are its valuations, one by one.
ACCEPTANCE = """
CREATE FUNCTION revaluation_accepted_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM assets_revaluation WHERE id = NEW.revaluation_id AND recorded_by_id = NEW.accepted_by_id) THEN
    RAISE EXCEPTION 'A revaluation is recorded and accepted by two people.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_revaluationacceptance_another BEFORE INSERT ON assets_revaluationacceptance
  FOR EACH ROW EXECUTE FUNCTION revaluation_accepted_by_another();
ALTER TABLE assets_revaluationacceptance ENABLE ALWAYS TRIGGER assets_revaluationacceptance_another;
"""

UNDO_ACCEPTANCE = """
DROP TRIGGER assets_revaluationacceptance_another ON assets_revaluationacceptance;
DROP FUNCTION revaluation_accepted_by_another();
"""

ADD_ONLY_TABLES = (
    "assets_encumbrance",
    "assets_issuetranche",
    "assets_legalfact_encumbrances",
    "assets_revaluation",
    "assets_revaluationacceptance",
)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_documents'),
        ('assets', '0005_ceiling'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CommodityLot',
            fields=[
                ('quantity', models.DecimalField(decimal_places=0, help_text='whole units', max_digits=15, verbose_name='quantity')),
                ('quantity_unit', models.CharField(max_length=30, verbose_name='quantity unit')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='unit price')),
                ('unit_price_currency', models.CharField(help_text='ISO 4217', max_length=3, verbose_name='unit price currency')),
                ('price_source', models.CharField(blank=True, max_length=120, verbose_name='source of the price')),
                ('price_date', models.DateField(blank=True, null=True, verbose_name='date of the price')),
                ('location', models.CharField(blank=True, max_length=150, verbose_name='location')),
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='lot', serialize=False, to='assets.instrument')),
                ('commodity', models.CharField(blank=True, max_length=60, verbose_name='commodity')),
                ('grade', models.CharField(blank=True, max_length=150, verbose_name='grade or specification')),
                ('price_unit', models.CharField(blank=True, help_text='the quantity unit where it is empty', max_length=30, verbose_name='unit of the price')),
                ('shrinkage_pct', models.DecimalField(blank=True, decimal_places=4, help_text='percent', max_digits=7, null=True, verbose_name='shrinkage')),
                ('haircut_pct', models.DecimalField(blank=True, decimal_places=4, help_text='percent', max_digits=7, null=True, verbose_name='haircut')),
                ('warehouse', models.CharField(blank=True, max_length=80, verbose_name='warehouse or lot number')),
                ('accreditation', models.CharField(blank=True, max_length=150, verbose_name='accreditation of the warehouse')),
                ('receipt_number', models.CharField(blank=True, max_length=80, verbose_name='number of the warehouse receipt')),
                ('inspected_on', models.DateField(blank=True, null=True, verbose_name='inspected on')),
                ('inspection_agency', models.CharField(blank=True, max_length=150, verbose_name='inspection agency')),
                ('insurance_policy', models.CharField(blank=True, max_length=150, verbose_name='insurance policy')),
                ('restriction', models.CharField(blank=True, max_length=200, verbose_name='restriction')),
                ('rotate_by', models.DateField(blank=True, null=True, verbose_name='rotate by')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Encumbrance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lien', 'Lien'), ('pledge', 'Pledge'), ('charge', 'Charge or mortgage'), ('court_order', 'Order of a court'), ('other', 'Another right')], max_length=16)),
                ('holder', models.CharField(blank=True, help_text='empty where it is not known', max_length=150)),
                ('currency', models.CharField(help_text='ISO 4217', max_length=3)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=20, null=True)),
                ('statement', models.TextField(blank=True)),
                ('recorded_on', models.DateField(help_text='business date')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('quantity', models.DecimalField(decimal_places=0, help_text='whole units', max_digits=15, verbose_name='quantity')),
                ('quantity_unit', models.CharField(max_length=30, verbose_name='quantity unit')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='unit price')),
                ('unit_price_currency', models.CharField(help_text='ISO 4217', max_length=3, verbose_name='unit price currency')),
                ('price_source', models.CharField(blank=True, max_length=120, verbose_name='source of the price')),
                ('price_date', models.DateField(blank=True, null=True, verbose_name='date of the price')),
                ('location', models.CharField(blank=True, max_length=150, verbose_name='location')),
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='holding', serialize=False, to='assets.instrument')),
                ('description', models.CharField(blank=True, max_length=200, verbose_name='description')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='IssueTranche',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='2 for the first re-opening')),
                ('auction_number', models.CharField(blank=True, max_length=30)),
                ('settlement_date', models.DateField()),
                ('face', models.DecimalField(decimal_places=2, max_digits=20)),
                ('clean_price', models.DecimalField(decimal_places=4, help_text='per 100', max_digits=9)),
                ('yield_pct', models.DecimalField(decimal_places=4, help_text='percent a year', max_digits=8)),
                ('clean_amount', models.DecimalField(decimal_places=2, max_digits=22)),
                ('accrued_amount', models.DecimalField(decimal_places=2, max_digits=22)),
                ('settlement_amount', models.DecimalField(decimal_places=2, max_digits=22)),
                ('recorded_on', models.DateField(help_text='business date')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Revaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_at', models.DateField()),
                ('source', models.CharField(max_length=200)),
                ('left_out', models.JSONField(default=list, help_text="pairs of an asset's number and why it was not valued")),
                ('recorded_on', models.DateField(help_text='business date')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RevaluationAcceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('accepted_on', models.DateField(help_text='business date')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Security',
            fields=[
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='security', serialize=False, to='assets.instrument')),
                ('nominal_amount', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='nominal amount')),
                ('denomination', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='denomination')),
                ('minimum_subscription', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='minimum subscription')),
                ('issue_date', models.DateField(verbose_name='issue date')),
                ('first_payment_date', models.DateField(blank=True, null=True, verbose_name='first payment date')),
                ('maturity_date', models.DateField(verbose_name='maturity date')),
                ('return_type', models.CharField(blank=True, choices=[('discount', 'Discount: sold below par, paid back at par'), ('fixed coupon', 'Fixed coupon'), ('floating coupon', 'Floating coupon'), ('fixed rental', 'Fixed rental'), ('variable rental', 'Variable rental'), ('fixed profit', 'Fixed profit')], max_length=40, verbose_name='return type')),
                ('rate_pct', models.DecimalField(blank=True, decimal_places=4, help_text='percent a year', max_digits=8, null=True, verbose_name='rate')),
                ('margin_bps', models.IntegerField(blank=True, help_text='basis points', null=True, verbose_name='margin')),
                ('payments_per_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='payments a year')),
                ('day_count', models.CharField(blank=True, choices=[('Act/365', 'Act/365: actual days by 365'), ('Act/360', 'Act/360: actual days by 360'), ('30/360', '30/360: months of 30 days by 360'), ('Act/Act ISDA', 'Act/Act ISDA: actual days by those of each year'), ('Act/Act ICMA', 'Act/Act ICMA: actual days by those of the payment period')], max_length=40, verbose_name='day count')),
                ('business_day_convention', models.CharField(blank=True, choices=[('unadjusted', 'Stays on its day'), ('following', 'The next business day'), ('modified following', 'The next business day of the same month, or else the one before'), ('preceding', 'The business day before')], max_length=20, verbose_name='business day convention')),
                ('issue_yield_pct', models.DecimalField(blank=True, decimal_places=4, help_text='percent a year', max_digits=8, null=True, verbose_name='issue yield')),
                ('issue_price', models.DecimalField(blank=True, decimal_places=4, help_text='per 100', max_digits=9, null=True, verbose_name='issue price')),
                ('auction_number', models.CharField(blank=True, max_length=30, verbose_name='number of the auction')),
                ('creditor_category', models.CharField(blank=True, choices=[('banks', 'Banks'), ('non_banks', 'Institutions other than banks'), ('non_residents', 'Non-residents'), ('retail', 'Retail investors'), ('mixed', 'Several groups')], max_length=20, verbose_name='creditors')),
                ('registrar', models.CharField(blank=True, max_length=150, verbose_name='registrar')),
                ('depository', models.CharField(blank=True, max_length=150, verbose_name='depository')),
                ('settlement_system', models.CharField(blank=True, max_length=150, verbose_name='settlement system')),
                ('paying_agent', models.CharField(blank=True, max_length=150, verbose_name='paying agent')),
                ('listing', models.CharField(blank=True, max_length=150, verbose_name='listing')),
                ('tax_treatment', models.CharField(blank=True, max_length=200, verbose_name='tax treatment')),
                ('use_of_proceeds', models.CharField(blank=True, max_length=200, verbose_name='use of proceeds')),
                ('budget_head', models.CharField(blank=True, max_length=60, verbose_name='budget head')),
            ],
            options={
                'verbose_name_plural': 'securities',
            },
        ),
        migrations.CreateModel(
            name='SukukPool',
            fields=[
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='pool', serialize=False, to='assets.instrument')),
                ('underlying_asset', models.CharField(blank=True, max_length=200, verbose_name='underlying asset')),
                ('pool_value', models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True, verbose_name='value of the pool')),
                ('pool_valued_on', models.DateField(blank=True, null=True, verbose_name='pool valued on')),
                ('ijara_agreement', models.CharField(blank=True, max_length=150, verbose_name='lease (ijara) agreement')),
                ('purchase_undertaking', models.CharField(blank=True, max_length=150, verbose_name='purchase undertaking')),
                ('service_agency', models.CharField(blank=True, max_length=150, verbose_name='service agency')),
                ('trustee', models.CharField(blank=True, max_length=150, verbose_name='trustee or agent')),
                ('shariah_adviser', models.CharField(blank=True, max_length=150, verbose_name='Shariah adviser')),
                ('fatwa_reference', models.CharField(blank=True, max_length=150, verbose_name='reference of the fatwa')),
            ],
        ),
        migrations.AddField(
            model_name='instrument',
            name='approval_reference',
            field=models.CharField(blank=True, max_length=120, verbose_name='reference of the approval'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='dti',
            field=models.CharField(blank=True, help_text='ISO 24165', max_length=9, verbose_name='DTI'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='governing_law',
            field=models.CharField(blank=True, max_length=120, verbose_name='governing law'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='guarantor',
            field=models.CharField(blank=True, max_length=150, verbose_name='guarantor'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='issuer_lei',
            field=models.CharField(blank=True, help_text='ISO 17442', max_length=20, verbose_name='LEI of the issuer'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='legal_authority',
            field=models.CharField(blank=True, max_length=200, verbose_name='legal authority'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='obligor_lei',
            field=models.CharField(blank=True, help_text='ISO 17442', max_length=20, verbose_name='LEI of the obligor'),
        ),
        migrations.AddField(
            model_name='valuation',
            name='clean_price',
            field=models.DecimalField(decimal_places=4, help_text='per 100', max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name='valuation',
            name='fair_amount',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=22),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='valuation',
            name='fair_pkr',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=24),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='valuation',
            name='fair_usd',
            field=models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=22),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='valuation',
            name='workings',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='valuation',
            name='yield_pct',
            field=models.DecimalField(decimal_places=4, help_text='percent a year', max_digits=8, null=True),
        ),
        migrations.AlterField(
            model_name='valuation',
            name='basis',
            field=models.CharField(choices=[('face', 'Face amount'), ('clean_price', 'Clean price per 100'), ('yield', 'Yield'), ('quantity_times_price', 'Quantity times unit price')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='commoditylot',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='commoditylot_quantity_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='commoditylot',
            constraint=models.CheckConstraint(condition=models.Q(('unit_price__gt', 0)), name='commoditylot_unit_price_is_positive'),
        ),
        migrations.AddField(
            model_name='encumbrance',
            name='document',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.document'),
        ),
        migrations.AddField(
            model_name='encumbrance',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='encumbrances', to='assets.instrument'),
        ),
        migrations.AddField(
            model_name='encumbrance',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalfact',
            name='encumbrances',
            field=models.ManyToManyField(related_name='answers', to='assets.encumbrance'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='holding_quantity_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('unit_price__gt', 0)), name='holding_unit_price_is_positive'),
        ),
        migrations.AddField(
            model_name='issuetranche',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.document'),
        ),
        migrations.AddField(
            model_name='issuetranche',
            name='instrument',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tranches', to='assets.instrument'),
        ),
        migrations.AddField(
            model_name='issuetranche',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revaluation',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.document'),
        ),
        migrations.AddField(
            model_name='revaluation',
            name='exchange_rate',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.exchangerate'),
        ),
        migrations.AddField(
            model_name='revaluation',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='valuation',
            name='revaluation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='valuations', to='assets.revaluation'),
        ),
        migrations.AddIndex(
            model_name='valuation',
            index=models.Index(fields=['instrument', '-as_at', '-id'], name='latest_valuation_first'),
        ),
        migrations.AddField(
            model_name='revaluationacceptance',
            name='accepted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='revaluationacceptance',
            name='revaluation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acceptance', to='assets.revaluation'),
        ),
        migrations.AddField(
            model_name='security',
            name='reference_rate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.benchmark', verbose_name='reference rate'),
        ),
        migrations.AddConstraint(
            model_name='sukukpool',
            constraint=models.CheckConstraint(condition=models.Q(('pool_value', None), ('pool_value__gt', 0), _connector='OR'), name='pool_value_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='encumbrance',
            constraint=models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gt', 0), _connector='OR'), name='encumbrance_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='issuetranche',
            constraint=models.UniqueConstraint(fields=('instrument', 'number'), name='tranche_number_is_used_once'),
        ),
        migrations.AddConstraint(
            model_name='issuetranche',
            constraint=models.CheckConstraint(condition=models.Q(('clean_price__gt', 0), ('face__gt', 0)), name='tranche_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='issuetranche',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 2)), name='first_issue_is_the_security_itself'),
        ),
        migrations.AddConstraint(
            model_name='security',
            constraint=models.CheckConstraint(condition=models.Q(('nominal_amount__gt', 0)), name='nominal_amount_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='security',
            constraint=models.CheckConstraint(condition=models.Q(('denomination__gt', 0)), name='denomination_is_positive'),
        ),
        migrations.AddConstraint(
            model_name='security',
            constraint=models.CheckConstraint(condition=models.Q(('maturity_date__gt', models.F('issue_date'))), name='maturity_is_after_issue'),
        ),
        migrations.RunSQL(FORMER_VALUATIONS, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=models.CheckConstraint(condition=models.Q(('fair_amount__gte', 0)), name='fair_amount_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='valuation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis__in', ('clean_price', 'yield')), ('clean_price__isnull', False), ('yield_pct__isnull', False)), models.Q(models.Q(('basis__in', ('clean_price', 'yield')), _negated=True), ('clean_price', None), ('yield_pct', None)), _connector='OR'), name='a_priced_valuation_has_its_price'),
        ),
        migrations.RunSQL(ACCEPTANCE, UNDO_ACCEPTANCE),
        *[add_only(table) for table in ADD_ONLY_TABLES],
    ]
