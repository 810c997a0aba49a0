"""Imports of table files, and which asset came by which of their rows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from approvals.database import add_only


class Migration(migrations.Migration):

    dependencies = [
        ('assets', '0008_holidays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RegisterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('language', models.CharField(max_length=10)),
                ('file_name', models.CharField(max_length=120)),
                ('size', models.PositiveIntegerField(help_text='bytes')),
                ('sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('checking', 'Being checked'), ('checked', 'Checked, nothing imported yet'), ('importing', 'Being imported'), ('done', 'Imported'), ('failed', 'Stopped, nothing imported'), ('discarded', 'Discarded')], default='checking', max_length=12)),
                ('mode', models.CharField(blank=True, choices=[('all_or_nothing', 'All rows or nothing'), ('good_rows_only', 'The good rows only')], max_length=16)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('good', models.PositiveIntegerField(default=0)),
                ('wrong', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('added', models.PositiveIntegerField(default=0)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('highest_number', models.PositiveIntegerField(default=0)),
                ('expected', models.PositiveIntegerField(default=0)),
                ('progress', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('reason', models.TextField(blank=True, help_text='why it stopped')),
                ('digest', models.CharField(blank=True, help_text='SHA-256 over the facts of the assets that came by it', max_length=64)),
                ('finished_at', models.DateTimeField(null=True)),
                ('carried_out_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField(help_text='line of a CSV file, row of a sheet')),
                ('column', models.CharField(blank=True, max_length=200)),
                ('value', models.CharField(blank=True, max_length=120)),
                ('reason', models.TextField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='assets.registerimport')),
            ],
            options={
                'ordering': ['row', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ImportPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='assets.registerimport')),
            ],
        ),
        migrations.CreateModel(
            name='ImportedAsset',
            fields=[
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='imported', serialize=False, to='assets.instrument')),
                ('row', models.PositiveIntegerField(help_text='line of a CSV file, row of a sheet')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='assets.registerimport')),
            ],
            options={
                'ordering': ['run', 'row'],
            },
        ),
        migrations.AddIndex(
            model_name='registerimport',
            index=models.Index(condition=models.Q(('state__in', ['checking', 'importing'])), fields=['id'], name='register_import_open'),
        ),
        migrations.AddIndex(
            model_name='importproblem',
            index=models.Index(fields=['run', 'row', 'id'], name='import_problem_in_order'),
        ),
        migrations.AddConstraint(
            model_name='importpiece',
            constraint=models.UniqueConstraint(fields=('run', 'place'), name='import_piece_has_its_place'),
        ),
        add_only("assets_importedasset"),
    ]
