"""PostgreSQL itself lets nothing be signed for a closed case, an unreleased order or a dossier that did not pass."""

from django.db import migrations

# The first signature of an operation. Later ones replace what may be in a node's pool already and change nothing about it.
SIGNATURES = """
CREATE FUNCTION nothing_is_signed_unreleased() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE operation tokenisation_chainoperation;
DECLARE token tokenisation_tokendeployment;
DECLARE studied approvals_case;
DECLARE mint_order tokenisation_mintorder;
BEGIN
  IF NEW.attempt > 1 THEN
    RETURN NEW;
  END IF;
  SELECT * INTO operation FROM tokenisation_chainoperation WHERE id = NEW.operation_id;
  SELECT * INTO token FROM tokenisation_tokendeployment WHERE id = operation.deployment_id;
  SELECT * INTO studied FROM approvals_case WHERE id = token.case_id FOR NO KEY UPDATE;
  IF studied.status <> 'open' OR studied.dossier_digest <> token.dossier_digest THEN
    RAISE EXCEPTION 'Nothing is signed for case %: it is not open on this dossier.', studied.reference
      USING ERRCODE = '23514';
  END IF;
  IF operation.kind = 'deploy' THEN
    RETURN NEW;
  END IF;
  SELECT * INTO mint_order FROM tokenisation_mintorder WHERE id = operation.order_id;
  IF mint_order.released_by_id IS NULL OR mint_order.released_by_id = mint_order.placed_by_id
     OR mint_order.status NOT IN ('released', 'in_progress') THEN
    RAISE EXCEPTION 'Nothing is signed for %: no second person released it.', mint_order.reference
      USING ERRCODE = '23514';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM approvals_gateruling
    WHERE case_id = studied.id AND gate_id = 'G5' AND outcome = 'pass' AND dossier_digest = studied.dossier_digest
  ) THEN
    RAISE EXCEPTION 'Nothing is signed for %: G5 was not passed on this dossier.', mint_order.reference
      USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER tokenisation_signedtransaction_released BEFORE INSERT ON tokenisation_signedtransaction
  FOR EACH ROW EXECUTE FUNCTION nothing_is_signed_unreleased();
ALTER TABLE tokenisation_signedtransaction ENABLE ALWAYS TRIGGER tokenisation_signedtransaction_released;
"""

UNDO = """
DROP TRIGGER tokenisation_signedtransaction_released ON tokenisation_signedtransaction;
DROP FUNCTION nothing_is_signed_unreleased();
"""


class Migration(migrations.Migration):
    dependencies = [("tokenisation", "0002_protection")]

    operations = [migrations.RunSQL(SIGNATURES, UNDO)]
