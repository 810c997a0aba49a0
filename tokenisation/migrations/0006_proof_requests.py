"""Requests for a proof of the contracts. PostgreSQL itself keeps who asked for what, and finishes each once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The row is a worker's lock, so the application must be able to update it; what it may not change stands here.
REQUESTS = """
CREATE FUNCTION proof_request_is_finished_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'A request for a proof is never deleted.' USING ERRCODE = '42501';
  END IF;
  IF OLD.finished_at IS NOT NULL THEN
    RAISE EXCEPTION 'Request % for a proof is finished and stays so.', OLD.id USING ERRCODE = '42501';
  END IF;
  IF NEW.id <> OLD.id OR NEW.epoch_id <> OLD.epoch_id OR NEW.requested_by_id <> OLD.requested_by_id
     OR NEW.requested_at <> OLD.requested_at THEN
    RAISE EXCEPTION 'Who asked for proof %, when and on which chain is fixed.', OLD.id USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tokenisation_proofrequest_once BEFORE UPDATE OR DELETE ON tokenisation_proofrequest
  FOR EACH ROW EXECUTE FUNCTION proof_request_is_finished_once();
ALTER TABLE tokenisation_proofrequest ENABLE ALWAYS TRIGGER tokenisation_proofrequest_once;
"""

UNDO = """
DROP TRIGGER tokenisation_proofrequest_once ON tokenisation_proofrequest;
DROP FUNCTION proof_request_is_finished_once();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tokenisation", "0005_worker_pass"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, help_text="wall clock", null=True)),
                ("failure", models.TextField(blank=True, help_text="why it can never be carried out, in a sentence")),
                (
                    "epoch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proof_requests",
                        to="tokenisation.chainepoch",
                    ),
                ),
                (
                    "proof",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="request",
                        to="tokenisation.contractproof",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)), fields=("epoch",), name="one_open_proof_request"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("failure", ""), ("finished_at", None), ("proof", None)),
                            models.Q(("failure", ""), ("finished_at__isnull", False), ("proof__isnull", False)),
                            models.Q(
                                ("finished_at__isnull", False),
                                ("proof", None),
                                models.Q(("failure", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_request_has_its_proof_or_its_failure",
                    ),
                ],
            },
        ),
        migrations.RunSQL(REQUESTS, UNDO),
    ]
