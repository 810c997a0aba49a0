"""What PostgreSQL itself refuses, whoever asks: changing what is add-only, moving a rehearsal back, four eyes that are two."""

from django.db import migrations

from approvals.database import add_only, refuse_change_function

ADD_ONLY_TABLES = (
    "approvals_attestation",
    "approvals_auditevent",
    "approvals_conditionclosure",
    "approvals_document",
    "approvals_dossier",
    "approvals_gateruling",
    "approvals_signoff",
    "approvals_signoffcondition",
    "approvals_signoffconfirmation",
    "approvals_signoffwithdrawal",
)

# The date of a rehearsal moves forward only; the row is made in an unused database and stays.
REHEARSAL = """
CREATE FUNCTION rehearsal_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT 1 FROM approvals_auditevent) THEN
      RAISE EXCEPTION 'A database in use cannot become a rehearsal.' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' OR NEW.business_date < OLD.business_date THEN
    RAISE EXCEPTION 'A rehearsal stays one and its date moves forward only.' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_rehearsal_forward BEFORE INSERT OR UPDATE OR DELETE ON approvals_rehearsal
  FOR EACH ROW EXECUTE FUNCTION rehearsal_moves_forward();
ALTER TABLE approvals_rehearsal ENABLE ALWAYS TRIGGER approvals_rehearsal_forward;
"""

# Both sides of the race between a late rejection and a mint take the case's row before they look.
SIGN_OFFS = """
CREATE FUNCTION signoff_meets_at_the_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM approvals_case WHERE id = NEW.case_id FOR NO KEY UPDATE;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_signoff_case BEFORE INSERT ON approvals_signoff
  FOR EACH ROW EXECUTE FUNCTION signoff_meets_at_the_case();
ALTER TABLE approvals_signoff ENABLE ALWAYS TRIGGER approvals_signoff_case;

CREATE FUNCTION confirmation_by_a_colleague() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE recorded approvals_signoff;
DECLARE recorder accounts_user;
DECLARE confirmer accounts_user;
BEGIN
  SELECT * INTO recorded FROM approvals_signoff WHERE id = NEW.signoff_id;
  PERFORM 1 FROM approvals_case WHERE id = recorded.case_id FOR NO KEY UPDATE;
  SELECT * INTO recorder FROM accounts_user WHERE id = recorded.recorded_by_id;
  SELECT * INTO confirmer FROM accounts_user WHERE id = NEW.confirmed_by_id;
  IF recorder.id = confirmer.id OR confirmer.body_code <> recorded.body_id OR recorder.body_code <> recorded.body_id THEN
    RAISE EXCEPTION 'A decision is recorded and confirmed by two officers of its own body.' USING ERRCODE = '23514';
  END IF;
  IF EXISTS (SELECT 1 FROM approvals_signoff
             WHERE case_id = recorded.case_id AND body_id = recorded.body_id AND id > recorded.id) THEN
    RAISE EXCEPTION 'The body has recorded a later decision on this case.' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_signoffconfirmation_colleague BEFORE INSERT ON approvals_signoffconfirmation
  FOR EACH ROW EXECUTE FUNCTION confirmation_by_a_colleague();
ALTER TABLE approvals_signoffconfirmation ENABLE ALWAYS TRIGGER approvals_signoffconfirmation_colleague;

CREATE FUNCTION withdrawal_meets_at_the_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM approvals_case
    WHERE id = (SELECT case_id FROM approvals_signoff WHERE id = NEW.signoff_id) FOR NO KEY UPDATE;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_signoffwithdrawal_case BEFORE INSERT ON approvals_signoffwithdrawal
  FOR EACH ROW EXECUTE FUNCTION withdrawal_meets_at_the_case();
ALTER TABLE approvals_signoffwithdrawal ENABLE ALWAYS TRIGGER approvals_signoffwithdrawal_case;
"""

# A case that has ended stays ended.
CASES = """
CREATE FUNCTION ended_case_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status NOT IN ('open', 'returned') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'Case % has ended (%) and stays so.', OLD.reference, OLD.status USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER approvals_case_ended BEFORE UPDATE ON approvals_case
  FOR EACH ROW EXECUTE FUNCTION ended_case_stays_ended();
ALTER TABLE approvals_case ENABLE ALWAYS TRIGGER approvals_case_ended;
"""

UNDO = """
DROP TRIGGER approvals_rehearsal_forward ON approvals_rehearsal;
DROP FUNCTION rehearsal_moves_forward();
DROP TRIGGER approvals_signoff_case ON approvals_signoff;
DROP FUNCTION signoff_meets_at_the_case();
DROP TRIGGER approvals_signoffconfirmation_colleague ON approvals_signoffconfirmation;
DROP FUNCTION confirmation_by_a_colleague();
DROP TRIGGER approvals_signoffwithdrawal_case ON approvals_signoffwithdrawal;
DROP FUNCTION withdrawal_meets_at_the_case();
DROP TRIGGER approvals_case_ended ON approvals_case;
DROP FUNCTION ended_case_stays_ended();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]

    operations = [
        refuse_change_function(),
        *[add_only(table) for table in ADD_ONLY_TABLES],
        migrations.RunSQL(REHEARSAL + SIGN_OFFS + CASES, UNDO),
    ]
