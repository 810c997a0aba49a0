"""Readings of the ceiling, breaches, and a breach that PostgreSQL itself lets nobody pass by."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only


# What is in use counts at the values frozen with proposals of cases that are open or returned. The function takes the
# memorandum's lock, so that it sees what others committed; while a breach is open no room is taken at all.
CEILING = """
CREATE OR REPLACE FUNCTION proposal_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE memorandum approvals_memorandum;
DECLARE in_use numeric;
BEGIN
  SELECT m.* INTO memorandum FROM approvals_memorandum m
    JOIN approvals_case c ON c.memorandum_id = m.id WHERE c.id = NEW.case_id FOR UPDATE OF m;
  IF EXISTS (
    SELECT 1 FROM assets_ceilingbreach b WHERE b.memorandum_id = memorandum.id
      AND NOT EXISTS (SELECT 1 FROM assets_ceilingresolution r WHERE r.breach_id = b.id)
  ) THEN
    RAISE EXCEPTION 'The ceiling is breached and nobody has resolved it, so no room is taken.' USING ERRCODE = '23514';
  END IF;
  SELECT coalesce(sum(p.value_usd), 0) INTO in_use FROM assets_proposal p
    JOIN approvals_case c ON c.id = p.case_id
    WHERE c.memorandum_id = memorandum.id AND c.status IN ('open', 'returned');
  IF in_use + NEW.value_usd > memorandum.ceiling_usd THEN
    RAISE EXCEPTION 'USD % are in use and % more would exceed the ceiling of %.',
      in_use, NEW.value_usd, memorandum.ceiling_usd USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
"""

#: The function as it was before, for the way back.
FORMER_CEILING = """
CREATE OR REPLACE FUNCTION proposal_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE memorandum approvals_memorandum;
DECLARE in_use numeric;
BEGIN
  SELECT m.* INTO memorandum FROM approvals_memorandum m
    JOIN approvals_case c ON c.memorandum_id = m.id WHERE c.id = NEW.case_id FOR UPDATE OF m;
  SELECT coalesce(sum(p.value_usd), 0) INTO in_use FROM assets_proposal p
    JOIN approvals_case c ON c.id = p.case_id
    WHERE c.memorandum_id = memorandum.id AND c.status IN ('open', 'returned');
  IF in_use + NEW.value_usd > memorandum.ceiling_usd THEN
    RAISE EXCEPTION 'USD % are in use and % more would exceed the ceiling of %.',
      in_use, NEW.value_usd, memorandum.ceiling_usd USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
"""

# A breach is resolved on the memorandum's latest reading, and only where that is within the ceiling.
RESOLUTION = """
CREATE FUNCTION breach_resolved_within_ceiling() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM assets_ceilingreading r JOIN assets_ceilingbreach b ON b.memorandum_id = r.memorandum_id
    WHERE b.id = NEW.breach_id AND r.id = NEW.reading_id AND r.id > b.reading_id
      AND greatest(r.in_use_usd, r.at_latest_rate_usd) <= r.ceiling_usd
      AND NOT EXISTS (
        SELECT 1 FROM assets_ceilingreading later WHERE later.memorandum_id = r.memorandum_id AND later.id > r.id
      )
  ) THEN
    RAISE EXCEPTION 'A breach is resolved once the latest reading is within the ceiling.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_ceilingresolution_within BEFORE INSERT ON assets_ceilingresolution
  FOR EACH ROW EXECUTE FUNCTION breach_resolved_within_ceiling();
ALTER TABLE assets_ceilingresolution ENABLE ALWAYS TRIGGER assets_ceilingresolution_within;
"""

UNDO_RESOLUTION = """
DROP TRIGGER assets_ceilingresolution_within ON assets_ceilingresolution;
DROP FUNCTION breach_resolved_within_ceiling();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_documents'),
        ('assets', '0004_benchmark_fixings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CeilingReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('proposal', 'An asset was proposed'), ('case_ended', 'A case ended'), ('rate_recorded', 'An exchange rate was recorded'), ('resolution', 'A breach was resolved')], max_length=16)),
                ('in_use_usd', models.DecimalField(decimal_places=2, help_text='at the values frozen with proposals', max_digits=24)),
                ('at_latest_rate_usd', models.DecimalField(decimal_places=2, max_digits=24)),
                ('ceiling_usd', models.DecimalField(decimal_places=2, max_digits=20)),
                ('headroom_usd', models.DecimalField(decimal_places=2, max_digits=24)),
                ('taken_on', models.DateField(help_text='business date')),
                ('taken_at', models.DateTimeField(auto_now_add=True)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ceiling_readings', to='approvals.case')),
                ('exchange_rate', models.ForeignKey(help_text='the latest rate of that day', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assets.exchangerate')),
                ('memorandum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceiling_readings', to='approvals.memorandum')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CeilingBreach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_on', models.DateField(help_text='business date')),
                ('memorandum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ceiling_breaches', to='approvals.memorandum')),
                ('reading', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='breach', to='assets.ceilingreading')),
            ],
            options={
                'verbose_name_plural': 'ceiling breaches',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CeilingResolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('resolved_on', models.DateField(help_text='business date')),
                ('breach', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='assets.ceilingbreach')),
                ('reading', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='assets.ceilingreading')),
                ('resolved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='ceilingreading',
            constraint=models.CheckConstraint(condition=models.Q(('headroom_usd', django.db.models.expressions.CombinedExpression(models.F('ceiling_usd'), '-', models.F('in_use_usd')))), name='headroom_is_what_is_not_in_use'),
        ),
        migrations.RunSQL(CEILING, FORMER_CEILING),
        migrations.RunSQL(RESOLUTION, UNDO_RESOLUTION),
        add_only("assets_ceilingreading"),
        add_only("assets_ceilingbreach"),
        add_only("assets_ceilingresolution"),
    ]
