"""Versions of papers, what a scanner said of them, and which dossier names which paper."""

import json

import django.db.models.deletion
from django.db import migrations, models

from approvals.database import add_only

# A newer version is of the same kind as the paper it replaces, and stands right behind it in the same line.
VERSIONS = """
CREATE FUNCTION newer_version_follows_the_former() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE former approvals_document;
BEGIN
  IF NEW.replaces_id IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT * INTO former FROM approvals_document WHERE id = NEW.replaces_id;
  IF former.kind <> NEW.kind THEN
    RAISE EXCEPTION 'A newer version is a paper of the same kind as the one it replaces.' USING ERRCODE = '23514';
  END IF;
  IF NEW.version <> former.version + 1 OR NEW.first_version_id <> coalesce(former.first_version_id, former.id) THEN
    RAISE EXCEPTION 'A newer version stands right behind the one it replaces.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_document_version BEFORE INSERT ON approvals_document
  FOR EACH ROW EXECUTE FUNCTION newer_version_follows_the_former();
ALTER TABLE approvals_document ENABLE ALWAYS TRIGGER approvals_document_version;
"""

UNDO_VERSIONS = """
DROP TRIGGER approvals_document_version ON approvals_document;
DROP FUNCTION newer_version_follows_the_former();
"""


def name_papers_of_earlier_dossiers(apps, schema_editor):
    """Dossiers frozen before this table existed name their papers as well; none of them knows versions yet."""

    def named(value):
        if isinstance(value, dict):
            if isinstance(value.get("sha256"), str):
                yield value["sha256"]
            value = list(value.values())
        if isinstance(value, list):
            for inner in value:
                yield from named(inner)

    Dossier, DossierPaper = apps.get_model("approvals", "Dossier"), apps.get_model("approvals", "DossierPaper")
    for dossier in Dossier.objects.iterator(chunk_size=100):
        papers = sorted(set(named(json.loads(bytes(dossier.content)).get("sections", {}))))
        DossierPaper.objects.bulk_create(
            DossierPaper(dossier=dossier, sha256=sha256, is_replaced=False) for sha256 in papers
        )


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_drafts")]

    operations = [
        migrations.CreateModel(
            name='DossierPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(db_index=True, max_length=64)),
                ('is_replaced', models.BooleanField(help_text='whether the dossier also names a newer version of it')),
            ],
        ),
        migrations.AddField(
            model_name='document',
            name='first_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later_versions', to='approvals.document'),
        ),
        migrations.AddField(
            model_name='document',
            name='kind',
            field=models.CharField(choices=[('evidence', 'Evidence paper'), ('asset', 'Paper of an asset'), ('valuation', 'Source of a valuation'), ('legal_fact', 'Proof of a legal fact'), ('attestation', 'Proof of a criterion'), ('decision', 'Letter of a decision'), ('condition', 'Proof that a condition is met')], default='evidence', max_length=16),
        ),
        migrations.AddField(
            model_name='document',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='approvals.document'),
        ),
        migrations.AddField(
            model_name='document',
            name='scan_outcome',
            field=models.CharField(choices=[('not_scanned', 'Not scanned'), ('clean', 'Nothing found'), ('refused', 'Refused by the scanner'), ('unavailable', 'The scanner did not answer')], default='not_scanned', max_length=12),
        ),
        migrations.AddField(
            model_name='document',
            name='scanner',
            field=models.CharField(blank=True, help_text='name and version; empty where nobody scanned', max_length=120),
        ),
        migrations.AddField(
            model_name='document',
            name='version',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='document',
            name='media_type',
            field=models.CharField(max_length=100),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('scan_outcome', 'not_scanned'), ('scanner', '')), models.Q(('scan_outcome__in', ['clean', 'unavailable']), models.Q(('scanner', ''), _negated=True)), _connector='OR'), name='document_is_not_refused'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('first_version', None), ('replaces', None), ('version', 1)), models.Q(('first_version__isnull', False), ('replaces__isnull', False), ('version__gt', 1), models.Q(('replaces', models.F('id')), _negated=True)), _connector='OR'), name='document_has_a_place_among_its_versions'),
        ),
        migrations.AddField(
            model_name='dossierpaper',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='approvals.dossier'),
        ),
        migrations.AddConstraint(
            model_name='dossierpaper',
            constraint=models.UniqueConstraint(fields=('dossier', 'sha256'), name='a_dossier_names_a_paper_once'),
        ),
        migrations.RunSQL(VERSIONS, UNDO_VERSIONS),
        add_only("approvals_dossierpaper"),
        migrations.RunPython(name_papers_of_earlier_dossiers, migrations.RunPython.noop),
    ]
