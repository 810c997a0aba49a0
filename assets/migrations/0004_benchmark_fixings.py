"""Benchmarks and their fixings; and PostgreSQL refuses what is dated in the future."""

import csv
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only

BENCHMARKS = Path(__file__).resolve().parents[1] / "data" / "benchmarks.csv"

# The last line behind the services: the day of a rehearsal, or else Karachi's own.
NOT_FROM_THE_FUTURE = """
CREATE FUNCTION dated_up_to_the_business_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE today date;
BEGIN
  SELECT coalesce(max(business_date), (clock_timestamp() AT TIME ZONE 'Asia/Karachi')::date) INTO today
    FROM approvals_rehearsal;
  IF NEW.on_date > today OR NEW.recorded_on > today THEN
    RAISE EXCEPTION 'On % nothing can be recorded that holds on % (recorded on %).', today, NEW.on_date, NEW.recorded_on
      USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_exchangerate_day BEFORE INSERT ON assets_exchangerate
  FOR EACH ROW EXECUTE FUNCTION dated_up_to_the_business_date();
ALTER TABLE assets_exchangerate ENABLE ALWAYS TRIGGER assets_exchangerate_day;
CREATE TRIGGER assets_benchmarkfixing_day BEFORE INSERT ON assets_benchmarkfixing
  FOR EACH ROW EXECUTE FUNCTION dated_up_to_the_business_date();
ALTER TABLE assets_benchmarkfixing ENABLE ALWAYS TRIGGER assets_benchmarkfixing_day;
"""

UNDO = """
DROP TRIGGER assets_exchangerate_day ON assets_exchangerate;
DROP TRIGGER assets_benchmarkfixing_day ON assets_benchmarkfixing;
DROP FUNCTION dated_up_to_the_business_date();
"""


def add_benchmarks(apps, schema_editor):
    """Those of the data file. A later migration adds what later stands there in the same way."""
    with BENCHMARKS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        apps.get_model("assets", "Benchmark").objects.get_or_create(
            code=row["code"],
            defaults={"name": row["name"], "is_of_auctions": row["is_of_auctions"] == "true"},
        )


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_documents'),
        ('assets', '0003_documents'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Benchmark',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('is_of_auctions', models.BooleanField(help_text='whether it is fixed by auctions, and something stands in for it where there is none')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='BenchmarkFixing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_date', models.DateField()),
                ('value_pct', models.DecimalField(decimal_places=4, max_digits=6)),
                ('auction_number', models.CharField(blank=True, max_length=30)),
                ('is_fallback', models.BooleanField(default=False, help_text='stands in for an auction')),
                ('source', models.CharField(max_length=120)),
                ('recorded_on', models.DateField(help_text='business date')),
                ('benchmark', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fixings', to='assets.benchmark')),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.document')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on_date', '-id'],
                'constraints': [models.UniqueConstraint(fields=('benchmark', 'on_date', 'source'), name='one_fixing_a_day_by_a_source'), models.CheckConstraint(condition=models.Q(('value_pct__gt', -100), ('value_pct__lt', 100)), name='fixing_is_a_rate'), models.CheckConstraint(condition=models.Q(('on_date__lte', models.F('recorded_on'))), name='fixing_is_not_from_the_future'), models.CheckConstraint(condition=models.Q(('is_fallback', False), ('auction_number', ''), _connector='OR'), name='fall_back_has_no_auction')],
            },
        ),
        migrations.RunPython(add_benchmarks, migrations.RunPython.noop),
        migrations.RunSQL(NOT_FROM_THE_FUTURE, UNDO),
        add_only("assets_benchmark"),
        add_only("assets_benchmarkfixing"),
    ]
