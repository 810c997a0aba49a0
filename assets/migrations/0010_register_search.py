"""What keeps the register's list quick: an index of three letters for its search, and indexes in the orders that it offers."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

# Django compares without regard to capitals through UPPER, so that is what is indexed. The index answers any part of a
# name or an owner of three letters or more; what is shorter is looked for in every row. Written as SQL since Django
# only knows operators of expressions where its whole application for PostgreSQL is installed.
SEARCH = """
CREATE INDEX register_search ON assets_instrument
  USING gin (upper(name::text) gin_trgm_ops, upper(asset_owner::text) gin_trgm_ops)
"""


class Migration(migrations.Migration):
    dependencies = [("assets", "0009_imports")]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(SEARCH, "DROP INDEX register_search"),
        migrations.AddIndex(
            model_name="instrument", index=models.Index(fields=["name", "number"], name="register_by_name")
        ),
        migrations.AddIndex(
            model_name="instrument", index=models.Index(fields=["instrument_type", "number"], name="register_by_kind")
        ),
        migrations.AddIndex(
            model_name="security", index=models.Index(fields=["maturity_date"], name="securities_by_maturity")
        ),
    ]
