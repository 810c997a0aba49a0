"""What PostgreSQL itself refuses at the mint: changing what is add-only, and changing what an operation is."""

from django.db import migrations

from approvals.database import add_only

ADD_ONLY_TABLES = (
    "tokenisation_allocation",
    "tokenisation_contractproof",
    "tokenisation_issuance",
    "tokenisation_reconciliationrun",
    "tokenisation_signedtransaction",
)

# An operation's id, kind and payload are fixed before its first attempt, and a nonce once taken is never given back.
OPERATIONS = """
CREATE FUNCTION operation_keeps_its_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'An operation is never deleted.' USING ERRCODE = '42501';
  END IF;
  IF NEW.operation_id <> OLD.operation_id OR NEW.kind <> OLD.kind OR NEW.payload <> OLD.payload
     OR NEW.duty <> OLD.duty OR NEW.epoch_id <> OLD.epoch_id OR NEW.deployment_id <> OLD.deployment_id
     OR NEW.order_id IS DISTINCT FROM OLD.order_id THEN
    RAISE EXCEPTION 'What operation % does is fixed.', OLD.operation_id USING ERRCODE = '42501';
  END IF;
  IF OLD.nonce IS NOT NULL AND (NEW.nonce IS DISTINCT FROM OLD.nonce OR NEW.signer <> OLD.signer) THEN
    RAISE EXCEPTION 'Operation % keeps its nonce.', OLD.operation_id USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tokenisation_chainoperation_identity BEFORE UPDATE OR DELETE ON tokenisation_chainoperation
  FOR EACH ROW EXECUTE FUNCTION operation_keeps_its_identity();
ALTER TABLE tokenisation_chainoperation ENABLE ALWAYS TRIGGER tokenisation_chainoperation_identity;
"""

UNDO = """
DROP TRIGGER tokenisation_chainoperation_identity ON tokenisation_chainoperation;
DROP FUNCTION operation_keeps_its_identity();
"""


class Migration(migrations.Migration):
    dependencies = [("tokenisation", "0001_initial"), ("approvals", "0002_protection")]

    operations = [
        *[add_only(table) for table in ADD_ONLY_TABLES],
        migrations.RunSQL(OPERATIONS, UNDO),
    ]
