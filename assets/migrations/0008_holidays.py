"""Holidays of the market, and of each day at most one that is not cancelled, which PostgreSQL itself holds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only

# A unique index cannot look into another table. Whoever records a holiday waits for others who do, so that two of one
# day never pass by each other.
ONE_A_DAY = """
CREATE FUNCTION one_holiday_a_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('assets_holiday'));
  IF EXISTS (
    SELECT 1 FROM assets_holiday h WHERE h.on_date = NEW.on_date
      AND NOT EXISTS (SELECT 1 FROM assets_holidaycancellation c WHERE c.holiday_id = h.id)
  ) THEN
    RAISE EXCEPTION '% is a holiday already.', NEW.on_date USING ERRCODE = '23505';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_holiday_one_a_day BEFORE INSERT ON assets_holiday
  FOR EACH ROW EXECUTE FUNCTION one_holiday_a_day();
ALTER TABLE assets_holiday ENABLE ALWAYS TRIGGER assets_holiday_one_a_day;
"""

UNDO = """
DROP TRIGGER assets_holiday_one_a_day ON assets_holiday;
DROP FUNCTION one_holiday_a_day();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0007_family_facts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_date', models.DateField()),
                ('name', models.CharField(max_length=80)),
                ('source', models.CharField(max_length=120)),
                ('recorded_on', models.DateField(help_text='business date')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on_date', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HolidayCancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('cancelled_on', models.DateField(help_text='business date')),
                ('cancelled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holiday', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='cancellation', to='assets.holiday')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunSQL(ONE_A_DAY, UNDO),
        add_only("assets_holiday"),
        add_only("assets_holidaycancellation"),
    ]
