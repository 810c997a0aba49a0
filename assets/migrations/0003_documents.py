"""Papers of an asset."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only

# A newer version belongs to the asset of the paper that it replaces.
VERSIONS = """
CREATE FUNCTION newer_version_of_the_same_asset() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE former bigint;
BEGIN
  SELECT replaces_id INTO former FROM approvals_document WHERE id = NEW.document_id;
  IF former IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM assets_assetpaper WHERE document_id = former AND instrument_id = NEW.instrument_id
    UNION ALL SELECT 1 FROM assets_valuation WHERE document_id = former AND instrument_id = NEW.instrument_id
    UNION ALL SELECT 1 FROM assets_legalfact WHERE document_id = former AND instrument_id = NEW.instrument_id
  ) THEN
    RAISE EXCEPTION 'A newer version belongs to the asset of the paper that it replaces.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER assets_assetpaper_version BEFORE INSERT ON assets_assetpaper
  FOR EACH ROW EXECUTE FUNCTION newer_version_of_the_same_asset();
ALTER TABLE assets_assetpaper ENABLE ALWAYS TRIGGER assets_assetpaper_version;
"""

UNDO_VERSIONS = """
DROP TRIGGER assets_assetpaper_version ON assets_assetpaper;
DROP FUNCTION newer_version_of_the_same_asset();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0004_documents'),
        ('assets', '0002_protection'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssetPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attached_on', models.DateField(help_text='business date')),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.document')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='assets.instrument')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.RunSQL(VERSIONS, UNDO_VERSIONS),
        add_only("assets_assetpaper"),
    ]
